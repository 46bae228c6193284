/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/monitor.h"

#include <glib.h>
#include <string.h>

struct monitor *monitor_new(enum monitor_kind kind)
{
    struct monitor *monitor = g_new0(struct monitor, 1);
    monitor->kind = kind;
    return monitor;
}

struct monitor *monitor_copy(const struct monitor *monitor)
{
    struct monitor *copy = g_new0(struct monitor, 1);
    *copy = *monitor;
    char **const owned[] = {&copy->id,         &copy->name,        &copy->project,
                            &copy->project_id, &copy->environment, &copy->status,
                            &copy->rule,       &copy->issue_id,    &copy->short_id};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        *owned[i] = g_strdup(*owned[i]);
    return copy;
}

bool monitor_fired_within(const struct monitor *monitor, int64_t start_ms, int64_t end_ms)
{
    if (monitor->muted || monitor->disabled)
        return false;
    return monitor->firing ||
           (monitor->until_ms >= start_ms && monitor->until_ms <= end_ms && monitor->until_ms > 0);
}

void monitor_free(struct monitor *monitor)
{
    if (!monitor)
        return;
    char *const owned[] = {monitor->id,         monitor->name,        monitor->project,
                           monitor->project_id, monitor->environment, monitor->status,
                           monitor->rule,       monitor->issue_id,    monitor->short_id};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_free(monitor);
}

void monitor_learn(struct monitor *monitor, const struct monitor *from)
{
    char **const told[][2] = {
        {&monitor->issue_id, (char **)&from->issue_id},
        {&monitor->short_id, (char **)&from->short_id},
        {&monitor->project,  (char **)&from->project }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
        if (!*told[i][0])
            *told[i][0] = g_strdup(*told[i][1]);
    if (monitor->firing != from->firing)
        return;
    if (!monitor->since_ms)
        monitor->since_ms = from->since_ms;
    if (!monitor->until_ms)
        monitor->until_ms = from->until_ms;
}

const char *monitor_kind_name(enum monitor_kind kind)
{
    static const char *const names[] = {"cron", "uptime", "detector", "metric", "alert"};
    return names[kind];
}

const char *monitor_words(const struct monitor *monitor)
{
    static const char *const words[][2] = {
        {"missed_checkin", "missed a check-in"  },
        {"timeout",        "did not end in time"},
        {"error",          "failed"             },
        {"failed",         "is down"            },
        {"unresolved",     "fired"              },
        {"active",         "no result yet"      },
        {"critical",       "is critical"        },
        {"warning",        "warns"              },
        {"resolved",       "well again"         },
        {"sent",           "was sent"           },
    };
    const char *status = monitor->disabled ? "disabled" : monitor->status;
    if (!g_strcmp0(status, "ok") && monitor->until_ms)
        status = "resolved";
    for (size_t i = 0; status && i < G_N_ELEMENTS(words); i++)
        if (!strcmp(status, words[i][0]))
            return words[i][1];
    return status ? status : "not told";
}
