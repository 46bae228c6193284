/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/prompt.h"

#include <string.h>

/* Presses keys by name; letters between quotes are typed. */
static enum prompt_result press(struct prompt *prompt, const char *keys)
{
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);
    enum prompt_result result = PROMPT_IGNORED;

    for (int i = 0; names[i]; i++) {
        struct key key;
        g_assert_true(key_parse(names[i], &key));
        result = prompt_key(prompt, key);
    }
    return result;
}

/* Each row: text before, keys, text after, with | as the cursor at the end. */
static const struct {
    const char *text, *keys, *after;
} edits[] = {
    {"",              "a b c",               "abc|"        },
    {"abc",           "Home x",              "x|abc"       },
    {"abc",           "Left Left x",         "ax|bc"       },
    {"abc",           "Home ^F x",           "ax|bc"       },
    {"abc",           "Home Right End x",    "abcx|"       },
    {"abc",           "Home ^E x",           "abcx|"       },
    {"abc",           "Backspace",           "ab|"         },
    {"abc",           "Home Backspace",      "|abc"        },
    {"abc",           "Home Delete ^D",      "|c"          },
    {"abc",           "End Delete",          "abc|"        },
    {"one two",       "^W",                  "one |"       },
    {"one two  ",     "^W",                  "one |"       },
    {"level:error x", "Left Left ^W",        "| x"         },
    {"one two",       "^U",                  "|"           },
    {"one two",       "Home A-f ^K",         "one|"        },
    {"one two",       "Home A-f ^K Home ^Y", " two|one"    },
    {"one two",       "^W ^W ^Y",            "one two|"    },
    {"one two",       "A-b A-b x",           "x|one two"   },
    {"a.b",           "A-b A-Backspace",     "|b"          },
    {"a.b-c",         "Home A-d",            "|.b-c"       },
    {"a.b-c",         "Home A-d A-d ^Y",     "a.b|-c"      },
    {"one",           "C-Left x C-Right y",  "xoney|"      },
    {"ab",            "^T",                  "ba|"         },
    {"abcd",          "Home Right ^T",       "ba|cd"       },
    {"abcd",          "Home ^T",             "|abcd"       },
    {"é日",         "Left Backspace",      "|日"        },
    {"e\xcc\x81x",    "Left Backspace",      "|x"          },
    {"e\xcc\x81x",    "Home Right y",        "e\xcc\x81y|x"},
    {"e\xcc\x81",     "Home Delete",         "|"           },
    {"abc",           "^A x",                "abcx|"       },
    {"abc",           "^B x",                "abcx|"       },
    {"",              "Space",               " |"          },
};

static void test_editing(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
        struct prompt *prompt = prompt_new("/", edits[i].text);
        press(prompt, edits[i].keys);
        prompt_paste(prompt, "|");
        g_assert_cmpstr(prompt_text(prompt), ==, edits[i].after);
        prompt_free(prompt);
    }
}

static void test_results(void)
{
    struct prompt *prompt = prompt_new("/", "ab");

    g_assert_cmpint(press(prompt, "x"), ==, PROMPT_EDITED);
    g_assert_cmpint(press(prompt, "Left"), ==, PROMPT_MOVED);
    g_assert_cmpint(press(prompt, "F5"), ==, PROMPT_IGNORED);
    g_assert_cmpint(press(prompt, "^A"), ==, PROMPT_IGNORED);
    g_assert_cmpint(press(prompt, "^B"), ==, PROMPT_IGNORED);
    g_assert_cmpint(press(prompt, "A-z"), ==, PROMPT_IGNORED);
    g_assert_cmpint(press(prompt, "Enter"), ==, PROMPT_ACCEPTED);
    g_assert_cmpint(press(prompt, "Esc"), ==, PROMPT_CANCELLED);
    g_assert_cmpint(press(prompt, "^G"), ==, PROMPT_CANCELLED);
    g_assert_cmpint(press(prompt, "^C"), ==, PROMPT_CANCELLED);
    g_assert_cmpint(press(prompt, "^D"), ==, PROMPT_EDITED);
    g_assert_cmpint(press(prompt, "^U ^D"), ==, PROMPT_CANCELLED);
    prompt_free(prompt);
}

static void test_paste(void)
{
    struct prompt *prompt = prompt_new("/", "ab");

    press(prompt, "Left");
    prompt_paste(prompt, "1\n2\r\x1b[31m3\x1b]52;c;x\x07\t4");
    g_assert_cmpstr(prompt_text(prompt), ==, "a1 2 3 4b");
    g_autofree char *huge = g_strnfill(1 << 20, 'x');
    prompt_paste(prompt, huge);
    g_assert_cmpstr(prompt_text(prompt), ==, "a1 2 3 4b");
    prompt_paste(prompt, NULL);
    prompt_free(prompt);
}

