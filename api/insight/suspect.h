/* SPDX-License-Identifier: Apache-2.0
 *
 * Suspect commits: which commits of the release where the change began best explain it, and why.
 * Pure.
 */
#ifndef API_INSIGHT_SUSPECT_H
#define API_INSIGHT_SUSPECT_H

#include "api/model/release.h"

/* What the suspect must explain; all borrowed, each may be NULL. */
struct suspect_evidence {
    const char *service;
    int64_t onset_ms;
    const GPtrArray
        *files; /* of char *: paths that the span's code attributes or in-app frames name */
    const GPtrArray *
        texts; /* of char *: db.statement, route, flag, function, op, message: words shared count */
    const GPtrArray *blamed; /* of char *: commit ids that blame gave for the in-app frames */
    const GPtrArray *named;  /* of char *: commit ids that the server's committers/ named */
};

struct suspect {
    struct commit *commit; /* a copy */
    struct deploy *deploy; /* a copy; NULL when known only by blame */
    double score;          /* 0..1 */
    GPtrArray *reasons; /* of char *: "touches stock_sku_idx, which the slow query uses", "deployed
                           2m before the onset" */
    int64_t before_ms;  /* onset - deploy; 0 when unknown */
};

/* Candidates best first. `releases`: struct release * of the service with deploys; `commits`:
 * struct commit * of the release that was deployed last before the onset (files filled in where
 * known). When the array is empty *why says so in a sentence. */
GPtrArray *suspects_find(const struct suspect_evidence *evidence, const struct deploy *deploy,
                         const GPtrArray *commits, char **why);
void suspect_free(struct suspect *suspect);

/* The deploy of `service` that took effect last at or before `onset_ms` (and not more than
 * `within_ms` before), or NULL; *why says which were looked at. Borrowed from `deploys` (of struct
 * deploy *). */
const struct deploy *suspect_deploy(const GPtrArray *deploys, const char *service, int64_t onset_ms,
                                    int64_t within_ms, char **why);

/* Words of a text that can tell commits apart: identifiers split at case and underscores as well as
 * whole, SQL table and column names, lower case, stop words left out. Of char *, no duplicates. */
GPtrArray *suspect_words(const char *text);

#endif
