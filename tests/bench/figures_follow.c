/* SPDX-License-Identifier: Apache-2.0
 *
 * What following costs on the line: bytes a second while rows come at a rate, beside lnav at the
 * end of a file that grows as fast.
 */
#include "tests/bench/rig.h"

#include "base/clock.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>

#define SETTLE_MS 4000
#define WATCH_MS  20000
#define STEP_MS   50

static double follow_vigil(struct rig *rig, struct size size, gint64 rate)
{
    struct line *line = rig_console(rig, size, true);
    rig_zoom_logs(line);
    line_keys(line, "G", 500);
    source_flow(rig->source, rate);
    line_watch(line, SETTLE_MS);
    struct burst burst = line_watch(line, WATCH_MS);
    source_flow(rig->source, 0);
    line_free(line);
    return (double)burst.bytes * 1000 / WATCH_MS;
}

static void append(FILE *file, const struct rows_clock *clock, gint64 from, gint64 to)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (gint64 row = from; row < to; row++) {
        rows_append_line(clock, row, lines);
        g_string_append_c(lines, '\n');
    }
    fwrite(lines->str, 1, lines->len, file);
    fflush(file);
}

/* Appends what is due every 50 ms, and reads between. */
static size_t grow(struct line *line, FILE *file, const struct rows_clock *clock, gint64 *written,
                   int ms)
{
    size_t bytes = 0;
    gint64 end = g_get_monotonic_time() + ms * G_GINT64_CONSTANT(1000);
    while (g_get_monotonic_time() < end) {
        gint64 due = rows_count(clock, clock_now_ns());
        append(file, clock, *written, due);
        *written = due;
        bytes += line_watch(line, STEP_MS).bytes;
    }
    return bytes;
}

static double follow_lnav(struct rig *rig, struct size size, gint64 rate)
{
    struct rows_clock clock = source_clock(rig->source);
    g_autofree char *path = g_strdup_printf("%s/follow.jsonl", rig->folder);
    FILE *file = fopen(path, "w");
    clock.flow_ns = clock_now_ns();
    clock.rate = rate;
    gint64 written = ROWS_PAST;
    append(file, &clock, ROWS_PAST - 1000, ROWS_PAST);
    struct line *line = rig_lnav(rig, size, path);
    double rate_of_bytes = (double)NAN;
    if (line) {
        line_watch(line, 1500);
        line_keys(line, "G", 300);
        clock.flow_ns = clock_now_ns();
        grow(line, file, &clock, &written, SETTLE_MS);
        rate_of_bytes = (double)grow(line, file, &clock, &written, WATCH_MS) * 1000 / WATCH_MS;
        line_free(line);
    }
    fclose(file);
    g_unlink(path);
    return rate_of_bytes;
}

void figures_follow(struct rig *rig)
{
    static const gint64 rates[] = {2000, 100000};
    for (size_t i = 0; i < SIZES; i++) {
        for (size_t r = 0; r < G_N_ELEMENTS(rates); r++) {
            struct size size = sizes[i];
            g_autofree char *name = g_strdup_printf("following %" G_GINT64_FORMAT " lines/s, %dx%d",
                                                    rates[r], size.cols, size.rows);
            report_add(rig->report, &(struct figure){.name = name,
                                                     .unit = "B/s",
                                                     .value = follow_vigil(rig, size, rates[r]),
                                                     .peer = "lnav",
                                                     .peer_value = follow_lnav(rig, size, rates[r]),
                                                     .goal = GOAL_RATIO,
                                                     .limit = 1,
                                                     .n = 1});
        }
    }
}
