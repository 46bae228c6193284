/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/help.h"

#include "tui/frame.h"
#include "tui/line.h"
#include "tui/list.h"
#include "tui/text.h"

#include <string.h>

#define KEYS_COLS 16

struct help_row {
    char *keys; /* NULL: a heading */
    char *text;
    char *id;
    char *ascii; /* the keys where only ASCII can be drawn; NULL = the same */
    bool prose;  /* a line of what is explained: no keys, the whole width */
};

struct help {
    GPtrArray *rows;  /* all, of struct help_row * */
    GPtrArray *shown; /* those that match; borrowed from rows */
    struct list list;
    struct line search;
    bool searching; /* keys go to the search */
    struct {
        char *heading, *text; /* NULL: nothing is explained */
        int cols;             /* wrapped to; 0 = not yet */
        guint rows;           /* so many stand before all others */
    } explained;
};

static void row_free(void *data)
{
    struct help_row *row = data;

    g_free(row->keys);
    g_free(row->text);
    g_free(row->id);
    g_free(row->ascii);
    g_free(row);
}

static struct help_row *row_new(const char *keys, const char *text, const char *id)
{
    struct help_row *row = g_new0(struct help_row, 1);

    row->keys = g_strdup(keys);
    row->text = g_strdup(text);
    row->id = g_strdup(id);
    return row;
}

/* "theme NAME": how the command is typed. */
static char *typed_name(const struct command *command)
{
    return g_strconcat(command->id, command->argument ? " " : "",
                       command->argument ? command->argument->name : NULL, NULL);
}

static void add_scope(GPtrArray *rows, struct keymap *keymap, const struct keymap_scope *scope)
{
    g_ptr_array_add(rows, row_new(NULL, scope->name, scope->name));
    for (const struct command *row = scope->commands; row && row->id; row++) {
        if (keymap_has(keymap, row)) {
            const char *keys = keymap_keys(keymap, scope->name, row);
            g_autofree char *name = typed_name(row);
            g_autofree char *typed = keys && *keys ? g_strdup(keys) : g_strconcat(":", name, NULL);
            g_ptr_array_add(rows, row_new(typed, row->help, row->id));
        }
    }
}

static bool contains(const char *text, const char *folded)
{
    g_autofree char *candidate = g_utf8_casefold(text, -1);

    return strstr(candidate, folded) != NULL;
}

/* A heading is shown when a row below it is. */
static void narrow(struct help *help)
{
    g_autofree char *wanted = g_utf8_casefold(help->search.text->str, -1);
    struct help_row *heading = NULL;

    g_ptr_array_set_size(help->shown, 0);
    for (guint i = 0; i < help->rows->len; i++) {
        struct help_row *row = help->rows->pdata[i];
        if (!row->keys) {
            heading = row;
        } else if (contains(row->text, wanted) || contains(row->keys, wanted) ||
                   contains(row->id, wanted)) {
            if (heading) {
                g_ptr_array_add(help->shown, heading);
                heading = NULL;
            }
            g_ptr_array_add(help->shown, row);
        }
    }
    list_resize(&help->list, help->shown->len, MAX(help->list.height, 1));
    list_go(&help->list, help->list.cursor);
}

struct help *help_new(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count)
{
    struct help *help = g_new0(struct help, 1);

    help->rows = g_ptr_array_new_with_free_func(row_free);
    help->shown = g_ptr_array_new();
    for (size_t i = 0; i < scope_count; i++) {
        add_scope(help->rows, keymap, &scopes[i]);
    }
    line_init(&help->search, "");
    narrow(help);
    return help;
}

