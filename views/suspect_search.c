/* SPDX-License-Identifier: Apache-2.0
 *
 * The search for suspects: a few requests and one task in the clone, then one judgement; judged
 * again when more is known.
 */
#include "views/body.h"
#include "views/suspects.h"

#include <string.h>

#define MAX_COMMITS      100 /* whose files are looked up in the clone */
#define MAX_PATCH_LINES  500
#define MAX_FRAMES       8 /* that are blamed */
#define BLAME_TIMEOUT_MS 3000

struct suspect_search {
    struct view *view;
    void (*changed)(struct view *view);
    struct target target;
    struct suspect_evidence evidence;
    GPtrArray *files, *texts, *blamed, *named, *older; /* of char *: what evidence points at */
    GPtrArray *frames;                                 /* of struct place *: to blame */
    struct deploy *deploy;
    GPtrArray *commits; /* of struct commit *: of the release, and those named or blamed */
    GPtrArray *found;   /* of struct suspect *; NULL until judged */
    char *why, *deploy_why, *clone_why;
    char *origin; /* the service that moved first, when it is suspected in place of the target's */
    char *clone;
    uint64_t commits_asked, event_asked, named_asked;
    bool cancelled, working;
};

/* A line of source to blame. */
struct place {
    char *path;
    int line;
};

static void place_free(void *data)
{
    struct place *place = data;
    g_free(place->path);
    g_free(place);
}

static void commits_take(GPtrArray *into, GPtrArray *from)
{
    for (guint i = 0; from && i < from->len; i++)
        g_ptr_array_add(into, commit_copy(g_ptr_array_index(from, i)));
}

/* --- judging --- */

static bool waiting(const struct suspect_search *search)
{
    return search->commits_asked || search->event_asked || search->named_asked || search->working;
}

/* Says why nothing is suspected: the judge's reason, the deploy's and the clone's, as known. */
static char *explain(const struct suspect_search *search, const char *why)
{
    GString *out = g_string_new("none, because ");
    if (!search->deploy && search->deploy_why)
        g_string_append(out, search->deploy_why);
    else
        g_string_append(out, why ? why : "no commit of the release fits");
    if (!search->clone && search->clone_why)
        g_string_append_printf(out, "; %s", search->clone_why);
    return g_string_free(out, FALSE);
}

/* Says that the deploy is of another service than the one asked about. */
static void add_origin(const struct suspect_search *search, GPtrArray *found)
{
    for (guint i = 0; search->origin && i < found->len; i++) {
        struct suspect *suspect = g_ptr_array_index(found, i);
        g_ptr_array_add(suspect->reasons,
                        g_strdup_printf("%s moved first, and %s had no release before the onset",
                                        search->origin,
                                        search->target.service ? search->target.service : "this"));
    }
}

/* Once all that was asked for has come, so that candidates do not change places under the cursor.
 */
static void judge(struct suspect_search *search)
{
    if (waiting(search))
        return;
    g_clear_pointer(&search->found, g_ptr_array_unref);
    g_clear_pointer(&search->why, g_free);
    g_autofree char *why = NULL;
    search->evidence.service = search->origin ? search->origin : search->target.service;
    search->evidence.files = search->files;
    search->evidence.texts = search->texts;
    search->evidence.blamed = search->blamed;
    search->evidence.named = search->named;
    search->evidence.older = search->older;
    search->found = suspects_find(&search->evidence, search->deploy, search->commits, &why);
    add_origin(search, search->found);
    if (!search->found->len)
        search->why = explain(search, why);
    search->changed(search->view);
}

/* --- the clone, on a worker thread --- */

/* Handed to the worker and back; shares nothing with the search but the reference that tells
 * whether it is still wanted. */
struct clone_task {
    struct suspect_search *search; /* a reference; only looked at on the UI thread */
    char *path;
    GPtrArray *ids;     /* of char * */
    GPtrArray *places;  /* of struct place * */
    GPtrArray *commits; /* of struct commit *: with files */
    GPtrArray *blamed;  /* of char * */
};

