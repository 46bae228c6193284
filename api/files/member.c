/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/member.h"

#include "api/files/line_parts_internal.h"

#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define NUMBER_BYTES 40
#define DEPTH_MOST   512

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* --- strings --- */

/* The next quote or backslash, or the end. Sixteen bytes at a time where the machine can. */
static inline const char *next_mark(const char *at, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    for (; end - at >= 16; at += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)at);
        int hit = _mm_movemask_epi8(
            _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, slash)));
        if (hit)
            return at + __builtin_ctz((unsigned)hit);
    }
#endif
    while (at < end && *at != '"' && *at != '\\')
        at++;
    return at;
}

/* `at` is behind the opening quote; returns where the closing one stands, or the end. */
static inline const char *string_end(const char *at, const char *end, bool *escaped)
{
    *escaped = false;
    for (;;) {
        at = next_mark(at, end);
        if (at >= end || *at == '"')
            return at;
        *escaped = true;
        at = end - at > 2 ? at + 2 : end;
    }
}

/* --- containers --- */

/* Behind the container that begins at `at`; the end when it is not closed. */
static const char *container_end(const char *at, const char *end)
{
    unsigned depth = 0;
    bool escaped;
    while (at < end) {
        char c = *at++;
        if (c == '"')
            at = string_end(at, end, &escaped) + 1;
        else if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return end;
}

bool members_json(struct members *members, const char *text, const char *end)
{
    text = skip_blanks(text, end);
    if (text >= end || *text != '{')
        return false;
    *members = (struct members){.at = text + 1, .end = end};
    return true;
}

static bool read_value(struct members *members, struct member *out)
{
    const char *at = members->at, *end = members->end;
    if (at >= end)
        return false;
    out->escaped = false;
    out->value = at;
    if (*at == '"') {
        out->kind = MEMBER_TEXT;
        out->value = at + 1;
        at = string_end(at + 1, end, &out->escaped);
        out->length = (size_t)(at - out->value);
        members->at = at < end ? at + 1 : end;
        return true;
    }
    if (*at == '{' || *at == '[') {
        out->kind = *at == '{' ? MEMBER_OBJECT : MEMBER_ARRAY;
        at = container_end(at, end);
    } else {
        out->kind = g_ascii_isdigit(*at) || *at == '-' ? MEMBER_NUMBER : MEMBER_WORD;
        while (at < end && *at != ',' && *at != '}' && *at != ']' && !is_blank(*at))
            at++;
    }
    out->length = (size_t)(at - out->value);
    members->at = at;
    return out->length > 0;
}

static bool next_json(struct members *members, struct member *out)
{
    const char *at = skip_blanks(members->at, members->end), *end = members->end;
    if (at < end && *at == ',')
        at = skip_blanks(at + 1, end);
    if (at >= end || *at != '"') {
        members->at = at < end && *at == '}' ? at + 1 : at;
        return false;
    }
    out->key = at + 1;
    at = string_end(out->key, end, &out->key_escaped);
    out->key_length = (size_t)(at - out->key);
    at = at < end ? skip_blanks(at + 1, end) : end;
    if (at >= end || *at != ':')
        return false;
    members->at = skip_blanks(at + 1, end);
    return read_value(members, out);
}

bool members_element(struct members *members, struct member *out)
{
    const char *at = skip_blanks(members->at, members->end);
    if (at < members->end && *at == ',')
        at = skip_blanks(at + 1, members->end);
    members->at = at;
    if (at >= members->end || *at == ']')
        return false;
    out->key = NULL;
    out->key_length = 0;
    return read_value(members, out);
}

/* --- logfmt --- */

static bool is_key(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '.' || c == '-' || c == '@' || c == '/';
}

void members_logfmt(struct members *members, const char *text, const char *end)
{
    *members = (struct members){.at = text, .end = end, .is_logfmt = true};
}

static bool next_logfmt(struct members *members, struct member *out)
{
    const char *at = skip_blanks(members->at, members->end), *end = members->end;
    *out = (struct member){.key = at, .kind = MEMBER_WORD};
    while (at < end && !is_blank(*at) && *at != '=')
        at++;
    out->key_length = (size_t)(at - out->key);
    out->value = at;
    if (at < end && *at == '=') {
        out->value = ++at;
        if (at < end && *at == '"') {
            out->kind = MEMBER_TEXT;
            out->value = ++at;
            at = string_end(at, end, &out->escaped);
            out->length = (size_t)(at - out->value);
            members->at = at < end ? at + 1 : end;
            return true;
        }
        while (at < end && !is_blank(*at))
            at++;
        out->length = (size_t)(at - out->value);
        if (out->length && (g_ascii_isdigit(*out->value) || *out->value == '-'))
            out->kind = MEMBER_NUMBER;
    }
    members->at = at;
    return out->key_length > 0 || out->length > 0;
}

bool members_next(struct members *members, struct member *out)
{
    return members->is_logfmt ? next_logfmt(members, out) : next_json(members, out);
}

static bool is_pair(const struct member *member)
{
    for (size_t i = 0; i < member->key_length; i++)
        if (!is_key(member->key[i]))
            return false;
    return member->key_length > 0 && member->key_length < 100 &&
           member->value > member->key + member->key_length && !g_ascii_isdigit(*member->key);
}

bool line_is_logfmt(const char *text, const char *end)
{
    struct members members;
    struct member member;
    members_logfmt(&members, text, MIN(end, text + 4096));
    if (!next_logfmt(&members, &member) || !is_pair(&member))
        return false;
    return !next_logfmt(&members, &member) || is_pair(&member);
}

/* --- values --- */

/* Four digits behind \u; -1 when they are none. */
static int hex4(const char *at, const char *end)
{
    int code = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value(at[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* Reads the code behind \u at `at`, the second half of a pair too; returns how far. */
static size_t append_unicode(GString *out, const char *at, const char *end)
{
    int code = hex4(at, end);
    if (code < 0)
        return 0;
    size_t used = 4;
    if (code >= 0xd800 && code < 0xdc00 && end - at >= 10 && at[4] == '\\' && at[5] == 'u') {
        int low = hex4(at + 6, end);
        if (low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            used = 10;
        }
    }
    bool bad = code == 0 || (code >= 0xd800 && code < 0xe000);
    g_string_append_unichar(out, bad ? 0xfffd : (gunichar)code);
    return used;
}

static size_t append_escape(GString *out, const char *at, const char *end)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    if (at >= end)
        return 0;
    if (*at == 'u')
        return 1 + append_unicode(out, at + 1, end);
    const char *known = *at ? strchr(from, *at) : NULL;
    g_string_append_c(out, known ? to[known - from] : *at ? *at : '?');
    return 1;
}

void make_text_valid(GString *out, size_t from)
{
    for (size_t i = from; i < out->len; i++)
        if (out->str[i] == '\0')
            out->str[i] = '\x01';
    if (g_utf8_validate(out->str + from, (gssize)(out->len - from), NULL))
        return;
    g_autofree char *valid = g_utf8_make_valid(out->str + from, (gssize)(out->len - from));
    g_string_truncate(out, from);
    g_string_append(out, valid);
}

void member_unescape(GString *out, const char *text, size_t length, size_t most)
{
    const char *at = text, *end = text + MIN(length, most);
    size_t from = out->len;
    while (at < end) {
        const char *slash = memchr(at, '\\', (size_t)(end - at));
        const char *plain = slash ? slash : end;
        g_string_append_len(out, at, plain - at);
        at = plain;
        if (slash)
            at += 1 + append_escape(out, slash + 1, end);
    }
    make_text_valid(out, from);
}

static struct value number_of(const struct member *member)
{
    char text[NUMBER_BYTES];
    char *rest = NULL;
    if (member->length >= sizeof text)
        return (struct value){0};
    memcpy(text, member->value, member->length);
    text[member->length] = '\0';
    if (!strpbrk(text, ".eE")) {
        gint64 integer;
        if (g_ascii_string_to_signed(text, 10, INT64_MIN, INT64_MAX, &integer, NULL))
            return value_int(integer);
    }
    double number = g_ascii_strtod(text, &rest);
    return *rest == '\0' && isfinite(number) ? value_double(number) : (struct value){0};
}

static bool is_word(const struct member *member, const char *word)
{
    return member->length == strlen(word) && memcmp(member->value, word, member->length) == 0;
}

struct value member_value(const struct member *member, bool is_logfmt, GString *scratch,
                          size_t most)
{
    if (member->kind == MEMBER_NUMBER) {
        struct value value = number_of(member);
        if (value.type != VALUE_NONE)
            return value;
    }
    if (member->kind == MEMBER_WORD) {
        if (is_word(member, "true") || is_word(member, "false"))
            return value_bool(*member->value == 't');
        if (!is_logfmt || is_word(member, "null"))
            return (struct value){0};
    }
    g_string_truncate(scratch, 0);
    if (member->escaped) {
        member_unescape(scratch, member->value, member->length, most);
    } else {
        g_string_append_len(scratch, member->value, (gssize)MIN(member->length, most));
        make_text_valid(scratch, 0);
    }
    bool container = member->kind == MEMBER_OBJECT || member->kind == MEMBER_ARRAY;
    return (struct value){.type = container ? VALUE_ARRAY : VALUE_STRING, .string = scratch->str};
}
