/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_draft.h"
#include "api/wire/tape_loose.h"

#include <string.h>

#define TITLE_CHARS 256
#define TAG_CHARS   200

/* The first line, cut to a length that a list can show. Mostly that is the text. */
static const char *first_line(struct event_draft *draft, const char *text, size_t most)
{
    size_t size = strcspn(text, "\r\n");
    if (size <= most && !text[size] &&
        (size == 0 || !(g_ascii_isspace(text[0]) || g_ascii_isspace(text[size - 1])))) {
        return text;
    }
    g_autofree char *line = g_strndup(text, size);
    g_strstrip(line);
    if (g_utf8_strlen(line, -1) <= (glong)most) {
        return g_string_chunk_insert(draft->chunk, line);
    }
    g_autofree char *head = g_utf8_substring(line, 0, (glong)most - 1);
    return draft_format(draft, "%s…", head);
}

static const char *message_title(struct event_draft *draft)
{
    const char *value = draft_loose(draft, draft->exception, "value");
    const char *text = draft->texts[MEMBER_MESSAGE];
    text = *text ? text : value ? value : "";
    const char *title = first_line(draft, text, TITLE_CHARS);
    return *title ? title : "<unlabeled event>";
}

/* "TimeoutError: Payment charge exceeded 30s" */
static const char *exception_title(struct event_draft *draft, const char *type)
{
    const char *value = draft_loose(draft, draft->exception, "value");
    const char *line = first_line(draft, value ? value : "", TITLE_CHARS);
    const char *name = first_line(draft, type, TITLE_CHARS);
    return *line ? draft_format(draft, "%s: %s", name, line) : name;
}

/* "charge(app.payment)" for JavaScript, "app.payment in charge" for the rest, as Sentry has it. */
static const char *culprit(struct event_draft *draft)
{
    if (draft->texts[MEMBER_TRANSACTION]) {
        return draft->texts[MEMBER_TRANSACTION];
    }
    const char *module = draft_text(draft, draft->frame, "module");
    const char *place = module ? module : draft_text(draft, draft->frame, "filename");
    const char *function = draft_text(draft, draft->frame, "function");
    const char *platform = draft->texts[MEMBER_PLATFORM];
    if (!place && !function) {
        return "";
    }
    if (strstr(platform, "javascript") || strstr(platform, "node")) {
        return draft_format(draft, "%s(%s)", function ? function : "?", place ? place : "?");
    }
    return place && function ? draft_format(draft, "%s in %s", place, function)
                             : (place ? place : function);
}

/* Its type, or NULL where it has none: then it is a message that brought its stack along. */
static const char *thrown_type(struct event_draft *draft)
{
    const char *type = draft_text(draft, draft->exception, "type");
    return type && *type ? type : NULL;
}

void draft_title(struct event_draft *draft)
{
    const char *type = thrown_type(draft);
    draft->texts[MEMBER_TYPE] = type ? "error" : "default";
    draft->texts[MEMBER_TITLE] = type ? exception_title(draft, type) : message_title(draft);
    draft->texts[MEMBER_CULPRIT] = culprit(draft);
}

static void write_some(const char *key, const char *text, GString *out)
{
    if (text && *text) {
        draft_write_key(key, out);
        draft_write_text(text, out);
    }
}

void draft_write_metadata(struct event_draft *draft, GString *out)
{
    const char *type = thrown_type(draft);
    g_string_append_c(out, '{');
    write_some("type", type, out);
    write_some("value", type ? draft_loose(draft, draft->exception, "value") : NULL, out);
    write_some("title", type ? NULL : draft->texts[MEMBER_TITLE], out);
    write_some("filename", draft_text(draft, draft->frame, "filename"), out);
    write_some("function", draft_text(draft, draft->frame, "function"), out);
    g_string_append_c(out, '}');
}

/* --- tags --- */

static void add_tag(struct event_draft *draft, const char *key, const char *value)
{
    if (key && *key && value && *value) {
        struct event_tag tag = {key, first_line(draft, value, TAG_CHARS)};
        g_array_append_val(draft->tags, tag);
    }
}

