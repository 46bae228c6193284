/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/scheduler.h"

#define SECOND INT64_C(1000000)
#define START  (1000 * SECOND)

/* A scheduler whose clock the test holds. */
struct world {
    struct scheduler *scheduler;
    int64_t now;
    guint abandoned;
};

static void abandoned(struct job *job, void *data)
{
    g_assert_nonnull(job);
    ((struct world *)data)->abandoned++;
}

static void world_init(struct world *world, int max_in_flight, double rate)
{
    *world = (struct world){.now = START};
    struct scheduler_options options = {
        .max_in_flight = max_in_flight, .requests_per_second = rate, .seed = 7};
    world->scheduler = scheduler_new(&options, abandoned, world);
}

static struct request *ask(const char *query)
{
    struct request *request = request_new(ENDPOINT_ISSUES, NULL);
    request_add(request, "query", query);
    return request;
}

static void subscribe(struct world *world, uint64_t id, const char *query, int every_ms)
{
    scheduler_subscribe(world->scheduler, id, ask(query), every_ms, SCHEDULER_NEVER, world->now);
}

static struct job *next(struct world *world)
{
    return scheduler_next(world->scheduler, world->now);
}

static int64_t finish(struct world *world, struct job *job, enum failure failure, int64_t hold_ms)
{
    int64_t retry = scheduler_finish(world->scheduler, job, failure, hold_ms, world->now);
    job_free(job);
    return retry;
}

/* Lets time pass until something may go out; returns how long that was. */
static int64_t wait(struct world *world)
{
    int64_t us = scheduler_wait(world->scheduler, world->now);
    world->now += MAX(us, 0);
    return us;
}

static void joins(void)
{
    struct world world;
    world_init(&world, 6, 8);
    subscribe(&world, 1, "is:unresolved", 0);
    subscribe(&world, 2, "is:unresolved", 0);
    struct job *job = next(&world);
    g_assert_cmpuint(job->subscribers->len, ==, 2);
    subscribe(&world, 3, "is:unresolved", 0);
    g_assert_null(next(&world));
    g_assert_cmpuint(job->subscribers->len, ==, 3);
    g_assert_cmpuint(scheduler_joined(world.scheduler), ==, 2);
    subscribe(&world, 4, "is:resolved", 0);
    struct job *other = next(&world);
    g_assert_nonnull(other);
    finish(&world, job, FAILURE_NONE, -1);
    finish(&world, other, FAILURE_NONE, -1);
    g_assert_cmpint(wait(&world), ==, -1);
    scheduler_free(world.scheduler);
}

static void polls_after_the_answer(void)
{
    struct world world;
    world_init(&world, 6, 8);
    subscribe(&world, 1, "a", 5000);
    struct job *job = next(&world);
    world.now += 3 * SECOND;
    finish(&world, job, FAILURE_NONE, -1);
    g_assert_cmpint(wait(&world), ==, 5 * SECOND);
    g_assert_nonnull(job = next(&world));
    finish(&world, job, FAILURE_NONE, -1);
    scheduler_pace(world.scheduler, 1, 5000, true, world.now);
    g_assert_cmpint(wait(&world), ==, 20 * SECOND);
    scheduler_pace(world.scheduler, 1, 1000, false, world.now);
    g_assert_cmpint(wait(&world), ==, 0);
    finish(&world, next(&world), FAILURE_NONE, -1);
    scheduler_free(world.scheduler);
}

static void polls_in_step(void)
{
    struct world world;
    world_init(&world, 6, 8);
    subscribe(&world, 1, "a", 4000);
    finish(&world, next(&world), FAILURE_NONE, -1);
    world.now += 1 * SECOND;
    subscribe(&world, 2, "a", 4000);
    finish(&world, next(&world), FAILURE_NONE, -1);
    wait(&world);
    struct job *job = next(&world);
    g_assert_cmpuint(job->subscribers->len, ==, 2);
    finish(&world, job, FAILURE_NONE, -1);
    scheduler_free(world.scheduler);
}

