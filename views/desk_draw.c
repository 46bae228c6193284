/* SPDX-License-Identifier: Apache-2.0
 *
 * One frame: header, lead, panes with their titles, evidence, and what floats above.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/body.h"

#include <string.h>

/* Data counts as old when this many polls were missed. */
#define STALE_POLLS 3

/* "no connection, next try 5s · 12s old": what the title says of the freshness of a view; "" when
 * all is well. A pane that is not asking now says what is known of the source. True on a failure.
 */
static bool freshness(const struct desk *desk, const struct view *view, GString *out)
{
    const struct source *source = &desk->source;
    const char *why = view->away ? view->away : view->error ? view->error : source->away;
    int64_t retry = view->error ? view->retry_at_ms : source->retry_at_ms;
    int64_t received = view->received_ms ? view->received_ms : source->received_ms;
    int64_t now = clock_now_ms(), pace = desk_view_pace(desk, view);
    char text[24];
    if (why)
        g_string_append(out, why);
    if (why && retry > now)
        g_string_append_printf(out, ", next try %s", quantity_age(retry - now, text, sizeof text));
    if (received && (why || (pace && now - received > STALE_POLLS * pace)))
        g_string_append_printf(out, "%s%s old", why ? " · " : "",
                               quantity_age(now - received, text, sizeof text));
    return why != NULL;
}

static void draw_title(const struct desk *desk, const struct view *view, struct surface *pane)
{
    bool focused = desk->focus == view->pane;
    enum role role = focused ? ROLE_TITLE_FOCUS : ROLE_TITLE;
    surface_run(pane, 0, 0, pane->cols, ROLE_HAIRLINE, "─", '-');
    int col = surface_printf(pane, 0, 1, pane->cols - 1, role, " %d %s ", view->pane + 1,
                             view->ops->title) +
              1;
    g_autoptr(GString) status = g_string_new(NULL);
    if (view->ops->status)
        view->ops->status(view, status);
    g_autoptr(GString) fresh = g_string_new(NULL);
    bool failed = freshness(desk, view, fresh);
    if (desk->panes[view->pane].pinned)
        g_string_prepend(fresh, fresh->len ? "pinned, " : "pinned");
    g_autofree char *right = text_safe(fresh->str);
    int right_width = MIN(text_width(right), MAX(pane->cols - col - 3, 0)); /* before the status */
    int room = pane->cols - col - 1 - (right_width ? right_width + 2 : 0);
    if (status->len && room > 3) {
        col += surface_text_cut(pane, 0, col, room - 1, focused ? ROLE_TEXT : ROLE_MUTED, CUT_END,
                                status->str);
        surface_text(pane, 0, col, 1, ROLE_TEXT, " ");
    }
    if (right_width) {
        int at = pane->cols - right_width - 2;
        surface_text(pane, 0, at, 1, ROLE_TEXT, " ");
        surface_text_cut(pane, 0, at + 1, right_width, failed ? ROLE_FAILURE : ROLE_CHANGED,
                         CUT_END, right);
        surface_text(pane, 0, at + 1 + right_width, 1, ROLE_TEXT, " ");
    }
}

static void draw_pane(const struct desk *desk, int number, struct surface *whole)
{
    const struct rect *rect = &desk->panes[number].rect;
    const struct view *view = desk_top(desk, number);
    if (!view || rect->rows < 1)
        return;
    struct surface pane = surface_part(whole, rect->row, rect->col, rect->rows, rect->cols);
    int head = desk_title_rows(desk);
    if (head)
        draw_title(desk, view, &pane);
    struct surface body = surface_part(&pane, head, 0, rect->rows - head, rect->cols);
    if (body.rows > 0)
        view->ops->draw(view, &body);
    if (desk->trial.view == view)
        desk_search_mark(desk, &body);
    if (rect->col > 0)
        for (int row = rect->row + 1; row < rect->row + rect->rows; row++)
            surface_run(whole, row, rect->col - 1, 1, ROLE_HAIRLINE, "│", '|');
}

void desk_draw_moved(struct desk *desk, struct surface *surface)
{
    desk_layout(desk, surface->rows, surface->cols);
    const struct view *view = desk_view(desk);
    if (!desk_fits(desk) || !view || desk->panes[view->pane].rect.rows < 2)
        return;
    const struct rect *rect = &desk->panes[view->pane].rect;
    int head = desk_title_rows(desk);
    struct surface body =
        surface_part(surface, rect->row + head, rect->col, rect->rows - head, rect->cols);
    surface_fill(&body, ROLE_TEXT);
    view->ops->draw(view, &body);
}

