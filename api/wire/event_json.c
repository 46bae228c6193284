/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_json.h"

#include "api/model/issue.h"
#include "api/wire/event_draft.h"
#include "api/wire/json.h"
#include "api/wire/rows.h"
#include "api/wire/tape_loose.h"
#include "base/clock.h"

#include <stdarg.h>
#include <string.h>

#define ROOM_MORE 1024 /* bytes by which an event mostly grows */
#define ROOM_TEXT 2048

/* What is done with a member. */
enum form {
    FORM_TEXT,   /* as draft->texts has it */
    FORM_OBJECT, /* as sent, where it is one */
    FORM_ARRAY,
    FORM_TIMESTAMP,
    FORM_STACKS,
    FORM_BREADCRUMBS,
    FORM_REQUEST,
    FORM_USER,
    FORM_METADATA,
    FORM_TAGS,
};

static const struct {
    const char *name;
    enum form form;
} members[MEMBER_COUNT] = {
    [MEMBER_EVENT_ID] = {"event_id",    FORM_TEXT       },
    [MEMBER_TIMESTAMP] = {"timestamp",   FORM_TIMESTAMP  },
    [MEMBER_RELEASE] = {"release",     FORM_TEXT       },
    [MEMBER_ENVIRONMENT] = {"environment", FORM_TEXT       },
    [MEMBER_DIST] = {"dist",        FORM_TEXT       },
    [MEMBER_SERVER_NAME] = {"server_name", FORM_TEXT       },
    [MEMBER_TRANSACTION] = {"transaction", FORM_TEXT       },
    [MEMBER_PLATFORM] = {"platform",    FORM_TEXT       },
    [MEMBER_LOGGER] = {"logger",      FORM_TEXT       },
    [MEMBER_LEVEL] = {"level",       FORM_TEXT       },
    [MEMBER_LOGENTRY] = {"logentry",    FORM_OBJECT     },
    [MEMBER_MESSAGE] = {"message",     FORM_TEXT       },
    [MEMBER_EXCEPTION] = {"exception",   FORM_STACKS     },
    [MEMBER_THREADS] = {"threads",     FORM_STACKS     },
    [MEMBER_BREADCRUMBS] = {"breadcrumbs", FORM_BREADCRUMBS},
    [MEMBER_REQUEST] = {"request",     FORM_REQUEST    },
    [MEMBER_USER] = {"user",        FORM_USER       },
    [MEMBER_CONTEXTS] = {"contexts",    FORM_OBJECT     },
    [MEMBER_EXTRA] = {"extra",       FORM_OBJECT     },
    [MEMBER_SDK] = {"sdk",         FORM_OBJECT     },
    [MEMBER_MODULES] = {"modules",     FORM_OBJECT     },
    [MEMBER_FINGERPRINT] = {"fingerprint", FORM_ARRAY      },
    [MEMBER_TYPE] = {"type",        FORM_TEXT       },
    [MEMBER_TITLE] = {"title",       FORM_TEXT       },
    [MEMBER_CULPRIT] = {"culprit",     FORM_TEXT       },
    [MEMBER_METADATA] = {"metadata",    FORM_METADATA   },
    [MEMBER_TAGS] = {"tags",        FORM_TAGS       },
};

static const char *const user_texts[] = {"id", "email", "username", "ip_address"};

/* --- what the parts ask --- */

const char *draft_text(struct event_draft *draft, uint32_t object, const char *name)
{
    return tape_text_insert(draft->tape, tape_get(draft->tape, object, name), draft->chunk);
}

const char *draft_loose(struct event_draft *draft, uint32_t object, const char *name)
{
    return tape_loose_text(draft->tape, tape_get(draft->tape, object, name), draft->chunk);
}

const char *draft_format(struct event_draft *draft, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return g_string_chunk_insert(draft->chunk, text);
}

uint32_t draft_inner(const struct event_draft *draft, uint32_t object, const char *name,
                     const char *inner)
{
    return tape_get(draft->tape, tape_get(draft->tape, object, name), inner);
}

static void write_comma(GString *out)
{
    char last = out->str[out->len - 1];
    if (last != '{' && last != '[') {
        g_string_append_c(out, ',');
    }
}

