/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/breakdown.h"

#include "api/query/aggregate.h"
#include "api/query/fields.h"

#include <string.h>

#define EQUATION "equation|"

static const struct {
    const char *word, *dataset;
    enum item_kind kind;
} datasets[] = {
    {"spans",        "spans",        ITEM_SPAN  },
    {"logs",         "logs",         ITEM_LOG   },
    {"metrics",      "tracemetrics", ITEM_METRIC},
    {"tracemetrics", "tracemetrics", ITEM_METRIC},
    {"errors",       "errors",       ITEM_EVENT },
};

void breakdown_free(struct breakdown *breakdown)
{
    if (!breakdown)
        return;
    g_free(breakdown->filter);
    g_ptr_array_unref(breakdown->aggregates);
    g_ptr_array_unref(breakdown->keys);
    g_free(breakdown);
}

const char *breakdown_label(const char *aggregate)
{
    return g_str_has_prefix(aggregate, EQUATION) ? aggregate + strlen(EQUATION) : aggregate;
}

/* --- where the parts are --- */

/* Steps over a quoted text, or one byte; keeps count of the parentheses that are open. */
static const char *step(const char *at, int *depth)
{
    char c = *at;
    if (c == '(' || c == '[')
        (*depth)++;
    if ((c == ')' || c == ']') && *depth > 0)
        (*depth)--;
    at++;
    if (c != '"' && c != '`')
        return at;
    while (*at && *at != c)
        at += *at == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : at;
}

/* The words stand here, alone: behind them `rest` begins. */
static bool is_words(const char *begin, const char *at, const char *const *words, const char **rest)
{
    if (at > begin && !g_ascii_isspace(at[-1]) && at[-1] != ')' && at[-1] != ',')
        return false;
    for (; *words; words++) {
        size_t length = strlen(*words);
        if (g_ascii_strncasecmp(at, *words, length) || (at[length] && !g_ascii_isspace(at[length])))
            return false;
        at += length;
        while (g_ascii_isspace(*at))
            at++;
    }
    *rest = at;
    return true;
}

/* Where each part begins and ends; one that is not there is empty. */
struct parts {
    const char *from[4], *to[4]; /* by enum breakdown_part */
    enum breakdown_part last;    /* that begins in it */
};

static struct parts find_parts(const char *text)
{
    static const char *const GROUP[] = {"group", "by", NULL}, *const IN[] = {"in", NULL};
    const char *end = text + strlen(text), *rest = NULL;
    struct parts parts = {
        .from = {text, end, end, end},
          .to = {end,  end, end, end}
    };
    enum breakdown_part part = BREAKDOWN_FILTER;
    int depth = 0;
    for (const char *at = text; *at;) {
        enum breakdown_part next = part;
        const char *behind = at + 1;
        if (part == BREAKDOWN_FILTER && *at == '|') {
            next = BREAKDOWN_AGGREGATE;
        } else if (part != BREAKDOWN_FILTER && depth == 0) {
            if (part < BREAKDOWN_KEY && is_words(parts.from[part], at, GROUP, &rest))
                next = BREAKDOWN_KEY;
            else if (part < BREAKDOWN_DATASET && is_words(parts.from[part], at, IN, &rest))
                next = BREAKDOWN_DATASET;
            behind = rest;
        }
        if (next != part) {
            parts.to[part] = at;
            part = next;
            parts.from[part] = at = behind;
            depth = 0;
            continue;
        }
        at = step(at, &depth);
    }
    parts.last = part;
    return parts;
}

/* Ends of a piece without the spaces around it. */
static char *trimmed(const char **from, const char *to)
{
    while (*from < to && g_ascii_isspace(**from))
        (*from)++;
    while (to > *from && g_ascii_isspace(to[-1]))
        to--;
    return g_strndup(*from, (gsize)(to - *from));
}

/* Calls for each piece between commas; stops at false. */
typedef bool piece_fn(struct breakdown *breakdown, char *piece, const char *at, void *context);

static bool each_piece(struct breakdown *breakdown, const char *from, const char *to,
                       piece_fn *each, void *context)
{
    const char *begin = from;
    int depth = 0;
    for (const char *at = from; at <= to;) {
        if (at == to || (*at == ',' && depth == 0)) {
            const char *piece_from = begin;
            g_autofree char *piece = trimmed(&piece_from, at);
            bool alone = at == to && begin == from && !*piece; /* nothing at all */
            if (!alone && !each(breakdown, piece, piece_from, context))
                return false;
            begin = at + 1;
            at++;
            continue;
        }
        at = step(at, &depth);
        at = MIN(at, to);
    }
    return true;
}

/* --- reading --- */

struct reading {
    const char *dataset; /* when none is named */
    struct plan *plan;
    const char *text;
    size_t *offset;
    GError **error;
};

