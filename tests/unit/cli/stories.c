/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo's stories, played through intake, store, API and decoders, come out right in the lead
 * whatever the seed.
 */
#include "tests/unit/cli/playing.h"

#define SEEDS 20
/* Of the signals that nothing happened to, so many may look otherwise: traffic of two requests a
 * minute doubles by chance. */
#define STRAY_SHARE (1.0 / 400)

static const struct activity *const everything[] = {
    story_index,     story_fallback, story_backlog, story_agents,
    story_blocklist, noise_traffic,  noise_times,   noise_page,
    noise_errors,    noise_browser,  NULL};

#define NOISE noise_traffic, noise_times, noise_page, noise_errors, noise_browser, NULL
static const struct activity *const fallback_alone[] = {story_fallback, NOISE};
static const struct activity *const backlog_alone[] = {story_backlog, NOISE};
static const struct activity *const without_onset[] = {story_agents, story_blocklist, NOISE};

/* For whoever reads a failure. */
static void say(const struct played *played, uint64_t seed)
{
    char at[40];
    for (guint i = 0; i < played->lead->changes->len; i++) {
        const struct change *change = played->lead->changes->pdata[i];
        g_test_message("%d %s %s %s: %s", (int)seed,
                       (int)i == played->lead->first_mover ? ">" : " ",
                       scope_time(&played->scope, change->time_ms, at, sizeof at), change->service,
                       change->text);
    }
}

static const struct change *mover(const struct played *played)
{
    const struct lead *lead = played->lead;
    return lead->first_mover < 0 ? NULL : lead->changes->pdata[lead->first_mover];
}

static void assert_mover(const struct played *played, const char *service, const char *text)
{
    const struct change *change = mover(played);
    g_assert_nonnull(change);
    g_assert_cmpstr(change->service, ==, service);
    if (!g_str_has_prefix(change->text, text))
        g_error("first mover: \"%s\", not \"%s\"", change->text, text);
}

/* The first change of the lead that begins so; it fails where there is none. */
static guint change_at(const struct played *played, const char *text)
{
    const GPtrArray *changes = played->lead->changes;
    for (guint i = 0; i < changes->len; i++)
        if (g_str_has_prefix(((const struct change *)changes->pdata[i])->text, text))
            return i;
    g_error("the lead has no \"%s\"", text);
}

static void all_at_once(void)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct played *played = played_of(seed, everything);
        say(played, seed);
        assert_mover(played, "inventory", "check_stock p95 ");
        g_assert_cmpuint(change_at(played, "deploy inventory 3.1.0"), <, played->lead->first_mover);
        change_at(played, "deploy payment 2.8.1");
        change_at(played, "recommendations.served personalised 97.9%");
        g_assert_cmpuint(change_at(played, "worker.memory worker-3 "), <,
                         change_at(played, "check_stock"));
        change_at(played, "queue.depth ");
        change_at(played, "NEW CHECKOUT-1");
        played_free(played);
    }
}

static void assert_few(size_t stray, size_t looked_at)
{
    g_test_message("%zu of %zu signals moved by chance", stray, looked_at);
    g_assert_cmpfloat((double)stray, <=, STRAY_SHARE * (double)looked_at);
}

static void the_quiet_fallback(void)
{
    size_t stray = 0, looked_at = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct played *played = played_of(seed, fallback_alone);
        say(played, seed);
        assert_mover(played, "recommendations", "recommendations.served personalised 97.9%");
        stray += played->lead->moved - 1;
        looked_at += played->lead->looked_at;
        played_free(played);
    }
    assert_few(stray, looked_at);
}

static void the_backlog(void)
{
    size_t stray = 0, looked_at = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct played *played = played_of(seed, backlog_alone);
        say(played, seed);
        assert_mover(played, "checkout", "worker.memory worker-3 ");
        change_at(played, "queue.depth ");
        stray += played->lead->moved - 2;
        looked_at += played->lead->looked_at;
        played_free(played);
    }
    assert_few(stray, looked_at);
}

/* The agents never spoke otherwise, and the cascade is over since half an hour. */
static void nothing_moved(void)
{
    size_t stray = 0, looked_at = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct played *played = played_of(seed, without_onset);
        say(played, seed);
        stray += played->lead->moved;
        looked_at += played->lead->looked_at;
        played_free(played);
    }
    assert_few(stray, looked_at);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stories/all at once: the dropped index leads, the others stand before it",
                    all_at_once);
    g_test_add_func("/stories/the quiet fallback: the mix is the only thing that moved",
                    the_quiet_fallback);
    g_test_add_func("/stories/the backlog: one worker's memory moved first", the_backlog);
    g_test_add_func("/stories/the lopsided agents and the cascade: nothing moved", nothing_moved);
    return g_test_run();
}
