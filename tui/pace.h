/* SPDX-License-Identifier: Apache-2.0
 *
 * How fast the line to the terminal is, and how often frames that no key asked for may go out on
 * it. Behind ssh nothing resists: a program could write minutes ahead of a thin line, and every key
 * would wait for that. So the terminal is asked to report behind a larger frame (DSR 5, ECMA-48
 * 8.3.35; every terminal answers), and what its answer took, the way and the bytes before it, tells
 * the pace: frames of data take a quarter of the line at most. A terminal that does not answer is
 * taken to be near. It is asked again when more was sent than the line, by the last answer, carries
 * in PACE_CARRY_MS.
 *
 * Pure: it is told the time, in milliseconds of a monotonic clock.
 */
#ifndef TUI_PACE_H
#define TUI_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACE_ASK      "\x1b[5n"
#define PACE_CARRY_MS 50

/* All zeros is a line that nothing is known of. */
struct pace {
    int64_t asked_ms; /* when; 0 = no answer is out */
    int64_t next_ms;  /* before this no frame of data */
    int silent;       /* questions in a row that had no answer */
    size_t asked;     /* bytes of the frame that the last question stood behind */
    size_t sent;      /* since then, but for small frames */
    size_t carries;   /* so many need no question */
};

/* Counts a frame of so many bytes; whether to ask behind it. Small ones are not worth the answer.
 */
bool pace_wants(struct pace *pace, size_t bytes);
/* Behind a frame of so many bytes. */
void pace_asked(struct pace *pace, size_t bytes, int64_t now_ms);
void pace_answered(struct pace *pace, int64_t now_ms);
/* How long a frame of data is to wait from now on; the answer may shorten that. */
int pace_wait_ms(struct pace *pace, int64_t now_ms);

#endif
