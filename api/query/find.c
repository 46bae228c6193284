/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/find.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Sixteen bytes compared at once; gcc and clang turn these into the machine's vector instructions.
 */
typedef uint8_t lanes __attribute__((vector_size(16)));
#define LANES sizeof(lanes)

static lanes spread(uint8_t byte)
{
    return (lanes){0} + byte;
}

static uint8_t fold_mask(char c)
{
    return g_ascii_isalpha(c) ? 0x20 : 0;
}

/* Bytes whose lower case is `want` are all ones. OR 0x20 makes "A" to "a" and leaves "a"; for what
 * is no letter the mask is 0. */
static lanes equal(const char *text, lanes mask, lanes want)
{
    lanes bytes;
    memcpy(&bytes, text, sizeof bytes);
    return (lanes)((bytes | mask) == want);
}

static bool same(const char *text, const char *needle, size_t length)
{
    return g_ascii_strncasecmp(text, needle, length) == 0;
}

/* Looks for the first and the last byte of the needle at their distance, sixteen places at a time
 * (the "generic SIMD" search of W. Mula, 2016), and compares the rest only where both fit. */
const char *find_folded(const char *text, size_t length, const char *needle, size_t needle_length)
{
    if (needle_length == 0)
        return text;
    if (length < needle_length)
        return NULL;
    const char *end = text + (length - needle_length) + 1;
    size_t gap = needle_length - 1;
    lanes first_mask = spread(fold_mask(needle[0]));
    lanes last_mask = spread(fold_mask(needle[gap]));
    lanes first = spread((uint8_t)needle[0]);
    lanes last = spread((uint8_t)needle[gap]);
    const char *at = text;
    for (; at + LANES <= end; at += LANES) {
        lanes both = equal(at, first_mask, first) & equal(at + gap, last_mask, last);
        uint64_t halves[2];
        memcpy(halves, &both, sizeof halves);
        if ((halves[0] | halves[1]) == 0)
            continue;
        for (size_t i = 0; i < LANES; i++)
            if (both[i] && same(at + i, needle, needle_length))
                return at + i;
    }
    for (; at < end; at++)
        if (g_ascii_tolower(*at) == needle[0] && same(at, needle, needle_length))
            return at;
    return NULL;
}
