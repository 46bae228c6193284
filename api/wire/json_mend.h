/* SPDX-License-Identifier: Apache-2.0
 *
 * Mends JSON text value by value, where a strict parser would refuse the whole document.
 */
#ifndef API_WIRE_JSON_MEND_H
#define API_WIRE_JSON_MEND_H

#include <glib.h>

/* A copy of `text` in which strings have U+FFFD for bytes that are not UTF-8, for lone surrogates
 * and for NUL, and control bytes are escaped; NaN, Infinity and numbers past a double are null; and
 * integers past 64 bits are doubles. Whatever else is wrong stays wrong. *mended counts values. */
GString *json_mend(const char *text, size_t size, unsigned *mended);

#endif
