/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/pen.h"

#include <stdlib.h>
#include <string.h>

#define PARAMETERS 128 /* longer sequences pass unread */
#define WORDS      80  /* room for every attribute and two colours */
#define UNDERLINE  (1u << 4)
#define REVERSE    (1u << 7)
#define KNOWN_BITS (1u << 1 | 1u << 2 | 1u << 3 | UNDERLINE | REVERSE)

/* Final bytes of CSI sequences that neither draw nor care how is drawn. */
#define CSI_MOVES "ABCDEFGHdfr`ahlq"
/* Those that fill with the background: erase, insert, delete, scroll. */
#define CSI_FILLS "JKX@PLMST"

void pen_forget(struct pen *pen)
{
    pen->known = false;
}

/* --- sending --- */

/* Parameters of a sequence, as they are put together. */
struct words {
    char text[WORDS];
    size_t length;
};

static void add(struct words *words, const char *parameter)
{
    size_t length = strlen(parameter);

    if (words->length > 0) {
        words->text[words->length++] = ';';
    }
    memcpy(words->text + words->length, parameter, length);
    words->length += length;
}

static void add_attributes(struct words *words, unsigned attributes)
{
    for (int i = 1; attributes >> i; i++) {
        if (attributes & 1u << i) {
            char digit[] = {(char)('0' + i), '\0'};
            add(words, digit);
        }
    }
}

/* Everything anew: needs nothing of the terminal but a reset. */
static void describe_whole(const struct look *to, struct words *words)
{
    if (to->attributes || to->foreground[0] || to->background[0]) {
        add(words, "0");
    }
    add_attributes(words, to->attributes);
    if (to->foreground[0]) {
        add(words, to->foreground);
    }
    if (to->background[0]) {
        add(words, to->background);
    }
}

static bool add_colour(const struct pen *pen, const char *from, const char *to, const char *plain,
                       struct words *words)
{
    if (strcmp(from, to) == 0) {
        return true;
    }
    if (!to[0] && !pen->defaults) {
        return false;
    }
    add(words, to[0] ? to : plain);
    return true;
}

/* Only what differs. False when that cannot be said without a reset. */
static bool describe_change(const struct pen *pen, const struct look *to, struct words *words)
{
    if (!pen->known || (pen->sent.attributes & ~to->attributes)) {
        return false;
    }
    add_attributes(words, to->attributes & ~pen->sent.attributes);
    return add_colour(pen, pen->sent.foreground, to->foreground, "39", words) &&
           add_colour(pen, pen->sent.background, to->background, "49", words);
}

/* The parameters of the shorter way to `to`. False = nothing is to be sent. */
static bool way_to(const struct pen *pen, const struct look *to, struct words *way)
{
    struct words whole = {.length = 0};

    way->length = 0;
    bool can_change = describe_change(pen, to, way);
    if (can_change && way->length == 0) {
        return false;
    }
    describe_whole(to, &whole);
    if (!can_change || whole.length < way->length) {
        *way = whole;
    }
    return true;
}

static bool same(const struct look *a, const struct look *b)
{
    return a->attributes == b->attributes && strcmp(a->foreground, b->foreground) == 0 &&
           strcmp(a->background, b->background) == 0;
}

static void go(struct pen *pen, const struct look *to, const struct words *way, GString *out)
{
    if (way) {
        g_string_append_len(out, "\x1b[", 2);
        g_string_append_len(out, way->text, (gssize)way->length);
        g_string_append_c(out, 'm');
    }
    pen->sent = *to;
    pen->known = true;
}

void pen_settle(struct pen *pen, GString *out)
{
    struct words way;

    if (!pen->known || !same(&pen->sent, &pen->wanted)) {
        go(pen, &pen->wanted, way_to(pen, &pen->wanted, &way) ? &way : NULL, out);
    }
}

