/* SPDX-License-Identifier: Apache-2.0
 *
 * Logs, newest at the bottom. Live, the last row is followed until the cursor leaves it; then new
 * rows wait behind "3 new". The tail asks again for the last half minute, since rows may arrive
 * late, and keeps each row once, in its place by time.
 */
#include "views/differs.h"
#include "views/logs_counts.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/body.h"
#include "views/log_source.h"
#include "views/pivots.h"
#include "views/views.h"

#define REST_BYTES 600 /* of evidence, at most so many and an attribute */

/* --- opening --- */

/* What a search made of `target` selects, in words; NULL when only the search says it. */
static char *about(const struct target *target)
{
    if (target->trace_id && *target->trace_id)
        return g_strdup_printf("trace %.8s", target->trace_id);
    if (target->query || (!target->service && !target->host))
        return NULL;
    return g_strdup_printf("%s%s%s", target->service ? target->service : "",
                           target->service && target->host ? " on " : "",
                           target->host ? target->host : "");
}

static bool open_logs(struct view *view, const struct target *target, GError **error)
{
    struct logs *logs = view->state;
    (void)error;
    logs->source = desk_files(view->desk);
    logs->rows = log_rows_new(logs->source ? LOG_ROWS_OF_FILES : logs_held_most(view));
    log_rows_listen(logs->rows, logs_wake, view);
    logs_filters_init(&logs->filters);
    logs->narrowed = g_string_new(NULL);
    logs->list.at_end = true;
    logs_columns_init(&logs->columns);
    if (target && target->kind == TARGET_LOGS) {
        logs->base = pivot_logs_query(target);
        logs->about = about(target);
    }
    logs_recall(view);
    logs_columns_recall(view);
    logs_highlights_recall(view);
    if (target && target->kind == TARGET_LOGS && target->item_id) { /* around a row */
        logs->wanted = g_strdup(target->item_id);
        logs->wanted_ns = target->start_ms * NS_PER_MS;
        logs->list.at_end = false;
    }
    if (logs->source)
        log_source_add(logs->source, view);
    logs_ask(view);
    return true;
}

static void close_logs(struct view *view)
{
    struct logs *logs = view->state;
    if (logs->source)
        log_source_remove(logs->source, view);
    logs_tail_stop(view);
    logs_gap_stop(view);
    logs_trouble_clear(&logs->older);
    logs_strip_stop(&logs->strip);
    logs_strip_clear(&logs->strip);
    if (logs->work_source)
        g_source_remove(logs->work_source);
    logs_drop_pages(logs);
    logs_seek_stop(logs);
    logs_counts_stop(logs);
    log_rows_free(logs->rows);
    g_string_free(logs->narrowed, TRUE);
    g_free(logs->base);
    g_free(logs->about);
    g_free(logs->span);
    logs_paging_clear(&logs->older_paging);
    logs_paging_clear(&logs->newer_paging);
    logs_filters_clear(&logs->filters);
    logs_highlights_clear(&logs->highlights);
    logs_forget_trial(logs);
    matcher_free(logs->found);
    g_free(logs->wanted);
    logs_columns_clear(&logs->columns);
    logs_lines_clear(&logs->lines);
    logs_around_clear(logs);
    logs_copying_stop(view);
    series_clear(&logs->volume);
}

/* A server compares what it is asked for: what only a filter here knows it cannot. */
static bool logs_differs(const struct view *view, struct target *target)
{
    const struct logs *logs = view->state;
    if (!logs->source && logs_filters_any(&logs->filters)) {
        desk_say(view->desk, false,
                 "the server compares what it was asked for: i turns the filter "
                 "into the search");
        return false;
    }
    return differs_of_search(view, target);
}

