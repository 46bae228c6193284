/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/axis.h"

#include "base/quantity.h"

#include <glib.h>
#include <math.h>
#include <time.h>

#define VALUE_MOST  1e300 /* so that a span is finite */
#define LABELS_MOST 32
#define DAY_MS      INT64_C(86400000)
#define MINUTE_MS   INT64_C(60000)

static const int64_t second_steps[] = {1,     2,     5,     10,    15,     30,    60,
                                       120,   300,   600,   900,   1800,   3600,  7200,
                                       10800, 21600, 43200, 86400, 172800, 604800};

/* The next of 1, 2, 5 times a power of ten. */
static double round_step(double least)
{
    double power = pow(10, floor(log10(least)));

    for (double factor = 1; factor < 10; factor = factor == 2 ? 5 : factor * 2) {
        if (factor * power >= least * (1 - 1e-9)) {
            return factor * power;
        }
    }
    return 10 * power;
}

static double value_step(double least, const char *unit)
{
    double seconds = quantity_unit_seconds(unit);

    if (seconds > 0 && least * seconds > 10) {
        for (size_t i = 0; i < G_N_ELEMENTS(second_steps); i++) {
            if ((double)second_steps[i] >= least * seconds) {
                return (double)second_steps[i] / seconds;
            }
        }
    }
    return round_step(least);
}

struct axis axis_fit(double low, double high, int intervals, const char *unit)
{
    low = CLAMP(low, -VALUE_MOST, VALUE_MOST);
    high = CLAMP(high, -VALUE_MOST, VALUE_MOST);
    double span = high - low;

    if (!isfinite(span) || span <= 0 || span < 1e-300) {
        return (struct axis){.low = low, .high = low + 1, .step = 1};
    }
    double step = value_step(span / MAX(intervals, 1), unit);
    return (struct axis){.low = floor(low / step + 1e-9) * step,
                         .high = ceil(high / step - 1e-9) * step,
                         .step = step};
}

double axis_value(const struct axis *axis, int label)
{
    return axis->log ? axis->labels[label] : axis->low + label * axis->step;
}

double axis_part(const struct axis *axis, double value)
{
    double at = !axis->log ? value : value > 0 ? log10(value) : axis->low;

    return CLAMP((at - axis->low) / (axis->high - axis->low), 0, 1);
}

int axis_labels(const struct axis *axis)
{
    if (axis->log) {
        return axis->label_count;
    }
    double steps = (axis->high - axis->low) / axis->step;

    return 1 + (int)CLAMP(steps + 0.5, 1, LABELS_MOST);
}

int64_t time_step(int64_t per_label_ms)
{
    for (size_t i = 0; i < G_N_ELEMENTS(second_steps); i++) {
        if (second_steps[i] * 1000 >= per_label_ms) {
            return second_steps[i] * 1000;
        }
    }
    return (per_label_ms / (7 * DAY_MS) + 1) * 7 * DAY_MS;
}

char *time_label(int64_t at_ms, int64_t step_ms, int zone_offset_s, char *out, size_t size)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(at_ms / 1000 + zone_offset_s);
    struct tm tm;

    if (!gmtime_r(&seconds, &tm)) {
        g_strlcpy(out, "?", size);
    } else if (step_ms >= DAY_MS || (step_ms >= MINUTE_MS && tm.tm_hour == 0 && tm.tm_min == 0)) {
        g_snprintf(out, size, "%d %s", tm.tm_mday, months[CLAMP(tm.tm_mon, 0, 11)]);
    } else if (step_ms >= MINUTE_MS) {
        g_snprintf(out, size, "%02d:%02d", tm.tm_hour, tm.tm_min);
    } else {
        g_snprintf(out, size, "%02d:%02d:%02d", tm.tm_hour, tm.tm_min, tm.tm_sec);
    }
    return out;
}
