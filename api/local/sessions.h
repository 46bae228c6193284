/* SPDX-License-Identifier: Apache-2.0
 *
 * Health of releases, made of the sessions that SDKs send: each with its own updates ("session": by
 * its sid, of which the last counts, but nothing comes after its end), or counted by the minute
 * ("sessions": aggregates). Nothing is kept but what was sent: what it says is computed when it is
 * asked for.
 *
 * Rules, as Sentry has them: a session belongs to the time at which it started. Without a crash are
 * all but those that crashed; errored are those with errors that neither crashed nor ended
 * abnormally. Users are told apart by `did`; who sent none is counted as no user. Adoption is the
 * share of all sessions, or users, of the project in the same time.
 */
#ifndef API_LOCAL_SESSIONS_H
#define API_LOCAL_SESSIONS_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define SESSIONS_HOURS 24

/* Something as it came; borrowed. */
struct session_came {
    const char *project;
    bool counted;        /* "sessions" */
    const char *payload; /* JSON */
    size_t size;
    int64_t time_ms; /* for what tells no start */
};

/* Of one release in one project. */
struct session_counts {
    int64_t sessions, crashed, errored, abnormal;
    int64_t users, users_crashed;
    double duration_p50_s, duration_p90_s; /* of those that exited; NAN = none told */
    int64_t by_hour[SESSIONS_HOURS];       /* the last ends at `end_ms` */
};

struct sessions;
/* Those that started in [end_ms - SESSIONS_HOURS hours, end_ms], of the environments (ended by
 * NULL; NULL = all; borrowed). */
struct sessions *sessions_new(int64_t end_ms, const char *const *environments);
void sessions_free(struct sessions *sessions);
DEFINE_AUTOPTR(sessions, sessions_free);

/* In the order in which they came. What is no session is passed over. */
void sessions_add(struct sessions *sessions, const struct session_came *came);
/* Once all were added. False when the release has none there. */
bool sessions_of_release(struct sessions *sessions, const char *project, const char *release,
                         struct session_counts *counts);
/* Of all releases. */
void sessions_of_project(struct sessions *sessions, const char *project, int64_t *count,
                         int64_t *users);

#endif