static void test_history(void)
{
    g_autoptr(GPtrArray) history = g_ptr_array_new();
    struct prompt *prompt = prompt_new("/", "");

    g_ptr_array_add(history, (void *)"oldest");
    g_ptr_array_add(history, (void *)"newest");
    prompt_history(prompt, history);
    prompt_set_text(prompt, "draft");
    g_assert_cmpint(press(prompt, "Down"), ==, PROMPT_IGNORED);
    press(prompt, "Up");
    g_assert_cmpstr(prompt_text(prompt), ==, "newest");
    press(prompt, "^P");
    g_assert_cmpstr(prompt_text(prompt), ==, "oldest");
    g_assert_cmpint(press(prompt, "Up"), ==, PROMPT_IGNORED);
    press(prompt, "^N Down");
    g_assert_cmpstr(prompt_text(prompt), ==, "draft");
    prompt_free(prompt);
}

static GPtrArray *words(const char *joined)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) split = g_strsplit(joined, " ", -1);

    for (int i = 0; split[i]; i++) {
        g_ptr_array_add(all, g_strdup(split[i]));
    }
    return all;
}

static void test_completion(void)
{
    g_autoptr(GPtrArray) candidates = words("level:error level:warning message");
    g_autoptr(GPtrArray) others = words("nothing");
    struct prompt *prompt = prompt_new("query ", "has:x (!L");

    prompt_complete(prompt, candidates);
    g_assert_cmpint(press(prompt, "Tab"), ==, PROMPT_EDITED);
    g_assert_cmpstr(prompt_text(prompt), ==, "has:x (!level:");
    press(prompt, "Tab");
    g_assert_cmpstr(prompt_text(prompt), ==, "has:x (!level:error");
    prompt_complete(prompt, others);
    press(prompt, "Tab");
    g_assert_cmpstr(prompt_text(prompt), ==, "has:x (!level:warning");
    press(prompt, "Tab S-Tab S-Tab");
    g_assert_cmpstr(prompt_text(prompt), ==, "has:x (!level:error");
    press(prompt, ")");
    prompt_complete(prompt, others);
    g_assert_cmpint(press(prompt, "Tab"), ==, PROMPT_IGNORED);
    prompt_free(prompt);
}

static void test_completion_in_the_middle(void)
{
    g_autoptr(GPtrArray) candidates = words("service.name");
    struct prompt *prompt = prompt_new("", "ser more");

    prompt_complete(prompt, candidates);
    press(prompt, "Home Right Right Right Tab");
    g_assert_cmpstr(prompt_text(prompt), ==, "service.name more");
    prompt_free(prompt);
}

static void draw(const struct prompt *prompt, int rows, int cols, const char *first,
                 const char *second, int expected_col)
{
    struct grid *grid = grid_new(rows, cols);
    struct surface surface = surface_of_grid(grid);
    int row = -1, col = -1;

    prompt_draw(prompt, &surface, &row, &col);
    g_autofree char *one = grid_row_text(grid, 0);
    g_autofree char *two = grid_row_text(grid, 1);
    g_assert_cmpstr(one, ==, first);
    g_assert_cmpstr(two, ==, second);
    g_assert_cmpint(row, ==, 0);
    g_assert_cmpint(col, ==, expected_col);
    grid_free(grid);
}

static void test_drawing(void)
{
    g_autoptr(GPtrArray) candidates = words("abcd abce");
    struct prompt *prompt = prompt_new("/", "abc");

    draw(prompt, 2, 20, "/abc", "", 4);
    prompt_complete(prompt, candidates);
    draw(prompt, 2, 20, "/abc", " abcd  abce", 4);
    draw(prompt, 1, 20, "/abc", "", 4);
    prompt_complain(prompt, "no such key", 1);
    draw(prompt, 2, 20, "/abc", "  ▲ no such key", 4);
    prompt_complain(prompt, NULL, 0);
    prompt_complete(prompt, NULL);
    prompt_set_text(prompt, "abcdefghij");
    draw(prompt, 2, 8, "/…fghij", "", 7);
    press(prompt, "Home");
    draw(prompt, 2, 8, "/abcdef…", "", 1);
    prompt_free(prompt);
}

static void test_every_size(void)
{
    struct prompt *prompt = prompt_new("query ", "日本語 e\xcc\x81 text");

    prompt_complain(prompt, "unexpected end", 400);
    for (int cols = 0; cols < 30; cols++) {
        struct grid *grid = grid_new(2, cols);
        struct surface surface = surface_of_grid(grid);
        int row, col;
        prompt_draw(prompt, &surface, &row, &col);
        g_assert_cmpint(col, >=, 0);
        g_assert_cmpint(col, <=, MAX(cols - 1, 0));
        grid_free(grid);
    }
    prompt_free(prompt);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/prompt/readline's keys edit", test_editing);
    g_test_add_func("/prompt/keys say what they did", test_results);
    g_test_add_func("/prompt/pasted text is only text", test_paste);
    g_test_add_func("/prompt/history comes back, and the draft with it", test_history);
    g_test_add_func("/prompt/Tab completes, then walks", test_completion);
    g_test_add_func("/prompt/completion works before other words", test_completion_in_the_middle);
    g_test_add_func("/prompt/the cursor stays in sight", test_drawing);
    g_test_add_func("/prompt/any width is drawn", test_every_size);
    return g_test_run();
}
