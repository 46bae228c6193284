/* SPDX-License-Identifier: Apache-2.0 */
#include "views/history.h"

#include <string.h>

struct history {
    GPtrArray *lists[HISTORY_KIND_COUNT]; /* of char * */
    unsigned changes;
};

static const char *const names[HISTORY_KIND_COUNT] = {
    [HISTORY_SEARCH] = "search",
    [HISTORY_FILTER] = "filter",
    [HISTORY_PALETTE] = "palette",
    [HISTORY_QUERY_ISSUES] = "query-issues",
    [HISTORY_QUERY_LOGS] = "query-logs",
    [HISTORY_QUERY_SPANS] = "query-spans",
    [HISTORY_QUERY_METRICS] = "query-metrics",
    [HISTORY_EQUATION] = "equation",
    [HISTORY_TABLE] = "table",
};

struct history *history_new(void)
{
    struct history *history = g_new0(struct history, 1);
    for (int kind = 0; kind < HISTORY_KIND_COUNT; kind++)
        history->lists[kind] = g_ptr_array_new_with_free_func(g_free);
    return history;
}

void history_free(struct history *history)
{
    if (!history)
        return;
    for (int kind = 0; kind < HISTORY_KIND_COUNT; kind++)
        g_ptr_array_unref(history->lists[kind]);
    g_free(history);
}

static bool is_kind(enum history_kind kind)
{
    return (unsigned)kind < HISTORY_KIND_COUNT;
}

static void append(GPtrArray *list, const char *text)
{
    char *copy = g_strdup(text);
    guint old;
    if (g_ptr_array_find_with_equal_func(list, text, g_str_equal, &old))
        g_ptr_array_remove_index(list, old);
    g_ptr_array_add(list, copy);
    if (list->len > HISTORY_MOST)
        g_ptr_array_remove_range(list, 0, list->len - HISTORY_MOST);
}

void history_add(struct history *history, enum history_kind kind, const char *text)
{
    if (!is_kind(kind) || !text || !*text)
        return;
    GPtrArray *list = history->lists[kind];
    if (list->len && strcmp(list->pdata[list->len - 1], text) == 0)
        return;
    append(list, text);
    history->changes++;
}

const GPtrArray *history_list(const struct history *history, enum history_kind kind)
{
    return is_kind(kind) ? history->lists[kind] : NULL;
}

const char *history_kind_name(enum history_kind kind)
{
    return is_kind(kind) ? names[kind] : NULL;
}

unsigned history_changes(const struct history *history)
{
    return history->changes;
}

char **history_save(const struct history *history, enum history_kind kind)
{
    const GPtrArray *list = history_list(history, kind);
    guint count = list ? list->len : 0;
    char **texts = g_new0(char *, count + 1);
    for (guint i = 0; i < count; i++)
        texts[i] = g_strdup(list->pdata[i]);
    return texts;
}

void history_load(struct history *history, enum history_kind kind, const char *const *texts)
{
    if (!is_kind(kind))
        return;
    g_autoptr(GPtrArray) typed = history->lists[kind];
    GPtrArray *list = history->lists[kind] = g_ptr_array_new_with_free_func(g_free);
    for (; texts && *texts; texts++)
        if (**texts)
            append(list, *texts);
    for (guint i = 0; i < typed->len; i++)
        append(list, typed->pdata[i]);
    history->changes++;
}
