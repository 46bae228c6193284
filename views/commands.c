/* SPDX-License-Identifier: Apache-2.0 */
#include "views/commands.h"

#include "base/clock.h"
#include "views/desk_state.h"
#include "views/views.h"

#include <string.h>

/* --- moving --- */

static bool move(struct desk *desk, enum move_unit unit, int by)
{
    if (desk->focus == PANE_LEAD) {
        if (by > 0)
            desk_focus(desk, desk->panes[PANE_METRICS].rect.rows ? PANE_METRICS : PANE_ISSUES);
        return true;
    }
    struct view *view = desk_view(desk);
    if (!view || !view->ops->move)
        return false;
    struct target before, after;
    target_init(&before, TARGET_NONE);
    target_init(&after, TARGET_NONE);
    bool was = desk_target(desk, &before);
    view->ops->move(view, unit, by);
    bool is = desk_target(desk, &after);
    if (!was || !is ||
        !target_equal(&before, &after)) /* at the end of a list nothing begins anew */
        desk_cursor_moved(view);
    target_clear(&before);
    target_clear(&after);
    desk->moved = true;
    return true;
}

#define MOVE(name, unit, by)            \
    static bool name(void *context)     \
    {                                   \
        return move(context, unit, by); \
    }
MOVE(next_row, MOVE_ROW, 1)
MOVE(previous_row, MOVE_ROW, -1)
MOVE(half_down, MOVE_HALF_PAGE, 1)
MOVE(half_up, MOVE_HALF_PAGE, -1)
MOVE(page_down, MOVE_PAGE, 1)
MOVE(page_up, MOVE_PAGE, -1)
MOVE(top, MOVE_TOP, -1)
MOVE(end, MOVE_END, 1)
MOVE(next_section, MOVE_SECTION, 1)
MOVE(previous_section, MOVE_SECTION, -1)

static bool to_level(struct desk *desk, enum level level, int direction)
{
    struct view *view = desk_view(desk);
    if (!view || !view->ops->next_level) {
        desk_say(desk, false, "rows have no levels here");
        return false;
    }
    if (!view->ops->next_level(view, level, direction)) {
        bool counts_problems = view->ops->trace && level < LEVEL_ERROR;
        desk_say(desk, false, "no %s %s%s", direction > 0 ? "further" : "earlier",
                 level_name(level), counts_problems ? ", nor a performance problem" : "");
        return false;
    }
    desk_cursor_moved(view);
    return true;
}

#define TO_LEVEL(name, level, direction)            \
    static bool name(void *context)                 \
    {                                               \
        return to_level(context, level, direction); \
    }
TO_LEVEL(next_error, LEVEL_ERROR, 1)
TO_LEVEL(previous_error, LEVEL_ERROR, -1)
TO_LEVEL(next_warning, LEVEL_WARNING, 1)
TO_LEVEL(previous_warning, LEVEL_WARNING, -1)

static bool worst(void *context)
{
    struct view *view = desk_view(context);
    if (!view || !view->ops->worst || !view->ops->worst(view)) {
        desk_say(context, false, "nothing here is worse than the rest");
        return false;
    }
    desk_cursor_moved(view);
    return true;
}

/* --- going --- */

static bool deeper(void *context)
{
    return desk_enter(context);
}

static bool back(void *context)
{
    return desk_escape(context);
}

static bool trail_back(void *context)
{
    return desk_back(context);
}

static bool trail_forward(void *context)
{
    return desk_forward(context);
}

static bool quit(void *context)
{
    desk_quit(context);
    return true;
}

static bool step_pane(struct desk *desk, int by)
{
    bool lead =
        desk->lead_rect.rows > 0 && desk->shared.lead && desk->shared.lead->changes->len > 0;
    int count = PANE_COUNT + (lead ? 1 : 0);
    desk_focus(desk, (desk->focus + by + count) % count);
    return true;
}

static bool next_pane(void *context)
{
    return step_pane(context, 1);
}

static bool previous_pane(void *context)
{
    return step_pane(context, -1);
}

#define PANE(name, number)           \
    static bool name(void *context)  \
    {                                \
        desk_focus(context, number); \
        return true;                 \
    }
PANE(pane_issues, PANE_ISSUES)
PANE(pane_metrics, PANE_METRICS)
PANE(pane_trace, PANE_TRACE)
PANE(pane_logs, PANE_LOGS)

static bool pane_lead(void *context)
{
    struct desk *desk = context;
    if (!desk_change(desk)) {
        desk_say(desk, false, "nothing changed in this range");
        return false;
    }
    desk_focus(desk, PANE_LEAD);
    return true;
}

