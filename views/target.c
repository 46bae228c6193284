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

/* How each kind is kept, in words that stay the same whatever the order of the kinds comes to be,
 * and how it is called: the first of the names that is known stands behind the noun. */
/* clang-format off */
#define NAME(name) (1 + G_STRUCT_OFFSET(struct target, name))
static const struct {
    const char *word, *noun;
    size_t names[3]; /* one more than the offset; 0 = no more */
} kinds[TARGET_KIND_COUNT] = {
    [TARGET_NONE] =      {"none",      "nothing",            {}},
    [TARGET_LEAD] =      {"lead",      "what changed",       {}},
    [TARGET_SIGNAL] =    {"signal",    "signal",             {NAME(name), NAME(signal_id)}},
    [TARGET_RANGE] =     {"range",     "samples of",         {NAME(name), NAME(signal_id)}},
    [TARGET_SAMPLE] =    {"sample",    "sample",             {NAME(name), NAME(span_id), NAME(trace_id)}},
    [TARGET_TRACE] =     {"trace",     "trace",              {NAME(trace_id)}},
    [TARGET_SPAN] =      {"span",      "span",               {NAME(name), NAME(operation), NAME(span_id)}},
    [TARGET_LOGS] =      {"logs",      "logs of",            {NAME(service), NAME(query), NAME(trace_id)}},
    [TARGET_LOG] =       {"log",       "log",                {NAME(text), NAME(item_id)}},
    [TARGET_ISSUE] =     {"issue",     "issue",              {NAME(short_id), NAME(issue_id)}},
    [TARGET_EVENT] =     {"event",     "event",              {NAME(event_id)}},
    [TARGET_FRAME] =     {"frame",     "source",             {NAME(path)}},
    [TARGET_RELEASE] =   {"release",   "release",            {NAME(release)}},
    [TARGET_COMMIT] =    {"commit",    "commit",             {NAME(commit)}},
    [TARGET_SIGNALS] =   {"signals",   "signals around",     {NAME(service)}},
    [TARGET_SUSPECTS] =  {"suspects",  "suspect commits of", {NAME(name), NAME(short_id), NAME(service)}},
    [TARGET_ATTRIBUTE] = {"attribute", "attribute",          {NAME(key)}},
    [TARGET_TRACES] =    {"traces",    "traces of",          {NAME(name), NAME(query)}},
    [TARGET_PROBLEMS] =  {"problems",  "problems of trace",  {NAME(trace_id)}},
    [TARGET_COMPARE] =   {"compare",   "comparison",         {}},
    [TARGET_AGENTS] =    {"agents",    "agents of trace",    {NAME(trace_id)}},
    [TARGET_CALL] =      {"call",      "call",               {NAME(name), NAME(span_id)}},
    [TARGET_FACETS] =    {"facets",    "values of",          {NAME(key)}},
    [TARGET_PATTERNS] =  {"patterns",  "log patterns",       {}},
    [TARGET_DIFFERS] =   {"differs",   "what differs",       {}},
    [TARGET_EXPLAIN] =   {"explain",   "explanation of",     {NAME(name), NAME(short_id), NAME(service)}},
    [TARGET_TABLE] =     {"table",     "table",              {NAME(query)}},
    [TARGET_RELEASES] =  {"releases",  "releases",           {}},
    [TARGET_ACROSS] =    {"across",    "before and after",   {NAME(release)}},
    [TARGET_FIRING] =    {"firing",    "what is firing",     {}},
};
#undef NAME
/* clang-format on */

static const char *first_name(const struct target *target)
{
    const size_t *names = kinds[target->kind].names;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds->names) && names[i]; i++) {
        const char *name = *(char **)((char *)target + names[i] - 1);
        if (name && *name)
            return name;
    }
    return NULL;
}

char *target_text(const struct target *target)
{
    const char *noun = kinds[target->kind].noun;
    const char *name = first_name(target);
    if (target->kind == TARGET_COMPARE)
        return g_strdup_printf("comparison of %s with %s",
                               target->text ? target->text : "healthy traces",
                               target->name ? target->name : "a trace");
    if (target->kind == TARGET_DIFFERS && target->name)
        return g_strdup_printf("%s in %s", noun, target->name);
    if (!name)
        return g_strdup(noun);
    if (target->kind == TARGET_FRAME)
        return g_strdup_printf("%s %s:%d", noun, name, target->line);
    bool hex = name == target->trace_id || name == target->commit;
    return g_strdup_printf("%s %.*s", noun, hex ? 8 : -1, name);
}

/* --- kept --- */

static void add_number(GString *out, const char *name, int64_t number)
{
    if (number > 0)
        g_string_append_printf(out, "&%s=%" G_GINT64_FORMAT, name, number);
}

char *target_save(const struct target *target)
{
    GString *out = g_string_new("kind=");
    g_string_append(out, kinds[target->kind].word);
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
        if (strcmp(kinds[i].word, word) == 0) {
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
