/* SPDX-License-Identifier: Apache-2.0 */
#include "views/suspect_lines.h"
#include "views/suspect_state.h"

#include <string.h>

static GPtrArray *pairs_of(const char *const *texts)
{
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    for (; *texts; texts += 2)
        g_ptr_array_add(pairs, pair_new(texts[0], texts[1]));
    return pairs;
}

static bool has(const GPtrArray *texts, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

static void code_attributes_that_are_paths_name_files(void)
{
    static const char *const given[] = {"code.file.path",
                                        "/srv/inventory/stock.py",
                                        "code.namespace",
                                        "inventory.stock",
                                        "code.function.name",
                                        "check_stock",
                                        "http.route",
                                        "/stock/check",
                                        NULL};
    g_autoptr(GPtrArray) attributes = pairs_of(given);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    suspects_files(attributes, files);
    g_assert_cmpuint(files->len, ==, 2);
    g_assert_true(has(files, "/srv/inventory/stock.py"));
    g_assert_true(has(files, "inventory.stock"));
    suspects_files(NULL, files);
    g_assert_cmpuint(files->len, ==, 2);
}

static void queries_routes_flags_and_names_give_words(void)
{
    static const char *const given[] = {"db.query.text", "SELECT 1 FROM stock", "http.route",
                                        "/stock/check",  "feature_flag.key",    "ranking_v2",
                                        "user.email",    "a@example.org",       NULL};
    g_autoptr(GPtrArray) attributes = pairs_of(given);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    struct target target;
    target_init(&target, TARGET_SPAN);
    target_set(&target.name, "check_stock");
    target_set(&target.transaction, "check_stock");
    suspects_texts(&target, attributes, texts);
    g_assert_true(has(texts, "SELECT 1 FROM stock"));
    g_assert_true(has(texts, "/stock/check"));
    g_assert_true(has(texts, "ranking_v2"));
    g_assert_true(has(texts, "check_stock"));
    g_assert_false(has(texts, "a@example.org"));
    g_assert_cmpuint(texts->len, ==, 4); /* each once */
    target_clear(&target);
}

static struct suspect suspect_of(void)
{
    struct suspect suspect = {.commit = commit_new(),
                              .deploy = deploy_new(),
                              .reasons = g_ptr_array_new_with_free_func(g_free),
                              .before_ms = 125000};
    suspect.commit->id = g_strdup("9f31ab2");
    suspect.commit->message = g_strdup("drop unused indexes\n\nfrees 4 GB");
    suspect.commit->repository = g_strdup("acme/inventory");
    suspect.deploy->release = g_strdup("inventory@3.1.0");
    g_ptr_array_add(suspect.reasons, g_strdup("touches stock_sku_idx"));
    g_ptr_array_add(suspect.reasons, g_strdup("deployed 2m before the onset"));
    return suspect;
}

static void clear(struct suspect *suspect)
{
    commit_free(suspect->commit);
    deploy_free(suspect->deploy);
    g_ptr_array_unref(suspect->reasons);
}

static void the_target_of_a_suspect_carries_its_reasons(void)
{
    struct suspect suspect = suspect_of();
    struct target from, to;
    target_init(&from, TARGET_SPAN);
    target_init(&to, TARGET_NONE);
    target_set(&from.service, "inventory");
    suspects_target(&suspect, &from, 1000000, &to);
    g_assert_cmpint(to.kind, ==, TARGET_COMMIT);
    g_assert_cmpstr(to.commit, ==, "9f31ab2");
    g_assert_cmpstr(to.repository, ==, "acme/inventory");
    g_assert_cmpstr(to.service, ==, "inventory");
    g_assert_cmpstr(to.release, ==, "inventory@3.1.0");
    g_assert_cmpstr(to.text, ==, "touches stock_sku_idx\ndeployed 2m before the onset");
    g_assert_cmpint(to.end_ms - to.start_ms, ==, 125000);
    target_clear(&from);
    target_clear(&to);
    clear(&suspect);
}

static void a_suspect_without_a_deploy_says_no_time(void)
{
    struct suspect suspect = suspect_of();
    g_autofree char *before = suspects_before(&suspect);
    g_assert_cmpstr(before, ==, "deployed 2m before the onset");
    deploy_free(g_steal_pointer(&suspect.deploy));
    g_assert_null(suspects_before(&suspect));
    clear(&suspect);
}

static void the_subject_is_the_first_line(void)
{
    struct commit *commit = commit_new();
    g_autofree char *none = suspects_subject(commit);
    g_assert_cmpstr(none, ==, "(no message)");
    commit->message = g_strdup("fix\r\nmore");
    g_autofree char *first = suspects_subject(commit);
    g_assert_cmpstr(first, ==, "fix");
    commit_free(commit);
}

/* --- who moved first --- */

#define MINUTE_MS (60 * INT64_C(1000))

static void add_change(struct lead *lead, enum change_kind kind, const char *service,
                       const char *issue_id, int64_t minute)
{
    struct change *change = g_new0(struct change, 1);
    change->kind = kind;
    change->time_ms = minute * MINUTE_MS;
    change->service = g_strdup(service);
    change->issue_id = g_strdup(issue_id);
    g_ptr_array_add(lead->changes, change);
}

static void change_free(void *data)
{
    struct change *change = data;
    g_free(change->service);
    g_free(change->issue_id);
    g_free(change);
}

/* A deploy, inventory first, its callers with it, an issue a minute later, noise long after. */
static struct lead lead_of(void)
{
    struct lead lead = {
        .changes = g_ptr_array_new_with_free_func(change_free), .first_mover = 1, .burst = 1};
    add_change(&lead, CHANGE_DEPLOY, "inventory", NULL, 98);
    add_change(&lead, CHANGE_SIGNAL, "inventory", NULL, 100);
    add_change(&lead, CHANGE_SIGNAL, "checkout", NULL, 100);
    add_change(&lead, CHANGE_NEW_ISSUE, "payment", "7", 101);
    add_change(&lead, CHANGE_SIGNAL, "search", NULL, 120);
    return lead;
}

static bool in_burst(const char *service, const char *issue_id, int64_t minute)
{
    struct lead lead = lead_of();
    struct target target;
    target_init(&target, TARGET_ISSUE);
    target_set(&target.service, service);
    target_set(&target.issue_id, issue_id);
    bool in = suspects_in_burst(&lead, &target, minute * MINUTE_MS);
    target_clear(&target);
    g_ptr_array_unref(lead.changes);
    return in;
}

static void an_issue_of_the_burst_is_laid_to_its_first_mover(void)
{
    g_assert_true(in_burst("checkout", "1", 101)); /* its service moved with it */
    g_assert_true(in_burst("payment", "7", 101));  /* it is itself a change of the burst */
}

static void an_issue_outside_the_burst_is_not(void)
{
    g_assert_false(in_burst("payment", "8", 101));   /* neither it nor its service moved */
    g_assert_false(in_burst("search", "1", 120));    /* moved long after the burst */
    g_assert_false(in_burst("checkout", "1", 50));   /* began before anything moved */
    g_assert_false(in_burst("inventory", "1", 101)); /* the first mover's own */
    g_assert_false(in_burst(NULL, NULL, 101));
}

static void nobody_moved_first_when_nothing_moved(void)
{
    struct lead lead = lead_of();
    struct target target;
    target_init(&target, TARGET_ISSUE);
    target_set(&target.service, "checkout");
    g_assert_nonnull(suspects_mover(&lead, &target));
    lead.first_mover = -1;
    g_assert_null(suspects_mover(&lead, &target));
    g_assert_null(suspects_mover(NULL, &target));
    target_clear(&target);
    g_ptr_array_unref(lead.changes);
}

static void a_suspect_of_another_service_leads_to_that_service(void)
{
    struct suspect suspect = suspect_of();
    struct target from, to;
    target_init(&from, TARGET_ISSUE);
    target_init(&to, TARGET_NONE);
    target_set(&from.service, "checkout");
    suspect.deploy->project = g_strdup("inventory");
    suspects_target(&suspect, &from, 1000000, &to);
    g_assert_cmpstr(to.service, ==, "inventory");
    target_clear(&from);
    target_clear(&to);
    clear(&suspect);
}

static void add_suspect(GPtrArray *to, const char *id, double score)
{
    struct suspect *suspect = g_new0(struct suspect, 1);
    suspect->commit = commit_new();
    suspect->commit->id = g_strdup(id);
    suspect->reasons = g_ptr_array_new_with_free_func(g_free);
    suspect->score = score;
    g_ptr_array_add(to, suspect);
}

static void a_commit_in_two_releases_is_suspected_once(void)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)suspect_free);
    GPtrArray *more = g_ptr_array_new_with_free_func((GDestroyNotify)suspect_free);
    add_suspect(all, "aaaaaaa", 0.5);
    add_suspect(all, "bbbbbbb", 0.3);
    add_suspect(more, "bbbbbbb", 0.7);
    add_suspect(more, "ccccccc", 0.4);
    suspects_merge(all, more);
    static const char *const wanted[] = {"bbbbbbb", "aaaaaaa", "ccccccc"};
    g_assert_cmpuint(all->len, ==, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < all->len; i++) {
        const struct suspect *suspect = g_ptr_array_index(all, i);
        g_assert_cmpstr(suspect->commit->id, ==, wanted[i]);
    }
}

