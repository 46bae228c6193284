/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/attributes.h"

#include "api/model/text_hash.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *from;
    const char *to;
};

/* clang-format off */
/* Other name -> canonical name. Sorted by bytes (a test holds it to that), and no name on the right
 * stands on the left. The renames are those of the OpenTelemetry semantic conventions (HTTP 1.23,
 * database 1.33, code 1.30, GenAI 1.41) and of Sentry's span, log and metric conventions. */
static const struct row aliases[] = {
    {"ai.completion_tokens.used", "gen_ai.usage.output_tokens"},
    {"ai.input_messages", "gen_ai.input.messages"},
    {"ai.model.id", "gen_ai.request.model"},
    {"ai.model_id", "gen_ai.request.model"},
    {"ai.pipeline.name", "gen_ai.pipeline.name"},
    {"ai.prompt_tokens.used", "gen_ai.usage.input_tokens"},
    {"ai.total_tokens.used", "gen_ai.usage.total_tokens"},
    {"code.column", "code.column.number"},
    {"code.filepath", "code.file.path"},
    {"code.function", "code.function.name"},
    {"code.lineno", "code.line.number"},
    {"db.cassandra.table", "db.collection.name"},
    {"db.cosmosdb.container", "db.collection.name"},
    {"db.mongodb.collection", "db.collection.name"},
    {"db.name", "db.namespace"},
    {"db.operation", "db.operation.name"},
    {"db.sql.table", "db.collection.name"},
    {"db.statement", "db.query.text"},
    {"db.system", "db.system.name"},
    {"deployment.environment", "environment"},
    {"deployment.environment.name", "environment"},
    {"enduser.id", "user.id"},
    {"error.handled", "handled"},
    {"error.message", "error.value"},
    {"exception.message", "error.value"},
    {"exception.type", "error.type"},
    {"exception.value", "error.value"},
    {"exclusive_time", "span.self_time"},
        {"feature_flag.variant", "feature_flag.result.variant"},
    {"gen_ai.completion", "gen_ai.output.messages"},
    {"gen_ai.prompt", "gen_ai.input.messages"},
    {"gen_ai.request.messages", "gen_ai.input.messages"},
    {"gen_ai.system", "gen_ai.provider.name"},
    {"gen_ai.tool.input", "gen_ai.tool.call.arguments"},
    {"gen_ai.tool.output", "gen_ai.tool.call.result"},
    {"gen_ai.usage.cache_creation_input_tokens", "gen_ai.usage.cache_creation.input_tokens"},
    {"gen_ai.usage.cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens"},
    {"gen_ai.usage.completion_tokens", "gen_ai.usage.output_tokens"},
    {"gen_ai.usage.input_tokens.cache_write", "gen_ai.usage.cache_creation.input_tokens"},
    {"gen_ai.usage.input_tokens.cached", "gen_ai.usage.cache_read.input_tokens"},
    {"gen_ai.usage.output_tokens.reasoning", "gen_ai.usage.reasoning.output_tokens"},
    {"gen_ai.usage.prompt_tokens", "gen_ai.usage.input_tokens"},
    {"http.client_ip", "client.address"},
    {"http.flavor", "network.protocol.version"},
    {"http.fragment", "url.fragment"},
    {"http.host", "server.address"},
    {"http.method", "http.request.method"},
    {"http.query", "url.query"},
    {"http.request_content_length", "http.request.body.size"},
    {"http.request_method", "http.request.method"},
    {"http.response_content_length", "http.response.body.size"},
    {"http.response_status_code", "http.response.status_code"},
    {"http.response_transfer_size", "http.response.size"},
    {"http.scheme", "url.scheme"},
    {"http.server_name", "server.address"},
    {"http.status_code", "http.response.status_code"},
    {"http.url", "url.full"},
    {"http.user_agent", "user_agent.original"},
    {"is_segment", "is_transaction"},
    {"log.body", "message"},
    {"log.severity", "severity"},
    {"log.severity_number", "severity_number"},
    {"messaging.consumer_group", "messaging.consumer.group.name"},
    {"messaging.destination", "messaging.destination.name"},
    {"messaging.kafka.consumer.group", "messaging.consumer.group.name"},
    {"messaging.kafka.consumer_group", "messaging.consumer.group.name"},
    {"messaging.message_id", "messaging.message.id"},
    {"messaging.message_payload_size_bytes", "messaging.message.body.size"},
    {"messaging.operation", "messaging.operation.type"},
    {"metric_name", "metric.name"},
    {"metric_type", "metric.type"},
    {"metric_unit", "metric.unit"},
    {"net.host.ip", "network.local.address"},
    {"net.host.name", "server.address"},
    {"net.host.port", "server.port"},
    {"net.peer.ip", "network.peer.address"},
    {"net.peer.name", "server.address"},
    {"net.peer.port", "server.port"},
    {"net.protocol.name", "network.protocol.name"},
    {"net.protocol.version", "network.protocol.version"},
    {"net.sock.host.addr", "network.local.address"},
    {"net.sock.host.port", "network.local.port"},
    {"net.sock.peer.addr", "network.peer.address"},
    {"net.sock.peer.port", "network.peer.port"},
    {"net.transport", "network.transport"},
    {"otel.kind", "span.kind"},
    {"otel.status_description", "span.status.message"},
    {"parent_span_id", "parent_span"},
    {"profile_id", "profile.id"},
    {"project.name", "project"},
    {"project.slug", "project"},
    {"replayId", "replay.id"},
    {"replay_id", "replay.id"},
    {"segment.id", "transaction.span_id"},
    {"segment.is_segment", "is_transaction"},
    {"segment.name", "transaction"},
    {"segment_id", "transaction.span_id"},
    {"sentry.action", "span.action"},
    {"sentry.body", "message"},
    {"sentry.browser.name", "browser.name"},
    {"sentry.browser.version", "browser.version"},
    {"sentry.category", "span.category"},
    {"sentry.description", "span.description"},
    {"sentry.dist", "dist"},
    {"sentry.domain", "span.domain"},
    {"sentry.duration", "span.duration"},
    {"sentry.duration_ms", "span.duration"},
    {"sentry.environment", "environment"},
    {"sentry.exclusive_time", "span.self_time"},
    {"sentry.exclusive_time_ms", "span.self_time"},
    {"sentry.group", "span.group"},
    {"sentry.is_segment", "is_transaction"},
    {"sentry.item_id", "id"},
    {"sentry.kind", "span.kind"},
    {"sentry.metric.name", "metric.name"},
    {"sentry.metric.type", "metric.type"},
    {"sentry.metric.unit", "metric.unit"},
    {"sentry.metric_name", "metric.name"},
    {"sentry.metric_type", "metric.type"},
    {"sentry.metric_unit", "metric.unit"},
    {"sentry.name", "span.description"},
    {"sentry.observed_timestamp_nanos", "observed_timestamp"},
    {"sentry.op", "span.op"},
    {"sentry.origin", "origin"},
    {"sentry.otel.kind", "span.kind"},
    {"sentry.parent_span_id", "parent_span"},
    {"sentry.platform", "platform"},
    {"sentry.profile_id", "profile.id"},
    {"sentry.project", "project"},
    {"sentry.release", "release"},
    {"sentry.replay_id", "replay.id"},
    {"sentry.sdk.name", "sdk.name"},
    {"sentry.sdk.version", "sdk.version"},
    {"sentry.segment.id", "transaction.span_id"},
    {"sentry.segment.name", "transaction"},
    {"sentry.segment_id", "transaction.span_id"},
    {"sentry.segment_name", "transaction"},
    {"sentry.server.address", "server.address"},
    {"sentry.severity", "severity"},
    {"sentry.severity_number", "severity_number"},
    {"sentry.severity_text", "severity"},
    {"sentry.span.description", "span.description"},
    {"sentry.span_id", "span_id"},
    {"sentry.status", "span.status"},
    {"sentry.status.message", "span.status.message"},
    {"sentry.status_code", "http.response.status_code"},
    {"sentry.status_message", "span.status.message"},
    {"sentry.timestamp_nanos", "timestamp_precise"},
    {"sentry.timestamp_precise", "timestamp_precise"},
    {"sentry.trace.parent_span_id", "span_id"},
    {"sentry.trace_id", "trace"},
    {"sentry.transaction", "transaction"},
    {"sentry.user.email", "user.email"},
    {"sentry.user.id", "user.id"},
    {"sentry.user.ip", "user.ip"},
    {"sentry.user.ip_address", "user.ip"},
    {"sentry.user.name", "user.username"},
    {"sentry.user.username", "user.username"},
    {"sentry.value", "value"},
    {"server_address", "server.address"},
    {"server_name", "server.address"},
    {"service.version", "release"},
    {"severity_text", "severity"},
    {"span.is_segment", "is_transaction"},
    {"span.name", "span.description"},
    {"span.status_code", "http.response.status_code"},
    {"trace.id", "trace"},
    {"trace.parent_span", "parent_span"},
    {"trace.span", "span_id"},
    {"trace.span_id", "span_id"},
    {"trace_id", "trace"},
    {"transaction.duration", "span.duration"},
    {"transaction.op", "span.op"},
    {"transaction.status", "span.status"},
    {"user.ip_address", "user.ip"},
    {"user.name", "user.username"},
};

