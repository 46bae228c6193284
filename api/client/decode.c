/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"
#include "api/client/decode_tape.h"

#include <math.h>
#include <string.h>

typedef void *decoder(const struct request *request, json_t *root, GError **error);
typedef void *tape_decoder(const struct request *request, const GPtrArray *pages, GError **error);

/* clang-format off */
/* Which decoder reads the answer of which endpoint. What is not named here has nothing to decode.
 */
static const struct {
    enum reply_kind kind;
    decoder *decode;
    tape_decoder *decode_tapes; /* in its place, for bodies of many megabytes */
} DECODERS[ENDPOINT_COUNT] = {
    [ENDPOINT_AUTH] =                 {REPLY_NAMES,         decode_names},
    [ENDPOINT_REGIONS] =              {REPLY_NAMES,         decode_names},
    [ENDPOINT_ORGANIZATIONS] =        {REPLY_NAMES,         decode_names},
    [ENDPOINT_ORGANIZATION] =         {REPLY_NAMES,         decode_names},
    [ENDPOINT_ALL_PROJECTS] =         {REPLY_NAMES,         decode_names},
    [ENDPOINT_PROJECTS] =             {REPLY_NAMES,         decode_names},
    [ENDPOINT_PROJECT] =              {REPLY_NAMES,         decode_names},
    [ENDPOINT_PROJECT_KEYS] =         {REPLY_NAMES,         decode_names},
    [ENDPOINT_ENVIRONMENTS] =         {REPLY_NAMES,         decode_names},
    [ENDPOINT_PROJECT_ENVIRONMENTS] = {REPLY_NAMES,         decode_names},
    [ENDPOINT_MEMBERS] =              {REPLY_NAMES,         decode_names},
    [ENDPOINT_REPOS] =                {REPLY_NAMES,         decode_names},
    [ENDPOINT_ATTRIBUTES] =           {REPLY_NAMES,         decode_names},
    [ENDPOINT_ATTRIBUTE_VALUES] =     {REPLY_NAMES,         decode_names},
    [ENDPOINT_STATS] =                {REPLY_DISTRIBUTIONS, decode_distributions},
    [ENDPOINT_TAGS] =                 {REPLY_NAMES,         decode_names},
    [ENDPOINT_TAG_VALUES] =           {REPLY_NAMES,         decode_names},
    [ENDPOINT_ISSUES] =               {REPLY_ISSUES,        decode_issues},
    [ENDPOINT_PROJECT_ISSUES] =       {REPLY_ISSUES,        decode_issues},
    [ENDPOINT_ISSUE] =                {REPLY_ISSUE,         decode_issue},
    [ENDPOINT_SHORT_ID] =             {REPLY_ISSUE,         decode_issue},
    [ENDPOINT_ISSUE_TAGS] =           {REPLY_TAGS,          decode_tags},
    [ENDPOINT_ISSUE_TAG] =            {REPLY_TAGS,          decode_tags},
    [ENDPOINT_ISSUE_EVENTS] =         {REPLY_ROWS,          decode_event_rows},
    [ENDPOINT_ISSUE_EVENT] =          {REPLY_EVENT,         decode_event},
    [ENDPOINT_EVENT_ID] =             {REPLY_EVENT,         decode_event},
    [ENDPOINT_PROJECT_EVENT] =        {REPLY_EVENT,         decode_event},
    [ENDPOINT_COMMITTERS] =           {REPLY_COMMITS,       decode_commits},
    [ENDPOINT_RELEASE_COMMITS] =      {REPLY_COMMITS,       decode_commits},
    [ENDPOINT_EVENTS] =               {REPLY_ROWS,          NULL, decode_rows},
    [ENDPOINT_TRACE_LOGS] =           {REPLY_ROWS,          NULL, decode_rows},
    [ENDPOINT_TIMESERIES] =           {REPLY_TIMESERIES,    decode_timeseries},
    [ENDPOINT_TRACE] =                {REPLY_TRACE,         NULL, decode_trace},
    [ENDPOINT_TRACE_META] =           {REPLY_TRACE_META,    decode_trace_meta},
    [ENDPOINT_TRACE_ITEM] =           {REPLY_ATTRIBUTES,    decode_attributes},
    [ENDPOINT_TRACES] =               {REPLY_TRACES,        decode_traces},
    [ENDPOINT_RELEASES] =             {REPLY_RELEASES,      decode_releases},
    [ENDPOINT_RELEASE] =              {REPLY_RELEASES,      decode_releases},
    [ENDPOINT_PROJECT_RELEASES] =     {REPLY_RELEASES,      decode_releases},
    [ENDPOINT_PROJECT_RELEASE] =      {REPLY_RELEASES,      decode_releases},
    [ENDPOINT_MONITORS] =             {REPLY_MONITORS,      decode_monitors},
    [ENDPOINT_MONITOR] =              {REPLY_MONITORS,      decode_monitors},
    [ENDPOINT_DETECTORS] =            {REPLY_MONITORS,      decode_detectors},
    [ENDPOINT_UPTIME] =               {REPLY_MONITORS,      decode_uptime},
    [ENDPOINT_INCIDENTS] =            {REPLY_MONITORS,      decode_incidents},
    [ENDPOINT_WORKFLOWS] =            {REPLY_MONITORS,      decode_workflows},
    [ENDPOINT_RELEASE_DEPLOYS] =      {REPLY_DEPLOYS,       decode_deploys},
};
/* clang-format on */

enum reply_kind decode_kind(enum endpoint endpoint)
{
    return (size_t)endpoint < ENDPOINT_COUNT ? DECODERS[endpoint].kind : REPLY_NONE;
}

struct decoded_json {
    json_t *root;
    GPtrArray *tapes; /* of struct tape_page *, in place of `root` */
};

