/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/palette.h"

#include "tui/frame.h"
#include "tui/fuzzy.h"
#include "tui/line.h"
#include "tui/text.h"

#include <limits.h>
#include <string.h>

#define PALETTE_COLS 76
#define PALETTE_ROWS 16 /* entries shown at once */
#define HEAD_ROWS    2  /* what is typed, and a hairline */
#define PAGE         8

struct entry {
    char *label;
    char *detail;
    char *name;
    const void *data;
};

struct match {
    size_t entry;
    int score;
};

struct palette {
    char *title;
    struct entry *entries;
    size_t count;
    struct match *matches; /* best first */
    size_t match_count;
    size_t cursor; /* in matches */
    struct line line;
    bool free_text;
    bool typed_first; /* no entry is under the cursor before it is moved */
    bool aside;       /* that is so now */
    char *complaint;  /* NULL = none */
    size_t wrong_at;  /* in bytes of what is typed */
};

static int compare_matches(const void *a, const void *b)
{
    const struct match *left = a;
    const struct match *right = b;

    if (left->score != right->score) {
        return left->score > right->score ? -1 : 1;
    }
    return left->entry < right->entry ? -1 : 1;
}

static int score_of(const struct entry *entry, const char *typed)
{
    return g_strcmp0(entry->name, typed) == 0 ? INT_MAX : fuzzy_score(typed, entry->label);
}

static void narrow(struct palette *palette)
{
    palette->match_count = 0;
    palette->cursor = 0;
    palette->aside = palette->typed_first;
    for (size_t i = 0; i < palette->count; i++) {
        int score = score_of(&palette->entries[i], palette->line.text->str);
        if (score >= 0) {
            palette->matches[palette->match_count++] = (struct match){i, score};
        }
    }
    if (palette->match_count > 1) {
        qsort(palette->matches, palette->match_count, sizeof palette->matches[0], compare_matches);
    }
}

struct palette *palette_new(const char *title, const struct palette_entry *entries, size_t count,
                            bool free_text)
{
    struct palette *palette = g_new0(struct palette, 1);

    palette->title = text_safe(title);
    palette->entries = g_new0(struct entry, count + 1);
    palette->matches = g_new0(struct match, count + 1);
    palette->count = count;
    palette->free_text = free_text;
    for (size_t i = 0; i < count; i++) {
        palette->entries[i] = (struct entry){
            text_safe(entries[i].label),
            entries[i].detail ? text_safe(entries[i].detail) : NULL,
            g_strdup(entries[i].name),
            entries[i].data,
        };
    }
    line_init(&palette->line, "");
    narrow(palette);
    return palette;
}

void palette_free(struct palette *palette)
{
    if (!palette) {
        return;
    }
    for (size_t i = 0; i < palette->count; i++) {
        g_free(palette->entries[i].label);
        g_free(palette->entries[i].detail);
        g_free(palette->entries[i].name);
    }
    g_free(palette->entries);
    g_free(palette->matches);
    g_free(palette->complaint);
    g_free(palette->title);
    line_release(&palette->line);
    g_free(palette);
}

void palette_detail(struct palette *palette, const void *data, const char *detail)
{
    for (size_t i = 0; i < palette->count; i++) {
        if (palette->entries[i].data == data) {
            g_free(palette->entries[i].detail);
            palette->entries[i].detail = text_safe(detail);
        }
    }
}

void palette_type(struct palette *palette, const char *text)
{
    line_set(&palette->line, text);
    narrow(palette);
}

void palette_prefer_typed(struct palette *palette)
{
    palette->typed_first = true;
    palette->aside = true;
}

const void *palette_data(const struct palette *palette)
{
    return palette->cursor < palette->match_count && !palette->aside
               ? palette->entries[palette->matches[palette->cursor].entry].data
               : NULL;
}

const char *palette_text(const struct palette *palette)
{
    return palette->line.text->str;
}

