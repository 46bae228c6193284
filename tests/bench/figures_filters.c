/* SPDX-License-Identifier: Apache-2.0
 *
 * A filter over a million rows: from its last key until the screen says how many rows it leaves,
 * which is after the first of them stand there; lnav's :filter-in on a file of the same rows.
 */
#include "tests/bench/rig.h"

#include "base/quantity.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TIMES  7
#define WAIT_S 30

static const struct {
    const char *name, *pattern;
    double limit; /* of lnav's time */
} filters[] = {
    {"a literal (1 row in 10 000)", "deadlock detected",                            0.02},
    {"a literal (1 row in 6)",      "cache miss",                                   0.02},
    {"an alternation of three",     "deadlock|settled, 4|item 77",                  0.02},
    {"a heavy pattern",             "(?i)(session|loaded|took).{0,40}[0-9]{3}7\\b", 0.1 },
};

/* How many messages of the file match. */
static gint64 count_matches(const char *path, const char *pattern)
{
    g_autofree char *text = NULL;
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, NULL);
    gint64 count = 0;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return -1;
    for (char *at = text; (at = strstr(at, "\"message\":\""));) {
        at += strlen("\"message\":\"");
        char *end = strchr(at, '"');
        *end = '\0';
        count += g_regex_match(regex, at, 0, NULL);
        at = end + 1;
    }
    return count;
}

static void measure(struct line *line, const char *pattern, gint64 count, struct sample *sample)
{
    char text[24];
    g_autofree char *shown = g_strdup_printf("%s of 1", quantity_count(count, text, sizeof text));
    for (int i = 0; i < TIMES; i++) {
        line_keys(line, "&", 200);
        line_send(line, pattern);
        double ms = line_until(line, shown, WAIT_S);
        if (ms >= 0)
            sample_add(sample, ms);
        line_keys(line, "\x1b", 300);
    }
}

static double lnav_takes(struct rig *rig, struct size size, const char *file, const char *pattern,
                         gint64 count)
{
    g_autofree char *wanted =
        g_strdup_printf(" %" G_GINT64_FORMAT " Lines not shown", ROWS_PAST - count);
    g_autofree char *keys = g_strdup_printf(":filter-in %s\r", pattern);
    struct line *line = rig_lnav(rig, size, file);
    if (!line)
        return (double)NAN;
    line_until(line, "100%", WAIT_S);
    line_watch(line, 3000); /* until it rests */
    line_send(line, keys);
    double ms = line_until(line, wanted, WAIT_S);
    line_free(line);
    return ms < 0 ? (double)NAN : ms;
}

void figures_filters(struct rig *rig)
{
    struct size size = sizes[SIZES - 1];
    g_autofree char *file = rig_million_file(rig);
    struct line *line = rig_million(rig, size);
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
        gint64 count = count_matches(file, filters[i].pattern);
        g_autoptr(sample) sample = sample_new();
        measure(line, filters[i].pattern, count, sample);
        g_autofree char *name =
            g_strdup_printf("a million rows filtered by %s, until counted", filters[i].name);
        report_add(rig->report, &(struct figure){.name = name,
                                                 .unit = "ms",
                                                 .value = sample_median(sample),
                                                 .peer = "lnav",
                                                 .peer_value = lnav_takes(
                                                     rig, size, file, filters[i].pattern, count),
                                                 .goal = GOAL_RATIO,
                                                 .limit = filters[i].limit,
                                                 .n = sample_count(sample)});
    }
    line_free(line);
}
