/* SPDX-License-Identifier: Apache-2.0 */
#include "views/query_keys.h"

#include <glib.h>
#include <string.h>

#define VALUES(name, ...) static const char *const name[] = {__VA_ARGS__, NULL}

VALUES(states, "unresolved", "resolved", "archived", "for_review", "new", "ongoing", "escalating",
       "regressed", "assigned", "unassigned", "linked", "unlinked", "ignored", "muted",
       "bookmarked", "handled", "unhandled", "archived_until_escalating",
       "archived_until_condition_met", "archived_forever");
VALUES(levels, "error", "fatal", "warning", "info", "debug", "sample");
VALUES(severities, "error", "fatal", "warn", "info", "debug", "trace");
VALUES(booleans, "true", "false");
VALUES(bits, "0", "1");
VALUES(people, "me", "my_teams", "none");
VALUES(categories, "error", "performance", "feedback", "cron", "outage", "metric", "replay");
VALUES(priorities, "high", "medium", "low");
VALUES(releases, "latest");
VALUES(ages, "-1h", "-24h", "-7d", "+1d");
VALUES(counts, ">10", ">100", ">1000");
VALUES(durations, ">100ms", ">1s", ">10s");
VALUES(statuses, "ok", "internal_error", "deadline_exceeded", "cancelled", "not_found",
       "invalid_argument", "unavailable", "unknown");
VALUES(types, "counter", "gauge", "distribution");

static const struct query_key issue_keys[] = {
    {"is",                    "state",               states,     VALUES_ONLY },
    {"assigned",              "to a person or team", people,     VALUES_FREE },
    {"assigned_or_suggested", "to a person or team", people,     VALUES_FREE },
    {"level",                 "severity",            levels,     VALUES_ONLY },
    {"age",                   "since first seen",    ages,       VALUES_FREE },
    {"firstSeen",             "since first seen",    ages,       VALUES_FREE },
    {"lastSeen",              "since last seen",     ages,       VALUES_FREE },
    {"firstRelease",          "it began in",         releases,   VALUES_ASKED},
    {"release",               "it was seen in",      releases,   VALUES_ASKED},
    {"timesSeen",             "events",              counts,     VALUES_FREE },
    {"has",                   "has the field",       NULL,       VALUES_FREE },
    {"error.type",            "of the exception",    NULL,       VALUES_ASKED},
    {"error.value",           "of the exception",    NULL,       VALUES_FREE },
    {"error.unhandled",       "0 or 1",              bits,       VALUES_FREE },
    {"error.handled",         "0 or 1",              bits,       VALUES_FREE },
    {"issue",                 "short id",            NULL,       VALUES_FREE },
    {"issue.category",        "what found it",       categories, VALUES_FREE },
    {"issue.priority",        "priority",            priorities, VALUES_FREE },
    {"bookmarks",             "by a person",         people,     VALUES_FREE },
    {"project",               "project",             NULL,       VALUES_ASKED},
    {"platform",              "of the SDK",          NULL,       VALUES_ASKED},
    {"message",               "of the event",        NULL,       VALUES_FREE },
    {"title",                 "of the event",        NULL,       VALUES_FREE },
    {"culprit",               "where it was raised", NULL,       VALUES_FREE },
    {"trace",                 "id of the trace",     NULL,       VALUES_FREE },
    {"transaction",           "endpoint or task",    NULL,       VALUES_ASKED},
    {"url",                   "of the request",      NULL,       VALUES_ASKED},
    {"user.email",            "of the user",         NULL,       VALUES_ASKED},
    {"user.id",               "of the user",         NULL,       VALUES_ASKED},
    {"stack.filename",        "a frame's file",      NULL,       VALUES_ASKED},
    {"stack.function",        "a frame's function",  NULL,       VALUES_ASKED},
    {"stack.module",          "a frame's module",    NULL,       VALUES_ASKED},
    {NULL,                    NULL,                  NULL,       VALUES_FREE },
};

static const struct query_key log_keys[] = {
    {"severity",    "level",           severities, VALUES_ASKED},
    {"message",     "text of the log", NULL,       VALUES_FREE },
    {"project",     "project",         NULL,       VALUES_ASKED},
    {"trace",       "id of the trace", NULL,       VALUES_FREE },
    {"release",     "release",         NULL,       VALUES_ASKED},
    {"environment", "environment",     NULL,       VALUES_ASKED},
    {"timestamp",   "time",            ages,       VALUES_FREE },
    {"has",         "has the field",   NULL,       VALUES_FREE },
    {NULL,          NULL,              NULL,       VALUES_FREE },
};

static const struct query_key span_keys[] = {
    {"span.op",          "kind of work",          NULL,      VALUES_ASKED},
    {"span.description", "what it did",           NULL,      VALUES_FREE },
    {"span.duration",    "how long it took",      durations, VALUES_FREE },
    {"span.status",      "how it ended",          statuses,  VALUES_ASKED},
    {"transaction",      "endpoint or task",      NULL,      VALUES_ASKED},
    {"is_transaction",   "top span of a service", booleans,  VALUES_FREE },
    {"project",          "project",               NULL,      VALUES_ASKED},
    {"trace",            "id of the trace",       NULL,      VALUES_FREE },
    {"release",          "release",               NULL,      VALUES_ASKED},
    {"environment",      "environment",           NULL,      VALUES_ASKED},
    {"timestamp",        "time",                  ages,      VALUES_FREE },
    {"has",              "has the field",         NULL,      VALUES_FREE },
    {NULL,               NULL,                    NULL,      VALUES_FREE },
};

static const struct query_key metric_keys[] = {
    {"metric.name", "name",            NULL,   VALUES_ASKED},
    {"metric.type", "type",            types,  VALUES_ONLY },
    {"value",       "value",           counts, VALUES_FREE },
    {"project",     "project",         NULL,   VALUES_ASKED},
    {"trace",       "id of the trace", NULL,   VALUES_FREE },
    {"release",     "release",         NULL,   VALUES_ASKED},
    {"environment", "environment",     NULL,   VALUES_ASKED},
    {"timestamp",   "time",            ages,   VALUES_FREE },
    {"has",         "has the field",   NULL,   VALUES_FREE },
    {NULL,          NULL,              NULL,   VALUES_FREE },
};

static const struct {
    const struct query_key *keys;
    const char *dataset, *one, *many;
} kinds[QUERY_KIND_COUNT] = {
    [QUERY_ISSUES] = {issue_keys,  NULL,           "issue",  "issues" },
    [QUERY_LOGS] = {log_keys,    "logs",         "log",    "logs"   },
    [QUERY_SPANS] = {span_keys,   "spans",        "span",   "spans"  },
    [QUERY_METRICS] = {metric_keys, "tracemetrics", "sample", "samples"},
};

const struct query_key *query_keys(enum query_kind kind)
{
    return kinds[kind].keys;
}

const struct query_key *query_key_find(enum query_kind kind, const char *key)
{
    for (const struct query_key *row = kinds[kind].keys; key && row->key; row++)
        if (strcmp(row->key, key) == 0)
            return row;
    return NULL;
}

const char *query_dataset(enum query_kind kind)
{
    return kinds[kind].dataset;
}

const char *query_kind_words(enum query_kind kind, bool many)
{
    return many ? kinds[kind].many : kinds[kind].one;
}

enum query_kind query_kind_of(const char *dataset)
{
    for (int kind = 0; kind < QUERY_KIND_COUNT; kind++)
        if (kinds[kind].dataset && g_strcmp0(kinds[kind].dataset, dataset) == 0)
            return (enum query_kind)kind;
    return QUERY_SPANS;
}
