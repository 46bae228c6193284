/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a prompt, shared by the line (prompt.c), completion (prompt_offer.c) and history
 * (prompt_history.c).
 */
#ifndef TUI_PROMPT_INTERNAL_H
#define TUI_PROMPT_INTERNAL_H

#include "tui/line.h"
#include "tui/prompt.h"

struct offered {
    char *text, *detail; /* safe; detail may be NULL */
};

struct prompt {
    char *label;
    struct line line;
    char *complaint, *note, *notice; /* notice: of a paste, until the next key */
    size_t complaint_at;

    const GPtrArray *history;
    size_t history_at; /* index in history; its length = the text being written */
    char *draft;       /* what was being written when history was entered */
    GString *sought;   /* what ^R looks for; NULL = it does not */
    bool not_found;

    GPtrArray *offered; /* of struct offered * */
    size_t offered_from;
    bool walking; /* Tab walks through what is offered */
    size_t walk_at;
};

/* Where the text stands: the first cell, and how far it is scrolled. */
struct prompt_place {
    int label, room, scroll;
};
struct prompt_place prompt_place(const struct prompt *prompt, int cols);
/* Cells of the first `bytes` of the text. */
int prompt_cells(const struct prompt *prompt, size_t bytes);

/* prompt_offer.c */
enum prompt_result prompt_tab(struct prompt *prompt, int by);
void prompt_forget_offers(struct prompt *prompt);

/* prompt_history.c */
enum prompt_result prompt_walk_history(struct prompt *prompt, int by);
enum prompt_result prompt_seek_start(struct prompt *prompt);
/* A key while ^R looks; true = it was taken, with *result. */
bool prompt_seek_key(struct prompt *prompt, struct key key, enum prompt_result *result);

#endif
