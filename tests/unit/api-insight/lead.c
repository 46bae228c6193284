/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/lead.h"
#include "api/insight/new_patterns.h"

#include <string.h>

#define T0     INT64_C(1795000000000)
#define SECOND INT64_C(1000)

struct world {
    GPtrArray *signals, *deploys, *issues;
    GArray *onsets, *calls;
};

static void world_add(struct world *world, const char *service, const char *name,
                      enum signal_source source, struct onset onset)
{
    struct signal *signal = signal_new();
    signal->id = g_strdup_printf("%s/%s", service, name);
    signal->service = g_strdup(service);
    signal->name = g_strdup(name);
    signal->unit = g_strdup("millisecond");
    signal->source = source;
    series_init(&signal->series, T0 - 3600 * SECOND, 30000, 120);
    g_ptr_array_add(world->signals, signal);
    g_array_append_val(world->onsets, onset);
}

static struct onset rise(int64_t time_ms, double before, double after)
{
    return (struct onset){.kind = ONSET_RISE,
                          .time_ms = time_ms,
                          .before = before,
                          .after = after,
                          .spread = before / 10,
                          .score = 100,
                          .ongoing = true};
}

/* Story 1 as the signals see it: everybody on the path slows in the same bucket. */
static struct world dropped_index(void)
{
    struct world world = {g_ptr_array_new_with_free_func((GDestroyNotify)signal_free),
                          g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free),
                          g_ptr_array_new_with_free_func((GDestroyNotify)issue_free),
                          g_array_new(false, false, sizeof(struct onset)),
                          g_array_new(false, false, sizeof(struct call_edge))};
    struct onset ramp = {.kind = ONSET_RAMP,
                         .time_ms = T0 - 1500 * SECOND,
                         .before = 300,
                         .after = 1300,
                         .spread = 5,
                         .slope = 42};
    world_add(&world, "web", "POST /charge p95", SIGNAL_P95, rise(T0, 500, 30200));
    world_add(&world, "checkout", "POST /charge p95", SIGNAL_P95, rise(T0, 400, 30000));
    world_add(&world, "inventory", "check_stock p95", SIGNAL_P95,
              rise(T0 + 30 * SECOND, 200, 45000));
    world_add(&world, "checkout", "worker.memory", SIGNAL_METRIC, ramp);
    world_add(&world, "web", "GET / p95", SIGNAL_P95, (struct onset){0});
    struct deploy *deploy = deploy_new();
    deploy->release = g_strdup("inventory@3.1.0");
    deploy->project = g_strdup("inventory");
    deploy->finished_ms = T0 - 120 * SECOND;
    g_ptr_array_add(world.deploys, deploy);
    struct issue *issue = issue_new();
    issue->id = g_strdup("1");
    issue->short_id = g_strdup("CHECKOUT-1");
    issue->project = g_strdup("checkout");
    issue->level = LEVEL_ERROR;
    issue->first_seen_ms = T0 + 45 * SECOND;
    issue->last_seen_ms = T0 + 90 * SECOND;
    g_ptr_array_add(world.issues, issue);
    return world;
}

static struct lead_input world_input(const struct world *world)
{
    return (struct lead_input){.signals = world->signals,
                               .onsets = (const struct onset *)(void *)world->onsets->data,
                               .deploys = world->deploys,
                               .issues = world->issues,
                               .calls = world->calls,
                               .start_ms = T0 - 3600 * SECOND,
                               .end_ms = T0 + 300 * SECOND};
}

static struct lead *find(const struct world *world)
{
    struct lead_input input = world_input(world);
    return lead_find(&input);
}

static void world_clear(struct world *world)
{
    g_ptr_array_unref(world->signals);
    g_ptr_array_unref(world->deploys);
    g_ptr_array_unref(world->issues);
    g_array_unref(world->onsets);
    g_array_unref(world->calls);
}

static const struct change *mover(const struct lead *lead)
{
    g_assert_cmpint(lead->first_mover, >=, 0);
    return g_ptr_array_index(lead->changes, (guint)lead->first_mover);
}

static void the_largest_factor_leads_where_no_trace_tells(void)
{
    struct world world = dropped_index();
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpstr(mover(lead)->service, ==, "inventory");
    g_assert_cmpstr(mover(lead)->text, ==, "check_stock p95 200ms→45.0s");
    g_assert_cmpuint(lead->moved, ==, 4);
    g_assert_cmpuint(lead->looked_at, ==, 5);
    g_assert_cmpint(lead->since_ms, ==, T0);
    world_clear(&world);
}

