/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/theme.h"

#include "tui/colour.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void assert_fails(const char *text, const char *message)
{
    struct theme theme = {.name = "kept"};
    g_autoptr(GError) error = NULL;

    g_assert_false(theme_parse(&theme, "x.theme", text, &error));
    g_assert_cmpstr(error->message, ==, message);
    g_assert_cmpstr(theme.name, ==, "kept");
}

static void test_errors(void)
{
    assert_fails("text default default\nlevel.eror red -\n",
                 "x.theme:2: no such role: \"level.eror\"");
    assert_fails("muted purple", "x.theme:1: not a colour (a name, 0-255, #rrggbb, default or -): "
                                 "\"purple\"");
    assert_fails("muted 256", "x.theme:1: not a colour (a name, 0-255, #rrggbb, default or -): "
                              "\"256\"");
    assert_fails("muted #12345", "x.theme:1: not a colour (a name, 0-255, #rrggbb, default or -): "
                                 "\"#12345\"");
    assert_fails("muted red - blink",
                 "x.theme:1: not an attribute (bold, dim, italic, underline, reverse): \"blink\"");
    assert_fails("muted red\n\nmuted blue", "x.theme:3: set twice: \"muted\"");
    assert_fails("terminal #000000 black",
                 "x.theme:1: needs the terminal's text and background as two #rrggbb: "
                 "\"terminal\"");
    assert_fails("terminal #000000 #ffffff\nterminal #000000 #ffffff",
                 "x.theme:2: set twice: \"terminal\"");
    assert_fails("\x1b[2J red", "x.theme:1: no such role: \"\"");
}

static void test_inheritance(void)
{
    struct theme theme;
    static const char text[] = "# four lines make a theme\n"
                               "text        white    black\n"
                               "muted       8        -        # a comment\n"
                               "level.error #ff0000  -        bold, underline\n"
                               "key         -        default  \r\n";

    g_assert_true(theme_parse(&theme, "t", text, NULL));
    g_assert_cmpint(theme.styles[ROLE_TEXT].foreground, ==, 7);
    g_assert_cmpint(theme.styles[ROLE_TITLE].background, ==, 0);
    g_assert_cmpint(theme.styles[ROLE_HAIRLINE].foreground, ==, 8);
    g_assert_cmpint(theme.styles[ROLE_LEVEL_FATAL].foreground, ==, THEME_RGB | 0xff0000);
    g_assert_cmpuint(theme.styles[ROLE_FAILURE].attributes, ==, THEME_BOLD | THEME_UNDERLINE);
    g_assert_cmpint(theme.styles[ROLE_KEY].foreground, ==, 7);
    g_assert_cmpint(theme.styles[ROLE_KEY].background, ==, -1);
    g_assert_true(theme_parse(&theme, "empty", "", NULL));
    g_assert_cmpint(theme.styles[ROLE_SERVICE_3].foreground, ==, -1);
}

static void test_built_in(void)
{
    struct theme theme, read;

    theme_init(&theme);
    g_assert_cmpstr(theme.name, ==, "dark");
    g_assert_cmpint(theme.styles[ROLE_TEXT].background, ==, -1);
    g_assert_true(theme_load(&read, "themes/dark.theme", NULL));
    g_assert_cmpmem(theme.styles, sizeof theme.styles, read.styles, sizeof read.styles);
}

static void test_files(void)
{
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "vigil-Ärger.theme", NULL);
    g_autoptr(GError) error = NULL;
    struct theme theme = {.name = "kept"};

    g_assert_true(g_file_set_contents(path, "text red", -1, NULL));
    g_assert_true(theme_load(&theme, path, NULL));
    g_assert_cmpstr(theme.name, ==, "vigil-Ärger");
    g_assert_true(g_file_set_contents(path, "text\0red", 8, NULL));
    g_assert_false(theme_load(&theme, path, &error));
    g_assert_nonnull(strstr(error->message, "NUL byte"));
    g_clear_error(&error);
    g_remove(path);
    g_assert_false(theme_load(&theme, path, &error));
    g_assert_cmpstr(theme.name, ==, "vigil-Ärger");
}

static void test_names(void)
{
    g_assert_cmpint(role_for_name("payment"), ==, role_for_name("payment"));
    g_assert_cmpint(role_service(6), ==, ROLE_SERVICE_0);
    g_assert_cmpint(role_service(G_MAXUINT), <=, ROLE_SERVICE_5);
    unsigned used = 0;
    static const char *const services[] = {"web",       "checkout",        "payment",
                                           "inventory", "recommendations", "research-agents"};
    for (size_t i = 0; i < G_N_ELEMENTS(services); i++) {
        used |= 1u << (role_for_name(services[i]) - ROLE_SERVICE_0);
    }
    g_assert_cmpint(__builtin_popcount(used), ==, 6);
    g_assert_cmpint(role_for_name(NULL), >=, ROLE_SERVICE_0);
    g_assert_cmpint(role_bar_for_name("payment") - ROLE_BAR_0, ==,
                    role_for_name("payment") - ROLE_SERVICE_0);
    g_assert_cmpstr(role_name(ROLE_LEVEL_ERROR), ==, "level.error");
}

