/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/suspect.h"

#include <stdbool.h>
#include <string.h>

#define ONSET_MS INT64_C(1795000000000)

static const struct {
    const char *id, *message, *file;
} history[] = {
    {"1111111aaaaaaa", "Log the warehouse of a reservation",                                       "inventory/reserve.py"},
    {"2222222aaaaaaa", "Drop unused indexes\n\npg_stat shows no scan of stock_sku_idx this week.",
     "migrations/0047_drop_unused_indexes.sql"                                                                           },
    {"3333333aaaaaaa", "Rename a helper of the stock report",                                      "inventory/report.py" },
    {"4444444aaaaaaa", "Bump the linter",                                                          "setup.cfg"           },
};

static GPtrArray *commits(void)
{
    GPtrArray *array = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    for (size_t i = 0; i < G_N_ELEMENTS(history); i++) {
        struct commit *commit = commit_new();
        commit->id = g_strdup(history[i].id);
        commit->message = g_strdup(history[i].message);
        commit->time_ms = ONSET_MS - 3600000;
        commit->files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
        g_ptr_array_add(commit->files, commit_file_new(history[i].file, 'M'));
        g_ptr_array_add(array, commit);
    }
    return array;
}

static struct deploy *deploy_at(const char *project, const char *release, int64_t at)
{
    struct deploy *deploy = deploy_new();
    deploy->project = g_strdup(project);
    deploy->release = g_strdup(release);
    deploy->finished_ms = at;
    return deploy;
}

static GPtrArray *strings(const char *first, const char *second)
{
    GPtrArray *array = g_ptr_array_new();
    g_ptr_array_add(array, (gpointer)first);
    if (second) {
        g_ptr_array_add(array, (gpointer)second);
    }
    return array;
}

static bool has_reason(const struct suspect *suspect, const char *part)
{
    for (guint i = 0; i < suspect->reasons->len; i++) {
        if (strstr(g_ptr_array_index(suspect->reasons, i), part)) {
            return true;
        }
    }
    return false;
}

static void the_migration_explains_the_slow_query(void)
{
    g_autoptr(GPtrArray) array = commits();
    g_autoptr(GPtrArray) texts =
        strings("SELECT quantity FROM stock WHERE sku = $1", "check_stock");
    struct suspect_evidence evidence = {
        .service = "inventory", .onset_ms = ONSET_MS, .texts = texts};
    struct deploy *deploy = deploy_at("inventory", "inventory@3.1.0", ONSET_MS - 120000);
    g_autofree char *why = NULL;
    g_autoptr(GPtrArray) suspects = suspects_find(&evidence, deploy, array, &why);
    g_assert_cmpuint(suspects->len, >=, 1);
    g_assert_null(why);
    const struct suspect *first = g_ptr_array_index(suspects, 0);
    g_assert_cmpstr(first->commit->id, ==, "2222222aaaaaaa");
    g_assert_true(has_reason(first, "schema"));
    g_assert_true(has_reason(first, "stock"));
    g_assert_true(has_reason(first, "deployed 2m before the onset"));
    g_assert_cmpint(first->before_ms, ==, 120000);
    g_assert_cmpfloat(first->score, <, 1);
    deploy_free(deploy);
}

static void a_file_that_ran_weighs_more_than_words(void)
{
    g_autoptr(GPtrArray) array = commits();
    g_autoptr(GPtrArray) files = strings("/srv/app/inventory/report.py", NULL);
    g_autoptr(GPtrArray) texts = strings("warehouse", NULL);
    struct suspect_evidence evidence = {.onset_ms = ONSET_MS, .texts = texts, .files = files};
    g_autofree char *why = NULL;
    g_autoptr(GPtrArray) suspects = suspects_find(&evidence, NULL, array, &why);
    const struct suspect *first = g_ptr_array_index(suspects, 0);
    g_assert_cmpstr(first->commit->id, ==, "3333333aaaaaaa");
    g_assert_true(has_reason(first, "inventory/report.py"));
    g_assert_null(first->deploy);
}

