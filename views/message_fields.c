/* SPDX-License-Identifier: Apache-2.0 */
#include "views/message_fields.h"

#include "api/model/event.h"
#include "views/json_outline.h"
#include "views/number_pattern.h"

#include <string.h>

#define JSON_TRIES 4      /* places where JSON may begin */
#define TEXT_MOST  0x4000 /* bytes of a message that are read: this is done in every frame */
#define SAID_MOST  60     /* bytes of what a pattern says of itself */
#define KEY_MOST   128

/* What the fields are read for: all of them, or the value of one. */
struct sink {
    GPtrArray *pairs; /* NULL when one is looked for */
    const char *key;
    char *value;
};

const char *message_key(const char *key)
{
    bool own = g_str_has_prefix(key, MESSAGE_PREFIX) && key[strlen(MESSAGE_PREFIX)];
    return own ? key + strlen(MESSAGE_PREFIX) : NULL;
}

static bool is_there(const GPtrArray *pairs, const char *key)
{
    for (guint i = 0; i < pairs->len; i++)
        if (!strcmp(((const struct pair *)pairs->pdata[i])->key, key))
            return true;
    return false;
}

/* False when no more are wanted. */
static bool give(struct sink *sink, const char *key, const char *value)
{
    if (!sink->pairs) {
        if (strcmp(key, sink->key) != 0)
            return true;
        sink->value = g_strdup(value);
        return false;
    }
    if (!is_there(sink->pairs, key))
        g_ptr_array_add(sink->pairs, pair_new(key, value));
    return sink->pairs->len < MESSAGE_FIELDS_MOST;
}

/* --- JSON --- */

static bool read_json(struct json_outline *outline, const char *message)
{
    const char *at = message;
    for (int i = 0; i < JSON_TRIES && (at = strpbrk(at, "{[")) != NULL; i++, at++)
        if (json_looks_like(at) && json_outline_read(outline, at))
            return true;
    return false;
}

static char *plain_text(const struct json_outline *outline, const struct json_node *node)
{
    return node->kind == JSON_NODE_STRING
               ? json_outline_string(outline, node)
               : g_strndup(outline->text + node->start, node->end - node->start);
}

static char *key_text(const struct json_outline *outline, const struct json_node *node)
{
    struct json_node key = {
        .kind = JSON_NODE_STRING, .start = node->key_start, .end = node->key_end};
    return json_outline_string(outline, &key);
}

/* The members of the object at `from`; what is in a list is its text. */
static bool give_members(struct sink *sink, const struct json_outline *outline, guint from,
                         GString *path)
{
    const struct json_node *nodes = (const struct json_node *)(void *)outline->nodes->data;
    bool more = true;
    for (guint i = from + 1; more && i < nodes[from].next; i = nodes[i].next) {
        gsize length = path->len;
        g_autofree char *key = key_text(outline, &nodes[i]);
        if (!*key || length + strlen(key) > KEY_MOST)
            continue;
        g_string_append_printf(path, "%s%s", length ? "." : "", key);
        g_autofree char *value = plain_text(outline, &nodes[i]);
        if (nodes[i].kind == JSON_NODE_OBJECT && nodes[i].children)
            more = give_members(sink, outline, i, path);
        else if (strcmp(value, "null") != 0)
            more = give(sink, path->str, value);
        g_string_truncate(path, length);
    }
    return more;
}

/* --- pairs --- */

static bool in_key(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("_.-/@", c));
}

/* The value at `at`, to where it ends; quotes and what is escaped in them are taken off. */
static const char *read_value(const char *at, GString *value)
{
    g_string_truncate(value, 0);
    if (*at != '"') {
        const char *end = at + strcspn(at, " \t\r\n");
        const char *last = end;
        while (last > at && strchr(",;:)]}", last[-1]))
            last--;
        g_string_append_len(value, at, last - at);
        return end;
    }
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1])
            at++;
        g_string_append_c(value, *at);
    }
    return *at ? at + 1 : at;
}

/* A key stands at the beginning of a word and begins with a letter. */
static void give_pairs(struct sink *sink, const char *message)
{
    g_autoptr(GString) key = g_string_new(NULL), value = g_string_new(NULL);
    const char *at = message, *equals;
    bool more = true;
    while (more && (equals = strchr(at, '=')) != NULL) {
        const char *begin = equals;
        while (begin > at && in_key(begin[-1]))
            begin--;
        bool word = begin == message || strchr(" \t\r\n[({,;", begin[-1]);
        bool named = begin < equals && (g_ascii_isalpha(*begin) || *begin == '_') &&
                     equals - begin <= KEY_MOST;
        at = equals + 1;
        if (!word || !named || !*at || strchr("= \t\r\n", *at))
            continue;
        g_string_truncate(key, 0);
        g_string_append_len(key, begin, equals - begin);
        at = read_value(at, value);
        more = give(sink, key->str, value->str);
    }
}

