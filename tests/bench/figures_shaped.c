/* SPDX-License-Identifier: Apache-2.0
 *
 * A thin line: 300 ms there and back, 64 kbit/s. How long a key takes to show, and how much of the
 * line following takes.
 */
#include "tests/bench/rig.h"

#define SCROLLS  40
#define WATCH_MS 30000
#define REST_MS  15 /* the rows of the key; what follows 50 ms after it counts apart */

void figures_shaped(struct rig *rig)
{
    for (size_t i = 0; i < SIZES; i++) {
        struct size size = sizes[i];
        struct line *line = rig_console_shaped(rig, size);
        g_autoptr(sample) keys = sample_new();
        rig_zoom_logs(line);
        line_watch(line, 3000);
        line_keys(line, "p", 1500);
        for (int n = 0; n < SCROLLS; n++) {
            struct burst burst = line_keys(line, "k", REST_MS);
            if (burst.bytes)
                sample_add(keys, burst.last_ms);
            line_watch(line, 700);
        }
        g_autofree char *name =
            g_strdup_printf("key over a thin line, %dx%d", size.cols, size.rows);
        report_add(rig->report, &(struct figure){.name = name,
                                                 .unit = "ms",
                                                 .value = sample_median(keys),
                                                 .goal = GOAL_AT_MOST,
                                                 .limit = 330,
                                                 .n = sample_count(keys)});
        line_keys(line, "p", 500);
        line_keys(line, "G", 1500);
        source_flow(rig->source, 2000);
        line_watch(line, 10000);
        struct burst burst = line_watch(line, WATCH_MS);
        source_flow(rig->source, 0);
        g_autofree char *follow = g_strdup_printf("following 2 000 lines/s over a thin line, %dx%d",
                                                  size.cols, size.rows);
        report_add(rig->report, &(struct figure){.name = follow,
                                                 .unit = "B/s",
                                                 .value = (double)burst.bytes * 1000 / WATCH_MS,
                                                 .goal = GOAL_AT_MOST,
                                                 .limit = 2000,
                                                 .n = 1});
        line_free(line);
    }
}
