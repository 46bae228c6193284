/* SPDX-License-Identifier: Apache-2.0
 *
 * The issue stream. While the user is in it, new rows never move those there are: they wait behind
 * "3 new" until the cursor is sent to the top.
 */
#include "base/clock.h"
#include "tui/text.h"
#include "views/body.h"
#include "views/issue_row.h"
#include "views/issue_text.h"
#include "views/matcher.h"
#include "views/views.h"

#include <string.h>

#define POLL_MS     5000
#define USUAL_QUERY "is:unresolved"

struct issues {
    GPtrArray *all; /* of struct issue *, in the order shown */
    GArray *shown;  /* of guint: indexes in `all` that pass the filter */
    struct list list;
    struct scrollbar bar;
    uint64_t drawn; /* frames: the map of few rows is made in each */
    char *selected; /* id of the issue under the cursor */
    GString *query;
    size_t sort;
    uint64_t ask;
    int64_t total; /* -1 = not told */
    bool more;     /* there are more pages than were asked for */
    size_t waiting;
    bool adopt;                  /* the next answer is taken as it comes */
    struct matcher *keep, *kept; /* kept: while another is tried out */
    bool hide, hid, header;
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
    return row < state->shown->len ? state->all->pdata[g_array_index(state->shown, guint, row)]
                                   : NULL;
}

static struct issue *current(const struct issues *state)
{
    return issue_at(state, state->list.cursor);
}

static bool matches(const struct matcher *matcher, const struct issue *issue)
{
    const char *const texts[] = {issue->title, issue->culprit, issue->short_id, issue->project,
                                 issue->message};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (matcher_matches(matcher, texts[i]))
            return true;
    return false;
}

static void show_rows(struct view *view)
{
    struct issues *state = view->state;
    g_array_set_size(state->shown, 0);
    size_t cursor = 0;
    for (guint i = 0; i < state->all->len; i++) {
        struct issue *issue = state->all->pdata[i];
        if (state->keep && matches(state->keep, issue) == state->hide)
            continue;
        if (state->selected && g_strcmp0(issue->id, state->selected) == 0)
            cursor = state->shown->len;
        g_array_append_val(state->shown, i);
    }
    list_resize(&state->list, state->shown->len, MAX(state->list.height, 1));
    list_go(&state->list, cursor);
}

static void note_selected(struct issues *state)
{
    const struct issue *issue = current(state);
    g_free(state->selected);
    state->selected = issue ? g_strdup(issue->id) : NULL;
}

static gssize find_issue(const GPtrArray *issues, const char *id)
{
    for (guint i = 0; i < issues->len; i++)
        if (g_strcmp0(((struct issue *)issues->pdata[i])->id, id) == 0)
            return i;
    return -1;
}

/* Rows keep their places; each gets what the answer says of it. What is new is counted. */
static void refresh_rows(struct issues *state, GPtrArray *answer)
{
    size_t known = 0;
    for (guint i = 0; i < state->all->len; i++) {
        struct issue *old = state->all->pdata[i];
        gssize at = find_issue(answer, old->id);
        if (at < 0)
            continue;
        state->all->pdata[i] = answer->pdata[at];
        answer->pdata[at] = old;
        known++;
    }
    state->waiting = answer->len - MIN(known, answer->len);
    g_ptr_array_unref(answer);
}

/* What narrows and orders the rows, where it is not as it is without being told. */
static void remember(struct view *view)
{
    const struct issues *state = view->state;
    bool usual = strcmp(state->query->str, USUAL_QUERY) == 0;
    desk_remember(view, "query", usual ? NULL : state->query->str);
    desk_remember(view, "sort", state->sort ? sorts[state->sort].name : NULL);
    desk_remember_pattern(view, state->keep, state->hide);
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
    state->keep = desk_recall_pattern(view, &state->hide);
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
    state->adopt = true;
    state->ask = desk_ask(view, request, POLL_MS, false);
}

static bool open_issues(struct view *view, const struct target *target, GError **error)
{
    struct issues *state = view->state;
    (void)error;
    state->all = g_ptr_array_new_with_free_func((GDestroyNotify)issue_free);
    state->shown = g_array_new(FALSE, FALSE, sizeof(guint));
    state->query = g_string_new(target && target->query ? target->query : USUAL_QUERY);
    state->total = -1;
    recall(view);
    ask(view);
    return true;
}

static void close_issues(struct view *view)
{
    struct issues *state = view->state;
    g_ptr_array_unref(state->all);
    g_array_unref(state->shown);
    g_string_free(state->query, TRUE);
    g_free(state->selected);
    matcher_free(state->keep);
    matcher_free(state->kept);
}

static void reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct issues *state = view->state;
    if (subscription != state->ask || answer->kind != REPLY_ISSUES || !answer->object)
        return;
    state->total = answer->total;
    state->more = answer->next_cursor != NULL;
    bool still = desk_focused(view) && state->all->len > 0 && !state->adopt;
    GPtrArray *issues = reply_take(answer);
    if (still) {
        refresh_rows(state, issues);
    } else {
        g_ptr_array_unref(state->all);
        state->all = issues;
        state->waiting = 0;
        state->adopt = false;
    }
    show_rows(view);
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
    list_resize(&state->list, state->shown->len, MAX(rows - (state->header ? 1 : 0), 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, ++state->drawn, mark_of);
}

static const char *empty_words(const struct issues *state, char *out, size_t size)
{
    if (state->all->len > 0)
        g_snprintf(out, size, "none of %u issues passes the filter\n& with nothing shows them all",
                   state->all->len);
    else
        g_snprintf(out, size, "no issue in this range: %s\nt widens the range, s changes the scope",
                   state->query->str);
    return out;
}

