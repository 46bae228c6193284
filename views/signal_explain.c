/* SPDX-License-Identifier: Apache-2.0
 *
 * How a row of the wall came about, in words: what was asked for, by which method, with which
 * numbers.
 */
#include "views/signal_rows.h"

#include "views/signal_unlike.h"

#include "api/query/breakdown.h"
#include "base/quantity.h"

#include <math.h>

#define LEAST_CHANCE 1e-6 /* that is told */

static void append_data(GString *out, const struct signal *signal, const struct scope *scope)
{
    const struct series *series = &signal->series;
    size_t with_data = 0;
    for (size_t i = 0; i < series->count; i++)
        with_data += isfinite(series->values[i]) != 0;
    char width[24], from[40], to[40], rate[24];
    int64_t end_ms = series->start_ms + (int64_t)series->count * series->interval_ms;
    quantity_duration((double)series->interval_ms * 1000, width, sizeof width);
    if (signal->formula)
        g_string_append_printf(out, "Data: %s, worked out here of the signals of these names",
                               signal->formula);
    else
        g_string_append_printf(out, "Data: %s of %s",
                               breakdown_label(signal->aggregate ? signal->aggregate : "?"),
                               signal->dataset ? signal->dataset : "?");
    if (!signal->formula && signal->query && *signal->query)
        g_string_append_printf(out, " that are %s", signal->query);
    g_string_append_printf(out, "; %zu buckets of %s from %s to %s, %zu with data%s.",
                           series->count, width,
                           scope_time(scope, series->start_ms, from, sizeof from),
                           scope_time(scope, end_ms, to, sizeof to), with_data,
                           series->incomplete > 1 ? ", the last ones still filling and left out"
                           : series->incomplete   ? ", the last one still filling and left out"
                                                  : "");
    if (signal->sampling.rate > 0 && signal->sampling.rate < 1)
        g_string_append_printf(out, " Sampled: %s of the rows are stored, the server multiplies.",
                               quantity_text(signal->sampling.rate, "ratio", rate, sizeof rate));
    g_string_append_c(out, '\n');
}

#define LEVEL_HOLDS                                                                              \
    "the new level has lasted for 12 buckets or more, neither side drifts, and the last values " \
    "lie on it"
_Static_assert(ONSET_LEVEL_BUCKETS == 12, "as is said here");

static const char *const methods[] = {
    [ONSET_RISE] = "A rise, found as the best split in two levels (least absolute deviation from "
                   "the median of each side)",
    [ONSET_DROP] = "A drop, found as the best split in two levels (least absolute deviation from "
                   "the median of each side)",
    [ONSET_LEVEL_UP] = "A level shift up, found as the best split in two levels (least absolute "
                       "deviation from the median of each side): " LEVEL_HOLDS,
    [ONSET_LEVEL_DOWN] = "A level shift down, found as the best split in two levels (least "
                         "absolute deviation from the median of each side): " LEVEL_HOLDS,
    [ONSET_SILENCE] = "A silence: what always had values has none",
    [ONSET_RAMP] = "A ramp, found as flat and then straight (slope by Theil and Sen), which "
                   "leaves clearly less deviation than two levels do",
    [ONSET_MIX] = "A shift of mix: the share of one value among all that was counted moved, found "
                  "as a rise or a drop of that share",
};

static void append_numbers(GString *out, const struct signal *signal, const struct onset *onset,
                           const struct scope *scope)
{
    char at[40], before[24], after[24], spread[24], slope[24];
    const char *unit = onset->kind == ONSET_MIX ? "ratio" : signal->unit;
    g_string_append_printf(out, "%s. Since %s%s: before %s, ", methods[onset->kind],
                           scope_time(scope, onset->time_ms, at, sizeof at),
                           onset->ongoing ? "" : ", over now",
                           quantity_text(onset->before, unit, before, sizeof before));
    g_string_append_printf(out, "since %s, ",
                           quantity_text(onset->after, unit, after, sizeof after));
    if (onset->kind == ONSET_RAMP)
        g_string_append_printf(
            out, "%s%s a minute, ", onset->slope < 0 ? "-" : "+",
            quantity_text(fabs(onset->slope), signal->unit, slope, sizeof slope));
    g_string_append_printf(
        out, "%.1f robust spreads away (one is %s; less than %.0f is no onset).\n", onset->score,
        quantity_text(onset->spread, unit, spread, sizeof spread), ONSET_SCORE);
}

