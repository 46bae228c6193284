/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/cluster.h"

#include <string.h>

#define TAIL_BYTES      64 /* looked at for each cell; a cluster has up to 20 that are shown */
#define ESCAPE          0x1b
#define REPLACEMENT     0xFFFD
#define RETURN_SYMBOL   0x23CE
#define CONTROL_STRING  4096 /* longest control string that is taken for one */
#define SKIN_TONE_FIRST 0x1F3FB
#define SKIN_TONE_LAST  0x1F3FF

static bool between(unsigned value, unsigned low, unsigned high)
{
    return value >= low && value <= high;
}

/* ECMA-48 5.4: parameter bytes, intermediate bytes, one final byte. What does not fit ends it. */
static const char *control_sequence_end(const char *at, const char *end)
{
    while (at < end && between((unsigned char)*at, 0x30, 0x3f)) {
        at++;
    }
    while (at < end && between((unsigned char)*at, 0x20, 0x2f)) {
        at++;
    }
    return at < end && between((unsigned char)*at, 0x40, 0x7e) ? at + 1 : at;
}

/* ECMA-48 5.6: a control string ends with ST; xterm also takes BEL; CAN and SUB give it up. One
 * that has no end in its line, or before another C1 control, loses only its introducer, so that it
 * cannot hide the text behind, nor have it read again for each of many. */
static const char *control_string_end(const char *at, const char *end)
{
    const char *limit = (size_t)(end - at) > CONTROL_STRING ? at + CONTROL_STRING : end;

    for (const char *p = at; p < limit; p++) {
        unsigned char byte = (unsigned char)*p;
        if (byte == '\a' || byte == 0x18 || byte == 0x1a) {
            return p + 1;
        }
        if (byte == ESCAPE) {
            return p + 1 < end && p[1] == '\\' ? p + 2 : p;
        }
        if (byte == 0xc2 && p + 1 < end && between((unsigned char)p[1], 0x80, 0x9f)) {
            return (unsigned char)p[1] == 0x9c ? p + 2 : at;
        }
        if (byte == '\n') {
            return at;
        }
    }
    return at;
}

/* The byte after ESC, or the C1 control less 0x40, says what begins here. */
static const char *escape_end(unsigned char kind, const char *at, const char *end)
{
    if (kind == '[') {
        return control_sequence_end(at, end);
    }
    if (kind != '\0' && strchr("]P_^X", kind)) {
        return control_string_end(at, end);
    }
    return at;
}

static const char *after_escape(const char *at, const char *end)
{
    if (at == end) {
        return at;
    }
    if (between((unsigned char)*at, 0x20, 0x2f)) { /* ESC ( B and the like */
        while (at < end && between((unsigned char)*at, 0x20, 0x2f)) {
            at++;
        }
        return at < end && between((unsigned char)*at, 0x30, 0x7e) ? at + 1 : at;
    }
    if (between((unsigned char)*at, 0x30, 0x7e)) {
        return escape_end((unsigned char)*at, at + 1, end);
    }
    return at;
}

static const char *after_broken(const char *at, const char *end)
{
    at++;
    for (int i = 0; i < 3 && at < end && between((unsigned char)*at, 0x80, 0xbf); i++) {
        at++;
    }
    return at;
}

/* Lines, blocks and dots, of which frames and charts are made: all assigned, one cell wide. */
static bool is_drawing(gunichar c)
{
    return between(c, 0x2500, 0x259f) || between(c, 0x2800, 0x28ff);
}

/* What stands for `c` on the screen; 0 = nothing. Format characters (bidi controls, joiners, tags)
 * and variation selectors change their neighbours or their widths, so they vanish. */
static gunichar shown(gunichar c)
{
    if (is_drawing(c)) {
        return c;
    }
    if (c == 0x2028 || c == 0x2029) {
        return RETURN_SYMBOL;
    }
    if (between(c, 0xFE00, 0xFE0F) || between(c, 0xE0100, 0xE01EF) || between(c, 0x180B, 0x180F) ||
        between(c, SKIN_TONE_FIRST, SKIN_TONE_LAST)) {
        return 0;
    }
    switch (g_unichar_type(c)) {
    case G_UNICODE_FORMAT:
        return 0;
    case G_UNICODE_SPACE_SEPARATOR:
        return c == 0x3000 ? c : ' ';
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
        return REPLACEMENT;
    default:
        return c;
    }
}

static gunichar next_control(const char **at, const char *end)
{
    unsigned char byte = (unsigned char)*(*at)++;

    switch (byte) {
    case '\n':
        return RETURN_SYMBOL;
    case '\t':
        return ' ';
    case ESCAPE:
        *at = after_escape(*at, end);
        return 0;
    default:
        return 0;
    }
}

