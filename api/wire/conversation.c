/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/conversation.h"

#include "api/wire/json.h"

#include <string.h>

static void said_free(void *data)
{
    struct said *said = data;
    g_free(said->role);
    g_free(said->name);
    g_free(said->text);
    g_free(said);
}

struct conversation *conversation_new(void)
{
    struct conversation *conversation = g_new0(struct conversation, 1);
    conversation->said = g_ptr_array_new_with_free_func(said_free);
    return conversation;
}

void conversation_free(struct conversation *conversation)
{
    if (!conversation)
        return;
    g_ptr_array_unref(conversation->said);
    g_free(conversation);
}

/* --- what is appended --- */

static const char *const roles[][2] = {
    {"model",     "assistant"},
    {"ai",        "assistant"},
    {"human",     "user"     },
    {"function",  "tool"     },
    {"developer", "system"   },
};

static const char *role_of(const char *role)
{
    for (size_t i = 0; role && i < G_N_ELEMENTS(roles); i++)
        if (!strcmp(role, roles[i][0]))
            return roles[i][1];
    return role ? role : "";
}

static void take(struct conversation *conversation, enum said_kind kind, const char *role,
                 const char *name, char *text, bool json)
{
    if (conversation->said->len >= CONVERSATION_MOST) {
        conversation->left_out++;
        g_free(text);
        return;
    }
    struct said *said = g_new0(struct said, 1);
    *said = (struct said){kind, g_strdup(role_of(role)), g_strdup(name), text, json};
    g_ptr_array_add(conversation->said, said);
}

static char *laid_out(const json_t *value)
{
    char *dump = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY);
    char *text = g_strdup(dump ? dump : "");
    free(dump);
    return text;
}

static json_t *parse(const char *text)
{
    const char *at = text + strspn(text, " \t\r\n");
    return *at == '[' || *at == '{' ? json_read(text, strlen(text), NULL, NULL) : NULL;
}

void conversation_add_as(struct conversation *conversation, enum said_kind kind, const char *role,
                         const char *name, const char *text)
{
    if (!text)
        return;
    json_t *value = parse(text);
    take(conversation, kind, role, name, value ? laid_out(value) : g_strdup(text), value != NULL);
    json_decref(value);
}

/* A value of a call or a result: text that may be JSON itself, or JSON. */
static void take_value(struct conversation *conversation, enum said_kind kind, const char *role,
                       const char *name, const json_t *value)
{
    if (json_is_string(value))
        conversation_add_as(conversation, kind, role, name, json_string_value(value));
    else if (value)
        take(conversation, kind, role, name, laid_out(value), true);
    else
        take(conversation, kind, role, name, g_strdup(""), false);
}

/* --- the forms --- */

static const json_t *first_of(const json_t *object, const char *const *keys)
{
    for (; *keys; keys++) {
        const json_t *value = json_object_get(object, *keys);
        if (value && !json_is_null(value))
            return value;
    }
    return NULL;
}

static const char *const text_keys[] = {"text", "content", "thinking", "reasoning", NULL};
static const char *const name_keys[] = {"name", "toolName", "tool_name", NULL};
static const char *const call_keys[] = {"arguments", "args", "input", "parameters", NULL};
static const char *const result_keys[] = {"response", "result", "output", "content", NULL};

static const struct {
    const char *type;
    enum said_kind kind;
} types[] = {
    {"text",                 SAID_TEXT     },
    {"input_text",           SAID_TEXT     },
    {"output_text",          SAID_TEXT     },
    {"reasoning",            SAID_REASONING},
    {"thinking",             SAID_REASONING},
    {"tool_call",            SAID_CALL     },
    {"tool-call",            SAID_CALL     },
    {"tool_use",             SAID_CALL     },
    {"function",             SAID_CALL     },
    {"function_call",        SAID_CALL     },
    {"tool_call_response",   SAID_RESULT   },
    {"tool-result",          SAID_RESULT   },
    {"tool_result",          SAID_RESULT   },
    {"function_call_output", SAID_RESULT   },
    {"image",                SAID_MEDIA    },
    {"image_url",            SAID_MEDIA    },
    {"input_image",          SAID_MEDIA    },
    {"input_audio",          SAID_MEDIA    },
    {"audio",                SAID_MEDIA    },
    {"file",                 SAID_MEDIA    },
    {"blob",                 SAID_MEDIA    },
    {"uri",                  SAID_MEDIA    },
};

