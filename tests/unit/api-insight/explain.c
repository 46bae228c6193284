/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/explain.h"

#include <string.h>

#define T0     INT64_C(1795000000000)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)

/* --- what is known --- */

struct known {
    struct lead lead;
    GPtrArray *deploys, *flags, *rows;
    GArray *calls, *findings;
    struct explain_apart *apart;
    struct mix_shift *mix;
};

static void change_free(void *data)
{
    struct change *change = data;
    g_free(change->service);
    g_free(change->text);
    g_free(change->signal_id);
    g_free(change);
}

static struct known known_new(void)
{
    return (struct known){
        .lead.changes = g_ptr_array_new_with_free_func(change_free),
        .deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free),
        .flags = g_ptr_array_new_with_free_func((GDestroyNotify)flag_change_free),
        .rows = g_ptr_array_new_with_free_func((GDestroyNotify)explain_row_free),
        .calls = g_array_new(FALSE, FALSE, sizeof(struct call_edge)),
        .findings = g_array_new(FALSE, FALSE, sizeof(struct explain_finding)),
    };
}

static void known_clear(struct known *known)
{
    g_ptr_array_unref(known->lead.changes);
    g_ptr_array_unref(known->deploys);
    g_ptr_array_unref(known->flags);
    g_ptr_array_unref(known->rows);
    g_array_unref(known->calls);
    g_array_unref(known->findings);
    explain_apart_free(known->apart);
    mix_shift_free(known->mix);
}

static struct change *moves(struct known *known, const char *service, int64_t time_ms)
{
    struct change *change = g_new0(struct change, 1);
    change->kind = CHANGE_SIGNAL;
    change->service = g_strdup(service);
    change->text = g_strdup_printf("%s p95", service);
    change->signal_id = g_strdup_printf("%s/p95", service);
    change->time_ms = time_ms;
    change->weight = 5;
    g_ptr_array_add(known->lead.changes, change);
    known->lead.moved++;
    return change;
}

static void calls(struct known *known, const char *caller, const char *callee)
{
    struct call_edge edge = {caller, callee};
    g_array_append_val(known->calls, edge);
}

static void deployed(struct known *known, const char *project, const char *release, int64_t at_ms)
{
    struct deploy *deploy = deploy_new();
    deploy->project = g_strdup(project);
    deploy->release = g_strdup(release);
    deploy->finished_ms = at_ms;
    g_ptr_array_add(known->deploys, deploy);
}

static void row(struct known *known, const char *key, const char *value, const char *operation,
                double before_ms, double since_ms)
{
    struct explain_row *added = g_new0(struct explain_row, 1);
    *added = (struct explain_row){
        .key = g_strdup(key),
        .value = g_strdup(value),
        .operation = g_strdup(operation),
        .count = {100,       100     },
        .p95_ms = {before_ms, since_ms}
    };
    g_ptr_array_add(known->rows, added);
}

static struct explanation *explain(const struct known *known, const char *service, int64_t onset_ms)
{
    struct explain_input input = {.subject = service,
                                  .service = service,
                                  .onset_ms = onset_ms,
                                  .interval_ms = 30 * SECOND,
                                  .lead = &known->lead,
                                  .calls = known->calls,
                                  .deploys = known->deploys,
                                  .flags = known->flags,
                                  .rows = known->rows,
                                  .findings = known->findings,
                                  .apart = known->apart,
                                  .mix = known->mix};
    return explain_find(&input);
}

static const struct cause *cause_at(const struct explanation *explanation, guint index)
{
    g_assert_cmpuint(index, <, explanation->causes->len);
    return explanation->causes->pdata[index];
}

/* --- the chain --- */

static void services_that_call_in_circles_end_at_the_deepest_mover(void)
{
    struct known known = known_new();
    calls(&known, "web", "cart");
    calls(&known, "cart", "stock");
    calls(&known, "stock", "web");
    calls(&known, "cart", "mail");
    moves(&known, "web", T0);
    moves(&known, "stock", T0 + 30 * SECOND);
    g_autoptr(explanation) explanation = explain(&known, "web", T0);
    g_assert_cmpuint(explanation->chain->len, ==, 3);
    g_assert_cmpstr(explanation->origin, ==, "stock");
    const struct explain_step *between = explanation->chain->pdata[1];
    g_assert_cmpstr(between->service, ==, "cart");
    g_assert_null(between->text); /* no signal of it is known to have moved */
    known_clear(&known);
}

