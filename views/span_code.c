/* SPDX-License-Identifier: Apache-2.0
 *
 * Values that are code: SQL and JSON laid out and coloured, URLs in their parts, long texts.
 */
#include "views/span_state.h"

#include "base/quantity.h"
#include "tui/text.h"
#include "views/json_lines.h"
#include "views/sql_lines.h"

#include <string.h>

#define MOST_CODE  262144 /* bytes that are laid out; the rest of a larger text is left out */
#define MOST_SQL   16384  /* the same of SQL: a few milliseconds */
#define MOST_LINES 1000

/* Lines from `first` on belong to the attribute that the line before them stands for. */
static void link_from(struct span_state *state, guint first, int link, size_t index)
{
    for (guint i = first; i < state->doc.lines->len; i++) {
        struct doc_line *line = g_ptr_array_index(state->doc.lines, i);
        if (line->link == SPAN_LINK_NONE)
            doc_link(line, link, index);
    }
}

static void add_note(struct span_state *state, int indent, enum role role, const char *text)
{
    struct doc_line *line = doc_add(&state->doc, role, text);
    line->indent = indent;
}

static void add_raw(struct span_state *state, int indent, enum role role, const char *text)
{
    g_autoptr(GPtrArray) lines = text_wrap(text, MAX(state->doc.width - indent - 2, 8));
    for (guint i = 0; i < MIN(lines->len, MOST_LINES); i++)
        add_note(state, indent, role, g_ptr_array_index(lines, i));
    if (lines->len > MOST_LINES) {
        char count[24];
        g_autofree char *rest =
            g_strdup_printf("… %s lines more are not shown; yv copies it whole",
                            quantity_count(lines->len - MOST_LINES, count, sizeof count));
        add_note(state, indent, ROLE_MUTED, rest);
    }
}

/* --- JSON --- */

struct folds {
    const struct span_state *state;
    const char *name;
};

static char *node_fold(const char *fold, guint node)
{
    return g_strdup_printf("%s\x1f%u", fold, node);
}

static bool node_open(const void *data, guint node, bool normal)
{
    const struct folds *folds = data;
    if (!node) /* the whole is what the attribute's own line folds */
        return true;
    g_autofree char *name = node_fold(folds->name, node);
    return span_is_open(folds->state, name, normal);
}

static void add_outline(struct span_state *state, const struct json_outline *outline, int indent,
                        const char *fold)
{
    struct folds folds = {state, fold};
    g_autoptr(GPtrArray) lines = json_lines(outline, node_open, &folds);
    for (guint i = 0; i < lines->len; i++) {
        const struct code_line *code = g_ptr_array_index(lines, i);
        struct doc_line *line = doc_code(&state->doc, indent + 2, code);
        if (!code->folds || !code->node)
            continue;
        const struct json_node *node =
            &g_array_index(outline->nodes, struct json_node, (guint)code->node);
        g_autofree char *name = node_fold(fold, (guint)code->node);
        g_autofree char *within = g_strndup(outline->text + node->start, node->end - node->start);
        doc_fold(line, name, code->open);
        doc_within(line, code->open ? NULL : within);
    }
}

/* As it came, and where it is no JSON any more. */
static void add_broken(struct span_state *state, const struct json_outline *outline, int indent)
{
    const char *text = outline->text;
    bool ended = !text[outline->broken_at];
    g_autofree char *good = g_strndup(text, outline->broken_at);
    g_autofree char *why =
        g_strdup_printf(ended ? "not whole: it ends at byte %zu, where there should be %s"
                              : "not JSON from byte %zu on, where there should be %s",
                        outline->broken_at, outline->why);
    add_raw(state, indent, ROLE_CODE, good);
    add_note(state, indent, ROLE_LEVEL_WARNING, why);
    if (!ended)
        add_raw(state, indent, ROLE_CODE, text + outline->broken_at);
}

