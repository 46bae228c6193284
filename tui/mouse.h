/* SPDX-License-Identifier: Apache-2.0
 *
 * The mouse as terminals report it in SGR form (private mode 1006) while buttons are held (1002).
 */
#ifndef TUI_MOUSE_H
#define TUI_MOUSE_H

#include "tui/csi.h"

#define MOUSE_ON  "\x1b[?1002h\x1b[?1006h"
#define MOUSE_OFF "\x1b[?1006l\x1b[?1002l"

enum mouse_kind { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_WHEEL };
struct mouse {
    enum mouse_kind kind; /* of the left button */
    int row, col;         /* from 0 */
    int by;               /* of the wheel: 1 = down, -1 = up */
};

/* False for other buttons, and for what is no report. */
bool mouse_read(const struct csi *csi, struct mouse *mouse);

#endif
