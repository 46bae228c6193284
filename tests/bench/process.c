/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/process.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The number behind `name` in a file of "name: number" lines. */
static gint64 number_in(const char *path, const char *name)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    const char *at = strstr(text, name);
    return at ? g_ascii_strtoll(at + strlen(name), NULL, 10) : 0;
}

struct usage process_usage(GPid pid)
{
    struct usage usage = {0};
    g_autofree char *folder = g_strdup_printf("/proc/%d/task", pid);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    clockid_t clock;
    struct timespec spent = {0};
    for (const char *task; dir && (task = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *status = g_strdup_printf("%s/%s/status", folder, task);
        gint64 count = number_in(status, "\nvoluntary_ctxt_switches:");
        usage.wakeups += count;
        g_autofree char *schedule = g_strdup_printf("%s/%s/schedstat", folder, task);
        g_autofree char *text = NULL;
        if (atoi(task) != pid)
            continue;
        usage.first_wakeups = count;
        if (g_file_get_contents(schedule, &text, NULL, NULL))
            usage.first_cpu_ms = (double)g_ascii_strtoll(text, NULL, 10) / 1e6;
    }
    if (clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &spent) == 0)
        usage.cpu_ms = (double)spent.tv_sec * 1e3 + (double)spent.tv_nsec / 1e6;
    return usage;
}

gint64 process_private_bytes(GPid pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/smaps_rollup", pid);
    return 1024 * (number_in(path, "Private_Clean:") + number_in(path, "Private_Dirty:"));
}

gint64 process_peak_bytes(GPid pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", pid);
    return 1024 * number_in(path, "VmHWM:");
}
