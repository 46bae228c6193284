/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"
#include "api/client/decode_tape.h"
#include "api/insight/problems.h"
#include "api/model/attributes.h"
#include "api/wire/tape_loose.h"

#include <math.h>
#include <string.h>

/* The members of spans and errors, of every generation of servers. */
enum member {
    M_SPAN_ID,
    M_EVENT_ID,
    M_ID,
    M_PARENT_SPAN_ID,
    M_PROJECT_SLUG,
    M_PROJECT,
    M_OP,
    M_TRANSACTION_OP,
    M_DESCRIPTION,
    M_NAME,
    M_TRANSACTION,
    M_START_TIMESTAMP,
    M_END_TIMESTAMP,
    M_TIMESTAMP,
    M_DURATION,
    M_STATUS,
    M_RELEASE,
    M_ADDITIONAL,
    M_MEASUREMENTS,
    M_DATA,
    M_TAGS,
    M_IS_TRANSACTION,
    M_SDK_NAME,
    M_TRANSACTION_ID,
    M_SPAN_KIND,
    M_REGION_NAME,
    M_ERRORS,
    M_OCCURRENCES,
    M_CHILDREN,
    M_EVENT_TYPE,
    M_ISSUE_ID,
    M_SHORT_ID,
    M_ISSUE,
    M_TITLE,
    M_MESSAGE,
    M_LEVEL,
    /* in additional_attributes */
    M_SENTRY_RELEASE,
    M_SPAN_STATUS,
    M_TRACE_STATUS,
    MEMBERS
};

static const char *const member_names[MEMBERS] = {
    [M_SPAN_ID] = "span_id",
    [M_EVENT_ID] = "event_id",
    [M_ID] = "id",
    [M_PARENT_SPAN_ID] = "parent_span_id",
    [M_PROJECT_SLUG] = "project_slug",
    [M_PROJECT] = "project",
    [M_OP] = "op",
    [M_TRANSACTION_OP] = "transaction.op",
    [M_DESCRIPTION] = "description",
    [M_NAME] = "name",
    [M_TRANSACTION] = "transaction",
    [M_START_TIMESTAMP] = "start_timestamp",
    [M_END_TIMESTAMP] = "end_timestamp",
    [M_TIMESTAMP] = "timestamp",
    [M_DURATION] = "duration",
    [M_STATUS] = "status",
    [M_RELEASE] = "release",
    [M_ADDITIONAL] = "additional_attributes",
    [M_MEASUREMENTS] = "measurements",
    [M_DATA] = "data",
    [M_TAGS] = "tags",
    [M_IS_TRANSACTION] = "is_transaction",
    [M_SDK_NAME] = "sdk_name",
    [M_TRANSACTION_ID] = "transaction_id",
    [M_SPAN_KIND] = "span.kind",
    [M_REGION_NAME] = "region_name",
    [M_ERRORS] = "errors",
    [M_OCCURRENCES] = "occurrences",
    [M_CHILDREN] = "children",
    [M_EVENT_TYPE] = "event_type",
    [M_ISSUE_ID] = "issue_id",
    [M_SHORT_ID] = "short_id",
    [M_ISSUE] = "issue",
    [M_TITLE] = "title",
    [M_MESSAGE] = "message",
    [M_LEVEL] = "level",
    [M_SENTRY_RELEASE] = "sentry.release",
    [M_SPAN_STATUS] = "span.status",
    [M_TRACE_STATUS] = "trace.status",
};

/* The name of an attribute: its canonical one is looked up once, and of two members with one name
 * the last counts. */
struct attribute_name {
    const char *canonical; /* NULL = not looked up yet */
    uint32_t object;       /* the last object that had it */
    uint32_t place;        /* in reading.attributes then */
    struct word_use use;
};

/* What a trace is read with. `at` says where the members of the entry under way stand. */
struct reading {
    struct trace *trace;
    const struct tape *tape;
    struct tape_words *words; /* names of members, and of what spans say alike */
    GArray *names;            /* of struct attribute_name, by the number of the name */
    GArray *attributes;       /* of the span under way */
    uint32_t objects;         /* objects of attributes so far */
    bool apart;               /* a span names a parent under which it does not stand */
    uint32_t at[MEMBERS];
};

/* Spans of a list that is still being read, and the span that the list hangs under. */
struct level_of_trace {
    uint32_t next, end;
    const char *parent_id; /* the trace's */
};

