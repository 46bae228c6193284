/* SPDX-License-Identifier: Apache-2.0
 *
 * The issue stream. While the user is in it, new rows never move those there are: they wait behind
 * "3 new" until the cursor is sent to the top.
 */
#include "base/clock.h"
#include "tui/text.h"
#include "views/differs.h"
#include "views/issue_row.h"
#include "views/issue_text.h"
#include "views/live_list.h"
#include "views/views.h"

#include <string.h>

#define POLL_MS     5000
#define USUAL_QUERY "is:unresolved"

struct issues {
    struct live_list live; /* of struct issue * */
    GString *query;
    size_t sort;
    uint64_t ask;
    int64_t total; /* -1 = not told */
    bool more;     /* there are more pages than were asked for */
    bool header;
};

static const struct {
    const char *name, *words;
} sorts[] = {
    {"date", "last seen"},
    {"new",  "newest"   },
    {"freq", "events"   },
    {"user", "users"    }
};

/* --- rows --- */

static struct issue *issue_at(const struct issues *state, size_t row)
{
    return live_list_at(&state->live, row);
}

static struct issue *current(const struct issues *state)
{
    return live_list_current(&state->live);
}

static const char *id_of(const void *item)
{
    return ((const struct issue *)item)->id;
}

static bool matches(const struct view *view, const void *item, const struct matcher *matcher)
{
    const struct issue *issue = item;
    const char *const texts[] = {issue->title, issue->culprit, issue->short_id, issue->project,
                                 issue->message};
    (void)view;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (matcher_matches(matcher, texts[i]))
            return true;
    return false;
}

static const struct live_kind issues_kind = {
    .id = id_of, .matches = matches, .free = (GDestroyNotify)issue_free};

/* Rows keep their places; each gets what the answer says of it. What is new is counted. */
static void refresh_rows(struct live_list *live, GPtrArray *answer)
{
    size_t known = 0;
    for (guint i = 0; i < live->all->len; i++) {
        struct issue *old = live->all->pdata[i];
        gssize at = live_list_find(live, answer, old->id);
        if (at < 0)
            continue;
        live->all->pdata[i] = answer->pdata[at];
        answer->pdata[at] = old;
        known++;
    }
    live->waiting = answer->len - MIN(known, answer->len);
    g_ptr_array_unref(answer);
}

/* What narrows and orders the rows, where it is not as it is without being told. */
static void remember(struct view *view)
{
    const struct issues *state = view->state;
    bool usual = strcmp(state->query->str, USUAL_QUERY) == 0;
    desk_remember(view, "query", usual ? NULL : state->query->str);
    desk_remember(view, "sort", state->sort ? sorts[state->sort].name : NULL);
    desk_remember_pattern(view, state->live.keep, state->live.hide);
}

static void recall(struct view *view)
{
    struct issues *state = view->state;
    g_autofree char *query = desk_recall(view, "query", true);
    g_autofree char *sort = desk_recall(view, "sort", false);
    if (query)
        g_string_assign(state->query, query);
    for (size_t i = 0; sort && i < G_N_ELEMENTS(sorts); i++)
        if (strcmp(sorts[i].name, sort) == 0)
            state->sort = i;
    state->live.keep = desk_recall_pattern(view, &state->live.hide);
}

static void ask(struct view *view)
{
    struct issues *state = view->state;
    desk_forget(view, state->ask);
    remember(view);
    struct request *request = request_new(ENDPOINT_ISSUES, NULL);
    request_add(request, "query", state->query->str);
    request_add(request, "sort", sorts[state->sort].name);
    request_add(request, "groupStatsPeriod", "auto");
    request_add(request, "limit", "100");
    state->live.adopt = true;
    state->ask = desk_ask(view, request, POLL_MS, false);
}

static bool open_issues(struct view *view, const struct target *target, GError **error)
{
    struct issues *state = view->state;
    (void)error;
    live_list_init(&state->live, &issues_kind);
    state->query = g_string_new(target && target->query ? target->query : USUAL_QUERY);
    state->total = -1;
    recall(view);
    ask(view);
    return true;
}

static void close_issues(struct view *view)
{
    struct issues *state = view->state;
    live_list_clear(&state->live);
    g_string_free(state->query, TRUE);
}

static void reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct issues *state = view->state;
    if (subscription != state->ask || answer->kind != REPLY_ISSUES || !answer->object)
        return;
    state->total = answer->total;
    state->more = answer->next_cursor != NULL;
    bool still = desk_focused(view) && state->live.all->len > 0 && !state->live.adopt;
    GPtrArray *issues = reply_take(answer);
    if (still)
        refresh_rows(&state->live, issues);
    else
        live_list_replace(&state->live, issues);
    live_list_show(view, &state->live);
}

/* --- drawing --- */

/* Nearly every issue is an error: what is told apart is what is new in them. */
static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct issue *issue = issue_at(data, row);
    if (!issue)
        return SCROLLBAR_NONE;
    if (issue->level >= LEVEL_FATAL)
        return SCROLLBAR_ERROR;
    return issue_row_news(issue) ? SCROLLBAR_CHANGE : SCROLLBAR_NONE;
}

