/* SPDX-License-Identifier: Apache-2.0 */
#include "views/desk_limits.h"

#include "base/quantity.h"
#include "views/desk_state.h"

#include <string.h>

void desk_limit(const struct desk *desk, struct signal *signal)
{
    limits_apply(desk->limits, signal);
}

static void set(struct desk *desk, const char *name, const char *text)
{
    if (!desk->limits)
        desk->limits = limits_new();
    limits_set(desk->limits, name, text);
}

void desk_limits_start(struct desk *desk)
{
    const struct state *state = desk_state(desk);
    g_auto(GStrv) keys = state_keys(state, STATE_LIMITS);
    for (char **key = keys; *key; key++) {
        g_autofree char *line = state_get(state, STATE_LIMITS, *key);
        g_auto(GStrv) parts = g_strsplit(line ? line : "", " ", 2);
        bool right = parts[0] && parts[1] && (!strcmp(parts[0], "none") || quantity_is(parts[0]));
        if (right)
            set(desk, parts[1], parts[0]);
    }
}

bool desk_set_limit(struct desk *desk, const struct signal *signal, const char *text)
{
    g_autofree char *name = limits_name(signal);
    g_autofree char *key = g_strdup_printf("%08x", g_str_hash(name));
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", " ", -1);
    g_autofree char *value = g_strjoinv("", words); /* "2 GiB" is one word where it is kept */
    g_autofree char *line = g_strdup_printf("%s %s", value, name);
    double unused;
    if (text && strcmp(value, "none") && !quantity_read(value, signal->unit, &unused)) {
        desk_say(desk, true, "%s is no limit for it: it is measured in %s; none takes it away",
                 text, signal->unit ? signal->unit : "plain numbers");
        return false;
    }
    set(desk, name, text ? value : NULL);
    state_set(desk_state(desk), STATE_LIMITS, key, text ? line : NULL);
    return true;
}
