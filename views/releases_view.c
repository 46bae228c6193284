/* SPDX-License-Identifier: Apache-2.0
 *
 * The releases, newest first: when they were deployed, which issues and commits they brought, how
 * their sessions went, and how many signals moved since.
 */
#include "views/live_list.h"
#include "views/release_text.h"
#include "views/views.h"

#include "api/wire/json.h"
#include "base/quantity.h"
#include "tui/text.h"

#include <math.h>
#include <string.h>

#define POLL_MS     30000
#define DAY_MS      (24 * 3600 * INT64_C(1000))
#define LOOKBACK_MS (14 * DAY_MS)

struct releases {
    struct live_list live; /* of struct release * */
    uint64_t ask;
    bool more; /* there are more than were asked for */
    bool answered;
};

/* --- what a row says --- */

/* Deploys of the service after this one: what moved since the next is not this one's. */
static int64_t next_deploy(const struct desk *desk, const char *service, int64_t at)
{
    const GPtrArray *deploys = desk_deploys(desk);
    int64_t next = INT64_MAX;
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *one = deploys->pdata[i];
        if (!g_strcmp0(one->project, service) && one->finished_ms > at)
            next = MIN(next, one->finished_ms);
    }
    return next;
}

/* Signals whose onset lies between its deploy and the next of the same service; false when the
 * range does not reach back to it. */
static bool count_moved(struct desk *desk, const struct release *release, size_t *moved)
{
    const GPtrArray *signals = desk_signals(desk);
    int64_t start, end, at = release_deployed_at(release);
    scope_range(desk_scope(desk), &start, &end);
    *moved = 0;
    if (!signals->len || at < start || at >= end)
        return false;
    int64_t until = next_deploy(desk, release_service(release), at);
    for (guint i = 0; i < signals->len; i++) {
        const struct onset *onset = desk_onset(desk, i);
        int64_t step = ((const struct signal *)signals->pdata[i])->series.interval_ms;
        *moved += onset && onset->kind != ONSET_NONE && onset->time_ms + step > at &&
                  onset->time_ms < until;
    }
    return true;
}

static const char *count_text(int64_t number, char *out, gsize size)
{
    return number < 0 ? "?" : quantity_count(number, out, size);
}

static char *moved_text(struct desk *desk, const struct release *release)
{
    size_t moved;
    return count_moved(desk, release, &moved) ? g_strdup_printf("%zu", moved) : NULL;
}

static char *row_text(const struct view *view, const struct release *release)
{
    char at[40], issues[24], commits[24];
    g_autofree char *moved = moved_text(view->desk, release);
    const struct deploy *last = release->last_deploy;
    const char *to = last ? last->environment : NULL;
    GString *out = g_string_new(release->version);
    int64_t when = release_deployed_at(release);
    g_string_append_printf(out, " %s %s%s%s", last ? "deployed" : "first seen",
                           when ? scope_time(desk_scope(view->desk), when, at, sizeof at)
                                : "at a time that is not told",
                           to ? " to " : "", to ? to : "");
    if (moved)
        g_string_append_printf(out, "  %s signals moved since", moved);
    g_autoptr(GString) free = g_string_new(NULL);
    bool told = release_crash_free_words(&release->health, free);
    g_string_append_printf(out, "  %s%s", told ? "without a crash: " : "sessions not known",
                           free->str);
    g_string_append_printf(out, "  %s new issues  %s commits",
                           count_text(release->new_issues, issues, sizeof issues),
                           count_text(release->commit_count, commits, sizeof commits));
    return g_string_free(out, FALSE);
}

/* --- the list --- */

static const char *id_of(const void *item)
{
    return ((const struct release *)item)->version;
}

static bool matches(const struct view *view, const void *item, const struct matcher *matcher)
{
    g_autofree char *text = row_text(view, item);
    return matcher_matches(matcher, text);
}

static const struct live_kind releases_kind = {
    .id = id_of, .matches = matches, .free = (GDestroyNotify)release_free};

static const struct release *current(const struct view *view)
{
    return live_list_current(&((const struct releases *)view->state)->live);
}

