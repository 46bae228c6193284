/* SPDX-License-Identifier: Apache-2.0
 *
 * The usual duration of spans like a given one: one table of service, op and name, asked for once a
 * range from before the onset.
 */
#include "views/desk_state.h"

#include "base/clock.h"

#include <math.h>

#define LEAST_HISTORY_MS (5 * MS_PER_MINUTE)
#define LEAST_LIKE       3 /* the median of one or two says nothing of the usual */

static char *usual_key(const char *service, const char *operation, const char *name)
{
    return g_strdup_printf("%s\x1f%s\x1f%s", service ? service : "", operation ? operation : "",
                           name ? name : "");
}

void desk_usual_clear(struct desk *desk)
{
    desk_unask(desk, &desk->usual_ask);
    g_clear_pointer(&desk->shared.usual_key, g_free);
}

static double cell(const struct rows *rows, size_t row, const char *field)
{
    double number;
    return value_number(rows_get(rows, row, field), &number) ? number : (double)NAN;
}

static void usuals_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    const struct rows *rows = answer->kind == REPLY_ROWS ? answer->object : NULL;
    if (answer->retry_at_ms == 0)
        desk->usual_ask = 0;
    if (!rows)
        return;
    g_hash_table_remove_all(desk->shared.usuals);
    for (size_t row = 0; row < rows->count; row++) {
        g_autofree char *service = value_text(rows_get(rows, row, "project"));
        g_autofree char *operation = value_text(rows_get(rows, row, "span.op"));
        g_autofree char *name = value_text(rows_get(rows, row, "span.description"));
        double median = cell(rows, row, "p50(span.duration)");
        double high = cell(rows, row, "p95(span.duration)");
        double count = cell(rows, row, "count()");
        if (isnan(median) || isnan(count) || count < LEAST_LIKE)
            continue;
        struct usual *usual = g_new0(struct usual, 1);
        usual->median = median * 1000; /* the API says ms, usuals are us */
        usual->high = (isnan(high) ? median : high) * 1000;
        usual->samples = (size_t)count;
        g_hash_table_replace(desk->shared.usuals, usual_key(service, operation, name), usual);
    }
    desk_shared_changed(desk);
}

void desk_healthy_range(const struct desk *desk, int64_t *start_ms, int64_t *end_ms)
{
    scope_range(&desk->scope, start_ms, end_ms);
    int64_t recent = *end_ms - 10 * MS_PER_MINUTE;
    int64_t onset = desk->shared.lead ? desk->shared.lead->since_ms : 0;
    if (onset > 0 && onset <= *end_ms)
        *end_ms = onset;
    else if (recent > *start_ms)
        *end_ms = recent;
    if (*end_ms - *start_ms < LEAST_HISTORY_MS)
        *start_ms = *end_ms - 60 * MS_PER_MINUTE;
    *start_ms = *start_ms / MS_PER_MINUTE * MS_PER_MINUTE;
    *end_ms = *end_ms / MS_PER_MINUTE * MS_PER_MINUTE;
}

static void ask_usuals(struct desk *desk)
{
    if (!desk->started || desk->shared.usual_key)
        return;
    desk->shared.usual_key = g_strdup("asked");
    int64_t start, end;
    char text[40];
    desk_healthy_range(desk, &start, &end);
    static const char *const fields[] = {
        "project", "span.op", "span.description", "p50(span.duration)", "p95(span.duration)",
        "count()", NULL};
    struct request *request = request_rows("spans", fields);
    request_add(request, "sort", "-count()");
    request_add(request, "per_page", "100");
    request_add(request, "start", clock_format_iso(start * NS_PER_MS, 3, text, sizeof text));
    request_add(request, "end", clock_format_iso(end * NS_PER_MS, 3, text, sizeof text));
    request->pages = 5;
    request->background = true;
    desk_unask(desk, &desk->usual_ask);
    desk->usual_ask = desk_ask_self(desk, request, 0, false, usuals_came, NULL, NULL);
}

struct usual desk_span_usual(struct desk *desk, const char *service, const char *operation,
                             const char *name)
{
    ask_usuals(desk);
    g_autofree char *key = usual_key(service, operation, name);
    const struct usual *usual = g_hash_table_lookup(desk->shared.usuals, key);
    return usual ? *usual : (struct usual){0};
}