static void spacing(void)
{
    struct world world;
    world_init(&world, 100, 2);
    for (uint64_t id = 1; id <= 10; id++) {
        g_autofree char *query = g_strdup_printf("q%d", (int)id);
        subscribe(&world, id, query, 0);
    }
    guint burst = 0;
    while (next(&world))
        burst++;
    g_assert_cmpuint(burst, ==, 4);
    for (guint i = 0; i < 6; i++) {
        int64_t us = wait(&world);
        g_assert_cmpint(us, >, 0);
        g_assert_cmpint(us, <=, SECOND / 2 + 2);
        g_assert_nonnull(next(&world));
        g_assert_null(next(&world));
    }
    g_assert_cmpint(wait(&world), ==, -1);
    scheduler_free(world.scheduler);
    g_assert_cmpuint(world.abandoned, ==, 10);
}

static void places(void)
{
    struct world world;
    world_init(&world, 3, 50);
    for (uint64_t id = 1; id <= 3; id++) {
        g_autofree char *query = g_strdup_printf("slow%d", (int)id);
        struct request *request = ask(query);
        request->background = true;
        scheduler_subscribe(world.scheduler, id, request, 0, SCHEDULER_NEVER, world.now);
    }
    struct job *background = next(&world);
    g_assert_true(background->request->background);
    g_assert_null(next(&world));
    g_assert_cmpint(wait(&world), ==, -1);
    subscribe(&world, 9, "seen", 0);
    struct job *seen = next(&world);
    g_assert_false(seen->request->background);
    finish(&world, background, FAILURE_NONE, -1);
    finish(&world, seen, FAILURE_NONE, -1);
    g_assert_nonnull(next(&world));
    scheduler_free(world.scheduler);
}

static void order(void)
{
    struct world world;
    world_init(&world, 6, 8);
    struct request *background = ask("background");
    background->background = true;
    scheduler_subscribe(world.scheduler, 1, background, 0, SCHEDULER_NEVER, world.now);
    subscribe(&world, 2, "hidden", 0);
    scheduler_pace(world.scheduler, 2, 0, true, world.now);
    subscribe(&world, 3, "seen", 0);
    static const uint64_t EXPECTED[] = {3, 2, 1};
    for (size_t i = 0; i < G_N_ELEMENTS(EXPECTED); i++) {
        struct job *job = next(&world);
        g_assert_cmpuint(g_array_index(job->subscribers, struct subscriber, 0).id, ==, EXPECTED[i]);
    }
    scheduler_free(world.scheduler);
}

static void backs_off(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 500);
    static const int64_t MOST[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    for (size_t i = 0; i < G_N_ELEMENTS(MOST); i++) {
        int64_t retry = finish(&world, next(&world), FAILURE_SERVER, -1);
        int64_t us = wait(&world);
        g_assert_cmpint(us, >=, MOST[i] * SECOND / 2);
        g_assert_cmpint(us, <=, MOST[i] * SECOND);
        g_assert_cmpint(retry, ==, world.now);
    }
    finish(&world, next(&world), FAILURE_NONE, -1);
    g_assert_cmpint(wait(&world), ==, SECOND / 2);
    scheduler_free(world.scheduler);
}

static void once_until_it_works(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 0);
    g_assert_cmpint(finish(&world, next(&world), FAILURE_SERVER, -1), !=, SCHEDULER_NEVER);
    g_assert_cmpint(wait(&world), >, 0);
    finish(&world, next(&world), FAILURE_NONE, -1);
    g_assert_cmpint(wait(&world), ==, -1);
    scheduler_free(world.scheduler);
}

/* The same bytes would come again; a poll goes on, slowly. */
static void what_cannot_be_read_is_not_asked_for_again(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 0);
    g_assert_cmpint(finish(&world, next(&world), FAILURE_DECODE, -1), ==, SCHEDULER_NEVER);
    subscribe(&world, 2, "b", 5000);
    g_assert_cmpint(finish(&world, next(&world), FAILURE_DECODE, -1), !=, SCHEDULER_NEVER);
    g_assert_cmpint(wait(&world), >=, 5 * SECOND);
    scheduler_free(world.scheduler);
}

