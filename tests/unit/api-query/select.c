/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/query.h"

#include <string.h>

#define ROWS 3000

static const char *const keys[] = {"service", "span.duration", "http.response.status_code",
                                   "mixed",   "flag",          "message",
                                   "list",    "note",          "release"};
static const char *const words[] = {"payment", "Checkout", "inventory check", "a*b", "",
                                    "5",       "5.5",      "timeout",         "x",   "true"};

static const char *pick(GRand *random, const char *const *list, size_t count)
{
    return list[g_rand_int_range(random, 0, (gint32)count)];
}

static struct value random_value(GRand *random, const char *key)
{
    const char *word = pick(random, words, G_N_ELEMENTS(words));
    int kind = g_rand_int_range(random, 0, 6);
    if (strcmp(key, "mixed") != 0)
        kind = strcmp(key, "span.duration") == 0               ? 2
               : strcmp(key, "http.response.status_code") == 0 ? 1
               : strcmp(key, "flag") == 0                      ? 3
               : strcmp(key, "list") == 0                      ? 4
                                                               : 0;
    switch (kind) {
    case 1:
        return value_int(g_rand_int_range(random, 0, 12));
    case 2:
        return value_double(g_rand_int_range(random, 0, 24) / 2.0);
    case 3:
        return value_bool(g_rand_boolean(random));
    case 4:
        return (struct value){.type = VALUE_ARRAY, .string = "[\"x\", 5, \"timeout\"]"};
    case 5:
        return value_int(INT64_C(9007199254740992) + g_rand_int_range(random, 0, 3));
    default:
        return value_string(word);
    }
}

static struct item *random_item(GRand *random)
{
    enum item_kind kind = ITEM_LOG;
    struct item *item = item_new(kind);
    item->time_ns = INT64_C(1790000000000000000) + g_rand_int_range(random, 0, 100000);
    if (g_rand_int_range(random, 0, 10) > 0)
        item->id = g_strdup_printf("%d", g_rand_int_range(random, 0, 50));
    if (g_rand_int_range(random, 0, 10) > 0)
        item->project = g_strdup(pick(random, words, 3));
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        if (g_rand_int_range(random, 0, 3) > 0)
            item_set(item, keys[i], random_value(random, keys[i]));
    return item;
}

/* A random query of the given depth, as text. */
static void random_query(GRand *random, GString *text, int depth)
{
    static const char *const forms[] = {"%s%s:\"%s\"",
                                        "%s%s:[\"%s\",x]",
                                        "%s%s:*t*",
                                        "%s%s:>5",
                                        "%s%s:<=5.5",
                                        "%shas:%s",
                                        "%s%s:\"\"",
                                        "%s%s:5*",
                                        "%s%s:5",
                                        "%s%s:9007199254740993",
                                        "%s%s:>9007199254740992"};
    static const char *const fields[] = {"service", "http.response.status_code",
                                         "mixed",   "flag",
                                         "message", "list",
                                         "note",    "project",
                                         "id",      "nothing",
                                         "level",   "span.op"};
    if (depth > 0 && g_rand_int_range(random, 0, 4) > 0) {
        bool is_or = g_rand_boolean(random);
        int parts = g_rand_int_range(random, 2, 4);
        g_string_append_c(text, '(');
        for (int i = 0; i < parts; i++) {
            g_string_append(text, i == 0 ? "" : is_or ? " OR " : " ");
            random_query(random, text, depth - 1);
        }
        g_string_append_c(text, ')');
        return;
    }
    if (g_rand_int_range(random, 0, 5) == 0) {
        g_string_append_printf(text, "\"%s\"", pick(random, words, G_N_ELEMENTS(words)));
        return;
    }
    const char *form = pick(random, forms, G_N_ELEMENTS(forms));
    const char *negation = g_rand_boolean(random) ? "!" : "";
    const char *field = pick(random, fields, G_N_ELEMENTS(fields));
    const char *word = pick(random, words, G_N_ELEMENTS(words));
    g_autoptr(GString) term = g_string_new(form);
    g_string_replace(term, "%s", negation, 1);
    g_string_replace(term, "%s", field, 1);
    g_string_replace(term, "%s", word, 1);
    g_string_append(text, term->str);
}

