/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-client/corpus.h"

#include <math.h>

static void *decode_ok(struct request *request, const char *text)
{
    g_autoptr(GError) error = NULL;
    void *object = decode_string(request, text, &error);
    g_assert_no_error(error);
    g_assert_nonnull(object);
    return object;
}

static void issue_without_counts(void)
{
    g_autoptr(GPtrArray) issues = decode_ok(
        request_new(ENDPOINT_ISSUES, NULL),
        "[{\"id\":7,\"title\":null,\"level\":\"sample\",\"assignedTo\":\"team x\",\"count\":12},"
        "{\"id\":\"8\",\"lifetime\":{\"count\":\"40\",\"userCount\":3,\"lastSeen\":"
        "\"2026-01-02T03:04:05Z\"}},{\"no\":\"id\"},null,3]");
    g_assert_cmpuint(issues->len, ==, 2);
    const struct issue *first = issues->pdata[0], *second = issues->pdata[1];
    g_assert_cmpstr(first->id, ==, "7");
    g_assert_null(first->title);
    g_assert_cmpint(first->level, ==, LEVEL_UNKNOWN);
    g_assert_cmpstr(first->assignee, ==, "team x");
    g_assert_cmpint(first->count, ==, 12);
    g_assert_cmpint(first->users, ==, -1);
    g_assert_null(first->stats);
    g_assert_cmpint(second->count, ==, 40);
    g_assert_cmpint(second->users, ==, 3);
    g_assert_cmpint(second->last_seen_ms, ==, 1767323045000);
    g_assert_cmpint(second->first_seen_ms, ==, 0);
}

static void on_several_pages(void)
{
    g_autoptr(GPtrArray) issues =
        decode_ok(request_new(ENDPOINT_ISSUES, NULL), "[{\"id\":\"7\",\"count\":12},{\"id\":\"8\"},"
                                                      "{\"id\":7,\"count\":13},{\"id\":\"7\"}]");
    g_autoptr(GPtrArray) releases =
        decode_ok(request_new(ENDPOINT_RELEASES, NULL),
                  "[{\"version\":\"a@1\"},{\"version\":\"a@1\"},{\"version\":\"a@1\"}]");
    g_assert_cmpuint(issues->len, ==, 2);
    g_assert_cmpint(((struct issue *)issues->pdata[0])->count, ==, 12);
    g_assert_cmpuint(releases->len, ==, 1);
}

/* As a list of traces is answered: milliseconds, what is not told as null, parts of no service. */
static void traces_of_a_list(void)
{
    g_autoptr(GPtrArray) traces = decode_ok(
        request_new(ENDPOINT_TRACES, NULL),
        "{\"data\":[{\"trace\":\"aa\",\"project\":\"web\",\"name\":\"POST "
        "/charge\",\"numSpans\":41,"
        "\"matchingSpans\":3,\"numErrors\":2,\"numOccurrences\":0,\"duration\":45000,"
        "\"rootDuration\":30000.5,\"start\":1000,\"end\":46000,\"breakdowns\":["
        "{\"project\":\"payment\",\"kind\":\"project\",\"start\":10000,\"end\":46000},"
        "{\"project\":\"web\",\"kind\":\"project\",\"start\":1000,\"end\":31000},"
        "{\"project\":\"web\",\"kind\":\"project\",\"start\":40000,\"end\":41000},"
        "{\"project\":null,\"kind\":\"missing\",\"start\":1000,\"end\":46000}]},"
        "{\"trace\":\"bb\",\"project\":null,\"name\":null,\"rootDuration\":null,\"duration\":-5},"
        "{\"trace\":\"aa\"},{\"trace\":\"aa\"},{\"no\":\"id\"},null],\"meta\":{}}");
    g_assert_cmpuint(traces->len, ==, 2);
    const struct trace_summary *first = traces->pdata[0], *second = traces->pdata[1];
    g_assert_cmpstr(first->service, ==, "web");
    g_assert_cmpstr(first->name, ==, "POST /charge");
    g_assert_cmpint(first->start_ms, ==, 1000);
    g_assert_cmpint(first->root_us, ==, 30000500);
    g_assert_cmpint(first->duration_us, ==, 45000000);
    g_assert_cmpint(first->spans, ==, 41);
    g_assert_cmpint(first->matching, ==, 3);
    g_assert_cmpint(first->errors, ==, 2);
    g_assert_cmpint(first->services, ==, 2);
    g_assert_cmpuint(first->parts->len, ==, 3);
    const struct trace_part *part = first->parts->pdata[1];
    g_assert_cmpstr(part->service, ==, "payment");
    g_assert_cmpfloat_with_epsilon(part->from, 0.2, 1e-9);
    g_assert_cmpfloat_with_epsilon(part->to, 1, 1e-9);
    g_assert_null(second->service);
    g_assert_null(second->name);
    g_assert_cmpint(trace_summary_took(second), ==, -1);
    g_assert_cmpint(second->spans, ==, -1);
    g_assert_cmpint(second->errors, ==, -1);
    g_assert_cmpint(second->services, ==, -1);
    g_assert_cmpint(second->start_ms, ==, 0);
}

