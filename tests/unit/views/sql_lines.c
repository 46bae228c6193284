/* SPDX-License-Identifier: Apache-2.0 */
#include "views/sql_lines.h"

/* The lines as text, indented by dots: "SELECT|a, b". */
static char *laid_out(const char *text)
{
    g_autoptr(GPtrArray) lines = sql_lines(text);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const struct sql_line *line = g_ptr_array_index(lines, i);
        g_string_append_printf(out, "%s%s%s|%s", i ? "\n" : "", line->indent ? ".." : "",
                               line->keyword, line->rest);
    }
    return g_string_free(out, FALSE);
}

static void assert_laid_out(const char *text, const char *wanted)
{
    g_autofree char *have = laid_out(text);
    g_assert_cmpstr(have, ==, wanted);
}

static void a_line_a_clause(void)
{
    assert_laid_out("SELECT sku, qty FROM stock WHERE sku = $1 AND depot = 'n' ORDER  BY qty",
                    "SELECT|sku, qty\nFROM|stock\nWHERE|sku = $1\n..AND|depot = 'n'\n"
                    "ORDER  BY|qty");
    assert_laid_out("select a from b left join c on c.id = b.id",
                    "select|a\nfrom|b\n..left join|c on c.id = b.id");
}

static void quotes_and_parentheses_stay_whole(void)
{
    assert_laid_out("SELECT 'FROM  here' FROM t", "SELECT|'FROM  here'\nFROM|t");
    assert_laid_out("SELECT a FROM (SELECT b FROM c) x", "SELECT|a\nFROM|(SELECT b FROM c) x");
    assert_laid_out("SELECT 'open FROM t", "SELECT|'open FROM t");
}

static void words_that_only_begin_alike_are_no_clauses(void)
{
    assert_laid_out("SELECT from_date, t.limit FROM t", "SELECT|from_date, t.limit\nFROM|t");
    assert_laid_out("UPDATE t SET settings = 1", "UPDATE|t\nSET|settings = 1");
}

static void anything_is_taken(void)
{
    assert_laid_out("", "");
    assert_laid_out(NULL, "");
    assert_laid_out("GET key:1", "|GET key:1");
    assert_laid_out(")))) SELECT", "|))))\nSELECT|");
    g_assert_true(sql_looks_like("  select 1"));
    g_assert_true(sql_looks_like("INSERT INTO t VALUES (1)"));
    g_assert_false(sql_looks_like("GET key"));
    g_assert_false(sql_looks_like("AND so on"));
    g_assert_false(sql_looks_like(""));
    g_assert_false(sql_looks_like(NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sql lines/a line a clause", a_line_a_clause);
    g_test_add_func("/sql lines/quotes and parentheses stay whole",
                    quotes_and_parentheses_stay_whole);
    g_test_add_func("/sql lines/words that only begin alike are no clauses",
                    words_that_only_begin_alike_are_no_clauses);
    g_test_add_func("/sql lines/anything is taken", anything_is_taken);
    return g_test_run();
}
