/* SPDX-License-Identifier: Apache-2.0
 *
 * What the answers about releases share. A release's path has its version as variable 1, or as
 * variable 2 below a project.
 */
#ifndef API_LOCAL_ANSWER_RELEASES_H
#define API_LOCAL_ANSWER_RELEASES_H

#include "api/local/answer_call.h"
#include "api/local/store_releases.h"

const char *ask_version(const struct ask *ask);
/* The release of the path, which must belong to the path's project; or NULL. Under the lock. */
const struct release_record *ask_release(const struct ask *ask);
/* The same as a question; takes the lock. */
bool release_is_there(struct ask *ask);
/* The release in full, with what stands on disk; 404 when there is none. Takes the lock. */
json_t *release_body(struct ask *ask, const char *version);

/* Adds their health to the bodies of releases, or of one, where it is asked for (health=1). Takes
 * no lock. */
void release_add_health(struct ask *ask, json_t *releases);

#endif
