/* SPDX-License-Identifier: Apache-2.0
 *
 * How many rows of logs a view holds, as the config (`log_rows = 5m` below [console]) and
 * `:log-rows` say it.
 */
#ifndef VIEWS_LOGS_HELD_H
#define VIEWS_LOGS_HELD_H

#include <stdbool.h>
#include <stddef.h>

#define LOGS_HELD_WANTED "10000 to 20000000 (20m)" /* after "expected" or "it takes" */

/* "5000000" or "5m"; false when it is no number, too few or too many. */
bool logs_held_parse(const char *text, size_t *rows);

#endif