void draft_write_name(const struct event_draft *draft, uint32_t index, GString *out)
{
    const char *name = draft->tape->text + draft->tape->nodes[index].name;
    write_comma(out);
    g_string_append_len(out, name - 1, (gssize)tape_name_size(draft->tape, index) + 2);
    g_string_append_c(out, ':');
}

void draft_write_key(const char *key, GString *out)
{
    write_comma(out);
    draft_write_text(key, out);
    g_string_append_c(out, ':');
}

void draft_write_text(const char *text, GString *out)
{
    json_append_text(out, text, strlen(text));
}

/* --- finding --- */

/* MEMBER_COUNT for a name that has no form. */
static enum member member_of(const struct tape *tape, uint32_t index, GString *scratch)
{
    const struct tape_node *node = &tape->nodes[index];
    size_t size = tape_name_size(tape, index);
    const char *name = tape->text + node->name;
    if (node->name_escaped) {
        name = tape_name(tape, index, scratch);
        size = scratch->len;
    }
    int m = 0;
    while (m < MEMBER_COUNT &&
           (strncmp(members[m].name, name, size) != 0 || members[m].name[size])) {
        m++;
    }
    return (enum member)m;
}

/* The last of each name counts. */
static void find_members(struct event_draft *draft)
{
    g_autoptr(GString) scratch = g_string_new(NULL);
    uint32_t end = tape_end(draft->tape, TAPE_ROOT);
    for (uint32_t at = TAPE_ROOT + 1; at < end; at = tape_next(draft->tape, at)) {
        enum member member = member_of(draft->tape, at, scratch);
        if (member < MEMBER_COUNT) {
            draft->sent[member] = at;
        }
    }
}

static void keep_type(struct event_draft *draft, enum member member, enum tape_type type)
{
    if (tape_type(draft->tape, draft->sent[member]) != type) {
        draft->sent[member] = 0;
    }
}

static const char *level_text(struct event_draft *draft)
{
    const char *text = tape_loose_text(draft->tape, draft->sent[MEMBER_LEVEL], draft->chunk);
    enum level level = level_parse(text ? text : "");
    if (text && strcmp(text, "log") == 0) {
        level = LEVEL_INFO;
    }
    if (level == LEVEL_TRACE) {
        level = LEVEL_DEBUG;
    }
    return level_name(level == LEVEL_UNKNOWN ? LEVEL_ERROR : level);
}

static void find_names(struct event_draft *draft)
{
    for (int m = MEMBER_RELEASE; m <= MEMBER_LOGGER; m++) {
        const char *text = tape_loose_text(draft->tape, draft->sent[m], draft->chunk);
        draft->texts[m] = text && *text ? text : NULL;
    }
    if (!draft->texts[MEMBER_PLATFORM]) {
        draft->texts[MEMBER_PLATFORM] = "other";
    }
    draft->texts[MEMBER_LEVEL] = level_text(draft);
}

static void find_id(struct event_draft *draft)
{
    const char *sent = tape_text_insert(draft->tape, draft->sent[MEMBER_EVENT_ID], draft->chunk);
    g_autofree char *id = row_hex(sent, 32);
    if (!id) {
        id = row_new_id();
    }
    draft->texts[MEMBER_EVENT_ID] = g_string_chunk_insert(draft->chunk, id);
}

/* All that must be known before anything is written. */
static void find_all(struct event_draft *draft)
{
    static const enum member objects[] = {MEMBER_REQUEST, MEMBER_USER, MEMBER_CONTEXTS,
                                          MEMBER_EXTRA,   MEMBER_SDK,  MEMBER_MODULES};
    find_members(draft);
    for (size_t i = 0; i < G_N_ELEMENTS(objects); i++) {
        keep_type(draft, objects[i], TAPE_OBJECT);
    }
    keep_type(draft, MEMBER_FINGERPRINT, TAPE_ARRAY);
    find_id(draft);
    find_names(draft);
    draft_message(draft);
    draft_exception(draft);
    for (size_t i = 0; i < G_N_ELEMENTS(user_texts); i++) {
        draft->user[i] = draft_loose(draft, draft->sent[MEMBER_USER], user_texts[i]);
    }
    draft_title(draft);
    draft_tags(draft);
}

/* --- writing --- */

static void write_value(const struct event_draft *draft, uint32_t index, GString *out)
{
    size_t size;
    const char *bytes = tape_bytes(draft->tape, index, &size);
    g_string_append_len(out, bytes, (gssize)size);
}