/* Suspects that git's own blame would perhaps not have named are shown with that. */
static void what_blame_could_not_honour_is_said(void)
{
    struct suspect suspect = suspect_of();
    struct suspect_search search = {.found = g_ptr_array_new()};
    g_ptr_array_add(search.found, &suspect);
    g_autoptr(GString) whole = g_string_new(NULL);
    suspect_markdown(whole, &search, 1);
    g_assert_null(strstr(whole->str, "git is not installed"));
    search.limits = g_strdup("git is not installed");
    g_autoptr(GString) limited = g_string_new(NULL);
    suspect_markdown(limited, &search, 1);
    g_assert_nonnull(strstr(limited->str, "9f31ab2"));
    g_assert_nonnull(strstr(limited->str, "Blame: git is not installed."));
    g_free(search.limits);
    g_ptr_array_unref(search.found);
    commit_free(suspect.commit);
    deploy_free(suspect.deploy);
    g_ptr_array_unref(suspect.reasons);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/suspects/code attributes that are paths name files",
                    code_attributes_that_are_paths_name_files);
    g_test_add_func("/suspects/queries, routes, flags and names give words",
                    queries_routes_flags_and_names_give_words);
    g_test_add_func("/suspects/the target of a suspect carries its reasons",
                    the_target_of_a_suspect_carries_its_reasons);
    g_test_add_func("/suspects/a suspect without a deploy says no time",
                    a_suspect_without_a_deploy_says_no_time);
    g_test_add_func("/suspects/the subject is the first line", the_subject_is_the_first_line);
    g_test_add_func("/suspects/an issue of the burst is laid to its first mover",
                    an_issue_of_the_burst_is_laid_to_its_first_mover);
    g_test_add_func("/suspects/an issue outside the burst is not",
                    an_issue_outside_the_burst_is_not);
    g_test_add_func("/suspects/nobody moved first when nothing moved",
                    nobody_moved_first_when_nothing_moved);
    g_test_add_func("/suspects/a suspect of another service leads to that service",
                    a_suspect_of_another_service_leads_to_that_service);
    g_test_add_func("/suspects/what blame could not honour is said",
                    what_blame_could_not_honour_is_said);
    g_test_add_func("/suspects/a commit in two releases is suspected once",
                    a_commit_in_two_releases_is_suspected_once);
    return g_test_run();
}
