/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/grouping.h"

#include "api/wire/event_title.h"
#include "api/wire/json.h"

#include <string.h>

#define TEMPLATE_BYTES 4096
#define MAX_FRAMES     250

/* --- messages --- */

/* What a text may have, without which some patterns need not be tried. */
enum has {
    HAS_QUOTE = 1 << 0,
    HAS_AT = 1 << 1,
    HAS_DASH = 1 << 2,
    HAS_DOT = 1 << 3,
    HAS_COLON = 1 << 4,
    HAS_DIGIT = 1 << 5,
    HAS_BLANK = 1 << 6,
    HAS_ALL = (1 << 7) - 1,
};

/* Tried in this order, so that an address is not taken for numbers. */
static const struct {
    const char *pattern;
    const char *mark;
    unsigned needs; /* all of these, to match at all */
} parameters[] = {
    {"\"[^\"]*\"|(?<![\\w])'[^']*'(?![\\w])|`[^`]*`",                                             "<str>",      HAS_QUOTE           },
    {"[\\w.+-]+@[\\w-]+\\.[\\w.-]+",                                                              "<email>",    HAS_AT | HAS_DOT    },
    {"\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b",         "<uuid>",
     HAS_DASH                                                                                                                       },
    {"\\b\\d{1,3}(\\.\\d{1,3}){3}(:\\d+)?\\b",                                                    "<ip>",       HAS_DIGIT | HAS_DOT },
    {"(?<![\\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{1,4}(?![\\w:])",                           "<ip>",       HAS_COLON           },
    {"\\b\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:?\\d\\d)?)?\\b",
     "<date>",                                                                                                  HAS_DIGIT | HAS_DASH},
    {"\\b0[xX][0-9a-fA-F]+\\b|\\b(?=[a-fA-F]*\\d)(?=\\d*[a-fA-F])[0-9a-fA-F]{8,}\\b",             "<hex>",
     HAS_DIGIT                                                                                                                      },
    {"\\b\\d+(\\.\\d+)?\\s?(ns|us|µs|ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?|d|days?)"
     "\\b",                                                                                  "<duration>", HAS_DIGIT           },
    {"(?<![\\w.])[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?(?![A-Za-z_])",                               "<num>",      HAS_DIGIT           },
    {"\\d+",                                                                                      "<num>",      HAS_DIGIT           },
    {"\\s+",                                                                                      " ",          HAS_BLANK           },
};

/* Of `text`. What is no ASCII may be anything: there are digits and blanks of other scripts. */
static unsigned what_it_has(const char *text)
{
    static const uint8_t has[256] = {
        ['"'] = HAS_QUOTE,  ['\''] = HAS_QUOTE, ['`'] = HAS_QUOTE,  ['@'] = HAS_AT,
        ['-'] = HAS_DASH,   ['.'] = HAS_DOT,    [':'] = HAS_COLON,  [' '] = HAS_BLANK,
        ['\t'] = HAS_BLANK, ['\n'] = HAS_BLANK, ['\v'] = HAS_BLANK, ['\f'] = HAS_BLANK,
        ['\r'] = HAS_BLANK, ['0'] = HAS_DIGIT,  ['1'] = HAS_DIGIT,  ['2'] = HAS_DIGIT,
        ['3'] = HAS_DIGIT,  ['4'] = HAS_DIGIT,  ['5'] = HAS_DIGIT,  ['6'] = HAS_DIGIT,
        ['7'] = HAS_DIGIT,  ['8'] = HAS_DIGIT,  ['9'] = HAS_DIGIT,  [0x80 ... 0xFF] = HAS_ALL,
    };
    unsigned all = 0;
    for (const char *c = text; *c; c++) {
        all |= has[(unsigned char)*c];
    }
    return all;
}

static gpointer compile_all(gpointer unused)
{
    (void)unused;
    GRegex **compiled = g_new0(GRegex *, G_N_ELEMENTS(parameters));
    for (size_t i = 0; i < G_N_ELEMENTS(parameters); i++) {
        compiled[i] = g_regex_new(parameters[i].pattern, G_REGEX_OPTIMIZE, 0, NULL);
        g_assert(compiled[i]);
    }
    return compiled;
}

