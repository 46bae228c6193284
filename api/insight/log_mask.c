/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/log_mask.h"

#include "base/escape.h"

#include <glib.h>
#include <string.h>

#define LEAST_HEX 8 /* letters a to f alone are an id from so many on */

/* What is read, and where the masked text grows; what is masked is never longer than what it was.
 */
struct masking {
    const char *at, *end;
    struct log_masked *out;
    size_t used, token;
};

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ' || c == '\x7f';
}

static bool one_of(const char *set, char c)
{
    return c && strchr(set, c);
}

/* Letters, digits, and all that is not ASCII. */
static bool is_word(char c)
{
    return g_ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

static void put(struct masking *masking, char c)
{
    masking->out->text[masking->used++] = c;
}

/* Masks that meet, or that a comma joins, are one: a list is masked whole, however long it is. */
static void put_mask(struct masking *masking)
{
    const char *text = masking->out->text;
    size_t used = masking->used, begin = masking->token;
    if (used > begin && text[used - 1] == LOG_MASK)
        return;
    if (used > begin + 1 && one_of(",;/|x:-", text[used - 1]) && text[used - 2] == LOG_MASK) {
        masking->used--;
        return;
    }
    put(masking, LOG_MASK);
}

/* --- runs of letters and digits --- */

struct run {
    const char *end;
    size_t digits, letters;
    bool hex;    /* letters are a to f only */
    bool prefix; /* letters, then digits */
};

static struct run run_at(const char *at, const char *end)
{
    struct run run = {.hex = true, .prefix = true};
    for (; at < end && is_word(*at); at++) {
        bool digit = g_ascii_isdigit(*at);
        run.digits += digit;
        run.letters += !digit;
        run.hex &= g_ascii_isxdigit(*at) != 0;
        run.prefix &= digit || run.digits == 0;
    }
    run.end = at;
    return run;
}

static bool is_id(const struct run *run)
{
    return run->digits > 0 || (run->hex && run->letters >= LEAST_HEX);
}

/* Whether what follows a number belongs to it: .5, :8080, -41d4, T03. */
static bool goes_on(const char *at, const char *end)
{
    if (at + 1 >= end || !one_of(".:-_/,+", *at))
        return false;
    struct run next = run_at(at + 1, end);
    return next.end > at + 1 && (is_id(&next) || (next.hex && next.letters >= 4));
}

static void pass_id(struct masking *masking, const struct run *run)
{
    const char *at = run->end;
    while (goes_on(at, masking->end))
        at = run_at(at + 1, masking->end).end;
    if (at < masking->end && *at == '%')
        at++;
    masking->at = at;
}

static void take_run(struct masking *masking)
{
    struct run run = run_at(masking->at, masking->end);
    if (!is_id(&run)) {
        for (; masking->at < run.end; masking->at++)
            put(masking, *masking->at);
        return;
    }
    /* node12, blk7: the name stays. */
    if (run.prefix && run.digits > 0 && run.letters >= 2 && !(run.hex && run.digits >= run.letters))
        for (; !g_ascii_isdigit(*masking->at); masking->at++)
            put(masking, *masking->at);
    else if (masking->used > masking->token &&
             one_of("+-<>~", masking->out->text[masking->used - 1]) &&
             (masking->used - 1 == masking->token ||
              !is_word(masking->out->text[masking->used - 2])))
        masking->used--; /* a sign */
    pass_id(masking, &run);
    put_mask(masking);
}

/* --- paths, URLs, quotes --- */

static bool is_path(char c)
{
    return is_word(c) || one_of("/._-~%+@$#*?=&!:", c);
}

/* Behind a method of HTTP stands a route, which is a name: only the ids in it are masked. */
static bool is_route(const struct masking *masking)
{
    static const char *const methods[] = {"GET",    "POST", "PUT",    "PATCH",
                                          "DELETE", "HEAD", "OPTIONS"};
    const struct log_masked *out = masking->out;
    if (out->count == 0)
        return false;
    const struct log_token *last = &out->tokens[out->count - 1];
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        size_t length = strlen(methods[i]);
        if (last->length >= length && last->length <= length + 1 &&
            memcmp(out->text + last->from + last->length - length, methods[i], length) == 0)
            return true;
    }
    return false;
}