static void blame_names_the_commit(void)
{
    g_autoptr(GPtrArray) array = commits();
    g_autoptr(GPtrArray) blamed = strings("4444444aaaaaaabbbb", NULL);
    struct suspect_evidence evidence = {.blamed = blamed};
    g_autofree char *why = NULL;
    g_autoptr(GPtrArray) suspects = suspects_find(&evidence, NULL, array, &why);
    g_assert_cmpuint(suspects->len, ==, 1);
    const struct suspect *first = g_ptr_array_index(suspects, 0);
    g_assert_true(has_reason(first, "blame"));
}

static void a_commit_of_last_year_gives_way_to_one_of_this_week(void)
{
    g_autoptr(GPtrArray) array = commits();
    struct commit *old = g_ptr_array_index(array, 3);
    old->time_ms = ONSET_MS - INT64_C(300) * 86400000;
    g_autoptr(GPtrArray) blamed = strings(old->id, NULL);
    g_autoptr(GPtrArray) texts = strings("warehouse reservation", NULL);
    struct suspect_evidence evidence = {.onset_ms = ONSET_MS, .blamed = blamed, .texts = texts};
    g_autofree char *why = NULL;
    g_autoptr(GPtrArray) suspects = suspects_find(&evidence, NULL, array, &why);
    g_assert_cmpuint(suspects->len, ==, 2);
    const struct suspect *first = g_ptr_array_index(suspects, 0);
    const struct suspect *second = g_ptr_array_index(suspects, 1);
    g_assert_cmpstr(first->commit->id, ==, "1111111aaaaaaa");
    g_assert_true(has_reason(second, "300d older than the onset"));
}

static void what_the_patch_says_counts_and_tests_do_not_run(void)
{
    g_autoptr(GPtrArray) array = commits();
    struct commit *migration = g_ptr_array_index(array, 1);
    g_free(migration->message);
    migration->message = g_strdup("Drop unused indexes");
    migration->patch = g_strdup("DROP INDEX stock_sku_warehouse_idx;\n");
    struct commit *tests = g_ptr_array_index(array, 3);
    g_free(tests->message);
    tests->message = g_strdup("Test check_stock with a sku of the stock");
    g_ptr_array_set_size(tests->files, 0);
    g_ptr_array_add(tests->files, commit_file_new("tests/test_check_stock.py", 'M'));
    g_autoptr(GPtrArray) texts =
        strings("SELECT on_hand FROM stock WHERE sku = $1 AND warehouse_id = $2", "check_stock");
    struct suspect_evidence evidence = {.onset_ms = ONSET_MS, .texts = texts};
    g_autofree char *why = NULL;
    g_autoptr(GPtrArray) suspects = suspects_find(&evidence, NULL, array, &why);
    const struct suspect *first = g_ptr_array_index(suspects, 0);
    g_assert_cmpstr(first->commit->id, ==, migration->id);
    for (guint i = 1; i < suspects->len; i++) {
        const struct suspect *other = g_ptr_array_index(suspects, i);
        if (!strcmp(other->commit->id, tests->id)) {
            g_assert_true(has_reason(other, "only tests"));
            g_assert_cmpfloat(other->score, <, 0.1);
        }
    }
}

static void a_commit_that_the_deploy_did_not_bring_is_not_said_to_be_deployed(void)
{
    g_autoptr(GPtrArray) array = commits();
    g_autoptr(GPtrArray) blamed = strings("4444444aaaaaaa", NULL);
    struct suspect_evidence evidence = {.onset_ms = ONSET_MS, .blamed = blamed, .older = blamed};
    struct deploy *deploy = deploy_at("inventory", "inventory@3.1.0", ONSET_MS - 120000);
    g_autofree char *why = NULL;
    g_autoptr(GPtrArray) suspects = suspects_find(&evidence, deploy, array, &why);
    const struct suspect *first = g_ptr_array_index(suspects, 0);
    g_assert_null(first->deploy);
    g_assert_false(has_reason(first, "deployed"));
    deploy_free(deploy);
}