static void refused(void)
{
    static const enum failure FINAL[] = {FAILURE_AUTH, FAILURE_REFUSED};
    for (size_t i = 0; i < G_N_ELEMENTS(FINAL); i++) {
        struct world world;
        world_init(&world, 6, 100);
        subscribe(&world, 1, "a", 1000);
        g_assert_cmpint(finish(&world, next(&world), FINAL[i], -1), ==, SCHEDULER_NEVER);
        g_assert_cmpint(wait(&world), ==, -1);
        scheduler_pace(world.scheduler, 1, 500, false, world.now);
        g_assert_cmpint(wait(&world), ==, -1);
        scheduler_refresh(world.scheduler, 1, world.now);
        finish(&world, next(&world), FAILURE_NONE, -1);
        g_assert_cmpint(wait(&world), ==, SECOND / 2);
        scheduler_free(world.scheduler);
    }
}

static void missing(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 1000);
    finish(&world, next(&world), FAILURE_MISSING, -1);
    g_assert_cmpint(wait(&world), ==, 4 * SECOND);
    subscribe(&world, 2, "b", 0);
    struct job *once = next(&world);
    g_assert_cmpint(finish(&world, once, FAILURE_MISSING, -1), ==, SCHEDULER_NEVER);
    finish(&world, next(&world), FAILURE_NONE, -1);
    g_assert_cmpint(wait(&world), ==, SECOND);
    scheduler_free(world.scheduler);
}

static void limited(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 0);
    subscribe(&world, 2, "b", 0);
    struct job *first = next(&world);
    g_assert_cmpint(finish(&world, first, FAILURE_LIMITED, 7000), ==, START + 7 * SECOND);
    g_assert_null(next(&world));
    g_assert_cmpint(scheduler_held_until(world.scheduler), ==, START + 7 * SECOND);
    scheduler_refresh(world.scheduler, 1, world.now);
    g_assert_null(next(&world));
    g_assert_cmpint(wait(&world), ==, 7 * SECOND);
    g_assert_nonnull(next(&world));
    g_assert_nonnull(next(&world));
    scheduler_free(world.scheduler);
}

static void limited_without_a_time(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 0);
    finish(&world, next(&world), FAILURE_LIMITED, 0);
    int64_t first = wait(&world);
    finish(&world, next(&world), FAILURE_LIMITED, 0);
    int64_t second = wait(&world);
    g_assert_cmpint(first, >=, SECOND / 2);
    g_assert_cmpint(second, >=, SECOND);
    scheduler_free(world.scheduler);
}

static void window_used_up(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 0);
    subscribe(&world, 2, "b", 0);
    finish(&world, next(&world), FAILURE_NONE, 900);
    g_assert_cmpint(wait(&world), ==, 900000);
    scheduler_free(world.scheduler);
}

static void offline(void)
{
    struct world world;
    world_init(&world, 6, 100);
    for (uint64_t id = 1; id <= 4; id++) {
        g_autofree char *query = g_strdup_printf("q%d", (int)id);
        subscribe(&world, id, query, 100);
    }
    struct job *jobs[4];
    for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++)
        jobs[i] = next(&world);
    for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++)
        finish(&world, jobs[i], FAILURE_NETWORK, -1);
    int64_t us = wait(&world);
    g_assert_cmpint(us, >=, SECOND / 2);
    g_assert_cmpint(us, <=, SECOND);
    scheduler_refresh(world.scheduler, 3, world.now);
    struct job *asked = next(&world);
    g_assert_cmpuint(g_array_index(asked->subscribers, struct subscriber, 0).id, ==, 3);
    finish(&world, asked, FAILURE_NONE, -1);
    scheduler_free(world.scheduler);
}

