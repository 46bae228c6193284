/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/background.h"

#include "tui/colour.h"

#include <glib.h>
#include <string.h>

#define CHANNELS     3
#define DIGITS_MOST  4
#define WHITE        7
#define BRIGHT_BLACK 8

/* `count` hexadecimal digits as a channel of 0 to 255; -1 when they are none. */
static int channel(const char *digits, size_t count)
{
    int value = 0;

    if (count < 1 || count > DIGITS_MOST) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        int digit = g_ascii_xdigit_value(digits[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    int most = (1 << (4 * count)) - 1;
    return (value * 255 + most / 2) / most;
}

/* Channels between slashes, with nothing behind the last. What is beyond the third is dropped. */
static bool read_channels(const char *at, int parts, int channels[CHANNELS])
{
    for (int i = 0; i < parts; i++) {
        size_t length = strcspn(at, "/");
        int value = channel(at, length);
        bool last = i + 1 == parts;
        if (value < 0 || (at[length] == '\0') != last) {
            return false;
        }
        if (i < CHANNELS) {
            channels[i] = value;
        }
        at += length + 1;
    }
    return true;
}

static bool read_hash(const char *digits, int channels[CHANNELS])
{
    size_t each = strlen(digits) / CHANNELS;

    for (size_t i = 0; i < CHANNELS; i++) {
        channels[i] = strlen(digits) == each * CHANNELS ? channel(digits + i * each, each) : -1;
        if (channels[i] < 0) {
            return false;
        }
    }
    return true;
}

enum background background_of_reply(const char *string)
{
    const char *colour = string + strlen(BACKGROUND_REPLY);
    int channels[CHANNELS];
    bool read = false;

    if (!g_str_has_prefix(string, BACKGROUND_REPLY)) {
        return BACKGROUND_UNKNOWN;
    }
    if (g_str_has_prefix(colour, "rgb:")) {
        read = read_channels(colour + strlen("rgb:"), CHANNELS, channels);
    } else if (g_str_has_prefix(colour, "rgba:")) {
        read = read_channels(colour + strlen("rgba:"), CHANNELS + 1, channels);
    } else if (colour[0] == '#') {
        read = read_hash(colour + 1, channels);
    }
    if (!read) {
        return BACKGROUND_UNKNOWN;
    }
    int32_t rgb = channels[0] << 16 | channels[1] << 8 | channels[2];
    return colour_is_light(rgb) ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}

/* The sixteen are the user's own: only that white and the bright ones are light is known. */
enum background background_of_colorfgbg(const char *value)
{
    const char *last = value ? strrchr(value, ';') : NULL;
    guint64 number;

    if (!last || !g_ascii_string_to_unsigned(last + 1, 10, 0, 15, &number, NULL)) {
        return BACKGROUND_UNKNOWN;
    }
    return number == WHITE || number > BRIGHT_BLACK ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}
