/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/scrollbar.h"

#include <string.h>

static void merge_chunks(struct scrollbar_map *map)
{
    for (size_t i = 0; i < SCROLLBAR_CHUNKS / 2; i++) {
        map->chunks[i] = MAX(map->chunks[2 * i], map->chunks[2 * i + 1]);
    }
    memset(map->chunks + SCROLLBAR_CHUNKS / 2, 0, SCROLLBAR_CHUNKS / 2);
    map->chunk_rows *= 2;
}

static void add_row(struct scrollbar_map *map, enum scrollbar_mark mark)
{
    map->chunk_rows = MAX(map->chunk_rows, 1);
    if (map->read / map->chunk_rows == SCROLLBAR_CHUNKS) {
        merge_chunks(map);
    }
    uint8_t *chunk = &map->chunks[map->read / map->chunk_rows];
    *chunk = MAX(*chunk, (uint8_t)mark);
    map->read++;
}

bool scrollbar_read(struct scrollbar *bar, size_t count, uint64_t version, size_t most,
                    scrollbar_of of, const void *data)
{
    struct scrollbar_map *map = bar->again ? &bar->next : &bar->shown;

    if (version != bar->version || count < map->read) {
        bar->version = version;
        bar->again = true;
        map = &bar->next;
        *map = (struct scrollbar_map){.chunk_rows = 1};
    }
    size_t stop = count - map->read > most ? map->read + most : count;
    while (map->read < stop) {
        add_row(map, of(data, map->read));
    }
    if (bar->again && map->read == count) {
        bar->shown = bar->next;
        bar->again = false;
    }
    return map->read < count;
}

enum scrollbar_mark scrollbar_cell(const struct scrollbar *bar, int cell, int height)
{
    const struct scrollbar_map *map = &bar->shown;
    uint8_t worst = SCROLLBAR_NONE;

    if (cell < 0 || cell >= height || map->read == 0) {
        return SCROLLBAR_NONE;
    }
    size_t cells = (size_t)height;
    size_t first = (size_t)cell * map->read / cells;
    size_t last = ((size_t)cell + 1) * map->read / cells;
    for (size_t i = first / map->chunk_rows; i * map->chunk_rows < MAX(last, first + 1); i++) {
        worst = MAX(worst, map->chunks[i]);
    }
    return (enum scrollbar_mark)worst;
}

void scrollbar_thumb(size_t count, size_t top, int height, int *first, int *cells)
{
    size_t window = (size_t)MAX(height, 1);

    if (count <= window) {
        *first = 0;
        *cells = MAX(height, 0);
        return;
    }
    size_t most_top = count - window;
    size_t size = MAX((window * window + count / 2) / count, 1);
    size = MIN(size, MAX(window - 1, 1));
    size_t free_cells = window - size;
    size_t at = MIN(top, most_top) * free_cells / most_top;
    if (top > 0 && at == 0 && free_cells > 1) {
        at = 1;
    }
    *first = (int)at;
    *cells = (int)size;
}

bool scrollbar_needed(const struct list *list)
{
    return list->height > 0 && list->count > (size_t)list->height;
}

static void draw_cell(struct surface *column, int row, enum scrollbar_mark mark, bool thumb)
{
    static const struct {
        enum role role;
        const char *text;
        char ascii;
    } looks[SCROLLBAR_MARKS] = {
        [SCROLLBAR_NONE] = {ROLE_MUTED,         "▐", '#'},
        [SCROLLBAR_CHANGE] = {ROLE_CHANGED,       "▲", '^'},
        [SCROLLBAR_WARNING] = {ROLE_LEVEL_WARNING, "-",   '-'},
        [SCROLLBAR_ERROR] = {ROLE_LEVEL_ERROR,   "!",   '!'},
        [SCROLLBAR_HIT] = {ROLE_MATCH,         "◂", '<'},
    };

    if (mark == SCROLLBAR_NONE && !thumb) {
        return;
    }
    surface_run(column, row, 0, 1, looks[mark].role, looks[mark].text, looks[mark].ascii);
    if (thumb && mark != SCROLLBAR_NONE) {
        surface_mark(column, row, 0, 1, ROLE_SELECTED);
    }
}

void scrollbar_draw(const struct scrollbar *bar, const struct list *list, struct surface *column)
{
    int first, cells, height = MIN(list->height, column->rows);

    scrollbar_thumb(list->count, list->lit_top, height, &first, &cells);
    for (int row = 0; row < height; row++) {
        long cell = row + list->drift;
        if (cell >= 0 && cell < height) {
            bool thumb = cell >= first && cell < first + cells;
            draw_cell(column, row, scrollbar_cell(bar, (int)cell, height), thumb);
        }
    }
}

void scrollbar_draw_time(const struct list *list, size_t row, struct surface *column)
{
    int height = MIN(list->height, column->rows);

    if (row < list->count && height > 0) {
        long cell = (long)(row * (size_t)height / list->count) - list->drift;
        if (cell >= 0 && cell < height) {
            surface_run(column, (int)cell, 0, 1, ROLE_CURSOR_TIME, "◆", '*');
        }
    }
}
