/* SPDX-License-Identifier: Apache-2.0 */
#include "views/attribute_tree.h"

#include "api/model/event.h"

#include <string.h>

#define LEAST_BELOW 3 /* names that make a group within a group */

bool attribute_is_internal(const char *path)
{
    static const char *const words[] = {"sentry", "sdk", "telemetry"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        size_t length = strlen(words[i]);
        if (!strncmp(path, words[i], length) && (!path[length] || path[length] == '.'))
            return true;
    }
    return false;
}

static int by_key(gconstpointer a, gconstpointer b)
{
    const struct pair *x = *(struct pair *const *)a, *y = *(struct pair *const *)b;
    int order = attribute_is_internal(x->key) - attribute_is_internal(y->key);
    return order ? order : strcmp(x->key, y->key);
}

void attributes_sort(GPtrArray *pairs)
{
    g_ptr_array_sort(pairs, by_key);
}

struct growing {
    const GPtrArray *pairs;
    GPtrArray *rows;
};

static const char *key_at(const struct growing *tree, guint i)
{
    return ((const struct pair *)g_ptr_array_index((GPtrArray *)tree->pairs, i))->key;
}

static void row_free(void *data)
{
    struct attribute_row *row = data;
    g_free(row->path);
    g_free(row->label);
    g_free(row);
}

static void add_row(struct growing *tree, guint first, guint count, size_t from, size_t to,
                    int depth, bool group)
{
    struct attribute_row *row = g_new0(struct attribute_row, 1);
    const char *key = key_at(tree, first);
    row->path = g_strndup(key, to);
    row->label = g_strndup(key + from, to - from);
    row->depth = depth;
    row->group = group;
    row->first = first;
    row->count = count;
    g_ptr_array_add(tree->rows, row);
}

/* The length of the name up to the dot behind its first word past `from`; 0 when there is none. */
static size_t word_end(const char *key, size_t from)
{
    const char *dot = strchr(key + from, '.');
    return dot && dot > key + from && dot[1] ? (size_t)(dot - key) : 0;
}

/* The end of the run of names that share the first `length` bytes, and a dot, with that at `from`.
 */
static guint run_end(const struct growing *tree, guint from, guint to, size_t length)
{
    guint end = from + 1;
    while (end < to && !strncmp(key_at(tree, from), key_at(tree, end), length + 1))
        end++;
    return end;
}

/* As many words more as all names of the run have in common. */
static size_t common_end(const struct growing *tree, guint from, guint to, size_t length)
{
    for (;;) {
        size_t more = word_end(key_at(tree, from), length + 1);
        if (!more || run_end(tree, from, to, more) < to)
            return length;
        length = more;
    }
}

static void grow(struct growing *tree, guint from, guint to, size_t prefix, int depth)
{
    for (guint i = from; i < to;) {
        const char *key = key_at(tree, i);
        size_t end = depth < ATTRIBUTE_TREE_DEPTH ? word_end(key, prefix) : 0;
        guint next = end ? run_end(tree, i, to, end) : i + 1;
        if (next - i < (depth ? LEAST_BELOW : 2)) {
            add_row(tree, i, 1, prefix, strlen(key), depth, false);
            i++;
            continue;
        }
        end = common_end(tree, i, next, end);
        add_row(tree, i, next - i, prefix, end, depth, true);
        grow(tree, i, next, end + 1, depth + 1);
        i = next;
    }
}

GPtrArray *attribute_tree(const GPtrArray *pairs)
{
    struct growing tree = {pairs, g_ptr_array_new_with_free_func(row_free)};
    grow(&tree, 0, pairs->len, 0, 0);
    return tree.rows;
}
