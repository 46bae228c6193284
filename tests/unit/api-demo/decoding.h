/* SPDX-License-Identifier: Apache-2.0
 *
 * What a server makes of a recording: every body decoded as the intake does.
 */
#ifndef TESTS_UNIT_API_DEMO_DECODING_H
#define TESTS_UNIT_API_DEMO_DECODING_H

#include "api/wire/envelope.h"
#include "api/wire/otlp.h"
#include "tests/unit/api-demo/recording.h"

#include <jansson.h>
#include <stdlib.h>

/* All that came through; refusals fail the test. */
struct telemetry {
    GPtrArray *items; /* of struct item * */
    unsigned requests, repaired;
};

static inline void telemetry_take(struct telemetry *telemetry, struct decoded *decoded,
                                  const char *project)
{
    g_assert_cmpstr(decoded->reason, ==, NULL);
    g_assert_cmpuint(decoded->refused, ==, 0);
    telemetry->repaired += decoded->repaired;
    for (guint i = 0; i < decoded->items->len; i++) {
        struct item *item = decoded->items->pdata[i];
        if (!item->project)
            item->project = g_strdup(project);
        g_ptr_array_add(telemetry->items, item);
    }
    g_ptr_array_set_free_func(decoded->items, NULL);
    decoded_clear(decoded);
}

static inline void telemetry_envelope(struct telemetry *telemetry, const struct outgoing *outgoing,
                                      int64_t now_ns)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    const char *body = g_bytes_get_data(outgoing->body, &size);
    const char *key = strstr(outgoing->path, "sentry_key=") + strlen("sentry_key=");
    g_autofree char *project = g_strndup(key, strcspn(key, "&"));
    struct envelope *envelope = envelope_parse(body, size, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(envelope->items->len, >=, 1);
    for (guint i = 0; i < envelope->items->len; i++) {
        const struct envelope_item *item = envelope->items->pdata[i];
        struct decoded decoded;
        decoded_init(&decoded);
        g_assert_cmpstr(item->problem, ==, NULL);
        if (g_str_has_prefix(item->type, "session")) /* no row; many go in one envelope */
            continue;
        g_assert_cmpuint(envelope->items->len, ==, 1);
        if (!strcmp(item->type, "check_in")) /* of a job: no row */
            continue;
        g_assert_true(envelope_decode(item, now_ns, &decoded, &error));
        g_assert_no_error(error);
        json_t *count = json_object_get(item->header, "item_count");
        if (count)
            g_assert_cmpint(json_integer_value(count), ==, decoded.items->len);
        telemetry_take(telemetry, &decoded, project);
    }
    envelope_free(envelope);
}

static inline void telemetry_otlp(struct telemetry *telemetry, const struct outgoing *outgoing,
                                  int64_t now_ns)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    const void *body = g_bytes_get_data(outgoing->body, &size);
    enum otlp_signal signal = strstr(outgoing->path, "traces") ? OTLP_TRACES
                              : strstr(outgoing->path, "logs") ? OTLP_LOGS
                                                               : OTLP_METRICS;
    struct decoded decoded;
    decoded_init(&decoded);
    g_assert_true(otlp_decode(signal, true, body, size, now_ns, &decoded, &error));
    g_assert_no_error(error);
    telemetry_take(telemetry, &decoded, NULL);
}

static inline struct telemetry *telemetry_of(const struct recording *recording)
{
    struct telemetry *telemetry = g_new0(struct telemetry, 1);
    telemetry->items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
    for (guint i = 0; i < recording->sent->len; i++) {
        const struct outgoing *outgoing = recording->sent->pdata[i];
        telemetry->requests++;
        if (outgoing->to == TO_INTAKE)
            telemetry_envelope(telemetry, outgoing, recording->world->now_ns);
        else if (outgoing->to == TO_OTLP)
            telemetry_otlp(telemetry, outgoing, recording->world->now_ns);
    }
    return telemetry;
}

static inline void telemetry_free(struct telemetry *telemetry)
{
    g_ptr_array_unref(telemetry->items);
    g_free(telemetry);
}

static inline bool item_says(const struct item *item, const char *key, const char *text)
{
    const char *value = item_get_string(item, key);
    return value && strcmp(value, text) == 0;
}

static inline double item_number(const struct item *item, const char *key)
{
    double number = 0;
    g_assert_true(value_number(item_get(item, key), &number));
    return number;
}

static inline bool item_of(const struct item *item, enum item_kind kind, const char *project)
{
    return item->kind == kind && g_strcmp0(item->project, project) == 0;
}

#endif
