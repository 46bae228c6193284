/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/conversation.h"
#include "api/wire/json.h"
#include "api/wire/rows.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What we write is what jansson writes. */
static void check_written(const json_t *json)
{
    char *wanted = json_dumps(json, ROW_JSON | JSON_ENCODE_ANY);
    g_autoptr(GString) text = g_string_new(NULL);
    json_append(text, json);
    g_assert_cmpstr(text->str, ==, wanted);
    free(wanted);
}

/* Whatever is read can be written, and read again without repair. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned repairs;
    json_t *json = json_read((const char *)data, size, &repairs, NULL);
    if (json) {
        char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
        g_assert_nonnull(text);
        json_t *again = json_read(text, strlen(text), &repairs, NULL);
        g_assert_nonnull(again);
        g_assert_cmpuint(repairs, ==, 0);
        json_decref(again);
        check_written(json);
        free(text);
        json_time_ns(json);
        json_get_int(json, "a", 0);
        json_get_double(json, "a", 0);
        json_get_path(json, "a.b");
        json_decref(json);
    }
    struct conversation *conversation = conversation_new();
    g_autofree char *said = g_strndup((const char *)data, size);
    conversation_add(conversation, "user", said);
    conversation_add_events(conversation, said);
    conversation_free(conversation);
    return 0;
}