/* As it came, where it is that already. */
static void write_timestamp(const struct event_draft *draft, GString *out)
{
    double seconds = (double)(draft->time_ns / NS_PER_US) / 1e6;
    uint32_t sent = draft->sent[MEMBER_TIMESTAMP];
    if (tape_type(draft->tape, sent) == TAPE_REAL && tape_real(draft->tape, sent) == seconds) {
        write_value(draft, sent, out);
    } else {
        json_append_real(out, seconds);
    }
}

static int user_text_of(const struct tape *tape, uint32_t index)
{
    int i = 0;
    while (i < (int)G_N_ELEMENTS(user_texts) && !tape_name_is(tape, index, user_texts[i])) {
        i++;
    }
    return i;
}

/* As sent, but for those that are texts. */
static void write_user(const struct event_draft *draft, GString *out)
{
    const struct tape *tape = draft->tape;
    uint32_t user = draft->sent[MEMBER_USER], end = tape_end(tape, user);
    g_string_append_c(out, '{');
    for (uint32_t at = user + 1; at < end; at = tape_next(tape, at)) {
        int which = user_text_of(tape, at);
        if (which == G_N_ELEMENTS(user_texts)) {
            draft_write_name(draft, at, out);
            write_value(draft, at, out);
        } else if (draft->user[which] && tape_get(tape, user, user_texts[which]) == at) {
            draft_write_name(draft, at, out);
            draft_write_text(draft->user[which], out);
        }
    }
    g_string_append_c(out, '}');
}

static void write_tags(const struct event_draft *draft, GString *out)
{
    g_string_append_c(out, '[');
    for (guint i = 0; i < draft->tags->len; i++) {
        const struct event_tag *tag = &g_array_index(draft->tags, struct event_tag, i);
        g_string_append(out, i ? ",[" : "[");
        draft_write_text(tag->key, out);
        g_string_append_c(out, ',');
        draft_write_text(tag->value, out);
        g_string_append_c(out, ']');
    }
    g_string_append_c(out, ']');
}

/* Of a member that is there. False when nothing is left of it. */
static bool write_form(struct event_draft *draft, enum member member, GString *out)
{
    uint32_t sent = draft->sent[member];
    switch (members[member].form) {
    case FORM_TEXT:
        draft_write_text(draft->texts[member], out);
        break;
    case FORM_OBJECT:
    case FORM_ARRAY:
        write_value(draft, sent, out);
        break;
    case FORM_TIMESTAMP:
        write_timestamp(draft, out);
        break;
    case FORM_STACKS:
        return draft_write_stacks(draft, sent, out);
    case FORM_BREADCRUMBS:
        return draft_write_breadcrumbs(draft, sent, out);
    case FORM_REQUEST:
        draft_write_request(draft, sent, out);
        break;
    case FORM_USER:
        write_user(draft, out);
        break;
    case FORM_METADATA:
        draft_write_metadata(draft, out);
        break;
    case FORM_TAGS:
        write_tags(draft, out);
        break;
    }
    return true;
}

static void write_member(struct event_draft *draft, enum member member, GString *out)
{
    bool always = member == MEMBER_TIMESTAMP || member == MEMBER_METADATA || member == MEMBER_TAGS;
    bool any = members[member].form == FORM_TEXT ? draft->texts[member] != NULL
                                                 : always || draft->sent[member];
    gsize before = out->len;
    if (any) {
        draft_write_key(members[member].name, out);
        if (!write_form(draft, member, out)) {
            g_string_truncate(out, before);
        }
    }
}

/* Each member where it stood, and what was not sent behind them. */
static char *write_event(struct event_draft *draft, size_t *size)
{
    const struct tape *tape = draft->tape;
    g_autoptr(GString) scratch = g_string_new(NULL);
    GString *out = g_string_sized_new(tape->size + ROOM_MORE);
    bool written[MEMBER_COUNT] = {false};
    uint32_t end = tape_end(tape, TAPE_ROOT);
    g_string_append_c(out, '{');
    for (uint32_t at = TAPE_ROOT + 1; at < end; at = tape_next(tape, at)) {
        enum member member = member_of(tape, at, scratch);
        if (member == MEMBER_COUNT) {
            draft_write_name(draft, at, out);
            write_value(draft, at, out);
        } else if (!written[member]) {
            written[member] = true;
            write_member(draft, member, out);
        }
    }
    for (int m = 0; m < MEMBER_COUNT; m++) {
        if (!written[m]) {
            write_member(draft, (enum member)m, out);
        }
    }
    g_string_append_c(out, '}');
    *size = out->len;
    return g_string_free(out, FALSE);
}

