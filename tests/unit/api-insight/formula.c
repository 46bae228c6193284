/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic over series.
 */
#include "api/insight/formula.h"

#include <math.h>
#include <string.h>

static double value_of(const char *text, double a, double b)
{
    g_autofree char *why = NULL;
    size_t at = 0;
    struct formula *formula = formula_parse(text, &why, &at);
    g_assert_nonnull(formula);
    const double values[FORMULA_TERMS] = {a, b};
    double value = formula_value(formula, values);
    formula_free(formula);
    return value;
}

static void operators_bind_as_in_school(void)
{
    g_assert_cmpfloat(value_of("A / count() * 100", 3, 12), ==, 25);
    g_assert_cmpfloat(value_of("1 + A * 2", 3, 0), ==, 7);
    g_assert_cmpfloat(value_of("(1 + A) * 2", 3, 0), ==, 8);
    g_assert_cmpfloat(value_of("10 - A - 2", 3, 0), ==, 5);
    g_assert_cmpfloat(value_of("A - -2", 3, 0), ==, 5);
    g_assert_cmpfloat(value_of("--A", 3, 0), ==, 3);
    g_assert_cmpfloat(value_of("A*.5", 3, 0), ==, 1.5);
}

static void the_unknown_stays_unknown(void)
{
    g_assert_true(isnan(value_of("A + 1", (double)NAN, 0)));
    g_assert_true(isnan(value_of("A / B", 3, 0)));
    g_assert_true(isnan(value_of("A * 1e300 * 1e300", 3, 0)));
    g_assert_cmpfloat(value_of("A / B", 0, 4), ==, 0);
}

static void terms_are_taken_whole(void)
{
    static const char text[] = "count_if(`a:\")\" b:(c)`) / \"web GET / rate\" + count_if(`a:\")\" "
                               "b:(c)`) + A";
    g_autofree char *why = NULL;
    size_t at = 0;
    g_autoptr(formula) formula = formula_parse(text, &why, &at);
    g_assert_nonnull(formula);
    g_assert_cmpuint(formula_term_count(formula), ==, 3);
    g_assert_cmpstr(formula_term(formula, 0), ==, "count_if(`a:\")\" b:(c)`)");
    g_assert_cmpstr(formula_term(formula, 1), ==, "\"web GET / rate\"");
    g_assert_cmpstr(formula_term(formula, 2), ==, "A");
}

static void assert_wrong(const char *text, size_t place, const char *says)
{
    g_autofree char *why = NULL;
    size_t at = 999;
    g_assert_null(formula_parse(text, &why, &at));
    g_assert_nonnull(strstr(why, says));
    g_assert_cmpuint(at, ==, place);
}

static void errors_have_a_place(void)
{
    assert_wrong("", 0, "at the end");
    assert_wrong("A +", 3, "at the end");
    assert_wrong("A B", 2, "+ - * or /");
    assert_wrong("(A + 1", 0, "never closed");
    assert_wrong("A / count(x", 4, "never closed");
    assert_wrong("A / p95", 4, "( )");
    assert_wrong("A / %", 4, "belongs here");
    assert_wrong("1 + 2", 5, "nothing that is measured");
    assert_wrong("\"web", 0, "both ends");
    g_autofree char *deep = g_strnfill(5000, '(');
    g_autofree char *why = NULL;
    size_t at;
    g_assert_null(formula_parse(deep, &why, &at));
    g_autofree char *minuses = g_strnfill(5000, '-');
    g_autofree char *again = NULL;
    g_assert_null(formula_parse(minuses, &again, &at));
    g_assert_nonnull(strstr(again, "deeply"));
}

static void assert_unit(const char *text, const char *a, const char *b, const char *expected)
{
    g_autofree char *why = NULL;
    size_t at = 0;
    g_autoptr(formula) formula = formula_parse(text, &why, &at);
    g_assert_nonnull(formula);
    const char *units[FORMULA_TERMS] = {a, b};
    g_autofree char *unit = formula_unit(formula, units);
    g_assert_cmpstr(unit, ==, expected);
}

