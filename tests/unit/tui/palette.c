/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/palette.h"

#include "tui/help.h"

#include <string.h>

static const struct palette_entry entries[] = {
    {"next-row  Move to the next row",       "j ↓", "next-row"  },
    {"query-logs  Ask for logs",             NULL,    "query-logs"},
    {"logs  Show its logs",                  "gl",    "logs"      },
    {"theme  Choose a theme",                NULL,    "theme"     },
    {"toggle-LogTime  Show the time column", "T",     "log-time"  },
};

static struct palette *new_palette(bool free_text)
{
    return palette_new("Commands", entries, G_N_ELEMENTS(entries), free_text);
}

static enum palette_result press(struct palette *palette, const char *keys)
{
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);
    enum palette_result result = PALETTE_OPEN;

    for (int i = 0; names[i]; i++) {
        struct key key;
        g_assert_true(key_parse(names[i], &key));
        result = palette_key(palette, key);
    }
    return result;
}

static void test_scores(void)
{
    g_assert_cmpint(fuzzy_score("", "anything"), ==, 0);
    g_assert_cmpint(fuzzy_score("xyz", "next-row"), <, 0);
    g_assert_cmpint(fuzzy_score("wor", "next-row"), <, 0);
    g_assert_cmpint(fuzzy_score("nr", "next-row"), >, 0);
    g_assert_cmpint(fuzzy_score("NR", "next-row"), ==, fuzzy_score("nr", "next-row"));
    g_assert_cmpint(fuzzy_score("log", "logs"), >, fuzzy_score("log", "catalog"));
    g_assert_cmpint(fuzzy_score("log", "query-logs"), >, fuzzy_score("log", "xlxoxg"));
    g_assert_cmpint(fuzzy_score("lt", "toggleLogTime"), >, fuzzy_score("lt", "melting"));
    g_assert_cmpint(fuzzy_score("theme li", "theme light"), >,
                    fuzzy_score("theme li", "theme solarized-light"));
    g_assert_cmpint(fuzzy_score("row next", "next-row"), >, 0);
    g_assert_cmpint(fuzzy_score("row nope", "next-row"), <, 0);
    g_assert_cmpint(fuzzy_score("é", "café"), >, 0);
    g_autofree char *deep = g_strnfill(5000, 'a');
    g_assert_cmpint(fuzzy_score(deep, deep), >, 0);
}

static void test_narrowing(void)
{
    struct palette *palette = new_palette(false);

    g_assert_cmpstr(palette_data(palette), ==, "next-row");
    press(palette, "l o g");
    g_assert_cmpstr(palette_data(palette), ==, "logs");
    g_assert_cmpstr(palette_text(palette), ==, "log");
    press(palette, "t i m e");
    g_assert_cmpstr(palette_data(palette), ==, "log-time");
    press(palette, "z z");
    g_assert_null(palette_data(palette));
    g_assert_cmpint(press(palette, "Enter"), ==, PALETTE_OPEN);
    press(palette, "^U");
    g_assert_cmpstr(palette_data(palette), ==, "next-row");
    g_assert_cmpint(press(palette, "Esc"), ==, PALETTE_CLOSED);
    palette_free(palette);
}

static void a_whole_name_wins(void)
{
    static const struct palette_entry rows[] = {
        {"last 3h",                "time range", "three",   NULL       },
        {"last PERIOD  Look back", "command",    "last",    "last"     },
        {"last-page  To the end",  "command",    "to-last", "last-page"},
    };
    struct palette *palette = palette_new("Commands", rows, G_N_ELEMENTS(rows), true);

    press(palette, "l a s");
    g_assert_cmpstr(palette_data(palette), ==, "three");
    press(palette, "t");
    g_assert_cmpstr(palette_data(palette), ==, "last");
    press(palette, "Space 3");
    g_assert_cmpstr(palette_data(palette), ==, "three");
    palette_free(palette);
}

static void test_moving(void)
{
    struct palette *palette = new_palette(false);

    press(palette, "Down Down");
    g_assert_cmpstr(palette_data(palette), ==, "logs");
    press(palette, "Up Up Up");
    g_assert_cmpstr(palette_data(palette), ==, "log-time");
    press(palette, "Tab");
    g_assert_cmpstr(palette_data(palette), ==, "next-row");
    press(palette, "PgDn");
    g_assert_cmpstr(palette_data(palette), ==, "log-time");
    press(palette, "PgUp ^N");
    g_assert_cmpstr(palette_data(palette), ==, "query-logs");
    g_assert_cmpint(press(palette, "Enter"), ==, PALETTE_CHOSEN);
    palette_free(palette);
}

