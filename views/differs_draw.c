/* SPDX-License-Identifier: Apache-2.0 */
#include "views/differs_state.h"

#include "api/query/query.h"
#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"
#include "views/body.h"

#include <math.h>

#define PERCENT_CELLS  6 /* " 97.9%" */
#define BARS_LEAST     64
#define WORDS_LEAST    20
#define NARROWED_LEAST 20
#define LEAST_P        1e-99 /* less is told so */

static double share_of(double count, double rows)
{
    return rows > 0 ? count / rows : 0;
}

/* "92%", "0.4%", "<0.1%": short, and never 0 for what is there. */
static const char *percent(double count, double rows, char *out, size_t size)
{
    double share = 100 * share_of(count, rows);
    if (count > 0 && share < 0.1)
        g_snprintf(out, size, "<0.1%%");
    else if (count < rows && share > 99.9)
        g_snprintf(out, size, ">99.9%%");
    else
        g_snprintf(out, size,
                   (share < 10 && share > 0) || (share > 99 && share < 100) ? "%.1f%%" : "%.0f%%",
                   share);
    return out;
}

static void draw_side(struct surface *surface, int y, int col, int bar, const char *name,
                      double count, double rows, enum role role)
{
    char text[16];
    surface_text(surface, y, col, 4, ROLE_MUTED, name);
    surface_text_right(surface, y, col + 4, PERCENT_CELLS, ROLE_TEXT,
                       percent(count, rows, text, sizeof text));
    struct surface cells = surface_part(surface, y, col + 5 + PERCENT_CELLS, 1, bar);
    if (bar > 0)
        chart_bar(&cells, 0, 0, share_of(count, rows) * bar, role);
}

static void draw_row(struct surface *surface, int y, const struct differs_row *row)
{
    const struct shares *shares = &row->shares;
    int bar = surface->cols >= BARS_LEAST ? MIN(surface->cols / 6, 20) : 0;
    int side = 5 + PERCENT_CELLS + bar + 1;
    int words = MAX(surface->cols - 2 * side - 2, WORDS_LEAST);
    g_autofree char *text = differs_words(row);
    g_autoptr(GString) line = g_string_new(text);
    if (row->same->len > 0)
        g_string_append_printf(line, "  +%u as often", row->same->len);
    surface_text_cut(surface, y, 1, words, ROLE_TEXT, CUT_MIDDLE, line->str);
    draw_side(surface, y, 2 + words, bar, "in", shares->inside, shares->inside_rows, ROLE_CHANGED);
    draw_side(surface, y, 2 + words + side, bar, "out", shares->outside, shares->outside_rows,
              ROLE_BAR);
}

/* --- words --------------------------------------------------------------------------------------
 */

void differs_sides_text(const struct view *view, int cells, GString *out)
{
    const struct differs_state *state = view->state;
    const struct scope *scope = desk_scope(view->desk);
    const struct differs_ask *inside = &state->sides[DIFFERS_INSIDE];
    const struct differs_ask *outside = &state->sides[DIFFERS_OUTSIDE];
    char from[32], to[32];
    scope_time(scope, inside->start_ms, from, sizeof from);
    scope_time(scope, inside->end_ms, to, sizeof to);
    if (state->held) {
        g_string_append(out, "the rows chosen against the others");
    } else if (state->within) {
        g_autofree char *safe = text_safe(state->within);
        g_autofree char *cut = cells ? text_cut_middle(safe, cells) : NULL;
        g_string_append_printf(out, "with %s against without", cut ? cut : state->within);
    } else {
        g_autofree char *before = body_ago(outside->end_ms - outside->start_ms);
        if (state->since_onset)
            g_string_append_printf(out, "since %s against the %s before", from, before);
        else
            g_string_append_printf(out, "%s to %s against the %s before", from, to, before);
    }
}

static void append_rows(const struct differs *differs, GString *out)
{
    char inside[24], outside[24];
    quantity_count((int64_t)differs->looked_at[DIFFERS_INSIDE], inside, sizeof inside);
    quantity_count((int64_t)differs->looked_at[DIFFERS_OUTSIDE], outside, sizeof outside);
    g_string_append_printf(out, "%s rows against %s", inside, outside);
}

/* What the rows of both sides have, besides being of the signal that is named. */
static const char *narrowed_to(const struct view *view)
{
    const struct differs_state *state = view->state;
    const struct signal *signal =
        view->opened.signal_id ? desk_find_signal(view->desk, view->opened.signal_id) : NULL;
    const char *beyond = signal && signal->query ? query_beyond(state->base, signal->query) : NULL;
    return beyond ? beyond : state->base;
}

/* Of what, then what is held against what: the title is cut at its end. */
void differs_status(const struct view *view, GString *out)
{
    const struct differs_state *state = view->state;
    const struct differs *differs = state->differs;
    g_autofree char *safe = text_safe(narrowed_to(view));
    int cells = MAX(view->cols / 4, NARROWED_LEAST);
    g_autofree char *narrowed = text_cut_middle(safe, cells);
    if (view->opened.name)
        g_string_append_printf(out, "%s  ", view->opened.name);
    if (*narrowed)
        g_string_append_printf(out, "%s  ", narrowed);
    differs_sides_text(view, cells, out);
    if (differs) {
        g_string_append_printf(out, "  %u of %u keys  ", differs->rows->len, differs->keys);
        append_rows(differs, out);
    }
}