static void bulk_change(void)
{
    struct request *request = request_new(ENDPOINT_ISSUES, NULL);
    request->method = METHOD_PUT;
    g_autoptr(GPtrArray) issues = decode_ok(request, "{\"status\":\"resolved\"}");
    g_assert_cmpuint(issues->len, ==, 0);
}

static void wrong_shape(void)
{
    static const struct {
        enum endpoint endpoint;
        const char *body;
    } WRONG[] = {
        {ENDPOINT_ISSUES,     "{}"                                  },
        {ENDPOINT_ISSUE,      "[]"                                  },
        {ENDPOINT_EVENTS,     "{\"data\":{}}"                       },
        {ENDPOINT_TRACE,      "7"                                   },
        {ENDPOINT_TIMESERIES, "{}"                                  },
        {ENDPOINT_PROJECTS,   "\"x\""                               },
        {ENDPOINT_COMMITTERS, "{\"detail\":\"No committers found\"}"},
        {ENDPOINT_ISSUES,     "[{\"id\":"                           },
        {ENDPOINT_ISSUES,     "<html>login</html>"                  },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(decode_string(request_new(WRONG[i].endpoint, NULL), WRONG[i].body, &error));
        g_assert_nonnull(error);
        g_assert_nonnull(error->message);
    }
}

static void web_page(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(decode_string(request_new(ENDPOINT_ISSUES, NULL),
                                "\n<!doctype html><title>Sign in</title>", &error));
    g_assert_nonnull(strstr(error->message, "web page"));
}

static void empty_body(void)
{
    static const char *const bodies[] = {"", "null"};
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autoptr(GError) error = NULL;
        struct request *change = request_new(ENDPOINT_ISSUE, "1", NULL);
        change->method = METHOD_PUT;
        g_assert_null(decode_string(change, bodies[i], &error));
        g_assert_no_error(error);
        g_assert_null(decode_string(request_new(ENDPOINT_ISSUES, NULL), bodies[i], &error));
        g_assert_error(error, WIRE_ERROR, WIRE_ERROR_TYPE);
    }
}

static void exact_nanoseconds(void)
{
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "field", "timestamp_precise");
    g_autoptr(rows) rows = decode_ok(
        request,
        "{\"data\":[{\"timestamp_precise\":1770060419044800301},"
        "{\"timestamp_precise\":\"1770060419044800303\"},{\"timestamp_precise\":null},{}],"
        "\"meta\":{\"fields\":{\"timestamp_precise\":\"number\"},\"dataScanned\":\"partial\"}}");
    g_assert_cmpint(rows_get(rows, 0, "timestamp_precise").integer, ==, 1770060419044800301);
    g_assert_cmpint(rows_get(rows, 1, "timestamp_precise").integer, ==, 1770060419044800303);
    g_assert_cmpint(rows_get(rows, 2, "timestamp_precise").type, ==, VALUE_NONE);
    g_assert_cmpint(rows_get(rows, 3, "timestamp_precise").type, ==, VALUE_NONE);
    g_assert_true(rows->partial);
}