static void test_free_text(void)
{
    struct palette *palette = new_palette(true);

    palette_paste(palette, "last\n90m");
    g_assert_cmpint(press(palette, "Enter"), ==, PALETTE_CHOSEN);
    g_assert_null(palette_data(palette));
    g_assert_cmpstr(palette_text(palette), ==, "last 90m");
    palette_free(palette);
    palette = palette_new("Empty", NULL, 0, true);
    g_assert_cmpint(press(palette, "Down Enter"), ==, PALETTE_OPEN);
    palette_free(palette);
}

static void test_drawing(void)
{
    struct palette *palette = new_palette(false);
    struct grid *grid = grid_new(14, 60);
    struct surface surface = surface_of_grid(grid);
    int row, col;

    press(palette, "l o g Down");
    palette_draw(palette, &surface, &row, &col);
    int top = row - 1;
    g_autofree char *title = grid_row_text(grid, top);
    g_autofree char *typed = grid_row_text(grid, top + 1);
    g_autofree char *first = grid_row_text(grid, top + 3);
    g_autofree char *second = grid_row_text(grid, top + 4);
    g_assert_nonnull(strstr(title, "─ Commands ─"));
    g_assert_nonnull(strstr(typed, "› log"));
    g_assert_nonnull(strstr(typed, "3/5"));
    g_assert_nonnull(strstr(first, "logs  Show its logs"));
    g_assert_nonnull(strstr(first, "gl │"));
    g_assert_nonnull(strstr(second, "query-logs"));
    g_assert_false(grid_marked(grid, top + 3, 5, ROLE_SELECTED));
    g_assert_true(grid_marked(grid, top + 4, 5, ROLE_SELECTED));
    g_assert_true(grid_marked(grid, top + 3, 4, ROLE_MATCH));
    g_assert_cmpstr(grid_text(grid, row, col), ==, " ");
    g_assert_cmpstr(grid_text(grid, row, col - 1), ==, "g");
    grid_free(grid);
    palette_free(palette);
}

static bool run(void *context)
{
    (void)context;
    return true;
}

static const struct command view_rows[] = {
    {"z",                  "more", "Show more context", run, false},
    {"g,l", "own", "The pane's own gl", run, false},
    {0              }
};
static const struct command common_rows[] = {
    {"j Down",                "next-row", "Move to the next row", run, false},
    {"g,l", "logs", "Show its logs", run, false},
    {"g,t",                  "trace", "Show its trace", run, false},
    {"a,r",                   "resolve", "Resolve the issue", run, true},
    {NULL,        "theme", "Choose a theme", run, false},
    {0                 },
};
/* The row below the hairline. */
static char *first_row(const struct palette *palette)
{
    struct grid *grid = grid_new(14, 60);
    struct surface surface = surface_of_grid(grid);
    int row, col;

    palette_draw(palette, &surface, &row, &col);
    char *text = grid_row_text(grid, row + 2);
    grid_free(grid);
    return text;
}

static void what_is_wrong_stands_below_its_place(void)
{
    struct palette *palette = new_palette(true);

    palette_type(palette, "xyzzy 12");
    palette_complain(palette, 6, "no number");
    g_autofree char *near = first_row(palette);
    g_assert_nonnull(strstr(near, "│         ▲ no number"));
    g_assert_cmpint(press(palette, "Enter"), ==, PALETTE_OPEN);
    palette_complain(palette, 6, "a sentence for which behind the mark is no room left at all");
    g_autofree char *cut = first_row(palette);
    g_assert_nonnull(strstr(cut, "a sentence for which"));
    palette_type(palette, "xyzzy xyzzy xyzzy xyzzy xyzzy xyzzy xyzzy");
    palette_complain(palette, 36, "wrong from here on");
    g_autofree char *far = first_row(palette);
    g_assert_nonnull(strstr(far, "wrong from here on ▲"));
    palette_type(palette, "a text that is longer than the field has room for by more than 12");
    palette_complain(palette, 62, "wrong");
    g_autofree char *scrolled = first_row(palette);
    g_assert_nonnull(strstr(scrolled, "▲ wrong"));
    palette_complain(palette, 0, NULL);
    g_autofree char *fine = first_row(palette);
    g_assert_nonnull(strstr(fine, "Enter takes the text"));
    g_assert_cmpint(press(palette, "Enter"), ==, PALETTE_CHOSEN);
    palette_free(palette);
}

