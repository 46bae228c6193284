/* SPDX-License-Identifier: Apache-2.0
 *
 * What floats above the deck and takes the keys: prompts, the palette, fields with letters, help;
 * one at a time. The desk owns it; texts and data that callbacks get are borrowed for the call.
 */
#ifndef VIEWS_DESK_OVERLAY_H
#define VIEWS_DESK_OVERLAY_H

#include "tui/help.h"
#include "tui/letters.h"
#include "tui/palette.h"
#include "tui/prompt.h"
#include "views/history.h"
#include "views/matcher.h"
#include "views/view.h"

/* What a prompt does. All but `accepted` may be NULL. */
struct prompt_ops {
    enum history_kind history;
    /* Enter: false, having complained, keeps the prompt open. */
    bool (*right)(struct desk *desk, const char *text);
    /* `data`: the view that it is for, where that is told. */
    void (*accepted)(struct desk *desk, const char *text, const void *data);
    void (*edited)(struct desk *desk, const char *text);
    void (*moved)(struct desk *desk);  /* the cursor, without an edit */
    void (*tabbed)(struct desk *desk); /* Tab, and nothing is offered */
    void (*frame)(struct desk *desk);  /* before each frame: what is counted now */
    void (*closed)(struct desk *desk); /* accepted or not, before the prompt goes */
};

enum overlay_kind { OVERLAY_NONE, OVERLAY_PROMPT, OVERLAY_PALETTE, OVERLAY_LETTERS, OVERLAY_HELP };

struct overlay {
    enum overlay_kind kind;
    struct prompt *prompt;
    struct palette *palette;
    struct letters *letters;
    struct help *help;
    void (*accepted)(struct desk *desk, const char *text, const void *data);
    const struct prompt_ops *asks; /* of a prompt */
    /* Of a palette: what is typed, or the entry under the cursor, is another; may be NULL. */
    void (*moved)(struct desk *desk, const char *text, const void *data);
    void (*given_up)(struct desk *desk, const void *subject); /* nothing was chosen; may be NULL */
    const void *subject; /* what a palette asks for, in `keep`; the view that a prompt is for */
    GPtrArray *keep;     /* what the entries' data points to, freed with the overlay; may be NULL */
};

/* The pattern of / or & while it is typed. */
struct trial {
    struct view *view;
    struct matcher *matcher; /* the last right one; NULL = nothing typed */
    bool filters, hide;
    guint slice;             /* counting goes on */
    size_t row, rows, found; /* counted so far */
};

/* The query prompt; what completes it is known in `completion` (desk_complete.c). */
struct inquiry {
    struct view *view;
    guint timer; /* until what the text would give is counted */
    uint64_t count_ask;
};

/* desk_prompt.c */
/* Opens a prompt with `text` in it; `ops` outlive it. What was open closes. */
void desk_prompt(struct desk *desk, const char *label, const char *text,
                 const struct prompt_ops *ops);
/* The open prompt's text is another: tells whoever opened it. */
void desk_prompt_edited(struct desk *desk);
/* Takes both: a palette, and what its entries' data points to (may be NULL). */
void desk_choose(struct desk *desk, struct palette *palette, GPtrArray *keep,
                 void (*accepted)(struct desk *desk, const char *text, const void *data));
/* Whoever opened it is told; nothing is accepted. */
void desk_overlay_close(struct desk *desk);
/* False when nothing is open. */
bool desk_overlay_key(struct desk *desk, struct key key);
/* The palette's text or cursor moved: tells whoever opened it. */
void desk_palette_moved(struct desk *desk);

/* desk_fields.c */
/* The fields of the row under the cursor pop up: only rows with the one chosen, or `out` of them.
 */
void desk_narrow(struct desk *desk, bool out);
/* `/` in the fields that popped up: they are looked for by name. */
void desk_narrow_search(struct desk *desk);
/* `B` in them: the values of the one under the cursor, counted. */
void desk_narrow_count(struct desk *desk);

/* desk_search.c; false = nothing was found, which is said. */
void desk_search(struct desk *desk); /* the prompt of / */
bool desk_search_for(struct desk *desk, const char *pattern);
bool desk_search_next(struct desk *desk, int direction);
void desk_keep(struct desk *desk, bool hide); /* the prompt of & */
/* Marks what the pattern being typed finds in a pane's rows as they were drawn. */
void desk_search_mark(const struct desk *desk, const struct surface *body);

/* desk_query.c, desk_complete.c */
/* The prompt of ; where the view asks for something; else says that it does not. */
bool desk_query(struct desk *desk);
/* Offers what may stand where the prompt's cursor is, of what is known; asks for what is not after
 * a pause, or `now`. */
void desk_complete(struct desk *desk, const struct view_query *query, bool now);
/* Nothing is waited for any more; what is known is kept for minutes. */
void desk_complete_stop(struct desk *desk);
void desk_complete_free(struct desk *desk);
bool desk_complete_waits(const struct desk *desk); /* for the pause */

/* desk_palette.c */
/* Every command by name; with `command`, that one's name typed already. NULL = nothing typed. */
void desk_palette(struct desk *desk, const char *command);
void desk_help(struct desk *desk);

#endif