static void rows_without_meta(void)
{
    g_autoptr(rows) rows = decode_ok(
        request_new(ENDPOINT_TRACE_LOGS, NULL),
        "{\"data\":[{\"id\":\"a\",\"tags\":[1,\"x\"],\"ok\":false},{\"message\":\"m\"}]}");
    g_assert_cmpuint(rows->fields->len, ==, 4);
    g_assert_cmpint(rows_get(rows, 0, "tags").type, ==, VALUE_ARRAY);
    g_assert_cmpstr(rows_get(rows, 0, "tags").string, ==, "[1,\"x\"]");
    g_assert_cmpint(rows_get(rows, 0, "ok").type, ==, VALUE_BOOL);
    g_assert_cmpstr(rows_get(rows, 1, "message").string, ==, "m");
    g_assert_false(rows->partial);
}

static void pages_joined(void)
{
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(pages, g_bytes_new_static("{\"data\":[{\"id\":1}],\"meta\":{}}", 29));
    g_ptr_array_add(pages, g_bytes_new_static("{\"data\":[{\"id\":2},{\"id\":3}]}", 28));
    g_autoptr(decoded_json) json = decode_read(request, pages, NULL);
    g_autoptr(rows) rows = decode_object(request, json, NULL);
    g_autoptr(rows) again = decode_object(request, json, NULL);
    g_assert_cmpuint(rows->count, ==, 3);
    g_assert_cmpint(rows_get(rows, 2, "id").integer, ==, 3);
    g_assert_cmpuint(again->count, ==, 3);
}

static void series_with_gaps(void)
{
    g_autoptr(GPtrArray) list = decode_ok(
        request_new(ENDPOINT_TIMESERIES, NULL),
        "{\"timeSeries\":[{\"yAxis\":\"p95(span.duration)\",\"groupBy\":[{\"key\":\"host\","
        "\"value\":null}],"
        "\"values\":[{\"timestamp\":1741368000000,\"value\":5,\"sampleRate\":0.5},"
        "{\"timestamp\":1741368060000,\"value\":0,\"sampleCount\":0},{\"timestamp\":1741368120000,"
        "\"value\":null},"
        "{\"timestamp\":1741368240000,\"value\":\"7.5\",\"incomplete\":true,\"sampleRate\":1}],"
        "\"meta\":{\"valueUnit\":\"millisecond\",\"valueType\":\"duration\",\"interval\":60,"
        "\"isOther\":true}}]}");
    const struct timeseries_reply *reply = list->pdata[0];
    g_assert_cmpint(reply->series.interval_ms, ==, 60000);
    g_assert_cmpuint(reply->series.count, ==, 5);
    g_assert_cmpfloat(reply->series.values[0], ==, 5);
    g_assert_true(isnan(reply->series.values[1]));
    g_assert_true(isnan(reply->series.values[2]));
    g_assert_true(isnan(reply->series.values[3]));
    g_assert_cmpfloat(reply->series.values[4], ==, 7.5);
    g_assert_cmpuint(reply->series.incomplete, ==, 1);
    g_assert_true(reply->is_other);
    g_assert_cmpstr(reply->group_values->pdata[0], ==, "");
    g_assert_cmpfloat(reply->sampling.rate, ==, 0.75);
}

/* Sentry takes minutes to have all of a bucket: the last ones are told as not whole. */
static void what_the_server_says_of_its_own_answer(void)
{
    g_autoptr(GPtrArray) list =
        decode_ok(request_new(ENDPOINT_TIMESERIES, NULL),
                  "{\"timeSeries\":[{\"yAxis\":\"count()\",\"values\":["
                  "{\"timestamp\":1741368000000,\"value\":9,\"incomplete\":true},"
                  "{\"timestamp\":1741368060000,\"value\":9,\"confidence\":\"high\"},"
                  "{\"timestamp\":1741368120000,\"value\":9,\"confidence\":\"low\"},"
                  "{\"timestamp\":1741368180000,\"value\":9,\"confidence\":\"low\"},"
                  "{\"timestamp\":1741368300000,\"value\":1,\"confidence\":null,"
                  "\"incomplete\":true},"
                  "{\"timestamp\":1741368240000,\"value\":4,\"confidence\":\"low\","
                  "\"incomplete\":true,\"incompleteReason\":\"INCOMPLETE_BUCKET\"}],"
                  "\"meta\":{\"dataScanned\":\"partial\"}}]}");
    const struct timeseries_reply *reply = list->pdata[0];
    g_assert_cmpuint(reply->series.count, ==, 6);
    g_assert_cmpuint(reply->series.incomplete, ==, 2);
    g_assert_cmpint(series_last(&reply->series), ==, 3);
    g_assert_cmpfloat(reply->sampling.unsure, ==, 0.75);
    g_assert_true(reply->sampling.partial);
    g_assert_cmpfloat(reply->sampling.rate, ==, 0);
}