static void paused(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "poll", 1000);
    finish(&world, next(&world), FAILURE_NONE, -1);
    scheduler_pause(world.scheduler, true);
    world.now += 10 * SECOND;
    g_assert_null(next(&world));
    g_assert_cmpint(wait(&world), ==, -1);
    subscribe(&world, 2, "once", 0);
    finish(&world, next(&world), FAILURE_NONE, -1);
    subscribe(&world, 3, "first look", 1000);
    finish(&world, next(&world), FAILURE_NONE, -1);
    world.now += 10 * SECOND;
    g_assert_null(next(&world));
    scheduler_refresh(world.scheduler, 1, world.now);
    finish(&world, next(&world), FAILURE_NONE, -1);
    scheduler_pause(world.scheduler, false);
    world.now += 10 * SECOND;
    g_assert_nonnull(next(&world));
    scheduler_free(world.scheduler);
}

static void nobody_wants_it(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 0);
    subscribe(&world, 2, "a", 0);
    g_assert_nonnull(next(&world));
    scheduler_unsubscribe(world.scheduler, 1);
    g_assert_cmpuint(world.abandoned, ==, 0);
    scheduler_unsubscribe(world.scheduler, 2);
    g_assert_cmpuint(world.abandoned, ==, 1);
    g_assert_cmpuint(scheduler_in_flight(world.scheduler), ==, 0);
    g_assert_cmpuint(scheduler_subscriptions(world.scheduler), ==, 0);
    scheduler_unsubscribe(world.scheduler, 2);
    scheduler_free(world.scheduler);
}

static void change_is_seen_through(void)
{
    struct world world;
    world_init(&world, 6, 100);
    struct request *change = request_new(ENDPOINT_ISSUE, "1", NULL);
    change->method = METHOD_PUT;
    change->body = g_strdup("{}");
    scheduler_subscribe(world.scheduler, 1, request_copy(change), 0, SCHEDULER_NEVER, world.now);
    scheduler_subscribe(world.scheduler, 2, change, 0, SCHEDULER_NEVER, world.now);
    struct job *first = next(&world), *second = next(&world);
    g_assert_cmpuint(first->subscribers->len, ==, 1);
    g_assert_nonnull(second);
    scheduler_unsubscribe(world.scheduler, 2);
    g_assert_cmpuint(world.abandoned, ==, 0);
    g_assert_cmpint(finish(&world, first, FAILURE_NETWORK, -1), ==, SCHEDULER_NEVER);
    finish(&world, second, FAILURE_NONE, -1);
    scheduler_free(world.scheduler);
}

static void after_a_change(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "a", 0);
    struct job *before = next(&world);
    scheduler_changed(world.scheduler);
    subscribe(&world, 2, "a", 0);
    struct job *after = next(&world);
    g_assert_true(after && after != before);
    finish(&world, before, FAILURE_NONE, -1);
    finish(&world, after, FAILURE_NONE, -1);
    scheduler_free(world.scheduler);
}

static void pages(void)
{
    struct world world;
    world_init(&world, 1, 100);
    subscribe(&world, 1, "a", 0);
    subscribe(&world, 2, "b", 0);
    struct job *job = next(&world);
    scheduler_continue(world.scheduler, job, -1, world.now);
    g_assert_cmpuint(scheduler_waiting(world.scheduler, world.now), ==, 2);
    g_assert_true(next(&world) == job);
    finish(&world, job, FAILURE_NONE, -1);
    g_assert_nonnull(next(&world));
    scheduler_free(world.scheduler);
}

static void held_answer(void)
{
    struct world world;
    world_init(&world, 6, 100);
    scheduler_subscribe(world.scheduler, 1, ask("a"), 5000, world.now - SECOND, world.now);
    g_assert_null(next(&world));
    g_assert_cmpint(wait(&world), ==, 4 * SECOND);
    scheduler_subscribe(world.scheduler, 2, ask("b"), 0, world.now, world.now);
    finish(&world, next(&world), FAILURE_NONE, -1);
    g_assert_null(next(&world));
    scheduler_free(world.scheduler);
}

