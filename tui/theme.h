/* SPDX-License-Identifier: Apache-2.0
 *
 * Roles of what is drawn, and the colours a theme gives them. Theme files: `role  foreground
 * background  attributes`, `#` comments; colours are 16 names, 0-255, #rrggbb, `default`, or `-` to
 * inherit; attributes bold, dim, italic, underline, reverse.
 */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum role {
#define ROLE(id, name, parent) ROLE_##id,
#include "tui/roles.def"
#undef ROLE
    ROLE_COUNT
};

enum theme_attribute {
    THEME_BOLD = 1,
    THEME_DIM = 2,
    THEME_ITALIC = 4,
    THEME_UNDERLINE = 8,
    THEME_REVERSE = 16
};

#define THEME_RGB   0x1000000
#define THEME_ERROR theme_error_quark()
GQuark theme_error_quark(void);

/* A colour: -1 = the terminal's default, 0..255 = palette, THEME_RGB | rgb = true colour. */
struct style {
    int32_t foreground, background;
    unsigned attributes; /* of enum theme_attribute */
};

struct theme {
    char name[64];
    struct style styles[ROLE_COUNT]; /* resolved: nothing inherits any more */
};

/* The built-in theme (the text of themes/dark.theme, compiled in). */
void theme_init(struct theme *theme);
/* Reads a theme; on a bad line fails with file:line and what is wrong, leaving *theme as it was. */
bool theme_load(struct theme *theme, const char *path, GError **error);
/* The same from a text; `name` stands for the file in messages. Sets only theme->styles. */
bool theme_parse(struct theme *theme, const char *name, const char *text, GError **error);
const char *role_name(enum role role);
/* The role of service hue `n` (any number). */
enum role role_service(unsigned n);
/* A stable hue for a name (FNV-1a). */
enum role role_for_name(const char *name);

#endif
