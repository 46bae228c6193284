/* SPDX-License-Identifier: Apache-2.0
 *
 * The mouse, and where on the screen it finds what it points at; rows and columns count from 0.
 */
#ifndef VIEWS_DESK_MOUSE_H
#define VIEWS_DESK_MOUSE_H

#include "tui/mouse.h"

#include <glib.h>
#include <stdbool.h>

struct desk;

/* Off until it is switched on. */
struct pointer {
    bool on;
    int wheel, wheel_pane; /* turns not yet moved by, and where; one movement a burst */
    int row, col;          /* of the last press */
    gint64 pressed_us;
    int dragging; /* pane in which the button was pressed; -1 = none */
};

/* Where the name of a pane stands in the header; cols 0 = it does not. */
struct tab {
    int col, cols;
};

void desk_mouse_switch(struct desk *desk, bool on);
void desk_mouse(struct desk *desk, const struct mouse *mouse);
/* Does what the wheel's turns of one burst come to. */
void desk_mouse_settle(struct desk *desk);

#endif