static void assert_chain(const struct explanation *explanation, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < explanation->chain->len; i++) {
        const struct explain_step *step = explanation->chain->pdata[i];
        g_string_append_printf(out, "%s%s", i ? " " : "", step->service);
    }
    g_assert_cmpstr(out->str, ==, expected);
}

/* Product pages ask the stock directly: the way through cart and pay is longer, but what waits at
 * its end, waits. */
static void a_caller_that_waits_is_passed_however_short_the_way_is_past_it(void)
{
    struct known known = known_new();
    calls(&known, "web", "stock");
    calls(&known, "web", "cart");
    calls(&known, "cart", "pay");
    calls(&known, "pay", "stock");
    moves(&known, "web", T0);
    moves(&known, "cart", T0);
    moves(&known, "pay", T0);
    moves(&known, "stock", T0);
    deployed(&known, "pay", "pay@2", T0 - 2 * MINUTE);
    deployed(&known, "stock", "stock@3", T0 - 2 * MINUTE);
    g_autoptr(explanation) explanation = explain(&known, "web", T0);
    g_assert_cmpstr(explanation->origin, ==, "stock");
    assert_chain(explanation, "web cart pay stock");
    g_assert_cmpstr(cause_at(explanation, 0)->release, ==, "stock@3");
    g_assert_cmpstr(cause_word(cause_at(explanation, 1)), ==, "unlikely");
    known_clear(&known);
}

/* Two that call each other wait for each other; neither hides the one below both. */
static void a_circle_on_the_way_is_gone_through_once(void)
{
    struct known known = known_new();
    calls(&known, "web", "cart");
    calls(&known, "cart", "pay");
    calls(&known, "pay", "cart");
    calls(&known, "cart", "stock");
    calls(&known, "stock", "disk");
    moves(&known, "pay", T0);
    moves(&known, "cart", T0);
    moves(&known, "disk", T0);
    g_autoptr(explanation) explanation = explain(&known, "web", T0);
    assert_chain(explanation, "web cart stock disk");
    known_clear(&known);
}

static void what_moved_at_another_time_is_not_of_the_chain(void)
{
    struct known known = known_new();
    calls(&known, "web", "stock");
    moves(&known, "web", T0);
    moves(&known, "stock", T0 - 30 * MINUTE);
    moves(&known, "stock", T0 + 5 * MINUTE);
    g_autoptr(explanation) explanation = explain(&known, "web", T0);
    g_assert_cmpstr(explanation->origin, ==, "web");
    known_clear(&known);
}

/* --- causes --- */

static void the_deploy_of_a_caller_that_waits_is_unlikely(void)
{
    struct known known = known_new();
    calls(&known, "web", "stock");
    moves(&known, "web", T0);
    moves(&known, "stock", T0);
    deployed(&known, "web", "web@2", T0 - 10 * SECOND);
    deployed(&known, "stock", "stock@2", T0 - 9 * MINUTE);
    deployed(&known, "stock", "stock@3", T0 + 2 * MINUTE); /* too late */
    g_autoptr(explanation) explanation = explain(&known, "web", T0);
    g_assert_cmpuint(explanation->causes->len, ==, 2);
    g_assert_cmpstr(cause_at(explanation, 0)->release, ==, "stock@2");
    const struct cause *caller = cause_at(explanation, 1);
    g_assert_cmpstr(cause_word(caller), ==, "unlikely");
    g_assert_nonnull(strstr(caller->speaks_against->pdata[0], "it waits"));
    known_clear(&known);
}

static void where_nothing_stands_it_says_why_not(void)
{
    struct known known = known_new();
    moves(&known, "stock", T0);
    deployed(&known, "stock", "stock@2", T0 - 61 * MINUTE);
    g_autoptr(explanation) explanation = explain(&known, "stock", T0);
    g_assert_cmpuint(explanation->causes->len, ==, 0);
    g_assert_true(g_str_has_prefix(explanation->why_not, "not found, because no deploy of stock"));
    known_clear(&known);
}

