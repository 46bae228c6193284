/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/planned.h"

#include <string.h>
#include <unistd.h>
#include <wchar.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)

char *planned_file(void)
{
    g_autoptr(GError) error = NULL;
    char *path = NULL;
    int fd = g_file_open_tmp("vigil-grid-XXXXXX", &path, &error);
    g_assert_no_error(error);
    close(fd);
    return path;
}

bool planned_stand_in(const char *cell, int width, const char *shown)
{
    for (const char *at = cell; *at; at = g_utf8_next_char(at))
        if (wcwidth((wchar_t)g_utf8_get_char(at)) != (at == cell ? width : 0))
            return strcmp(shown, "?") == 0;
    return false;
}

/* A row of cells, each with a tab behind it. */
static bool row_is(const struct terminal *terminal, int row, char **cells, GString *why)
{
    for (int col = 0; cells[col] && cells[col + 1]; col++) {
        struct terminal_cell shown = terminal_cell(terminal, row, col);
        bool wide = cells[col + 1] && cells[col + 2] && !cells[col + 1][0];
        bool tail = !cells[col][0] && col > 0; /* of what a "?" and a blank stand for */
        if (strcmp(cells[col], shown.text) == 0 ||
            planned_stand_in(cells[col], wide ? 2 : 1, shown.text) ||
            (tail && planned_stand_in(cells[col - 1], 2, "?") && strcmp(shown.text, " ") == 0))
            continue;
        g_autofree char *line = terminal_row(terminal, row);
        g_string_append_printf(why, "row %d, column %d: planned \"%s\", shown \"%s\", in: %s", row,
                               col, cells[col], shown.text, line);
        return false;
    }
    return true;
}

static bool compare(const struct terminal *terminal, const char *file, GString *why)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(file, &text, NULL, NULL)) {
        g_string_append(why, "the console saved no cells");
        return false;
    }
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    if ((int)g_strv_length(rows) - 1 != terminal_rows(terminal)) {
        g_string_append_printf(why, "%d rows were planned", (int)g_strv_length(rows) - 1);
        return false;
    }
    for (int row = 0; row < terminal_rows(terminal); row++) {
        g_auto(GStrv) cells = g_strsplit(rows[row], "\t", -1);
        if ((int)g_strv_length(cells) - 1 != terminal_cols(terminal)) {
            g_string_append_printf(why, "%d columns were planned", (int)g_strv_length(cells) - 1);
            return false;
        }
        if (!row_is(terminal, row, cells, why))
            return false;
    }
    return true;
}

bool planned_check(struct terminal *terminal, const char *file, const char *when)
{
    gint64 until = g_get_monotonic_time() + PATIENCE_US;
    g_autoptr(GString) why = g_string_new(NULL);
    do {
        if (!terminal_settle(terminal))
            return false;
        g_string_printf(why, "%s: ", when);
        if (compare(terminal, file, why))
            return true;
        terminal_take(terminal); /* the mark may have been of the frame before */
    } while (g_get_monotonic_time() < until);
    terminal_fail(terminal, why->str);
    return false;
}
