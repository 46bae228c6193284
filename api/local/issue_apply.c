/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/issue_store.h"
#include "api/local/store_internal.h"
#include "api/local/store_releases.h"
#include "api/local/store_rows.h"
#include "base/clock.h"

#include <sqlite3.h>
#include <string.h>

#define MAX_ISSUES    100000
#define MAX_RELEASES  200
#define DAY           (86400 * NS_PER_SECOND)
#define NS_PER_MINUTE (60 * NS_PER_SECOND)

static void set_text(char **text, const char *to)
{
    if (g_strcmp0(*text, to) != 0) {
        g_free(*text);
        *text = g_strdup(to);
    }
}

/* What the newest event says of itself. */
static void describe(struct issue_record *issue, const struct item *event)
{
    set_text(&issue->title, item_get_string(event, "title"));
    set_text(&issue->culprit, item_get_string(event, "culprit"));
    set_text(&issue->type, item_get_string(event, "event.type"));
    set_text(&issue->platform, item_get_string(event, "platform"));
    set_text(&issue->metadata_type, item_get_string(event, "error.type"));
    const char *value = item_get_string(event, "error.value");
    set_text(&issue->metadata_value, value ? value : item_get_string(event, "message"));
    set_text(&issue->metadata_filename, item_get_string(event, "stack.filename"));
    set_text(&issue->metadata_function, item_get_string(event, "stack.function"));
    issue->level = level_parse(item_get_string(event, "level") ?: "error");
}

/* "CHECKOUT-1": the project's slug and a running number. */
static char *short_id(struct project *project, const char *slug)
{
    g_autofree char *upper = g_ascii_strup(slug, -1);
    return g_strdup_printf("%s-%" G_GINT64_FORMAT, upper, project ? ++project->issues : 0);
}

static const char *first_priority(const struct issue_record *issue)
{
    if (issue->level == LEVEL_FATAL || issue->unhandled) {
        return "high";
    }
    return issue->level == LEVEL_ERROR ? "medium" : "low";
}

static struct issue_record *create(struct store *store, struct commit_work *work,
                                   const struct item *event, const char *hash)
{
    const struct records *base = &store->records[RECORD_ISSUE];
    if (base->list->len >= MAX_ISSUES) {
        return NULL;
    }
    struct project *project =
        changes_edit_key(&work->changes, &store->records[RECORD_PROJECT], event->project);
    struct issue_record *issue = record_new(RECORD_ISSUE);
    issue->project = g_strdup(event->project);
    issue->grouping = g_strdup(hash);
    issue->short_id = short_id(project, event->project);
    issue->status = g_strdup("unresolved");
    issue->first_seen_ns = issue->last_seen_ns = event->time_ns;
    issue->first_release = g_strdup(item_get_string(event, "release"));
    describe(issue, event);
    struct value handled = item_get(event, "handled");
    issue->unhandled = handled.type == VALUE_BOOL && !handled.boolean;
    issue->priority = g_strdup(first_priority(issue));
    return changes_add_take(&work->changes, base, issue);
}

/* Whether an event of `release` shows that a resolved issue is back. Resolved for good: any event.
 * In a release: one from that release, or from one that had sent nothing by then. In the next: one
 * from a release that had sent nothing by then. An event without a release always does. */
static bool comes_back(struct store *store, struct commit_work *work,
                       const struct issue_record *issue, const char *release)
{
    if (!issue->resolved_in || !release) {
        return true;
    }
    if (strcmp(issue->resolved_in, release) == 0) {
        return true;
    }
    const struct release_record *record =
        changes_edit_key(&work->changes, &store->records[RECORD_RELEASE], release);
    return !record || record->first_event_ns > issue->status_changed_ns;
}

static void reopen(struct issue_record *issue, int64_t now_ns, bool regressed)
{
    set_text(&issue->status, "unresolved");
    set_text(&issue->substatus, NULL);
    set_text(&issue->resolved_in, NULL);
    issue->status_changed_ns = now_ns;
    issue->ignore_count = issue->ignore_until_ns = 0;
    if (regressed) {
        issue->regressed_ns = now_ns;
    }
}

/* What an event does to an issue that somebody has resolved or archived. */
static void wake(struct store *store, struct commit_work *work, struct issue_record *issue,
                 const char *release)
{
    if (strcmp(issue->status, "resolved") == 0) {
        if (comes_back(store, work, issue, release)) {
            reopen(issue, work->now_ns, true);
        }
    } else if (strcmp(issue->status, "ignored") == 0) {
        bool until_count = issue->ignore_count > 0 && --issue->ignore_count == 0;
        bool until_time = issue->ignore_until_ns > 0 && work->now_ns >= issue->ignore_until_ns;
        bool until_worse = g_strcmp0(issue->substatus, "archived_until_escalating") == 0 &&
                           issue_is_escalating(issue, work->now_ns);
        if (until_count || until_time || until_worse) {
            reopen(issue, work->now_ns, false);
        }
    }
}

/* Minutes are kept for 8 days, which the rule of "escalating" looks at, and retention on top. */
static void forget_minutes(const struct store *store, struct issue_record *issue, int64_t now_ns)
{
    int64_t before = (now_ns - store->options.retention_ms * NS_PER_MS - 8 * DAY) / NS_PER_MINUTE;
    guint old = 0;
    while (old < issue->minutes->len &&
           g_array_index(issue->minutes, struct issue_minute, old).minute < before) {
        old++;
    }
    if (old > 0) {
        g_array_remove_range(issue->minutes, 0, old);
    }
}

