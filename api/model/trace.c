/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/trace.h"

#include "api/model/arena.h"
#include "api/model/trace_ids.h"

#include <string.h>

#define TEXT_BLOCK 4096

struct trace *trace_new(const char *id)
{
    struct trace *trace = g_new0(struct trace, 1);
    trace->id = g_strdup(id);
    trace->spans = g_ptr_array_new();
    trace->errors = g_ptr_array_new();
    trace->moments = g_array_new(FALSE, FALSE, sizeof(struct trace_moment));
    trace->links = g_array_new(FALSE, FALSE, sizeof(struct trace_link));
    trace->service_names = g_hash_table_new(g_str_hash, g_str_equal);
    trace->calls = g_array_new(FALSE, FALSE, sizeof(struct trace_call));
    trace->likes = g_array_new(FALSE, FALSE, sizeof(struct span_like));
    trace->like_of_key = g_hash_table_new(g_str_hash, g_str_equal);
    trace->text = g_string_chunk_new(TEXT_BLOCK);
    trace->memory = arena_new();
    trace->references = 1;
    return trace;
}

struct trace *trace_ref(struct trace *trace)
{
    g_atomic_int_inc(&trace->references);
    return trace;
}

void trace_free(struct trace *trace)
{
    if (!trace || !g_atomic_int_dec_and_test(&trace->references))
        return;
    problems_free(trace->problems);
    g_ptr_array_unref(trace->spans);
    g_ptr_array_unref(trace->errors);
    g_array_unref(trace->moments);
    g_array_unref(trace->links);
    g_hash_table_unref(trace->service_names);
    g_array_unref(trace->calls);
    g_array_unref(trace->likes);
    g_hash_table_unref(trace->like_of_key);
    span_runs_clear(&trace->runs);
    trace_ids_free(trace->ids);
    g_string_chunk_free(trace->text);
    arena_free(trace->memory);
    g_free(trace->id);
    g_free(trace);
}

struct span *trace_add_span(struct trace *trace)
{
    struct span *span = arena_take(trace->memory, sizeof *span);
    span->parent = -1;
    g_ptr_array_add(trace->spans, span);
    return span;
}

struct trace_error *trace_add_error(struct trace *trace)
{
    struct trace_error *error = arena_take(trace->memory, sizeof *error);
    g_ptr_array_add(trace->errors, error);
    return error;
}

const char *trace_text(struct trace *trace, const char *text)
{
    return text ? g_string_chunk_insert(trace->text, text) : NULL;
}

const char *trace_word(struct trace *trace, const char *word)
{
    return word ? g_string_chunk_insert_const(trace->text, word) : NULL;
}

void trace_set_attributes(struct trace *trace, struct span *span,
                          const struct attribute *attributes, size_t count)
{
    struct attribute *own = arena_take(trace->memory, count * sizeof *own);
    if (count)
        memcpy(own, attributes, count * sizeof *own);
    span->attributes = own;
    span->attribute_count = (int)count;
}

struct value trace_attribute(const struct span *span, const char *key)
{
    for (int i = 0; i < span->attribute_count; i++)
        if (strcmp(span->attributes[i].key, key) == 0)
            return span->attributes[i].value;
    return (struct value){0};
}

static struct span *missing_span(struct trace *trace, const struct span *child)
{
    struct span *span = trace_add_span(trace);
    g_autofree char *name = g_strdup_printf("missing parent %.8s", child->parent_id);
    span->id = child->parent_id;
    span->name = trace_text(trace, name);
    span->missing = true;
    span->start_us = child->start_us;
    trace->missing++;
    return span;
}

void trace_add_missing(struct trace *trace)
{
    guint count = trace->spans->len;
    g_autoptr(trace_ids) ids = trace_ids_new((void *)trace->spans->pdata, count, NULL);
    g_autoptr(GHashTable) added = g_hash_table_new(g_str_hash, g_str_equal);
    const char *there = NULL; /* an id that a span has: siblings often come in a row */
    for (guint i = 0; i < count; i++) {
        const struct span *span = trace->spans->pdata[i];
        if (!span->parent_id || !*span->parent_id || span->parent_id == there)
            continue;
        if (trace_ids_find(ids, span->parent_id)) {
            there = span->parent_id;
            continue;
        }
        struct span *parent = g_hash_table_lookup(added, span->parent_id);
        if (!parent) {
            parent = missing_span(trace, span);
            g_hash_table_insert(added, (gpointer)parent->id, parent);
        }
        int64_t end = MAX(span_end_us(parent), span_end_us(span));
        parent->start_us = MIN(parent->start_us, span->start_us);
        if (__builtin_sub_overflow(end, parent->start_us, &parent->duration_us))
            parent->duration_us = INT64_MAX;
    }
}

