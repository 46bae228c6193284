/* SPDX-License-Identifier: Apache-2.0
 *
 * From fork to the first frame and to the first data of a warm server, beside less and htop; and
 * the memory that is the console's own then.
 */
#include "tests/bench/rig.h"

#include <math.h>

#define STARTS 25

static void start_vigil(struct rig *rig, struct size size, struct sample *paint,
                        struct sample *data, struct sample *memory)
{
    for (int i = 0; i < STARTS + 3; i++) {
        struct line *line =
            rig_console_at(rig, size, source_demo_url(rig->source), source_token(rig->source));
        double painted = line_until(line, "Issues", 10);
        double filled = line_until(line, "CHECKOUT-", 10);
        if (filled < 0)
            filled = line_until(line, "Error", 10);
        if (i >= 3) {
            sample_add(paint, painted);
            sample_add(data, filled);
            line_watch(line, 300);
            sample_add(memory, (double)process_private_bytes(line_pid(line)) / 1e6);
        }
        line_free(line);
    }
}

static double start_peer(struct rig *rig, struct size size, const char *const *argv,
                         const char *text)
{
    g_autofree char *home = rig_home(rig);
    g_autoptr(sample) paint = sample_new();
    for (int i = 0; i < STARTS + 3; i++) {
        struct line *line = rig_peer(rig, size, home, argv);
        if (!line)
            return (double)NAN;
        double painted = line_until(line, text, 10);
        if (i >= 3)
            sample_add(paint, painted);
        line_free(line);
    }
    return sample_median(paint);
}

static void tell(struct rig *rig, struct size size, const char *what, const struct sample *sample,
                 const char *unit, double limit, const char *peer, double peer_value)
{
    g_autofree char *name = g_strdup_printf("%s, %dx%d", what, size.cols, size.rows);
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = unit,
                                             .value = sample_median(sample),
                                             .peer = peer,
                                             .peer_value = peer_value,
                                             .goal = GOAL_AT_MOST,
                                             .limit = limit,
                                             .n = sample_count(sample)});
}

void figures_start(struct rig *rig)
{
    const char *const htop[] = {"htop", NULL};
    for (size_t i = 0; i < SIZES; i++) {
        struct size size = sizes[i];
        g_autoptr(sample) paint = sample_new();
        g_autoptr(sample) data = sample_new();
        g_autoptr(sample) memory = sample_new();
        start_vigil(rig, size, paint, data, memory);
        tell(rig, size, "start to first paint", paint, "ms", 10, "htop",
             start_peer(rig, size, htop, "F1"));
        tell(rig, size, "start to first data", data, "ms", 60, NULL, 0);
        tell(rig, size, "private memory at start", memory, "MB", 5, NULL, 0);
    }
}
