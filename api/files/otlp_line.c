/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/otlp_line.h"

#include "api/files/line_parts_internal.h"
#include "api/files/line_read.h"

#include <string.h>

static bool is(const struct member *member, const char *key)
{
    return member->key_length == strlen(key) && memcmp(member->key, key, member->key_length) == 0;
}

/* The member `key` of the object. */
static bool find(const char *text, const char *end, const char *key, struct member *out)
{
    struct members members;
    if (!members_json(&members, text, end))
        return false;
    while (members_next(&members, out))
        if (is(out, key))
            return true;
    return false;
}

static bool find_in(const struct member *object, const char *key, struct member *out)
{
    return find(object->value, object->value + object->length, key, out);
}

static struct members elements(const struct member *array)
{
    return (struct members){.at = array->value + 1, .end = array->value + array->length};
}

/* --- records --- */

typedef bool (*each_record)(void *data, const struct otlp_record *record);

static bool scope_records(const struct member *scope_logs, struct otlp_record record,
                          each_record each, void *data)
{
    struct member scope, name, records, one;
    if (find_in(scope_logs, "scope", &scope) && find_in(&scope, "name", &name) &&
        name.kind == MEMBER_TEXT) {
        record.scope = name.value;
        record.scope_length = name.length;
    }
    if (!find_in(scope_logs, "logRecords", &records) || records.kind != MEMBER_ARRAY)
        return true;
    struct members list = elements(&records);
    while (members_element(&list, &one)) {
        record.text = one.value;
        record.end = one.value + one.length;
        if (one.kind == MEMBER_OBJECT && !each(data, &record))
            return false;
    }
    return true;
}

static bool resource_records(const struct member *resource_logs, each_record each, void *data)
{
    struct otlp_record record = {0};
    struct member resource, attributes, scopes, one;
    if (find_in(resource_logs, "resource", &resource) &&
        find_in(&resource, "attributes", &attributes) && attributes.kind == MEMBER_ARRAY) {
        record.resource = attributes.value;
        record.resource_end = attributes.value + attributes.length;
    }
    if (!find_in(resource_logs, "scopeLogs", &scopes) || scopes.kind != MEMBER_ARRAY)
        return true;
    struct members list = elements(&scopes);
    while (members_element(&list, &one))
        if (one.kind == MEMBER_OBJECT && !scope_records(&one, record, each, data))
            return false;
    return true;
}

void otlp_records(const char *text, const char *end, each_record each, void *data)
{
    struct member resources, one;
    if (!find(text, end, "resourceLogs", &resources) || resources.kind != MEMBER_ARRAY)
        return;
    struct members list = elements(&resources);
    while (members_element(&list, &one))
        if (one.kind == MEMBER_OBJECT && !resource_records(&one, each, data))
            return;
}

/* --- attributes: [{"key":"k","value":{"stringValue":"v"}}] --- */

/* The only member of an AnyValue. */
static bool any_value(const struct member *value, struct member *out)
{
    struct members members;
    return members_json(&members, value->value, value->value + value->length) &&
           members_next(&members, out);
}

const char *otlp_resource_text(const struct otlp_record *record, const char *key, size_t *length)
{
    struct member one, name, value, inner;
    if (!record->resource)
        return NULL;
    struct members list = {.at = record->resource + 1, .end = record->resource_end};
    while (members_element(&list, &one)) {
        if (one.kind != MEMBER_OBJECT || !find_in(&one, "key", &name) ||
            name.length != strlen(key) || memcmp(name.value, key, name.length) != 0)
            continue;
        if (!find_in(&one, "value", &value) || !any_value(&value, &inner))
            return NULL;
        *length = inner.length;
        return inner.value;
    }
    return NULL;
}

struct taking {
    struct item *out;
    const char *key;
    GString *name, *scratch;
};

static void put(struct taking *taking, const char *name, const struct member *value)
{
    struct value typed = member_value(value, false, taking->scratch, LINE_TEXT_MOST);
    if (is(value, "intValue") && typed.type == VALUE_STRING) { /* 64 bits are written as text */
        gint64 integer;
        if (g_ascii_string_to_signed(typed.string, 10, INT64_MIN, INT64_MAX, &integer, NULL))
            typed = value_int(integer);
    }
    if (taking->key && strcmp(taking->key, name) != 0)
        return;
    g_autoptr(GString) plain = NULL;
    if (typed.type == VALUE_STRING && strchr(typed.string, '\x1b')) {
        plain = g_string_new(NULL);
        append_text(plain, typed.string, strlen(typed.string));
        typed = value_string(plain->str);
    }
    item_set(taking->out, name, typed);
}

static void put_pairs(struct taking *taking, const char *text, const char *end)
{
    struct member one, name, value, inner;
    struct members list = {.at = text + 1, .end = end};
    while (members_element(&list, &one)) {
        if (one.kind != MEMBER_OBJECT || !find_in(&one, "key", &name) ||
            !find_in(&one, "value", &value) || !any_value(&value, &inner))
            continue;
        g_string_truncate(taking->name, 0);
        member_unescape(taking->name, name.value, name.length, 256);
        bool service = strcmp(taking->name->str, "service.name") == 0;
        put(taking, service ? "project" : taking->name->str, &inner);
    }
}

static void put_member(struct taking *taking, const struct member *member)
{
    static const struct {
        const char *from, *to;
    } known[] = {
        {"traceId",      "trace"        },
        {"spanId",       "span_id"      },
        {"severityText", "severity_text"},
        {"eventName",    "event.name"   },
    };
    struct member inner;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (is(member, known[i].from) && member->length)
            put(taking, known[i].to, member);
    if (is(member, "body") && any_value(member, &inner))
        put(taking, "message", &inner);
    if (is(member, "attributes") && member->kind == MEMBER_ARRAY)
        put_pairs(taking, member->value, member->value + member->length);
}

void otlp_attributes(const struct otlp_record *record, const char *key, struct item *out)
{
    struct taking taking = {out, key, g_string_new(NULL), g_string_new(NULL)};
    struct members members;
    struct member member;
    if (members_json(&members, record->text, record->end))
        while (members_next(&members, &member))
            put_member(&taking, &member);
    if (record->scope)
        put(&taking, "otel.scope.name",
            &(struct member){.key = "", .value = record->scope, .length = record->scope_length});
    if (record->resource)
        put_pairs(&taking, record->resource, record->resource_end);
    g_string_free(taking.name, TRUE);
    g_string_free(taking.scratch, TRUE);
}