static void search_clear(void *data)
{
    struct suspect_search *search = data;
    target_clear(&search->target);
    g_ptr_array_unref(search->files);
    g_ptr_array_unref(search->texts);
    g_ptr_array_unref(search->blamed);
    g_ptr_array_unref(search->named);
    g_ptr_array_unref(search->older);
    g_ptr_array_unref(search->frames);
    g_ptr_array_unref(search->commits);
    g_clear_pointer(&search->found, g_ptr_array_unref);
    g_clear_pointer(&search->deploy, deploy_free);
    g_free(search->why);
    g_free(search->deploy_why);
    g_free(search->clone_why);
    g_free(search->origin);
    g_free(search->clone);
}

static void task_free(void *data)
{
    struct clone_task *task = data;
    g_atomic_rc_box_release_full(task->search, search_clear);
    g_free(task->path);
    g_ptr_array_unref(task->ids);
    g_ptr_array_unref(task->places);
    g_ptr_array_unref(task->commits);
    g_ptr_array_unref(task->blamed);
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
    g_autoptr(repo) repo = repo_open(task->path, NULL);
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

static struct commit *find_commit(const GPtrArray *commits, const char *id)
{
    for (guint i = 0; i < commits->len; i++) {
        struct commit *commit = g_ptr_array_index(commits, i);
        if (!g_strcmp0(commit->id, id))
            return commit;
    }
    return NULL;
}

static void task_done(struct view *view, void *data)
{
    (void)view;
    struct clone_task *task = data;
    struct suspect_search *search = task->search;
    if (!search->cancelled) {
        for (guint i = 0; i < task->commits->len; i++) {
            const struct commit *seen = g_ptr_array_index(task->commits, i);
            struct commit *known = find_commit(search->commits, seen->id);
            struct commit *copy = commit_copy(seen);
            if (!known) {
                g_ptr_array_add(search->older, g_strdup(copy->id));
                g_ptr_array_add(search->commits, copy);
                continue;
            }
            g_clear_pointer(&known->files, g_ptr_array_unref);
            known->files = g_steal_pointer(&copy->files);
            g_free(known->patch);
            known->patch = g_steal_pointer(&copy->patch);
            commit_free(copy);
        }
        for (guint i = 0; i < task->blamed->len; i++)
            g_ptr_array_add(search->blamed, g_strdup(g_ptr_array_index(task->blamed, i)));
        search->working = false;
        judge(search);
    }
}

/* Looks in the clone for the files of the commits and blames the frames, once both are known. */
static void look_in_clone(struct suspect_search *search)
{
    if (waiting(search))
        return;
    const char *repository =
        search->commits->len ? ((struct commit *)g_ptr_array_index(search->commits, 0))->repository
                             : search->target.repository;
    search->clone =
        desk_clone_path(search->view->desk, repository, search->target.service, &search->clone_why);
    if (!search->clone || (!search->commits->len && !search->frames->len))
        return;
    struct clone_task *task = g_new0(struct clone_task, 1);
    task->search = g_atomic_rc_box_acquire(search);
    task->path = g_strdup(search->clone);
    task->ids = g_ptr_array_new_with_free_func(g_free);
    task->places = g_steal_pointer(&search->frames);
    search->frames = g_ptr_array_new_with_free_func(place_free);
    task->commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    task->blamed = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < MIN(search->commits->len, MAX_COMMITS); i++)
        g_ptr_array_add(task->ids,
                        g_strdup(((struct commit *)g_ptr_array_index(search->commits, i))->id));
    search->working = true;
    desk_work(search->view, task_work, task_done, task, task_free);
}

/* --- asking --- */

