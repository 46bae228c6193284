/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/rows.h"

#include "api/model/attributes.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

#define YEAR_1990 (INT64_C(631152000) * NS_PER_SECOND)
#define ONE_DAY   (INT64_C(86400) * NS_PER_SECOND)

#define DROPPED   "vigil.attributes_dropped"

static void count_dropped(struct item *item)
{
    for (guint i = item->attributes->len; i > 0; i--) {
        struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i - 1);
        if (strcmp(attribute->key, DROPPED) == 0) {
            attribute->value.integer++;
            return;
        }
    }
    item_set(item, DROPPED, value_int(1));
}

void row_set(struct item *item, const char *key, struct value value)
{
    if (value.type == VALUE_NONE || !*key) {
        return;
    }
    if (value.type == VALUE_DOUBLE && !isfinite(value.number)) {
        return;
    }
    if (item->attributes->len >= ROW_MAX_ATTRIBUTES) {
        count_dropped(item);
        return;
    }
    item_set(item, attribute_canonical(key), value);
}

void row_set_text(struct item *item, const char *key, const char *text)
{
    if (!text) {
        return;
    }
    if (strnlen(text, ROW_MAX_TEXT + 1) <= ROW_MAX_TEXT) {
        row_set(item, key, value_string(text));
        return;
    }
    const char *end = g_utf8_find_prev_char(text, text + ROW_MAX_TEXT);
    g_autofree char *head = g_strndup(text, (size_t)(end - text));
    g_autofree char *cut = g_strconcat(head, "…", NULL);
    row_set(item, key, value_string(cut));
}

void row_set_json(struct item *item, const char *key, const json_t *value)
{
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING:
        row_set_text(item, key, json_string_value(value));
        break;
    case JSON_INTEGER:
        row_set(item, key, value_int(json_integer_value(value)));
        break;
    case JSON_REAL:
        row_set(item, key, value_double(json_real_value(value)));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        row_set(item, key, value_bool(json_is_true(value)));
        break;
    case JSON_ARRAY: {
        char *text = json_dumps(value, ROW_JSON | JSON_ENCODE_ANY);
        row_set(item, key, (struct value){.type = VALUE_ARRAY, .string = text ? text : "[]"});
        free(text);
        break;
    }
    case JSON_OBJECT: {
        char *text = json_dumps(value, ROW_JSON);
        row_set_text(item, key, text);
        free(text);
        break;
    }
    case JSON_NULL:
        break;
    }
}

void row_set_members(struct item *item, const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        row_set_json(item, key, value);
    }
}

void row_set_typed(struct item *item, const json_t *attributes)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)attributes, key, value)
    {
        json_t *inner = json_is_object(value) ? json_object_get(value, "value") : NULL;
        row_set_json(item, key, inner ? inner : value);
    }
}

char *row_hex(const char *text, size_t digits)
{
    if (!text) {
        return NULL;
    }
    g_autofree char *out = g_malloc(digits + 1);
    size_t length = 0;
    bool zero = true;
    for (; *text; text++) {
        if (*text == '-') {
            continue;
        }
        if (length == digits || !g_ascii_isxdigit(*text)) {
            return NULL;
        }
        zero = zero && *text == '0';
        out[length++] = g_ascii_tolower(*text);
    }
    out[length] = '\0';
    return length == digits && !zero ? g_steal_pointer(&out) : NULL;
}

char *row_hex_bytes(const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = bytes;
    char *out = g_malloc(size * 2 + 1);
    unsigned char any = 0;
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[at[i] >> 4];
        out[2 * i + 1] = digits[at[i] & 15];
        any |= at[i];
    }
    out[size * 2] = '\0';
    if (!any) {
        g_clear_pointer(&out, g_free);
    }
    return out;
}

char *row_new_id(void)
{
    guint32 words[4];
    for (int i = 0; i < 4; i++) {
        words[i] = g_random_int();
    }
    words[0] |= 1;
    return row_hex_bytes(words, sizeof words);
}

bool row_is_time(int64_t ns, int64_t now_ns)
{
    return ns >= YEAR_1990 && ns <= now_ns + ONE_DAY;
}

int64_t row_time(struct item *item, int64_t ns, int64_t now_ns, const json_t *sent,
                 unsigned *repaired)
{
    if (row_is_time(ns, now_ns)) {
        return ns;
    }
    if (sent && !json_is_null(sent)) {
        row_set_json(item, "vigil.timestamp_sent", sent);
    } else if (ns != 0) {
        row_set(item, "vigil.timestamp_sent", value_int(ns));
    }
    (*repaired)++;
    return now_ns;
}

void row_set_op(struct item *item, const char *op)
{
    if (!op || !*op) {
        return;
    }
    row_set_text(item, "span.op", op);
    g_autofree char *category = g_strndup(op, MIN(strcspn(op, "."), 256));
    g_autofree char *valid = g_utf8_make_valid(category, -1);
    row_set_text(item, "span.category", valid);
}

void row_set_duration(struct item *item, int64_t start_ns, int64_t end_ns)
{
    if (end_ns <= 0) {
        return;
    }
    row_set(item, "span.duration", value_double((double)(end_ns - start_ns) / (double)NS_PER_MS));
}

void row_set_user_texts(struct item *item, const char *const texts[4])
{
    const char *id = texts[0], *email = texts[1], *username = texts[2], *ip = texts[3];
    row_set_text(item, "user.id", id);
    row_set_text(item, "user.email", email);
    row_set_text(item, "user.username", username);
    row_set_text(item, "user.ip", ip);
    row_set_text(item, "user.display", email ? email : username ? username : id ? id : ip);
}

void row_set_user(struct item *item, const json_t *user)
{
    g_autofree char *id = json_get_text(user, "id");
    g_autofree char *email = json_get_text(user, "email");
    g_autofree char *username = json_get_text(user, "username");
    g_autofree char *ip = json_get_text(user, "ip_address");
    row_set_user_texts(item, (const char *const[]){id, email, username, ip});
}
