/* SPDX-License-Identifier: Apache-2.0
 *
 * Loops: the same asked again and again under one parent. Siblings that are the same by a loop's
 * key are linked into runs; each sibling is looked at once for each kind of loop.
 */
#include "api/insight/problem_internal.h"

#include <string.h>

#define LOOP_QUERIES    5
#define LOOP_QUERIES_US 50000
#define LOOP_CALLS      10
#define LOOP_CALLS_US   300000
#define LOOP_WITHIN_US  5000
#define REPEATED_TIMES  3
#define REPEATED_US     50000

/* The query that ended first in a segment, and the first one that is unlike it: what precedes a
 * loop. */
struct sources {
    uint32_t like[2];
    int64_t end_us[2];
    int known;
};

struct run {
    int parent;
    int first, last, count; /* of the siblings; linked by `next` */
    int64_t total_us, longest_us, first_us;
    int64_t started_us, end_us; /* of the last one */
};

struct loops {
    struct problem_search *search;
    struct sources *sources; /* by span: of the segments that begin there */
    struct run *runs;        /* by key */
    GArray *touched;         /* of uint32_t: keys seen under the parent looked at */
    int *next;               /* by span: the next of its run */
    uint8_t *taken;          /* by span: in a loop that was found before */
    GHashTable *words;       /* names of what only reads -> a number from 1 on, 0 = no candidate */
    GHashTable *met;         /* the same by where the name is: a trace has each once, most often */
};

struct loop {
    enum problem_kind kind;
    uint8_t of; /* bits of enum problem_class: what candidates are */
    /* What must be equal within a run; 0 = the span is no candidate. */
    uint32_t (*key)(struct loops *loops, int index);
    bool (*goes_on)(const struct run *run, const struct span *span);
    bool (*enough)(const struct loops *loops, const struct run *run);
    int64_t (*lost)(const struct run *run);
    char *(*say)(int count);
};

/* --- repeated to the letter --- */

static bool only_reads(const struct problem_search *search, const struct span *span)
{
    char room[16];
    if (!problem_is(search, span, CLASS_CALL))
        return problem_is(search, span, CLASS_SELECT | CLASS_CACHE);
    const char *method = problem_method(span, room, sizeof room);
    return (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) &&
           strchr(problem_url(span), '/');
}

static uint32_t number_of_name(struct loops *loops, const struct span *span)
{
    void *known;
    if (g_hash_table_lookup_extended(loops->words, span->name, NULL, &known))
        return GPOINTER_TO_UINT(known);
    /* Behind a placeholder may be another argument each time. */
    uint32_t number = problem_is_complete(span) && !span_name_is_open(span->name)
                          ? (uint32_t)g_hash_table_size(loops->words) + 1
                          : 0;
    g_hash_table_insert(loops->words, (char *)span->name, GUINT_TO_POINTER(number));
    return number;
}

static uint32_t repeated_key(struct loops *loops, int index)
{
    const struct span *span = trace_span_at(loops->search->trace, index);
    void *known;
    if (!span->name || !only_reads(loops->search, span))
        return 0;
    if (g_hash_table_lookup_extended(loops->met, span->name, NULL, &known))
        return GPOINTER_TO_UINT(known);
    uint32_t number = number_of_name(loops, span);
    g_hash_table_insert(loops->met, (char *)span->name, GUINT_TO_POINTER(number));
    return number;
}

static char *say_repeated(int count)
{
    return g_strdup_printf("the same asked %d times", count);
}

static bool always(const struct run *run, const struct span *span)
{
    (void)run;
    (void)span;
    return true;
}

static bool repeated_enough(const struct loops *loops, const struct run *run)
{
    (void)loops;
    return run->count >= REPEATED_TIMES && run->total_us - run->first_us > REPEATED_US;
}

static int64_t all_but_first(const struct run *run)
{
    return run->total_us - run->first_us;
}

/* --- queries --- */

static uint32_t query_key(struct loops *loops, int index)
{
    const struct span *span = trace_span_at(loops->search->trace, index);
    return problem_is(loops->search, span, CLASS_QUERY) && problem_is_complete(span) &&
                   !loops->taken[index]
               ? span->like + 1
               : 0;
}

static bool one_after_another(const struct run *run, const struct span *span)
{
    return problem_gap(run->end_us, span->start_us) >= -PROBLEM_ROUNDING_US;
}

static bool query_before(const struct loops *loops, const struct run *run)
{
    const struct span *first = trace_span_at(loops->search->trace, run->first);
    const struct sources *sources = &loops->sources[loops->search->segment[run->first]];
    for (int i = 0; i < sources->known; i++)
        if (sources->like[i] != first->like &&
            problem_gap(sources->end_us[i], first->start_us) >= -PROBLEM_ROUNDING_US)
            return true;
    return false;
}

static bool queries_enough(const struct loops *loops, const struct run *run)
{
    return run->count >= LOOP_QUERIES && run->total_us > LOOP_QUERIES_US &&
           query_before(loops, run);
}

static char *say_queries(int count)
{
    return g_strdup_printf("%d like queries one after another", count);
}

static int64_t all_but_one(const struct run *run)
{
    return run->total_us - run->longest_us;
}

/* --- calls of a page --- */

static bool is_page(const struct span *segment)
{
    static const char *const ops[] = {"navigation", "pageload", "ui.load", "ui.action", NULL};
    return segment->op && g_strv_contains(ops, segment->op);
}

