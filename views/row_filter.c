/* SPDX-License-Identifier: Apache-2.0 */
#include "views/row_filter.h"

#include "api/model/row_source.h"
#include "views/literals.h"
#include "views/needles.h"

#include <stdatomic.h>
#include <string.h>

#define CHUNK_ROWS 4096 /* between two looks at whether it is cancelled */
#define CALM_ROWS  64   /* the same where each row is matched */
#define AHEAD_ROWS 16   /* whose messages come from memory while one is matched */
#define CACHE_LINE 64   /* bytes; the lines of a long text behind the first two are foreseen */

struct rule {
    struct matcher *matcher;
    bool hide;
};

struct row_query {
    gatomicrefcount references;
    struct query *query;
};

struct row_filter {
    gatomicrefcount references;
    enum level floor;
    GArray *rules; /* of struct rule */
    struct row_query *query;
    atomic_bool cancelled;
    atomic_size_t costly;
};

/* What is known of names in one segment: by code of its dictionary (as a byte, 0 = nothing yet),
 * and of the one asked for last where there is none. */
struct known {
    GByteArray *codes;
    const char *name;
    guint8 byte;
};

struct row_filter_run {
    struct row_filter *filter;
    struct match_run **runs; /* one a rule */
    struct known *projects;  /* the same: 1 = no match, 2 = match */
    struct known severities; /* the level + 1 */
};

/* Where the messages of rows are read from. */
struct source {
    const struct segment *segment;
    int message, severity, project; /* columns */
    bool elsewhere;
};

struct row_filter *row_filter_new(enum level floor)
{
    struct row_filter *filter = g_new0(struct row_filter, 1);
    g_atomic_ref_count_init(&filter->references);
    filter->floor = floor;
    filter->rules = g_array_new(FALSE, TRUE, sizeof(struct rule));
    return filter;
}

void row_filter_add(struct row_filter *filter, struct matcher *matcher, bool hide)
{
    struct rule rule = {matcher_ref(matcher), hide};
    g_array_append_val(filter->rules, rule);
}

struct row_query *row_query_new(struct query *query)
{
    struct row_query *shared = g_new0(struct row_query, 1);
    g_atomic_ref_count_init(&shared->references);
    shared->query = query;
    return shared;
}

void row_query_unref(struct row_query *query)
{
    if (!query || !g_atomic_ref_count_dec(&query->references))
        return;
    query_free(query->query);
    g_free(query);
}

void row_filter_select(struct row_filter *filter, struct row_query *query)
{
    g_atomic_ref_count_inc(&query->references);
    filter->query = query;
}

struct row_filter *row_filter_again(const struct row_filter *filter)
{
    struct row_filter *again = row_filter_new(filter ? filter->floor : LEVEL_UNKNOWN);
    for (guint i = 0; filter && i < filter->rules->len; i++) {
        const struct rule *rule = &g_array_index(filter->rules, struct rule, i);
        row_filter_add(again, rule->matcher, rule->hide);
    }
    return again;
}

struct row_filter *row_filter_ref(struct row_filter *filter)
{
    g_atomic_ref_count_inc(&filter->references);
    return filter;
}

void row_filter_unref(struct row_filter *filter)
{
    if (!filter || !g_atomic_ref_count_dec(&filter->references))
        return;
    for (guint i = 0; i < filter->rules->len; i++)
        matcher_free(g_array_index(filter->rules, struct rule, i).matcher);
    g_array_unref(filter->rules);
    row_query_unref(filter->query);
    g_free(filter);
}

bool row_filter_is_empty(const struct row_filter *filter)
{
    return filter->floor == LEVEL_UNKNOWN && filter->rules->len == 0 && !filter->query;
}

void row_filter_cancel(struct row_filter *filter)
{
    atomic_store(&filter->cancelled, true);
}

static bool is_cancelled(const struct row_filter *filter)
{
    return atomic_load(&filter->cancelled);
}

size_t row_filter_costly(const struct row_filter *filter)
{
    return atomic_load(&((struct row_filter *)filter)->costly);
}

struct row_filter_run *row_filter_run_new(struct row_filter *filter)
{
    struct row_filter_run *run = g_new0(struct row_filter_run, 1);
    run->filter = row_filter_ref(filter);
    run->runs = g_new0(struct match_run *, filter->rules->len + 1);
    run->projects = g_new0(struct known, filter->rules->len + 1);
    run->severities.codes = g_byte_array_new();
    for (guint i = 0; i < filter->rules->len; i++) {
        run->runs[i] = match_run_new(g_array_index(filter->rules, struct rule, i).matcher);
        run->projects[i].codes = g_byte_array_new();
    }
    return run;
}