static void append_share(GString *out, const char *name, double count, double rows)
{
    char text[16], n[24], of[24];
    g_string_append_printf(out, "%s %s (%s of %s)", name, percent(count, rows, text, sizeof text),
                           quantity_count((int64_t)count, n, sizeof n),
                           quantity_count((int64_t)rows, of, sizeof of));
}

void differs_evidence(const struct view *view, GString *out)
{
    const struct differs_state *state = view->state;
    const struct differs_row *row = differs_row_at(state, state->list.cursor);
    if (!row)
        return;
    g_autofree char *words = differs_words(row);
    g_string_append_printf(out, "%s  ", words);
    append_share(out, "in", row->shares.inside, row->shares.inside_rows);
    append_share(out, "  out", row->shares.outside, row->shares.outside_rows);
    for (guint i = 0; i < MIN(row->same->len, 3); i++) {
        g_autofree char *same = differs_words(row->same->pdata[i]);
        g_string_append_printf(out, "%s%s", i ? ", " : "  as often: ", same);
    }
    if (row->others > 0)
        g_string_append_printf(out, "  %u more value%s of it differ%s", row->others,
                               row->others == 1 ? "" : "s", row->others == 1 ? "s" : "");
}

static void explain_row(const struct differs_row *row, GString *out)
{
    g_autofree char *words = differs_words(row);
    g_string_append_printf(out, "%s: ", words);
    append_share(out, "inside", row->shares.inside, row->shares.inside_rows);
    append_share(out, ", outside", row->shares.outside, row->shares.outside_rows);
    g_string_append_printf(out,
                           ". The shares differ by at least %.1f points (Newcombe's 95 %% "
                           "interval), which ranks it; by chance alone so much comes with "
                           "probability %s%.2g, corrected for the comparisons.\n",
                           100 * fabs(row->bound), row->p < LEAST_P ? "less than " : "",
                           fmax(row->p, LEAST_P));
    if (!isnan(row->median[DIFFERS_INSIDE]))
        g_string_append_printf(out,
                               "Median inside %.6g, outside %.6g; told is where the two "
                               "distributions are farthest apart (Smirnov's test).\n",
                               row->median[DIFFERS_INSIDE], row->median[DIFFERS_OUTSIDE]);
    for (guint i = 0; i < row->same->len; i++) {
        g_autofree char *same = differs_words(row->same->pdata[i]);
        g_string_append_printf(out, "%s%s", i ? ", " : "As often on both sides: ", same);
    }
    g_string_append(out, row->same->len ? "\n" : "");
}

void differs_explain(const struct view *view, GString *out)
{
    const struct differs_state *state = view->state;
    const struct differs *differs = state->differs;
    const struct differs_row *row = differs_row_at(state, state->list.cursor);
    if (!differs)
        return;
    if (row)
        explain_row(row, out);
    g_string_append(out, "Compared: ");
    differs_sides_text(view, 0, out);
    g_string_append(out, ", ");
    append_rows(differs, out);
    if (*state->base)
        g_string_append_printf(out, ", all of which are %s", state->base);
    g_string_append_printf(
        out,
        ". Of %u keys, %u that have a value of their own for most rows are compared by their "
        "presence only. %u comparisons by Fisher's exact test, %u of which could have come out "
        "and are corrected for (Tarone, Bonferroni): where nothing differs, something is told in "
        "at most %.0f of 100 cases.",
        differs->keys, differs->identifiers, differs->comparisons, differs->corrected_for,
        100 * DIFFERS_ALARM);
    if (state->held && state->held_rows[DIFFERS_INSIDE] + state->held_rows[DIFFERS_OUTSIDE] >
                           differs->looked_at[DIFFERS_INSIDE] + differs->looked_at[DIFFERS_OUTSIDE])
        g_string_append_printf(out, " Of %.0f and %.0f rows every n-th was looked at.",
                               state->held_rows[DIFFERS_INSIDE], state->held_rows[DIFFERS_OUTSIDE]);
    if (state->by_key && state->groups.known > DIFFERS_GROUPS)
        g_string_append_printf(out, " Keys were asked for one by one; of %u, the first %d.",
                               state->groups.known, DIFFERS_GROUPS);
    if (differs->keys_left_out > 0)
        g_string_append_printf(out, " %u keys more were not looked at.", differs->keys_left_out);
}

static void draw_empty(const struct view *view, struct surface *surface)
{
    const struct differs_state *state = view->state;
    if (state->comparing) {
        surface_text(surface, surface->rows / 3, MAX(surface->cols / 2 - 5, 0), -1, ROLE_MUTED,
                     surface->ascii ? "comparing..." : "comparing…");
        return;
    }
    if (!state->differs) {
        body_message(view, surface, "nothing to compare");
        return;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    const double *looked_at = state->differs->looked_at;
    if (looked_at[DIFFERS_INSIDE] && looked_at[DIFFERS_OUTSIDE])
        g_string_append_printf(text, "nothing differs: %u keys, ", state->differs->keys);
    else
        g_string_append(text, "nothing to compare with: ");
    append_rows(state->differs, text);
    g_string_append(text, "\n? says how they were compared");
    body_message(view, surface, text->str);
}

void differs_draw(const struct view *view, struct surface *surface)
{
    const struct differs_state *state = view->state;
    if (!state->differs || state->differs->rows->len == 0) {
        draw_empty(view, surface);
        return;
    }
    for (int y = 0; y < surface->rows; y++) {
        size_t place = list_row(&state->list, y);
        const struct differs_row *row = differs_row_at(state, place);
        if (!row)
            break;
        draw_row(surface, y, row);
        body_cursor(view, surface, y, &state->list, place);
    }
}
