/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/log_patterns.h"

#include <string.h>

#define GAPS_MOST 8 /* of a regular expression: so many ways to try are enough */

/* Colours, as a row may have them where its pattern has none. */
#define COLOUR  "[\\x1b]\\[[ -?]*[@-~]"
#define COLOURS "(?:" COLOUR ")*"

char *log_pattern_text(const struct log_pattern *pattern)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < pattern->tokens->len; i++) {
        if (i > 0)
            g_string_append_c(out, ' ');
        for (const char *at = pattern->tokens->pdata[i]; *at; at++)
            if (*at == LOG_MASK)
                g_string_append(out, "<*>");
            else
                g_string_append_c(out, *at);
    }
    if (pattern->cut)
        g_string_append(out, " …");
    return g_string_free(out, FALSE);
}

/* Whether colours may begin or end between two bytes: where a word does. */
static bool may_turn(const struct log_pattern *pattern, const char *token, const char *at)
{
    return pattern->coloured && at > token && *at &&
           !(g_ascii_isalnum(at[-1]) && g_ascii_isalnum(*at)) && (*at & 0xc0) != 0x80;
}

/* --- as a regular expression --- */

/* One character of a literal; what is no UTF-8 is any. Returns its bytes. */
static size_t put_literal(GString *out, const char *at)
{
    gunichar c = g_utf8_get_char_validated(at, -1);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        g_string_append_c(out, '.');
        return 1;
    }
    size_t bytes = (size_t)(g_utf8_next_char(at) - at);
    if (strchr("\\^$.|?*+()[]{}", *at))
        g_string_append_c(out, '\\');
    g_string_append_len(out, at, (gssize)bytes);
    return bytes;
}

/* False when that is as much as is worth looking for. */
static bool put_token(GString *out, const struct log_pattern *pattern, const char *token,
                      unsigned *gaps)
{
    for (const char *at = token; *at;) {
        if (may_turn(pattern, token, at))
            g_string_append(out, COLOURS);
        if (*at != LOG_MASK) {
            at += put_literal(out, at);
            continue;
        }
        if (++*gaps > GAPS_MOST)
            return false;
        g_string_append(out, ".*?");
        at++;
    }
    return true;
}

static bool has_upper(const struct log_pattern *pattern)
{
    for (guint i = 0; i < pattern->tokens->len; i++)
        for (const char *at = pattern->tokens->pdata[i]; *at; at++)
            if (g_ascii_isupper(*at))
                return true;
    return false;
}

/* Without a letter in upper case the matcher would look for both cases. */
char *log_pattern_regex(const struct log_pattern *pattern)
{
    GString *out = g_string_new(has_upper(pattern) ? "^" : "(?-i)^");
    const char *blank = pattern->coloured ? "(?:\\s|" COLOUR ")" : "\\s";
    unsigned gaps = 0;
    bool whole = !pattern->cut;
    for (guint i = 0; i < pattern->tokens->len; i++) {
        g_string_append_printf(out, "%s%c", blank, i > 0 ? '+' : '*');
        if (!put_token(out, pattern, pattern->tokens->pdata[i], &gaps)) {
            whole = false;
            break;
        }
    }
    if (whole)
        g_string_append_printf(out, "%s*$", blank);
    return g_string_free(out, FALSE);
}

/* --- as a search --- */

/* A star of the message itself is found by one that stands for anything. */
static void put_searched(GString *out, char c)
{
    c = c == LOG_MASK ? '*' : c;
    if (c == '"' || c == '\\')
        g_string_append_c(out, '\\');
    if (c != '*' || out->str[out->len - 1] != '*')
        g_string_append_c(out, c);
}

char *log_pattern_query(const struct log_pattern *pattern)
{
    GString *out = g_string_new("message:\"");
    for (guint i = 0; i < pattern->tokens->len; i++) {
        const char *token = pattern->tokens->pdata[i];
        if (i > 0)
            put_searched(out, ' ');
        for (const char *at = token; *at; at++) {
            if (pattern->coloured && (at == token || may_turn(pattern, token, at)))
                put_searched(out, '*');
            put_searched(out, *at);
        }
        if (pattern->coloured)
            put_searched(out, '*');
    }
    if (pattern->cut)
        put_searched(out, '*');
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}
