/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/histogram.h"

#include "base/quantity.h"
#include "tui/text.h"

#include <math.h>

#define EIGHTHS 8
#define WIDEST  14 /* cells of a bucket */

int histogram_bucket_cols(const struct histogram *histogram, int cols)
{
    return histogram->count ? MIN((cols - 1) / (int)histogram->count, WIDEST) : 0;
}

size_t histogram_bucket_at(const struct histogram *histogram, int col, int cols)
{
    int width = MAX(histogram_bucket_cols(histogram, cols), 1);

    return histogram->count ? MIN((size_t)MAX(col, 0) / (size_t)width, histogram->count - 1) : 0;
}

static double greatest(const struct histogram *histogram)
{
    double most = 0;

    for (size_t i = 0; i < histogram->count; i++) {
        most = MAX(most, histogram->counts[i]);
    }
    return most;
}

/* A column of a bucket, a blank beside it where there is room; its count above it. */
static void draw_bucket(struct surface *bars, const struct histogram *histogram, size_t bucket,
                        int width, double most)
{
    static const char *const tops[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double count = histogram->counts[bucket];
    int height = bars->rows - 1, col = (int)bucket * width;
    int eighths = most > 0 ? (int)lround(count / most * height * EIGHTHS) : 0;
    int cells = MAX(width - 1, 1), row = bars->rows - 1;
    char text[24];

    if (!(count > 0)) {
        return;
    }
    for (eighths = MAX(eighths, 1); eighths > 0 && row >= 0; eighths -= EIGHTHS, row--) {
        int level = MIN(eighths, EIGHTHS);
        surface_run(bars, row, col, cells, ROLE_BAR, tops[level - 1], level >= 4 ? '#' : '_');
    }
    quantity_count((int64_t)count, text, sizeof text);
    if (row >= 0 && text_width(text) <= cells) {
        int at = col + (cells - text_width(text)) / 2;
        surface_text(bars, row, at, -1, ROLE_TEXT, text);
    }
}

/* A line through what is empty, and its label above; one that has no room left is left out. */
static void draw_marks(struct surface *head, struct surface *bars,
                       const struct histogram *histogram, int used)
{
    int free_from = 0;

    for (size_t i = 0; i < histogram->mark_count; i++) {
        const struct chart_mark *mark = &histogram->marks[i];
        if (!(mark->at >= 0) || !(mark->at <= 1) || used <= 0) {
            continue;
        }
        int col = MIN((int)(mark->at * used), used - 1);
        int width = text_width(mark->label);
        for (int row = 0; row < bars->rows; row++) {
            surface_run(bars, row, col, 1, mark->role, "┊", ':');
        }
        int begin = CLAMP(col, free_from, MAX(head->cols - width, free_from));
        if (begin + width <= head->cols) {
            surface_text(head, 0, begin, width, mark->role, mark->label);
            free_from = begin + width + 2;
        }
    }
}

static void draw_edges(struct surface *foot, const struct histogram *histogram, int width)
{
    int free_from = 0;

    for (size_t i = 0; i < histogram->count; i++) {
        int col = (int)i * width, cells = text_width(histogram->edges[i]);
        if (col < free_from || col + cells > foot->cols) {
            continue;
        }
        surface_text(foot, 0, col, cells, ROLE_MUTED, histogram->edges[i]);
        free_from = col + cells + 1;
    }
}

static void mark_cursor(struct surface *surface, const struct histogram *histogram, int width)
{
    if (histogram->cursor >= histogram->count) {
        return;
    }
    size_t corner = histogram->corner < histogram->count ? histogram->corner : histogram->cursor;
    size_t from = MIN(histogram->cursor, corner), to = MAX(histogram->cursor, corner);
    int cells = (int)(to - from + 1) * width - (width > 1 ? 1 : 0);

    for (int row = 1; row < surface->rows - 1; row++) {
        surface_mark(surface, row, (int)from * width, cells, ROLE_SELECTED_IDLE);
    }
    surface_run(surface, surface->rows - 2, (int)histogram->cursor * width, MAX(width - 1, 1),
                ROLE_ACCENT, "━", '^');
}

void histogram_draw(struct surface *surface, const struct histogram *histogram)
{
    int width = histogram_bucket_cols(histogram, surface->cols);
    struct surface head = surface_part(surface, 0, 0, 1, surface->cols);
    struct surface bars = surface_part(surface, 1, 0, surface->rows - 3, surface->cols);
    struct surface line = surface_part(surface, surface->rows - 2, 0, 1, surface->cols);
    struct surface foot = surface_part(surface, surface->rows - 1, 0, 1, surface->cols);

    if (width <= 0 || bars.rows <= 0) {
        return;
    }
    int used = width * (int)histogram->count;
    double most = greatest(histogram);
    surface_run(&line, 0, 0, used, ROLE_HAIRLINE, "─", '-');
    draw_marks(&head, &bars, histogram, used);
    for (size_t i = 0; i < histogram->count; i++) {
        draw_bucket(&bars, histogram, i, width, most);
    }
    draw_edges(&foot, histogram, width);
    mark_cursor(surface, histogram, width);
}