/* An object, a list of pairs, or a list of {"key", "value"}. */
static void add_sent_tags(struct event_draft *draft, uint32_t sent)
{
    const struct tape *tape = draft->tape;
    bool object = tape_type(tape, sent) == TAPE_OBJECT;
    uint32_t end = tape_end(tape, sent);
    g_autoptr(GString) scratch = g_string_new(NULL);
    for (uint32_t at = sent + 1; at < end; at = tape_next(tape, at)) {
        if (object) {
            const char *key = tape_name(tape, at, scratch);
            add_tag(draft, g_string_chunk_insert(draft->chunk, key),
                    tape_loose_text(tape, at, draft->chunk));
        } else if (tape_type(tape, at) == TAPE_ARRAY) {
            uint32_t left = at + 1, after = tape_end(tape, at);
            uint32_t right = left < after ? tape_next(tape, left) : after;
            if (right < after) {
                add_tag(draft, tape_text_insert(tape, left, draft->chunk),
                        tape_text_insert(tape, right, draft->chunk));
            }
        } else {
            add_tag(draft, draft_text(draft, at, "key"), draft_loose(draft, at, "value"));
        }
    }
}

static void add_user_tag(struct event_draft *draft)
{
    /* By which a user is told first, as draft->user has them. */
    static const struct {
        int user;
        const char *name;
    } forms[] = {
        {0, "id"      },
        {2, "username"},
        {1, "email"   },
        {3, "ip"      },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        const char *text = draft->user[forms[i].user];
        if (text && *text) {
            add_tag(draft, "user", draft_format(draft, "%s:%s", forms[i].name, text));
            return;
        }
    }
}

/* browser "Chrome 120.0", browser.name "Chrome". */
static void add_context_tag(struct event_draft *draft, const char *name)
{
    uint32_t context = tape_get(draft->tape, draft->sent[MEMBER_CONTEXTS], name);
    const char *what = draft_text(draft, context, "name");
    if (!what) {
        return;
    }
    const char *version = draft_loose(draft, context, "version");
    add_tag(draft, draft_format(draft, "%s.name", name), what);
    add_tag(draft, name, version ? draft_format(draft, "%s %s", what, version) : what);
}

static gint by_key(gconstpointer a, gconstpointer b)
{
    return strcmp(((const struct event_tag *)a)->key, ((const struct event_tag *)b)->key);
}

/* The first value of a key stands: the order of equal keys is kept. */
static void sort_tags(GArray *tags)
{
    guint kept = 0;
    g_array_sort(tags, by_key);
    for (guint i = 0; i < tags->len; i++) {
        struct event_tag tag = g_array_index(tags, struct event_tag, i);
        if (kept == 0 ||
            strcmp(g_array_index(tags, struct event_tag, kept - 1).key, tag.key) != 0) {
            g_array_index(tags, struct event_tag, kept++) = tag;
        }
    }
    g_array_set_size(tags, kept);
}

void draft_tags(struct event_draft *draft)
{
    static const struct {
        const char *key;
        enum member member;
    } from_event[] = {
        {"level",       MEMBER_LEVEL      },
        {"environment", MEMBER_ENVIRONMENT},
        {"release",     MEMBER_RELEASE    },
        {"dist",        MEMBER_DIST       },
        {"server_name", MEMBER_SERVER_NAME},
        {"transaction", MEMBER_TRANSACTION},
        {"logger",      MEMBER_LOGGER     },
    };
    static const char *const from_contexts[] = {"browser", "os", "runtime", "device"};
    for (size_t i = 0; i < G_N_ELEMENTS(from_event); i++) {
        add_tag(draft, from_event[i].key, draft->texts[from_event[i].member]);
    }
    add_sent_tags(draft, draft->sent[MEMBER_TAGS]);
    add_user_tag(draft);
    uint32_t mechanism = tape_get(draft->tape, draft->exception, "mechanism");
    if (tape_type(draft->tape, mechanism) == TAPE_OBJECT) {
        add_tag(draft, "handled", draft->handled ? "yes" : "no");
        add_tag(draft, "mechanism", draft_text(draft, mechanism, "type"));
    }
    add_tag(draft, "url", draft_text(draft, draft->sent[MEMBER_REQUEST], "url"));
    for (size_t i = 0; i < G_N_ELEMENTS(from_contexts); i++) {
        add_context_tag(draft, from_contexts[i]);
    }
    uint32_t device = tape_get(draft->tape, draft->sent[MEMBER_CONTEXTS], "device");
    add_tag(draft, "device.family", draft_text(draft, device, "family"));
    sort_tags(draft->tags);
}