static bool fail(const struct reading *reading, const char *at, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static bool fail(const struct reading *reading, const char *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(reading->error, QUERY_ERROR, QUERY_ERROR_SYNTAX, message);
    if (reading->offset)
        *reading->offset = (size_t)(at - reading->text);
    return false;
}

/* A call and nothing behind its closing parenthesis. */
static bool is_call(const char *piece)
{
    const char *end = field_call_end(piece);
    return end && *end == '\0';
}

static bool add_aggregate(struct breakdown *breakdown, char *piece, const char *at, void *context)
{
    const struct reading *reading = context;
    if (!*piece)
        return fail(reading, at, "an aggregate is missing, such as count()");
    if (*piece == '"')
        return fail(reading, at,
                    "%s would be a signal: those stand in the equation of a chart (= on it)",
                    piece);
    if (!strchr(piece, '('))
        return fail(reading, at, "%s is a field: aggregates are functions, such as p95(%s)", piece,
                    piece);
    g_autofree char *metric = field_metric(piece);
    if (metric && strcmp(breakdown->dataset, "tracemetrics") != 0)
        return fail(reading, at, "%s is of a metric, not of %s: end with \"in metrics\"", piece,
                    breakdown->dataset);
    if (breakdown->aggregates->len >= BREAKDOWN_MOST_AGGREGATES)
        return fail(reading, at, "at most %d aggregates", BREAKDOWN_MOST_AGGREGATES);
    char *asked = g_strconcat(is_call(piece) ? "" : EQUATION, piece, NULL);
    g_ptr_array_add(breakdown->aggregates, asked);
    if (plan_add(reading->plan, asked, reading->error) >= 0)
        return true;
    if (reading->offset)
        *reading->offset = (size_t)(at - reading->text);
    return false;
}

static bool add_key(struct breakdown *breakdown, char *piece, const char *at, void *context)
{
    const struct reading *reading = context;
    if (!*piece)
        return fail(reading, at, "a field is missing: rows are grouped by fields, such as release");
    if (strpbrk(piece, " ()|:"))
        return fail(reading, at, "%s is no field: keys are names of fields, with commas between",
                    piece);
    if (breakdown->keys->len >= BREAKDOWN_MOST_KEYS)
        return fail(reading, at, "at most %d keys", BREAKDOWN_MOST_KEYS);
    g_ptr_array_add(breakdown->keys, g_strdup(piece));
    return true;
}

static bool find_dataset(struct breakdown *breakdown, const struct parts *parts,
                         enum item_kind *kind, const struct reading *reading)
{
    const char *at = parts->from[BREAKDOWN_DATASET];
    g_autofree char *word = trimmed(&at, parts->to[BREAKDOWN_DATASET]);
    *kind = ITEM_SPAN;
    const char *name = parts->last == BREAKDOWN_DATASET ? word : reading->dataset;
    for (size_t i = 0; i < G_N_ELEMENTS(datasets); i++)
        if (!g_ascii_strcasecmp(name, datasets[i].word)) {
            breakdown->dataset = datasets[i].dataset;
            *kind = datasets[i].kind;
            return true;
        }
    return fail(reading, at, "in %s: there are spans, logs, metrics and errors", word);
}

static bool read_parts(struct breakdown *breakdown, struct reading *reading, int64_t now_ns)
{
    struct parts parts = find_parts(reading->text);
    enum item_kind kind;
    const char *filter_at = reading->text;
    breakdown->filter = trimmed(&filter_at, parts.to[BREAKDOWN_FILTER]);
    g_autoptr(query) query =
        query_parse(breakdown->filter, now_ns, reading->offset, reading->error);
    if (!query) {
        if (reading->offset)
            *reading->offset += (size_t)(filter_at - reading->text);
        return false;
    }
    if (!find_dataset(breakdown, &parts, &kind, reading))
        return false;
    g_autoptr(plan) plan = plan_new(kind);
    reading->plan = plan;
    if (!each_piece(breakdown, parts.from[BREAKDOWN_AGGREGATE], parts.to[BREAKDOWN_AGGREGATE],
                    add_aggregate, reading) ||
        !each_piece(breakdown, parts.from[BREAKDOWN_KEY], parts.to[BREAKDOWN_KEY], add_key,
                    reading))
        return false;
    if (!breakdown->aggregates->len)
        g_ptr_array_add(breakdown->aggregates, g_strdup("count()"));
    return true;
}

struct breakdown *breakdown_parse(const char *text, const char *dataset, int64_t now_ns,
                                  size_t *offset, GError **error)
{
    struct breakdown *breakdown = g_new0(struct breakdown, 1);
    struct reading reading = {.dataset = dataset, .text = text, .offset = offset, .error = error};
    breakdown->aggregates = g_ptr_array_new_with_free_func(g_free);
    breakdown->keys = g_ptr_array_new_with_free_func(g_free);
    if (read_parts(breakdown, &reading, now_ns))
        return breakdown;
    breakdown_free(breakdown);
    return NULL;
}

enum breakdown_part breakdown_part_at(const char *text, size_t cursor, size_t *from)
{
    g_autofree char *before = g_strndup(text, cursor);
    struct parts parts = find_parts(before);
    size_t length = strlen(before);
    enum breakdown_part part = parts.last;
    if (part == BREAKDOWN_FILTER) {
        *from = 0;
        return part;
    }
    /* The piece is what stands behind the last of these; names of keys may have a hyphen. */
    const char *ends = part == BREAKDOWN_AGGREGATE ? " ,(+-*/`" : " ,";
    const char *at = before + length;
    while (at > parts.from[part] && !strchr(ends, at[-1]))
        at--;
    *from = (size_t)(at - before);
    return part;
}

bool breakdown_asked(const char *text)
{
    return find_parts(text).last != BREAKDOWN_FILTER;
}

const char *breakdown_dataset(const char *text, const char *dataset)
{
    struct parts parts = find_parts(text);
    const char *at = parts.from[BREAKDOWN_DATASET];
    g_autofree char *word = trimmed(&at, parts.to[BREAKDOWN_DATASET]);
    for (size_t i = 0; i < G_N_ELEMENTS(datasets); i++)
        if (!g_ascii_strcasecmp(word, datasets[i].word))
            return datasets[i].dataset;
    return dataset;
}

size_t breakdown_filter_end(const char *text)
{
    return (size_t)(find_parts(text).to[BREAKDOWN_FILTER] - text);
}
