/* SPDX-License-Identifier: Apache-2.0
 *
 * What was said to a model and by it, from any of the forms in which SDKs put it into attributes:
 * the messages and parts of the OpenTelemetry GenAI conventions (1.37 on), those of OpenAI,
 * Anthropic, Gemini and the Vercel AI SDK, lists of texts, the events of the conventions before
 * 1.37, and plain text. What is in no form known is kept as the JSON that it is: nothing is left
 * out but past CONVERSATION_MOST.
 */
#ifndef API_WIRE_CONVERSATION_H
#define API_WIRE_CONVERSATION_H

#include <glib.h>
#include <stdbool.h>

#define CONVERSATION_MOST 5000 /* things said; more are counted only */

enum said_kind {
    SAID_TEXT,
    SAID_REASONING,
    SAID_CALL,   /* a tool is asked for: its arguments */
    SAID_RESULT, /* and what it answered */
    SAID_MEDIA,  /* an image, audio, a file: what it is, not the thing itself */
};

struct said {
    enum said_kind kind;
    char *role; /* "system", "user", "assistant", "tool", or as it came; "" = not told */
    char *name; /* of the tool; NULL = not told */
    char *text; /* never NULL; JSON is laid out in lines */
    bool json;
};

struct conversation {
    GPtrArray *said; /* of struct said * */
    size_t left_out;
};

struct conversation *conversation_new(void);
void conversation_free(struct conversation *conversation);

/* Appends what the attribute's `text` says; `role` where it does not tell. NULL appends nothing. */
void conversation_add(struct conversation *conversation, const char *role, const char *text);
/* Appends one thing as it is, such as a tool's arguments; JSON is laid out. */
void conversation_add_as(struct conversation *conversation, enum said_kind kind, const char *role,
                         const char *name, const char *text);
/* Appends what the events of a span say (gen_ai.user.message, gen_ai.choice, ...): `events` is the
 * JSON array that spans carry. True when any did. */
bool conversation_add_events(struct conversation *conversation, const char *events);

#endif
