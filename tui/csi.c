/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/csi.h"

#include <string.h>

#define CSI_LONGEST   64
#define PARAMETER_MAX 1000000
#define DEL           0x7f

static bool between(char c, unsigned low, unsigned high)
{
    return (unsigned char)c >= low && (unsigned char)c <= high;
}

/* rxvt ends shifted keys with '$', which ECMA-48 has as an intermediate byte; DECRPM replies have
 * it too, behind a '?'. */
static bool rxvt_final(const struct csi *csi, const char *bytes, size_t at)
{
    return csi->prefix == 0 && bytes[at] == '$' && at > 0 && g_ascii_isdigit(bytes[at - 1]);
}

static void read_parameters(const char *bytes, size_t from, size_t to, struct csi *csi)
{
    bool sub = false;

    csi->count = 0;
    for (int i = 0; i < 4; i++) {
        csi->parameters[i] = -1;
    }
    for (size_t i = from; i < to && csi->count < 4; i++) {
        int *value = &csi->parameters[csi->count];
        if (g_ascii_isdigit(bytes[i])) {
            if (!sub) {
                *value = MIN(MAX(*value, 0) * 10 + (bytes[i] - '0'), PARAMETER_MAX);
            }
        } else if (bytes[i] == ';') {
            csi->count++;
            sub = false;
        } else {
            sub = true;
        }
    }
    csi->count = MIN(csi->count + 1, 4);
}

enum csi_result csi_parse(const char *bytes, size_t count, struct csi *csi, size_t *length)
{
    size_t at = 0;

    csi->prefix = 0;
    if (at < count && between(bytes[at], '<', '?')) {
        csi->prefix = bytes[at++];
    }
    size_t from = at;
    while (at < count && between(bytes[at], 0x30, 0x3f)) {
        at++;
    }
    read_parameters(bytes, from, at, csi);
    while (at < count && between(bytes[at], 0x20, 0x2f) && !rxvt_final(csi, bytes, at)) {
        at++;
    }
    *length = at;
    if (at >= CSI_LONGEST) {
        return CSI_TOO_LONG;
    }
    if (at == count) {
        return CSI_MORE;
    }
    if (!between(bytes[at], 0x40, 0x7e) && bytes[at] != '$') {
        return CSI_BROKEN;
    }
    csi->final = bytes[at];
    *length = at + 1;
    return CSI_WHOLE;
}

/* xterm's number: 1 + Shift 1, Alt 2, Control 4. What kitty adds is left out. */
static unsigned modifiers_of(int number)
{
    unsigned bits = number > 1 ? (unsigned)(number - 1) : 0;

    return (bits & 1 ? KEY_SHIFT : 0) | (bits & 2 ? KEY_ALT : 0) | (bits & 4 ? KEY_CONTROL : 0);
}

static bool named(uint32_t code, unsigned modifiers, struct key *key)
{
    if (code == KEY_CODE_TAB && modifiers & KEY_SHIFT) {
        code = KEY_CODE_BACKTAB;
    }
    if (code == KEY_CODE_BACKTAB) {
        modifiers &= ~(unsigned)KEY_SHIFT;
    }
    *key = (struct key){code, modifiers};
    return code != KEY_CODE_NONE;
}

static uint32_t letter_code(char final)
{
    static const char letters[] = "ABCDHFPQRSMIZ";
    static const uint32_t codes[] = {
        KEY_CODE_UP,    KEY_CODE_DOWN, KEY_CODE_RIGHT,  KEY_CODE_LEFT,   KEY_CODE_HOME,
        KEY_CODE_END,   KEY_CODE_F1,   KEY_CODE_F1 + 1, KEY_CODE_F1 + 2, KEY_CODE_F1 + 3,
        KEY_CODE_ENTER, KEY_CODE_TAB,  KEY_CODE_BACKTAB};
    const char *at = final ? strchr(letters, final) : NULL;

    return at ? codes[at - letters] : KEY_CODE_NONE;
}

