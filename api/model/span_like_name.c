/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of spans without what varies from call to call, for span_like.h. One pass; what is written
 * is never longer than what was read.
 */
#include "api/model/span_like.h"

#include <string.h>

#define LEAST_HEX      8  /* digits of a hexadecimal id; one of them at least is a decimal one */
#define LEAST_MIXED    16 /* characters of an id of letters and digits */
#define MIXED_DIGITS   4  /* decimal digits among them */
#define LONG_NUMBER    6  /* decimal digits that are no part of the word beside them */
#define LONG_IN_SNAKE  3  /* the same after an underscore */
#define LONGEST_HOLDER 64 /* bytes of a placeholder's name */

struct scan {
    const char *start, *at, *end; /* of the name */
    char *out;
    size_t length;
    bool in_url_query; /* after the ? of a URL, up to a blank */
    bool holders;      /* a placeholder was met */
    bool open_quote;   /* a quote has no end, and neither have those behind it; */
    bool open_comment; /* nor has a comment */
};

enum { WORD = 1, DIGIT = 2, HEX = 4, BLANK = 8, WIDE = 16 };

static const uint8_t classes[256] = {
    ['0' ... '9'] = WORD | DIGIT | HEX,
    ['a' ... 'f'] = WORD | HEX,
    ['g' ... 'z'] = WORD,
    ['A' ... 'F'] = WORD | HEX,
    ['G' ... 'Z'] = WORD,
    [0x80 ... 0xff] = WORD | WIDE,
    [' '] = BLANK,
    ['\t' ... '\r'] = BLANK,
};

static bool is(char c, int which)
{
    return classes[(unsigned char)c] & which;
}

static bool is_word(char c)
{
    return is(c, WORD);
}

static bool is_digit(char c)
{
    return is(c, DIGIT);
}

static char before(const struct scan *scan)
{
    return scan->at > scan->start ? scan->at[-1] : ' ';
}

static size_t span_of(const struct scan *scan, size_t from, const char *set)
{
    size_t length = from;
    while (scan->at + length < scan->end && scan->at[length] && strchr(set, scan->at[length]))
        length++;
    return length - from;
}

static size_t digits_at(const struct scan *scan, size_t from)
{
    size_t length = from;
    while (scan->at + length < scan->end && is_digit(scan->at[length]))
        length++;
    return length - from;
}

/* --- writing --- */

static void put(struct scan *scan, char c)
{
    scan->out[scan->length++] = c;
}

static bool ends_with(const struct scan *scan, const char *tail)
{
    size_t length = strlen(tail);
    return scan->length >= length && memcmp(scan->out + scan->length - length, tail, length) == 0;
}

static void put_blank(struct scan *scan)
{
    if (scan->length && scan->out[scan->length - 1] != ' ')
        put(scan, ' ');
}

/* A further one of a list is the list. */
static void put_parameter(struct scan *scan)
{
    if (ends_with(scan, "?, "))
        scan->length -= 2;
    else if (ends_with(scan, "?,"))
        scan->length -= 1;
    else if (!ends_with(scan, "?"))
        put(scan, '?');
}

static void put_close(struct scan *scan)
{
    put(scan, ')');
    if (ends_with(scan, "(?), (?)"))
        scan->length -= strlen(", (?)");
    else if (ends_with(scan, "(?),(?)"))
        scan->length -= strlen(",(?)");
}

static void copy(struct scan *scan, size_t length)
{
    memcpy(scan->out + scan->length, scan->at, length);
    scan->length += length;
    scan->at += length;
}

static void replace(struct scan *scan, size_t length)
{
    put_parameter(scan);
    scan->at += length;
}

/* --- what varies: each returns the length of one at the place reached, or 0 --- */

static size_t comment(struct scan *scan)
{
    size_t left = (size_t)(scan->end - scan->at);
    if (left < 4 || scan->at[0] != '/' || scan->at[1] != '*' || scan->open_comment)
        return 0;
    const char *close = memmem(scan->at + 2, left - 2, "*/", 2);
    scan->open_comment = !close;
    return close ? (size_t)(close + 2 - scan->at) : 0;
}

