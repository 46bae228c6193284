/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_issue_search.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"
#include "api/local/answer_tags.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

#define HOUR_NS (3600 * NS_PER_SECOND)
#define DAY_NS  (24 * HOUR_NS)

/* What a list is sorted by, as one number an issue: greater comes first. Cursors carry it. */
typedef int64_t issue_rank_fn(const struct issue_record *issue, const struct scope *scope);

static int64_t rank_date(const struct issue_record *issue, const struct scope *scope)
{
    (void)scope;
    return issue->last_seen_ns / NS_PER_MS;
}

static int64_t rank_new(const struct issue_record *issue, const struct scope *scope)
{
    (void)scope;
    return issue->first_seen_ns / NS_PER_MS;
}

static int64_t rank_count(const struct issue_record *issue, const struct scope *scope)
{
    return scope->ranged ? issue_count_between(issue, scope->start_ns, scope->end_ns)
                         : issue->count;
}

static int64_t rank_users(const struct issue_record *issue, const struct scope *scope)
{
    (void)scope;
    return issue->users;
}

/* The later half of the range against the earlier one, in thousandths. */
static int64_t rank_trend(const struct issue_record *issue, const struct scope *scope)
{
    int64_t start = scope->ranged ? scope->start_ns : scope->end_ns - 2 * DAY_NS;
    int64_t middle = start + (scope->end_ns - start) / 2;
    int64_t before = issue_count_between(issue, start, middle);
    return issue_count_between(issue, middle, scope->end_ns) * 1000 / (before + 1);
}

static const struct {
    const char *name;
    issue_rank_fn *rank;
} sorts[] = {
    {"date",        rank_date },
    {"inbox",       rank_date },
    {"recommended", rank_date },
    {"new",         rank_new  },
    {"freq",        rank_count},
    {"user",        rank_users},
    {"trends",      rank_trend},
};

struct ranked {
    int64_t rank;
    const struct issue_record *issue;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->rank != right->rank)
        return left->rank > right->rank ? -1 : 1;
    return left->issue->id > right->issue->id ? -1 : left->issue->id < right->issue->id;
}

static GArray *rank_issues(const GPtrArray *found, issue_rank_fn *rank, const struct scope *scope)
{
    GArray *ranked = g_array_sized_new(FALSE, FALSE, sizeof(struct ranked), found->len);
    for (guint i = 0; i < found->len; i++) {
        struct ranked entry = {.issue = g_ptr_array_index(found, i)};
        entry.rank = rank(entry.issue, scope);
        g_array_append_val(ranked, entry);
    }
    g_array_sort(ranked, compare_ranked);
    return ranked;
}

/* The row at which a cursor points: past every greater rank and `offset` rows of its own. */
static guint cursor_row(const GArray *ranked, const struct page *page)
{
    guint row = 0;
    size_t ties = page->offset;
    for (; row < ranked->len; row++) {
        int64_t rank = g_array_index(ranked, struct ranked, row).rank;
        if (rank < page->value || (rank == page->value && ties-- == 0))
            break;
    }
    return row;
}

static void format_cursor(const GArray *ranked, guint row, bool previous, char *out, size_t size)
{
    if (ranked->len == 0) {
        g_snprintf(out, size, "0:0:%d", previous);
        return;
    }
    /* Past the end: the last row's rank, and as many ties as there are of it. */
    guint at = MIN(row, ranked->len - 1);
    int64_t rank = g_array_index(ranked, struct ranked, at).rank;
    guint first = at;
    while (first > 0 && g_array_index(ranked, struct ranked, first - 1).rank == rank)
        first--;
    g_snprintf(out, size, "%" PRId64 ":%u:%d", rank, row - first, previous);
}

/* Rows [*from, *to) of the page; the Link header. */
static void cut_page(struct ask *ask, const GArray *ranked, const struct page *page, guint *from,
                     guint *to)
{
    char previous[64], next[64];
    guint at = page->given ? cursor_row(ranked, page) : 0;
    guint limit = (guint)page->limit;
    *from = !page->previous ? at : at > limit ? at - limit : 0;
    *to = page->previous ? at : MIN(ranked->len, at + limit);
    format_cursor(ranked, *from, true, previous, sizeof previous);
    format_cursor(ranked, *to, false, next, sizeof next);
    ask_link(ask, previous, *from > 0, next, *to < ranked->len);
    ask_hits(ask, ranked->len);
}