void row_filter_run_free(struct row_filter_run *run)
{
    if (!run)
        return;
    for (guint i = 0; i < run->filter->rules->len; i++) {
        match_run_free(run->runs[i]);
        g_byte_array_unref(run->projects[i].codes);
    }
    g_byte_array_unref(run->severities.codes);
    g_free(run->runs);
    g_free(run->projects);
    row_filter_unref(run->filter);
    g_free(run);
}

/* --- bits --- */

static void set(uint64_t *bits, size_t at)
{
    bits[at / 64] |= UINT64_C(1) << at % 64;
}

static void unset(uint64_t *bits, size_t at)
{
    bits[at / 64] &= ~(UINT64_C(1) << at % 64);
}

static bool is_set(const uint64_t *bits, size_t at)
{
    return bits[at / 64] >> at % 64 & 1;
}

/* --- names: of severities and projects --- */

typedef guint8 tell_name(struct row_filter_run *run, guint rule, const char *name);

static void forget(struct known *known)
{
    g_byte_array_set_size(known->codes, 0);
    known->name = NULL;
    known->byte = 0;
}

/* Names of rows that lie elsewhere come from tables: the same name mostly has the same address. */
static void tell_elsewhere(struct row_filter_run *run, guint rule, struct known *known,
                           tell_name *tell, const struct segment *segment, bool severity,
                           size_t from, size_t to, guint8 *out)
{
    for (size_t row = from; row < to; row++) {
        const char *name =
            severity ? segment_known_severity(segment, row) : segment_project(segment, row);
        if (name != known->name || known->byte == 0) {
            known->name = name;
            known->byte = tell(run, rule, name);
        }
        out[row - from] = known->byte;
    }
}

static guint8 tell_code(struct row_filter_run *run, guint rule, struct known *known,
                        tell_name *tell, const struct segment *segment, int column, uint32_t code)
{
    guint had = known->codes->len;
    if (code >= had) {
        g_byte_array_set_size(known->codes, code + 1);
        memset(known->codes->data + had, 0, code + 1 - had);
    }
    guint8 *byte = &known->codes->data[code];
    if (*byte == 0)
        *byte =
            tell(run, rule,
                 code ? value_as_string(segment_dictionary_value(segment, column, code)) : NULL);
    return *byte;
}

/* What `tell` says of each row's name. */
static void tell_rows(struct row_filter_run *run, guint rule, struct known *known, tell_name *tell,
                      const struct segment *segment, int column, size_t from, size_t to,
                      guint8 *out)
{
    uint32_t codes[CHUNK_ROWS] = {0};
    if (column >= 0)
        segment_read_codes(segment, column, from, to - from, codes);
    for (size_t i = 0; i < to - from; i++)
        out[i] = tell_code(run, rule, known, tell, segment, column, codes[i]);
}

/* --- the floor --- */

static guint8 level_byte(struct row_filter_run *run, guint rule, const char *name)
{
    (void)run;
    (void)rule;
    return (guint8)(level_parse(name) + 1);
}

static void apply_floor(struct row_filter_run *run, const struct source *source, size_t from,
                        size_t to, uint64_t *bits)
{
    guint8 levels[CHUNK_ROWS];
    if (source->elsewhere)
        tell_elsewhere(run, 0, &run->severities, level_byte, source->segment, true, from, to,
                       levels);
    else
        tell_rows(run, 0, &run->severities, level_byte, source->segment, source->severity, from, to,
                  levels);
    for (size_t i = 0; i < to - from; i++)
        if (levels[i] <= run->filter->floor)
            unset(bits, i);
}

/* --- patterns --- */

static bool match(struct row_filter_run *run, guint rule, const char *text, size_t length)
{
    struct row_filter *filter = run->filter;
    bool spent = atomic_load_explicit(&filter->costly, memory_order_relaxed) >= ROW_FILTER_COSTLY;
    enum match found = spent ? MATCH_COSTLY : match_run_bytes(run->runs[rule], text, length);
    if (found == MATCH_COSTLY)
        atomic_fetch_add(&filter->costly, 1);
    return found == MATCH_YES;
}

