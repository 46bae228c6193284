/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_draft.h"
#include "api/wire/tape_loose.h"

#include <string.h>

#define MAX_MESSAGE 65536

static void append_param(const struct tape *tape, uint32_t param, GString *out)
{
    g_autoptr(GString) scratch = g_string_new(NULL);
    if (tape_type(tape, param) == TAPE_TEXT)
        g_string_append(out, tape_text(tape, param, scratch));
    else
        tape_append_json(tape, param, out);
}

/* The length of the place at `at` ("%s", "%5.2f", "{}", "{1}"), 0 when there is none; *named is the
 * number in the braces, or -1. */
static size_t place_at(const char *at, int *named)
{
    *named = -1;
    if (*at == '%') {
        size_t length = 1 + strspn(at + 1, "-+ #0123456789.");
        return at[length] && strchr("sdifruxXoeEgGc", at[length]) ? length + 1 : 0;
    }
    if (*at == '{') {
        size_t digits = strspn(at + 1, "0123456789");
        if (digits < 4 && at[1 + digits] == '}') {
            *named = digits > 0 ? (int)g_ascii_strtoll(at + 1, NULL, 10) : -1;
            return digits + 2;
        }
    }
    return 0;
}

/* The item at `number` of a list; 0 when it has none. */
static uint32_t item_at(const struct tape *tape, uint32_t list, size_t number)
{
    uint32_t end = tape_end(tape, list), at = list + 1;
    for (; at < end && number > 0; number--)
        at = tape_next(tape, at);
    return at < end ? at : 0;
}

/* "user %s failed %d times" or "user {} failed {1} times" with its parameters put in. Places
 * without a parameter stay as they are. */
static const char *filled(struct event_draft *draft, const char *template, uint32_t params)
{
    g_autoptr(GString) out = g_string_new(NULL);
    uint32_t next = item_at(draft->tape, params, 0);
    for (const char *at = template; *at && out->len < MAX_MESSAGE;) {
        int named;
        size_t length = at[0] == '%' && at[1] == '%' ? 0 : place_at(at, &named);
        uint32_t param = !length      ? 0
                         : named >= 0 ? item_at(draft->tape, params, (size_t)named)
                                      : next;
        if (param) {
            append_param(draft->tape, param, out);
            if (named < 0) {
                next = tape_next(draft->tape, next);
                next = next < tape_end(draft->tape, params) ? next : 0;
            }
            at += length;
        } else if (at[0] == '%' && at[1] == '%') {
            g_string_append_c(out, '%');
            at += 2;
        } else {
            g_string_append_c(out, *at++);
        }
    }
    return g_string_chunk_insert(draft->chunk, out->str);
}

void draft_message(struct event_draft *draft)
{
    const struct tape *tape = draft->tape;
    uint32_t given = draft->sent[MEMBER_MESSAGE];
    /* {"message", "params", "formatted"} stood here before it was called logentry. */
    if (tape_type(tape, given) == TAPE_OBJECT && !draft->sent[MEMBER_LOGENTRY]) {
        draft->sent[MEMBER_LOGENTRY] = given;
    }
    if (tape_type(tape, draft->sent[MEMBER_LOGENTRY]) != TAPE_OBJECT) {
        draft->sent[MEMBER_LOGENTRY] = 0;
    }
    uint32_t entry = draft->sent[MEMBER_LOGENTRY];
    uint32_t params = tape_get(tape, entry, "params");
    const char *text = draft_loose(draft, entry, "formatted");
    const char *template = draft_loose(draft, entry, "message");
    if (!text && template && tape_type(tape, params) == TAPE_ARRAY &&
        tape_items(tape, params) > 0) {
        text = filled(draft, template, params);
    }
    if (!text) {
        text = tape_loose_text(tape, given, draft->chunk);
    }
    draft->texts[MEMBER_MESSAGE] = text ? text : template ? template : "";
}
