/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a chart: an area of eighth blocks for one line, braille for several or for values
 * below zero.
 */
#ifndef TUI_PLOT_H
#define TUI_PLOT_H

#include "tui/axis.h"
#include "tui/chart.h"

/* Whether it is drawn as an area. */
bool plot_is_area(const struct chart *chart, const struct axis *axis);
void plot_draw(struct surface *plot, const struct chart *chart, const struct axis *axis);

#endif
