/* SPDX-License-Identifier: Apache-2.0 */
#include "views/target.h"

#include <string.h>

/* Every text of a target, so that copying, clearing and comparing are loops. */
static const size_t texts[] = {
    G_STRUCT_OFFSET(struct target, service),     G_STRUCT_OFFSET(struct target, trace_id),
    G_STRUCT_OFFSET(struct target, span_id),     G_STRUCT_OFFSET(struct target, issue_id),
    G_STRUCT_OFFSET(struct target, short_id),    G_STRUCT_OFFSET(struct target, event_id),
    G_STRUCT_OFFSET(struct target, release),     G_STRUCT_OFFSET(struct target, commit),
    G_STRUCT_OFFSET(struct target, repository),  G_STRUCT_OFFSET(struct target, signal_id),
    G_STRUCT_OFFSET(struct target, transaction), G_STRUCT_OFFSET(struct target, operation),
    G_STRUCT_OFFSET(struct target, name),        G_STRUCT_OFFSET(struct target, item_id),
    G_STRUCT_OFFSET(struct target, host),        G_STRUCT_OFFSET(struct target, path),
    G_STRUCT_OFFSET(struct target, key),         G_STRUCT_OFFSET(struct target, value),
    G_STRUCT_OFFSET(struct target, query),       G_STRUCT_OFFSET(struct target, text),
};

static char **text_of(const struct target *target, size_t i)
{
    return (char **)((char *)target + texts[i]);
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
    case TARGET_NONE:
    case TARGET_KIND_COUNT:
        break;
    }
    return g_strdup("nothing");
}
