/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys by name for the emulator, which knows what bytes the program's modes ask for.
 */
#ifndef TESTS_SUPPORT_TERMINAL_KEYS_H
#define TESTS_SUPPORT_TERMINAL_KEYS_H

#include <stdbool.h>
#include <vterm.h>

/* Presses keys separated by spaces; false at a name it does not know. */
bool terminal_keys_press(VTerm *vterm, const char *keys);

#endif
