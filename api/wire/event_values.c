/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_draft.h"
#include "api/wire/json.h"
#include "api/wire/tape_loose.h"
#include "base/clock.h"

/* The values from `at` up to `end`, of which the objects count. */
struct values {
    uint32_t at, end;
};

/* What a member holds: {"values": [...]}, a list, or an object that stands for itself. */
static struct values values_of(const struct tape *tape, uint32_t given)
{
    bool object = tape_type(tape, given) == TAPE_OBJECT;
    uint32_t list = object ? tape_get(tape, given, "values") : given;
    if (tape_type(tape, list) == TAPE_ARRAY)
        return (struct values){list + 1, tape_end(tape, list)};
    if (object && list == 0)
        return (struct values){given, tape_end(tape, given)};
    return (struct values){0, 0};
}

static bool is_object(const struct tape *tape, uint32_t index)
{
    return tape_type(tape, index) == TAPE_OBJECT;
}

static void write_raw(const struct tape *tape, uint32_t index, GString *out)
{
    size_t size;
    const char *bytes = tape_bytes(tape, index, &size);
    g_string_append_len(out, bytes, (gssize)size);
}

/* --- the exception --- */

static uint32_t find_frame(const struct tape *tape, uint32_t exception)
{
    uint32_t frames = tape_get(tape, tape_get(tape, exception, "stacktrace"), "frames");
    uint32_t in_app = 0, last = 0, end = tape_end(tape, frames);
    if (tape_type(tape, frames) != TAPE_ARRAY)
        return 0;
    for (uint32_t at = frames + 1; at < end; at = tape_next(tape, at)) {
        if (!is_object(tape, at))
            continue;
        last = at;
        if (tape_loose_bool(tape, tape_get(tape, at, "in_app"), false))
            in_app = at;
    }
    return in_app ? in_app : last;
}

void draft_exception(struct event_draft *draft)
{
    const struct tape *tape = draft->tape;
    struct values values = values_of(tape, draft->sent[MEMBER_EXCEPTION]);
    draft->handled = true;
    for (uint32_t at = values.at; at < values.end; at = tape_next(tape, at)) {
        if (!is_object(tape, at))
            continue;
        uint32_t handled = draft_inner(draft, at, "mechanism", "handled");
        draft->exception = at;
        draft->handled &= tape_type(tape, handled) != TAPE_FALSE;
    }
    draft->frame = find_frame(tape, draft->exception);
}

/* --- stacks --- */

static bool all_objects(const struct tape *tape, uint32_t list)
{
    uint32_t end = tape_end(tape, list), at = list + 1;
    while (at < end && is_object(tape, at))
        at = tape_next(tape, at);
    return at >= end;
}

/* Whether it may stay as it came: mostly so. */
static bool is_in_form(const struct tape *tape, uint32_t value)
{
    uint32_t mechanism = tape_get(tape, value, "mechanism");
    uint32_t stack = tape_get(tape, value, "stacktrace");
    uint32_t frames = tape_get(tape, stack, "frames");
    return (!mechanism || is_object(tape, mechanism)) && (!stack || is_object(tape, stack)) &&
           (!frames || (tape_type(tape, frames) == TAPE_ARRAY && all_objects(tape, frames)));
}

/* Only its objects. */
static void write_objects(const struct tape *tape, uint32_t list, GString *out)
{
    uint32_t end = tape_end(tape, list);
    bool any = false;
    g_string_append_c(out, '[');
    for (uint32_t at = list + 1; at < end; at = tape_next(tape, at)) {
        if (!is_object(tape, at))
            continue;
        if (any)
            g_string_append_c(out, ',');
        any = true;
        write_raw(tape, at, out);
    }
    g_string_append_c(out, ']');
}

/* A stack without what is no frame. */
static void write_stack(const struct event_draft *draft, uint32_t stack, GString *out)
{
    const struct tape *tape = draft->tape;
    uint32_t end = tape_end(tape, stack);
    g_string_append_c(out, '{');
    for (uint32_t at = stack + 1; at < end; at = tape_next(tape, at)) {
        bool frames = tape_name_is(tape, at, "frames");
        if (frames && tape_type(tape, at) != TAPE_ARRAY)
            continue;
        draft_write_name(draft, at, out);
        if (frames)
            write_objects(tape, at, out);
        else
            write_raw(tape, at, out);
    }
    g_string_append_c(out, '}');
}

/* An exception or a thread without what is no mechanism and no stack. */
static void write_mended(const struct event_draft *draft, uint32_t value, GString *out)
{
    const struct tape *tape = draft->tape;
    uint32_t end = tape_end(tape, value);
    g_string_append_c(out, '{');
    for (uint32_t at = value + 1; at < end; at = tape_next(tape, at)) {
        bool stack = tape_name_is(tape, at, "stacktrace");
        if ((stack || tape_name_is(tape, at, "mechanism")) && !is_object(tape, at))
            continue;
        draft_write_name(draft, at, out);
        if (stack)
            write_stack(draft, at, out);
        else
            write_raw(tape, at, out);
    }
    g_string_append_c(out, '}');
}

static void write_stacked(const struct event_draft *draft, uint32_t value, GString *out)
{
    if (is_in_form(draft->tape, value))
        write_raw(draft->tape, value, out);
    else
        write_mended(draft, value, out);
}

/* --- breadcrumbs --- */

static void write_crumb(const struct event_draft *draft, uint32_t crumb, GString *out)
{
    const struct tape *tape = draft->tape;
    uint32_t time = tape_get(tape, crumb, "timestamp"), end = tape_end(tape, crumb);
    int64_t ns = tape_loose_time_ns(tape, time);
    double seconds = (double)(ns / NS_PER_US) / 1e6;
    if (!time ||
        (tape_type(tape, time) == TAPE_REAL && ns > 0 && tape_real(tape, time) == seconds)) {
        write_raw(tape, crumb, out);
        return;
    }
    g_string_append_c(out, '{');
    for (uint32_t at = crumb + 1; at < end; at = tape_next(tape, at)) {
        if (!tape_name_is(tape, at, "timestamp")) {
            draft_write_name(draft, at, out);
            write_raw(tape, at, out);
        } else if (at == time && ns > 0) {
            draft_write_name(draft, at, out);
            json_append_real(out, seconds);
        }
    }
    g_string_append_c(out, '}');
}

/* --- lists --- */

typedef void write_fn(const struct event_draft *draft, uint32_t value, GString *out);

static bool write_values(struct event_draft *draft, uint32_t given, write_fn *write, GString *out)
{
    const struct tape *tape = draft->tape;
    struct values values = values_of(tape, given);
    bool any = false;
    g_string_append(out, "{\"values\":[");
    for (uint32_t at = values.at; at < values.end; at = tape_next(tape, at)) {
        if (!is_object(tape, at))
            continue;
        if (any)
            g_string_append_c(out, ',');
        any = true;
        write(draft, at, out);
    }
    g_string_append(out, "]}");
    return any;
}

bool draft_write_stacks(struct event_draft *draft, uint32_t given, GString *out)
{
    return write_values(draft, given, write_stacked, out);
}

bool draft_write_breadcrumbs(struct event_draft *draft, uint32_t given, GString *out)
{
    return write_values(draft, given, write_crumb, out);
}
