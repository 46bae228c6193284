/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts as sets of words, for suspect.h. */
#include "api/insight/suspect.h"

#include <string.h>

#define LEAST_LETTERS 3
#define LONGEST_WORD  64
#define MOST_WORDS    400

/* Words that say nothing about which commit it was: English, SQL, HTTP, version control. Sorted,
 * for bsearch. */
static const char *const common_words[] = {
    "add",    "adds",  "all",    "and",    "are",    "asc",       "begin",  "but",    "can",
    "change", "code",  "com",    "commit", "desc",   "distinct",  "each",   "exists", "file",
    "files",  "fix",   "fixes",  "for",    "from",   "get",       "group",  "has",    "have",
    "http",   "https", "insert", "into",   "join",   "left",      "limit",  "main",   "more",
    "new",    "not",   "now",    "null",   "offset", "one",       "only",   "order",  "our",
    "out",    "post",  "put",    "remove", "return", "returning", "right",  "select", "set",
    "sql",    "src",   "test",   "tests",  "that",   "the",       "their",  "them",   "then",
    "this",   "true",  "update", "use",    "uses",   "using",     "values", "was",    "when",
    "where",  "which", "with",   "www",
};

static int compare_words(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

static bool is_common(const char *word)
{
    return bsearch(word, common_words, G_N_ELEMENTS(common_words), sizeof *common_words,
                   compare_words);
}

static void add_word(GPtrArray *words, GHashTable *seen, const char *start, size_t length)
{
    if (length < LEAST_LETTERS || length > LONGEST_WORD || words->len >= MOST_WORDS) {
        return;
    }
    g_autofree char *word = g_ascii_strdown(start, (gssize)length);
    bool digits_only = strspn(word, "0123456789") == length;
    if (digits_only || is_common(word) || g_hash_table_contains(seen, word)) {
        return;
    }
    g_ptr_array_add(words, word);
    g_hash_table_add(seen, word);
    word = NULL;
}

/* The parts of an identifier: at underscores, and where a capital follows a small letter. */
static void add_parts(GPtrArray *words, GHashTable *seen, const char *start, size_t length)
{
    size_t from = 0;
    for (size_t i = 1; i <= length; i++) {
        bool end = i == length || start[i] == '_' ||
                   (g_ascii_islower(start[i - 1]) && g_ascii_isupper(start[i]));
        if (end) {
            size_t skip = start[from] == '_';
            if (from > 0 || i < length) {
                add_word(words, seen, start + from + skip, i - from - skip);
            }
            from = i;
        }
    }
}

GPtrArray *suspect_words(const char *text)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (const char *at = text ? text : ""; *at;) {
        size_t length = 0;
        while (g_ascii_isalnum(at[length]) || at[length] == '_') {
            length++;
        }
        if (length) {
            add_word(words, seen, at, length);
            add_parts(words, seen, at, length);
        }
        at += length ? length : 1;
    }
    return words;
}
