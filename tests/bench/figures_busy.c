/* SPDX-License-Identifier: Apache-2.0
 *
 * A key while the console has something else to do: a million rows are loaded, filtered, followed.
 * The key is `?`, and what counts is that the help stands there.
 */
#include "tests/bench/rig.h"

#include <math.h>

#define TIMES 40
#define FLOW  5000
#define HELP  "─ Keys "
#define FOUND "100 of 1" /* one row in ten thousand */

/* Opens and closes the help; between, the console goes on with what it does, and may never rest. */
static void ask_help(struct line *line, struct sample *sample)
{
    line_send(line, "?");
    double shown = line_until(line, HELP, 10);
    sample_add(sample, shown < 0 ? 10000 : shown);
    line_send(line, "\x1b");
    line_watch(line, 60);
}

static void tell(struct rig *rig, struct size size, const char *what, const struct sample *sample)
{
    g_autofree char *name = g_strdup_printf("key while %s, p99, %dx%d", what, size.cols, size.rows);
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = "ms",
                                             .value = sample_p99(sample),
                                             .goal = GOAL_AT_MOST,
                                             .limit = 16,
                                             .n = sample_count(sample)});
}

static struct line *while_loading(struct rig *rig, struct size size)
{
    g_autoptr(sample) sample = sample_new();
    struct line *line = rig_console(rig, size, true);
    rig_zoom_logs(line);
    line_send(line, "L");
    while (!line_shows(line, "rows: the whole range") && sample_count(sample) < 400)
        ask_help(line, sample);
    tell(rig, size, "loading", sample);
    line_until(line, "rows: the whole range", 60);
    return line;
}

/* The filter is tried while it is typed: each letter looks through all rows anew. */
static void while_filtering(struct rig *rig, struct size size, struct line *line)
{
    static const char word[] = "deadlock";
    g_autoptr(sample) sample = sample_new();
    g_autoptr(sample) whole = sample_new();
    for (int i = 0; i < TIMES / 4; i++) {
        line_keys(line, "&", 200);
        for (size_t n = 1; n < sizeof word; n++) {
            /* In the title; the word alone stands in rows, too. */
            g_autofree char *shown = g_strdup_printf("only /%.*s/", (int)n, word);
            char key[] = {word[n - 1], '\0'};
            line_send(line, key);
            sample_add(sample, line_until(line, shown, 10));
        }
        line_keys(line, "\x15", 300); /* ^U: nothing is typed */
        line_send(line, word);
        sample_add(whole, line_until(line, FOUND, 10));
        line_keys(line, "\x1b", 300);
    }
    tell(rig, size, "filtering", sample);
    g_autofree char *name = g_strdup_printf("a million rows filtered, %dx%d", size.cols, size.rows);
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = "ms",
                                             .value = sample_median(whole),
                                             .n = sample_count(whole)});
}

static void while_following(struct rig *rig, struct size size, struct line *line)
{
    g_autoptr(sample) sample = sample_new();
    line_keys(line, "G", 100);
    source_flow(rig->source, FLOW);
    line_watch(line, 3000);
    for (int i = 0; i < 2 * TIMES; i++) {
        line_watch(line, 50 + 37 * (i % 4));
        ask_help(line, sample);
    }
    tell(rig, size, "following 5 000 lines/s", sample);
    source_flow(rig->source, 0);
}

void figures_busy(struct rig *rig)
{
    for (size_t i = 0; i < SIZES; i++) {
        struct line *line = while_loading(rig, sizes[i]);
        while_filtering(rig, sizes[i], line);
        while_following(rig, sizes[i], line);
        line_free(line);
    }
}
