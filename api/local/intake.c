/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/intake.h"

#include "api/local/grouping.h"
#include "api/local/store_rows.h"
#include "api/wire/compress.h"
#include "api/wire/envelope.h"
#include "api/wire/json.h"
#include "api/wire/otlp.h"
#include "api/wire/rows.h"
#include "base/clock.h"

#include <string.h>

#define MAX_SERIES  200000
#define RETRY_AFTER 5

struct intake {
    struct health *health;
    struct cumulative *cumulative;
    GAsyncQueue *idle_tools; /* of struct tools *: those with which no thread works now */
};

/* What working on events needs again and again. */
struct tools {
    struct packer *packer;
    struct grouping_memory *memory;
};

static void tools_free(gpointer data)
{
    struct tools *tools = data;
    packer_free(tools->packer);
    grouping_memory_free(tools->memory);
    g_free(tools);
}

static struct tools *tools_take(struct intake *intake)
{
    struct tools *tools = g_async_queue_try_pop(intake->idle_tools);
    if (!tools) {
        tools = g_new(struct tools, 1);
        *tools = (struct tools){packer_new(), grouping_memory_new()};
    }
    return tools;
}

/* A number for /health, told once the fate of the batch is known. */
struct count {
    char *kind;
    uint64_t taken;
};

struct intake *intake_new(struct health *health)
{
    struct intake *intake = g_new0(struct intake, 1);
    intake->health = health;
    intake->cumulative = cumulative_new(MAX_SERIES);
    intake->idle_tools = g_async_queue_new_full(tools_free);
    return intake;
}

void intake_free(struct intake *intake)
{
    if (!intake) {
        return;
    }
    cumulative_free(intake->cumulative);
    g_async_queue_unref(intake->idle_tools);
    g_free(intake);
}

static void count_clear(gpointer data)
{
    g_free(((struct count *)data)->kind);
}

static void result_init(struct intake_result *result, enum intake_route route)
{
    *result = (struct intake_result){.route = route, .status = 200};
    result->counts = g_array_new(FALSE, FALSE, sizeof(struct count));
    g_array_set_clear_func(result->counts, count_clear);
}

void intake_result_clear(struct intake_result *result)
{
    g_free(result->body);
    g_free(result->error);
    g_clear_pointer(&result->batch, batch_free);
    g_clear_pointer(&result->counts, g_array_unref);
    g_clear_pointer(&result->undo, cumulative_undo_free);
    *result = (struct intake_result){0};
}

static void add_count(struct intake_result *result, const char *kind, uint64_t taken)
{
    struct count count = {g_strdup(kind), taken};
    if (taken > 0) {
        g_array_append_val(result->counts, count);
    } else {
        g_free(count.kind);
    }
}

static void refuse(struct intake *intake, struct intake_result *result, const char *kind,
                   unsigned number, const char *reason)
{
    health_add(intake->health, kind, HEALTH_REFUSED, number);
    health_reason(intake->health, kind, reason);
    if (!result->error) {
        result->error = g_strdup_printf("%s: %s", kind, reason);
    }
}

/* --- projects --- */

/* The slug of what SDKs call a project: letters, digits, '-', '_', '.'; lower case; at most 64. */
static char *intake_slug(const char *name)
{
    GString *slug = g_string_new(NULL);
    for (; *name && slug->len < 64; name++) {
        char c = g_ascii_tolower(*name);
        bool fits = g_ascii_isalnum(c) || c == '_' || c == '.';
        if (fits) {
            g_string_append_c(slug, c);
        } else if (slug->len > 0 && slug->str[slug->len - 1] != '-') {
            g_string_append_c(slug, '-');
        }
    }
    while (slug->len > 0 && slug->str[slug->len - 1] == '-') {
        g_string_truncate(slug, slug->len - 1);
    }
    if (slug->len == 0) {
        g_string_append(slug, "unnamed");
    }
    return g_string_free(slug, FALSE);
}

/* SDKs are mostly given 32 hex digits as a key; whoever writes a word there names the project. */
static bool is_word(const char *key)
{
    if (!key || !*key) {
        return false;
    }
    g_autofree char *hex = strlen(key) == 32 ? row_hex(key, 32) : NULL;
    return !hex && strspn(key, "0123456789") != strlen(key) && strlen(key) <= 64;
}

static char *project_slug(const char *public_key, const char *service, const char *number)
{
    const char *name = is_word(public_key)   ? public_key
                       : service && *service ? service
                       : number && *number   ? number
                                             : "default";
    return intake_slug(name);
}

/* --- batches --- */

