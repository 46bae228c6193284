/* SPDX-License-Identifier: Apache-2.0 */
#include "views/differs.h"

#include <math.h>
#include <string.h>

/* A server that tells so many values of a key may have left out rarer ones. */
#define VALUES_CUT 75

bool differs_is_left_out(const char *key)
{
    static const char *const keys[] = {"id",
                                       "trace",
                                       "span_id",
                                       "parent_span",
                                       "timestamp",
                                       "timestamp_precise",
                                       "event_id",
                                       "issue",
                                       "issue.id",
                                       "title",
                                       "culprit",
                                       "precise.start_ts",
                                       "precise.finish_ts",
                                       "received",
                                       "message",
                                       "sentry.item_id",
                                       "span.status_code",
                                       "observed_timestamp",
                                       "trace.parent_span",
                                       NULL};
    return g_strv_contains(keys, key) || g_str_has_prefix(key, "sentry._internal");
}

/* The rows looked at: told, or those of the key that most have. */
static double rows_of(const struct distributions *distributions)
{
    double most = distributions->rows;
    for (guint i = 0; distributions->rows < 0 && i < distributions->attributes->len; i++) {
        const struct distribution *attribute = distributions->attributes->pdata[i];
        double rows = 0;
        for (guint k = 0; k < attribute->labels->len; k++)
            rows += ((const struct distribution_label *)attribute->labels->pdata[k])->count;
        most = fmax(most, rows);
    }
    return fmax(most, 0);
}

void differs_count(struct differs_counts *counts, enum differs_side side,
                   const struct distributions *distributions)
{
    differs_counts_rows(counts, side, rows_of(distributions));
    for (guint i = 0; i < distributions->attributes->len; i++) {
        const struct distribution *attribute = distributions->attributes->pdata[i];
        if (differs_is_left_out(attribute->key))
            continue;
        for (guint k = 0; k < attribute->labels->len; k++) {
            const struct distribution_label *label = attribute->labels->pdata[k];
            differs_counts_text(counts, side, attribute->key, label->text, label->count);
        }
        if (attribute->labels->len >= VALUES_CUT)
            differs_counts_cut(counts, attribute->key);
    }
}
