/* SPDX-License-Identifier: Apache-2.0 */
#include "views/differs.h"

#include "api/query/query.h"
#include "views/desk.h"

bool differs_of_search(const struct view *view, struct target *target)
{
    struct view_query query;
    if (!view->ops->query || !view->ops->query(view, &query) || !query_dataset(query.kind))
        return false;
    bool range = query.start_ms > 0, searched = *query.text != '\0';
    g_autofree char *base = query_both(query.fixed, range || !searched ? query.text : NULL);
    target->kind = TARGET_DIFFERS;
    target_set(&target->key, query_dataset(query.kind));
    target_set(&target->query, base);
    target_set(&target->value, searched && !range ? query.text : NULL);
    target->start_ms = query.start_ms;
    target->end_ms = query.end_ms;
    return true;
}

bool differs_of_signal(const struct signal *signal, int64_t start_ms, int64_t end_ms,
                       struct target *target)
{
    target->kind = TARGET_DIFFERS;
    target_set(&target->key, signal->dataset);
    target_set(&target->query, signal->query);
    target_set(&target->signal_id, signal->id);
    target_set(&target->name, signal->name);
    if (!g_strcmp0(signal->metric_type, "counter")) /* its rows are amounts */
        target_set(&target->text, signal->aggregate);
    target->start_ms = start_ms;
    target->end_ms = end_ms;
    return true;
}

bool differs_of_issue(const struct view *view, struct target *target)
{
    struct target issue;
    target_init(&issue, TARGET_NONE);
    bool known = view->ops->target(view, &issue) && issue.short_id;
    if (known) {
        g_autofree char *events = g_strdup_printf("issue:%s", issue.short_id);
        target->kind = TARGET_DIFFERS;
        target_set(&target->key, "errors");
        target_set(&target->value, events);
        target_set(&target->name, issue.short_id);
    } else {
        desk_say(view->desk, false, "no issue is under the cursor");
    }
    target_clear(&issue);
    return known;
}
