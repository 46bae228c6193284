/* SPDX-License-Identifier: Apache-2.0
 *
 * What the list of releases and the page of one say alike of a release.
 */
#ifndef VIEWS_RELEASE_TEXT_H
#define VIEWS_RELEASE_TEXT_H

#include "api/client/request.h"
#include "api/model/release.h"
#include "views/scope.h"

#include <stddef.h>

/* When it took effect as far as is told, else when it was first seen; 0 = not known. */
int64_t release_deployed_at(const struct release *release);
/* Whose it is; NULL = not told. Borrowed. */
const char *release_service(const struct release *release);
/* The deploy of the same service before `at_ms`, the latest of another version; NULL = none known.
 * `deploys` of struct deploy *; borrowed from it. */
const struct deploy *release_deploy_before(const GPtrArray *deploys, const char *service,
                                           const char *version, int64_t at_ms);

/* "91.6%"; NULL when it is not told. */
const char *release_share(double percent, char *out, size_t size);
/* "91.6% of 715 sessions, 93.0% of 210 users", appended; false when neither is told. */
bool release_crash_free_words(const struct release_health *health, GString *out);

/* Asks for health with the projects and the environment of a scope, and at least `period_ms` back:
 * a release before the range may explain what is in it. */
void release_ask_health(struct request *request, const struct scope *scope, int64_t period_ms);

#endif
