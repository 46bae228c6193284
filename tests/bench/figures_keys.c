/* SPDX-License-Identifier: Apache-2.0
 *
 * One key at a time in a million rows: how long until the last byte is drawn and how many bytes it
 * takes, beside lnav on the same rows. The console's cursor is brought to the lower edge first, as
 * lnav scrolls with every j.
 */
#include "tests/bench/rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCROLLS 150
#define PAGES   60
#define WARM_UP 10
/* Rows are drawn at once; what comes after this rest is evidence, and counts apart. */
#define QUIET_MS 30
#define APART_MS 90

struct scrolling {
    struct sample *line_ms, *line_bytes, *line_cpu, *page_ms, *page_bytes, *page_cpu;
};

static void scrolling_init(struct scrolling *scrolling)
{
    struct sample **all[] = {&scrolling->line_ms, &scrolling->line_bytes, &scrolling->line_cpu,
                             &scrolling->page_ms, &scrolling->page_bytes, &scrolling->page_cpu};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        *all[i] = sample_new();
}

static void scrolling_clear(struct scrolling *scrolling)
{
    struct sample *all[] = {scrolling->line_ms, scrolling->line_bytes, scrolling->line_cpu,
                            scrolling->page_ms, scrolling->page_bytes, scrolling->page_cpu};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        sample_free(all[i]);
}

static void press(struct line *line, const char *key, int times, struct sample *ms,
                  struct sample *bytes, struct sample *cpu)
{
    for (int i = 0; i < times; i++) {
        line_watch(line, APART_MS);
        struct usage before = process_usage(line_pid(line));
        struct burst burst = line_keys(line, key, QUIET_MS);
        if (i < WARM_UP || burst.bytes == 0)
            continue;
        sample_add(ms, burst.drawn_ms);
        sample_add(bytes, (double)burst.bytes);
        sample_add(cpu, process_usage(line_pid(line)).first_cpu_ms - before.first_cpu_ms);
    }
}

static void scroll(struct line *line, struct scrolling *scrolling)
{
    press(line, "j", SCROLLS, scrolling->line_ms, scrolling->line_bytes, scrolling->line_cpu);
    press(line, " ", PAGES, scrolling->page_ms, scrolling->page_bytes, scrolling->page_cpu);
}

static void scroll_lnav(struct rig *rig, struct size size, const char *file,
                        struct scrolling *scrolling)
{
    struct line *line = rig_lnav(rig, size, file);
    if (!line)
        return;
    line_until(line, "999,9", 60);
    line_watch(line, 5000);
    line_keys(line, "g", 500);
    scroll(line, scrolling);
    line_free(line);
}

static void scroll_vigil(struct rig *rig, struct size size, struct scrolling *scrolling)
{
    struct line *line = rig_million(rig, size);
    line_keys(line, "gg", 500);
    for (int i = 0; i < size.rows; i++)
        line_keys(line, "j", 5);
    scroll(line, scrolling);
    line_free(line);
}

static void compare(struct rig *rig, struct size size, const char *what, const char *unit,
                    const struct sample *own, const struct sample *peer, double limit)
{
    g_autofree char *name =
        g_strdup_printf("%s, a million rows, %dx%d", what, size.cols, size.rows);
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = unit,
                                             .value = sample_median(own),
                                             .peer = "lnav",
                                             .peer_value = sample_median(peer),
                                             .goal = GOAL_RATIO,
                                             .limit = limit,
                                             .n = sample_count(own)});
}

/* `peer`: lnav's in the same run, to tell the machine's share; NULL = there is none. */
static void within(struct rig *rig, struct size size, const char *what, const struct sample *own,
                   double part, const struct sample *peer, double limit)
{
    g_autofree char *name = g_strdup_printf("%s, %dx%d", what, size.cols, size.rows);
    report_add(rig->report,
               &(struct figure){.name = name,
                                .unit = "ms",
                                .value = sample_part(own, part),
                                .peer = peer ? "lnav" : NULL,
                                .peer_value = peer ? sample_part(peer, part) : (double)NAN,
                                .goal = GOAL_AT_MOST,
                                .limit = limit,
                                .n = sample_count(own)});
}

void figures_keys(struct rig *rig)
{
    g_autofree char *file = rig_million_file(rig);
    for (size_t i = 0; i < SIZES; i++) {
        struct size size = sizes[i];
        struct scrolling own, peer;
        scrolling_init(&own);
        scrolling_init(&peer);
        scroll_vigil(rig, size, &own);
        scroll_lnav(rig, size, file, &peer);
        rig->lnav_line_ms[i] = sample_median(peer.line_ms);
        compare(rig, size, "key to last byte, a line", "ms", own.line_ms, peer.line_ms, 0.5);
        within(rig, size, "key to last byte, a line, p99", own.line_ms, 0.99, peer.line_ms, 4);
        within(rig, size, "processor time of the thread that draws, a line, p99", own.line_cpu,
               0.99, peer.line_cpu, 4);
        compare(rig, size, "key to last byte, a page", "ms", own.page_ms, peer.page_ms, 0.5);
        compare(rig, size, "bytes for a line", "B", own.line_bytes, peer.line_bytes, 0.5);
        compare(rig, size, "bytes for a page", "B", own.page_bytes, peer.page_bytes, 1);
        within(rig, size, "the same, a page, all rows new, median", own.page_cpu, 0.5,
               peer.page_cpu, 2);
        scrolling_clear(&own);
        scrolling_clear(&peer);
    }
}
