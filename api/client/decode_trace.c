/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"
#include "api/insight/problems.h"
#include "api/model/attributes.h"

#include <math.h>
#include <string.h>

/* Spans of a list that is still being read, and the span that the list hangs under. */
struct level_of_trace {
    const json_t *list;
    size_t next;
    const char *parent_id; /* borrowed from the span */
};

static int64_t time_us(const json_t *entry, const char *key)
{
    return json_get_time_ns(entry, key) / 1000;
}

/* Who tells neither how long nor until when has not seen the end. */
static int64_t duration_us(const json_t *entry, int64_t start_us, bool *running)
{
    double ms = json_get_double(entry, "duration", (double)NAN);
    if (isfinite(ms) && fabs(ms) < 1e12)
        return llround(ms * 1000);
    int64_t end_us = time_us(entry, "end_timestamp");
    if (!end_us)
        end_us = time_us(entry, "timestamp");
    *running = !end_us;
    return end_us && start_us ? end_us - start_us : 0;
}

/* What `text` says, now the trace's; `text` is taken. */
static const char *own_text(struct trace *trace, char *text)
{
    const char *own = trace_text(trace, text);
    g_free(text);
    return own;
}

static const char *own_word(struct trace *trace, char *word)
{
    const char *own = trace_word(trace, word);
    g_free(word);
    return own;
}

static void add_attribute(struct trace *trace, GArray *attributes, const char *key,
                          const json_t *told)
{
    struct value value = decode_value(told, trace->text);
    if (value.type == VALUE_NONE)
        return;
    struct attribute attribute = {.key = trace_word(trace, attribute_canonical(key)),
                                  .value = value};
    g_array_append_val(attributes, attribute);
}

static void add_attributes(struct trace *trace, GArray *attributes, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        add_attribute(trace, attributes, key, value);
    }
}

static void set_once(struct trace *trace, const char **place, const json_t *object, const char *key)
{
    if (!*place)
        *place = own_word(trace, json_get_text(object, key));
}