/* About what an item weighs while it waits. */
static size_t weight(const struct item *item)
{
    return 512 + item->attributes->len * 48 + (item->payload ? strlen(item->payload) : 0);
}

/* Groups an error event and packs its payload: here and not by the writer, of which there is one.
 */
static void finish_event(struct intake *intake, struct batch *batch, struct item *event,
                         const struct tape *document)
{
    struct tools *tools = tools_take(intake);
    g_autofree char *hash = grouping_hash(document, tools->memory);
    item_replace(event, "grouping.hash", value_string(hash)); /* a tag may be called so */
    const char *payload = event->payload ? event->payload : "{}";
    g_ptr_array_add(batch->packed, bytes_pack(tools->packer, payload, strlen(payload)));
    g_async_queue_push(intake->idle_tools, tools);
}

/* Moves the decoded rows into the batch: names their project, groups the errors, tells repeated
 * points. `slug` NULL: each row's own service names it. */
static void fill_batch(struct intake *intake, struct intake_result *result, struct decoded *decoded,
                       const char *slug, const char *number)
{
    struct batch *batch = result->batch;
    guint event = 0;
    for (guint i = 0; i < decoded->items->len; i++) {
        struct item *item = decoded->items->pdata[i];
        g_autofree char *own = slug ? g_strdup(slug) : project_slug(NULL, item->project, number);
        g_free(item->project);
        item->project = g_steal_pointer(&own);
        if (item->kind == ITEM_EVENT) {
            finish_event(intake, batch, item, decoded->events->pdata[event++]);
        }
    }
    size_t repeated = 0;
    if (result->route == INTAKE_METRICS) {
        repeated = cumulative_apply(intake->cumulative, decoded->items, &result->undo);
    }
    health_add(intake->health, "metric", HEALTH_DROPPED, repeated);
    uint64_t taken[ITEM_KIND_COUNT] = {0};
    for (guint i = 0; i < decoded->items->len; i++) {
        struct item *item = decoded->items->pdata[i];
        taken[item->kind]++;
        batch->bytes += weight(item);
        g_ptr_array_add(batch->items, item);
    }
    g_ptr_array_set_free_func(decoded->items, NULL);
    g_ptr_array_set_size(decoded->items, 0);
    g_ptr_array_set_free_func(decoded->items, (GDestroyNotify)item_free);
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        add_count(result, item_kind_name((enum item_kind)kind), taken[kind]);
    }
}

static void add_raw(struct intake_result *result, const struct envelope *envelope,
                    const struct envelope_item *item, const char *slug)
{
    struct raw_item *raw = g_new0(struct raw_item, 1);
    g_autofree char *type = g_strndup(item->type, 64);
    raw->type = g_utf8_make_valid(type, -1);
    raw->project = g_strdup(slug);
    raw->event_id = row_hex(json_get_string(envelope->header, "event_id"), 32);
    json_t *told = item->header ? json_copy(item->header) : json_object();
    json_t *sent = json_object_get(envelope->header, "sent_at");
    if (sent)
        json_object_set(told, "sent_at", sent); /* most payloads tell no time of their own */
    char *header = json_dumps(told, JSON_COMPACT);
    json_decref(told);
    raw->header = g_strdup(header);
    free(header);
    raw->payload = g_bytes_new(item->payload, item->size);
    g_ptr_array_add(result->batch->raw, raw);
    result->batch->bytes += 512 + item->size;
    add_count(result, raw->type, 1);
}

/* --- Sentry --- */

static bool is_decoded(const char *type)
{
    static const char *const types[] = {"event", "transaction",  "span",
                                        "log",   "trace_metric", NULL};
    return g_strv_contains(types, type);
}

/* The name under which /health counts what comes of an item. */
static const char *health_name(const char *type)
{
    return strcmp(type, "event") == 0          ? "error"
           : strcmp(type, "trace_metric") == 0 ? "metric"
                                               : type;
}

static void take_item(struct intake *intake, struct intake_result *result,
                      const struct envelope *envelope, const struct envelope_item *item,
                      const char *slug)
{
    const char *type = item->type ? item->type : "unknown";
    if (item->problem) {
        refuse(intake, result, health_name(type), 1, item->problem);
        return;
    }
    if (!is_decoded(type)) {
        add_raw(result, envelope, item, slug);
        return;
    }
    struct decoded decoded;
    decoded_init(&decoded);
    g_autoptr(GError) error = NULL;
    if (!envelope_decode(item, clock_now_ns(), &decoded, &error)) {
        refuse(intake, result, health_name(type), 1, error->message);
    }
    if (decoded.refused > 0) {
        refuse(intake, result, health_name(type), decoded.refused, decoded.reason);
    }
    health_add(intake->health, health_name(type), HEALTH_REPAIRED, decoded.repaired);
    if (strcmp(type, "transaction") == 0 && decoded.items->len > 0) {
        add_count(result, "transaction", 1);
    }
    fill_batch(intake, result, &decoded, slug, NULL);
    decoded_clear(&decoded);
}

