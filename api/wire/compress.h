/* SPDX-License-Identifier: Apache-2.0
 *
 * Content encodings: gzip, deflate (zlib or raw), zstd; "" and "identity" pass. Decompression stops
 * at a cap.
 */
#ifndef API_WIRE_COMPRESS_H
#define API_WIRE_COMPRESS_H

#include <glib.h>

/* Decompresses `body` by `encoding` (a Content-Encoding value, any case, may be NULL or a list).
 * Fails with WIRE_ERROR_LIMIT past `max` bytes, WIRE_ERROR_ENCODING for an unknown name or bad
 * data. */
GBytes *body_decompress(const char *encoding, GBytes *body, size_t max, GError **error);

/* Compresses with gzip (encoding "gzip") or zstd ("zstd"). For the demo and tests. */
GBytes *body_compress(const char *encoding, GBytes *body, GError **error);

#endif
