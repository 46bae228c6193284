/* SPDX-License-Identifier: Apache-2.0
 *
 * What the console does when there is nothing to do: bytes, wake-ups of all its threads and
 * processor time; paused, and live on a server where nothing happens. And what a live deck costs on
 * the line, beside btop and htop redrawing once a second.
 */
#include "tests/bench/rig.h"

#include "tests/support/http.h"

#include <glib/gstdio.h>
#include <math.h>

#define WATCH_MS  30000
#define LIVE_MS   20000
#define SETTLE_MS 20000 /* idle threads of a pool end after 15 s */

struct rest {
    struct burst burst;
    double cpu_ms;
    gint64 wakeups, first_wakeups;
};

static struct rest rest(struct line *line)
{
    struct usage before = process_usage(line_pid(line));
    struct rest rest = {.burst = line_watch(line, WATCH_MS)};
    struct usage after = process_usage(line_pid(line));
    rest.cpu_ms = after.cpu_ms - before.cpu_ms;
    rest.wakeups = after.wakeups - before.wakeups;
    rest.first_wakeups = after.first_wakeups - before.first_wakeups;
    return rest;
}

static void tell(struct rig *rig, const char *name, const char *unit, double value, double limit)
{
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = unit,
                                             .value = value,
                                             .goal = GOAL_AT_MOST,
                                             .limit = limit,
                                             .n = 1});
}

static void paused(struct rig *rig)
{
    struct line *line = rig_console(rig, sizes[1], false);
    line_keys(line, "p", 500);
    line_watch(line, SETTLE_MS);
    struct rest told = rest(line);
    tell(rig, "paused for 30 s: bytes", "B", (double)told.burst.bytes, 0);
    tell(rig, "paused for 30 s: wake-ups", "", (double)told.wakeups, 0);
    tell(rig, "paused for 30 s: processor", "ms", told.cpu_ms, 0.5);
    line_free(line);
}

static void idle(struct rig *rig)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", serve.port);
    struct line *line = rig_console_at(rig, sizes[1], url, serve.token);
    line_watch(line, SETTLE_MS);
    struct rest told = rest(line);
    double seconds = WATCH_MS / 1000.0;
    tell(rig, "live, nothing happens: bytes a second", "B/s", (double)told.burst.bytes / seconds,
         40);
    tell(rig, "live, nothing happens: wake-ups a second to draw", "/s",
         (double)told.first_wakeups / seconds, 1);
    report_note(rig->report,
                "Live, with the network thread and its requests: %.1f wake-ups a second.",
                (double)told.wakeups / seconds);
    tell(rig, "live, nothing happens: processor", "% of one", told.cpu_ms / WATCH_MS * 100, 0.5);
    line_free(line);
    serve_clear(&serve);
}

static double live_peer(struct rig *rig, struct size size, const char *const *argv)
{
    g_autofree char *home = rig_home(rig);
    g_autofree char *folder = g_strdup_printf("%s/.config/btop", home);
    g_autofree char *config = g_strdup_printf("%s/btop.conf", folder);
    g_mkdir_with_parents(folder, 0700);
    g_file_set_contents(config, "update_ms = 1000\n", -1, NULL);
    struct line *line = rig_peer(rig, size, home, argv);
    if (!line)
        return (double)NAN;
    line_watch(line, 3000);
    struct burst burst = line_watch(line, LIVE_MS);
    line_free(line);
    return (double)burst.bytes * 1000 / LIVE_MS;
}

void figures_live(struct rig *rig)
{
    const char *const btop[] = {"btop", NULL};
    for (size_t i = 0; i < SIZES; i++) {
        struct line *line = rig_console(rig, sizes[i], false);
        line_watch(line, 3000);
        struct burst burst = line_watch(line, LIVE_MS);
        g_autofree char *name =
            g_strdup_printf("live deck, an incident playing, %dx%d", sizes[i].cols, sizes[i].rows);
        report_add(rig->report, &(struct figure){.name = name,
                                                 .unit = "B/s",
                                                 .value = (double)burst.bytes * 1000 / LIVE_MS,
                                                 .peer = "btop",
                                                 .peer_value = live_peer(rig, sizes[i], btop),
                                                 .goal = GOAL_RATIO,
                                                 .limit = 0.1,
                                                 .n = 1});
        line_free(line);
    }
}

void figures_idle(struct rig *rig)
{
    paused(rig);
    idle(rig);
}