void palette_paste(struct palette *palette, const char *text)
{
    if (line_insert(&palette->line, text)) {
        narrow(palette);
    }
}

/* Rows that a key moves by; 0 = it moves nothing. */
static long movement(struct key key)
{
    static const struct {
        struct key key;
        long by;
    } moves[] = {
        {{KEY_CODE_DOWN, 0},      1    },
        {{'n', KEY_CONTROL},      1    },
        {{KEY_CODE_TAB, 0},       1    },
        {{KEY_CODE_UP, 0},        -1   },
        {{'p', KEY_CONTROL},      -1   },
        {{KEY_CODE_BACKTAB, 0},   -1   },
        {{KEY_CODE_PAGE_DOWN, 0}, PAGE },
        {{KEY_CODE_PAGE_UP, 0},   -PAGE},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(moves); i++) {
        if (key_equal(moves[i].key, key)) {
            return moves[i].by;
        }
    }
    return 0;
}

/* Steps of one go round at the ends; pages stop there. */
static void move(struct palette *palette, long by)
{
    long count = (long)palette->match_count;
    long at = (long)palette->cursor + by;

    if (count == 0) {
        return;
    }
    if (palette->aside) { /* down to the first, up to the last */
        at = by > 0 ? 0 : count - 1;
        palette->aside = false;
    }
    if (at < 0 || at >= count) {
        bool step = by == 1 || by == -1;
        at = (at < 0) == step ? count - 1 : 0;
    }
    palette->cursor = (size_t)at;
}

void palette_complain(struct palette *palette, size_t offset, const char *message)
{
    g_free(palette->complaint);
    palette->complaint = g_strdup(message);
    palette->wrong_at = offset;
}

enum palette_result palette_key(struct palette *palette, struct key key)
{
    long by = movement(key);

    if (by != 0) {
        move(palette, by);
        return PALETTE_OPEN;
    }
    if (key.code == KEY_CODE_ENTER) {
        bool typed = palette->free_text && palette->line.text->len > 0;
        typed = typed && !palette->complaint;
        return (palette->match_count > 0 && !palette->aside) || typed ? PALETTE_CHOSEN
                                                                      : PALETTE_OPEN;
    }
    bool control = key.modifiers == KEY_CONTROL;
    if (key.code == KEY_CODE_ESCAPE || (control && (key.code == 'g' || key.code == 'c'))) {
        return PALETTE_CLOSED;
    }
    if (line_key(&palette->line, key) == LINE_EDITED) {
        narrow(palette);
    }
    return PALETTE_OPEN;
}

/* The label, with what matched in the colour of matches. */
static void draw_label(struct surface *surface, int row, int width, const char *label,
                       const char *pattern)
{
    bool hits[FUZZY_TEXT];
    int col = 0;
    int index = 0;

    surface_text(surface, row, 0, width, ROLE_TEXT, label);
    fuzzy_match(pattern, label, hits);
    for (const char *at = label; *at && index < FUZZY_TEXT; index++) {
        const char *next = g_utf8_next_char(at);
        g_autofree char *one = g_strndup(at, (gsize)(next - at));
        int cells = g_unichar_iszerowidth(g_utf8_get_char(at)) ? 0 : text_width(one);
        if (hits[index] && col + cells < width) {
            surface_mark(surface, row, col, cells, ROLE_MATCH);
        }
        col += cells;
        at = next;
    }
}

static void draw_entry(const struct palette *palette, struct surface *list, int row, size_t index)
{
    const struct entry *entry = &palette->entries[palette->matches[index].entry];
    int detail = entry->detail ? MIN(text_width(entry->detail), list->cols / 2) : 0;
    int width = list->cols - (detail > 0 ? detail + 2 : 0);

    draw_label(list, row, width, entry->label, palette->line.text->str);
    if (detail > 0) {
        surface_text_right(list, row, list->cols - detail, detail, ROLE_MUTED, entry->detail);
    }
    if (index == palette->cursor && !palette->aside) {
        surface_mark(list, row, 0, -1, ROLE_SELECTED);
    }
}

