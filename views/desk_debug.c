/* SPDX-License-Identifier: Apache-2.0
 *
 * `:debug`: what frames, requests and memory cost, in a box over the upper right corner. The
 * figures are those of the last second and change once a second, so that looking at them costs
 * little.
 */
#include "views/desk_state.h"

#include "base/quantity.h"
#include "tui/frame.h"

#include <string.h>
#include <sys/resource.h>

#define SAMPLE_US     G_USEC_PER_SEC
#define BOX_COLS      52 /* both with the frame */
#define BOX_ROWS      8

#define LEAST_SECONDS 0.5 /* the first sample is of a moment: it makes no rate */

/* Since the last sample, or what the sample came to. */
struct costs {
    int64_t draw_us, diff_us, write_us; /* of the slowest frame */
    size_t last_bytes, bytes, frames;
    double seconds;
    long wake_ups;
    int64_t memory; /* private, in bytes; -1 = not known */
    struct client_state client;
};

struct debug {
    struct costs now, shown;
    int64_t sampled_us;
    long wake_ups; /* at the last sample */
    bool known;    /* there was a sample */
};

/* Sleeps that the drawing thread was woken from. */
static long wake_ups(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nvcsw : 0;
}

static int64_t kilobytes_of(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at ? g_ascii_strtoll(at + strlen(name), NULL, 10) : 0;
}

static int64_t private_bytes(void)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents("/proc/self/smaps_rollup", &text, NULL, NULL))
        return -1;
    return 1024 * (kilobytes_of(text, "Private_Clean:") + kilobytes_of(text, "Private_Dirty:"));
}

static void sample(struct desk *desk, int64_t now_us)
{
    struct debug *debug = desk->debug;
    long awake = wake_ups();
    debug->shown = debug->now;
    debug->shown.seconds = (double)(now_us - debug->sampled_us) / G_USEC_PER_SEC;
    debug->shown.wake_ups = awake - debug->wake_ups;
    debug->shown.memory = private_bytes();
    if (desk->client)
        debug->shown.client = client_state(desk->client);
    debug->now = (struct costs){.last_bytes = debug->now.last_bytes};
    debug->wake_ups = awake;
    debug->sampled_us = now_us;
    debug->known = true;
}

void desk_debug_frame(struct desk *desk, int64_t draw_us, const struct screen_cost *cost)
{
    struct debug *debug = desk->debug;
    if (!debug)
        return;
    struct costs *now = &debug->now;
    now->draw_us = MAX(now->draw_us, draw_us);
    now->diff_us = MAX(now->diff_us, cost->diff_us);
    now->write_us = MAX(now->write_us, cost->write_us);
    now->last_bytes = cost->bytes;
    now->bytes += cost->bytes;
    now->frames++;
    int64_t now_us = g_get_monotonic_time();
    if (debug->known && now_us - debug->sampled_us < SAMPLE_US)
        return;
    bool first = !debug->known;
    sample(desk, now_us);
    if (first)
        desk_redraw(desk);
}

bool desk_debug_switch(struct desk *desk)
{
    bool on = !desk->debug;
    g_clear_pointer(&desk->debug, g_free);
    if (on) {
        desk->debug = g_new0(struct debug, 1);
        desk->debug->sampled_us = g_get_monotonic_time();
        desk->debug->wake_ups = wake_ups();
    }
    desk_redraw(desk);
    return true;
}

/* --- the box --- */

static void draw_line(struct surface *box, int row, const char *name, const char *value)
{
    surface_text(box, row, 0, 10, ROLE_MUTED, name);
    surface_text_cut(box, row, 10, box->cols - 10, ROLE_TEXT, CUT_END, value);
}

static char *frame_words(const struct costs *costs)
{
    char draw[24], diff[24], write[24];
    return g_strdup_printf("%s draw, %s diff, %s write",
                           quantity_duration((double)costs->draw_us, draw, sizeof draw),
                           quantity_duration((double)costs->diff_us, diff, sizeof diff),
                           quantity_duration((double)costs->write_us, write, sizeof write));
}

static char *bytes_words(const struct costs *costs)
{
    char last[24], rate[24];
    double seconds = costs->seconds;
    quantity_text((double)costs->last_bytes, "byte", last, sizeof last);
    if (seconds < LEAST_SECONDS)
        return g_strdup_printf("%s last", last);
    quantity_text((double)costs->bytes / seconds, "byte", rate, sizeof rate);
    return g_strdup_printf("%s last, %s a second", last, rate);
}

static char *request_words(const struct costs *costs)
{
    char flying[24], waiting[24], all[24];
    return g_strdup_printf("%s in flight, %s queued, %s sent",
                           quantity_count((int64_t)costs->client.in_flight, flying, sizeof flying),
                           quantity_count((int64_t)costs->client.waiting, waiting, sizeof waiting),
                           quantity_count((int64_t)costs->client.requests, all, sizeof all));
}

/* Of the view one is in; other panes hold theirs. */
static char *row_words(const struct desk *desk)
{
    const struct view *view = desk_view(desk);
    size_t shown = 0, held = 0;
    char first[24], second[24];
    if (!view || !view->ops->passing)
        return g_strdup("none in this pane");
    view->ops->passing(view, &shown, &held);
    return g_strdup_printf("%s of %s held in %s",
                           quantity_count((int64_t)shown, first, sizeof first),
                           quantity_count((int64_t)held, second, sizeof second), view->ops->name);
}

static char *memory_words(const struct costs *costs)
{
    char text[24];
    return costs->memory < 0
               ? g_strdup("not known")
               : g_strdup_printf("%s private",
                                 quantity_text((double)costs->memory, "byte", text, sizeof text));
}

static char *wake_words(const struct costs *costs)
{
    double seconds = costs->seconds;
    if (seconds < LEAST_SECONDS)
        return g_strdup("told after a second");
    char wakes[24], frames[24];
    quantity_text((double)costs->wake_ups / seconds, "per_second", wakes, sizeof wakes);
    quantity_text((double)costs->frames / seconds, "per_second", frames, sizeof frames);
    return g_strdup_printf("%s, %s frames", wakes, frames);
}

void desk_draw_debug(const struct desk *desk, struct surface *surface)
{
    const struct debug *debug = desk->debug;
    int cols = MIN(BOX_COLS, surface->cols - 2);
    if (!debug || surface->rows < BOX_ROWS + 2)
        return;
    struct surface framed = surface_part(surface, 1, surface->cols - cols - 1, BOX_ROWS, cols);
    struct surface box = frame_draw(&framed, "cost");
    const struct costs *costs = &debug->shown;
    const struct {
        const char *name;
        char *text;
    } lines[] = {
        {"frame",    frame_words(costs)  },
        {"bytes",    bytes_words(costs)  },
        {"requests", request_words(costs)},
        {"rows",     row_words(desk)     },
        {"memory",   memory_words(costs) },
        {"wake-ups", wake_words(costs)   }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        draw_line(&box, (int)i, lines[i].name, lines[i].text);
        g_free(lines[i].text);
    }
}