/* A page of HTML says more than what no JSON parser likes about it. */
static void explain(GError **error, const char *text, size_t size)
{
    const char *at = text;
    while (at < text + size && g_ascii_isspace(*at))
        at++;
    if (at < text + size && *at == '<' && error && *error) {
        g_clear_error(error);
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE,
                    "got a web page where the API should be: is the URL right?");
    }
}

/* Pages are lists, or objects with a list under `data`; of the rest the first page's stands. */
static void join_page(struct decoded_json *json, json_t *page)
{
    if (!json->root) {
        json->root = page;
        return;
    }
    json_t *into = decode_list(json->root, "data"), *from = decode_list(page, "data");
    if (into && from)
        json_array_extend(into, from);
    json_decref(page);
}

static bool add_page(struct decoded_json *json, const char *text, size_t size, GError **error)
{
    if (size == 0) {
        text = "null";
        size = strlen(text);
    }
    if (json->tapes) {
        struct tape_page *page = tape_page_read(text, size, error);
        if (page)
            g_ptr_array_add(json->tapes, page);
        return page;
    }
    json_t *page = json_read(text, size, NULL, error);
    if (page)
        join_page(json, page);
    return page;
}

struct decoded_json *decode_read(const struct request *request, const GPtrArray *pages,
                                 GError **error)
{
    g_autoptr(decoded_json) json = g_new0(struct decoded_json, 1);
    if (DECODERS[request->endpoint].decode_tapes)
        json->tapes = g_ptr_array_new_with_free_func((GDestroyNotify)tape_page_free);
    for (guint i = 0; i < pages->len; i++) {
        size_t size;
        const char *text = g_bytes_get_data(pages->pdata[i], &size);
        if (!add_page(json, text, size, error)) {
            explain(error, text, size);
            return NULL;
        }
    }
    return g_steal_pointer(&json);
}

void decoded_json_free(struct decoded_json *json)
{
    if (!json)
        return;
    json_decref(json->root);
    g_clear_pointer(&json->tapes, g_ptr_array_unref);
    g_free(json);
}

static bool is_null(const struct decoded_json *json)
{
    if (!json->tapes)
        return !json->root || json_is_null(json->root);
    return json->tapes->len == 0 ||
           tape_type(tape_page_tape(json->tapes->pdata[0]), TAPE_ROOT) == TAPE_NULL;
}

void *decode_object(const struct request *request, const struct decoded_json *json, GError **error)
{
    if (decode_kind(request->endpoint) == REPLY_NONE)
        return NULL;
    if (is_null(json)) { /* a change may be answered by nothing, a question not */
        if (request->method == METHOD_GET)
            g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "the answer is empty");
        return NULL;
    }
    return json->tapes ? DECODERS[request->endpoint].decode_tapes(request, json->tapes, error)
                       : DECODERS[request->endpoint].decode(request, json->root, error);
}

void *decode_page(const struct request *request, const char *text, size_t size, GError **error)
{
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(pages, g_bytes_new_static(text, size));
    g_autoptr(decoded_json) json = decode_read(request, pages, error);
    return json ? decode_object(request, json, error) : NULL;
}

json_t *decode_list(json_t *root, const char *key)
{
    json_t *list = json_is_array(root) ? root : json_object_get(root, key);
    return json_is_array(list) ? list : NULL;
}

json_t *decode_expect_list(json_t *root, const char *key, GError **error)
{
    json_t *list = decode_list(root, key);
    if (!list)
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "the answer has no list%s%s",
                    key ? " of " : "", key ? key : "");
    return list;
}

bool decode_expect_object(const json_t *root, GError **error)
{
    if (json_is_object(root))
        return true;
    g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "the answer is not an object");
    return false;
}

char *decode_text(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return g_strdup(json_string_value(value));
    case JSON_NULL:
        return NULL;
    case JSON_TRUE:
        return g_strdup("true");
    case JSON_FALSE:
        return g_strdup("false");
    case JSON_INTEGER:
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL:
        return value_text(value_double(json_real_value(value)));
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
    char *dump = json_dumps(value, JSON_COMPACT);
    char *text = g_strdup(dump ? dump : "");
    free(dump);
    return text;
}

struct value decode_value(const json_t *value, GStringChunk *chunk)
{
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING:
        return value_string(g_string_chunk_insert(chunk, json_string_value(value)));
    case JSON_INTEGER:
        return value_int(json_integer_value(value));
    case JSON_REAL:
        return isfinite(json_real_value(value)) ? value_double(json_real_value(value))
                                                : (struct value){0};
    case JSON_TRUE:
    case JSON_FALSE:
        return value_bool(json_is_true(value));
    case JSON_OBJECT:
    case JSON_ARRAY: {
        g_autofree char *text = decode_text(value);
        return (struct value){.type = VALUE_ARRAY, .string = g_string_chunk_insert(chunk, text)};
    }
    case JSON_NULL:
        break;
    }
    return (struct value){0};
}

char *decode_path_text(const json_t *object, const char *path)
{
    const json_t *value = json_get_path(object, path);
    if (!value || json_is_object(value) || json_is_array(value))
        return NULL;
    char *text = decode_text(value);
    if (text && !*text)
        g_clear_pointer(&text, g_free);
    return text;
}

char *decode_either(const json_t *object, const char *first, const char *second)
{
    char *text = json_get_text(object, first);
    if (text && *text)
        return text;
    g_free(text);
    return json_get_text(object, second);
}

int64_t decode_time_ms(const json_t *object, const char *key)
{
    return json_get_time_ns(object, key) / 1000000;
}

int64_t decode_count(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_real(value)) {
        double number = json_real_value(value);
        return number >= 0 && number < 9e18 ? (int64_t)number : -1;
    }
    return json_get_int(object, key, -1);
}
