/* SPDX-License-Identifier: Apache-2.0
 *
 * The shop's sessions, as Sentry's SDKs tell of them: in the browser (web) one a visit, with its
 * user; on the servers counted by the minute. Since the query that release 3.1.0 of inventory made
 * slow, workers that hang too long are killed by their supervisor: one request in eight ends in a
 * crash. The release of payment that came minutes before is as well as the one before it.
 */
#ifndef API_DEMO_SESSIONS_H
#define API_DEMO_SESSIONS_H

#include "api/demo/world.h"

/* Envelopes for the minutes that ended in (from, until]. Of struct outgoing *, appended. */
void sessions_write(const struct world *world, int64_t from_ns, int64_t until_ns,
                    GPtrArray *requests);

#endif
