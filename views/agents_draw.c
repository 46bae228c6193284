/* SPDX-License-Identifier: Apache-2.0
 *
 * The agents on the screen. Only rows in sight are formatted.
 */
#include "views/agents_state.h"

#include "base/quantity.h"
#include "tui/text.h"
#include "views/skeleton.h"

#include <string.h>

#define NAME_COL  3 /* behind the cursor's bar and a mark */
#define HEAD_ROWS 5 /* names of columns from this many rows on */

/* In the order in which they stand; the lowest `least` widths go first as the line gets shorter. */
enum column {
    COLUMN_CALLS,
    COLUMN_TOOLS,
    COLUMN_IN,
    COLUMN_CACHED,
    COLUMN_OUT,
    COLUMN_REASONING,
    COLUMN_COST,
    COLUMN_TOOK,
    COLUMN_COUNT
};

static const struct {
    const char *title;
    int width, least; /* cells; of the surface, to be shown */
} table[COLUMN_COUNT] = {
    [COLUMN_CALLS] = {"calls",     7,  90 },
      [COLUMN_TOOLS] = {"tools",     7,  90 },
    [COLUMN_IN] = {"in",        8,  50 },
      [COLUMN_CACHED] = {"cached",    8,  100},
    [COLUMN_OUT] = {"out",       7,  50 },
      [COLUMN_REASONING] = {"reasoning", 10, 110},
    [COLUMN_COST] = {"cost",      10, 60 },
      [COLUMN_TOOK] = {"took",      8,  30 },
};

struct columns {
    int name;
    int widths[COLUMN_COUNT]; /* 0 = shed */
};

static struct columns fit_columns(int cols)
{
    struct columns columns = {.name = cols - NAME_COL - 1};
    for (int i = 0; i < COLUMN_COUNT; i++) {
        columns.widths[i] = cols >= table[i].least ? table[i].width : 0;
        columns.name -= columns.widths[i];
    }
    columns.name = MAX(columns.name, 8);
    return columns;
}

static int head_rows(const struct agents_state *state, int rows)
{
    return state->agents && rows >= HEAD_ROWS ? 1 : 0;
}

static enum scrollbar_mark mark_of(const void *data, size_t index)
{
    const struct agents_state *state = data;
    const struct agents_row *row = agents_row_at(state, index);
    const struct agent_node *node = row ? agents_row_node(state, row) : NULL;
    if (!node || row->kind != AGENTS_NODE)
        return SCROLLBAR_NONE;
    return node->failed                           ? SCROLLBAR_ERROR
           : node->outcome == GEN_AI_RESULT_EMPTY ? SCROLLBAR_WARNING
                                                  : SCROLLBAR_NONE;
}

void agents_layout(struct view *view, int rows, int cols)
{
    (void)cols;
    struct agents_state *state = view->state;
    int height = MAX(rows - head_rows(state, rows), 1);
    list_resize(&state->list, state->rows->len, height);
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, state->version, mark_of);
}

/* --- cells --- */

static void draw_head(struct surface *surface, const struct columns *columns)
{
    int col = NAME_COL + columns->name;
    surface_text(surface, 0, NAME_COL, columns->name, ROLE_MUTED, "agent, call");
    for (int i = 0; i < COLUMN_COUNT; col += columns->widths[i++])
        surface_text_right(surface, 0, col, columns->widths[i], ROLE_MUTED, table[i].title);
}

static const char *count_or_none(int64_t count, char *out, size_t size)
{
    return count > 0 ? quantity_count(count, out, size) : "";
}

static const char *count_if_told(int64_t count, char *out, size_t size)
{
    return count >= 0 ? quantity_count(count, out, size) : "";
}

static void draw_sums(struct surface *surface, int y, const struct columns *columns,
                      const struct agent_sums *sums, int64_t duration_us, bool counts)
{
    char texts[COLUMN_COUNT][24];
    const char *cells[COLUMN_COUNT] = {
        [COLUMN_CALLS] = counts ? count_or_none(sums->calls, texts[0], 24) : "",
        [COLUMN_TOOLS] = counts ? count_or_none(sums->tools, texts[1], 24) : "",
        [COLUMN_IN] = count_if_told(sums->tokens.input, texts[2], 24),
        [COLUMN_CACHED] = count_if_told(sums->tokens.cached, texts[3], 24),
        [COLUMN_OUT] = count_if_told(sums->tokens.output, texts[4], 24),
        [COLUMN_REASONING] = count_if_told(sums->tokens.reasoning, texts[5], 24),
        [COLUMN_COST] = agents_cost(sums, texts[6], 24),
        [COLUMN_TOOK] = quantity_duration((double)MAX(duration_us, 0), texts[7], 24),
    };
    int col = NAME_COL + columns->name;
    for (int i = 0; i < COLUMN_COUNT; col += columns->widths[i++]) {
        bool part = i == COLUMN_CACHED || i == COLUMN_REASONING;
        surface_text_right(surface, y, col, columns->widths[i], part ? ROLE_MUTED : ROLE_TEXT,
                           cells[i]);
    }
}

