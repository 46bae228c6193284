/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode_stacktrace.h"

/* Lines as [number, text]. */
static GArray *read_context(const json_t *list)
{
    if (!json_array_size(list))
        return NULL;
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(struct source_line));
    g_array_set_clear_func(lines, (GDestroyNotify)source_line_clear);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        const json_t *text = json_array_get(entry, 1);
        struct source_line line = {.number = json_integer_value(json_array_get(entry, 0)),
                                   .text = g_strdup(json_string_value(text))};
        if (!line.text)
            line.text = g_strdup("");
        if (json_is_array(entry))
            g_array_append_val(lines, line);
        else
            g_free(line.text);
    }
    return lines;
}

static GPtrArray *read_vars(json_t *vars)
{
    if (!json_is_object(vars))
        return NULL;
    GPtrArray *pairs = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    json_t *value;
    json_object_foreach(vars, name, value)
    {
        char *text = decode_text(value);
        g_ptr_array_add(pairs, g_strdup(name));
        g_ptr_array_add(pairs, text ? text : g_strdup("null"));
    }
    return pairs;
}

/* The API writes lineNo; SDKs and older fixtures write lineno. */
static int64_t number_of(const json_t *entry, const char *key, const char *other)
{
    int64_t number = json_get_int(entry, key, 0);
    return number ? number : json_get_int(entry, other, 0);
}

static struct stack_frame *read_frame(const json_t *entry)
{
    struct stack_frame *frame = stack_frame_new();
    frame->function = decode_either(entry, "function", "rawFunction");
    if (!frame->function)
        frame->function = decode_either(entry, "symbol", "instructionAddr");
    frame->module = decode_either(entry, "module", "package");
    frame->filename = json_get_text(entry, "filename");
    frame->abs_path = decode_either(entry, "absPath", "abs_path");
    frame->line = number_of(entry, "lineNo", "lineno");
    frame->column = number_of(entry, "colNo", "colno");
    frame->in_app = json_get_bool(entry, "inApp", json_get_bool(entry, "in_app", false));
    frame->context = read_context(json_object_get(entry, "context"));
    frame->vars = read_vars(json_object_get(entry, "vars"));
    return frame;
}

static void read_frames(struct exception *exception, const json_t *stacktrace)
{
    const json_t *frames = json_object_get(stacktrace, "frames");
    for (size_t i = 0; i < json_array_size(frames); i++) {
        const json_t *entry = json_array_get(frames, i);
        if (json_is_object(entry))
            g_ptr_array_add(exception->frames, read_frame(entry));
    }
}

/* The stack trace after symbolication; the raw one where there is no other. */
static const json_t *stacktrace_of(const json_t *entry)
{
    const json_t *stacktrace = json_object_get(entry, "stacktrace");
    return json_is_object(stacktrace) ? stacktrace : json_object_get(entry, "rawStacktrace");
}

void decode_exceptions(struct event *event, const json_t *data)
{
    const json_t *values = json_object_get(data, "values");
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *entry = json_array_get(values, i);
        if (!json_is_object(entry))
            continue;
        struct exception *exception = exception_new();
        exception->type = json_get_text(entry, "type");
        exception->value = json_get_text(entry, "value");
        exception->module = json_get_text(entry, "module");
        exception->mechanism = decode_path_text(entry, "mechanism.type");
        exception->handled = json_get_bool(json_object_get(entry, "mechanism"), "handled", true);
        read_frames(exception, stacktrace_of(entry));
        g_ptr_array_add(event->exceptions, exception);
    }
}

void decode_threads(struct event *event, const json_t *data)
{
    const json_t *values = json_object_get(data, "values");
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *entry = json_array_get(values, i);
        if (!json_is_object(entry))
            continue;
        struct exception *thread = exception_new();
        thread->type = decode_either(entry, "name", "id");
        thread->value = json_get_bool(entry, "crashed", false) ? g_strdup("crashed")
                                                               : json_get_text(entry, "state");
        thread->handled = !json_get_bool(entry, "crashed", false);
        read_frames(thread, stacktrace_of(entry));
        g_ptr_array_add(event->threads, thread);
    }
}

void decode_stacktrace(struct event *event, const json_t *data)
{
    if (!json_array_size(json_object_get(data, "frames")))
        return;
    struct exception *exception = exception_new();
    exception->handled = true;
    read_frames(exception, data);
    g_ptr_array_add(event->exceptions, exception);
}