char *grouping_template(const char *text)
{
    static GOnce once = G_ONCE_INIT;
    GRegex **compiled = g_once(&once, compile_all, NULL);
    size_t length = strnlen(text, TEMPLATE_BYTES);
    g_autofree char *head = g_strndup(text, length);
    char *now = g_utf8_make_valid(head, -1);
    /* A mark brings nothing that a later pattern needs. */
    unsigned all = what_it_has(now);
    for (size_t i = 0; i < G_N_ELEMENTS(parameters); i++) {
        char *next =
            (parameters[i].needs & ~all)
                ? NULL
                : g_regex_replace_literal(compiled[i], now, -1, 0, parameters[i].mark, 0, NULL);
        if (next) {
            g_free(now);
            now = next;
            all = what_it_has(now);
        }
    }
    return g_strstrip(now);
}

/* --- templates that were made before --- */

#define MEMORY_TEXTS 2048
#define MEMORY_BYTES 200 /* of a text */

struct grouping_memory {
    GHashTable *templates; /* by their texts */
};

struct grouping_memory *grouping_memory_new(void)
{
    struct grouping_memory *memory = g_new(struct grouping_memory, 1);
    memory->templates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return memory;
}

void grouping_memory_free(struct grouping_memory *memory)
{
    if (memory) {
        g_hash_table_unref(memory->templates);
        g_free(memory);
    }
}

static char *template_of(struct grouping_memory *memory, const char *text)
{
    const char *known = memory ? g_hash_table_lookup(memory->templates, text) : NULL;
    if (known) {
        return g_strdup(known);
    }
    char *template = grouping_template(text);
    if (memory && strlen(text) <= MEMORY_BYTES) {
        if (g_hash_table_size(memory->templates) >= MEMORY_TEXTS) {
            g_hash_table_remove_all(memory->templates);
        }
        g_hash_table_insert(memory->templates, g_strdup(text), g_strdup(template));
    }
    return template;
}

/* --- what counts --- */

/* What an event is grouped by, in the making. */
struct parts {
    GString *text;
    struct grouping_memory *memory;
};

static void add(struct parts *parts, const char *text)
{
    g_string_append(parts->text, text ? text : "");
    g_string_append_c(parts->text, '\n');
}

static bool has_function(const char *function)
{
    return function && *function && strcmp(function, "?") != 0 &&
           strcmp(function, "<anonymous>") != 0 && strcmp(function, "<unknown>") != 0;
}

/* Builds put hashes into the names of files: app.3f2a9c41.js */
static char *place_of(const json_t *frame, struct grouping_memory *memory)
{
    const char *module = json_get_string(frame, "module");
    const char *file = json_get_string(frame, "filename");
    const char *place = module && *module ? module
                        : file            ? file
                                          : json_get_string(frame, "abs_path");
    g_autofree char *path = place ? g_strndup(place, strcspn(place, "?#")) : g_strdup("");
    return template_of(memory, path);
}

static char *frame_part(const json_t *frame, struct grouping_memory *memory)
{
    g_autofree char *place = place_of(frame, memory);
    const char *function = json_get_string(frame, "function");
    if (has_function(function)) {
        g_autofree char *name = template_of(memory, function);
        return g_strdup_printf("%s|%s", place, name);
    }
    return g_strdup_printf("%s|line %" G_GINT64_FORMAT, place, json_get_int(frame, "lineno", 0));
}

/* Frames that repeat, as in a recursion, count once. */
static bool add_frames(struct parts *parts, const json_t *frames)
{
    bool only_in_app = false, any = false;
    g_autofree char *last = NULL;
    size_t i;
    json_t *frame;
    json_array_foreach(frames, i, frame)
    {
        only_in_app |= json_get_bool(frame, "in_app", false);
    }
    size_t count = json_array_size(frames);
    for (i = count > MAX_FRAMES ? count - MAX_FRAMES : 0; i < count; i++) {
        frame = json_array_get(frames, i);
        if (only_in_app && !json_get_bool(frame, "in_app", false)) {
            continue;
        }
        g_autofree char *part = frame_part(frame, parts->memory);
        if (g_strcmp0(part, last) != 0) {
            add(parts, part);
        }
        g_free(last);
        last = g_steal_pointer(&part);
        any = true;
    }
    return any;
}

