/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/differs.h"

#include <math.h>

/* --- sets made for the purpose ------------------------------------------------------------------
 */

static void put(struct differs_counts *counts, const char *key, const char *value, double inside,
                double outside)
{
    if (inside > 0)
        differs_counts_text(counts, DIFFERS_INSIDE, key, value, inside);
    if (outside > 0)
        differs_counts_text(counts, DIFFERS_OUTSIDE, key, value, outside);
}

static struct differs_counts *sides(double inside, double outside)
{
    struct differs_counts *counts = differs_counts_new();
    differs_counts_rows(counts, DIFFERS_INSIDE, inside);
    differs_counts_rows(counts, DIFFERS_OUTSIDE, outside);
    return counts;
}

static const struct differs_row *row_at(const struct differs *differs, guint index)
{
    g_assert_cmpuint(differs->rows->len, >, index);
    return differs->rows->pdata[index];
}

static void a_value_that_comes_more_often_is_told_with_its_shares(void)
{
    g_autoptr(differs_counts) counts = sides(100, 1000);
    put(counts, "ranking_version", "v1", 8, 960);
    put(counts, "ranking_version", "v2", 92, 40);
    put(counts, "region", "eu", 50, 500);
    put(counts, "region", "us", 50, 500);
    g_autoptr(differs) differs = differs_find(counts);
    g_assert_cmpuint(differs->rows->len, ==, 1);
    const struct differs_row *row = row_at(differs, 0);
    g_assert_cmpstr(row->key, ==, "ranking_version");
    g_assert_cmpint(row->form, ==, DIFFERS_IS);
    g_assert_cmpstr(row->value, ==, "v2"); /* the one that rose, though v1 fell as much */
    g_assert_cmpfloat(row->shares.inside, ==, 92);
    g_assert_cmpfloat(row->shares.outside, ==, 40);
    g_assert_cmpuint(row->others, ==, 1);
    g_assert_cmpfloat(row->p, <, 1e-20);
}

static void that_a_key_is_not_set_counts_as_a_value(void)
{
    g_autoptr(differs_counts) counts = sides(200, 1000);
    put(counts, "user.tier", "free", 10, 480);
    put(counts, "user.tier", "paid", 10, 500);
    g_autoptr(differs) differs = differs_find(counts);
    g_assert_cmpint(row_at(differs, 0)->form, ==, DIFFERS_NOT_SET);
    g_assert_cmpfloat(row_at(differs, 0)->shares.inside, ==, 180);
}

static void of_a_key_whose_values_were_cut_nobody_knows_which_rows_lack_it(void)
{
    g_autoptr(differs_counts) counts = sides(200, 1000);
    put(counts, "url", "/a", 10, 500);
    differs_counts_cut(counts, "url");
    g_autoptr(differs) differs = differs_find(counts);
    g_assert_cmpint(row_at(differs, 0)->form, ==, DIFFERS_IS);
    g_assert_cmpfloat(row_at(differs, 0)->bound, <, 0);
}

static void many_numbers_are_compared_as_a_distribution(void)
{
    g_autoptr(differs_counts) counts = sides(100, 400);
    for (int i = 0; i < 100; i++)
        differs_counts_number(counts, DIFFERS_INSIDE, "rows", i < 90 ? 5000 + i : i, 1);
    for (int i = 0; i < 400; i++)
        differs_counts_number(counts, DIFFERS_OUTSIDE, "rows", i, 1);
    g_autoptr(differs) differs = differs_find(counts);
    const struct differs_row *row = row_at(differs, 0);
    g_assert_cmpint(row->form, ==, DIFFERS_ABOVE);
    g_assert_cmpfloat(row->number, ==, 399);
    g_assert_cmpfloat(row->shares.inside, ==, 90);
    g_assert_cmpfloat(row->shares.outside, ==, 0);
    g_assert_cmpfloat(row->median[DIFFERS_OUTSIDE], ==, 199);
}

static void identifiers_are_not_what_differs(void)
{
    g_autoptr(differs_counts) counts = sides(300, 300);
    for (int i = 0; i < 600; i++) {
        g_autofree char *id = g_strdup_printf("user-%d", i);
        put(counts, "user.id", id, i < 300, i >= 300);
    }
    g_autoptr(differs) differs = differs_find(counts);
    g_assert_cmpuint(differs->rows->len, ==, 0);
    g_assert_cmpuint(differs->identifiers, ==, 1);
}

