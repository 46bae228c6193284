/* SPDX-License-Identifier: Apache-2.0
 *
 * The last two rows: what is under the cursor against its usual, and where one can go from it.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/pivots.h"
#include "views/signal_text.h"

#include <string.h>

const struct change *desk_change(const struct desk *desk)
{
    const struct lead *found = desk->shared.lead;
    if (!found || desk->shared.change >= found->changes->len)
        return NULL;
    return found->changes->pdata[desk->shared.change];
}

static void of_signal(const struct desk *desk, const struct change *change, struct target *target)
{
    const struct signal *signal = desk_find_signal(desk, change->signal_id);
    if (signal) {
        signal_target(signal, &change->onset, target);
        return;
    }
    target->kind = TARGET_SIGNAL;
    target_set(&target->signal_id, change->signal_id);
    target_set(&target->name, change->text);
}

bool desk_change_target(const struct desk *desk, size_t index, struct target *target)
{
    const struct lead *found = desk->shared.lead;
    if (!found || index >= found->changes->len)
        return false;
    const struct change *change = found->changes->pdata[index];
    target->time_ms = change->time_ms;
    target_set(&target->service, change->service);
    target_set(&target->release, change->release);
    target_set(&target->issue_id, change->issue_id);
    target_set(&target->short_id, change->short_id);
    target->unusual = true;
    if (change->kind == CHANGE_SIGNAL)
        of_signal(desk, change, target);
    else if (change->issue_id || change->short_id)
        target->kind = TARGET_ISSUE;
    else if (change->query) {
        target->kind = TARGET_LOGS;
        target_set(&target->query, change->query);
    } else if (change->release)
        target->kind = TARGET_RELEASE;
    else if (change->kind == CHANGE_FIRING) {
        target->kind = TARGET_FIRING;
        target_set(&target->name, change->monitor);
    } else
        target->kind = TARGET_SIGNALS;
    return true;
}

bool desk_target(const struct desk *desk, struct target *target)
{
    if (desk->focus == PANE_LEAD)
        return desk_change_target(desk, desk->shared.change, target);
    const struct view *view = desk_view(desk);
    return view && view->ops->target && view->ops->target(view, target);
}

/* --- the first row --- */

/* What it watches for; the one of that name, which is the change's. */
static const char *rule_of(const struct desk *desk, const struct change *change)
{
    const GPtrArray *all = desk_monitors(desk);
    for (guint i = 0; change->kind == CHANGE_FIRING && i < all->len; i++) {
        const struct monitor *monitor = all->pdata[i];
        if (!g_strcmp0(monitor->name, change->monitor) &&
            !g_strcmp0(monitor->project, change->service))
            return monitor->rule;
    }
    return NULL;
}

static void lead_evidence(const struct desk *desk, GString *out)
{
    const struct change *change = desk_change(desk);
    if (!change)
        return;
    char time[40], age[24];
    bool first = desk->shared.lead->first_mover == (int)desk->shared.change;
    g_string_append_printf(out, "%s%s%s%s  since %s, %s ago", first ? "first mover: " : "",
                           change->service ? change->service : "", change->service ? " " : "",
                           change->text,
                           scope_time(&desk->scope, change->time_ms, time, sizeof time),
                           quantity_age(clock_now_ms() - change->time_ms, age, sizeof age));
    const char *rule = rule_of(desk, change);
    if (rule)
        g_string_append_printf(out, "  (%s)", rule);
}

