/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/terminal_internal.h"

#include <string.h>

/* what libvterm 0.1 gives for the second half of a wide character */
#define WIDE_TAIL 0xffffffffu

int terminal_rows(const struct terminal *terminal)
{
    int rows, cols;

    vterm_get_size(terminal->vterm, &rows, &cols);
    return rows;
}

int terminal_cols(const struct terminal *terminal)
{
    int rows, cols;

    vterm_get_size(terminal->vterm, &rows, &cols);
    return cols;
}

/* The default flag comes first: such a colour has an index, too. */
static int32_t colour_of(const VTermColor *colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour)) {
        return -1;
    }
    if (VTERM_COLOR_IS_INDEXED(colour)) {
        return colour->indexed.idx;
    }
    return TERMINAL_RGB | colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue;
}

struct terminal_cell terminal_cell(const struct terminal *terminal, int row, int col)
{
    struct terminal_cell cell = {.text = " ", .width = 1, .foreground = -1, .background = -1};
    VTermScreenCell read;

    if (!vterm_screen_get_cell(terminal->screen, (VTermPos){row, col}, &read)) {
        return cell;
    }
    cell.foreground = colour_of(&read.fg);
    cell.background = colour_of(&read.bg);
    cell.bold = read.attrs.bold;
    cell.italic = read.attrs.italic;
    cell.underline = read.attrs.underline != VTERM_UNDERLINE_OFF;
    cell.reverse = read.attrs.reverse;
    if (read.chars[0] == WIDE_TAIL) {
        cell.text[0] = '\0';
        cell.width = 0;
    } else if (read.chars[0] != 0) {
        int length = 0;
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && read.chars[i] != 0; i++) {
            length += g_unichar_to_utf8(read.chars[i], cell.text + length);
            cell.text[length] = '\0';
            if (length > (int)sizeof cell.text - 8) {
                break;
            }
        }
        cell.width = read.width;
    }
    return cell;
}

char *terminal_row(const struct terminal *terminal, int row)
{
    GString *out = g_string_new(NULL);

    for (int col = 0; col < terminal_cols(terminal); col++) {
        struct terminal_cell cell = terminal_cell(terminal, row, col);
        g_string_append(out, cell.text);
    }
    return g_strchomp(g_string_free(out, FALSE));
}

char *terminal_text(const struct terminal *terminal)
{
    GString *out = g_string_new(NULL);

    for (int row = 0; row < terminal_rows(terminal); row++) {
        g_autofree char *text = terminal_row(terminal, row);
        g_string_append_printf(out, "%s\n", text);
    }
    return g_string_free(out, FALSE);
}

bool terminal_find(const struct terminal *terminal, const char *text, int *row, int *col)
{
    for (int at = 0; at < terminal_rows(terminal); at++) {
        g_autofree char *line = terminal_row(terminal, at);
        const char *found = strstr(line, text);
        if (found) {
            int cell = 0;
            for (const char *p = line; p < found; cell++) {
                p += strlen(terminal_cell(terminal, at, cell).text);
            }
            *row = at;
            *col = cell;
            return true;
        }
    }
    return false;
}
