/* SPDX-License-Identifier: Apache-2.0
 *
 * A tape as values of jansson, for those who change a document or keep parts of it.
 */
#ifndef API_WIRE_TAPE_JSON_H
#define API_WIRE_TAPE_JSON_H

#include "api/wire/tape.h"

#include <jansson.h>

/* False with WIRE_ERROR_LIMIT when it has more values than are made at once. */
bool tape_json_fits(const struct tape *tape, GError **error);
/* A new reference. The tape fits, and was read within a depth that the stack bears:
 * JSON_MAX_DEPTH. */
json_t *tape_json(const struct tape *tape);

#endif