/* /a/b, ./a, C:\a: where a word begins only. */
static bool begins_path(const struct masking *masking)
{
    const char *at = masking->at;
    bool fresh = masking->used == masking->token ||
                 one_of("=(\"'[<:,>", masking->out->text[masking->used - 1]);
    if (!fresh || at + 1 >= masking->end || is_route(masking))
        return false;
    if (*at == '/')
        return is_word(at[1]) || one_of("._-", at[1]);
    return masking->end - at > 3 && g_ascii_isalpha(*at) && at[1] == ':' && at[2] == '\\';
}

static const char *path_end(const char *at, const char *end)
{
    while (at < end && (is_path(*at) || *at == '\\'))
        at++;
    while (one_of(".:,?!", at[-1]))
        at--;
    return at;
}

/* www.example.org, of three parts or more: the end of it, else NULL. */
static const char *host_end(const struct masking *masking)
{
    const char *at = masking->at;
    int dots = 0;
    for (; at < masking->end && (is_word(*at) || one_of(".-_", *at)); at++)
        dots += *at == '.' && at + 1 < masking->end && is_word(at[1]);
    while (at > masking->at && !is_word(at[-1]))
        at--;
    return dots >= 2 ? at : NULL;
}

/* Where one is looked for: "(mail.example.org)", "joe@mail.example.org". */
static bool begins_host(const struct masking *masking)
{
    return masking->used > masking->token &&
           one_of("([@<=", masking->out->text[masking->used - 1]) && host_end(masking);
}

static bool is_url(const struct masking *masking)
{
    const char *at = masking->at;
    while (at < masking->end && g_ascii_isalpha(*at))
        at++;
    return at > masking->at + 1 && masking->end - at > 3 && strncmp(at, "://", 3) == 0;
}

/* --- tokens --- */

/* After `key=` the value, a word or what is quoted: up to what ends it. */
static bool is_value(const struct masking *masking)
{
    const char *text = masking->out->text;
    size_t used = masking->used;
    return used > masking->token + 1 && text[used - 1] == '=' && is_word(text[used - 2]);
}

static void take_value(struct masking *masking)
{
    const char *at = masking->at;
    char quote = *at;
    const char *close = one_of("\"'", quote) && at + 1 < masking->end
                            ? memchr(at + 1, quote, (size_t)(masking->end - at - 1))
                            : NULL;
    if (close)
        at = close + 1;
    else
        while (at < masking->end && !is_blank(*at) && !one_of(",;)]}>\"'", *at))
            at++;
    if (at == masking->at) {
        put(masking, *masking->at++);
        return;
    }
    masking->at = at;
    put_mask(masking);
}

/* --- JSON --- */

/* Members that say in words what happened; what the others have is a value. */
static bool is_words(const char *key, size_t length)
{
    static const char *const keys[] = {"msg",   "message",  "event",  "error", "err",
                                       "level", "severity", "reason", "name",  "type"};
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        if (strlen(keys[i]) == length && memcmp(keys[i], key, length) == 0)
            return true;
    return false;
}

