/* SPDX-License-Identifier: Apache-2.0
 *
 * What the demo sends is what the intake takes, in sane amounts, with nothing missing.
 */
#include "tests/unit/api-demo/decoding.h"

#define MINUTE (60 * NS_PER_SECOND)

static struct recording *recording;
static struct telemetry *telemetry;

static unsigned count_kind(enum item_kind kind)
{
    unsigned count = 0;
    for (guint i = 0; i < telemetry->items->len; i++)
        count += ((struct item *)telemetry->items->pdata[i])->kind == kind;
    return count;
}

static void every_body_is_taken_whole(void)
{
    g_assert_cmpuint(telemetry->repaired, ==, 0);
    g_assert_cmpuint(count_kind(ITEM_SPAN), >, 8000);
    g_assert_cmpuint(count_kind(ITEM_SPAN), <, 18000);
    g_assert_cmpuint(count_kind(ITEM_LOG), >, 5500);
    g_assert_cmpuint(count_kind(ITEM_LOG), <, 9000);
    g_assert_cmpuint(count_kind(ITEM_METRIC), >, 2000);
    g_assert_cmpuint(count_kind(ITEM_METRIC), <, 6000);
    g_assert_cmpuint(telemetry->requests, <, 2500);
}

static void every_row_names_its_project_release_and_environment(void)
{
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = telemetry->items->pdata[i];
        const char *release = item_get_string(item, "release");
        g_assert_nonnull(item->project);
        g_assert_nonnull(release);
        g_assert_true(g_str_has_prefix(release, item->project));
        g_assert_cmpstr(item_get_string(item, "environment"), ==, "production");
    }
}

#define SLOW_CLOCK (1200 * NS_PER_MS) /* of a host that is behind */

static void nothing_is_sent_before_it_has_ended(void)
{
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = telemetry->items->pdata[i];
        int64_t end = item->time_ns;
        /* The rebuild has not ended when history does. */
        bool running =
            item->kind == ITEM_SPAN && item_says(item, "span.description", "rebuild embeddings");
        if (item->kind == ITEM_SPAN && !running)
            end += (int64_t)(item_number(item, "span.duration") * 1e6);
        g_assert_cmpint(end, <=, recording->world->now_ns);
        /* Errors are older, and the spans of those that services with OTLP tell of. */
        bool error =
            item->kind == ITEM_EVENT || !g_strcmp0(item_get_string(item, "transaction"), "similar");
        if (!error)
            g_assert_cmpint(item->time_ns + SLOW_CLOCK, >=, recording->world->now_ns - 60 * MINUTE);
    }
}

/* A parent may still be under way when its child has been sent, but only at the end of history; of
 * visits the browser's own span never comes. */
static void every_parent_is_there_unless_it_still_runs(void)
{
    g_autoptr(GHashTable) spans = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < telemetry->items->len; i++) {
        struct item *item = telemetry->items->pdata[i];
        if (item->kind == ITEM_SPAN)
            g_assert_true(g_hash_table_add(spans, item->id));
    }
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = telemetry->items->pdata[i];
        const char *parent = item->kind == ITEM_SPAN ? item_get_string(item, "parent_span") : NULL;
        if (!parent || item->time_ns >= recording->world->now_ns - MINUTE)
            continue;
        bool visit = item_says(item, "span.description", "GET /api/wishlist") ||
                     item_says(item, "span.description", "GET /api/offers");
        g_assert_true(g_hash_table_contains(spans, parent) == !visit);
    }
}

struct endpoint_row {
    const char *project, *name;
    int64_t quiet_ns; /* how long before now none can have ended */
};

/* Of 120 buckets, at most a few are empty: a chart of any endpoint is a line, not dots. */
static void every_endpoint_has_samples_in_almost_every_half_minute(void)
{
    static const struct endpoint_row rows[] = {
        {"web",             "POST /api/checkout",   MINUTE},
        {"web",             "GET /product/:sku",    0     },
        {"web",             "POST /api/export",     0     },
        {"checkout",        "POST /checkout",       MINUTE},
        {"checkout",        "GET /orders",          0     },
        {"payment",         "POST /charge",         MINUTE},
        {"inventory",       "check_stock",          MINUTE},
        {"inventory",       "get_product",          0     },
        {"recommendations", "GET /recommendations", 0     },
        {"research-agents", "POST /research",       0     },
        {"research-agents", "POST /summary",        0     },
    };
    for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
        unsigned buckets[120] = {0}, empty = 0;
        int64_t start = recording->world->now_ns - 60 * MINUTE;
        for (guint i = 0; i < telemetry->items->len; i++) {
            const struct item *item = telemetry->items->pdata[i];
            if (item_of(item, ITEM_SPAN, rows[r].project) &&
                item_says(item, "span.description", rows[r].name))
                buckets[(item->time_ns - start) / (30 * NS_PER_SECOND)]++;
        }
        for (size_t b = 0; b < 120 - (size_t)(rows[r].quiet_ns / (30 * NS_PER_SECOND)); b++)
            empty += buckets[b] == 0;
        g_test_message("%s %s: %u empty", rows[r].project, rows[r].name, empty);
        g_assert_cmpuint(empty, <=, 8);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    recording = recording_of(7, RECORDING_NOW, 0);
    telemetry = telemetry_of(recording);
    g_test_add_func("/demo/telemetry/every body is taken whole", every_body_is_taken_whole);
    g_test_add_func("/demo/telemetry/every row names its project, release and environment",
                    every_row_names_its_project_release_and_environment);
    g_test_add_func("/demo/telemetry/nothing is sent before it has ended",
                    nothing_is_sent_before_it_has_ended);
    g_test_add_func("/demo/telemetry/every parent is there unless it still runs",
                    every_parent_is_there_unless_it_still_runs);
    g_test_add_func("/demo/telemetry/every endpoint has samples in almost every half minute",
                    every_endpoint_has_samples_in_almost_every_half_minute);
    int result = g_test_run();
    telemetry_free(telemetry);
    recording_free(recording);
    return result;
}