/* Of what must be decoded first. */
static bool decoded_matches(struct row_filter_run *run, guint rule, const struct source *source,
                            size_t row)
{
    g_autoptr(item) item = segment_item(source->segment, row);
    const char *text = value_as_string(item_get(item, "message"));
    return text && match(run, rule, text, strlen(text));
}

static bool row_matches(struct row_filter_run *run, guint rule, const struct source *source,
                        size_t row)
{
    const struct matcher *matcher = g_array_index(run->filter->rules, struct rule, rule).matcher;
    const struct literals *literals = matcher_literals(matcher);
    size_t length = 0;
    const char *text = source->elsewhere
                           ? segment_message(source->segment, row, &length)
                           : value_as_string(segment_value(source->segment, row, source->message));
    if (!text)
        return source->elsewhere && decoded_matches(run, rule, source, row);
    length = source->elsewhere ? length : strlen(text);
    if (literals && !literals_find(literals, text, length))
        return false;
    return (literals && literals_are_all(literals)) || match(run, rule, text, length);
}

/* Messages of a file lie too far apart for the processor to see which comes next. */
static void fetch_ahead(const struct source *source, size_t row)
{
    size_t length;
    const char *text = segment_message(source->segment, row, &length);
    if (text)
        __builtin_prefetch(text);
    if (text && length > 0)
        __builtin_prefetch(text + MIN(length, CACHE_LINE) - 1);
}

/* Each row by itself, of those wanted. */
static bool match_each(struct row_filter_run *run, guint rule, const struct source *source,
                       size_t from, size_t to, const uint64_t *wanted, uint64_t *bits)
{
    for (size_t row = from; row < to; row++) {
        if (row % CALM_ROWS == 0 && is_cancelled(run->filter))
            return false;
        if (source->elsewhere && row + AHEAD_ROWS < to)
            fetch_ahead(source, row + AHEAD_ROWS);
        if (is_set(wanted, row - from) && row_matches(run, rule, source, row))
            set(bits, row - from);
    }
    return true;
}

/* The first row of [from, to) that has a message. */
static size_t with_text(const struct source *source, size_t from, size_t to)
{
    while (from < to && !segment_run(source->segment, source->message, from))
        from++;
    return from;
}

/* What to look for in messages end to end; NULL = nothing, each is to be matched. */
static const struct literals *sought(const struct matcher *matcher, const char *text, size_t length)
{
    const struct literals *literals = matcher_literals(matcher);
    const struct literals *ascii = literals ? NULL : matcher_ascii_literals(matcher);
    return ascii && needles_ascii(text, length) ? ascii : literals;
}

/* Messages end to end: rows are looked for what the pattern must contain, then matched. */
static bool match_buffer(struct row_filter_run *run, guint rule, const struct source *source,
                         size_t from, size_t to, const uint64_t *wanted, uint64_t *bits)
{
    const struct matcher *matcher = g_array_index(run->filter->rules, struct rule, rule).matcher;
    size_t row = with_text(source, from, to), last = to;
    while (last > row && !segment_run(source->segment, source->message, last - 1))
        last--;
    if (row == last)
        return true;
    const char *text = segment_run(source->segment, source->message, row);
    const char *end = segment_run(source->segment, source->message, last - 1);
    end += strlen(end);
    const struct literals *literals = sought(matcher, text, (size_t)(end - text));
    if (!literals)
        return match_each(run, rule, source, from, to, wanted, bits);
    while ((text = literals_find(literals, text, (size_t)(end - text)))) {
        const char *message = segment_run(source->segment, source->message, row);
        for (size_t next = row + 1; next < last; next++) {
            const char *begins = segment_run(source->segment, source->message, next);
            if (begins > text)
                break;
            row = begins ? next : row;
            message = begins ? begins : message;
        }
        size_t length = strlen(message);
        if (is_set(wanted, row - from) &&
            (literals_are_all(literals) || match(run, rule, message, length)))
            set(bits, row - from);
        if (message + length >= end)
            break;
        text = message + length + 1;
        if (is_cancelled(run->filter))
            return false;
    }
    return true;
}

static guint8 project_byte(struct row_filter_run *run, guint rule, const char *name)
{
    return name && match(run, rule, name, strlen(name)) ? 2 : 1;
}