/* The widths of buckets that a range is cut to: at most 60 of them. */
static int64_t bucket_width(int64_t range_ns)
{
    static const int64_t widths[] = {60,   120,  300,   600,   900,   1800,
                                     3600, 7200, 14400, 21600, 43200, 86400};
    for (size_t i = 0; i < G_N_ELEMENTS(widths); i++)
        if (range_ns <= 60 * widths[i] * NS_PER_SECOND)
            return widths[i] * NS_PER_SECOND;
    return 7 * DAY_NS;
}

json_t *issue_stats_for(struct ask *ask, const struct issue_record *issue,
                        const struct scope *scope, const char **name)
{
    const char *period = ask_get(ask, "groupStatsPeriod");
    *name = period && (!strcmp(period, "14d") || !strcmp(period, "auto")) ? period : "24h";
    if (!strcmp(*name, "14d"))
        return shape_issue_stats(issue, ask->now_ns, DAY_NS, 14);
    if (!strcmp(*name, "24h") || !scope->ranged)
        return shape_issue_stats(issue, ask->now_ns, HOUR_NS, 24);
    int64_t range = scope->end_ns - scope->start_ns;
    int64_t width = bucket_width(range);
    return shape_issue_stats(issue, scope->end_ns - 1, width,
                             (size_t)((range + width - 1) / width));
}

struct ranged_count {
    int64_t users, events;
};

static int64_t whole(const struct value *value)
{
    double number;
    return value_number(*value, &number) ? (int64_t)number : 0;
}

/* Events and distinct users of each issue in the range (issue id -> struct ranged_count *); NULL
 * where nothing limits it. */
static GHashTable *counts_in_range(struct ask *ask, const struct scope *scope)
{
    if (!scope->ranged)
        return NULL;
    struct table_request request = {
        .kind = ITEM_EVENT,
        .fields = (const char *const[]){"issue.id", "count_unique(user)", "count()", NULL},
        .projects = scope->projects,
        .environments = scope->environments,
        .start_ns = scope->start_ns,
        .end_ns = scope->end_ns,
        .limit = 100000
    };
    g_autoptr(GPtrArray) segments =
        store_segments(ask->store, ITEM_EVENT, scope->start_ns, scope->end_ns);
    g_autoptr(table) table = table_query(segments, &request, NULL);
    if (!table)
        return NULL;
    GHashTable *counts = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    for (size_t row = 0; row < table->rows; row++) {
        const struct value *cells = table->values + row * 3;
        struct ranged_count *count = g_new(struct ranged_count, 1);
        *count = (struct ranged_count){.users = whole(&cells[1]), .events = whole(&cells[2])};
        g_hash_table_insert(counts, GSIZE_TO_POINTER((gsize)whole(&cells[0])), count);
    }
    return counts;
}

/* The minutes that an issue keeps outlive its events, but cannot tell what came after the end
 * within the last minute: a range that ended before the newest event is counted by events. */
static void set_ranged_counts(json_t *body, const struct issue_record *issue,
                              const struct scope *scope, GHashTable *counts)
{
    const struct ranged_count none = {0}, *count = NULL;
    if (counts)
        count = g_hash_table_lookup(counts, GSIZE_TO_POINTER((gsize)issue->id));
    bool over = counts && issue->last_seen_ns >= scope->end_ns;
    if (!count)
        count = &none;
    json_object_set_new(
        body, "count",
        answer_id(over ? count->events
                       : issue_count_between(issue, scope->start_ns, scope->end_ns)));
    json_object_set_new(body, "userCount", json_integer((json_int_t)count->users));
}

static json_t *lifetime(const json_t *body)
{
    static const char *const members[] = {"count", "userCount", "firstSeen", "lastSeen"};
    json_t *copy = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        json_object_set(copy, members[i], json_object_get(body, members[i]));
    json_object_set_new(copy, "stats", json_object());
    return copy;
}

struct list_options {
    const struct scope *scope;
    GHashTable *counts; /* or NULL */
    bool stats, lifetime;
    const char *event_id; /* the event that the search named, or NULL */
};

static json_t *list_item(struct ask *ask, const struct issue_record *issue,
                         const struct list_options *options)
{
    const struct scope *scope = options->scope;
    json_t *body = shape_issue(ask->store, issue, ask->now_ns, ask->call->base_url);
    if (options->lifetime)
        json_object_set_new(body, "lifetime", lifetime(body));
    json_object_set_new(body, "filtered", json_null());
    bool partly = scope->start_ns > issue->first_seen_ns || scope->end_ns <= issue->last_seen_ns;
    if (scope->ranged && partly)
        set_ranged_counts(body, issue, scope, options->counts);
    if (options->stats) {
        const char *name;
        json_t *stats = issue_stats_for(ask, issue, scope, &name);
        json_object_set_new(body, "stats", json_pack("{s:o}", name, stats));
    }
    json_object_set_new(body, "matchingEventId", answer_text(options->event_id));
    return body;
}

