/* SPDX-License-Identifier: Apache-2.0
 *
 * What a run of the benches shares: the table, the server behind the console, a folder for homes,
 * and how the programs under measurement are started. Each figures_*.c measures one budget.
 */
#ifndef TESTS_BENCH_RIG_H
#define TESTS_BENCH_RIG_H

#include "tests/bench/line.h"
#include "tests/bench/process.h"
#include "tests/bench/report.h"
#include "tests/bench/sample.h"
#include "tests/bench/source.h"

struct rig {
    struct report *report;
    struct source *source;
    char *folder; /* everything that a run writes */
    unsigned homes;
    double lnav_line_ms[2]; /* the peer of keys, by size; NaN until measured */
};

struct size {
    int rows, cols;
};
#define SIZES 2
extern const struct size sizes[SIZES]; /* that everything is measured at */

/* A new home, so that no run finds what another left. Newly allocated. */
char *rig_home(struct rig *rig);
/* The console at the source, or at the demo alone. Waits until its panes have data. */
struct line *rig_console(struct rig *rig, struct size size, bool many_logs);
/* At any server, waiting for nothing. */
struct line *rig_console_at(struct rig *rig, struct size size, const char *url, const char *token);
/* The same as the first over a slow line: 300 ms there and back, 64 kbit/s. */
struct line *rig_console_shaped(struct rig *rig, struct size size);
/* The logs of everything, zoomed and focused; all million of them loaded. */
struct line *rig_million(struct rig *rig, struct size size);
void rig_zoom_logs(struct line *line);
/* A peer: `argv` found in the path; NULL, and said once, where it is not installed. */
struct line *rig_peer(struct rig *rig, struct size size, const char *home, const char *const *argv);
/* lnav on a file of the same rows, in their own format. The file's name is kept for the run. */
struct line *rig_lnav(struct rig *rig, struct size size, const char *file);
char *rig_million_file(struct rig *rig);

void figures_start(struct rig *rig);
void figures_keys(struct rig *rig);
void figures_busy(struct rig *rig);
void figures_views(struct rig *rig);
void figures_filters(struct rig *rig);
void figures_follow(struct rig *rig);
void figures_idle(struct rig *rig);
void figures_live(struct rig *rig);
void figures_shaped(struct rig *rig);
void figures_trace(struct rig *rig);
void figures_files(struct rig *rig);

#endif
