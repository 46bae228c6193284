/* SPDX-License-Identifier: Apache-2.0
 *
 * What a comparison says: title, evidence, copies.
 */
#include "views/compare_state.h"

#include "base/quantity.h"
#include "tui/text.h"
#include "views/trace_request.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME_PART   0.02 /* of the larger side: a smaller change is none */
#define NAME_CELLS  40
#define VALUE_CELLS 60

static bool same(const struct diff_row *row)
{
    return row->kind == DIFF_BOTH && fabs(row->right.total_us - row->left.total_us) <=
                                         SAME_PART * MAX(row->left.total_us, row->right.total_us);
}

const char *compare_change_text(const struct trace_diff *diff, const struct diff_row *row,
                                char *out, size_t size)
{
    static const char *const words[] = {
        [DIFF_GONE] = "gone", [DIFF_NEW] = "new", [DIFF_UNKNOWN] = "?"};
    char off[24];
    double change = row->right.total_us - row->left.total_us;
    if (row->kind == DIFF_GONE && diff->arriving)
        g_strlcpy(out, "not yet", size);
    else if (row->kind != DIFF_BOTH)
        g_strlcpy(out, words[row->kind], size);
    else if (diff_side_open(&row->left) || diff_side_open(&row->right))
        g_strlcpy(out, "?", size);
    else if (same(row))
        g_strlcpy(out, "same", size);
    else
        g_snprintf(out, size, "%c%s", change < 0 ? '-' : '+',
                   quantity_duration(fabs(change), off, sizeof off));
    return out;
}

static void note_errors(const struct diff_row *row, GString *out)
{
    if (row->right.failed)
        g_string_append_printf(out, "  %u failed", row->right.failed);
    if (row->left.failed && row->left.failed != row->right.failed)
        g_string_append_printf(out, "  %u failed left", row->left.failed);
}

static void note_empty(const struct diff_row *row, GString *out)
{
    if (row->right.empty)
        g_string_append_printf(out, "  empty %u of %u", row->right.empty, row->right.results);
    bool same_share =
        row->left.empty == row->right.empty && row->left.results == row->right.results;
    if (row->left.empty && !same_share)
        g_string_append_printf(out, "  left empty %u of %u", row->left.empty, row->left.results);
}

static void note_tokens(const struct diff_row *row, bool ascii, GString *out)
{
    int64_t left = diff_side_tokens(&row->left), right = diff_side_tokens(&row->right);
    char one[24], other[24];
    if (left < 0 && right < 0)
        return;
    g_string_append_printf(
        out, "  %s%s%s tok", left < 0 ? "?" : quantity_count(left, one, sizeof one),
        ascii ? ">" : "→", right < 0 ? "?" : quantity_count(right, other, sizeof other));
}

void compare_notes(const struct diff_row *row, bool ascii, GString *out)
{
    gsize from = out->len;
    note_empty(row, out);
    note_errors(row, out);
    note_tokens(row, ascii, out);
    if (out->len > from)
        g_string_erase(out, (gssize)from, 2);
}

void compare_status(const struct view *view, GString *out)
{
    const struct compare_state *state = view->state;
    const char *left = state->left.trace_id ? state->left.name : "healthy traces";
    g_string_append_printf(out, "%s with %s", left ? left : "left",
                           state->right.name ? state->right.name : "right");
    if (!state->diff)
        return;
    char count[24], most[24];
    guint kinds = state->diff->rows->len;
    quantity_count(kinds, count, sizeof count);
    if (kinds > COMPARE_MOST)
        g_string_append_printf(out, "  %s of %s kinds of spans",
                               quantity_count(COMPARE_MOST, most, sizeof most), count);
    else
        g_string_append_printf(out, "  %s %s of spans", count, kinds == 1 ? "kind" : "kinds");
    g_string_append(out, state->tree ? "  as the tree has them" : "  by what differs most");
    if (trace_may_grow(state->right.trace, 0))
        g_string_append(out, "  still arriving");
}

/* --- a row --- */

static char *name_of(const struct diff_row *row)
{
    g_autofree char *safe = text_safe(row->name && *row->name ? row->name
                                      : row->op               ? row->op
                                                              : "?");
    return text_cut_middle(safe, NAME_CELLS);
}

/* "2.0ms (2, p50 1.0ms)" of several, "1.0ms" of one. */
static void append_side(GString *out, const struct diff_side *side)
{
    char median[24], total[24];
    if (!side->count) {
        g_string_append(out, "none");
        return;
    }
    if (diff_side_open(side)) {
        g_string_append(out, "still running");
        return;
    }
    quantity_duration(side->total_us, total, sizeof total);
    g_string_append(out, total);
    if (side->count > 1)
        g_string_append_printf(out, " (%u, p50 %s)", side->count,
                               quantity_duration(side->median_us, median, sizeof median));
}

static void append_kind(GString *out, const struct trace_diff *diff, const struct diff_row *row)
{
    char change[26];
    g_autofree char *name = name_of(row);
    g_string_append_printf(out, "%s %s  ", row->service ? row->service : "?", name);
    if (row->kind == DIFF_UNKNOWN)
        g_string_append(out, "not known");
    else
        append_side(out, &row->left);
    g_string_append(out, " → ");
    append_side(out, &row->right);
    g_string_append_printf(out, "  %s", compare_change_text(diff, row, change, sizeof change));
    if (!same(row))
        trace_diff_say_share(row->change_us, diff->right_us - diff->left_us, "", out);
    g_autoptr(GString) notes = g_string_new(NULL);
    compare_notes(row, false, notes);
    if (notes->len)
        g_string_append_printf(out, "  %s", notes->str);
}

static char *value_text_of(const char *value)
{
    if (!value)
        return g_strdup("not set");
    g_autofree char *safe = text_safe(value);
    return *safe ? text_cut_middle(safe, VALUE_CELLS) : g_strdup("(empty)");
}

static void append_attribute(GString *out, const struct diff_attribute *attribute)
{
    g_autofree char *left = value_text_of(attribute->left);
    g_autofree char *right = value_text_of(attribute->right);
    g_string_append_printf(out, "%s  %s → %s", attribute->key, left, right);
}

static void append_row(GString *out, const struct compare_state *state,
                       const struct compare_row *row)
{
    if (row && row->what == COMPARE_ATTRIBUTE)
        append_attribute(out, state->differing->pdata[row->index]);
    else if (row && row->what == COMPARE_KIND)
        append_kind(out, state->diff, compare_kind_of(state, row));
}

void compare_evidence(const struct view *view, GString *out)
{
    const struct compare_state *state = view->state;
    append_row(out, state, compare_row_at(state, state->list.cursor));
}

char *compare_row_text(const struct compare_state *state, size_t row)
{
    GString *out = g_string_new(NULL);
    append_row(out, state, compare_row_at(state, row));
    return g_string_free(out, FALSE);
}

char *compare_line(const struct view *view)
{
    const struct compare_state *state = view->state;
    const struct compare_row *row = compare_row_at(state, state->list.cursor);
    return row ? compare_row_text(state, state->list.cursor) : NULL;
}

void compare_markdown(const struct view *view, GString *out)
{
    const struct compare_state *state = view->state;
    if (!state->diff)
        return;
    g_string_append_printf(out, "Comparison of %s with %s\n\n%s\n\n",
                           state->left.trace_id ? state->left.trace_id : state->diff->left_name,
                           state->right.trace_id, state->verdict);
    for (guint i = 0; i < state->rows->len && i < 20; i++) {
        g_autofree char *text = compare_row_text(state, i);
        if (*text)
            g_string_append_printf(out, "- %s\n", text);
    }
}
