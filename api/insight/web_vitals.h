/* SPDX-License-Identifier: Apache-2.0
 *
 * Web vitals: how a browser's page felt, and what counts as good. The thresholds are those that
 * web.dev publishes (web.dev/articles/vitals, .../lcp, .../inp, .../cls, .../fcp, .../ttfb and,
 * until INP took its place, .../fid): a value is good up to the first, poor past the second, and
 * in between needs improvement. A site is held to them by the 75th percentile of its visits; of
 * one page load they say only how this visit was. Pure.
 */
#ifndef API_INSIGHT_WEB_VITALS_H
#define API_INSIGHT_WEB_VITALS_H

#include <stddef.h>

enum vital_rating { VITAL_GOOD, VITAL_NEEDS_IMPROVEMENT, VITAL_POOR, VITAL_UNKNOWN };

struct web_vital {
    const char *name;  /* "LCP" */
    const char *words; /* "largest contentful paint" */
    const char *unit;  /* "millisecond", or NULL for a score without one */
    double good;       /* good up to this, in the unit */
    double poor;       /* poor past this */
};

/* The vital that an attribute holds: measurements.lcp, browser.web_vital.lcp.value, lcp; NULL for
 * any other. Static. */
const struct web_vital *web_vital_of(const char *key);
/* In the order in which a page is told about; NULL past the last. */
const struct web_vital *web_vital_at(size_t index);
/* VITAL_UNKNOWN for a negative value, NAN and infinities. */
enum vital_rating web_vital_rate(const struct web_vital *vital, double value);
/* "good", "needs improvement", "poor", "unknown". Static. */
const char *web_vital_rating_text(enum vital_rating rating);

#endif
