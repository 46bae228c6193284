/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/tape.h"

#include "api/wire/tape_number.h"

#include <string.h>

/* --- texts --- */

static unsigned hex4(const char *at)
{
    unsigned code = 0;
    for (int i = 0; i < 4; i++)
        code = code << 4 | (unsigned)g_ascii_xdigit_value(at[i]);
    return code;
}

/* \uXXXX at *at, and its second half; they were found to be right when the text was read. */
static size_t unescape_unicode(const char **at, char *to)
{
    gunichar code = hex4(*at + 2);
    *at += 6;
    if (code >= 0xd800 && code < 0xdc00) {
        code = 0x10000 + ((code - 0xd800) << 10) + (hex4(*at + 2) - 0xdc00);
        *at += 6;
    }
    return (size_t)g_unichar_to_utf8(code, to);
}

/* Unescapes `size` bytes where they stand, which makes them shorter; the new size. */
static size_t unescape(char *text, size_t size)
{
    static const char meant[128] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
    const char *at = text, *end = text + size;
    char *to = text;
    while (at < end) {
        if (*at != '\\') {
            *to++ = *at++;
        } else if (at[1] == 'u') {
            to += unescape_unicode(&at, to);
        } else {
            *to++ = meant[(unsigned char)at[1] % sizeof meant];
            at += 2;
        }
    }
    *to = '\0';
    return (size_t)(to - text);
}

/* `size` bytes at `at`, unescaped, in `scratch`. */
static const char *copy(const struct tape *tape, uint32_t at, size_t size, bool escaped,
                        GString *scratch)
{
    g_string_truncate(scratch, 0);
    g_string_append_len(scratch, tape->text + at, (gssize)size);
    if (escaped)
        g_string_truncate(scratch, unescape(scratch->str, scratch->len));
    return scratch->str;
}

static bool is_text(const struct tape *tape, uint32_t at, size_t size, bool escaped,
                    const char *text)
{
    size_t wanted = strlen(text);
    if (!escaped)
        return size == wanted && memcmp(tape->text + at, text, wanted) == 0;
    g_autoptr(GString) scratch = g_string_new(NULL);
    return strcmp(copy(tape, at, size, escaped, scratch), text) == 0;
}

const char *tape_text(const struct tape *tape, uint32_t index, GString *scratch)
{
    const struct tape_node *node = &tape->nodes[index];
    return node->type == TAPE_TEXT ? copy(tape, node->at, node->size, node->escaped, scratch)
                                   : NULL;
}

const char *tape_text_insert(const struct tape *tape, uint32_t index, GStringChunk *chunk)
{
    const struct tape_node *node = &tape->nodes[index];
    if (node->type != TAPE_TEXT)
        return NULL;
    char *text = g_string_chunk_insert_len(chunk, tape->text + node->at, node->size);
    if (node->escaped)
        unescape(text, node->size);
    return text;
}

bool tape_text_is(const struct tape *tape, uint32_t index, const char *text)
{
    const struct tape_node *node = &tape->nodes[index];
    return node->type == TAPE_TEXT && is_text(tape, node->at, node->size, node->escaped, text);
}

const char *tape_name(const struct tape *tape, uint32_t index, GString *scratch)
{
    const struct tape_node *node = &tape->nodes[index];
    return node->name
               ? copy(tape, node->name, tape_name_size(tape, index), node->name_escaped, scratch)
               : NULL;
}

