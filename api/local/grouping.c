/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/grouping.h"

#include "api/wire/tape_loose.h"

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

/* Appends the template of a text. */
static void add_template(GString *out, struct grouping_memory *memory, const char *text)
{
    const char *known = memory ? g_hash_table_lookup(memory->templates, text) : NULL;
    if (known) {
        g_string_append(out, known);
        return;
    }
    char *template = grouping_template(text);
    g_string_append(out, template);
    if (!memory || strlen(text) > MEMORY_BYTES) {
        g_free(template);
        return;
    }
    if (g_hash_table_size(memory->templates) >= MEMORY_TEXTS) {
        g_hash_table_remove_all(memory->templates);
    }
    g_hash_table_insert(memory->templates, g_strdup(text), template);
}

/* --- what counts --- */

/* What an event is grouped by, in the making. */
struct parts {
    const struct tape *event;
    GString *text;
    GString *scratch;
    struct grouping_memory *memory;
};

static void add(struct parts *parts, const char *text)
{
    g_string_append(parts->text, text ? text : "");
    g_string_append_c(parts->text, '\n');
}

/* The template of a text or a number of the event. */
static void add_value(struct parts *parts, uint32_t index)
{
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(TEMPLATE_BYTES);
    const char *text = tape_loose_text(parts->event, index, chunk);
    g_autofree char *template = grouping_template(text ? text : "");
    add(parts, template);
}

/* The text of a member, until the next one is asked for; NULL for what is none. */
static const char *text_in(struct parts *parts, uint32_t object, const char *name)
{
    return tape_text(parts->event, tape_get(parts->event, object, name), parts->scratch);
}

static uint32_t path(const struct parts *parts, uint32_t object, const char *name,
                     const char *inner)
{
    return tape_get(parts->event, tape_get(parts->event, object, name), inner);
}

static bool has_function(const char *function)
{
    return function && *function && strcmp(function, "?") != 0 &&
           strcmp(function, "<anonymous>") != 0 && strcmp(function, "<unknown>") != 0;
}

/* Builds put hashes into the names of files: app.3f2a9c41.js */
static void add_place(struct parts *parts, uint32_t frame)
{
    const char *place = text_in(parts, frame, "module");
    if (!place || !*place) {
        place = text_in(parts, frame, "filename");
        place = place ? place : text_in(parts, frame, "abs_path");
    }
    if (place) {
        g_string_truncate(parts->scratch, strcspn(place, "?#"));
    } else {
        g_string_truncate(parts->scratch, 0);
    }
    add_template(parts->text, parts->memory, parts->scratch->str);
}

static void add_frame(struct parts *parts, uint32_t frame)
{
    add_place(parts, frame);
    const char *function = text_in(parts, frame, "function");
    if (has_function(function)) {
        g_string_append_c(parts->text, '|');
        add_template(parts->text, parts->memory, function);
    } else {
        g_string_append_printf(
            parts->text, "|line %" G_GINT64_FORMAT,
            tape_loose_int(parts->event, tape_get(parts->event, frame, "lineno"), 0));
    }
    g_string_append_c(parts->text, '\n');
}

static bool is_in_app(const struct tape *event, uint32_t frame)
{
    return tape_loose_bool(event, tape_get(event, frame, "in_app"), false);
}

/* The first of the last MAX_FRAMES; *only_in_app when there are some that are. */
static uint32_t first_frame(const struct tape *event, uint32_t frames, bool *only_in_app)
{
    uint32_t end = tape_end(event, frames), first = frames + 1, count = 0;
    *only_in_app = false;
    for (uint32_t at = first; at < end; at = tape_next(event, at)) {
        *only_in_app = *only_in_app || is_in_app(event, at);
        if (++count > MAX_FRAMES) {
            first = tape_next(event, first);
        }
    }
    return first;
}

/* Frames that repeat, as in a recursion, count once. */
static bool add_frames(struct parts *parts, uint32_t frames)
{
    const struct tape *event = parts->event;
    GString *text = parts->text;
    uint32_t end = tape_type(event, frames) == TAPE_ARRAY ? tape_end(event, frames) : 0;
    bool only_in_app, any = false;
    gsize last = 0, last_size = 0;
    for (uint32_t at = first_frame(event, frames, &only_in_app); at < end;
         at = tape_next(event, at)) {
        if (only_in_app && !is_in_app(event, at)) {
            continue;
        }
        gsize from = text->len;
        add_frame(parts, at);
        gsize size = text->len - from;
        if (any && size == last_size && memcmp(text->str + last, text->str + from, size) == 0) {
            g_string_truncate(text, from);
        } else {
            last = from;
            last_size = size;
        }
        any = true;
    }
    return any;
}

/* False when no exception has a type: then it is a message that brought its stack along. */
static bool add_exceptions(struct parts *parts)
{
    const struct tape *event = parts->event;
    uint32_t values = path(parts, TAPE_ROOT, "exception", "values");
    uint32_t end = tape_end(event, values);
    bool typed = false;
    for (uint32_t at = values + 1; at < end; at = tape_next(event, at)) {
        const char *type = text_in(parts, at, "type");
        if (!type || !*type) {
            continue;
        }
        typed = true;
        add(parts, type);
        if (!add_frames(parts, path(parts, at, "stacktrace", "frames"))) {
            add_value(parts, tape_get(event, at, "value"));
        }
    }
    return typed;
}