static void ask(struct view *view)
{
    struct releases *state = view->state;
    struct request *request = request_new(ENDPOINT_RELEASES, NULL);
    request_add(request, "per_page", "100");
    release_ask_health(request, desk_scope(view->desk), LOOKBACK_MS);
    desk_forget(view, state->ask);
    state->ask = desk_ask(view, request, POLL_MS, true);
}

static bool releases_open(struct view *view, const struct target *target, GError **error)
{
    struct releases *state = view->state;
    (void)target;
    (void)error;
    live_list_init(&state->live, &releases_kind);
    ask(view);
    return true;
}

static void releases_close(struct view *view)
{
    live_list_clear(&((struct releases *)view->state)->live);
}

static void releases_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct releases *state = view->state;
    if (subscription != state->ask || reply->kind != REPLY_RELEASES || !reply->object)
        return;
    state->answered = true;
    state->more = reply->next_cursor != NULL;
    live_list_replace(&state->live, reply_take(reply));
    live_list_show(view, &state->live);
}

static int head_rows(int rows)
{
    return rows >= 5;
}

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct release *release = live_list_at(data, row);
    return release && release->new_issues > 0 ? SCROLLBAR_ERROR : SCROLLBAR_NONE;
}

static void releases_layout(struct view *view, int rows, int cols)
{
    struct releases *state = view->state;
    (void)cols;
    live_list_layout(view, &state->live, MAX(rows - head_rows(rows), 1), mark_of);
}

/* --- drawing --- */

enum column { NAME, SERVICE, WHEN, TO, ISSUES, COMMITS, CRASH_FREE, ADOPTION, MOVED, COLUMNS };

static const struct {
    const char *head;
    int width, shed; /* shed below so many columns */
    bool right;
} kinds[COLUMNS] = {
    [NAME] = {"release",    0,  0,   false},
    [SERVICE] = {"of",         14, 60,  false},
    [WHEN] = {"deployed",   9,  0,   true },
    [TO] = {"to",         12, 110, false},
    [ISSUES] = {"issues",     7,  0,   true },
    [COMMITS] = {"commits",    8,  50,  true },
    [CRASH_FREE] = {"crash-free", 11, 78,  true },
    [ADOPTION] = {"adoption",   9,  110, true },
    [MOVED] = {"moved",      6,  40,  true },
};

static int width_of(enum column column, int cols)
{
    if (column != NAME)
        return cols >= kinds[column].shed ? kinds[column].width : 0;
    int rest = cols - 4;
    for (int i = NAME + 1; i < COLUMNS; i++)
        rest -= width_of((enum column)i, cols);
    return MAX(rest, 8);
}

static void put(struct surface *surface, int y, int *col, enum column column, enum role role,
                const char *text)
{
    int width = width_of(column, surface->cols);
    if (width && text && kinds[column].right)
        surface_text_right(surface, y, *col, width, role, text);
    else if (width && text)
        surface_text_cut(surface, y, *col + (column != NAME) * 2, width - (column != NAME) * 2,
                         role, CUT_MIDDLE, text);
    *col += width;
}

static void draw_heads(struct surface *surface)
{
    int col = 3;
    for (int i = 0; i < COLUMNS; i++)
        put(surface, 0, &col, (enum column)i, ROLE_MUTED, kinds[i].head);
}

static enum role health_role(double percent)
{
    return percent < 99 ? ROLE_LEVEL_ERROR : ROLE_TEXT;
}

