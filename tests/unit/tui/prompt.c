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
    {"",              "a b c",                            "abc|"        },
    {"abc",           "Home x",                           "x|abc"       },
    {"abc",           "Left Left x",                      "ax|bc"       },
    {"abc",           "Home ^F x",                        "ax|bc"       },
    {"abc",           "Home Right End x",                 "abcx|"       },
    {"abc",           "Home ^E x",                        "abcx|"       },
    {"abc",           "Backspace",                        "ab|"         },
    {"abc",           "Home Backspace",                   "|abc"        },
    {"abc",           "Home Delete ^D",                   "|c"          },
    {"abc",           "End Delete",                       "abc|"        },
    {"one two",       "^W",                               "one |"       },
    {"one two  ",     "^W",                               "one |"       },
    {"level:error x", "Left Left ^W",                     "| x"         },
    {"one two",       "^U",                               "|"           },
    {"one two",       "Home A-f ^K",                      "one|"        },
    {"one two",       "Home A-f ^K Home ^Y",              " two|one"    },
    {"one two",       "^W ^W ^Y",                         "one two|"    },
    {"one two",       "A-b A-b x",                        "x|one two"   },
    {"a.b",           "A-b A-Backspace",                  "|b"          },
    {"a.b-c",         "Home A-d",                         "|.b-c"       },
    {"a.b-c",         "Home A-d A-d ^Y",                  "a.b|-c"      },
    {"one",           "C-Left x C-Right y",               "xoney|"      },
    {"ab",            "^T",                               "ba|"         },
    {"abcd",          "Home Right ^T",                    "ba|cd"       },
    {"abcd",          "Home ^T",                          "|abcd"       },
    {"é日",         "Left Backspace",                   "|日"        },
    {"e\xcc\x81x",    "Left Backspace",                   "|x"          },
    {"e\xcc\x81x",    "Home Right y",                     "e\xcc\x81y|x"},
    {"e\xcc\x81",     "Home Delete",                      "|"           },
    {"abc",           "^A x",                             "x|abc"       },
    {"abc",           "^B x",                             "abx|c"       },
    {"one two",       "^W ^E Space x",                    "one  x|"     },
    {"a b c",         "^W Left Right ^W ^Y ^Y",           "a b b |"     },
    {"a b",           "^W Left ^U ^Y A-y",                "b| "         },
    {"a b",           "^W Left ^U ^Y A-y A-y",            "a| "         },
    {"abc",           "A-y x",                            "abcx|"       },
    {"abc",           "^Y x",                             "abcx|"       },
    {"",              "a b ^W ^_",                        "ab|"         },
    {"",              "a b Left x y ^_",                  "a|b"         },
    {"",              "a b Left x y ^_ ^_",               "|"           },
    {"abc",           "^_ x",                             "abcx|"       },
    {"one two",       "A-b ^K ^Y A-Backspace ^_ ^_ ^_ x", "one x|two"   },
    {"日本",        "^B ^T",                            "本日|"     },
    {"e\xcc\x81x",    "^B ^B ^F y",                       "e\xcc\x81y|x"},
    {"one",           "C-Left C-Delete",                  "|"           },
    {"one",           "C-Backspace",                      "|"           },
    {"one two",       "A-Left A-Right x",                 "one twox|"   },
    {"",              "Space",                            " |"          },
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
    g_assert_cmpint(press(prompt, "^A"), ==, PROMPT_MOVED);
    g_assert_cmpint(press(prompt, "^E"), ==, PROMPT_MOVED);
    g_assert_cmpint(press(prompt, "Tab"), ==, PROMPT_IGNORED);
    g_assert_cmpint(press(prompt, "^R"), ==, PROMPT_IGNORED);
    g_assert_cmpint(press(prompt, "A-z"), ==, PROMPT_IGNORED);
    g_assert_cmpint(press(prompt, "Enter"), ==, PROMPT_ACCEPTED);
    g_assert_cmpint(press(prompt, "Esc"), ==, PROMPT_CANCELLED);
    g_assert_cmpint(press(prompt, "^G"), ==, PROMPT_CANCELLED);
    g_assert_cmpint(press(prompt, "^C"), ==, PROMPT_CANCELLED);
    g_assert_cmpint(press(prompt, "^J"), ==, PROMPT_ACCEPTED);
    g_assert_cmpint(press(prompt, "^A ^D"), ==, PROMPT_EDITED);
    g_assert_cmpint(press(prompt, "^K ^D"), ==, PROMPT_CANCELLED);
    prompt_free(prompt);
}

