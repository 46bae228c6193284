/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes of a terminal made into keys and pastes. Pure: it is given bytes and the time. Replies of
 * the terminal (CSI, OSC, DCS and their kin), mouse and focus reports are swallowed, whole or
 * split; a sequence that is split never turns into commands. Three are told: that the terminal is
 * ready (DSR), where its cursor is (CPR), and what its background is.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "tui/screen.h"

#define INPUT_ESCAPE_MS 25      /* a lone Esc is the key after this */
#define INPUT_STALL_MS  2000    /* an unfinished sequence is given up after this */
#define INPUT_STRING_MS 10000   /* a control string is longer, and its rest would be commands */
#define INPUT_PASTE_MAX 1048576 /* bytes; the rest of a longer paste is dropped */

struct decoder;

struct decoder *decoder_new(void);
void decoder_free(struct decoder *decoder);
/* Forgets what was not taken yet. */
void decoder_drop(struct decoder *decoder);
/* Reports of the mouse become events; off at first. */
void decoder_mouse(struct decoder *decoder, bool on);
void decoder_feed(struct decoder *decoder, const char *bytes, size_t count, int64_t now_ms);
/* The next event; INPUT_NONE when more bytes or more time are needed. */
struct input decoder_next(struct decoder *decoder, int64_t now_ms);
/* ms until decoder_next() has something without more bytes; -1 = never. */
int decoder_timeout(const struct decoder *decoder, int64_t now_ms);

#endif
