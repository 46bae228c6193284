/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells the server which releases there are, what is in them and when they were deployed, as
 * sentry-cli would.
 */
#ifndef API_DEMO_RELEASES_H
#define API_DEMO_RELEASES_H

#include "api/demo/outgoing.h"
#include "api/demo/world.h"

bool releases_post(const struct world *world, struct sender *sender, GError **error);

#endif