static void failures_out_of_nothing_do_not_outweigh_the_slow_callee(void)
{
    struct world world = dropped_index();
    struct onset failing = rise(T0, 0, 1);
    failing.spread = 1e-9;
    world_add(&world, "web", "POST /charge errors", SIGNAL_ERRORS, failing);
    struct onset logs = rise(T0, 0, 14);
    logs.spread = 1e-9;
    world_add(&world, "checkout", "error logs", SIGNAL_LOGS, logs);
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpstr(mover(lead)->service, ==, "inventory");
    world_clear(&world);
}

static void a_caller_that_waits_is_not_the_mover(void)
{
    struct world world = dropped_index();
    struct onset *inventory = &g_array_index(world.onsets, struct onset, 2);
    inventory->after = 4000; /* a smaller factor than its callers' */
    struct call_edge edges[] = {
        {"web",      "checkout" },
        {"checkout", "payment"  },
        {"payment",  "inventory"},
        {"payment",  "checkout" }
    };
    g_array_append_vals(world.calls, edges, G_N_ELEMENTS(edges));
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpstr(mover(lead)->service, ==, "inventory");
    world_clear(&world);
}

/* Each way through such a net is one too many to try them all. */
static void services_that_all_call_each_other_are_looked_at_once(void)
{
    static const char *const services[] = {"web", "checkout", "a", "b", "c", "d", "e", "f",
                                           "g",   "h",        "i", "j", "k", "l", "m", "n"};
    struct world world = dropped_index();
    for (size_t i = 0; i < G_N_ELEMENTS(services); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(services); j++) {
            struct call_edge edge = {services[i], services[j]};
            g_array_append_val(world.calls, edge);
        }
    g_autoptr(lead) lead = find(&world); /* inventory is called by none of them */
    g_assert_cmpstr(mover(lead)->service, ==, "inventory");
    world_clear(&world);
}

static const char *text_at(const struct lead *lead, guint index)
{
    return ((const struct change *)g_ptr_array_index(lead->changes, index))->text;
}

/* The ramp, the deploy, then the burst: inventory was found a bucket later than those who wait. */
static void the_first_mover_stands_before_those_that_began_with_it(void)
{
    struct world world = dropped_index();
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpint(lead->first_mover, ==, 2);
    g_assert_cmpuint(lead->burst, ==, 2);
    g_assert_cmpstr(text_at(lead, 1), ==, "deploy inventory 3.1.0");
    g_assert_nonnull(strstr(text_at(lead, 2), "check_stock"));
    g_assert_nonnull(strstr(text_at(lead, 3), "POST /charge"));
    g_assert_cmpstr(text_at(lead, 5), ==, "NEW CHECKOUT-1");
    world_clear(&world);
}

static void a_deploy_during_the_burst_stays_before_the_first_mover(void)
{
    struct world world = dropped_index();
    ((struct deploy *)g_ptr_array_index(world.deploys, 0))->finished_ms = T0 + 15 * SECOND;
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpint(lead->first_mover, >, 0);
    g_assert_cmpstr(text_at(lead, (guint)lead->first_mover - 1), ==, "deploy inventory 3.1.0");
    world_clear(&world);
}

static void what_moved_before_the_burst_is_counted_apart(void)
{
    struct world world = dropped_index();
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpuint(lead->moved, ==, 4);
    g_assert_cmpuint(lead->in_burst, ==, 3); /* the ramp began before */
    world_clear(&world);
}

static void changes_stand_in_order_of_time(void)
{
    struct world world = dropped_index();
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpuint(lead->changes->len, ==, 6);
    int64_t last = 0;
    for (guint i = 0; i < lead->changes->len; i++) {
        const struct change *change = g_ptr_array_index(lead->changes, i);
        if ((int)i == lead->first_mover) {
            continue;
        }
        g_assert_cmpint(change->time_ms, >=, last);
        last = change->time_ms;
    }
    const struct change *deploy = g_ptr_array_index(lead->changes, 1);
    g_assert_cmpstr(deploy->text, ==, "deploy inventory 3.1.0");
    g_assert_cmpuint(lead->deploys, ==, 1);
    g_assert_cmpuint(lead->new_issues, ==, 1);
    world_clear(&world);
}