/* --- rows --- */

static void draw_took(struct surface *surface, int y, const struct agent_node *node)
{
    char took[24];
    surface_text_right(surface, y, surface->cols - 9, 8, ROLE_TEXT,
                       quantity_duration((double)MAX(node->duration_us, 0), took, sizeof took));
}

static const char *outcome_text(const struct agent_node *node)
{
    if (node->outcome == GEN_AI_RESULT_EMPTY)
        return " nothing";
    if (node->outcome == GEN_AI_RESULT_FAILED)
        return " an error";
    return node->result ? node->result : node->result_bytes >= 0 ? "(not recorded)" : "?";
}

/* A tool's line says what was asked and what came back, across the columns it has nothing for. */
static void draw_tool(struct surface *surface, int y, int col, const struct agent_node *node,
                      bool cramped)
{
    int end = surface->cols - 10;
    enum role role = node->failed                           ? ROLE_LEVEL_ERROR
                     : node->outcome == GEN_AI_RESULT_EMPTY ? ROLE_CHANGED
                                                            : ROLE_MUTED;
    col += surface_text_cut(surface, y, col, MIN(end - col, 32), node->failed ? role : ROLE_TEXT,
                            CUT_MIDDLE, *node->name ? node->name : "tool");
    if (node->arguments && !cramped) {
        col += surface_text(surface, y, col, 1, ROLE_MUTED, " ");
        col += surface_text_cut(surface, y, col, MAX((end - col) / 2, 0), ROLE_MUTED, CUT_END,
                                node->arguments);
    }
    if (end - col < 6)
        return;
    bool mark = node->outcome == GEN_AI_RESULT_EMPTY || node->outcome == GEN_AI_RESULT_FAILED;
    col += surface_text(surface, y, col, end - col, role, " → ");
    if (mark && node->result && *node->result && end - col > 20)
        col += surface_text_cut(surface, y, col, (end - col) / 2, role, CUT_END, node->result);
    surface_text_cut(surface, y, col, end - col, role, CUT_END,
                     outcome_text(node) + (mark && !(node->result && *node->result) ? 1 : 0));
}

/* Behind the name of an agent: what of its tools came back empty, and what failed. */
static void draw_troubles(struct surface *surface, int y, int col, int end,
                          const struct agent_node *node)
{
    const struct agent_sums *sums = &node->sums;
    char count[24], of[24];
    if (sums->empty && end - col > 12) {
        g_autofree char *text = g_strdup_printf("  %s of %s results empty",
                                                quantity_count(sums->empty, count, sizeof count),
                                                quantity_count(sums->tools, of, sizeof of));
        col += surface_text_cut(surface, y, col, end - col, ROLE_CHANGED, CUT_END, text);
    }
    if (sums->failures && end - col > 9) {
        g_autofree char *text =
            g_strdup_printf("  %s failed", quantity_count(sums->failures, count, sizeof count));
        surface_text_cut(surface, y, col, end - col, ROLE_LEVEL_ERROR, CUT_END, text);
    }
}

static void draw_node(const struct agents_state *state, struct surface *surface, int y,
                      const struct columns *columns, guint index)
{
    const struct agent_node *node = agents_node(state->agents, index);
    bool empty = node->outcome == GEN_AI_RESULT_EMPTY;
    int col = NAME_COL, end = NAME_COL + columns->name;
    g_autofree char *guides = agents_rows_guides(state, index, surface->ascii);
    surface_text(surface, y, 1, 1, node->failed ? ROLE_LEVEL_ERROR : ROLE_CHANGED,
                 node->failed ? "!"
                 : empty      ? "○"
                              : "");
    col += surface_text(surface, y, col, columns->name / 2, ROLE_MUTED, guides);
    if (node->kind == AGENT_TOOL && !node->children) {
        draw_tool(surface, y, col, node, surface->cols < 70);
        draw_took(surface, y, node);
        return;
    }
    enum role role = node->failed              ? ROLE_LEVEL_ERROR
                     : node->kind == AGENT_RUN ? role_for_name(node->name)
                                               : ROLE_TEXT;
    g_autofree char *name = agents_name(node);
    col += surface_text_cut(surface, y, col, end - col - 1, role, CUT_MIDDLE, name);
    if (node->retry && end - col > 7)
        col += surface_text(surface, y, col, -1, ROLE_MUTED, " retry");
    if (node->failed && node->status && end - col > 8) {
        col += surface_text(surface, y, col, 2, ROLE_TEXT, "  ");
        col += surface_text_cut(surface, y, col, end - col - 1, ROLE_LEVEL_ERROR, CUT_END,
                                node->status);
    }
    if (state->folded[index] && node->descendants && end - col > 5)
        col += surface_printf(surface, y, col, end - col - 1, ROLE_ACCENT,
                              surface->ascii ? " +%d" : " ▸%d", node->descendants);
    if (node->descendants)
        draw_troubles(surface, y, col, end - 1, node);
    draw_sums(surface, y, columns, &node->sums, node->duration_us, node->descendants > 0);
}

