/* SPDX-License-Identifier: Apache-2.0
 *
 * What the origin's spans say, group by group: a host that is slow alone, and calls that leave the
 * system.
 */
#include "api/insight/explain_internal.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define FAR          2.0 /* times its own p95 before */
#define STILL        1.5 /* a group below this has not moved */
#define LEAST_COUNT  3   /* spans since: fewer say nothing of a p95 */
#define FAILED_MORE  0.2 /* share of calls */
#define LEAST_MS     5.0 /* a p95 below this is taken for it: doubling of nothing is nothing */
#define LEAST_OTHERS 1

static double factor_of(const struct explain_row *row)
{
    return fmax(row->p95_ms[1], LEAST_MS) / fmax(row->p95_ms[0], LEAST_MS);
}

/* There is something to hold it against, and enough of it since. */
bool explain_row_told(const struct explain_row *row)
{
    return row->count[0] >= LEAST_COUNT && row->count[1] >= LEAST_COUNT;
}

bool explain_row_moved(const struct explain_row *row)
{
    return explain_row_told(row) &&
           (factor_of(row) >= FAR || row->failed[1] - row->failed[0] >= FAILED_MORE);
}

bool explain_row_stood(const struct explain_row *row)
{
    return explain_row_told(row) && factor_of(row) < STILL &&
           row->failed[1] - row->failed[0] < FAILED_MORE / 2;
}

char *explain_row_text(const struct explain_row *row)
{
    char before[24], since[24], failing[24], failed[24];
    quantity_text(row->p95_ms[0], "millisecond", before, sizeof before);
    quantity_text(row->p95_ms[1], "millisecond", since, sizeof since);
    if (row->failed[1] - row->failed[0] < FAILED_MORE) {
        return g_strdup_printf("p95 %s→%s", before, since);
    }
    quantity_text(row->failed[0], "ratio", failing, sizeof failing);
    quantity_text(row->failed[1], "ratio", failed, sizeof failed);
    return g_strdup_printf("p95 %s→%s, fails %s→%s", before, since, failing, failed);
}

/* --- hosts --- */

void explain_hosts(struct explanation *explanation, const struct explain_input *input)
{
    unsigned hosts = 0, still = 0, moving = 0;
    const struct explain_row *worst = NULL;
    for (guint i = 0; input->rows && i < input->rows->len; i++) {
        const struct explain_row *row = input->rows->pdata[i];
        if (row->operation) {
            continue;
        }
        hosts++;
        still += explain_row_stood(row);
        moving += explain_row_moved(row);
        if (explain_row_moved(row) && (!worst || factor_of(row) > factor_of(worst))) {
            worst = row;
        }
    }
    if (worst && moving == 1 && still >= LEAST_OTHERS) {
        g_autofree char *text = explain_row_text(worst);
        struct cause *cause = cause_add(explanation, CAUSE_PART, 0,
                                        g_strdup_printf("host %s alone: %s", worst->value, text));
        cause->service = g_strdup(explanation->origin);
        cause->key = g_strdup(worst->key);
        cause->value = g_strdup(worst->value);
        cause->time_ms = explanation->origin_ms;
        cause_supports(cause, 0.7, "%s by its %" G_GUINT64_FORMAT " spans since then", text,
                       worst->count[1]);
        cause_supports(cause, 0.3, "%u of %u hosts did not move", still, hosts);
    }
    if (hosts) {
        g_ptr_array_add(explanation->looked,
                        g_strdup_printf("hosts of %s: %u; %u moved, %u did not",
                                        explanation->origin ? explanation->origin : "it", hosts,
                                        moving, still));
    }
}

/* --- calls --- */

/* The host of "GET https://api.example:443/charges", or the whole text. Newly allocated. */
static char *callee_of(const char *description)
{
    const char *host = strstr(description, "://");
    host = host ? host + 3 : description;
    return g_strndup(host, strcspn(host, host == description ? "" : ":/? "));
}

static bool is_ours(const struct explain_input *input, const char *callee)
{
    for (guint i = 0; input->calls && i < input->calls->len; i++) {
        const struct call_edge *edge = &g_array_index(input->calls, struct call_edge, i);
        size_t length = strlen(edge->callee);
        /* "payment", and "payment.prod.svc" */
        if (strncmp(callee, edge->callee, length) == 0 &&
            (callee[length] == '\0' || callee[length] == '.')) {
            return true;
        }
    }
    return false;
}

static bool leaves(const struct explain_row *row)
{
    static const char *const operations[] = {"http.client", "gen_ai.chat", "gen_ai", "grpc.client",
                                             "rpc.client",  "rpc",         "http",   NULL};
    return row->operation && g_strv_contains(operations, row->operation);
}

static void add_outside(struct explanation *explanation, const struct explain_row *row,
                        const char *callee, unsigned still)
{
    g_autofree char *text = explain_row_text(row);
    struct cause *cause =
        cause_add(explanation, CAUSE_CALL, 0,
                  g_strdup_printf("%s, which %s calls: %s", callee, explanation->origin, text));
    cause->service = g_strdup(explanation->origin);
    cause->key = g_strdup(row->key);
    cause->value = g_strdup(row->value);
    cause->time_ms = explanation->origin_ms;
    cause_supports(cause, 0.6, "%s in %" G_GUINT64_FORMAT " calls since then: %s", row->value,
                   row->count[1], text);
    cause_supports(cause, 0.25, "nobody answers there of whom a signal is known");
    if (still) {
        cause_supports(cause, 0.2, "other calls of %s that took as long as before: %u",
                       explanation->origin, still);
    }
}

void explain_outside(struct explanation *explanation, const struct explain_input *input)
{
    unsigned calls = 0, still = 0, moving = 0;
    for (guint i = 0; input->rows && i < input->rows->len; i++) {
        const struct explain_row *row = input->rows->pdata[i];
        calls += row->operation != NULL;
        still += row->operation && explain_row_stood(row);
        moving += row->operation && explain_row_moved(row);
    }
    for (guint i = 0; input->rows && i < input->rows->len; i++) {
        const struct explain_row *row = input->rows->pdata[i];
        if (!leaves(row) || !explain_row_moved(row)) {
            continue;
        }
        g_autofree char *callee = callee_of(row->value);
        if (!is_ours(input, callee)) {
            add_outside(explanation, row, callee, still);
        }
    }
    if (calls) {
        g_ptr_array_add(explanation->looked,
                        g_strdup_printf("calls and queries of %s: %u; %u moved, %u did not",
                                        explanation->origin ? explanation->origin : "it", calls,
                                        moving, still));
    }
}

/* Where the time goes: within it, not why. */
void explain_place(struct explanation *explanation, const struct explain_input *input)
{
    const struct explain_row *worst = NULL;
    for (guint i = 0; input->rows && i < input->rows->len; i++) {
        const struct explain_row *row = input->rows->pdata[i];
        if (row->operation && explain_row_moved(row) &&
            (!worst || row->p95_ms[1] > worst->p95_ms[1])) {
            worst = row;
        }
    }
    if (worst) {
        g_autofree char *text = explain_row_text(worst);
        explanation->place = g_strdup_printf("%s: %s", worst->value, text);
        explanation->place_op = g_strdup(worst->operation);
        explanation->place_call = g_strdup(worst->value);
    }
}
