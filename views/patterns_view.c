/* SPDX-License-Identifier: Apache-2.0
 *
 * The messages of the log view below, clustered: those that were not there before the onset first,
 * and each with how often, how bad, since when, and an example. Enter shows its rows.
 */
#include "views/patterns_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/body.h"
#include "views/logs_state.h"
#include "views/matcher.h"
#include "views/views.h"

#include <string.h>

static bool patterns_open(struct view *view, const struct target *target, GError **error)
{
    (void)target;
    if (!patterns_logs(view))
        return body_refuse(error, "no patterns: they are made of the rows of a log view");
    return true;
}

static void patterns_close(struct view *view)
{
    patterns_stop(view->state);
}

/* --- order --- */

bool patterns_is_new(const struct patterns_state *state, const struct pattern_row *row)
{
    return state->since_ns > 0 && state->first_ns < state->since_ns &&
           row->first_ns >= state->since_ns;
}

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static gint by_order(const void *a, const void *b, void *data)
{
    const struct pattern_row *x = *(struct pattern_row *const *)a;
    const struct pattern_row *y = *(struct pattern_row *const *)b;
    const struct patterns_state *state = data;
    int order = 0;
    if (state->order == PATTERNS_LAST)
        order = by_number(y->last_ns, x->last_ns);
    else if (state->order == PATTERNS_NEW_FIRST)
        order = patterns_is_new(state, y) - patterns_is_new(state, x);
    if (!order && state->order == PATTERNS_NEW_FIRST && patterns_is_new(state, x))
        order = by_number(y->level, x->level);
    if (!order)
        order = by_number((int64_t)y->count, (int64_t)x->count);
    return order ? order : by_number(x->id, y->id);
}

void patterns_sort(struct patterns_state *state)
{
    const struct pattern_row *was = patterns_row(state, state->list.cursor);
    unsigned id = was && state->moved ? was->id : 0;
    bool keep = was && state->moved;
    g_clear_pointer(&state->shown, g_ptr_array_unref);
    if (!state->rows)
        return;
    state->shown = g_ptr_array_sized_new(state->rows->len);
    g_ptr_array_extend(state->shown, state->rows, NULL, NULL);
    g_ptr_array_sort_with_data(state->shown, by_order, state);
    list_resize(&state->list, state->shown->len, MAX(state->list.height, 1));
    for (guint i = 0; keep && i < state->shown->len; i++)
        if (patterns_row(state, i)->id == id)
            list_go(&state->list, i);
}

/* Since when a pattern counts as new: what the user holds the time at, else the onset. A bucket
 * that moved may have begun before it was over the bar. */
static void note_since(struct view *view)
{
    struct patterns_state *state = view->state;
    const struct scope *scope = desk_scope(view->desk);
    const struct lead *lead = desk_lead(view->desk);
    int64_t was = state->since_ns;
    state->since_ns = 0;
    state->since = NULL;
    if (state->chosen_ns > 0) {
        state->since_ns = state->chosen_ns;
        state->since = "the chosen time";
    } else if (scope->held && scope->cursor_ms > 0) {
        state->since_ns = scope->cursor_ms * NS_PER_MS;
        state->since = "the time cursor";
    } else if (lead && lead->since_ms > 0) {
        state->since_ns = (lead->since_ms - scope_interval_ms(scope)) * NS_PER_MS;
        state->since = "the onset";
    }
    if (state->since_ns != was)
        patterns_sort(state);
}

/* --- the list --- */

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct patterns_state *state = data;
    const struct pattern_row *one = patterns_row(state, row);
    if (one && patterns_is_new(state, one))
        return SCROLLBAR_CHANGE;
    return one && one->level >= LEVEL_ERROR     ? SCROLLBAR_ERROR
           : one && one->level == LEVEL_WARNING ? SCROLLBAR_WARNING
                                                : SCROLLBAR_NONE;
}