static void keys_that_come_as_often_stand_together(void)
{
    g_autoptr(differs_counts) counts = sides(100, 100);
    put(counts, "release", "3.1.0", 90, 2);
    put(counts, "deploy", "77", 90, 2);
    put(counts, "region", "eu", 60, 20);
    g_autoptr(differs) differs = differs_find(counts);
    g_assert_cmpuint(differs->rows->len, ==, 2);
    const struct differs_row *first = row_at(differs, 0);
    g_assert_cmpuint(first->same->len, ==, 1);
    g_assert_cmpstr(((struct differs_row *)first->same->pdata[0])->key, ==, "release");
}

static void a_trifle_that_is_certain_does_not_come_first(void)
{
    g_autoptr(differs_counts) counts = sides(1000000, 1000000);
    put(counts, "zone", "a", 500000, 490000); /* certain, and one point */
    put(counts, "pod", "web-7", 60000, 1000);
    g_autoptr(differs) differs = differs_find(counts);
    g_assert_cmpuint(differs->rows->len, ==, 2);
    g_assert_cmpstr(row_at(differs, 0)->key, ==, "pod");
}

static void an_empty_side_gives_nothing(void)
{
    g_autoptr(differs_counts) counts = sides(0, 100);
    put(counts, "release", "3.1.0", 0, 100);
    g_autoptr(differs) differs = differs_find(counts);
    g_assert_cmpuint(differs->rows->len, ==, 0);
}

static void past_the_bound_values_are_kept_roughly_and_rows_exactly(void)
{
    g_autoptr(differs_counts) whole = differs_counts_new();
    for (int i = 0; i < 6 * DIFFERS_VALUES; i++) {
        g_autofree char *id = g_strdup_printf("id-%d", i % (3 * DIFFERS_VALUES));
        differs_counts_text(whole, DIFFERS_INSIDE, "id", id, 1);
        differs_counts_number(whole, DIFFERS_OUTSIDE, "took", 1 + i * 0.37, 1);
    }
    for (guint i = 0; i < whole->keys->len; i++) {
        const struct differs_key *key = whole->keys->pdata[i];
        g_assert_cmpuint(key->values->len, <, DIFFERS_VALUES + 4 * 128);
        g_assert_cmpfloat(key->rows[DIFFERS_INSIDE] + key->rows[DIFFERS_OUTSIDE], ==,
                          6 * DIFFERS_VALUES);
    }
}

/* 90 points of share, but of two rows each: nothing is certain of so few. */
static void amounts_of_few_rows_are_few_cases(void)
{
    g_autoptr(differs_counts) counts = sides(1000, 1000);
    put(counts, "region", "eu", 950, 50);
    put(counts, "region", "us", 50, 950);
    differs_counts_weigh(counts, DIFFERS_INSIDE, 2);
    differs_counts_weigh(counts, DIFFERS_OUTSIDE, 2);
    g_autoptr(differs) differs = differs_find(counts);
    g_assert_cmpfloat(differs->looked_at[DIFFERS_INSIDE], ==, 2);
    g_assert_cmpuint(differs->rows->len, ==, 0);
}

/* --- generated sets: 200 attributes, and one of them planted ------------------------------------
 */

#define CASES      1000
#define ATTRIBUTES 200
#define INSIDE     600
#define OUTSIDE    3000
#define PLANTED    0.05  /* of the rows inside have the planted value */
#define ELSEWHERE  0.005 /* of those outside */

static double log_factorial[OUTSIDE + 1];

/* A draw of a binomial: from the mode outwards until the drawn probability is used up (Kemp 1986).
 */
static int binomial(GRand *random, int n, double p)
{
    if (p <= 0 || n == 0)
        return 0;
    if (p >= 1)
        return n;
    int mode = (int)((n + 1) * p), low = mode - 1, high = mode;
    double odds = p / (1 - p), left = g_rand_double(random);
    double up = exp(log_factorial[n] - log_factorial[mode] - log_factorial[n - mode] +
                    mode * log(p) + (n - mode) * log1p(-p));
    double down = up * mode / ((n - mode + 1) * odds);
    while (low >= 0 || high <= n) {
        if (high <= n) {
            if ((left -= up) <= 0)
                return high;
            up *= (n - high) * odds / (high + 1);
            high++;
        }
        if (low >= 0) {
            if ((left -= down) <= 0)
                return low;
            down *= low / ((n - low + 1) * odds);
            low--;
        }
    }
    return mode;
}

