/* SPDX-License-Identifier: Apache-2.0
 *
 * Round numbers for axes: values (1, 2, 5; whole minutes and hours for long times) and time of day.
 */
#ifndef TUI_AXIS_H
#define TUI_AXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AXIS_LABELS 12 /* of a logarithmic axis, at most */

struct axis {
    double low, high, step; /* in the unit of the values; low and high lie on steps */
    bool log;               /* low and high are powers of ten instead (2 is 100), without steps */
    double labels[AXIS_LABELS]; /* of a logarithmic one: values, its ends among them */
    int label_count;
};

/* An axis over low..high with at most `intervals` (>= 1) steps or one more. */
struct axis axis_fit(double low, double high, int intervals, const char *unit);

/* A logarithmic one from a round value (1, 2, 5 times a power of ten; whole minutes and hours for
 * long times) below `low` (over 0) to one above `high`. */
struct axis axis_fit_log(double low, double high, int intervals, const char *unit);

/* Labels on the axis, from its low end to its high one, and the value at one of them. */
int axis_labels(const struct axis *axis);
double axis_value(const struct axis *axis, int label);
/* Where a value lies, 0 at the foot to 1; kept inside. On a logarithmic axis zero and what is below
 * lie at the foot. */
double axis_part(const struct axis *axis, double value);

/* Step in ms between labels of a time axis that have room for one label in `per_label_ms`. */
int64_t time_step(int64_t per_label_ms);
/* "03:10", "03:10:30" or "22 Nov", as the step asks for. */
char *time_label(int64_t at_ms, int64_t step_ms, int zone_offset_s, char *out, size_t size);

#endif
