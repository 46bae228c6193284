/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the view of one call, shared by its asking and keys (call_view.c) and its page
 * (call_page.c).
 */
#ifndef VIEWS_CALL_STATE_H
#define VIEWS_CALL_STATE_H

#include "api/insight/gen_ai_names.h"
#include "api/insight/gen_ai_result.h"
#include "api/wire/conversation.h"
#include "views/body.h"
#include "views/doc.h"

enum call_link { CALL_LINK_NONE, CALL_LINK_SAID, CALL_LINK_MORE };
enum call_fold { CALL_FOLD_AUTO, CALL_FOLD_OPEN, CALL_FOLD_SHUT };

struct call_state {
    struct doc doc;
    struct target call;
    GPtrArray *attributes;                  /* of struct pair *; NULL until they came */
    const char *fields[GEN_AI_FIELD_COUNT]; /* borrowed from these; NULL = not told */
    char *failed;                           /* why they did not come */
    struct conversation *conversation;
    bool tool, agent; /* a tool was called; this is the span of a whole agent */
    uint8_t *folds;   /* of enum call_fold, by what was said */
    uint64_t asked;
};

/* call_page.c: makes the lines; "assistant calls web_search", newly allocated. */
void call_build(struct view *view, int cols);
char *call_said_title(const struct said *said);

#endif