static void patterns_layout(struct view *view, int rows, int cols)
{
    struct patterns_state *state = view->state;
    (void)cols;
    patterns_work(view);
    note_since(view);
    list_resize(&state->list, state->shown ? state->shown->len : 0,
                MAX(rows - patterns_head_rows(rows) - patterns_detail_rows(rows), 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, state->total * 31 + (uint64_t)state->order, mark_of);
}

/* --- saying --- */

static size_t count_new(const struct patterns_state *state)
{
    size_t count = 0;
    for (size_t i = 0; patterns_row(state, i); i++)
        count += patterns_is_new(state, patterns_row(state, i));
    return count;
}

/* The last that was over by then. */
static const struct deploy *deploy_before(const GPtrArray *deploys, int64_t time_ms, int64_t *at_ms)
{
    const struct deploy *last = NULL;
    for (guint i = 0; deploys && i < deploys->len; i++) {
        const struct deploy *deploy = deploys->pdata[i];
        int64_t at = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
        if (at > time_ms || (last && at <= *at_ms))
            continue;
        last = deploy;
        *at_ms = at;
    }
    return last;
}

char *patterns_deploy_words(const GPtrArray *deploys, int64_t from_ns, int64_t since_ns, bool *at)
{
    char age[24];
    int64_t at_ms = 0, since_ms = since_ns / NS_PER_MS;
    const struct deploy *deploy = deploy_before(deploys, since_ms, &at_ms);
    *at = false;
    if (!deploy || at_ms < from_ns / NS_PER_MS)
        return g_strdup("");
    g_autofree char *name =
        g_strdup_printf("the %s %s%s%s", deploy->inferred ? "first of" : "deploy of",
                        deploy->project ? deploy->project : "", deploy->project ? " " : "",
                        deploy->release ? release_short(deploy->release) : "?");
    *at = since_ms - at_ms < MS_PER_SECOND;
    if (*at)
        return g_steal_pointer(&name);
    return g_strdup_printf("; %s after %s", quantity_age(since_ms - at_ms, age, sizeof age), name);
}

static void append_since(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    char time[40], span[24];
    bool at;
    if (!state->since) {
        g_string_append(out, "  nothing moved: z chooses since when a pattern is new");
        return;
    }
    g_autofree char *deploy =
        patterns_deploy_words(desk_deploys(view->desk), state->first_ns, state->since_ns, &at);
    patterns_time(view, state->since_ns, time, sizeof time);
    if (state->first_ns >= state->since_ns)
        g_string_append_printf(out, "  no row before %s (%s): L loads what tells the new ones",
                               state->since, time);
    else
        g_string_append_printf(
            out, "  %zu new since %s %s, against %s before%s", count_new(state),
            at ? deploy : state->since, time,
            quantity_duration((double)(state->since_ns - state->first_ns) / NS_PER_US, span,
                              sizeof span),
            at ? "" : deploy);
}

static void patterns_status(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    char total[24], rest[24];
    if (!state->list.count && !(state->filtered && state->rows))
        return;
    g_string_append_printf(out, "%zu of %s rows%s", state->list.count,
                           quantity_count((int64_t)state->total, total, sizeof total),
                           state->filtered ? " that pass the filter" : "");
    if (state->batch && state->looked < state->held)
        g_string_append_printf(out, "  clustering %d%%",
                               (int)(state->looked * 100 / MAX(state->held, 1)));
    if (state->rest)
        g_string_append_printf(out, "  %s rows of further patterns",
                               quantity_count((int64_t)state->rest, rest, sizeof rest));
    append_since(view, out);
}

static void patterns_evidence(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    const struct pattern_row *row = patterns_here(view);
    char count[24], first[40];
    if (!row)
        return;
    g_string_append_printf(out, "%s%s%s rows, first %s  %s", row->service ? row->service : "",
                           row->service ? " " : "",
                           quantity_count((int64_t)row->count, count, sizeof count),
                           patterns_time(view, row->first_ns, first, sizeof first),
                           patterns_is_new(state, row) ? "not seen before" : "seen before");
    g_string_append_printf(out, "  %.300s", row->example);
}

static void append_whence(const struct view *view, const struct pattern_row *row, GString *out)
{
    const struct patterns_state *state = view->state;
    char since[40], from[40];
    patterns_time(view, state->since_ns, since, sizeof since);
    patterns_time(view, state->first_ns, from, sizeof from);
    if (!state->since)
        g_string_append(out, "Whether it is new is not known: nothing says since when (z).");
    else if (state->first_ns >= state->since_ns)
        g_string_append_printf(out,
                               "Whether it is new is not known: no row from before %s (%s) is "
                               "loaded (L).",
                               state->since, since);
    else
        g_string_append_printf(out, "%s: rows from %s on were read, and %s is at %s.",
                               patterns_is_new(state, row) ? "New, as its first row came after that"
                                                           : "Not new, as it was there before",
                               from, state->since, since);
}

static void patterns_explain(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    const struct pattern_row *row = patterns_here(view);
    char count[24], total[24], first[40], last[40];
    if (!row)
        return;
    g_autofree char *text = text_safe(row->text);
    g_string_append_printf(
        out,
        "%s\n%s of the %s rows%s that are loaded here, first %s, last %s; the level is the one "
        "that most of them have. ",
        text, quantity_count((int64_t)row->count, count, sizeof count),
        quantity_count((int64_t)state->total, total, sizeof total),
        state->filtered ? " that pass the filter" : "",
        patterns_time(view, row->first_ns, first, sizeof first),
        patterns_time(view, row->last_ns, last, sizeof last));
    append_whence(view, row, out);
    g_string_append_printf(
        out,
        "\nMessages are clustered as they come (Drain, 2017): what looks like a value is masked, "
        "messages of as many words and the same first ones meet, and the pattern most alike takes "
        "them; <*> is where they differ. At most %d patterns are held, rows of further ones are "
        "counted apart.",
        LOG_PATTERNS_MOST);
    if (state->rest)
        g_string_append_printf(out, " These are %s rows.",
                               quantity_count((int64_t)state->rest, count, sizeof count));
}

static char *line_of(const struct patterns_state *state, const struct pattern_row *row)
{
    char first[40];
    g_autofree char *text = text_safe(row->text);
    return g_strdup_printf("%s%c %" G_GUINT64_FORMAT " rows since %s  %s  %s",
                           patterns_is_new(state, row) ? "NEW " : "", level_letter(row->level),
                           row->count, clock_format_iso(row->first_ns, 3, first, sizeof first),
                           row->service ? row->service : "several services", text);
}

static char *patterns_line(const struct view *view)
{
    const struct pattern_row *row = patterns_here(view);
    return row ? line_of(view->state, row) : NULL;
}

static void patterns_markdown(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    g_string_append_printf(out, "Log patterns of %" G_GUINT64_FORMAT " rows%s\n\n", state->total,
                           state->filtered ? " that pass the filter" : "");
    for (size_t i = 0; patterns_row(state, i) && i < 15; i++) {
        g_autofree char *line = line_of(state, patterns_row(state, i));
        g_string_append_printf(out, "- %s\n", line);
    }
}

/* --- leading on --- */

/* The logs of it, wherever they are asked for. */
static bool patterns_target(const struct view *view, struct target *target)
{
    const struct pattern_row *row = patterns_here(view);
    if (!row)
        return false;
    target->kind = TARGET_LOGS;
    target_set(&target->query, row->query);
    target_set(&target->service, row->service);
    target_set(&target->text, row->example);
    target->time_ms = row->first_ns / NS_PER_MS;
    return true;
}

/* How many rows it has on the server, as far as a search can tell: among what the logs ask for. */
static char *patterns_question(const struct view *view)
{
    const struct pattern_row *row = patterns_here(view);
    const struct view *below = patterns_logs(view);
    if (!row || !below || ((const struct logs *)below->state)->source) {
        desk_say(view->desk, true,
                 row ? "rows of files are counted by no server" : "no pattern is under the cursor");
        return NULL;
    }
    const struct logs *logs = below->state;
    g_autofree char *asked = query_both(logs->base, logs->narrowed->str);
    g_autofree char *query = query_both(asked, row->query);
    return g_strdup_printf("%s | count() in logs", query);
}

static bool filter_below(struct view *view, const struct pattern_row *row, bool out)
{
    struct view *below = patterns_logs(view);
    g_autoptr(GError) error = NULL;
    g_autoptr(matcher) matcher = matcher_new(row->regex, NULL, &error);
    if (!below || !matcher) {
        desk_say(view->desk, true, "the pattern cannot be filtered by: %s",
                 error ? error->message : "no logs are below");
        return false;
    }
    below->ops->filter(below, matcher, out);
    return true;
}

static void leave_to_logs(struct view *view, bool out)
{
    const struct pattern_row *row = patterns_here(view);
    struct desk *desk = view->desk;
    if (!row) {
        desk_say(desk, false, "nothing is under the cursor");
        return;
    }
    g_autofree char *text = text_safe(row->text);
    if (!filter_below(view, row, out))
        return;
    desk_leave(view);
    desk_say(desk, false, "%s this pattern: %s; Esc clears it", out ? "without" : "only", text);
}

static bool patterns_enter(struct view *view, struct target *target)
{
    (void)target;
    leave_to_logs(view, false);
    return false;
}

static const char *patterns_enter_word(const struct view *view)
{
    (void)view;
    return "only its rows";
}

static void patterns_fields(const struct view *view, GPtrArray *pairs)
{
    const struct pattern_row *row = patterns_here(view);
    if (row)
        g_ptr_array_add(pairs, pair_new("pattern", row->text));
}

static void patterns_narrow(struct view *view, const char *key, const char *value, bool out)
{
    (void)key;
    (void)value;
    leave_to_logs(view, out);
}

/* --- keys --- */

static bool switch_order(void *context)
{
    static const char *const words[] = {[PATTERNS_NEW_FIRST] = "new patterns first",
                                        [PATTERNS_MOST] = "most rows first",
                                        [PATTERNS_LAST] = "seen last first"};
    struct view *view = context;
    struct patterns_state *state = view->state;
    state->order = (state->order + 1) % PATTERNS_ORDER_COUNT;
    patterns_sort(state);
    desk_say(view->desk, false, "%s", words[state->order]);
    return true;
}

/* Since this pattern began, or as before. */
static bool choose_time(void *context)
{
    struct view *view = context;
    struct patterns_state *state = view->state;
    const struct pattern_row *row = patterns_here(view);
    char time[40];
    if (!row)
        return false;
    state->chosen_ns = state->chosen_ns ? 0 : row->first_ns;
    if (state->chosen_ns)
        desk_say(view->desk, false, "new is what was not seen before %s, when this one began",
                 patterns_time(view, row->first_ns, time, sizeof time));
    else
        desk_say(view->desk, false, "new is what was not seen before the onset");
    return true;
}

static bool load_range(void *context)
{
    struct view *view = context, *below = patterns_logs(view);
    if (!below)
        return false;
    logs_load(below, !((struct logs *)below->state)->loading_all);
    return true;
}

static void patterns_move(struct view *view, enum move_unit unit, int by)
{
    struct patterns_state *state = view->state;
    state->moved = true;
    body_move(&state->list, unit, by);
}

static size_t patterns_row_count(const struct view *view)
{
    const struct patterns_state *state = view->state;
    return state->shown ? state->shown->len : 0;
}

static bool patterns_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct pattern_row *one = patterns_row(view->state, row);
    return one && (matcher_matches(matcher, one->text) || matcher_matches(matcher, one->service));
}

