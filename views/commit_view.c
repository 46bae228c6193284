/* SPDX-License-Identifier: Apache-2.0
 *
 * A commit: its message, why it is suspected, its files and its coloured diff from a local clone.
 * Without a clone, what the API told of it.
 */
#include "views/body.h"
#include "views/doc.h"
#include "views/suspects.h"
#include "views/views.h"

#include "base/clock.h"
#include "tui/text.h"

#include <string.h>

#define MOST_DIFF_LINES    20000
#define MOST_FILES_LISTED  8
#define MOST_MESSAGE_LINES 12
#define LINK_DIFF          1
#define LOW_ROWS           16 /* in a pane no higher the diff comes soon */

struct commit_state {
    struct doc doc;
    struct commit *commit; /* NULL until known */
    GPtrArray *diff;       /* of struct diff_line *; NULL without a clone */
    size_t cut;            /* lines of it that are left out */
    char *note;            /* what is missing and how to have it; NULL = nothing */
    bool working;
    int built_rows; /* the height that the page was made for */
    uint64_t asked;
};

/* --- the clone, on a worker thread --- */

struct diff_task {
    struct clones *clones; /* a reference */
    char *repository, *service, *revision;
    char *path;   /* of the clone; NULL = there is none */
    char *looked; /* where, in vain */
    struct commit *commit;
    GPtrArray *diff;
    size_t cut;
    GError *error;
};

static void task_free(void *data)
{
    struct diff_task *task = data;
    clones_unref(task->clones);
    g_free(task->repository);
    g_free(task->service);
    g_free(task->revision);
    g_free(task->path);
    g_free(task->looked);
    g_clear_pointer(&task->commit, commit_free);
    g_clear_pointer(&task->diff, g_ptr_array_unref);
    g_clear_error(&task->error);
    g_free(task);
}

static void task_work(void *data)
{
    struct diff_task *task = data;
    task->path = clones_find(task->clones, task->repository, task->service, &task->looked);
    g_autoptr(repo) repo = task->path ? repo_open(task->path, &task->error) : NULL;
    if (!repo)
        return;
    task->commit = repo_commit(repo, task->revision, &task->error);
    if (task->commit)
        task->diff = repo_diff(repo, task->revision, MOST_DIFF_LINES, &task->cut, &task->error);
}

/* --- asking --- */

static void ask_api(struct view *view)
{
    struct commit_state *state = view->state;
    if (!view->opened.release || state->asked)
        return;
    struct request *request = request_new(ENDPOINT_RELEASE_COMMITS, view->opened.release, NULL);
    request->pages = 5;
    state->asked = desk_ask(view, request, 0, true);
}

/* NULL when all is known. */
static char *say_missing(const struct view *view, const struct diff_task *task)
{
    const struct target *opened = &view->opened;
    if (!task->path)
        return g_strdup_printf("No diff: %s. Start vigil inside a clone, or name one in the config "
                               "under [repositories]: %s = /path/to/clone",
                               task->looked,
                               opened->repository ? opened->repository
                               : opened->service  ? opened->service
                                                  : "owner/name");
    return task->error
               ? g_strdup_printf("the clone %s does not have it whole: %s (git fetch there helps)",
                                 task->path, task->error->message)
               : NULL;
}

static void task_done(struct view *view, void *data)
{
    struct commit_state *state = view->state;
    struct diff_task *task = data;
    state->working = false;
    state->doc.width = 0;
    if (task->commit) {
        g_clear_pointer(&state->commit, commit_free);
        state->commit = g_steal_pointer(&task->commit);
        state->diff = g_steal_pointer(&task->diff);
        state->cut = task->cut;
    }
    state->note = say_missing(view, task);
    if (state->note && !state->commit)
        ask_api(view);
}

static void read_clone(struct view *view, const struct target *target)
{
    struct commit_state *state = view->state;
    struct diff_task *task = g_new0(struct diff_task, 1);
    task->clones = clones_ref(desk_clones(view->desk));
    task->repository = g_strdup(target->repository);
    task->service = g_strdup(target->service);
    task->revision = g_strdup(target->commit);
    state->working = true;
    desk_work(view, task_work, task_done, task, task_free);
}

static bool commit_open(struct view *view, const struct target *target, GError **error)
{
    struct commit_state *state = view->state;
    if (!target || !target->commit)
        return body_refuse(error, "no commit: none is named here");
    doc_init(&state->doc);
    read_clone(view, target);
    return true;
}

