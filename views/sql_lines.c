/* SPDX-License-Identifier: Apache-2.0 */
#include "views/sql_lines.h"

#include "views/sql_token.h"

#include <string.h>

#define STEP        2 /* cells that what belongs below is moved in */
#define MOST_INDENT 24
#define MOST_VALUES 8 /* of a list, before it is cut to FEW_VALUES */
#define FEW_VALUES  5
#define MOST_ROWS   3 /* of VALUES, before they are cut to FEW_ROWS */
#define FEW_ROWS    2

/* Words that begin a line, longest first where one begins another. */
static const struct clause {
    const char *words;
    int indent;
} clauses[] = {
    {"ON DUPLICATE KEY UPDATE", 0   },
    {"NATURAL LEFT JOIN",       STEP},
    {"LEFT OUTER JOIN",         STEP},
    {"RIGHT OUTER JOIN",        STEP},
    {"FULL OUTER JOIN",         STEP},
    {"WITH RECURSIVE",          0   },
    {"DO UPDATE SET",           STEP},
    {"NATURAL JOIN",            STEP},
    {"PARTITION BY",            STEP},
    {"INSERT INTO",             0   },
    {"DELETE FROM",             0   },
    {"INNER JOIN",              STEP},
    {"CROSS JOIN",              STEP},
    {"RIGHT JOIN",              STEP},
    {"DO NOTHING",              STEP},
    {"UNION ALL",               0   },
    {"ON CONFLICT",             0   },
    {"LEFT JOIN",               STEP},
    {"FULL JOIN",               STEP},
    {"INTERSECT",               0   },
    {"GROUP BY",                0   },
    {"ORDER BY",                0   },
    {"RETURNING",               0   },
    {"FOR UPDATE",              0   },
    {"FOR SHARE",               0   },
    {"EXPLAIN",                 0   },
    {"SELECT",                  0   },
    {"UPDATE",                  0   },
    {"VALUES",                  0   },
    {"HAVING",                  0   },
    {"OFFSET",                  0   },
    {"EXCEPT",                  0   },
    {"WINDOW",                  0   },
    {"UNION",                   0   },
    {"WHERE",                   0   },
    {"LIMIT",                   0   },
    {"FROM",                    0   },
    {"JOIN",                    STEP},
    {"WITH",                    0   },
    {"SET",                     0   },
    {"AND",                     STEP},
    {"OR",                      STEP},
};

/* A token with what its parenthesis holds. */
struct part {
    struct sql_token token;
    guint close; /* of "(": where it closes; G_MAXUINT when it does not */
    guint items; /* of "(": values between its commas */
};

/* What one is inside of. */
struct level {
    bool query; /* clauses begin lines here */
    bool between;
    int indent, cases;
};

struct layout {
    GArray *parts;
    GArray *levels;
    GPtrArray *lines;
    struct code_line *line;
    bool blank, whole, cut;
    struct sql_token before; /* the last that was no blank */
    struct {
        guint at, to, count; /* parts that are not written; count = values or rows in them */
        const char *what;
    } skip;
};

static struct part *part_at(const struct layout *layout, guint i)
{
    return &g_array_index(layout->parts, struct part, i);
}

static struct level *level_here(const struct layout *layout)
{
    return &g_array_index(layout->levels, struct level, layout->levels->len - 1);
}

static bool is_mark(struct sql_token token, char mark)
{
    return token.kind == SQL_OTHER && token.length == 1 && *token.at == mark;
}

/* --- reading --- */

/* Every token, and which parentheses belong together. */
static GArray *parts_of(const char *text)
{
    GArray *parts = g_array_new(FALSE, TRUE, sizeof(struct part));
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
    for (struct sql_token token = sql_token_at(text); token.kind != SQL_END;
         token = sql_token_at(token.at + token.length)) {
        struct part part = {.token = token, .close = G_MAXUINT, .items = 1};
        guint inside = open->len ? g_array_index(open, guint, open->len - 1) : G_MAXUINT;
        struct part *around =
            inside == G_MAXUINT ? NULL : &g_array_index(parts, struct part, inside);
        if (around && is_mark(token, ','))
            around->items++;
        if (around && is_mark(token, ')')) {
            around->close = parts->len;
            g_array_set_size(open, open->len - 1);
        }
        if (is_mark(token, '('))
            g_array_append_val(open, parts->len);
        g_array_append_val(parts, part);
    }
    return parts;
}

static guint next_part(const struct layout *layout, guint from)
{
    while (from < layout->parts->len && part_at(layout, from)->token.kind == SQL_BLANK)
        from++;
    return from;
}

