/* SPDX-License-Identifier: Apache-2.0
 *
 * Suspects as lines of a document: the same in a span's details and on the page of candidates.
 */
#ifndef VIEWS_SUSPECT_LINES_H
#define VIEWS_SUSPECT_LINES_H

#include "views/doc.h"
#include "views/suspects.h"

/* Appends what the search found, at most `shown` of it; each commit's line has `link` and its place
 * in suspect_search_found(). While looking, and where there is none, one line with `link` and index
 * G_MAXSIZE says so. Returns how many were left out. */
size_t suspect_lines(struct doc *doc, const struct suspect_search *search, size_t shown, int link,
                     const struct desk *desk);
/* The commit's first line, author and age in one document line. */
struct doc_line *suspect_commit_line(struct doc *doc, const struct commit *commit,
                                     const struct desk *desk);
/* Candidates as a Markdown list; appended. */
void suspect_markdown(GString *out, const struct suspect_search *search, size_t shown);

#endif
