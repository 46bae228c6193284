/* SPDX-License-Identifier: Apache-2.0
 *
 * What signals must not reach (api/insight/limits.h), as the config says, and for single ones as
 * the user said in a chart; that is kept with the state.
 */
#ifndef VIEWS_DESK_LIMITS_H
#define VIEWS_DESK_LIMITS_H

#include "api/model/series.h"

struct desk;

/* Takes those that were kept. */
void desk_limits_start(struct desk *desk);
/* Sets the limit of a signal, as it is now. */
void desk_limit(const struct desk *desk, struct signal *signal);
/* Another limit from now on: a quantity, or "none"; NULL = as the config says again. False, having
 * said why, for what is none, or of another unit than the signal. */
bool desk_set_limit(struct desk *desk, const struct signal *signal, const char *text);

#endif