static bool zoom(void *context)
{
    struct desk *desk = context;
    desk->zoomed[desk->wide] = !desk->zoomed[desk->wide];
    desk_focus(desk, desk->focus);
    return true;
}

static bool next_change(void *context)
{
    desk_lead_step(context, 1);
    return true;
}

static bool previous_change(void *context)
{
    desk_lead_step(context, -1);
    return true;
}

#define PIVOT(name, key)                 \
    static bool name(void *context)      \
    {                                    \
        return desk_pivot(context, key); \
    }
PIVOT(to_trace, 't')
PIVOT(to_traces, 'T')
PIVOT(to_logs, 'l')
PIVOT(to_signals, 'm')
PIVOT(to_issue, 'i')
PIVOT(to_commit, 'c')
PIVOT(to_release, 'r')
PIVOT(to_problems, 'p')
PIVOT(to_agents, 'a')

static bool open_kind(struct desk *desk, enum target_kind kind)
{
    struct target target;
    target_init(&target, kind);
    bool opened = desk_open(desk, &target);
    target_clear(&target);
    return opened;
}

static bool releases(void *context)
{
    return open_kind(context, TARGET_RELEASES);
}

static bool firing(void *context)
{
    return open_kind(context, TARGET_FIRING);
}

static bool to_now(void *context)
{
    struct desk *desk = context;
    if (!desk->scope.held)
        desk_say(desk, false, "live already");
    desk_go_live(desk);
    desk_relink_logs(desk);
    return true;
}

static bool edit(void *context)
{
    return desk_edit(context);
}

static bool browse(void *context)
{
    return desk_browse(context);
}

/* --- marks --- */

static bool set_mark(void *context)
{
    desk_mark_ask(context);
    return true;
}

static bool go_mark(void *context)
{
    desk_mark_ask_go(context);
    return true;
}

/* --- narrowing --- */

static bool search(void *context)
{
    desk_search(context);
    return true;
}

static bool query(void *context)
{
    return desk_query(context);
}

static bool search_next(void *context)
{
    return desk_search_next(context, 1);
}

static bool search_previous(void *context)
{
    return desk_search_next(context, -1);
}

static bool keep(void *context)
{
    desk_keep(context, false);
    return true;
}

static bool narrow_in(void *context)
{
    desk_narrow(context, false);
    return true;
}

static bool narrow_out(void *context)
{
    desk_narrow(context, true);
    return true;
}

static bool only_errors(void *context)
{
    struct view *view = desk_view(context);
    if (!view || !view->ops->only_errors) {
        desk_say(context, false, "there are no errors to keep here");
        return false;
    }
    view->ops->only_errors(view);
    desk_cursor_moved(view);
    return true;
}

static bool differs(void *context)
{
    struct desk *desk = context;
    struct view *view = desk_view(desk);
    struct target target;
    if (!view || !view->ops->differs) {
        desk_say(desk, false,
                 "nothing to compare here: x is for signals, charts, samples, logs, "
                 "traces and issues");
        return false;
    }
    target_init(&target, TARGET_NONE);
    bool opened = view->ops->differs(view, &target) && desk_open(desk, &target);
    target_clear(&target);
    return opened;
}

/* On what the cursor is on; on the lead, its change. */
static bool explain(void *context)
{
    struct desk *desk = context;
    struct target target;
    target_init(&target, TARGET_NONE);
    bool known = desk_target(desk, &target) && (target.service || target.trace_id);
    if (!known)
        desk_say(desk, false,
                 "nothing here can be explained: gx is for signals, issues, spans, "
                 "logs and the lead");
    target.kind = TARGET_EXPLAIN;
    bool opened = known && desk_open(desk, &target);
    target_clear(&target);
    return opened;
}

static bool clear_filters(void *context)
{
    if (!desk_clear_recalled(context)) {
        desk_say(context, false, "nothing is filtered");
        return false;
    }
    desk_say(context, false, "no filter in any pane");
    return true;
}

/* --- time, scope, screen --- */

static bool pause_or_go(void *context)
{
    struct desk *desk = context;
    desk_pause(desk, !desk->paused);
    return true;
}

static bool refresh(void *context)
{
    struct desk *desk = context;
    desk_refresh(desk);
    desk_wall_start(desk);
    desk_say(desk, false, "asking again");
    return true;
}

static bool choose_range(void *context)
{
    desk_choose_range(context);
    return true;
}

static bool choose_scope(void *context)
{
    desk_choose_scope(context);
    return true;
}

static bool switch_zone(void *context)
{
    struct desk *desk = context;
    desk->scope.utc = !desk->scope.utc;
    return true;
}

