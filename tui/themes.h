/* SPDX-License-Identifier: Apache-2.0
 *
 * The themes there are, by name: those compiled in, and the user's own files NAME.theme in a
 * folder, which stand before a compiled-in one of the same name.
 */
#ifndef TUI_THEMES_H
#define TUI_THEMES_H

#include "tui/theme.h"

#define THEME_AUTO "auto" /* not a theme: dark or light, as the terminal is */

/* Their names in order, each once: of char *. `folder` may be NULL or missing. */
GPtrArray *themes_names(const char *folder);
/* Whether the folder has one of this name. */
bool themes_is_own(const char *name, const char *folder);
/* By name, or with a slash in it as a file. Fails, saying which there are, or where in the file
 * what is wrong; *theme is then as it was. */
bool themes_load(const char *name, const char *folder, struct theme *theme, GError **error);
/* What THEME_AUTO stands for on such a terminal. */
void themes_auto(bool light, struct theme *theme);

#endif
