/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbers of the stories hold in what the intake decodes.
 */
#include "tests/unit/api-demo/decoding.h"

#include <math.h>

#define MINUTE (60 * NS_PER_SECOND)

static struct recording *recording;
static struct telemetry *telemetry;

static void assert_near(double value, double target, double tolerance)
{
    g_assert_cmpfloat(value, >=, target - tolerance);
    g_assert_cmpfloat(value, <=, target + tolerance);
}

static int64_t before(double minutes)
{
    return world_before(recording->world, minutes);
}

static const struct item *item_at(guint i)
{
    return telemetry->items->pdata[i];
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median duration, in ms, of the spans of that name that began in [from, until). */
static double median_duration(const char *project, const char *name, int64_t from, int64_t until)
{
    g_autoptr(GArray) durations = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        if (!item_of(item, ITEM_SPAN, project) || !item_says(item, "span.description", name) ||
            item->time_ns < from || item->time_ns >= until)
            continue;
        double duration = item_number(item, "span.duration");
        g_array_append_val(durations, duration);
    }
    g_assert_cmpuint(durations->len, >, 5);
    g_array_sort(durations, compare_doubles);
    return g_array_index(durations, double, durations->len / 2);
}

static const struct item *span_by_id(const char *id)
{
    for (guint i = 0; id && i < telemetry->items->len; i++)
        if (item_at(i)->kind == ITEM_SPAN && strcmp(item_at(i)->id, id) == 0)
            return item_at(i);
    return NULL;
}

static int64_t end_of(const struct item *span)
{
    return span->time_ns + (int64_t)llround(item_number(span, "span.duration") * 1e6);
}

static unsigned logs_saying(const char *project, const char *text, int64_t from, int64_t until)
{
    unsigned count = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        const char *message = item_get_string(item, "message");
        count += item_of(item, ITEM_LOG, project) && message && strstr(message, text) &&
                 item->time_ns >= from && item->time_ns < until;
    }
    return count;
}

static unsigned events_of(const char *project, const char *type, int64_t from)
{
    unsigned count = 0;
    for (guint i = 0; i < telemetry->items->len; i++)
        count += item_of(item_at(i), ITEM_EVENT, project) &&
                 item_says(item_at(i), "error.type", type) && item_at(i)->time_ns >= from;
    return count;
}

/* --- story 1 --- */
static void check_stock_goes_from_200_ms_to_45_s(void)
{
    int64_t onset = before(STOCK_ONSET_MINUTES);
    assert_near(median_duration("inventory", "check_stock", 0, onset), 200, 20);
    assert_near(median_duration("inventory", "check_stock", onset, recording->world->now_ns), 45000,
                500);
    assert_near(median_duration("payment", "POST /charge", onset, recording->world->now_ns), 30000,
                200);
}

static void the_caller_ends_before_the_callee(void)
{
    unsigned seen = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        if (!item_of(item, ITEM_SPAN, "inventory") ||
            !item_says(item, "span.description", "check_stock") ||
            item_number(item, "span.duration") < 40000)
            continue;
        const struct item *caller = span_by_id(item_get_string(item, "parent_span"));
        g_assert_nonnull(caller);
        g_assert_cmpstr(caller->project, ==, "payment");
        g_assert_cmpint(end_of(caller) + 14 * NS_PER_SECOND, <, end_of(item));
        g_assert_cmpstr(item_get_string(item, "release"), ==, "inventory@3.1.0");
        seen++;
    }
    g_assert_cmpuint(seen, >, 15);
}

/* db -> check_stock -> payment -> payment -> checkout -> checkout -> web -> web */
static void a_trace_goes_from_web_to_the_database(void)
{
    static const char *const path[] = {"inventory", "inventory", "payment", "payment",
                                       "checkout",  "checkout",  "web",     "web"};
    const struct item *span = NULL;
    for (guint i = 0; i < telemetry->items->len && !span; i++)
        if (item_of(item_at(i), ITEM_SPAN, "inventory") && item_says(item_at(i), "span.op", "db") &&
            item_number(item_at(i), "span.duration") > 40000)
            span = item_at(i);
    g_assert_nonnull(span);
    const char *trace = item_get_string(span, "trace");
    g_assert_nonnull(strstr(item_get_string(span, "db.query.text"), "FROM stock WHERE sku = $1"));
    for (size_t i = 0; i < G_N_ELEMENTS(path); i++) {
        g_assert_nonnull(span);
        g_assert_cmpstr(span->project, ==, path[i]);
        g_assert_cmpstr(item_get_string(span, "trace"), ==, trace);
        span = span_by_id(item_get_string(span, "parent_span"));
    }
    g_assert_null(span);
}

