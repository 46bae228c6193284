/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether the terminal's background is light or dark. The terminal is asked by OSC 11 (xterm's
 * control sequences, "Operating System Commands"; tmux answers itself) and answers among the keys,
 * or never; some say it in COLORFGBG (rxvt, Konsole).
 */
#ifndef TUI_BACKGROUND_H
#define TUI_BACKGROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BACKGROUND_ASK   "\x1b]11;?\x1b\\"
#define BACKGROUND_REPLY "11;" /* begins the string of the answer, behind OSC */

enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

/* The answer's string, such as "11;rgb:1616/1818/1d1d": channels of one to four hexadecimal digits
 * after rgb: or rgba:, or #rgb and its longer forms (XParseColor). */
enum background background_of_reply(const char *string);
/* COLORFGBG, such as "15;0" or "15;default;0": palette numbers of text and background. */
enum background background_of_colorfgbg(const char *value);

#endif
