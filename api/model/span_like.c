/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/span_like.h"

#include "api/model/trace.h"

#include <string.h>

#define LEAST_HEX    8
#define LEAST_MIXED  16
#define MIXED_DIGITS 3
#define UUID_LENGTH  36

/* --- names --- */

static size_t uuid_length(const char *at)
{
    for (size_t i = 0; i < UUID_LENGTH; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? at[i] != '-' : !g_ascii_isxdigit(at[i]))
            return 0;
    }
    return g_ascii_isalnum(at[UUID_LENGTH]) ? 0 : UUID_LENGTH;
}

/* The length of a word that is an id from its first letter to its last; 0 = it is none. */
static size_t id_length(const char *at)
{
    size_t length = 0, digits = 0, hex = 0;
    if (at[0] == '0' && at[1] == 'x' && g_ascii_isxdigit(at[2]))
        at += 2, length += 2, hex = LEAST_HEX, digits = 1;
    size_t prefix = length;
    size_t letters = 0;
    for (; g_ascii_isalnum(*at); at++, letters++) {
        digits += g_ascii_isdigit(*at) != 0;
        hex += g_ascii_isxdigit(*at) != 0;
    }
    bool all_hex = prefix ? hex == LEAST_HEX + letters : hex == letters && letters >= LEAST_HEX;
    bool mixed = letters >= LEAST_MIXED && digits >= MIXED_DIGITS;
    return (all_hex && digits) || mixed ? prefix + letters : 0;
}

static size_t number_length(const char *at)
{
    size_t length = 0;
    while (g_ascii_isdigit(at[length]))
        length++;
    if (length && at[length] == '.' && g_ascii_isdigit(at[length + 1])) {
        length++;
        while (g_ascii_isdigit(at[length]))
            length++;
    }
    return g_ascii_isalpha(at[length]) ? 0 : length;
}

/* From the quote to the one that ends it; 0 when none does. */
static size_t literal_length(const char *at)
{
    for (size_t i = 1; at[i]; i++) {
        if (at[i] != '\'')
            continue;
        if (at[i + 1] != '\'')
            return i + 1;
        i++;
    }
    return 0;
}

/* What stands for a value at `at`, which follows `before`; 0 = nothing does. */
static size_t value_length(const char *at, char before)
{
    if (*at == '\'')
        return g_ascii_isalnum(before) ? 0 : literal_length(at);
    if (!g_ascii_isalnum(*at) || g_ascii_isalnum(before) || (guchar)before >= 0x80)
        return 0;
    size_t length = uuid_length(at);
    if (!length)
        length = id_length(at);
    return length ? length : number_length(at);
}

static size_t query_length(const char *at, char before)
{
    bool query = *at == '?' && (g_ascii_isalpha(at[1]) || at[1] == '_') &&
                 !g_ascii_isspace(before) && before != '(' && before != ',' && before;
    return query ? strcspn(at, " \t\r\n") : 0;
}

/* The value just written ends a list "#, #", "$#, $#" or "?, ?" of equals: leaves the first. */
static void close_list(GString *out, size_t from)
{
    size_t end = out->len, element = 1;
    while (end > from + element && strchr("$:@%", out->str[end - element - 1]) && element < 3)
        element++;
    size_t start = end - element;
    size_t gap = start > from && out->str[start - 1] == ' ' ? 1 : 0;
    if (start < from + gap + 1 + element || out->str[start - gap - 1] != ',')
        return;
    size_t previous = start - gap - 1 - element;
    if (memcmp(out->str + previous, out->str + start, element) == 0)
        g_string_truncate(out, previous + element);
}

void span_like_name(GString *out, const char *name)
{
    size_t from = out->len;
    for (const char *at = name ? name : ""; *at;) {
        char before = at > name ? at[-1] : '\0';
        size_t value = value_length(at, before), query = query_length(at, before);
        if (value) {
            g_string_append_c(out, '#');
            close_list(out, from);
            at += value;
        } else if (query) {
            g_string_append_c(out, '?');
            at += query;
        } else if (g_ascii_isspace(*at)) {
            while (g_ascii_isspace(*at))
                at++;
            if (*at && out->len > from)
                g_string_append_c(out, ' ');
        } else {
            g_string_append_c(out, *at++);
            if (out->str[out->len - 1] == '?')
                close_list(out, from);
        }
    }
}

void span_like_key(GString *out, const char *service, const char *op, const char *name)
{
    g_string_truncate(out, 0);
    g_string_append(out, service ? service : "");
    g_string_append_c(out, '\x1f');
    g_string_append(out, op ? op : "");
    g_string_append_c(out, '\x1f');
    span_like_name(out, name);
}

/* --- a trace --- */

static guint words_hash(gconstpointer data)
{
    const struct span *span = data;
    guint hash = g_str_hash(span->name ? span->name : "");
    hash = hash * 33 + g_str_hash(span->op ? span->op : "");
    return hash * 33 + g_str_hash(span->service ? span->service : "");
}

static gboolean words_equal(gconstpointer a, gconstpointer b)
{
    const struct span *x = a, *y = b;
    return !g_strcmp0(x->name, y->name) && !g_strcmp0(x->op, y->op) &&
           !g_strcmp0(x->service, y->service);
}

static uint32_t like_of_key(struct trace *trace, const GString *key, uint32_t index)
{
    void *known;
    if (g_hash_table_lookup_extended(trace->like_of_key, key->str, NULL, &known))
        return GPOINTER_TO_UINT(known);
    struct span_like like = {
        .key = g_string_chunk_insert_len(trace->text, key->str, (gssize)key->len),
        .first = index,
    };
    uint32_t number = trace->likes->len;
    g_array_append_val(trace->likes, like);
    g_hash_table_insert(trace->like_of_key, (char *)like.key, GUINT_TO_POINTER(number));
    return number;
}

/* Most spans have the words of an earlier one: these are parameterised once. */
void span_likes_find(struct trace *trace)
{
    g_autoptr(GHashTable) by_words = g_hash_table_new(words_hash, words_equal);
    g_autoptr(GString) key = g_string_new(NULL);
    g_array_set_size(trace->likes, 0);
    g_hash_table_remove_all(trace->like_of_key);
    for (guint i = 0; i < trace->spans->len; i++) {
        struct span *span = g_ptr_array_index(trace->spans, i);
        void *known;
        if (g_hash_table_lookup_extended(by_words, span, NULL, &known)) {
            span->like = GPOINTER_TO_UINT(known);
        } else {
            span_like_key(key, span->service, span->op, span->name);
            span->like = like_of_key(trace, key, i);
            g_hash_table_insert(by_words, span, GUINT_TO_POINTER(span->like));
        }
        g_array_index(trace->likes, struct span_like, span->like).count++;
    }
}

int span_like_of_key(const struct trace *trace, const char *key)
{
    void *known;
    return g_hash_table_lookup_extended(trace->like_of_key, key, NULL, &known)
               ? (int)GPOINTER_TO_UINT(known)
               : -1;
}
