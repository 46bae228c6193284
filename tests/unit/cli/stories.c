/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo's stories, played through intake, store, API and decoders, come out right in the lead
 * whatever the seed.
 */
#include "tests/unit/cli/playing.h"

#include "views/agents_ask.h"

#define WHOLE_SEEDS 3 /* at which each of a chain is explained */
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

/* --- why --- */

static const struct change *changed(const struct played *played, const char *text)
{
    return played->lead->changes->pdata[change_at(played, text)];
}

static void assert_cause(const struct explanation *explanation, const char *what)
{
    const struct cause *best = explanation->causes->len ? explanation->causes->pdata[0] : NULL;
    if (!best || best->score < EXPLAIN_LEAST || !g_str_has_prefix(best->what, what))
        g_error("the cause is \"%s\" (%s), not \"%s\"", best ? best->what : "none",
                best ? cause_word(best) : explanation->why_not, what);
}

/* Whichever of the chain is looked at, or only its far end. */
static void assert_index_explained(struct played *played, bool all)
{
    static const char *const subjects[] = {"POST /api/checkout p95 ", "POST /checkout errors ",
                                           "POST /charge p95 ", "check_stock p95 "};
    for (size_t i = 0; i < (all ? G_N_ELEMENTS(subjects) : 1); i++) {
        const struct change *change = changed(played, subjects[i]);
        struct explanation *explanation =
            played_explain(played, change->service, change->signal_id, change->time_ms);
        g_assert_cmpstr(explanation->origin, ==, "inventory");
        g_assert_cmpuint(explanation->chain->len, ==, G_N_ELEMENTS(subjects) - i);
        assert_cause(explanation, "deploy inventory 3.1.0");
        explanation_free(explanation);
    }
}

static void assert_explained(struct played *played, const char *subject, const char *cause)
{
    const struct change *change = changed(played, subject);
    struct explanation *explanation =
        played_explain(played, change->service, change->signal_id, change->time_ms);
    assert_cause(explanation, cause);
    explanation_free(explanation);
}

/* Nothing of it moved for good: the events began 39 minutes ago. */
static void assert_cascade_explained(struct played *played)
{
    int64_t first_ms = PLAYED_NOW / NS_PER_MS - (int64_t)(39.2 * 60e3);
    struct explanation *explanation = played_explain(played, "research-agents", NULL, first_ms);
    assert_cause(explanation, "chat gemini-2.5-flash, which research-agents calls");
    bool told = false;
    for (guint i = 0; i < played->patterns->len; i++)
        told |= strstr(((const struct new_pattern *)played->patterns->pdata[i])->text,
                       "blocklisted") != NULL;
    g_assert_true(told);
    explanation_free(explanation);
}

static void all_at_once(void)
{
    for (uint64_t seed = 1; seed <= played_seeds(); seed++) {
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
        g_assert_cmpstr(changed(played, "FIRING stock-recount")->service, ==, "inventory");
        g_assert_cmpstr(changed(played, "FIRED summaries-digest, well again")->service, ==,
                        "research-agents");
        g_assert_cmpuint(played->lead->firing, ==, 1);
        assert_index_explained(played, seed <= WHOLE_SEEDS);
        assert_explained(played, "recommendations.served ", "flag ranking_v2.table ");
        assert_explained(played, "queue.depth ", "worker.memory worker-3 ");
        assert_cascade_explained(played);
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
    for (uint64_t seed = 1; seed <= played_seeds(); seed++) {
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
    for (uint64_t seed = 1; seed <= played_seeds(); seed++) {
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

/* No span of it failed, and no signal moved: what its agents did says it. */
static void assert_lopsided(struct played *played)
{
    static const char *const fields[] = {"trace", "timestamp", NULL};
    struct request *request = request_rows("spans", fields);
    request_add(request, "query", "is_transaction:true transaction:\"POST /research\"");
    request_add(request, "sort", "timestamp"); /* the first: it has ended */
    request_add(request, "per_page", "1");
    struct rows *rows = played_get(played, played_scoped(played, request));
    g_assert_cmpuint(rows->count, ==, 1);
    g_autofree char *id = value_text(rows_get(rows, 0, "trace"));
    struct trace *trace = played_get(played, played_scoped(played, agents_request(id, 0)));
    g_autoptr(agents) agents = agents_of_trace(trace, NULL);
    g_assert_nonnull(agents);
    g_assert_cmpuint(agents->findings->len, >, 0);
    const struct agent_finding *worst = &g_array_index(agents->findings, struct agent_finding, 0);
    g_assert_cmpint(worst->kind, ==, FINDING_EMPTY);
    g_assert_true(
        g_str_has_prefix(worst->text, "Skeptic: 3 of 3 web_search calls returned nothing"));
    g_assert_cmpint(agents->sums.failures, ==, 0);
    trace_free(trace);
    rows_free(rows);
}

/* The agents never spoke otherwise, and the cascade is over since half an hour. */
static void nothing_moved(void)
{
    size_t stray = 0, looked_at = 0;
    for (uint64_t seed = 1; seed <= played_seeds(); seed++) {
        struct played *played = played_of(seed, without_onset);
        say(played, seed);
        stray += played->lead->moved;
        looked_at += played->lead->looked_at;
        assert_lopsided(played);
        played_free(played);
    }
    assert_few(stray, looked_at);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stories/all at once: each is told, and explained by its cause", all_at_once);
    g_test_add_func("/stories/the quiet fallback: the mix is the only thing that moved",
                    the_quiet_fallback);
    g_test_add_func("/stories/the backlog: one worker's memory moved first", the_backlog);
    g_test_add_func(
        "/stories/the lopsided agents and the cascade: nothing moved, and the agents are "
        "found out",
        nothing_moved);
    return g_test_run();
}
