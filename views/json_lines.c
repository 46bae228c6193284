/* SPDX-License-Identifier: Apache-2.0 */
#include "views/json_lines.h"

#include "base/quantity.h"

#include <string.h>

#define STEP          2
#define MOST_INDENT   40
#define INLINE_BYTES  64  /* of an object or list that stands in one line */
#define FEW_NODES     48  /* all is open in so small a whole */
#define MOST_TEXT     600 /* bytes of a text that is open by itself */
#define SHOWN_TEXT    120 /* bytes of one that is not */
#define MOST_CHILDREN 200
#define MOST_LINES    2000

struct layout {
    const struct json_outline *outline;
    GPtrArray *lines;
    json_open open;
    const void *data;
};

static const struct json_node *node_at(const struct layout *layout, guint i)
{
    return &g_array_index(layout->outline->nodes, struct json_node, i);
}

static bool is_container(const struct json_node *node)
{
    return node->kind == JSON_NODE_OBJECT || node->kind == JSON_NODE_ARRAY;
}

static const char *brackets(const struct json_node *node)
{
    return node->kind == JSON_NODE_OBJECT ? "{}" : "[]";
}

static bool has_breaks(const struct layout *layout, const struct json_node *node)
{
    return g_strstr_len(layout->outline->text + node->start, node->end - node->start, "\\n");
}

/* A small one without others in it. */
static bool is_inline(const struct layout *layout, guint i)
{
    const struct json_node *node = node_at(layout, i);
    if (!node->children)
        return true;
    if (node->end - node->start > INLINE_BYTES || node->next - i - 1 != node->children)
        return false;
    for (guint child = i + 1; child < node->next; child++)
        if (has_breaks(layout, node_at(layout, child)))
            return false;
    return true;
}

static bool is_block(const struct layout *layout, guint i)
{
    const struct json_node *node = node_at(layout, i);
    if (node->kind == JSON_NODE_STRING)
        return node->end - node->start > MOST_TEXT || has_breaks(layout, node);
    return is_container(node) && !is_inline(layout, i);
}

static bool is_open(const struct layout *layout, guint i)
{
    const struct json_node *node = node_at(layout, i);
    bool normal = node->kind == JSON_NODE_STRING ? node->end - node->start <= MOST_TEXT
                                                 : !i || layout->outline->nodes->len <= FEW_NODES;
    return layout->open ? layout->open(layout->data, i, normal) : normal;
}

/* --- pieces of a line --- */

static void add_source(struct code_line *line, const struct layout *layout, enum role role,
                       guint start, guint end)
{
    code_line_add(line, role, layout->outline->text + start, (gssize)(end - start));
}

static void add_key(struct code_line *line, const struct layout *layout,
                    const struct json_node *node)
{
    if (node->key_start == node->key_end)
        return;
    add_source(line, layout, ROLE_CODE_KEY, node->key_start, node->key_end);
    code_line_add(line, ROLE_CODE, ": ", 2);
}

static void add_scalar(struct code_line *line, const struct layout *layout,
                       const struct json_node *node)
{
    char first = layout->outline->text[node->start];
    enum role role = first == '"'                             ? ROLE_CODE_STRING
                     : first == '-' || g_ascii_isdigit(first) ? ROLE_CODE_NUMBER
                                                              : ROLE_CODE_KEYWORD;
    add_source(line, layout, role, node->start, node->end);
}

static void add_inline(struct code_line *line, const struct layout *layout, guint i)
{
    const struct json_node *node = node_at(layout, i);
    if (!is_container(node)) {
        add_scalar(line, layout, node);
        return;
    }
    const char *margin = node->kind == JSON_NODE_OBJECT && node->children ? " " : "";
    code_line_add(line, ROLE_CODE, brackets(node), 1);
    for (guint child = i + 1; child < node->next; child = node_at(layout, child)->next) {
        code_line_add(line, ROLE_CODE, child > i + 1 ? ", " : margin, -1);
        add_key(line, layout, node_at(layout, child));
        add_inline(line, layout, child);
    }
    code_line_add(line, ROLE_CODE, margin, -1);
    code_line_add(line, ROLE_CODE, brackets(node) + 1, 1);
}