static void zero_is_a_count(void)
{
    g_autoptr(GPtrArray) list = decode_ok(
        request_new(ENDPOINT_TIMESERIES, NULL),
        "{\"timeSeries\":[{\"yAxis\":\"count()\",\"values\":[{\"timestamp\":1741368000000,"
        "\"value\":0,\"sampleCount\":0}]}]}");
    const struct timeseries_reply *reply = list->pdata[0];
    g_assert_cmpfloat(reply->series.values[0], ==, 0);
}

static void far_buckets(void)
{
    g_autoptr(GPtrArray) list = decode_ok(
        request_new(ENDPOINT_TIMESERIES, NULL),
        "{\"timeSeries\":[{\"yAxis\":\"count()\",\"values\":[{\"timestamp\":1741368000000,"
        "\"value\":1},"
        "{\"timestamp\":1741368000001,\"value\":1},{\"timestamp\":4102444800000,\"value\":1}]}]}");
    const struct timeseries_reply *reply = list->pdata[0];
    g_assert_cmpuint(reply->series.count, <=, 100);
}

#define SPAN(id, parent, start, ms, more)                                         \
    "{\"event_type\":\"span\",\"event_id\":\"" id "\",\"parent_span_id\":" parent \
    ",\"start_timestamp\":" start ",\"duration\":" ms ",\"project_slug\":\"checkout\"" more "}"

static void trace_of_today(void)
{
    g_autoptr(trace) trace =
        decode_ok(request_new(ENDPOINT_TRACE, "7f3a01c2", NULL),
                  "[" SPAN("aaaa", "null", "1776277351.25", "250.5",
                           ",\"op\":\"http.server\",\"name\":\"http.server\",\"description\":"
                           "\"POST /charge\","
                           "\"is_transaction\":true,\"additional_attributes\":{\"release\":"
                           "\"inventory@3.1.0\","
                           "\"db.statement\":\"SELECT 1\"},\"children\":[" SPAN(
                               "bbbb", "\"aaaa\"", "1776277351.3", "10",
                               ",\"name\":\"check_stock\",\"errors\":[{\"event_type\":"
                               "\"error\",\"event_id\":\"ee\","
                               "\"issue_id\":12,\"description\":\"TimeoutError: "
                               "x\",\"level\":\"error\","
                               "\"start_timestamp\":1776277351.31,\"short_id\":\"CHECKOUT-1\"}"
                               "]") "]") ","
                                         "{\"event_type\":\"error\",\"event_id\":\"ff\","
                                         "\"issue_id\":13,\"description\":\"alone\","
                                         "\"level\":\"fatal\",\"start_timestamp\":1776277352.0}"
                                         ","
                                         "{\"event_type\":\"uptime_check\",\"event_id\":\"cc\","
                                         "\"op\":\"uptime.request\","
                                         "\"start_timestamp\":1776277350,\"duration\":5,"
                                         "\"children\":[]}]");
    g_assert_cmpstr(trace->id, ==, "7f3a01c2");
    g_assert_cmpuint(trace->spans->len, ==, 3);
    int root = trace_find(trace, "aaaa"), child = trace_find(trace, "bbbb");
    g_assert_cmpint(root, >=, 0);
    const struct span *top = trace->spans->pdata[root], *below = trace->spans->pdata[child];
    g_assert_cmpint(below->parent, ==, root);
    g_assert_cmpstr(top->name, ==, "POST /charge");
    g_assert_cmpstr(top->release, ==, "inventory@3.1.0");
    g_assert_cmpint(top->duration_us, ==, 250500);
    g_assert_cmpint(top->start_us, ==, 1776277351250000);
    g_assert_cmpstr(below->name, ==, "check_stock");
    g_assert_cmpint(below->errors, ==, 1);
    g_assert_cmpuint(trace->errors->len, ==, 2);
    const struct trace_error *error = trace->errors->pdata[0], *alone = trace->errors->pdata[1];
    g_assert_cmpstr(error->span_id, ==, "bbbb");
    g_assert_cmpstr(error->issue_id, ==, "12");
    g_assert_null(alone->span_id);
    g_assert_cmpint(alone->level, ==, LEVEL_FATAL);
}

