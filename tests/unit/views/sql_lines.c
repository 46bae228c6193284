/* SPDX-License-Identifier: Apache-2.0 */
#include "views/sql_lines.h"

#include <string.h>

/* The lines as text, a dot for each cell that they are moved in. */
static char *laid_out(const char *text, bool whole)
{
    g_autoptr(GPtrArray) lines = sql_lines(text, whole, NULL);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const struct code_line *line = g_ptr_array_index(lines, i);
        g_autofree char *code = code_line_text(line);
        g_string_append_printf(out, "%s%.*s%s", i ? "\n" : "", line->indent,
                               "........................", code);
    }
    return g_string_free(out, FALSE);
}

static void assert_laid_out(const char *text, const char *wanted)
{
    g_autofree char *have = laid_out(text, false);
    g_assert_cmpstr(have, ==, wanted);
}

static void a_line_a_clause(void)
{
    assert_laid_out("SELECT sku, qty FROM stock WHERE sku = $1 AND depot = 'n' ORDER  BY qty",
                    "SELECT sku, qty\nFROM stock\nWHERE sku = $1\n..AND depot = 'n'\n"
                    "ORDER BY qty");
    assert_laid_out("select a from b left join c on c.id = b.id",
                    "select a\nfrom b\n..left join c on c.id = b.id");
    assert_laid_out("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = $2 "
                    "RETURNING id",
                    "INSERT INTO t (a, b)\nVALUES ($1, $2)\nON CONFLICT (a)\n"
                    "..DO UPDATE SET b = $2\nRETURNING id");
}

static void subqueries_are_moved_in(void)
{
    assert_laid_out("SELECT a FROM (SELECT b FROM c WHERE d IN (SELECT e FROM f)) x WHERE y",
                    "SELECT a\nFROM (\n..SELECT b\n..FROM c\n..WHERE d IN (\n....SELECT e\n"
                    "....FROM f\n..)\n) x\nWHERE y");
    assert_laid_out("WITH r AS (SELECT 1) SELECT * FROM r",
                    "WITH r AS (\n..SELECT 1\n)\nSELECT *\nFROM r");
}

static void what_sounds_like_a_clause_stays_on_its_line(void)
{
    assert_laid_out("SELECT from_date, t.limit, a AS offset FROM t",
                    "SELECT from_date, t.limit, a AS offset\nFROM t");
    assert_laid_out("UPDATE t SET settings = 1", "UPDATE t\nSET settings = 1");
    assert_laid_out("SELECT a WHERE b BETWEEN 1 AND 2 AND c",
                    "SELECT a\nWHERE b BETWEEN 1 AND 2\n..AND c");
    assert_laid_out("SELECT CASE WHEN a AND b THEN 1 END FROM t",
                    "SELECT CASE WHEN a AND b THEN 1 END\nFROM t");
    assert_laid_out("SELECT EXTRACT(EPOCH FROM at) FROM t WHERE (a OR b)",
                    "SELECT EXTRACT(EPOCH FROM at)\nFROM t\nWHERE (a OR b)");
}

static void quotes_and_comments_stay_whole(void)
{
    assert_laid_out("SELECT 'FROM  here' FROM t", "SELECT 'FROM  here'\nFROM t");
    assert_laid_out("SELECT 'it''s FROM' FROM \"from\"", "SELECT 'it''s FROM'\nFROM \"from\"");
    assert_laid_out("SELECT 'open FROM t", "SELECT 'open FROM t");
    assert_laid_out("SELECT $q$ FROM $q$ FROM t", "SELECT $q$ FROM $q$\nFROM t");
    assert_laid_out("SELECT a -- AND b\n, c /* OR */ FROM t",
                    "SELECT a -- AND b\n, c /* OR */\nFROM t");
}

static void many_values_are_counted(void)
{
    assert_laid_out("SELECT a FROM t WHERE id IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AND b",
                    "SELECT a\nFROM t\nWHERE id IN (1, 2, 3, 4, 5, … 5 more)\n..AND b");
    assert_laid_out("SELECT a FROM t WHERE id IN (1, 2, 3)",
                    "SELECT a\nFROM t\nWHERE id IN (1, 2, 3)");
    assert_laid_out("INSERT INTO t (a) VALUES (1),(2),(3),(4),(5) RETURNING a",
                    "INSERT INTO t (a)\nVALUES (1),(2), … 3 more rows\nRETURNING a");
    bool cut = false;
    const char *many = "SELECT a WHERE id IN (1,2,3,4,5,6,7,8,9)";
    g_ptr_array_unref(sql_lines(many, false, &cut));
    g_assert_true(cut);
    g_ptr_array_unref(sql_lines(many, true, &cut));
    g_assert_false(cut);
    g_autofree char *whole = laid_out(many, true);
    g_assert_cmpstr(whole, ==, "SELECT a\nWHERE id IN (1,2,3,4,5,6,7,8,9)");
}

