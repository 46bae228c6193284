/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_json.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

json_t *answer_text(const char *text)
{
    if (!text)
        return json_null();
    json_t *string = json_string(text);
    return string ? string : answer_text_take(g_utf8_make_valid(text, -1));
}

json_t *answer_text_take(char *text)
{
    json_t *string = answer_text(text);
    g_free(text);
    return string;
}

json_t *answer_id(int64_t id)
{
    char text[24];
    g_snprintf(text, sizeof text, "%" PRId64, id);
    return json_string(text);
}

json_t *answer_time_ms(int64_t time_ms)
{
    return answer_time_ns(time_ms * NS_PER_MS, 3);
}

json_t *answer_time_ns(int64_t time_ns, int digits)
{
    char text[48];
    if (time_ns == 0)
        return json_null();
    return json_string(clock_format_iso(time_ns, digits, text, sizeof text));
}

json_t *answer_seconds(int64_t time_ns)
{
    return json_real((double)(time_ns / NS_PER_US) / 1e6);
}

json_t *answer_value(struct value value)
{
    switch (value.type) {
    case VALUE_STRING:
        return answer_text(value.string);
    case VALUE_INT:
        return json_integer(value.integer);
    case VALUE_DOUBLE:
        return isfinite(value.number) ? json_real(value.number) : json_null();
    case VALUE_BOOL:
        return json_boolean(value.boolean);
    case VALUE_ARRAY: {
        json_t *array = json_read(value.string, strlen(value.string), NULL, NULL);
        return array ? array : answer_text(value.string);
    }
    case VALUE_NONE:
        break;
    }
    return json_null();
}

json_t *answer_member(const json_t *object, const char *key)
{
    json_t *member = json_object_get(object, key);
    return member ? json_incref(member) : json_null();
}
