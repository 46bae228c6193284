/* SPDX-License-Identifier: Apache-2.0
 *
 * An issue of a list, told in other forms than its row.
 */
#ifndef VIEWS_ISSUE_TEXT_H
#define VIEWS_ISSUE_TEXT_H

#include "api/model/event.h"

/* Where it is from, how often it came and to whom, since when; appended. */
void issue_evidence(GString *out, const struct issue *issue, int64_t now_ms);
/* What one can filter by, under the names that searches take; of struct pair *, appended. */
void issue_fields(GPtrArray *pairs, const struct issue *issue);
/* Newly allocated. */
char *issue_json(const struct issue *issue);

#endif
