/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/check_ins.h"

#include "api/demo/outgoing.h"
#include "api/demo/stories.h"
#include "base/clock.h"

#include <inttypes.h>
#include <jansson.h>

#define MINUTE_NS (60 * NS_PER_SECOND)

static const struct job {
    const char *slug, *schedule;
    enum service service;
    int every_min;
    double takes_s;
    enum { WELL, STARVED, WITHOUT_REGIONS } fate;
} jobs[] = {
    {"stock-recount",    "*/5 * * * *",  SERVICE_INVENTORY, 5,  2.4,  STARVED        },
    {"invoice-export",   "*/15 * * * *", SERVICE_PAYMENT,   15, 11.0, WELL           },
    {"cart-sweeper",     "*/10 * * * *", SERVICE_CHECKOUT,  10, 0.8,  WELL           },
    {"summaries-digest", "*/5 * * * *",  SERVICE_AGENTS,    5,  1.9,  WITHOUT_REGIONS},
};

/* It waits for the slow query from the deploy of the release on, and does not come. */
static bool is_starved(const struct world *world, const struct job *job, int64_t due_ns)
{
    const struct service_info *info = world_service(job->service);
    return job->fate == STARVED && due_ns > world_before(world, info->deploy_minutes);
}

/* It asks for summaries while the regions go on the blocklist, and fails until the list expires. */
static bool is_failing(const struct world *world, const struct job *job, int64_t due_ns)
{
    return job->fate == WITHOUT_REGIONS && blocklist_goes_on(world, due_ns);
}

static struct outgoing *write_one(const struct world *world, const struct job *job, int64_t due_ns)
{
    const struct service_info *info = world_service(job->service);
    int64_t sent_ns = due_ns + (int64_t)(job->takes_s * 1e9);
    char sent[48];
    g_autofree char *id =
        g_strdup_printf("%016" PRIx64 "%016" PRIx64, (uint64_t)due_ns, (uint64_t)(job - jobs) + 1);
    GString *body = g_string_new(NULL);
    clock_format_iso(sent_ns, 6, sent, sizeof sent);
    outgoing_line_take(body, json_pack("{s:s}", "sent_at", sent));
    outgoing_line_take(body, json_pack("{s:s}", "type", "check_in"));
    outgoing_line_take(body, json_pack("{s:s,s:s,s:s,s:f,s:s,s:s,s:{s:{s:s,s:s},s:i,s:i,s:s}}",
                                       "check_in_id", id, "monitor_slug", job->slug, "status",
                                       is_failing(world, job, due_ns) ? "error" : "ok", "duration",
                                       job->takes_s, "environment", "production", "release",
                                       world_release(world, job->service, due_ns), "monitor_config",
                                       "schedule", "type", "crontab", "value", job->schedule,
                                       "checkin_margin", 1, "max_runtime", 10, "timezone", "UTC"));
    char *path = g_strdup_printf("/api/%d/envelope/?sentry_version=7&sentry_key=%s",
                                 (int)job->service + 1, info->name);
    return outgoing_new(TO_INTAKE, "POST", path, NULL, g_string_free_to_bytes(body));
}

void check_ins_write(const struct world *world, int64_t from_ns, int64_t until_ns,
                     GPtrArray *requests)
{
    for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++) {
        const struct job *job = &jobs[i];
        int64_t step_ns = job->every_min * MINUTE_NS, late_ns = (int64_t)(job->takes_s * 1e9);
        int64_t due_ns = (from_ns - late_ns) / step_ns * step_ns;
        for (; due_ns + late_ns <= until_ns; due_ns += step_ns) {
            if (due_ns + late_ns <= from_ns || is_starved(world, job, due_ns))
                continue;
            g_ptr_array_add(requests, write_one(world, job, due_ns));
        }
    }
}