/* The next character to show; 0 at the end. */
static gunichar next_shown(const char **at, const char *end)
{
    while (*at < end) {
        unsigned char byte = (unsigned char)**at;
        gunichar c;
        if (byte < 0x20 || byte == 0x7f) {
            c = next_control(at, end);
        } else if (byte < 0x80) {
            ++*at;
            return byte;
        } else {
            c = g_utf8_get_char_validated(*at, end - *at);
            if (c == (gunichar)-1 || c == (gunichar)-2) {
                *at = after_broken(*at, end);
                return REPLACEMENT;
            }
            *at = g_utf8_next_char(*at);
            if (c < 0xa0) {
                *at = escape_end((unsigned char)(c - 0x40), *at, end);
                c = 0;
            } else {
                c = shown(c);
            }
        }
        if (c != 0) {
            return c;
        }
    }
    return 0;
}

static void add_marks(const char **at, const char *end, struct cluster *cluster)
{
    for (int marks = 0; *at < end; marks++) {
        unsigned char byte = (unsigned char)**at;
        if (byte != ESCAPE && byte < 0x80) {
            return;
        }
        const char *behind = *at;
        gunichar c = next_shown(&behind, end);
        if (c == 0 || !g_unichar_iszerowidth(c)) {
            return;
        }
        *at = behind;
        if (marks < CLUSTER_MARKS) {
            cluster->length += (unsigned char)g_unichar_to_utf8(c, cluster->text + cluster->length);
        }
    }
}

const char *cluster_end(const char *text, size_t max_bytes)
{
    const char *end = text + strnlen(text, max_bytes);
    size_t length = (size_t)(end - text);

    if (length == max_bytes && length > 0) {
        const char *last = end - 1;
        while (last > text && end - last < 4 && ((unsigned char)*last & 0xc0) == 0x80) {
            last--;
        }
        if (g_utf8_get_char_validated(last, end - last) == (gunichar)-2) {
            return last;
        }
    }
    return end;
}

/* One with anything else behind it may have marks. */
size_t cluster_plain(const char *at, const char *end)
{
    const char *from = at;

    while (at < end && between((unsigned char)*at, 0x20, 0x7e)) {
        at++;
    }
    return (size_t)(at - from) - (at < end && at > from);
}

/* Most text: an ASCII character with another behind it. */
static bool next_ascii(const char **at, const char *end, struct cluster *cluster)
{
    const char *here = *at;

    if (here >= end || !between((unsigned char)here[0], 0x20, 0x7e) ||
        (here + 1 < end && !between((unsigned char)here[1], 0x20, 0x7e))) {
        return false;
    }
    cluster->text[0] = here[0];
    cluster->text[1] = '\0';
    cluster->length = 1;
    cluster->width = 1;
    *at = here + 1;
    return true;
}

bool cluster_next(const char **at, const char *end, struct cluster *cluster)
{
    if (next_ascii(at, end, cluster)) {
        return true;
    }
    gunichar c = next_shown(at, end);

    if (c == 0) {
        return false;
    }
    if (!is_drawing(c) && g_unichar_iszerowidth(c)) {
        c = REPLACEMENT; /* a mark without a base would land on a neighbour */
    }
    cluster->width = c >= 0x1100 && !is_drawing(c) && g_unichar_iswide(c) ? 2 : 1;
    cluster->length = (unsigned char)g_unichar_to_utf8(c, cluster->text);
    add_marks(at, end, cluster);
    cluster->text[cluster->length] = '\0';
    return true;
}

bool cluster_fits(const char *text, const char *end, int cells)
{
    struct cluster cluster;
    int used = 0;

    while (used <= cells) {
        const char *most = end - text > cells - used ? text + (cells - used) + 1 : end;
        size_t plain = cluster_plain(text, most); /* up to `most` it is too much, marks or not */
        used += (int)plain;
        text += plain;
        if (plain > 0) {
            continue;
        }
        if (!cluster_next(&text, end, &cluster)) {
            return true;
        }
        used += cluster.width;
    }
    return false;
}

/* Far enough from the end for `cells`, and no mark that lost its base. */
static const char *near_end(const char *text, const char *end, int cells)
{
    size_t most = (size_t)MAX(cells, 0) * TAIL_BYTES;

    if ((size_t)(end - text) <= most) {
        return text;
    }
    text = end - most;
    while (text < end && ((unsigned char)*text & 0xc0) == 0x80) {
        text++;
    }
    while (text < end && (unsigned char)*text >= 0x80) {
        gunichar c = g_utf8_get_char_validated(text, end - text);
        if (c > 0x10ffff || !g_unichar_iszerowidth(c)) {
            break;
        }
        text = g_utf8_next_char(text);
    }
    return text;
}

const char *cluster_tail(const char *text, const char *end, int cells)
{
    struct cluster cluster;
    const char *at = text = near_end(text, end, cells);
    int width = 0;

    while (cluster_next(&at, end, &cluster)) {
        width += cluster.width;
    }
    while (width > cells && cluster_next(&text, end, &cluster)) {
        width -= cluster.width;
    }
    return text;
}