static void hosts_that_all_moved_are_no_cause(void)
{
    struct known known = known_new();
    moves(&known, "stock", T0);
    row(&known, "host.name", "stock-1", NULL, 100, 900);
    row(&known, "host.name", "stock-2", NULL, 100, 850);
    g_autoptr(explanation) all = explain(&known, "stock", T0);
    g_assert_cmpuint(all->causes->len, ==, 0);
    ((struct explain_row *)known.rows->pdata[1])->p95_ms[1] = 110;
    g_autoptr(explanation) one = explain(&known, "stock", T0);
    g_assert_cmpint(cause_at(one, 0)->kind, ==, CAUSE_PART);
    g_assert_cmpstr(cause_at(one, 0)->key, ==, "host.name");
    g_assert_cmpstr(cause_at(one, 0)->value, ==, "stock-1");
    known_clear(&known);
}

static void a_call_that_stays_with_us_is_no_third_party(void)
{
    struct known known = known_new();
    calls(&known, "web", "stock");
    moves(&known, "web", T0);
    row(&known, "span.description", "GET http://stock.prod.svc/items", "http.client", 20, 900);
    row(&known, "span.description", "GET https://stocks.example/quote", "http.client", 20, 21);
    g_autoptr(explanation) ours = explain(&known, "web", T0);
    g_assert_cmpuint(ours->causes->len, ==, 0);
    g_assert_true(g_str_has_prefix(ours->place, "GET http://stock.prod.svc/items: p95 20ms"));
    ((struct explain_row *)known.rows->pdata[1])->p95_ms[1] = 2000;
    g_autoptr(explanation) theirs = explain(&known, "web", T0);
    g_assert_cmpint(cause_at(theirs, 0)->kind, ==, CAUSE_CALL);
    g_assert_true(g_str_has_prefix(cause_at(theirs, 0)->what, "stocks.example, which web calls"));
    known_clear(&known);
}

static void too_few_spans_say_nothing(void)
{
    struct known known = known_new();
    moves(&known, "web", T0);
    row(&known, "span.description", "GET https://stocks.example/quote", "http.client", 20, 2000);
    ((struct explain_row *)known.rows->pdata[0])->count[1] = 2;
    g_autoptr(explanation) explanation = explain(&known, "web", T0);
    g_assert_cmpuint(explanation->causes->len, ==, 0);
    known_clear(&known);
}

static void a_trace_may_show_it_where_nothing_moved(void)
{
    struct known known = known_new();
    struct explain_finding finding = {"agents", "3 of 3 searches returned nothing", "00f0"};
    deployed(&known, "agents", "agents@2", T0);
    g_array_append_val(known.findings, finding);
    g_autoptr(explanation) explanation = explain(&known, "agents", 0);
    g_assert_cmpuint(explanation->causes->len, ==, 1);
    g_assert_cmpstr(cause_at(explanation, 0)->span_id, ==, "00f0");
    g_assert_null(explanation->why_not);
    known_clear(&known);
}

/* A monitor is a sign, no cause: of the chain it is told, elsewhere counted. */
static void monitors_of_the_chain_are_told(void)
{
    struct known known = known_new();
    moves(&known, "inventory", T0);
    moves(&known, "inventory", T0 + 2 * MINUTE)->kind = CHANGE_FIRING;
    moves(&known, "payment", T0 + 2 * MINUTE)->kind = CHANGE_FIRING;
    g_autoptr(explanation) explanation = explain(&known, "inventory", T0);
    g_assert_cmpuint(explanation->causes->len, ==, 0);
    g_autoptr(GString) looked = g_string_new(NULL);
    for (guint i = 0; i < explanation->looked->len; i++)
        g_string_append_printf(looked, "%s\n", (const char *)explanation->looked->pdata[i]);
    g_assert_nonnull(
        strstr(looked->str, "monitors of inventory: inventory p95, 2m after it began"));
    g_assert_nonnull(strstr(looked->str, "monitors that began to fire elsewhere: 1\n"));
    known_clear(&known);
}

/* --- attributes --- */

