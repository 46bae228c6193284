/* SPDX-License-Identifier: Apache-2.0
 *
 * What a clone says of suspects, on a worker thread: the files and words of commits, and who last
 * touched the lines of a stack.
 */
#include "views/suspect_state.h"

#include <string.h>

#define MAX_COMMITS      100 /* whose files are looked up */
#define MAX_PATCH_LINES  500
#define BLAME_TIMEOUT_MS 3000

/* Handed to the worker and back; shares nothing with the search but the reference that tells
 * whether it is still wanted. */
struct clone_task {
    struct suspect_search *search; /* a reference; only looked at on the UI thread */
    struct side *side;             /* of the search */
    struct clones *clones;         /* a reference */
    char *repository, *service;
    char *path, *looked; /* the clone, or where was looked in vain */
    GPtrArray *ids;      /* of char * */
    GPtrArray *places;   /* of struct place * */
    GPtrArray *commits;  /* of struct commit *: with files */
    GPtrArray *blamed;   /* of char * */
    char *limits;        /* what blame could not honour */
};

static void task_free(void *data)
{
    struct clone_task *task = data;
    suspect_search_unref(task->search);
    clones_unref(task->clones);
    g_free(task->repository);
    g_free(task->service);
    g_free(task->path);
    g_free(task->looked);
    g_ptr_array_unref(task->ids);
    g_ptr_array_unref(task->places);
    g_ptr_array_unref(task->commits);
    g_ptr_array_unref(task->blamed);
    g_free(task->limits);
    g_free(task);
}

static void task_blame(struct clone_task *task, struct repo *repo)
{
    for (guint i = 0; i < task->places->len; i++) {
        const struct place *place = g_ptr_array_index(task->places, i);
        char *id = repo_blame(repo, NULL, place->path, place->line, BLAME_TIMEOUT_MS, NULL);
        if (!id)
            continue;
        if (!g_ptr_array_find_with_equal_func(task->ids, id, g_str_equal, NULL))
            g_ptr_array_add(task->ids, g_strdup(id));
        g_ptr_array_add(task->blamed, id);
    }
    if (task->blamed->len)
        task->limits = g_strdup(repo_limits(repo));
}

/* The lines that a commit adds and takes: words in them tell commits apart. */
static char *changed_lines(struct repo *repo, const char *id)
{
    size_t cut;
    g_autoptr(GPtrArray) lines = repo_diff(repo, id, MAX_PATCH_LINES, &cut, NULL);
    GString *out = g_string_new(NULL);
    for (guint i = 0; lines && i < lines->len; i++) {
        const struct diff_line *line = g_ptr_array_index(lines, i);
        if (line->origin == '+' || line->origin == '-')
            g_string_append_printf(out, "%s\n", line->text);
    }
    return g_string_free(out, FALSE);
}

static void task_work(void *data)
{
    struct clone_task *task = data;
    task->path = clones_find(task->clones, task->repository, task->service, &task->looked);
    bool asked = task->ids->len > 0 || task->places->len > 0;
    g_autoptr(repo) repo = task->path && asked ? repo_open(task->path, NULL) : NULL;
    if (!repo)
        return;
    task_blame(task, repo);
    for (guint i = 0; i < task->ids->len; i++) {
        struct commit *commit = repo_commit(repo, g_ptr_array_index(task->ids, i), NULL);
        if (!commit)
            continue;
        commit->patch = changed_lines(repo, commit->id);
        g_ptr_array_add(task->commits, commit);
    }
}

/* What the clone knows of the commits joins what the server said of them. */
static void take_seen(struct side *side, const struct clone_task *task)
{
    for (guint i = 0; i < task->commits->len; i++) {
        const struct commit *seen = g_ptr_array_index(task->commits, i);
        struct commit *known = suspect_find_commit(side->commits, seen->id);
        struct commit *copy = commit_copy(seen);
        if (!known) {
            g_ptr_array_add(side->older, g_strdup(copy->id));
            g_ptr_array_add(side->commits, copy);
            continue;
        }
        g_clear_pointer(&known->files, g_ptr_array_unref);
        known->files = g_steal_pointer(&copy->files);
        g_free(known->patch);
        known->patch = g_steal_pointer(&copy->patch);
        commit_free(copy);
    }
    for (guint i = 0; i < task->blamed->len; i++)
        g_ptr_array_add(side->blamed, g_strdup(g_ptr_array_index(task->blamed, i)));
}

static void task_done(struct view *view, void *data)
{
    (void)view;
    struct clone_task *task = data;
    struct suspect_search *search = task->search;
    if (search->cancelled)
        return;
    task->side->clone = g_steal_pointer(&task->path);
    task->side->clone_why = g_steal_pointer(&task->looked);
    take_seen(task->side, task);
    if (!search->limits)
        search->limits = g_steal_pointer(&task->limits);
    search->working--;
    suspect_search_judge(search);
}

void suspect_look_in_clone(struct suspect_search *search, struct side *side)
{
    const char *repository =
        side->commits->len     ? ((struct commit *)g_ptr_array_index(side->commits, 0))->repository
        : side == &search->own ? search->target.repository
                               : NULL;
    g_clear_pointer(&side->clone, g_free);
    g_clear_pointer(&side->clone_why, g_free);
    struct clone_task *task = g_new0(struct clone_task, 1);
    task->search = g_atomic_rc_box_acquire(search);
    task->side = side;
    task->clones = clones_ref(desk_clones(search->view->desk));
    task->repository = g_strdup(repository);
    task->service = g_strdup(side->service);
    task->ids = g_ptr_array_new_with_free_func(g_free);
    task->places = g_steal_pointer(&side->frames);
    side->frames = g_ptr_array_new_with_free_func(suspect_place_free);
    task->commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    task->blamed = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < MIN(side->commits->len, MAX_COMMITS); i++)
        g_ptr_array_add(task->ids,
                        g_strdup(((struct commit *)g_ptr_array_index(side->commits, i))->id));
    search->working++;
    desk_work(search->view, task_work, task_done, task, task_free);
}