static void nothing_in_common_is_said(void)
{
    g_autoptr(GPtrArray) array = commits();
    g_autoptr(GPtrArray) texts = strings("GET /totally/unrelated", NULL);
    struct suspect_evidence evidence = {.texts = texts};
    g_autofree char *why = NULL;
    g_autoptr(GPtrArray) suspects = suspects_find(&evidence, NULL, array, &why);
    g_assert_cmpuint(suspects->len, ==, 0);
    g_assert_nonnull(strstr(why, "none of the release's 4 commits"));
    g_autofree char *no_commits = NULL;
    g_autoptr(GPtrArray) none = suspects_find(&evidence, NULL, NULL, &no_commits);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_cmpstr(no_commits, ==, "no commits are known for the release");
}

static void the_last_deploy_before_the_onset_is_taken(void)
{
    g_autoptr(GPtrArray) deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
    g_ptr_array_add(deploys, deploy_at("inventory", "inventory@3.0.0", ONSET_MS - 86400000));
    g_ptr_array_add(deploys, deploy_at("inventory", "inventory@3.1.0", ONSET_MS - 120000));
    g_ptr_array_add(deploys, deploy_at("payment", "payment@2.8.1", ONSET_MS - 60000));
    g_ptr_array_add(deploys, deploy_at("inventory", "inventory@3.1.1", ONSET_MS + 60000));
    g_autofree char *why = NULL;
    const struct deploy *deploy = suspect_deploy(deploys, "inventory", ONSET_MS, 3600000, &why);
    g_assert_nonnull(deploy);
    g_assert_cmpstr(deploy->release, ==, "inventory@3.1.0");
    g_assert_null(why);
}

static void an_old_deploy_is_not_blamed(void)
{
    g_autoptr(GPtrArray) deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
    g_ptr_array_add(deploys, deploy_at("inventory", "inventory@3.0.0", ONSET_MS - 86400000));
    g_autofree char *why = NULL;
    g_assert_null(suspect_deploy(deploys, "inventory", ONSET_MS, 3600000, &why));
    g_assert_nonnull(strstr(why, "inventory@3.0.0"));
    g_autofree char *nothing = NULL;
    g_assert_null(suspect_deploy(deploys, "web", ONSET_MS, 3600000, &nothing));
    g_assert_cmpstr(nothing, ==, "no release of web before the onset is known");
}

static void identifiers_give_their_parts_and_common_words_do_not_count(void)
{
    g_autoptr(GPtrArray) words =
        suspect_words("SELECT stock_sku_idx FROM the chargeCustomer 12345 id");
    const char *const expected[] = {"stock_sku_idx",  "stock",  "sku",     "idx",
                                    "chargecustomer", "charge", "customer"};
    g_assert_cmpuint(words->len, ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < words->len; i++) {
        g_assert_cmpstr(g_ptr_array_index(words, i), ==, expected[i]);
    }
    g_autoptr(GPtrArray) sql = suspect_words("sql src with where and put add");
    g_assert_cmpuint(sql->len, ==, 0);
    g_autoptr(GPtrArray) none = suspect_words(NULL);
    g_assert_cmpuint(none->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/suspect/the migration explains the slow query",
                    the_migration_explains_the_slow_query);
    g_test_add_func("/suspect/a file that ran weighs more than words",
                    a_file_that_ran_weighs_more_than_words);
    g_test_add_func("/suspect/blame names the commit", blame_names_the_commit);
    g_test_add_func("/suspect/a commit of last year gives way to one of this week",
                    a_commit_of_last_year_gives_way_to_one_of_this_week);
    g_test_add_func("/suspect/what the patch says counts, and tests do not run",
                    what_the_patch_says_counts_and_tests_do_not_run);
    g_test_add_func("/suspect/a commit that the deploy did not bring is not said to be deployed",
                    a_commit_that_the_deploy_did_not_bring_is_not_said_to_be_deployed);
    g_test_add_func("/suspect/nothing in common is said", nothing_in_common_is_said);
    g_test_add_func("/suspect/the last deploy before the onset is taken",
                    the_last_deploy_before_the_onset_is_taken);
    g_test_add_func("/suspect/an old deploy is not blamed", an_old_deploy_is_not_blamed);
    g_test_add_func("/suspect/identifiers give their parts, common words do not count",
                    identifiers_give_their_parts_and_common_words_do_not_count);
    return g_test_run();
}