static void what_began_to_fire_in_the_range_is_a_change(void)
{
    struct world world = dropped_index();
    struct lead_input input = world_input(&world);
    struct monitor missed = {.kind = MONITOR_CRON,
                             .name = (char *)"stock-recount",
                             .project = (char *)"inventory",
                             .status = (char *)"missed_checkin",
                             .firing = true,
                             .since_ms = input.end_ms - 60 * SECOND};
    struct monitor old = missed, muted = missed, quiet = missed, well = missed, told = missed;
    old.since_ms = input.start_ms - 1;
    muted.muted = true;
    quiet.firing = false;
    well.firing = false; /* began before the range: it is no change of it */
    well.since_ms = input.start_ms - 1;
    well.until_ms = input.end_ms;
    told.short_id = (char *)((const struct issue *)input.issues->pdata[0])->short_id;
    g_autoptr(GPtrArray) monitors = g_ptr_array_new();
    struct monitor *const all[] = {&missed, &old, &muted, &quiet, &well, &told};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        g_ptr_array_add(monitors, all[i]);
    input.monitors = monitors;
    g_autoptr(lead) lead = lead_find(&input);
    g_assert_cmpuint(lead->firing, ==, 3); /* the old one fires still, and the one of an issue */
    const struct change *found = NULL;
    for (guint i = 0; i < lead->changes->len; i++) {
        const struct change *change = g_ptr_array_index(lead->changes, i);
        g_assert_true(change->kind != CHANGE_FIRING || !found);
        found = change->kind == CHANGE_FIRING ? change : found;
    }
    g_assert_nonnull(found);
    g_assert_cmpstr(found->text, ==, "FIRING stock-recount missed a check-in");
    g_assert_cmpstr(found->service, ==, "inventory");
    world_clear(&world);
}

/* One of a service without an issue, one of the service whose new issue tells it. */
static GPtrArray *patterns_logged(int64_t first_ms)
{
    static const char *const services[] = {"payment", "checkout"};
    GPtrArray *patterns = g_ptr_array_new_with_free_func((GDestroyNotify)new_pattern_free);
    for (size_t i = 0; i < G_N_ELEMENTS(services); i++) {
        struct new_pattern *pattern = g_new0(struct new_pattern, 1);
        pattern->service = g_strdup(services[i]);
        pattern->text = g_strdup("inventory check timed out attempt=<*>");
        pattern->query = g_strdup("message:\"inventory check timed out attempt=*\"");
        pattern->first_ms = first_ms;
        pattern->count = 9;
        g_ptr_array_add(patterns, pattern);
    }
    return patterns;
}

static void a_new_error_log_is_a_change_unless_a_new_issue_tells_it(void)
{
    struct world world = dropped_index();
    const struct issue *issue = g_ptr_array_index(world.issues, 0);
    g_autoptr(GPtrArray) patterns = patterns_logged(issue->first_seen_ms + 10 * SECOND);
    struct lead_input input = world_input(&world);
    input.patterns = patterns;
    g_autoptr(lead) lead = lead_find(&input);
    g_assert_cmpstr(issue->project, ==, "checkout");
    g_assert_cmpuint(lead->new_patterns, ==, 1);
    for (guint i = 0; i < lead->changes->len; i++) {
        const struct change *change = g_ptr_array_index(lead->changes, i);
        if (change->kind == CHANGE_NEW_PATTERN) {
            g_assert_cmpstr(change->text, ==,
                            "NEW log payment: inventory check timed out attempt=<*>");
            g_assert_cmpstr(change->query, ==, "message:\"inventory check timed out attempt=*\"");
            g_assert_cmpint((int)i, !=, lead->first_mover);
        }
    }
    world_clear(&world);
}

static void a_regression_stands_where_it_came_back_and_stays_there(void)
{
    struct world world = dropped_index();
    struct issue *issue = issue_new();
    issue->id = g_strdup("2");
    issue->short_id = g_strdup("WEB-2");
    issue->project = g_strdup("web");
    issue->substatus = g_strdup("regressed");
    issue->level = LEVEL_ERROR;
    issue->first_seen_ms = T0 - 86400 * SECOND;
    issue->stats = g_array_new(false, false, sizeof(struct issue_stat));
    for (int i = 0; i < 10; i++) {
        struct issue_stat stat = {.time_ms = T0 + (i - 8) * 60 * SECOND,
                                  .count = i == 0 || i >= 6 ? 2 : 0};
        g_array_append_val(issue->stats, stat);
    }
    g_ptr_array_add(world.issues, issue);
    for (int poll = 0; poll < 2; poll++) {
        issue->last_seen_ms = T0 + poll * 60 * SECOND;
        g_autoptr(lead) lead = find(&world);
        g_assert_cmpuint(lead->regressed, ==, 1);
        for (guint i = 0; i < lead->changes->len; i++) {
            const struct change *change = g_ptr_array_index(lead->changes, i);
            if (change->kind == CHANGE_REGRESSED_ISSUE) {
                g_assert_cmpint(change->time_ms, ==, T0 - 120 * SECOND);
            }
        }
    }
    world_clear(&world);
}

