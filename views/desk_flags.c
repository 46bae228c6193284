/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes of feature flags, from the logs of whoever changes them. There is no convention for that;
 * taken for a change is a log that says, in the names of OpenTelemetry's feature_flag.* attributes,
 * which flag, and as feature_flag.before what it was: an evaluation has no such thing.
 */
#include "views/body.h"
#include "views/desk_state.h"

#include "api/model/flag_change.h"
#include "base/clock.h"

#define FLAGS_MS   60000
#define MOST_FLAGS "50"

static const char *const fields[] = {
    "timestamp",
    "project",
    "feature_flag.key",
    "feature_flag.result.value",
    "feature_flag.before",
    "feature_flag.changed_by",
    NULL,
};

static GPtrArray *changes_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)flag_change_free);
}

static void flags_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    const struct rows *rows = answer->kind == REPLY_ROWS ? answer->object : NULL;
    if (!rows)
        return;
    GPtrArray *old = desk->shared.flags;
    desk->shared.flags = changes_new();
    for (size_t row = 0; row < rows->count; row++) {
        g_autofree char *time = body_cell(rows, row, "timestamp");
        g_autoptr(flag_change) change = flag_change_new();
        int64_t ns;
        change->key = body_cell(rows, row, "feature_flag.key");
        if (!change->key || !*change->key || !time || !clock_parse_iso(time, &ns))
            continue;
        change->time_ms = ns / NS_PER_MS;
        change->project = body_cell(rows, row, "project");
        change->before = body_cell(rows, row, "feature_flag.before");
        change->value = body_cell(rows, row, "feature_flag.result.value");
        change->by = body_cell(rows, row, "feature_flag.changed_by");
        g_ptr_array_add(desk->shared.flags, g_steal_pointer(&change));
    }
    desk_shared_changed(desk);
    g_ptr_array_unref(old);
}

void desk_flags_start(struct desk *desk)
{
    desk_unask(desk, &desk->flags_ask);
    struct request *request = request_rows("logs", fields);
    request_add(request, "query", "has:feature_flag.key has:feature_flag.before");
    request_add(request, "sort", "-timestamp");
    request_add(request, "per_page", MOST_FLAGS);
    request->background = true;
    desk->flags_ask = desk_ask_self(desk, request, FLAGS_MS, false, flags_came, NULL, NULL);
}

void desk_flags_init(struct desk *desk)
{
    desk->shared.flags = changes_new();
}

void desk_flags_free(struct desk *desk)
{
    g_clear_pointer(&desk->shared.flags, g_ptr_array_unref);
}

const GPtrArray *desk_flags(const struct desk *desk)
{
    return desk->shared.flags;
}