/* What trace_arrange works on. Spans are sorted by start first, so "earlier" below means both by
 * start and by index. */
struct arranging {
    struct span **spans;
    int count;
    const struct trace_ids *ids; /* the trace's */
    bool repeated;               /* spans share an id */
    int *next;                   /* next sibling, by start */
    int *first;                  /* first child, and at [count] the first root */
    int *last;
};

static int by_start(const void *a, const void *b)
{
    const struct span *x = *(struct span *const *)a;
    const struct span *y = *(struct span *const *)b;
    if (x->start_us != y->start_us)
        return x->start_us < y->start_us ? -1 : 1;
    /* A parent and its child may start in the same microsecond: the longer one is the parent. */
    if (x->duration_us != y->duration_us)
        return x->duration_us > y->duration_us ? -1 : 1;
    return g_strcmp0(x->id, y->id);
}

/* Servers send most spans in this order, or all. */
static void sort_by_start(struct span **spans, int count)
{
    int sorted = 1;
    while (sorted < count && by_start(&spans[sorted - 1], &spans[sorted]) <= 0)
        sorted++;
    if (sorted < count)
        qsort(spans, (size_t)count, sizeof *spans, by_start);
}

/* The parent of each span, before cycles are looked for. The second span of an id keeps its place
 * in the list but is an orphan: its parent may be an ancestor of the first one only by accident. */
static void find_parents(struct arranging *work)
{
    const char *last_id = NULL; /* siblings often come in a row */
    const struct span *last = NULL;
    for (int i = 0; i < work->count; i++)
        work->spans[i]->index = i;
    for (int i = 0; i < work->count; i++) {
        struct span *span = work->spans[i];
        bool repeated = work->repeated && span->id && trace_ids_find(work->ids, span->id) != span;
        if (span->parent_id != last_id) {
            last_id = span->parent_id;
            last = trace_ids_find(work->ids, last_id);
        }
        span->parent = last && last != span && !repeated ? last->index : -1;
        span->orphan = span->parent < 0 && (repeated || (span->parent_id && *span->parent_id));
    }
}

/* Cuts every cycle at its latest span. Each span is walked once: `seen` holds the number of the
 * walk that met it first, so meeting the own number again means a cycle. */
static void break_cycles(struct arranging *work)
{
    int *seen = g_new0(int, work->count);
    for (int i = 0; i < work->count; i++) {
        int at = i;
        while (at >= 0 && seen[at] == 0) {
            seen[at] = i + 1;
            at = work->spans[at]->parent;
        }
        if (at < 0 || seen[at] != i + 1)
            continue;
        int latest = at;
        for (int j = work->spans[at]->parent; j != at; j = work->spans[j]->parent)
            latest = MAX(latest, j);
        work->spans[latest]->parent = -1;
        work->spans[latest]->orphan = true;
    }
    g_free(seen);
}

static void link_children(struct arranging *work)
{
    for (int i = 0; i <= work->count; i++)
        work->first[i] = work->last[i] = -1;
    for (int i = 0; i < work->count; i++) {
        int parent = work->spans[i]->parent;
        int slot = parent < 0 ? work->count : parent;
        work->next[i] = -1;
        if (work->last[slot] < 0)
            work->first[slot] = i;
        else
            work->next[work->last[slot]] = i;
        work->last[slot] = i;
    }
}

static bool status_failed(const char *status)
{
    static const char *const fine[] = {"ok", "unset", "cancelled", "unknown"};
    for (size_t i = 0; status && i < G_N_ELEMENTS(fine); i++)
        if (g_ascii_strcasecmp(status, fine[i]) == 0)
            return false;
    return status && *status;
}

