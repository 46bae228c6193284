/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/walk.h"

#include "tests/support/golden.h"
#include "tests/support/picture.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct walk {
    struct terminal *terminal;
    unsigned keys;
};

struct walk *walk_start_in(const char *directory, int rows, int cols,
                           const char *const *environment, const char *const *arguments)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    struct walk *walk = g_new0(struct walk, 1);
    const char *program = getenv("VIGIL");

    if (!program) {
        g_error("the environment's VIGIL names no program");
    }
    g_ptr_array_add(argv, (void *)program);
    for (size_t i = 0; arguments[i]; i++) {
        g_ptr_array_add(argv, (void *)arguments[i]);
    }
    g_ptr_array_add(argv, NULL);
    walk->terminal = terminal_start(&(struct terminal_options){
        .argv = (const char *const *)argv->pdata,
        .environment = environment,
        .rows = rows,
        .cols = cols,
        .directory = directory,
    });
    terminal_settle(walk->terminal);
    return walk;
}

struct walk *walk_start_with(int rows, int cols, const char *const *environment,
                             const char *const *arguments)
{
    return walk_start_in(NULL, rows, cols, environment, arguments);
}

struct walk *walk_start(int rows, int cols, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;

    va_start(list, cols);
    do {
        g_ptr_array_add(arguments, va_arg(list, char *));
    } while (arguments->pdata[arguments->len - 1]);
    va_end(list);
    return walk_start_with(rows, cols, NULL, (const char *const *)arguments->pdata);
}

void walk_press(struct walk *walk, const char *keys)
{
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);

    for (int i = 0; names[i]; i++) {
        walk->keys += names[i][0] != '\0';
    }
    terminal_press(walk->terminal, keys);
    terminal_settle(walk->terminal);
}

void walk_type(struct walk *walk, const char *text)
{
    walk->keys += (unsigned)g_utf8_strlen(text, -1);
    terminal_type(walk->terminal, text);
    terminal_settle(walk->terminal);
}

void walk_paste(struct walk *walk, const char *text)
{
    walk->keys++;
    terminal_paste(walk->terminal, text);
    terminal_settle(walk->terminal);
}

void walk_resize(struct walk *walk, int rows, int cols)
{
    terminal_resize(walk->terminal, rows, cols);
    terminal_settle(walk->terminal);
}

bool walk_expect(struct walk *walk, const char *text)
{
    return terminal_expect(walk->terminal, -1, text);
}

bool walk_expect_row(struct walk *walk, int row, const char *text)
{
    return terminal_expect(walk->terminal, row, text);
}

bool walk_expect_gone(struct walk *walk, const char *text)
{
    return terminal_expect_gone(walk->terminal, text);
}

bool walk_sees(struct walk *walk, const char *text)
{
    int row, col;

    return terminal_find(walk->terminal, text, &row, &col);
}

bool walk_expect_beside(struct walk *walk, const char *text, const char *beside)
{
    return terminal_expect_beside(walk->terminal, text, beside);
}

struct terminal_cell walk_cell(struct walk *walk, const char *text)
{
    int row, col;

    if (!walk_expect(walk, text) || !terminal_find(walk->terminal, text, &row, &col)) {
        return (struct terminal_cell){.text = "", .foreground = -1, .background = -1};
    }
    return terminal_cell(walk->terminal, row, col);
}

unsigned walk_keys(const struct walk *walk)
{
    return walk->keys;
}

void walk_golden(struct walk *walk, const char *name)
{
    golden_check(walk->terminal, name);
}

void walk_picture(struct walk *walk, const char *name, const char *title)
{
    const char *update = getenv("UPDATE_PICTURES");

    if (update && strcmp(update, "1") == 0) {
        g_autofree char *file = g_strdup_printf("%s.svg", name);
        g_autofree char *path = g_build_filename("docs", file, NULL);
        picture_write(walk->terminal, path, title);
    }
}

struct terminal *walk_terminal(struct walk *walk)
{
    return walk->terminal;
}

void walk_quit(struct walk *walk, const char *keys)
{
    terminal_press(walk->terminal, keys);
    terminal_assert_exit(walk->terminal, 0);
    terminal_free(walk->terminal);
    g_free(walk);
}
