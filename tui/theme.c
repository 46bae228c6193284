/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/theme.h"

#include "base/small_file.h"
#include "tui/cluster.h"
#include "tui/colour.h"
#include "tui/text.h"

#include <string.h>

#define THEME_BYTES 65536
#define TERMINAL    "terminal" /* the row that says what the theme is made for */
#define INHERIT     (-2)

G_DEFINE_QUARK(vigil - theme - error, theme_error)

static const struct role_row {
    const char *name;
    enum role parent;
} roles[ROLE_COUNT] = {
#define ROLE(id, text, parent_id) {text, ROLE_##parent_id},
#include "tui/roles.def"
#undef ROLE
};

static const char *const colour_names[] = {
    "black",        "red",           "green",       "yellow",         "blue",
    "magenta",      "cyan",          "white",       "bright-black",   "bright-red",
    "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white"};

static const struct attribute_name {
    const char *name;
    unsigned attribute;
} attribute_names[] = {
    {"bold",      THEME_BOLD     },
    {"dim",       THEME_DIM      },
    {"italic",    THEME_ITALIC   },
    {"underline", THEME_UNDERLINE},
    {"reverse",   THEME_REVERSE  },
};

static const struct shipped_theme {
    const char *name, *text;
} shipped[] = {
#include "shipped_themes.h"
};

/* A theme while it is read: lines[role] is where the role was set, 0 = not yet. */
struct reading {
    const char *name;
    int line;
    struct style terminal;
    int terminal_line;
    struct style styles[ROLE_COUNT];
    int lines[ROLE_COUNT];
};

#define HUE_BASIS 5218u

const char *role_name(enum role role)
{
    return (unsigned)role < ROLE_COUNT ? roles[role].name : "?";
}

enum role role_service(unsigned n)
{
    return (enum role)(ROLE_SERVICE_0 + n % (ROLE_SERVICE_5 - ROLE_SERVICE_0 + 1));
}

/* FNV-1a, 32 bits (Fowler, Noll, Vo), folded so that the low bits of six hues are mixed well. It
 * begins elsewhere than theirs: from there names that services often have are spread evenly, and
 * those of the demo have a hue each. */
enum role role_for_name(const char *name)
{
    uint32_t hash = HUE_BASIS;

    for (const char *p = name ? name : ""; *p; p++) {
        hash = (hash ^ (unsigned char)*p) * 16777619u;
    }
    return role_service(hash ^ hash >> 16);
}

enum role role_bar_for_name(const char *name)
{
    return (enum role)(ROLE_BAR_0 + (role_for_name(name) - ROLE_SERVICE_0));
}

static bool fail(const struct reading *reading, GError **error, const char *what, const char *word)
{
    g_autofree char *safe = text_safe(word);
    g_autofree char *cut = text_cut(safe, 40);

    g_set_error(error, THEME_ERROR, 0, "%s:%d: %s \"%s\"", reading->name, reading->line, what, cut);
    return false;
}

static bool parse_hex(const char *word, int32_t *colour)
{
    char *end;

    if (strlen(word) != 7 || strspn(word + 1, "0123456789abcdefABCDEF") != 6) {
        return false;
    }
    *colour = THEME_RGB | (int32_t)strtoul(word + 1, &end, 16);
    return true;
}

static bool parse_colour(const char *word, int32_t *colour)
{
    if (strcmp(word, "-") == 0) {
        *colour = INHERIT;
        return true;
    }
    if (strcmp(word, "default") == 0) {
        *colour = -1;
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(colour_names); i++) {
        if (strcmp(word, colour_names[i]) == 0) {
            *colour = (int32_t)i;
            return true;
        }
    }
    if (word[0] == '#') {
        return parse_hex(word, colour);
    }
    guint64 number;
    if (g_ascii_string_to_unsigned(word, 10, 0, 255, &number, NULL)) {
        *colour = (int32_t)number;
        return true;
    }
    return false;
}

static bool parse_attribute(const char *word, unsigned *attributes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(attribute_names); i++) {
        if (strcmp(word, attribute_names[i].name) == 0) {
            *attributes |= attribute_names[i].attribute;
            return true;
        }
    }
    return strcmp(word, "-") == 0;
}

static bool find_role(const char *name, enum role *role)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (strcmp(name, roles[i].name) == 0) {
            *role = (enum role)i;
            return true;
        }
    }
    return false;
}

/* The words behind a role's name: foreground, background, attributes. Missing colours inherit. */
static bool read_style(const struct reading *reading, char **words, struct style *style,
                       GError **error)
{
    *style = (struct style){INHERIT, INHERIT, 0};
    for (int i = 0; words[i]; i++) {
        if (i < 2) {
            int32_t *colour = i == 0 ? &style->foreground : &style->background;
            if (!parse_colour(words[i], colour)) {
                return fail(reading, error,
                            "not a colour (a name, 0-255, #rrggbb, default or -):", words[i]);
            }
        } else if (!parse_attribute(words[i], &style->attributes)) {
            return fail(reading, error,
                        "not an attribute (bold, dim, italic, underline, reverse):", words[i]);
        }
    }
    return true;
}

