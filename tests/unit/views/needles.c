/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding the first of several byte strings, beside looking at every place.
 */
#include "views/needles.h"

#include <string.h>

static const char *at_every_place(const GPtrArray *texts, bool caseless, const char *text,
                                  size_t length)
{
    for (size_t at = 0; at < length; at++)
        for (guint i = 0; i < texts->len; i++) {
            const char *needle = texts->pdata[i];
            size_t bytes = strlen(needle);
            if (bytes <= length - at && (caseless ? g_ascii_strncasecmp(text + at, needle, bytes)
                                                  : memcmp(text + at, needle, bytes)) == 0)
                return text + at;
        }
    return NULL;
}

/* Bytes that often agree, among them NUL and such as are none of ASCII. */
static char any_byte(GRand *random, bool caseless)
{
    static const char bytes[] = "abab@`[{\xe1\x81\0 AB";
    size_t count = sizeof bytes - 1 - (caseless ? 0 : 2);
    return bytes[g_rand_int_range(random, 0, (gint32)count)];
}

static GPtrArray *any_needles(GRand *random, bool caseless)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (int n = g_rand_int_range(random, 1, 5); n > 0; n--) {
        GString *text = g_string_new(NULL);
        for (int bytes = g_rand_int_range(random, 2, 7); bytes > 0; bytes--) {
            char c = g_ascii_tolower(any_byte(random, caseless));
            g_string_append_c(text, c ? c : 'b');
        }
        g_ptr_array_add(texts, g_string_free(text, FALSE));
    }
    return texts;
}

/* Each text has its own block of memory, so that a byte read behind it is noticed. */
static void the_first_is_found_at_any_place(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    size_t hits = 0;
    for (int round = 0; round < 4000; round++) {
        bool caseless = round % 2;
        g_autoptr(GPtrArray) texts = any_needles(random, caseless);
        struct needles *needles = needles_new(texts, caseless);
        for (int n = 0; n < 10; n++) {
            size_t length = (size_t)g_rand_int_range(random, 0, 90);
            g_autofree char *text = g_malloc(length + (length == 0));
            for (size_t at = 0; at < length; at++)
                text[at] = any_byte(random, caseless);
            const char *first = at_every_place(texts, caseless, text, length);
            hits += first != NULL;
            g_assert_true(needles_find(needles, text, length) == first);
        }
        needles_free(needles);
    }
    g_assert_cmpuint(hits, >, 8000);
    g_assert_cmpuint(hits, <, 39000);
}

/* A letter is small or large; what differs from another by the same bit is no letter. */
static void only_letters_have_two_cases(void)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    g_ptr_array_add(texts, (char *)"a{c");
    struct needles *needles = needles_new(texts, true);
    const char *text = "A[C a[c A{C";
    g_assert_true(needles_find(needles, text, strlen(text)) == text + 8);
    needles_free(needles);
    needles = needles_new(texts, false);
    g_assert_null(needles_find(needles, text, strlen(text)));
    needles_free(needles);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/needles/the first is found at any place", the_first_is_found_at_any_place);
    g_test_add_func("/needles/only letters have two cases", only_letters_have_two_cases);
    return g_test_run();
}