/* --- members --- */

static const char *text_at(struct reading *reading, uint32_t index)
{
    return tape_loose_text(reading->tape, index, reading->trace->text);
}

/* Of what is there once, however many spans say it. */
static const char *word_at(struct reading *reading, uint32_t index)
{
    uint32_t word = tape_words_of(reading->words, reading->tape, index);
    return word == TAPE_WORD_NONE ? text_at(reading, index) : tape_words_text(reading->words, word);
}

typedef const char *text_of(struct reading *reading, uint32_t index);

/* The first of two members that says something. */
static const char *either(struct reading *reading, text_of *of, enum member first,
                          enum member second)
{
    const char *text = of(reading, reading->at[first]);
    return text && *text ? text : of(reading, reading->at[second]);
}

static int64_t time_us(const struct reading *reading, enum member member)
{
    return tape_loose_time_ns(reading->tape, reading->at[member]) / 1000;
}

/* Who tells neither how long nor until when has not seen the end. */
static int64_t duration_us(const struct reading *reading, int64_t start_us, bool *running)
{
    double ms = tape_loose_double(reading->tape, reading->at[M_DURATION], (double)NAN);
    if (isfinite(ms) && fabs(ms) < 1e12)
        return llround(ms * 1000);
    int64_t end_us = time_us(reading, M_END_TIMESTAMP);
    if (!end_us)
        end_us = time_us(reading, M_TIMESTAMP);
    *running = !end_us;
    return end_us && start_us ? end_us - start_us : 0;
}

/* --- attributes --- */

static struct attribute_name *attribute_name(struct reading *reading, uint32_t word)
{
    if (word >= reading->names->len)
        g_array_set_size(reading->names, word + 1);
    struct attribute_name *name = &g_array_index(reading->names, struct attribute_name, word);
    if (!name->canonical)
        name->canonical =
            trace_word(reading->trace, attribute_canonical(tape_words_text(reading->words, word)));
    return name;
}

static void put_attribute(struct reading *reading, struct attribute_name *name, struct value value)
{
    GArray *attributes = reading->attributes;
    if (name->object == reading->objects && name->place < attributes->len) {
        g_array_index(attributes, struct attribute, name->place).value = value;
        return;
    }
    struct attribute attribute = {name->canonical, value};
    name->object = reading->objects;
    name->place = attributes->len;
    g_array_append_val(attributes, attribute);
}

static void add_attribute(struct reading *reading, uint32_t word, uint32_t index)
{
    struct attribute_name *known = word == TAPE_WORD_NONE ? NULL : attribute_name(reading, word);
    GStringChunk *text = reading->trace->text;
    struct value value =
        known ? decode_tape_word(reading->words, &known->use, reading->tape, index, text)
              : decode_tape_value(reading->tape, index, text);
    if (value.type == VALUE_NONE)
        return;
    if (known) {
        put_attribute(reading, known, value);
        return;
    }
    g_autoptr(GString) name = g_string_new(NULL);
    const char *key = attribute_canonical(tape_name(reading->tape, index, name));
    struct attribute attribute = {trace_word(reading->trace, key), value};
    g_array_append_val(reading->attributes, attribute);
}

/* The members of an object; where those that are known stand goes to `at`. */
static void add_attributes(struct reading *reading, uint32_t object, uint32_t *at)
{
    const struct tape *tape = reading->tape;
    uint32_t word = TAPE_WORD_NONE, end = tape_end(tape, object);
    reading->objects++;
    if (tape_type(tape, object) != TAPE_OBJECT)
        return;
    for (uint32_t member = object + 1; member < end; member = tape_next(tape, member)) {
        word = tape_words_name(reading->words, tape, member, word);
        if (at && word < MEMBERS)
            at[word] = member;
        add_attribute(reading, word, member);
    }
}

static const char *first_word(struct reading *reading, const uint32_t *indexes, size_t count)
{
    const char *word = NULL;
    for (size_t i = 0; i < count && !word; i++)
        word = word_at(reading, indexes[i]);
    return word;
}