static void attributes_on_spans(void)
{
    g_autoptr(trace) trace =
        decode_ok(request_new(ENDPOINT_TRACE, "t", NULL),
                  "[" SPAN("aaaa", "null", "1776277351", "1",
                           ",\"additional_attributes\":{\"retries\":9007199254740993,\"cached\":"
                           "true,\"none\":null}") "]");
    const struct span *span = trace->spans->pdata[0];
    g_assert_cmpint(trace_attribute(span, "retries").integer, ==, 9007199254740993);
    g_assert_true(trace_attribute(span, "cached").boolean);
    g_assert_cmpint(trace_attribute(span, "none").type, ==, VALUE_NONE);
}

/* As a JSON parser has it: of two members with one name the last counts. */
static void attributes_that_stand_twice(void)
{
    g_autoptr(trace) trace = decode_ok(
        request_new(ENDPOINT_TRACE, "t", NULL),
        "[" SPAN("aaaa", "null", "1776277351", "1",
                 ",\"op\":\"old\",\"op\":\"new\",\"additional_attributes\":{\"retries\":1,"
                 "\"pool\":\"a\",\"retries\":2},\"data\":{\"retries\":3}") "]");
    const struct span *span = trace->spans->pdata[0];
    g_assert_cmpstr(span->op, ==, "new");
    g_assert_cmpint(span->attribute_count, ==, 3);
    g_assert_cmpint(trace_attribute(span, "retries").integer, ==, 2);
}

static void mended_trace(void)
{
    g_autoptr(trace) trace = decode_ok(request_new(ENDPOINT_TRACE, "t", NULL),
                                       "[" SPAN("aaaa", "null", "1776277351", "NaN",
                                                ",\"description\":\"a\xff"
                                                "b \\ud83d c\"") "]");
    const struct span *span = trace->spans->pdata[0];
    g_assert_cmpstr(span->name, ==,
                    "a\xEF\xBF\xBD"
                    "b \xEF\xBF\xBD c");
    g_assert_cmpint(span->duration_us, ==, 0);
}

static void trace_of_old(void)
{
    g_autoptr(trace) trace =
        decode_ok(request_new(ENDPOINT_TRACE, "t", NULL),
                  "[{\"span_id\":\"aa\",\"op\":\"x\",\"start_timestamp\":1776277351,\"timestamp\":"
                  "1776277352.5,"
                  "\"children\":[{\"span_id\":\"bb\",\"start_timestamp\":1776277351}]},"
                  "{\"id\":1,\"issue_id\":5,\"title\":\"old issue\",\"timestamp\":1776277351}]");
    g_assert_cmpuint(trace->spans->len, ==, 2);
    const struct span *top = trace->spans->pdata[0], *below = trace->spans->pdata[1];
    g_assert_cmpint(top->duration_us, ==, 1500000);
    g_assert_cmpstr(below->parent_id, ==, "aa");
    g_assert_cmpuint(trace->errors->len, ==, 1);
    g_assert_cmpstr(((struct trace_error *)trace->errors->pdata[0])->title, ==, "old issue");
}

static void empty_trace(void)
{
    g_autoptr(trace) trace = decode_ok(request_new(ENDPOINT_TRACE, "t", NULL), "[]");
    g_assert_cmpuint(trace->spans->len, ==, 0);
}