/* False when no exception has a type: then it is a message that brought its stack along. */
static bool add_exceptions(struct parts *parts, const json_t *event)
{
    bool typed = false;
    size_t i;
    json_t *exception;
    json_array_foreach(json_get_path(event, "exception.values"), i, exception)
    {
        const char *type = json_get_string(exception, "type");
        if (!type || !*type) {
            continue;
        }
        typed = true;
        add(parts, type);
        if (!add_frames(parts, json_get_path(exception, "stacktrace.frames"))) {
            g_autofree char *value = json_get_text(exception, "value");
            g_autofree char *template = grouping_template(value ? value : "");
            add(parts, template);
        }
    }
    return typed;
}

static bool add_crashed_thread(struct parts *parts, const json_t *event)
{
    size_t i;
    json_t *thread;
    json_array_foreach(json_get_path(event, "threads.values"), i, thread)
    {
        if (json_get_bool(thread, "crashed", false)) {
            return add_frames(parts, json_get_path(thread, "stacktrace.frames"));
        }
    }
    return false;
}

static void add_message(struct parts *parts, const json_t *event)
{
    const json_t *entry = json_object_get(event, "logentry");
    const char *sent = json_get_string(entry, "message");
    const char *message = json_get_string(event, "message");
    const char *text = sent && *sent ? sent : message && *message ? message : NULL;
    g_autofree char *value = json_get_text(event_exception(event), "value");
    g_autofree char *template = grouping_template(text ? text : value ? value : "");
    add(parts, "message");
    add(parts, template);
}

static void add_default(struct parts *parts, const json_t *event)
{
    if (!add_exceptions(parts, event) && !add_crashed_thread(parts, event)) {
        add_message(parts, event);
    }
}

/* --- fingerprints --- */

static const char *tag_value(const json_t *event, const char *name)
{
    size_t i;
    json_t *tag;
    json_array_foreach(json_object_get(event, "tags"), i, tag)
    {
        if (strcmp(json_string_value(json_array_get(tag, 0)), name) == 0) {
            return json_string_value(json_array_get(tag, 1));
        }
    }
    return NULL;
}

/* What `{{ name }}` stands for; "" for what the event does not have. */
static char *variable(const json_t *event, const char *name)
{
    const json_t *exception = event_exception(event);
    const json_t *frame = event_frame(exception);
    const struct {
        const char *name;
        const json_t *object;
        const char *key;
    } known[] = {
        {"error.type",     exception, "type"       },
        {"type",           exception, "type"       },
        {"error.value",    exception, "value"      },
        {"value",          exception, "value"      },
        {"message",        event,     "message"    },
        {"transaction",    event,     "transaction"},
        {"level",          event,     "level"      },
        {"logger",         event,     "logger"     },
        {"stack.function", frame,     "function"   },
        {"function",       frame,     "function"   },
        {"stack.module",   frame,     "module"     },
        {"module",         frame,     "module"     },
        {"stack.abs_path", frame,     "abs_path"   },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(name, known[i].name) == 0) {
            return json_get_text(known[i].object, known[i].key);
        }
    }
    return g_str_has_prefix(name, "tags.") ? g_strdup(tag_value(event, name + 5)) : NULL;
}

static void add_fingerprint_part(struct parts *parts, const json_t *event, const char *text)
{
    size_t length = strlen(text);
    if (length < 4 || strncmp(text, "{{", 2) != 0 || strcmp(text + length - 2, "}}") != 0) {
        add(parts, text);
        return;
    }
    g_autofree char *name = g_strndup(text + 2, length - 4);
    g_strstrip(name);
    if (strcmp(name, "default") == 0) {
        add_default(parts, event);
        return;
    }
    g_autofree char *value = variable(event, name);
    add(parts, value ? value : text);
}

char *grouping_hash(const json_t *event, struct grouping_memory *memory)
{
    g_autoptr(GString) all = g_string_new(NULL);
    struct parts parts = {all, memory};
    const json_t *fingerprint = json_object_get(event, "fingerprint");
    for (size_t i = 0; i < json_array_size(fingerprint); i++) {
        const json_t *part = json_array_get(fingerprint, i);
        g_autofree char *number = json_is_integer(part) ? g_strdup_printf("%" JSON_INTEGER_FORMAT,
                                                                          json_integer_value(part))
                                                        : NULL;
        const char *text = number ? number : json_string_value(part);
        if (text) {
            add_fingerprint_part(&parts, event, text);
        }
    }
    if (all->len == 0) {
        add_default(&parts, event);
    }
    return g_compute_checksum_for_string(G_CHECKSUM_MD5, all->str, (gssize)all->len);
}
