/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/names.h"

#include "api/files/line_parts_internal.h"

#include <string.h>

#define NAMES_MOST 60000
#define NAME_BYTES 200

struct names {
    gatomicrefcount references;
    GMutex lock;
    GHashTable *numbers;
    char *texts[NAMES_MOST + 1]; /* never moves, so that it is read without the lock */
    unsigned count;
};

struct names *names_new(void)
{
    struct names *names = g_new0(struct names, 1);
    g_atomic_ref_count_init(&names->references);
    g_mutex_init(&names->lock);
    names->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    return names;
}

struct names *names_ref(struct names *names)
{
    g_atomic_ref_count_inc(&names->references);
    return names;
}

void names_unref(struct names *names)
{
    if (!names || !g_atomic_ref_count_dec(&names->references))
        return;
    g_hash_table_unref(names->numbers);
    for (unsigned i = 1; i <= names->count; i++)
        g_free(names->texts[i]);
    g_mutex_clear(&names->lock);
    g_free(names);
}

uint16_t names_number(struct names *names, const char *text, size_t length)
{
    g_autoptr(GString) name = g_string_new(NULL);
    append_text(name, text, MIN(length, NAME_BYTES));
    if (name->len == 0)
        return 0;
    g_mutex_lock(&names->lock);
    unsigned number = GPOINTER_TO_UINT(g_hash_table_lookup(names->numbers, name->str));
    if (number == 0 && names->count < NAMES_MOST) {
        names->texts[number = names->count + 1] = g_strdup(name->str);
        g_hash_table_insert(names->numbers, names->texts[number], GUINT_TO_POINTER(number));
        names->count = number;
    }
    g_mutex_unlock(&names->lock);
    return (uint16_t)number;
}

unsigned names_count(struct names *names)
{
    g_mutex_lock(&names->lock);
    unsigned count = names->count;
    g_mutex_unlock(&names->lock);
    return count;
}

const char *names_text(struct names *names, uint16_t number)
{
    return names->texts[number];
}