static void count_minute(struct commit_work *work, struct issue_record *issue, int64_t time_ns)
{
    struct issue_minute minute = {time_ns / NS_PER_MINUTE, 1};
    guint at = issue->minutes->len;
    while (at > 0 &&
           g_array_index(issue->minutes, struct issue_minute, at - 1).minute > minute.minute) {
        at--;
    }
    struct issue_minute *before =
        at > 0 ? &g_array_index(issue->minutes, struct issue_minute, at - 1) : NULL;
    if (before && before->minute == minute.minute) {
        before->count++;
    } else {
        g_array_insert_val(issue->minutes, at, minute);
    }
    GHashTable *touched = g_hash_table_lookup(work->minutes, &issue->id);
    if (!touched) {
        touched = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
        g_hash_table_insert(work->minutes, g_memdup2(&issue->id, sizeof issue->id), touched);
    }
    g_hash_table_add(touched, g_memdup2(&minute.minute, sizeof minute.minute));
}

static bool count_user(struct store *store, struct issue_record *issue, const struct item *event,
                       GError **error)
{
    static const char *const keys[] = {"user.id", "user.email", "user.username", "user.ip"};
    const char *user = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(keys) && !user; i++) {
        user = item_get_string(event, keys[i]);
    }
    if (!user || !*user) {
        return true;
    }
    if (!sql_run(store->write[WRITE_USER], error, "it", issue->id, user)) {
        return false;
    }
    issue->users += sqlite3_changes(store->writer);
    return true;
}

static bool add_event(struct store *store, struct commit_work *work, struct issue_record *issue,
                      const struct item *event, GError **error)
{
    const char *release = item_get_string(event, "release");
    const char *environment = item_get_string(event, "environment");
    struct value handled = item_get(event, "handled");
    issue->count++;
    if (event->time_ns >= issue->last_seen_ns) {
        describe(issue, event);
    }
    issue->first_seen_ns = MIN(issue->first_seen_ns, event->time_ns);
    issue->last_seen_ns = MAX(issue->last_seen_ns, event->time_ns);
    issue->unhandled |= handled.type == VALUE_BOOL && !handled.boolean;
    forget_minutes(store, issue, work->now_ns);
    count_minute(work, issue, event->time_ns);
    wake(store, work, issue, release);
    if (release) {
        set_text(&issue->last_release, release);
        texts_add(issue->releases, release, MAX_RELEASES);
    }
    if (environment) {
        texts_add(issue->environments, environment, MAX_RELEASES);
    }
    return count_user(store, issue, event, error);
}

/* False when an event of this id is there already: some SDKs send one twice. */
static bool write_event(struct store *store, struct commit_work *work, const struct item *event,
                        GBytes *packed, int64_t issue, bool *fresh, GError **error)
{
    const char *payload = event->payload ? event->payload : "{}";
    g_autoptr(GBytes) small =
        packed ? g_bytes_ref(packed) : bytes_pack(store->packer, payload, strlen(payload));
    gsize size;
    const void *data = g_bytes_get_data(small, &size);
    bool good = sql_run(store->write[WRITE_EVENT], error, "ttiiib", event->id, event->project,
                        event->time_ns, issue, work->batches[ITEM_EVENT], data, (size_t)size);
    *fresh = good && sqlite3_changes(store->writer) > 0;
    return good;
}

bool issue_apply(struct store *store, struct commit_work *work, struct item *event, GBytes *packed,
                 GError **error)
{
    const struct records *base = &store->records[RECORD_ISSUE];
    const char *hash = item_get_string(event, "grouping.hash");
    g_autofree char *key = g_strdup_printf("%s\n%s", event->project, hash ? hash : "");
    struct issue_record *issue = changes_edit_key(&work->changes, base, key);
    int64_t id =
        issue ? issue->id : MAX(base->last_id, work->changes.changed[RECORD_ISSUE].last_id) + 1;
    bool fresh;
    if (!write_event(store, work, event, packed, id, &fresh, error)) {
        return false;
    }
    if (!fresh) {
        return true;
    }
    if (!issue) {
        issue = create(store, work, event, hash ? hash : "");
    }
    g_ptr_array_add(work->items, event);
    if (!issue) {
        return true;
    }
    item_replace(event, "issue", value_string(issue->short_id)); /* tags may be called so */
    item_replace(event, "issue.id", value_int(issue->id));
    return add_event(store, work, issue, event, error);
}

static uint32_t count_of(const struct issue_record *issue, int64_t minute)
{
    for (guint i = issue->minutes->len; i > 0; i--) {
        const struct issue_minute *at = &g_array_index(issue->minutes, struct issue_minute, i - 1);
        if (at->minute == minute) {
            return at->count;
        }
    }
    return 0;
}

bool issue_apply_minutes(struct store *store, struct commit_work *work, GError **error)
{
    GHashTableIter issues, minutes;
    gpointer id, touched, minute;
    g_hash_table_iter_init(&issues, work->minutes);
    while (g_hash_table_iter_next(&issues, &id, &touched)) {
        const struct issue_record *issue =
            records_by_id(&work->changes.changed[RECORD_ISSUE], *(int64_t *)id);
        g_hash_table_iter_init(&minutes, touched);
        while (g_hash_table_iter_next(&minutes, &minute, NULL)) {
            int64_t at = *(int64_t *)minute;
            if (!sql_run(store->write[WRITE_MINUTE], error, "iii", issue->id, at,
                         (int64_t)count_of(issue, at))) {
                return false;
            }
        }
    }
    return true;
}