/* --- the row --- */

static void set_trace(struct item *item, struct event_draft *draft)
{
    uint32_t context = tape_get(draft->tape, draft->sent[MEMBER_CONTEXTS], "trace");
    g_autofree char *trace = row_hex(draft_text(draft, context, "trace_id"), 32);
    g_autofree char *span = row_hex(draft_text(draft, context, "span_id"), 16);
    g_autofree char *parent = row_hex(draft_text(draft, context, "parent_span_id"), 16);
    row_set_text(item, "trace", trace);
    row_set_text(item, "span_id", span);
    row_set_text(item, "parent_span", parent);
}

static void set_error(struct item *item, struct event_draft *draft)
{
    uint32_t mechanism = tape_get(draft->tape, draft->exception, "mechanism");
    row_set_text(item, "error.type", draft_text(draft, draft->exception, "type"));
    row_set_text(item, "error.value", draft_loose(draft, draft->exception, "value"));
    row_set_text(item, "error.mechanism", draft_text(draft, mechanism, "type"));
    if (draft->exception) {
        row_set(item, "handled", value_bool(draft->handled));
    }
    row_set_text(item, "stack.filename", draft_text(draft, draft->frame, "filename"));
    row_set_text(item, "stack.function", draft_text(draft, draft->frame, "function"));
    row_set_text(item, "stack.module", draft_text(draft, draft->frame, "module"));
}

static struct item *make_row(struct event_draft *draft)
{
    static const struct {
        const char *key;
        enum member member;
    } texts[] = {
        {"title",       MEMBER_TITLE      },
        {"message",     MEMBER_MESSAGE    },
        {"level",       MEMBER_LEVEL      },
        {"culprit",     MEMBER_CULPRIT    },
        {"release",     MEMBER_RELEASE    },
        {"dist",        MEMBER_DIST       },
        {"environment", MEMBER_ENVIRONMENT},
        {"transaction", MEMBER_TRANSACTION},
        {"server_name", MEMBER_SERVER_NAME},
        {"platform",    MEMBER_PLATFORM   },
        {"event.type",  MEMBER_TYPE       },
    };
    struct item *item = item_new(ITEM_EVENT);
    item->time_ns = draft->time_ns;
    item->id = g_strdup(draft->texts[MEMBER_EVENT_ID]);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *text = draft->texts[texts[i].member];
        row_set_text(item, texts[i].key, text && *text ? text : NULL);
    }
    set_trace(item, draft);
    set_error(item, draft);
    row_set_user_texts(item, draft->user);
    row_set_text(item, "sdk.name", draft_text(draft, draft->sent[MEMBER_SDK], "name"));
    row_set_text(item, "sdk.version", draft_text(draft, draft->sent[MEMBER_SDK], "version"));
    for (guint i = 0; i < draft->tags->len; i++) {
        const struct event_tag *tag = &g_array_index(draft->tags, struct event_tag, i);
        row_set_text(item, tag->key, tag->value);
    }
    return item;
}

struct item *event_json_item(const struct tape *sent, int64_t time_ns, struct tape **event,
                             GError **error)
{
    if (tape_type(sent, TAPE_ROOT) != TAPE_OBJECT) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "an event is a JSON object");
        return NULL;
    }
    struct event_draft draft = {
        .tape = sent,
        .time_ns = time_ns,
        .tags = g_array_sized_new(FALSE, FALSE, sizeof(struct event_tag), 24),
        .chunk = g_string_chunk_new(ROOM_TEXT),
    };
    find_all(&draft);
    size_t size;
    g_autofree char *text = write_event(&draft, &size);
    struct item *item = NULL;
    *event = tape_read(text, size, error);
    if (*event) {
        item = make_row(&draft);
        item->payload = g_steal_pointer(&text);
    }
    g_array_unref(draft.tags);
    g_string_chunk_free(draft.chunk);
    return item;
}
