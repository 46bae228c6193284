/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/cluster.h"

#include <string.h>

/* What vigil itself draws, and what is common in messages. Ranges give one ASCII character a
 * code point. */
static const struct range {
    gunichar first;
    const char *ascii;
} ranges[] = {
    {0x2010, "------"            }, /* hyphens and dashes */
    {0x2018, "''''\"\"\"\""      }, /* quotation marks */
    {0x2190, "<^>v"              }, /* arrows */
    {0x2581, "_.:-=+*#"          }, /* lower eighths */
    {0x2589, "#####||"           }, /* left eighths */
    {0x2590, "#.:#"              }, /* right half, shades */
    {0x2594, "-|"                }, /* upper and right eighths */
    {0x2596, "...#:##.:#"        }, /* quadrants */
    {0x25b2, "^^^^>>>>>>vvvv<<<<"}, /* triangles */
};

static const struct single {
    gunichar from;
    char to;
} singles[] = {
    {0x00a0, ' '},
    {0x00ab, '<'},
    {0x00b0, 'o'},
    {0x00b1, '+'},
    {0x00b5, 'u'},
    {0x00b7, '.'},
    {0x00bb, '>'},
    {0x00d7, 'x'},
    {0x03bc, 'u'},
    {0x2022, '*'},
    {0x2026, '~'},
    {0x203a, '>'},
    {0x2212, '-'},
    {0x2248, '~'},
    {0x2260, '!'},
    {0x2264, '<'},
    {0x2265, '>'},
    {0x23ce, '|'},
    {0x23f8, '='},
    {0x2580, '#'},
    {0x25a0, '#'},
    {0x25c6, '*'},
    {0x25c7, 'o'},
    {0x25cb, 'o'},
    {0x25cf, '*'},
    {0x2691, 'P'},
    {0x2713, 'v'},
    {0x2717, 'x'},
    {0x2714, 'v'},
    {0x21b5, '|'},
    {0x27e8, '<'},
    {0x27e9, '>'},
};

static char box_drawing(gunichar c)
{
    static const char horizontal[] = "\x00\x01\x04\x05\x08\x09\x4c\x4d\x50\x74\x76\x78\x7a\x7c\x7e";
    static const char vertical[] = "\x02\x03\x06\x07\x0a\x0b\x4e\x4f\x51\x75\x77\x79\x7b\x7d\x7f";
    char offset = (char)(c - 0x2500);

    if (memchr(horizontal, offset, sizeof horizontal - 1)) {
        return '-';
    }
    return memchr(vertical, offset, sizeof vertical - 1) ? '|' : '+';
}

static char braille(gunichar c)
{
    static const char levels[] = " ..::**##";

    return levels[__builtin_popcount(c & 0xff)];
}

/* "é" is "e" with a mark: what remains without marks is ASCII for most Latin letters. */
static char without_marks(gunichar c)
{
    gunichar base[8];

    return g_unichar_fully_decompose(c, FALSE, base, G_N_ELEMENTS(base)) > 0 && base[0] < 0x7f
               ? (char)base[0]
               : '?';
}

char cluster_ascii(const struct cluster *cluster)
{
    gunichar c = g_utf8_get_char(cluster->text);

    if (c < 0x80) {
        return (char)c;
    }
    if (c >= 0x2500 && c < 0x2580) {
        return box_drawing(c);
    }
    if (c >= 0x2800 && c < 0x2900) {
        return braille(c);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
        if (c >= ranges[i].first && c < ranges[i].first + strlen(ranges[i].ascii)) {
            return ranges[i].ascii[c - ranges[i].first];
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(singles); i++) {
        if (c == singles[i].from) {
            return singles[i].to;
        }
    }
    return without_marks(c);
}
