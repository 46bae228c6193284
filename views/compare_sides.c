/* SPDX-License-Identifier: Apache-2.0 */
#include "views/compare_sides.h"

#include "views/desk.h"

bool compare_with_healthy(const char *trace_id, struct target *target)
{
    g_autofree char *name = g_strdup_printf("trace %.8s", trace_id);
    target->kind = TARGET_COMPARE;
    target_set(&target->trace_id, trace_id);
    target_set(&target->name, name);
    return true;
}

static void begin(struct view *view, const struct target *side)
{
    struct target left;
    target_init(&left, TARGET_SPAN);
    target_set(&left.trace_id, side->trace_id);
    target_set(&left.span_id, side->span_id);
    target_set(&left.name, side->name);
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

static bool open_both(struct view *view, const struct target *left, const struct target *right)
{
    struct target target;
    target_init(&target, TARGET_COMPARE);
    target_set(&target.key, left->trace_id);
    target_set(&target.value, left->span_id);
    target_set(&target.text, left->name);
    target_set(&target.trace_id, right->trace_id);
    target_set(&target.span_id, right->span_id);
    target_set(&target.name, right->name);
    name_sides(&target);
    desk_set_left_side(view->desk, NULL);
    bool opened = desk_open(view->desk, &target);
    target_clear(&target);
    return opened;
}

bool compare_take_side(struct view *view, const struct target *side)
{
    const struct target *left = desk_left_side(view->desk);
    if (!left) {
        begin(view, side);
        return true;
    }
    if (!g_strcmp0(left->trace_id, side->trace_id) && !g_strcmp0(left->span_id, side->span_id)) {
        desk_set_left_side(view->desk, NULL);
        desk_say(view->desk, false, "the left side is forgotten");
        return true;
    }
    return open_both(view, left, side);
}

void compare_waiting(const struct view *view, GString *out)
{
    const struct target *left = desk_left_side(view->desk);
    if (left)
        g_string_append_printf(out, "  left side: %s", left->name);
}