static void draw_total(const struct agents_state *state, struct surface *surface, int y,
                       const struct columns *columns, const struct agents_row *row)
{
    static const char *const unnamed[AGENTS_SECTIONS] = {"(no agent)", "(model not told)",
                                                         "(tool not told)"};
    const struct agent_total *total = agents_row_total(state, row);
    const char *name = *total->name ? total->name : unnamed[row->section];
    char count[24], of[24];
    int col = NAME_COL, end = NAME_COL + columns->name;
    col += surface_text_cut(surface, y, col, columns->name - 1,
                            row->section == AGENTS_BY_AGENT ? role_for_name(name) : ROLE_TEXT,
                            CUT_MIDDLE, name);
    if (row->section != AGENTS_BY_MODEL && total->sums.empty && end - col > 12) {
        g_autofree char *text = g_strdup_printf(
            "  %s of %s results empty", quantity_count(total->sums.empty, count, sizeof count),
            quantity_count(total->sums.tools, of, sizeof of));
        col += surface_text_cut(surface, y, col, end - 1 - col, ROLE_CHANGED, CUT_END, text);
    }
    if (total->sums.failures && end - col > 10)
        surface_printf(surface, y, col, end - 1 - col, ROLE_LEVEL_ERROR, "  %s failed",
                       quantity_count(total->sums.failures, count, sizeof count));
    draw_sums(surface, y, columns, &total->sums, total->duration_us, true);
}

static void draw_row(const struct agents_state *state, struct surface *surface, int y,
                     const struct columns *columns, const struct agents_row *row)
{
    static const char *const titles[AGENTS_SECTIONS] = {"By agent", "By model", "By tool"};
    switch (row->kind) {
    case AGENTS_FINDING: {
        const struct agent_finding *finding =
            &g_array_index(state->agents->findings, struct agent_finding, row->index);
        bool failed = finding->kind == FINDING_FAILED;
        enum role role = failed ? ROLE_LEVEL_ERROR : ROLE_CHANGED;
        surface_text(surface, y, 1, 1, role, failed ? "!" : "○");
        surface_text_cut(surface, y, NAME_COL, surface->cols - NAME_COL - 1, role, CUT_END,
                         finding->text);
        break;
    }
    case AGENTS_NODE:
        draw_node(state, surface, y, columns, row->index);
        break;
    case AGENTS_HEADING:
        surface_text(surface, y, 1, -1, ROLE_TITLE, titles[row->section]);
        break;
    case AGENTS_TOTAL:
        draw_total(state, surface, y, columns, row);
        break;
    case AGENTS_GAP:
        break;
    }
}

void agents_draw(const struct view *view, struct surface *surface)
{
    const struct agents_state *state = view->state;
    if (!state->agents && !state->none && body_waits(view)) {
        static const struct bone bones[] = {
            {1,  30, true },
            {50, 8,  false}
        };
        skeleton_draw(surface, 1, bones, G_N_ELEMENTS(bones));
        return;
    }
    if (!state->agents) {
        body_message(view, surface,
                     "No agents here\nNo span of this trace has attributes of generative AI "
                     "(gen_ai.*)");
        return;
    }
    int top = head_rows(state, surface->rows);
    struct surface body = body_rows(surface, top, &state->list, &state->bar);
    struct columns columns = fit_columns(body.cols);
    if (top)
        draw_head(&body, &columns);
    for (int y = top; y < body.rows; y++) {
        size_t place = list_row(&state->list, y - top);
        const struct agents_row *row = agents_row_at(state, place);
        if (!row)
            break;
        draw_row(state, &body, y, &columns, row);
        body_cursor(view, &body, y, &state->list, place);
    }
}