static void draw(const struct view *view, struct surface *surface)
{
    const struct issues *state = view->state;
    char empty[300];
    if (state->all->len == 0 && body_waits(view)) {
        struct issue_columns places = issue_columns_of(surface->cols);
        if (state->header)
            issue_columns_header(&places, surface);
        issue_columns_skeleton(&places, surface, state->header ? 1 : 0);
        return;
    }
    if (state->shown->len == 0) {
        body_message(view, surface, empty_words(state, empty, sizeof empty));
        return;
    }
    int first = state->header ? 1 : 0;
    struct surface body = body_rows(surface, first, &state->list, &state->bar);
    struct issue_columns columns = issue_columns_of(body.cols);
    if (state->header)
        issue_columns_header(&columns, &body);
    for (int y = first; y < body.rows; y++) {
        size_t row = list_row(&state->list, y - first);
        const struct issue *issue = issue_at(state, row);
        if (!issue)
            break;
        issue_row_draw(&columns, &body, y, issue, desk_now_ms(view->desk));
        body_cursor(view, &body, y, &state->list, row);
    }
}

/* --- what is told --- */

static void status(const struct view *view, GString *out)
{
    const struct issues *state = view->state;
    g_string_append_printf(out, "%s by %s", state->query->len ? state->query->str : "all",
                           sorts[state->sort].words);
    if (view->received_ms) {
        int64_t total = state->total >= 0 ? state->total : (int64_t)state->all->len;
        g_string_append_printf(out, "  %" G_GINT64_FORMAT "%s", total,
                               state->total < 0 && state->more ? "+" : "");
    }
    if (state->keep)
        g_string_append_printf(out, "  %s /%s/ (%u)", state->hide ? "without" : "only",
                               matcher_pattern(state->keep), state->shown->len);
    if (state->waiting)
        g_string_append_printf(out, "  %zu new (gg)", state->waiting);
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
    body_move(&state->list, unit, by);
    note_selected(state);
    if (unit == MOVE_TOP && state->waiting) {
        g_clear_pointer(&state->selected, g_free);
        state->adopt = true;
        if (desk_client(view->desk))
            client_refresh(desk_client(view->desk), state->ask);
    }
}

/* The next row from the cursor that satisfies `wanted`. */
static bool seek(struct view *view, int direction,
                 bool (*wanted)(const struct issue *, const void *), const void *what)
{
    struct issues *state = view->state;
    gssize row = (gssize)state->list.cursor;
    for (row += direction; row >= 0 && row < (gssize)state->shown->len; row += direction)
        if (wanted(issue_at(state, (size_t)row), what)) {
            list_go(&state->list, (size_t)row);
            note_selected(state);
            return true;
        }
    return false;
}

static bool row_matches(const struct issue *issue, const void *what)
{
    return matches(what, issue);
}

static bool row_is_level(const struct issue *issue, const void *what)
{
    return issue->level >= *(const enum level *)what;
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    return seek(view, direction, row_matches, matcher);
}

static bool next_level(struct view *view, enum level level, int direction)
{
    return seek(view, direction, row_is_level, &level);
}

static size_t row_count(const struct view *view)
{
    const struct issues *state = view->state;
    return state->shown->len;
}

static bool matches_at(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct issue *issue = issue_at(view->state, row);
    return issue && matches(matcher, issue);
}

static bool passing(const struct view *view, size_t *shown, size_t *held)
{
    const struct issues *state = view->state;
    *shown = state->shown->len;
    *held = state->all->len;
    return true;
}

static void keep_rows(struct view *view, const struct matcher *matcher, bool hide)
{
    struct issues *state = view->state;
    struct matcher *keep = matcher_ref((struct matcher *)matcher);
    matcher_free(state->keep);
    state->keep = keep;
    state->hide = hide;
    show_rows(view);
}

static void filter(struct view *view, const struct matcher *matcher, bool hide)
{
    keep_rows(view, matcher, hide);
    remember(view);
}

/* The cursor's issue stays selected by its id, so that it is there again after FILTER_BACK. */
static void try_filter(struct view *view, enum filter_step step, const struct matcher *matcher,
                       bool hide)
{
    struct issues *state = view->state;
    if (step == FILTER_BEGIN) {
        note_selected(state);
        matcher_free(state->kept);
        state->kept = matcher_ref(state->keep);
        state->hid = state->hide;
    } else if (step == FILTER_TRY) {
        keep_rows(view, matcher, hide);
    } else {
        keep_rows(view, state->kept, state->hid);
    }
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
    if (usual && !state->keep)
        return false;
    g_string_assign(state->query, USUAL_QUERY);
    filter(view, NULL, false);
    if (!usual)
        ask(view);
    desk_say(view->desk, false, "no filter: every unresolved issue in scope");
    return true;
}

static bool worst(struct view *view)
{
    struct issues *state = view->state;
    size_t best = state->list.cursor;
    for (size_t row = state->list.cursor; row < state->shown->len; row++)
        if (issue_at(state, row)->count > issue_at(state, best)->count)
            best = row;
    list_go(&state->list, best);
    note_selected(state);
    return state->shown->len > 0;
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
    bool narrowed = state->keep || strcmp(state->query->str, USUAL_QUERY) != 0;
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

static const struct command commands[] = {
    {"o",                                         "sort", "Sort by last seen, newest, events, users", next_sort, false},
    {"u", "unresolved", "Back to the unresolved; again: all issues", all_again, false},
    {0                                     },
};

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
    .evidence = evidence,
    .move = move,
    .search = search,
    .filter = filter,
    .unfilter = unfilter,
    .try_filter = try_filter,
    .passing = passing,
    .row_count = row_count,
    .row_matches = matches_at,
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
