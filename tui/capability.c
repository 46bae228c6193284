/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/capability.h"

#include <curses.h>
#include <string.h>
#include <term.h>

char *capability(const char *name)
{
    char *string = tigetstr((char *)name);

    return string && string != (char *)-1 ? string : NULL;
}

bool capability_has(const char *name, const char *part)
{
    const char *string = capability(name);

    return string && strstr(string, part);
}

void capability_append_string(GString *bytes, const char *string)
{
    for (const char *at = string; at && *at; at++) {
        if (at[0] == '$' && at[1] == '<' && strchr(at, '>')) {
            at = strchr(at, '>');
        } else {
            g_string_append_c(bytes, *at);
        }
    }
}

void capability_append(GString *bytes, const char *name)
{
    capability_append_string(bytes, capability(name));
}