static bool read_terminal(struct reading *reading, char **words, GError **error)
{
    const struct style *terminal = &reading->terminal;

    if (reading->terminal_line > 0) {
        return fail(reading, error, "set twice:", words[0]);
    }
    reading->terminal_line = reading->line;
    if (!read_style(reading, words + 1, &reading->terminal, error)) {
        return false;
    }
    return (terminal->foreground >= THEME_RGB && terminal->background >= THEME_RGB) ||
           fail(reading, error,
                "needs the terminal's text and background as two #rrggbb:", words[0]);
}

static bool read_role(struct reading *reading, char **words, GError **error)
{
    struct style style;
    enum role role;

    if (strcmp(words[0], TERMINAL) == 0) {
        return read_terminal(reading, words, error);
    }
    if (!find_role(words[0], &role)) {
        return fail(reading, error, "no such role:", words[0]);
    }
    if (reading->lines[role] > 0) {
        return fail(reading, error, "set twice:", words[0]);
    }
    if (!read_style(reading, words + 1, &style, error)) {
        return false;
    }
    reading->styles[role] = style;
    reading->lines[role] = reading->line;
    return true;
}

/* Words between blanks; a comment begins with # at the start of a word that is no colour. */
static char **split_words(const char *line)
{
    GStrvBuilder *words = g_strv_builder_new();

    for (const char *at = line; *at;) {
        at += strspn(at, " \t\r,");
        size_t length = strcspn(at, " \t\r,");
        if (length == 0 || (at[0] == '#' && !g_ascii_isxdigit(at[1]))) {
            break;
        }
        char *word = g_strndup(at, length);
        g_strv_builder_add(words, word);
        g_free(word);
        at += length;
    }
    char **all = g_strv_builder_end(words);
    g_strv_builder_unref(words);
    return all;
}

static bool read_line(struct reading *reading, const char *line, GError **error)
{
    g_auto(GStrv) words = split_words(line);

    return !words[0] || words[0][0] == '#' || read_role(reading, words, error);
}

/* Parents stand before or after their children in the table; chains are short. */
static struct style resolve(const struct reading *reading, enum role role)
{
    if (role == ROLE_TEXT) {
        struct style text = reading->styles[ROLE_TEXT];
        text.foreground = MAX(text.foreground, -1);
        text.background = MAX(text.background, -1);
        return text;
    }
    struct style parent = resolve(reading, roles[role].parent);
    if (reading->lines[role] == 0) {
        return parent;
    }
    struct style style = reading->styles[role];
    style.foreground = style.foreground == INHERIT ? parent.foreground : style.foreground;
    style.background = style.background == INHERIT ? parent.background : style.background;
    return style;
}

bool theme_parse(struct theme *theme, const char *name, const char *text, GError **error)
{
    struct reading reading = {
        .name = name, .terminal = {-1, -1, 0},
             .styles = {[ROLE_TEXT] = {-1, -1, 0}}
    };
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (int i = 0; lines[i]; i++) {
        reading.line = i + 1;
        if (!read_line(&reading, lines[i], error)) {
            return false;
        }
    }
    theme->terminal = reading.terminal;
    for (int role = 0; role < ROLE_COUNT; role++) {
        theme->styles[role] = resolve(&reading, (enum role)role);
    }
    return true;
}

static void set_name(struct theme *theme, const char *path)
{
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *safe = NULL;

    if (g_str_has_suffix(base, ".theme")) {
        base[strlen(base) - strlen(".theme")] = '\0';
    }
    safe = text_safe(base);
    size_t length = (size_t)(cluster_end(safe, sizeof theme->name - 1) - safe);
    memcpy(theme->name, safe, length);
    theme->name[length] = '\0';
}

const char *theme_shipped_name(size_t index)
{
    return index < G_N_ELEMENTS(shipped) ? shipped[index].name : NULL;
}

bool theme_shipped(struct theme *theme, const char *name)
{
    GError *error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(shipped); i++) {
        if (strcmp(shipped[i].name, name) != 0) {
            continue;
        }
        if (!theme_parse(theme, name, shipped[i].text, &error)) {
            g_error("%s", error->message); /* the unit test reads each at every build */
        }
        g_strlcpy(theme->name, name, sizeof theme->name);
        return true;
    }
    return false;
}

void theme_init(struct theme *theme)
{
    bool found = theme_shipped(theme, "dark");

    g_assert(found);
}

bool theme_is_light(const struct theme *theme)
{
    return theme->terminal.background >= 0 && colour_is_light(theme->terminal.background);
}

bool theme_load(struct theme *theme, const char *path, GError **error)
{
    size_t length;
    struct theme read;
    g_autofree char *text = small_file_read(path, THEME_BYTES, &length, NULL, error);

    if (!text) {
        return false;
    }
    if (memchr(text, '\0', length)) {
        g_set_error(error, THEME_ERROR, 0, "%s: not a theme: it has a NUL byte", path);
        return false;
    }
    if (!theme_parse(&read, path, text, error)) {
        return false;
    }
    *theme = read;
    set_name(theme, path);
    return true;
}