static void follow(struct view *view, const struct target *target)
{
    struct logs *logs = view->state;
    if (logs->source) /* linked to nothing: what is there is the files */
        return;
    /* What the page of a span leads to leaves its trace's logs in sight. */
    bool of_span = target && target->trace_id &&
                   (target->kind == TARGET_COMMIT || target->kind == TARGET_ATTRIBUTE);
    bool within = target && target->trace_id &&
                  (target->kind == TARGET_TRACE || target->kind == TARGET_SPAN ||
                   target->kind == TARGET_SAMPLE);
    const struct target *traced = of_span || within ? target : NULL;
    g_autofree char *query = traced ? pivot_logs_query(traced) : NULL;
    target_set(&logs->span, traced ? traced->span_id : NULL);
    if (g_strcmp0(query, logs->base) == 0) {
        if (desk_scope(view->desk)->held && target && !of_span && target->time_ms > 0 &&
            !logs->first_ask)
            logs_go_to(view, target->time_ms);
        return;
    }
    target_set(&logs->base, query);
    g_free(logs->about);
    logs->about = traced ? about(traced) : NULL;
    logs_want_nothing(logs);
    logs->list.at_end = true;
    logs_ask(view);
}

static void scope_changed(struct view *view)
{
    struct logs *logs = view->state;
    const struct scope *scope = desk_scope(view->desk);
    logs->moved = false;
    if (!scope->held)
        logs->list.at_end = true;
    if (scope->held && scope->cursor_ms == 0)
        logs_keep_row(logs);
    else
        logs_want_nothing(logs);
    logs_ask(view);
}

static void layout(struct view *view, int rows, int cols)
{
    (void)cols;
    struct logs *logs = view->state;
    rows -= logs_strip_rows(logs, rows) + logs_columns_shown(logs);
    logs->indexing = logs->source && log_source_indexing(logs->source);
    logs_first_page(view);
    logs_work(view);
    logs->filters.awaited &= logs->unfinished;
    logs_go_on(view);
    size_t count = log_rows_count(logs->rows);
    logs_place_cursor(logs, rows);
    if (count && !logs->unfinished && !logs->first_ask && !logs->newer_ask)
        logs_want_nothing(logs);
    logs_lines_layout(view, logs, rows);
    logs_columns_measure(logs, logs_lines_top(logs), (size_t)MAX(rows, 1));
    logs_strip_count(view);
    body_light(view, &logs->list);
    body_map(view, &logs->bar, &logs->list, logs_version(logs), logs_mark);
}

/* --- what is told --- */

static bool target(const struct view *view, struct target *out)
{
    const struct logs *logs = view->state;
    struct log_gap gap;
    if (logs->list.cursor >= log_rows_count(logs->rows) || logs_gap_here(logs, &gap))
        return false;
    size_t row = logs->list.cursor;
    out->kind = TARGET_LOG;
    target_set(&out->item_id, log_row_id(logs->rows, row));
    target_set(&out->service, log_row_project(logs->rows, row));
    target_set(&out->text, log_row_text(logs->rows, row, "message"));
    target_set(&out->trace_id, log_row_text(logs->rows, row, "trace"));
    target_set(&out->span_id, log_row_text(logs->rows, row, "span_id"));
    target_set(&out->release, log_row_text(logs->rows, row, "release"));
    out->time_ms = log_row_time_ns(logs->rows, row) / NS_PER_MS;
    return true;
}

static bool enter(struct view *view, struct target *out)
{
    if (logs_take_range(view) || logs_gap_load(view))
        return false;
    if (!target(view, out)) {
        desk_say(view->desk, false, "nothing is under the cursor");
        return false;
    }
    const struct logs *logs = view->state;
    if (out->trace_id && *out->trace_id && !logs->source)
        out->kind = TARGET_TRACE;
    return true;
}

static const char *enter_word(const struct view *view)
{
    const struct logs *logs = view->state;
    return logs->range_ns ? "hold this range" : logs->source ? "attributes" : NULL;
}

/* What a row of a file says besides its message: no column shows it unless it is chosen. */
static void append_rest(const struct logs *logs, size_t row, GString *out)
{
    static const char *const told[] = {"message", "severity", "project",   "trace",      "release",
                                       "time",    "ts",       "timestamp", "@timestamp", NULL};
    g_autoptr(item) item = log_row_item(logs->rows, row);
    for (guint i = 0; item && i < item->attributes->len && out->len < REST_BYTES; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        g_autofree char *text = value_text(attribute->value);
        if (text && *text && !g_strv_contains(told, attribute->key))
            g_string_append_printf(out, "  %s=%.100s", attribute->key, text);
    }
}

