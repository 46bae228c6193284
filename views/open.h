/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening what a page, a chat or an alert named: a Sentry URL, a short id, a trace id, an event id.
 */
#ifndef VIEWS_OPEN_H
#define VIEWS_OPEN_H

#include "views/desk.h"

/* What a text names. Scope terms that its URL carries: */
struct opening {
    struct target target;
    char *organization; /* of the URL; NULL = not said */
    char *project;      /* slug or id */
    char *environment;
    int64_t period_ms; /* statsPeriod; 0 = not said */
    int64_t start_ms, end_ms;
};

/* False with *why (newly allocated) when the text names nothing that vigil can open. */
bool opening_parse(const char *text, struct opening *opening, char **why);
void opening_clear(struct opening *opening);

/* Sets scope and time and opens the target; says why not. */
bool open_text(struct desk *desk, const char *text);

#endif
