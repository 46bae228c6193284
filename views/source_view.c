/* SPDX-License-Identifier: Apache-2.0
 *
 * The source around a frame's line, read from the clone of its service, with who changed that line
 * last.
 */
#include "api/repo/repo.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "base/small_file.h"
#include "views/body.h"
#include "views/doc.h"
#include "views/suspects.h"
#include "views/views.h"

#include <string.h>

#define MOST_BYTES (4 * 1024 * 1024)
#define BLAME_MS   5000

enum { LINK_LINE = 1, LINK_COMMIT };

struct source {
    struct doc doc;
    GPtrArray *lines; /* of char *; NULL until read */
    char *path;       /* the file that was read */
    char *shown;      /* the same from the clone's folder on */
    char *failure;
    struct commit *commit; /* that changed the line last; NULL until known */
    char *no_commit;
};

struct reading {
    struct clones *clones; /* a reference */
    char *repository, *service;
    char *clone, *path;
    int line;
    GPtrArray *lines;
    char *found, *failure, *no_commit;
    struct commit *commit;
};

static void reading_free(void *data)
{
    struct reading *reading = data;
    clones_unref(reading->clones);
    g_free(reading->repository);
    g_free(reading->service);
    g_free(reading->clone);
    g_free(reading->path);
    g_free(reading->found);
    g_free(reading->failure);
    g_free(reading->no_commit);
    g_clear_pointer(&reading->lines, g_ptr_array_unref);
    g_clear_pointer(&reading->commit, commit_free);
    g_free(reading);
}

/* --- on a thread --- */

static void read_lines(struct reading *reading)
{
    size_t size = 0;
    g_autoptr(GError) error = NULL;
    reading->found = repo_file(reading->clone, reading->path);
    g_autofree char *text =
        reading->found ? small_file_read(reading->found, MOST_BYTES, &size, NULL, &error) : NULL;
    if (!reading->found)
        reading->failure =
            g_strdup_printf("%s is no file of the clone %s", reading->path, reading->clone);
    else if (!text)
        reading->failure = g_strdup(error->message);
    else if (memchr(text, 0, size))
        reading->failure = g_strdup_printf("%s is no source text", reading->found);
    if (reading->failure)
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    reading->lines = g_ptr_array_new_with_free_func(g_free);
    for (char **line = lines; *line; line++)
        g_ptr_array_add(reading->lines, g_strdup(*line));
}

static void work(void *data)
{
    struct reading *reading = data;
    reading->clone =
        clones_find(reading->clones, reading->repository, reading->service, &reading->failure);
    if (!reading->clone) {
        g_autofree char *looked = g_steal_pointer(&reading->failure);
        reading->failure = g_strdup_printf("%s\nr looks again", looked);
        return;
    }
    read_lines(reading);
    g_autoptr(GError) error = NULL;
    struct repo *repo = reading->lines ? repo_open(reading->clone, &error) : NULL;
    if (!repo) {
        reading->no_commit = error ? g_strdup(error->message) : NULL;
        return;
    }
    g_autofree char *id = repo_blame(repo, NULL, reading->path, reading->line, BLAME_MS, &error);
    if (id)
        reading->commit = repo_commit(repo, id, &error);
    if (error)
        reading->no_commit = g_strdup(error->message);
    repo_free(repo);
}

/* "checkout/src/orders.ts": where the clone lies does not matter. */
static char *below_clone(const char *clone, const char *path)
{
    g_autofree char *name = g_path_get_basename(clone);
    const char *inside = path + strlen(clone);
    while (*inside == '/')
        inside++;
    return g_build_filename(name, inside, NULL);
}

static void done(struct view *view, void *data)
{
    struct source *source = view->state;
    struct reading *reading = data;
    view->loading = false;
    view->stopped = !reading->clone; /* r looks for it again */
    g_free(source->failure);
    g_free(source->path);
    g_free(source->shown);
    source->lines = g_steal_pointer(&reading->lines);
    source->path = g_steal_pointer(&reading->found);
    source->shown = source->path ? below_clone(reading->clone, source->path) : NULL;
    source->failure = g_steal_pointer(&reading->failure);
    source->commit = g_steal_pointer(&reading->commit);
    source->no_commit = g_steal_pointer(&reading->no_commit);
    source->doc.width = 0;
    source->doc.list.cursor = 0;
}

/* --- the view --- */

static void read_source(struct view *view, const struct target *target)
{
    struct reading *reading = g_new0(struct reading, 1);
    reading->clones = clones_ref(desk_clones(view->desk));
    reading->repository = g_strdup(target->repository);
    reading->service = g_strdup(target->service);
    reading->path = g_strdup(target->path);
    reading->line = target->line;
    view->loading = true;
    desk_work(view, work, done, reading, reading_free);
}

static bool open_source(struct view *view, const struct target *target, GError **error)
{
    struct source *source = view->state;
    doc_init(&source->doc);
    if (!target || !target->path) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "the frame names no file");
        return false;
    }
    read_source(view, target);
    return true;
}