static bool begins_value(const struct masking *masking)
{
    static const char *const words[] = {"\"", "true", "false", "null"};
    size_t left = (size_t)(masking->end - masking->at);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strlen(words[i]) <= left && memcmp(masking->at, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Behind `"key":`, maybe with a blank, where no words stand: a text, true, false or null. */
static bool is_member(const struct masking *masking)
{
    const char *text = masking->out->text;
    size_t end = masking->used, begin;
    if (end == masking->token && end > 0)
        end--; /* the blank between two tokens */
    if (end < 3 || text[end - 1] != ':' || text[end - 2] != '"')
        return false;
    for (begin = end - 2;
         begin > 0 && (is_word(text[begin - 1]) || one_of("_-.", text[begin - 1]));)
        begin--;
    return begin > 0 && text[begin - 1] == '"' && begin < end - 2 && begins_value(masking) &&
           !is_words(text + begin, end - 2 - begin);
}

static void take_member(struct masking *masking)
{
    const char *at = masking->at, *end = masking->end;
    bool quoted = *at == '"';
    for (at++; at < end && (quoted ? *at != '"' : g_ascii_isalpha(*at)); at++)
        if (quoted && *at == '\\' && at + 1 < end)
            at++;
    masking->at = quoted && at < end ? at + 1 : at;
    put_mask(masking);
}

static void take_token(struct masking *masking)
{
    while (masking->at < masking->end && !is_blank(*masking->at)) {
        char c = *masking->at;
        if (is_value(masking)) {
            take_value(masking);
        } else if (is_member(masking)) {
            take_member(masking);
        } else if (begins_path(masking) || (g_ascii_isalpha(c) && is_url(masking))) {
            masking->at = path_end(masking->at + 1, masking->end);
            put_mask(masking);
        } else if (is_word(c) && begins_host(masking)) {
            struct run host = {.end = host_end(masking)};
            pass_id(masking, &host);
            put_mask(masking);
        } else if (is_word(c)) {
            take_run(masking);
        } else {
            put(masking, c);
            masking->at++;
        }
    }
}

static void skip_blank(struct masking *masking)
{
    while (masking->at < masking->end && is_blank(*masking->at))
        masking->at++;
}

static bool is_anything(const struct log_masked *out, const struct log_token *token)
{
    return token->length == 1 && out->text[token->from] == LOG_MASK;
}

/* What numbers are counted in: "5.2 KB", "30 ms" are one value, whatever the unit. */
static bool is_unit(const char *text, size_t length)
{
    static const char *const units[] = {
        "B",  "KB", "MB",      "GB",   "TB",  "KiB",   "MiB",  "GiB",    "TiB",     "bytes", "byte",
        "ns", "us", "\u00b5s", "ms",   "s",   "sec",   "secs", "second", "seconds", "min",   "mins",
        "h",  "hr", "hrs",     "hour", "day", "hours", "days", "minute", "minutes", "KB/s",  "MB/s",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (strlen(units[i]) == length && memcmp(units[i], text, length) == 0)
            return true;
    return false;
}

/* A unit goes with the number before it; what ends a clause stays: "5.2 KB)," is "\1),". */
static bool join_unit(struct masking *masking)
{
    char *text = masking->out->text;
    size_t begin = masking->token, end = masking->used, kept = end;
    if (masking->out->count == 0 || text[begin - 2] != LOG_MASK)
        return false;
    while (kept > begin && strchr(".,;:)]}", text[kept - 1]))
        kept--;
    if (!is_unit(text + begin, kept - begin))
        return false;
    memmove(text + begin - 1, text + kept, end - kept);
    masking->used = begin - 1 + (end - kept);
    struct log_token *last = &masking->out->tokens[masking->out->count - 1];
    last->length = (uint16_t)(masking->used - last->from);
    return true;
}

/* "Fri", "June,": a day or a month, by its first letters. */
static bool is_calendar(const char *text, size_t length)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDecMonTueWedThuFriSatSun";
    if (length > 3 && text[length - 1] == ',')
        length--;
    for (size_t i = 0; length == 3 && names[i]; i += 3)
        if (memcmp(names + i, text, 3) == 0)
            return true;
    return false;
}

/* A number or time after the names of a day or a month is one date with them. */
static void join_date(struct masking *masking)
{
    struct log_masked *out = masking->out;
    while (out->count > 0) {
        const struct log_token *last = &out->tokens[out->count - 1];
        if (!is_calendar(out->text + last->from, last->length))
            return;
        masking->token = last->from;
        out->text[masking->token] = LOG_MASK;
        masking->used = masking->token + 1;
        out->count--;
    }
}

/* What stands for nothing stands open as well: "()", "user=". */
static void open_empty(struct masking *masking)
{
    char *token = masking->out->text + masking->token;
    size_t length = masking->used - masking->token;
    if (length == 2 && (memcmp(token, "()", 2) == 0 || memcmp(token, "[]", 2) == 0)) {
        char close = token[1];
        masking->used--;
        put(masking, LOG_MASK);
        put(masking, close);
    } else if (length > 1 && token[length - 1] == '=' && is_word(token[length - 2])) {
        put(masking, LOG_MASK);
    }
}

/* "18846 bytes (18.4 KB)": said once more in brackets. */
static bool is_said_again(const struct masking *masking)
{
    const struct log_masked *out = masking->out;
    const char *token = out->text + masking->token;
    return out->count > 0 && masking->used - masking->token == 3 && token[0] == '(' &&
           token[1] == LOG_MASK && token[2] == ')' && token[-2] == LOG_MASK;
}

/* The token just read; a list of masks is one. */
static void end_token(struct masking *masking)
{
    struct log_masked *out = masking->out;
    if (join_unit(masking)) {
        struct log_token *last = &out->tokens[out->count - 1];
        masking->token = last->from;
        out->count--;
    }
    open_empty(masking);
    if (is_said_again(masking)) {
        masking->used = masking->token - 1;
        return;
    }
    if (masking->used == masking->token + 1 && out->text[masking->token] == LOG_MASK)
        join_date(masking);
    struct log_token token = {(uint16_t)masking->token, (uint16_t)(masking->used - masking->token)};
    if (out->count > 0 && is_anything(out, &token) &&
        is_anything(out, &out->tokens[out->count - 1])) {
        masking->used = masking->token - 1;
        return;
    }
    out->tokens[out->count++] = token;
}

static void mask(const char *message, size_t length, struct log_masked *out)
{
    struct masking masking = {.at = message, .end = message + length, .out = out};
    out->count = 0;
    skip_blank(&masking);
    const char *line = memchr(masking.at, '\n', (size_t)(masking.end - masking.at));
    const char *most = masking.at + MIN(masking.end - masking.at, LOG_MASK_TEXT - LOG_MASK_TOKENS);
    const char *whole = masking.end;
    masking.end = line && line < most ? line : most;
    for (skip_blank(&masking); masking.at < masking.end && out->count < LOG_MASK_TOKENS;
         skip_blank(&masking)) {
        if (out->count > 0)
            put(&masking, ' ');
        masking.token = masking.used;
        take_token(&masking);
        end_token(&masking);
    }
    out->text[masking.used] = '\0';
    masking.end = whole;
    skip_blank(&masking);
    out->cut = masking.at < whole;
}

/* Colours and the like are no part of what is said. As much of the rest as is looked at, from where
 * something stands; returns its bytes. */
static size_t without_escapes(const char *message, size_t length, char out[LOG_MASK_TEXT])
{
    size_t used = 0;
    for (const char *at = message, *end = at + length; at < end && used < LOG_MASK_TEXT;) {
        const char *behind = *at == '\x1b' ? escape_end(at, end) : at;
        if (behind > at)
            at = behind;
        else if (used > 0 || !is_blank(*at))
            out[used++] = *at++;
        else
            at++;
    }
    return used;
}

void log_mask(const char *message, size_t length, struct log_masked *out)
{
    char plain[LOG_MASK_TEXT];
    out->coloured = memchr(message, '\x1b', MIN(length, LOG_MASK_TEXT)) != NULL;
    if (out->coloured) {
        length = without_escapes(message, length, plain);
        message = plain;
    }
    mask(message, length, out);
}
