/* SPDX-License-Identifier: Apache-2.0
 *
 * Surrounding rows: those of the same trace, span, host, user or service as the row under the
 * cursor, or all of them, around it in time. The row's own attributes say what there is; the view
 * that opens stands on the row, and Esc leads back.
 */
#include "views/logs_state.h"

#include "api/query/query.h"
#include "base/clock.h"
#include "tui/palette.h"
#include "views/body.h"
#include "views/log_source.h"

#include <string.h>

#define EVERYTHING "every row"

/* What rows can have in common, by all names that SDKs give it. */
static const struct {
    const char *label;
    const char *keys[5];
} kinds[] = {
    {"same trace",   {"trace", "trace_id", NULL}                               },
    {"same span",    {"span_id", NULL}                                         },
    {"same user",    {"user.id", "enduser.id", "user.email", "user.name", NULL}},
    {"same host",    {"server.address", "host.name", "k8s.pod.name", NULL}     },
    {"same service", {"project", NULL}                                         },
    {"same logger",  {"logger.name", "logger", "code.namespace", NULL}         },
};

static const struct pair *pair_of(const GPtrArray *pairs, size_t kind)
{
    for (const char *const *key = kinds[kind].keys; *key; key++) {
        const struct pair *pair = pairs_find(pairs, *key);
        if (pair && pair->value && *pair->value)
            return pair;
    }
    return NULL;
}

static void open_around(struct view *view, const char *query)
{
    const struct logs *logs = view->state;
    struct target target;
    target_init(&target, TARGET_LOGS);
    target_set(&target.query, query ? query : "");
    target_set(&target.item_id, logs->around.id);
    target.start_ms = logs->around.time_ns / NS_PER_MS;
    desk_open(view->desk, &target);
    target_clear(&target);
}

static void picked(struct view *view, const char *text)
{
    struct logs *logs = view->state;
    if (!strcmp(text, EVERYTHING))
        open_around(view, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const struct pair *pair =
            strcmp(text, kinds[i].label) ? NULL : pair_of(logs->around.pairs, i);
        g_autofree char *query = pair ? body_narrowed(NULL, pair->key, pair->value, false) : NULL;
        if (query)
            open_around(view, query);
    }
}

/* What the row itself tells is enough where its other attributes did not come. */
static void offer(struct view *view)
{
    struct logs *logs = view->state;
    struct palette_entry entries[G_N_ELEMENTS(kinds) + 1];
    g_autoptr(GPtrArray) details = g_ptr_array_new_with_free_func(g_free);
    size_t count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const struct pair *pair = pair_of(logs->around.pairs, i);
        if (!pair)
            continue;
        g_ptr_array_add(details, g_strdup_printf("%s %s", pair->key, pair->value));
        entries[count++] =
            (struct palette_entry){kinds[i].label, details->pdata[details->len - 1], NULL};
    }
    entries[count++] = (struct palette_entry){EVERYTHING, "around it in time", NULL};
    desk_pick(view, "the rows around this one", entries, count, picked);
}

static void add_pair(GPtrArray *pairs, const char *key, const char *value)
{
    if (value && *value && !pairs_find(pairs, key))
        g_ptr_array_add(pairs, pair_new(key, value));
}

static void take_row(struct logs *logs, size_t row)
{
    static const char *const keys[] = {"trace", "span_id"};
    logs_around_clear(logs);
    logs->around.pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    logs->around.id = g_strdup(log_row_id(logs->rows, row));
    logs->around.time_ns = log_row_time_ns(logs->rows, row);
    add_pair(logs->around.pairs, "project", log_row_project(logs->rows, row));
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        add_pair(logs->around.pairs, keys[i], log_row_text(logs->rows, row, keys[i]));
    g_autoptr(item) item = log_row_item(logs->rows, row);
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        g_autofree char *text = value_text(attribute->value);
        add_pair(logs->around.pairs, attribute->key, text);
    }
}

void logs_around_clear(struct logs *logs)
{
    g_clear_pointer(&logs->around.pairs, g_ptr_array_unref);
    g_clear_pointer(&logs->around.id, g_free);
}

bool logs_surrounding(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    if (logs->list.cursor >= log_rows_count(logs->rows)) {
        desk_say(view->desk, false, "no row is under the cursor");
        return false;
    }
    take_row(logs, logs->list.cursor);
    const struct pair *project = pairs_find(logs->around.pairs, "project");
    const struct pair *trace = pairs_find(logs->around.pairs, "trace");
    if (logs->source || !project) {
        offer(view);
        return true;
    }
    struct request *request =
        request_new(ENDPOINT_TRACE_ITEM, project->value, logs->around.id, NULL);
    request_add(request, "item_type", "logs");
    if (trace)
        request_add(request, "trace_id", trace->value);
    if (logs->around.ask)
        desk_forget(view, logs->around.ask);
    bool loading = view->loading;
    logs->around.ask = desk_ask(view, request, 0, true);
    view->loading = loading;
    return true;
}

bool logs_surrounding_reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct logs *logs = view->state;
    if (!logs->around.ask || subscription != logs->around.ask)
        return false;
    logs->around.ask = 0; /* one answer is enough: it is not waited for another */
    desk_forget(view, subscription);
    const GPtrArray *pairs = answer->kind == REPLY_ATTRIBUTES ? answer->object : NULL;
    for (guint i = 0; pairs && i < pairs->len; i++) {
        const struct pair *pair = pairs->pdata[i];
        add_pair(logs->around.pairs, pair->key, pair->value);
    }
    if (desk_focused(view) && logs->around.pairs)
        offer(view);
    return true;
}