/* A row is also found by the name of its project. */
static void match_projects(struct row_filter_run *run, guint rule, const struct source *source,
                           size_t from, size_t to, uint64_t *bits)
{
    guint8 found[CHUNK_ROWS];
    if (source->elsewhere)
        tell_elsewhere(run, rule, &run->projects[rule], project_byte, source->segment, false, from,
                       to, found);
    else
        tell_rows(run, rule, &run->projects[rule], project_byte, source->segment, source->project,
                  from, to, found);
    for (size_t i = 0; i < to - from; i++)
        if (found[i] == 2)
            set(bits, i);
}

/* Leaves of `bits` what the rule lets through. */
static bool apply_rule(struct row_filter_run *run, guint rule, const struct source *source,
                       size_t from, size_t to, uint64_t *bits)
{
    uint64_t found[CHUNK_ROWS / 64] = {0};
    const struct rule *what = &g_array_index(run->filter->rules, struct rule, rule);
    bool buffered = !source->elsewhere && source->message >= 0 &&
                    segment_column_parts(source->segment, source->message) == COLUMN_RUN &&
                    (matcher_literals(what->matcher) || matcher_ascii_literals(what->matcher));
    if (!(buffered ? match_buffer : match_each)(run, rule, source, from, to, bits, found))
        return false;
    match_projects(run, rule, source, from, to, found);
    for (size_t word = 0; word < (to - from + 63) / 64; word++)
        bits[word] &= what->hide ? ~found[word] : found[word];
    return true;
}

/* --- the query --- */

struct asked {
    const struct segment *segment;
    size_t row;
    struct item *item;
    const char *severity; /* known without reading the row; may be NULL */
};

static struct value field_of(const void *thing, const char *key)
{
    const struct asked *asked = thing;
    if (key && (strcmp(key, "timestamp") == 0 || strcmp(key, "timestamp_precise") == 0))
        return value_int(segment_time_ns(asked->segment, asked->row));
    if (key && strcmp(key, "project") == 0)
        return value_string(asked->item->project ? asked->item->project
                                                 : segment_project(asked->segment, asked->row));
    if (key && strcmp(key, "severity") == 0 && asked->severity)
        return value_string(asked->severity);
    return item_get(asked->item, key ? key : "message");
}

static bool selected(const struct query *query, const struct source *source, size_t row)
{
    const struct segment *segment = source->segment;
    g_autoptr(item) item = segment_item(segment, row);
    struct asked asked = {segment, row, item,
                          source->elsewhere ? segment_known_severity(segment, row) : NULL};
    return query_matches(query, field_of, &asked);
}

/* --- all of it --- */

static bool filter_chunk(struct row_filter_run *run, const struct source *source, size_t from,
                         size_t to, uint64_t *bits)
{
    const struct row_filter *filter = run->filter;
    memset(bits, 0xff, (to - from) / 64 * sizeof *bits);
    if ((to - from) % 64)
        bits[(to - from) / 64] = (UINT64_C(1) << (to - from) % 64) - 1;
    if (filter->floor > LEVEL_UNKNOWN)
        apply_floor(run, source, from, to, bits);
    for (guint rule = 0; rule < filter->rules->len; rule++)
        if (!apply_rule(run, rule, source, from, to, bits))
            return false;
    for (size_t row = from; filter->query && row < to; row++) {
        if (row % CALM_ROWS == 0 && is_cancelled(filter))
            return false;
        if (is_set(bits, row - from) && !selected(filter->query->query, source, row))
            unset(bits, row - from);
    }
    return true;
}

bool row_filter_rows(struct row_filter_run *run, const struct segment *segment, size_t from,
                     size_t to, uint64_t *bits)
{
    bool elsewhere = segment_is_over(segment);
    struct source source = {segment, -1, -1, -1, elsewhere};
    if (!elsewhere) {
        source.message = segment_column(segment, "message");
        source.severity = segment_column(segment, "severity");
        source.project = segment_column(segment, "project");
    }
    /* What was known of names may have been freed with another segment. */
    forget(&run->severities);
    for (guint rule = 0; rule < run->filter->rules->len; rule++)
        forget(&run->projects[rule]);
    for (size_t begin = from; begin < to; begin += CHUNK_ROWS) {
        size_t end = MIN(begin + CHUNK_ROWS, to);
        if (is_cancelled(run->filter) ||
            !filter_chunk(run, &source, begin, end, bits + (begin - from) / 64))
            return false;
    }
    return true;
}
