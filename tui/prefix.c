/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/frame.h"
#include "tui/palette.h"
#include "tui/text.h"

#define COLUMN_GAP 3

/* A key that may follow, and the command it leads to. */
struct continuation {
    struct key key;
    const struct command *command;
};

static bool has_key(const GArray *all, struct key key)
{
    for (guint i = 0; i < all->len; i++) {
        if (key_equal(g_array_index(all, struct continuation, i).key, key)) {
            return true;
        }
    }
    return false;
}

/* A key means what the first scope says, as in keymap_find(). */
static GArray *find_continuations(struct keymap *keymap, const struct keymap_scope *scopes,
                                  size_t scope_count, const struct key *keys, size_t count)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct continuation));

    for (size_t i = 0; i < scope_count; i++) {
        for (const struct command *row = scopes[i].commands; row && row->id; row++) {
            struct continuation next = {.command = row};
            if (keymap_may_follow(keymap, &scopes[i], row, keys, count, &next.key) &&
                !has_key(all, next.key)) {
                g_array_append_val(all, next);
            }
        }
    }
    return all;
}

static int widest_help(const GArray *all)
{
    int width = 8;

    for (guint i = 0; i < all->len; i++) {
        width = MAX(width, text_width(g_array_index(all, struct continuation, i).command->help));
    }
    return width;
}

static void draw_continuation(struct surface *surface, int row, int col, int width,
                              const struct continuation *next)
{
    char key[32];
    struct piece pieces[] = {
        {ROLE_KEY,     key_show(next->key, key, sizeof key)},
        {ROLE_TEXT, "  "                  },
        {ROLE_TEXT,        next->command->help       },
    };

    surface_pieces(surface, row, col, width, pieces, G_N_ELEMENTS(pieces));
}

void prefix_draw(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count,
                 const struct key *keys, size_t count, struct surface *surface)
{
    g_autoptr(GArray) all = find_continuations(keymap, scopes, scope_count, keys, count);
    g_autoptr(GString) title = g_string_new(NULL);
    char key[32];

    if (all->len == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        g_string_append(title, key_show(keys[i], key, sizeof key));
    }
    g_string_append(title, " …");
    int room = MAX(surface->cols - 4, 1);
    int width = MIN(widest_help(all) + 4, room);
    int columns = MAX((room + COLUMN_GAP) / (width + COLUMN_GAP), 1);
    int most = MAX(surface->rows - 2, 1);
    if ((int)all->len > columns * most) { /* all keys before all of their help */
        columns = ((int)all->len + most - 1) / most;
        width = MAX((room + COLUMN_GAP) / columns - COLUMN_GAP, 1);
    }
    int rows = ((int)all->len + columns - 1) / columns;
    int height = MIN(rows + 2, surface->rows);
    struct surface framed = surface_part(surface, surface->rows - height, 0, height, surface->cols);
    if (rows < 3) { /* frames need five rows */
        framed = surface_part(surface, MAX(surface->rows - 5, 0), 0, 5, surface->cols);
    }
    struct surface inside = frame_draw(&framed, title->str);
    for (guint i = 0; i < all->len; i++) {
        int row = (int)i % rows;
        int col = (int)i / rows * (width + COLUMN_GAP);
        draw_continuation(&inside, row, col, width, &g_array_index(all, struct continuation, i));
    }
}
