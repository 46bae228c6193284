/* SPDX-License-Identifier: Apache-2.0
 *
 * The upper band: the header line, and the lead below it.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/log_source.h"

#include <string.h>

#define DEPLOYED_BEFORE_MS (15 * MS_PER_MINUTE) /* the burst: such deploys may have led to it */
#define LEAST_CHANGE       24                   /* cells in which a change says anything */

/* --- header --- */

static char *scope_words(const struct desk *desk)
{
    const struct scope *scope = &desk->scope;
    if (desk->files)
        return g_strdup(log_source_title(desk->files));
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
    if (desk->files)
        return col;
    scope_range(scope, &start, &end);
    g_autofree char *period = period_words(MAX((end - start) / MS_PER_MINUTE, 1) * MS_PER_MINUTE);
    if (desk->paused)
        col += surface_text(surface, 0, col, -1, ROLE_HELD, "PAUSED") + 1 + !scope->held;
    if (!scope->held) {
        /* What nothing is asked for is not live. */
        if (!desk->paused)
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

/* Where there is room: they are watched all the same. */
static int draw_watches(const struct desk *desk, struct surface *surface, int col)
{
    bool firing = false;
    g_autofree char *mark = desk_watch_mark(desk, &firing);
    if (!mark)
        return col;
    bool roomy = surface->cols >= 100;
    char number[24];
    g_snprintf(number, sizeof number, "%s%u watch%s", firing ? "! " : "", desk_watches(desk),
               desk_watches(desk) == 1 ? "" : "es");
    return col + 2 +
           surface_text(surface, 0, col + 2, -1, firing ? ROLE_FAILURE : ROLE_MUTED,
                        roomy ? mark : number);
}

static void draw_tabs(struct desk *desk, struct surface *surface, int col, int end)
{
    static const char *const names[PANE_COUNT] = {"Issues", "Metrics", "Trace", "Logs"};
    int room = end - col;
    bool words = room >= 38;
    /* Where all names do not fit, that of the pane one is in does, or the numbers alone. */
    bool name =
        desk->focus < PANE_COUNT && room >= 2 * PANE_COUNT + (int)strlen(names[desk->focus]) + 1;
    if (room < 2 * PANE_COUNT - 1)
        return;
    for (int i = 0; i < PANE_COUNT; i++) {
        bool here = desk->focus == i;
        bool named = words || (here && name);
        int width = named ? (int)strlen(names[i]) + 3 : 2;
        surface_printf(surface, 0, col, end - col, here ? ROLE_TITLE_FOCUS : ROLE_MUTED, "%d %s",
                       i + 1, named ? names[i] : "");
        desk->tabs[i] = (struct tab){col, width};
        col += width + (words ? 1 : 0);
    }
}

void desk_draw_header(struct desk *desk, struct surface *surface)
{
    char clock[40], zone[16];
    int col = 1 + surface_text(surface, 0, 1, -1, ROLE_ACCENT, "vigil") + 2;
    g_autofree char *scope = scope_words(desk);
    col += surface_text_cut(surface, 0, col, surface->cols / 3, ROLE_TITLE, CUT_END, scope) + 2;
    if (desk->badge && surface->cols >= 60)
        col += surface_text(surface, 0, col, 12, ROLE_NOTICE, desk->badge) + 2;
    if (desk->read_only && surface->cols >= 80)
        col += surface_text(surface, 0, col, -1, ROLE_MUTED, "read-only") + 2;
    col = draw_time(desk, surface, col);
    col = draw_watches(desk, surface, col);
    g_autofree char *right =
        g_strdup_printf("%s %s", scope_time(&desk->scope, clock_now_ms(), clock, sizeof clock),
                        scope_zone_name(&desk->scope, zone, sizeof zone));
    int width = text_width(right);
    int at = surface->cols - width - 1;
    if (at > col + 1)
        surface_text(surface, 0, at, width, ROLE_MUTED, right);
    else
        at = surface->cols;
    memset(desk->tabs, 0, sizeof desk->tabs);
    if (!desk->wide)
        draw_tabs(desk, surface, col + 3, at - 1);
}

/* --- lead --- */

static void count_words(GString *out, size_t n, const char *one, const char *many)
{
    if (n > 0)
        g_string_append_printf(out, "%s%zu %s", out->len ? ", " : "", n, n == 1 ? one : many);
}

/* "the last hour", "the last 15 minutes", "the held range". */
static char *range_in_words(const struct scope *scope)
{
    static const struct {
        int64_t ms;
        const char *unit;
    } units[] = {
        {24 * 60 * MS_PER_MINUTE, "day"   },
        {60 * MS_PER_MINUTE,      "hour"  },
        {MS_PER_MINUTE,           "minute"}
    };
    if (scope->held)
        return g_strdup("the held range");
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        int64_t n = scope->period_ms / units[i].ms;
        if (n == 1 && scope->period_ms == units[i].ms)
            return g_strdup_printf("the last %s", units[i].unit);
        if (n > 0 && scope->period_ms % units[i].ms == 0)
            return g_strdup_printf("the last %d %ss", (int)n, units[i].unit);
    }
    return g_strdup_printf("the last %d seconds", (int)(scope->period_ms / MS_PER_SECOND));
}

/* How much the lead was made of. */
static void looked_at_words(const struct desk *desk, GString *out)
{
    size_t asked, known = desk_signals_known(desk, &asked), all = desk->shared.lead->looked_at;
    g_string_append_printf(out, "%s%zu of %zu signals", out->len ? ", " : "", all,
                           all + desk->wall.left_out);
    if (known < asked)
        g_string_append_printf(out, ", %zu of %zu requests failed", asked - known, asked);
}

/* Only the latest issues are asked for: one that is older was not looked at. */
static void cut_words(const struct desk *desk, GString *out)
{
    const struct shared *shared = &desk->shared;
    if (!shared->issues_cut)
        return;
    g_string_append_printf(out, "%sof the latest %u issues", out->len ? ", " : "",
                           shared->issues->len);
    if (shared->issues_all > (int64_t)shared->issues->len)
        g_string_append_printf(out, " (%" G_GINT64_FORMAT " in all)", shared->issues_all);
}

static void draw_waits(struct surface *band, int row, const char *waits)
{
    surface_text_cut(band, row, 1, band->cols - 2, ROLE_MUTED, CUT_END, waits);
}

static void append_monitors(const struct desk *desk, GString *out)
{
    const GPtrArray *all = desk_monitors(desk);
    unsigned watching = 0, failed = 0;
    const char *why;
    for (guint i = 0; i < all->len; i++)
        watching += ((const struct monitor *)all->pdata[i])->kind != MONITOR_ALERT;
    for (int kind = 0; kind < MONITOR_ALERT; kind++)
        failed += !desk_monitors_known(desk, (enum monitor_kind)kind, &why);
    if (failed && !watching)
        g_string_append(out, "what else watches is not known");
    else if (!watching)
        g_string_append(out, "no monitor is set up");
    else if (desk->shared.lead->firing)
        g_string_append_printf(out, "of %u monitor%s %zu fire%s", watching,
                               watching == 1 ? "" : "s", desk->shared.lead->firing,
                               desk->shared.lead->firing == 1 ? "s" : "");
    else
        g_string_append_printf(out, "of %u monitor%s none fires", watching,
                               watching == 1 ? "" : "s");
}

/* The other things that make a lead, none of which did. */
static char *quiet_words(const struct desk *desk)
{
    const struct shared *shared = &desk->shared;
    if (!shared->lead->looked_at)
        return g_strdup(
            "no signal came: nothing was sent in this range, or the scope leaves it out");
    GString *out = g_string_new(NULL);
    desk_signals_failed(desk, out);
    if (out->len)
        g_string_append(out, "; ");
    if (shared->issues_failed)
        g_string_append(out, "issues are not known; ");
    else if (shared->issues->len)
        g_string_append_printf(out, "of %u unresolved issue%s no error is new or came back; ",
                               shared->issues->len, shared->issues->len == 1 ? "" : "s");
    else
        g_string_append(out, "no unresolved issue; ");
    g_string_append(out, shared->releases_failed ? "deploys are not known; " : "no deploy; ");
    append_monitors(desk, out);
    return g_string_free(out, FALSE);
}

static void draw_quiet(const struct desk *desk, struct surface *band)
{
    g_autofree char *range = range_in_words(&desk->scope);
    bool well = desk->shared.lead->looked_at > 0;
    int used =
        surface_printf(band, 0, 1, -1, well ? ROLE_GOOD : ROLE_MUTED, "nothing moved in %s", range);
    g_autofree char *more = quiet_words(desk);
    if (band->rows > 1)
        surface_text_cut(band, 1, 1, band->cols - 2, ROLE_MUTED, CUT_END, more);
    size_t firing = desk->shared.lead->firing;
    if (firing)
        used += surface_printf(band, 0, 1 + used, -1, ROLE_LEVEL_ERROR,
                               " · %zu firing since before: :firing", firing);
    g_autoptr(GString) looked = g_string_new(NULL);
    looked_at_words(desk, looked);
    int room = band->cols - used - 4;
    gsize whole = looked->len;
    cut_words(desk, looked);
    if (room < text_width(looked->str))
        g_string_truncate(looked, whole);
    if (room >= text_width(looked->str))
        surface_text_right(band, 0, used + 3, room, ROLE_MUTED, looked->str);
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

static char *moved_words(const struct desk *desk)
{
    const struct lead *found = desk->shared.lead;
    char time[40];
    const char *only = desk->scope.signals;
    if (!found->moved) {
        g_autofree char *range = range_in_words(&desk->scope);
        return g_strdup_printf("no signal moved in %s%s%s", range, only ? " · only of " : "",
                               only ? only : "");
    }
    GString *out = g_string_new(NULL);
    to_the_minute(desk, found->since_ms, time, sizeof time);
    g_string_append_printf(out, "%zu signal%s moved", found->moved, found->moved == 1 ? "" : "s");
    if (found->in_burst < found->moved)
        g_string_append_printf(out, ", %zu since %s", found->in_burst, time);
    else
        g_string_append_printf(out, " since %s", time);
    const struct change *first =
        found->first_mover >= 0 ? found->changes->pdata[found->first_mover] : NULL;
    if (first)
        g_string_append_printf(out, " · first mover: %s",
                               first->service ? first->service : first->text);
    if (only)
        g_string_append_printf(out, " · only of %s", only);
    return g_string_free(out, FALSE);
}

/* What else there is, as far as there is room: the gravest first. */
static void append_counts(const struct lead *found, GString *out, int room)
{
    const struct {
        size_t n;
        const char *one, *many;
    } counts[] = {
        {found->firing,       "firing",        "firing"        },
        {found->regressed,    "regression",    "regressions"   },
        {found->deploys,      "deploy",        "deploys"       },
        {found->new_issues,   "new issue",     "new issues"    },
        {found->new_patterns, "new error log", "new error logs"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        gsize whole = out->len;
        count_words(out, counts[i].n, counts[i].one, counts[i].many);
        if (out->len > whole && (int)out->len + (int)strlen(", …") >= room && whole) {
            g_string_truncate(out, whole);
            g_string_append(out, ", …");
            return;
        }
    }
}

static void draw_summary(const struct desk *desk, struct surface *band, const char *waits)
{
    const struct lead *found = desk->shared.lead;
    g_autofree char *left = moved_words(desk);
    g_autoptr(GString) right = g_string_new(waits);
    int used =
        surface_text_cut(band, 0, 1, band->cols - 2,
                         desk->focus == PANE_LEAD ? ROLE_TITLE_FOCUS : ROLE_TITLE, CUT_END, left);
    if (!waits) {
        append_counts(found, right, band->cols - used - 4);
        if (!found->moved)
            looked_at_words(desk, right);
    }
    gsize whole = right->len;
    if (!waits)
        cut_words(desk, right);
    if (band->cols - used - 4 <= text_width(right->str))
        g_string_truncate(right, whole);
    if (band->cols - used - 4 > (int)right->len)
        surface_text_right(band, 0, used + 3, band->cols - used - 4, ROLE_MUTED, right->str);
}

static enum role change_role(const struct lead *found, size_t index)
{
    static const enum role roles[] = {
        [CHANGE_DEPLOY] = ROLE_DEPLOY,           [CHANGE_SIGNAL] = ROLE_CHANGED,
        [CHANGE_NEW_ISSUE] = ROLE_LEVEL_ERROR,   [CHANGE_REGRESSED_ISSUE] = ROLE_LEVEL_ERROR,
        [CHANGE_NEW_PATTERN] = ROLE_LEVEL_ERROR, [CHANGE_FIRING] = ROLE_LEVEL_ERROR};
    const struct change *change = found->changes->pdata[index];
    return change->kind < G_N_ELEMENTS(roles) ? roles[change->kind] : ROLE_TEXT;
}

/* The service is named unless the text does, or the change drawn before it was of the same. */
static char *change_words(const struct desk *desk, size_t index, const struct change *before)
{
    const struct change *change = desk->shared.lead->changes->pdata[index];
    char time[40];
    to_the_minute(desk, change->time_ms, time, sizeof time);
    g_autofree char *text = text_safe(change->text);
    bool named = !change->service || change->kind != CHANGE_SIGNAL ||
                 strstr(text, change->service) ||
                 (before && g_strcmp0(before->service, change->service) == 0);
    return g_strdup_printf("%s %s%s%s", time, named ? "" : change->service, named ? "" : " ", text);
}

/* Which changes there are to draw: what was deployed shortly before the burst, and the burst from
 * its beginning; all of them when the user stepped to one before. Of guint: indexes. */
static GArray *to_draw(const struct desk *desk)
{
    const struct lead *found = desk->shared.lead;
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint));
    bool all = false;
    for (guint i = 0; i < found->changes->len; i++) {
        const struct change *change = found->changes->pdata[i];
        bool led_to_it = change->kind == CHANGE_DEPLOY && found->since_ms &&
                         change->time_ms >= found->since_ms - DEPLOYED_BEFORE_MS;
        if (all || i >= found->burst || led_to_it) {
            g_array_append_val(out, i);
        } else if (i == desk->shared.change || found->burst >= found->changes->len) {
            all = true;
            g_array_set_size(out, 0);
            i = (guint)-1; /* from the beginning, with everything */
        }
    }
    return out;
}

/* The change at `place` of `items`; NULL before the first. */
static const struct change *change_at(const struct desk *desk, const GArray *items, guint place)
{
    return place < items->len
               ? desk->shared.lead->changes->pdata[g_array_index(items, guint, place)]
               : NULL;
}

/* The first of `items` to draw, so that the selected one is in sight with what led to it before it.
 */
static guint first_shown(const struct desk *desk, const GArray *items, int cols)
{
    guint at = 0;
    int used = 0;
    while (at + 1 < items->len && g_array_index(items, guint, at) != desk->shared.change)
        at++;
    guint first = at;
    for (guint i = at + 1; i-- > 0; first = i) {
        const struct change *before = i > 0 ? change_at(desk, items, i - 1) : NULL;
        g_autofree char *words = change_words(desk, g_array_index(items, guint, i), before);
        used += text_width(words) + 3;
        if (used > cols - 6 && i != at)
            break;
    }
    return first;
}

/* One change, cut where there is no room for it; returns the cells used. 0 = none was. */
static int draw_change(const struct desk *desk, struct surface *band, int row, int col,
                       size_t index, const struct change *before, bool more)
{
    g_autofree char *words = change_words(desk, index, before);
    int room = band->cols - 1 - col, tail = more ? 6 : 0;
    bool selected = index == desk->shared.change;
    if (text_width(words) > room - tail && !selected && room < LEAST_CHANGE)
        return 0;
    int used = surface_text_cut(band, row, col, MAX(room - tail, 1),
                                change_role(desk->shared.lead, index), CUT_END, words);
    if (selected)
        surface_mark(band, row, col, used,
                     desk->focus == PANE_LEAD ? ROLE_SELECTED : ROLE_SELECTED_IDLE);
    return used;
}

static void draw_changes(const struct desk *desk, struct surface *band, int row)
{
    const struct lead *found = desk->shared.lead;
    g_autoptr(GArray) items = to_draw(desk);
    guint first = first_shown(desk, items, band->cols - 2);
    int col = 1;
    if (first > 0 && g_array_index(items, guint, first) > MIN(found->burst, desk->shared.change))
        col += surface_text(band, row, col, -1, ROLE_MUTED, "… ");
    for (guint i = first; i < items->len; i++) {
        if (i > first)
            col += surface_text(band, row, col, -1, ROLE_MUTED, band->ascii ? " > " : " ▸ ");
        const struct change *before = i > first ? change_at(desk, items, i - 1) : NULL;
        int used = draw_change(desk, band, row, col, g_array_index(items, guint, i), before,
                               i + 1 < items->len);
        if (!used) {
            surface_printf(band, row, col, band->cols - 1 - col, ROLE_MUTED, "+%u", items->len - i);
            return;
        }
        col += used;
    }
}

void desk_draw_lead(const struct desk *desk, struct surface *surface)
{
    const struct rect *rect = &desk->lead_rect;
    if (rect->rows == 0 || desk_unstarted(desk))
        return;
    struct surface band = surface_part(surface, rect->row, rect->col, rect->rows, rect->cols);
    const struct lead *found = desk->shared.lead;
    g_autofree char *waits = desk_lead_waits(desk);
    bool nothing = !found || found->changes->len == 0;
    if (nothing && (waits || !found)) {
        draw_waits(&band, 0, waits ? waits : "looking at what changed");
        return;
    }
    if (nothing) {
        draw_quiet(desk, &band);
        return;
    }
    if (band.rows > 1)
        draw_summary(desk, &band, waits);
    draw_changes(desk, &band, band.rows > 1 ? 1 : 0);
}