/* The role of the token that is `word`. */
static enum role role_of(const char *text, const char *word)
{
    g_autoptr(GPtrArray) lines = sql_lines(text, true, NULL);
    for (guint i = 0; i < lines->len; i++) {
        const struct code_line *line = g_ptr_array_index(lines, i);
        for (guint t = 0; t < line->tokens->len; t++) {
            const struct code_token *token = &g_array_index(line->tokens, struct code_token, t);
            if (!strcmp(token->text, word))
                return token->role;
        }
    }
    return ROLE_COUNT;
}

static void words_have_their_roles(void)
{
    const char *text = "SELECT t.a, 'x', 4.5, null FROM t WHERE b = $1 OR c = :name OR d = ? -- e";
    g_assert_cmpint(role_of(text, "SELECT"), ==, ROLE_CODE_KEYWORD);
    g_assert_cmpint(role_of(text, "null"), ==, ROLE_CODE_KEYWORD);
    g_assert_cmpint(role_of(text, "'x'"), ==, ROLE_CODE_STRING);
    g_assert_cmpint(role_of(text, "4.5"), ==, ROLE_CODE_NUMBER);
    g_assert_cmpint(role_of(text, "$1"), ==, ROLE_CODE_HOLE);
    g_assert_cmpint(role_of(text, ":name"), ==, ROLE_CODE_HOLE);
    g_assert_cmpint(role_of(text, "?"), ==, ROLE_CODE_HOLE);
    g_assert_cmpint(role_of(text, "-- e"), ==, ROLE_CODE_COMMENT);
    g_assert_cmpint(role_of("SELECT a::int FROM t WHERE c = %(id)s", "%(id)s"), ==, ROLE_CODE_HOLE);
    g_assert_cmpint(role_of("SELECT a::int FROM t", ":int"), ==, ROLE_COUNT);
}

static void anything_is_taken(void)
{
    assert_laid_out("", "");
    assert_laid_out(NULL, "");
    assert_laid_out("GET key:1", "GET key:1");
    assert_laid_out(")))) SELECT", "))))\nSELECT");
    assert_laid_out("SELECT a FROM (SELECT b", "SELECT a\nFROM (\n..SELECT b");
    g_assert_true(sql_looks_like("  select 1"));
    g_assert_true(sql_looks_like("INSERT INTO t VALUES (1)"));
    g_assert_true(sql_looks_like("WITH a AS (SELECT 1) SELECT 2"));
    g_assert_false(sql_looks_like("GET key"));
    g_assert_false(sql_looks_like("AND so on"));
    g_assert_false(sql_looks_like(""));
    g_assert_false(sql_looks_like(NULL));
}

/* A hundred thousand parentheses, values and quotes. */
static void long_text_takes_its_length(void)
{
    g_autoptr(GString) text = g_string_new("SELECT a FROM t WHERE id IN (");
    for (int i = 0; i < 100000; i++)
        g_string_append_printf(text, "(%d, IN ('x", i);
    g_autoptr(GPtrArray) lines = sql_lines(text->str, false, NULL);
    g_assert_cmpuint(lines->len, >, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sql lines/a line a clause", a_line_a_clause);
    g_test_add_func("/sql lines/subqueries are moved in", subqueries_are_moved_in);
    g_test_add_func("/sql lines/what sounds like a clause stays on its line",
                    what_sounds_like_a_clause_stays_on_its_line);
    g_test_add_func("/sql lines/quotes and comments stay whole", quotes_and_comments_stay_whole);
    g_test_add_func("/sql lines/many values are counted", many_values_are_counted);
    g_test_add_func("/sql lines/words have their roles", words_have_their_roles);
    g_test_add_func("/sql lines/anything is taken", anything_is_taken);
    g_test_add_func("/sql lines/long text takes its length", long_text_takes_its_length);
    return g_test_run();
}
