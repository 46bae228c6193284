/* SPDX-License-Identifier: Apache-2.0 */
#include "views/skeleton.h"

/* The same for the same row every time: a frame that is drawn again changes nothing. */
static int ragged_width(int width, int row, size_t column)
{
    static const int percent[] = {82, 55, 68, 91, 47, 74, 60, 86, 52};
    return MAX(width * percent[((size_t)row * 4 + column * 3) % G_N_ELEMENTS(percent)] / 100, 1);
}

void skeleton_draw(struct surface *surface, int top, const struct bone *bones, size_t count)
{
    for (int row = top; row < surface->rows; row++)
        for (size_t i = 0; i < count; i++) {
            int width = MIN(bones[i].width, surface->cols - bones[i].at);
            if (width > 0)
                surface_run(surface, row, bones[i].at,
                            bones[i].ragged ? ragged_width(width, row - top, i) : width,
                            ROLE_HAIRLINE, "░", '.');
        }
}

void skeleton_text(struct surface *surface)
{
    const struct bone line = {1, MIN(surface->cols - 2, 72), true};
    skeleton_draw(surface, 0, &line, 1);
}