static const struct keymap_scope scopes[] = {
    {"logs",       view_rows,   NULL},
    {"everywhere", common_rows, NULL}
};

static char *screen_text(const struct grid *grid)
{
    GString *out = g_string_new(NULL);

    for (int row = 0; row < grid_rows(grid); row++) {
        g_autofree char *text = grid_row_text(grid, row);
        g_string_append_printf(out, "%s\n", text);
    }
    return g_string_free(out, FALSE);
}

static void test_prefix(void)
{
    struct keymap *keymap = keymap_new();
    struct grid *grid = grid_new(10, 60);
    struct surface surface = surface_of_grid(grid);
    struct key g = {'g', 0};

    prefix_draw(keymap, scopes, 2, &g, 1, &surface);
    g_autofree char *text = screen_text(grid);
    g_assert_nonnull(strstr(text, "─ g … ─"));
    g_assert_nonnull(strstr(text, "l  The pane's own gl"));
    g_assert_nonnull(strstr(text, "t  Show its trace"));
    g_assert_null(strstr(text, "Show its logs"));
    g_assert_null(strstr(text, "Resolve"));
    grid_free(grid);
    keymap_free(keymap);
}

static bool help_press(struct help *help, const char *keys)
{
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);
    bool open = true;

    for (int i = 0; names[i]; i++) {
        struct key key;
        g_assert_true(key_parse(names[i], &key));
        open = help_key(help, key);
    }
    return open;
}

static void test_help(void)
{
    struct keymap *keymap = keymap_new();
    struct help *help = help_new(keymap, scopes, 2);
    struct grid *grid = grid_new(20, 70);
    struct surface surface = surface_of_grid(grid);

    help_draw(help, &surface);
    g_autofree char *all = screen_text(grid);
    g_assert_nonnull(strstr(all, "everywhere"));
    g_assert_nonnull(strstr(all, "j ↓  Move to the next row"));
    g_assert_nonnull(strstr(all, "Choose a theme"));
    static const struct help_mark marks[] = {
        {"▸12", "+12", "folded"}
    };
    help_add_marks(help, "marks", marks, G_N_ELEMENTS(marks));
    help_draw(help, &surface);
    g_autofree char *marked = screen_text(grid);
    g_assert_nonnull(strstr(marked, "▸12  folded"));
    surface.ascii = true;
    help_draw(help, &surface);
    g_autofree char *plain = screen_text(grid);
    g_assert_nonnull(strstr(plain, "+12  folded"));
    surface.ascii = false;
    g_assert_true(help_press(help, "/ t r a c e Enter"));
    help_draw(help, &surface);
    g_autofree char *narrowed = screen_text(grid);
    g_assert_nonnull(strstr(narrowed, "gt  Show its trace"));
    g_assert_null(strstr(narrowed, "Choose a theme"));
    g_assert_true(help_press(help, "Esc"));
    g_assert_true(help_press(help, "j G k ^D PgUp g"));
    g_assert_false(help_press(help, "Esc"));
    g_assert_false(help_press(help, "q"));
    g_assert_true(help_press(help, "/ z z z Enter"));
    help_draw(help, &surface);
    g_autofree char *none = screen_text(grid);
    g_assert_nonnull(strstr(none, "no command matches"));
    help_free(help);
    grid_free(grid);
    keymap_free(keymap);
}

static void what_is_explained_stands_first_and_fits_the_width(void)
{
    struct keymap *keymap = keymap_new();
    struct help *help = help_new(keymap, scopes, 2);
    help_explain(help, "under the cursor",
                 "The level moved by more than five spreads, and stayed so ever since it did.\n"
                 "Of 112 buckets");
    for (int cols = 70; cols >= 40; cols -= 30) {
        struct grid *grid = grid_new(20, cols);
        struct surface surface = surface_of_grid(grid);
        help_draw(help, &surface);
        g_autofree char *text = screen_text(grid);
        const char *heading = strstr(text, "under the cursor"), *keys = strstr(text, "everywhere");
        g_assert_nonnull(heading);
        g_assert_true(keys > heading);
        g_assert_nonnull(strstr(text, "it did."));
        g_assert_nonnull(strstr(text, "Of 112 buckets"));
        g_assert_null(strstr(strstr(text, "Of 112 buckets") + 1, "Of 112"));
        grid_free(grid);
    }
    help_free(help);
    keymap_free(keymap);
}