/* --- fewer colours --- */

static void test_depths(void)
{
    static const struct {
        const char *no_colour, *colorterm, *term;
        int colours;
        bool rgb;
        enum depth depth;
    } rows[] = {
        {NULL, NULL,        "xterm-256color", 256,      false, DEPTH_256 },
        {NULL, "truecolor", "xterm-256color", 256,      false, DEPTH_TRUE},
        {NULL, "24bit",     "tmux-256color",  256,      false, DEPTH_TRUE},
        {NULL, "yes",       "tmux-256color",  256,      false, DEPTH_256 },
        {NULL, NULL,        "xterm-direct",   16777216, false, DEPTH_TRUE},
        {NULL, NULL,        "xterm-256color", 256,      true,  DEPTH_TRUE},
        {NULL, "truecolor", "xterm",          8,        false, DEPTH_8   },
        {NULL, NULL,        "xterm-16color",  16,       false, DEPTH_16  },
        {NULL, NULL,        "linux",          8,        false, DEPTH_8   },
        {NULL, NULL,        "vt100",          -1,       false, DEPTH_MONO},
        {"1",  "truecolor", "xterm-256color", 256,      true,  DEPTH_MONO},
        {"",   NULL,        "xterm-256color", 256,      false, DEPTH_256 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *names[] = {"NO_COLOR", "COLORTERM", "TERM"};
        const char *values[] = {rows[i].no_colour, rows[i].colorterm, rows[i].term};
        for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
            if (values[n]) {
                g_setenv(names[n], values[n], TRUE);
            } else {
                g_unsetenv(names[n]);
            }
        }
        g_assert_cmpint(depth_choose(rows[i].colours, rows[i].rgb), ==, rows[i].depth);
    }
}

static void test_nearest(void)
{
    g_assert_cmpint(colour_nearest_256(THEME_RGB | 0x000000), ==, 16);
    g_assert_cmpint(colour_nearest_256(THEME_RGB | 0xffffff), ==, 231);
    g_assert_cmpint(colour_nearest_256(THEME_RGB | 0x5f87af), ==, 67);
    for (int i = 16; i < 256; i++) {
        g_assert_cmpint(colour_rgb(colour_nearest_256(colour_rgb(i))), ==, colour_rgb(i));
    }
}

/* Of every theme at every depth: selections differ from text and from each other, and errors keep
 * their difference. */
static void test_meaning_survives(void)
{
    const char *name;

    for (size_t i = 0; (name = theme_shipped_name(i)); i++) {
        struct theme theme, shown;
        g_assert_true(theme_shipped(&theme, name));
        for (enum depth depth = DEPTH_MONO; depth <= DEPTH_TRUE; depth++) {
            theme_degrade(&theme, depth, &shown);
            const struct style *text = &shown.styles[ROLE_TEXT];
            const struct style *selected = &shown.styles[ROLE_SELECTED];
            const struct style *idle = &shown.styles[ROLE_SELECTED_IDLE];
            g_assert_cmpint(memcmp(text, selected, sizeof *text), !=, 0);
            g_assert_cmpint(memcmp(text, idle, sizeof *text), !=, 0);
            g_assert_cmpint(memcmp(selected, idle, sizeof *text), !=, 0);
            g_assert_cmpint(memcmp(text, &shown.styles[ROLE_LEVEL_ERROR], sizeof *text), !=, 0);
            for (int role = 0; depth < DEPTH_256 && role < ROLE_COUNT; role++) {
                int most = depth == DEPTH_16 ? 15 : depth == DEPTH_8 ? 7 : -1;
                g_assert_cmpint(shown.styles[role].foreground, <=, most);
                g_assert_cmpint(shown.styles[role].background, <=, most);
            }
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/theme/a bad line is named with its number", test_errors);
    g_test_add_func("/theme/roles left out take their parents' colours", test_inheritance);
    g_test_add_func("/theme/the built-in theme is themes dark", test_built_in);
    g_test_add_func("/theme/a bad file leaves the theme as it was", test_files);
    g_test_add_func("/theme/names keep their hue", test_names);
    g_test_add_func("/theme/environment and terminal choose the depth", test_depths);
    g_test_add_func("/theme/the nearest of 256", test_nearest);
    g_test_add_func("/theme/meaning survives fewer colours", test_meaning_survives);
    return g_test_run();
}