/* The service that moved first, when it is another than the target's. */
static const char *first_mover(const struct suspect_search *search)
{
    const struct lead *lead = desk_lead(search->view->desk);
    if (!lead || lead->first_mover < 0)
        return NULL;
    const struct change *change = g_ptr_array_index(lead->changes, (guint)lead->first_mover);
    return g_strcmp0(change->service, search->target.service) ? change->service : NULL;
}

static void ask_commits(struct suspect_search *search)
{
    const GPtrArray *deploys = desk_deploys(search->view->desk);
    int64_t onset = search->evidence.onset_ms;
    g_clear_pointer(&search->deploy_why, g_free);
    const struct deploy *deploy = suspect_deploy(deploys, search->target.service, onset,
                                                 SUSPECTS_WITHIN_MS, &search->deploy_why);
    const char *mover = deploy ? NULL : first_mover(search);
    if (mover) {
        g_autofree char *why = NULL;
        deploy = suspect_deploy(deploys, mover, onset, SUSPECTS_WITHIN_MS, &why);
        if (deploy)
            search->origin = g_strdup(mover);
    }
    if (!deploy)
        return;
    search->deploy = deploy_copy(deploy);
    struct request *request = request_new(ENDPOINT_RELEASE_COMMITS, deploy->release, NULL);
    request->pages = 3;
    search->commits_asked = desk_ask(search->view, request, 0, true);
}

static void ask_event(struct suspect_search *search)
{
    const struct target *target = &search->target;
    if (target->issue_id)
        search->event_asked =
            desk_ask(search->view,
                     request_new(ENDPOINT_ISSUE_EVENT, target->issue_id,
                                 target->event_id ? target->event_id : "latest", NULL),
                     0, true);
    if (target->event_id && target->service)
        search->named_asked = desk_ask(
            search->view, request_new(ENDPOINT_COMMITTERS, target->service, target->event_id, NULL),
            0, true);
}

/* The in-app frames of an event, crash frame first: files for the words, places for blame. */
static void take_event(struct suspect_search *search, const struct event *event)
{
    for (guint e = event->exceptions->len; e-- > 0;) {
        const struct exception *exception = g_ptr_array_index(event->exceptions, e);
        for (guint f = exception->frames->len; f-- > 0;) {
            const struct stack_frame *frame = g_ptr_array_index(exception->frames, f);
            const char *path = frame->filename ? frame->filename : frame->abs_path;
            if (!frame->in_app || !path || search->frames->len >= MAX_FRAMES)
                continue;
            g_ptr_array_add(search->files, g_strdup(path));
            struct place *place = g_new0(struct place, 1);
            place->path = g_strdup(path);
            place->line = (int)CLAMP(frame->line, 0, G_MAXINT);
            g_ptr_array_add(search->frames, place);
        }
    }
}

/* What the error says: its words tell commits apart. */
static void add_words(struct suspect_search *search, const struct event *event)
{
    for (guint e = 0; e < event->exceptions->len; e++) {
        const struct exception *exception = g_ptr_array_index(event->exceptions, e);
        if (exception->type)
            g_ptr_array_add(search->texts, g_strdup(exception->type));
        if (exception->value)
            g_ptr_array_add(search->texts, g_strdup(exception->value));
    }
}

/* What an event adds to what is known: its service, and its id for the server's committers. */
static void take_names(struct suspect_search *search, const struct event *event)
{
    struct target *target = &search->target;
    if (!target->service)
        target_set(&target->service, event->project);
    add_words(search, event);
    if (target->event_id || !event->id || !event->project)
        return;
    target_set(&target->event_id, event->id);
    search->named_asked = desk_ask(
        search->view, request_new(ENDPOINT_COMMITTERS, event->project, event->id, NULL), 0, true);
}

static void on_commits(struct suspect_search *search, struct reply *reply)
{
    if (reply->failure != FAILURE_NONE && reply->failure != FAILURE_MISSING) {
        g_free(search->deploy_why);
        search->deploy_why =
            g_strdup_printf("the commits of %s could not be read: %s", search->deploy->release,
                            reply->error ? reply->error : "no answer");
    }
    if (reply->kind == REPLY_COMMITS)
        commits_take(search->commits, reply->object);
}

