/* SPDX-License-Identifier: Apache-2.0
 *
 * What is firing: scheduled jobs that were missed, failed or did not end, uptime checks that are
 * down, detectors whose issue is open, incidents of metric alerts; below them what fired lately and
 * is well again, and what watches and is quiet.
 */
#include "views/body.h"
#include "views/matcher.h"
#include "views/views.h"

#include "api/wire/json.h"
#include "base/quantity.h"

#include <string.h>

struct firing_state {
    struct list list;
    struct scrollbar bar;
    uint64_t drawn;
    char *selected; /* key of the monitor under the cursor */
    size_t firing;
};

static const struct monitor *monitor_at(const struct view *view, size_t row)
{
    const GPtrArray *all = desk_monitors(view->desk);
    return row < all->len ? all->pdata[row] : NULL;
}

static const struct monitor *here(const struct view *view)
{
    return monitor_at(view, ((const struct firing_state *)view->state)->list.cursor);
}

static char *key_of(const struct monitor *monitor)
{
    return g_strdup_printf("%s %s", monitor_kind_name(monitor->kind),
                           monitor->id ? monitor->id : monitor->name);
}

/* The cursor stays on its monitor while others begin to fire. */
static void gather(struct view *view)
{
    struct firing_state *state = view->state;
    const GPtrArray *all = desk_monitors(view->desk);
    list_resize(&state->list, all->len, MAX(state->list.height, 1));
    state->firing = 0;
    for (guint i = 0; i < all->len; i++) {
        g_autofree char *key = key_of(all->pdata[i]);
        state->firing += ((const struct monitor *)all->pdata[i])->firing;
        if (state->selected && !strcmp(key, state->selected))
            list_go(&state->list, i);
    }
}

/* A change of the lead names the monitor that it is about. */
static bool open_view(struct view *view, const struct target *target, GError **error)
{
    struct firing_state *state = view->state;
    const GPtrArray *all = desk_monitors(view->desk);
    (void)error;
    for (guint i = 0; target->name && !state->selected && i < all->len; i++) {
        const struct monitor *monitor = all->pdata[i];
        if (!g_strcmp0(monitor->name, target->name) &&
            (!target->service || !g_strcmp0(monitor->project, target->service)))
            state->selected = key_of(monitor);
    }
    gather(view);
    return true;
}

static void close_view(struct view *view)
{
    g_free(((struct firing_state *)view->state)->selected);
}

/* --- words --- */

static const char *place_of(const struct monitor *monitor)
{
    if (monitor->project || monitor->project_id)
        return monitor->project ? monitor->project : monitor->project_id;
    return monitor->kind == MONITOR_ALERT ? "" : "?";
}

static char *row_text(const struct view *view, const struct monitor *monitor)
{
    const struct scope *scope = desk_scope(view->desk);
    char at[40], until[40];
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s %s", monitor->name ? monitor->name : "(no name)",
                           monitor_words(monitor));
    if (monitor->firing)
        g_string_append_printf(out, ", firing since %s",
                               monitor->since_ms
                                   ? scope_time(scope, monitor->since_ms, at, sizeof at)
                                   : "a time that is not told");
    else if (monitor->until_ms)
        g_string_append_printf(out, " since %s, fired from %s",
                               scope_time(scope, monitor->until_ms, until, sizeof until),
                               monitor->since_ms
                                   ? scope_time(scope, monitor->since_ms, at, sizeof at)
                                   : "a time that is not told");
    if (monitor->muted)
        g_string_append(out, ", muted");
    g_string_append_printf(out, "  %s %s%s%s", monitor_kind_name(monitor->kind), place_of(monitor),
                           monitor->environment ? " " : "",
                           monitor->environment ? monitor->environment : "");
    if (monitor->last_ms)
        g_string_append_printf(out, "  last %s",
                               scope_time(scope, monitor->last_ms, at, sizeof at));
    if (monitor->next_ms)
        g_string_append_printf(out, "  due %s", scope_time(scope, monitor->next_ms, at, sizeof at));
    if (monitor->rule)
        g_string_append_printf(out, "  (%s)", monitor->rule);
    if (monitor->short_id)
        g_string_append_printf(out, "  %s", monitor->short_id);
    return g_string_free(out, FALSE);
}

/* --- drawing --- */

struct columns {
    int kind, name, place, words, since, last, rule; /* widths; 0 = shed */
};

static struct columns fit(int cols)
{
    struct columns columns = {.kind = 9, .words = 20, .since = 10};
    columns.place = cols >= 70 ? 14 : 0;
    columns.last = cols >= 90 ? 8 : 0;
    int rest =
        cols - 3 - columns.kind - columns.words - columns.since - columns.place - columns.last - 1;
    columns.rule = cols >= 110 ? rest / 2 : 0;
    columns.name = MAX(rest - columns.rule, 8);
    return columns;
}