static void answer_json(struct intake_result *result, json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    g_free(result->body);
    result->body = g_strdup(text);
    result->size = strlen(text);
    result->content_type = "application/json";
    free(text);
    json_decref(json);
}

static void answer_detail(struct intake_result *result, int status, const char *detail)
{
    result->status = status;
    g_autofree char *valid = g_utf8_make_valid(detail, -1);
    if (!result->error) {
        result->error = g_strdup(valid);
    }
    answer_json(result, json_pack("{s:s}", "detail", valid));
}

/* {"id": ...}; with what was refused beside it. Nothing but refusals is a 400. */
static void answer_sentry(struct intake_result *result, const char *id)
{
    bool any = result->batch->items->len + result->batch->raw->len > 0;
    if (result->error && !any) {
        g_autofree char *detail = g_strdup(result->error);
        answer_detail(result, 400, detail);
        return;
    }
    json_t *json = json_object();
    if (id) {
        json_object_set_new(json, "id", json_string(id));
    }
    if (result->error) {
        g_autofree char *valid = g_utf8_make_valid(result->error, -1);
        json_object_set_new(json, "refused", json_string(valid));
    }
    answer_json(result, json);
}

static void take_envelope(struct intake *intake, const struct intake_request *request,
                          const char *body, size_t size, struct intake_result *result)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(envelope) envelope = envelope_parse(body, size, &error);
    if (!envelope) {
        refuse(intake, result, "envelope", 1, error->message);
        answer_detail(result, 400, error->message);
        return;
    }
    const char *traced = json_string_value(json_get_path(envelope->header, "trace.public_key"));
    const char *key = request->public_key    ? request->public_key
                      : envelope->public_key ? envelope->public_key
                                             : traced;
    const char *number = request->project ? request->project : envelope->dsn_project;
    g_autofree char *slug = project_slug(key, NULL, number);
    result->batch->public_key = g_strdup(key);
    for (guint i = 0; i < envelope->items->len; i++) {
        take_item(intake, result, envelope, envelope->items->pdata[i], slug);
    }
    g_autofree char *id = row_hex(json_get_string(envelope->header, "event_id"), 32);
    answer_sentry(result, id);
}

static void take_store(struct intake *intake, const struct intake_request *request,
                       const char *body, size_t size, struct intake_result *result)
{
    struct decoded decoded;
    decoded_init(&decoded);
    g_autoptr(GError) error = NULL;
    g_autofree char *slug = project_slug(request->public_key, NULL, request->project);
    g_autofree char *id = NULL;
    if (!store_decode(body, size, clock_now_ns(), &decoded, &error)) {
        refuse(intake, result, "error", 1, error->message);
    } else if (decoded.items->len > 0 &&
               ((struct item *)decoded.items->pdata[0])->kind == ITEM_EVENT) {
        id = g_strdup(((struct item *)decoded.items->pdata[0])->id);
    }
    health_add(intake->health, "error", HEALTH_REPAIRED, decoded.repaired);
    result->batch->public_key = g_strdup(request->public_key);
    fill_batch(intake, result, &decoded, slug, NULL);
    decoded_clear(&decoded);
    answer_sentry(result, id);
}

/* --- OTLP --- */

static enum otlp_signal signal_of(enum intake_route route)
{
    return route == INTAKE_TRACES ? OTLP_TRACES : route == INTAKE_LOGS ? OTLP_LOGS : OTLP_METRICS;
}

static void answer_otlp_error(struct intake_result *result, int status, const char *message)
{
    /* google.rpc codes: 3 invalid argument, 14 unavailable, 13 internal */
    int code = status == 503 || status == 429 ? 14 : status == 500 ? 13 : 3;
    result->status = status;
    g_free(result->body);
    result->body = otlp_status(result->json, code, message, &result->size);
    result->content_type = result->json ? "application/json" : "application/x-protobuf";
}

static bool has_type(const char *content_type, const char *type)
{
    size_t length = strlen(type);
    return content_type && g_ascii_strncasecmp(content_type, type, length) == 0 &&
           (content_type[length] == '\0' || strchr("; \t", content_type[length]));
}