static bool notify(void *context)
{
    return desk_notify_switch(context);
}

static bool debug(void *context)
{
    return desk_debug_switch(context);
}

static bool pin(void *context)
{
    struct desk *desk = context;
    if (desk->focus == PANE_LEAD)
        return false;
    struct stack *stack = &desk->panes[desk->focus];
    stack->pinned = !stack->pinned;
    desk_say(desk, false,
             stack->pinned ? "pinned: this pane no longer follows the cursor"
                           : "this pane follows the cursor again");
    return true;
}

static bool repaint(void *context)
{
    struct desk *desk = context;
    if (desk->screen)
        screen_repaint(desk->screen);
    return true;
}

static bool palette(void *context)
{
    desk_palette(context, NULL);
    return true;
}

static bool help(void *context)
{
    desk_help(context);
    return true;
}

/* --- copying and triage --- */

#define COPY(name, what)                 \
    static bool name(void *context)      \
    {                                    \
        return desk_copy(context, what); \
    }
COPY(copy_line, 'y')
COPY(copy_id, 'i')
COPY(copy_value, 'v')
COPY(copy_trace, 't')
COPY(copy_url, 'u')
COPY(copy_json, 'j')
COPY(copy_evidence, 'e')

static bool resolve(void *context)
{
    return desk_triage(context, "resolve", "{\"status\":\"resolved\"}");
}

static bool archive(void *context)
{
    return desk_triage(context, "archive",
                       "{\"status\":\"ignored\",\"substatus\":\"archived_until_escalating\"}");
}

static bool mark_reviewed(void *context)
{
    return desk_triage(context, "mark reviewed", "{\"inbox\":false,\"hasSeen\":true}");
}

static bool assign(void *context)
{
    return desk_assign(context);
}

static bool prioritise(void *context)
{
    return desk_prioritise(context);
}

static bool undo_triage(void *context)
{
    return desk_triage_undo(context);
}

/* --- the table --- */

