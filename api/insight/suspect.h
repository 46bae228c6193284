/* SPDX-License-Identifier: Apache-2.0
 *
 * Suspect commits: which commits of the release where the change began best explain it, and why.
 * Pure.
 *
 * Each candidate is scored by independent signs, joined as 1 - (1 - a)(1 - b)...: blame and the
 * server's own word, a file that the code attributes or frames name, words shared with the span
 * weighed by how few commits of the release use them (inverse document frequency; Sparck Jones
 * 1972), and a change of schema where the slow thing is a query. Every sign leaves a reason.
 */
#ifndef API_INSIGHT_SUSPECT_H
#define API_INSIGHT_SUSPECT_H

#include "api/model/release.h"

#include <stdint.h>

/* What the suspect must explain; all borrowed, each may be NULL. */
struct suspect_evidence {
    const char *service;
    int64_t onset_ms; /* 0 = not known */
    const GPtrArray
        *files; /* of char *: paths that the span's code attributes or in-app frames name */
    const GPtrArray *texts;  /* of char *: db.query.text, route, flag, function, op, message */
    const GPtrArray *blamed; /* of char *: commit ids that blame gave for the in-app frames */
    const GPtrArray *named;  /* of char *: commit ids that the server's committers/ named */
    const GPtrArray *older;  /* of char *: ids of candidates that the deploy did not bring */
};

struct suspect {
    struct commit *commit; /* a copy */
    struct deploy *deploy; /* a copy; NULL when known only by blame or name */
    double score;          /* 0..1 */
    GPtrArray *reasons;    /* of char *, strongest first */
    int64_t before_ms;     /* onset - deploy; 0 when unknown */
};

/* Candidates, best first, those with no sign at all left out. `commits`: struct commit * (files
 * filled in where known) of the release that `deploy` (may be NULL) brought. *why (newly allocated)
 * is a sentence when the array is empty, else NULL. */
GPtrArray *suspects_find(const struct suspect_evidence *evidence, const struct deploy *deploy,
                         const GPtrArray *commits, char **why);
void suspect_free(struct suspect *suspect);

/* The deploy of `service` that took effect last at or before `onset_ms`, but not more than
 * `within_ms` before; borrowed from `deploys` (of struct deploy *). NULL with *why (newly
 * allocated): which were looked at. */
const struct deploy *suspect_deploy(const GPtrArray *deploys, const char *service, int64_t onset_ms,
                                    int64_t within_ms, char **why);

/* Words of a text that can tell commits apart: identifiers whole and in their parts (snake_case,
 * camelCase, paths), lower case, at least three letters, words of every day and of SQL left out. Of
 * char *, no duplicates. */
GPtrArray *suspect_words(const char *text);

#endif