static void add_json(struct span_state *state, const char *text, int indent, const char *fold)
{
    struct json_outline outline;
    if (json_outline_read(&outline, text))
        add_outline(state, &outline, indent, fold);
    else
        add_broken(state, &outline, indent);
    json_outline_clear(&outline);
}

/* --- SQL --- */

static void add_rest(struct span_state *state, int indent, const char *text, size_t most)
{
    char size[24];
    if (strlen(text) <= most)
        return;
    g_autofree char *rest =
        g_strdup_printf("… %s more are not shown; yv copies it whole",
                        quantity_text((double)(strlen(text) - most), "byte", size, sizeof size));
    add_note(state, indent, ROLE_MUTED, rest);
}

static void add_sql(struct span_state *state, const char *whole_text, int indent, const char *fold)
{
    g_autofree char *text = g_strndup(whole_text, MOST_SQL);
    g_autofree char *name = g_strconcat(fold, "\x1flists", NULL);
    bool whole = span_is_open(state, name, false), cut = false;
    g_autoptr(GPtrArray) lines = sql_lines(text, whole, &cut);
    for (guint i = 0; i < MIN(lines->len, MOST_LINES); i++) {
        struct doc_line *line = doc_code(&state->doc, indent, g_ptr_array_index(lines, i));
        if (!i && (whole || cut)) {
            doc_fold(line, name, whole);
            doc_within(line, text);
        }
    }
    if (lines->len > MOST_LINES)
        add_note(state, indent, ROLE_MUTED, "… the rest is not shown; yv copies it whole");
    else
        add_rest(state, indent, whole_text, MOST_SQL);
}

void span_add_query(struct span_state *state)
{
    const struct pair *query = span_pair(state, "db.query.text");
    guint index;
    if (!query || !*query->value)
        return;
    g_ptr_array_find(state->attributes, query, &index);
    const char *system = span_attribute(state, "db.system.name");
    g_autofree char *heading =
        g_strdup_printf("Query%s%s", system ? "  " : "", system ? system : "");
    doc_heading(&state->doc, heading);
    guint first = state->doc.lines->len;
    g_autofree char *text = g_strndup(query->value, MOST_CODE);
    if (sql_looks_like(text))
        add_sql(state, text, 3, "query");
    else if (json_looks_like(text))
        add_json(state, text, 1, "query");
    else
        add_raw(state, 1, ROLE_CODE, text);
    add_rest(state, 3, query->value, MOST_CODE);
    link_from(state, first, SPAN_LINK_ATTRIBUTE, index);
}

/* --- URLs --- */

static void add_url(struct span_state *state, const char *text, int indent)
{
    g_autoptr(GPtrArray) parts = url_parts(text);
    int widest = 0;
    for (guint i = 0; parts && i < parts->len; i++) {
        const struct pair *part = g_ptr_array_index(parts, i);
        g_autofree char *safe = text_safe(part->key);
        widest = MAX(widest, MIN(text_width(safe), 24));
    }
    for (guint i = 0; parts && i < parts->len; i++) {
        const struct pair *part = g_ptr_array_index(parts, i);
        doc_field_at(&state->doc, indent, indent + widest + 2, part->key, ROLE_CODE_STRING,
                     part->value);
    }
}

void span_add_code(struct span_state *state, const struct attribute_shown *shown, int indent,
                   const char *fold)
{
    const struct doc_line *owner = g_ptr_array_index(state->doc.lines, state->doc.lines->len - 1);
    int link = owner->link;
    size_t index = owner->index;
    guint first = state->doc.lines->len;
    g_autofree char *text = g_strndup(shown->text, MOST_CODE);
    if (shown->form == FORM_JSON)
        add_json(state, text, indent, fold);
    else if (shown->form == FORM_SQL)
        add_sql(state, text, indent + 2, fold);
    else if (shown->form == FORM_URL)
        add_url(state, text, indent);
    else
        add_raw(state, indent, ROLE_TEXT, text);
    add_rest(state, indent, shown->text, MOST_CODE);
    link_from(state, first, link, index);
}