static bool known_type(const json_t *part, enum said_kind *kind)
{
    const char *type = json_string_value(json_object_get(part, "type"));
    for (size_t i = 0; type && i < G_N_ELEMENTS(types); i++)
        if (!strcmp(type, types[i].type)) {
            *kind = types[i].kind;
            return true;
        }
    return false;
}

static void add_call(struct conversation *conversation, const char *role, const json_t *part)
{
    const json_t *function = json_object_get(part, "function");
    const json_t *of = json_is_object(function) ? function : part;
    take_value(conversation, SAID_CALL, role, json_string_value(first_of(of, name_keys)),
               first_of(of, call_keys));
}

static void add_media(struct conversation *conversation, const char *role, const json_t *part)
{
    static const char *const keys[] = {"mime_type", "media_type", "mediaType", "modality",
                                       "uri",       "file_id",    NULL};
    GString *text = g_string_new(json_string_value(json_object_get(part, "type")));
    for (size_t i = 0; keys[i]; i++) {
        const char *value = json_string_value(json_object_get(part, keys[i]));
        if (value)
            g_string_append_printf(text, " %s", value);
    }
    take(conversation, SAID_MEDIA, role, NULL, g_string_free(text, FALSE), false);
}

/* Gemini names the kind of a part by its only member. */
static bool add_named_part(struct conversation *conversation, const char *role, const json_t *part)
{
    static const struct {
        const char *key, *of;
        enum said_kind kind;
    } members[] = {
        {"functionCall",      "args",     SAID_CALL  },
        {"function_call",     "args",     SAID_CALL  },
        {"functionResponse",  "response", SAID_RESULT},
        {"function_response", "response", SAID_RESULT},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        const json_t *member = json_object_get(part, members[i].key);
        if (!json_is_object(member))
            continue;
        take_value(conversation, members[i].kind, role,
                   json_string_value(json_object_get(member, "name")),
                   json_object_get(member, members[i].of));
        return true;
    }
    return false;
}

static void add_part(struct conversation *conversation, const char *role, const json_t *part)
{
    enum said_kind kind = SAID_TEXT;
    bool known = known_type(part, &kind);
    const json_t *text = first_of(part, text_keys);
    if (json_is_string(part))
        take(conversation, SAID_TEXT, role, NULL, g_strdup(json_string_value(part)), false);
    else if (known && kind == SAID_CALL)
        add_call(conversation, role, part);
    else if (known && kind == SAID_RESULT)
        take_value(conversation, SAID_RESULT, role, json_string_value(first_of(part, name_keys)),
                   first_of(part, result_keys));
    else if (known && kind == SAID_MEDIA)
        add_media(conversation, role, part);
    else if (json_is_string(text))
        take(conversation, kind, role, NULL, g_strdup(json_string_value(text)), false);
    else if (!add_named_part(conversation, role, part) && !json_is_null(part))
        take(conversation, SAID_TEXT, role, NULL, laid_out(part), true);
}

static void add_parts(struct conversation *conversation, const char *role, const json_t *parts)
{
    if (!json_is_array(parts)) {
        add_part(conversation, role, parts);
        return;
    }
    for (size_t i = 0; i < json_array_size(parts); i++)
        add_part(conversation, role, json_array_get(parts, i));
}

