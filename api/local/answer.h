/* SPDX-License-Identifier: Apache-2.0
 *
 * The answers of the local server: the part of the Sentry web API (below /api/0) that the console
 * and Sentry's own clients use, from what the store keeps. Whoever calls has checked the token.
 */
#ifndef API_LOCAL_ANSWER_H
#define API_LOCAL_ANSWER_H

#include "api/local/http_call.h"
#include "api/local/store.h"

/* The one organization there is. */
#define ANSWER_ORGANIZATION    "local"
#define ANSWER_ORGANIZATION_ID 1

/* Answers one call; never NULL. Safe from any thread, not under the store's lock. What is wrong
 * with the call is said in the body: 400 with what and where, 404, 405. */
struct http_answer *answer_api(struct store *store, const struct http_call *call);

#endif
