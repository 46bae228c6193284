/* SPDX-License-Identifier: Apache-2.0
 *
 * Gathering evidence for suspect commits (api/insight/suspect.h does the judging): which release of
 * the service was deployed last before the onset, its commits, the files they touch where a clone
 * is known, what blame and the server say of an issue's frames. A search belongs to a view; it asks
 * through the desk and ends with the view.
 */
#ifndef VIEWS_SUSPECTS_H
#define VIEWS_SUSPECTS_H

#include "api/insight/suspect.h"
#include "views/desk.h"

/* Deploys older than this before the onset are not suspected. */
#define SUSPECTS_WITHIN_MS (INT64_C(7) * 24 * 3600 * 1000)
/* So many are shown before one asks for the rest. */
#define SUSPECTS_SHOWN 3

struct suspect_search;

/* Starts looking for what changed `target` (a span, sample, signal, issue or event; copied).
 * `attributes` (of struct pair *, borrowed, may be NULL) are the span's. `changed` is called on the
 * UI thread when the answer is known or better known. */
struct suspect_search *suspect_search_new(struct view *view, const struct target *target,
                                          const GPtrArray *attributes,
                                          void (*changed)(struct view *view));
void suspect_search_free(struct suspect_search *search);
/* True when the subscription was the search's own. */
bool suspect_search_reply(struct suspect_search *search, uint64_t subscription,
                          struct reply *reply);

/* Of struct suspect *, best first; NULL while looking. Borrowed, until `changed`. */
const GPtrArray *suspect_search_found(const struct suspect_search *search);
/* Why there is none, in a sentence; NULL while looking or when some were found. */
const char *suspect_search_why(const struct suspect_search *search);
/* What blame could not honour in the clone, for the user to know; NULL when nothing. */
const char *suspect_search_limits(const struct suspect_search *search);
/* The deploy that is suspected; NULL when none is. */
const struct deploy *suspect_search_deploy(const struct suspect_search *search);
int64_t suspect_search_onset_ms(const struct suspect_search *search);

/* When the change that `target` shows began: of an issue, the last onset in its service that was
 * not over, at or before its first event, else that event; of others, the first onset in the
 * service that was not over by then, else the lead's, else the target's own time. 0 = not known. */
int64_t suspects_onset(struct desk *desk, const struct target *target);
/* The lead's first mover, when it is another service than the target's; borrowed, else NULL. */
const struct change *suspects_mover(const struct lead *lead, const struct target *target);
/* True when what began at `onset_ms` belongs to the burst that the first mover of another service
 * began: the issue itself or its service is among the burst's changes. */
bool suspects_in_burst(const struct lead *lead, const struct target *target, int64_t onset_ms);
/* Moves the suspects of `from` (taken) into `into`: best first, each commit once, as where it
 * scores best. */
void suspects_merge(GPtrArray *into, GPtrArray *from);
/* Attributes that name source files, and those whose words can tell commits apart. Appends copies
 * (char *). */
void suspects_files(const GPtrArray *attributes, GPtrArray *files);
void suspects_texts(const struct target *target, const GPtrArray *attributes, GPtrArray *texts);
/* Fills a target that leads to the commit, with the reasons why it is suspected. */
void suspects_target(const struct suspect *suspect, const struct target *from, int64_t onset_ms,
                     struct target *out);
/* "deployed 2m before the onset", or NULL when not known; newly allocated. */
char *suspects_before(const struct suspect *suspect);
/* The first line of a commit's message; newly allocated. */
char *suspects_subject(const struct commit *commit);

#endif
