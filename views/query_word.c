/* SPDX-License-Identifier: Apache-2.0 */
#include "views/query_word.h"

#include <string.h>

/* Reads the search up to the cursor. */
struct reader {
    const char *text, *at, *end;
};

static bool over(const struct reader *reader)
{
    return reader->at >= reader->end;
}

static bool sees(const struct reader *reader, const char *set)
{
    return !over(reader) && strchr(set, *reader->at);
}

static void skip(struct reader *reader, const char *set)
{
    while (sees(reader, set))
        reader->at++;
}

/* A text in quotes, `at` on the first; what is in them goes to `out`. False when the cursor is
 * reached before they close. */
static bool read_quoted(struct reader *reader, GString *out)
{
    for (reader->at++; !over(reader) && *reader->at != '"'; reader->at++) {
        if (*reader->at == '\\' && reader->at + 1 < reader->end)
            reader->at++;
        g_string_append_c(out, *reader->at);
    }
    if (over(reader))
        return false;
    reader->at++;
    return true;
}

/* Up to one of `ends`, or a parenthesis that was not opened in it; the key tags[a b] is one word.
 */
static void read_plain(struct reader *reader, const char *ends, GString *out)
{
    bool key = strchr(ends, ':') != NULL;
    int open = 0, bracket = 0;
    for (; !over(reader); reader->at++) {
        char c = *reader->at;
        if ((strchr(ends, c) && !bracket) || (c == ')' && open-- == 0))
            break;
        open += c == '(';
        bracket += !key ? 0 : c == '[' ? 1 : c == ']' && bracket ? -1 : 0;
        g_string_append_c(out, c);
    }
}

/* One word, quoted or not. True when the cursor is in it, or right behind it. */
static bool read_word(struct reader *reader, const char *ends, GString *out)
{
    g_string_truncate(out, 0);
    if (sees(reader, "\"")) {
        bool closed = read_quoted(reader, out);
        return !closed || over(reader);
    }
    read_plain(reader, ends, out);
    return over(reader);
}

static struct query_word found(const struct reader *reader, enum query_piece piece,
                               const char *from, const char *key, const char *typed)
{
    return (struct query_word){
        .piece = piece,
        .from = (size_t)(from - reader->text),
        .key = g_strdup(key),
        .typed = g_strdup(typed),
    };
}

/* The value of `key`, `at` behind its colon. False when the cursor is further on. */
static bool read_value(struct reader *reader, const char *key, GString *out,
                       struct query_word *word)
{
    bool names = strcmp(key, "has") == 0;
    const char *before = reader->at;
    skip(reader, "<>=");
    bool compares = reader->at > before, list = sees(reader, "[") && !compares;
    do {
        reader->at += list;
        if (list)
            skip(reader, " ");
        const char *from = reader->at;
        if (!read_word(reader, list ? " ,]" : " ", out))
            continue;
        *word = found(reader, names ? PIECE_NAME : PIECE_VALUE, from, names ? NULL : key, out->str);
        word->compares = compares;
        return true;
    } while (list && (skip(reader, " "), sees(reader, ",")));
    if (list && over(reader)) {
        *word = found(reader, PIECE_NONE, reader->at, NULL, "");
        return true;
    }
    reader->at += list && sees(reader, "]");
    return false;
}

struct query_word query_word_at(const char *text, size_t cursor)
{
    struct reader reader = {text, text, text + cursor};
    g_autoptr(GString) word = g_string_new(NULL);
    struct query_word value;
    for (;;) {
        skip(&reader, " ()");
        if (sees(&reader, "!"))
            reader.at++;
        const char *from = reader.at;
        bool quoted = sees(&reader, "\"");
        bool begins =
            from == text || strchr(" (!", from[-1]); /* nothing begins right behind ] or " */
        if (read_word(&reader, " :", word))
            return found(&reader, quoted || !begins ? PIECE_NONE : PIECE_KEY, from, NULL,
                         word->str);
        if (!sees(&reader, ":"))
            continue;
        reader.at++;
        g_autofree char *key = g_strdup(word->str);
        if (read_value(&reader, key, word, &value))
            return value;
    }
}

void query_word_clear(struct query_word *word)
{
    g_free(word->key);
    g_free(word->typed);
    *word = (struct query_word){0};
}

static char *quoted(const char *text)
{
    GString *out = g_string_new("\"");
    for (const char *at = text; *at; at++) {
        if (strchr("\"\\*", *at))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

char *query_word_value(const char *value)
{
    bool plain = *value && !strpbrk(value, " \t\"\\*(),[]") && !strchr("<>=!", *value);
    return plain ? g_strdup(value) : quoted(value);
}

char *query_word_key(const char *key)
{
    bool plain = *key && !strpbrk(key, " \t\"\\():!");
    return plain ? g_strdup(key) : quoted(key);
}

int query_word_fit(const char *typed, const char *candidate)
{
    g_autofree char *wanted = g_utf8_casefold(typed, -1);
    g_autofree char *folded = g_utf8_casefold(candidate, -1);
    if (g_str_has_prefix(folded, wanted))
        return 2;
    for (const char *at = folded; (at = strpbrk(at, "._-/ :")); at++)
        if (g_str_has_prefix(at + 1, wanted))
            return 1;
    return 0;
}
