/* SPDX-License-Identifier: Apache-2.0
 *
 * The terminal's title: where the console looks, and its state in a few words, for a list of tabs.
 */
#include "views/desk_state.h"
#include "views/log_source.h"

#include <string.h>

/* "acme/prod", "acme/checkout", "acme". */
static void append_place(const struct scope *scope, GString *out)
{
    if (!scope->organization)
        return;
    g_string_append_printf(out, " %s", scope->organization);
    if (scope->environment)
        g_string_append_printf(out, "/%s", scope->environment);
    else if (scope->projects->len == 1)
        g_string_append_printf(out, "/%s", (const char *)scope->projects->pdata[0]);
}

static void append_held(const struct scope *scope, GString *out)
{
    char time[40];
    scope_time(scope, scope->cursor_ms ? scope->cursor_ms : scope->end_ms, time, sizeof time);
    char *seconds = strrchr(time, ':');
    if (seconds && seconds != strchr(time, ':'))
        *seconds = '\0';
    g_string_append_printf(out, " HELD %s", time);
}

char *desk_title(const struct desk *desk)
{
    GString *out = g_string_new(NULL);
    if (desk->source.away)
        g_string_append_printf(out, "! %s ", desk->source.away);
    g_string_append(out, "vigil");
    append_place(&desk->scope, out);
    if (desk->files) {
        g_string_append_printf(out, " %s%s", log_source_title(desk->files),
                               desk->paused ? " PAUSED" : "");
        return g_string_free(out, FALSE);
    }
    if (!desk->started)
        return g_string_free(out, FALSE);
    if (desk->paused)
        g_string_append(out, " PAUSED");
    if (desk->scope.held)
        append_held(&desk->scope, out);
    else if (!desk->paused)
        g_string_append(out, " LIVE");
    const struct lead *lead = desk->shared.lead;
    if (lead && lead->moved)
        g_string_append_printf(out, " %zu moved", lead->moved);
    return g_string_free(out, FALSE);
}
