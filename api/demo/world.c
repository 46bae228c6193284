/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/world.h"

#include <jansson.h>

static const struct service_info services[SERVICE_COUNT] = {
    [SERVICE_WEB] = {.name = "web",
                     .dialect = DIALECT_SPANS,
                     .platform = "node",
                     .sdk = "sentry.javascript.node",
                     .sdk_version = "11.12.0",
                     .release = "web@5.12.0",
                     .hosts = {"web-6f7d-1", "web-6f7d-2", "web-6f7d-3"}},
    [SERVICE_CHECKOUT] = {.name = "checkout",
                     .dialect = DIALECT_TRANSACTIONS,
                     .platform = "node",
                     .sdk = "sentry.javascript.node",
                     .sdk_version = "10.78.0",
                     .release = "checkout@4.19.2",
                     .hosts = {"checkout-58c9-1", "checkout-58c9-2"}    },
    [SERVICE_PAYMENT] = {.name = "payment",
                     .dialect = DIALECT_SPANS,
                     .platform = "node",
                     .sdk = "sentry.javascript.node",
                     .sdk_version = "11.12.0",
                     .release = "payment@2.8.0",
                     .next = "payment@2.8.1",
                     .deploy_minutes = PAYMENT_DEPLOY_MINUTES,
                     .hosts = {"payment-7b4d-1", "payment-7b4d-2"}},
    [SERVICE_INVENTORY] = {.name = "inventory",
                     .dialect = DIALECT_OTLP,
                     .platform = "python",
                     .sdk = "opentelemetry",
                     .sdk_version = "1.38.0",
                     .release = "inventory@3.0.4",
                     .next = "inventory@3.1.0",
                     .deploy_minutes = STOCK_DEPLOY_MINUTES,
                     .hosts = {"inventory-9d21-1", "inventory-9d21-2"}},
    [SERVICE_RECOMMENDATIONS] = {.name = "recommendations",
                     .dialect = DIALECT_OTLP,
                     .platform = "go",
                     .sdk = "opentelemetry",
                     .sdk_version = "1.39.0",
                     .release = "recommendations@1.9.3",
                     .hosts = {"recs-4c8e-1", "recs-4c8e-2"}                                   },
    [SERVICE_AGENTS] = {.name = "research-agents",
                     .dialect = DIALECT_SPANS,
                     .platform = "node",
                     .sdk = "sentry.javascript.node",
                     .sdk_version = "11.12.0",
                     .release = "research-agents@0.7.0",
                     .hosts = {"agents-5d5f-1"}                                 },
};

struct scheduled {
    const struct activity *activity;
    struct rng rng;
    int64_t next_ns;
};

struct world *world_new(uint64_t seed, int64_t now_ns)
{
    struct world *world = g_new0(struct world, 1);
    world->seed = seed;
    world->now_ns = now_ns;
    world->outbox = g_ptr_array_new_with_free_func((GDestroyNotify)emission_free);
    world->schedule = g_ptr_array_new_with_free_func(g_free);
    world->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return world;
}

void world_free(struct world *world)
{
    if (!world)
        return;
    g_ptr_array_unref(world->outbox);
    g_ptr_array_unref(world->schedule);
    g_hash_table_unref(world->seen);
    g_free(world);
}

static int64_t gap(struct scheduled *scheduled)
{
    double period = (double)scheduled->activity->period_ms;
    if (scheduled->activity->jitter > 0)
        period *= 1 + scheduled->activity->jitter * (2 * rng_unit(&scheduled->rng) - 1);
    return ns_of_ms(period);
}

void world_schedule(struct world *world, const struct activity *activities)
{
    for (const struct activity *activity = activities; activity->name; activity++) {
        struct scheduled *scheduled = g_new0(struct scheduled, 1);
        scheduled->activity = activity;
        rng_start(&scheduled->rng, world->seed, activity->name, 0);
        scheduled->next_ns = world_before(world, HISTORY_MINUTES);
        if (activity->jitter > 0)
            scheduled->next_ns += gap(scheduled) / 2;
        g_ptr_array_add(world->schedule, scheduled);
    }
}

bool world_plays(const struct world *world, const struct activity *activities)
{
    for (guint i = 0; i < world->schedule->len; i++)
        if (((const struct scheduled *)world->schedule->pdata[i])->activity == activities)
            return true;
    return false;
}

static struct scheduled *first_scheduled(const struct world *world)
{
    struct scheduled *first = NULL;
    for (guint i = 0; i < world->schedule->len; i++) {
        struct scheduled *scheduled = world->schedule->pdata[i];
        if (!first || scheduled->next_ns < first->next_ns)
            first = scheduled;
    }
    return first;
}

void world_advance(struct world *world, int64_t until_ns)
{
    struct scheduled *next;
    while ((next = first_scheduled(world)) && next->next_ns < until_ns) {
        int64_t at = next->next_ns;
        next->next_ns += gap(next);
        next->activity->play(world, &next->rng, at);
    }
}

GPtrArray *world_collect(struct world *world, int64_t until_ns)
{
    GPtrArray *due = g_ptr_array_new_with_free_func((GDestroyNotify)emission_free);
    guint kept = 0;
    for (guint i = 0; i < world->outbox->len; i++) {
        struct emission *record = world->outbox->pdata[i];
        if (record->due_ns <= until_ns)
            g_ptr_array_add(due, record);
        else
            world->outbox->pdata[kept++] = record;
    }
    /* What moved out must not be freed with the tail. */
    memset(world->outbox->pdata + kept, 0, (world->outbox->len - kept) * sizeof(gpointer));
    g_ptr_array_set_size(world->outbox, (gint)kept);
    g_ptr_array_sort(due, emission_compare);
    return due;
}

struct emission *world_record(struct world *world, struct emission *record)
{
    record->order = world->recorded++;
    g_ptr_array_add(world->outbox, record);
    return record;
}

const struct service_info *world_service(enum service service)
{
    return &services[service];
}

const char *world_release(const struct world *world, enum service service, int64_t time_ns)
{
    const struct service_info *info = &services[service];
    if (info->next && time_ns >= world_before(world, info->deploy_minutes))
        return info->next;
    return info->release;
}

const char *world_host(enum service service, struct rng *rng)
{
    unsigned count = 0;
    while (services[service].hosts[count])
        count++;
    return services[service].hosts[rng_below(rng, count)];
}

const char *world_user(struct rng *rng)
{
    char name[16];
    g_snprintf(name, sizeof name, "u-%u", 1000 + rng_below(rng, 412));
    return g_intern_string(name);
}

struct emission *world_log(struct world *world, enum service service, const char *host,
                           int64_t at_ns, const char *level, json_t *attributes, const char *format,
                           ...)
{
    struct emission *log = emission_new(EMISSION_LOG, service, at_ns);
    log->host = host;
    log->level = level;
    va_list arguments;
    va_start(arguments, format);
    log->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (attributes)
        emission_take(log, attributes);
    return world_record(world, log);
}

struct emission *world_metric(struct world *world, enum service service, const char *host,
                              int64_t at_ns, const char *type, const char *name, const char *unit,
                              double value, json_t *attributes)
{
    struct emission *point = emission_new(EMISSION_METRIC, service, at_ns);
    point->host = host;
    point->type = type;
    point->text = g_strdup(name);
    point->unit = unit;
    point->value = value;
    if (attributes)
        emission_take(point, attributes);
    return world_record(world, point);
}