/* Row of the screen that shows `text`, or -1. */
static int row_of(struct help *help, const char *text)
{
    struct grid *grid = grid_new(12, 70);
    struct surface surface = surface_of_grid(grid);
    help_draw(help, &surface);
    g_autofree char *all = screen_text(grid);
    g_auto(GStrv) rows = g_strsplit(all, "\n", -1);
    int found = -1;
    for (int i = 0; rows[i] && found < 0; i++)
        found = strstr(rows[i], text) ? i : -1;
    grid_free(grid);
    return found;
}

static void test_help_pages(void)
{
    static const struct command many[] = {
        {"a",          "c-0", "Command 0", run, false},
        {"b", "c-1", "Command 1", run, false},
        {"c",       "c-2", "Command 2", run, false},
        {"d",          "c-3", "Command 3", run, false},
        {"e", "c-4", "Command 4", run, false},
        {"f",       "c-5", "Command 5", run, false},
        {NULL,          "typed", "Only by name", run, false},
        {"h", "c-7", "Command 7", run, false},
        {"i",       "c-8", "Command 8", run, false},
        {"j",          "c-9", "Command 9", run, false},
        {"k", "c-10", "Command 10", run, false},
        {0      },
    };
    const struct keymap_scope scope = {"many", many, NULL};
    struct keymap *keymap = keymap_new();
    struct help *help = help_new(keymap, &scope, 1);

    g_assert_cmpint(row_of(help, "Command 0"), >=, 0);
    g_assert_true(help_press(help, "PgDn"));
    g_assert_cmpint(row_of(help, "Command 0"), <, 0);
    g_assert_cmpint(row_of(help, "Command 10"), >=, 0);
    g_assert_cmpint(row_of(help, ":typed  Only by name"), >=, 0);
    g_assert_true(help_press(help, "PgUp"));
    g_assert_cmpint(row_of(help, "Command 0"), >=, 0);
    help_free(help);
    keymap_free(keymap);
}

static void test_help_text(void)
{
    struct keymap *keymap = keymap_new();

    g_assert_true(keymap_bind(keymap, "everywhere", "theme", "T", NULL, NULL));
    keymap_set_read_only(keymap, true);
    g_autofree char *text = help_text(keymap, scopes, 2);
    g_assert_cmpstr(text, ==,
                    "# logs\nz\tmore\tShow more context\ngl\town\tThe pane's own gl\n"
                    "# everywhere\nj ↓\tnext-row\tMove to the next row\ngl\tlogs\tShow its logs\n"
                    "gt\ttrace\tShow its trace\nT\ttheme\tChoose a theme\n");
    keymap_free(keymap);
}

static void test_every_size(void)
{
    struct keymap *keymap = keymap_new();
    struct palette *palette = new_palette(true);
    struct help *help = help_new(keymap, scopes, 2);
    struct key g = {'g', 0};

    press(palette, "l o Left");
    for (int rows = 0; rows < 12; rows++) {
        for (int cols = 0; cols < 60; cols += 3) {
            struct grid *grid = grid_new(rows, cols);
            struct surface surface = surface_of_grid(grid);
            int row, col;
            palette_draw(palette, &surface, &row, &col);
            help_draw(help, &surface);
            prefix_draw(keymap, scopes, 2, &g, 1, &surface);
            grid_free(grid);
        }
    }
    help_free(help);
    palette_free(palette);
    keymap_free(keymap);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/palette/word starts and runs score more", test_scores);
    g_test_add_func("/palette/typing narrows, best first", test_narrowing);
    g_test_add_func("/palette/a whole name wins", a_whole_name_wins);
    g_test_add_func("/palette/moves go round, pages stop", test_moving);
    g_test_add_func("/palette/what is wrong stands below its place, and is not taken",
                    what_is_wrong_stands_below_its_place);
    g_test_add_func("/palette/a text of one's own can be taken", test_free_text);
    g_test_add_func("/palette/it shows what matched and what is chosen", test_drawing);
    g_test_add_func("/palette/a prefix shows what may follow", test_prefix);
    g_test_add_func("/help/every command is there and can be searched", test_help);
    g_test_add_func("/help/what is explained stands first and fits the width",
                    what_is_explained_stands_first_and_fits_the_width);
    g_test_add_func("/help/a page down is another page at the first press, and what has no key is "
                    "called by name",
                    test_help_pages);
    g_test_add_func("/help/as text it has a line for each command", test_help_text);
    g_test_add_func("/help/any size is drawn", test_every_size);
    return g_test_run();
}