static void add_message(struct conversation *conversation, const char *role, const json_t *message)
{
    const char *own = json_string_value(json_object_get(message, "role"));
    const json_t *content = json_object_get(message, "content");
    const json_t *parts = json_object_get(message, "parts");
    const json_t *calls = json_object_get(message, "tool_calls");
    role = own ? own : role;
    bool answer = !strcmp(role_of(role), "tool") && !json_is_array(content);
    if (content && answer)
        take_value(conversation, SAID_RESULT, role, json_string_value(first_of(message, name_keys)),
                   content);
    else if (content && !json_is_null(content))
        add_parts(conversation, role, content);
    if (parts)
        add_parts(conversation, role, parts);
    for (size_t i = 0; i < json_array_size(calls); i++)
        add_call(conversation, role, json_array_get(calls, i));
}

static bool is_message(const json_t *object)
{
    static const char *const keys[] = {"role", "parts", "tool_calls", NULL};
    return first_of(object, keys) != NULL;
}

static void add_value(struct conversation *conversation, const char *role, const json_t *value);

/* What the Vercel SDK calls a prompt: {"system": ..., "prompt": ..., "messages": [...]}; OpenAI's
 * answer: {"choices": [{"message": ...}]}. */
static bool add_envelope(struct conversation *conversation, const char *role, const json_t *object)
{
    static const struct {
        const char *key, *role;
    } members[] = {
        {"system",   "system"   },
        {"messages", "user"     },
        {"prompt",   "user"     },
        {"message",  "assistant"},
        {"choices",  "assistant"},
        {"contents", "user"     },
    };
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        const json_t *member = json_object_get(object, members[i].key);
        if (!member || json_is_null(member))
            continue;
        any = true;
        add_value(conversation, *role ? members[i].role : "", member);
    }
    return any;
}

static void add_value(struct conversation *conversation, const char *role, const json_t *value)
{
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            add_value(conversation, role, json_array_get(value, i));
        return;
    }
    if (!json_is_object(value))
        add_part(conversation, role, value);
    else if (is_message(value))
        add_message(conversation, role, value);
    else if (json_object_get(value, "type") || !add_envelope(conversation, role, value))
        add_part(conversation, role, value);
}

void conversation_add(struct conversation *conversation, const char *role, const char *text)
{
    if (!text || !*text)
        return;
    json_t *value = parse(text);
    if (value)
        add_value(conversation, role, value);
    else
        take(conversation, SAID_TEXT, role, NULL, g_strdup(text), false);
    json_decref(value);
}

/* --- events --- */

static const struct {
    const char *name, *role;
} events_of[] = {
    {"gen_ai.system.message",                     "system"   },
    {"gen_ai.user.message",                       "user"     },
    {"gen_ai.assistant.message",                  "assistant"},
    {"gen_ai.tool.message",                       "tool"     },
    {"gen_ai.choice",                             "assistant"},
    {"gen_ai.content.prompt",                     "user"     },
    {"gen_ai.content.completion",                 "assistant"},
    {"gen_ai.client.inference.operation.details", "user"     },
};

static bool add_event(struct conversation *conversation, const char *role, const json_t *event)
{
    static const struct {
        const char *key, *role;
    } members[] = {
        {"gen_ai.system_instructions", "system"   },
        {"gen_ai.input.messages",      "user"     },
        {"gen_ai.prompt",              "user"     },
        {"gen_ai.output.messages",     "assistant"},
        {"gen_ai.completion",          "assistant"},
        {"gen_ai.event.content",       NULL       },
        {"content",                    NULL       },
        {"message",                    NULL       },
    };
    const json_t *attributes = json_object_get(event, "attributes");
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        g_autofree char *text = json_get_text(attributes, members[i].key);
        conversation_add(conversation, members[i].role ? members[i].role : role, text);
        any |= text != NULL;
    }
    return any;
}

bool conversation_add_events(struct conversation *conversation, const char *events)
{
    json_t *list = events ? parse(events) : NULL;
    bool any = false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *event = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(event, "name"));
        for (size_t k = 0; name && k < G_N_ELEMENTS(events_of); k++)
            if (!strcmp(name, events_of[k].name))
                any |= add_event(conversation, events_of[k].role, event);
    }
    json_decref(list);
    return any;
}
