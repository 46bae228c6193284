/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/stack_text.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define MAX_FRAMES   250
#define LONGEST_LINE 2000

/* Groups by name: function, file, line, column. */
/* clang-format off */
static const struct {
    const char *pattern;
    bool crash_first;  /* the text begins with the crash */
    bool named_before; /* the function stands on the line before */
} forms[] = {
    /* at async checkout (/srv/app/pay.js:34:15)   at /srv/app/pay.js:27:2 */
    {"^\\s*at (?:async )?(?:(?<function>.+?) "
     "\\()?(?<file>(?:node:|file://|[A-Za-z]:\\\\|/|\\.)?[^\\s()]*?):"
     "(?<line>\\d+):(?<column>\\d+)\\)?$", true, false},
    /* at com.acme.Cart.total(Cart.java:12)   at com.acme.Cart.total(Native Method) */
    {"^\\s*at (?<function>[\\w.$<>/@ ]+)\\((?<file>[^():]+)(?::(?<line>\\d+))?\\)$", true, false},
    /* at Acme.Cart.Total(Int32 n) in /src/Cart.cs:line 12 */
    {"^\\s*at (?<function>.+?) in (?<file>.+?):line (?<line>\\d+)$", true, false},
    /* File "/srv/app/pay.py", line 34, in charge */
    {"^\\s*File \"(?<file>[^\"]+)\", line (?<line>\\d+), in (?<function>.+)$", false, false},
    /* main.(*Cart).total(0x1, {0x2, 0x3})\n\t/srv/app/cart.go:12 +0x1d */
    {"^\\s+(?<file>\\S.*\\.(?:go|s)):(?<line>\\d+)(?: \\+0x[0-9a-f]+)?$", true, true},
};
/* clang-format on */

static gpointer compile_all(gpointer unused)
{
    (void)unused;
    GRegex **compiled = g_new0(GRegex *, G_N_ELEMENTS(forms));
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        compiled[i] = g_regex_new(forms[i].pattern, G_REGEX_OPTIMIZE, 0, NULL);
        g_assert(compiled[i]);
    }
    return compiled;
}

/* What belongs to a language or its libraries rather than to the application. */
static bool is_library(const char *place)
{
    static const char *const marks[] = {"node_modules",  "node:",
                                        "site-packages", "/usr/lib",
                                        "<frozen",       "dist-packages",
                                        "java.",         "javax.",
                                        "jdk.",          "sun.",
                                        "System.",       "Microsoft.",
                                        "/pkg/mod/",     "/usr/local/go/src/",
                                        "runtime."};
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        size_t length = strlen(marks[i]);
        bool package = marks[i][length - 1] == '.';
        if (package ? strncmp(place, marks[i], length) == 0 : strstr(place, marks[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* "main.(*Cart).total" of the line above a place in Go: without arguments, and of who began a
 * goroutine without the words for that. Newly allocated. */
static char *go_function(const char *line)
{
    static const char began[] = "created by ";
    while (g_ascii_isspace(*line)) {
        line++;
    }
    if (g_str_has_prefix(line, began)) {
        line += strlen(began);
        const char *in = strstr(line, " in goroutine ");
        return in ? g_strndup(line, (gsize)(in - line)) : g_strdup(line);
    }
    const char *at = line + strlen(line);
    int depth = 0;
    if (at == line || at[-1] != ')') {
        return g_strdup(line);
    }
    do {
        at--;
        depth += *at == ')' ? 1 : *at == '(' ? -1 : 0;
    } while (at > line && depth > 0);
    return depth ? g_strdup(line) : g_strndup(line, (gsize)(at - line));
}

/* What takes the trace stands in it, too. */
static bool takes_traces(const char *function)
{
    return g_str_has_prefix(function, "runtime/debug.") ||
           g_str_has_prefix(function, "go.opentelemetry.io/otel/sdk/trace.");
}

/* NULL when it tells nothing of the crash. */
static json_t *frame_of(GMatchInfo *match, const char *named)
{
    g_autofree char *function =
        named ? go_function(named) : g_match_info_fetch_named(match, "function");
    if (named && takes_traces(function)) {
        return NULL;
    }
    g_autofree char *file = g_match_info_fetch_named(match, "file");
    g_autofree char *line = g_match_info_fetch_named(match, "line");
    g_autofree char *column = g_match_info_fetch_named(match, "column");
    json_t *frame = json_object();
    if (function && *function) {
        json_object_set_new(frame, "function", json_string(function));
    }
    if (file && *file) {
        json_object_set_new(frame, "filename", json_string(file));
    }
    if (line && *line) {
        json_object_set_new(frame, "lineno", json_integer(g_ascii_strtoll(line, NULL, 10)));
    }
    if (column && *column) {
        json_object_set_new(frame, "colno", json_integer(g_ascii_strtoll(column, NULL, 10)));
    }
    bool library = (file && is_library(file)) || (function && is_library(function));
    json_object_set_new(frame, "in_app", json_boolean(!library));
    return frame;
}

static void add_line(json_t *frames, GRegex *const *compiled, const char *line, const char *before)
{
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autoptr(GMatchInfo) match = NULL;
        if (!g_regex_match(compiled[i], line, 0, &match)) {
            continue;
        }
        json_t *frame = frame_of(match, forms[i].named_before ? before : NULL);
        if (frame && forms[i].crash_first) {
            json_array_insert_new(frames, 0, frame);
        } else if (frame) {
            json_array_append_new(frames, frame);
        }
        return;
    }
}

json_t *stack_text_frames(const char *text)
{
    static GOnce once = G_ONCE_INIT;
    GRegex **compiled = g_once(&once, compile_all, NULL);
    json_t *frames = json_array();
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", MAX_FRAMES * 4);
    const char *before = "";
    for (char **line = lines; *line && json_array_size(frames) < MAX_FRAMES; line++) {
        g_strchomp(*line);
        if (json_array_size(frames) && g_str_has_prefix(*line, "goroutine ")) {
            break; /* the others did not crash */
        }
        if (strlen(*line) > LONGEST_LINE) {
            continue;
        }
        add_line(frames, compiled, *line, before);
        before = *line;
    }
    return frames;
}
