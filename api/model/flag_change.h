/* SPDX-License-Identifier: Apache-2.0
 *
 * A change of a feature flag: as a deploy, something that people did and that may explain what
 * moved. Owns its text. NULL = not given.
 */
#ifndef API_MODEL_FLAG_CHANGE_H
#define API_MODEL_FLAG_CHANGE_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdint.h>

struct flag_change {
    char *key;     /* "ranking_v2.table" */
    char *before;  /* its value until then */
    char *value;   /* since then */
    char *by;      /* who changed it */
    char *project; /* slug of the service that told */
    int64_t time_ms;
};

struct flag_change *flag_change_new(void);
void flag_change_free(struct flag_change *change);
DEFINE_AUTOPTR(flag_change, flag_change_free);

#endif