/* An attribute of 1 to 9 values, each as common as chance has it, the same on both sides; some rows
 * lack it. `planted`: inside, a value of its own is added. */
static void add_attribute(struct differs_counts *counts, GRand *random, int number, bool planted)
{
    char key[32], value[32];
    int values = g_rand_int_range(random, 1, 10);
    int left[DIFFERS_SIDES] = {INSIDE, OUTSIDE};
    double share[9], rest = 1;
    g_snprintf(key, sizeof key, "attribute.%d", number);
    if (planted) {
        int in = binomial(random, INSIDE, PLANTED), out = binomial(random, OUTSIDE, ELSEWHERE);
        put(counts, key, "planted", in, out);
        left[DIFFERS_INSIDE] -= in;
        left[DIFFERS_OUTSIDE] -= out;
    }
    for (int i = 0; i < values; i++) {
        share[i] = rest * g_rand_double(random);
        rest -= share[i];
    }
    for (int side = 0; side < DIFFERS_SIDES; side++) {
        double whole = 1;
        for (int i = 0; i < values; i++) {
            int count = binomial(random, left[side], share[i] / whole);
            g_snprintf(value, sizeof value, "value %d", i);
            if (count)
                differs_counts_text(counts, side, key, value, count);
            left[side] -= count;
            whole -= share[i];
        }
    }
}

/* In how many cases something is told, and in how many the planted value comes first. */
static void generated(bool plant, int *told, int *first)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(plant ? 5 : 6);
    *told = *first = 0;
    for (int n = 2; n <= OUTSIDE; n++)
        log_factorial[n] = log_factorial[n - 1] + log(n);
    for (int i = 0; i < CASES; i++) {
        g_autoptr(differs_counts) counts = sides(INSIDE, OUTSIDE);
        int place = g_rand_int_range(random, 0, ATTRIBUTES);
        for (int k = 0; k < ATTRIBUTES; k++)
            add_attribute(counts, random, k, plant && k == place);
        g_autoptr(differs) differs = differs_find(counts);
        if (differs->rows->len == 0)
            continue;
        (*told)++;
        *first += g_strcmp0(row_at(differs, 0)->value, "planted") == 0;
    }
}

static void a_planted_difference_is_first_in_95_of_100_cases(void)
{
    int told, first;
    generated(true, &told, &first);
    g_test_message("%d of %d planted differences came first", first, CASES);
    g_assert_cmpint(first, >=, CASES * 95 / 100);
}

static void where_nothing_differs_nothing_is_told_in_95_of_100_cases(void)
{
    int told, first;
    generated(false, &told, &first);
    g_test_message("%d of %d told a difference where there is none", told, CASES);
    g_assert_cmpint(told, <=, CASES * 5 / 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/differs/a value that comes more often is told with its shares",
                    a_value_that_comes_more_often_is_told_with_its_shares);
    g_test_add_func("/differs/that a key is not set counts as a value",
                    that_a_key_is_not_set_counts_as_a_value);
    g_test_add_func("/differs/of a key whose values were cut nobody knows which rows lack it",
                    of_a_key_whose_values_were_cut_nobody_knows_which_rows_lack_it);
    g_test_add_func("/differs/many numbers are compared as a distribution",
                    many_numbers_are_compared_as_a_distribution);
    g_test_add_func("/differs/identifiers are not what differs", identifiers_are_not_what_differs);
    g_test_add_func("/differs/keys that come as often stand together",
                    keys_that_come_as_often_stand_together);
    g_test_add_func("/differs/a trifle that is certain does not come first",
                    a_trifle_that_is_certain_does_not_come_first);
    g_test_add_func("/differs/an empty side gives nothing", an_empty_side_gives_nothing);
    g_test_add_func("/differs/past the bound values are kept roughly, and rows exactly",
                    past_the_bound_values_are_kept_roughly_and_rows_exactly);
    g_test_add_func("/differs/amounts of few rows are few cases",
                    amounts_of_few_rows_are_few_cases);
    g_test_add_func("/differs/a planted difference is first in 95 of 100 cases",
                    a_planted_difference_is_first_in_95_of_100_cases);
    g_test_add_func("/differs/where nothing differs nothing is told in 95 of 100 cases",
                    where_nothing_differs_nothing_is_told_in_95_of_100_cases);
    return g_test_run();
}
