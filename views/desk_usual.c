/* SPDX-License-Identifier: Apache-2.0
 *
 * The usual duration of spans like a given one: one table of service, op and name, asked for once a
 * range from before the onset.
 */
#include "views/desk_state.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

#define LEAST_HISTORY_MS (5 * MS_PER_MINUTE)
#define LEAST_LIKE       3 /* the median of one or two says nothing of the usual */

#define HASHED           64 /* bytes of either end of a name: a query may be very long */

/* What spans have in common whose usual is the same. The texts follow it in one block, or are
 * somebody's, of a key that is only looked up. */
struct usual_key {
    const char *service, *operation, *name;
};

static guint hash_bytes(guint hash, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = hash * 33 + (guchar)bytes[i];
    return hash;
}

/* Of a long text its length and both ends: looked up for each row in sight, at each frame. */
static guint hash_text(guint hash, const char *text)
{
    size_t length = strlen(text), part = MIN(length, HASHED);
    hash = hash_bytes(hash * 33 + (guint)length, text, part);
    return hash_bytes(hash, text + length - part, part);
}

static guint usual_hash(const void *data)
{
    const struct usual_key *key = data;
    return hash_text(hash_text(hash_text(5381, key->service), key->operation), key->name);
}

static gboolean usual_equal(const void *a, const void *b)
{
    const struct usual_key *x = a, *y = b;
    return !strcmp(x->name, y->name) && !strcmp(x->operation, y->operation) &&
           !strcmp(x->service, y->service);
}

static struct usual_key key_of(const char *service, const char *operation, const char *name)
{
    return (struct usual_key){service ? service : "", operation ? operation : "", name ? name : ""};
}

GHashTable *desk_usuals_new(void)
{
    return g_hash_table_new_full(usual_hash, usual_equal, g_free, g_free);
}

void desk_usuals_add(GHashTable *usuals, const char *service, const char *operation,
                     const char *name, const struct usual *usual)
{
    struct usual_key key = key_of(service, operation, name);
    const char **texts[] = {&key.service, &key.operation, &key.name};
    size_t size = sizeof key;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        size += strlen(*texts[i]) + 1;
    char *block = g_malloc(size), *at = block + sizeof key;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        size_t length = strlen(*texts[i]) + 1;
        memcpy(at, *texts[i], length);
        *texts[i] = at;
        at += length;
    }
    memcpy(block, &key, sizeof key);
    g_hash_table_replace(usuals, block, g_memdup2(usual, sizeof *usual));
}

const struct usual *desk_usuals_find(GHashTable *usuals, const char *service, const char *operation,
                                     const char *name)
{
    struct usual_key key = key_of(service, operation, name);
    return g_hash_table_lookup(usuals, &key);
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
        struct usual usual = {.median = median * 1000, /* the API says ms, usuals are us */
                              .high = (isnan(high) ? median : high) * 1000,
                              .samples = (size_t)count};
        desk_usuals_add(desk->shared.usuals, service, operation, name, &usual);
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
    const struct usual *usual = desk_usuals_find(desk->shared.usuals, service, operation, name);
    return usual ? *usual : (struct usual){0};
}
