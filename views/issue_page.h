/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of an issue: what it is made from, and the lines made of it (issue_page.c). The view is
 * in issue_view.c.
 */
#ifndef VIEWS_ISSUE_PAGE_H
#define VIEWS_ISSUE_PAGE_H

#include "api/model/event.h"
#include "views/doc.h"
#include "views/suspects.h"

/* What a line of the page leads to. */
enum issue_link {
    ISSUE_LINK_NONE,
    ISSUE_LINK_SUSPECT, /* index: of the suspect */
    ISSUE_LINK_FRAME,   /* index: of the frame, counted through exceptions, then threads */
    ISSUE_LINK_TRACE,
    ISSUE_LINK_TAG, /* index: of the event's tag */
};

struct issue_page {
    struct issue *issue; /* NULL until known; likewise the others */
    struct event *event;
    GPtrArray *tags; /* of struct issue_tag * */
    struct suspect_search *search;
    uint64_t issue_ask, event_ask, tags_ask;
    struct doc doc;
    bool libraries; /* frames of libraries are shown, not folded */
};

/* Makes the lines for `cols` cells. */
void issue_page_make(struct view *view, int cols);
/* The issue with what its event knows of trace, release and service. Initialises `target`. */
void issue_page_target(const struct issue_page *page, struct target *target);
void issue_page_markdown(const struct view *view, GString *out);

#endif