/* For cells that show their background only. */
static void settle_blank(struct pen *pen, GString *out)
{
    const unsigned shows = UNDERLINE | REVERSE;
    struct words least, all;

    if (!pen->known || pen->wanted.attributes & shows) {
        pen_settle(pen, out);
        return;
    }
    struct look kept = pen->sent;
    kept.attributes &= ~shows;
    memcpy(kept.background, pen->wanted.background, PEN_COLOUR);
    if (!way_to(pen, &kept, &least)) {
        go(pen, &kept, NULL, out);
        return;
    }
    bool some = way_to(pen, &pen->wanted, &all);
    bool keep = some && least.length < all.length;
    go(pen, keep ? &kept : &pen->wanted, keep ? &least : some ? &all : NULL, out);
}

void pen_take(struct pen *pen, const struct look *look, bool background_only, GString *out)
{
    struct look kept = pen->wanted;

    pen->wanted = *look;
    if (background_only) {
        settle_blank(pen, out);
    } else {
        pen_settle(pen, out);
    }
    pen->wanted = kept;
}

size_t pen_cost(const struct pen *pen, const struct look *from, const struct look *to)
{
    const struct pen then = {.sent = *from, .known = true, .defaults = pen->defaults};
    struct words way;

    return way_to(&then, to, &way) ? way.length + 3 : 0;
}

/* --- reading --- */

/* Parameters of a sequence that are yet to be read. */
struct unread {
    const char *at, *end; /* `at` behind `end`: none is left */
};

/* The next one, of *length bytes; NULL = there is none. */
static const char *take_word(struct unread *unread, size_t *length)
{
    const char *word = unread->at;

    if (word > unread->end) {
        return NULL;
    }
    const char *stop = memchr(word, ';', (size_t)(unread->end - word));
    stop = stop ? stop : unread->end;
    *length = (size_t)(stop - word);
    unread->at = stop + 1;
    return word;
}

/* A colour that begins with the parameter `word`, 38 or 48: all that belongs to it. False = it is
 * broken. */
static bool take_colour(struct unread *unread, const char *word, size_t length, char to[PEN_COLOUR])
{
    size_t kind_length, last_length;

    if (!memchr(word, ':', length)) {
        const char *kind = take_word(unread, &kind_length);
        int more = !kind || kind_length != 1 ? 0 : *kind == '5' ? 1 : *kind == '2' ? 3 : 0;
        const char *last = NULL;
        for (int i = 0; i < more; i++) {
            last = take_word(unread, &last_length);
        }
        if (!last) {
            return false;
        }
        length = (size_t)(last + last_length - word);
    }
    if (length >= PEN_COLOUR) {
        return false;
    }
    memcpy(to, word, length);
    to[length] = '\0';
    return true;
}

static void set_colour(char to[PEN_COLOUR], const char *word, size_t length)
{
    length = MIN(length, PEN_COLOUR - 1);
    memcpy(to, word, length);
    to[length] = '\0';
}

/* Takes the parameter `word`, and of a colour the others. False = it is not understood. */
static bool take(struct look *look, struct unread *unread, const char *word, size_t length)
{
    long number = strtol(word, NULL, 10); /* ends at what ends the word */

    if (number == 38 || number == 48) {
        return take_colour(unread, word, length,
                           number == 38 ? look->foreground : look->background);
    }
    if (memchr(word, ':', length)) {
        return false;
    }
    if (number == 0) {
        *look = (struct look){0};
    } else if (number > 0 && number < 10 && KNOWN_BITS & 1u << number) {
        look->attributes |= 1u << number;
    } else if (number == 10) { /* the first font, which is never left: TERM=linux says it often */
        return true;
    } else if (number == 22) {
        look->attributes &= ~(1u << 1 | 1u << 2);
    } else if (number >= 23 && number <= 27 && KNOWN_BITS & 1u << (number - 20)) {
        look->attributes &= ~(1u << (number - 20));
    } else if (number == 39 || number == 49) {
        (number == 39 ? look->foreground : look->background)[0] = '\0';
    } else if ((number >= 30 && number < 38) || (number >= 90 && number < 98)) {
        set_colour(look->foreground, word, length);
    } else if ((number >= 40 && number < 48) || (number >= 100 && number < 108)) {
        set_colour(look->background, word, length);
    } else {
        return false;
    }
    return true;
}