static void an_issue_that_is_new_and_came_back_is_told_as_new(void)
{
    struct world world = dropped_index();
    struct issue *issue = g_ptr_array_index(world.issues, 0);
    issue->substatus = g_strdup("regressed");
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpuint(lead->new_issues, ==, 1);
    g_assert_cmpuint(lead->regressed, ==, 0);
    world_clear(&world);
}

static void add_inferred(struct world *world, const char *project, const char *release, int64_t at)
{
    struct deploy *deploy = deploy_new();
    deploy->project = g_strdup(project);
    deploy->release = g_strdup(release);
    deploy->finished_ms = at;
    deploy->inferred = true;
    g_ptr_array_add(world->deploys, deploy);
}

static void a_release_without_a_deploy_is_first_seen_once_and_only_after_another(void)
{
    struct world world = dropped_index();
    g_ptr_array_set_size(world.deploys, 0);
    add_inferred(&world, "mine", "mine@1.0.0", T0 - 600 * SECOND);
    add_inferred(&world, "mine", "1.0.0", T0 - 590 * SECOND);
    g_autoptr(lead) fresh = find(&world);
    g_assert_cmpuint(fresh->changes->len, ==, 5); /* four signals, one issue */
    add_inferred(&world, "mine", "mine@1.1.0", T0 - 300 * SECOND);
    add_inferred(&world, "mine", "1.1.0", T0 - 290 * SECOND);
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpuint(lead->changes->len, ==, 6);
    g_assert_cmpuint(lead->deploys, ==, 0);
    const struct change *change = g_ptr_array_index(lead->changes, 1);
    g_assert_cmpstr(change->text, ==, "first seen mine 1.1.0");
    world_clear(&world);
}

static void a_slow_burn_leads_when_nothing_else_moved(void)
{
    struct world world = dropped_index();
    for (guint i = 0; i < 3; i++) {
        g_array_index(world.onsets, struct onset, i).kind = ONSET_NONE;
    }
    g_autoptr(lead) lead = find(&world);
    g_assert_nonnull(strstr(mover(lead)->text, "worker.memory"));
    world_clear(&world);
}

static struct onset silence(int64_t time_ms, double before)
{
    return (struct onset){.kind = ONSET_SILENCE,
                          .time_ms = time_ms,
                          .before = before,
                          .spread = before / 50,
                          .score = 20,
                          .ongoing = true};
}

static void add_silent_app(struct world *world, const char *service, int64_t time_ms)
{
    for (int i = 0; i < 20; i++) {
        g_autofree char *name = g_strdup_printf("job %d p95", i);
        world_add(world, service, name, SIGNAL_P95, silence(time_ms, 300));
    }
}

/* It says one thing with all of its signals. */
static void an_app_that_stops_of_the_incident_does_not_lead(void)
{
    static const int64_t later[] = {30 * SECOND, 2 * LEAD_GAP_MS};
    for (size_t i = 0; i < G_N_ELEMENTS(later); i++) {
        struct world world = dropped_index();
        add_silent_app(&world, "mailer", T0 + later[i]);
        g_autoptr(lead) lead = find(&world);
        g_assert_cmpstr(mover(lead)->service, ==, "inventory");
        g_assert_cmpint(lead->since_ms, ==, T0);
        g_assert_cmpuint(lead->moved, ==, 24);
        world_clear(&world);
    }
}

static void an_app_that_stopped_before_all_else_leads(void)
{
    struct world world = dropped_index();
    struct call_edge edge = {"inventory", "stock-db"};
    g_array_append_val(world.calls, edge);
    add_silent_app(&world, "stock-db", T0 - 2 * 60 * SECOND);
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpstr(mover(lead)->service, ==, "stock-db");
    g_assert_cmpstr(mover(lead)->text, ==, "job 0 p95 300ms→silence");
    world_clear(&world);
}

