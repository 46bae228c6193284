/* SPDX-License-Identifier: Apache-2.0
 *
 * The upper band: the header line, and the lead below it.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"

#include <string.h>

/* --- header --- */

static char *scope_words(const struct desk *desk)
{
    const struct scope *scope = &desk->scope;
    GString *out = g_string_new(scope->organization ? scope->organization : "no organization");
    if (scope->projects->len == 1)
        g_string_append_printf(out, "/%s", (const char *)scope->projects->pdata[0]);
    else if (scope->projects->len > 1)
        g_string_append_printf(out, "/%u projects", scope->projects->len);
    if (scope->environment)
        g_string_append_printf(out, "  %s", scope->environment);
    if (scope->release)
        g_string_append_printf(out, "  release %s", scope->release);
    return g_string_free(out, FALSE);
}

static char *period_words(int64_t ms)
{
    char text[24];
    if (ms % (24 * 60 * MS_PER_MINUTE) == 0)
        g_snprintf(text, sizeof text, "%dd", (int)(ms / (24 * 60 * MS_PER_MINUTE)));
    else if (ms % (60 * MS_PER_MINUTE) == 0)
        g_snprintf(text, sizeof text, "%dh", (int)(ms / (60 * MS_PER_MINUTE)));
    else
        g_snprintf(text, sizeof text, "%dm", (int)(ms / MS_PER_MINUTE));
    return g_strdup(text);
}

static int draw_time(const struct desk *desk, struct surface *surface, int col)
{
    const struct scope *scope = &desk->scope;
    char text[40];
    int64_t start, end;
    scope_range(scope, &start, &end);
    g_autofree char *period = period_words(MAX((end - start) / MS_PER_MINUTE, 1) * MS_PER_MINUTE);
    if (desk->paused)
        col += surface_text(surface, 0, col, -1, ROLE_HELD, "PAUSED") + 1;
    if (!scope->held) {
        col += surface_text(surface, 0, col, -1, ROLE_LIVE, "LIVE") + 2;
        return col + surface_printf(surface, 0, col, -1, ROLE_MUTED, "last %s", period);
    }
    int64_t at = scope->cursor_ms ? scope->cursor_ms : end;
    scope_time(scope, at, text, sizeof text);
    col += surface_printf(surface, 0, col, -1, ROLE_HELD, "HELD %s", text) + 2;
    if (surface->cols < 100)
        return col;
    char from[40];
    return col + surface_printf(surface, 0, col, -1, ROLE_MUTED, "%s – %s, gn goes live",
                                scope_time(scope, start, from, sizeof from),
                                scope_time(scope, end, text, sizeof text));
}

static void draw_tabs(const struct desk *desk, struct surface *surface, int col, int end)
{
    static const char *const names[PANE_COUNT] = {"Issues", "Metrics", "Trace", "Logs"};
    bool words = end - col >= 38;
    for (int i = 0; i < PANE_COUNT; i++) {
        bool here = desk->focus == i;
        bool named =
            words || here; /* where all names do not fit, that of the pane one is in does */
        int width = named ? (int)strlen(names[i]) + 3 : 2;
        if (end - col < width)
            return;
        surface_printf(surface, 0, col, end - col, here ? ROLE_TITLE_FOCUS : ROLE_MUTED, "%d %s",
                       i + 1, named ? names[i] : "");
        col += width + (words ? 1 : 0);
    }
}

void desk_draw_header(const struct desk *desk, struct surface *surface)
{
    char clock[40], zone[16];
    int col = 1 + surface_text(surface, 0, 1, -1, ROLE_ACCENT, "vigil") + 2;
    g_autofree char *scope = scope_words(desk);
    col += surface_text_cut(surface, 0, col, surface->cols / 3, ROLE_TITLE, CUT_END, scope) + 2;
    if (desk->badge && surface->cols >= 60)
        col += surface_text(surface, 0, col, 12, ROLE_NOTICE, desk->badge) + 2;
    col = draw_time(desk, surface, col);
    g_autofree char *right =
        g_strdup_printf("%s %s", scope_time(&desk->scope, clock_now_ms(), clock, sizeof clock),
                        scope_zone_name(&desk->scope, zone, sizeof zone));
    int width = text_width(right);
    int at = surface->cols - width - 1;
    if (at > col + 1)
        surface_text(surface, 0, at, width, ROLE_MUTED, right);
    else
        at = surface->cols;
    if (!desk->wide)
        draw_tabs(desk, surface, col + 3, at - 1);
}

/* --- lead --- */

static void count_words(GString *out, size_t n, const char *one, const char *many)
{
    if (n > 0)
        g_string_append_printf(out, "%s%zu %s", out->len ? ", " : "", n, n == 1 ? one : many);
}

static void draw_quiet(const struct desk *desk, struct surface *band)
{
    size_t asked, known = desk_signals_known(desk, &asked);
    g_autofree char *period = period_words(desk->scope.period_ms);
    const struct lead *found = desk->shared.lead;
    if (!found || (asked && known < asked && found->changes->len == 0)) {
        surface_printf(band, 0, 1, -1, ROLE_MUTED,
                       asked ? "looking at what changed: %zu of %zu answers"
                             : "looking at what changed",
                       known, asked);
        return;
    }
    surface_printf(band, 0, 1, -1, ROLE_GOOD, "nothing moved %s %s",
                   desk->scope.held ? "in" : "in the last",
                   desk->scope.held ? "the held range" : period);
    g_autofree char *looked = g_strdup_printf("%zu series looked at", found->looked_at);
    surface_text_right(band, 0, 0, band->cols - 1, ROLE_MUTED, looked);
}