/* Every question fails until so long after the start. */
static void fail_until(struct world *world, int64_t us)
{
    for (wait(world); world->now < START + us; wait(world))
        for (struct job *job; (job = next(world));)
            finish(world, job, FAILURE_SERVER, -1);
}

static void back_together(void)
{
    struct world world;
    world_init(&world, 6, 100);
    for (uint64_t id = 1; id <= 4; id++)
        subscribe(&world, id, (const char *[]){"a", "b", "c", "d"}[id - 1], 0);
    fail_until(&world, 60 * SECOND);
    finish(&world, next(&world), FAILURE_NONE, -1);
    int64_t worked = world.now;
    for (int i = 0; i < 3; i++) {
        struct job *job;
        while (!(job = next(&world)))
            g_assert_cmpint(wait(&world), >, 0);
        finish(&world, job, FAILURE_NONE, -1);
    }
    g_assert_cmpint(world.now - worked, <=, SECOND);
    scheduler_free(world.scheduler);
}

/* What fails alone backs off, however often others are answered. */
static void one_that_fails_alone(void)
{
    struct world world;
    world_init(&world, 6, 100);
    subscribe(&world, 1, "answered", 2000);
    subscribe(&world, 2, "failing", 0);
    int failures = 0;
    while (world.now < START + 300 * SECOND) {
        for (struct job *job; (job = next(&world));) {
            bool fails = g_array_index(job->subscribers, struct subscriber, 0).id == 2;
            failures += fails;
            finish(&world, job, fails ? FAILURE_SERVER : FAILURE_NONE, -1);
        }
        wait(&world);
    }
    g_assert_cmpint(failures, <=, 16); /* 1, 2, 4 .. 60 s, less by half at most */
    scheduler_free(world.scheduler);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scheduler/equal requests are one job", joins);
    g_test_add_func("/scheduler/what cannot be read is not asked for again",
                    what_cannot_be_read_is_not_asked_for_again);
    g_test_add_func("/scheduler/polls count from the answer, hidden ones four times slower",
                    polls_after_the_answer);
    g_test_add_func("/scheduler/equal polls fall into step", polls_in_step);
    g_test_add_func("/scheduler/a burst, then spacing", spacing);
    g_test_add_func("/scheduler/the background leaves places for what is waited for", places);
    g_test_add_func("/scheduler/the background goes last, what is seen first", order);
    g_test_add_func("/scheduler/backs off to a minute, and recovers", backs_off);
    g_test_add_func("/scheduler/what is asked once is asked until it works", once_until_it_works);
    g_test_add_func("/scheduler/what was refused is not asked again until refreshed", refused);
    g_test_add_func("/scheduler/what is missing is polled slowly", missing);
    g_test_add_func("/scheduler/a rate limit holds everything, even a refresh", limited);
    g_test_add_func("/scheduler/a rate limit without a time backs off", limited_without_a_time);
    g_test_add_func("/scheduler/a window that is used up is waited for", window_used_up);
    g_test_add_func("/scheduler/failing together is failing once; a refresh tries at once",
                    offline);
    g_test_add_func(
        "/scheduler/what failed while nothing worked is asked again when something does",
        back_together);
    g_test_add_func("/scheduler/what fails alone backs off alone", one_that_fails_alone);
    g_test_add_func("/scheduler/pausing stops polls, not questions", paused);
    g_test_add_func("/scheduler/what nobody wants is abandoned", nobody_wants_it);
    g_test_add_func("/scheduler/a change is sent once, never joined, seen through",
                    change_is_seen_through);
    g_test_add_func("/scheduler/after a change nobody joins what was asked before", after_a_change);
    g_test_add_func("/scheduler/the next page goes before what is new", pages);
    g_test_add_func("/scheduler/a held answer puts the next poll off", held_answer);
    return g_test_run();
}