static void draw_row(const struct view *view, struct surface *surface, int y,
                     const struct release *release)
{
    char when[24], issues[24], commits[24], free[16], adoption[16];
    const struct deploy *last = release->last_deploy;
    const struct release_health *health = &release->health;
    const char *service = release_service(release);
    g_autofree char *moved = moved_text(view->desk, release);
    int64_t at = release_deployed_at(release);
    int col = 3;
    surface_text(surface, y, 1, 1, last ? ROLE_DEPLOY : ROLE_MUTED,
                 !last            ? "?"
                 : surface->ascii ? "v"
                                  : "▾");
    put(surface, y, &col, NAME, ROLE_TEXT, release->version);
    put(surface, y, &col, SERVICE, role_for_name(service ? service : ""), service);
    put(surface, y, &col, WHEN, ROLE_TEXT,
        at ? quantity_age(desk_now_ms(view->desk) - at, when, sizeof when) : "?");
    put(surface, y, &col, TO, ROLE_MUTED, last ? last->environment : NULL);
    put(surface, y, &col, ISSUES, release->new_issues > 0 ? ROLE_LEVEL_ERROR : ROLE_MUTED,
        count_text(release->new_issues, issues, sizeof issues));
    put(surface, y, &col, COMMITS, ROLE_TEXT,
        count_text(release->commit_count, commits, sizeof commits));
    put(surface, y, &col, CRASH_FREE, health_role(health->crash_free_sessions),
        release_share(health->crash_free_sessions, free, sizeof free));
    put(surface, y, &col, ADOPTION, ROLE_MUTED,
        release_share(health->adoption, adoption, sizeof adoption));
    put(surface, y, &col, MOVED, moved && strcmp(moved, "0") ? ROLE_CHANGED : ROLE_MUTED, moved);
}

/* The days that were asked for: those of the range, and no fewer than are looked back to. */
static char *empty_text(const struct view *view)
{
    const struct releases *state = view->state;
    if (state->live.all->len)
        return g_strdup("No release passes the filter\nEsc clears it");
    int64_t period_ms = MAX(desk_scope(view->desk)->period_ms, LOOKBACK_MS);
    return g_strdup_printf("No release in the last %" G_GINT64_FORMAT " days\n"
                           "`sentry-cli releases new` tells of one; telemetry with a release does, "
                           "too",
                           (period_ms + DAY_MS - 1) / DAY_MS);
}

static void releases_draw(const struct view *view, struct surface *surface)
{
    const struct releases *state = view->state;
    const struct live_list *live = &state->live;
    if (!live->shown->len) {
        g_autofree char *text = empty_text(view);
        body_message(view, surface, text);
        return;
    }
    int top = head_rows(surface->rows);
    struct surface body = body_rows(surface, top, &live->list, &live->bar);
    if (top)
        draw_heads(&body);
    for (int y = top; y < body.rows; y++) {
        size_t row = list_row(&live->list, y - top);
        const struct release *release = live_list_at(live, row);
        if (!release)
            break;
        draw_row(view, &body, y, release);
        body_cursor(view, &body, y, &live->list, row);
    }
}

/* --- saying --- */

static void releases_status(const struct view *view, GString *out)
{
    const struct releases *state = view->state;
    if (state->answered)
        g_string_append_printf(out, "%u%s, newest first", state->live.all->len,
                               state->more ? " and more" : "");
    live_list_words(&state->live, out);
    if (state->live.waiting)
        g_string_append_printf(out, "  %zu new", state->live.waiting);
}

static char *releases_line(const struct view *view)
{
    const struct release *release = current(view);
    return release ? row_text(view, release) : NULL;
}

static void releases_evidence(const struct view *view, GString *out)
{
    g_autofree char *text = releases_line(view);
    g_string_append(out, text ? text : "");
}

static void releases_explain(const struct view *view, GString *out)
{
    const struct release *release = current(view);
    if (!release)
        return;
    g_autofree char *text = row_text(view, release);
    g_string_append_printf(out, "%s.\n", text);
    g_string_append(
        out, "Issues, commits and sessions are as the server counts them; of several projects the "
             "lowest share without a crash stands here. A ? in place of the mark: no deploy was "
             "told of, the time is when it was first seen. Moved: signals of the wall whose onset "
             "lies between this deploy and the next of the same service, whatever caused it; x "
             "compares every one before against after.");
}

static void releases_markdown(const struct view *view, GString *out)
{
    const struct releases *state = view->state;
    for (size_t i = 0; i < MIN(state->live.shown->len, 20); i++) {
        g_autofree char *text = row_text(view, live_list_at(&state->live, i));
        g_string_append_printf(out, "- %s\n", text);
    }
}