static void layout(struct view *view, int rows, int cols)
{
    struct issues *state = view->state;
    (void)cols;
    state->header = rows >= 7;
    live_list_layout(view, &state->live, rows - (state->header ? 1 : 0), mark_of);
}

static const char *empty_words(const struct issues *state, char *out, size_t size)
{
    if (state->live.all->len > 0)
        g_snprintf(out, size, "none of %u issues passes the filter\n& with nothing shows them all",
                   state->live.all->len);
    else
        g_snprintf(out, size, "no issue in this range: %s\nt widens the range, s changes the scope",
                   state->query->str);
    return out;
}

static void draw(const struct view *view, struct surface *surface)
{
    const struct issues *state = view->state;
    char empty[300];
    if (state->live.all->len == 0 && body_waits(view)) {
        struct issue_columns places = issue_columns_of(surface->cols);
        if (state->header)
            issue_columns_header(&places, surface);
        issue_columns_skeleton(&places, surface, state->header ? 1 : 0);
        return;
    }
    if (state->live.shown->len == 0) {
        body_message(view, surface, empty_words(state, empty, sizeof empty));
        return;
    }
    int first = state->header ? 1 : 0;
    struct surface body = body_rows(surface, first, &state->live.list, &state->live.bar);
    struct issue_columns columns = issue_columns_of(body.cols);
    if (state->header)
        issue_columns_header(&columns, &body);
    for (int y = first; y < body.rows; y++) {
        size_t row = list_row(&state->live.list, y - first);
        const struct issue *issue = issue_at(state, row);
        if (!issue)
            break;
        issue_row_draw(&columns, &body, y, issue, desk_now_ms(view->desk));
        body_cursor(view, &body, y, &state->live.list, row);
    }
}

/* --- what is told --- */

static void status(const struct view *view, GString *out)
{
    const struct issues *state = view->state;
    g_string_append_printf(out, "%s by %s", state->query->len ? state->query->str : "all",
                           sorts[state->sort].words);
    if (view->received_ms) {
        int64_t total = state->total >= 0 ? state->total : (int64_t)state->live.all->len;
        g_string_append_printf(out, "  %" G_GINT64_FORMAT "%s", total,
                               state->total < 0 && state->more ? "+" : "");
    }
    live_list_words(&state->live, out);
    if (state->live.waiting)
        g_string_append_printf(out, "  %zu new (gg)", state->live.waiting);
}

static bool target(const struct view *view, struct target *out)
{
    const struct issue *issue = current(view->state);
    if (!issue)
        return false;
    out->kind = TARGET_ISSUE;
    target_set(&out->issue_id, issue->id);
    target_set(&out->short_id, issue->short_id);
    target_set(&out->service, issue->project);
    target_set(&out->name, issue->title);
    target_set(&out->text, issue->message ? issue->message : issue->title);
    int64_t start, end;
    scope_range(desk_scope(view->desk), &start, &end);
    if (issue->first_seen_ms >= start && issue->first_seen_ms <= end)
        out->time_ms = issue->first_seen_ms;
    return true;
}

static void evidence(const struct view *view, GString *out)
{
    const struct issue *issue = current(view->state);
    if (issue)
        issue_evidence(out, issue, desk_now_ms(view->desk));
}

/* --- keys --- */

static void move(struct view *view, enum move_unit unit, int by)
{
    struct issues *state = view->state;
    live_list_move(view, &state->live, unit, by, state->ask);
}

static bool fits_text(const struct view *view, size_t row, const void *matcher)
{
    return matches(view, issue_at(view->state, row), matcher);
}

static bool fits_level(const struct view *view, size_t row, const void *level)
{
    return issue_at(view->state, row)->level >= *(const enum level *)level;
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    struct issues *state = view->state;
    return live_list_seek(view, &state->live, direction, fits_text, matcher);
}

static bool next_level(struct view *view, enum level level, int direction)
{
    struct issues *state = view->state;
    return live_list_seek(view, &state->live, direction, fits_level, &level);
}

static size_t row_count(const struct view *view)
{
    const struct issues *state = view->state;
    return state->live.shown->len;
}

static bool row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct issues *state = view->state;
    return live_list_matches(view, &state->live, row, matcher);
}

static bool passing(const struct view *view, size_t *shown, size_t *held)
{
    const struct issues *state = view->state;
    return live_list_passing(&state->live, shown, held);
}

static void filter(struct view *view, const struct matcher *matcher, bool hide)
{
    struct issues *state = view->state;
    live_list_keep(view, &state->live, matcher, hide);
    remember(view);
}

static void try_filter(struct view *view, enum filter_step step, const struct matcher *matcher,
                       bool hide)
{
    struct issues *state = view->state;
    live_list_try(view, &state->live, step, matcher, hide);
}