/* Its end is looked for again: there is one, and names are short. */
size_t tape_name_size(const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    const char *from = tape->text + node->name, *at = from;
    while (node->name && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return (size_t)(at - from);
}

/* --- walking --- */

/* Most names differ in their first byte. */
static inline bool is_named(const struct tape *tape, uint32_t index, const char *name, size_t size)
{
    const struct tape_node *node = &tape->nodes[index];
    const char *at = tape->text + node->name;
    if (node->name_escaped)
        return is_text(tape, node->name, tape_name_size(tape, index), true, name);
    return *at == (size ? *name : '"') && node->name && node->name + size < tape->size &&
           at[size] == '"' && memcmp(at, name, size) == 0 && !memchr(name, '"', size);
}

bool tape_name_is(const struct tape *tape, uint32_t index, const char *name)
{
    return is_named(tape, index, name, strlen(name));
}

uint32_t tape_get(const struct tape *tape, uint32_t object, const char *name)
{
    uint32_t found = 0, end = tape_end(tape, object);
    size_t size = strlen(name);
    if (tape_type(tape, object) != TAPE_OBJECT)
        return 0;
    for (uint32_t at = object + 1; at < end; at = tape_next(tape, at))
        if (is_named(tape, at, name, size))
            found = at;
    return found;
}

uint32_t tape_list(const struct tape *tape, uint32_t index, const char *name)
{
    uint32_t list = tape_type(tape, index) == TAPE_ARRAY ? index : tape_get(tape, index, name);
    return tape_type(tape, list) == TAPE_ARRAY ? list : 0;
}

uint32_t tape_items(const struct tape *tape, uint32_t list)
{
    uint32_t count = 0, end = tape_end(tape, list);
    for (uint32_t at = list + 1; at < end; at = tape_next(tape, at))
        count++;
    return count;
}

/* --- numbers --- */

int64_t tape_integer(const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    int64_t integer = 0;
    if (node->type == TAPE_INTEGER)
        tape_number_integer(tape->text + node->at, node->size, &integer);
    else if (node->type == TAPE_REAL)
        integer = (int64_t)CLAMP(tape_real(tape, index), -9.2e18, 9.2e18);
    return integer;
}

double tape_real(const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    bool number = node->type == TAPE_INTEGER || node->type == TAPE_REAL;
    return number ? tape_number_real(tape->text + node->at, node->size) : 0;
}

/* --- back to JSON --- */

/* Behind the last byte of what is no container, or of an empty one's bracket. */
static size_t leaf_end(const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    switch (tape_type(tape, index)) {
    case TAPE_TEXT:
        return node->at + node->size + 1;
    case TAPE_INTEGER:
    case TAPE_REAL:
        return node->at + node->size;
    case TAPE_FALSE:
        return node->at + strlen("false");
    case TAPE_ARRAY:
    case TAPE_OBJECT:
        return node->at + 1;
    default:
        return node->at + strlen("true");
    }
}

/* Behind the last value in a container only brackets follow, as many as containers end there. */
const char *tape_bytes(const struct tape *tape, uint32_t index, size_t *size)
{
    const struct tape_node *node = &tape->nodes[index];
    const uint32_t behind = tape_next(tape, index);
    size_t from = node->at - (node->type == TAPE_TEXT), end = leaf_end(tape, behind - 1);
    uint32_t open = 0;
    for (uint32_t i = index; i < behind; i++)
        open += tape_end(tape, i) == behind;
    for (; open > 0; end++)
        open -= tape->text[end] == '}' || tape->text[end] == ']';
    *size = index ? end - from : 0;
    return tape->text + from;
}

/* As it came, but for what a backslash stands before and need not. */
static void append_text(const struct tape *tape, uint32_t at, size_t size, bool escaped,
                        GString *out)
{
    g_string_append_c(out, '"');
    if (!escaped) {
        g_string_append_len(out, tape->text + at, (gssize)size);
    } else {
        g_autoptr(GString) text = g_string_new(NULL);
        for (const char *c = copy(tape, at, size, true, text); *c; c++) {
            if (*c == '"' || *c == '\\')
                g_string_append_c(out, '\\');
            if ((unsigned char)*c < 0x20)
                g_string_append_printf(out, "\\u%04x", (unsigned)*c);
            else
                g_string_append_c(out, *c);
        }
    }
    g_string_append_c(out, '"');
}

static void append_plain(const struct tape *tape, uint32_t index, GString *out)
{
    static const char *const words[] = {"null", "false", "true"};
    const struct tape_node *node = &tape->nodes[index];
    if (node->type == TAPE_TEXT)
        append_text(tape, node->at, node->size, node->escaped, out);
    else if (node->type <= TAPE_TRUE)
        g_string_append(out, words[node->type]);
    else
        g_string_append_len(out, tape->text + node->at, node->size);
}

/* A container that is being written. */
struct written {
    uint32_t end;
    bool object, begun;
};

static void append_before(struct written *in, const struct tape *tape, uint32_t index, GString *out)
{
    const struct tape_node *node = &tape->nodes[index];
    if (in->begun)
        g_string_append_c(out, ',');
    in->begun = true;
    if (in->object) {
        append_text(tape, node->name, tape_name_size(tape, index), node->name_escaped, out);
        g_string_append_c(out, ':');
    }
}

/* In the order of the nodes, with a stack of our own: how deep it is the sender chose. */
void tape_append_json(const struct tape *tape, uint32_t index, GString *out)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(struct written));
    uint32_t at = index, stop = tape_next(tape, index);
    do {
        struct written *in =
            stack->len ? &g_array_index(stack, struct written, stack->len - 1) : NULL;
        if (in && at == in->end) {
            g_string_append_c(out, in->object ? '}' : ']');
            g_array_set_size(stack, stack->len - 1);
            continue;
        }
        if (in)
            append_before(in, tape, at, out);
        if (tape_end(tape, at)) {
            struct written open = {.end = tape_end(tape, at),
                                   .object = tape_type(tape, at) == TAPE_OBJECT};
            g_string_append_c(out, open.object ? '{' : '[');
            g_array_append_val(stack, open);
        } else {
            append_plain(tape, at, out);
        }
        at++;
    } while (at < stop || stack->len);
}