static char *releases_json(const struct view *view)
{
    const struct release *release = current(view);
    json_t *object = release ? json_pack("{s:s, s:s*}", "version", release->version, "project",
                                         release_service(release))
                             : NULL;
    if (!object)
        return NULL;
    body_json_number(object, "deployed_ms",
                     release_deployed_at(release) ? release_deployed_at(release) : -1);
    body_json_number(object, "new_issues", release->new_issues);
    body_json_number(object, "commits", release->commit_count);
    body_json_number(object, "sessions", release->health.sessions);
    if (isfinite(release->health.crash_free_sessions))
        json_object_set_new(object, "crash_free_sessions",
                            json_real(release->health.crash_free_sessions));
    return body_json(object);
}

/* --- leading on --- */

static bool releases_target(const struct view *view, struct target *target)
{
    const struct release *release = current(view);
    if (!release)
        return false;
    target->kind = TARGET_RELEASE;
    target_set(&target->release, release->version);
    target_set(&target->service, release_service(release));
    target->time_ms = release_deployed_at(release);
    return true;
}

static bool releases_differs(const struct view *view, struct target *target)
{
    if (!releases_target(view, target))
        return false;
    target->kind = TARGET_ACROSS;
    return true;
}

static const struct key_hint *releases_hints(const struct view *view)
{
    static const struct key_hint rows[] = {
        {"x",  "before/after"},
        {NULL, NULL          }
    };
    return current(view) ? rows : &rows[1];
}

static void releases_fields(const struct view *view, GPtrArray *pairs)
{
    const struct release *release = current(view);
    if (release)
        g_ptr_array_add(pairs, pair_new("release", release->version));
}

/* --- moving --- */

static void releases_move(struct view *view, enum move_unit unit, int by)
{
    struct releases *state = view->state;
    live_list_move(view, &state->live, unit, by, state->ask);
    desk_cursor_moved(view);
}

static bool fits(const struct view *view, size_t row, const void *data)
{
    return live_list_matches(view, &((const struct releases *)view->state)->live, row, data);
}

static bool releases_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct releases *state = view->state;
    return live_list_seek(view, &state->live, direction, fits, matcher);
}

static size_t releases_row_count(const struct view *view)
{
    return ((const struct releases *)view->state)->live.shown->len;
}

static bool releases_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    return fits(view, row, matcher);
}

static void releases_filter(struct view *view, const struct matcher *matcher, bool hide)
{
    live_list_keep(view, &((struct releases *)view->state)->live, matcher, hide);
}

static void releases_try_filter(struct view *view, enum filter_step step,
                                const struct matcher *matcher, bool hide)
{
    live_list_try(view, &((struct releases *)view->state)->live, step, matcher, hide);
}

static bool releases_passing(const struct view *view, size_t *shown, size_t *held)
{
    return live_list_passing(&((const struct releases *)view->state)->live, shown, held);
}

static bool releases_unfilter(struct view *view)
{
    struct releases *state = view->state;
    if (!state->live.keep)
        return false;
    releases_filter(view, NULL, false);
    return true;
}

/* To the one that brought most issues. */
static int64_t brought(const void *item)
{
    return ((const struct release *)item)->new_issues;
}

static bool releases_worst(struct view *view)
{
    return live_list_worst(&((struct releases *)view->state)->live, brought);
}

const struct view_ops releases_view = {
    .name = "releases",
    .title = "Releases",
    .state_size = sizeof(struct releases),
    .open = releases_open,
    .close = releases_close,
    .scope_changed = ask,
    .reply = releases_reply,
    .layout = releases_layout,
    .draw = releases_draw,
    .status = releases_status,
    .target = releases_target,
    .evidence = releases_evidence,
    .explain = releases_explain,
    .hints = releases_hints,
    .move = releases_move,
    .search = releases_search,
    .filter = releases_filter,
    .try_filter = releases_try_filter,
    .passing = releases_passing,
    .unfilter = releases_unfilter,
    .row_count = releases_row_count,
    .row_matches = releases_row_matches,
    .worst = releases_worst,
    .fields = releases_fields,
    .differs = releases_differs,
    .markdown = releases_markdown,
    .line = releases_line,
    .json = releases_json,
};
