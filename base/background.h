/* SPDX-License-Identifier: Apache-2.0
 *
 * Threads that work for later: a key is answered before them, also where there are no more
 * processors than workers.
 */
#ifndef BASE_BACKGROUND_H
#define BASE_BACKGROUND_H

/* The calling thread stands behind the program's first one, and both where the program stands among
 * others. May be called again at any time; where the system knows no order of threads, nothing
 * changes. */
void background_thread(void);

#endif
