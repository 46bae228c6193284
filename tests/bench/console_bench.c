/* SPDX-License-Identifier: Apache-2.0
 *
 * The console's budgets, measured from outside: the built program in a pseudo terminal, beside its
 * peers in the same run. `console_bench [keys] [start] ...` measures only those; the table goes to
 * the file that $BENCH_TABLE names, too. A goal that is missed is said and does not fail the run.
 */
#include "base/clock.h"
#include "tests/bench/rig.h"
#include "tests/support/terminal_home.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static const struct {
    const char *name;
    void (*measure)(struct rig *rig);
} groups[] = {
    {"start",   figures_start  },
    {"keys",    figures_keys   },
    {"views",   figures_views  },
    {"busy",    figures_busy   },
    {"filters", figures_filters},
    {"follow",  figures_follow },
    {"live",    figures_live   },
    {"idle",    figures_idle   },
    {"shaped",  figures_shaped },
    {"trace",   figures_trace  },
    {"files",   figures_files  },
};

static bool wanted(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return argc < 2;
}

/* Others that run on the machine are measured along; where it is allowed, all that is measured goes
 * before them, the peers as well. */
static void go_first(struct report *report)
{
    g_autofree char *load = NULL;
    bool first = setpriority(PRIO_PROCESS, 0, -15) == 0;
    g_file_get_contents("/proc/loadavg", &load, NULL, NULL);
    report_note(report, "Load of the machine at the start: %.14s; %u processors%s.",
                load ? load : "?", g_get_num_processors(),
                first ? "; what is measured goes before other work (nice -15)" : "");
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    struct rig rig = {
        .report = report_new(), .lnav_line_ms = {(double)NAN, (double)NAN}
    };
    g_autoptr(GError) error = NULL;
    rig.folder = terminal_home_new();
    go_first(rig.report);
    rig.source = source_start();
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        if (wanted(argc, argv, groups[i].name))
            groups[i].measure(&rig);
    source_free(rig.source);
    if (report_missed(rig.report))
        report_note(rig.report, "%u goals were missed.", report_missed(rig.report));
    const char *table = g_getenv("BENCH_TABLE");
    if (table && !report_write(rig.report, table, &error))
        fprintf(stderr, "%s\n", error->message);
    terminal_home_free(rig.folder);
    report_free(rig.report);
    return 0;
}