/* Of 100 rows inside and 300 outside, so many have the value; the others have another. */
static void tells(struct differs_counts *counts, const char *key, const char *value, double inside,
                  double outside)
{
    differs_counts_text(counts, DIFFERS_INSIDE, key, value, inside);
    differs_counts_text(counts, DIFFERS_INSIDE, key, "else", 100 - inside);
    differs_counts_text(counts, DIFFERS_OUTSIDE, key, value, outside);
    differs_counts_text(counts, DIFFERS_OUTSIDE, key, "else", 300 - outside);
}

static struct differs_counts *rows_counted(void)
{
    struct differs_counts *counts = differs_counts_new();
    differs_counts_rows(counts, DIFFERS_INSIDE, 100);
    differs_counts_rows(counts, DIFFERS_OUTSIDE, 300);
    return counts;
}

static struct explain_apart *apart_of(double before_ms, double since_ms)
{
    struct explain_apart *apart = explain_apart_new("project:stock");
    struct explain_row whole = {
        .count = {400,       400     },
          .p95_ms = {before_ms, since_ms}
    };
    explain_apart_worse(apart, &whole);
    return apart;
}

static void group(struct explain_apart *apart, const char *key, const char *value, double before_ms,
                  double since_ms)
{
    struct explain_row *row = g_new0(struct explain_row, 1);
    *row = (struct explain_row){
        .key = g_strdup(key),
        .value = g_strdup(value),
        .count = {100,       100     },
        .p95_ms = {before_ms, since_ms}
    };
    g_ptr_array_add(apart->rows, row);
}

static void what_parts_the_worse_spans_is_what_took_longer_than_midway(void)
{
    struct explain_apart *apart = apart_of(100, 900);
    g_assert_cmpstr(apart->worse, ==, "span.duration:>300ms");
    g_assert_cmpstr(apart->worse_words, ==, "that took over 300ms");
    explain_apart_free(apart);
    apart = apart_of(100, 140);
    g_assert_null(apart->worse);
    explain_apart_free(apart);
}

static void one_value_of_several_is_a_cause_unless_it_was_so_before(void)
{
    struct known known = known_new();
    moves(&known, "stock", T0);
    known.apart = apart_of(100, 900);
    g_autoptr(differs_counts) counts = rows_counted();
    tells(counts, "cloud.region", "eu \"1\"", 95, 30);
    tells(counts, "span.status_message", "slow", 100, 0); /* how it went is no cause */
    known.apart->within = differs_find(counts);
    g_autoptr(GPtrArray) keys = explain_apart_keys(known.apart);
    g_assert_cmpuint(keys->len, ==, 1);
    g_assert_cmpstr(keys->pdata[0], ==, "cloud.region");
    group(known.apart, "cloud.region", "eu \"1\"", 100, 900);
    group(known.apart, "cloud.region", "else", 100, 101);
    g_autoptr(explanation) one = explain(&known, "stock", T0);
    g_assert_cmpint(cause_at(one, 0)->kind, ==, CAUSE_PART);
    g_assert_cmpstr(cause_at(one, 0)->what, ==, "only cloud.region:eu \"1\": p95 100ms→900ms");
    g_assert_cmpstr(cause_at(one, 0)->base, ==, "project:stock");
    g_assert_cmpstr(cause_at(one, 0)->value, ==, "eu \"1\"");
    g_assert_cmpstr(cause_word(cause_at(one, 0)), ==, "likely");
    g_assert_null(one->why_not);
    ((struct explain_row *)known.apart->rows->pdata[0])->p95_ms[0] = 890;
    g_autoptr(explanation) always = explain(&known, "stock", T0);
    g_assert_cmpstr(cause_word(cause_at(always, 0)), ==, "unlikely");
    g_assert_nonnull(strstr(cause_at(always, 0)->speaks_against->pdata[0], "it was so before"));
    known_clear(&known);
}

static bool looked_at(const struct explanation *explanation, const char *text)
{
    for (guint i = 0; i < explanation->looked->len; i++)
        if (strstr(explanation->looked->pdata[i], text))
            return true;
    return false;
}