static void type_anew(struct prompt *prompt, const char *text)
{
    press(prompt, "^E ^U");
    prompt_paste(prompt, text);
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
    prompt_paste(prompt, "draft");
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

/* What stands in the line, with | where the cursor is. */
static void assert_line(const struct prompt *prompt, const char *expected)
{
    g_autoptr(GString) line = g_string_new(prompt_text(prompt));

    g_string_insert_c(line, (gssize)prompt_cursor(prompt), '|');
    g_assert_cmpstr(line->str, ==, expected);
}

static void test_seeking(void)
{
    static const char *const texts[] = {"level:error", "has:trace", "level:WARNING x", "other"};
    g_autoptr(GPtrArray) history = g_ptr_array_new();
    struct prompt *prompt = prompt_new("/", "draft");

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_ptr_array_add(history, (void *)texts[i]);
    }
    prompt_history(prompt, history);
    g_assert_cmpint(press(prompt, "^R"), ==, PROMPT_MOVED);
    g_assert_cmpint(press(prompt, "l e v"), ==, PROMPT_EDITED);
    assert_line(prompt, "level:WARNING x|");
    press(prompt, "^R");
    assert_line(prompt, "level:error|");
    g_assert_cmpint(press(prompt, "^R"), ==, PROMPT_MOVED);
    assert_line(prompt, "level:error|");
    press(prompt, "Backspace");
    assert_line(prompt, "level:WARNING x|");
    g_assert_cmpint(press(prompt, "Esc"), ==, PROMPT_EDITED);
    assert_line(prompt, "draft|");
    press(prompt, "^R t r ^A !");
    assert_line(prompt, "!|has:trace");
    g_assert_cmpint(press(prompt, "Esc"), ==, PROMPT_CANCELLED);
    g_assert_cmpint(press(prompt, "^R o t Enter"), ==, PROMPT_ACCEPTED);
    assert_line(prompt, "other|");
    prompt_free(prompt);
}

/* Offers words, separated by spaces, for what begins at `from`. */
static void offer(struct prompt *prompt, size_t from, const char *joined)
{
    g_auto(GStrv) split = g_strsplit(joined, " ", -1);
    struct prompt_candidate candidates[16] = {{0}};
    size_t count = 0;

    for (; split[count]; count++) {
        candidates[count].text = split[count];
        candidates[count].detail = count == 1 ? "12" : NULL;
    }
    prompt_offer(prompt, from, candidates, count);
}

static void test_completion(void)
{
    struct prompt *prompt = prompt_new("query ", "has:x (!L");

    offer(prompt, 8, "level:error level:warning");
    g_assert_cmpint(press(prompt, "Tab"), ==, PROMPT_EDITED);
    assert_line(prompt, "has:x (!level:|");
    press(prompt, "Tab");
    assert_line(prompt, "has:x (!level:error|");
    offer(prompt, 8, "nothing");
    press(prompt, "Tab");
    assert_line(prompt, "has:x (!level:warning|");
    press(prompt, "Tab S-Tab S-Tab");
    assert_line(prompt, "has:x (!level:error|");
    press(prompt, ")");
    g_assert_cmpint(press(prompt, "Tab"), ==, PROMPT_IGNORED);
    press(prompt, "^_");
    assert_line(prompt, "has:x (!level:error|");
    prompt_free(prompt);
}

static void test_completion_in_the_middle(void)
{
    struct prompt *prompt = prompt_new("", "ser more");

    press(prompt, "Home Right Right Right");
    offer(prompt, 0, "service.name:");
    press(prompt, "Tab");
    assert_line(prompt, "service.name:| more");
    g_assert_cmpint(press(prompt, "Tab"), ==, PROMPT_IGNORED);
    prompt_free(prompt);
}

