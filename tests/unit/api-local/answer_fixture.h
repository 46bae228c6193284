/* SPDX-License-Identifier: Apache-2.0
 *
 * A store in a directory of its own, rows to put into it, and calls to the API over it. The clock
 * stands still at NOW.
 */
#ifndef TESTS_UNIT_API_LOCAL_ANSWER_FIXTURE_H
#define TESTS_UNIT_API_LOCAL_ANSWER_FIXTURE_H

#include "api/local/answer.h"
#include "api/local/grouping.h"
#include "api/local/issue_store.h"
#include "api/local/store_releases.h"
#include "api/wire/event_json.h"
#include "api/wire/json.h"
#include "base/clock.h"
#include "tests/support/folder.h"

#include <inttypes.h>
#include <string.h>

/* 2026-11-22T12:00:00Z */
#define NOW    (INT64_C(1795348800) * NS_PER_SECOND)
#define MINUTE (60 * NS_PER_SECOND)
#define HOUR   (60 * MINUTE)
#define TRACE  "0af7651916cd43dd8448eb211c80319c"

struct fixture {
    char *directory;
    struct store *store;
};

struct reply {
    int status;
    json_t *json; /* NULL for an empty body */
    char *link, *hits;
};

static inline struct fixture fixture_open(void)
{
    g_autoptr(GError) error = NULL;
    struct fixture fixture = {.directory = g_dir_make_tmp("vigil-answer-XXXXXX", NULL)};
    clock_freeze(NOW);
    struct store_options options = {.directory = fixture.directory};
    fixture.store = store_open(&options, &error);
    g_assert_no_error(error);
    return fixture;
}

static inline void fixture_close(struct fixture *fixture)
{
    store_close(fixture->store);
    folder_remove(fixture->directory);
    g_free(fixture->directory);
}

static inline void put_items(struct fixture *fixture, GPtrArray *items, const char *project)
{
    g_autoptr(GError) error = NULL;
    struct batch *batch = batch_new();
    for (guint i = 0; i < items->len; i++) {
        struct item *item = items->pdata[i];
        g_free(item->project);
        item->project = g_strdup(project);
        g_ptr_array_add(batch->items, item);
    }
    g_ptr_array_unref(items);
    bool fine = store_commit_take(fixture->store, batch, &error);
    g_assert_no_error(error);
    g_assert_true(fine);
}

static inline void put_item(struct fixture *fixture, struct item *item, const char *project)
{
    GPtrArray *items = g_ptr_array_new();
    g_ptr_array_add(items, item);
    put_items(fixture, items, project);
}

/* An event as an SDK sends it (JSON with ' for "), at `ns`. */
static inline void put_event(struct fixture *fixture, const char *project, int64_t ns,
                             const char *format, ...) G_GNUC_PRINTF(4, 5);
static inline void put_event(struct fixture *fixture, const char *project, int64_t ns,
                             const char *format, ...)
{
    g_autoptr(GError) error = NULL;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_strdelimit(text, "'", '"');
    g_autoptr(tape) sent = tape_read(text, strlen(text), &error);
    g_assert_no_error(error);
    struct tape *event = NULL;
    struct item *item = event_json_item(sent, ns, &event, &error);
    g_assert_no_error(error);
    g_autofree char *hash = grouping_hash(event, NULL);
    tape_free(event);
    item_replace(item, "grouping.hash", value_string(hash));
    put_item(fixture, item, project);
}

/* A span, ready to be put or to get more attributes. */
static inline struct item *span_item(const char *trace, const char *id, const char *parent,
                                     const char *op, int64_t start_ns, double ms)
{
    struct item *item = item_new(ITEM_SPAN);
    item->id = g_strdup(id);
    item->time_ns = start_ns;
    item_set(item, "trace", value_string(trace));
    item_set(item, "span.op", value_string(op));
    item_set(item, "span.description", value_string("does things"));
    item_set(item, "span.duration", value_double(ms));
    item_set(item, "is_transaction", value_bool(parent == NULL));
    if (parent)
        item_set(item, "parent_span", value_string(parent));
    return item;
}

static inline struct item *log_item(const char *id, const char *severity, const char *message,
                                    int64_t ns)
{
    struct item *item = item_new(ITEM_LOG);
    item->id = g_strdup(id);
    item->time_ns = ns;
    item_set(item, "severity", value_string(severity));
    item_set(item, "severity_number", value_int(9));
    item_set(item, "message", value_string(message));
    item_set(item, "trace", value_string(TRACE));
    return item;
}

static inline struct item *metric_item(const char *name, const char *type, const char *unit,
                                       double value, int64_t ns)
{
    static int count;
    struct item *item = item_new(ITEM_METRIC);
    item->id = g_strdup_printf("%032x", ++count);
    item->time_ns = ns;
    item_set(item, "metric.name", value_string(name));
    item_set(item, "metric.type", value_string(type));
    if (unit)
        item_set(item, "metric.unit", value_string(unit));
    item_set(item, "value", value_double(value));
    return item;
}