static void draw_heads(struct surface *surface, const struct columns *columns)
{
    const struct {
        const char *head;
        int width;
    } heads[] = {
        {"kind",    columns->kind },
        {"monitor", columns->name },
        {"of",      columns->place},
        {"state",   columns->words},
        {"since",   columns->since},
        {"last",    columns->last },
        {"rule",    columns->rule },
    };
    int col = 3;
    for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
        if (heads[i].width)
            surface_text(surface, 0, col, heads[i].width - 1, ROLE_MUTED, heads[i].head);
        col += heads[i].width;
    }
}

static int cell(struct surface *surface, int y, int col, int width, enum role role,
                const char *text)
{
    if (width && text)
        surface_text_cut(surface, y, col, width - 1, role, CUT_MIDDLE, text);
    return col + width;
}

static const char *age(const struct view *view, int64_t time_ms, char *out, gsize size)
{
    return time_ms ? quantity_age(desk_now_ms(view->desk) - time_ms, out, size) : NULL;
}

static void draw_row(const struct view *view, struct surface *surface, int y,
                     const struct columns *columns, const struct monitor *monitor)
{
    char since[24], last[24];
    bool loud = monitor->firing && !monitor->muted;
    enum role role = loud ? ROLE_LEVEL_ERROR : ROLE_MUTED;
    surface_text(surface, y, 1, 1, role, monitor->firing ? "!" : " ");
    int col = cell(surface, y, 3, columns->kind, ROLE_MUTED, monitor_kind_name(monitor->kind));
    col = cell(surface, y, col, columns->name, ROLE_TEXT, monitor->name);
    col =
        cell(surface, y, col, columns->place, role_for_name(place_of(monitor)), place_of(monitor));
    col = cell(surface, y, col, columns->words, role, monitor_words(monitor));
    const char *began =
        age(view, monitor->firing ? monitor->since_ms : monitor->until_ms, since, sizeof since);
    col = cell(surface, y, col, columns->since, role,
               monitor->muted     ? "muted"
               : began            ? began
               : !monitor->firing ? NULL
                                  : "not told");
    col = cell(surface, y, col, columns->last, ROLE_TEXT,
               age(view, monitor->last_ms, last, sizeof last));
    cell(surface, y, col, columns->rule, ROLE_MUTED, monitor->rule);
}

static const char *kind_words(enum monitor_kind kind)
{
    static const char *const words[] = {"scheduled jobs", "uptime checks", "detectors",
                                        "metric alerts", "alerts sent"};
    return words[kind];
}

/* Incidents and detectors are an older and a newer way to tell the same: a server that has one may
 * lack the other. */
static bool is_told_otherwise(const struct view *view, enum monitor_kind kind)
{
    const char *why;
    return kind == MONITOR_INCIDENT   ? desk_monitors_known(view->desk, MONITOR_DETECTOR, &why)
           : kind == MONITOR_DETECTOR ? desk_monitors_known(view->desk, MONITOR_INCIDENT, &why)
                                      : false;
}

/* What could not be asked for is named: an empty list would be a claim. */
static void append_unknown(const struct view *view, GString *out)
{
    for (int kind = 0; kind < MONITOR_KINDS; kind++) {
        const char *why;
        if (!desk_monitors_known(view->desk, (enum monitor_kind)kind, &why) &&
            !is_told_otherwise(view, (enum monitor_kind)kind))
            g_string_append_printf(out, "  %s: %s", kind_words((enum monitor_kind)kind),
                                   why ? "not known" : "asked for");
    }
}

static void draw(const struct view *view, struct surface *surface)
{
    const struct firing_state *state = view->state;
    if (!state->list.count) {
        g_autoptr(GString) text = g_string_new("Nothing is watched: no scheduled job has checked "
                                               "in, no uptime check, detector or alert is set up");
        append_unknown(view, text);
        body_message(view, surface, text->str);
        return;
    }
    int top = surface->rows >= 4;
    struct surface body = body_rows(surface, top, &state->list, &state->bar);
    struct columns columns = fit(body.cols);
    if (top)
        draw_heads(&body, &columns);
    for (int y = top; y < body.rows; y++) {
        size_t row = list_row(&state->list, y - top);
        const struct monitor *monitor = monitor_at(view, row);
        if (!monitor)
            break;
        draw_row(view, &body, y, &columns, monitor);
        body_cursor(view, &body, y, &state->list, row);
    }
}

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    return row < ((const struct firing_state *)data)->firing ? SCROLLBAR_ERROR : SCROLLBAR_NONE;
}