/* A clone that was not there may be by now; what was read stays. */
static void look_again(struct view *view)
{
    const struct source *source = view->state;
    if (!source->lines && !view->loading)
        read_source(view, &view->opened);
}

static void close_source(struct view *view)
{
    struct source *source = view->state;
    doc_clear(&source->doc);
    g_clear_pointer(&source->lines, g_ptr_array_unref);
    g_clear_pointer(&source->commit, commit_free);
    g_free(source->path);
    g_free(source->shown);
    g_free(source->failure);
    g_free(source->no_commit);
}

static void add_blame(struct view *view, struct source *source)
{
    char age[24];
    if (source->commit) {
        struct doc_line *line = doc_addf(&source->doc, ROLE_ACCENT, "%.7s", source->commit->id);
        g_autofree char *subject = suspects_subject(source->commit);
        doc_piecef(line, ROLE_TEXT, "  %s", subject);
        doc_piecef(line, ROLE_MUTED, "  %s, %s ago, changed line %d last",
                   source->commit->author ? source->commit->author : "?",
                   quantity_age(desk_now_ms(view->desk) - source->commit->time_ms, age, sizeof age),
                   view->opened.line);
        doc_link(line, LINK_COMMIT, 0);
    } else if (source->no_commit) {
        doc_addf(&source->doc, ROLE_MUTED, "who changed the line last is not known: %s",
                 source->no_commit)
            ->inert = true;
    }
}

static void layout(struct view *view, int rows, int cols)
{
    struct source *source = view->state;
    if (source->lines && source->doc.width != cols) {
        doc_begin(&source->doc, cols);
        add_blame(view, source);
        for (guint i = 0; i < source->lines->len; i++) {
            bool here = (int)i + 1 == view->opened.line;
            struct doc_line *line = doc_addf(&source->doc, here ? ROLE_ACCENT : ROLE_MUTED,
                                             "%s%5u ", here ? ">" : " ", i + 1);
            doc_piece(line, here ? ROLE_CODE : ROLE_TEXT, source->lines->pdata[i]);
            doc_link(line, LINK_LINE, i + 1);
        }
        doc_end(&source->doc);
        if (view->opened.line > 0)
            doc_go_link(&source->doc, LINK_LINE, (size_t)view->opened.line);
    }
    doc_layout(&source->doc, view, rows);
}

static void draw(const struct view *view, struct surface *surface)
{
    const struct source *source = view->state;
    if (!source->lines && source->failure && !view->loading)
        body_say(surface, ROLE_TEXT, source->failure);
    else if (!source->lines)
        body_message(view, surface, "no source");
    else
        doc_draw(&source->doc, view, surface);
}

static void status(const struct view *view, GString *out)
{
    const struct source *source = view->state;
    g_string_append_printf(out, "%s:%d", source->shown ? source->shown : view->opened.path,
                           view->opened.line);
}

static bool target(const struct view *view, struct target *out)
{
    const struct source *source = view->state;
    const struct doc_line *line = doc_current(&source->doc);
    target_copy(out, &view->opened);
    if (line && line->link == LINK_COMMIT && source->commit) {
        out->kind = TARGET_COMMIT;
        target_set(&out->commit, source->commit->id);
        target_set(&out->repository, source->commit->repository);
    } else if (line && line->link == LINK_LINE) {
        out->line = (int)line->index;
    }
    return true;
}

static bool enter(struct view *view, struct target *out)
{
    if (target(view, out) && out->kind == TARGET_COMMIT)
        return true;
    desk_say(view->desk, false, "gg goes to the commit that changed the line last");
    return false;
}

static void move(struct view *view, enum move_unit unit, int by)
{
    doc_move(&((struct source *)view->state)->doc, unit, by);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct source *)view->state)->doc;
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    return doc_search(&((struct source *)view->state)->doc, matcher, direction);
}

static void evidence(const struct view *view, GString *out)
{
    const struct source *source = view->state;
    const struct doc_line *line = doc_current(&source->doc);
    int at = line && line->link == LINK_LINE ? (int)line->index : view->opened.line;
    if (view->opened.name)
        g_string_append_printf(out, "%s in ", view->opened.name);
    g_string_append_printf(out, "%s:%d", view->opened.path, at);
    if (source->commit) {
        g_autofree char *subject = suspects_subject(source->commit);
        g_string_append_printf(out, "  line %d changed by %.7s \"%s\"", view->opened.line,
                               source->commit->id, subject);
    }
}

static char *line(const struct view *view)
{
    const struct doc_line *current = doc_current(&((struct source *)view->state)->doc);
    return current ? doc_text(current) : NULL;
}

const struct view_ops source_view = {
    .name = "source",
    .title = "Source",
    .state_size = sizeof(struct source),
    .open = open_source,
    .close = close_source,
    .scope_changed = look_again,
    .layout = layout,
    .draw = draw,
    .status = status,
    .target = target,
    .enter = enter,
    .move = move,
    .evidence = evidence,
    .search = search,
    .doc = document,
    .line = line,
};
