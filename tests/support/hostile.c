/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/hostile.h"

#include <string.h>

/* ECMA-48 5.3: a C1 control is ESC and its letter, one byte of 0x80 to 0x9f, or, in UTF-8, the
 * character of that number. */
static void add_forms(GPtrArray *out, char letter, const char *behind)
{
    unsigned char byte = (unsigned char)letter + 0x40;

    g_ptr_array_add(out, g_strdup_printf("\x1b%c%s", letter, behind));
    g_ptr_array_add(out, g_strdup_printf("%c%s", byte, behind));
    g_ptr_array_add(out, g_strdup_printf("\xc2%c%s", byte, behind));
}

static void add_controls(GPtrArray *out)
{
    for (int c = 1; c < 0x20; c++) {
        g_ptr_array_add(out, g_strdup_printf("%c", c));
        g_ptr_array_add(out, g_strdup_printf("\x1b%c", c));
        g_ptr_array_add(out, g_strdup_printf("\x1b[47%c11m", c)); /* acted on inside, too */
    }
    g_ptr_array_add(out, g_strdup("\x7f"));
    for (char c = 0x40; c < 0x60; c++)
        add_forms(out, c, "");
    for (char c = 0x30; c < 0x7f; c++) /* Fp, Fe, Fs */
        g_ptr_array_add(out, g_strdup_printf("\x1b%c", c));
    for (char c = 0x20; c < 0x30; c++) /* nF: sets of characters and the like */
        for (char final = 0x30; final < 0x7f; final++)
            g_ptr_array_add(out, g_strdup_printf("\x1b%c%c", c, final));
    g_ptr_array_add(out, g_strdup("\x1b$(4711")); /* several intermediates */
    g_ptr_array_add(out, g_strdup("\x1b"));
}

static void add_sequences(GPtrArray *out)
{
    static const char *const parameters[] = {
        "",       "4711",  "4711;4711", "?4711",          ">4711",
        "=4711",  "<4711", "?4711;1$",  "4711;1 ",        "4711!",
        "4711\"", "4711'", "4711*",     "38:2::4711:2:3", "4711;;;;;;;;;;;;;;;;;;;;;;;;;;;;",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(parameters); i++) {
        for (char final = 0x40; final < 0x7f; final++) {
            g_autofree char *behind = g_strdup_printf("%s%c", parameters[i], final);
            add_forms(out, '[', behind);
        }
        add_forms(out, '[', parameters[i]); /* cut off */
    }
}

/* What makes xterm and its like answer, move, resize, or change what is read back later. */
static void add_questions(GPtrArray *out)
{
    static const char *const sequences[] = {
        "c",      "0c",      ">c",     "=c",     "5n",     "6n",   "?6n",  "?15n", "?25n",
        "?26n",   "?53n",    "?996n",  "x",      "1x",     "11t",  "13t",  "14t",  "14;2t",
        "15t",    "16t",     "18t",    "19t",    "20t",    "21t",  "22t",  "23t",  "8;1;1t",
        "?1$p",   "?2026$p", "20$p",   ">q",     "?u",     ">1u",  "1$w",  "2$w",  "1;1;1;1;1*y",
        "?1049h", "?1049l",  "?1003h", "?1006h", "?2004l", "?25l", "?5h",  "?3h",  "?6h",
        "?7l",    "20h",     "4h",     "2i",     "5i",     "2J",   "3J",   "1;1H", "1;2r",
        "s",      "u",       "!p",     "2 q",    "8m",     "7m",   "4:3m", "b",    "9999b",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(sequences); i++)
        add_forms(out, '[', sequences[i]);
}

