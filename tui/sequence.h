/* SPDX-License-Identifier: Apache-2.0
 *
 * Sequences of keys as tables and config write them: "j Down", "g,t".
 */
#ifndef TUI_SEQUENCE_H
#define TUI_SEQUENCE_H

#include "tui/keymap.h"

#define SEQUENCE_KEYS 4

struct sequence {
    struct key keys[SEQUENCE_KEYS];
    size_t count;
};

/* The sequences of `text`, separated by spaces; *count of them. Newly allocated. On a bad one stops
 * there and says which. */
struct sequence *sequences_parse(const char *text, size_t *count, GError **error);
/* Whether the first keys of the sequence are `keys`. */
bool sequence_starts(const struct sequence *sequence, const struct key *keys, size_t count);
/* Appends it as a person reads it: "gt", "↓", "^D". */
void sequence_show(const struct sequence *sequence, GString *out);

#endif