static void commit_close(struct view *view)
{
    struct commit_state *state = view->state;
    doc_clear(&state->doc);
    g_clear_pointer(&state->commit, commit_free);
    g_clear_pointer(&state->diff, g_ptr_array_unref);
    g_free(state->note);
}

static void commit_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct commit_state *state = view->state;
    if (!body_answered(&state->asked, subscription, reply) || reply->kind != REPLY_COMMITS)
        return;
    const GPtrArray *commits = reply->object;
    for (guint i = 0; commits && i < commits->len && !state->commit; i++) {
        const struct commit *commit = g_ptr_array_index(commits, i);
        if (commit->id && g_str_has_prefix(commit->id, view->opened.commit))
            state->commit = commit_copy(commit);
    }
    state->doc.width = 0;
}

/* --- the page --- */

static void add_title(struct view *view)
{
    struct commit_state *state = view->state;
    g_autofree char *subject =
        state->commit ? suspects_subject(state->commit)
                      : g_strdup(state->working || state->asked ? "loading…" : "message not known");
    struct doc_line *line = doc_addf(&state->doc, ROLE_ACCENT, "%.7s  ", view->opened.commit);
    doc_piece(line, ROLE_TITLE_FOCUS, subject);
    if (!state->commit)
        return;
    line = doc_add(&state->doc, ROLE_TEXT,
                   state->commit->author ? state->commit->author : "author not known");
    line->inert = true;
    if (state->commit->time_ms) {
        g_autofree char *age = body_ago(desk_now_ms(view->desk) - state->commit->time_ms);
        doc_piecef(line, ROLE_MUTED, ", %s ago", age);
    }
    if (state->commit->repository || view->opened.repository)
        doc_piecef(line, ROLE_MUTED, ", %s",
                   view->opened.repository ? view->opened.repository : state->commit->repository);
    if (view->opened.release)
        doc_piecef(line, ROLE_DEPLOY, "  in %s", view->opened.release);
}

static void add_lines(struct doc *doc, const char *label, enum role role, const char *text,
                      guint most)
{
    g_autoptr(GPtrArray) lines = text_wrap(text, MAX(doc->width - 9, 16));
    for (guint i = 0; i < MIN(lines->len, most); i++) {
        struct doc_line *line = doc_addf(doc, ROLE_MUTED, "%-6s", i ? "" : label);
        doc_piece(line, role, g_ptr_array_index(lines, i));
        if (i + 1 == most && lines->len > most)
            doc_piece(line, ROLE_MUTED, " …");
        line->inert = true;
    }
}

/* Why it is suspected: the reasons came with the target. */
static void add_why(struct view *view)
{
    struct commit_state *state = view->state;
    const struct target *opened = &view->opened;
    g_autoptr(GString) why = g_string_new(NULL);
    if (opened->start_ms && opened->end_ms > opened->start_ms) {
        g_autofree char *before = body_ago(opened->end_ms - opened->start_ms);
        g_string_append_printf(why, "deployed %s before the onset", before);
    }
    g_auto(GStrv) reasons = g_strsplit(opened->text ? opened->text : "", "\n", -1);
    for (char **reason = reasons; *reason; reason++)
        if (**reason && !(strstr(*reason, "before the onset") && why->len &&
                          g_str_has_prefix(*reason, "deployed")))
            g_string_append_printf(why, "%s%s", why->len ? "; " : "", *reason);
    if (why->len)
        add_lines(&state->doc, "why", ROLE_CHANGED, why->str, view->rows > LOW_ROWS ? 6 : 2);
}

static void add_message(struct view *view)
{
    struct commit_state *state = view->state;
    const char *message = state->commit ? state->commit->message : NULL;
    const char *body = message ? strchr(message, '\n') : NULL;
    while (body && (*body == '\n' || *body == '\r'))
        body++;
    if (!body || !*body)
        return;
    guint most = view->rows > LOW_ROWS ? MOST_MESSAGE_LINES : 2;
    g_autofree char *text = g_strchomp(g_strdup(body));
    g_autoptr(GPtrArray) lines = text_wrap(text, MAX(state->doc.width - 2, 16));
    doc_gap(&state->doc);
    for (guint i = 0; i < MIN(lines->len, most); i++)
        doc_addf(&state->doc, ROLE_TEXT, "%s%s", (char *)g_ptr_array_index(lines, i),
                 i + 1 == most && lines->len > most ? " …" : "")
            ->inert = true;
}

