/* SPDX-License-Identifier: Apache-2.0
 *
 * The world that the demo plays: its services, hosts, people and releases, the times at which
 * things change in it, and what has been recorded but not yet sent. Stories are lists of
 * activities; an activity happens again and again and leaves records behind.
 */
#ifndef API_DEMO_WORLD_H
#define API_DEMO_WORLD_H

#include "api/demo/emission.h"
#include "api/demo/random.h"
#include "base/clock.h"

/* When things change, in minutes before `now`. */
#define HISTORY_MINUTES        60
#define LEAK_MINUTES           25.0
#define FLAG_CHANGE_MINUTES    14.0
#define PAYMENT_DEPLOY_MINUTES 11.0
#define STOCK_DEPLOY_MINUTES   6.0
#define STOCK_ONSET_MINUTES    4.0

/* SDKs of OpenTelemetry send what they measured at every full quarter of a minute. */
#define EXPORT_NS (15 * NS_PER_SECOND)

/* How a service's SDK talks. */
enum dialect {
    DIALECT_SPANS,        /* Sentry: batches of span items */
    DIALECT_TRANSACTIONS, /* Sentry: a transaction with its spans */
    DIALECT_OTLP
};

struct service_info {
    const char *name; /* the project; the DSN's key; service.name */
    enum dialect dialect;
    const char *platform; /* of events */
    const char *sdk, *sdk_version;
    const char *release; /* before any deploy of the hour */
    const char *next;    /* after it, or NULL */
    double deploy_minutes;
    const char *hosts[5]; /* NULL-terminated */
};

struct log_lines;
struct repository;

struct world {
    uint64_t seed;
    int64_t now_ns;    /* where history ends and live begins */
    GPtrArray *outbox; /* of struct emission *, not yet sent */
    uint64_t recorded;
    int flood;           /* rows of logs a second that web writes besides; 0 = none */
    GHashTable *seen;    /* "service type" of the errors that were sent */
    GPtrArray *schedule; /* of struct scheduled * */
    struct repository *repositories[SERVICE_COUNT]; /* NULL = none */
    int64_t checked_ns;                             /* check-ins went out up to then; 0 = none */
    struct log_lines *lines;                        /* logs also go to files; NULL = they do not */
};

/* Something that goes on in the world, every `period_ms` on average. */
struct activity {
    const char *name; /* NULL ends a list */
    int64_t period_ms;
    double jitter; /* share of the period by which gaps differ; 0 = on the beat */
    void (*play)(struct world *world, struct rng *rng, int64_t at_ns);
};

struct world *world_new(uint64_t seed, int64_t now_ns);
void world_free(struct world *world);

/* Starts the activities of a list, an hour before now. */
void world_schedule(struct world *world, const struct activity *activities);
/* Whether the list was scheduled: a story that is left out has no effect on others. */
bool world_plays(const struct world *world, const struct activity *activities);
/* Lets everything happen that begins before `until_ns`. */
void world_advance(struct world *world, int64_t until_ns);
/* Takes out what is due by `until_ns`, in order. Array of struct emission *. */
GPtrArray *world_collect(struct world *world, int64_t until_ns);
/* Gives a record to the outbox, which owns it; returns it. */
struct emission *world_record(struct world *world, struct emission *record);

const struct service_info *world_service(enum service service);
/* The release that ran at a time: "inventory@3.1.0". */
const char *world_release(const struct world *world, enum service service, int64_t time_ns);
const char *world_host(enum service service, struct rng *rng);
/* One of the shop's customers: "u-1043". Interned. */
const char *world_user(struct rng *rng);

/* `minutes` before now, in ns; negative = after. */
static inline int64_t world_before(const struct world *world, double minutes)
{
    return world->now_ns - (int64_t)(minutes * 60.0 * (double)NS_PER_SECOND);
}

static inline int64_t ns_of_ms(double ms)
{
    return (int64_t)(ms * (double)NS_PER_MS);
}

/* A log line outside any trace. Attributes are taken (may be NULL). */
struct emission *world_log(struct world *world, enum service service, const char *host,
                           int64_t at_ns, const char *level, struct json_t *attributes,
                           const char *format, ...) G_GNUC_PRINTF(7, 8);
/* A metric point. Attributes are taken (may be NULL). */
struct emission *world_metric(struct world *world, enum service service, const char *host,
                              int64_t at_ns, const char *type, const char *name, const char *unit,
                              double value, struct json_t *attributes);

#endif
