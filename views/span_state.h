/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the span view, shared by its asking and keys (span_view.c) and its page
 * (span_page.c).
 */
#ifndef VIEWS_SPAN_STATE_H
#define VIEWS_SPAN_STATE_H

#include "views/body.h"
#include "views/doc.h"
#include "views/suspects.h"

enum span_link {
    SPAN_LINK_NONE,
    SPAN_LINK_SUSPECT,
    SPAN_LINK_MORE,
    SPAN_LINK_ERROR,
    SPAN_LINK_ATTRIBUTE
};

struct span_error {
    char *event_id, *issue_id, *short_id, *title, *service;
};

struct span_state {
    struct doc doc;
    struct target span;            /* what is known of it: as opened, then as its attributes say */
    GPtrArray *attributes;         /* of struct pair *, sorted; NULL until they came */
    char *failed;                  /* why they did not */
    GPtrArray *errors;             /* of struct span_error * */
    struct suspect_search *search; /* NULL while not looked for */
    bool moved;                    /* the user moved the cursor: it stays */
    bool open_suspect;             /* Enter was pressed before the suspect was known */
    bool all_suspects;
    int built_rows; /* the height that the page was made for */
    uint64_t attributes_asked, errors_asked;
};

/* The usual of spans like this one. */
struct usual span_usual(const struct view *view);
bool span_unusual(const struct view *view);
/* The attribute of that key; NULL when it has none. */
const char *span_attribute(const struct span_state *state, const char *key);

/* span_page.c: makes the lines. */
void span_build(struct view *view, int cols);

#endif
