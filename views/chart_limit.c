/* SPDX-License-Identifier: Apache-2.0
 *
 * The limit of a chart's signal: the line at it, and ":limit" that sets it.
 */
#include "views/chart_state.h"
#include "views/desk_limits.h"

#include "base/quantity.h"

#include <string.h>

/* A limit of 30s is none of how many there were. */
static bool measures(const char *aggregate)
{
    static const char *const levels[] = {"min", "max", "avg", NULL};
    return g_strv_contains(levels, aggregate) ||
           (aggregate[0] == 'p' && g_ascii_isdigit(aggregate[1]));
}

bool chart_limit(const struct chart_state *state, double *limit)
{
    const struct signal *base = state->data.base;
    const char *unit = chart_unit(state);
    g_autofree char *aggregate = chart_data_aggregate(&state->data);
    bool another = state->data.aggregate && !measures(aggregate);
    double factor = g_strcmp0(unit, base->unit) ? quantity_conversion(base->unit, unit) : 1;
    if (base->limit_from != LIMIT_STATED || state->data.formula || another || factor == 0)
        return false;
    *limit = base->limit * factor;
    return true;
}

/* --- :limit --- */

static bool take(void *context, const char *text)
{
    struct view *view = context;
    struct chart_state *state = view->state;
    const struct signal *base = state->data.base;
    char value[24];
    if (state->data.formula) {
        desk_say(view->desk, true,
                 "a limit is of the signal, not of this equation: :row makes it a signal");
        return false;
    }
    bool back = !strcmp(text, "config");
    if (!desk_set_limit(view->desk, base, back ? NULL : text))
        return false;
    desk_limit(view->desk, state->data.base);
    const char *name = base->metric_name ? base->metric_name : base->name;
    if (base->limit_from == LIMIT_STATED)
        desk_say(view->desk, false, "the limit of %s is %s; the wall knows with its next round",
                 name, quantity_text(base->limit, base->unit, value, sizeof value));
    else
        desk_say(view->desk, false, "%s has no limit", name);
    return true;
}

static void choices(void *context, GPtrArray *choices)
{
    const struct view *view = context;
    const struct chart_state *state = view->state;
    char value[24];
    double limit;
    g_autofree char *now =
        chart_limit(state, &limit)
            ? g_strdup_printf("it is %s now",
                              quantity_text(limit, chart_unit(state), value, sizeof value))
            : NULL;
    argument_add(choices, "none", now);
    argument_add(choices, "config", "as [limits] in the config says");
}

const struct argument chart_limit_argument = {
    .name = "200ms", .kind = "limit", .take = take, .choices = choices, .free = true};