static void append_mix(GString *out, const struct mix_shift *mix)
{
    char often[24];
    quantity_count((int64_t)(1 / fmax(mix->chance, LEAST_CHANCE)), often, sizeof often);
    g_string_append_printf(out, "The value: %s of %s", mix->value, mix->key);
    if (mix->within_key)
        g_string_append_printf(out, ", among those whose %s is %s", mix->within_key,
                               mix->within_value);
    g_string_append_printf(out,
                           ". %zu shares were looked at: of every value of every attribute that "
                           "the metric is grouped by, and within every other's; this one moved "
                           "most. That one of so many differs so by chance is as likely as 1 in "
                           "%s%s.\n",
                           mix->looked_at, often, mix->chance < LEAST_CHANCE ? ", or less" : "");
}

static void append_none(GString *out, const struct signal *signal)
{
    gssize last = series_last(&signal->series);
    size_t with_data = 0;
    for (gssize i = 0; i <= last; i++)
        with_data += isfinite(signal->series.values[i]) != 0;
    if (with_data < ONSET_LEAST_BUCKETS)
        g_string_append_printf(out, "Not judged: %zu buckets with data, %d are needed.\n",
                               with_data, ONSET_LEAST_BUCKETS);
    else
        g_string_append_printf(out,
                               "Nothing moved: neither two levels at least %.0f robust spreads "
                               "apart, nor a ramp, nor a silence.\n",
                               ONSET_SCORE);
}

static void append_usual(GString *out, const struct signal *signal, const struct onset *onset)
{
    bool moved = onset && onset->kind != ONSET_NONE && onset->kind != ONSET_MIX;
    gssize end = moved ? onset->bucket : (gssize)signal->series.count;
    struct usual usual = usual_of(&signal->series, end);
    g_autoptr(GString) words = g_string_new(NULL);
    signal_usual(words, &usual, signal->unit);
    g_string_append_printf(out,
                           "%c%s (median and three robust spreads around it, of %zu values%s).\n",
                           g_ascii_toupper(words->str[0]), words->str + 1, usual.samples,
                           moved ? " before the onset" : "");
}

static void append_before(GString *out, const struct signal_before *before)
{
    g_autofree char *text = signal_before_text(before);
    if (!text)
        g_string_append(out, "No deploy, flag or new issue is known that came before it.\n");
    else
        g_string_append_printf(
            out,
            "It moved %s%s. That came before; it need not be the cause (x and gc "
            "look further).\n",
            text, before->in_bucket ? " in the same bucket" : "");
}

static void append_season(GString *out, const struct signal *signal)
{
    static const char *const seasons[] = {
        [SEASON_DAY] = "Each time of day's median, of the other days, was taken off first.\n",
        [SEASON_WEEK] = "Each time of the week's median, of the other weeks, was taken off first: "
                        "it tells clearly more than the time of day.\n"};
    struct season season = onset_season(&signal->series);
    if (season.kind != SEASON_NONE)
        g_string_append(out, seasons[season.kind]);
}

void signal_explain(GString *out, const struct signal *signal, const struct onset *onset,
                    const struct mix_shift *mix, const struct signal_before *before,
                    const struct scope *scope)
{
    g_autofree char *name = signal_row_text(signal);
    g_string_append_printf(out, "%s\n", g_strstrip(name));
    append_data(out, signal, scope);
    if (!onset || onset->kind == ONSET_NONE)
        append_none(out, signal);
    else
        append_numbers(out, signal, onset, scope);
    if (!mix)
        append_season(out, signal);
    signal_limit_words(out, signal, onset, scope);
    if (mix)
        append_mix(out, mix);
    append_usual(out, signal, onset);
    signal_unlike_explain(out, &signal->series, onset, signal->unit, scope);
    if (before && onset && onset->kind != ONSET_NONE)
        append_before(out, before);
}