static void checkout_raises_and_payment_logs_only_since_the_onset(void)
{
    int64_t onset = before(STOCK_ONSET_MINUTES), now = recording->world->now_ns;
    const char *timed_out = "inventory check timed out attempt=3 timeout_ms=30000";
    unsigned raised = events_of("checkout", "TimeoutError", 0);
    g_assert_cmpuint(raised, >, 15);
    g_assert_cmpuint(events_of("checkout", "TimeoutError", onset + 29 * NS_PER_SECOND), ==, raised);
    g_assert_cmpuint(logs_saying("payment", timed_out, 0, onset), ==, 0);
    g_assert_cmpuint(logs_saying("payment", timed_out, onset, now), >=, raised);
    g_assert_cmpuint(logs_saying("web", "POST /api/checkout 504", onset, now), >, 15);
    g_assert_cmpuint(logs_saying("inventory", "0047_drop_unused_indexes done", 0, now), ==, 1);
}

/* --- story 2 --- */
static double served(const char *source, const char *version, int64_t from, int64_t until)
{
    double sum = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        if (item->kind == ITEM_METRIC && item_says(item, "metric.name", "recommendations.served") &&
            (!source || item_says(item, "source", source)) &&
            (!version || item_says(item, "ranking_version", version)) && item->time_ns >= from &&
            item->time_ns < until)
            sum += item_number(item, "value");
    }
    return sum;
}

static double share(const char *source, const char *version, int64_t from, int64_t until)
{
    return 100 * served(source, version, from, until) / served(NULL, version, from, until);
}

static void the_personalised_share_of_v2_falls_and_nothing_else_moves(void)
{
    int64_t flag = before(FLAG_CHANGE_MINUTES), now = recording->world->now_ns;
    assert_near(share("personalised", "v2", 0, flag), 97.9, 0.5);
    assert_near(share("personalised", "v2", flag, now), 3.3, 0.5);
    assert_near(share("personalised", "v1", flag, now), 97.9, 0.5);
    double healthy = served(NULL, NULL, 0, flag) / (60 - FLAG_CHANGE_MINUTES);
    double since = served(NULL, NULL, flag, now) / FLAG_CHANGE_MINUTES;
    assert_near(since / healthy, 1, 0.02);
    double second = served(NULL, "v2", 0, now) / served(NULL, NULL, 0, now);
    assert_near(second, 0.45, 0.01);
}

static void the_quiet_fallback_is_quiet_but_for_its_logs(void)
{
    int64_t flag = before(FLAG_CHANGE_MINUTES), now = recording->world->now_ns;
    const char *why = "ranking_v2: recommendations_v2 returned 0 rows, serving fallback";
    const char *who = "flag changed ranking_v2.table recommendations_v1 -> recommendations_v2";
    g_assert_cmpuint(logs_saying("recommendations", why, 0, flag), ==, 0);
    g_assert_cmpuint(logs_saying("recommendations", why, flag, now), >, 15);
    g_assert_cmpuint(logs_saying("recommendations", who, flag, flag + NS_PER_SECOND), ==, 1);
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        g_assert_false(item_of(item, ITEM_EVENT, "recommendations"));
        if (item_of(item, ITEM_SPAN, "recommendations") &&
            item_says(item, "span.op", "http.server"))
            g_assert_cmpfloat(item_number(item, "http.response.status_code"), ==, 200);
    }
}

/* --- story 3 --- */
/* Slope, a minute, of a least-squares line through a gauge's points. */
static double slope(const char *name, const char *host, int64_t from, int64_t until)
{
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        if (item->kind != ITEM_METRIC || !item_says(item, "metric.name", name) ||
            (host && !item_says(item, "host.name", host)) || item->time_ns < from ||
            item->time_ns >= until)
            continue;
        double x = (double)(item->time_ns - from) / (double)MINUTE;
        double y = item_number(item, "value");
        n++, sx += x, sy += y, sxx += x * x, sxy += x * y;
    }
    g_assert_cmpfloat(n, >, 20);
    return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

static double counted(const char *name, int64_t from, int64_t until)
{
    double sum = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        if (item->kind == ITEM_METRIC && item_says(item, "metric.name", name) &&
            item->time_ns > from && item->time_ns <= until)
            sum += item_number(item, "value");
    }
    return sum;
}

