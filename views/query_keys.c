/* SPDX-License-Identifier: Apache-2.0 */
#include "views/query_keys.h"

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
    {"is",                    "state",               states,     true },
    {"assigned",              "to a person or team", people,     false},
    {"assigned_or_suggested", "to a person or team", people,     false},
    {"level",                 "severity",            levels,     true },
    {"age",                   "since first seen",    ages,       false},
    {"firstSeen",             "since first seen",    ages,       false},
    {"lastSeen",              "since last seen",     ages,       false},
    {"firstRelease",          "it began in",         releases,   false},
    {"release",               "it was seen in",      releases,   false},
    {"timesSeen",             "events",              counts,     false},
    {"has",                   "has the field",       NULL,       false},
    {"error.type",            "of the exception",    NULL,       false},
    {"error.value",           "of the exception",    NULL,       false},
    {"error.unhandled",       "0 or 1",              bits,       false},
    {"error.handled",         "0 or 1",              bits,       false},
    {"issue",                 "short id",            NULL,       false},
    {"issue.category",        "what found it",       categories, false},
    {"issue.priority",        "priority",            priorities, false},
    {"bookmarks",             "by a person",         people,     false},
    {"project",               "project",             NULL,       false},
    {"platform",              "of the SDK",          NULL,       false},
    {"message",               "of the event",        NULL,       false},
    {"title",                 "of the event",        NULL,       false},
    {"culprit",               "where it was raised", NULL,       false},
    {"trace",                 "id of the trace",     NULL,       false},
    {"transaction",           "endpoint or task",    NULL,       false},
    {"url",                   "of the request",      NULL,       false},
    {"user.email",            "of the user",         NULL,       false},
    {"user.id",               "of the user",         NULL,       false},
    {"stack.filename",        "a frame's file",      NULL,       false},
    {"stack.function",        "a frame's function",  NULL,       false},
    {"stack.module",          "a frame's module",    NULL,       false},
    {NULL,                    NULL,                  NULL,       false},
};

static const struct query_key log_keys[] = {
    {"severity",    "level",           severities, false},
    {"message",     "text of the log", NULL,       false},
    {"project",     "project",         NULL,       false},
    {"trace",       "id of the trace", NULL,       false},
    {"release",     "release",         NULL,       false},
    {"environment", "environment",     NULL,       false},
    {"timestamp",   "time",            ages,       false},
    {"has",         "has the field",   NULL,       false},
    {NULL,          NULL,              NULL,       false},
};

static const struct query_key span_keys[] = {
    {"span.op",          "kind of work",          NULL,      false},
    {"span.description", "what it did",           NULL,      false},
    {"span.duration",    "how long it took",      durations, false},
    {"span.status",      "how it ended",          statuses,  false},
    {"transaction",      "endpoint or task",      NULL,      false},
    {"is_transaction",   "top span of a service", booleans,  false},
    {"project",          "project",               NULL,      false},
    {"trace",            "id of the trace",       NULL,      false},
    {"release",          "release",               NULL,      false},
    {"environment",      "environment",           NULL,      false},
    {"timestamp",        "time",                  ages,      false},
    {"has",              "has the field",         NULL,      false},
    {NULL,               NULL,                    NULL,      false},
};

static const struct query_key metric_keys[] = {
    {"metric.name", "name",            NULL,   false},
    {"metric.type", "type",            types,  true },
    {"value",       "value",           counts, false},
    {"project",     "project",         NULL,   false},
    {"trace",       "id of the trace", NULL,   false},
    {"release",     "release",         NULL,   false},
    {"environment", "environment",     NULL,   false},
    {"timestamp",   "time",            ages,   false},
    {"has",         "has the field",   NULL,   false},
    {NULL,          NULL,              NULL,   false},
};

static const struct {
    const struct query_key *keys;
    const char *dataset, *one, *many;
    enum history_kind history;
} kinds[QUERY_KIND_COUNT] = {
    [QUERY_ISSUES] = {issue_keys,  NULL,           "issue",  "issues",  HISTORY_QUERY_ISSUES },
    [QUERY_LOGS] = {log_keys,    "logs",         "log",    "logs",    HISTORY_QUERY_LOGS   },
    [QUERY_SPANS] = {span_keys,   "spans",        "span",   "spans",   HISTORY_QUERY_SPANS  },
    [QUERY_METRICS] = {metric_keys, "tracemetrics", "sample", "samples", HISTORY_QUERY_METRICS},
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

enum history_kind query_history(enum query_kind kind)
{
    return kinds[kind].history;
}

enum query_kind query_kind_of(const char *dataset)
{
    for (int kind = 0; kind < QUERY_KIND_COUNT; kind++)
        if (kinds[kind].dataset && g_strcmp0(kinds[kind].dataset, dataset) == 0)
            return (enum query_kind)kind;
    return QUERY_SPANS;
}
