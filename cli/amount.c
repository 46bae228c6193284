/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/amount.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

struct suffix {
    char letter;
    int64_t factor;
};

static bool parse(const char *text, const struct suffix *suffixes, size_t count, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    int64_t number = g_ascii_strtoll(text, &end, 10);
    if (errno || end == text || number <= 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool fits = suffixes[i].letter ? *end == suffixes[i].letter && !end[1] : !*end;
        if (fits && number <= INT64_MAX / suffixes[i].factor) {
            *out = number * suffixes[i].factor;
            return true;
        }
    }
    return false;
}

bool amount_parse_period(const char *text, int64_t *ms)
{
    static const struct suffix suffixes[] = {
        {'s', 1000     },
        {'m', 60000    },
        {'h', 3600000  },
        {'d', 86400000 },
        {'w', 604800000},
    };
    return parse(text, suffixes, G_N_ELEMENTS(suffixes), ms);
}

bool amount_parse_size(const char *text, int64_t *bytes)
{
    static const struct suffix suffixes[] = {
        {0,   1               },
        {'K', 1 << 10         },
        {'M', 1 << 20         },
        {'G', 1 << 30         },
        {'T', INT64_C(1) << 40},
    };
    return parse(text, suffixes, G_N_ELEMENTS(suffixes), bytes);
}