/* --- both --- */

static void read_message(struct sink *sink, const char *message)
{
    struct json_outline outline;
    g_autofree char *cut =
        message && strnlen(message, TEXT_MOST) == TEXT_MOST ? g_strndup(message, TEXT_MOST) : NULL;
    const char *text = cut ? cut : message;
    if (!text)
        return;
    if (!strpbrk(text, "{[") || !read_json(&outline, text)) {
        give_pairs(sink, text);
        return;
    }
    const struct json_node *whole = &g_array_index(outline.nodes, struct json_node, 0);
    g_autoptr(GString) path = g_string_new(NULL);
    bool object = whole->kind == JSON_NODE_OBJECT;
    if (object ? give_members(sink, &outline, 0, path) : true)
        if (outline.text > text) {
            g_autofree char *before = g_strndup(text, (gsize)(outline.text - text));
            give_pairs(sink, before);
        }
    json_outline_clear(&outline);
}

GPtrArray *message_fields(const char *message)
{
    struct sink sink = {.pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free)};
    read_message(&sink, message);
    return sink.pairs;
}

char *message_field(const char *message, const char *key)
{
    struct sink sink = {.key = key};
    const char *dot = strrchr(key, '.');
    const char *last = dot ? dot + 1 : key; /* most messages have none: one look says so */
    if (message && strstr(message, last))
        read_message(&sink, message);
    return sink.value;
}

const char *message_json(const char *message)
{
    struct json_outline outline;
    if (!message || !read_json(&outline, message))
        return NULL;
    json_outline_clear(&outline);
    return outline.text;
}

#define SAID "(?-i)(?#"

static char *comment_of(const char *said)
{
    size_t length = strlen(said);
    if (length > SAID_MOST)
        length = (size_t)(g_utf8_find_prev_char(said, said + SAID_MOST) - said);
    return g_strdelimit(g_strndup(said, length), ")\n", ' ');
}

/* `in_json` and `in_pair` are patterns of the value; `said` what the whole says. */
static char *pattern_of(const char *key, const char *in_json, const char *in_pair, const char *said)
{
    const char *dot = strrchr(key, '.');
    g_autofree char *last = g_regex_escape_string(dot ? dot + 1 : key, -1);
    g_autofree char *whole = g_regex_escape_string(key, -1);
    g_autofree char *comment = comment_of(said);
    return g_strdup_printf(SAID "%s)\"%s\"\\s*:\\s*%s|(?<![^\\s\\[({,;])%s=%s", comment, last,
                           in_json, whole, in_pair);
}

/* Of a value that ends there, be it quoted or not. */
static char *pattern_of_value(const char *key, const char *value, const char *said)
{
    g_autofree char *in_json = g_strdup_printf("(?:\"%s\"|%s(?=[,}\\]\\s]))", value, value);
    g_autofree char *in_pair =
        g_strdup_printf("(?:\"%s\"|%s(?=:?(?:[,;)}\\]\\s]|$)))", value, value);
    return pattern_of(key, in_json, in_pair, said);
}

char *message_pattern(const char *key, const char *value)
{
    g_autofree char *text = g_regex_escape_string(value, -1);
    g_autofree char *said = g_strdup_printf("%s%s: %s", MESSAGE_PREFIX, key, value);
    return pattern_of_value(key, text, said);
}

char *message_pattern_range(const char *key, double low, double high)
{
    g_autofree char *numbers = number_pattern(low, high);
    g_autofree char *said = g_strdup_printf("%s%s from %g to %g", MESSAGE_PREFIX, key, low, high);
    return numbers ? pattern_of_value(key, numbers, said) : NULL;
}

char *message_pattern_any(const char *key)
{
    g_autofree char *said = g_strdup_printf("has %s%s", MESSAGE_PREFIX, key);
    return pattern_of(key, "", "(?=[^\\s=])", said);
}

char *message_pattern_said(const char *pattern)
{
    const char *end = g_str_has_prefix(pattern, SAID) ? strchr(pattern + strlen(SAID), ')') : NULL;
    return end ? g_strndup(pattern + strlen(SAID), (gsize)(end - pattern) - strlen(SAID)) : NULL;
}
