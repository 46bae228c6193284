/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/tape_number.h"

#include <glib.h>
#include <math.h>
#include <string.h>

bool tape_number_integer(const char *text, size_t size, int64_t *integer)
{
    bool negative = *text == '-', fits = true;
    *integer = 0;
    for (size_t i = negative; i < size && fits; i++) {
        int digit = negative ? '0' - text[i] : text[i] - '0';
        fits = !__builtin_mul_overflow(*integer, 10, integer) &&
               !__builtin_add_overflow(*integer, digit, integer);
    }
    return fits;
}

/* Digits up to 2^53 with few decimals are one division of two exact doubles away from the nearest
 * one (Clinger, "How to Read Floating Point Numbers Accurately", 1990), which is true of every
 * time in seconds with microseconds. */
static bool read_exactly(const char *text, size_t size, double *real)
{
    static const double powers[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const uint64_t most = UINT64_C(1) << 53;
    uint64_t digits = 0;
    size_t decimals = 0;
    bool negative = *text == '-', behind = false;
    for (size_t i = negative; i < size; i++) {
        if (text[i] == '.') {
            behind = true;
            continue;
        }
        if (!g_ascii_isdigit(text[i]) || digits > most / 10 - 1)
            return false;
        digits = digits * 10 + (uint64_t)(text[i] - '0');
        decimals += behind;
    }
    if (decimals >= G_N_ELEMENTS(powers))
        return false;
    *real = (double)digits / powers[decimals];
    *real = negative ? -*real : *real;
    return true;
}

double tape_number_real(const char *text, size_t size)
{
    double real;
    if (read_exactly(text, size, &real))
        return real;
    char small[64];
    g_autofree char *large = size < sizeof small ? NULL : g_strndup(text, size);
    if (!large) { /* not g_strlcpy(), which reads on to the end of the body */
        memcpy(small, text, size);
        small[size] = '\0';
    }
    return g_ascii_strtod(large ? large : small, NULL);
}

bool tape_number_finite(const char *text, size_t size)
{
    return isfinite(tape_number_real(text, size));
}
