/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/pattern.h"

#include "api/query/find.h"

#include <string.h>

static void end_piece(struct pattern *pattern, GString *piece, bool last)
{
    bool middle = pattern->pieces->len > 0 && !last;
    if (!(middle && piece->len == 0))
        g_ptr_array_add(pattern->pieces, g_ascii_strdown(piece->str, (gssize)piece->len));
    g_string_truncate(piece, 0);
}

struct pattern pattern_parse(const char *text)
{
    struct pattern pattern = {.pieces = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GString) piece = g_string_new(NULL);
    g_autoptr(GString) normal = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        if (*at == '*') {
            if (normal->len == 0 || at[-1] != '*' || piece->len > 0)
                g_string_append_c(normal, '*');
            end_piece(&pattern, piece, false);
            continue;
        }
        if (*at == '\\' && (at[1] == '*' || at[1] == '\\'))
            at++;
        if (*at == '*' || *at == '\\')
            g_string_append_c(normal, '\\');
        g_string_append_c(normal, *at);
        g_string_append_c(piece, *at);
    }
    end_piece(&pattern, piece, true);
    pattern.text = g_string_free(g_steal_pointer(&normal), FALSE);
    return pattern;
}

void pattern_clear(struct pattern *pattern)
{
    g_clear_pointer(&pattern->pieces, g_ptr_array_unref);
    g_clear_pointer(&pattern->text, g_free);
}

bool pattern_is_glob(const struct pattern *pattern)
{
    return pattern->pieces->len > 1;
}

/* Each piece is taken at its first place after the one before: with only `*` between, a match
 * exists if and only if that finds one. */
static const char *take_middle(const struct pattern *pattern, guint from, guint to,
                               const char *text, const char *end)
{
    for (guint i = from; i < to; i++) {
        const char *piece = pattern->pieces->pdata[i];
        size_t length = strlen(piece);
        const char *found = find_folded(text, (size_t)(end - text), piece, length);
        if (!found)
            return NULL;
        text = found + length;
    }
    return text;
}

bool pattern_matches(const struct pattern *pattern, const char *text)
{
    guint count = pattern->pieces->len;
    const char *first = pattern->pieces->pdata[0];
    if (count == 1)
        return g_ascii_strcasecmp(first, text) == 0;
    const char *last = pattern->pieces->pdata[count - 1];
    size_t length = strlen(text);
    size_t head = strlen(first);
    size_t tail = strlen(last);
    if (length < head + tail || g_ascii_strncasecmp(text, first, head) != 0 ||
        g_ascii_strncasecmp(text + length - tail, last, tail) != 0)
        return false;
    return take_middle(pattern, 1, count - 1, text + head, text + length - tail) != NULL;
}

bool pattern_is_within(const struct pattern *pattern, const char *text)
{
    return take_middle(pattern, 0, pattern->pieces->len, text, text + strlen(text)) != NULL;
}
