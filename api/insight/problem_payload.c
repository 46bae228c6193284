/* SPDX-License-Identifier: Apache-2.0
 *
 * What is large: answers of calls, and a page's scripts and stylesheets.
 */
#include "api/insight/problem_internal.h"

#include "base/quantity.h"

#include <string.h>

#define LARGE_PAYLOAD      300000.0
#define LEAST_PAYLOAD_US   100000
#define LARGE_UNCOMPRESSED 512000.0
#define LEAST_UNCOMPRESSED 500000
#define LARGE_BLOCKING     500000.0
#define MOST_BLOCKING      1e9
#define EARLIEST_PAINT_MS  2000.0
#define LATEST_PAINT_MS    10000.0
#define SHARE_OF_PAINT     (1 / 3.0)
#define SIZE_ENCODED       "http.response.body.size"
#define SIZE_DECODED       "http.decoded_response_content_length"
#define SIZE_TRANSFERRED   "http.response.size"

static char *size_text(double bytes)
{
    char text[24];
    return g_strdup(quantity_text(bytes, "byte", text, sizeof text));
}

static void look_at_payload(struct problem_search *search, int index)
{
    const struct span *span = trace_span_at(search->trace, index);
    char room[16];
    if (!problem_is(search, span, CLASS_CALL) || problem_took(span) <= LEAST_PAYLOAD_US)
        return;
    double size = problem_number(span, SIZE_ENCODED);
    const char *extension = problem_extension(span, room, sizeof room);
    bool file = *extension && g_ascii_strcasecmp(extension, ".json") != 0;
    if (size <= LARGE_PAYLOAD || file || strstr(problem_url(span), "_next/static/") ||
        strstr(problem_url(span), "_next/data/"))
        return;
    g_autofree char *bytes = size_text(size);
    problem_add_single(search, PROBLEM_LARGE_PAYLOAD, index, problem_took(span),
                       g_strdup_printf("%s received", bytes));
}

/* Sizes as the browser tells them; false when one is not told, or it came from a cache. */
static bool sizes_of(const struct span *span, double *encoded, double *decoded)
{
    double transferred = problem_number(span, SIZE_TRANSFERRED);
    *encoded = problem_number(span, SIZE_ENCODED);
    *decoded = problem_number(span, SIZE_DECODED);
    return *encoded > 0 && *decoded > 0 && transferred > 0 && transferred >= *encoded;
}

/* By segment: whether an asset came compressed, so that the browser takes such. */
static uint8_t *find_compressed(const struct problem_search *search)
{
    int count = trace_span_count(search->trace);
    uint8_t *compressed = g_new0(uint8_t, (gsize)count + 1);
    for (int i = 0; i < count; i++) {
        const struct span *span = trace_span_at(search->trace, i);
        double encoded, decoded;
        if (problem_is(search, span, CLASS_ASSET) && sizes_of(span, &encoded, &decoded) &&
            encoded < decoded)
            compressed[search->segment[i]] = 1;
    }
    return compressed;
}

static void look_at_compression(struct problem_search *search, const uint8_t *compressed, int index)
{
    const struct span *span = trace_span_at(search->trace, index);
    double encoded, decoded;
    if (!compressed[search->segment[index]] || problem_took(span) <= LEAST_UNCOMPRESSED ||
        !sizes_of(span, &encoded, &decoded) || encoded < decoded || encoded <= LARGE_UNCOMPRESSED)
        return;
    g_autofree char *bytes = size_text(encoded);
    problem_add_single(search, PROBLEM_UNCOMPRESSED, index, problem_took(span),
                       g_strdup_printf("%s sent uncompressed", bytes));
}

/* The first contentful paint of the page, in ms; negative when it is not told. */
static double paint_ms(const struct span *page)
{
    double told = problem_number(page, "measurements.fcp");
    return told >= 0 ? told : problem_number(page, "browser.web_vital.fcp.value");
}

static void look_at_blocking(struct problem_search *search, int index)
{
    const struct span *span = trace_span_at(search->trace, index);
    const struct span *page = trace_span_at(search->trace, search->segment[index]);
    double paint = paint_ms(page), size = problem_number(span, SIZE_ENCODED);
    struct value status = trace_attribute(span, "resource.render_blocking_status");
    double took = (double)problem_took(span) / 1000;
    double ended = (double)problem_gap(page->start_us, span_end_us(span)) / 1000;
    bool blocks = status.type == VALUE_NONE ||
                  (status.type == VALUE_STRING && strcmp(status.string, "blocking") == 0);
    if (!blocks || paint < EARLIEST_PAINT_MS || paint >= LATEST_PAINT_MS || ended >= paint ||
        size <= LARGE_BLOCKING || size > MOST_BLOCKING || took < paint * SHARE_OF_PAINT)
        return;
    g_autofree char *bytes = size_text(size), *at = problem_duration((int64_t)(paint * 1000));
    problem_add_single(search, PROBLEM_RENDER_BLOCKING, index, problem_took(span),
                       g_strdup_printf("%s before the first paint at %s", bytes, at));
}

void problem_find_payloads(struct problem_search *search)
{
    g_autofree uint8_t *compressed = find_compressed(search);
    for (int i = 0; i < trace_span_count(search->trace); i++) {
        look_at_payload(search, i);
        if (!problem_is(search, trace_span_at(search->trace, i), CLASS_ASSET))
            continue;
        look_at_compression(search, compressed, i);
        look_at_blocking(search, i);
    }
}