/* What was asked for with additional_attributes; release and status have a place of their own. */
static void read_attributes(struct reading *reading, struct span *span)
{
    static const enum member plain[] = {M_IS_TRANSACTION, M_SDK_NAME, M_TRANSACTION_ID, M_SPAN_KIND,
                                        M_REGION_NAME};
    const uint32_t *at = reading->at;
    uint32_t more[MEMBERS] = {0};
    g_array_set_size(reading->attributes, 0);
    add_attributes(reading, at[M_ADDITIONAL], more);
    add_attributes(reading, at[M_MEASUREMENTS], NULL);
    add_attributes(reading, at[M_DATA], NULL);
    add_attributes(reading, at[M_TAGS], NULL);
    reading->objects++;
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        if (at[plain[i]])
            add_attribute(reading, plain[i], at[plain[i]]);
    trace_set_attributes(reading->trace, span, (const void *)reading->attributes->data,
                         reading->attributes->len);
    const uint32_t releases[] = {more[M_RELEASE], at[M_RELEASE], more[M_SENTRY_RELEASE]};
    const uint32_t statuses[] = {at[M_STATUS], more[M_SPAN_STATUS], more[M_TRACE_STATUS]};
    span->release = first_word(reading, releases, G_N_ELEMENTS(releases));
    span->status = first_word(reading, statuses, G_N_ELEMENTS(statuses));
}

/* --- spans and errors --- */

static const struct span *read_span(struct reading *reading, const char *parent_id)
{
    const uint32_t *at = reading->at;
    struct span *span = trace_add_span(reading->trace);
    span->id = either(reading, text_at, M_SPAN_ID, M_EVENT_ID);
    if (!span->id)
        span->id = text_at(reading, at[M_ID]);
    bool below = parent_id && tape_text_is(reading->tape, at[M_PARENT_SPAN_ID], parent_id);
    span->parent_id = below ? parent_id : text_at(reading, at[M_PARENT_SPAN_ID]);
    if (!span->parent_id)
        span->parent_id = parent_id;
    reading->apart |= span->parent_id && span->parent_id != parent_id;
    span->service = either(reading, word_at, M_PROJECT_SLUG, M_PROJECT);
    span->op = either(reading, word_at, M_OP, M_TRANSACTION_OP);
    span->name = either(reading, word_at, M_DESCRIPTION, M_NAME);
    span->transaction = word_at(reading, at[M_TRANSACTION]);
    if (!span->name || !*span->name)
        span->name = span->transaction ? span->transaction : span->op;
    span->start_us = time_us(reading, M_START_TIMESTAMP);
    span->duration_us = duration_us(reading, span->start_us, &span->running);
    read_attributes(reading, span);
    return span;
}

/* Of the entry whose members are in `at`. */
static void read_error(struct reading *reading, const char *span_id)
{
    const uint32_t *at = reading->at;
    struct trace_error *error = trace_add_error(reading->trace);
    error->event_id = either(reading, text_at, M_EVENT_ID, M_ID);
    error->issue_id = word_at(reading, at[M_ISSUE_ID]);
    error->short_id = either(reading, word_at, M_SHORT_ID, M_ISSUE);
    error->title = either(reading, word_at, M_DESCRIPTION, M_TITLE);
    if (!error->title)
        error->title = word_at(reading, at[M_MESSAGE]);
    error->span_id = text_at(reading, at[M_SPAN_ID]);
    if (!error->span_id || !*error->span_id)
        error->span_id = span_id;
    error->level = level_parse(word_at(reading, at[M_LEVEL]));
    error->time_us = time_us(reading, M_START_TIMESTAMP);
    if (!error->time_us)
        error->time_us = time_us(reading, M_TIMESTAMP);
}

static void read_errors(struct reading *reading, uint32_t list, const char *span_id)
{
    const struct tape *tape = reading->tape;
    uint32_t end = tape_type(tape, list) == TAPE_ARRAY ? tape_end(tape, list) : 0;
    for (uint32_t entry = list + 1; entry < end; entry = tape_next(tape, entry))
        if (decode_members(reading->words, tape, entry, reading->at, MEMBERS))
            read_error(reading, span_id);
}

/* Entries say what they are; older servers leave that out, and then an issue is known by having an
 * issue's id and no duration of its own. */
static bool is_error(const struct reading *reading)
{
    const struct tape *tape = reading->tape;
    const uint32_t *at = reading->at;
    if (tape_type(tape, at[M_EVENT_TYPE]) == TAPE_TEXT)
        return tape_text_is(tape, at[M_EVENT_TYPE], "error") ||
               tape_text_is(tape, at[M_EVENT_TYPE], "occurrence");
    return at[M_ISSUE_ID] && !at[M_CHILDREN] && !at[M_OP] && !at[M_SPAN_ID];
}

