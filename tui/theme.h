/* SPDX-License-Identifier: Apache-2.0
 *
 * Roles of what is drawn, and the colours a theme gives them. Theme files: `role  foreground
 * background  attributes`, `#` comments; colours are 16 names, 0-255, #rrggbb, `default`, or `-` to
 * inherit; attributes bold, dim, italic, underline, reverse. A row `terminal  #rrggbb  #rrggbb`
 * says for which text and background of a terminal the theme is made: nothing is drawn in them, but
 * contrast is held against them, and the darker kind of terminal is told from the lighter.
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
    struct style terminal;           /* what it is made for; -1 = not said */
    struct style styles[ROLE_COUNT]; /* resolved: nothing inherits any more */
};

/* The theme compiled in from themes/<name>.theme; false when there is none of this name. */
bool theme_shipped(struct theme *theme, const char *name);
/* The names of those, in order; NULL behind the last. */
const char *theme_shipped_name(size_t index);
/* The one for terminals of which nothing is known: dark. */
void theme_init(struct theme *theme);
/* Reads a theme; on a bad line fails with file:line and what is wrong, leaving *theme as it was. */
bool theme_load(struct theme *theme, const char *path, GError **error);
/* The same from a text; `name` stands for the file in messages. Does not set theme->name. */
bool theme_parse(struct theme *theme, const char *name, const char *text, GError **error);
/* Whether it is made for a light background. */
bool theme_is_light(const struct theme *theme);
const char *role_name(enum role role);
/* The role of service hue `n` (any number). */
enum role role_service(unsigned n);
/* A stable hue for a name (FNV-1a). */
enum role role_for_name(const char *name);
/* Of bars of that hue, which are calmer than its text. */
enum role role_bar_for_name(const char *name);

#endif