static void layout(struct view *view, int rows, int cols)
{
    struct firing_state *state = view->state;
    (void)cols;
    list_resize(&state->list, desk_monitors(view->desk)->len, MAX(rows - (rows >= 4), 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, ++state->drawn, mark_of);
}

static void status(const struct view *view, GString *out)
{
    const struct firing_state *state = view->state;
    g_string_append_printf(out, "%zu firing of %zu", state->firing, state->list.count);
    append_unknown(view, out);
}

static void evidence(const struct view *view, GString *out)
{
    const struct monitor *monitor = here(view);
    g_autofree char *text = monitor ? row_text(view, monitor) : NULL;
    g_string_append(out, text ? text : "");
}

static void explain(const struct view *view, GString *out)
{
    static const char *const rules[] = {
        [MONITOR_CRON] = "A scheduled job is due at the first time of its schedule after its last "
                         "check-in, missed once the margin is over, and timed out when it runs for "
                         "longer than it was said to; it fires from the first failure of those in "
                         "a row that its threshold asks for, until it is well again.",
        [MONITOR_UPTIME] =
            "An uptime check fires while the server says that it is down; since when "
            "is not told in its list, but by its detector where there is one.",
        [MONITOR_DETECTOR] = "A detector fires while the last issue it opened is unresolved; since "
                             "is when that issue was first seen, unless it came back since. It is "
                             "well again when that issue is resolved, at the latest since it was "
                             "last seen.",
        [MONITOR_INCIDENT] = "A metric alert fires from the start of its incident to its end; the "
                             "last incident of each rule is told.",
        [MONITOR_ALERT] = "An alert is what somebody is told by: it does not fire itself. Last is "
                          "when it was last sent.",
    };
    const struct monitor *monitor = here(view);
    if (!monitor)
        return;
    g_autofree char *text = row_text(view, monitor);
    g_string_append_printf(out, "%s.\n%s", text, rules[monitor->kind]);
    for (int kind = 0; kind < MONITOR_KINDS; kind++) {
        const char *why;
        if (!desk_monitors_known(view->desk, (enum monitor_kind)kind, &why) && why)
            g_string_append_printf(out, "\nOf %s nothing is known: %s.",
                                   kind_words((enum monitor_kind)kind), why);
    }
}

/* --- leading on --- */

/* Its issue, where it opened one; else the logs of its service. */
static bool target_here(const struct view *view, struct target *target)
{
    const struct monitor *monitor = here(view);
    if (!monitor)
        return false;
    bool issue = monitor->short_id || monitor->issue_id;
    target->kind = issue ? TARGET_ISSUE : TARGET_LOGS;
    target_set(&target->service, monitor->project);
    target_set(&target->issue_id, monitor->issue_id);
    target_set(&target->short_id, monitor->short_id);
    target_set(&target->name, monitor->name);
    target->time_ms = monitor->since_ms;
    g_autofree char *project = monitor->project ? body_quote(monitor->project) : NULL;
    g_autofree char *query = project ? g_strdup_printf("project:%s", project) : NULL;
    if (!issue)
        target_set(&target->query, query);
    return true;
}

static void note(struct view *view)
{
    struct firing_state *state = view->state;
    const struct monitor *monitor = here(view);
    g_free(state->selected);
    state->selected = monitor ? key_of(monitor) : NULL;
    desk_cursor_moved(view);
}

static void move(struct view *view, enum move_unit unit, int by)
{
    struct firing_state *state = view->state;
    if (unit == MOVE_SECTION)
        list_go(&state->list, by > 0 && state->firing < state->list.count ? state->firing : 0);
    else
        body_move(&state->list, unit, by);
    note(view);
}

static size_t row_count(const struct view *view)
{
    return desk_monitors(view->desk)->len;
}

static bool row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    g_autofree char *text = row_text(view, monitor_at(view, row));
    return matcher_matches(matcher, text);
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    struct firing_state *state = view->state;
    bool found = body_search(view, &state->list, matcher, direction);
    note(view);
    return found;
}

static char *line(const struct view *view)
{
    const struct monitor *monitor = here(view);
    return monitor ? row_text(view, monitor) : NULL;
}

static void markdown(const struct view *view, GString *out)
{
    for (size_t i = 0; i < row_count(view) && monitor_at(view, i)->firing; i++) {
        g_autofree char *text = row_text(view, monitor_at(view, i));
        g_string_append_printf(out, "- %s\n", text);
    }
}

static char *json(const struct view *view)
{
    const struct monitor *monitor = here(view);
    json_t *object =
        monitor ? json_pack("{s:s, s:s*, s:s*, s:s*, s:s*, s:s*, s:b}", "kind",
                            monitor_kind_name(monitor->kind), "name", monitor->name, "project",
                            monitor->project, "environment", monitor->environment, "status",
                            monitor->status, "rule", monitor->rule, "firing", monitor->firing)
                : NULL;
    if (!object)
        return NULL;
    body_json_number(object, "since_ms", monitor->since_ms ? monitor->since_ms : -1);
    body_json_number(object, "last_ms", monitor->last_ms ? monitor->last_ms : -1);
    return body_json(object);
}

const struct view_ops firing_view = {
    .name = "firing",
    .title = "Firing",
    .state_size = sizeof(struct firing_state),
    .open = open_view,
    .close = close_view,
    .shared_changed = gather,
    .layout = layout,
    .draw = draw,
    .status = status,
    .target = target_here,
    .evidence = evidence,
    .explain = explain,
    .move = move,
    .search = search,
    .row_count = row_count,
    .row_matches = row_matches,
    .markdown = markdown,
    .line = line,
    .json = json,
};