/* Control strings, whole, cut off, and ended by what ends them on some terminals only. */
static void add_strings(GPtrArray *out)
{
    static const char *const strings[] = {
        "]0;4711",
        "]1;4711",
        "]2;4711",
        "]3;?4711",
        "]4;1;?",
        "]4;1;#4711aa",
        "]5;0;?",
        "]7;file://x",
        "]8;;http://4711",
        "]9;4711",
        "]10;?",
        "]11;?",
        "]11;#471147",
        "]12;?",
        "]17;?",
        "]50;?",
        "]52;c;?",
        "]52;c;NDcxMQ==",
        "]99;;4711",
        "]104",
        "]133;A",
        "]777;notify;4711;x",
        "]1337;File=4711",
        "]7777;idle;4711",
        "P+q544e",
        "P+q4711",
        "P$qm",
        "P$qr",
        "P0;1|17/4711",
        "P1$r4711",
        "Pq#0;2;4711",
        "P4711p",
        "P=1s",
        "_Gi=4711,a=q",
        "_4711",
        "^4711",
        "X4711",
        "P",
        "]",
        "_",
        "^",
        "X",
    };
    static const char *const ends[] = {"\x1b\\", "\a",   "\xc2\x9c", "\x9c",
                                       "\x18",   "\x1a", "\x1b[6n",  ""};

    for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
        for (size_t e = 0; e < G_N_ELEMENTS(ends); e++) {
            g_autofree char *behind = g_strconcat(strings[i] + 1, ends[e], NULL);
            add_forms(out, strings[i][0], behind);
        }
}