static size_t quoted(struct scan *scan)
{
    if (*scan->at != '\'' || scan->open_quote || is_word(before(scan)))
        return 0;
    for (const char *p = scan->at + 1; p < scan->end; p++) {
        if (*p == '\\' || (*p == '\'' && p + 1 < scan->end && p[1] == '\''))
            p++;
        else if (*p == '\'')
            return (size_t)(p + 1 - scan->at);
    }
    scan->open_quote = true;
    return 0;
}

/* {id}, <int:id>, %(name)s */
static size_t bracketed(const struct scan *scan, size_t from, char close)
{
    size_t length = from;
    while (scan->at + length < scan->end && length < LONGEST_HOLDER &&
           (is_word(scan->at[length]) || strchr("_:.-", scan->at[length])))
        length++;
    return length > from && scan->at + length < scan->end && scan->at[length] == close ? length + 1
                                                                                       : 0;
}

static size_t named(const struct scan *scan, size_t from)
{
    size_t length = from;
    while (scan->at + length < scan->end && length < LONGEST_HOLDER &&
           (is_word(scan->at[length]) || scan->at[length] == '_'))
        length++;
    return length > from ? length : 0;
}

static size_t placeholder(const struct scan *scan)
{
    char next = scan->at + 1 < scan->end ? scan->at[1] : '\0', back = before(scan);
    switch (*scan->at) {
    case '$':
        return is_digit(next) ? 1 + digits_at(scan, 1) : 0;
    case ':': /* after these only: "::text" is a cast, "host:80" a port */
        return strchr(" =(,/", back) ? named(scan, 1) : 0;
    case '@':
        return strchr(" =(,", back) ? named(scan, 1) : 0;
    case '%':
        if (next == 's' || next == 'd')
            return 2;
        if (next == '(') {
            size_t length = bracketed(scan, 2, ')');
            return length && scan->at + length < scan->end && scan->at[length] == 's' ? length + 1
                                                                                      : length;
        }
        return 0;
    case '{':
        return bracketed(scan, 1, '}');
    case '<':
        return back == '/' ? bracketed(scan, 1, '>') : 0;
    default:
        return 0;
    }
}

static size_t uuid(const struct scan *scan)
{
    static const size_t groups[] = {8, 4, 4, 4, 12};
    size_t length = 0;
    for (size_t g = 0; g < G_N_ELEMENTS(groups); g++) {
        for (size_t i = 0; i < groups[g]; i++, length++)
            if (scan->at + length >= scan->end || !is(scan->at[length], HEX))
                return 0;
        bool last = g == G_N_ELEMENTS(groups) - 1;
        if (!last && (scan->at + length >= scan->end || scan->at[length++] != '-'))
            return 0;
    }
    return scan->at + length < scan->end && is_word(scan->at[length]) ? 0 : length;
}

/* What a word is made of. */
struct word {
    size_t length, digits, hex, wide;
};

static struct word word_at(const struct scan *scan)
{
    struct word word = {0};
    for (const char *p = scan->at; p < scan->end; p++, word.length++) {
        uint8_t class = classes[(unsigned char)*p];
        if (!(class & WORD))
            break;
        word.digits += (class & DIGIT) != 0;
        word.hex += (class & HEX) != 0;
        word.wide += (class & WIDE) != 0;
    }
    return word;
}

/* An id by its look. */
static bool is_id(const struct word *word)
{
    if (word->wide)
        return false;
    if (word->hex == word->length)
        return word->length >= LEAST_HEX && word->digits && word->digits < word->length;
    return word->length >= LEAST_MIXED && word->digits >= MIXED_DIGITS;
}