static void deep_trace(void)
{
    g_autoptr(GString) text = g_string_new("[");
    for (int i = 0; i < 5000; i++)
        g_string_append_printf(
            text,
            "{\"event_id\":\"s%d\",\"event_type\":\"span\",\"start_timestamp\":1776277351,"
            "\"duration\":1,\"children\":[",
            i);
    for (int i = 0; i < 5000; i++)
        g_string_append(text, "]}");
    g_string_append(text, "]");
    g_autoptr(trace) trace = decode_ok(request_new(ENDPOINT_TRACE, "t", NULL), text->str);
    g_assert_cmpuint(trace->spans->len, ==, 5000);
    g_assert_cmpint(((struct span *)trace->spans->pdata[4999])->depth, ==, 4999);
}

static void attributes_of_an_item(void)
{
    g_autoptr(GPtrArray) pairs = decode_ok(request_new(ENDPOINT_TRACE_ITEM, "p", "id", NULL),
                                           "{\"itemId\":\"07\",\"attributes\":[{\"name\":\"big\","
                                           "\"type\":\"int\",\"value\":\"9223372036854775807\"},"
                                           "{\"name\":\"tags[pool,number]\",\"type\":\"float\","
                                           "\"value\":3},{\"name\":\"n\",\"value\":null}]}");
    g_assert_cmpuint(pairs->len, ==, 2);
    g_assert_cmpstr(((struct pair *)pairs->pdata[0])->value, ==, "9223372036854775807");
    g_assert_cmpstr(((struct pair *)pairs->pdata[1])->key, ==, "pool");
    g_assert_cmpint(((struct pair *)pairs->pdata[0])->type, ==, VALUE_INT);
    g_assert_cmpint(((struct pair *)pairs->pdata[1])->type, ==, VALUE_DOUBLE);
}

static void links_of_an_item(void)
{
    g_autoptr(GPtrArray) pairs =
        decode_ok(request_new(ENDPOINT_TRACE_ITEM, "p", "id", NULL),
                  "{\"attributes\":[{\"name\":\"ok\",\"type\":\"bool\",\"value\":true}],"
                  "\"links\":[{\"traceId\":\"aa\",\"itemId\":\"bb\"}]}");
    g_assert_cmpuint(pairs->len, ==, 2);
    const struct pair *flag = pairs->pdata[0], *links = pairs->pdata[1];
    g_assert_cmpint(flag->type, ==, VALUE_BOOL);
    g_assert_cmpstr(links->key, ==, "span.links");
    g_assert_cmpint(links->type, ==, VALUE_ARRAY);
    g_assert_cmpstr(links->value, ==, "[{\"traceId\":\"aa\",\"itemId\":\"bb\"}]");
}

static void tags_with_either_count(void)
{
    g_autoptr(GPtrArray) tags =
        decode_ok(request_new(ENDPOINT_TAGS, NULL),
                  "[{\"key\":\"browser\",\"name\":\"Browser\",\"totalValues\":12},"
                  "{\"key\":\"release\",\"uniqueValues\":3},{\"key\":\"os\"}]");
    static const int64_t counts[] = {12, 3, -1};
    g_assert_cmpuint(tags->len, ==, 3);
    for (guint i = 0; i < tags->len; i++)
        g_assert_cmpint(((const struct name *)tags->pdata[i])->count, ==, counts[i]);
    g_autoptr(GPtrArray) values = decode_ok(request_new(ENDPOINT_TAG_VALUES, "browser", NULL),
                                            "[{\"value\":\"Firefox 1\",\"count\":7}]");
    g_assert_cmpstr(((const struct name *)values->pdata[0])->id, ==, "Firefox 1");
    g_assert_cmpint(((const struct name *)values->pdata[0])->count, ==, 7);
}

static void suspect_commits(void)
{
    g_autoptr(GPtrArray) commits =
        decode_ok(request_new(ENDPOINT_COMMITTERS, "p", "e", NULL),
                  "{\"committers\":[{\"author\":{\"name\":\"Ada\",\"email\":\"ada@acme\"},"
                  "\"commits\":[{\"id\":\"9f31ab2\","
                  "\"message\":\"drop unused indexes\",\"dateCreated\":\"2026-11-22T03:00:00Z\","
                  "\"suspectCommitType\":\"via commit in "
                  "release\",\"repository\":{\"name\":\"acme/inventory\"},"
                  "\"patchSet\":[{\"path\":\"migrations/"
                  "0047.sql\",\"type\":\"A\"}]}],\"group_owner_id\":123}]}");
    g_assert_cmpuint(commits->len, ==, 1);
    const struct commit *commit = commits->pdata[0];
    g_assert_cmpstr(commit->author, ==, "Ada");
    g_assert_cmpstr(commit->reason, ==, "via commit in release");
    g_assert_cmpstr(commit->repository, ==, "acme/inventory");
    const struct commit_file *file = commit->files->pdata[0];
    g_assert_cmpstr(file->path, ==, "migrations/0047.sql");
    g_assert_cmpint(file->type, ==, 'A');
}

