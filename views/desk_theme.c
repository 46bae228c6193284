/* SPDX-License-Identifier: Apache-2.0
 *
 * How the console is coloured: the theme that was named, or dark and light as the terminal is;
 * choosing another, which the screen shows while one still looks at the list.
 */
#include "views/desk_state.h"

#include "tui/themes.h"

#include <string.h>

static void show(struct desk *desk, const struct theme *theme)
{
    if (desk->screen)
        screen_set_theme(desk->screen, theme);
}

static bool is_auto(const struct looks *looks)
{
    return g_strcmp0(looks->name, THEME_AUTO) == 0;
}

/* By name, what auto stands for now included. */
static bool load(const struct looks *looks, const char *name, struct theme *theme, GError **error)
{
    if (strcmp(name, THEME_AUTO) != 0)
        return themes_load(name, looks->folder, theme, error);
    themes_auto(looks->light, theme);
    return true;
}

/* --- at the beginning --- */

static void ask_terminal(struct desk *desk)
{
    if (desk->screen && !desk->looks.asked)
        desk->looks.asked = screen_ask_background(desk->screen);
}

void desk_theme_start(struct desk *desk, const struct theme *theme, const char *folder)
{
    struct looks *looks = &desk->looks;
    looks->folder = g_strdup(folder);
    looks->light = background_of_colorfgbg(g_getenv("COLORFGBG")) == BACKGROUND_LIGHT;
    looks->name = g_strdup(theme ? theme->name : THEME_AUTO);
    looks->named = theme != NULL;
    if (theme)
        looks->theme = *theme;
    else
        themes_auto(looks->light, &looks->theme);
    show(desk, &looks->theme);
    if (!theme)
        ask_terminal(desk);
}

void desk_theme_restore(struct desk *desk, const char *name)
{
    struct looks *looks = &desk->looks;
    g_autoptr(GError) error = NULL;
    struct theme theme;
    if (looks->named)
        return;
    if (!load(looks, name, &theme, &error)) {
        desk_say(desk, true, "the theme of last time: %s", error->message);
        return;
    }
    g_free(looks->name);
    looks->name = g_strdup(name);
    looks->theme = theme;
    show(desk, &theme);
}

static void set_light(struct desk *desk, bool light)
{
    struct looks *looks = &desk->looks;
    bool other = light != looks->light;
    looks->light = light;
    if (!other || !is_auto(looks))
        return;
    themes_auto(light, &looks->theme);
    if (!looks->trying)
        show(desk, &looks->theme);
}

void desk_theme_restore_background(struct desk *desk, bool light)
{
    bool told = background_of_colorfgbg(g_getenv("COLORFGBG")) != BACKGROUND_UNKNOWN;
    if (!told && !desk->looks.answered)
        set_light(desk, light);
}

void desk_theme_background(struct desk *desk, enum background background)
{
    desk->looks.answered = true;
    set_light(desk, background == BACKGROUND_LIGHT);
}

void desk_theme_free(struct desk *desk)
{
    g_free(desk->looks.name);
    g_free(desk->looks.folder);
}

/* --- choosing --- */

static bool take(void *context, const char *name)
{
    struct desk *desk = context;
    struct looks *looks = &desk->looks;
    g_autoptr(GError) error = NULL;
    struct theme theme;
    looks->trying = false;
    if (!load(looks, name, &theme, &error)) {
        show(desk, &looks->theme);
        desk_say(desk, true, "%s", error->message);
        return false;
    }
    g_free(looks->name);
    looks->name = g_strdup(name);
    looks->theme = theme;
    show(desk, &theme);
    if (is_auto(looks))
        ask_terminal(desk);
    desk_say(desk, false, "theme: %s%s%s", name, is_auto(looks) ? ", now " : "",
             is_auto(looks) ? theme.name : "");
    return true;
}

/* What can be said of a theme before it is seen; a file that cannot be read says why at Enter. */
static const char *kind_of(const struct looks *looks, const char *name)
{
    struct theme theme;
    if (!themes_load(name, looks->folder, &theme, NULL))
        return "cannot be read";
    if (themes_is_own(name, looks->folder))
        return "your own";
    if (theme.terminal.background < 0)
        return "for any terminal";
    return theme_is_light(&theme) ? "for light terminals" : "for dark terminals";
}

static void choices(void *context, GPtrArray *list)
{
    const struct looks *looks = &((struct desk *)context)->looks;
    g_autoptr(GPtrArray) names = themes_names(looks->folder);
    argument_add(list, THEME_AUTO, "dark or light, as the terminal is");
    for (guint i = 0; i < names->len; i++)
        argument_add(list, names->pdata[i], kind_of(looks, names->pdata[i]));
}

/* What cannot be read looks like the theme that stays. */
static void preview(void *context, const char *name)
{
    struct desk *desk = context;
    struct theme theme;
    desk->looks.trying = name != NULL;
    bool read = name && load(&desk->looks, name, &theme, NULL);
    show(desk, read ? &theme : &desk->looks.theme);
}

const struct argument desk_theme_argument = {
    .name = "NAME", .kind = "theme", .take = take, .choices = choices, .preview = preview};
