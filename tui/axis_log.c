/* SPDX-License-Identifier: Apache-2.0
 *
 * A logarithmic axis: it ends on round values just beyond what it shows, and is labelled there and
 * at those between for which there is room.
 */
#include "tui/axis.h"

#include "base/quantity.h"

#include <glib.h>
#include <math.h>

#define LEAST_VALUE 1e-290
#define MOST_VALUE  1e300
#define HAIR        1e-9 /* of a value */
#define FOOT        0.9  /* the least value stands so far above the foot, where zero lies */
#define ROWS_APART  1.6  /* from one label to the next, at least, in a plot of */
#define ROWS        3    /* to an interval */
#define DAY_S       86400.0

/* In seconds: round times between a minute and a day, and those that are labelled where not all
 * are. */
static const struct {
    double seconds;
    bool main;
} round_times[] = {
    {60,    true },
    {120,   false},
    {300,   false},
    {600,   true },
    {1800,  false},
    {3600,  true },
    {7200,  false},
    {21600, true },
    {43200, false},
};

/* 1, 2 or 5 times a power of ten, at the value or next to it. */
static double round_number(double value, bool up)
{
    static const double factors[] = {1, 2, 5, 10};
    double power = pow(10, floor(log10(value) + HAIR));
    size_t at = 0;

    while (at + 1 < G_N_ELEMENTS(factors) && (up ? factors[at] * power < value * (1 - HAIR)
                                                 : factors[at + 1] * power <= value * (1 + HAIR))) {
        at++;
    }
    return factors[at] * power;
}

static double round_seconds(double value, bool up)
{
    size_t at = 0;

    if (up ? value <= 50 * (1 + HAIR) : value < round_times[0].seconds * (1 - HAIR)) {
        return round_number(value, up);
    }
    if (value > round_times[G_N_ELEMENTS(round_times) - 1].seconds * (1 + HAIR) &&
        (up || value >= DAY_S * (1 - HAIR))) {
        return round_number(value / DAY_S, up) * DAY_S;
    }
    while (at + 1 < G_N_ELEMENTS(round_times) &&
           (up ? round_times[at].seconds < value * (1 - HAIR)
               : round_times[at + 1].seconds <= value * (1 + HAIR))) {
        at++;
    }
    return round_times[at].seconds;
}

/* `unit_s`: seconds of its unit; 0 = it is no time. */
static double round_value(double value, double unit_s, bool up)
{
    return unit_s > 0 ? round_seconds(value * unit_s, up) / unit_s : round_number(value, up);
}

static bool is_power(double value)
{
    double power = log10(value);

    return fabs(power - round(power)) < HAIR;
}

/* Of a round value: whether it is labelled where not all are. */
static bool is_main(double value, double unit_s)
{
    double seconds = value * unit_s;

    for (size_t i = 0; i < G_N_ELEMENTS(round_times); i++) {
        if (fabs(seconds - round_times[i].seconds) < HAIR * seconds) {
            return round_times[i].main;
        }
    }
    return is_power(!(unit_s > 0) ? value : seconds < DAY_S / 2 ? seconds : seconds / DAY_S);
}

static void add_label(struct axis *axis, double value)
{
    axis->labels[axis->label_count++] = value;
}

/* Its ends and, between them, every `every`th of the main values, or all of them when 0. False when
 * that is more than `most`, or all are too near to each other. */
static bool label(struct axis *axis, double from, double to, double unit_s, int every, int most,
                  double apart)
{
    int mains = 0;

    axis->label_count = 0;
    add_label(axis, from);
    for (double value = from; (value = round_value(value * 1.1, unit_s, true)) < to * (1 - HAIR);) {
        bool main = is_main(value, unit_s);
        double at = log10(value), last = log10(axis->labels[axis->label_count - 1]);
        bool near = at - last < apart || axis->high - at < apart;
        mains += main;
        if (every && (!main || (mains - 1) % every || near)) {
            continue;
        }
        if (near || axis->label_count + 1 >= most) {
            return false;
        }
        add_label(axis, value);
    }
    add_label(axis, to);
    return true;
}

struct axis axis_fit_log(double low, double high, int intervals, const char *unit)
{
    double unit_s = quantity_unit_seconds(unit);

    if (!isfinite(low) || !(low > 0) || !(high >= low)) {
        return (struct axis){
            .low = 0, .high = 1, .log = true, .labels = {1, 10},
                       .label_count = 2
        };
    }
    intervals = CLAMP(intervals, 1, AXIS_LABELS - 2);
    double from = round_value(CLAMP(low, LEAST_VALUE, MOST_VALUE) * FOOT, unit_s, false);
    double to = round_value(CLAMP(high, LEAST_VALUE, MOST_VALUE), unit_s, true);
    struct axis axis = {.low = log10(from), .high = log10(to), .log = true};
    double apart = (axis.high - axis.low) * ROWS_APART / (ROWS * intervals);
    int every = 0;
    while (!label(&axis, from, to, unit_s, every, intervals + 2, apart)) {
        every++;
    }
    return axis;
}
