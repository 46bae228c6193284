/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/envelope.h"

#include "api/wire/json.h"
#include "api/wire/tape.h"

#include <string.h>

#define MAX_ITEMS 10000

struct cursor {
    const char *at, *end;
};

/* The bytes up to the next newline, which is passed over. */
static const char *take_line(struct cursor *cursor, size_t *size)
{
    const char *line = cursor->at;
    size_t left = (size_t)(cursor->end - cursor->at);
    const char *newline = left ? memchr(line, '\n', left) : NULL;
    *size = newline ? (size_t)(newline - line) : left;
    cursor->at = newline ? newline + 1 : cursor->end;
    if (*size > 0 && line[*size - 1] == '\r') {
        (*size)--;
    }
    return line;
}

static void envelope_item_free(gpointer data)
{
    struct envelope_item *item = data;
    g_free(item->type);
    g_free(item->problem);
    json_decref(item->header);
    g_free(item);
}

void envelope_free(struct envelope *envelope)
{
    if (!envelope) {
        return;
    }
    json_decref(envelope->header);
    g_free(envelope->public_key);
    g_free(envelope->dsn_project);
    g_ptr_array_unref(envelope->items);
    g_free(envelope);
}

/* https://KEY[:SECRET]@host[/prefix]/PROJECT */
static void read_dsn(struct envelope *envelope, const char *dsn)
{
    const char *user = dsn ? strstr(dsn, "://") : NULL;
    const char *at = user ? strchr(user, '@') : NULL;
    if (!at) {
        return;
    }
    user += 3;
    size_t length = MIN(strcspn(user, ":@"), 256);
    envelope->public_key = length ? g_strndup(user, length) : NULL;
    g_autofree char *path = g_strndup(at, strcspn(at, "?#"));
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/') {
        path[--end] = '\0';
    }
    const char *slash = strrchr(path, '/');
    if (slash && slash[1]) {
        envelope->dsn_project = g_strndup(slash + 1, 256);
    }
}

/* The payload: `length` bytes where the header gives them, else the line. */
static void take_payload(struct cursor *cursor, struct envelope_item *item)
{
    json_t *length = json_object_get(item->header, "length");
    size_t left = (size_t)(cursor->end - cursor->at);
    if (!length || json_is_null(length)) {
        item->payload = take_line(cursor, &item->size);
        return;
    }
    int64_t size = json_get_int(item->header, "length", -1);
    item->payload = cursor->at;
    if (size < 0 || (uint64_t)size > left) {
        item->size = left;
        item->problem =
            size < 0 ? g_strdup("its length is no number of bytes")
                     : g_strdup_printf("its length is %" G_GINT64_FORMAT " bytes, but %zu are left",
                                       size, left);
        cursor->at = cursor->end;
        return;
    }
    item->size = (size_t)size;
    cursor->at += size;
    if (cursor->at < cursor->end && *cursor->at == '\n') {
        cursor->at++;
    }
}

static struct envelope_item *take_item(struct cursor *cursor, const char *line, size_t size)
{
    struct envelope_item *item = g_new0(struct envelope_item, 1);
    GError *error = NULL;
    item->header = json_read(line, size, NULL, &error);
    item->payload = line;
    item->type = g_strdup(json_get_string(item->header, "type"));
    if (!json_is_object(item->header)) {
        item->problem = g_strdup_printf("the header of an item: %s",
                                        error ? error->message : "it is no JSON object");
        g_clear_error(&error);
        return item;
    }
    if (!item->type) {
        /* Perhaps the payload of an item whose header was bad: what follows may be good again. */
        item->problem = g_strdup("the header of an item has no type");
        if (json_object_get(item->header, "length")) {
            g_autofree char *why = g_steal_pointer(&item->problem);
            take_payload(cursor, item);
            g_free(item->problem);
            item->problem = g_steal_pointer(&why);
        }
        return item;
    }
    take_payload(cursor, item);
    return item;
}

struct envelope *envelope_parse(const char *body, size_t size, GError **error)
{
    struct cursor cursor = {body, body + size};
    size_t line_size;
    const char *line = take_line(&cursor, &line_size);
    if (line_size == 0) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_SYNTAX, "an envelope begins with its header");
        return NULL;
    }
    json_t *header = json_read(line, line_size, NULL, error);
    if (!header) {
        g_prefix_error(error, "the envelope's header: ");
        return NULL;
    }
    if (!json_is_object(header)) {
        json_decref(header);
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "the envelope's header is no JSON object");
        return NULL;
    }
    struct envelope *envelope = g_new0(struct envelope, 1);
    envelope->header = header;
    envelope->items = g_ptr_array_new_with_free_func(envelope_item_free);
    read_dsn(envelope, json_get_string(header, "dsn"));
    while (cursor.at < cursor.end && envelope->items->len < MAX_ITEMS) {
        line = take_line(&cursor, &line_size);
        if (line_size > 0) {
            g_ptr_array_add(envelope->items, take_item(&cursor, line, line_size));
        }
    }
    if (cursor.at < cursor.end) {
        struct envelope_item *rest = g_new0(struct envelope_item, 1);
        rest->payload = cursor.at;
        rest->problem = g_strdup_printf("only the first %d items are taken", MAX_ITEMS);
        g_ptr_array_add(envelope->items, rest);
    }
    return envelope;
}

void decoded_init(struct decoded *decoded)
{
    *decoded = (struct decoded){
        .items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free),
        .events = g_ptr_array_new_with_free_func((GDestroyNotify)tape_free),
    };
}

void decoded_clear(struct decoded *decoded)
{
    g_clear_pointer(&decoded->events, g_ptr_array_unref);
    g_clear_pointer(&decoded->items, g_ptr_array_unref);
    g_clear_pointer(&decoded->reason, g_free);
}

void decoded_refuse(struct decoded *decoded, const char *format, ...)
{
    decoded->refused++;
    if (decoded->reason) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    decoded->reason = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}
