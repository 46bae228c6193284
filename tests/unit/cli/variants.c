/* SPDX-License-Identifier: Apache-2.0
 *
 * Incidents other than the demo's, in a chain of three services, explained from its far end: web
 * calls checkout, which calls payment, which asks a card gateway that is somebody else's.
 */
#include "tests/unit/cli/playing.h"

#include <jansson.h>

#define ONSET_MINUTES 20.0
#define GATE          "POST https://api.cardgate.example/charges"

/* --- the world --- */

static struct emission *add_span(struct world *world, struct rng *rng, enum service service,
                                 const struct emission *parent, const char *op, const char *name,
                                 int64_t at_ns)
{
    struct emission *span = emission_new(EMISSION_SPAN, service, at_ns);
    span->op = op;
    span->text = g_strdup(name);
    rng_hex(rng, span->span, 16);
    if (parent)
        memcpy(span->trace, parent->trace, sizeof span->trace);
    else
        rng_hex(rng, span->trace, 32);
    if (parent)
        memcpy(span->parent, parent->span, sizeof span->parent);
    bool joins = parent && parent->service == service;
    memcpy(span->segment, joins ? parent->segment : span->span, sizeof span->segment);
    span->segment_name = g_strdup(joins ? parent->segment_name : name);
    span->host = joins ? parent->host : world_host(service, rng);
    return world_record(world, span);
}

static void end_span(struct emission *span, int64_t end_ns)
{
    span->end_ns = end_ns;
    span->due_ns = end_ns + NS_PER_SECOND;
}

struct ailment {
    double gate_ms, pay_ms;
    bool one_host;
    bool one_region;
    bool more_bulk; /* more orders of the sort that always took `pay_ms` */
};

static const char *const regions[] = {"eu-west-1", "us-east-1", "ap-south-1"};

/* Where and what is paid for; true when it is of those that are slow. */
static bool set_sort(struct emission *pay, struct rng *rng, const struct ailment *ailment, bool ill)
{
    const char *region = regions[rng_below(rng, G_N_ELEMENTS(regions))];
    bool bulk = rng_unit(rng) < (ill && ailment->more_bulk ? 0.9 : 0.03);
    demo_record_set_text(pay, "cloud.region", region);
    demo_record_set_text(pay, "order.kind", bulk ? "bulk" : "single");
    if (ailment->more_bulk)
        return bulk;
    if (ailment->one_region)
        return ill && region == regions[0];
    return ill &&
           (!ailment->one_host || !strcmp(pay->host, world_service(SERVICE_PAYMENT)->hosts[0]));
}

static void play_order(struct world *world, struct rng *rng, int64_t at_ns,
                       const struct ailment *ailment)
{
    bool ill = at_ns >= world_before(world, ONSET_MINUTES);
    struct emission *web =
        add_span(world, rng, SERVICE_WEB, NULL, "http.server", "GET /buy", at_ns);
    struct emission *web_call = add_span(world, rng, SERVICE_WEB, web, "http.client",
                                         "POST http://checkout/place", at_ns + ns_of_ms(2));
    struct emission *place = add_span(world, rng, SERVICE_CHECKOUT, web_call, "http.server",
                                      "POST /place", at_ns + ns_of_ms(4));
    struct emission *place_call = add_span(world, rng, SERVICE_CHECKOUT, place, "http.client",
                                           "POST http://payment/pay", at_ns + ns_of_ms(8));
    struct emission *pay = add_span(world, rng, SERVICE_PAYMENT, place_call, "http.server",
                                    "POST /pay", at_ns + ns_of_ms(10));
    bool here = set_sort(pay, rng, ailment, ill);
    double own = rng_around(rng, here && ailment->pay_ms > 0 ? ailment->pay_ms : 40, 0.1);
    double gate = rng_around(rng, ill && ailment->gate_ms > 0 ? ailment->gate_ms : 90, 0.1);
    int64_t asked = pay->time_ns + ns_of_ms(own), answered = asked + ns_of_ms(gate);
    end_span(add_span(world, rng, SERVICE_PAYMENT, pay, "http.client", GATE, asked), answered);
    struct emission *const open[] = {pay, place_call, place, web_call, web};
    for (size_t i = 0; i < G_N_ELEMENTS(open); i++)
        end_span(open[i], answered + ns_of_ms(2.0 * (double)(i + 1)));
}

