/* SPDX-License-Identifier: Apache-2.0
 *
 * The query prompt: what a view asks the server for, edited in place. What is wrong is said under
 * its place and never sent; what the text would give is counted after a pause.
 */
#include "views/desk_state.h"

#include "api/query/breakdown.h"
#include "api/query/query.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/query_check.h"
#include "views/views.h"

#include <string.h>

#define COUNT_MS 300 /* the pause after which it is counted */

static bool query_of(const struct desk *desk, struct view_query *query)
{
    const struct view *view = desk->inquiry.view;
    *query = (struct view_query){.text = ""};
    return view && view->ops->query(view, query);
}

/* --- counting --- */

static void stop_counting(struct desk *desk)
{
    if (desk->inquiry.timer)
        g_source_remove(desk->inquiry.timer);
    desk->inquiry.timer = 0;
    desk_unask(desk, &desk->inquiry.count_ask);
}

/* All of the view's search with `text` as the user's part. */
static char *whole_text(const struct view_query *query, const char *text)
{
    if (!*text && query->standard)
        text = query->standard;
    return query_both(query->fixed, text);
}

static struct request *count_request(const struct view_query *query, const char *text)
{
    g_autofree char *whole = whole_text(query, text);
    const char *dataset = query_dataset(query->kind);
    struct request *request = request_new(dataset ? ENDPOINT_EVENTS : ENDPOINT_ISSUES, NULL);
    if (dataset) {
        request_add(request, "dataset", dataset);
        request_add(request, "field", "count()");
    } else {
        request_add(request, "limit", "1");
    }
    request_add(request, "query", whole);
    return request;
}

/* How many an answer tells of; -1 = it does not say. */
static int64_t told(const struct reply *answer)
{
    double number;
    if (answer->kind == REPLY_ISSUES) {
        const GPtrArray *issues = answer->object;
        bool whole = !answer->next_cursor;
        return answer->total >= 0 ? answer->total : whole ? (int64_t)issues->len : -1;
    }
    if (answer->kind == REPLY_ROWS && value_number(rows_get(answer->object, 0, "count()"), &number))
        return (int64_t)number;
    return -1;
}

static void counted(struct desk *desk, struct reply *answer, void *data)
{
    struct view_query query;
    char count[24];
    (void)data;
    if (!query_of(desk, &query))
        return;
    struct prompt *prompt = desk->overlay.prompt;
    if (answer->failure == FAILURE_REFUSED)
        prompt_complain(prompt, answer->error, strlen(prompt_text(prompt)));
    if (!answer->object) {
        prompt_note(prompt, answer->failure == FAILURE_REFUSED ? NULL : "not counted");
        return;
    }
    int64_t number = told(answer);
    g_autofree char *note =
        g_strdup_printf("%s %s", number < 0 ? "1+" : quantity_count(number, count, sizeof count),
                        query_kind_words(query.kind, number != 1));
    prompt_note(prompt, note);
}

/* Asks within the view's own range, where it has one. */
static uint64_t ask(struct desk *desk, const struct view_query *query, struct request *request)
{
    struct scope scope = desk->scope; /* shallow: only the range differs, for this call */
    if (query->start_ms < query->end_ms) {
        scope.held = true;
        scope.start_ms = query->start_ms;
        scope.end_ms = query->end_ms;
    }
    scope_apply(&scope, request);
    return desk_ask_self(desk, request, 0, true, counted, NULL, NULL);
}

static gboolean count(void *data)
{
    struct desk *desk = data;
    struct view_query query;
    desk->inquiry.timer = 0;
    if (query_of(desk, &query))
        desk->inquiry.count_ask =
            ask(desk, &query, count_request(&query, prompt_text(desk->overlay.prompt)));
    return G_SOURCE_REMOVE;
}

/* --- the prompt --- */

/* The text asks for groups of rows, not for rows. Issues are not counted by the server. */
static bool asks_for_table(const struct view_query *query, const char *text)
{
    return query_dataset(query->kind) && breakdown_asked(text);
}

static char *wrong_with(const struct desk *desk, const char *text, size_t *offset)
{
    struct view_query query;
    g_autoptr(GError) error = NULL;
    if (!query_of(desk, &query))
        return g_strdup("the view it was for is gone");
    int64_t now_ns = clock_now_ms() * NS_PER_MS;
    if (!asks_for_table(&query, text))
        return query_wrong(query.kind, text, now_ns, offset);
    g_autoptr(breakdown) breakdown =
        breakdown_parse(text, query_dataset(query.kind), now_ns, offset, &error);
    return breakdown ? NULL : g_strdup(error->message);
}

