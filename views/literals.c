/* SPDX-License-Identifier: Apache-2.0 */
#include "views/literals.h"

#include "views/needles.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#define LEAST_BYTES 3  /* a literal that is shorter is nearly everywhere */
#define MOST        32 /* literals */
#define DEPTH_MOST  16 /* of groups */

struct literals {
    GPtrArray *texts; /* of char *; in lower case when caseless */
    bool all;
    struct needles *needles; /* the same */
};

/* --- reading the pattern --- */

/* What is known of a part of a pattern: any match has one of these; NULL = nothing. */
struct part {
    GPtrArray *any;
    bool all; /* the part is nothing but these */
};

struct reading {
    const char *at;
    bool caseless, broken;
    bool ascii; /* the texts are */
    bool split; /* a letter of many cases was no part of a literal */
    int depth;
};

/* A concatenation being read: the run of plain bytes, and the best that was found so far. */
struct chain {
    GString *run;
    size_t last; /* bytes of the run's last character */
    struct part best;
    bool pure; /* nothing but plain bytes, or one group */
    unsigned parts;
};

static GPtrArray *no_texts(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

static size_t shortest(const GPtrArray *texts)
{
    size_t least = SIZE_MAX;
    for (guint i = 0; i < texts->len; i++)
        least = MIN(least, strlen(texts->pdata[i]));
    return texts->len ? least : 0;
}

static void part_clear(struct part *part)
{
    if (part->any)
        g_ptr_array_unref(part->any);
    *part = (struct part){0};
}

/* The rarer the better: long, and few. Takes `other`. */
static void keep_better(struct part *best, struct part other)
{
    if (!other.any)
        return;
    size_t new = shortest(other.any), old = best->any ? shortest(best->any) : 0;
    bool better = new > old || (new == old && best->any &&other.any->len < best->any->len);
    if (new < LEAST_BYTES || !better) {
        part_clear(&other);
        return;
    }
    part_clear(best);
    *best = other;
}

static bool many_cases(struct reading *reading, unsigned char c)
{
    bool letter = c && strchr("ksKS", c);
    reading->split |= letter;
    return (letter && !reading->ascii) || c >= 0x80;
}

/* The longest piece of the run that is the same bytes, or their other case, in every match. */
static struct part part_of_run(struct reading *reading, const GString *run)
{
    size_t from = 0, length = 0;
    for (size_t at = 0, begin = 0; at <= run->len; at++) {
        bool ends = at == run->len ||
                    (reading->caseless && many_cases(reading, (unsigned char)run->str[at]));
        if (ends && at - begin > length) {
            from = begin;
            length = at - begin;
        }
        begin = ends ? at + 1 : begin;
    }
    struct part part = {no_texts(), length == run->len};
    char *text = g_strndup(run->str + from, length);
    if (reading->caseless)
        for (char *c = text; *c; c++)
            *c = g_ascii_tolower(*c);
    g_ptr_array_add(part.any, text);
    return part;
}

static void end_run(struct reading *reading, struct chain *chain)
{
    if (chain->run->len == 0)
        return;
    chain->parts++;
    keep_better(&chain->best, part_of_run(reading, chain->run));
    g_string_truncate(chain->run, 0);
    chain->last = 0;
}

/* What follows an atom: 1 = once, 2 = once or more often, 0 = it need not be there. */
static int repetition(struct reading *reading)
{
    const char *at = reading->at;
    int times = 1;
    if (*at == '*' || *at == '?')
        times = 0;
    else if (*at == '+')
        times = 2;
    else if (*at == '{' && (g_ascii_isdigit(at[1]) || at[1] == ',')) {
        const char *end = strchr(at, '}');
        if (!end)
            return 1; /* a brace is a brace */
        times = g_ascii_strtoull(at + 1, NULL, 10) > 0 ? 2 : 0;
        at = end;
    } else
        return 1;
    at++;
    reading->at = at + (*at == '?' || *at == '+'); /* lazy or possessive */
    return times;
}

static struct part read_choice(struct reading *reading);

static void take_byte(struct reading *reading, struct chain *chain, const char *bytes, size_t count)
{
    int times = repetition(reading);
    if (times > 0)
        g_string_append_len(chain->run, bytes, (gssize)count);
    chain->pure &= times == 1;
    if (times != 1)
        end_run(reading, chain);
}

/* Something of which the bytes are not known. */
static void take_any(struct reading *reading, struct chain *chain)
{
    chain->pure = false;
    end_run(reading, chain);
    repetition(reading);
}

static void take_escape(struct reading *reading, struct chain *chain)
{
    char c = *++reading->at;
    if (c == '\0' || strchr("QEKGXRCNgkopPxcuULl0123456789", c)) {
        reading->broken |= !strchr("KGXRN", c) || !c;
        reading->at += c != '\0';
        take_any(reading, chain);
    } else if (g_ascii_isalpha(c)) {
        reading->at++;
        take_any(reading, chain); /* \d, \w, \s, \b, \n .. */
    } else {
        gsize count = (gsize)(g_utf8_next_char(reading->at) - reading->at);
        const char *bytes = reading->at;
        reading->at += count;
        take_byte(reading, chain, bytes, count);
    }
}

static void take_class(struct reading *reading, struct chain *chain)
{
    const char *at = reading->at + 1;
    at += *at == '^';
    at += *at == ']';
    for (; *at && *at != ']'; at++) {
        reading->broken |= *at == '['; /* [:alpha:] */
        if (*at == '\\' && at[1])
            at++;
    }
    reading->broken |= *at == '\0';
    reading->at = at + (*at != '\0');
    take_any(reading, chain);
}

static bool begins_group(struct reading *reading)
{
    const char *at = reading->at + 1;
    if (*at == '*')
        return false;
    if (*at != '?') {
        reading->at = at;
        return true;
    }
    bool named = (at[1] == '<' && at[2] && !strchr("=!", at[2])) || g_str_has_prefix(at, "?P<");
    if (at[1] != ':' && !named)
        return false;
    const char *end = named ? strchr(at, '>') : at + 1;
    if (end)
        reading->at = end + 1;
    return end != NULL;
}

static void take_group(struct reading *reading, struct chain *chain)
{
    if (!begins_group(reading) || ++reading->depth > DEPTH_MOST) {
        reading->broken = true;
        return;
    }
    end_run(reading, chain);
    struct part part = read_choice(reading);
    reading->depth--;
    reading->broken |= *reading->at != ')';
    reading->at += *reading->at != '\0';
    int times = reading->broken ? 0 : repetition(reading);
    chain->pure &= times == 1;
    chain->parts++;
    part.all &= times == 1;
    if (times > 0)
        keep_better(&chain->best, part);
    else
        part_clear(&part);
}

static void take_plain(struct reading *reading, struct chain *chain)
{
    const char *bytes = reading->at;
    reading->at = g_utf8_next_char(bytes);
    take_byte(reading, chain, bytes, (size_t)(reading->at - bytes));
}

static void take_atom(struct reading *reading, struct chain *chain)
{
    switch (*reading->at) {
    case '\\':
        take_escape(reading, chain);
        break;
    case '[':
        take_class(reading, chain);
        break;
    case '(':
        take_group(reading, chain);
        break;
    case '.':
    case '^':
    case '$':
        reading->at++;
        take_any(reading, chain);
        break;
    default:
        take_plain(reading, chain);
    }
}

static struct part read_chain(struct reading *reading)
{
    struct chain chain = {.run = g_string_new(NULL), .pure = true};
    while (*reading->at && !strchr("|)", *reading->at) && !reading->broken)
        take_atom(reading, &chain);
    end_run(reading, &chain);
    g_string_free(chain.run, TRUE);
    if (reading->broken)
        part_clear(&chain.best);
    chain.best.all &= chain.pure && chain.parts == 1;
    return chain.best;
}

static struct part read_choice(struct reading *reading)
{
    struct part all = read_chain(reading);
    while (*reading->at == '|' && !reading->broken) {
        reading->at++;
        struct part one = read_chain(reading);
        if (all.any && one.any) {
            for (guint i = 0; i < one.any->len; i++)
                g_ptr_array_add(all.any, g_strdup(one.any->pdata[i]));
            all.all &= one.all;
        } else
            part_clear(&all);
        part_clear(&one);
    }
    if (reading->broken)
        part_clear(&all);
    return all;
}

/* --- */

static struct literals *read_literals(const char *pattern, bool caseless, bool ascii)
{
    if (g_str_has_prefix(pattern, "(?i)") || g_str_has_prefix(pattern, "(?-i)")) {
        caseless = pattern[2] == 'i';
        pattern = strchr(pattern, ')') + 1;
    }
    if (g_str_has_prefix(pattern, "(?#") && strchr(pattern, ')'))
        pattern = strchr(pattern, ')') + 1; /* a comment */
    struct reading reading = {.at = pattern, .caseless = caseless, .ascii = ascii};
    struct part part = read_choice(&reading);
    if (*reading.at || !part.any || shortest(part.any) < LEAST_BYTES || part.any->len > MOST ||
        (ascii && !reading.split)) {
        part_clear(&part);
        return NULL;
    }
    struct literals *literals = g_new0(struct literals, 1);
    *literals = (struct literals){part.any, part.all, needles_new(part.any, caseless)};
    return literals;
}

struct literals *literals_of(const char *pattern, bool caseless)
{
    return read_literals(pattern, caseless, false);
}

struct literals *literals_of_ascii(const char *pattern, bool caseless)
{
    return read_literals(pattern, caseless, true);
}

void literals_free(struct literals *literals)
{
    if (!literals)
        return;
    g_ptr_array_unref(literals->texts);
    needles_free(literals->needles);
    g_free(literals);
}

const char *literals_find(const struct literals *literals, const char *text, size_t length)
{
    return needles_find(literals->needles, text, length);
}

bool literals_are_all(const struct literals *literals)
{
    return literals->all;
}

size_t literals_count(const struct literals *literals)
{
    return literals->texts->len;
}

const char *literals_text(const struct literals *literals, size_t n)
{
    return literals->texts->pdata[n];
}
