/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"

static void read_attribute(struct distributions *distributions, const char *key, const json_t *list)
{
    struct distribution *distribution = distributions_add(distributions, key);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        g_autofree char *label = decode_text(json_object_get(entry, "label"));
        const json_t *value = json_object_get(entry, "value");
        if (label && json_is_number(value) && json_number_value(value) > 0)
            distribution_add(distribution, label, json_number_value(value));
    }
}

/* {"data": [{"attributeDistributions": {"data": {key: [{"label", "value"}]}}}]}; the local server
 * also tells how many rows it looked at. */
void *decode_distributions(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    json_t *list = decode_expect_list(root, "data", error);
    if (!list)
        return NULL;
    struct distributions *distributions = distributions_new();
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *stats = json_object_get(json_array_get(list, i), "attributeDistributions");
        const json_t *rows = json_object_get(stats, "rows");
        const char *key;
        json_t *values;
        if (json_is_number(rows))
            distributions->rows = json_number_value(rows);
        json_object_foreach(json_object_get(stats, "data"), key, values)
            read_attribute(distributions, key, values);
    }
    return distributions;
}