static bool patterns_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct patterns_state *state = view->state;
    state->moved = true;
    return body_search(view, &state->list, matcher, direction);
}

static bool is_as_bad(const struct view *view, size_t row, const void *data)
{
    const struct pattern_row *one = patterns_row(view->state, row);
    return one && one->level >= *(const enum level *)data;
}

static bool patterns_next_level(struct view *view, enum level level, int direction)
{
    struct patterns_state *state = view->state;
    state->moved = true;
    return body_seek(view, &state->list, direction, is_as_bad, &level);
}

static const struct command commands[] = {
    {"o",                                                        "order", "New patterns first, most rows first, or seen last first", switch_order, false},
    {"z", "new-since", "New is what came since this pattern began; again: since the onset",
     choose_time, false},
    {"L",                                                     "load-range", "Load the whole range of logs, or stop that", load_range, false},
    {0                                                       },
};

const struct view_ops patterns_view = {
    .name = "patterns",
    .title = "Log patterns",
    .state_size = sizeof(struct patterns_state),
    .commands = commands,
    .open = patterns_open,
    .close = patterns_close,
    .layout = patterns_layout,
    .draw = patterns_draw,
    .status = patterns_status,
    .target = patterns_target,
    .question = patterns_question,
    .evidence = patterns_evidence,
    .explain = patterns_explain,
    .enter = patterns_enter,
    .enter_word = patterns_enter_word,
    .move = patterns_move,
    .search = patterns_search,
    .row_count = patterns_row_count,
    .row_matches = patterns_row_matches,
    .fields = patterns_fields,
    .narrow = patterns_narrow,
    .next_level = patterns_next_level,
    .line = patterns_line,
    .markdown = patterns_markdown,
};