/* Whom nobody calls any more falls silent too: here the caller is what moved. */
static void of_those_that_fall_silent_together_the_caller_leads(void)
{
    static const char *const order[][2] = {
        {"web",       "inventory"},
        {"inventory", "web"      }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        struct world world = dropped_index();
        for (guint at = 0; at < world.onsets->len; at++)
            g_array_index(world.onsets, struct onset, at).kind = ONSET_NONE;
        struct call_edge edges[] = {
            {"web",      "checkout" },
            {"checkout", "inventory"}
        };
        g_array_append_vals(world.calls, edges, G_N_ELEMENTS(edges));
        world_add(&world, order[i][0], "GET / rate", SIGNAL_RATE, silence(T0, 60));
        world_add(&world, order[i][1], "GET / rate", SIGNAL_RATE, silence(T0 + 30 * SECOND, 60));
        g_autoptr(lead) lead = find(&world);
        g_assert_cmpstr(mover(lead)->service, ==, "web");
        world_clear(&world);
    }
}

/* Both are of one moment: it waits no more, it failed. */
static void a_callee_that_falls_silent_leads_its_failing_callers(void)
{
    struct world world = dropped_index();
    struct call_edge edges[] = {
        {"web",      "checkout"},
        {"checkout", "payment" }
    };
    g_array_append_vals(world.calls, edges, G_N_ELEMENTS(edges));
    g_array_index(world.onsets, struct onset, 2).kind = ONSET_NONE;
    world_add(&world, "payment", "POST /charge rate", SIGNAL_RATE, silence(T0 + 30 * SECOND, 60));
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpstr(mover(lead)->service, ==, "payment");
    world_clear(&world);
}

static void a_quiet_system_has_no_mover(void)
{
    struct world world = dropped_index();
    for (guint i = 0; i < world.onsets->len; i++) {
        g_array_index(world.onsets, struct onset, i).kind = ONSET_NONE;
    }
    g_ptr_array_set_size(world.deploys, 0);
    g_ptr_array_set_size(world.issues, 0);
    g_autoptr(lead) lead = find(&world);
    g_assert_cmpint(lead->first_mover, ==, -1);
    g_assert_cmpuint(lead->changes->len, ==, 0);
    g_assert_cmpint(lead->since_ms, ==, 0);
    g_assert_cmpuint(lead->in_burst, ==, 0);
    g_assert_cmpuint(lead->looked_at, ==, 5);
    world_clear(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lead/the largest factor leads where no trace tells",
                    the_largest_factor_leads_where_no_trace_tells);
    g_test_add_func("/lead/failures out of nothing do not outweigh the slow callee",
                    failures_out_of_nothing_do_not_outweigh_the_slow_callee);
    g_test_add_func("/lead/a caller that waits is not the mover",
                    a_caller_that_waits_is_not_the_mover);
    g_test_add_func("/lead/services that all call each other are looked at once",
                    services_that_all_call_each_other_are_looked_at_once);
    g_test_add_func("/lead/changes stand in order of time", changes_stand_in_order_of_time);
    g_test_add_func("/lead/the first mover stands before those that began with it",
                    the_first_mover_stands_before_those_that_began_with_it);
    g_test_add_func("/lead/a deploy during the burst stays before the first mover",
                    a_deploy_during_the_burst_stays_before_the_first_mover);
    g_test_add_func("/lead/what moved before the burst is counted apart",
                    what_moved_before_the_burst_is_counted_apart);
    g_test_add_func("/lead/a new error log is a change unless a new issue tells it",
                    a_new_error_log_is_a_change_unless_a_new_issue_tells_it);
    g_test_add_func("/lead/what began to fire in the range is a change",
                    what_began_to_fire_in_the_range_is_a_change);
    g_test_add_func("/lead/a regression stands where it came back, and stays there",
                    a_regression_stands_where_it_came_back_and_stays_there);
    g_test_add_func("/lead/an issue that is new and came back is told as new",
                    an_issue_that_is_new_and_came_back_is_told_as_new);
    g_test_add_func("/lead/a release without a deploy is first seen, once, and only after another",
                    a_release_without_a_deploy_is_first_seen_once_and_only_after_another);
    g_test_add_func("/lead/a slow burn leads when nothing else moved",
                    a_slow_burn_leads_when_nothing_else_moved);
    g_test_add_func("/lead/an app that stops of the incident does not lead",
                    an_app_that_stops_of_the_incident_does_not_lead);
    g_test_add_func("/lead/an app that stopped before all else leads",
                    an_app_that_stopped_before_all_else_leads);
    g_test_add_func("/lead/of those that fall silent together the caller leads",
                    of_those_that_fall_silent_together_the_caller_leads);
    g_test_add_func("/lead/a callee that falls silent leads its failing callers",
                    a_callee_that_falls_silent_leads_its_failing_callers);
    g_test_add_func("/lead/a quiet system has no mover", a_quiet_system_has_no_mover);
    return g_test_run();
}
