/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static void append_colour(GString *out, int32_t colour)
{
    if (colour < 0) {
        g_string_append_c(out, '-');
    } else if (colour >= TERMINAL_RGB) {
        g_string_append_printf(out, "#%06x", (unsigned)colour & 0xffffff);
    } else {
        g_string_append_printf(out, "%d", colour);
    }
}

/* "208/- bold"; NULL for a cell that is plain. */
static char *style_name(const struct terminal_cell *cell)
{
    GString *out = g_string_new(NULL);

    append_colour(out, cell->foreground);
    g_string_append_c(out, '/');
    append_colour(out, cell->background);
    g_string_append(out, cell->bold ? " bold" : "");
    g_string_append(out, cell->italic ? " italic" : "");
    g_string_append(out, cell->underline ? " underline" : "");
    g_string_append(out, cell->reverse ? " reverse" : "");
    return g_string_free(out, FALSE);
}

/* A blank's foreground is not seen. */
static void drop_unseen(struct terminal_cell *cell)
{
    if (strcmp(cell->text, " ") == 0 && !cell->underline && !cell->reverse) {
        cell->foreground = -1;
        cell->bold = cell->italic = false;
    }
}

static char letter_of(GPtrArray *legend, const struct terminal_cell *cell)
{
    g_autofree char *name = style_name(cell);
    guint at;

    if (strcmp(name, "-/-") == 0) {
        return '.';
    }
    if (!g_ptr_array_find_with_equal_func(legend, name, g_str_equal, &at)) {
        at = legend->len;
        g_ptr_array_add(legend, g_steal_pointer(&name));
    }
    return at < strlen(LETTERS) ? LETTERS[at] : '?';
}

static void append_styles(GString *out, const struct terminal *terminal, GPtrArray *legend)
{
    for (int row = 0; row < terminal_rows(terminal); row++) {
        gsize start = out->len;
        for (int col = 0; col < terminal_cols(terminal); col++) {
            struct terminal_cell cell = terminal_cell(terminal, row, col);
            drop_unseen(&cell);
            g_string_append_c(out, letter_of(legend, &cell));
        }
        while (out->len > start && out->str[out->len - 1] == '.') {
            g_string_truncate(out, out->len - 1);
        }
        g_string_append_c(out, '\n');
    }
}

char *golden_text(const struct terminal *terminal)
{
    g_autoptr(GPtrArray) legend = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = terminal_text(terminal);
    GString *out = g_string_new(text);

    g_string_append(out, "--- styles\n");
    append_styles(out, terminal, legend);
    g_string_append(out, "--- legend\n");
    for (guint i = 0; i < legend->len && i < strlen(LETTERS); i++) {
        g_string_append_printf(out, "%c %s\n", LETTERS[i], (const char *)legend->pdata[i]);
    }
    return g_string_free(out, FALSE);
}

static void show_difference(const char *kept, const char *now)
{
    g_auto(GStrv) before = g_strsplit(kept, "\n", -1);
    g_auto(GStrv) after = g_strsplit(now, "\n", -1);
    guint lines = MAX(g_strv_length(before), g_strv_length(after));

    for (guint i = 0, b = 0, a = 0; i < lines; i++) {
        const char *left = before[b] ? before[b++] : "";
        const char *right = after[a] ? after[a++] : "";
        if (strcmp(left, right) != 0) {
            fprintf(stderr, "%4u - %s\n%4u + %s\n", i + 1, left, i + 1, right);
        }
    }
}

void golden_check(struct terminal *terminal, const char *name)
{
    g_autofree char *file = g_strdup_printf("%s.txt", name);
    g_autofree char *path = g_build_filename("tests", "screen", "golden", file, NULL);
    g_autofree char *kept = NULL;
    const char *update = getenv("UPDATE_SCREENS");

    if (!terminal_settle(terminal)) {
        return;
    }
    g_autofree char *now = golden_text(terminal);
    if (update && strcmp(update, "1") == 0) {
        g_autofree char *folder = g_path_get_dirname(path);
        g_mkdir_with_parents(folder, 0777);
        g_assert_true(g_file_set_contents(path, now, -1, NULL));
        return;
    }
    if (!g_file_get_contents(path, &kept, NULL, NULL)) {
        terminal_fail(terminal, "no such golden screen; run with UPDATE_SCREENS=1");
    } else if (strcmp(kept, now) != 0) {
        show_difference(kept, now);
        g_autofree char *why = g_strdup_printf("the screen is not %s", path);
        terminal_fail(terminal, why);
    }
}
