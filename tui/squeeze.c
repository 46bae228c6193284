/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/squeeze.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPEATS_MOST 4000
#define WHOLE_SCREEN "\x1b[r"

void squeeze_cut(GString *bytes, const char *part)
{
    if (part && part[0]) {
        g_string_replace(bytes, part, "", 0);
    }
}

void squeeze_repeats(GString *bytes)
{
    for (gsize at = 1; at + 3 < bytes->len; at++) {
        const char *digits = bytes->str + at + 2;
        char *end;
        if (bytes->str[at] != '\x1b' || bytes->str[at + 1] != '[' || !g_ascii_isdigit(digits[0])) {
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

/* Takes `part` as often as it stands at *at. */
static int take_all(const char **at, const char *part)
{
    size_t length = strlen(part);
    int count = 0;

    while (strncmp(*at, part, length) == 0) {
        *at += length;
        count++;
    }
    return count;
}

/* How often the region is scrolled at *at: one by one, or by a sequence with a count. */
static int take_scrolls(const char **at, const char *one, char final)
{
    int count = take_all(at, one), by, used = 0;

    if (count == 0 && sscanf(*at, "\x1b[%d%n", &by, &used) == 1 && used > 0 &&
        (*at)[used] == final && by > 0) {
        *at += used + 1;
        count = by;
    }
    return count;
}

/* A region's scroll that begins at `from`: its short form; returns the length of the long one, 0
 * for anything else. */
static size_t read_scroll(const char *from, char *form, size_t size)
{
    int top, bottom, row, used = 0;

    if (sscanf(from, "\x1b[%d;%dr\x1b[%d;1H%n", &top, &bottom, &row, &used) != 3 || used == 0) {
        return 0;
    }
    const char *at = from + used;
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

    for (gsize at = 0; at < bytes->len; at++) {
        if (bytes->str[at] != '\x1b') {
            continue;
        }
        size_t length = read_scroll(bytes->str + at, form, sizeof form);
        if (length > 0) {
            g_string_erase(bytes, (gssize)at, (gssize)length);
            g_string_insert(bytes, (gssize)at, form);
        }
    }
}
