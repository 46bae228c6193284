/* SPDX-License-Identifier: Apache-2.0
 *
 * A key in every view, while the logs view holds a million rows and everything is asked for again
 * at its pace. The slowest view stands in the table, the others below it.
 */
#include "tests/bench/rig.h"

#include <math.h>

#define MOVES   310 /* a view: three are slower than the p99 that is told */
#define WARM_UP 10
#define REST_MS 12
/* Keys come so far apart: some meet the frame that follows the rest after a key, or one of data. */
#define APART_MS   15
#define APART_MORE 61
#define APART_STEP 37 /* goes through all of them, in no order */
#define SLOW_MS    4.0

/* How to get to each view from the one before, and the two keys that go there and back in it. */
static const struct {
    const char *name;
    const char *keys[5];
    const char *move[2];
} walk[] = {
    {"logs",    {NULL},                {"k", "j"}},
    {"log",     {"o"},                 {"j", "k"}},
    {"issues",  {"\x1b", "\\", "1"},   {"j", "k"}},
    {"issue",   {"\r"},                {"j", "k"}},
    {"source",  {"\r"},                {"j", "k"}},
    {"signals", {"\x1b", "\x1b", "2"}, {"j", "k"}},
    {"chart",   {"\r"},                {"h", "l"}},
    {"samples", {"\r"},                {"j", "k"}},
    {"trace",   {"\r"},                {"j", "k"}},
    {"span",    {"\r"},                {"j", "k"}},
};

static void measure(struct line *line, const char *const move[2], struct sample *sample)
{
    for (int i = 0; i < MOVES; i++) {
        line_watch(line, APART_MS + i * APART_STEP % APART_MORE);
        struct burst burst = line_keys(line, move[i % 2], REST_MS);
        if (i >= WARM_UP && burst.bytes)
            sample_add(sample, burst.drawn_ms);
    }
}

static guint count_slow(const struct sample *sample)
{
    guint count = 0;
    for (guint i = 0; i < sample->values->len; i++)
        count += g_array_index(sample->values, double, i) > SLOW_MS;
    return count;
}

void figures_views(struct rig *rig)
{
    for (size_t s = 0; s < SIZES; s++) {
        struct line *line = rig_million(rig, sizes[s]);
        g_autoptr(GString) all = g_string_new(NULL);
        double median = 0, p99 = 0;
        const char *slowest = "", *outlier = "";
        guint n = 0;
        for (size_t v = 0; v < G_N_ELEMENTS(walk); v++) {
            g_autoptr(sample) sample = sample_new();
            for (size_t k = 0; k < G_N_ELEMENTS(walk[v].keys) && walk[v].keys[k]; k++)
                line_keys(line, walk[v].keys[k], 400);
            measure(line, walk[v].move, sample);
            g_string_append_printf(all, "%s%s %.2f (p99 %.2f, worst %.2f, %u of %u over 4)",
                                   v ? ", " : "", walk[v].name, sample_median(sample),
                                   sample_p99(sample), sample_part(sample, 1), count_slow(sample),
                                   sample_count(sample));
            n += sample_count(sample);
            slowest = sample_median(sample) > median ? walk[v].name : slowest;
            median = fmax(median, sample_median(sample));
            outlier = sample_p99(sample) > p99 ? walk[v].name : outlier;
            p99 = fmax(p99, sample_p99(sample));
        }
        g_autofree char *name = g_strdup_printf("key to last byte, the slowest view (%s), %dx%d",
                                                slowest, sizes[s].cols, sizes[s].rows);
        report_add(rig->report, &(struct figure){.name = name,
                                                 .unit = "ms",
                                                 .value = median,
                                                 .peer = "lnav",
                                                 .peer_value = rig->lnav_line_ms[s],
                                                 .goal = GOAL_RATIO,
                                                 .limit = 0.5,
                                                 .n = n});
        g_autofree char *worst = g_strdup_printf("the same, p99 of the slowest view (%s), %dx%d",
                                                 outlier, sizes[s].cols, sizes[s].rows);
        report_add(rig->report, &(struct figure){.name = worst,
                                                 .unit = "ms",
                                                 .value = p99,
                                                 .goal = GOAL_AT_MOST,
                                                 .limit = 4,
                                                 .n = n});
        report_note(rig->report, "Keys by view at %dx%d, ms: %s.", sizes[s].cols, sizes[s].rows,
                    all->str);
        line_free(line);
    }
}