static void add_broken(GPtrArray *out)
{
    static const char *const texts[] = {
        "\xc0\x80",
        "\xc0\xaf",
        "\xc1\xbf",
        "\xe0\x80\x9b",
        "\xe0\x80\xaf",
        "\xf0\x80\x80\xaf",
        "\xf8\x80\x80\x80\xaf",
        "\xfc\x80\x80\x80\x80\xaf", /* overlong */
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xed\xa0\xbd\xed\xb8\x80", /* surrogates */
        "\xf4\x90\x80\x80",
        "\xf7\xbf\xbf\xbf",
        "\xff",
        "\xfe",
        "\xff\xfe", /* beyond */
        "\xef\xbf\xbe",
        "\xef\xbf\xbf",
        "\xef\xb7\x90",
        "\xf4\x8f\xbf\xbf", /* no characters */
        "\x80",
        "\xbf",
        "\x80\xbf\x80",
        "\x9b"
        "6n",
        "\xe2\x9b"
        "6n",
        "\xc2[6n",
        "\xe2\x82\x1b[6n",
        "\xf0\x9f\x98\x1b]0;4711\a",
        "\xc2\x1b"
        "c",
    };
    static const char *const whole[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_ptr_array_add(out, g_strdup(texts[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(whole); i++)
        for (size_t length = 1; length < strlen(whole[i]); length++)
            g_ptr_array_add(out, g_strndup(whole[i], length));
}

static void add_shapes(GPtrArray *out)
{
    static const char *const texts[] = {
        "\u202e"
        "4 gpj.exe",
        "\u202d",
        "\u202a\u202b\u202c",
        "\u2066\u2067\u2068\u2069",
        "\u200e\u200f",
        "\u061c",
        "\u206a\u206f",
        "שלום",
        "مرحبا",
        "a\u202e\u202eb\u202c",
        "👩\u200d👩\u200d👧\u200d👦",
        "🏳\ufe0f\u200d🌈",
        "👍🏽",
        "🇩🇪🇫",
        "#\ufe0f\u20e3",
        "☎\ufe0e",
        "❤\ufe0f",
        "葛\U000e0100",
        "ᠠ\u180b",
        "co\u00adop\u00ad",
        "\u200b\u200c\u2060\ufeff",
        "\u034f\u115f\u1160\u3164",
        "\U000e0001\U000e0041\U000e007f",
        "🏴\U000e0067\U000e0062\U000e007f",
        "a\nb\r\nc\rd",
        "a\tb\t\tc",
        "a\vb\fc",
        "a\xc2\x85"
        "b\u2028c\u2029d",
        "\u0301",
        "\u0301\u0302x",
        "日本語テキスト",
        "ｶﾞ",
        "각각",
        "กำกำ",
        "நி",
        "क्षि",
        "\u1100\u1161\u11a8",
        "\ufdfd",
        "𒐫",
        "\u2e3b",
    };
    GString *heap = g_string_new("x");

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_ptr_array_add(out, g_strdup(texts[i]));
    for (int i = 0; i < 50; i++)
        g_string_append_unichar(heap, (gunichar)(0x300 + i));
    g_ptr_array_add(out, g_string_free(heap, FALSE));
}

GPtrArray *hostile_texts(void)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(g_free);

    add_controls(out);
    add_sequences(out);
    add_questions(out);
    add_strings(out);
    add_broken(out);
    add_shapes(out);
    return out;
}

GPtrArray *hostile_pieces(size_t most)
{
    g_autoptr(GPtrArray) all = hostile_texts();
    GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) piece = g_string_new(NULL);

    for (guint i = 0; i < all->len; i++) {
        const char *text = all->pdata[i];
        if (piece->len && piece->len + strlen(text) + 1 > most) {
            g_ptr_array_add(out, g_strndup(piece->str, piece->len));
            g_string_truncate(piece, 0);
        }
        g_string_append_printf(piece, "%s.", text);
    }
    g_ptr_array_add(out, g_strndup(piece->str, piece->len));
    return out;
}

/* --- the judge --- */

static const char *end_of_sequence(const char *at, const char *end)
{
    const char *from = at;

    while (at < end && *at >= 0x20 && *at < 0x40)
        at++;
    if (at == end || g_strstr_len(from, at - from, HOSTILE_MARK))
        return NULL;
    /* Nothing that asks: no DA, DSR, DECREQTPARM; windows only keep and give back their title. */
    bool title = *at == 't' && (*from == '2') && (from[1] == '2' || from[1] == '3');
    return title || strchr("ABCDEFGHIJKLMPSTXZ@`abdefghlmr", *at) ? at + 1 : NULL;
}

static const char *end_of_command(const char *at, const char *end)
{
    static const char *const known[] = {"0;", "2;", "9;", "777;", "52;c;", "7777;idle;"};
    bool fine = false;

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        fine |= g_str_has_prefix(at, known[i]);
    while (fine && at < end && (unsigned char)*at >= 0x20 && *at != 0x7f)
        at++;
    if (!fine || at == end)
        return NULL;
    return *at == '\a' ? at + 1 : at + 1 < end && at[0] == '\x1b' && at[1] == '\\' ? at + 2 : NULL;
}

/* Behind ESC; NULL = it should not have been written. */
static const char *end_of_escape(const char *at, const char *end)
{
    switch (at < end ? *at : '\0') {
    case '[':
        return end_of_sequence(at + 1, end);
    case ']':
        return end_of_command(at + 1, end);
    case '(':
    case ')':
        return at + 1 < end && strchr("B0", at[1]) ? at + 2 : NULL;
    case '\0':
        return NULL;
    default:
        return strchr("78=>MDEH", *at) ? at + 1 : NULL;
    }
}

bool hostile_may_write(const char *bytes, size_t count, GString *why)
{
    const char *end = bytes + count;

    for (const char *at = bytes, *next; at < end; at = next) {
        unsigned char byte = (unsigned char)*at;
        gunichar c = byte < 0x80 ? byte : g_utf8_get_char_validated(at, end - at);
        if (byte == 0x1b)
            next = end_of_escape(at + 1, end);
        else if (byte < 0x80)
            next = (byte >= 0x20 && byte != 0x7f) || strchr("\r\n\b\t", byte) ? at + 1 : NULL;
        else
            next = c >= 0xa0 && c < (gunichar)-2 ? g_utf8_next_char(at) : NULL;
        if (!next) {
            const char *from = at - bytes > 20 ? at - 20 : bytes;
            g_autofree char *near = g_strndup(from, (gsize)(MIN(end - at, 40) + at - from));
            g_autofree char *shown = g_strescape(near, NULL);
            g_string_append_printf(why, "at byte %ld: %s", (long)(at - bytes), shown);
            return false;
        }
    }
    return true;
}
