/* SPDX-License-Identifier: Apache-2.0 */
#include "views/json_outline.h"

#include <string.h>

struct reading {
    const char *text;
    gsize at;
    const char *why; /* what was expected; NULL while all is well */
    GArray *nodes;
    guint open[JSON_OUTLINE_DEPTH]; /* the containers that are not closed yet */
    int depth;
};

static struct json_node *node_at(const struct reading *reading, guint i)
{
    return &g_array_index(reading->nodes, struct json_node, i);
}

static void skip_blanks(struct reading *reading)
{
    reading->at += strspn(reading->text + reading->at, " \t\r\n");
}

static bool fail(struct reading *reading, const char *why)
{
    reading->why = why;
    return false;
}

/* --- scalars --- */

static bool read_escape(struct reading *reading)
{
    const char *at = reading->text + reading->at;
    if (at[1] == 'u') {
        for (int i = 2; i < 6; i++)
            if (!g_ascii_isxdigit(at[i]))
                return fail(reading, "four hexadecimal digits behind \\u");
        reading->at += 6;
        return true;
    }
    if (!at[1] || !strchr("\"\\/bfnrt", at[1]))
        return fail(reading, "an escape: one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
    reading->at += 2;
    return true;
}

static bool read_string(struct reading *reading)
{
    gsize begin = reading->at++;
    for (;;) {
        unsigned char c = (unsigned char)reading->text[reading->at];
        if (c == '"') {
            reading->at++;
            return true;
        }
        if (!c) {
            reading->at = MAX(reading->at, begin);
            return fail(reading, "the closing quote of a string");
        }
        if (c < 0x20)
            return fail(reading, "no control character within a string");
        if (c != '\\')
            reading->at++;
        else if (!read_escape(reading))
            return false;
    }
}

static bool read_digits(struct reading *reading)
{
    gsize count = strspn(reading->text + reading->at, "0123456789");
    reading->at += count;
    return count || fail(reading, "a digit");
}

static bool read_number(struct reading *reading)
{
    const char *text = reading->text;
    reading->at += text[reading->at] == '-';
    if (text[reading->at] == '0' && g_ascii_isdigit(text[reading->at + 1])) {
        reading->at++;
        return fail(reading, "no digit behind a leading 0");
    }
    if (!read_digits(reading))
        return false;
    if (text[reading->at] == '.') {
        reading->at++;
        if (!read_digits(reading))
            return false;
    }
    if (text[reading->at] != 'e' && text[reading->at] != 'E')
        return true;
    reading->at++;
    reading->at += text[reading->at] == '+' || text[reading->at] == '-';
    return read_digits(reading);
}

static bool read_plain(struct reading *reading)
{
    static const char *const words[] = {"true", "false", "null"};
    const char *at = reading->text + reading->at;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(at, words[i])) {
            reading->at += strlen(words[i]);
            return true;
        }
    if (*at == '-' || g_ascii_isdigit(*at))
        return read_number(reading);
    return fail(reading, "a value");
}

/* --- containers --- */

static struct json_node *innermost(const struct reading *reading)
{
    return reading->depth ? node_at(reading, reading->open[reading->depth - 1]) : NULL;
}

static bool read_key(struct reading *reading, struct json_node *node)
{
    if (reading->text[reading->at] != '"')
        return fail(reading, "a key in quotes");
    node->key_start = (guint)reading->at;
    if (!read_string(reading))
        return false;
    node->key_end = (guint)reading->at;
    skip_blanks(reading);
    if (reading->text[reading->at] != ':')
        return fail(reading, "a colon behind the key");
    reading->at++;
    skip_blanks(reading);
    return true;
}

