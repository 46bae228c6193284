/* SPDX-License-Identifier: Apache-2.0 */
#include "views/target.h"

#include "api/model/trace.h"

#include <string.h>

/* Every text of a target, so that copying, clearing, comparing and keeping are loops. */
#define TEXT(name)                                  \
    {                                               \
        G_STRUCT_OFFSET(struct target, name), #name \
    }
static const struct {
    size_t offset;
    const char *name;
} texts[] = {
    TEXT(service),     TEXT(trace_id),  TEXT(span_id), TEXT(issue_id),   TEXT(short_id),
    TEXT(event_id),    TEXT(release),   TEXT(commit),  TEXT(repository), TEXT(signal_id),
    TEXT(transaction), TEXT(operation), TEXT(name),    TEXT(item_id),    TEXT(host),
    TEXT(path),        TEXT(key),       TEXT(value),   TEXT(query),      TEXT(text),
    TEXT(agents),
};
#undef TEXT

static char **text_of(const struct target *target, size_t i)
{
    return (char **)((char *)target + texts[i].offset);
}

void target_init(struct target *target, enum target_kind kind)
{
    *target = (struct target){.kind = kind, .duration_us = -1};
}

void target_clear(struct target *target)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*text_of(target, i));
    target_init(target, TARGET_NONE);
}

void target_copy(struct target *to, const struct target *from)
{
    *to = *from;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(to, i) = g_strdup(*text_of(from, i));
}

void target_set(char **field, const char *text)
{
    char *copy = g_strdup(text);
    g_free(*field);
    *field = copy;
}

void target_set_span(struct target *target, const char *trace_id, const struct span *span)
{
    target->kind = TARGET_SPAN;
    target_set(&target->trace_id, trace_id);
    target_set(&target->span_id, span->id);
    target_set(&target->service, span->service);
    target_set(&target->operation, span->op);
    target_set(&target->name, span->name);
    target_set(&target->transaction, span->transaction);
    target_set(&target->release, span->release);
    target->time_ms = span->start_us / 1000;
    target->duration_us = span->running ? -1 : span->duration_us;
}

bool target_equal(const struct target *a, const struct target *b)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_strcmp0(*text_of(a, i), *text_of(b, i)) != 0)
            return false;
    return a->kind == b->kind && a->line == b->line && a->time_ms == b->time_ms &&
           a->start_ms == b->start_ms && a->end_ms == b->end_ms &&
           a->duration_us == b->duration_us && a->unusual == b->unusual;
}

static char *first_word(const char *noun, const char *const *names)
{
    for (; *names != (const char *)-1; names++)
        if (*names && **names)
            return g_strdup_printf("%s %s", noun, *names);
    return g_strdup(noun);
}

/* The first of the names that is known stands behind the noun. */
#define NAMED(noun, ...) first_word(noun, (const char *const[]){__VA_ARGS__, (const char *)-1})

static char *short_hex(const char *id)
{
    return g_strndup(id ? id : "", 8);
}

char *target_text(const struct target *t)
{
    g_autofree char *trace = short_hex(t->trace_id);
    g_autofree char *commit = short_hex(t->commit);
    switch (t->kind) {
    case TARGET_LEAD:
        return g_strdup("what changed");
    case TARGET_SIGNAL:
        return NAMED("signal", t->name, t->signal_id);
    case TARGET_RANGE:
        return NAMED("samples of", t->name, t->signal_id);
    case TARGET_SAMPLE:
        return NAMED("sample", t->name, t->span_id, trace);
    case TARGET_TRACE:
        return NAMED("trace", trace);
    case TARGET_SPAN:
        return NAMED("span", t->name, t->operation, t->span_id);
    case TARGET_LOGS:
        return NAMED("logs of", t->service, t->query, t->trace_id ? trace : NULL);
    case TARGET_LOG:
        return NAMED("log", t->text, t->item_id);
    case TARGET_ISSUE:
        return NAMED("issue", t->short_id, t->issue_id);
    case TARGET_EVENT:
        return NAMED("event", t->event_id);
    case TARGET_FRAME:
        return t->path ? g_strdup_printf("source %s:%d", t->path, t->line) : g_strdup("source");
    case TARGET_RELEASE:
        return NAMED("release", t->release);
    case TARGET_COMMIT:
        return NAMED("commit", commit);
    case TARGET_SIGNALS:
        return NAMED("signals around", t->service);
    case TARGET_SUSPECTS:
        return NAMED("suspect commits of", t->name, t->short_id, t->service);
    case TARGET_ATTRIBUTE:
        return NAMED("attribute", t->key);
    case TARGET_TRACES:
        return NAMED("traces of", t->name, t->query);
    case TARGET_PROBLEMS:
        return NAMED("problems of trace", trace);
    case TARGET_COMPARE:
        return g_strdup_printf("comparison of %s with %s", t->text ? t->text : "healthy traces",
                               t->name ? t->name : "a trace");
    case TARGET_AGENTS:
        return NAMED("agents of trace", trace);
    case TARGET_CALL:
        return NAMED("call", t->name, t->span_id);
    case TARGET_FACETS:
        return NAMED("values of", t->key);
    case TARGET_PATTERNS:
        return g_strdup("log patterns");
    case TARGET_DIFFERS:
        return g_strdup_printf("what differs%s%s", t->name ? " in " : "", t->name ? t->name : "");
    case TARGET_EXPLAIN:
        return NAMED("explanation of", t->name, t->short_id, t->service);
    case TARGET_TABLE:
        return NAMED("table", t->query);
    case TARGET_RELEASES:
        return g_strdup("releases");
    case TARGET_ACROSS:
        return NAMED("before and after", t->release);
    case TARGET_FIRING:
        return g_strdup("what is firing");
    case TARGET_NONE:
    case TARGET_KIND_COUNT:
        break;
    }
    return g_strdup("nothing");
}