static void odd_event(void)
{
    g_autoptr(event) event = decode_ok(
        request_new(ENDPOINT_ISSUE_EVENT, "1", "latest", NULL),
        "{\"eventID\":\"e\",\"groupID\":3,\"tags\":[null,{\"key\":\"release\",\"value\":null},"
        "{\"key\":\"level\",\"value\":\"fatal\"}],\"user\":{\"id\":5},\"contexts\":null,"
        "\"entries\":[{\"type\":\"message\",\"data\":{\"formatted\":\"hello\"}},{\"type\":"
        "\"future\",\"data\":1},"
        "{\"type\":\"exception\",\"data\":{\"values\":[null,{\"type\":null,\"stacktrace\":null,"
        "\"rawStacktrace\":"
        "{\"frames\":[{\"lineno\":4,\"colno\":2,\"vars\":{\"a\":1,\"b\":null,\"c\":{\"d\":2}}}]}}]}"
        "},"
        "{\"type\":\"threads\",\"data\":{\"values\":[{\"id\":1,\"name\":null,\"crashed\":true,"
        "\"stacktrace\":"
        "{\"frames\":[{\"instructionAddr\":\"0x10\"}]}}]}},"
        "{\"type\":\"request\",\"data\":{\"url\":\"u\",\"query\":\"a=b\",\"headers\":{\"A\":\"1\"},"
        "\"data\":{\"k\":[1]}}}],"
        "\"occurrence\":{\"evidenceDisplay\":[{\"name\":\"Offending "
        "Spans\",\"value\":\"SELECT\"}]}}");
    g_assert_cmpstr(event->issue_id, ==, "3");
    g_assert_cmpstr(event->user, ==, "5");
    g_assert_cmpstr(event->message, ==, "hello");
    g_assert_cmpint(event->level, ==, LEVEL_FATAL);
    g_assert_null(event->release);
    const struct exception *exception = event->exceptions->pdata[0];
    const struct stack_frame *frame = exception->frames->pdata[0];
    g_assert_cmpint(frame->line, ==, 4);
    g_assert_cmpuint(frame->vars->len, ==, 6);
    g_assert_cmpstr(frame->vars->pdata[3], ==, "null");
    g_assert_cmpstr(frame->vars->pdata[5], ==, "{\"d\":2}");
    const struct exception *thread = event->threads->pdata[0];
    g_assert_cmpstr(thread->type, ==, "1");
    g_assert_cmpstr(((struct stack_frame *)thread->frames->pdata[0])->function, ==, "0x10");
    g_assert_cmpuint(event->request->len, ==, 3);
    g_assert_cmpstr(((struct pair *)event->request->pdata[2])->key, ==, "data.k");
    g_assert_cmpstr(((struct pair *)event->extra->pdata[0])->key, ==, "Offending Spans");
}