static void draw_small(struct surface *surface)
{
    surface_text(surface, 0, 0, -1, ROLE_TEXT, "vigil: too small");
    surface_printf(surface, 1, 0, -1, ROLE_MUTED, "%dx%d; needs 40x10", surface->cols,
                   surface->rows);
}

static void draw_overlay(struct desk *desk, struct surface *surface, int *row, int *col)
{
    if (desk->overlay.kind == OVERLAY_PROMPT) {
        struct surface line = surface_part(surface, surface->rows - 2, 0, 2, surface->cols);
        surface_fill(&line, ROLE_TEXT);
        struct surface above = surface_part(surface, 1, 0, surface->rows - 3, surface->cols);
        if (desk->overlay.asks->frame)
            desk->overlay.asks->frame(desk);
        prompt_draw_offered(desk->overlay.prompt, &above);
        prompt_draw(desk->overlay.prompt, &line, row, col);
    } else if (desk->overlay.kind == OVERLAY_PALETTE) {
        palette_draw(desk->overlay.palette, surface, row, col);
    } else if (desk->overlay.kind == OVERLAY_LETTERS) {
        struct surface above = surface_part(surface, 0, 0, surface->rows - 2, surface->cols);
        letters_draw(desk->overlay.letters, &above);
    } else if (desk->overlay.kind == OVERLAY_HELP) {
        help_draw(desk->overlay.help, surface);
    } else if (desk->popup && desk->key_count) {
        struct keymap_scope scopes[DESK_SCOPES];
        size_t count = desk_scopes(desk, scopes);
        struct surface above = surface_part(surface, 0, 0, surface->rows - 2, surface->cols);
        prefix_draw(desk->keymap, scopes, count, desk->keys, desk->key_count, &above);
    }
}

/* Bare, a row is taken only by what must be said: an answer to a key, or that the data is old. */
static void draw_bare_foot(const struct desk *desk, struct surface *surface)
{
    const struct view *view = desk_view(desk);
    g_autoptr(GString) fresh = g_string_new(NULL);
    bool failed = view && freshness(desk, view, fresh);
    if (!desk->message && fresh->len == 0)
        return;
    struct surface row = surface_part(surface, surface->rows - 1, 0, 1, surface->cols);
    surface_fill(&row, ROLE_TEXT);
    surface_text_cut(&row, 0, 1, row.cols - 2,
                     desk->message ? (desk->failure ? ROLE_FAILURE : ROLE_TEXT)
                     : failed      ? ROLE_FAILURE
                                   : ROLE_CHANGED,
                     CUT_END, desk->message ? desk->message : fresh->str);
}

bool desk_unstarted(const struct desk *desk)
{
    return !desk->started && desk->client;
}

/* In place of the panes, while it is not known of which organization they are. */
static void draw_unstarted(const struct desk *desk, struct surface *surface)
{
    const struct source *source = &desk->source;
    const char *url = desk->url ? desk->url : "the server";
    int64_t wait = source->away ? source->retry_at_ms - clock_now_ms() : 0;
    g_autoptr(GString) text = g_string_new(NULL);
    char in[24];
    if (desk->unstarted)
        g_string_append_printf(text, "%s\n%s", desk->unstarted, url);
    else
        g_string_append_printf(text, "asking %s which organizations there are", url);
    if (desk->unstarted && wait > 0)
        g_string_append_printf(text, ", next try in %s", quantity_age(wait, in, sizeof in));
    if (desk->unstarted)
        g_string_append(text, wait > 0 ? "; r tries now" : "; r tries again");
    struct surface body = surface_part(surface, 2, 0, surface->rows - 4, surface->cols);
    body_say(&body, desk->unstarted ? ROLE_FAILURE : ROLE_MUTED, text->str);
}

void desk_draw(struct desk *desk, struct surface *surface, int *cursor_row, int *cursor_col)
{
    *cursor_row = *cursor_col = -1;
    desk_layout(desk, surface->rows, surface->cols);
    if (!desk_fits(desk)) {
        draw_small(surface);
        return;
    }
    if (!desk->bare) {
        desk_draw_header(desk, surface);
        desk_draw_lead(desk, surface);
    }
    for (int pane = 0; pane < PANE_COUNT; pane++)
        draw_pane(desk, pane, surface);
    if (desk_unstarted(desk))
        draw_unstarted(desk, surface);
    desk_beside_draw(desk, surface);
    desk_follow_check(desk);
    struct surface foot = surface_part(surface, surface->rows - 2, 0, 2, surface->cols);
    if (desk->bare)
        draw_bare_foot(desk, surface);
    else
        desk_draw_evidence(desk, &foot);
    desk_draw_debug(desk, surface);
    draw_overlay(desk, surface, cursor_row, cursor_col);
}