#define AILMENT(name, ...)                                                       \
    static void play_##name(struct world *world, struct rng *rng, int64_t at_ns) \
    {                                                                            \
        play_order(world, rng, at_ns, &(const struct ailment){__VA_ARGS__});     \
    }                                                                            \
    static const struct activity name##_orders[] = {                             \
        {#name, 4000, 0.2, play_##name},                                         \
        {NULL,  0,    0,   NULL       },                                                      \
    };

AILMENT(gate, .gate_ms = 2500)
AILMENT(pay, .pay_ms = 900)
AILMENT(host, .pay_ms = 1500, .one_host = true)
AILMENT(region, .pay_ms = 1500, .one_region = true)
AILMENT(bulk, .pay_ms = 1500, .more_bulk = true)

static void play_flag(struct world *world, struct rng *rng, int64_t at_ns)
{
    int64_t when = world_before(world, ONSET_MINUTES + 0.2);
    (void)rng;
    if (when < at_ns || when >= at_ns + 60 * NS_PER_SECOND)
        return;
    world_log(world, SERVICE_PAYMENT, "flagd-1", when, "info",
              json_pack("{s:s,s:s,s:s}", "feature_flag.key", "fraud.model", "feature_flag.before",
                        "small", "feature_flag.result.value", "large"),
              "flag changed fraud.model small -> large");
}

static const struct activity flag_change[] = {
    {"flag", 60000, 0, play_flag},
    {NULL,   0,     0, NULL     },
};

static const struct activity *const gate_slow[] = {gate_orders, NULL};
static const struct activity *const pay_slow[] = {pay_orders, NULL};
static const struct activity *const host_slow[] = {host_orders, NULL};
static const struct activity *const region_slow[] = {region_orders, NULL};
static const struct activity *const bulk_slow[] = {bulk_orders, NULL};
static const struct activity *const flag_slow[] = {pay_orders, flag_change, NULL};

/* --- asking --- */

static struct explanation *explain_web(struct played *played)
{
    const GPtrArray *changes = played->lead->changes;
    for (guint i = 0; i < changes->len; i++) {
        const struct change *change = changes->pdata[i];
        if (change->kind != CHANGE_SIGNAL || strcmp(change->service, "web") != 0)
            continue;
        struct explanation *explanation =
            played_explain(played, "web", change->signal_id, change->time_ms);
        g_assert_cmpuint(explanation->chain->len, ==, 3);
        g_assert_cmpstr(explanation->origin, ==, "payment");
        return explanation;
    }
    g_error("web did not move");
}

static const struct cause *best_of(const struct explanation *explanation)
{
    const struct cause *best = explanation->causes->len ? explanation->causes->pdata[0] : NULL;
    return best && best->score >= EXPLAIN_LEAST ? best : NULL;
}

static void assert_best(const struct explanation *explanation, enum cause_kind kind,
                        const char *what)
{
    const struct cause *best = best_of(explanation);
    if (!best || best->kind != kind || !strstr(best->what, what))
        g_error("\"%s\" is not the cause, but \"%s\"", what,
                best ? best->what : explanation->why_not);
}

/* Twenty seeds of a variant; `prepare` may be NULL. */
static void each(const struct activity *const *stories, void (*prepare)(struct played *played),
                 void (*check)(const struct explanation *explanation))
{
    for (uint64_t seed = 1; seed <= played_seeds(); seed++) {
        struct played *played = played_start(seed, stories);
        if (prepare)
            prepare(played);
        played_look(played);
        g_test_message("seed %d", (int)seed);
        struct explanation *explanation = explain_web(played);
        check(explanation);
        explanation_free(explanation);
        played_free(played);
    }
}

static void is_gate(const struct explanation *explanation)
{
    assert_best(explanation, CAUSE_CALL, "api.cardgate.example");
}

static void is_flag(const struct explanation *explanation)
{
    assert_best(explanation, CAUSE_FLAG, "fraud.model small");
}

static void is_host(const struct explanation *explanation)
{
    assert_best(explanation, CAUSE_PART, "host payment-7b4d-1 alone");
}

