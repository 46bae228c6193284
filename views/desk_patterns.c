/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors logged since the onset as none was before it: asked for once it is known, and again from
 * time to time, clustered on a worker, told by the lead. They may be of what no issue tells.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "views/log_rows.h"
#include "views/rows_patterns.h"

#define EVERY_MS 60000
#define ERRORS   "severity:[error,fatal]"
#define ASK_ROWS "5000"

struct sorting {
    struct rows *rows;
    bool cut;
    int64_t since_ns;
    uint64_t generation;
    GPtrArray *found;
};

static void sorting_free(void *data)
{
    struct sorting *sorting = data;
    rows_free(sorting->rows);
    g_clear_pointer(&sorting->found, g_ptr_array_unref);
    g_free(sorting);
}

/* On a worker. */
static void sort(void *data)
{
    struct sorting *sorting = data;
    sorting->found = rows_patterns(sorting->rows, sorting->cut, sorting->since_ns);
    for (guint i = 0; i < sorting->found->len; i++) {
        struct new_pattern *pattern = sorting->found->pdata[i];
        char *query = g_strdup_printf(ERRORS " %s", pattern->query);
        g_free(pattern->query);
        pattern->query = query;
    }
}

static bool are_same(const GPtrArray *a, const GPtrArray *b)
{
    if (!a || a->len != b->len)
        return false;
    for (guint i = 0; i < a->len; i++) {
        const struct new_pattern *x = a->pdata[i], *y = b->pdata[i];
        if (g_strcmp0(x->query, y->query) != 0 || x->first_ms != y->first_ms)
            return false;
    }
    return true;
}

static void sorted(struct desk *desk, void *data)
{
    struct sorting *sorting = data;
    struct logged *logged = &desk->shared.patterns;
    if (sorting->generation != logged->generation || are_same(logged->found, sorting->found))
        return;
    g_clear_pointer(&logged->found, g_ptr_array_unref);
    logged->found = g_steal_pointer(&sorting->found);
    desk_lead_update(desk);
}

static void rows_came(struct desk *desk, struct reply *answer, void *data)
{
    struct logged *logged = &desk->shared.patterns;
    (void)data;
    if (answer->kind != REPLY_ROWS || !answer->object)
        return;
    struct sorting *sorting = g_new0(struct sorting, 1);
    sorting->cut = answer->next_cursor != NULL;
    sorting->rows = reply_take(answer);
    sorting->generation = logged->generation;
    sorting->since_ns = (logged->since_ms - scope_interval_ms(&desk->scope)) * NS_PER_MS;
    desk_work_calmly(desk, sort, sorted, sorting, sorting_free);
}

static void ask(struct desk *desk)
{
    struct request *request = request_rows("logs", log_rows_fields());
    request_add(request, "query", ERRORS);
    request_add(request, "sort", "-timestamp_precise");
    request_add(request, "per_page", ASK_ROWS);
    request->background = true;
    desk->shared.patterns.ask =
        desk_ask_self(desk, request, EVERY_MS, false, rows_came, NULL, NULL);
}

void desk_patterns_free(struct desk *desk)
{
    g_clear_pointer(&desk->shared.patterns.found, g_ptr_array_unref);
}

void desk_patterns_update(struct desk *desk)
{
    struct logged *logged = &desk->shared.patterns;
    const struct lead *lead = desk->shared.lead;
    int64_t since_ms = lead ? lead->since_ms : 0;
    bool other = logged->generation != desk->wall.generation;
    if (!other && logged->since_ms == since_ms)
        return;
    desk_unask(desk, &logged->ask);
    if (other || since_ms == 0)
        desk_patterns_free(desk);
    logged->generation = desk->wall.generation;
    logged->since_ms = since_ms;
    if (since_ms > 0)
        ask(desk);
}
