/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/squeeze.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define REPEATS_MOST 4000
#define NUMBER_MOST  32767 /* a row, or how often */
#define WHOLE_SCREEN "\x1b[r"

void squeeze_cut(GString *bytes, const char *part)
{
    if (!part || !part[0]) {
        return;
    }
    size_t length = strlen(part), kept = 0;
    const char *end = bytes->str + bytes->len;
    for (const char *at = bytes->str; at < end;) {
        const char *found = memmem(at, (size_t)(end - at), part, length);
        size_t before = (size_t)((found ? found : end) - at);
        memmove(bytes->str + kept, at, before);
        kept += before;
        at = found ? found + length : end;
    }
    g_string_truncate(bytes, kept);
}

/* Where the next sequence begins that is introduced by CSI; bytes->len = there is none. */
static gsize next_csi(const GString *bytes, gsize from)
{
    const char *found =
        from < bytes->len ? memmem(bytes->str + from, bytes->len - from, "\x1b[", 2) : NULL;

    return found ? (gsize)(found - bytes->str) : bytes->len;
}

void squeeze_repeats(GString *bytes)
{
    for (gsize at = next_csi(bytes, 1); at + 3 < bytes->len; at = next_csi(bytes, at + 1)) {
        const char *digits = bytes->str + at + 2;
        char *end;
        if (!g_ascii_isdigit(digits[0])) {
            continue;
        }
        unsigned long count = strtoul(digits, &end, 10);
        if (*end != 'b') {
            continue;
        }
        g_autofree char *run = g_strnfill(MIN(count, REPEATS_MOST), bytes->str[at - 1]);
        g_string_erase(bytes, (gssize)at, end + 1 - (bytes->str + at));
        g_string_insert(bytes, (gssize)at, run);
        at += strlen(run) - 1;
    }
}

static bool take(const char **at, const char *part)
{
    bool stands = g_str_has_prefix(*at, part);

    *at += stands ? strlen(part) : 0;
    return stands;
}

static int take_all(const char **at, const char *part)
{
    int count = 0;

    while (take(at, part)) {
        count++;
    }
    return count;
}

/* Takes a number of at least 1. */
static bool take_number(const char **at, int *number)
{
    char *end;
    long value = g_ascii_isdigit(**at) ? strtol(*at, &end, 10) : 0;

    if (value < 1 || value > NUMBER_MOST) {
        return false;
    }
    *number = (int)value;
    *at = end;
    return true;
}

/* How often the region is scrolled at *at: one by one, or by a sequence with a count. */
static int take_scrolls(const char **at, const char *one, char final)
{
    int count = take_all(at, one), by;
    const char *behind = *at;

    if (count == 0 && take(&behind, "\x1b[") && take_number(&behind, &by) && *behind == final) {
        *at = behind + 1;
        count = by;
    }
    return count;
}

/* A region's scroll that begins at `from`: its short form; returns the length of the long one, 0
 * for anything else. */
static size_t read_scroll(const char *from, char *form, size_t size)
{
    const char *at = from;
    int top, bottom, row;

    if (!take(&at, "\x1b[") || !take_number(&at, &top) || !take(&at, ";") ||
        !take_number(&at, &bottom) || !take(&at, "r\x1b[") || !take_number(&at, &row) ||
        !take(&at, ";1H")) {
        return 0;
    }
    bool up = row == bottom, down = row == top && !up;
    int by = up ? take_scrolls(&at, "\n", 'S') : down ? take_scrolls(&at, "\x1bM", 'T') : 0;
    if (by == 0 || !g_str_has_prefix(at, WHOLE_SCREEN)) {
        return 0;
    }
    char count[16] = "";
    if (by > 1) {
        g_snprintf(count, sizeof count, "%d", by);
    }
    g_snprintf(form, size, "\x1b[%d;%dr\x1b[%s%c" WHOLE_SCREEN, top, bottom, count, up ? 'S' : 'T');
    return (size_t)(at - from) + strlen(WHOLE_SCREEN);
}

void squeeze_regions(GString *bytes, int rows)
{
    g_autofree char *whole = g_strdup_printf("\x1b[1;%dr", rows);

    g_string_replace(bytes, whole, WHOLE_SCREEN, 0);
}

void squeeze_scrolls(GString *bytes)
{
    char form[64];

    if (!strstr(bytes->str, WHOLE_SCREEN)) {
        return;
    }
    for (gsize at = next_csi(bytes, 0); at < bytes->len; at = next_csi(bytes, at + 1)) {
        size_t length = read_scroll(bytes->str + at, form, sizeof form);
        if (length > 0) {
            g_string_erase(bytes, (gssize)at, (gssize)length);
            g_string_insert(bytes, (gssize)at, form);
        }
    }
}
