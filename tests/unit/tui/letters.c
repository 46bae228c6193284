/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/letters.h"

#include <string.h>

static const struct palette_entry fields[] = {
    {"severity", "error",    "1"},
    {"span_id",  "ab12",     "2"},
    {"project",  "checkout", "3"},
    {"trace",    "7f3a",     "4"},
};

static enum letters_result press(struct letters *letters, const char *name)
{
    struct key key;

    g_assert_true(key_parse(name, &key));
    return letters_key(letters, key);
}

static void test_letters(void)
{
    static const char *const presses[][2] = {
        {"s", "1"},
        {"a", "2"},
        {"p", "3"},
        {"t", "4"}
    }; /* s is taken when span_id comes, and so is p, which project begins with */

    for (size_t i = 0; i < G_N_ELEMENTS(presses); i++) {
        struct letters *letters = letters_new("only rows with", fields, G_N_ELEMENTS(fields));
        g_assert_cmpint(press(letters, presses[i][0]), ==, LETTERS_CHOSEN);
        g_assert_cmpstr(letters_data(letters), ==, presses[i][1]);
        letters_free(letters);
    }
}

static void test_cursor(void)
{
    struct letters *letters = letters_new("fields", fields, G_N_ELEMENTS(fields));

    press(letters, "j");
    press(letters, "Down");
    press(letters, "k");
    g_assert_cmpint(press(letters, "Enter"), ==, LETTERS_CHOSEN);
    g_assert_cmpstr(letters_data(letters), ==, "2");
    press(letters, "Up");
    press(letters, "Up");
    g_assert_cmpstr(letters_data(letters), ==, "4");
    g_assert_cmpint(press(letters, "^L"), ==, LETTERS_OPEN);
    g_assert_cmpint(press(letters, "9"), ==, LETTERS_OPEN);
    g_assert_cmpint(press(letters, "/"), ==, LETTERS_SEARCH);
    g_assert_cmpint(press(letters, "B"), ==, LETTERS_COUNT);
    g_assert_cmpstr(letters_data(letters), ==, "4");
    g_assert_cmpint(press(letters, "q"), ==, LETTERS_CLOSED);
    g_assert_cmpint(press(letters, "Esc"), ==, LETTERS_CLOSED);
    letters_free(letters);
}

/* No letter chooses two, and every entry can be reached, however many there are. */
static void test_many(void)
{
    struct palette_entry many[80];

    for (size_t i = 0; i < G_N_ELEMENTS(many); i++) {
        many[i] = (struct palette_entry){"same", "x", &many[i]};
    }
    struct letters *letters = letters_new("fields", many, G_N_ELEMENTS(many));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (char letter = 'a'; letter <= 'z'; letter++) {
        char name[2] = {letter, '\0'};
        if (letter != 'j' && letter != 'k' && letter != 'q') {
            g_assert_cmpint(press(letters, name), ==, LETTERS_CHOSEN);
            g_assert_true(g_hash_table_add(seen, (void *)letters_data(letters)));
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(many); i++) {
        press(letters, "Down");
        g_hash_table_add(seen, (void *)letters_data(letters));
    }
    g_assert_cmpuint(g_hash_table_size(seen), ==, G_N_ELEMENTS(many));
    letters_free(letters);
}

static void test_drawing(void)
{
    struct letters *letters = letters_new("only rows with", fields, G_N_ELEMENTS(fields));

    for (int rows = 0; rows < 12; rows++) {
        for (int cols = 0; cols < 40; cols += 3) {
            struct grid *grid = grid_new(rows, cols);
            struct surface surface = surface_of_grid(grid);
            letters_draw(letters, &surface);
            grid_free(grid);
        }
    }
    struct grid *grid = grid_new(8, 30);
    struct surface surface = surface_of_grid(grid);
    letters_draw(letters, &surface);
    g_autofree char *above = grid_row_text(grid, 1);
    g_autofree char *first = grid_row_text(grid, 3);
    g_autofree char *third = grid_row_text(grid, 5);
    g_assert_cmpstr(above, ==, "");
    g_assert_nonnull(strstr(first, "s  severity  error"));
    g_assert_nonnull(strstr(third, "p  project   checkout"));
    grid_free(grid);
    letters_free(letters);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/letters/a letter of its name chooses an entry", test_letters);
    g_test_add_func("/letters/the cursor chooses, too", test_cursor);
    g_test_add_func("/letters/no letter stands for two", test_many);
    g_test_add_func("/letters/any size is drawn", test_drawing);
    return g_test_run();
}