static inline struct reply call(struct fixture *fixture, enum method method, const char *body,
                                const char *target)
{
    struct http_call *call = http_call_new();
    const char *question = strchr(target, '?');
    call->method = method;
    g_free(call->path);
    call->path = question ? g_strndup(target, (gsize)(question - target)) : g_strdup(target);
    http_query_parse(question ? question + 1 : "", call->query);
    call->body = body;
    call->body_size = body ? strlen(body) : 0;
    g_free(call->base_url);
    call->base_url = g_strdup("http://127.0.0.1:8969");
    struct http_answer *answer = answer_api(fixture->store, call);
    struct reply reply = {.status = answer->status};
    for (guint i = 0; i < answer->headers->len; i++) {
        const struct http_pair *pair = answer->headers->pdata[i];
        if (!strcmp(pair->name, "Link"))
            reply.link = g_strdup(pair->value);
        if (!strcmp(pair->name, "X-Hits"))
            reply.hits = g_strdup(pair->value);
    }
    if (answer->body->len) {
        json_error_t error;
        reply.json = json_loadb(answer->body->str, answer->body->len, JSON_DECODE_ANY, &error);
        if (!reply.json)
            g_error("%s: %s in %s", target, error.text, answer->body->str);
    }
    http_answer_free(answer);
    http_call_free(call);
    return reply;
}

static inline void reply_clear(struct reply *reply)
{
    json_decref(reply->json);
    g_free(reply->link);
    g_free(reply->hits);
    memset(reply, 0, sizeof *reply);
}

/* GET, which must be answered 200. Caller's reference. */
static inline json_t *get(struct fixture *fixture, const char *target)
{
    struct reply reply = call(fixture, METHOD_GET, NULL, target);
    if (reply.status != 200)
        g_error("%s: %d %s", target, reply.status, json_dumps(reply.json, JSON_ENCODE_ANY));
    json_t *json = json_incref(reply.json);
    reply_clear(&reply);
    return json;
}

/* Text at a path such as "0.project.slug": numbers are places in lists. NULL when there is none. */
static inline const json_t *at(const json_t *json, const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, "/", -1);
    for (size_t i = 0; steps[i] && json; i++)
        json = json_is_array(json)
                   ? json_array_get(json, (size_t)g_ascii_strtoull(steps[i], NULL, 10))
                   : json_object_get(json, steps[i]);
    return json;
}

static inline const char *text_at(const json_t *json, const char *path)
{
    return json_string_value(at(json, path));
}

static inline int64_t int_at(const json_t *json, const char *path)
{
    const json_t *value = at(json, path);
    g_assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static inline double number_at(const json_t *json, const char *path)
{
    const json_t *value = at(json, path);
    g_assert_true(json_is_number(value));
    return json_number_value(value);
}

/* The cursor of `rel` and whether it says that there is more. Owned. */
static inline char *link_cursor(const char *link, const char *rel, bool *more)
{
    g_autofree char *mark = g_strdup_printf("rel=\"%s\"; results=\"", rel);
    const char *found = link ? strstr(link, mark) : NULL;
    g_assert_nonnull(found);
    found += strlen(mark);
    *more = g_str_has_prefix(found, "true");
    found = strstr(found, "cursor=\"");
    g_assert_nonnull(found);
    found += strlen("cursor=\"");
    return g_strndup(found, strcspn(found, "\""));
}

/* Turns the pages of a list until the end; gathers the text of `key` of every row, sorted by
 * nothing. `list` is the member that holds the rows, or NULL when the body is the list. */
static inline GPtrArray *turn_pages(struct fixture *fixture, const char *target, const char *list,
                                    const char *key)
{
    GPtrArray *seen = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *cursor = g_strdup("");
    for (bool more = true; more;) {
        g_autofree char *page = g_strdup_printf("%s&cursor=%s", target, cursor);
        struct reply reply = call(fixture, METHOD_GET, NULL, page);
        g_assert_cmpint(reply.status, ==, 200);
        const json_t *rows = list ? json_object_get(reply.json, list) : reply.json;
        for (size_t i = 0; i < json_array_size(rows); i++)
            g_ptr_array_add(seen, json_get_text(json_array_get(rows, i), key));
        g_free(cursor);
        cursor = link_cursor(reply.link, "next", &more);
        reply_clear(&reply);
        g_assert_cmpuint(seen->len, <, 100000);
    }
    return seen;
}

static inline void assert_no_row_twice(const GPtrArray *seen, guint expected)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < seen->len; i++)
        g_assert_true(g_hash_table_add(known, seen->pdata[i]));
    g_assert_cmpuint(seen->len, ==, expected);
}

#define EXCEPTION                                                                          \
    "'exception':{'values':[{'type':'TimeoutError','value':'Payment charge exceeded 30s'," \
    "'mechanism':{'type':'generic','handled':false},'stacktrace':{'frames':["              \
    "{'function':'dispatch','filename':'node_modules/express/router.js','lineno':3,"       \
    "'in_app':false},"                                                                     \
    "{'function':'charge','filename':'app/payment.py','abs_path':'/srv/app/payment.py',"   \
    "'module':'app.payment','lineno':42,'colno':7,'in_app':true,'pre_context':['a','b'],"  \
    "'context_line':'raise TimeoutError()','post_context':['c'],'vars':{'order':7}}]}}]}"

#endif