static void units_follow_the_arithmetic(void)
{
    assert_unit("A", "millisecond", NULL, "millisecond");
    assert_unit("A + B", "millisecond", "millisecond", "millisecond");
    assert_unit("A - B", "millisecond", "byte", NULL);
    assert_unit("-A + 5", "usd", NULL, "usd");
    assert_unit("2 * A / 3", "usd", NULL, "usd");
    assert_unit("A / B", "millisecond", "count", "millisecond");
    assert_unit("B * A", "millisecond", "count", "millisecond");
    assert_unit("A * B", "millisecond", "byte", NULL);
    assert_unit("A / B", NULL, "count", NULL);
    assert_unit("60 / A", "millisecond", NULL, NULL);
}

static void shares_become_percent(void)
{
    assert_unit("A / B", "byte", "byte", NULL);
    assert_unit("A / B * 100", "byte", "byte", "percent");
    assert_unit("100 * (1 - A / B)", "count", "count", "percent");
    assert_unit("A / B * 100", "millisecond", "count", "millisecond");
    assert_unit("A / B * 100", NULL, NULL, NULL);
    assert_unit("A * 100", "ratio", NULL, "percent");
    assert_unit("1 - A", "ratio", NULL, "ratio");
    assert_unit("A / 100", "percent", NULL, NULL);
    assert_unit("A / B * 1000", "count", "count", NULL);
}

/* Whoever divides milliseconds by 1000 means seconds: "45ms" would be wrong. */
static void what_turns_a_unit_into_another_leaves_none(void)
{
    assert_unit("A / 1000", "millisecond", NULL, NULL);
    assert_unit("A * 60", "usd", NULL, NULL);
    assert_unit("A / (1024 * 1024)", "byte", NULL, NULL);
    assert_unit("A / 0", "byte", NULL, "byte");
}

static void assert_put(const char *text, const char *expected)
{
    g_autofree char *found = formula_put(text, 'A', "p95(x)");
    g_assert_cmpstr(found, ==, expected);
}

/* Within a call a letter is what is searched for, not the chart. */
static char *in_brackets(const char *term, void *data)
{
    (void)data;
    return strcmp(term, "\"no\"") ? g_strdup_printf("[%s]", term) : NULL;
}

static void every_term_is_rewritten(void)
{
    g_autofree char *text =
        formula_rewrite("2 * (A1 + B) / \"a b\" - p95(x(\"y\")) * 1e3", in_brackets, NULL);
    g_assert_cmpstr(text, ==, "2 * (A1 + [B]) / [\"a b\"] - [p95(x(\"y\"))] * 1e3");
    g_assert_null(formula_rewrite("A / \"no\"", in_brackets, NULL));
}

static void a_letter_is_written_out(void)
{
    assert_put("A", "p95(x)");
    assert_put("100 * (1 - A/count_if(`kind:A`)) - BA / A", "100 * (1 - p95(x)/count_if(`kind:A`)) "
                                                            "- BA / p95(x)");
    assert_put("A(y) + B", "A(y) + B");
    assert_put("A / \"checkout errors\"", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/formula/operators bind as in school", operators_bind_as_in_school);
    g_test_add_func("/formula/what is unknown stays unknown", the_unknown_stays_unknown);
    g_test_add_func("/formula/terms are taken whole", terms_are_taken_whole);
    g_test_add_func("/formula/what is wrong is said, and where", errors_have_a_place);
    g_test_add_func("/formula/units follow the arithmetic", units_follow_the_arithmetic);
    g_test_add_func("/formula/shares become percent", shares_become_percent);
    g_test_add_func("/formula/what turns a unit into another leaves none",
                    what_turns_a_unit_into_another_leaves_none);
    g_test_add_func("/formula/every term is rewritten", every_term_is_rewritten);
    g_test_add_func("/formula/a letter is written out", a_letter_is_written_out);
    return g_test_run();
}