static void take_otlp(struct intake *intake, const struct intake_request *request, const char *body,
                      size_t size, struct intake_result *result)
{
    static const char *const kinds[] = {"span", "log", "metric"};
    enum otlp_signal signal = signal_of(request->route);
    if (!result->json && !has_type(request->content_type, "application/x-protobuf")) {
        health_add(intake->health, kinds[signal], HEALTH_REFUSED, 1);
        answer_otlp_error(result, 415,
                          "Content-Type must be application/x-protobuf or application/json");
        return;
    }
    struct decoded decoded;
    decoded_init(&decoded);
    g_autoptr(GError) error = NULL;
    if (!otlp_decode(signal, result->json, body, size, clock_now_ns(), &decoded, &error)) {
        refuse(intake, result, kinds[signal], 1, error->message);
        answer_otlp_error(result, 400, error->message);
        decoded_clear(&decoded);
        return;
    }
    if (decoded.refused > 0) {
        refuse(intake, result, kinds[signal], decoded.refused, decoded.reason);
    }
    health_add(intake->health, kinds[signal], HEALTH_REPAIRED, decoded.repaired);
    g_autofree char *slug =
        is_word(request->public_key) ? project_slug(request->public_key, NULL, NULL) : NULL;
    result->batch->public_key = g_strdup(request->public_key);
    fill_batch(intake, result, &decoded, slug, request->project);
    result->body =
        otlp_response(signal, result->json, decoded.refused, decoded.reason, &result->size);
    result->content_type = result->json ? "application/json" : "application/x-protobuf";
    decoded_clear(&decoded);
}

/* --- all --- */

static bool is_otlp(enum intake_route route)
{
    return route == INTAKE_TRACES || route == INTAKE_LOGS || route == INTAKE_METRICS;
}

static void answer_error(struct intake_result *result, int status, const char *message)
{
    if (is_otlp(result->route)) {
        answer_otlp_error(result, status, message);
    } else {
        answer_detail(result, status, message);
    }
}

static void result_begin(struct intake_result *result, enum intake_route route,
                         const char *content_type)
{
    result_init(result, route);
    result->json = has_type(content_type, "application/json");
    result->batch = batch_new();
}

void intake_take(struct intake *intake, const struct intake_request *request,
                 struct intake_result *result)
{
    result_begin(result, request->route, request->content_type);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) body =
        body_decompress(request->content_encoding, request->body, INTAKE_MAX_INFLATED, &error);
    if (!body) {
        bool limit = g_error_matches(error, WIRE_ERROR, WIRE_ERROR_LIMIT);
        refuse(intake, result, "body", 1, error->message);
        answer_error(result, limit ? 413 : 400, error->message);
    } else {
        gsize size;
        const char *data = g_bytes_get_data(body, &size);
        data = data ? data : "";
        if (request->route == INTAKE_ENVELOPE) {
            take_envelope(intake, request, data, size, result);
        } else if (request->route == INTAKE_STORE) {
            take_store(intake, request, data, size, result);
        } else {
            take_otlp(intake, request, data, size, result);
        }
    }
    if (result->batch->items->len + result->batch->raw->len == 0) {
        g_clear_pointer(&result->batch, batch_free);
    }
}

void intake_settle(struct intake *intake, struct intake_result *result, const GError *error)
{
    enum health_count which = error ? HEALTH_DROPPED : HEALTH_TAKEN;
    for (guint i = 0; i < result->counts->len; i++) {
        const struct count *count = &g_array_index(result->counts, struct count, i);
        health_add(intake->health, count->kind, which, count->taken);
    }
    if (!error) {
        return;
    }
    cumulative_undo(intake->cumulative, result->undo);
    bool full = g_error_matches(error, STORE_ERROR, STORE_ERROR_FULL);
    bool otlp = is_otlp(result->route);
    /* A full disk may have room again; an exporter gives up what it is told 500 for. */
    bool later = full || (otlp && g_error_matches(error, STORE_ERROR, STORE_ERROR_WRITE));
    g_clear_pointer(&result->error, g_free);
    answer_error(result, !later ? 500 : otlp ? 503 : 429, error->message);
    result->retry_after = later ? RETRY_AFTER : 0;
    result->rate_limited = later && !otlp;
}

void intake_reject(struct intake *intake, enum intake_route route, const char *content_type,
                   int status, const char *reason, struct intake_result *result)
{
    result_begin(result, route, content_type);
    g_clear_pointer(&result->batch, batch_free);
    health_add(intake->health, "body", status == 413 ? HEALTH_REFUSED : HEALTH_DROPPED, 1);
    health_reason(intake->health, "body", reason);
    answer_error(result, status == 413 ? 413 : is_otlp(route) ? 503 : 429, reason);
    result->retry_after = status == 413 ? 0 : RETRY_AFTER;
    result->rate_limited = result->status == 429;
}