/* A word inside the candidates is no beginning that they could share. */
static void test_completion_from_within(void)
{
    struct prompt *prompt = prompt_new("", "name");

    offer(prompt, 0, "service.name: server.name:");
    press(prompt, "Tab");
    assert_line(prompt, "service.name:|");
    press(prompt, "Tab");
    assert_line(prompt, "server.name:|");
    type_anew(prompt, "Ti");
    offer(prompt, 0, "\"Time\\sA\" \"Time\\sB\"");
    press(prompt, "Tab");
    assert_line(prompt, "\"Time\\s|");
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
    struct prompt *prompt = prompt_new("/", "abc");

    draw(prompt, 2, 20, "/abc", "", 4);
    prompt_note(prompt, "12 of 340");
    draw(prompt, 2, 20, "/abc", "          12 of 340", 4);
    draw(prompt, 1, 20, "/abc", "", 4);
    prompt_complain(prompt, "no such key", 1);
    draw(prompt, 2, 20, "/abc", "  ▲ no such key", 4);
    prompt_complain(prompt, "no such key", 2);
    type_anew(prompt, "abcdefghijklmnop");
    prompt_complain(prompt, "no such key", 14);
    draw(prompt, 2, 20, "/abcdefghijklmnop", "   no such key ▲", 17);
    prompt_complain(prompt, "a number, not \"x\"", 14);
    draw(prompt, 2, 20, "/abcdefghijklmnop", "   a number, not \"x\"", 17);
    prompt_complain(prompt, NULL, 0);
    prompt_note(prompt, NULL);
    type_anew(prompt, "abcdefghij");
    draw(prompt, 2, 8, "/…fghij", "", 7);
    press(prompt, "Home");
    draw(prompt, 2, 8, "/abcdef…", "", 1);
    prompt_free(prompt);
}

static void test_paste_says_what_it_left(void)
{
    struct prompt *prompt = prompt_new("/", "ab");

    prompt_paste(prompt, "c\nd");
    draw(prompt, 2, 50, "/abc d", "", 6);
    prompt_paste(prompt, "\x07");
    draw(prompt, 2, 60, "/abc d", "not pasted: too long, or nothing but control characters", 6);
    prompt_paste(prompt, "\x1b[31me");
    draw(prompt, 2, 50, "/abc de", "pasted without its control characters", 7);
    press(prompt, "Left");
    draw(prompt, 2, 50, "/abc de", "", 6);
    prompt_free(prompt);
}

static char *list_row(const struct prompt *prompt, int rows, int cols, int row)
{
    struct grid *grid = grid_new(rows, cols);
    struct surface surface = surface_of_grid(grid);

    prompt_draw_offered(prompt, &surface);
    char *text = grid_row_text(grid, row);
    grid_free(grid);
    return text;
}

static void test_list(void)
{
    struct prompt *prompt = prompt_new("query ", "has:x le");

    offer(prompt, 6, "level: left:");
    g_autofree char *above = list_row(prompt, 5, 40, 2);
    g_autofree char *first = list_row(prompt, 5, 40, 3);
    g_autofree char *second = list_row(prompt, 5, 40, 4);
    g_assert_cmpstr(above, ==, "");
    g_assert_cmpstr(first, ==, "            level:");
    g_assert_cmpstr(second, ==, "            left:       12");
    offer(prompt, 6, "l1 l2 l3 l4 l5 l6 l7 l8 l9 l0");
    g_autofree char *last = list_row(prompt, 24, 40, 23);
    g_assert_cmpstr(last, ==, "            3 more");
    press(prompt, "S-Tab");
    g_autofree char *chosen = list_row(prompt, 24, 40, 22);
    g_assert_cmpstr(chosen, ==, "            l0");
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
        offer(prompt, (size_t)cols, "日本語 text e\xcc\x81");
        prompt_draw_offered(prompt, &surface);
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
    g_test_add_func("/prompt/^R looks in the history", test_seeking);
    g_test_add_func("/prompt/Tab completes, then walks", test_completion);
    g_test_add_func("/prompt/Tab walks through what only holds the word",
                    test_completion_from_within);
    g_test_add_func("/prompt/what a paste left out is said", test_paste_says_what_it_left);
    g_test_add_func("/prompt/what is offered stands over its word", test_list);
    g_test_add_func("/prompt/completion works before other words", test_completion_in_the_middle);
    g_test_add_func("/prompt/the cursor stays in sight", test_drawing);
    g_test_add_func("/prompt/any width is drawn", test_every_size);
    return g_test_run();
}
