/* SPDX-License-Identifier: Apache-2.0
 *
 * What keys send: control sequences (CSI) and single shifts (SS3) as xterm, rxvt, linux and kitty
 * write them.
 */
#ifndef TUI_CSI_H
#define TUI_CSI_H

#include "tui/keymap.h"

struct csi {
    char prefix;       /* one of <=>?, or 0: private sequences are replies */
    int parameters[4]; /* -1 = not given; sub-parameters are left out */
    int count;
    char final;
};

enum csi_result { CSI_MORE, CSI_WHOLE, CSI_BROKEN, CSI_TOO_LONG };
/* Reads the sequence behind "ESC [" at `bytes`; *length of them belong to it. BROKEN: the byte
 * behind those cannot belong to it. */
enum csi_result csi_parse(const char *bytes, size_t count, struct csi *csi, size_t *length);
/* The key; false for replies and what is not known. */
bool csi_key(const struct csi *csi, struct key *key);
/* The key of "ESC O" and `final`, with xterm's modifier number (0 = none). */
bool ss3_key(char final, int modifier, struct key *key);
/* The key of a C0 control or DEL. */
struct key control_key(unsigned char byte);

#endif