void help_add_marks(struct help *help, const char *heading, const struct help_mark *marks,
                    size_t count)
{
    guint at = MIN(1, help->rows->len);
    while (at < help->rows->len && ((const struct help_row *)help->rows->pdata[at])->keys) {
        at++;
    }
    g_ptr_array_insert(help->rows, (int)at++, row_new(NULL, heading, heading));
    for (size_t i = 0; i < count; i++) {
        struct help_row *row = row_new(marks[i].mark, marks[i].means, "");
        row->ascii = g_strdup(marks[i].ascii);
        g_ptr_array_insert(help->rows, (int)at++, row);
    }
    narrow(help);
}

void help_explain(struct help *help, const char *heading, const char *text)
{
    help->explained.heading = g_strdup(heading);
    help->explained.text = g_strdup(text);
}

/* Makes the rows of what is explained anew when they are to be of another width. */
static void wrap_explained(struct help *help, int cols)
{
    if (!help->explained.text || help->explained.cols == cols) {
        return;
    }
    if (help->explained.rows > 0) {
        g_ptr_array_remove_range(help->rows, 0, help->explained.rows);
    }
    guint at = 0;
    g_autoptr(GPtrArray) lines = text_wrap(help->explained.text, MAX(cols - 2, 1));
    g_ptr_array_insert(help->rows, (int)at++,
                       row_new(NULL, help->explained.heading, help->explained.heading));
    for (guint i = 0; i < lines->len; i++) {
        struct help_row *row = row_new("", lines->pdata[i], "");
        row->prose = true;
        g_ptr_array_insert(help->rows, (int)at++, row);
    }
    help->explained.rows = at;
    help->explained.cols = cols;
    narrow(help);
}

void help_free(struct help *help)
{
    if (help) {
        g_ptr_array_unref(help->shown);
        g_ptr_array_unref(help->rows);
        line_release(&help->search);
        g_free(help->explained.heading);
        g_free(help->explained.text);
        g_free(help);
    }
}

static void search_key(struct help *help, struct key key)
{
    if (key.code == KEY_CODE_ENTER || key.code == KEY_CODE_ESCAPE) {
        help->searching = false;
        if (key.code == KEY_CODE_ESCAPE) {
            line_set(&help->search, "");
            narrow(help);
        }
    } else if (line_key(&help->search, key) == LINE_EDITED) {
        narrow(help);
    }
}

/* Moves the cursor by rows, or what is in sight by pages. */
static void move(struct list *list, struct key key)
{
    static const struct {
        struct key key;
        long rows;
        double pages;
    } moves[] = {
        {{'j', 0},                1,         0   },
        {{KEY_CODE_DOWN, 0},      1,         0   },
        {{'k', 0},                -1,        0   },
        {{KEY_CODE_UP, 0},        -1,        0   },
        {{'d', KEY_CONTROL},      0,         0.5 },
        {{' ', 0},                0,         1   },
        {{KEY_CODE_PAGE_DOWN, 0}, 0,         1   },
        {{'u', KEY_CONTROL},      0,         -0.5},
        {{'b', 0},                0,         -1  },
        {{KEY_CODE_PAGE_UP, 0},   0,         -1  },
        {{'g', 0},                -1000000L, 0   },
        {{KEY_CODE_HOME, 0},      -1000000L, 0   },
        {{'G', 0},                1000000L,  0   },
        {{KEY_CODE_END, 0},       1000000L,  0   },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(moves); i++) {
        if (key_equal(moves[i].key, key) && moves[i].rows) {
            list_move(list, moves[i].rows);
        } else if (key_equal(moves[i].key, key)) {
            list_page(list, moves[i].pages);
        }
    }
}

bool help_key(struct help *help, struct key key)
{
    if (help->searching) {
        search_key(help, key);
        return true;
    }
    if (key.modifiers == 0 && key.code == '/') {
        help->searching = true;
        return true;
    }
    if (key.modifiers == 0 && key.code == KEY_CODE_ESCAPE && help->search.text->len > 0) {
        search_key(help, key);
        return true;
    }
    move(&help->list, key);
    return !(key.modifiers == 0 &&
             (key.code == KEY_CODE_ESCAPE || key.code == 'q' || key.code == '?'));
}

