/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/sessions.h"

#include "api/demo/outgoing.h"
#include "base/clock.h"

#include <jansson.h>
#include <string.h>

#define MINUTE_NS   (60 * NS_PER_SECOND)
#define VISITS      5     /* a minute, in the browser */
#define WELL_CRASH  0.002 /* share of the sessions of a server */
#define VISIT_CRASH 0.012
#define KILLED      0.125 /* of inventory's requests, since the onset */
#define FAILED      0.01

static const unsigned requests_a_minute[SERVICE_COUNT] = {
    [SERVICE_CHECKOUT] = 90,        [SERVICE_PAYMENT] = 40, [SERVICE_INVENTORY] = 140,
    [SERVICE_RECOMMENDATIONS] = 60, [SERVICE_AGENTS] = 12,
};

static json_t *attributes(const struct world *world, enum service service, int64_t at_ns)
{
    return json_pack("{s:s,s:s}", "release", world_release(world, service, at_ns), "environment",
                     "production");
}

static void start_dice(struct rng *rng, const struct world *world, enum service service,
                       int64_t minute_ns)
{
    uint64_t minute = (uint64_t)(minute_ns / MINUTE_NS);
    rng_start(rng, world->seed, "sessions", minute * SERVICE_COUNT + (uint64_t)service);
}

/* --- the servers --- */

static double crash_share(const struct world *world, enum service service, int64_t minute_ns)
{
    bool killed = service == SERVICE_INVENTORY &&
                  minute_ns + MINUTE_NS > world_before(world, STOCK_ONSET_MINUTES);
    return killed ? KILLED : WELL_CRASH;
}

static json_t *count_minute(const struct world *world, enum service service, int64_t minute_ns)
{
    struct rng rng;
    char started[48];
    int by[3] = {0}; /* crashed, errored, exited */
    start_dice(&rng, world, service, minute_ns);
    unsigned all = (unsigned)rng_around(&rng, requests_a_minute[service], 0.06);
    double crashes = crash_share(world, service, minute_ns);
    for (unsigned i = 0; i < all; i++) {
        double die = rng_unit(&rng);
        by[die < crashes ? 0 : die < crashes + FAILED ? 1 : 2]++;
    }
    clock_format_iso(minute_ns, 3, started, sizeof started);
    return json_pack("{s:s,s:i,s:i,s:i}", "started", started, "crashed", by[0], "errored", by[1],
                     "exited", by[2]);
}

/* Minutes of one release go in one item. */
static void write_server(const struct world *world, enum service service, int64_t first_ns,
                         int64_t until_ns, GString *body)
{
    json_t *item = NULL;
    const char *release = NULL;
    for (int64_t at = first_ns; at + MINUTE_NS <= until_ns; at += MINUTE_NS) {
        const char *now = world_release(world, service, at);
        if (item && strcmp(now, release) != 0) {
            outgoing_line_take(body, json_pack("{s:s}", "type", "sessions"));
            outgoing_line_take(body, g_steal_pointer(&item));
        }
        if (!item)
            item = json_pack("{s:[],s:o}", "aggregates", "attrs", attributes(world, service, at));
        json_array_append_new(json_object_get(item, "aggregates"),
                              count_minute(world, service, at));
        release = now;
    }
    if (item) {
        outgoing_line_take(body, json_pack("{s:s}", "type", "sessions"));
        outgoing_line_take(body, item);
    }
}

/* --- the browser --- */

static void write_visit(const struct world *world, struct rng *rng, int64_t minute_ns,
                        GString *body)
{
    char sid[33], started[48];
    int64_t at = minute_ns + (int64_t)(rng_unit(rng) * (double)MINUTE_NS);
    bool crashed = rng_unit(rng) < VISIT_CRASH;
    bool erred = rng_unit(rng) < 0.03;
    clock_format_iso(at, 3, started, sizeof started);
    outgoing_line_take(body, json_pack("{s:s}", "type", "session"));
    outgoing_line_take(body,
                       json_pack("{s:s,s:s,s:b,s:s,s:s,s:i,s:f,s:o}", "sid", rng_hex(rng, sid, 32),
                                 "did", world_user(rng), "init", 1, "started", started, "status",
                                 crashed ? "crashed" : "exited", "errors", crashed || erred ? 1 : 0,
                                 "duration", rng_around(rng, 140, 0.4), "attrs",
                                 attributes(world, SERVICE_WEB, at)));
}

static void write_browser(const struct world *world, int64_t first_ns, int64_t until_ns,
                          GString *body)
{
    for (int64_t at = first_ns; at + MINUTE_NS <= until_ns; at += MINUTE_NS) {
        struct rng rng;
        start_dice(&rng, world, SERVICE_WEB, at);
        for (int i = 0; i < VISITS; i++)
            write_visit(world, &rng, at, body);
    }
}

void sessions_write(const struct world *world, int64_t from_ns, int64_t until_ns,
                    GPtrArray *requests)
{
    int64_t first_ns = from_ns / MINUTE_NS * MINUTE_NS;
    for (int service = 0; service < SERVICE_COUNT && first_ns + MINUTE_NS <= until_ns; service++) {
        GString *body = g_string_new("{}\n");
        if (service == SERVICE_WEB)
            write_browser(world, first_ns, until_ns, body);
        else
            write_server(world, (enum service)service, first_ns, until_ns, body);
        char *path = g_strdup_printf("/api/%d/envelope/?sentry_version=7&sentry_key=%s",
                                     service + 1, world_service((enum service)service)->name);
        g_ptr_array_add(requests,
                        outgoing_new(TO_INTAKE, "POST", path, NULL, g_string_free_to_bytes(body)));
    }
}
