/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows as bytes, for the store: a run of items of one kind, every distinct text written once,
 * compressed with zstd. Payloads are not part of it.
 */
#ifndef API_LOCAL_STORE_ROWS_H
#define API_LOCAL_STORE_ROWS_H

#include "api/model/item.h"

#include <stdbool.h>

/* What packing needs again and again: tables that are large to set up. One thread at a time. */
struct packer;
struct packer *packer_new(void);
void packer_free(struct packer *packer);

/* Items of `kind` among `items` (of struct item *). */
GBytes *rows_pack(struct packer *packer, const GPtrArray *items, enum item_kind kind);

/* Calls `each` for every item, in order; the item lives for the call and is only to be read. False
 * when the bytes are damaged: the rows before the damage were given. */
typedef void rows_fn(const struct item *item, void *context);
bool rows_unpack(const void *data, size_t size, enum item_kind kind, rows_fn *each, void *context);

/* Bytes made smaller where that pays, for payloads. */
GBytes *bytes_pack(struct packer *packer, const void *data, size_t size);
/* NUL-terminated; NULL when damaged. *length (may be NULL) is without the NUL. */
char *bytes_unpack(const void *data, size_t size, size_t *length);

#endif