static void draw_row(struct surface *surface, int row, const struct help_row *line, bool selected)
{
    int keys = MIN(KEYS_COLS, surface->cols / 3);
    int id = text_width(line->id);

    if (!line->keys) {
        surface_text(surface, row, 0, -1, ROLE_TITLE_FOCUS, line->text);
    } else if (line->prose) {
        surface_text(surface, row, 2, -1, ROLE_TEXT, line->text);
    } else {
        surface_text_right(surface, row, 0, keys, ROLE_KEY,
                           surface->ascii && line->ascii ? line->ascii : line->keys);
        int used = surface_text(surface, row, keys + 2, -1, ROLE_TEXT, line->text);
        if (keys + 2 + used + 2 + id <= surface->cols) {
            surface_text_right(surface, row, surface->cols - id, id, ROLE_MUTED, line->id);
        }
    }
    if (selected) {
        surface_mark(surface, row, 0, -1, ROLE_SELECTED);
    }
}

static unsigned count_commands(const GPtrArray *rows)
{
    unsigned count = 0;

    for (guint i = 0; i < rows->len; i++) {
        const struct help_row *row = rows->pdata[i];
        count += row->keys != NULL && !row->prose;
    }
    return count;
}

static void draw_foot(const struct help *help, struct surface *foot)
{
    if (help->searching || help->search.text->len > 0) {
        int col = surface_text(foot, 0, 0, -1, ROLE_KEY, "/");
        col += surface_text(foot, 0, col, -1, ROLE_PROMPT, help->search.text->str);
        if (help->searching) {
            surface_mark(foot, 0, col, 1, ROLE_SELECTED);
        }
        surface_printf(foot, 0, col + 2, -1, ROLE_MUTED, "%u of %u", count_commands(help->shown),
                       count_commands(help->rows));
        return;
    }
    struct piece pieces[] = {
        {ROLE_KEY,   "/"         },
        {ROLE_MUTED, " search   "},
        {ROLE_KEY,   "j k"       },
        {ROLE_MUTED, " move   "  },
        {ROLE_KEY,   "Esc"       },
        {ROLE_MUTED, " close"    },
    };
    surface_pieces(foot, 0, 0, -1, pieces, G_N_ELEMENTS(pieces));
}

void help_draw(struct help *help, struct surface *surface)
{
    struct surface inside = frame_draw(surface, "Keys");
    int foot_rows = inside.rows > 4 ? 2 : 0;
    struct surface list = surface_part(&inside, 0, 0, inside.rows - foot_rows, inside.cols);

    wrap_explained(help, list.cols);
    list_resize(&help->list, help->shown->len, list.rows);
    for (int row = 0; row < list.rows && list_row(&help->list, row) < help->shown->len; row++) {
        size_t at = list_row(&help->list, row);
        draw_row(&list, row, help->shown->pdata[at], at == help->list.cursor);
    }
    if (help->shown->len == 0) {
        surface_text(&list, 0, 0, -1, ROLE_MUTED, "no command matches");
    }
    if (foot_rows > 0) {
        struct surface foot = surface_part(&inside, inside.rows - 1, 0, 1, inside.cols);
        draw_foot(help, &foot);
    }
}

char *help_text(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count)
{
    GString *out = g_string_new(NULL);

    for (size_t i = 0; i < scope_count; i++) {
        g_string_append_printf(out, "# %s\n", scopes[i].name);
        for (const struct command *row = scopes[i].commands; row && row->id; row++) {
            if (keymap_has(keymap, row)) {
                const char *keys = keymap_keys(keymap, scopes[i].name, row);
                g_autofree char *name = typed_name(row);
                g_string_append_printf(out, "%s\t%s\t%s\n", keys ? keys : "", name, row->help);
            }
        }
    }
    return g_string_free(out, FALSE);
}
