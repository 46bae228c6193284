/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"
#include "api/model/attributes.h"

#include <string.h>

static enum value_type type_of(const json_t *entry, const json_t *value)
{
    static const struct {
        const char *name;
        enum value_type type;
    } types[] = {
        {"int",   VALUE_INT   },
        {"float", VALUE_DOUBLE},
        {"bool",  VALUE_BOOL  },
        {"array", VALUE_ARRAY },
        {"str",   VALUE_STRING},
    };
    const char *name = json_string_value(json_object_get(entry, "type"));
    for (size_t i = 0; name && i < G_N_ELEMENTS(types); i++)
        if (g_str_has_prefix(name, types[i].name))
            return types[i].type;
    return json_is_integer(value)   ? VALUE_INT
           : json_is_real(value)    ? VALUE_DOUBLE
           : json_is_boolean(value) ? VALUE_BOOL
           : json_is_array(value)   ? VALUE_ARRAY
                                    : VALUE_STRING;
}

static void add_pair(GPtrArray *pairs, const char *key, const char *value, enum value_type type)
{
    struct pair *pair = pair_new(key, value);
    pair->type = type;
    g_ptr_array_add(pairs, pair);
}

/* Attributes of one span, log or sample: [{name, type, value}], with 64-bit numbers as text; links
 * stand apart, and become the attribute that they are elsewhere. */
void *decode_attributes(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *list = decode_expect_list(root, "attributes", error);
    if (!list)
        return NULL;
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        g_autofree char *name = decode_either(entry, "name", "key");
        const json_t *told = json_object_get(entry, "value");
        g_autofree char *value = told ? decode_text(told) : NULL;
        if (name && value)
            add_pair(pairs, attribute_canonical(name), value, type_of(entry, told));
    }
    const json_t *links = json_is_object(root) ? json_object_get(root, "links") : NULL;
    g_autofree char *text = json_array_size(links) ? decode_text(links) : NULL;
    if (text)
        add_pair(pairs, "span.links", text, VALUE_ARRAY);
    return pairs;
}