/* clang-format on */

/* What a search on one kind of row calls its columns in short. Sorted. Never applied when rows are
 * stored: a log may well have an attribute of its own called "name". */
static const struct row span_words[] = {
    {"description", "span.description"},
    {"duration",    "span.duration"   },
    {"kind",        "span.kind"       },
    {"message",     "span.description"},
    {"name",        "span.description"},
    {"op",          "span.op"         },
    {"span_id",     "id"              },
    {"status",      "span.status"     },
    {"user",        "user.id"         },
};
static const struct row log_words[] = {
    {"body",      "message" },
    {"level",     "severity"},
    {"log.level", "severity"},
    {"user",      "user.id" },
};
static const struct row metric_words[] = {
    {"name", "metric.name"},
    {"type", "metric.type"},
    {"unit", "metric.unit"},
    {"user", "user.id"    },
};
static const struct row event_words[] = {
    {"error",    "title"       },
    {"severity", "level"       },
    {"user",     "user.display"},
};

static const struct {
    const struct row *rows;
    size_t count;
} words[ITEM_KIND_COUNT] = {
    [ITEM_EVENT] = {event_words,  G_N_ELEMENTS(event_words) },
    [ITEM_SPAN] = {span_words,   G_N_ELEMENTS(span_words)  },
    [ITEM_LOG] = {log_words,    G_N_ELEMENTS(log_words)   },
    [ITEM_METRIC] = {metric_words, G_N_ELEMENTS(metric_words)},
};