static bool add_crashed_thread(struct parts *parts)
{
    const struct tape *event = parts->event;
    uint32_t values = path(parts, TAPE_ROOT, "threads", "values");
    uint32_t end = tape_end(event, values);
    for (uint32_t at = values + 1; at < end; at = tape_next(event, at)) {
        if (tape_loose_bool(event, tape_get(event, at, "crashed"), false)) {
            return add_frames(parts, path(parts, at, "stacktrace", "frames"));
        }
    }
    return false;
}

/* The exception that was thrown: the last one; 0 when there is none. */
static uint32_t thrown(const struct parts *parts)
{
    uint32_t values = path(parts, TAPE_ROOT, "exception", "values"), last = 0;
    uint32_t end = tape_end(parts->event, values);
    for (uint32_t at = values + 1; at < end; at = tape_next(parts->event, at)) {
        last = at;
    }
    return last;
}

/* Whether it is a text that says something. */
static bool is_told(const struct tape *event, uint32_t index)
{
    return tape_type(event, index) == TAPE_TEXT && event->nodes[index].size > 0;
}

static void add_message(struct parts *parts)
{
    const struct tape *event = parts->event;
    uint32_t template = path(parts, TAPE_ROOT, "logentry", "message");
    uint32_t message = tape_get(event, TAPE_ROOT, "message");
    add(parts, "message");
    add_value(parts, is_told(event, template)  ? template
                     : is_told(event, message) ? message
                                               : tape_get(event, thrown(parts), "value"));
}

static void add_default(struct parts *parts)
{
    if (!add_exceptions(parts) && !add_crashed_thread(parts)) {
        add_message(parts);
    }
}

/* --- fingerprints --- */

static uint32_t tag_value(const struct tape *event, const char *name)
{
    uint32_t tags = tape_get(event, TAPE_ROOT, "tags"), end = tape_end(event, tags);
    for (uint32_t at = tags + 1; at < end; at = tape_next(event, at)) {
        if (tape_text_is(event, at + 1, name)) {
            return at + 2;
        }
    }
    return 0;
}

/* Its last in-app frame, else its last. */
static uint32_t frame_of(const struct parts *parts, uint32_t exception)
{
    const struct tape *event = parts->event;
    uint32_t frames = path(parts, exception, "stacktrace", "frames"), end = tape_end(event, frames);
    uint32_t last = 0, in_app = 0;
    for (uint32_t at = frames + 1; at < end; at = tape_next(event, at)) {
        last = at;
        in_app = is_in_app(event, at) ? at : in_app;
    }
    return in_app ? in_app : last;
}

/* What `{{ name }}` stands for; 0 for what the event does not have. */
static uint32_t variable(const struct parts *parts, const char *name)
{
    uint32_t exception = thrown(parts), frame = frame_of(parts, exception);
    const struct {
        const char *name;
        uint32_t object;
        const char *key;
    } known[] = {
        {"error.type",     exception, "type"       },
        {"type",           exception, "type"       },
        {"error.value",    exception, "value"      },
        {"value",          exception, "value"      },
        {"message",        TAPE_ROOT, "message"    },
        {"transaction",    TAPE_ROOT, "transaction"},
        {"level",          TAPE_ROOT, "level"      },
        {"logger",         TAPE_ROOT, "logger"     },
        {"stack.function", frame,     "function"   },
        {"function",       frame,     "function"   },
        {"stack.module",   frame,     "module"     },
        {"module",         frame,     "module"     },
        {"stack.abs_path", frame,     "abs_path"   },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(name, known[i].name) == 0) {
            return tape_get(parts->event, known[i].object, known[i].key);
        }
    }
    return g_str_has_prefix(name, "tags.") ? tag_value(parts->event, name + 5) : 0;
}

static void add_fingerprint_part(struct parts *parts, const char *text)
{
    size_t length = strlen(text);
    if (length < 4 || strncmp(text, "{{", 2) != 0 || strcmp(text + length - 2, "}}") != 0) {
        add(parts, text);
        return;
    }
    g_autofree char *name = g_strndup(text + 2, length - 4);
    g_strstrip(name);
    if (strcmp(name, "default") == 0) {
        add_default(parts);
        return;
    }
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(256);
    const char *value = tape_loose_text(parts->event, variable(parts, name), chunk);
    add(parts, value ? value : text);
}

static void add_fingerprint(struct parts *parts)
{
    const struct tape *event = parts->event;
    uint32_t list = tape_get(event, TAPE_ROOT, "fingerprint"), end = tape_end(event, list);
    g_autoptr(GStringChunk) chunk = end ? g_string_chunk_new(256) : NULL;
    for (uint32_t at = list + 1; at < end; at = tape_next(event, at)) {
        if (tape_type(event, at) == TAPE_TEXT || tape_type(event, at) == TAPE_INTEGER) {
            add_fingerprint_part(parts, tape_loose_text(event, at, chunk));
        }
    }
}

char *grouping_hash(const struct tape *event, struct grouping_memory *memory)
{
    g_autoptr(GString) all = g_string_sized_new(1024);
    g_autoptr(GString) scratch = g_string_sized_new(256);
    struct parts parts = {event, all, scratch, memory};
    add_fingerprint(&parts);
    if (all->len == 0) {
        add_default(&parts);
    }
    return g_compute_checksum_for_string(G_CHECKSUM_MD5, all->str, (gssize)all->len);
}