static void test_agreement(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
    g_autoptr(frame) frame = frame_new(1 << 20);
    for (size_t i = 0; i < ROWS; i++) {
        struct item *item = random_item(random);
        g_ptr_array_add(items, item);
        frame_append(frame, item);
    }
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    g_assert_cmpuint(segments->len, ==, 1);
    uint64_t bits[(ROWS + 63) / 64];
    size_t some = 0;
    for (int round = 0; round < 150; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GError) error = NULL;
        random_query(random, text, 3);
        g_autoptr(query) query = query_parse(text->str, 0, NULL, &error);
        g_assert_no_error(error);
        memset(bits, 0x5a, sizeof bits);
        size_t count = query_select(query, segments->pdata[0], ROWS, bits);
        size_t expected = 0;
        for (size_t row = 0; row < ROWS; row++) {
            bool selected = bits[row / 64] >> (row % 64) & 1;
            bool matches = query_matches_item(query, items->pdata[row]);
            if (selected != matches)
                g_error("row %zu of %s", row, text->str);
            expected += matches;
        }
        g_assert_cmpuint(count, ==, expected);
        some += count > 0 && count < ROWS;
    }
    g_assert_cmpuint(some, >, 50); /* the queries do tell rows apart */
}

static void test_prefix(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    g_autoptr(query) all = query_parse("", 0, NULL, NULL);
    g_autoptr(query) not_a = query_parse("!k:a", 0, NULL, NULL);
    for (int i = 0; i < 100; i++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        item_set(item, "k", value_string(i % 2 ? "a" : "b"));
        frame_append(frame, item);
    }
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    uint64_t bits[2] = {~UINT64_C(0), ~UINT64_C(0)};
    g_assert_cmpuint(query_select(all, segments->pdata[0], 70, bits), ==, 70);
    g_assert_cmpuint(bits[0], ==, ~UINT64_C(0));
    g_assert_cmpuint(bits[1], ==, 63);
    g_assert_cmpuint(query_select(not_a, segments->pdata[0], 70, bits), ==, 35);
    g_assert_cmpuint(bits[0], ==, UINT64_C(0x5555555555555555));
    g_assert_cmpuint(bits[1], ==, 21);
}

/* An event's title lies in a dictionary, its message in a run or not at all. */
static void test_free_text(void)
{
    for (int with_message = 0; with_message <= 2; with_message++) {
        g_autoptr(frame) frame = frame_new(1000);
        g_autoptr(query) query = query_parse("boom", 0, NULL, NULL);
        for (int i = 0; i < 10; i++) {
            g_autoptr(item) item = item_new(ITEM_EVENT);
            item_set(item, "title", value_string(i == 3 ? "boom" : "calm"));
            if (with_message == 1)
                item_set(item, "message", value_string(i == 7 ? "a boom" : "nothing"));
            else if (with_message == 2)
                item_set(item, "message", value_int(i));
            frame_append(frame, item);
        }
        g_autoptr(GPtrArray) segments = frame_segments(frame);
        uint64_t bits[1] = {0};
        size_t expected = with_message == 1 ? 2 : 1;
        g_assert_cmpuint(query_select(query, segments->pdata[0], 10, bits), ==, expected);
        g_assert_cmpuint(bits[0], ==, with_message == 1 ? 0x88 : 0x08);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/select/columns and rows agree on random queries", test_agreement);
    g_test_add_func("/select/only the rows asked for are looked at", test_prefix);
    g_test_add_func("/select/free text looks into several columns of different kinds",
                    test_free_text);
    return g_test_run();
}