static bool query(const struct view *view, struct view_query *out)
{
    const struct issues *state = view->state;
    *out = (struct view_query){
        .kind = QUERY_ISSUES, .text = state->query->str, .standard = USUAL_QUERY};
    return true;
}

static void set_query(struct view *view, const char *text)
{
    struct issues *state = view->state;
    g_string_assign(state->query, *text ? text : USUAL_QUERY);
    if (!*text)
        desk_say(view->desk, false, "%s again; u shows every issue", USUAL_QUERY);
    ask(view);
}

static void fields(const struct view *view, GPtrArray *pairs)
{
    const struct issue *issue = current(view->state);
    if (issue)
        issue_fields(pairs, issue);
}

static void narrow(struct view *view, const char *key, const char *value, bool out)
{
    struct issues *state = view->state;
    g_autofree char *quoted = body_quote(value);
    bool status = strcmp(key, "substatus") == 0;
    g_string_append_printf(state->query, "%s%s%s:%s", state->query->len ? " " : "", out ? "!" : "",
                           status ? "is" : key, status ? value : quoted);
    ask(view);
}

static void only_errors(struct view *view)
{
    static const char term[] = " level:[error,fatal]";
    struct issues *state = view->state;
    char *at = strstr(state->query->str, term);
    if (at)
        g_string_erase(state->query, at - state->query->str, (gssize)strlen(term));
    else
        g_string_append(state->query, term);
    ask(view);
}

static bool unfilter(struct view *view)
{
    struct issues *state = view->state;
    bool usual = strcmp(state->query->str, USUAL_QUERY) == 0;
    if (usual && !state->live.keep)
        return false;
    g_string_assign(state->query, USUAL_QUERY);
    filter(view, NULL, false);
    if (!usual)
        ask(view);
    desk_say(view->desk, false, "no filter: every unresolved issue in scope");
    return true;
}

static int64_t count_of(const void *item)
{
    return ((const struct issue *)item)->count;
}

static bool worst(struct view *view)
{
    struct issues *state = view->state;
    return live_list_worst(&state->live, count_of);
}

static bool next_sort(void *context)
{
    struct view *view = context;
    struct issues *state = view->state;
    state->sort = (state->sort + 1) % G_N_ELEMENTS(sorts);
    ask(view);
    desk_say(view->desk, false, "sorted by %s", sorts[state->sort].words);
    return true;
}

static bool all_again(void *context)
{
    struct view *view = context;
    struct issues *state = view->state;
    bool narrowed = state->live.keep || strcmp(state->query->str, USUAL_QUERY) != 0;
    desk_clear_recalled(view->desk);
    if (narrowed)
        return true;
    g_string_truncate(state->query, 0);
    ask(view);
    return true;
}

/* --- taking out --- */

static char *line(const struct view *view)
{
    const struct issue *issue = current(view->state);
    return issue ? g_strdup_printf("%s %s", issue->short_id ? issue->short_id : issue->id,
                                   issue->title ? issue->title : "")
                 : NULL;
}

static char *json(const struct view *view)
{
    const struct issue *issue = current(view->state);
    return issue ? issue_json(issue) : NULL;
}

static void markdown(const struct view *view, GString *out)
{
    const struct issue *issue = current(view->state);
    if (!issue)
        return;
    g_autofree char *title = text_safe(issue->title);
    g_autofree char *url = client_web_url(desk_client(view->desk), "issue", issue->id);
    g_string_append_printf(out, "- **%s** %s", issue->short_id ? issue->short_id : issue->id,
                           title);
    if (issue->count >= 0)
        g_string_append_printf(out, " (%" G_GINT64_FORMAT " event%s in the range)", issue->count,
                               issue->count == 1 ? "" : "s");
    if (url)
        g_string_append_printf(out, " %s", url);
    g_string_append_c(out, '\n');
}

/* clang-format off */
static const struct command commands[] = {
    {"o",  "sort",       "Sort by last seen, newest, events, users",       next_sort, false},
    {"u",  "unresolved", "Back to the unresolved; again: all issues",      all_again, false},
    {NULL, NULL,         NULL,                                             NULL,      false},
};
/* clang-format on */

const struct view_ops issues_view = {
    .name = "issues",
    .title = "Issues",
    .state_size = sizeof(struct issues),
    .commands = commands,
    .open = open_issues,
    .close = close_issues,
    .scope_changed = ask,
    .reply = reply,
    .layout = layout,
    .draw = draw,
    .status = status,
    .target = target,
    .differs = differs_of_issue,
    .evidence = evidence,
    .move = move,
    .search = search,
    .filter = filter,
    .unfilter = unfilter,
    .try_filter = try_filter,
    .passing = passing,
    .row_count = row_count,
    .row_matches = row_matches,
    .query = query,
    .set_query = set_query,
    .fields = fields,
    .narrow = narrow,
    .only_errors = only_errors,
    .worst = worst,
    .next_level = next_level,
    .markdown = markdown,
    .line = line,
    .json = json,
};
