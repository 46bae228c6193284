/* SPDX-License-Identifier: Apache-2.0
 *
 * From the waterfall to a comparison: of the trace with healthy ones, or of two spans and what is
 * below them.
 */
#include "views/trace_parts.h"

#include "views/compare_sides.h"

#include <string.h>

/* What a side is called: the span's name, without what its operation says already. */
static const char *short_name(const struct span *span)
{
    const char *name = span->name && *span->name ? span->name : span->op ? span->op : "span";
    const char *operation = span->op ? strrchr(span->op, '.') : NULL;
    size_t length = operation ? strlen(operation + 1) : 0;
    bool repeats = length && g_str_has_prefix(name, operation + 1);
    return repeats && name[length] == ' ' && name[length + 1] ? name + length + 1 : name;
}

static const struct span *chosen(const struct view *view)
{
    const struct trace_state *state = view->state;
    const struct span *span = state->trace ? trace_state_current(state) : NULL;
    return span && span->id && !span->missing ? span : NULL;
}

bool trace_differs(const struct view *view, struct target *target)
{
    const struct trace_state *state = view->state;
    if (!state->trace || state->rows.main_root < 0) {
        desk_say(view->desk, false, "the trace has not come yet: x compares it when it is here");
        return false;
    }
    return compare_with_healthy(state->trace_id, target);
}

bool trace_compare_sides(void *context)
{
    struct view *view = context;
    const struct trace_state *state = view->state;
    const struct span *span = chosen(view);
    if (!span)
        return false;
    struct target side;
    target_init(&side, TARGET_SPAN);
    target_set(&side.trace_id, state->trace_id);
    target_set(&side.span_id, span->id);
    target_set(&side.name, short_name(span));
    bool taken = compare_take_side(view, &side);
    target_clear(&side);
    return taken;
}