static struct sql_token token_from(const struct layout *layout, guint from)
{
    guint at = next_part(layout, from);
    return at < layout->parts->len ? part_at(layout, at)->token : (struct sql_token){0};
}

/* The clause that begins at part `at`, and the part behind it; NULL when none does. */
static const struct clause *clause_at(const struct layout *layout, guint at, guint *end)
{
    for (size_t i = 0; i < G_N_ELEMENTS(clauses); i++) {
        const char *word = clauses[i].words;
        guint part = at;
        while (*word && part < layout->parts->len) {
            size_t length = strcspn(word, " ");
            struct sql_token token = part_at(layout, part)->token;
            if (token.kind != SQL_WORD || token.length != length ||
                g_ascii_strncasecmp(token.at, word, length))
                break;
            word += length + (word[length] == ' ');
            part = *word ? next_part(layout, part + 1) : part + 1;
        }
        if (*word || is_mark(token_from(layout, part), '.'))
            continue;
        *end = part;
        return &clauses[i];
    }
    return NULL;
}

bool sql_looks_like(const char *text)
{
    g_autofree char *begin = g_strndup(text ? text : "", 256);
    struct layout layout = {.parts = parts_of(begin)};
    guint end;
    guint at = next_part(&layout, 0);
    const struct clause *clause = at < layout.parts->len ? clause_at(&layout, at, &end) : NULL;
    g_array_unref(layout.parts);
    return clause && clause->indent == 0;
}

/* --- writing --- */

static enum role role_of(struct sql_token token)
{
    static const enum role roles[] = {
        [SQL_TEXT] = ROLE_CODE_STRING,
        [SQL_NUMBER] = ROLE_CODE_NUMBER,
        [SQL_HOLE] = ROLE_CODE_HOLE,
        [SQL_COMMENT] = ROLE_CODE_COMMENT,
    };
    if (sql_is_keyword(token))
        return ROLE_CODE_KEYWORD;
    return token.kind < G_N_ELEMENTS(roles) && roles[token.kind] ? roles[token.kind] : ROLE_CODE;
}

static void begin_line(struct layout *layout, int indent)
{
    layout->line = code_line_begin(layout->lines, CLAMP(indent, 0, MOST_INDENT));
    layout->blank = false;
}

static void add(struct layout *layout, enum role role, const char *text, gssize length)
{
    if (!layout->line)
        begin_line(layout, level_here(layout)->indent);
    if (layout->blank && layout->line->tokens->len)
        code_line_add(layout->line, ROLE_CODE, " ", 1);
    layout->blank = false;
    code_line_add(layout->line, role, text, length);
}

static void add_token(struct layout *layout, struct sql_token token)
{
    add(layout, role_of(token), token.at, (gssize)token.length);
    layout->before = token;
    if (token.kind == SQL_COMMENT && *token.at == '-') /* it ends with its line */
        layout->line = NULL;
}

static void add_parts(struct layout *layout, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        struct sql_token token = part_at(layout, i)->token;
        if (token.kind == SQL_BLANK)
            layout->blank = true;
        else
            add_token(layout, token);
    }
}

static void say_more(struct layout *layout)
{
    g_autofree char *text = g_strdup_printf("… %u more%s", layout->skip.count, layout->skip.what);
    layout->blank = true;
    add(layout, ROLE_CODE_COMMENT, text, -1);
    layout->cut = true;
}

/* --- clauses --- */

/* AND of a BETWEEN, and all within a CASE, stay on their line; a name that sounds like a clause
 * (t.limit, AS offset) is none. */
static bool breaks(const struct layout *layout, const struct clause *clause)
{
    struct level *level = level_here(layout);
    if (!level->query || is_mark(layout->before, '.') || sql_token_is(layout->before, "AS"))
        return false;
    bool condition = !strcmp(clause->words, "AND") || !strcmp(clause->words, "OR");
    if (condition && level->cases)
        return false;
    if (level->between && !strcmp(clause->words, "AND")) {
        level->between = false;
        return false;
    }
    bool with = g_str_has_prefix(clause->words, "WITH");
    return !with || !layout->line || !layout->line->tokens->len || is_mark(layout->before, ';');
}

static void note_word(struct layout *layout, struct sql_token token)
{
    struct level *level = level_here(layout);
    if (sql_token_is(token, "BETWEEN"))
        level->between = true;
    else if (sql_token_is(token, "CASE"))
        level->cases++;
    else if (sql_token_is(token, "END") && level->cases)
        level->cases--;
}