/* One value, of a container only its beginning. */
static bool read_value(struct reading *reading)
{
    struct json_node node = {.depth = reading->depth}, *around = innermost(reading);
    if (around && around->kind == JSON_NODE_OBJECT && !read_key(reading, &node))
        return false;
    char c = reading->text[reading->at];
    bool container = c == '{' || c == '[';
    node.kind = c == '{'   ? JSON_NODE_OBJECT
                : c == '[' ? JSON_NODE_ARRAY
                : c == '"' ? JSON_NODE_STRING
                           : JSON_NODE_PLAIN;
    node.start = (guint)reading->at;
    if (container && reading->depth == JSON_OUTLINE_DEPTH)
        return fail(reading, "no more than 256 levels");
    if (container)
        reading->at++;
    else if (!(c == '"' ? read_string(reading) : read_plain(reading)))
        return false;
    node.end = (guint)reading->at;
    node.next = reading->nodes->len + 1;
    if (around)
        around->children++;
    if (container)
        reading->open[reading->depth++] = reading->nodes->len;
    g_array_append_val(reading->nodes, node);
    return true;
}

static char closing(const struct json_node *node)
{
    return node->kind == JSON_NODE_OBJECT ? '}' : ']';
}

/* Closes what ends here; true when another value follows. */
static bool read_ends(struct reading *reading)
{
    while (reading->depth) {
        struct json_node *around = innermost(reading);
        skip_blanks(reading);
        char c = reading->text[reading->at];
        if (c == closing(around)) {
            reading->at++;
            around->end = (guint)reading->at;
            around->next = reading->nodes->len;
            reading->depth--;
            continue;
        }
        if (!around->children)
            return true;
        if (c != ',')
            return fail(reading,
                        around->kind == JSON_NODE_OBJECT ? "a comma or }" : "a comma or ]");
        reading->at++;
        skip_blanks(reading);
        return true;
    }
    return false;
}

bool json_looks_like(const char *text)
{
    text += strspn(text, " \t\r\n");
    char first = *text;
    if (first != '{' && first != '[')
        return false;
    text++;
    text += strspn(text, " \t\r\n");
    return first == '{' ? *text == '"' || *text == '}'
                        : *text && strchr("[]{\"-0123456789tfn", *text) != NULL;
}

bool json_outline_read(struct json_outline *outline, const char *text)
{
    g_autofree struct reading *reading = g_new0(struct reading, 1);
    reading->text = text;
    reading->nodes = g_array_new(FALSE, FALSE, sizeof(struct json_node));
    skip_blanks(reading);
    while (read_value(reading) && read_ends(reading))
        continue;
    if (!reading->why)
        skip_blanks(reading);
    if (!reading->why && text[reading->at])
        fail(reading, "the end of the text");
    *outline = (struct json_outline){text, reading->nodes, reading->at, reading->why};
    if (reading->why)
        g_clear_pointer(&outline->nodes, g_array_unref);
    return !reading->why;
}

void json_outline_clear(struct json_outline *outline)
{
    g_clear_pointer(&outline->nodes, g_array_unref);
}

/* --- text --- */

static gunichar unit_at(const char *digits)
{
    gunichar unit = 0;
    for (int i = 0; i < 4; i++)
        unit = unit * 16 + (gunichar)g_ascii_xdigit_value(digits[i]);
    return unit;
}

/* A \u escape, or two that are one character; half of one becomes the replacement character. */
static const char *append_unit(GString *out, const char *at)
{
    gunichar unit = unit_at(at + 2);
    at += 6;
    if (unit >= 0xd800 && unit < 0xdc00 && at[0] == '\\' && at[1] == 'u') {
        gunichar low = unit_at(at + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            at += 6;
        }
    }
    bool half = unit >= 0xd800 && unit < 0xe000;
    g_string_append_unichar(out, half || !unit ? 0xfffd : unit);
    return at;
}

char *json_outline_string(const struct json_outline *outline, const struct json_node *node)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    GString *out = g_string_new(NULL);
    const char *at = outline->text + node->start + 1, *end = outline->text + node->end - 1;
    while (at < end) {
        if (*at != '\\') {
            g_string_append_c(out, *at++);
        } else if (at[1] == 'u') {
            at = append_unit(out, at);
        } else {
            const char *known = strchr(from, at[1]);
            g_string_append_c(out, known ? to[known - from] : at[1]);
            at += 2;
        }
    }
    return g_string_free(out, FALSE);
}