/* --- kept --- */

/* Words that stay the same whatever the order of the kinds comes to be. */
static const char *const kinds[TARGET_KIND_COUNT] = {
    [TARGET_NONE] = "none",
    [TARGET_LEAD] = "lead",
    [TARGET_SIGNAL] = "signal",
    [TARGET_RANGE] = "range",
    [TARGET_SAMPLE] = "sample",
    [TARGET_TRACE] = "trace",
    [TARGET_SPAN] = "span",
    [TARGET_LOGS] = "logs",
    [TARGET_LOG] = "log",
    [TARGET_ISSUE] = "issue",
    [TARGET_EVENT] = "event",
    [TARGET_FRAME] = "frame",
    [TARGET_RELEASE] = "release",
    [TARGET_COMMIT] = "commit",
    [TARGET_SIGNALS] = "signals",
    [TARGET_SUSPECTS] = "suspects",
    [TARGET_ATTRIBUTE] = "attribute",
    [TARGET_TRACES] = "traces",
    [TARGET_PROBLEMS] = "problems",
    [TARGET_COMPARE] = "compare",
    [TARGET_AGENTS] = "agents",
    [TARGET_CALL] = "call",
    [TARGET_FACETS] = "facets",
    [TARGET_PATTERNS] = "patterns",
    [TARGET_DIFFERS] = "differs",
    [TARGET_EXPLAIN] = "explain",
    [TARGET_TABLE] = "table",
    [TARGET_RELEASES] = "releases",
    [TARGET_ACROSS] = "across",
    [TARGET_FIRING] = "firing",
};

static void add_number(GString *out, const char *name, int64_t number)
{
    if (number > 0)
        g_string_append_printf(out, "&%s=%" G_GINT64_FORMAT, name, number);
}

char *target_save(const struct target *target)
{
    GString *out = g_string_new("kind=");
    g_string_append(out, kinds[target->kind]);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *text = *text_of(target, i);
        if (!text)
            continue;
        g_autofree char *valid = g_utf8_make_valid(text, -1);
        g_autofree char *plain = g_uri_escape_string(valid, NULL, TRUE);
        g_string_append_printf(out, "&%s=%s", texts[i].name, plain);
    }
    add_number(out, "line", target->line);
    add_number(out, "time", target->time_ms);
    add_number(out, "start", target->start_ms);
    add_number(out, "end", target->end_ms);
    return g_string_free(out, FALSE);
}

static bool kind_of(const char *word, enum target_kind *kind)
{
    for (int i = 0; word && i < TARGET_KIND_COUNT; i++)
        if (strcmp(kinds[i], word) == 0) {
            *kind = (enum target_kind)i;
            return true;
        }
    return false;
}

static int64_t number_in(GHashTable *found, const char *name)
{
    const char *text = g_hash_table_lookup(found, name);
    return text ? MAX(g_ascii_strtoll(text, NULL, 10), 0) : 0;
}

bool target_load(struct target *target, const char *text)
{
    g_autoptr(GHashTable) found = g_uri_parse_params(text, -1, "&", G_URI_PARAMS_NONE, NULL);
    enum target_kind kind;
    target_init(target, TARGET_NONE);
    if (!found || !kind_of(g_hash_table_lookup(found, "kind"), &kind))
        return false;
    target->kind = kind;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(target, i) = g_strdup(g_hash_table_lookup(found, texts[i].name));
    target->line = (int)MIN(number_in(found, "line"), G_MAXINT);
    target->time_ms = number_in(found, "time");
    target->start_ms = number_in(found, "start");
    target->end_ms = number_in(found, "end");
    return true;
}