/* 12, 1.5, 10.0.3.17, 1e9, 0x1f, 2026-11-22T03:12:31Z; begins with a digit. */
static size_t number(const struct scan *scan)
{
    size_t length = digits_at(scan, 0);
    bool hex = length == 1 && *scan->at == '0' && scan->at + 1 < scan->end && scan->at[1] == 'x';
    if (hex)
        return 2 + span_of(scan, 2, "0123456789abcdefABCDEF");
    if (length == 4 && span_of(scan, 4, "-") == 1 && digits_at(scan, 5) == 2)
        return length + span_of(scan, length, "0123456789-T:.Z+");
    for (size_t more = 1; more;) {
        more = span_of(scan, length, ".") == 1 ? digits_at(scan, length + 1) : 0;
        length += more ? more + 1 : 0;
    }
    size_t sign = span_of(scan, length, "eE") == 1 ? span_of(scan, length + 1, "+-") : 2;
    size_t power = sign <= 1 ? digits_at(scan, length + 1 + sign) : 0;
    return power ? length + 1 + sign + power : length;
}

/* --- reading --- */

static void read_digits(struct scan *scan, char prior)
{
    size_t digits = digits_at(scan, 0), whole = digits;
    bool inside = is_word(prior) || prior == '_';
    if (!inside)
        whole = number(scan);
    bool before_word = scan->at + whole < scan->end && is_word(scan->at[whole]);
    size_t most = prior == '_' ? LONG_IN_SNAKE : LONG_NUMBER;
    if ((inside || before_word) && digits < most)
        copy(scan, whole);
    else
        replace(scan, whole);
}

static void read_word(struct scan *scan)
{
    struct word word = word_at(scan);
    size_t whole = word.length == 8 && word.hex == 8 ? uuid(scan) : 0;
    if (whole || is_id(&word)) {
        replace(scan, whole ? whole : word.length);
        return;
    }
    if (!word.digits) {
        copy(scan, word.length);
        return;
    }
    const char *stop = scan->at + word.length;
    while (scan->at < stop) {
        if (is_digit(*scan->at)) {
            read_digits(scan, before(scan));
            continue;
        }
        size_t letters = 0;
        while (scan->at + letters < stop && !is_digit(scan->at[letters]))
            letters++;
        copy(scan, letters);
    }
}

/* After a '=' in the query string of a URL. */
static void read_value(struct scan *scan)
{
    size_t length = 0;
    while (scan->at + length < scan->end && !strchr("&#; \t\r\n", scan->at[length]))
        length++;
    if (length)
        replace(scan, length);
}

static void read_sign(struct scan *scan)
{
    char c = *scan->at;
    bool url = c == '?' && (is_word(before(scan)) || strchr("/-_.", before(scan)));
    scan->in_url_query |= url;
    scan->holders |= c == '?' && !url;
    scan->at++;
    if (c == ')')
        put_close(scan);
    else if (c == '?')
        put_parameter(scan);
    else
        put(scan, c);
    if (c == '=' && scan->in_url_query)
        read_value(scan);
}

static void read_one(struct scan *scan)
{
    size_t length;
    if (is_word(*scan->at)) {
        read_word(scan);
    } else if ((length = comment(scan)) || is(*scan->at, BLANK)) {
        put_blank(scan);
        scan->at += MAX(length, 1);
        scan->in_url_query = false;
    } else if ((length = placeholder(scan))) {
        scan->holders = true;
        replace(scan, length);
    } else if ((length = quoted(scan))) {
        replace(scan, length);
    } else {
        read_sign(scan);
    }
}

static void read_all(struct scan *scan)
{
    while (scan->at < scan->end)
        read_one(scan);
    if (scan->length && scan->out[scan->length - 1] == ' ')
        scan->length--;
}

/* Appends; true if a placeholder was met. */
static bool append_like(GString *out, const char *name)
{
    size_t from = out->len, length = strlen(name);
    g_string_set_size(out, from + length);
    struct scan scan = {.start = name, .at = name, .end = name + length, .out = out->str + from};
    read_all(&scan);
    g_string_truncate(out, from + scan.length);
    return scan.holders;
}

void span_like_name(GString *out, const char *name)
{
    append_like(out, name ? name : "");
}

bool span_name_is_open(const char *name)
{
    g_autoptr(GString) out = g_string_new(NULL);
    return append_like(out, name ? name : "");
}