/* What was asked for with additional_attributes; release and status have a place of their own. */
static void read_attributes(struct trace *trace, struct span *span, const json_t *entry)
{
    static const char *const OBJECTS[] = {"additional_attributes", "measurements",
                                          "browser_web_vital", "data", "tags"};
    static const char *const PLAIN[] = {"is_transaction", "sdk_name", "transaction_id", "span.kind",
                                        "region_name"};
    g_autoptr(GArray) attributes = g_array_new(FALSE, FALSE, sizeof(struct attribute));
    for (size_t i = 0; i < G_N_ELEMENTS(OBJECTS); i++)
        add_attributes(trace, attributes, json_object_get(entry, OBJECTS[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(PLAIN); i++)
        add_attribute(trace, attributes, PLAIN[i], json_object_get(entry, PLAIN[i]));
    trace_set_attributes(trace, span, (const struct attribute *)(const void *)attributes->data,
                         attributes->len);
    const json_t *more = json_object_get(entry, "additional_attributes");
    set_once(trace, &span->release, more, "release");
    set_once(trace, &span->release, entry, "release");
    set_once(trace, &span->release, more, "sentry.release");
    set_once(trace, &span->status, entry, "status");
    set_once(trace, &span->status, more, "span.status");
    set_once(trace, &span->status, more, "trace.status");
}

static struct span *read_span(struct trace *trace, const json_t *entry, const char *parent_id)
{
    struct span *span = trace_add_span(trace);
    span->id = own_text(trace, decode_either(entry, "span_id", "event_id"));
    if (!span->id)
        span->id = own_text(trace, json_get_text(entry, "id"));
    span->parent_id = own_text(trace, json_get_text(entry, "parent_span_id"));
    if (!span->parent_id)
        span->parent_id = parent_id;
    span->service = own_word(trace, decode_either(entry, "project_slug", "project"));
    span->op = own_word(trace, decode_either(entry, "op", "transaction.op"));
    span->name = own_word(trace, decode_either(entry, "description", "name"));
    span->transaction = own_word(trace, json_get_text(entry, "transaction"));
    if (!span->name || !*span->name)
        span->name = span->transaction ? span->transaction : span->op;
    span->start_us = time_us(entry, "start_timestamp");
    span->duration_us = duration_us(entry, span->start_us, &span->running);
    read_attributes(trace, span, entry);
    return span;
}

static void read_error(struct trace *trace, const json_t *entry, const char *span_id)
{
    if (!json_is_object(entry))
        return;
    struct trace_error *error = trace_add_error(trace);
    error->event_id = own_text(trace, decode_either(entry, "event_id", "id"));
    error->issue_id = own_word(trace, json_get_text(entry, "issue_id"));
    error->short_id = own_word(trace, decode_either(entry, "short_id", "issue"));
    error->title = own_word(trace, decode_either(entry, "description", "title"));
    set_once(trace, &error->title, entry, "message");
    error->span_id = own_text(trace, json_get_text(entry, "span_id"));
    if (!error->span_id || !*error->span_id)
        error->span_id = span_id;
    g_autofree char *level = json_get_text(entry, "level");
    error->level = level_parse(level);
    error->time_us = time_us(entry, "start_timestamp");
    if (!error->time_us)
        error->time_us = time_us(entry, "timestamp");
}

static void read_errors(struct trace *trace, const json_t *list, const char *span_id)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        read_error(trace, json_array_get(list, i), span_id);
}

/* Entries say what they are; older servers leave that out, and then an issue is known by having an
 * issue's id and no duration of its own. */
static bool is_error(const json_t *entry)
{
    const char *type = json_string_value(json_object_get(entry, "event_type"));
    if (type)
        return strcmp(type, "error") == 0 || strcmp(type, "occurrence") == 0;
    return json_object_get(entry, "issue_id") && !json_object_get(entry, "children") &&
           !json_object_get(entry, "op") && !json_object_get(entry, "span_id");
}

/* The answer is a forest of spans nested under `children`: walked with a stack of our own, since
 * its depth is the stranger's to choose. */
static void read_forest(struct trace *trace, const json_t *roots)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(struct level_of_trace));
    struct level_of_trace level = {.list = roots};
    g_array_append_val(stack, level);
    while (stack->len) {
        struct level_of_trace *top = &g_array_index(stack, struct level_of_trace, stack->len - 1);
        if (top->next >= json_array_size(top->list)) {
            g_array_set_size(stack, stack->len - 1);
            continue;
        }
        const json_t *entry = json_array_get(top->list, top->next++);
        const char *parent_id = top->parent_id;
        if (!json_is_object(entry))
            continue;
        if (is_error(entry)) {
            read_error(trace, entry, parent_id);
            continue;
        }
        const struct span *span = read_span(trace, entry, parent_id);
        read_errors(trace, json_object_get(entry, "errors"), span->id);
        read_errors(trace, json_object_get(entry, "occurrences"), span->id);
        level = (struct level_of_trace){.list = json_object_get(entry, "children"),
                                        .parent_id = span->id};
        g_array_append_val(stack, level);
    }
}

/* The list of today, or the object of lists that older servers answered. */
void *decode_trace(const struct request *request, json_t *root, GError **error)
{
    const json_t *roots = decode_list(root, "transactions");
    if (!roots)
        roots = decode_expect_list(root, "data", error);
    if (!roots)
        return NULL;
    struct trace *trace = trace_new(request->variables->len ? request->variables->pdata[0] : NULL);
    read_forest(trace, roots);
    read_errors(trace, json_object_get(root, "orphan_errors"), NULL);
    trace_add_missing(trace);
    trace_arrange(trace);
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

/* Attributes of one span, log or sample: [{name, type, value}], with 64-bit numbers as text. */
void *decode_attributes(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *list = decode_expect_list(root, "attributes", error);
    if (!list)
        return NULL;
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        g_autofree char *name = decode_either(entry, "name", "key");
        const json_t *told = json_object_get(entry, "value");
        g_autofree char *value = told ? decode_text(told) : NULL;
        if (name && value)
            g_ptr_array_add(pairs, pair_new(attribute_canonical(name), value));
    }
    return pairs;
}
