/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/event.h"

#include <string.h>

static void free_all(char *const *owned, size_t count)
{
    for (size_t i = 0; i < count; i++)
        g_free(owned[i]);
}

void source_line_clear(struct source_line *line)
{
    g_free(line->text);
}

struct stack_frame *stack_frame_new(void)
{
    return g_new0(struct stack_frame, 1);
}

static void stack_frame_free(void *data)
{
    struct stack_frame *frame = data;
    if (!frame)
        return;
    char *owned[] = {frame->function, frame->module, frame->filename, frame->abs_path};
    free_all(owned, G_N_ELEMENTS(owned));
    g_clear_pointer(&frame->context, g_array_unref);
    g_clear_pointer(&frame->vars, g_ptr_array_unref);
    g_free(frame);
}

struct exception *exception_new(void)
{
    struct exception *exception = g_new0(struct exception, 1);
    exception->frames = g_ptr_array_new_with_free_func(stack_frame_free);
    return exception;
}

static void exception_free(void *data)
{
    struct exception *exception = data;
    if (!exception)
        return;
    char *owned[] = {exception->type, exception->value, exception->module, exception->mechanism};
    free_all(owned, G_N_ELEMENTS(owned));
    g_ptr_array_unref(exception->frames);
    g_free(exception);
}

struct breadcrumb *breadcrumb_new(void)
{
    return g_new0(struct breadcrumb, 1);
}

static void breadcrumb_free(void *data)
{
    struct breadcrumb *crumb = data;
    if (!crumb)
        return;
    char *owned[] = {crumb->category, crumb->type, crumb->message, crumb->data};
    free_all(owned, G_N_ELEMENTS(owned));
    g_free(crumb);
}

struct pair *pair_new(const char *key, const char *value)
{
    struct pair *pair = g_new(struct pair, 1);
    *pair = (struct pair){.key = g_strdup(key), .value = g_strdup(value)};
    return pair;
}

void pair_free(struct pair *pair)
{
    if (!pair)
        return;
    g_free(pair->key);
    g_free(pair->value);
    g_free(pair);
}

struct pair *pairs_find(const GPtrArray *pairs, const char *key)
{
    for (guint i = 0; pairs && i < pairs->len; i++) {
        struct pair *pair = pairs->pdata[i];
        if (!strcmp(pair->key, key))
            return pair;
    }
    return NULL;
}

const char *pairs_value(const GPtrArray *pairs, const char *key)
{
    const struct pair *pair = pairs_find(pairs, key);
    return pair ? pair->value : NULL;
}

struct event *event_new(void)
{
    struct event *event = g_new0(struct event, 1);
    event->exceptions = g_ptr_array_new_with_free_func(exception_free);
    event->threads = g_ptr_array_new_with_free_func(exception_free);
    event->breadcrumbs = g_ptr_array_new_with_free_func(breadcrumb_free);
    GPtrArray **pairs[] = {&event->tags, &event->request, &event->contexts, &event->extra};
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        *pairs[i] = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    return event;
}

void event_free(struct event *event)
{
    if (!event)
        return;
    char *owned[] = {event->id,          event->issue_id, event->project,  event->title,
                     event->message,     event->culprit,  event->platform, event->release,
                     event->environment, event->trace_id, event->span_id,  event->user,
                     event->method,      event->url};
    free_all(owned, G_N_ELEMENTS(owned));
    GPtrArray *arrays[] = {event->exceptions, event->threads,  event->breadcrumbs, event->tags,
                           event->request,    event->contexts, event->extra};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_ptr_array_unref(arrays[i]);
    g_free(event);
}
