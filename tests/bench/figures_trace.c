/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace of 100 000 spans, opened by its id: how long after its last byte left the server it
 * stands on the screen, what memory that takes, whether keys are answered meanwhile, and keys in it
 * afterwards.
 */
#include "tests/bench/bodies.h"
#include "tests/bench/rig.h"

#include <math.h>
#include <stdio.h>

#define SPANS    100000
#define DEEP     2000
#define OPENED   5 /* times, each under another id */
#define MOVES    150
#define WARM_UP  10
#define REST_MS  30
#define APART_MS 70
#define HELP     "─ Keys "

struct opening {
    struct sample *painted_ms, *whole_ms, *key_ms;
    struct sample *own_ms; /* processor time of the thread that draws, until it is painted */
    double peak;           /* bytes */
};

/* The answer that the source gives; its bytes. */
static double give_trace(struct rig *rig)
{
    g_autofree char *path = g_build_filename(rig->folder, "trace.json", NULL);
    GString *body = bodies_trace(SPANS, DEEP, g_get_real_time() / 1000 - 1800000);
    g_autoptr(GError) error = NULL;
    g_file_set_contents(path, body->str, (gssize)body->len, &error);
    g_assert_no_error(error);
    double bytes = (double)body->len;
    g_string_free(body, TRUE);
    source_trace(rig->source, path, SPANS);
    return bytes;
}

/* Asks for the trace of the n-th id. */
static void ask(struct line *line, unsigned n)
{
    g_autofree char *keys = g_strdup_printf(":open %.31s%x\r", BODIES_TRACE_ID, n % 16);
    line_keys(line, ":", 100);
    line_send(line, keys + 1);
}

/* Without a key in between, so that nothing but the trace is measured. */
static void open_it(struct rig *rig, struct size size, unsigned n, struct opening *opening)
{
    gint64 took_us;
    struct line *line = rig_console(rig, size, true);
    source_trace(rig->source, NULL, 0);
    g_autofree char *path = g_build_filename(rig->folder, "trace.json", NULL);
    source_trace(rig->source, path, SPANS);
    struct usage before = process_usage(line_pid(line));
    ask(line, n);
    double whole = line_until(line, BODIES_TRACE_NAME, 30);
    gint64 now_us = g_get_monotonic_time(), sent_us = source_trace_sent_us(rig->source, &took_us);
    if (whole < 0) {
        g_autofree char *screen = line_screen(line);
        fprintf(stderr, "the trace did not come:\n%s\n", screen);
    } else {
        sample_add(opening->painted_ms, (double)(now_us - sent_us) / 1e3);
        sample_add(opening->whole_ms, whole);
        sample_add(opening->own_ms,
                   process_usage(line_pid(line)).first_cpu_ms - before.first_cpu_ms);
        opening->peak = fmax(opening->peak, (double)process_peak_bytes(line_pid(line)));
    }
    line_free(line);
}

/* With the help asked for again and again, from before the trace is asked for until it is there. */
static void press_meanwhile(struct rig *rig, struct size size, struct opening *opening)
{
    struct line *line = rig_console(rig, size, true);
    for (unsigned n = 0; n < OPENED; n++) {
        ask(line, n);
        for (int i = 0; i < 40; i++) {
            line_send(line, "?");
            double shown = line_until(line, HELP, 10);
            sample_add(opening->key_ms, shown < 0 ? 10000 : shown);
            line_keys(line, "\x1b", 15);
            if (line_shows(line, BODIES_TRACE_NAME))
                break;
        }
    }
    line_free(line);
}

static void tell(struct rig *rig, struct size size, const char *what, double value,
                 const char *unit, double limit, guint n)
{
    g_autofree char *name = g_strdup_printf("%s, %dx%d", what, size.cols, size.rows);
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = unit,
                                             .value = value,
                                             .goal = GOAL_AT_MOST,
                                             .limit = limit,
                                             .n = n});
}

