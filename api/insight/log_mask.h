/* SPDX-License-Identifier: Apache-2.0
 *
 * A log message as tokens in which what differs from one to the next by its looks alone is masked:
 * numbers with their units, times, addresses, ids in hexadecimal, paths, URLs, what stands in
 * quotes. Control sequences of a terminal are left out. One pass over the bytes, nothing is
 * allocated. Text from outside: any bytes, any length; what is past the bounds below is left off,
 * and said by `cut`.
 */
#ifndef API_INSIGHT_LOG_MASK_H
#define API_INSIGHT_LOG_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_MASK          '\1' /* stands for what was masked; no other control character is left */
#define LOG_MASK_TOKENS   64
#define LOG_MASK_TEXT     1024 /* bytes of a message that are looked at */
#define LOG_MASK_ANYTHING "\1" /* a token that is nothing but masked */

struct log_token {
    uint16_t from, length; /* in `text` */
};

struct log_masked {
    char text[LOG_MASK_TEXT + 1]; /* the tokens, one blank between two */
    struct log_token tokens[LOG_MASK_TOKENS];
    unsigned count;
    bool cut;      /* more followed: another line, or too much */
    bool coloured; /* control sequences were left out */
};

/* The first line of the message that has anything in it. */
void log_mask(const char *message, size_t length, struct log_masked *out);

#endif