static bool has_sign(const GPtrArray *signs, const char *text)
{
    for (guint i = 0; i < signs->len; i++)
        if (strstr(signs->pdata[i], text))
            return true;
    return false;
}

static void is_region(const struct explanation *explanation)
{
    assert_best(explanation, CAUSE_PART, "only cloud.region:eu-west-1: p95 ");
    const GPtrArray *supports = best_of(explanation)->supports;
    g_assert_true(has_sign(supports, "other values of cloud.region that did not move: 2 of 2"));
    g_assert_cmpstr(best_of(explanation)->value, ==, "eu-west-1");
}

static void is_bulk(const struct explanation *explanation)
{
    const int64_t began = PLAYED_NOW / NS_PER_MS - (int64_t)(ONSET_MINUTES * 60e3);
    assert_best(explanation, CAUSE_SHARE, "share of order.kind:bulk rose ");
    const struct cause *best = best_of(explanation);
    g_assert_true(has_sign(best->supports, "by itself it took as long before"));
    g_assert_cmpint(llabs(best->time_ms - began), <=, 2 * 60 * 1000);
}

static void is_none(const struct explanation *explanation)
{
    const struct cause *best = best_of(explanation);
    g_assert_cmpstr(best ? best->what : NULL, ==, NULL);
    g_assert_nonnull(strstr(explanation->why_not, "no deploy of payment"));
}

static void is_payment_deploy(const struct explanation *explanation)
{
    assert_best(explanation, CAUSE_DEPLOY, "deploy payment 2.9.0");
    const struct cause *second = explanation->causes->pdata[1];
    g_assert_cmpstr(second->what, ==, "deploy checkout 4.20.0");
    g_assert_cmpuint(second->speaks_against->len, >, 0);
}

static void two_deploys(struct played *played)
{
    played_deploy(played, "payment", "payment@2.9.0", ONSET_MINUTES + 1.0);
    played_deploy(played, "checkout", "checkout@4.20.0", ONSET_MINUTES + 0.4);
}

/* The later one runs when it begins, but brings the other's commits as well. */
static void are_not_told_apart(const struct explanation *explanation)
{
    assert_best(explanation, CAUSE_DEPLOY, "deploy payment 2.9.1");
    for (guint i = 0; i < 2; i++) {
        const struct cause *cause = explanation->causes->pdata[i];
        g_assert_cmpint(cause->kind, ==, CAUSE_DEPLOY);
        g_assert_nonnull(strstr(cause->speaks_against->pdata[0], "do not tell them apart"));
    }
}

static void one_after_the_other(struct played *played)
{
    played_deploy(played, "payment", "payment@2.9.0", ONSET_MINUTES + 1.2);
    played_deploy(played, "payment", "payment@2.9.1", ONSET_MINUTES + 0.5);
}

static void an_upstream_third_party(void)
{
    each(gate_slow, NULL, is_gate);
}

static void a_flag(void)
{
    each(flag_slow, NULL, is_flag);
}

static void a_slow_host(void)
{
    each(host_slow, NULL, is_host);
}

static void a_slow_region(void)
{
    each(region_slow, NULL, is_region);
}

static void more_of_what_always_was_slow(void)
{
    each(bulk_slow, NULL, is_bulk);
}

static void nothing_that_tells(void)
{
    each(pay_slow, NULL, is_none);
}

static void two_services_deployed_within_a_minute(void)
{
    each(pay_slow, two_deploys, is_payment_deploy);
}

static void one_service_deployed_twice_within_a_minute(void)
{
    each(pay_slow, one_after_the_other, are_not_told_apart);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/variants/an upstream third party", an_upstream_third_party);
    g_test_add_func("/variants/a flag of the deepest service", a_flag);
    g_test_add_func("/variants/one slow host of two", a_slow_host);
    g_test_add_func("/variants/one slow region of three, on all hosts", a_slow_region);
    g_test_add_func("/variants/more of what always was slow, at the time from which on",
                    more_of_what_always_was_slow);
    g_test_add_func("/variants/no deploy at all: not found, because", nothing_that_tells);
    g_test_add_func("/variants/two services deployed within a minute: the deepest one's",
                    two_services_deployed_within_a_minute);
    g_test_add_func("/variants/one service deployed twice within a minute: both, and said so",
                    one_service_deployed_twice_within_a_minute);
    return g_test_run();
}