static struct level_of_trace level_of(const struct tape *tape, uint32_t list, const char *parent_id)
{
    bool is_list = tape_type(tape, list) == TAPE_ARRAY;
    return (struct level_of_trace){list + 1, is_list ? tape_end(tape, list) : 0, parent_id};
}

/* One entry; what stands below it comes next. */
static void read_entry(struct reading *reading, uint32_t entry, const char *parent_id,
                       GArray *stack)
{
    if (!decode_members(reading->words, reading->tape, entry, reading->at, MEMBERS))
        return;
    if (is_error(reading)) {
        read_error(reading, parent_id);
        return;
    }
    const struct span *span = read_span(reading, parent_id);
    uint32_t errors = reading->at[M_ERRORS], occurrences = reading->at[M_OCCURRENCES];
    struct level_of_trace below = level_of(reading->tape, reading->at[M_CHILDREN], span->id);
    read_errors(reading, errors, span->id);
    read_errors(reading, occurrences, span->id);
    if (below.next < below.end)
        g_array_append_val(stack, below);
}

/* The answer is a forest of spans nested under `children`: walked with a stack of our own, since
 * its depth is the stranger's to choose. */
static void read_forest(struct reading *reading, uint32_t roots)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(struct level_of_trace));
    struct level_of_trace level = level_of(reading->tape, roots, NULL);
    g_array_append_val(stack, level);
    while (stack->len) {
        struct level_of_trace *top = &g_array_index(stack, struct level_of_trace, stack->len - 1);
        if (top->next >= top->end) {
            g_array_set_size(stack, stack->len - 1);
            continue;
        }
        uint32_t entry = top->next;
        top->next = tape_next(reading->tape, entry);
        read_entry(reading, entry, top->parent_id, stack);
    }
}

/* The list of today, or the objects of lists that older servers answered. */
static uint32_t roots_of(const struct tape *tape)
{
    uint32_t roots = tape_list(tape, TAPE_ROOT, "transactions");
    return roots ? roots : tape_list(tape, TAPE_ROOT, "data");
}

struct trace *decode_trace_spans(const char *id, const GPtrArray *pages)
{
    struct trace *trace = trace_new(id);
    g_autoptr(tape_words) words = tape_words_new(trace->text);
    g_autoptr(GArray) names = g_array_new(FALSE, TRUE, sizeof(struct attribute_name));
    g_autoptr(GArray) attributes = g_array_new(FALSE, FALSE, sizeof(struct attribute));
    struct reading reading = {
        .trace = trace, .words = words, .names = names, .attributes = attributes};
    for (uint32_t i = 0; i < MEMBERS; i++)
        tape_words_add(words, member_names[i]);
    for (guint i = 0; i < pages->len; i++) {
        reading.tape = tape_page_tape(pages->pdata[i]);
        read_forest(&reading, roots_of(reading.tape));
        read_errors(&reading, tape_get(reading.tape, TAPE_ROOT, "orphan_errors"), NULL);
    }
    if (reading.apart)
        trace_add_missing(trace);
    trace_arrange(trace);
    return trace;
}

void *decode_trace(const struct request *request, const GPtrArray *pages, GError **error)
{
    if (!roots_of(tape_page_tape(pages->pdata[0]))) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "the answer has no list of data");
        return NULL;
    }
    const char *id = request->variables->len ? request->variables->pdata[0] : NULL;
    struct trace *trace = decode_trace_spans(id, pages);
    decode_moments(trace);
    trace->problems = problems_find(trace);
    return trace;
}

/* Both spellings that are in use. */
static int64_t either_count(const json_t *root, const char *camel, const char *snake)
{
    int64_t count = decode_count(root, camel);
    return count >= 0 ? count : decode_count(root, snake);
}

void *decode_trace_meta(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    if (!decode_expect_object(root, error))
        return NULL;
    struct trace_meta *meta = g_new0(struct trace_meta, 1);
    meta->spans = either_count(root, "spansCount", "span_count");
    meta->errors = either_count(root, "errorsCount", "errors");
    meta->logs = either_count(root, "logsCount", "logs");
    meta->metrics = either_count(root, "metricsCount", "metrics");
    return meta;
}
