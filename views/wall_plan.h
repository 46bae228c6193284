/* SPDX-License-Identifier: Apache-2.0
 *
 * How the metrics of a scope are asked for within what a server may be asked: those with the most
 * values each by itself, by its groups; the next ones whole, several to a request; the rest not,
 * which the wall says. Pure.
 */
#ifndef VIEWS_WALL_PLAN_H
#define VIEWS_WALL_PLAN_H

#include <glib.h>

#define WALL_GROUPED 48  /* metrics that are asked for each by itself, */
#define WALL_WHOLE   120 /* and that are asked for whole */
#define WALL_AXES    10  /* metrics to a request */

/* `metrics` of struct metric_name *, as they are to be asked for whole: arrays of WALL_AXES at most
 * that have their project in common, those first that come first. The metrics are borrowed. */
GPtrArray *wall_plan_batches(const GPtrArray *metrics);
/* Takes the later half out of a batch of two or more, which a server has refused. */
GPtrArray *wall_plan_halve(GPtrArray *batch);

#endif