static void where_all_are_worse_nothing_parts_them(void)
{
    struct known known = known_new();
    moves(&known, "stock", T0);
    known.apart = apart_of(100, 900);
    g_autoptr(differs_counts) counts = differs_counts_new();
    differs_counts_rows(counts, DIFFERS_INSIDE, 100);
    differs_counts_text(counts, DIFFERS_INSIDE, "cloud.region", "eu", 100);
    known.apart->within = differs_find(counts);
    g_autoptr(explanation) explanation = explain(&known, "stock", T0);
    g_assert_cmpuint(explanation->causes->len, ==, 0);
    g_assert_true(looked_at(explanation, "that took over 300ms since then: all 100, so that no"));
    known_clear(&known);
}

static void shares(struct known *known, double inside, double outside, int64_t shifted_ms)
{
    g_autoptr(differs_counts) counts = rows_counted();
    tells(counts, "ranking_version", "v2", inside, outside);
    known->apart->across = differs_find(counts);
    struct mix_shift *shift = g_new0(struct mix_shift, 1);
    shift->key = g_strdup("ranking_version");
    shift->value = g_strdup("v2");
    shift->onset.time_ms = shifted_ms;
    g_ptr_array_add(known->apart->shifts, shift);
}

static void a_share_that_rose_when_it_began_is_a_cause_with_its_time(void)
{
    struct known known = known_new();
    moves(&known, "stock", T0);
    known.apart = apart_of(100, 900);
    shares(&known, 92, 12, T0 - MINUTE);
    g_autoptr(differs_counts) counts = rows_counted();
    tells(counts, "ranking_version", "v2", 99, 90);
    known.apart->within = differs_find(counts);
    group(known.apart, "ranking_version", "v2", 880, 900);
    g_autoptr(explanation) explanation = explain(&known, "stock", T0);
    const struct cause *best = cause_at(explanation, 0);
    g_assert_cmpint(best->kind, ==, CAUSE_SHARE);
    g_assert_cmpstr(best->what, ==, "share of ranking_version:v2 rose 4.0%→92.0%");
    g_assert_cmpint(best->time_ms, ==, T0 - MINUTE);
    g_assert_nonnull(strstr(best->supports->pdata[0], "it moved 60s before it began"));
    g_assert_cmpstr(cause_word(best), ==, "likely");
    known_clear(&known);
}

static void a_share_that_the_worse_spans_do_not_have_is_unlikely_and_a_later_one_none(void)
{
    struct known known = known_new();
    moves(&known, "stock", T0);
    known.apart = apart_of(100, 900);
    shares(&known, 92, 12, T0);
    g_autoptr(differs_counts) counts = rows_counted();
    tells(counts, "ranking_version", "v2", 92, 276);
    known.apart->within = differs_find(counts);
    g_autoptr(explanation) beside = explain(&known, "stock", T0);
    g_assert_cmpstr(cause_word(cause_at(beside, 0)), ==, "unlikely");
    ((struct mix_shift *)known.apart->shifts->pdata[0])->onset.time_ms = T0 + 5 * MINUTE;
    g_autoptr(explanation) later = explain(&known, "stock", T0);
    g_assert_cmpuint(later->causes->len, ==, 0);
    known_clear(&known);
}

static void a_mix_that_moved_within_one_value_says_where(void)
{
    struct known known = known_new();
    moves(&known, "stock", T0);
    known.mix = g_new0(struct mix_shift, 1);
    *known.mix = (struct mix_shift){
        .onset = {.kind = ONSET_MIX, .time_ms = T0, .before = 0.979, .after = 0.033},
        .key = g_strdup("source"),
        .value = g_strdup("personalised"),
        .within_key = g_strdup("ranking_version"),
        .within_value = g_strdup("v2"),
        .looked_at = 39,
    };
    g_autoptr(explanation) explanation = explain(&known, "stock", T0);
    g_assert_cmpstr(cause_at(explanation, 0)->what, ==,
                    "only ranking_version:v2: share of source:personalised 97.9%→3.3%");
    g_assert_cmpstr(cause_word(cause_at(explanation, 0)), ==, "possible");
    known_clear(&known);
}

/* --- a burst that is over --- */

