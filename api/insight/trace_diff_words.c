/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/trace_diff_internal.h"

#include "base/quantity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALIKE      0.05 /* of the longer side: a smaller difference is none */
#define NAMED      2    /* kinds that came or went and are named; more are counted */
#define NAME_BYTES 44

static const char *name_of(const struct diff_row *row)
{
    return row->name && *row->name ? row->name : row->op ? row->op : "?";
}

static void append_name(GString *out, const struct diff_row *row)
{
    const char *name = name_of(row);
    if (strlen(name) <= NAME_BYTES) {
        g_string_append(out, name);
        return;
    }
    const char *end = g_utf8_find_prev_char(name, name + NAME_BYTES + 1);
    g_string_append_len(out, name, end ? end - name : NAME_BYTES);
    g_string_append(out, "…");
}

static void say_length(const struct trace_diff *diff, GString *out)
{
    char left[24], right[24], off[24];
    double change = diff->right_us - diff->left_us;
    quantity_duration(diff->right_us, right, sizeof right);
    g_string_append_printf(out, "%s took ", diff->right_name);
    if (!isfinite(change)) {
        g_string_append(out, right);
        return;
    }
    quantity_duration(diff->left_us, left, sizeof left);
    if (fabs(change) <= ALIKE * MAX(diff->left_us, diff->right_us))
        g_string_append_printf(out, "%s, as long as %s (%s)", right, diff->left_name, left);
    else
        g_string_append_printf(out, "%s %s than %s (%s, %s)",
                               quantity_duration(fabs(change), off, sizeof off),
                               change > 0 ? "longer" : "less", diff->left_name, right, left);
}

/* All of it where no other part is needed, rather than two figures that differ by a hair. */
void trace_diff_say_share(double part_us, double change_us, const char *whose, GString *out)
{
    char part[24], whole[24];
    if (!isfinite(change_us) || part_us * change_us <= 0 ||
        fabs(part_us) < TRACE_DIFF_EXPLAINS * fabs(change_us))
        return;
    quantity_duration(fabs(part_us), part, sizeof part);
    quantity_duration(fabs(change_us), whole, sizeof whole);
    bool all = fabs(part_us) >= fabs(change_us) || strcmp(part, whole) == 0;
    g_string_append_printf(out, "  explains %s of %s%c%s", all ? "all" : part, whose,
                           change_us < 0 ? '-' : '+', whole);
}

static void say_main_row(const struct trace_diff *diff, GString *out)
{
    char part[24];
    double change = fabs(diff->right_us - diff->left_us);
    int main_row = trace_diff_main_row(diff);
    if (main_row < 0 || change <= ALIKE * MAX(diff->left_us, diff->right_us))
        return;
    const struct diff_row *row = &g_array_index(diff->rows, struct diff_row, main_row);
    g_string_append(out, ": ");
    append_name(out, row);
    g_string_append_printf(out, " explains %s",
                           quantity_duration(MIN(fabs(row->change_us), change), part, sizeof part));
}

/* "; execute_tool web_search returned nothing in 1 of 1 for Skeptic, in 0 of 1 for Advocate": the
 * side that got nothing at all comes first. */
static void say_empty(const struct trace_diff *diff, GString *out)
{
    for (guint i = 0; i < diff->rows->len; i++) {
        const struct diff_row *row = &g_array_index(diff->rows, struct diff_row, i);
        if (!diff_row_empty_differs(row))
            continue;
        bool right = row->right.empty == row->right.results;
        const struct diff_side *side = right ? &row->right : &row->left;
        const struct diff_side *other = right ? &row->left : &row->right;
        g_string_append(out, "; ");
        append_name(out, row);
        g_string_append_printf(out, " returned nothing in %u of %u for %s, in %u of %u for %s",
                               side->empty, side->results,
                               right ? diff->right_name : diff->left_name, other->empty,
                               other->results, right ? diff->left_name : diff->right_name);
        return;
    }
}

static void say_only(const struct trace_diff *diff, enum diff_kind kind, const char *word,
                     GString *out)
{
    guint found = 0;
    for (guint i = 0; i < diff->rows->len; i++) {
        const struct diff_row *row = &g_array_index(diff->rows, struct diff_row, i);
        const struct diff_side *side = kind == DIFF_GONE ? &row->left : &row->right;
        if (row->kind != kind || ++found > NAMED)
            continue;
        g_string_append_printf(out, found == 1 ? "; %s: " : ", ", word);
        append_name(out, row);
        if (side->count > 1)
            g_string_append_printf(out, " x%u", side->count);
    }
    if (found > NAMED)
        g_string_append_printf(out, " and %u more", found - NAMED);
}

static void say_errors(const struct trace_diff *diff, GString *out)
{
    if (diff->left.failed == diff->right.failed || (diff->peers && !diff->right.failed))
        return;
    g_string_append_printf(out, "; %u failed", diff->right.failed);
    if (!diff->peers)
        g_string_append_printf(out, ", %s has %u", diff->left_name, diff->left.failed);
}

static void say_tokens(const struct trace_diff *diff, GString *out)
{
    int64_t left = diff_side_tokens(&diff->left), right = diff_side_tokens(&diff->right);
    char one[24], other[24];
    if (left < 0 || right < 0 || (double)llabs(left - right) <= ALIKE * (double)MAX(left, right))
        return;
    g_string_append_printf(out, "; %s tokens, %s %s", quantity_count(right, one, sizeof one),
                           diff->left_name, quantity_count(left, other, sizeof other));
}

char *trace_diff_verdict(const struct trace_diff *diff)
{
    GString *out = g_string_new(NULL);
    say_length(diff, out);
    say_main_row(diff, out);
    say_empty(diff, out);
    say_only(diff, DIFF_GONE, diff->arriving ? "not here yet" : "gone", out);
    say_only(diff, DIFF_NEW, "new", out);
    say_errors(diff, out);
    say_tokens(diff, out);
    return g_string_free(out, FALSE);
}
