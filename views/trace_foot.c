/* SPDX-License-Identifier: Apache-2.0
 *
 * Below the waterfall: the deploys within or shortly before the trace, and what of it is not here.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/suspects.h"

#include <string.h>

#define FOOT_ROWS    12 /* from this many lines on */
#define BEFORE_MS    (60 * MS_PER_MINUTE)
#define MOST_DEPLOYS 3

static int64_t took_effect_ms(const struct deploy *deploy)
{
    return deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
}

static bool has_service(const struct trace *trace, const char *service)
{
    for (guint i = 0; i < trace->likes->len; i++) {
        uint32_t first = g_array_index(trace->likes, struct span_like, i).first;
        if (!g_strcmp0(trace_span_at(trace, (int)first)->service, service))
            return true;
    }
    return false;
}

/* The last deploys of services in the trace, newest first. */
static size_t find_deploys(const struct view *view, const struct deploy **found)
{
    const struct trace_state *state = view->state;
    const GPtrArray *deploys = desk_deploys(view->desk);
    int64_t end = state->trace->end_us / 1000, start = state->trace->start_us / 1000;
    size_t count = 0;
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *deploy = deploys->pdata[i];
        int64_t at = took_effect_ms(deploy);
        if (!at || at > end || at < us_add(start, -BEFORE_MS) ||
            !has_service(state->trace, deploy->project))
            continue;
        size_t place = count;
        while (place > 0 && took_effect_ms(found[place - 1]) < at)
            place--;
        if (place >= MOST_DEPLOYS)
            continue;
        count = MIN(count + 1, MOST_DEPLOYS);
        memmove(found + place + 1, found + place, (count - place - 1) * sizeof *found);
        found[place] = deploy;
    }
    return count;
}

int trace_foot_rows(const struct view *view, int rows)
{
    const struct trace_state *state = view->state;
    const struct deploy *found[MOST_DEPLOYS];
    if (rows < FOOT_ROWS || !state->trace || !state->trace->spans->len)
        return 0;
    return (find_deploys(view, found) > 0) + (state->missing > 0);
}

/* "▲ inventory 3.1.0 deployed 2m04s before", and its place where it falls into what is in sight. */
static void draw_deploys(const struct view *view, struct surface *surface, int y,
                         const struct trace_columns *columns)
{
    const struct trace_state *state = view->state;
    const struct deploy *found[MOST_DEPLOYS];
    size_t count = find_deploys(view, found);
    int64_t start = state->trace->start_us / 1000;
    int col = 1;
    for (size_t i = 0; i < count && col < surface->cols; i++) {
        int64_t at = took_effect_ms(found[i]);
        const char *slash = found[i]->release ? strrchr(found[i]->release, '@') : NULL;
        const char *version = slash ? slash + 1 : found[i]->release;
        g_autofree char *ago = body_ago(ABS(start - at));
        struct piece pieces[] = {
            {ROLE_DEPLOY, "▲ "                                            },
            {ROLE_TEXT,   found[i]->project ? found[i]->project : "?"       },
            {ROLE_TEXT,   " "                                               },
            {ROLE_TEXT,   version ? version : ""                            },
            {ROLE_MUTED,  found[i]->inferred ? " first seen " : " deployed "},
            {ROLE_MUTED,  ago                                               },
            {ROLE_MUTED,  at <= start ? " before" : " into the trace"       },
        };
        col += surface_pieces(surface, y, col, surface->cols - col, pieces, G_N_ELEMENTS(pieces));
        col += 3;
    }
    struct surface cells = surface_part(surface, y, trace_columns_bar(columns), 1, columns->bar);
    struct trace_scale scale = trace_time_scale(&state->time, MAX(cells.cols, 1));
    for (size_t i = 0; i < count && cells.cols > 0; i++) {
        double place = trace_scale_cell(&scale, took_effect_ms(found[i]) * 1000);
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
    if (rows > 0 && state->missing > 0) {
        surface_printf(surface, y, 1, -1, ROLE_CHANGED,
                       "%s of %s spans loaded: the server keeps the others to itself",
                       quantity_count(loaded, have, sizeof have),
                       quantity_count(us_add(loaded, state->missing), all, sizeof all));
        y++;
    }
    if (y < surface->rows)
        draw_deploys(view, surface, y, columns);
}
