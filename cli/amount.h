/* SPDX-License-Identifier: Apache-2.0
 *
 * Amounts on the command line: "24h", "2G".
 */
#ifndef CLI_AMOUNT_H
#define CLI_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

/* "90s", "15m", "24h", "7d", "2w" in ms. False for anything else, and for 0. */
bool amount_parse_period(const char *text, int64_t *ms);

/* "500M", "2G", "1T" (powers of 1024), or plain bytes. False for anything else, and for 0. */
bool amount_parse_size(const char *text, int64_t *bytes);

#endif
