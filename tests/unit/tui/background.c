/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/background.h"

#include <glib.h>

static void test_replies(void)
{
    static const struct {
        const char *string;
        enum background background;
    } rows[] = {
        {"11;rgb:1616/1818/1d1d",       BACKGROUND_DARK   },
        {"11;rgb:fbfb/fafa/f7f7",       BACKGROUND_LIGHT  },
        {"11;rgb:16/18/1d",             BACKGROUND_DARK   },
        {"11;rgb:fb/fa/f7",             BACKGROUND_LIGHT  },
        {"11;rgb:f/f/f",                BACKGROUND_LIGHT  },
        {"11;rgb:0/0/0",                BACKGROUND_DARK   },
        {"11;rgb:fff/fff/fff",          BACKGROUND_LIGHT  },
        {"11;rgb:FFFF/f/ff",            BACKGROUND_LIGHT  },
        {"11;rgba:0000/2b2b/3636/ffff", BACKGROUND_DARK   },
        {"11;rgba:fdfd/f6f6/e3e3/c0c0", BACKGROUND_LIGHT  },
        {"11;#fdf6e3",                  BACKGROUND_LIGHT  },
        {"11;#000",                     BACKGROUND_DARK   },
        {"11;#ffffffffffff",            BACKGROUND_LIGHT  },
 /* answers to other questions, and what is no colour */
        {"10;rgb:ffff/ffff/ffff",       BACKGROUND_UNKNOWN},
        {"111;rgb:ffff/ffff/ffff",      BACKGROUND_UNKNOWN},
        {"11;?",                        BACKGROUND_UNKNOWN},
        {"11;",                         BACKGROUND_UNKNOWN},
        {"11",                          BACKGROUND_UNKNOWN},
        {"",                            BACKGROUND_UNKNOWN},
        {"11;white",                    BACKGROUND_UNKNOWN},
        {"11;rgb:",                     BACKGROUND_UNKNOWN},
        {"11;rgb:ff/ff",                BACKGROUND_UNKNOWN},
        {"11;rgb:ff/ff/",               BACKGROUND_UNKNOWN},
        {"11;rgb:ff/ff/ff/",            BACKGROUND_UNKNOWN},
        {"11;rgb:ff/ff/ff/ff",          BACKGROUND_UNKNOWN},
        {"11;rgb:fffff/ff/ff",          BACKGROUND_UNKNOWN},
        {"11;rgb:ff/gg/ff",             BACKGROUND_UNKNOWN},
        {"11;rgb:-1/ff/ff",             BACKGROUND_UNKNOWN},
        {"11;rgba:ff/ff/ff",            BACKGROUND_UNKNOWN},
        {"11;#ffff",                    BACKGROUND_UNKNOWN},
        {"11;#",                        BACKGROUND_UNKNOWN},
        {"11;#fffffffffffffff",         BACKGROUND_UNKNOWN},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (background_of_reply(rows[i].string) != rows[i].background) {
            g_test_message("%s: %d", rows[i].string, background_of_reply(rows[i].string));
            g_test_fail();
        }
    }
}

static void test_colorfgbg(void)
{
    g_assert_cmpint(background_of_colorfgbg("15;0"), ==, BACKGROUND_DARK);
    g_assert_cmpint(background_of_colorfgbg("0;15"), ==, BACKGROUND_LIGHT);
    g_assert_cmpint(background_of_colorfgbg("0;7"), ==, BACKGROUND_LIGHT);
    g_assert_cmpint(background_of_colorfgbg("7;8"), ==, BACKGROUND_DARK);
    g_assert_cmpint(background_of_colorfgbg("0;default;15"), ==, BACKGROUND_LIGHT);
    g_assert_cmpint(background_of_colorfgbg("default;default"), ==, BACKGROUND_UNKNOWN);
    g_assert_cmpint(background_of_colorfgbg("0;16"), ==, BACKGROUND_UNKNOWN);
    g_assert_cmpint(background_of_colorfgbg("0;"), ==, BACKGROUND_UNKNOWN);
    g_assert_cmpint(background_of_colorfgbg("15"), ==, BACKGROUND_UNKNOWN);
    g_assert_cmpint(background_of_colorfgbg(""), ==, BACKGROUND_UNKNOWN);
    g_assert_cmpint(background_of_colorfgbg(NULL), ==, BACKGROUND_UNKNOWN);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/background/every form of the answer is read, and nothing else", test_replies);
    g_test_add_func("/background/COLORFGBG is read", test_colorfgbg);
    return g_test_run();
}
