/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/mouse.h"

#define BUTTONS   0x43 /* which button; 64 and 65 are the wheel */
#define MOTION    0x20
#define MODIFIERS 0x1c
#define WHEEL     0x40
#define MOST      10000

bool mouse_read(const struct csi *csi, struct mouse *mouse)
{
    int code = csi->parameters[0];
    int col = csi->parameters[1];
    int row = csi->parameters[2];

    if (csi->prefix != '<' || (csi->final != 'M' && csi->final != 'm') || csi->count != 3 ||
        code < 0 || code & ~(BUTTONS | MOTION | MODIFIERS) || row < 1 || col < 1 || row > MOST ||
        col > MOST) {
        return false;
    }
    int button = code & BUTTONS;
    bool wheel = button == WHEEL || button == WHEEL + 1;
    if (button != 0 && !wheel) {
        return false;
    }
    *mouse = (struct mouse){.row = row - 1, .col = col - 1};
    mouse->by = wheel ? (button == WHEEL ? -1 : 1) : 0;
    mouse->kind = wheel               ? MOUSE_WHEEL
                  : csi->final == 'm' ? MOUSE_RELEASE
                  : code & MOTION     ? MOUSE_DRAG
                                      : MOUSE_PRESS;
    return !(wheel && csi->final == 'm');
}