/* VT220 numbers, and those that xterm, rxvt and linux added. */
static uint32_t number_code(int number)
{
    static const uint32_t codes[] = {
        [1] = KEY_CODE_HOME,     [2] = KEY_CODE_INSERT,   [3] = KEY_CODE_DELETE,
        [4] = KEY_CODE_END,      [5] = KEY_CODE_PAGE_UP,  [6] = KEY_CODE_PAGE_DOWN,
        [7] = KEY_CODE_HOME,     [8] = KEY_CODE_END,      [11] = KEY_CODE_F1,
        [12] = KEY_CODE_F1 + 1,  [13] = KEY_CODE_F1 + 2,  [14] = KEY_CODE_F1 + 3,
        [15] = KEY_CODE_F1 + 4,  [17] = KEY_CODE_F1 + 5,  [18] = KEY_CODE_F1 + 6,
        [19] = KEY_CODE_F1 + 7,  [20] = KEY_CODE_F1 + 8,  [21] = KEY_CODE_F1 + 9,
        [23] = KEY_CODE_F1 + 10, [24] = KEY_CODE_F1 + 11,
    };

    return number > 0 && number < (int)G_N_ELEMENTS(codes) ? codes[number] : KEY_CODE_NONE;
}

/* kitty's CSI u and xterm's modifyOtherKeys name keys by their characters. */
static bool character_key(int code, int modifier, struct key *key)
{
    unsigned modifiers = modifiers_of(modifier);

    switch (code) {
    case '\r':
        return named(KEY_CODE_ENTER, modifiers, key);
    case '\t':
        return named(KEY_CODE_TAB, modifiers, key);
    case 0x1b:
        return named(KEY_CODE_ESCAPE, modifiers, key);
    case DEL:
    case '\b':
        return named(KEY_CODE_BACKSPACE, modifiers, key);
    default:
        break;
    }
    bool private_use = code >= 0xE000 && code <= 0xF8FF; /* kitty's keypad and media keys */
    if (code < ' ' || private_use || !g_unichar_validate((gunichar)code)) {
        return false;
    }
    if (modifiers & KEY_SHIFT && code < DEL && !(modifiers & KEY_CONTROL)) {
        code = g_ascii_toupper((char)code);
    }
    *key = (struct key){(uint32_t)code, modifiers & ~(unsigned)KEY_SHIFT};
    return true;
}

bool csi_key(const struct csi *csi, struct key *key)
{
    int first = csi->parameters[0];
    int modifier = csi->parameters[1];

    if (csi->prefix) {
        return false;
    }
    switch (csi->final) {
    case '~':
        if (first == 27 && csi->count >= 3) {
            return character_key(csi->parameters[2], modifier, key);
        }
        return named(number_code(first), modifiers_of(modifier), key);
    case '$':
        return named(number_code(first), KEY_SHIFT, key);
    case '^':
        return named(number_code(first), KEY_CONTROL, key);
    case 'u':
        return character_key(first, modifier, key);
    case 'a':
    case 'b':
    case 'c':
    case 'd':
        return first < 0 && named(letter_code(g_ascii_toupper(csi->final)), KEY_SHIFT, key);
    case 'R': /* a cursor report as well as F3 */
    case 'M': /* the mouse */
    case 'I': /* the focus */
        return false;
    default:
        return named(letter_code(csi->final), modifiers_of(modifier), key);
    }
}

bool ss3_key(char final, int modifier, struct key *key)
{
    if (final >= 'j' && final <= 'y') { /* the keypad in application mode */
        *key = (struct key){(uint32_t)(final - 'j' + '*'), 0};
        return true;
    }
    if (final >= 'a' && final <= 'd') {
        return named(letter_code(g_ascii_toupper(final)), KEY_CONTROL, key);
    }
    return named(letter_code(final), modifiers_of(modifier), key);
}

struct key control_key(unsigned char byte)
{
    switch (byte) {
    case '\r':
        return (struct key){KEY_CODE_ENTER, 0};
    case '\t':
        return (struct key){KEY_CODE_TAB, 0};
    case '\b': /* which of the two Backspace sends is up to the terminal; ^H is never bound */
    case DEL:
        return (struct key){KEY_CODE_BACKSPACE, 0};
    case 0x1b:
        return (struct key){KEY_CODE_ESCAPE, 0};
    case 0:
        return (struct key){' ', KEY_CONTROL};
    default:
        return (struct key){(uint32_t)g_ascii_tolower((char)(byte + '@')), KEY_CONTROL};
    }
}