static void evidence(const struct view *view, GString *out)
{
    const struct logs *logs = view->state;
    struct log_gap gap;
    if (logs->list.cursor >= log_rows_count(logs->rows))
        return;
    if (logs_gap_here(logs, &gap)) {
        logs_gap_say(view, &gap, out);
        return;
    }
    size_t row = logs->list.cursor;
    const char *message = log_row_text(logs->rows, row, "message");
    const char *trace = log_row_text(logs->rows, row, "trace");
    const char *release = log_row_text(logs->rows, row, "release");
    g_string_append_printf(out, "%s %s",
                           log_row_project(logs->rows, row) ? log_row_project(logs->rows, row) : "",
                           level_name(log_row_level(logs->rows, row)));
    if (trace)
        g_string_append_printf(out, "  trace %.8s", trace);
    else
        g_string_append(out, "  no trace");
    if (release)
        g_string_append_printf(out, "  release %s", release);
    g_string_append_printf(out, "  %.300s", message ? message : "");
    if (logs->source)
        append_rest(logs, row, out);
}

/* Files have keys of their own, and few pivots that would take the room. */
static const struct key_hint *hints(const struct view *view)
{
    static const struct key_hint of_files[] = {
        {"|",  "columns" },
        {"D",  "patterns"},
        {NULL, NULL      }
    };
    const struct logs *logs = view->state;
    return logs->source ? of_files : NULL;
}

/* --- keys --- */

/* The newest are asked for when what lies between is not loaded. */
static void to_the_end(struct view *view, bool newest)
{
    struct logs *logs = view->state;
    bool far = newest && logs->gap;
    if (!logs->gap || far) {
        list_end(&logs->list);
        logs->waiting = 0;
    }
    if (far)
        logs_ask(view);
    else
        logs_ask_newer(view);
}

static void move(struct view *view, enum move_unit unit, int by)
{
    struct logs *logs = view->state;
    logs->moved = true;
    if (unit == MOVE_SIDE && logs_strip_side(view, by))
        return;
    if (unit == MOVE_SIDE) {
        logs->sideways = MAX(logs->sideways + by * MAX(view->cols / 2, 8), 0);
        return;
    }
    if (unit == MOVE_SECTION) {
        logs_next_burst(view, by);
        return;
    }
    logs->strip.entered = false;
    logs_want_nothing(logs);
    logs_seek_stop(logs);
    body_move(&logs->list, unit, by);
    bool last = logs->list.count > 0 && logs->list.cursor + 1 == logs->list.count;
    if (by < 0)
        logs->list.at_end = false;
    if (unit == MOVE_END || (last && by > 0))
        to_the_end(view, unit == MOVE_END);
    if (logs->list.cursor < (size_t)logs->list.height)
        logs_ask_older(view);
}

static size_t row_count(const struct view *view)
{
    const struct logs *logs = view->state;
    return log_rows_count(logs->rows);
}

static bool matches_at(const struct view *view, size_t row, const struct matcher *matcher)
{
    return logs_row_matches(view->state, row, matcher);
}

static bool passing(const struct view *view, size_t *shown, size_t *held)
{
    const struct logs *logs = view->state;
    *shown = log_rows_passing(logs->rows);
    *held = log_rows_held(logs->rows);
    return !logs->unfinished && !logs->counts;
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    struct logs *logs = view->state;
    if (logs->found != matcher) {
        matcher_free(logs->found);
        logs->found = matcher_ref((struct matcher *)matcher);
        logs->searches++;
    }
    /* The newest is at the bottom: a new search looks upwards from there when nothing is below. */
    return logs_seek(view, matcher, LEVEL_UNKNOWN, direction, logs->list.at_end);
}

static bool next_level(struct view *view, enum level level, int direction)
{
    return logs_seek(view, NULL, level, direction, false);
}

static void fields(const struct view *view, GPtrArray *pairs)
{
    struct target here;
    target_init(&here, TARGET_NONE);
    if (target(view, &here))
        logs_row_fields(view->state, ((struct logs *)view->state)->list.cursor, pairs);
    target_clear(&here);
}

static bool to_the_left(void *context)
{
    move(context, MOVE_SIDE, -1);
    return true;
}