static void on_event(struct suspect_search *search, struct reply *reply)
{
    if (reply->kind != REPLY_EVENT || !reply->object)
        return;
    take_event(search, reply->object);
    take_names(search, reply->object);
    if (!search->deploy && !search->commits_asked)
        ask_commits(search);
}

/* The server's own suspects: their commits join the candidates. No answer is an answer: 404 says
 * that it knows of none. */
static void on_named(struct suspect_search *search, struct reply *reply)
{
    const GPtrArray *commits = reply->kind == REPLY_COMMITS ? reply->object : NULL;
    for (guint i = 0; commits && i < commits->len; i++) {
        const struct commit *commit = g_ptr_array_index(commits, i);
        if (!commit->id)
            continue;
        g_ptr_array_add(search->named, g_strdup(commit->id));
        if (!find_commit(search->commits, commit->id)) {
            g_ptr_array_add(search->older, g_strdup(commit->id));
            g_ptr_array_add(search->commits, commit_copy(commit));
        }
    }
}

bool suspect_search_reply(struct suspect_search *search, uint64_t subscription, struct reply *reply)
{
    if (!search)
        return false;
    if (body_answered(&search->commits_asked, subscription, reply))
        on_commits(search, reply);
    else if (body_answered(&search->event_asked, subscription, reply))
        on_event(search, reply);
    else if (body_answered(&search->named_asked, subscription, reply))
        on_named(search, reply);
    else
        return false;
    /* That the server knows of none is no failure of the view. */
    if (reply->failure == FAILURE_MISSING)
        g_clear_pointer(&search->view->error, g_free);
    look_in_clone(search);
    judge(search);
    return true;
}

/* --- beginning and end --- */

struct suspect_search *suspect_search_new(struct view *view, const struct target *target,
                                          const GPtrArray *attributes,
                                          void (*changed)(struct view *view))
{
    struct suspect_search *search = g_atomic_rc_box_new0(struct suspect_search);
    search->view = view;
    search->changed = changed;
    target_init(&search->target, TARGET_NONE);
    target_copy(&search->target, target);
    search->files = g_ptr_array_new_with_free_func(g_free);
    search->texts = g_ptr_array_new_with_free_func(g_free);
    search->blamed = g_ptr_array_new_with_free_func(g_free);
    search->named = g_ptr_array_new_with_free_func(g_free);
    search->older = g_ptr_array_new_with_free_func(g_free);
    search->frames = g_ptr_array_new_with_free_func(place_free);
    search->commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    suspects_files(attributes, search->files);
    suspects_texts(target, attributes, search->texts);
    search->evidence.onset_ms = suspects_onset(view->desk, target);
    ask_event(search);
    if (search->target.service)
        ask_commits(search);
    if (!waiting(search)) {
        look_in_clone(search);
        judge(search);
    }
    return search;
}

void suspect_search_free(struct suspect_search *search)
{
    if (!search)
        return;
    search->cancelled = true;
    uint64_t *asked[] = {&search->commits_asked, &search->event_asked, &search->named_asked};
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
        if (*asked[i])
            desk_forget(search->view, *asked[i]);
    g_atomic_rc_box_release_full(search, search_clear);
}

const GPtrArray *suspect_search_found(const struct suspect_search *search)
{
    return search ? search->found : NULL;
}

const char *suspect_search_why(const struct suspect_search *search)
{
    return search ? search->why : NULL;
}

const struct deploy *suspect_search_deploy(const struct suspect_search *search)
{
    return search ? search->deploy : NULL;
}

int64_t suspect_search_onset_ms(const struct suspect_search *search)
{
    return search ? search->evidence.onset_ms : 0;
}
