/* SPDX-License-Identifier: Apache-2.0
 *
 * Time that passes only when told to. The monkey is linked so that GLib's timers, idle calls,
 * monotonic clock and thread pools are those of time.c (MONKEY_WRAPS in the Makefile): what would
 * be a race is a decision, and a run repeats exactly. Children are refused.
 */
#ifndef TESTS_MONKEY_TIME_H
#define TESTS_MONKEY_TIME_H

#include "tests/monkey/choice.h"

/* Begins anew at a fixed moment; `choice` decides how long work on a pool takes. */
void time_begin(struct choice *choice);
int64_t time_now_us(void);
/* Lets `us` pass; `between` is called whenever something may have happened. */
void time_pass(int64_t us, void (*between)(void *data), void *data);
/* Timers that are still there: what should have gone with its owner. */
unsigned time_left(void);
void time_end(void);

#endif