static bool to_the_right(void *context)
{
    move(context, MOVE_SIDE, 1);
    return true;
}

static bool load_range(void *context)
{
    struct view *view = context;
    logs_load(view, !((struct logs *)view->state)->loading_all);
    return true;
}

static bool attributes(void *context)
{
    struct view *view = context;
    struct target here;
    target_init(&here, TARGET_NONE);
    bool opened = target(view, &here) && desk_open(view->desk, &here);
    target_clear(&here);
    return opened;
}

static bool patterns(void *context)
{
    struct target target;
    target_init(&target, TARGET_PATTERNS);
    bool opened = desk_open(((struct view *)context)->desk, &target);
    target_clear(&target);
    return opened;
}

/* clang-format off */
static const struct command commands[] = {
    {"h Left",  "left",         "Half a screen to the left", to_the_left, false},
    {"l Right", "right",        "Half a screen to the right", to_the_right, false},
    {"+",       "raise-floor",  "Only worse levels", logs_raise_floor, false},
    {"-",       "lower-floor",  "Also lesser levels", logs_lower_floor, false},
    {"T",       "time-column",  "Time: of day, since the row above, to the cursor, ago, received, none", logs_switch_time, false},
    {"o",       "attributes",   "All attributes of the row", attributes, false},
    {"v",       "range",        "Begin a range of time; again: hold it; yy copies its rows", logs_range, false},
    {"|",       "columns",      "Columns of attributes: choose, order, widen", logs_choose_columns, false},
    {"B",       "group-by",     "Count the values of an attribute or a field", logs_choose_facets, false},
    {"=",       "wrap",         "Long messages whole, or one line each", logs_wrap, false},
    {"J",       "json",         "The row as JSON, unfolded here; again: folded", logs_unfold, false},
    {"S",       "surrounding",  "The rows around this one: of its trace, span, user, host, service", logs_surrounding, false},
    {"i",       "filters",      "Filters: switch on and off, drop, turn into the search and back", logs_filters_choose, false},
    {"~",       "turn-filter",  "Turn the last filter into the search, or the search into filters", logs_filters_turn, false},
    {"z",       "more-context", "More rows around those that pass the filter", logs_more_context, false},
    {"Z",       "less-context", "Fewer rows around those that pass the filter", logs_less_context, false},
    {"H",       "highlight",    "Give what was searched for a colour of its own, or take it away", logs_highlight, false},
    {"L",       "load-range",   "Load the whole range, or stop that", load_range, false},
    {"u",       "all-logs",     "Every log in scope: no filter, no trace", logs_all, false},
    {"V",       "volume",       "Volume by severity over the rows; h l go through it", logs_strip, false},
    {"D",       "patterns",     "The messages clustered: patterns, the new ones first", patterns, false},
    {.id = "log-rows", .help = "How many rows of logs are held: a million without being told",
     .argument = &logs_held_argument},
    {0},
};
/* clang-format on */

const struct view_ops logs_view = {
    .name = "logs",
    .title = "Logs",
    .state_size = sizeof(struct logs),
    .commands = commands,
    .open = open_logs,
    .close = close_logs,
    .scope_changed = scope_changed,
    .follow = follow,
    .reply = logs_reply,
    .layout = layout,
    .draw = logs_draw,
    .status = logs_status,
    .target = target,
    .evidence = evidence,
    .hints = hints,
    .enter = enter,
    .enter_word = enter_word,
    .move = move,
    .search = search,
    .filter = logs_filter,
    .try_filter = logs_try_filter,
    .replace_filter = logs_filters_replace,
    .passing = passing,
    .ready = logs_ready,
    .row_count = row_count,
    .row_matches = matches_at,
    .query = logs_query,
    .differs = logs_differs,
    .set_query = logs_set_query,
    .question = logs_question,
    .unfilter = logs_unfilter,
    .go_to = logs_go_to_row,
    .fields = fields,
    .narrow = logs_narrow,
    .count_values = logs_count_values,
    .only_errors = logs_only_errors,
    .next_level = next_level,
    .markdown = logs_markdown,
    .line = logs_line,
    .json = logs_json,
    .json_copied = logs_json_copied,
};
