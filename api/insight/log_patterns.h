/* SPDX-License-Identifier: Apache-2.0
 *
 * Log messages clustered as they come: a pattern is what messages have in common, with the places
 * where they differ. After Drain (P. He, J. Zhu, Z. Zheng, M. R. Lyu: "Drain: An Online Log Parsing
 * Approach with Fixed Depth Tree", ICWS 2017): messages of as many tokens and of the same first
 * ones meet in a leaf, where the pattern that is most alike takes them. Unlike there, one set of
 * masks serves every kind of log (log_mask.h), a list counts as one token however long it is, and
 * what was seen before is found again by its masked text alone.
 *
 * A row costs O(its tokens), whatever is held: at most LOG_PATTERNS_MOST patterns, and so many in
 * a leaf; rows of further ones are counted as `rest`. About 1 KiB a pattern. One thread at a time:
 * a whole struct is handed from thread to thread.
 */
#ifndef API_INSIGHT_LOG_PATTERNS_H
#define API_INSIGHT_LOG_PATTERNS_H

#include "api/insight/log_mask.h"
#include "api/model/issue.h"
#include "base/autoptr.h"

#include <glib.h>

#define LOG_PATTERNS_MOST 4096
#define LOG_PATTERN_TREND 64 /* buckets, of the same times for every pattern */

struct log_patterns;

/* A row to be clustered; borrowed for the call. */
struct log_line {
    const char *message; /* need not end with NUL */
    size_t length;
    const char *service; /* may be NULL */
    int64_t time_ns;
    enum level level;
};

struct log_pattern {
    unsigned id;       /* in the order in which they were found, from 0 */
    GPtrArray *tokens; /* of char *; LOG_MASK where they differ */
    bool cut;          /* of some rows more follows */
    bool coloured;     /* some rows have control sequences of a terminal, which tokens have not */
    uint64_t count;
    uint64_t levels[LEVEL_COUNT];
    int64_t first_ns, last_ns;
    char *service; /* of the first row; NULL = none */
    bool services; /* other rows are of others */
    char *example; /* the message of its first row, in its words; at most LOG_MASK_TEXT bytes */
    uint32_t trend[LOG_PATTERN_TREND];
};

struct log_patterns *log_patterns_new(void);
void log_patterns_free(struct log_patterns *patterns);
DEFINE_AUTOPTR(log_patterns, log_patterns_free);

/* The pattern that the row is of now (it may become more general later); NULL when there is no room
 * for another. */
const struct log_pattern *log_patterns_add(struct log_patterns *patterns,
                                           const struct log_line *line);

size_t log_patterns_count(const struct log_patterns *patterns);
const struct log_pattern *log_patterns_at(const struct log_patterns *patterns, size_t index);
uint64_t log_patterns_rows(const struct log_patterns *patterns);    /* in all */
uint64_t log_patterns_rest(const struct log_patterns *patterns);    /* of no pattern */
int64_t log_patterns_first_ns(const struct log_patterns *patterns); /* INT64_MAX when empty */
int64_t log_patterns_last_ns(const struct log_patterns *patterns);
/* Where the trends begin, and how long a bucket is; 0 when nothing is there. */
int64_t log_patterns_trend_ns(const struct log_patterns *patterns, int64_t *bucket_ns);

/* The level that most of its rows have; of as many, the worst. */
enum level log_pattern_level(const struct log_pattern *pattern);

/* log_pattern_text.c; newly allocated. */
/* "inventory check timed out attempt=<*>" */
char *log_pattern_text(const struct log_pattern *pattern);
/* A PCRE2 pattern that finds the messages that it is of, and few others. */
char *log_pattern_regex(const struct log_pattern *pattern);
/* The same for Sentry's search: message:"inventory check timed out attempt=*". */
char *log_pattern_query(const struct log_pattern *pattern);

#endif