/* Onsets are known to the bucket: seconds would claim more. */
static char *to_the_minute(const struct desk *desk, int64_t time_ms, char *out, size_t size)
{
    scope_time(&desk->scope, time_ms, out, size);
    char *seconds = strrchr(out, ':');
    if (seconds && seconds != strchr(out, ':'))
        *seconds = '\0';
    return out;
}

static void draw_summary(const struct desk *desk, struct surface *band)
{
    const struct lead *found = desk->shared.lead;
    char time[40];
    g_autoptr(GString) left = g_string_new(NULL);
    if (found->moved)
        g_string_append_printf(left, "%zu signal%s moved since %s", found->moved,
                               found->moved == 1 ? "" : "s",
                               to_the_minute(desk, found->since_ms, time, sizeof time));
    else
        g_string_append(left, "no signal moved");
    if (found->first_mover >= 0) {
        const struct change *first = found->changes->pdata[found->first_mover];
        if (first->service)
            g_string_append_printf(left, " · first mover: %s", first->service);
    }
    g_autoptr(GString) right = g_string_new(NULL);
    count_words(right, found->regressed, "regression", "regressions");
    count_words(right, found->deploys, "deploy", "deploys");
    count_words(right, found->new_issues, "new issue", "new issues");
    int used = surface_text(band, 0, 1, -1,
                            desk->focus == PANE_LEAD ? ROLE_TITLE_FOCUS : ROLE_TITLE, left->str);
    if (band->cols - used - 4 > (int)right->len)
        surface_text_right(band, 0, used + 3, band->cols - used - 4, ROLE_MUTED, right->str);
}

static enum role change_role(const struct lead *found, size_t index)
{
    static const enum role roles[] = {[CHANGE_DEPLOY] = ROLE_DEPLOY,
                                      [CHANGE_SIGNAL] = ROLE_CHANGED,
                                      [CHANGE_NEW_ISSUE] = ROLE_LEVEL_ERROR,
                                      [CHANGE_REGRESSED_ISSUE] = ROLE_LEVEL_ERROR};
    const struct change *change = found->changes->pdata[index];
    return change->kind < G_N_ELEMENTS(roles) ? roles[change->kind] : ROLE_TEXT;
}

static char *change_words(const struct desk *desk, size_t index)
{
    const struct change *change = desk->shared.lead->changes->pdata[index];
    char time[40];
    to_the_minute(desk, change->time_ms, time, sizeof time);
    g_autofree char *text = text_safe(change->text);
    bool named = !change->service || change->kind != CHANGE_SIGNAL || strstr(text, change->service);
    return g_strdup_printf("%s %s%s%s", time, named ? "" : change->service, named ? "" : " ", text);
}

/* The first change to draw, so that the selected one is in sight with what led to it before it. */
static size_t first_shown(const struct desk *desk, int cols)
{
    size_t first = desk->shared.change;
    int used = 0;
    for (size_t i = desk->shared.change + 1; i-- > 0;) {
        g_autofree char *words = change_words(desk, i);
        used += text_width(words) + 3;
        if (used > cols - 4 && i != desk->shared.change)
            break;
        first = i;
    }
    return first;
}

static void draw_changes(const struct desk *desk, struct surface *band, int row)
{
    const struct lead *found = desk->shared.lead;
    size_t first = first_shown(desk, band->cols - 2);
    int col = 1;
    if (first > 0)
        col += surface_text(band, row, col, -1, ROLE_MUTED, "… ");
    for (size_t i = first; i < found->changes->len && col < band->cols - 6; i++) {
        g_autofree char *words = change_words(desk, i);
        if (i > first)
            col += surface_text(band, row, col, -1, ROLE_MUTED, band->ascii ? " > " : " ▸ ");
        int room = band->cols - 1 - col;
        bool cut = text_width(words) > room;
        if (cut && room < 12) {
            surface_printf(band, row, col, room, ROLE_MUTED, "+%zu", found->changes->len - i);
            return;
        }
        int used = surface_text_cut(band, row, col, room, change_role(found, i), CUT_END, words);
        if (i == desk->shared.change)
            surface_mark(band, row, col, used,
                         desk->focus == PANE_LEAD ? ROLE_SELECTED : ROLE_SELECTED_IDLE);
        col += used;
    }
}

void desk_draw_lead(const struct desk *desk, struct surface *surface)
{
    const struct rect *rect = &desk->lead_rect;
    if (rect->rows == 0)
        return;
    struct surface band = surface_part(surface, rect->row, rect->col, rect->rows, rect->cols);
    const struct lead *found = desk->shared.lead;
    if (!found || found->changes->len == 0) {
        draw_quiet(desk, &band);
        return;
    }
    if (band.rows > 1)
        draw_summary(desk, &band);
    draw_changes(desk, &band, band.rows > 1 ? 1 : 0);
}