/* --- lists --- */

/* What is left out of the list that is written just now. */
static void plan_cut(struct layout *layout, guint at, guint to, guint count, const char *what)
{
    if (layout->skip.count)
        return;
    layout->skip.at = at;
    layout->skip.to = to;
    layout->skip.count = count;
    layout->skip.what = what;
}

/* Behind IN: the first values of many. */
static void cut_values(struct layout *layout, guint open)
{
    const struct part *part = part_at(layout, open);
    if (layout->whole || part->items <= MOST_VALUES || part->close >= layout->parts->len)
        return;
    guint commas = 0, at = open + 1;
    for (; at < part->close; at++) {
        const struct part *inside = part_at(layout, at);
        if (is_mark(inside->token, '(') && inside->close < part->close)
            at = inside->close;
        else if (is_mark(inside->token, ',') && ++commas == FEW_VALUES)
            break;
    }
    plan_cut(layout, at + 1, part->close, part->items - FEW_VALUES, "");
}

/* Behind VALUES: the first rows of many. */
static void cut_rows(struct layout *layout, guint from)
{
    guint rows = 0, few = 0, at = next_part(layout, from), end = from;
    while (!layout->whole && at < layout->parts->len && is_mark(part_at(layout, at)->token, '(') &&
           part_at(layout, at)->close < layout->parts->len) {
        end = part_at(layout, at)->close + 1;
        rows++;
        at = next_part(layout, end);
        if (at >= layout->parts->len || !is_mark(part_at(layout, at)->token, ','))
            break;
        at = next_part(layout, at + 1);
        if (rows == FEW_ROWS)
            few = at;
    }
    if (rows > MOST_ROWS)
        plan_cut(layout, few, end, rows - FEW_ROWS, " rows");
}

/* --- parentheses --- */

static void open_level(struct layout *layout, guint at)
{
    struct sql_token inside = token_from(layout, at + 1);
    struct level level = *level_here(layout);
    bool subquery = sql_token_is(inside, "SELECT") || sql_token_is(inside, "WITH");
    if (sql_token_is(layout->before, "IN"))
        cut_values(layout, at);
    add_token(layout, part_at(layout, at)->token);
    level.query = subquery;
    level.between = false;
    level.cases = 0;
    if (subquery) {
        level.indent = (layout->line ? layout->line->indent : level.indent) + STEP;
        layout->line = NULL;
    }
    g_array_append_val(layout->levels, level);
}

static void close_level(struct layout *layout, guint at)
{
    bool subquery = layout->levels->len > 1 && level_here(layout)->query;
    int indent = level_here(layout)->indent - STEP;
    if (layout->levels->len > 1)
        g_array_set_size(layout->levels, layout->levels->len - 1);
    if (subquery)
        begin_line(layout, indent);
    add_token(layout, part_at(layout, at)->token);
}

/* Writes what begins at part `at`; returns the part behind it. */
static guint write_part(struct layout *layout, guint at)
{
    struct sql_token token = part_at(layout, at)->token;
    if (token.kind == SQL_BLANK) {
        layout->blank = true;
        return at + 1;
    }
    if (is_mark(token, '(')) {
        open_level(layout, at);
        return at + 1;
    }
    if (is_mark(token, ')')) {
        close_level(layout, at);
        return at + 1;
    }
    guint end = at + 1;
    const struct clause *clause = sql_is_keyword(token) ? clause_at(layout, at, &end) : NULL;
    if (clause && breaks(layout, clause))
        begin_line(layout, level_here(layout)->indent + clause->indent);
    else
        end = at + 1;
    note_word(layout, token);
    if (sql_token_is(token, "VALUES"))
        cut_rows(layout, end);
    add_parts(layout, at, end);
    return end;
}

GPtrArray *sql_lines(const char *text, bool whole, bool *cut)
{
    struct layout layout = {.parts = parts_of(text ? text : ""),
                            .levels = g_array_new(FALSE, FALSE, sizeof(struct level)),
                            .lines = code_lines_new(),
                            .whole = whole};
    struct level level = {.query = true};
    g_array_append_val(layout.levels, level);
    for (guint at = 0; at < layout.parts->len;) {
        if (layout.skip.count && at == layout.skip.at) {
            say_more(&layout);
            at = layout.skip.to;
            layout.skip.count = 0;
            continue;
        }
        at = write_part(&layout, at);
    }
    if (cut)
        *cut = layout.cut;
    g_array_unref(layout.parts);
    g_array_unref(layout.levels);
    return layout.lines;
}
