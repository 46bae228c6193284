/* SPDX-License-Identifier: Apache-2.0
 *
 * Job control: the wish that the process stop (^Z, SIGTSTP) and that it goes on after it was
 * stopped unasked (SIGSTOP, SIGCONT) come as a readable descriptor, so that the terminal can be
 * given back first and taken again behind it. One a process.
 */
#ifndef TUI_SUSPEND_H
#define TUI_SUSPEND_H

#include <stdbool.h>

/* The descriptor; the same one each time, -1 when there is none to be had. */
int suspend_fd(void);

/* Takes the signals over. SIGTSTP stays ignored where the parent had it so. */
void suspend_watch(void);
/* Leaves them to their default again: while a child has the terminal, ^Z stops both. */
void suspend_unwatch(void);

/* Empties the descriptor; true when the process is to stop, false when it only went on. */
bool suspend_wanted(void);
/* Stops the process as ^Z does by default; returns when it goes on, or at once where nobody could
 * continue it. Not while watching. */
void suspend_now(void);

#endif
