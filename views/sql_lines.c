/* SPDX-License-Identifier: Apache-2.0 */
#include "views/sql_lines.h"

#include <string.h>

/* Words that begin a line, longest first where one begins another. */
static const struct {
    const char *words;
    int indent;
} clauses[] = {
    {"LEFT OUTER JOIN",  2},
    {"RIGHT OUTER JOIN", 2},
    {"FULL OUTER JOIN",  2},
    {"INSERT INTO",      0},
    {"DELETE FROM",      0},
    {"INNER JOIN",       2},
    {"CROSS JOIN",       2},
    {"RIGHT JOIN",       2},
    {"UNION ALL",        0},
    {"ON CONFLICT",      0},
    {"LEFT JOIN",        2},
    {"GROUP BY",         0},
    {"ORDER BY",         0},
    {"RETURNING",        0},
    {"FOR UPDATE",       0},
    {"SELECT",           0},
    {"UPDATE",           0},
    {"VALUES",           0},
    {"HAVING",           0},
    {"OFFSET",           0},
    {"UNION",            0},
    {"WHERE",            0},
    {"LIMIT",            0},
    {"FROM",             0},
    {"JOIN",             2},
    {"WITH",             0},
    {"SET",              0},
    {"AND",              2},
    {"OR",               2},
};

static void line_free(void *data)
{
    struct sql_line *line = data;
    g_free(line->keyword);
    g_free(line->rest);
    g_free(line);
}

static bool in_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '.' || c == '"' || c == '`';
}

/* The clause that begins at `at`, or -1; its length in bytes, blanks inside it counted as they are.
 */
static int clause_at(const char *at, size_t *length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(clauses); i++) {
        const char *word = clauses[i].words, *c = at;
        for (; *word; word++) {
            if (*word == ' ' && g_ascii_isspace(*c)) {
                while (g_ascii_isspace(*c))
                    c++;
                continue;
            }
            if (g_ascii_toupper(*c) != *word)
                break;
            c++;
        }
        if (*word || in_word(*c))
            continue;
        *length = (size_t)(c - at);
        return (int)i;
    }
    return -1;
}

bool sql_looks_like(const char *text)
{
    size_t length;
    while (text && g_ascii_isspace(*text))
        text++;
    int clause = text ? clause_at(text, &length) : -1;
    return clause >= 0 && clauses[clause].indent == 0;
}

/* The end of a quoted text that begins at `at`; a quote that is not closed runs to the end. */
static const char *skip_quoted(const char *at)
{
    const char *end = strchr(at + 1, *at);
    return end ? end + 1 : at + strlen(at);
}

struct layout {
    GPtrArray *lines;
    struct sql_line *line;
    GString *rest;
};

static void end_line(struct layout *layout)
{
    if (layout->line) {
        layout->line->rest = g_strdup(g_strstrip(layout->rest->str));
        g_ptr_array_add(layout->lines, layout->line);
    }
    g_string_truncate(layout->rest, 0);
    layout->line = NULL;
}

static void begin_line(struct layout *layout, const char *keyword, size_t length, int indent)
{
    end_line(layout);
    layout->line = g_new0(struct sql_line, 1);
    layout->line->keyword = g_strndup(keyword, length);
    layout->line->indent = indent;
}

/* Appends one character; runs of white space become one blank. */
static void append(GString *rest, char c)
{
    bool blank = g_ascii_isspace(c);
    if (!blank || (rest->len && rest->str[rest->len - 1] != ' '))
        g_string_append_c(rest, blank ? ' ' : c);
}

GPtrArray *sql_lines(const char *text)
{
    struct layout layout = {.lines = g_ptr_array_new_with_free_func(line_free),
                            .rest = g_string_new(NULL)};
    int depth = 0;
    bool word_before = false;
    for (const char *at = text ? text : ""; *at;) {
        size_t length = 0;
        int clause = !word_before && depth == 0 ? clause_at(at, &length) : -1;
        if (clause >= 0 || !layout.line)
            begin_line(&layout, at, length, clause >= 0 ? clauses[clause].indent : 0);
        if (clause >= 0) {
            at += length;
            continue;
        }
        if (*at == '\'') {
            const char *end = skip_quoted(at);
            g_string_append_len(layout.rest, at, end - at);
            at = end;
            word_before = false;
            continue;
        }
        depth = MAX(depth + (*at == '(') - (*at == ')'), 0);
        word_before = in_word(*at);
        append(layout.rest, *at++);
    }
    end_line(&layout);
    g_string_free(layout.rest, TRUE);
    return layout.lines;
}
