/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/pen.h"

#include <stdlib.h>
#include <string.h>

#define PARAMETERS 128 /* longer sequences pass unread */
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

static void add(GString *parameters, const char *parameter)
{
    if (parameters->len > 0) {
        g_string_append_c(parameters, ';');
    }
    g_string_append(parameters, parameter);
}

static void add_attributes(GString *parameters, unsigned attributes)
{
    for (int i = 1; i < 10; i++) {
        if (attributes & 1u << i) {
            char digit[] = {(char)('0' + i), '\0'};
            add(parameters, digit);
        }
    }
}

/* Everything anew: needs nothing of the terminal but a reset. */
static void describe_whole(const struct look *to, GString *parameters)
{
    add_attributes(parameters, to->attributes);
    if (to->foreground[0]) {
        add(parameters, to->foreground);
    }
    if (to->background[0]) {
        add(parameters, to->background);
    }
    if (parameters->len > 0) {
        g_string_prepend(parameters, "0;");
    }
}

static bool add_colour(const struct pen *pen, const char *from, const char *to, const char *plain,
                       GString *parameters)
{
    if (strcmp(from, to) == 0) {
        return true;
    }
    if (!to[0] && !pen->defaults) {
        return false;
    }
    add(parameters, to[0] ? to : plain);
    return true;
}

/* Only what differs. False when that cannot be said without a reset. */
static bool describe_change(const struct pen *pen, const struct look *to, GString *parameters)
{
    if (!pen->known || (pen->sent.attributes & ~to->attributes)) {
        return false;
    }
    add_attributes(parameters, to->attributes & ~pen->sent.attributes);
    return add_colour(pen, pen->sent.foreground, to->foreground, "39", parameters) &&
           add_colour(pen, pen->sent.background, to->background, "49", parameters);
}

/* The parameters of the shorter way to `to`; NULL = nothing is to be sent. Newly allocated. */
static char *way_to(const struct pen *pen, const struct look *to)
{
    g_autoptr(GString) whole = g_string_new(NULL);
    g_autoptr(GString) change = g_string_new(NULL);

    bool can_change = describe_change(pen, to, change);
    if (can_change && change->len == 0) {
        return NULL;
    }
    describe_whole(to, whole);
    return g_strdup(can_change && change->len <= whole->len ? change->str : whole->str);
}

static bool same(const struct look *a, const struct look *b)
{
    return a->attributes == b->attributes && strcmp(a->foreground, b->foreground) == 0 &&
           strcmp(a->background, b->background) == 0;
}

static void go(struct pen *pen, const struct look *to, const char *parameters, GString *out)
{
    if (parameters) {
        g_string_append_printf(out, "\x1b[%sm", parameters);
    }
    pen->sent = *to;
    pen->known = true;
}

void pen_settle(struct pen *pen, GString *out)
{
    if (pen->known && same(&pen->sent, &pen->wanted)) {
        return;
    }
    g_autofree char *parameters = way_to(pen, &pen->wanted);
    go(pen, &pen->wanted, parameters, out);
}

/* For cells that show their background only. */
static void settle_blank(struct pen *pen, GString *out)
{
    const unsigned shows = UNDERLINE | REVERSE;

    if (!pen->known || pen->wanted.attributes & shows) {
        pen_settle(pen, out);
        return;
    }
    struct look kept = pen->sent;
    kept.attributes &= ~shows;
    memcpy(kept.background, pen->wanted.background, PEN_COLOUR);
    g_autofree char *least = way_to(pen, &kept);
    g_autofree char *all = way_to(pen, &pen->wanted);
    bool keep = !least || (all && strlen(least) < strlen(all));
    go(pen, keep ? &kept : &pen->wanted, keep ? least : all, out);
}

/* --- reading --- */

static void set_colour(char to[PEN_COLOUR], char **parameters, size_t count)
{
    GString *joined = g_string_new(NULL);

    for (size_t i = 0; i < count; i++) {
        add(joined, parameters[i]);
    }
    g_strlcpy(to, joined->str, PEN_COLOUR);
    g_string_free(joined, TRUE);
}

/* How many parameters a colour beginning with 38 or 48 takes; 0 = it is broken. */
static size_t colour_length(char **parameters, size_t left)
{
    if (strchr(parameters[0], ':')) {
        return strlen(parameters[0]) < PEN_COLOUR ? 1 : 0;
    }
    size_t needs = left > 1 && strcmp(parameters[1], "5") == 0   ? 3
                   : left > 1 && strcmp(parameters[1], "2") == 0 ? 5
                                                                 : 0;
    return needs <= left ? needs : 0;
}

/* Takes one parameter, or those of one colour; returns how many. 0 = not understood. */
static size_t take(struct look *look, char **parameters, size_t left)
{
    long number = strtol(parameters[0], NULL, 10);
    size_t count = 1;

    if (strchr(parameters[0], ':') && number != 38 && number != 48) {
        return 0;
    }
    if (number == 0) {
        *look = (struct look){0};
    } else if (number < 10 && KNOWN_BITS & 1u << number) {
        look->attributes |= 1u << number;
    } else if (number == 10) { /* the first font, which is never left: TERM=linux says it often */
        return 1;
    } else if (number == 22) {
        look->attributes &= ~(1u << 1 | 1u << 2);
    } else if (number >= 23 && number <= 27 && KNOWN_BITS & 1u << (number - 20)) {
        look->attributes &= ~(1u << (number - 20));
    } else if (number == 38 || number == 48) {
        count = colour_length(parameters, left);
        set_colour(number == 38 ? look->foreground : look->background, parameters, count);
    } else if (number == 39 || number == 49) {
        (number == 39 ? look->foreground : look->background)[0] = '\0';
    } else if ((number >= 30 && number < 38) || (number >= 90 && number < 98)) {
        set_colour(look->foreground, parameters, 1);
    } else if ((number >= 40 && number < 48) || (number >= 100 && number < 108)) {
        set_colour(look->background, parameters, 1);
    } else {
        count = 0;
    }
    return count;
}

static bool read_look(const char *parameters, size_t length, struct look *look)
{
    g_autofree char *text = g_strndup(parameters, length);
    g_auto(GStrv) parts = g_strsplit(length > 0 ? text : "0", ";", -1);
    size_t count = g_strv_length(parts);

    for (size_t i = 0; i < count;) {
        size_t taken = take(look, parts + i, count - i);
        if (taken == 0) {
            return false;
        }
        i += taken;
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