static json_t *list_page(struct ask *ask, const GPtrArray *found, issue_rank_fn *rank,
                         const struct scope *scope, const struct page *page)
{
    g_autofree const char **collapse = ask_get_all(ask, "collapse");
    g_autoptr(GArray) ranked = rank_issues(found, rank, scope);
    g_autoptr(GHashTable) counts = counts_in_range(ask, scope);
    struct list_options options = {.scope = scope,
                                   .counts = counts,
                                   .stats = !(collapse && g_strv_contains(collapse, "stats")),
                                   .lifetime =
                                       !(collapse && g_strv_contains(collapse, "lifetime"))};
    guint from, to;
    cut_page(ask, ranked, page, &from, &to);
    json_t *list = json_array();
    for (guint row = from; row < to; row++)
        json_array_append_new(
            list, list_item(ask, g_array_index(ranked, struct ranked, row).issue, &options));
    return list;
}

/* A search that is nothing but an event's id or an issue's short id: that issue, and a header that
 * says so. NULL when it is something else. */
static json_t *direct_hit(struct ask *ask, const char *text, const struct scope *scope)
{
    struct list_options options = {.scope = scope, .stats = true, .lifetime = true};
    g_autofree char *word = g_strstrip(g_strdup(text));
    const struct issue_record *issue = NULL;
    struct stored_event *event = NULL;
    if (strlen(word) == 32 && strspn(word, "0123456789abcdefABCDEF") == 32) {
        event = store_event(ask->store, word);
        issue = event ? store_issue(ask->store, event->issue_id) : NULL;
        options.event_id = event ? event->id : NULL;
    } else if (strchr(word, '-') && !strpbrk(word, ": \"*")) {
        issue = store_issue_by_short_id(ask->store, word);
    }
    json_t *list = NULL;
    if (issue) {
        g_ptr_array_add(ask->headers, http_pair_new("X-Sentry-Direct-Hit", "1"));
        list = json_array();
        json_array_append_new(list, list_item(ask, issue, &options));
    }
    stored_event_free(event);
    return list;
}

/* `group` and `id` name issues outright. */
static GPtrArray *named_issues(struct ask *ask)
{
    const char *names[] = {"group", "id"};
    GPtrArray *found = NULL;
    for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
        g_autofree const char **ids = ask_get_all(ask, names[n]);
        for (size_t i = 0; ids && ids[i]; i++) {
            const struct issue_record *issue = issue_find(ask->store, ids[i]);
            found = found ? found : g_ptr_array_new();
            if (issue && !g_ptr_array_find(found, issue, NULL))
                g_ptr_array_add(found, (gpointer)issue);
        }
    }
    return found;
}

/* A project in the path limits the scope to it. */
void issue_scope_to_path(struct ask *ask, struct scope *scope)
{
    if (!path_has_project(ask))
        return;
    g_free(scope->projects);
    scope->projects = g_new0(const char *, 2);
    scope->projects[0] = ask_project(ask)->slug;
}

static json_t *list_found(struct ask *ask, const struct scope *scope, const struct page *page)
{
    const char *sort = ask_get(ask, "sort");
    issue_rank_fn *rank = sort ? NULL : rank_date;
    for (size_t i = 0; !rank && i < G_N_ELEMENTS(sorts); i++)
        if (!strcmp(sorts[i].name, sort))
            rank = sorts[i].rank;
    if (!rank)
        return ask_fail(ask, 400,
                        "Invalid sort parameter \"%s\": wanted date, new, freq, user, trends, "
                        "inbox or recommended",
                        sort);
    const char *text = http_call_get(ask->call, "query");
    json_t *failure = text ? direct_hit(ask, text, scope) : NULL;
    if (failure)
        return failure;
    g_autoptr(GPtrArray) found = named_issues(ask);
    if (!found)
        found = issue_search(ask, scope, text ? text : "is:unresolved", &failure);
    return found ? list_page(ask, found, rank, scope, page) : failure;
}

json_t *answer_issues(struct ask *ask)
{
    struct scope scope;
    struct page page;
    json_t *body = ask_page(ask, 0, &page);
    if (body || (body = ask_scope(ask, NULL, &scope)))
        return body;
    issue_scope_to_path(ask, &scope);
    body = list_found(ask, &scope, &page);
    ask_scope_clear(&scope);
    return body;
}