static void one_worker_leaks_42_mb_a_minute(void)
{
    int64_t start = before(LEAK_MINUTES), now = recording->world->now_ns;
    assert_near(slope("worker.memory", "worker-3", start, now), 42, 1);
    assert_near(slope("worker.memory", "worker-3", 0, start), 0, 0.2);
    assert_near(slope("worker.memory", "worker-1", start, now), 0, 0.3);
    assert_near(slope("worker.memory", "worker-4", start, now), 0, 0.3);
}

static void the_queue_ramps_by_what_goes_in_and_not_out(void)
{
    int64_t start = before(LEAK_MINUTES), now = recording->world->now_ns;
    double excess = counted("queue.published", start, now) - counted("queue.consumed", start, now);
    double ramp = slope("queue.depth", NULL, start, now);
    assert_near(ramp, 58, 2);
    assert_near(excess, ramp * LEAK_MINUTES, 30);
    assert_near(slope("queue.depth", NULL, 0, start), 0, 1);
}

static void the_workers_are_in_no_trace_but_in_the_logs(void)
{
    unsigned pauses = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        const char *message = item_get_string(item, "message");
        bool worker = item_says(item, "host.name", "worker-3") ||
                      item_says(item, "server_address", "worker-3");
        g_assert_false(item->kind == ITEM_SPAN && worker);
        if (item->kind != ITEM_LOG || !message || !g_str_has_prefix(message, "gc pause"))
            continue;
        g_assert_true(worker);
        g_assert_null(item_get_string(item, "trace"));
        pauses++;
    }
    g_assert_cmpuint(pauses, >, 100);
}

/* --- stories 4 and 5, and the noise --- */
static void the_skeptic_finds_nothing_and_says_ok(void)
{
    unsigned skeptic = 0, advocate = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        if (item->kind != ITEM_SPAN || !item_says(item, "gen_ai.tool.name", "web_search"))
            continue;
        bool nothing = item_says(item, "gen_ai.tool.call.result", "[]");
        g_assert_cmpstr(item_get_string(item, "span.status"), ==, "ok");
        g_assert_true(nothing == item_says(item, "gen_ai.agent.name", "Skeptic"));
        *(nothing ? &skeptic : &advocate) += 1;
    }
    g_assert_cmpuint(skeptic, >, 100);
    g_assert_cmpint(abs((int)skeptic - (int)advocate), <=, 1);
}

static void regions_are_blocklisted_one_after_the_other(void)
{
    static const char *const regions[] = {"us-east1", "europe-west4", "asia-northeast1"};
    int64_t last = 0;
    for (size_t r = 0; r < G_N_ELEMENTS(regions); r++) {
        g_autofree char *text = g_strdup_printf("%s blocklisted", regions[r]);
        int64_t first = 0;
        for (guint i = 0; i < telemetry->items->len; i++) {
            const char *message = item_get_string(item_at(i), "message");
            if (item_at(i)->kind == ITEM_LOG && message && strstr(message, text) &&
                (!first || item_at(i)->time_ns < first))
                first = item_at(i)->time_ns;
        }
        g_assert_cmpint(first, >, last);
        last = first;
    }
    g_assert_cmpuint(events_of("research-agents", "LlmNoRegionsToRunError", last), >, 5);
    g_assert_cmpuint(events_of("research-agents", "LlmNoRegionsToRunError", before(60)), ==,
                     events_of("research-agents", "LlmNoRegionsToRunError", last));
}

