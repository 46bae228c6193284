/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the span view, shared by its asking (span_view.c), its keys and folds (span_keys.c),
 * its page (span_page.c) and the parts of that: attributes (span_attributes.c), values that are
 * code (span_code.c), events and links (span_events.c). The page of a log row (log_view.c) shows
 * its attributes by it, too, with only `doc`, `attributes`, `tree`, `failed` and the folds in use.
 */
#ifndef VIEWS_SPAN_STATE_H
#define VIEWS_SPAN_STATE_H

#include "views/attribute_value.h"
#include "views/body.h"
#include "views/doc.h"
#include "views/suspects.h"

enum span_link {
    SPAN_LINK_NONE,
    SPAN_LINK_SUSPECT,
    SPAN_LINK_MORE,
    SPAN_LINK_ERROR,
    SPAN_LINK_ATTRIBUTE,
    SPAN_LINK_GROUP,
    SPAN_LINK_EVENT,
    SPAN_LINK_LINK,
    SPAN_LINK_PROBLEM
};

struct span_error {
    char *event_id, *issue_id, *short_id, *title, *service;
};

/* What happened while the span ran, as it says itself. */
struct span_event {
    char *name;
    int64_t time_ns;       /* 0 = not told */
    GPtrArray *attributes; /* of struct pair *, sorted */
};

/* Another span that this one names. */
struct span_other {
    char *trace_id, *span_id; /* span_id may be NULL */
    GPtrArray *attributes;    /* of struct pair *, sorted */
};

struct span_state {
    struct doc doc;
    struct target span;            /* what is known of it: as opened, then as its attributes say */
    GPtrArray *attributes;         /* of struct pair *, sorted; NULL until they came */
    GPtrArray *tree;               /* of struct attribute_row *, of them */
    GPtrArray *events;             /* of struct span_event *; NULL until attributes came */
    GPtrArray *links;              /* of struct span_other *; likewise */
    int64_t start_ns;              /* 0 = not told */
    char *failed;                  /* why the attributes did not come */
    GPtrArray *errors;             /* of struct span_error * */
    struct suspect_search *search; /* NULL while not looked for */
    GHashTable *folds;             /* name -> whether the user has it open */
    int fold_all;                  /* of all others: 1 open, -1 closed, 0 as is normal */
    bool moved;                    /* the user moved the cursor: it stays */
    bool open_suspect;             /* Enter was pressed before the suspect was known */
    bool all_suspects;
    bool reveal;    /* what was unfolded is to be in sight */
    int built_rows; /* the height that the page was made for */
    uint64_t attributes_asked, errors_asked;
};

/* The usual of spans like this one. */
struct usual span_usual(const struct view *view);
bool span_unusual(const struct view *view);
/* The attribute of that key; NULL when it has none. */
const struct pair *span_pair(const struct span_state *state, const char *key);
const char *span_attribute(const struct span_state *state, const char *key);

/* span_keys.c */
extern const struct command span_commands[];
/* Keys of pages with folds, whose state begins with a struct span_state. */
bool span_fold_key(void *context);
bool span_unfold_key(void *context);
bool span_unfold_all_key(void *context);
bool span_fold_all_key(void *context);
/* Whether the fold of that name is open; `normal` unless the user said otherwise. */
bool span_is_open(const struct span_state *state, const char *fold, bool normal);
/* Opens or closes it; the page is made anew. */
void span_set_fold(struct span_state *state, const char *fold, bool open);
/* What is folded away under the cursor opens; false when nothing is. */
bool span_unfold_here(struct span_state *state);

/* span_page.c: makes the lines. */
void span_build(struct view *view, int cols);

/* span_attributes.c. `now_ms` for ages. */
void span_add_attributes(struct span_state *state, int64_t now_ms);
void span_add_vitals(struct span_state *state);
/* One attribute, `indent` cells in, its value `column` cells from the edge; `fold` names it within
 * the page, `link` and `index` are those of its lines. */
void span_add_value(struct span_state *state, const struct pair *pair, const char *label,
                    int indent, int column, const char *fold, int64_t now_ms);
/* The column of values that leaves room for them. */
int span_value_column(const struct span_state *state, int widest);

/* span_code.c: values that are laid out below their name when they are open. */
void span_add_code(struct span_state *state, const struct attribute_shown *shown, int indent,
                   const char *fold);
void span_add_query(struct span_state *state);

/* span_events.c */
void span_take_events(struct span_state *state);
void span_events_clear(struct span_state *state);
void span_add_events(struct view *view, int64_t now_ms);
void span_add_links(struct span_state *state, int64_t now_ms);

#endif