static void add_size(struct code_line *line, const struct json_node *node)
{
    char size[24], count[24];
    quantity_text(node->end - node->start, "byte", size, sizeof size);
    g_autofree char *text =
        is_container(node)
            ? g_strdup_printf("  %s %s, %s", quantity_count(node->children, count, sizeof count),
                              node->kind == JSON_NODE_OBJECT ? "keys" : "values", size)
            : g_strdup_printf("  %s", size);
    code_line_add(line, ROLE_CODE_COMMENT, text, -1);
}

/* --- lines --- */

static void add_folded(struct code_line *line, const struct layout *layout,
                       const struct json_node *node)
{
    if (is_container(node)) {
        code_line_add(line, ROLE_CODE, brackets(node), 1);
        code_line_add(line, ROLE_CODE, "…", -1);
        code_line_add(line, ROLE_CODE, brackets(node) + 1, 1);
    } else {
        const char *text = layout->outline->text + node->start;
        gsize shown = MIN(node->end - node->start, SHOWN_TEXT);
        while (shown && ((unsigned char)text[shown] & 0xc0) == 0x80)
            shown--;
        code_line_add(line, ROLE_CODE_STRING, text, (gssize)shown);
        code_line_add(line, ROLE_CODE, "…", -1);
    }
    add_size(line, node);
}

static void write_text(struct layout *layout, const struct json_node *node, int indent)
{
    g_autofree char *text = json_outline_string(layout->outline, node);
    g_auto(GStrv) parts = g_strsplit(text, "\n", MOST_LINES);
    char **part = parts;
    for (; *part && layout->lines->len < MOST_LINES; part++)
        code_line_add(code_line_begin(layout->lines, indent), ROLE_CODE_STRING, *part, -1);
    if (*part)
        code_line_add(code_line_begin(layout->lines, indent), ROLE_CODE_COMMENT,
                      "… the rest of the text is not shown", -1);
}

static void write_node(struct layout *layout, guint i, int indent, const char *behind);

static void write_children(struct layout *layout, guint i, int indent)
{
    const struct json_node *node = node_at(layout, i);
    guint shown = 0;
    for (guint child = i + 1; child < node->next; child = node_at(layout, child)->next) {
        if (shown == MOST_CHILDREN || layout->lines->len >= MOST_LINES) {
            char count[24];
            g_autofree char *text =
                g_strdup_printf("… %s more are not shown",
                                quantity_count(node->children - shown, count, sizeof count));
            code_line_add(code_line_begin(layout->lines, indent), ROLE_CODE_COMMENT, text, -1);
            return;
        }
        write_node(layout, child, indent, ++shown < node->children ? "," : "");
    }
}

static void write_block(struct layout *layout, guint i, struct code_line *line, const char *behind)
{
    const struct json_node *node = node_at(layout, i);
    int indent = line->indent;
    line->node = (int)i;
    line->folds = true;
    line->open = is_open(layout, i);
    if (!line->open) {
        add_folded(line, layout, node);
    } else if (node->kind == JSON_NODE_STRING) {
        add_size(line, node);
        write_text(layout, node, MIN(indent + STEP, MOST_INDENT));
    } else {
        code_line_add(line, ROLE_CODE, brackets(node), 1);
        write_children(layout, i, MIN(indent + STEP, MOST_INDENT));
        line = code_line_begin(layout->lines, indent);
        code_line_add(line, ROLE_CODE, brackets(node) + 1, 1);
        code_line_add(line, ROLE_CODE, behind, -1);
    }
}

static void write_node(struct layout *layout, guint i, int indent, const char *behind)
{
    struct code_line *line = code_line_begin(layout->lines, indent);
    add_key(line, layout, node_at(layout, i));
    if (is_block(layout, i)) {
        write_block(layout, i, line, behind);
        return;
    }
    add_inline(line, layout, i);
    code_line_add(line, ROLE_CODE, behind, -1);
}

GPtrArray *json_lines(const struct json_outline *outline, json_open open, const void *data)
{
    struct layout layout = {outline, code_lines_new(), open, data};
    write_node(&layout, 0, 0, "");
    return layout.lines;
}
