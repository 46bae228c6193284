/* SPDX-License-Identifier: Apache-2.0
 *
 * What /proc says of a running program and all its threads.
 */
#ifndef TESTS_BENCH_PROCESS_H
#define TESTS_BENCH_PROCESS_H

#include <glib.h>

struct usage {
    double cpu_ms;        /* on a processor, threads that ended included */
    double first_cpu_ms;  /* of it, that of the thread that draws, to the nanosecond */
    gint64 wakeups;       /* times that a thread waited and went on (voluntary_ctxt_switches) */
    gint64 first_wakeups; /* of them, those of the thread that draws */
};
struct usage process_usage(GPid pid);
/* Memory that no other process shares (smaps_rollup), in bytes. */
gint64 process_private_bytes(GPid pid);

/* The most that it ever had in memory at once, shared libraries included (VmHWM), in bytes. */
gint64 process_peak_bytes(GPid pid);

#endif
