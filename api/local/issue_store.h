/* SPDX-License-Identifier: Apache-2.0
 *
 * Issues: error events grouped (grouping.h says how), with what triage needs to know of them. All
 * are in memory; read under store_read_lock().
 *
 * Substatus of an unresolved issue, the first that holds, decided when an event arrives and again
 * whenever it is read:
 *   regressed   it was resolved and got an event (when resolved in a release: from that one, or
 *               from one that first sent telemetry after the resolution; when resolved in the
 *               next: from the latter); stays so for 7 days from then
 *   escalating  the last hour has at least 50 events and more than 5 times the mean hour of the 7
 *               days before it (or of its life, when younger; at least 3 hours old)
 *   new         first seen less than 24 hours ago
 *   ongoing     otherwise
 * An archived (ignored) issue becomes unresolved and escalating again when it was archived "until
 * escalating" and the rule holds, or when its time or count is over.
 */
#ifndef API_LOCAL_ISSUE_STORE_H
#define API_LOCAL_ISSUE_STORE_H

#include "api/local/store.h"
#include "api/model/issue.h"

/* Events of one minute. */
struct issue_minute {
    int64_t minute; /* since the epoch */
    uint32_t count;
};

struct issue_record {
    int64_t id;
    char *short_id;          /* "CHECKOUT-1" */
    char *project;           /* slug */
    char *title;             /* "TimeoutError: Payment charge exceeded 30s" */
    char *culprit;           /* "charge(app/payment.py)" or the transaction; or NULL */
    char *type;              /* "error" with an exception, else "default" */
    char *platform;          /* or NULL */
    char *metadata_type;     /* exception's type; NULL for messages */
    char *metadata_value;    /* exception's value; the message for messages */
    char *metadata_filename; /* of the crash's in-app frame, or NULL */
    char *metadata_function;
    char *grouping;   /* the hash, 32 hex, by which events find the issue */
    enum level level; /* of the newest event */
    bool unhandled;   /* some event was not handled */

    char *status;              /* "unresolved", "resolved", "ignored" */
    char *substatus;           /* new ongoing regressed escalating; archived_until_escalating
                                  archived_forever archived_until_condition_met; NULL when resolved */
    char *priority;            /* "high" "medium" "low" */
    char *assignee;            /* as given: "user:1", "me", an e-mail; NULL = nobody */
    char *resolved_in;         /* release in which it is fixed, or "@latest"; else NULL */
    int64_t status_changed_ns; /* when the status last changed; 0 = never */
    int64_t regressed_ns;      /* 0 = never */
    int64_t ignore_until_ns;   /* 0 = no bound */
    int64_t ignore_count;      /* archived until this many more events; 0 = no bound */
    bool reviewed, bookmarked, seen;

    int64_t first_seen_ns, last_seen_ns;
    int64_t count;                      /* events since the first, those past retention too */
    int64_t users;                      /* distinct */
    char *first_release, *last_release; /* or NULL */
    GPtrArray *releases;                /* of char *, in order of appearance */
    GPtrArray *environments;            /* of char * */
    GArray *minutes; /* of struct issue_minute, ascending, 8 days and retention back */
};

/* Of struct issue_record *, by id; borrowed. Under the lock, as all that follow. */
const GPtrArray *store_issues(struct store *store);
const struct issue_record *store_issue(struct store *store, int64_t id);
/* By short id, any case. */
const struct issue_record *store_issue_by_short_id(struct store *store, const char *short_id);
/* What the substatus is at `now_ns` (it changes as time goes by). Static text; NULL if resolved. */
const char *issue_substatus(const struct issue_record *issue, int64_t now_ns);
/* Whether the rule of "escalating" holds. */
bool issue_is_escalating(const struct issue_record *issue, int64_t now_ns);
/* Events in [start, end), from the minutes. */
int64_t issue_count_between(const struct issue_record *issue, int64_t start_ns, int64_t end_ns);

/* What to change; members left at their defaults (issue_change_init) stay as they are. */
struct issue_change {
    const char *status;      /* NULL = leave */
    const char *substatus;   /* for ignored: archived_*; NULL = the default of the status */
    const char *priority;    /* NULL = leave */
    const char *assignee;    /* NULL = leave, "" = nobody */
    const char *resolved_in; /* a release; "@latest" = whichever comes after those there are now */
    int64_t ignore_until_ns; /* -1 = leave */
    int64_t ignore_count;    /* -1 = leave */
    int reviewed, bookmarked, seen; /* -1 = leave, 0, 1 */
};
void issue_change_init(struct issue_change *change);

/* Changes one issue. Not under the lock. Fails with STORE_ERROR_MISSING or STORE_ERROR_WRITE. */
bool store_issue_change(struct store *store, int64_t id, const struct issue_change *change,
                        GError **error);

#endif
