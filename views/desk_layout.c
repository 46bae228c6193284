/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the header, the lead, the panes and the evidence stand, by the size of the terminal and the
 * layout chosen for its class.
 */
#include "views/desk_state.h"

#include <string.h>

#define WIDE_COLS  120
#define WIDE_ROWS  36
#define LEAST_COLS 40
#define LEAST_ROWS 10
#define BARE_ROWS  3
#define PREVIEW    7 /* rows of the preview on 24 */
#define FEW_ROWS   16

static const char *const names[LAYOUT_COUNT] = {"deck", "wide", "tall", "one"};

const char *layout_name(enum layout layout)
{
    return names[layout];
}

bool layout_parse(const char *name, enum layout *layout)
{
    for (int i = 0; i < LAYOUT_COUNT; i++)
        if (strcmp(names[i], name) == 0) {
            *layout = (enum layout)i;
            return true;
        }
    return false;
}

/* Below the focus, what belongs to it. */
static int preview_of(int pane)
{
    static const int below[PANE_COUNT] = {[PANE_ISSUES] = PANE_TRACE,
                                          [PANE_METRICS] = PANE_TRACE,
                                          [PANE_TRACE] = PANE_LOGS,
                                          [PANE_LOGS] = PANE_TRACE};
    return below[pane];
}

static int main_pane(const struct desk *desk)
{
    if (desk->focus != PANE_LEAD)
        return desk->focus;
    return desk->shared.lead && desk->shared.lead->moved > 0 ? PANE_METRICS : PANE_ISSUES;
}

static void place(struct desk *desk, int pane, int row, int col, int rows, int cols)
{
    desk->panes[pane].rect = (struct rect){row, col, rows, cols};
}

static void place_deck(struct desk *desk, int row, int rows, int cols)
{
    int pane = main_pane(desk);
    bool upper = pane == PANE_ISSUES || pane == PANE_METRICS;
    bool deep = upper && desk->panes[pane].views->len > 1;
    int above = rows * (!deep ? 33 : pane == PANE_ISSUES ? 52 : 45) / 100;
    int below = MAX(rows * 25 / 100, 5);
    if (deep) {
        place(desk, pane, row, 0, above, cols);
    } else {
        int left = cols * 48 / 100; /* signals say more in a row than issues do */
        place(desk, PANE_ISSUES, row, 0, above, left);
        place(desk, PANE_METRICS, row, left + 1, above, cols - left - 1);
    }
    place(desk, PANE_TRACE, row + above, 0, rows - above - below, cols);
    place(desk, PANE_LOGS, row + rows - below, 0, below, cols);
}

static void place_two(struct desk *desk, bool beside, int row, int rows, int cols)
{
    int pane = main_pane(desk), other = preview_of(pane);
    if (beside) {
        int left = cols / 2;
        place(desk, pane, row, 0, rows, left);
        place(desk, other, row, left + 1, rows, cols - left - 1);
        return;
    }
    int below = MAX(PREVIEW, rows * PREVIEW / 20);
    place(desk, pane, row, 0, rows - below, cols);
    place(desk, other, row + rows - below, 0, below, cols);
}

static void place_panes(struct desk *desk, int row, int rows, int cols)
{
    enum layout layout = desk->layouts[desk->wide];
    if (desk->zoomed[desk->wide] || layout == LAYOUT_ONE || rows < FEW_ROWS - 4)
        place(desk, main_pane(desk), row, 0, rows, cols);
    else if (layout == LAYOUT_DECK && desk->wide)
        place_deck(desk, row, rows, cols);
    else
        place_two(desk, layout == LAYOUT_WIDE && cols >= 100, row, rows, cols);
}

bool desk_fits(const struct desk *desk)
{
    return desk->rows >= (desk->bare ? BARE_ROWS : LEAST_ROWS) && desk->cols >= LEAST_COLS;
}

int desk_title_rows(const struct desk *desk)
{
    return desk->bare ? 0 : 1;
}

void desk_layout(struct desk *desk, int rows, int cols)
{
    desk->rows = rows;
    desk->cols = cols;
    desk->wide = rows >= WIDE_ROWS && cols >= WIDE_COLS;
    for (int i = 0; i < PANE_COUNT; i++)
        desk->panes[i].rect = (struct rect){0};
    desk->lead_rect = (struct rect){0};
    if (!desk_fits(desk)) {
        desk_beside_place(desk);
        return;
    }
    int lead = desk->files       ? 0
               : rows < FEW_ROWS ? (desk->focus == PANE_LEAD ? 1 : 0)
               : rows < 30       ? 1
                                 : 2;
    int first = 1 + lead, head = desk_title_rows(desk);
    if (desk->bare) {
        place(desk, main_pane(desk), 0, 0, rows, cols);
    } else {
        desk->lead_rect = (struct rect){1, 0, lead, cols};
        place_panes(desk, first, rows - first - 2, cols);
    }
    desk_beside_place(desk);
    desk_beside_layout(desk);
    for (int i = 0; i < PANE_COUNT; i++) {
        struct view *view = desk_top(desk, i);
        const struct rect *rect = &desk->panes[i].rect;
        if (!view || rect->rows < 2)
            continue;
        view->rows = rect->rows - head;
        view->cols = rect->cols;
        if (view->ops->layout)
            view->ops->layout(view, view->rows, view->cols);
    }
}