static void add_files(struct view *view)
{
    struct commit_state *state = view->state;
    guint most = view->rows > LOW_ROWS ? MOST_FILES_LISTED : 2;
    const GPtrArray *files = state->commit ? state->commit->files : NULL;
    if (!files || !files->len)
        return;
    if (view->rows > LOW_ROWS)
        doc_gap(&state->doc);
    for (guint i = 0; i < MIN(files->len, most); i++) {
        const struct commit_file *file = g_ptr_array_index(files, i);
        enum role role = file->type == 'A'   ? ROLE_DIFF_ADD
                         : file->type == 'D' ? ROLE_DIFF_DELETE
                                             : ROLE_CHANGED;
        struct doc_line *line =
            doc_addf(&state->doc, role, "%c     ", file->type ? file->type : 'M');
        doc_piece(line, ROLE_TEXT, file->path);
        doc_elide(line);
        line->inert = true;
    }
    if (files->len > MOST_FILES_LISTED)
        doc_addf(&state->doc, ROLE_MUTED, "      and %u more files", files->len - MOST_FILES_LISTED)
            ->inert = true;
}

static enum role diff_role(char origin)
{
    switch (origin) {
    case '+':
        return ROLE_DIFF_ADD;
    case '-':
        return ROLE_DIFF_DELETE;
    case '@':
        return ROLE_DIFF_HUNK;
    case 'F':
        return ROLE_TITLE;
    default:
        return ROLE_CODE;
    }
}

static void add_diff_line(struct doc *doc, const struct diff_line *diff, size_t index)
{
    enum role role = diff_role(diff->origin);
    if (diff->origin == 'F')
        doc_gap(doc);
    if (diff->origin == 'F' || diff->origin == '@') {
        struct doc_line *line = doc_add(doc, role, diff->text);
        line->heading = diff->origin == 'F';
        doc_link(line, LINK_DIFF, index);
        return;
    }
    int number = diff->new_line ? diff->new_line : diff->old_line;
    struct doc_line *line = doc_addf(doc, ROLE_MUTED, "%4d ", number);
    g_autofree char *text = g_strdup_printf("%c %s", diff->origin, diff->text ? diff->text : "");
    doc_piece(line, role, g_strchomp(text));
    doc_link(line, LINK_DIFF, index);
}

static void build(struct view *view, int cols)
{
    struct commit_state *state = view->state;
    doc_begin(&state->doc, cols);
    add_title(view);
    add_why(view);
    add_files(view);
    add_message(view);
    if (state->note) {
        doc_gap(&state->doc);
        add_lines(&state->doc, "", ROLE_NOTICE, state->note, 8);
    }
    for (guint i = 0; state->diff && i < state->diff->len; i++)
        add_diff_line(&state->doc, g_ptr_array_index(state->diff, i), i);
    if (state->diff && !state->diff->len)
        doc_add(&state->doc, ROLE_MUTED, "it changes no file");
    if (state->cut)
        doc_addf(&state->doc, ROLE_NOTICE, "%zu more lines are not shown: git show %.12s",
                 state->cut, view->opened.commit);
    doc_end(&state->doc);
}

static void commit_layout(struct view *view, int rows, int cols)
{
    struct commit_state *state = view->state;
    if (state->doc.width != cols || state->built_rows != rows)
        build(view, cols);
    state->built_rows = rows;
    doc_layout(&state->doc, view, rows);
}

static void commit_draw(const struct view *view, struct surface *surface)
{
    const struct commit_state *state = view->state;
    doc_draw(&state->doc, view, surface);
}

/* --- saying --- */

static void commit_status(const struct view *view, GString *out)
{
    const struct commit_state *state = view->state;
    g_string_append_printf(out, "%.7s", view->opened.commit);
    if (view->opened.repository)
        g_string_append_printf(out, "  %s", view->opened.repository);
    if (state->commit && state->commit->files)
        g_string_append_printf(out, "  %u file%s", state->commit->files->len,
                               state->commit->files->len == 1 ? "" : "s");
}

/* The line of the new file at or below a line of the diff; 0 = none before the next file. */
static int new_line_at(const GPtrArray *diff, size_t index)
{
    for (size_t i = index; i < diff->len; i++) {
        const struct diff_line *line = g_ptr_array_index(diff, i);
        if (line->new_line > 0)
            return line->new_line;
        if (i > index && line->origin == 'F')
            break;
    }
    return 0;
}

