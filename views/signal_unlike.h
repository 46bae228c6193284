/* SPDX-License-Identifier: Apache-2.0
 *
 * Buckets of a series that are unlike any before (api/insight/novelty.h), in words. Those since an
 * onset are not told: that they are unlike is what the onset says. Pure.
 */
#ifndef VIEWS_SIGNAL_UNLIKE_H
#define VIEWS_SIGNAL_UNLIKE_H

#include "api/insight/novelty.h"
#include "api/insight/onset.h"
#include "views/scope.h"

/* Of struct novelty_mark, in order of time. `onset` NULL = none. */
GArray *signal_unlike(const struct series *series, const struct onset *onset);

/* "unlike any before: nearest 12.1s at 02:14:00"; appended. */
void signal_unlike_words(GString *out, const struct series *series, const struct novelty_mark *mark,
                         const char *unit, const struct scope *scope);
/* "12.4s at 02:40:00 unlike any before" of the last of them, "2 buckets were unlike any before,
 * the last 12.4s at 02:40:00", nothing where there are none; appended behind `joint`. */
void signal_unlike_last(GString *out, const char *joint, const struct series *series,
                        const struct onset *onset, const char *unit, const struct scope *scope);
/* Each in a sentence with its numbers; appended. */
void signal_unlike_explain(GString *out, const struct series *series, const struct onset *onset,
                           const char *unit, const struct scope *scope);

#endif