static void error_bodies(void)
{
    static const struct {
        long status;
        const char *body, *text;
    } BODIES[] = {
        {404, "{\"detail\":\"The requested resource does not exist\"}",
         "The requested resource does not exist"                                                                                           },
        {403,
         "{\"detail\":{\"code\":\"sso-required\",\"message\":\"Must login via SSO\",\"extra\":{}}}", "Must login via SSO"                  },
        {400, "{\"status\":[\"\\\"foo\\\" is not a valid choice.\"],\"itemType\":[\"bad\"]}",
         "status: \"foo\" is not a valid choice.; itemType: bad"                                                                           },
        {410, "{\"message\":\"This API no longer exists.\"}",                                        "This API no longer exists."          },
        {500, "{\"detail\":\"Internal Error\",\"errorId\":\"ab\"}",                                  "Internal Error"                      },
        {400, "\"some text\"",                                                                       "some text"                           },
        {502, "<html><body>Bad Gateway</body></html>",                                               "the server behind the gateway failed"},
        {404, "",                                                                                    "there is no such thing here"         },
        {418, "{}",                                                                                  "the server answered 418"             },
        {400, "plain words",                                                                         "plain words"                         },
        {400, "{\"detail\":\"two\\nlines\\u001b]0;x\\u0007\"}",                                      "two lines ]0;x"                      },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(BODIES); i++) {
        g_autofree char *text =
            decode_error_text(BODIES[i].status, BODIES[i].body, strlen(BODIES[i].body));
        g_assert_cmpstr(text, ==, BODIES[i].text);
    }
}

static void distributions_with_what_is_no_count(void)
{
    g_autoptr(distributions) found = decode_ok(
        request_new(ENDPOINT_STATS, NULL),
        "{\"data\":[{\"attributeDistributions\":{\"data\":{\"browser\":[{\"label\":\"ff\","
        "\"value\":3.0},{\"label\":null,\"value\":1},{\"label\":\"ie\",\"value\":-1}],"
        "\"empty\":null}}},null]}");
    g_assert_cmpuint(found->attributes->len, ==, 2);
    g_assert_cmpfloat(found->rows, ==, -1);
    const struct distribution *browser = found->attributes->pdata[0];
    g_assert_cmpstr(browser->key, ==, "browser");
    g_assert_cmpuint(browser->labels->len, ==, 1);
    const struct distribution_label *label = browser->labels->pdata[0];
    g_assert_cmpstr(label->text, ==, "ff");
    g_assert_cmpfloat(label->count, ==, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/decode/issues without counts say so", issue_without_counts);
    g_test_add_func("/decode/a bulk change brings no issues", bulk_change);
    g_test_add_func("/decode/a body of another shape is an error", wrong_shape);
    g_test_add_func("/decode/a web page is named as one", web_page);
    g_test_add_func("/decode/what stands on several pages is one", on_several_pages);
    g_test_add_func("/decode/an empty body answers a change, not a question", empty_body);
    g_test_add_func("/decode/nanoseconds stay exact, as numbers and as text", exact_nanoseconds);
    g_test_add_func("/decode/rows without meta take their columns from the rows",
                    rows_without_meta);
    g_test_add_func("/decode/pages are joined, and decode more than once", pages_joined);
    g_test_add_func("/decode/a bucket without data is not zero", series_with_gaps);
    g_test_add_func("/decode/timeseries/what the server says of its own answer",
                    what_the_server_says_of_its_own_answer);
    g_test_add_func("/decode/an empty bucket of a count is zero", zero_is_a_count);
    g_test_add_func("/decode/buckets far apart do not make a long series", far_buckets);
    g_test_add_func("/decode/a trace of today, nested, with errors of its own", trace_of_today);
    g_test_add_func("/decode/attributes that were asked for stand on the span",
                    attributes_on_spans);
    g_test_add_func("/decode/trace/of two attributes with one name the last counts",
                    attributes_that_stand_twice);
    g_test_add_func("/decode/trace/what is no JSON is mended, not lost", mended_trace);
    g_test_add_func("/decode/a trace of older servers", trace_of_old);
    g_test_add_func("/decode/an unknown trace is empty", empty_trace);
    g_test_add_func("/decode/a deep trace is read", deep_trace);
    g_test_add_func("/decode/tags count by whichever number they bring", tags_with_either_count);
    g_test_add_func("/decode/64-bit attributes of an item stay exact", attributes_of_an_item);
    g_test_add_func("/decode/links of an item are kept", links_of_an_item);
    g_test_add_func("/decode/suspect commits by author", suspect_commits);
    g_test_add_func("/decode/an event full of oddities", odd_event);
    g_test_add_func("/decode/what is wrong, from every form of error body", error_bodies);
    g_test_add_func("/decode/traces of a list, with what is not told", traces_of_a_list);
    g_test_add_func("/decode/distributions, with what is no count",
                    distributions_with_what_is_no_count);
    return g_test_run();
}
