/* SPDX-License-Identifier: Apache-2.0 */
#include "views/signal_before.h"

#define MINUTE INT64_C(60000)
#define ONSET  (INT64_C(20000000) * MINUTE)

struct world {
    GPtrArray *deploys, *flags, *issues;
};

static struct world world_new(void)
{
    return (struct world){
        .deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free),
        .flags = g_ptr_array_new_with_free_func((GDestroyNotify)flag_change_free),
        .issues = g_ptr_array_new_with_free_func((GDestroyNotify)issue_free),
    };
}

static void world_clear(struct world *world)
{
    g_ptr_array_unref(world->deploys);
    g_ptr_array_unref(world->flags);
    g_ptr_array_unref(world->issues);
}

/* Times are minutes before the onset. */
static void add_deploy(struct world *world, const char *project, const char *release, int before)
{
    struct deploy *deploy = deploy_new();
    deploy->project = g_strdup(project);
    deploy->release = g_strdup(release);
    deploy->finished_ms = ONSET - before * MINUTE;
    g_ptr_array_add(world->deploys, deploy);
}

static void add_flag(struct world *world, const char *project, const char *key, int before)
{
    struct flag_change *flag = flag_change_new();
    flag->project = g_strdup(project);
    flag->key = g_strdup(key);
    flag->time_ms = ONSET - before * MINUTE;
    g_ptr_array_add(world->flags, flag);
}

static void add_issue(struct world *world, const char *project, const char *short_id, int before)
{
    struct issue *issue = issue_new();
    issue->project = g_strdup(project);
    issue->short_id = g_strdup(short_id);
    issue->first_seen_ms = ONSET - before * MINUTE;
    g_ptr_array_add(world->issues, issue);
}

static void assert_before(const struct world *world, const char *service, const char *text)
{
    const struct onset onset = {.kind = ONSET_RISE, .time_ms = ONSET};
    struct signal_before before =
        signal_before_find(service, &onset, MINUTE, world->deploys, world->flags, world->issues);
    g_autofree char *said = signal_before_text(&before);
    g_assert_cmpstr(said, ==, text);
}

static void own_changes_come_before_those_of_others(void)
{
    struct world world = world_new();
    add_deploy(&world, "inventory", "inventory@3.1.0", 20);
    add_deploy(&world, "payment", "payment@2.8.1", 2);
    assert_before(&world, "inventory", "20m after 3.1.0");
    assert_before(&world, "checkout", "2m after payment 2.8.1");
    assert_before(&world, NULL, "2m after payment 2.8.1");
    world_clear(&world);
}

static void the_last_of_deploys_and_flags_is_named(void)
{
    struct world world = world_new();
    add_deploy(&world, "web", "web@1.0", 30);
    add_flag(&world, "web", "ranking_v2", 3);
    assert_before(&world, "web", "3m after flag ranking_v2");
    add_deploy(&world, "web", "web@1.1", 1);
    assert_before(&world, "web", "60s after 1.1");
    world_clear(&world);
}

static void what_came_afterwards_is_not_named(void)
{
    struct world world = world_new();
    add_deploy(&world, "web", "web@1.0", -1);
    add_issue(&world, "web", "WEB-1", -1);
    add_flag(&world, "payment", "other", 31);
    assert_before(&world, "web", NULL);
    add_deploy(&world, "web", "web@0.9", 2 * 24 * 60);
    assert_before(&world, "web", "2d after 0.9");
    world_clear(&world);
}

static void within_the_bucket_nobody_knows_which_was_first(void)
{
    struct world world = world_new();
    add_deploy(&world, "web", "web@1.0", 0);
    assert_before(&world, "web", "with 1.0");
    world_clear(&world);
}

static void a_new_issue_counts_in_its_own_service_only(void)
{
    struct world world = world_new();
    add_issue(&world, "web", "WEB-1", 5);
    assert_before(&world, "web", "5m after WEB-1");
    assert_before(&world, "payment", NULL);
    world_clear(&world);
}

static void nothing_comes_before_what_did_not_move(void)
{
    struct world world = world_new();
    add_deploy(&world, "web", "web@1.0", 2);
    const struct onset none = {.kind = ONSET_NONE};
    struct signal_before before =
        signal_before_find("web", &none, MINUTE, world.deploys, world.flags, world.issues);
    g_assert_false(signal_before_any(&before));
    world_clear(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/signal before/a service's own changes are named before those of others",
                    own_changes_come_before_those_of_others);
    g_test_add_func("/signal before/the last of deploys and flags is named",
                    the_last_of_deploys_and_flags_is_named);
    g_test_add_func("/signal before/what came afterwards or long ago is not named",
                    what_came_afterwards_is_not_named);
    g_test_add_func("/signal before/within one bucket nothing is said to be first",
                    within_the_bucket_nobody_knows_which_was_first);
    g_test_add_func("/signal before/a new issue counts in its own service only",
                    a_new_issue_counts_in_its_own_service_only);
    g_test_add_func("/signal before/nothing comes before what did not move",
                    nothing_comes_before_what_did_not_move);
    return g_test_run();
}