static uint32_t call_key(struct loops *loops, int index)
{
    const struct problem_search *search = loops->search;
    const struct span *span = trace_span_at(search->trace, index);
    const char *url = problem_url(span);
    char method[16], extension[16];
    if (loops->taken[index] || !problem_is(search, span, CLASS_CALL) ||
        !is_page(trace_span_at(search->trace, search->segment[index])) ||
        strcmp(problem_method(span, method, sizeof method), "GET") != 0 ||
        *problem_extension(span, extension, sizeof extension) || strstr(url, "graphql") ||
        strstr(url, "_next/data"))
        return 0;
    return span->like + 1;
}

static bool at_once(const struct run *run, const struct span *span)
{
    return problem_gap(run->started_us, span->start_us) <= LOOP_WITHIN_US;
}

static bool calls_enough(const struct loops *loops, const struct run *run)
{
    (void)loops;
    return run->count >= LOOP_CALLS && run->total_us > LOOP_CALLS_US;
}

static char *say_calls(int count)
{
    return g_strdup_printf("%d like calls at once", count);
}

/* What was found to be the same to the letter is not told again as alike. */
/* clang-format off */
static const struct loop kinds[] = {
    {PROBLEM_REPEATED, CLASS_SELECT | CLASS_CALL | CLASS_CACHE,
     repeated_key, always, repeated_enough, all_but_first, say_repeated},
    {PROBLEM_N_PLUS_ONE, CLASS_QUERY,
     query_key, one_after_another, queries_enough, all_but_one, say_queries},
    {PROBLEM_N_PLUS_ONE_CALLS, CLASS_CALL,
     call_key, at_once, calls_enough, all_but_one, say_calls},
};
/* clang-format on */

/* --- runs --- */

static void add_source(struct sources *sources, uint32_t like, int64_t end_us)
{
    int at = 0;
    while (at < sources->known && sources->like[at] != like)
        at++;
    if (at < 2 && (at == sources->known || end_us < sources->end_us[at])) {
        sources->known = MAX(sources->known, at + 1);
        sources->like[at] = like;
        sources->end_us[at] = end_us;
    } else if (at == 2 && end_us < sources->end_us[1]) {
        sources->like[1] = like;
        sources->end_us[1] = end_us;
    }
    if (sources->known == 2 && sources->end_us[1] < sources->end_us[0]) {
        struct sources was = *sources;
        sources->like[0] = was.like[1], sources->like[1] = was.like[0];
        sources->end_us[0] = was.end_us[1], sources->end_us[1] = was.end_us[0];
    }
}

static void find_sources(struct loops *loops)
{
    const struct problem_search *search = loops->search;
    for (int i = 0; i < trace_span_count(search->trace); i++) {
        const struct span *span = trace_span_at(search->trace, i);
        if (problem_is(search, span, CLASS_QUERY))
            add_source(&loops->sources[search->segment[i]], span->like, span_end_us(span));
    }
}

static void settle(struct loops *loops, const struct loop *loop, struct run *run)
{
    if (loop->enough(loops, run)) {
        struct problem *problem = problem_new(loops->search, loop->kind, run->parent);
        for (int at = run->first, i = 0; i < run->count; i++, at = loops->next[at]) {
            problem_add(loops->search, problem, at);
            loops->taken[at] = 1;
        }
        problem->lost_us = loop->lost(run);
        problem->text = loop->say(run->count);
    }
    run->count = 0;
}

static void lengthen(struct loops *loops, struct run *run, int index)
{
    const struct span *span = trace_span_at(loops->search->trace, index);
    int64_t took = problem_took(span);
    if (run->count)
        loops->next[run->last] = index;
    else
        *run = (struct run){.parent = span->parent, .first = index, .first_us = took};
    run->last = index;
    run->count++;
    run->total_us += took;
    run->longest_us = MAX(run->longest_us, took);
    run->started_us = span->start_us;
    run->end_us = span_end_us(span);
}

static void look_below(struct loops *loops, const struct loop *loop, int parent)
{
    const struct trace *trace = loops->search->trace;
    int last = parent + trace_span_at(trace, parent)->descendants;
    for (int c = parent + 1; c <= last; c = trace_after(trace, c)) {
        uint32_t key = loop->key(loops, c);
        if (!key)
            continue;
        struct run *run = &loops->runs[key];
        if (run->count && !loop->goes_on(run, trace_span_at(trace, c)))
            settle(loops, loop, run);
        if (!run->count)
            g_array_append_val(loops->touched, key);
        lengthen(loops, run, c);
    }
    for (guint i = 0; i < loops->touched->len; i++) {
        struct run *run = &loops->runs[g_array_index(loops->touched, uint32_t, i)];
        if (run->count)
            settle(loops, loop, run);
    }
    g_array_set_size(loops->touched, 0);
}

void problem_find_loops(struct problem_search *search)
{
    int count = trace_span_count(search->trace);
    gsize room = (gsize)count + 2; /* there are no more keys than spans */
    struct loops loops = {.search = search,
                          .sources = g_new0(struct sources, room),
                          .runs = g_new0(struct run, room),
                          .touched = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                          .next = g_new(int, room),
                          .taken = g_new0(uint8_t, room),
                          .words = g_hash_table_new(g_str_hash, g_str_equal),
                          .met = g_hash_table_new(NULL, NULL)};
    find_sources(&loops);
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
        for (int i = 0; i < count; i++)
            if (search->below[i] & kinds[k].of)
                look_below(&loops, &kinds[k], i);
    g_free(loops.sources);
    g_free(loops.runs);
    g_array_unref(loops.touched);
    g_free(loops.next);
    g_free(loops.taken);
    g_hash_table_unref(loops.words);
    g_hash_table_unref(loops.met);
}
