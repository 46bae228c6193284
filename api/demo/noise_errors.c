/* SPDX-License-Identifier: Apache-2.0
 *
 * Noise in the issues: a TypeError in web that has always been there, a third party that limits
 * payment's rate, an error that was resolved and came back, and a native crash with its threads.
 * None of them is new: each has been seen in the two days before.
 */
#include "api/demo/event_maker.h"
#include "api/demo/stories.h"

#include <jansson.h>

static void play_type_error(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const struct code_frame frames[] = {
        {"node_modules/react-dom/server.js", "renderToString", NULL,          311},
        {"src/pages/product.tsx",            "Product",        "PriceTag({",  0  },
        {"src/parts/PriceTag.tsx",           "PriceTag",       "local.price", 0  },
        {NULL,                               NULL,             NULL,          0  },
    };
    static const char *const browsers[] = {"Firefox 145", "Chrome 142", "Safari 26"};
    struct emission *event = event_make(world, rng, SERVICE_WEB, at_ns, "error", "TypeError",
                                        "Cannot read property 'price' of undefined", frames);
    event_transaction(event, "GET /product/:sku");
    event_tag(event, "browser", browsers[rng_below(rng, 3)]);
    event_tag(event, "country", rng_below(rng, 4) ? "NO" : "IS");
    event_request(event, "GET", "https://shop.example/product/SKU-1402");
    event_breadcrumb(event, at_ns - 2 * NS_PER_SECOND, "navigation", "info", "/ -> /product");
}

static void play_rate_limit(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const struct code_frame frames[] = {
        {"node:internal/process/task_queues", "processTicksAndRejections", NULL,                       95},
        {"src/charge/charge.ts",              "charge",                    "await score(order)",       0 },
        {"src/fraud/score.ts",                "score",                     "throw new RateLimitError", 0 },
        {NULL,                                NULL,                        NULL,                       0 },
    };
    struct emission *event =
        event_make(world, rng, SERVICE_PAYMENT, at_ns, "warning", "RateLimitError",
                   "Too many requests (api.riskscore.example)", frames);
    event_transaction(event, "POST /charge");
    event_tag(event, "third_party", "riskscore");
    if (at_ns < world_before(world, HISTORY_MINUTES))
        return;
    world_log(world, SERVICE_PAYMENT, event->host, at_ns, "warn",
              json_pack("{s:i,s:s}", "http.response.status_code", 429, "peer.service", "riskscore"),
              "riskscore answered 429, charging without a score");
}

static struct emission *chunk_error(struct world *world, struct rng *rng, int64_t at_ns)
{
    static const struct code_frame frames[] = {
        {"node_modules/react-dom/client.js", "performWork", NULL,                       882},
        {"src/parts/load.ts",                "loadPart",    "throw new ChunkLoadError", 0  },
        {NULL,                               NULL,          NULL,                       0  },
    };
    struct emission *event = event_make(world, rng, SERVICE_WEB, at_ns, "error", REGRESSION_TYPE,
                                        "Loading part size-guide failed", frames);
    event_transaction(event, "GET /product/:sku");
    event_tag(event, "part", "size-guide");
    return event;
}

static void play_chunk_error(struct world *world, struct rng *rng, int64_t at_ns)
{
    chunk_error(world, rng, at_ns);
}

/* It comes back once the deploys have begun, and stays. */
static void play_regression(struct world *world, struct rng *rng, int64_t at_ns)
{
    if (at_ns >= world_before(world, 9))
        chunk_error(world, rng, at_ns);
}

/* --- the native crash: web's thumbnailer --- */
#define IMAGE_BASE UINT64_C(0x55d0c0e00000)

static json_t *native_frame(const char *function, const char *file, int line, unsigned offset)
{
    g_autofree char *address = g_strdup_printf("0x%" G_GINT64_MODIFIER "x", IMAGE_BASE + offset);
    return json_pack("{s:s,s:s,s:i,s:s,s:s,s:b}", "function", function, "filename", file, "lineno",
                     line, "instruction_addr", address, "package", "/usr/lib/thumbnailer", "in_app",
                     1);
}

