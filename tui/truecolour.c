/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/truecolour.h"

#include "tui/colour.h"

#include <string.h>

#define FIRST_SLOT 16
#define SLOTS      256

G_STATIC_ASSERT(2 * ROLE_COUNT <= SLOTS - FIRST_SLOT);

static void mark_used(const struct theme *theme, bool used[SLOTS])
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        int32_t both[] = {theme->styles[role].foreground, theme->styles[role].background};
        for (size_t i = 0; i < G_N_ELEMENTS(both); i++) {
            if (both[i] >= 0 && both[i] < SLOTS) {
                used[both[i]] = true;
            }
        }
    }
}

/* The number for `colour`: the palette's own where it has the very colour, which is also shorter on
 * the wire; else a free one. */
static int32_t assign(struct truecolour *colours, bool used[SLOTS], int32_t colour)
{
    if (colour < THEME_RGB) {
        return colour;
    }
    for (int i = FIRST_SLOT; i < SLOTS; i++) {
        if (colours->slots[i] == colour) {
            return i;
        }
    }
    int nearest = colour_nearest_256(colour);
    if (colour_rgb(nearest) == colour && colours->slots[nearest] < 0) {
        used[nearest] = true;
        return nearest;
    }
    int slot = FIRST_SLOT;
    while (used[slot]) {
        slot++;
    }
    used[slot] = true;
    colours->slots[slot] = colour;
    return slot;
}

void truecolour_assign(struct truecolour *colours, struct theme *theme)
{
    bool used[SLOTS] = {false};

    for (int i = 0; i < SLOTS; i++) {
        colours->slots[i] = -1;
    }
    mark_used(theme, used);
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct style *style = &theme->styles[role];
        style->foreground = assign(colours, used, style->foreground);
        style->background = assign(colours, used, style->background);
    }
}

/* "38;5;N" or "48;5;N" and 'm' at `at`, behind ESC [. Returns its length, 0 for anything else. */
static size_t palette_sequence(const char *at, size_t count, int *number)
{
    size_t length = 5;

    if (count < 7 || (at[0] != '3' && at[0] != '4') || at[1] != '8' || at[3] != '5' ||
        at[2] != at[4] || (at[2] != ';' && at[2] != ':')) {
        return 0;
    }
    *number = 0;
    while (length < count && length < 8 && g_ascii_isdigit(at[length])) {
        *number = *number * 10 + (at[length++] - '0');
    }
    return length < count && at[length] == 'm' && *number < SLOTS ? length + 1 : 0;
}

static bool names_probe(const char *sequence, char what)
{
    int number;

    if (!sequence || !g_str_has_prefix(sequence, "\x1b[") || sequence[2] != what) {
        return false;
    }
    size_t length = strlen(sequence) - 2;
    return palette_sequence(sequence + 2, length, &number) == length && number == TRUECOLOUR_PROBE;
}

bool truecolour_can_rewrite(const char *foreground, const char *background)
{
    return names_probe(foreground, '3') && names_probe(background, '4');
}

void truecolour_rewrite(const struct truecolour *colours, const char *bytes, size_t count,
                        GString *out)
{
    const char *end = bytes + count;

    while (bytes < end) {
        const char *escape = memchr(bytes, 0x1b, (size_t)(end - bytes));
        const char *stop = escape && end - escape > 2 && escape[1] == '[' ? escape + 2 : NULL;
        if (!escape) {
            stop = end;
        } else if (!stop) {
            stop = escape + 1;
        }
        g_string_append_len(out, bytes, stop - bytes);
        int number = 0;
        size_t length = escape ? palette_sequence(stop, (size_t)(end - stop), &number) : 0;
        if (length > 0 && colours->slots[number] >= 0) {
            int32_t rgb = colours->slots[number];
            g_string_append_printf(out, "%c8;2;%d;%d;%dm", stop[0], rgb >> 16 & 0xff,
                                   rgb >> 8 & 0xff, rgb & 0xff);
            stop += length;
        }
        bytes = stop;
    }
}
