/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/abilities.h"

#include <glib.h>
#include <string.h>

#define ALL (ABILITY_MODES | ABILITY_STRINGS | ABILITY_WINDOW)

static const struct row {
    const char *prefix;
    unsigned lacks;
} rows[] = {
    {"linux",  ALL                             },
    {"ansi",   ALL                             },
    {"cons",   ALL                             },
    {"sun",    ALL                             },
    {"dumb",   ALL                             },
    {"eterm",  ABILITY_STRINGS | ABILITY_WINDOW},
    {"screen", ABILITY_WINDOW                  }, /* GNU screen keeps them to itself */
};

/* DEC's own: vt100 to vt525. VTE calls itself vte, and is like xterm. */
static bool is_dec(const char *term)
{
    return g_str_has_prefix(term, "vt") && g_ascii_isdigit(term[2]);
}

bool term_has(const char *term, enum ability ability)
{
    if (!term || !*term || is_dec(term)) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (g_str_has_prefix(term, rows[i].prefix)) {
            return !(rows[i].lacks & ability);
        }
    }
    return true;
}
