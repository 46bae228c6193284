/* SPDX-License-Identifier: Apache-2.0
 *
 * The value of a comparison: a number with its suffix, or a time.
 */
#ifndef API_QUERY_OPERAND_H
#define API_QUERY_OPERAND_H

#include <stdbool.h>
#include <stdint.h>

enum operand_kind { OPERAND_NONE, OPERAND_NUMBER, OPERAND_TIME };

struct operand {
    enum operand_kind kind;
    bool is_integer; /* NUMBER: `integer` is exact */
    int64_t integer;
    double number;   /* in the unit of the column */
    int64_t from_ns; /* TIME: the moment; a day, minute or second is [from, to) */
    int64_t to_ns;
    int sign; /* TIME: -1 for "-1h" (since then), 1 for "+1h" (before then), 0 for a date */
};

/* A number: plain, or with a suffix that fits `unit` ("millisecond": ms s m h d w, "byte": kb mib
 * ..., NULL: k m b, then those of durations and sizes). OPERAND_NONE if `text` is none. */
struct operand operand_number(const char *text, const char *unit);

/* A date, a date-time, "-24h" or "+1h" from `now_ns`, or an integer of ns. */
struct operand operand_time(const char *text, int64_t now_ns);

/* What to write for a column of `unit`: "a duration such as 1s". */
const char *operand_wanted(const char *unit, bool is_date);

#endif
