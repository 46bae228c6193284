/* SPDX-License-Identifier: Apache-2.0
 *
 * Moves in the tree of a waterfall as it is shown, where an open run is the parent of its members;
 * and the guides that draw this tree.
 */
#include "views/trace_rows_internal.h"

static bool same(struct trace_row a, struct trace_row b)
{
    return a.run == b.run && (a.run >= 0 || a.span == b.span);
}

/* Of a member: its run; of a run: the span whose children its members are. */
static struct trace_row above(const struct trace_rows *rows, struct trace_row row)
{
    int run = row.run < 0 && row.span >= 0 ? trace_rows_run(rows, row.span) : -1;
    if (run >= 0)
        return trace_row_of_run(rows, run);
    return (struct trace_row){row.span < 0 ? -1 : rows->nodes[row.span].parent, -1};
}

bool trace_rows_parent(const struct trace_rows *rows, size_t row, size_t *parent)
{
    struct trace_row up = above(rows, trace_rows_at(rows, row));
    if (up.span >= 0)
        *parent = trace_rows_find(rows, up);
    return up.span >= 0;
}

static bool next_sibling(const struct trace_rows *rows, struct trace_row self, size_t *sibling)
{
    size_t next = trace_rows_from(rows, trace_row_end(rows, self));
    struct trace_row row = trace_rows_at(rows, next);
    *sibling = next;
    return row.span >= 0 && same(above(rows, row), above(rows, self));
}

/* The row before is the parent, or at or below the sibling before. */
static bool previous_sibling(const struct trace_rows *rows, size_t row, size_t *sibling)
{
    if (!row)
        return false;
    struct trace_row parent = above(rows, trace_rows_at(rows, row));
    struct trace_row at = trace_rows_at(rows, row - 1);
    if (same(at, parent))
        return false;
    for (struct trace_row up = above(rows, at); !same(up, parent) && up.span >= 0;
         up = above(rows, at))
        at = up;
    *sibling = trace_rows_find(rows, at);
    return true;
}

bool trace_rows_sibling(const struct trace_rows *rows, size_t row, int direction, size_t *sibling)
{
    struct trace_row self = trace_rows_at(rows, row);
    if (self.span < 0)
        return false;
    return direction > 0 ? next_sibling(rows, self, sibling) : previous_sibling(rows, row, sibling);
}

bool trace_rows_section(const struct trace_rows *rows, size_t row, int direction, size_t *section)
{
    size_t step = direction > 0 ? 1 : SIZE_MAX;
    for (size_t i = row + step; i < trace_rows_count(rows); i += step) {
        struct trace_row up = above(rows, trace_rows_at(rows, i));
        *section = i;
        if (up.span < 0 || (up.run < 0 && rows->nodes[up.span].parent < 0))
            return true;
    }
    return false;
}

static int slower(const struct trace_rows *rows, int best, int span)
{
    if (rows->kept && !rows->kept[span])
        return best;
    int64_t us = rows->nodes[span].duration_us;
    return best < 0 || us > rows->nodes[best].duration_us ? span : best;
}

int trace_rows_slowest(const struct trace_rows *rows, struct trace_row row)
{
    int best = -1;
    if (row.span < 0 || row.run >= 0)
        return row.span;
    int end = row.span + rows->nodes[row.span].descendants;
    for (int i = row.span + 1; i <= end; i += rows->nodes[i].descendants + 1)
        best = slower(rows, best, i);
    return best;
}

/* --- guides --- */

#define DEEP_LEVELS 4 /* drawn of a row whose depth is told: the rest is for its name */

static bool is_last(const struct trace_rows *rows, struct trace_row row)
{
    return row.run >= 0 ? rows->run_rows[row.run].last : rows->last[row.span];
}

/* The row and what is above it, lowest first, without the root; at most `most` of them. True if
 * there are more. */
static bool climb(const struct trace_rows *rows, struct trace_row row, GArray *path, guint most)
{
    for (struct trace_row up = above(rows, row); up.span >= 0; up = above(rows, row)) {
        if (path->len == most)
            return true;
        g_array_append_val(path, row);
        row = up;
    }
    return false;
}

char *trace_rows_guides(const struct trace_rows *rows, struct trace_row row, int cells, bool ascii)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GArray) path = g_array_new(FALSE, FALSE, sizeof(struct trace_row));
    guint levels = (guint)MAX(cells / 2, 1);
    if (climb(rows, row, path, levels)) {
        g_string_printf(out, ascii ? "~%d " : "…%d ", rows->nodes[row.span].depth);
        guint told = (guint)g_utf8_strlen(out->str, -1);
        guint room = told + 2 < 2 * levels ? levels - (told + 1) / 2 : 1;
        g_array_set_size(path, MIN(room, DEEP_LEVELS));
    }
    for (guint i = path->len; i-- > 1;)
        g_string_append(out, is_last(rows, g_array_index(path, struct trace_row, i)) ? "  "
                             : ascii                                                 ? "| "
                                                                                     : "│ ");
    if (path->len && is_last(rows, row))
        g_string_append(out, ascii ? "`-" : "└ ");
    else if (path->len)
        g_string_append(out, ascii ? "|-" : "├ ");
    return g_string_free(out, FALSE);
}
