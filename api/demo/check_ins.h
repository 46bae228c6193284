/* SPDX-License-Identifier: Apache-2.0
 *
 * The shop's scheduled jobs, which tell of themselves by check-ins as Sentry's SDKs send them. The
 * recount of the stock, every five minutes, needs the query that release 3.1.0 made slow: since its
 * deploy it was not seen again. The digest of summaries failed while no region answered, and is
 * well again.
 */
#ifndef API_DEMO_CHECK_INS_H
#define API_DEMO_CHECK_INS_H

#include "api/demo/world.h"

/* Envelopes for what is due in (from, until]. Of struct outgoing *, appended. */
void check_ins_write(const struct world *world, int64_t from_ns, int64_t until_ns,
                     GPtrArray *requests);

#endif