static char *count_text(const struct palette *palette)
{
    return g_strdup_printf("%zu/%zu", palette->match_count, palette->count);
}

/* The cells of what is typed that are out of sight at the left, and those before the cursor. */
static int scroll_of(const struct palette *palette, int cols, int *cells)
{
    g_autofree char *head = g_strndup(palette->line.text->str, palette->line.cursor);
    g_autofree char *count = count_text(palette);
    int room = MAX(MAX(cols - text_width(count), 0) - 3, 1);

    *cells = text_width(head);
    return MAX(*cells + 1 - room, 0);
}

static void draw_input(const struct palette *palette, struct surface *inside, int *cursor_row,
                       int *cursor_col)
{
    g_autofree char *count = count_text(palette);
    int right = MAX(inside->cols - text_width(count), 0);
    int cells, scroll = scroll_of(palette, inside->cols, &cells);
    struct surface field = surface_part(inside, 0, 2, 1, MAX(right - 3, 1));

    surface_run(inside, 0, 0, 1, ROLE_KEY, "›", '>');
    surface_text(&field, 0, -scroll, -1, ROLE_PROMPT, palette->line.text->str);
    surface_text(inside, 0, right, -1, ROLE_MUTED, count);
    *cursor_row = inside->row;
    *cursor_col = field.col + cells - scroll;
}

/* A mark below the place, and the words on that side of it where they have room. */
static void draw_complaint(const struct palette *palette, struct surface *list)
{
    const char *typed = palette->line.text->str;
    g_autofree char *head = g_strndup(typed, MIN(palette->wrong_at, strlen(typed)));
    int cells, scroll = scroll_of(palette, list->cols, &cells);
    int at = CLAMP(text_width(head) - scroll + 2, 2, list->cols - 1); /* behind the prompt's mark */
    int width = MIN(text_width(palette->complaint), list->cols - 2);
    bool before = at + 2 + width > list->cols;

    if (before && at < width + 1) {
        at = width + 1;
    }
    surface_run(list, 0, at, 1, ROLE_FAILURE, "▲", '^');
    surface_text(list, 0, before ? at - 1 - width : at + 2, width, ROLE_FAILURE,
                 palette->complaint);
}

static void draw_entries(const struct palette *palette, struct surface *list)
{
    if (palette->match_count == 0 && palette->complaint) {
        draw_complaint(palette, list);
        return;
    }
    if (palette->match_count == 0) {
        surface_text(list, 0, 0, -1, ROLE_MUTED,
                     palette->free_text ? "Enter takes the text as it is" : "nothing matches");
        return;
    }
    size_t top = frame_top(palette->cursor, palette->match_count, list->rows);
    for (int row = 0; row < list->rows && top + (size_t)row < palette->match_count; row++) {
        draw_entry(palette, list, row, top + (size_t)row);
    }
}

void palette_draw(const struct palette *palette, struct surface *surface, int *cursor_row,
                  int *cursor_col)
{
    int cols = MIN(PALETTE_COLS, surface->cols - (surface->cols >= 50 ? 4 : 0));
    int entries = (int)CLAMP(palette->count, 1, PALETTE_ROWS);
    int rows = MIN(entries + HEAD_ROWS + 2, surface->rows);
    int top = MIN((surface->rows - rows) / 3, 4);
    struct surface framed =
        surface_part(surface, MAX(top, 0), MAX((surface->cols - cols) / 2, 0), rows, cols);
    struct surface inside = frame_draw(&framed, palette->title);

    draw_input(palette, &inside, cursor_row, cursor_col);
    frame_rule(&framed, HEAD_ROWS);
    struct surface list = surface_part(&inside, HEAD_ROWS, 0, inside.rows, inside.cols);
    draw_entries(palette, &list);
}
