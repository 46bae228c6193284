/* SPDX-License-Identifier: Apache-2.0
 *
 * A part of a file in memory: mapped, not read, and longer than the file by room in which it may
 * grow. Whoever points into it holds a reference.
 *
 * A file can become shorter while it is mapped; reading what is gone raises SIGBUS. Pieces are
 * known to a handler, which puts zeros in the place of the missing page, so that the reader goes on
 * and finds other text; every other SIGBUS goes to whoever handled it before.
 */
#ifndef API_FILES_TEXT_PIECE_H
#define API_FILES_TEXT_PIECE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct text_piece {
    gatomicrefcount references;
    const char *bytes;
    uint64_t offset; /* of bytes[0] in the file; a multiple of the page size */
    size_t length;   /* mapped; what of it is text is known from the file's size */
    int slot;        /* for the handler */
};

/* Maps `length` bytes from `offset` (rounded down to a page) of the file. */
struct text_piece *text_piece_new(int file, uint64_t offset, size_t length, GError **error);
struct text_piece *text_piece_ref(struct text_piece *piece);
void text_piece_unref(struct text_piece *piece);

/* Has the text there before it is read through, in one step instead of a fault every few pages. */
void text_piece_want(const struct text_piece *piece, const char *from, const char *to);
/* Gives back the memory of what was read; it comes back from the file when it is read again. */
void text_piece_forget(const struct text_piece *piece, const char *from, const char *to);

#endif
