/* SPDX-License-Identifier: Apache-2.0
 *
 * From the waterfall to a comparison: of the trace with healthy ones, or of two spans and what is
 * below them.
 */
#include "views/trace_parts.h"

#include <string.h>

/* What a side is called: the span's name, without what its operation says already. */
static const char *short_name(const struct span *span)
{
    const char *name = span->name && *span->name ? span->name : span->op ? span->op : "span";
    const char *operation = span->op ? strrchr(span->op, '.') : NULL;
    size_t length = operation ? strlen(operation + 1) : 0;
    if (length && !strncmp(name, operation + 1, length) && name[length] == ' ' && name[length + 1])
        return name + length + 1;
    return name;
}

static const struct span *chosen(const struct view *view)
{
    const struct trace_state *state = view->state;
    const struct span *span = state->trace ? trace_state_current(state) : NULL;
    return span && span->id && !span->missing ? span : NULL;
}

bool trace_compare_usual(void *context)
{
    struct view *view = context;
    const struct trace_state *state = view->state;
    if (!state->trace || state->rows.main_root < 0) {
        desk_say(view->desk, false, "the trace has not come yet: x compares it when it is here");
        return false;
    }
    struct target target;
    target_init(&target, TARGET_COMPARE);
    target_set(&target.trace_id, state->trace_id);
    g_autofree char *name = g_strdup_printf("trace %.8s", state->trace_id);
    target_set(&target.name, name);
    bool opened = desk_open(view->desk, &target);
    target_clear(&target);
    return opened;
}

static void begin(struct view *view, const struct span *span)
{
    const struct trace_state *state = view->state;
    struct target left;
    target_init(&left, TARGET_SPAN);
    target_set(&left.trace_id, state->trace_id);
    target_set(&left.span_id, span->id);
    target_set(&left.name, short_name(span));
    desk_set_left_side(view->desk, &left);
    desk_say(view->desk, false,
             "left side: %s; D on another span, here or in another trace, compares; D here again "
             "forgets it",
             left.name);
    target_clear(&left);
}

/* Sides of the same name are told apart by their spans, or traces. */
static void name_sides(struct target *target)
{
    if (g_strcmp0(target->text, target->name) != 0)
        return;
    bool one_trace = !g_strcmp0(target->key, target->trace_id);
    g_autofree char *left = one_trace ? g_strdup_printf("%s %.8s", target->text, target->value)
                                      : g_strdup_printf("trace %.8s", target->key);
    g_autofree char *right = one_trace ? g_strdup_printf("%s %.8s", target->name, target->span_id)
                                       : g_strdup_printf("trace %.8s", target->trace_id);
    target_set(&target->text, left);
    target_set(&target->name, right);
}

bool trace_compare_sides(void *context)
{
    struct view *view = context;
    const struct trace_state *state = view->state;
    const struct span *span = chosen(view);
    const struct target *left = desk_left_side(view->desk);
    if (!span)
        return false;
    if (!left) {
        begin(view, span);
        return true;
    }
    if (!g_strcmp0(left->trace_id, state->trace_id) && !g_strcmp0(left->span_id, span->id)) {
        desk_set_left_side(view->desk, NULL);
        desk_say(view->desk, false, "the left side is forgotten");
        return true;
    }
    struct target target;
    target_init(&target, TARGET_COMPARE);
    target_set(&target.key, left->trace_id);
    target_set(&target.value, left->span_id);
    target_set(&target.text, left->name);
    target_set(&target.trace_id, state->trace_id);
    target_set(&target.span_id, span->id);
    target_set(&target.name, short_name(span));
    name_sides(&target);
    desk_set_left_side(view->desk, NULL);
    bool opened = desk_open(view->desk, &target);
    target_clear(&target);
    return opened;
}
