/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of a search for suspect commits, shared by its asking and judging (suspect_search.c)
 * and its look into clones (suspect_clone.c). Both run on the UI thread but for the worker's task,
 * which shares nothing with the search but a reference.
 */
#ifndef VIEWS_SUSPECT_STATE_H
#define VIEWS_SUSPECT_STATE_H

#include "views/suspects.h"

/* One service that is suspected, and what points at its commits. */
struct side {
    char *service;
    int64_t onset_ms;
    struct deploy *deploy;
    GPtrArray *files, *texts, *blamed, *named, *older; /* of char *: what evidence points at */
    GPtrArray *frames;                                 /* of struct place *: to blame */
    GPtrArray *commits; /* of struct commit *: of the release, and those named or blamed */
    char *deploy_why, *clone_why;
    char *clone;
    uint64_t commits_asked, queries_asked;
};

struct suspect_search {
    struct view *view;
    void (*changed)(struct view *view);
    struct target target;
    struct side own;
    struct side mover; /* the service that moved first, where it is another; else all empty */
    GPtrArray *found;  /* of struct suspect *; NULL until judged */
    char *why;
    char *limits; /* what blame could not honour; NULL = nothing */
    uint64_t event_asked, named_asked;
    guint working; /* tasks on worker threads */
    bool cancelled;
};

/* A line of source to blame. */
struct place {
    char *path;
    int line;
};

void suspect_place_free(void *place);
/* The commit of that id among `commits`; NULL when it is not there. */
struct commit *suspect_find_commit(const GPtrArray *commits, const char *id);
/* Begins to look for the clone of a side and in it; search->working counts the tasks that have not
 * come back. */
void suspect_look_in_clone(struct suspect_search *search, struct side *side);
/* Judges when nothing is waited for any more. */
void suspect_search_judge(struct suspect_search *search);
void suspect_search_unref(struct suspect_search *search);

#endif
