/* SPDX-License-Identifier: Apache-2.0
 *
 * What came before a signal moved: the deploy, the flag or the issue that one would look at first.
 * It came before, which does not make it the cause; the words say no more. Pure.
 *
 * In this order, of each kind the last one before the onset: a deploy or a flag of the signal's own
 * service within an hour; one of another service within half an hour; a new issue of its own within
 * an hour; a deploy of its own within a week.
 */
#ifndef VIEWS_SIGNAL_BEFORE_H
#define VIEWS_SIGNAL_BEFORE_H

#include "api/insight/onset.h"
#include "api/model/flag_change.h"
#include "api/model/issue.h"
#include "api/model/release.h"

#define BEFORE_OWN_MS   (60 * 60 * INT64_C(1000))
#define BEFORE_OTHER_MS (30 * 60 * INT64_C(1000))
#define BEFORE_WEEK_MS  (7 * 24 * 3600 * INT64_C(1000))

struct signal_before {
    const struct deploy *deploy; /* one of the three; none when nothing came before */
    const struct flag_change *flag;
    const struct issue *issue;
    bool own;       /* of the signal's own service */
    int64_t ago_ms; /* before the bucket in which it moved; not below 0 */
    bool in_bucket; /* it came while that bucket was filling: before or after, nobody knows */
};

/* `service` NULL = of none. The arrays are of struct deploy *, flag_change * and issue *; the
 * result points into them. */
struct signal_before signal_before_find(const char *service, const struct onset *onset,
                                        int64_t interval_ms, const GPtrArray *deploys,
                                        const GPtrArray *flags, const GPtrArray *issues);
bool signal_before_any(const struct signal_before *before);
/* What it was and how long after it the signal moved: "2m after 3.1.0", "with 3.1.0", "30s after
 * flag ranking_v2.table". Newly allocated; NULL when nothing came before. */
char *signal_before_text(const struct signal_before *before);

#endif