/* Depth first over the links made, without a stack: from a leaf, up through the parents until one
 * has a next sibling. `order[k]` becomes the old index of the k-th row, `place` its inverse. */
static void walk(struct arranging *work, int *order, int *place)
{
    int written = 0;
    int depth = 0;
    int at = work->first[work->count];
    while (at >= 0) {
        struct span *span = work->spans[at];
        span->depth = depth;
        span->children = 0;
        span->descendants = 0;
        place[at] = written;
        order[written++] = at;
        if (work->first[at] >= 0) {
            at = work->first[at];
            depth++;
            continue;
        }
        while (at >= 0 && work->next[at] < 0) {
            at = work->spans[at]->parent;
            depth--;
        }
        at = at < 0 ? -1 : work->next[at];
    }
}

/* Puts the rows in their order, parents as places in it, and counts from the last row to the first,
 * so that a span's descendants are known before its parent asks. */
static void settle(struct trace *trace, struct arranging *work, const int *order, const int *place)
{
    for (int row = 0; row < work->count; row++) {
        struct span *span = work->spans[order[row]];
        span->parent = span->parent < 0 ? -1 : place[span->parent];
        span->index = row;
        trace->spans->pdata[row] = span;
    }
    for (int row = work->count - 1; row >= 0; row--) {
        const struct span *span = trace->spans->pdata[row];
        if (span->parent < 0)
            continue;
        struct span *parent = trace->spans->pdata[span->parent];
        parent->children++;
        parent->descendants += span->descendants + 1;
    }
}

/* The errors in the order of their spans, as they came where they share one. */
static void place_errors(struct trace *trace)
{
    guint count = trace->errors->len, spans = trace->spans->len;
    g_autofree int *rows = g_new(int, count + 1);
    g_autofree void **sorted = g_new(void *, count + 1);
    g_autofree guint *at = g_new0(guint, spans + 1); /* where the next of each goes */
    for (guint i = 0; i < count; i++) {
        const struct trace_error *error = trace->errors->pdata[i];
        rows[i] = trace_find(trace, error->span_id);
        at[rows[i] < 0 ? spans : (guint)rows[i]]++;
    }
    guint before = 0;
    for (guint row = 0; row <= spans; row++) {
        guint own = at[row];
        at[row] = before;
        if (row < spans) {
            struct span *span = trace->spans->pdata[row];
            span->errors = (int)own;
            span->first_error = (int)before;
        }
        before += own;
    }
    for (guint i = 0; i < count; i++)
        sorted[at[rows[i] < 0 ? spans : (guint)rows[i]]++] = trace->errors->pdata[i];
    if (count)
        memcpy(trace->errors->pdata, sorted, count * sizeof *sorted);
}

static guint call_hash(gconstpointer data)
{
    const struct trace_call *call = data;
    return g_str_hash(call->caller) * 33 + g_str_hash(call->callee);
}

static gboolean call_equal(gconstpointer a, gconstpointer b)
{
    const struct trace_call *x = a, *y = b;
    return strcmp(x->caller, y->caller) == 0 && strcmp(x->callee, y->callee) == 0;
}

/* By where the words are, which a trace has once, most often. */
static guint call_words_hash(gconstpointer data)
{
    const struct trace_call *call = data;
    return g_direct_hash(call->caller) * 33 + g_direct_hash(call->callee);
}

static gboolean call_words_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct trace_call)) == 0;
}

