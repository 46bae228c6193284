/* SPDX-License-Identifier: Apache-2.0
 *
 * Below the waterfall: the deploys and changes of flags within or shortly before the trace, and
 * what of it is not here.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "api/model/flag_change.h"
#include "api/model/release.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/suspects.h"

#include <string.h>

#define FOOT_ROWS  12 /* from this many lines on */
#define BEFORE_MS  (60 * MS_PER_MINUTE)
#define MOST_DEEDS 3

static int64_t took_effect_ms(const struct deploy *deploy)
{
    return deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
}

static bool has_service(const struct trace *trace, const char *service)
{
    return service && g_hash_table_contains(trace->service_names, service);
}

/* What people did to a service of the trace: one of the two. */
struct deed {
    const struct deploy *deploy;
    const struct flag_change *flag;
    int64_t time_ms;
};

struct deeds {
    struct deed list[MOST_DEEDS]; /* the last ones, newest first */
    size_t count;
};

static void add_deed(struct deeds *deeds, const struct trace *trace, struct deed deed,
                     const char *service)
{
    int64_t end = trace->end_us / 1000, start = trace->start_us / 1000;
    if (!deed.time_ms || deed.time_ms > end || deed.time_ms < us_add(start, -BEFORE_MS) ||
        !has_service(trace, service))
        return;
    size_t place = deeds->count;
    while (place > 0 && deeds->list[place - 1].time_ms < deed.time_ms)
        place--;
    if (place >= MOST_DEEDS)
        return;
    deeds->count = MIN(deeds->count + 1, MOST_DEEDS);
    memmove(deeds->list + place + 1, deeds->list + place,
            (deeds->count - place - 1) * sizeof *deeds->list);
    deeds->list[place] = deed;
}

static struct deeds find_deeds(const struct view *view)
{
    const struct trace_state *state = view->state;
    const GPtrArray *deploys = desk_deploys(view->desk), *flags = desk_flags(view->desk);
    struct deeds deeds = {0};
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *deploy = deploys->pdata[i];
        struct deed deed = {.deploy = deploy, .time_ms = took_effect_ms(deploy)};
        add_deed(&deeds, state->trace, deed, deploy->project);
    }
    for (guint i = 0; i < flags->len; i++) {
        const struct flag_change *flag = flags->pdata[i];
        struct deed deed = {.flag = flag, .time_ms = flag->time_ms};
        add_deed(&deeds, state->trace, deed, flag->project);
    }
    return deeds;
}

int trace_foot_rows(const struct view *view, int rows)
{
    const struct trace_state *state = view->state;
    if (rows < FOOT_ROWS || !state->trace || !state->trace->spans->len)
        return 0;
    return (find_deeds(view).count > 0) + (state->not_loaded > 0);
}

/* "▲ inventory 3.1.0 deployed 2m04s before". */
static int draw_deploy(struct surface *surface, int y, int col, const struct deploy *deploy,
                       const char *ago, const char *side)
{
    const char *version = release_short(deploy->release);
    struct piece pieces[] = {
        {ROLE_DEPLOY, "▲ "                                          },
        {ROLE_TEXT,   deploy->project ? deploy->project : "?"         },
        {ROLE_TEXT,   " "                                             },
        {ROLE_TEXT,   version ? version : ""                          },
        {ROLE_MUTED,  deploy->inferred ? " first seen " : " deployed "},
        {ROLE_MUTED,  ago                                             },
        {ROLE_MUTED,  side                                            },
    };
    return surface_pieces(surface, y, col, surface->cols - col, pieces, G_N_ELEMENTS(pieces));
}

/* "▲ flag ranking_v2.table is recommendations_v2 since 14m before". */
static int draw_flag(struct surface *surface, int y, int col, const struct flag_change *flag,
                     const char *ago, const char *side)
{
    struct piece pieces[] = {
        {ROLE_DEPLOY, "▲ "                         },
        {ROLE_MUTED,  "flag "                        },
        {ROLE_TEXT,   flag->key                      },
        {ROLE_MUTED,  " became "                     },
        {ROLE_TEXT,   flag->value ? flag->value : "?"},
        {ROLE_MUTED,  " "                            },
        {ROLE_MUTED,  ago                            },
        {ROLE_MUTED,  side                           },
    };
    return surface_pieces(surface, y, col, surface->cols - col, pieces, G_N_ELEMENTS(pieces));
}

/* In words, and the place of each where it falls into what is in sight. */
static void draw_deeds(const struct view *view, struct surface *surface, int y,
                       const struct trace_columns *columns)
{
    const struct trace_state *state = view->state;
    struct deeds deeds = find_deeds(view);
    int64_t start = state->trace->start_us / 1000;
    int col = 1;
    for (size_t i = 0; i < deeds.count && col < surface->cols; i++) {
        const struct deed *deed = &deeds.list[i];
        const char *side = deed->time_ms <= start ? " before" : " into the trace";
        g_autofree char *ago = body_ago(ABS(start - deed->time_ms));
        col += deed->deploy ? draw_deploy(surface, y, col, deed->deploy, ago, side)
                            : draw_flag(surface, y, col, deed->flag, ago, side);
        col += 3;
    }
    struct surface cells = surface_part(surface, y, trace_columns_bar(columns), 1, columns->bar);
    struct trace_scale scale = trace_time_scale(&state->time, MAX(cells.cols, 1));
    for (size_t i = 0; i < deeds.count && cells.cols > 0; i++) {
        double place = trace_scale_cell(&scale, deeds.list[i].time_ms * 1000);
        if (place >= 0 && place < cells.cols)
            surface_run(&cells, 0, (int)place, 1, ROLE_DEPLOY, "▲", '^');
    }
}

void trace_foot_draw(const struct view *view, struct surface *surface,
                     const struct trace_columns *columns, int rows)
{
    const struct trace_state *state = view->state;
    int y = surface->rows - rows;
    int64_t loaded = (int64_t)state->trace->spans->len - state->trace->missing;
    char have[24], all[24];
    if (rows > 0 && state->not_loaded > 0) {
        surface_printf(surface, y, 1, -1, ROLE_CHANGED,
                       "%s of %s spans loaded: the server keeps the others to itself",
                       quantity_count(loaded, have, sizeof have),
                       quantity_count(us_add(loaded, state->not_loaded), all, sizeof all));
        y++;
    }
    if (y < surface->rows)
        draw_deeds(view, surface, y, columns);
}