/* The file and line that a line of the diff is of, for the editor. */
static void diff_place(const struct commit_state *state, struct target *target)
{
    const struct doc_line *line = doc_current(&state->doc);
    if (!line || line->link != LINK_DIFF || !state->diff || line->index >= state->diff->len)
        return;
    target->line = new_line_at(state->diff, line->index);
    for (size_t i = line->index + 1; i-- > 0;) {
        const struct diff_line *diff = g_ptr_array_index(state->diff, i);
        const char *note = diff->origin == 'F' ? strstr(diff->text, " (") : NULL;
        if (diff->origin != 'F')
            continue;
        g_autofree char *path = note ? g_strndup(diff->text, (gsize)(note - diff->text)) : NULL;
        target_set(&target->path, path ? path : diff->text);
        return;
    }
}

static bool commit_target(const struct view *view, struct target *target)
{
    target_copy(target, &view->opened);
    diff_place(view->state, target);
    return true;
}

/* To where the lines of another file begin, below the cursor. */
static const char *commit_enter_word(const struct view *view)
{
    const struct commit_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    size_t at = line && line->link == LINK_DIFF ? line->index + 1 : 0;
    for (size_t i = at; state->diff && i < state->diff->len; i++) {
        const struct diff_line *diff = g_ptr_array_index(state->diff, i);
        if (diff->origin == 'F')
            return at ? "next file" : "diff";
    }
    return "";
}

static bool commit_enter(struct view *view, struct target *target)
{
    struct commit_state *state = view->state;
    (void)target;
    doc_move(&state->doc, MOVE_SECTION, 1);
    desk_cursor_moved(view);
    return false;
}

static void commit_evidence(const struct view *view, GString *out)
{
    const struct commit_state *state = view->state;
    g_autofree char *subject = state->commit ? suspects_subject(state->commit) : NULL;
    g_string_append_printf(out, "%.7s", view->opened.commit);
    if (subject)
        g_string_append_printf(out, " \"%s\"", subject);
    if (state->commit && state->commit->author)
        g_string_append_printf(out, " by %s", state->commit->author);
    if (view->opened.start_ms && view->opened.end_ms > view->opened.start_ms) {
        g_autofree char *before = body_ago(view->opened.end_ms - view->opened.start_ms);
        g_string_append_printf(out, "  deployed %s before the onset", before);
    }
}

static void commit_move(struct view *view, enum move_unit unit, int by)
{
    struct commit_state *state = view->state;
    doc_move(&state->doc, unit, by);
    desk_cursor_moved(view);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct commit_state *)view->state)->doc;
}

static bool commit_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct commit_state *state = view->state;
    return doc_search(&state->doc, matcher, direction);
}

static void commit_markdown(const struct view *view, GString *out)
{
    const struct commit_state *state = view->state;
    const char *message = state->commit && state->commit->message ? state->commit->message : "";
    g_string_append_printf(out, "Commit `%s`", view->opened.commit);
    if (view->opened.repository)
        g_string_append_printf(out, " of %s", view->opened.repository);
    g_string_append_printf(out, "\n\n> %s\n", message);
    if (view->opened.text)
        g_string_append_printf(out, "\nSuspected: %s\n", view->opened.text);
    const GPtrArray *files = state->commit ? state->commit->files : NULL;
    for (guint i = 0; files && i < MIN(files->len, 20); i++)
        g_string_append_printf(out, "- `%s`\n",
                               ((struct commit_file *)g_ptr_array_index(files, i))->path);
}

static char *commit_line(const struct view *view)
{
    const struct commit_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    return line ? doc_text(line) : NULL;
}

const struct view_ops commit_view = {
    .name = "commit",
    .title = "Commit",
    .state_size = sizeof(struct commit_state),
    .open = commit_open,
    .close = commit_close,
    .reply = commit_reply,
    .layout = commit_layout,
    .draw = commit_draw,
    .status = commit_status,
    .target = commit_target,
    .enter = commit_enter,
    .enter_word = commit_enter_word,
    .evidence = commit_evidence,
    .move = commit_move,
    .search = commit_search,
    .doc = document,
    .markdown = commit_markdown,
    .line = commit_line,
};
