/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/web_vitals.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static const struct web_vital vitals[] = {
    {"LCP",  "largest contentful paint",  "millisecond", 2500, 4000},
    {"INP",  "interaction to next paint", "millisecond", 200,  500 },
    {"CLS",  "cumulative layout shift",   NULL,          0.1,  0.25},
    {"FCP",  "first contentful paint",    "millisecond", 1800, 3000},
    {"TTFB", "time to first byte",        "millisecond", 800,  1800},
    {"FID",  "first input delay",         "millisecond", 100,  300 },
};

const struct web_vital *web_vital_at(size_t index)
{
    return index < G_N_ELEMENTS(vitals) ? &vitals[index] : NULL;
}

/* The part of the key that names the vital; its length. */
static const char *bare_name(const char *key, size_t *length)
{
    static const char *const prefixes[] = {"measurements.", "browser.web_vital."};
    const char *name = key;
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_has_prefix(key, prefixes[i]))
            name = key + strlen(prefixes[i]);
    *length = strlen(name);
    if (name != key && g_str_has_suffix(name, ".value"))
        *length -= strlen(".value");
    return name;
}

const struct web_vital *web_vital_of(const char *key)
{
    size_t length;
    const char *name = bare_name(key, &length);
    for (size_t i = 0; i < G_N_ELEMENTS(vitals); i++)
        if (strlen(vitals[i].name) == length && !g_ascii_strncasecmp(vitals[i].name, name, length))
            return &vitals[i];
    return NULL;
}

enum vital_rating web_vital_rate(const struct web_vital *vital, double value)
{
    if (!isfinite(value) || value < 0)
        return VITAL_UNKNOWN;
    return value <= vital->good   ? VITAL_GOOD
           : value <= vital->poor ? VITAL_NEEDS_IMPROVEMENT
                                  : VITAL_POOR;
}

const char *web_vital_rating_text(enum vital_rating rating)
{
    static const char *const words[] = {"good", "needs improvement", "poor", "unknown"};
    return words[rating];
}
