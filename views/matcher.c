/* SPDX-License-Identifier: Apache-2.0 */
#include "views/matcher.h"

#include "views/literals.h"
#include "views/needles.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

/* Steps that one match may take: enough for any honest pattern, some 50 us for others. */
#define MATCH_LIMIT 10000

struct match_run {
    struct matcher *matcher;
    pcre2_match_data *data;
};

struct matcher {
    gatomicrefcount references;
    char *pattern;
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    struct literals *literals, *ascii;
};

/* Letters of escapes are none of the text: \S, \W, \p{Lu}, \x{4F}, and names of groups. */
static const char *after_escape(const char *at)
{
    at++;
    if (!*at)
        return at;
    at = g_utf8_next_char(at);
    size_t group = *at == '{' ? strcspn(at, "}") : 0;
    return at + group;
}

/* (?<name> and (?P<name>, not what looks behind: (?<= and (?<!. */
static bool names_group(const char *at)
{
    return g_str_has_prefix(at, "(?P<") ||
           (g_str_has_prefix(at, "(?<") && at[3] && !strchr("=!", at[3]));
}

static bool has_upper(const char *pattern)
{
    for (const char *p = pattern; *p;) {
        if (*p == '\\')
            p = after_escape(p);
        else if (names_group(p))
            p += strcspn(p, ">");
        else if (g_unichar_isupper(g_utf8_get_char_validated(p, -1)))
            return true;
        else
            p = g_utf8_next_char(p);
    }
    return false;
}

static pcre2_code *compile(const char *pattern, size_t *offset, GError **error)
{
    int code = 0;
    PCRE2_SIZE at = 0;
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    if (!has_upper(pattern))
        options |= PCRE2_CASELESS;
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &code, &at, NULL);
    if (compiled)
        return compiled;
    PCRE2_UCHAR message[160] = "";
    pcre2_get_error_message(code, message, sizeof message);
    if (offset)
        *offset = at;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s", (const char *)message);
    return NULL;
}

struct matcher *matcher_new(const char *pattern, size_t *offset, GError **error)
{
    if (!g_utf8_validate(pattern, -1, NULL)) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "not UTF-8");
        return NULL;
    }
    pcre2_code *code = compile(pattern, offset, error);
    if (!code)
        return NULL;
    struct matcher *matcher = g_new0(struct matcher, 1);
    g_atomic_ref_count_init(&matcher->references);
    matcher->pattern = g_strdup(pattern);
    matcher->code = code;
    matcher->data = pcre2_match_data_create_from_pattern(code, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(matcher->context, MATCH_LIMIT);
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* without JIT the interpreter does it */
    matcher->literals = literals_of(pattern, !has_upper(pattern));
    matcher->ascii = literals_of_ascii(pattern, !has_upper(pattern));
    return matcher;
}

struct matcher *matcher_ref(struct matcher *matcher)
{
    if (matcher)
        g_atomic_ref_count_inc(&matcher->references);
    return matcher;
}

void matcher_free(struct matcher *matcher)
{
    if (!matcher || !g_atomic_ref_count_dec(&matcher->references))
        return;
    literals_free(matcher->literals);
    literals_free(matcher->ascii);
    pcre2_match_context_free(matcher->context);
    pcre2_match_data_free(matcher->data);
    pcre2_code_free(matcher->code);
    g_free(matcher->pattern);
    g_free(matcher);
}

bool matcher_matches(const struct matcher *matcher, const char *text)
{
    return text && pcre2_match(matcher->code, (PCRE2_SPTR)text, strlen(text), 0, 0, matcher->data,
                               matcher->context) >= 0;
}

bool matcher_find(const struct matcher *matcher, const char *text, size_t from, size_t *start,
                  size_t *end)
{
    size_t length = text ? strlen(text) : 0;
    if (from >= length || pcre2_match(matcher->code, (PCRE2_SPTR)text, length, from, PCRE2_NOTEMPTY,
                                      matcher->data, matcher->context) < 0)
        return false;
    PCRE2_SIZE *vector = pcre2_get_ovector_pointer(matcher->data);
    *start = MIN(vector[0], vector[1]); /* \K may turn them round */
    *end = MAX(vector[0], vector[1]);
    return true;
}

const char *matcher_pattern(const struct matcher *matcher)
{
    return matcher->pattern;
}

const struct literals *matcher_literals(const struct matcher *matcher)
{
    return matcher->literals;
}

const struct literals *matcher_ascii_literals(const struct matcher *matcher)
{
    return matcher->ascii;
}

/* --- in one more thread --- */

struct match_run *match_run_new(struct matcher *matcher)
{
    struct match_run *run = g_new0(struct match_run, 1);
    run->matcher = matcher_ref(matcher);
    run->data = pcre2_match_data_create_from_pattern(matcher->code, NULL);
    return run;
}

void match_run_free(struct match_run *run)
{
    pcre2_match_data_free(run->data);
    matcher_free(run->matcher);
    g_free(run);
}

/* What the letters themselves tell, without PCRE2: a word of ASCII letters stands there, or, where
 * none of the text can be another case of one, it does not. */
static bool is_told(const struct matcher *matcher, const char *text, size_t length,
                    enum match *found)
{
    if (!matcher->ascii)
        return false;
    bool stands = literals_find(matcher->ascii, text, length) != NULL;
    *found = stands ? MATCH_YES : MATCH_NO;
    return stands ? literals_are_all(matcher->ascii) : needles_ascii(text, length);
}

enum match match_run_bytes(struct match_run *run, const char *text, size_t length)
{
    enum match told;
    if (is_told(run->matcher, text, length, &told))
        return told;
    int found = pcre2_match(run->matcher->code, (PCRE2_SPTR)text, length, 0, 0, run->data,
                            run->matcher->context);
    if (found >= 0)
        return MATCH_YES;
    return found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_JIT_STACKLIMIT ||
                   found == PCRE2_ERROR_DEPTHLIMIT || found == PCRE2_ERROR_HEAPLIMIT
               ? MATCH_COSTLY
               : MATCH_NO;
}