/* clang-format off */
static const struct row units[] = {
    {"cache.item_size", "byte"},
    {"http.decoded_response_content_length", "byte"},
    {"http.request.body.size", "byte"},
    {"http.response.body.size", "byte"},
    {"http.response.size", "byte"},
    {"http.server.request.time_in_queue", "millisecond"},
    {"measurements.app_start_cold", "millisecond"},
    {"measurements.app_start_warm", "millisecond"},
    {"measurements.connection.rtt", "millisecond"},
    {"measurements.fcp", "millisecond"},
    {"measurements.fid", "millisecond"},
    {"measurements.fp", "millisecond"},
    {"measurements.inp", "millisecond"},
    {"measurements.lcp", "millisecond"},
    {"measurements.stall_total_time", "millisecond"},
    {"measurements.time_to_full_display", "millisecond"},
    {"measurements.time_to_initial_display", "millisecond"},
    {"measurements.ttfb", "millisecond"},
    {"measurements.ttfb.requesttime", "millisecond"},
    {"messaging.message.body.size", "byte"},
    {"messaging.message.receive.latency", "millisecond"},
    {"process.memory.usage", "byte"},
    {"span.duration", "millisecond"},
    {"span.self_time", "millisecond"},
};

/* clang-format on */

static int by_name(const void *key, const void *row)
{
    return strcmp(key, ((const struct row *)row)->from);
}

static const char *look_up(const struct row *rows, size_t count, const char *key)
{
    const struct row *found = bsearch(key, rows, count, sizeof *rows, by_name);
    return found ? found->to : NULL;
}

/* --- aliases by hash: every attribute of every row that comes is looked up --- */

#define ALIAS_SLOTS 1024

struct alias_index {
    struct text_hash hash;
    uint8_t slots[ALIAS_SLOTS]; /* of `aliases`, from 1 */
};
G_STATIC_ASSERT(G_N_ELEMENTS(aliases) < 255);

static gpointer index_aliases(gpointer unused)
{
    (void)unused;
    struct alias_index *index = g_new0(struct alias_index, 1);
    index->hash = text_hash_new();
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
        const char *from = aliases[i].from;
        uint32_t slot = text_hash_of(&index->hash, from, strlen(from)) % ALIAS_SLOTS;
        while (index->slots[slot])
            slot = (slot + 1) % ALIAS_SLOTS;
        index->slots[slot] = (uint8_t)(i + 1);
    }
    return index;
}

/* The canonical name for the first `length` bytes of `key`, or NULL. */
static const char *alias_of(const char *key, size_t length)
{
    static GOnce once = G_ONCE_INIT;
    const struct alias_index *index = g_once(&once, index_aliases, NULL);
    uint32_t slot = text_hash_of(&index->hash, key, length) % ALIAS_SLOTS;
    for (; index->slots[slot]; slot = (slot + 1) % ALIAS_SLOTS) {
        const struct row *row = &aliases[index->slots[slot] - 1];
        if (strncmp(row->from, key, length) == 0 && !row->from[length])
            return row->to;
    }
    return NULL;
}

const char *attribute_unwrap(const char *key, size_t *length)
{
    *length = strlen(key);
    if (strncmp(key, "tags[", 5) != 0 || key[*length - 1] != ']')
        return key;
    const char *name = key + strlen("tags[");
    *length -= strlen("tags[") + 1;
    static const char *const types[] = {",number", ",string", ",boolean", ",array"};
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        size_t tail = strlen(types[i]);
        if (*length > tail && strncmp(name + *length - tail, types[i], tail) == 0)
            *length -= tail;
    }
    return name;
}

const char *attribute_canonical(const char *key)
{
    size_t length = 0;
    const char *name = attribute_unwrap(key, &length);
    const char *known = alias_of(name, length);
    if (known || name == key)
        return known ? known : key;
    g_autofree char *bare = g_strndup(name, length);
    return g_intern_string(bare);
}

const char *attribute_search(enum item_kind kind, const char *canonical)
{
    if ((unsigned)kind >= ITEM_KIND_COUNT)
        return canonical;
    const char *known = look_up(words[kind].rows, words[kind].count, canonical);
    return known ? known : canonical;
}

const char *attribute_unit(const char *key)
{
    return look_up(units, G_N_ELEMENTS(units), key);
}

bool attribute_alias_at(size_t index, const char **other, const char **canonical)
{
    if (index >= G_N_ELEMENTS(aliases))
        return false;
    *other = aliases[index].from;
    *canonical = aliases[index].to;
    return true;
}