static void offer(struct desk *desk, bool now)
{
    struct view_query query;
    if (query_of(desk, &query))
        desk_complete(desk, &query, now);
}

static void moved(struct desk *desk)
{
    offer(desk, false);
}

static void tabbed(struct desk *desk)
{
    offer(desk, true);
}

static void edited(struct desk *desk, const char *text)
{
    size_t offset = 0;
    g_autofree char *wrong = wrong_with(desk, text, &offset);
    stop_counting(desk);
    prompt_complain(desk->overlay.prompt, wrong, offset);
    struct view_query query;
    bool table = query_of(desk, &query) && asks_for_table(&query, text);
    prompt_note(desk->overlay.prompt, wrong ? NULL : table ? "a table" : "…");
    if (!wrong && !table)
        desk->inquiry.timer = g_timeout_add(COUNT_MS, count, desk);
    offer(desk, false);
}

static bool is_right(struct desk *desk, const char *text)
{
    size_t offset = 0;
    g_autofree char *wrong = wrong_with(desk, text, &offset);
    prompt_complain(desk->overlay.prompt, wrong, offset);
    return !wrong;
}

/* What the view is limited to besides the text limits the table, too. */
static void open_table(struct desk *desk, const struct view_query *query, const char *text)
{
    size_t end = breakdown_filter_end(text);
    g_autofree char *filter = g_strstrip(g_strndup(text, end));
    g_autofree char *both = query_both(query->fixed, filter);
    struct target target;
    target_init(&target, TARGET_TABLE);
    /* The text names its dataset: it may be asked again from another pane. */
    const char *dataset = query_dataset(query->kind);
    bool named = strcmp(dataset, "spans") == 0 || *breakdown_dataset(text, "");
    target.query = g_strdup_printf("%s%s%s%s%s", both, *both ? " " : "", text + end,
                                   named ? "" : " in ", named ? "" : dataset);
    desk_open(desk, &target);
    target_clear(&target);
}

static void accepted(struct desk *desk, const char *text, const void *data)
{
    struct view *view = (struct view *)data;
    struct view_query query = {.text = ""};
    if (!view->ops->set_query)
        return;
    if (breakdown_asked(text) && view->ops != &breakdown_view && view->ops->query(view, &query) &&
        asks_for_table(&query, text)) {
        open_table(desk, &query, text);
        return;
    }
    view->ops->set_query(view, text);
    desk_cursor_moved(view);
}

static void closed(struct desk *desk)
{
    stop_counting(desk);
    desk_complete_stop(desk);
    desk->inquiry.view = NULL;
}

#define OPS(kind_history)                                                                   \
    {                                                                                       \
        .history = kind_history, .right = is_right, .accepted = accepted, .edited = edited, \
        .moved = moved, .tabbed = tabbed, .closed = closed,                                 \
    }

static const struct prompt_ops kinds[QUERY_KIND_COUNT] = {
    [QUERY_ISSUES] = OPS(HISTORY_QUERY_ISSUES),
    [QUERY_LOGS] = OPS(HISTORY_QUERY_LOGS),
    [QUERY_SPANS] = OPS(HISTORY_QUERY_SPANS),
    [QUERY_METRICS] = OPS(HISTORY_QUERY_METRICS),
};

static const struct prompt_ops table_kind = OPS(HISTORY_TABLE);

bool desk_query(struct desk *desk)
{
    struct view *view = desk_view(desk);
    struct view_query query = {.text = ""};
    if (!view || !view->ops->query) {
        desk_say(desk, false,
                 "no query is asked here: issues, metrics, traces, logs and samples have one");
        return false;
    }
    if (!view->ops->query(view, &query))
        return false;
    g_autofree char *label =
        g_strdup_printf("%s%s%s: ", query_kind_words(query.kind, true), query.about ? " of " : "",
                        query.about ? query.about : "");
    desk_prompt(desk, label, query.text,
                view->ops == &breakdown_view ? &table_kind : &kinds[query.kind]);
    desk->overlay.subject = desk->inquiry.view = view;
    edited(desk, query.text);
    return true;
}
