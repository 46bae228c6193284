/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/issue_store.h"

#include "api/local/store_internal.h"
#include "base/clock.h"

#include <string.h>

#define NS_PER_MINUTE      (60 * NS_PER_SECOND)
#define NS_PER_HOUR        (3600 * NS_PER_SECOND)
#define NS_PER_DAY         (24 * NS_PER_HOUR)

#define ESCALATING_EVENTS  50
#define ESCALATING_FACTOR  5
#define ESCALATING_MIN_AGE (3 * NS_PER_HOUR)
#define REGRESSED_FOR      (7 * NS_PER_DAY)
#define NEW_FOR            NS_PER_DAY

const GPtrArray *store_issues(struct store *store)
{
    return store->records[RECORD_ISSUE].list;
}

const struct issue_record *store_issue(struct store *store, int64_t id)
{
    return records_by_id(&store->records[RECORD_ISSUE], id);
}

const struct issue_record *store_issue_by_short_id(struct store *store, const char *short_id)
{
    g_autofree char *upper = g_ascii_strup(short_id, -1);
    return g_hash_table_lookup(store->short_ids, upper);
}

int64_t issue_count_between(const struct issue_record *issue, int64_t start_ns, int64_t end_ns)
{
    int64_t first = start_ns / NS_PER_MINUTE, last = (end_ns + NS_PER_MINUTE - 1) / NS_PER_MINUTE;
    int64_t total = 0;
    for (guint i = issue->minutes->len; i > 0; i--) {
        const struct issue_minute *minute =
            &g_array_index(issue->minutes, struct issue_minute, i - 1);
        if (minute->minute < first) {
            break;
        }
        if (minute->minute < last) {
            total += minute->count;
        }
    }
    return total;
}

/* See issue_store.h: at least 50 events in the last hour, and more than 5 times the mean hour of
 * the week before it, or of the issue's life, which must have lasted 3 hours. */
bool issue_is_escalating(const struct issue_record *issue, int64_t now_ns)
{
    int64_t hour_ago = now_ns - NS_PER_HOUR;
    int64_t recent = issue_count_between(issue, hour_ago, now_ns + NS_PER_MINUTE);
    int64_t begin = MAX(issue->first_seen_ns, hour_ago - 7 * NS_PER_DAY);
    if (recent < ESCALATING_EVENTS || now_ns - issue->first_seen_ns < ESCALATING_MIN_AGE) {
        return false;
    }
    double hours = (double)(hour_ago - begin) / (double)NS_PER_HOUR;
    double usual = (double)issue_count_between(issue, begin, hour_ago) / hours;
    return (double)recent > ESCALATING_FACTOR * usual;
}

const char *issue_substatus(const struct issue_record *issue, int64_t now_ns)
{
    if (strcmp(issue->status, "resolved") == 0) {
        return NULL;
    }
    if (strcmp(issue->status, "ignored") == 0) {
        return issue->substatus ? g_intern_string(issue->substatus) : "archived_until_escalating";
    }
    if (issue->regressed_ns > 0 && now_ns - issue->regressed_ns < REGRESSED_FOR) {
        return "regressed";
    }
    if (issue_is_escalating(issue, now_ns)) {
        return "escalating";
    }
    return now_ns - issue->first_seen_ns < NEW_FOR ? "new" : "ongoing";
}

void issue_change_init(struct issue_change *change)
{
    *change = (struct issue_change){
        .ignore_until_ns = -1,
        .ignore_count = -1,
        .reviewed = -1,
        .bookmarked = -1,
        .seen = -1,
    };
}

static void set_text(char **text, const char *to)
{
    g_free(*text);
    *text = g_strdup(to);
}

static void change_status(struct issue_record *issue, const struct issue_change *change,
                          int64_t now_ns)
{
    set_text(&issue->status, change->status);
    issue->status_changed_ns = now_ns;
    issue->ignore_count = issue->ignore_until_ns = 0;
    bool resolved = strcmp(change->status, "resolved") == 0;
    bool ignored = strcmp(change->status, "ignored") == 0;
    set_text(&issue->resolved_in, resolved ? change->resolved_in : NULL);
    set_text(&issue->substatus, ignored ? change->substatus : NULL);
    if (!resolved && !ignored) {
        issue->regressed_ns = 0;
    }
}

static void set_flag(bool *flag, int to)
{
    if (to >= 0) {
        *flag = to != 0;
    }
}

struct numbered_change {
    int64_t id;
    const struct issue_change *change;
};

static bool apply(struct store *store, struct changes *changes, const void *context, GError **error)
{
    const struct numbered_change *numbered = context;
    const struct issue_change *change = numbered->change;
    struct issue_record *issue = changes_edit(changes, &store->records[RECORD_ISSUE], numbered->id);
    if (!issue) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_MISSING, "there is no issue %" G_GINT64_FORMAT,
                    numbered->id);
        return false;
    }
    if (change->status) {
        change_status(issue, change, clock_now_ns());
    }
    if (change->priority) {
        set_text(&issue->priority, change->priority);
    }
    if (change->assignee) {
        set_text(&issue->assignee, *change->assignee ? change->assignee : NULL);
    }
    if (change->ignore_until_ns >= 0) {
        issue->ignore_until_ns = change->ignore_until_ns;
    }
    if (change->ignore_count >= 0) {
        issue->ignore_count = change->ignore_count;
    }
    set_flag(&issue->reviewed, change->reviewed);
    set_flag(&issue->bookmarked, change->bookmarked);
    set_flag(&issue->seen, change->seen);
    return true;
}

bool store_issue_change(struct store *store, int64_t id, const struct issue_change *change,
                        GError **error)
{
    struct numbered_change numbered = {id, change};
    return store_change(store, apply, &numbered, error);
}
