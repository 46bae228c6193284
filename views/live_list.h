/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows that are asked for again and again while a person looks at them: things with an id, in the
 * order of the answer. The cursor stays on its thing by that id; a pattern keeps some or hides
 * some; what is new waits ("3 new") until the top of the list is asked for, so that no row moves
 * under a cursor by itself.
 */
#ifndef VIEWS_LIVE_LIST_H
#define VIEWS_LIVE_LIST_H

#include "tui/list.h"
#include "tui/scrollbar.h"
#include "views/body.h"
#include "views/matcher.h"

/* What the things are. Items are handed over as pointers to them. */
struct live_kind {
    const char *(*id)(const void *item);
    bool (*matches)(const struct view *view, const void *item, const struct matcher *matcher);
    GDestroyNotify free;
};

struct live_list {
    const struct live_kind *kind;
    GPtrArray *all; /* of items, owned */
    GArray *shown;  /* of guint: places in `all` of those that pass the filter */
    struct list list;
    struct scrollbar bar;
    uint64_t drawn;              /* frames: the map of few rows is made in each */
    char *selected;              /* id under the cursor; NULL = none was chosen: the first */
    size_t waiting;              /* of the last answer, not among the rows */
    bool adopt;                  /* the next answer is taken as it comes, whoever looks */
    struct matcher *keep, *kept; /* kept: while another is tried out */
    bool hide, hid;              /* what matches is left out */
};

void live_list_init(struct live_list *live, const struct live_kind *kind);
void live_list_clear(struct live_list *live);

/* The item of a row, and of the cursor's; NULL where there is none. */
void *live_list_at(const struct live_list *live, size_t row);
void *live_list_current(const struct live_list *live);
/* The place of an id in `items`, which are of the list's kind; -1 = none has it. */
gssize live_list_find(const struct live_list *live, const GPtrArray *items, const char *id);

/* `items` (taken) instead of those there were. To be shown with live_list_show(). */
void live_list_replace(struct live_list *live, GPtrArray *items);
/* Which items pass, anew; the cursor goes to the one selected, or to the top. */
void live_list_show(struct view *view, struct live_list *live);
/* Of layout(): `height` rows are in sight. */
void live_list_layout(struct view *view, struct live_list *live, int height, scrollbar_of mark);

/* To the top while something waits: `ask` is answered anew, and taken. */
void live_list_move(struct view *view, struct live_list *live, enum move_unit unit, int by,
                    uint64_t ask);
/* body_seek(), and selects. */
bool live_list_seek(struct view *view, struct live_list *live, int direction, body_fits fits,
                    const void *data);
/* To the item from the cursor down of which `weight` is greatest; false when there are none. */
bool live_list_worst(struct live_list *live, int64_t (*weight)(const void *item));

/* Only what matches is shown, or with `hide` the rest; NULL = everything. */
void live_list_keep(struct view *view, struct live_list *live, const struct matcher *matcher,
                    bool hide);
/* The operations of a view: try_filter, passing, row_matches. */
void live_list_try(struct view *view, struct live_list *live, enum filter_step step,
                   const struct matcher *matcher, bool hide);
bool live_list_passing(const struct live_list *live, size_t *shown, size_t *held);
bool live_list_matches(const struct view *view, const struct live_list *live, size_t row,
                       const struct matcher *matcher);
/* "  only /pattern/ (3)" for a title, where there is one; appended. */
void live_list_words(const struct live_list *live, GString *out);

#endif
