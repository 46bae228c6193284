/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/colour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CUBE_BASE        16
#define CUBE_SIDE        6
#define GREY_BASE        232
#define GREYS            24
#define DULL             48  /* less difference between the channels is a grey */
#define BRIGHT           176 /* of the greatest channel */

#define LIGHTNESS_WEIGHT 0.5

struct rgb {
    int red, green, blue;
};

static const int cube_levels[CUBE_SIDE] = {0, 95, 135, 175, 215, 255};

static struct rgb split(int32_t rgb)
{
    return (struct rgb){rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff};
}

static int32_t join(int red, int green, int blue)
{
    return THEME_RGB | (int32_t)(red << 16 | green << 8 | blue);
}

static int distance(struct rgb a, struct rgb b)
{
    int red = a.red - b.red;
    int green = a.green - b.green;
    int blue = a.blue - b.blue;

    return red * red + green * green + blue * blue;
}

/* One channel of sRGB made linear. */
static double linear(int value)
{
    double part = value / 255.0;

    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

double colour_luminance(int32_t rgb)
{
    struct rgb c = split(rgb);

    return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

double colour_contrast(int32_t a, int32_t b)
{
    double one = colour_luminance(a) + 0.05;
    double other = colour_luminance(b) + 0.05;

    return MAX(one, other) / MIN(one, other);
}

bool colour_is_light(int32_t rgb)
{
    return colour_contrast(rgb, 0x000000) > colour_contrast(rgb, 0xffffff);
}

int32_t colour_rgb(int palette)
{
    static const int32_t first[CUBE_BASE] = {
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

    if (palette < CUBE_BASE) {
        return THEME_RGB | first[MAX(palette, 0)];
    }
    if (palette >= GREY_BASE) {
        int grey = 8 + 10 * (palette - GREY_BASE);
        return join(grey, grey, grey);
    }
    int index = palette - CUBE_BASE;
    return join(cube_levels[index / (CUBE_SIDE * CUBE_SIDE)],
                cube_levels[index / CUBE_SIDE % CUBE_SIDE], cube_levels[index % CUBE_SIDE]);
}

static int nearest_level(int value)
{
    int best = 0;

    for (int i = 1; i < CUBE_SIDE; i++) {
        if (abs(cube_levels[i] - value) < abs(cube_levels[best] - value)) {
            best = i;
        }
    }
    return best;
}

int colour_nearest_256(int32_t rgb)
{
    struct rgb wanted = split(rgb);
    int red = nearest_level(wanted.red);
    int green = nearest_level(wanted.green);
    int blue = nearest_level(wanted.blue);
    int cube = CUBE_BASE + (red * CUBE_SIDE + green) * CUBE_SIDE + blue;
    int mean = (wanted.red + wanted.green + wanted.blue) / 3;
    int grey = GREY_BASE + CLAMP((mean - 3) / 10, 0, GREYS - 1);

    return distance(split(colour_rgb(grey)), wanted) < distance(split(colour_rgb(cube)), wanted)
               ? grey
               : cube;
}

struct lab colour_lab(int32_t rgb)
{
    struct rgb c = split(rgb);
    double red = linear(c.red), green = linear(c.green), blue = linear(c.blue);
    double l = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    double m = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    double s = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);

    return (struct lab){.lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                        .a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                        .b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double colour_distance(struct lab one, struct lab other)
{
    double lightness = (one.lightness - other.lightness) * LIGHTNESS_WEIGHT;

    return sqrt(lightness * lightness + pow(one.a - other.a, 2) + pow(one.b - other.b, 2));
}

/* Which of red, green, blue are near the greatest: the bits of an ANSI colour. Distances would turn
 * every pastel into white. */
static int ansi_hue(struct rgb c, int low, int high)
{
    int middle = low + (high - low) * 6 / 10;

    return (c.red >= middle ? 1 : 0) | (c.green >= middle ? 2 : 0) | (c.blue >= middle ? 4 : 0);
}

int colour_nearest_16(int32_t rgb)
{
    struct rgb c = split(rgb);
    int high = MAX(c.red, MAX(c.green, c.blue));
    int low = MIN(c.red, MIN(c.green, c.blue));

    if (high - low < DULL) {
        return high >= 225 ? 15 : high >= 165 ? 7 : high >= 60 ? 8 : 0;
    }
    return ansi_hue(c, low, high) + (high >= BRIGHT ? 8 : 0);
}
