/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers of a range as a pattern: for text that is searched by patterns alone. Pure.
 */
#ifndef VIEWS_NUMBER_PATTERN_H
#define VIEWS_NUMBER_PATTERN_H

/* A PCRE2 pattern, in a group of its own, for decimal numbers from `low` to below `high`, without a
 * sign or an exponent, with any number of digits behind the point; newly allocated. What is behind
 * the number is for the caller to say. NULL when a bound is negative or needs more than 15 digits,
 * or nothing lies between them. */
char *number_pattern(double low, double high);

#endif
