/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs in meaning stays apart: for everybody in every theme, for those who lack one kind of
 * cone in the colour-blind themes, and for everybody where no colour is left.
 *
 * Dichromacy is simulated by the matrices of Machado, Oliveira and Fernandes, "A Physiologically-
 * based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.0, on
 * linear RGB. Distances are CIE 1976 L*a*b*, D65: 2 is just noticed, 15 is told at a glance.
 */
#include "tui/colour.h"
#include "tui/themes.h"

#include <math.h>
#include <string.h>

#define APART         15.0
#define SERVICE_APART 12.0

static const struct vision {
    const char *name;
    double matrix[3][3];
} visions[] = {
    {"all cones",    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {"protanopia",
     {{0.152286, 1.052583, -0.204868},
      {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}}               },
    {"deuteranopia",
     {{0.367322, 0.860646, -0.227968},
      {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}}                },
    {"tritanopia",
     {{1.255528, -0.076749, -0.178779},
      {-0.078411, 0.930809, 0.147602},
      {0.004733, 0.691367, 0.303900}}                 },
};

/* Roles between which a decision is made. */
static const enum role pairs[][2] = {
    {ROLE_LEVEL_ERROR,   ROLE_LEVEL_WARNING},
    {ROLE_LEVEL_ERROR,   ROLE_LEVEL_INFO   },
    {ROLE_LEVEL_WARNING, ROLE_LEVEL_INFO   },
    {ROLE_GOOD,          ROLE_CHANGED      },
    {ROLE_GOOD,          ROLE_LEVEL_ERROR  },
    {ROLE_GOOD,          ROLE_FAILURE      },
    {ROLE_LIVE,          ROLE_HELD         },
    {ROLE_LIVE,          ROLE_FAILURE      },
    {ROLE_HELD,          ROLE_FAILURE      },
    {ROLE_DEPLOY,        ROLE_GOOD         },
    {ROLE_DEPLOY,        ROLE_CHANGED      },
    {ROLE_DEPLOY,        ROLE_LEVEL_ERROR  },
    {ROLE_DIFF_ADD,      ROLE_DIFF_DELETE  },
    {ROLE_BAR,           ROLE_BAR_ERROR    },
    {ROLE_SPARK,         ROLE_SPARK_CHANGED},
};

struct cielab {
    double lightness, a, b;
};

static double linear(int value)
{
    double part = value / 255.0;

    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double cube_root(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static struct cielab seen(int32_t rgb, const struct vision *vision)
{
    double in[3] = {linear(rgb >> 16 & 0xff), linear(rgb >> 8 & 0xff), linear(rgb & 0xff)};
    double out[3];

    for (int i = 0; i < 3; i++) {
        const double *row = vision->matrix[i];
        out[i] = CLAMP(row[0] * in[0] + row[1] * in[1] + row[2] * in[2], 0, 1);
    }
    double x = cube_root((0.4124564 * out[0] + 0.3575761 * out[1] + 0.1804375 * out[2]) / 0.95047);
    double y = cube_root(0.2126729 * out[0] + 0.7151522 * out[1] + 0.0721750 * out[2]);
    double z = cube_root((0.0193339 * out[0] + 0.1191920 * out[1] + 0.9503041 * out[2]) / 1.08883);
    return (struct cielab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

static double apart(int32_t one, int32_t other, const struct vision *vision)
{
    struct cielab p = seen(one, vision);
    struct cielab q = seen(other, vision);

    return sqrt(pow(p.lightness - q.lightness, 2) + pow(p.a - q.a, 2) + pow(p.b - q.b, 2));
}

static int32_t ink_of(const struct theme *shown, enum role role)
{
    int32_t colour = shown->styles[role].foreground;

    return colour < 0           ? shown->terminal.foreground
           : colour < THEME_RGB ? colour_rgb(colour)
                                : colour;
}

static void check_pair(const struct theme *shown, enum role one, enum role other,
                       const struct vision *vision, double wanted)
{
    double found = apart(ink_of(shown, one), ink_of(shown, other), vision);

    if (found < wanted) {
        g_test_message("%s, %s: %s and %s are %.1f apart, not %.0f", shown->name, vision->name,
                       role_name(one), role_name(other), found, wanted);
        g_test_fail();
    }
}

static void check_theme(const char *name, enum depth depth, size_t vision_count)
{
    struct theme theme, shown;

    g_assert_true(themes_load(name, NULL, &theme, NULL));
    theme_degrade(&theme, depth, &shown);
    for (size_t v = 0; v < vision_count; v++) {
        for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
            check_pair(&shown, pairs[i][0], pairs[i][1], &visions[v], APART);
        }
    }
}

static void test_everybody(void)
{
    g_autoptr(GPtrArray) names = themes_names(NULL);

    for (guint i = 0; i < names->len; i++) {
        if (strcmp(names->pdata[i], "mono") != 0) {
            check_theme(names->pdata[i], DEPTH_TRUE, 1);
            check_theme(names->pdata[i], DEPTH_256, 1);
        }
    }
}

static const char *const safe[] = {"colour-blind", "colour-blind-light"};

static void test_dichromats(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(safe); i++) {
        check_theme(safe[i], DEPTH_TRUE, G_N_ELEMENTS(visions));
        check_theme(safe[i], DEPTH_256, G_N_ELEMENTS(visions));
    }
}

static void check_services(const struct theme *theme, const struct vision *vision)
{
    for (enum role one = ROLE_SERVICE_0; one <= ROLE_SERVICE_5; one++) {
        for (enum role other = ROLE_SERVICE_0; other < one; other++) {
            check_pair(theme, one, other, vision, SERVICE_APART);
        }
    }
}

static void test_services(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(safe); i++) {
        struct theme theme;
        g_assert_true(themes_load(safe[i], NULL, &theme, NULL));
        for (size_t v = 0; v < G_N_ELEMENTS(visions); v++) {
            check_services(&theme, &visions[v]);
        }
    }
}

/* Levels have letters, diffs signs and changes arrows besides; states and marks have only this. */
static void test_without_colour(void)
{
    static const enum role told[][2] = {
        {ROLE_TEXT,     ROLE_SELECTED     },
        {ROLE_TEXT,     ROLE_SELECTED_IDLE},
        {ROLE_TEXT,     ROLE_CURSOR_TIME  },
        {ROLE_TEXT,     ROLE_MATCH        },
        {ROLE_TEXT,     ROLE_FAILURE      },
        {ROLE_TEXT,     ROLE_KEY          },
        {ROLE_TEXT,     ROLE_LEVEL_ERROR  },
        {ROLE_SELECTED, ROLE_SELECTED_IDLE},
        {ROLE_TITLE,    ROLE_TITLE_FOCUS  },
        {ROLE_LIVE,     ROLE_HELD         },
        {ROLE_GOOD,     ROLE_CHANGED      },
        {ROLE_DIFF_ADD, ROLE_DIFF_DELETE  },
        {ROLE_BAR,      ROLE_BAR_ERROR    },
        {ROLE_SPARK,    ROLE_SPARK_CHANGED},
    };
    g_autoptr(GPtrArray) names = themes_names(NULL);

    for (guint i = 0; i < names->len; i++) {
        struct theme theme, shown;
        g_assert_true(themes_load(names->pdata[i], NULL, &theme, NULL));
        theme_degrade(&theme, DEPTH_MONO, &shown);
        for (size_t t = 0; t < G_N_ELEMENTS(told); t++) {
            if (shown.styles[told[t][0]].attributes == shown.styles[told[t][1]].attributes) {
                g_test_message("%s: %s and %s are alike without colour", theme.name,
                               role_name(told[t][0]), role_name(told[t][1]));
                g_test_fail();
            }
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vision/meanings have colours of their own in every theme", test_everybody);
    g_test_add_func("/vision/and for dichromats in the colour-blind ones", test_dichromats);
    g_test_add_func("/vision/services, too, are told apart there", test_services);
    g_test_add_func("/vision/marks and states need no colour", test_without_colour);
    return g_test_run();
}