/* `cpu`: of the thread that draws, for as long as a key is watched. */
static void move(struct line *line, const char *key, struct sample *ms, struct sample *cpu)
{
    for (int i = 0; i < MOVES; i++) {
        line_watch(line, APART_MS);
        struct usage before = process_usage(line_pid(line));
        struct burst burst = line_keys(line, key, REST_MS);
        if (i < WARM_UP || !burst.bytes)
            continue;
        sample_add(ms, burst.last_ms);
        sample_add(cpu, process_usage(line_pid(line)).first_cpu_ms - before.first_cpu_ms);
    }
}

/* The peer on its million rows, unless the keys were measured in this run. */
static void move_lnav(struct rig *rig, size_t which)
{
    if (!isnan(rig->lnav_line_ms[which]))
        return;
    g_autofree char *file = rig_million_file(rig);
    struct line *line = rig_lnav(rig, sizes[which], file);
    g_autoptr(sample) ms = sample_new();
    g_autoptr(sample) cpu = sample_new();
    if (!line)
        return;
    line_until(line, "999,9", 60);
    line_watch(line, 5000);
    line_keys(line, "g", 500);
    move(line, "j", ms, cpu);
    line_free(line);
    rig->lnav_line_ms[which] = sample_median(ms);
}

static void scroll(struct rig *rig, size_t which)
{
    struct size size = sizes[which];
    g_autoptr(sample) lines = sample_new();
    g_autoptr(sample) pages = sample_new();
    g_autoptr(sample) lines_cpu = sample_new();
    g_autoptr(sample) pages_cpu = sample_new();
    move_lnav(rig, which);
    struct line *line = rig_console(rig, size, true);
    ask(line, 0);
    line_until(line, BODIES_TRACE_NAME, 30);
    line_keys(line, "\\", 500);
    for (int i = 0; i < size.rows; i++)
        line_keys(line, "j", 5);
    move(line, "j", lines, lines_cpu);
    move(line, " ", pages, pages_cpu);
    line_free(line);
    g_autofree char *name = g_strdup_printf("key to last byte, a line of a trace of 100 000, %dx%d",
                                            size.cols, size.rows);
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = "ms",
                                             .value = sample_median(lines),
                                             .peer = "lnav",
                                             .peer_value = rig->lnav_line_ms[which],
                                             .goal = GOAL_RATIO,
                                             .limit = 0.5,
                                             .n = sample_count(lines)});
    tell(rig, size, "the same, p99", sample_p99(lines), "ms", 4, sample_count(lines));
    tell(rig, size, "processor time of the thread that draws, a line of it, p99",
         sample_p99(lines_cpu), "ms", 4, sample_count(lines_cpu));
    tell(rig, size, "key to last byte, a page of it, p99", sample_p99(pages), "ms", 4,
         sample_count(pages));
    tell(rig, size, "processor time of the thread that draws, a page of it, p99",
         sample_p99(pages_cpu), "ms", 4, sample_count(pages_cpu));
}

void figures_trace(struct rig *rig)
{
    double bytes = give_trace(rig);
    for (size_t i = 0; i < SIZES; i++) {
        struct size size = sizes[i];
        struct opening opening = {sample_new(), sample_new(), sample_new(), sample_new(), 0};
        for (unsigned n = 0; n < OPENED; n++)
            open_it(rig, size, n, &opening);
        press_meanwhile(rig, size, &opening);
        tell(rig, size, "trace of 100 000 spans: last byte sent to painted",
             sample_median(opening.painted_ms), "ms", 600, sample_count(opening.painted_ms));
        tell(rig, size, "the same, most memory at any time", opening.peak / 1e6, "MB", 300,
             sample_count(opening.painted_ms));
        tell(rig, size, "processor time of the thread that draws, from asked to painted",
             sample_median(opening.own_ms), "ms", 16, sample_count(opening.own_ms));
        tell(rig, size, "key while it comes and is decoded, p99", sample_p99(opening.key_ms), "ms",
             16, sample_count(opening.key_ms));
        report_note(rig->report,
                    "Trace at %dx%d: %.1f MB; from the last key of `:open` to painted %.0f ms, "
                    "with the transfer.",
                    size.cols, size.rows, bytes / 1e6, sample_median(opening.whole_ms));
        sample_free(opening.painted_ms);
        sample_free(opening.whole_ms);
        sample_free(opening.key_ms);
        sample_free(opening.own_ms);
        scroll(rig, i);
    }
}