/* Who calls whom, of each pair once. */
static void find_calls(struct trace *trace)
{
    g_autoptr(GHashTable) met =
        g_hash_table_new_full(call_words_hash, call_words_equal, g_free, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(call_hash, call_equal);
    g_array_set_size(trace->calls, 0);
    for (guint i = 0; i < trace->spans->len; i++) {
        const struct span *span = trace->spans->pdata[i];
        const struct span *caller = span->parent < 0 ? NULL : trace->spans->pdata[span->parent];
        if (!caller || caller->service == span->service || !caller->service || !span->service)
            continue;
        struct trace_call call = {caller->service, span->service};
        if (g_hash_table_contains(met, &call))
            continue;
        struct trace_call *words = g_memdup2(&call, sizeof call);
        g_hash_table_add(met, words);
        if (strcmp(call.caller, call.callee) != 0 && g_hash_table_add(seen, words))
            g_array_append_val(trace->calls, call);
    }
}

static void measure(struct trace *trace)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL); /* most are the same text */
    g_hash_table_remove_all(trace->service_names);
    trace->start_us = trace->end_us = 0;
    trace->failed = 0;
    for (guint i = 0; i < trace->spans->len; i++) {
        struct span *span = g_ptr_array_index(trace->spans, i);
        int64_t end = span_end_us(span);
        trace->start_us = i == 0 ? span->start_us : MIN(trace->start_us, span->start_us);
        trace->end_us = i == 0 ? end : MAX(trace->end_us, end);
        if (span->service && g_hash_table_add(seen, (gpointer)span->service))
            g_hash_table_add(trace->service_names, (gpointer)span->service);
        span->failed = span->errors > 0 || status_failed(span->status);
        trace->failed += span->failed;
    }
    trace->services = (int)g_hash_table_size(trace->service_names);
    find_calls(trace);
}

void trace_arrange(struct trace *trace)
{
    int count = (int)trace->spans->len;
    g_clear_pointer(&trace->ids, trace_ids_free);
    if (count > 0) {
        struct arranging work = {
            .count = count,
            .spans = g_memdup2(trace->spans->pdata, sizeof(void *) * (size_t)count),
            .next = g_new(int, count),
            .first = g_new(int, count + 1),
            .last = g_new(int, count + 1),
        };
        sort_by_start(work.spans, count);
        trace->ids = trace_ids_new(work.spans, (size_t)count, &work.repeated);
        work.ids = trace->ids;
        find_parents(&work);
        break_cycles(&work);
        link_children(&work);
        int *order = g_new(int, count);
        int *place = g_new(int, count);
        walk(&work, order, place);
        settle(trace, &work, order, place);
        g_free(order);
        g_free(place);
        g_free(work.spans);
        g_free(work.next);
        g_free(work.first);
        g_free(work.last);
    }
    place_errors(trace);
    measure(trace);
    span_likes_find(trace);
    span_runs_find(trace);
}

int trace_find(const struct trace *trace, const char *span_id)
{
    const struct span *span = trace_ids_find(trace->ids, span_id);
    return span ? span->index : -1;
}

const struct trace_error *trace_span_error(const struct trace *trace, const struct span *span)
{
    return span->errors > 0 ? trace->errors->pdata[span->first_error] : NULL;
}

const struct span *trace_span_at(const struct trace *trace, int index)
{
    return g_ptr_array_index(trace->spans, (guint)index);
}

int trace_span_count(const struct trace *trace)
{
    return (int)trace->spans->len;
}

const char *span_transaction(const struct span *span)
{
    return span->transaction && *span->transaction ? span->transaction : span->name;
}

int64_t span_end_us(const struct span *span)
{
    int64_t end; /* whoever sends can send times that do not add up */
    return __builtin_add_overflow(span->start_us, MAX(span->duration_us, 0), &end) ? INT64_MAX
                                                                                   : end;
}

static int row_span(const GArray *rows, size_t at)
{
    int span;
    memcpy(&span, rows->data + at, sizeof span);
    return span;
}

const void *trace_of_span(const GArray *rows, int span, size_t *count)
{
    size_t size = g_array_get_element_size((GArray *)rows), low = 0, high = rows->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row_span(rows, middle * size) < span)
            low = middle + 1;
        else
            high = middle;
    }
    for (*count = 0; low + *count < rows->len;) {
        if (row_span(rows, (low + *count) * size) != span)
            break;
        ++*count;
    }
    return *count ? rows->data + low * size : NULL;
}

int trace_after(const struct trace *trace, int index)
{
    return index + trace_span_at(trace, index)->descendants + 1;
}

int trace_main_root(const struct trace *trace)
{
    int count = trace_span_count(trace), best = -1, most = -1;
    for (int i = 0; i < count; i = trace_after(trace, i)) {
        if (trace_span_at(trace, i)->descendants <= most)
            continue;
        most = trace_span_at(trace, i)->descendants;
        best = i;
    }
    return best >= 0 && 2 * (most + 1) < count ? 0 : best;
}

int trace_told_span(const struct trace *trace, int index)
{
    return index >= 0 && trace_span_at(trace, index)->missing ? index + 1 : index;
}