/* All of it has been seen on the days before, so that the only new issue is the incident's. */
static void the_noise_is_there_and_not_new(void)
{
    static const struct {
        const char *project, *type;
        unsigned in_history;
    } noise[] = {
        {"web",             "TypeError",              35},
        {"payment",         "RateLimitError",         30},
        {"web",             "SIGSEGV",                1 },
        {"web",             "ChunkLoadError",         3 },
        {"research-agents", "LlmNoRegionsToRunError", 5 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(noise); i++) {
        unsigned all = events_of(noise[i].project, noise[i].type, 0);
        unsigned recent = events_of(noise[i].project, noise[i].type, before(60));
        g_assert_cmpuint(recent, >=, noise[i].in_history);
        g_assert_cmpuint(recent, <, 50);
        g_assert_cmpuint(all, >=, recent + 3);
    }
    g_assert_cmpuint(events_of("checkout", "TimeoutError", 0), ==,
                     events_of("checkout", "TimeoutError", before(60)));
}

static void the_regressed_issue_is_resolved_before_it_comes_back(void)
{
    unsigned before_it = 0, resolved = 0, after_it = 0;
    for (guint i = 0; i < recording->sent->len; i++) {
        const struct outgoing *outgoing = recording->sent->pdata[i];
        gsize size = 0;
        const char *body = outgoing->body ? g_bytes_get_data(outgoing->body, &size) : "";
        if (strcmp(outgoing->method, "PUT") == 0) {
            g_assert_cmpstr(outgoing->path, ==, "/api/0/organizations/local/issues/41/");
            resolved++;
        } else if (outgoing->to == TO_INTAKE && g_strstr_len(body, (gssize)size, "ChunkLoad")) {
            *(resolved ? &after_it : &before_it) += 1;
        }
    }
    g_assert_cmpuint(resolved, ==, 1);
    g_assert_cmpuint(before_it, >=, 2);
    g_assert_cmpuint(after_it, >=, 2);
}

/* Once, for what is searched in half a minute; each measurement names the span it was made in. */
static void ranking_waits_once_and_its_exemplars_name_their_spans(void)
{
    unsigned usual = 0, slow = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        if (item->kind != ITEM_METRIC || !item_says(item, "metric.name", "search.rank.duration"))
            continue;
        const struct item *span = span_by_id(item_get_string(item, "span_id"));
        g_assert_nonnull(span);
        g_assert_cmpstr(item_get_string(span, "span.description"), ==, "rank results");
        g_assert_cmpstr(item_get_string(span, "trace"), ==, item_get_string(item, "trace"));
        assert_near(item_number(item, "value"), item_number(span, "span.duration"), 0.1);
        assert_near((double)(item->time_ns - end_of(span)), 7.5e9, 7.5e9);
        g_assert_nonnull(strstr(item_get(item, "metric.exemplars").string, span->id));
        *(item_number(item, "value") > 1000 ? &slow : &usual) += 1;
    }
    g_assert_cmpuint(slow, >=, 1);
    g_assert_cmpuint(slow, <=, 2);
    g_assert_cmpuint(usual, >, 90);
}

static void exports_are_slow_for_xlsx_on_the_free_tier(void)
{
    unsigned slow = 0;
    for (guint i = 0; i < telemetry->items->len; i++) {
        const struct item *item = item_at(i);
        if (item->kind != ITEM_SPAN || !item_says(item, "span.op", "export.generate"))
            continue;
        bool lame =
            item_says(item, "export.user_tier", "free") && item_says(item, "export.format", "xlsx");
        g_assert_true(lame == (item_number(item, "span.duration") > 5000));
        slow += lame;
    }
    g_assert_cmpuint(slow, >, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    recording = recording_of(7, RECORDING_NOW, 0);
    telemetry = telemetry_of(recording);
#define TEST(name, function) g_test_add_func("/demo/stories/" name, function)
    TEST("check_stock goes from 200 ms to 45 s", check_stock_goes_from_200_ms_to_45_s);
    TEST("the caller ends before the callee", the_caller_ends_before_the_callee);
    TEST("a trace goes from web to the database", a_trace_goes_from_web_to_the_database);
    TEST("checkout raises and payment logs only since the onset",
         checkout_raises_and_payment_logs_only_since_the_onset);
    TEST("the personalised share of v2 falls and nothing else moves",
         the_personalised_share_of_v2_falls_and_nothing_else_moves);
    TEST("the quiet fallback is quiet but for its logs",
         the_quiet_fallback_is_quiet_but_for_its_logs);
    TEST("one worker leaks 42 MB a minute", one_worker_leaks_42_mb_a_minute);
    TEST("the queue ramps by what goes in and not out",
         the_queue_ramps_by_what_goes_in_and_not_out);
    TEST("the workers are in no trace but in the logs",
         the_workers_are_in_no_trace_but_in_the_logs);
    TEST("the Skeptic finds nothing and says ok", the_skeptic_finds_nothing_and_says_ok);
    TEST("regions are blocklisted one after the other",
         regions_are_blocklisted_one_after_the_other);
    TEST("the noise is there and not new", the_noise_is_there_and_not_new);
    TEST("the regressed issue is resolved before it comes back",
         the_regressed_issue_is_resolved_before_it_comes_back);
    TEST("ranking waits once, and its exemplars name their spans",
         ranking_waits_once_and_its_exemplars_name_their_spans);
    TEST("exports are slow for xlsx on the free tier", exports_are_slow_for_xlsx_on_the_free_tier);
    int result = g_test_run();
    telemetry_free(telemetry);
    recording_free(recording);
    return result;
}