static void a_burst_begins_where_it_left_the_usual(void)
{
    struct series series;
    series_init(&series, T0, 30 * SECOND, 60);
    for (size_t i = 0; i < series.count; i++)
        series.values[i] = i % 2 ? 1.0 : 1.1;
    g_assert_cmpint(explain_peak_ms(&series), ==, 0);
    series.values[20] = 5;
    series.values[21] = 9;
    series.values[22] = 4;
    g_assert_cmpint(explain_peak_ms(&series), ==, T0 + 20 * 30 * SECOND);
    series_clear(&series);
}

static void a_log_line_is_told_up_to_a_whole_character(void)
{
    struct known known = known_new();
    moves(&known, "shop", T0);
    struct flag_change *flag = flag_change_new();
    flag->key = g_strdup("ranking");
    flag->project = g_strdup("shop");
    flag->time_ms = T0 - MINUTE;
    g_ptr_array_add(known.flags, flag);
    char text[] =
        "ranking reads nothing: ........................................................é";
    g_assert_cmpint(text[79] & 0xc0, ==, 0xc0); /* of its two bytes one is told */
    struct new_pattern pattern = {.text = text};
    g_autoptr(GPtrArray) patterns = g_ptr_array_new();
    g_ptr_array_add(patterns, &pattern);
    struct explain_input input = {.service = "shop",
                                  .onset_ms = T0,
                                  .interval_ms = 30 * SECOND,
                                  .lead = &known.lead,
                                  .flags = known.flags,
                                  .patterns = patterns};
    g_autoptr(explanation) explanation = explain_find(&input);
    const struct cause *cause = cause_at(explanation, 0);
    const char *told = cause->supports->pdata[cause->supports->len - 1];
    g_assert_nonnull(strstr(told, "ranking reads nothing"));
    g_assert_true(g_utf8_validate(told, -1, NULL));
    known_clear(&known);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/explain/services that call in circles end at the deepest mover",
                    services_that_call_in_circles_end_at_the_deepest_mover);
    g_test_add_func("/explain/a caller that waits is passed, however short the way is past it",
                    a_caller_that_waits_is_passed_however_short_the_way_is_past_it);
    g_test_add_func("/explain/a circle on the way is gone through once",
                    a_circle_on_the_way_is_gone_through_once);
    g_test_add_func("/explain/what moved at another time is not of the chain",
                    what_moved_at_another_time_is_not_of_the_chain);
    g_test_add_func("/explain/the deploy of a caller that waits is unlikely",
                    the_deploy_of_a_caller_that_waits_is_unlikely);
    g_test_add_func("/explain/where nothing stands it says why not",
                    where_nothing_stands_it_says_why_not);
    g_test_add_func("/explain/hosts that all moved are no cause",
                    hosts_that_all_moved_are_no_cause);
    g_test_add_func("/explain/a call that stays with us is no third party",
                    a_call_that_stays_with_us_is_no_third_party);
    g_test_add_func("/explain/too few spans say nothing", too_few_spans_say_nothing);
    g_test_add_func("/explain/a trace may show it where nothing moved",
                    a_trace_may_show_it_where_nothing_moved);
    g_test_add_func("/explain/monitors of the chain are told", monitors_of_the_chain_are_told);
    g_test_add_func("/explain/what parts the worse spans is what took longer than midway",
                    what_parts_the_worse_spans_is_what_took_longer_than_midway);
    g_test_add_func("/explain/one value of several is a cause, unless it was so before",
                    one_value_of_several_is_a_cause_unless_it_was_so_before);
    g_test_add_func("/explain/where all are worse nothing parts them",
                    where_all_are_worse_nothing_parts_them);
    g_test_add_func("/explain/a share that rose when it began is a cause, with its time",
                    a_share_that_rose_when_it_began_is_a_cause_with_its_time);
    g_test_add_func(
        "/explain/a share that the worse spans do not have is unlikely, a later one none",
        a_share_that_the_worse_spans_do_not_have_is_unlikely_and_a_later_one_none);
    g_test_add_func("/explain/a mix that moved within one value says where",
                    a_mix_that_moved_within_one_value_says_where);
    g_test_add_func("/explain/a burst begins where it left the usual",
                    a_burst_begins_where_it_left_the_usual);
    g_test_add_func("/explain/a log line is told up to a whole character",
                    a_log_line_is_told_up_to_a_whole_character);
    return g_test_run();
}
