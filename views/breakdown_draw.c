/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of groups: keys, aggregates, a bar of the one that they stand by, and it over time.
 */
#include "views/breakdown_state.h"

#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"

#include <math.h>
#include <string.h>

#define NUMBER_CELLS 10
#define LEAST_KEY    12

struct places {
    guint aggregates; /* so many have a column; the one sorted by always has */
    int key, bar, spark;
    int number[BREAKDOWN_MOST_AGGREGATES];
};

static int label_cells(const char *aggregate)
{
    return CLAMP(text_width(breakdown_label(aggregate)) + 2, NUMBER_CELLS, 24);
}

/* The numbers first, then the keys, then over time, then bars. */
static struct places fit(const struct breakdown_state *state, int cols)
{
    struct places places = {0};
    guint keys = state->breakdown->keys->len;
    int rest = cols - 1 - (int)MIN(keys, 2) * LEAST_KEY;
    for (guint i = 0; i < state->breakdown->aggregates->len; i++) {
        int cells = label_cells(state->breakdown->aggregates->pdata[i]);
        if (rest < NUMBER_CELLS && i > 0)
            break;
        places.number[i] = MIN(cells, MAX(rest, NUMBER_CELLS));
        rest -= places.number[i];
        places.aggregates = i + 1;
    }
    places.spark = rest >= 70 ? 40 : rest >= 30 ? 20 : 0;
    rest -= places.spark ? places.spark + 2 : 0;
    places.bar = rest >= 44 ? 20 : rest >= 24 ? 12 : 0;
    rest -= places.bar ? places.bar + 2 : 0;
    /* A width below 0 would be all that there is. */
    places.key = keys ? CLAMP((rest + (int)MIN(keys, 2) * LEAST_KEY) / (int)keys, 1, 32) : 0;
    return places;
}

static int bar_col(const struct breakdown_state *state, const struct places *places)
{
    int col = 1 + places->key * (int)state->breakdown->keys->len;
    for (guint i = 0; i < places->aggregates; i++)
        col += places->number[i];
    return col + 2;
}

/* What stands in a column: when there is no room for all, the last is that which they stand by. */
static guint aggregate_at(const struct breakdown_state *state, const struct places *places,
                          guint column)
{
    bool last = column + 1 == places->aggregates;
    return last && state->sort >= places->aggregates ? state->sort : column;
}

static void draw_heads(const struct breakdown_state *state, const struct places *places,
                       struct surface *surface)
{
    int col = 1;
    for (guint i = 0; i < state->breakdown->keys->len; i++, col += places->key)
        surface_text_cut(surface, 0, col, places->key - 1, ROLE_MUTED, CUT_MIDDLE,
                         state->breakdown->keys->pdata[i]);
    for (guint i = 0; i < places->aggregates; i++) {
        guint aggregate = aggregate_at(state, places, i);
        const char *label = breakdown_label(state->breakdown->aggregates->pdata[aggregate]);
        bool by = aggregate == state->sort;
        g_autofree char *safe = text_safe(label);
        g_autofree char *cut = text_cut_middle(safe, places->number[i] - 2);
        g_autofree char *head = g_strconcat(by ? surface->ascii ? "v" : "▼" : "", cut, NULL);
        surface_text_right(surface, 0, col, places->number[i], by ? ROLE_ACCENT : ROLE_MUTED, head);
        col += places->number[i];
    }
    if (places->spark)
        surface_text(surface, 0, bar_col(state, places) + (places->bar ? places->bar + 2 : 0),
                     places->spark, ROLE_MUTED, "over time");
}

static void draw_row(const struct breakdown_state *state, const struct places *places,
                     struct surface *surface, int y, size_t row)
{
    int col = 1;
    for (guint i = 0; i < state->breakdown->keys->len; i++, col += places->key) {
        g_autofree char *value = breakdown_value(state, row, i);
        surface_text_cut(surface, y, col, places->key - 1, value ? ROLE_TEXT : ROLE_MUTED,
                         CUT_MIDDLE, value ? value : "(not set)");
    }
    for (guint i = 0; i < places->aggregates; i++) {
        guint aggregate = aggregate_at(state, places, i);
        char text[24];
        quantity_text(breakdown_number(state, row, aggregate), state->columns[aggregate].unit, text,
                      sizeof text);
        surface_text_right(surface, y, col, places->number[i], ROLE_TEXT, text);
        col += places->number[i];
    }
    col = bar_col(state, places);
    double number = breakdown_number(state, row, state->sort);
    double most = state->columns[state->sort].most;
    struct surface cells = surface_part(surface, y, col, 1, places->bar);
    if (places->bar && most > 0 && number > 0)
        chart_bar(&cells, 0, 0, number / most * places->bar, ROLE_BAR);
    const struct series *series = breakdown_series(state, row);
    if (places->spark && series)
        chart_spark(surface, y, col + (places->bar ? places->bar + 2 : 0), places->spark,
                    series->values, series->count, SIZE_MAX);
}

void breakdown_draw(const struct view *view, struct surface *surface)
{
    const struct breakdown_state *state = view->state;
    if (!state->rows || !state->rows->count) {
        body_message(view, surface, "No row passes the filter in this range\n; edits the question");
        return;
    }
    struct places places = fit(state, surface->cols);
    draw_heads(state, &places, surface);
    for (int y = 1; y < surface->rows; y++) {
        size_t row = list_row(&state->list, y - 1);
        if (row >= state->rows->count)
            break;
        draw_row(state, &places, surface, y, row);
        body_cursor(view, surface, y, &state->list, row);
    }
}

void breakdown_status(const struct view *view, GString *out)
{
    const struct breakdown_state *state = view->state;
    if (state->rows && state->breakdown->keys->len)
        g_string_append_printf(out, "%zu%s groups  ", state->rows->count,
                               state->more ? " of more" : "");
    g_string_append(out, state->text);
    if (state->rows && state->rows->partial)
        g_string_append(out, "  (the server did not look at everything)");
}

void breakdown_evidence(const struct view *view, GString *out)
{
    const struct breakdown_state *state = view->state;
    size_t row = state->list.cursor;
    if (!state->rows || row >= state->rows->count)
        return;
    g_autofree char *words = breakdown_words(state, row);
    g_string_append(out, *words ? words : "all rows");
    for (guint i = 0; i < state->breakdown->aggregates->len; i++) {
        char text[24];
        quantity_text(breakdown_number(state, row, i), state->columns[i].unit, text, sizeof text);
        g_string_append_printf(out, "  %s %s",
                               breakdown_label(state->breakdown->aggregates->pdata[i]), text);
    }
}

void breakdown_explain(const struct view *view, GString *out)
{
    const struct breakdown_state *state = view->state;
    g_string_append_printf(out, "Asked: %s; rows of %s%s%s.\n", state->text,
                           state->breakdown->dataset, *state->breakdown->filter ? " that are " : "",
                           state->breakdown->filter);
    g_string_append_printf(out,
                           "The server counted; rows are ordered by %s (o changes it), at most %d "
                           "groups are shown%s.\n",
                           breakdown_label(breakdown_sorted_by(state)), BREAKDOWN_MOST_ROWS,
                           state->more ? ", and there are more" : "");
    g_string_append(out, "Over time: the same aggregate, of the ten largest groups; a server gives "
                         "no more. A blank is no data, the lowest mark is 0.\n");
}
