/* SPDX-License-Identifier: Apache-2.0
 *
 * A log row as the server has it, with every attribute: asked for when the row is unfolded.
 */
#include "views/logs_state.h"

#include "views/body.h"

#include <jansson.h>
#include <string.h>

void logs_whole_free(void *data)
{
    struct logs_whole *whole = data;
    g_clear_pointer(&whole->pairs, g_ptr_array_unref);
    g_free(whole->failed);
    g_free(whole);
}

struct logs_whole *logs_whole_new(struct view *view, size_t row)
{
    const struct logs *logs = view->state;
    struct logs_whole *whole = g_new0(struct logs_whole, 1);
    const char *project = log_row_project(logs->rows, row), *id = log_row_id(logs->rows, row);
    const char *trace = log_row_text(logs->rows, row, "trace");
    if (logs->source || !project || !*project || !id || !*id)
        return whole;
    struct request *request = request_new(ENDPOINT_TRACE_ITEM, project, id, NULL);
    request_add(request, "item_type", "logs");
    if (trace && *trace)
        request_add(request, "trace_id", trace);
    bool loading = view->loading; /* the rows are there */
    whole->ask = desk_ask(view, request, 0, true);
    view->loading = loading;
    return whole;
}

const struct logs_whole *logs_whole_of(const struct logs *logs, size_t row)
{
    const char *id = log_row_id(logs->rows, row);
    return logs->lines.open && id ? g_hash_table_lookup(logs->lines.open, id) : NULL;
}

static int by_key(const void *a, const void *b)
{
    const struct pair *const *x = a, *const *y = b;
    return strcmp((*x)->key, (*y)->key);
}

static void take(struct logs_whole *whole, struct reply *answer)
{
    if (answer->kind == REPLY_ATTRIBUTES && answer->object) {
        g_clear_pointer(&whole->pairs, g_ptr_array_unref);
        whole->pairs = reply_take(answer);
        g_ptr_array_sort(whole->pairs, by_key);
    }
    g_free(whole->failed);
    whole->failed = answer->failure == FAILURE_NONE
                        ? NULL
                        : g_strdup(answer->error ? answer->error : "the request failed");
}

bool logs_whole_take(struct logs_whole *whole, uint64_t subscription, struct reply *answer)
{
    if (!whole->ask || whole->ask != subscription)
        return false;
    body_answered(&whole->ask, subscription, answer);
    take(whole, answer);
    return true;
}

bool logs_whole_reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct logs *logs = view->state;
    GHashTableIter each;
    void *value;
    if (!logs->lines.open)
        return false;
    g_hash_table_iter_init(&each, logs->lines.open);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        if (!logs_whole_take(value, subscription, answer))
            continue;
        desk_redraw(view->desk);
        return true;
    }
    return false;
}

void logs_whole_add(const struct logs_whole *whole, json_t *object)
{
    for (guint i = 0; whole && whole->pairs && i < whole->pairs->len; i++) {
        const struct pair *pair = whole->pairs->pdata[i];
        if (!json_object_get(object, pair->key))
            json_object_set_new(object, pair->key,
                                pair->value ? json_string(pair->value) : json_null());
    }
}

char *logs_whole_words(const struct logs_whole *whole)
{
    if (!whole || whole->pairs || (!whole->ask && !whole->failed))
        return NULL;
    return whole->failed ? g_strdup_printf("as far as it is loaded; the rest: %s", whole->failed)
                         : g_strdup("as far as it is loaded; the rest is on its way");
}
