/* SPDX-License-Identifier: Apache-2.0
 *
 * The distribution over time on the screen.
 */
#include "tui/heat.h"
#include "views/chart_state.h"

#include "base/quantity.h"

#include <math.h>

#define LABEL_SIZE 28

struct labels {
    char text[HEAT_EDGES + 1][LABEL_SIZE];
    const char *edges[HEAT_EDGES + 1];
};

static struct heat heat_of(const struct chart_state *state, struct labels *labels)
{
    const struct chart_heat *heat = &state->heat;
    const char *unit = heat_unit(state->data.base);
    char edge[24];
    for (size_t i = 0; i < heat->counted; i++) {
        if (i > 0)
            quantity_text(heat->edges[i - 1], unit, labels->text[i], LABEL_SIZE);
        else
            g_snprintf(labels->text[0], LABEL_SIZE, "<%s",
                       quantity_text(heat->edge_count ? heat->edges[0] : heat->most, unit, edge,
                                     sizeof edge));
        labels->edges[i] = labels->text[i];
    }
    /* One value has no edges: its bin is named for it. */
    if (!heat->edge_count)
        quantity_text(heat->most, unit, labels->text[0], LABEL_SIZE);
    return (struct heat){
        .counts = heat->counts,
        .times = heat->times.count,
        .bins = heat->counted,
        .edges = labels->edges,
        .bin = heat->bin,
        .filling = heat->times.incomplete,
        .start_ms = heat->times.start_ms,
        .end_ms = heat->times.start_ms + (int64_t)heat->times.count * heat->times.interval_ms,
    };
}

int chart_heat_axis(const struct chart_state *state)
{
    struct labels labels;
    struct heat heat = heat_of(state, &labels);
    return heat_axis_width(&heat);
}

void chart_heat_draw(const struct view *view, struct surface *surface)
{
    const struct chart_state *state = view->state;
    const struct series *times = &state->heat.times;
    struct chart_marks marks;
    struct labels labels;
    if (!state->heat.counted) {
        g_autofree char *none =
            state->heat.error
                ? g_strdup_printf("No distribution: %s\nD shows the lines again", state->heat.error)
                : g_strdup("Counting what was measured");
        body_message(view, surface, none);
        return;
    }
    struct heat heat = heat_of(state, &labels);
    int64_t from, to;
    chart_selected(state, &from, &to);
    double at = chart_part(times, state->cursor_ms);
    heat.cursor = at >= 0 && at < 1 ? at + 0.01 / (double)times->count : (double)NAN;
    heat.range_from = state->mark_ms ? chart_part(times, from) : (double)NAN;
    heat.range_to = state->mark_ms ? chart_part(times, to - 1) : (double)NAN;
    heat.marks = marks.marks;
    heat.zone_offset_s = scope_zone_offset_s(desk_scope(view->desk), heat.end_ms);
    g_autoptr(GPtrArray) moments = chart_happened(view, times, NULL);
    chart_marks_fit(&marks, moments, times, heat.cursor, surface->cols - heat_axis_width(&heat),
                    surface->ascii);
    heat.mark_count = marks.count;
    heat_draw(surface, &heat);
}
