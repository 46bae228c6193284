/* SPDX-License-Identifier: Apache-2.0
 *
 * Decoding the hot bodies: a trace of 100 000 spans and a page of 9999 rows, from bytes to the
 * model, beside jansson alone (which makes no model of it) on the same bytes in the same run.
 * Medians, processor time of this thread; memory is what the process gains, and the input.
 */
#include "api/client/decode.h"
#include "api/client/decode_tape.h"
#include "api/wire/tape.h"
#include "tests/bench/bodies.h"
#include "tests/bench/report.h"
#include "tests/bench/spent.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS 7
#define DEEP   1000 /* spans: as deep as jansson reads */

struct body {
    const char *name;
    struct request *request;
    GString *text;
};

typedef void work_fn(const struct body *body);

/* MB/s. */
static double rate(work_fn *work, const struct body *body)
{
    double took[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        double start = spent_ms();
        work(body);
        took[i] = spent_ms() - start;
    }
    qsort(took, ROUNDS, sizeof *took, by_size);
    return (double)body->text->len / 1e3 / took[ROUNDS / 2];
}

static void by_jansson(const struct body *body)
{
    json_t *json = json_loadb(body->text->str, body->text->len, 0, NULL);
    g_assert_nonnull(json);
    json_decref(json);
}

static void by_tape(const struct body *body)
{
    g_autoptr(tape) tape = tape_read(body->text->str, body->text->len, NULL);
    g_assert_nonnull(tape);
}

/* Without what is found in it afterwards. */
static void spans(const struct body *body)
{
    struct tape_page *page = tape_page_read(body->text->str, body->text->len, NULL);
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify)tape_page_free);
    g_ptr_array_add(pages, page);
    trace_free(decode_trace_spans(BODIES_TRACE_ID, pages));
}

static void whole(const struct body *body)
{
    void *object = decode_page(body->request, body->text->str, body->text->len, NULL);
    g_assert_nonnull(object);
    reply_object_free(decode_kind(body->request->endpoint), object);
}

/* Bytes of memory that stand behind this process, after what is free went back. */
static double resident(void)
{
    malloc_trim(0);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents("/proc/self/statm", &text, NULL, NULL));
    const char *second = strchr(text, ' ');
    return (double)g_ascii_strtoull(second ? second : "", NULL, 10) * (double)sysconf(_SC_PAGESIZE);
}

/* What is held at the end of decoding, the input in it, in units of the input; and by the model. */
static double memory(const struct body *body, double *model)
{
    double size = (double)body->text->len, before = resident();
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(pages, g_bytes_new_static(body->text->str, body->text->len));
    struct decoded_json *json = decode_read(body->request, pages, NULL);
    void *object = decode_object(body->request, json, NULL);
    double most = resident() - before;
    decoded_json_free(json);
    *model = (resident() - before) / size;
    reply_object_free(decode_kind(body->request->endpoint), object);
    return 1 + most / size;
}

static void add(struct report *report, const struct body *body, const char *what, double value,
                double jansson, double times)
{
    g_autofree char *name = g_strdup_printf("%s: %s", body->name, what);
    report_add(report, &(struct figure){.name = name,
                                        .unit = "MB/s",
                                        .value = value,
                                        .peer = "jansson alone",
                                        .peer_value = jansson,
                                        .goal = times > 0 ? GOAL_AT_LEAST : GOAL_NONE,
                                        .limit = times,
                                        .n = ROUNDS});
}

static void measure(struct report *report, const struct body *body)
{
    double jansson = rate(by_jansson, body);
    add(report, body, "read", rate(by_tape, body), jansson, 0);
    bool trace = body->request->endpoint == ENDPOINT_TRACE;
    add(report, body, "read and decoded into the model", rate(trace ? spans : whole, body), jansson,
        10);
    if (trace)
        add(report, body, "and performance problems found in it", rate(whole, body), jansson, 0);
    double model, most = memory(body, &model);
    g_autofree char *name =
        g_strdup_printf("%s: memory while decoding, the input in it", body->name);
    report_add(report, &(struct figure){.name = name,
                                        .unit = "times the input",
                                        .value = most,
                                        .goal = GOAL_AT_MOST,
                                        .limit = 2,
                                        .n = 1});
    report_note(report, "%s: %.1f MB; the model of it takes %.2f times that.", body->name,
                (double)body->text->len / 1e6, model);
}

int main(void)
{
    struct report *report = report_new();
    struct body trace = {"trace of 100 000 spans",
                         request_new(ENDPOINT_TRACE, BODIES_TRACE_ID, NULL),
                         bodies_trace(100000, DEEP, 1795317151000)};
    struct body rows = {"9999 rows of events/", request_new(ENDPOINT_EVENTS, NULL),
                        bodies_rows(9999)};
    measure(report, &trace);
    measure(report, &rows);
    request_free(trace.request);
    request_free(rows.request);
    g_string_free(trace.text, TRUE);
    g_string_free(rows.text, TRUE);
    report_free(report);
    return 0;
}