static void draw_said(const struct desk *desk, struct surface *foot)
{
    if (desk->message) {
        surface_text_cut(foot, 0, 1, foot->cols - 2, desk->failure ? ROLE_FAILURE : ROLE_NOTICE,
                         CUT_END, desk->message);
        return;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    const struct view *view = desk_view(desk);
    if (desk->focus == PANE_LEAD)
        lead_evidence(desk, text);
    else if (view && view->ops->evidence)
        view->ops->evidence(view, text);
    surface_text_cut(foot, 0, 1, foot->cols - 2, ROLE_TEXT, CUT_END, text->str);
}

/* --- the second row --- */

/* What Enter does, in a word; NULL where it does nothing. */
static const char *deeper(const struct view *view, const struct target *target)
{
    enum target_kind kind = target->kind;
    const char *own = view && view->ops->enter_word ? view->ops->enter_word(view) : NULL;
    if (own)
        return *own ? own : NULL;
    if (kind == TARGET_SAMPLE && !target->trace_id)
        return target->service ? "logs around it" : NULL;
    if (kind == TARGET_SPAN && view && view->opened.kind == TARGET_PROBLEMS)
        return "its spans";
    if (kind == TARGET_LOG && target->trace_id)
        return "trace";
    if (kind == TARGET_ISSUE && view && view->opened.kind == TARGET_ISSUE)
        return "suspect commits";
    static const char *const words[TARGET_KIND_COUNT] = {
        [TARGET_LEAD] = "chart",           [TARGET_SIGNAL] = "chart",
        [TARGET_RANGE] = "samples",        [TARGET_SAMPLE] = "trace",
        [TARGET_TRACE] = "trace",          [TARGET_SPAN] = "span",
        [TARGET_LOG] = "attributes",       [TARGET_ISSUE] = "issue",
        [TARGET_FRAME] = "source",         [TARGET_RELEASE] = "commits",
        [TARGET_COMMIT] = "diff",          [TARGET_SIGNALS] = "signals",
        [TARGET_SUSPECTS] = "suspect",     [TARGET_ATTRIBUTE] = "values",
        [TARGET_EVENT] = "event",          [TARGET_LOGS] = "logs",
        [TARGET_PROBLEMS] = "problems",    [TARGET_TRACES] = "traces",
        [TARGET_AGENTS] = "agents",        [TARGET_CALL] = "conversation",
        [TARGET_FACETS] = "values",        [TARGET_PATTERNS] = "patterns",
        [TARGET_DIFFERS] = "what differs", [TARGET_EXPLAIN] = "why",
        [TARGET_TABLE] = "table",          [TARGET_RELEASES] = "releases",
        [TARGET_ACROSS] = "before/after",  [TARGET_FIRING] = "firing",
    };
    return kind < TARGET_KIND_COUNT && words[kind] ? words[kind] : "open";
}

/* What a pivot leads to, in a word: an id where there is one, a count where it was asked for. */
static char *pivot_words(const struct desk *desk, const struct pivot *pivot,
                         const struct target *to)
{
    char count[24];
    if (pivot->key == 'i' && (to->short_id || to->issue_id))
        return g_strdup(to->short_id ? to->short_id : to->issue_id);
    if (pivot->key == 'a' && to->agents)
        return g_strdup(to->agents);
    if (pivot->key == 'r' && to->release)
        return g_strdup(to->release);
    if (pivot->count && desk->counts.known[(unsigned char)pivot->key & 127] >= 0)
        return g_strdup_printf("%s %s", pivot->name,
                               quantity_count(desk->counts.known[(unsigned char)pivot->key & 127],
                                              count, sizeof count));
    int64_t known = pivot->known ? pivot->known((struct desk *)desk, to) : -1;
    if (known >= 0)
        return g_strdup_printf("%s %s", pivot->name, quantity_count(known, count, sizeof count));
    return g_strdup(pivot->name);
}

static int draw_key(struct surface *foot, int col, const char *keys, const char *words, int end)
{
    if (!words)
        return col;
    g_autofree char *safe = text_safe(words);
    int width = (int)strlen(keys) + 1 + text_width(safe);
    if (col + width > end)
        return col;
    col += surface_text(foot, 1, col, -1, ROLE_KEY, keys) + 1;
    return col + surface_text(foot, 1, col, end - col, ROLE_TEXT, safe) + 3;
}

static int draw_hints(const struct view *view, struct surface *foot, int col, int end)
{
    const struct key_hint *hint = view && view->ops->hints ? view->ops->hints(view) : NULL;
    for (; hint && hint->key; hint++)
        col = draw_key(foot, col, hint->key, hint->words, end);
    return col;
}

/* Enter opens the trace, or it is what one looks at: then gt is no news. */
static bool at_trace(const struct view *view, const char *enter)
{
    return g_strcmp0(enter, "trace") == 0 || (view && !strcmp(view->ops->name, "trace"));
}

/* A pivot that leads somewhere, in the words of its place in the row. */
struct way {
    const struct pivot *pivot;
    char *words; /* safe to draw */
    char *of;    /* what they are of that are counted, where that is known; safe, too */
    bool whole;  /* that is drawn as well */
};

static void way_clear(void *data)
{
    struct way *way = data;
    g_free(way->words);
    g_free(way->of);
}

static struct way way_to(const struct desk *desk, const struct pivot *pivot,
                         const struct target *from, const struct target *to)
{
    g_autofree char *words = pivot_words(desk, pivot, to);
    bool counted = g_strcmp0(words, pivot->name) != 0;
    g_autofree char *of = counted && pivot->of ? pivot->of((struct desk *)desk, from) : NULL;
    return (struct way){pivot, text_safe(words), of ? text_safe(of) : NULL, false};
}

/* Of struct way. */
static GArray *ways_from(const struct desk *desk, const struct target *from, bool without_trace)
{
    size_t count;
    const struct pivot *table = pivots(&count);
    GArray *ways = g_array_new(FALSE, FALSE, sizeof(struct way));
    g_array_set_clear_func(ways, way_clear);
    for (size_t i = 0; i < count; i++) {
        if (desk->files && table[i].key != 'l')
            continue;
        if (!pivot_leads_from(&table[i], from->kind) || (without_trace && table[i].key == 't'))
            continue;
        struct target to;
        g_autofree char *why = NULL;
        target_init(&to, TARGET_NONE);
        if (table[i].resolve((struct desk *)desk, from, &to, &why)) {
            struct way way = way_to(desk, &table[i], from, &to);
            g_array_append_val(ways, way);
        }
        target_clear(&to);
    }
    return ways;
}

/* "gT traces 399 " and what is drawn behind it. */
static int width_of(const GArray *ways)
{
    int width = 0;
    for (guint i = 0; i < ways->len; i++)
        width += 3 + text_width(g_array_index(ways, struct way, i).words) + 3;
    return width;
}

/* The one that takes the least room to say of what it counts; NULL when all do, or cannot. */
static struct way *next_whole(const GArray *ways)
{
    struct way *best = NULL;
    for (guint i = 0; i < ways->len; i++) {
        struct way *way = &g_array_index(ways, struct way, i);
        if (way->of && !way->whole && (!best || text_width(way->of) < text_width(best->of)))
            best = way;
    }
    return best;
}

/* What is counted says of what in the room that all the others leave. */
static void make_whole(GArray *ways, int room)
{
    struct way *way;
    while ((way = next_whole(ways)) && (room -= 1 + text_width(way->of)) >= 0)
        way->whole = true;
}

static int draw_pivots(const struct desk *desk, struct surface *foot, int col, int end,
                       const struct target *from, bool without_trace)
{
    g_autoptr(GArray) ways = ways_from(desk, from, without_trace);
    make_whole(ways, end + 3 - col - width_of(ways));
    for (guint i = 0; i < ways->len; i++) {
        const struct way *way = &g_array_index(ways, struct way, i);
        char keys[3] = {'g', way->pivot->key, '\0'};
        g_autofree char *words = g_strconcat(way->words, way->whole ? " " : NULL, way->of, NULL);
        int next = draw_key(foot, col, keys, words, end);
        col = next > col ? next : draw_key(foot, col, keys, way->pivot->name, end);
    }
    return col;
}

void desk_draw_evidence(const struct desk *desk, struct surface *foot)
{
    draw_said(desk, foot);
    int end = foot->cols - 8, col = 1;
    struct target target;
    target_init(&target, TARGET_NONE);
    if (desk_target(desk, &target)) {
        const struct view *view = desk_view(desk);
        bool enriched = (target.kind == TARGET_ISSUE || target.kind == TARGET_SIGNAL) &&
                        desk->counts.target.kind == target.kind &&
                        g_strcmp0(desk->counts.target.issue_id, target.issue_id) == 0 &&
                        g_strcmp0(desk->counts.target.signal_id, target.signal_id) == 0;
        const char *enter = deeper(view, &target);
        if (!view || view->ops->enter || view->ops->target)
            col = draw_key(foot, col, "Enter", enter, end);
        col = draw_hints(view, foot, col, end);
        if (desk->focus == PANE_LEAD && desk->shared.lead->changes->len > 1)
            col = draw_key(foot, col, "[ ]", "step", end);
        draw_pivots(desk, foot, col, end,
                    enriched && !target.trace_id ? &desk->counts.target : &target,
                    at_trace(view, enter));
    } else {
        col = draw_key(foot, col, "Tab", "next pane", end);
        col = draw_key(foot, col, "s", "scope", end);
        draw_key(foot, col, "t", "time range", end);
    }
    target_clear(&target);
    surface_text_right(foot, 1, foot->cols - 7, 6, ROLE_KEY, "? help");
}