/* Laid out by hand: the formatter puts the columns of so long a table far apart. */
/* clang-format off */
static const struct command table[] = {
    {"j Down", "next-row", "Next row", next_row, false},
    {"k Up", "previous-row", "Previous row", previous_row, false},
    {"^D", "half-page-down", "Half a page down", half_down, false},
    {"^U", "half-page-up", "Half a page up", half_up, false},
    {"Space PgDn", "page-down", "A page down", page_down, false},
    {"b PgUp", "page-up", "A page up", page_up, false},
    {"g,g Home", "top", "First row", top, false},
    {"G End", "end", "Last row; a live list follows again", end, false},
    {"{", "previous-section", "Previous section", previous_section, false},
    {"}", "next-section", "Next section", next_section, false},
    {"[", "previous-change", "Previous change of the lead (onset, deploy, new issue)", previous_change, false},
    {"]", "next-change", "Next change of the lead", next_change, false},
    {"Enter", "deeper", "Open what the cursor is on", deeper, false},
    {"Esc q", "back", "Close this view and undo the step that opened it", back, false},
    {"Q", "quit", "Quit vigil", quit, false},
    {"^O", "trail-back", "Back on the trail", trail_back, false},
    {"^P", "trail-forward", "Forward on the trail", trail_forward, false},
    {"Tab", "next-pane", "Next pane", next_pane, false},
    {"S-Tab", "previous-pane", "Previous pane", previous_pane, false},
    {"1", "issues", "To the issues", pane_issues, false},
    {"2", "metrics", "To the metrics", pane_metrics, false},
    {"3", "trace", "To the trace", pane_trace, false},
    {"4", "logs", "To the logs", pane_logs, false},
    {"g,w", "lead", "To the lead: what changed", pane_lead, false},
    {"\\", "zoom", "This pane alone, or all again", zoom, false},
    {"g,t", "to-trace", "To the trace of this", to_trace, false},
    {"g,T", "to-traces", "To the traces of this, or like it", to_traces, false},
    {"g,l", "to-logs", "To the logs of this", to_logs, false},
    {"g,m", "to-signals", "To the signals around this", to_signals, false},
    {"g,i", "to-issue", "To the issue of this", to_issue, false},
    {"g,c", "to-commit", "To the suspect commit of this", to_commit, false},
    {"g,r", "to-release", "To the release of this", to_release, false},
    {"g,R", "releases", "The releases: health, new issues, commits, what moved since", releases, false},
    {NULL, "firing", "What is firing: scheduled jobs, uptime checks, detectors, alerts", firing, false},
    {"g,p", "to-problems", "To the performance problems of this trace", to_problems, false},
    {"g,a", "to-agents", "To the agents of this trace (generative AI)", to_agents, false},
    {"g,x", "explain", "Explain: where this began, and why", explain, false},
    {"g,b", "browser", "Show this in the browser (over SSH: copy its URL)", browse, false},
    {"g,e", "editor", "Open its file in the editor, or its JSON", edit, false},
    {";", "query", "Search by fields: what this pane asks for", query, false},
    {"g,n", "now", "Go live again", to_now, false},
    {"/", "search", "Search (PCRE2)", search, false},
    {"n", "search-next", "Next match", search_next, false},
    {"N", "search-previous", "Previous match", search_previous, false},
    {"&", "keep", "Keep rows that match, or hide them with !", keep, false},
    {"f", "filter-in", "Only rows with this field's value", narrow_in, false},
    {"F", "filter-out", "Only rows without this field's value", narrow_out, false},
    {"!", "only-errors", "Only errors, or everything again", only_errors, false},
    {"x", "differs", "What differs: since the onset, in the range, or in what was searched for", differs, false},
    {"g,A", "clear-filters", "Show every row again: no filter in any pane", clear_filters, false},
    {"e", "next-error", "Next error", next_error, false},
    {"E", "previous-error", "Previous error", previous_error, false},
    {"w", "next-warning", "Next warning or worse", next_warning, false},
    {"W", "previous-warning", "Previous warning or worse", previous_warning, false},
    {".", "worst", "To the slowest or worst below", worst, false},
    {"m", "mark", "Mark what the cursor is on, as a-z", set_mark, false},
    {"'", "go-to-mark", "Go to a mark", go_mark, false},
    {"p", "pause", "Stop asking, or go on", pause_or_go, false},
    {"r", "refresh", "Ask again now", refresh, false},
    {"t", "time-range", "Choose the time range", choose_range, false},
    {"s", "scope", "Choose projects and environment", choose_scope, false},
    {"U", "zone", "UTC or local time", switch_zone, false},
    {"P", "pin", "Pin this pane: it no longer follows the cursor", pin, false},
    {NULL, "notify", "Notices outside the screen on or off", notify, false},
    {NULL, "debug", "Show what frames, requests and memory cost", debug, false},
    {"^L", "repaint", "Paint the screen again", repaint, false},
    {"y,y", "copy-line", "Copy the row", copy_line, false},
    {"y,i", "copy-id", "Copy its id", copy_id, false},
    {"y,v", "copy-value", "Copy the value of the attribute", copy_value, false},
    {"y,t", "copy-trace", "Copy its trace id", copy_trace, false},
    {"y,u", "copy-url", "Copy its URL", copy_url, false},
    {"y,j", "copy-json", "Copy it as JSON", copy_json, false},
    {"y,e", "copy-evidence", "Copy the evidence of every pane as Markdown", copy_evidence, false},
    {"a,r", "resolve", "Resolve the issue (held for 5 s)", resolve, true},
    {"a,a", "archive", "Archive the issue until it escalates", archive, true},
    {"a,i", "assign", "Assign the issue", assign, true},
    {"a,m", "mark-reviewed", "Mark the issue as reviewed", mark_reviewed, true},
    {"a,p", "priority", "Set the issue's priority", prioritise, true},
    {"a,u", "undo", "Undo the triage that is held", undo_triage, true},
    {": ^K", "palette", "Every command by name; or open a URL or id", palette, false},
    {"? F1", "help", "Help", help, false},
    {0},
};
/* clang-format on */

static const struct command on_the_lead[] = {
    {"h Left",             "earlier-change", "The change before", previous_change, false},
    {"l Right", "later-change", "The change after", next_change, false},
    {0              },
};

const struct command *lead_commands(void)
{
    return on_the_lead;
}

const struct command *everywhere_commands(void)
{
    return table;
}

size_t all_scopes(void *context, const struct command *user, struct keymap_scope *scopes)
{
    size_t count = 0;
    scopes[count++] = (struct keymap_scope){"everywhere", everywhere_commands(), context, true};
    scopes[count++] = (struct keymap_scope){"typed", typed_commands(), context, true};
    if (user)
        scopes[count++] = (struct keymap_scope){"user", user, context, true};
    scopes[count++] = (struct keymap_scope){"lead", lead_commands(), context};
    for (size_t i = 0; all_views[i]; i++)
        if (all_views[i]->commands)
            scopes[count++] =
                (struct keymap_scope){all_views[i]->name, all_views[i]->commands, NULL};
    g_assert(count <= SCOPES_MOST);
    return count;
}
