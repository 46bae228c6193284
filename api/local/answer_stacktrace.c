/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_entries.h"
#include "api/local/answer_json.h"

#include <string.h>

/* Parts of a path that say: installed, not written here. For SDKs that send no in_app. */
static const char *const library_paths[] = {
    "node_modules/", "site-packages/", "dist-packages/", "/vendor/", "/gems/",
    "node:",         "<frozen ",       "/usr/lib/",      NULL};

static bool frame_in_app(const json_t *frame)
{
    const json_t *said = json_object_get(frame, "in_app");
    if (json_is_boolean(said))
        return json_is_true(said);
    const char *path = json_get_string(frame, "abs_path");
    if (!path)
        path = json_get_string(frame, "filename");
    for (size_t i = 0; path && library_paths[i]; i++)
        if (strstr(path, library_paths[i]))
            return false;
    return true;
}

static void append_lines(json_t *context, const json_t *lines, int64_t first)
{
    size_t index;
    json_t *line;
    json_array_foreach(lines, index, line)
    {
        if (!json_is_string(line))
            continue;
        json_t *pair = json_array();
        json_array_append_new(pair, json_integer(first + (int64_t)index));
        json_array_append(pair, line);
        json_array_append_new(context, pair);
    }
}

/* The source around a frame as [[number, text] ...]; empty when none was sent. */
static json_t *frame_context(const json_t *frame, int64_t line)
{
    json_t *context = json_array();
    json_t *here = json_object_get(frame, "context_line");
    if (line <= 0 || !json_is_string(here))
        return context;
    const json_t *before = json_object_get(frame, "pre_context");
    append_lines(context, before, line - (int64_t)json_array_size(before));
    json_t *only = json_array();
    json_array_append(only, here);
    append_lines(context, only, line);
    json_decref(only);
    append_lines(context, json_object_get(frame, "post_context"), line + 1);
    return context;
}

static json_t *number_or_null(const json_t *object, const char *key)
{
    int64_t number = json_get_int(object, key, 0);
    return number > 0 ? json_integer(number) : json_null();
}

/* Members that only change their name. */
static const struct {
    const char *answer, *payload;
} frame_names[] = {
    {"filename",        "filename"        },
    {"absPath",         "abs_path"        },
    {"module",          "module"          },
    {"package",         "package"         },
    {"platform",        "platform"        },
    {"function",        "function"        },
    {"rawFunction",     "raw_function"    },
    {"symbol",          "symbol"          },
    {"instructionAddr", "instruction_addr"},
    {"symbolAddr",      "symbol_addr"     },
    {"trust",           "trust"           },
    {"vars",            "vars"            },
    {"errors",          "errors"          },
    {"lock",            "lock"            },
    {"sourceLink",      "source_link"     },
};

static json_t *stack_frame(const json_t *frame)
{
    json_t *answer = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(frame_names); i++)
        json_object_set_new(answer, frame_names[i].answer,
                            answer_member(frame, frame_names[i].payload));
    json_object_set_new(answer, "lineNo", number_or_null(frame, "lineno"));
    json_object_set_new(answer, "colNo", number_or_null(frame, "colno"));
    json_object_set_new(answer, "inApp", json_boolean(frame_in_app(frame)));
    json_object_set_new(answer, "context", frame_context(frame, json_get_int(frame, "lineno", 0)));
    return answer;
}

json_t *answer_stacktrace(const json_t *trace)
{
    const json_t *frames = json_object_get(trace, "frames");
    if (!json_is_array(frames))
        return json_null();
    json_t *list = json_array();
    bool system = false;
    size_t index;
    json_t *frame;
    json_array_foreach(frames, index, frame)
    {
        if (!json_is_object(frame))
            continue;
        json_array_append_new(list, stack_frame(frame));
        system = system || !frame_in_app(frame);
    }
    json_t *answer = json_object();
    json_object_set_new(answer, "frames", list);
    json_object_set_new(answer, "framesOmitted", answer_member(trace, "frames_omitted"));
    json_object_set_new(answer, "registers", answer_member(trace, "registers"));
    json_object_set_new(answer, "hasSystemFrames", json_boolean(system));
    return answer;
}
