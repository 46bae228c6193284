/* SPDX-License-Identifier: Apache-2.0
 *
 * A monkey at a real desk: keys, pastes, bytes of a terminal, sizes, time, and a server that does
 * as it likes, all decided by bytes. After each step what must always hold is checked; what does
 * not aborts, with the steps that led there when VIGIL_MONKEY_TRACE is set.
 */
#ifndef TESTS_MONKEY_MONKEY_H
#define TESTS_MONKEY_MONKEY_H

#include <stddef.h>
#include <stdint.h>

/* Once a process: a home of its own and the character set. */
void monkey_prepare(void);
/* Removes the home. */
void monkey_done(void);
/* Runs until the decisions are used up; returns how many steps that were. */
unsigned monkey_run(const uint8_t *data, size_t size);

#endif
