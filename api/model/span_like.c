/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/span_like.h"

#include "api/model/trace.h"

#include <string.h>

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

/* By where the words are: a trace has each once, most often. Those that are the same elsewhere meet
 * by their key. */
static guint words_hash(gconstpointer data)
{
    const struct span *span = data;
    guint hash = g_direct_hash(span->name);
    hash = hash * 33 + g_direct_hash(span->op);
    return hash * 33 + g_direct_hash(span->service);
}

static gboolean words_equal(gconstpointer a, gconstpointer b)
{
    const struct span *x = a, *y = b;
    return x->name == y->name && x->op == y->op && x->service == y->service;
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