/* `parameters` end with the final byte of their sequence. */
static bool read_look(const char *parameters, size_t length, struct look *look)
{
    struct unread unread = {parameters, parameters + length};
    const char *word;
    size_t word_length;

    while ((word = take_word(&unread, &word_length)) != NULL) {
        if (!take(look, &unread, word, word_length)) {
            return false;
        }
    }
    return true;
}

/* Passes a sequence on as it is; afterwards the terminal may draw in any way. */
static void pass_unknown(struct pen *pen, const char *bytes, size_t length, GString *out)
{
    pen_settle(pen, out);
    g_string_append_len(out, bytes, (gssize)length);
    pen_forget(pen);
}

bool pen_read(const char *sequence, struct look *look)
{
    size_t length = strlen(sequence);

    return length > 2 && length < PARAMETERS && g_str_has_prefix(sequence, "\x1b[") &&
           sequence[length - 1] == 'm' && read_look(sequence + 2, length - 3, look);
}

/* A sequence from ESC [ on; returns its length. */
static size_t take_csi(struct pen *pen, const char *bytes, size_t count, GString *out)
{
    size_t length = 2;

    while (length < count && (unsigned char)bytes[length] >= 0x20 &&
           (unsigned char)bytes[length] < 0x40) {
        length++;
    }
    if (length == count) {
        pass_unknown(pen, bytes, count, out);
        return count;
    }
    char final = bytes[length++];
    bool is_private = bytes[2] >= '<' && bytes[2] <= '?';
    struct look look = pen->wanted;
    if (final == 'm' && length < PARAMETERS && read_look(bytes + 2, length - 3, &look)) {
        pen->wanted = look;
        return length;
    }
    bool fills = !is_private && strchr(CSI_FILLS, final);
    /* 1049 and its like bring back how was drawn before. */
    bool moves = strchr(CSI_MOVES, final) && !(is_private && length > 6);
    if (!fills && !moves) {
        pass_unknown(pen, bytes, length, out);
        return length;
    }
    if (fills) {
        settle_blank(pen, out);
    }
    g_string_append_len(out, bytes, (gssize)length);
    return length;
}

/* ESC and what belongs to it; returns the length. */
static size_t take_escape(struct pen *pen, const char *bytes, size_t count, GString *out)
{
    if (count > 1 && bytes[1] == '[') {
        return take_csi(pen, bytes, count, out);
    }
    size_t length = 1;
    while (length < count && bytes[length] >= ' ' && bytes[length] < '0') {
        length++; /* of which character set is spoken */
    }
    length = MIN(length + 1, count);
    if (count > 1 && strchr("DEM", bytes[1])) { /* may scroll */
        settle_blank(pen, out);
        g_string_append_len(out, bytes, (gssize)length);
        return length;
    }
    pass_unknown(pen, bytes, length, out);
    return length;
}

/* Characters that need no look at the pen once it is settled. */
static size_t run_length(const char *bytes, size_t count)
{
    size_t length = 0;

    while (length < count && (unsigned char)bytes[length] >= ' ' && bytes[length] != 0x7f) {
        length++;
    }
    return length;
}

void pen_rewrite(struct pen *pen, const char *bytes, size_t count, GString *out)
{
    for (size_t at = 0; at < count;) {
        unsigned char c = (unsigned char)bytes[at];
        size_t length = 1;
        if (c == 0x1b) {
            at += take_escape(pen, bytes + at, count - at, out);
            continue;
        }
        if (c > ' ' && c != 0x7f) {
            pen_settle(pen, out);
            length = run_length(bytes + at, count - at);
        } else if (c == ' ' || c == '\n') {
            settle_blank(pen, out);
        }
        g_string_append_len(out, bytes + at, (gssize)length);
        at += length;
    }
}
