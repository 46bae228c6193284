/* SPDX-License-Identifier: Apache-2.0
 *
 * From fork to the first frame and to the first data of a warm server, beside less and htop; and
 * the memory that is the console's own then.
 */
#include "tests/bench/rig.h"

#include <math.h>

#define STARTS  25
#define WARM_UP 3

struct start {
    struct sample *paint, *data, *at_paint, *with_data;
};

static double private_mb(struct line *line)
{
    return (double)process_private_bytes(line_pid(line)) / 1e6;
}

static void start_vigil(struct rig *rig, struct size size, const struct start *start)
{
    for (int i = 0; i < STARTS + WARM_UP; i++) {
        struct line *line =
            rig_console_at(rig, size, source_demo_url(rig->source), source_token(rig->source));
        double painted = line_until(line, "Issues", 10);
        double at_paint = private_mb(line);
        double filled = line_until(line, "Error", 10); /* a row of the issues */
        line_watch(line, 300);
        if (i >= WARM_UP) {
            sample_add(start->paint, painted);
            sample_add(start->data, filled);
            sample_add(start->at_paint, at_paint);
            sample_add(start->with_data, private_mb(line));
        }
        line_free(line);
    }
}

/* What loading the libraries takes alone. */
static double start_nothing(struct rig *rig, struct size size)
{
    g_autoptr(sample) sample = sample_new();
    const char *const argv[] = {g_getenv("VIGIL"), "--version", NULL};
    const struct line_options options = {.argv = argv, .rows = size.rows, .cols = size.cols};
    (void)rig;
    for (int i = 0; i < STARTS + WARM_UP; i++) {
        struct line *line = line_start(&options);
        double said = line_until(line, "vigil", 10);
        if (i >= WARM_UP)
            sample_add(sample, said);
        line_free(line);
    }
    return sample_median(sample);
}

static double start_peer(struct rig *rig, struct size size, const char *const *argv,
                         const char *text)
{
    g_autofree char *home = rig_home(rig);
    g_autoptr(sample) paint = sample_new();
    for (int i = 0; i < STARTS + WARM_UP; i++) {
        struct line *line = rig_peer(rig, size, home, argv);
        if (!line)
            return (double)NAN;
        double painted = line_until(line, text, 10);
        if (i >= WARM_UP)
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
        g_autoptr(sample) at_paint = sample_new();
        g_autoptr(sample) with_data = sample_new();
        start_vigil(rig, size, &(struct start){paint, data, at_paint, with_data});
        tell(rig, size, "start to first paint", paint, "ms", 10, "htop",
             start_peer(rig, size, htop, "F1"));
        tell(rig, size, "start to first data", data, "ms", 60, NULL, 0);
        tell(rig, size, "private memory at the first paint", at_paint, "MB", 5, NULL, 0);
        report_note(rig->report,
                    "At %dx%d: the libraries alone (vigil --version) take %.1f ms; with the "
                    "incident's data %.1f MB are private.",
                    size.cols, size.rows, start_nothing(rig, size), sample_median(with_data));
    }
}