static json_t *waiting_thread(int id, const char *name)
{
    return json_pack("{s:i,s:s,s:b,s:b,s:{s:[o,o]}}", "id", id, "name", name, "crashed", 0,
                     "current", 0, "stacktrace", "frames",
                     native_frame("worker_main", "src/pool.cpp", 44, 0x2210),
                     native_frame("pthread_cond_wait", "pthread_cond_wait.c", 418, 0x91c0));
}

static void play_crash(struct world *world, struct rng *rng, int64_t at_ns)
{
    struct emission *event = event_make(world, rng, SERVICE_WEB, at_ns, "fatal", "SIGSEGV",
                                        "Segmentation fault at 0x18", NULL);
    json_t *stack =
        json_pack("{s:[o,o,o]}", "frames", native_frame("worker_main", "src/pool.cpp", 51, 0x2290),
                  native_frame("thumbnail::render", "src/render.cpp", 128, 0x4a10),
                  native_frame("thumbnail::Palette::nearest", "src/palette.cpp", 77, 0x52f8));
    json_t *values = json_object_get(json_object_get(event->payload, "exception"), "values");
    json_t *exception = json_array_get(values, 0);
    json_object_set(exception, "stacktrace", stack);
    json_object_set_new(exception, "thread_id", json_integer(3));
    json_object_set_new(exception, "mechanism",
                        json_pack("{s:s,s:b,s:{s:{s:i,s:s}}}", "type", "signalhandler", "handled",
                                  0, "meta", "signal", "number", 11, "name", "SIGSEGV"));
    json_t *crashed = json_pack("{s:i,s:s,s:b,s:b,s:o}", "id", 3, "name", "render-2", "crashed", 1,
                                "current", 1, "stacktrace", stack);
    json_object_set_new(event->payload, "threads",
                        json_pack("{s:[o,o,o,o]}", "values", waiting_thread(1, "main"),
                                  waiting_thread(2, "render-1"), crashed,
                                  waiting_thread(4, "render-3")));
    json_object_set_new(event->payload, "platform", json_string("native"));
    g_autofree char *base = g_strdup_printf("0x%" G_GINT64_MODIFIER "x", IMAGE_BASE);
    json_object_set_new(event->payload, "debug_meta",
                        json_pack("{s:[{s:s,s:s,s:s,s:s,s:i}]}", "images", "type", "elf",
                                  "code_file", "/usr/lib/thumbnailer", "debug_id",
                                  "9b0c1f6e-3f0a-4d1c-8a55-6f1d2f0c7a31", "image_addr", base,
                                  "image_size", 0x9f000));
    event_transaction(event, "thumbnailer");
    event_tag(event, "os", "Linux 6.1");
}

/* --- what these had to say in the days before --- */
#define PAST_FROM_MINUTES  (52 * 60.0)
#define PAST_UNTIL_MINUTES (2 * 60.0)

void noise_past(struct world *world)
{
    static const struct {
        void (*play)(struct world *world, struct rng *rng, int64_t at_ns);
        unsigned events;
    } past[] = {
        {play_type_error,     120},
        {play_rate_limit,     34 },
        {play_chunk_error,    7  },
        {play_crash,          3  },
        {blocklist_no_region, 14 },
        {browser_cache_error, 11 },
    };
    struct rng rng;
    rng_start(&rng, world->seed, "past", 0);
    double length = PAST_FROM_MINUTES - PAST_UNTIL_MINUTES;
    for (size_t i = 0; i < G_N_ELEMENTS(past); i++)
        for (unsigned event = 0; event < past[i].events; event++)
            past[i].play(world, &rng,
                         world_before(world, PAST_UNTIL_MINUTES + length * rng_unit(&rng)));
    chunk_error(world, &rng, world_before(world, NOISE_RESOLVED_MINUTES));
}

const struct activity noise_errors[] = {
    {"type error", 80000,   0.5, play_type_error},
    {"rate limit", 85000,   0.5, play_rate_limit},
    {"regression", 100000,  0.4, play_regression},
    {"crash",      1300000, 0.3, play_crash     },
    {NULL,         0,       0,   NULL           },
};
