/* SPDX-License-Identifier: Apache-2.0
 *
 * The attributes of a span as a tree, and its web vitals.
 */
#include "views/span_state.h"

#include "api/insight/web_vitals.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/attribute_tree.h"

#include <math.h>
#include <string.h>

#define MOST_WIDEST  44
#define FEW          40  /* attributes that all stand open */
#define FOLDED_LINES 3   /* text of more lines than this is folded */
#define OPEN_BYTES   300 /* JSON and SQL no longer than this stand open */
#define PREVIEW      60  /* bytes of the names in a folded group */

/* Shown as sections of their own, not among the attributes. */
static const char *const apart[] = {"db.query.text", "span.events", "span.links", NULL};

/* --- one value --- */

static void link_from(struct span_state *state, guint first, int link, size_t index)
{
    for (guint i = first; i < state->doc.lines->len; i++)
        doc_link(g_ptr_array_index(state->doc.lines, i), link, index);
}

/* Whether it is too long for `lines` of `cells`. */
static bool is_long(const char *text, int cells, int lines)
{
    return strlen(text) > (size_t)cells * (size_t)lines || strchr(text, '\n');
}

static bool folds(const struct attribute_shown *shown, int cells)
{
    switch (shown->form) {
    case FORM_JSON:
        return strlen(shown->text) > 40 || (int)strlen(shown->text) > cells;
    case FORM_URL:
        return true;
    case FORM_SQL:
        return true;
    default:
        return is_long(shown->text, cells, FOLDED_LINES);
    }
}

/* A query that stands above need not be read a second time. */
static bool open_normally(const struct span_state *state, const struct attribute_shown *shown)
{
    bool code = shown->form == FORM_JSON || shown->form == FORM_SQL;
    return code && strlen(shown->text) <= OPEN_BYTES &&
           g_strcmp0(shown->text, span_attribute(state, "db.query.text"));
}

/* The beginning of a folded value in its line, and how much there is of it. */
static void add_folded(struct span_state *state, const struct attribute_shown *shown,
                       const char *label, int indent, int column, bool open)
{
    char size[24];
    int cells = MAX(state->doc.width - column - 12, 8);
    g_autofree char *beginning = g_strndup(shown->text, (gsize)cells * 4);
    g_autofree char *safe = text_safe(beginning);
    g_autofree char *cut =
        shown->form == FORM_URL ? text_cut_middle(safe, cells) : text_cut(safe, cells);
    struct doc_line *line =
        doc_field_at(&state->doc, indent, column, label, shown->role, open ? "" : cut);
    if (shown->form != FORM_URL || open)
        doc_piecef(line, ROLE_MUTED, "%s%s", open ? "" : "  ",
                   quantity_text((double)strlen(shown->text), "byte", size, sizeof size));
}

static void add_whole(struct span_state *state, const struct attribute_shown *shown,
                      const char *label, int indent, int column)
{
    guint first = state->doc.lines->len;
    doc_field_at(&state->doc, indent, column, label, shown->role, shown->text);
    struct doc_line *last = g_ptr_array_index(state->doc.lines, state->doc.lines->len - 1);
    g_autofree char *text = doc_text(last);
    int room = state->doc.width - indent - 1 - text_width(text);
    if (!shown->aside)
        return;
    if ((int)strlen(shown->aside) + 3 <= room)
        doc_piecef(last, ROLE_MUTED, "   %s", shown->aside);
    else if (state->doc.lines->len == first + 1)
        doc_field_at(&state->doc, indent, column, "", ROLE_MUTED, shown->aside);
}

/* The unit that was sent with a measurement; NULL = none. */
static const char *unit_told(const struct span_state *state, const char *key)
{
    if (!state->attributes || !g_str_has_prefix(key, "measurements."))
        return NULL;
    g_autofree char *name = g_strconcat(key, ".unit", NULL);
    return pairs_value(state->attributes, name);
}

void span_add_value(struct span_state *state, const struct pair *pair, const char *label,
                    int indent, int column, const char *fold, int64_t now_ms)
{
    struct attribute_shown shown = attribute_show_in(pair, unit_told(state, pair->key), now_ms);
    guint first = state->doc.lines->len, index = 0;
    bool own = state->attributes && g_ptr_array_find(state->attributes, pair, &index);
    int link = own ? SPAN_LINK_ATTRIBUTE : SPAN_LINK_NONE;
    int cells = MAX(state->doc.width - column - 2, 8);
    if (!folds(&shown, cells)) {
        add_whole(state, &shown, label, indent, column);
        link_from(state, first, link, index);
    } else {
        bool open = span_is_open(state, fold, open_normally(state, &shown));
        add_folded(state, &shown, label, indent, column, open);
        link_from(state, first, link, index);
        struct doc_line *line = g_ptr_array_index(state->doc.lines, first);
        doc_fold(line, fold, open);
        doc_within(line, pair->value);
        if (open)
            span_add_code(state, &shown, indent + 2, fold);
    }
    attribute_shown_clear(&shown);
}

int span_value_column(const struct span_state *state, int widest)
{
    return CLAMP(widest + 2, 12, MAX(state->doc.width * 2 / 5, 12));
}

/* --- the tree --- */

static char *group_fold(const struct attribute_row *row)
{
    return g_strdup_printf("group\x1f%s", row->path);
}

static bool group_open(const struct span_state *state, const struct attribute_row *row)
{
    g_autofree char *fold = group_fold(row);
    return span_is_open(state, fold,
                        state->attributes->len <= FEW || !attribute_is_internal(row->path));
}

/* The names in a folded group, as far as there is room; and all of it for a search. */
static void add_preview(const struct span_state *state, struct doc_line *line,
                        const struct attribute_row *row)
{
    g_autoptr(GString) names = g_string_new(NULL), all = g_string_new(NULL);
    for (guint i = row->first; i < row->first + row->count; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        g_string_append_printf(names, "  %s", pair->key + strlen(row->path) + 1);
        g_string_append_printf(all, "%s %s\n", pair->key, pair->value);
    }
    g_autofree char *safe = text_safe(names->str);
    g_autofree char *cut = text_cut(safe, PREVIEW);
    doc_piece(line, ROLE_MUTED, cut);
    doc_within(line, all->str);
}

static bool add_group(struct span_state *state, const struct attribute_row *row, guint index)
{
    g_autofree char *fold = group_fold(row);
    bool open = group_open(state, row);
    struct doc_line *line = doc_add(&state->doc, ROLE_TITLE, row->label);
    doc_piecef(line, ROLE_MUTED, "  %u", row->count);
    line->indent = 3 + 2 * row->depth;
    doc_link(line, SPAN_LINK_GROUP, index);
    doc_fold(line, fold, open);
    if (!open)
        add_preview(state, line, row);
    return open;
}

static int widest_label(const struct span_state *state)
{
    int widest = 8;
    for (guint i = 0; i < state->tree->len; i++) {
        const struct attribute_row *row = g_ptr_array_index(state->tree, i);
        int width = (int)MIN(strlen(row->label), MOST_WIDEST) + 2 + 2 * row->depth;
        widest = MAX(widest, row->group ? 0 : width);
    }
    return widest;
}

static void add_tree(struct span_state *state, int64_t now_ms)
{
    int column = span_value_column(state, widest_label(state) + 1);
    int hidden = G_MAXINT; /* rows deeper than this are within a folded group */
    for (guint i = 0; i < state->tree->len; i++) {
        const struct attribute_row *row = g_ptr_array_index(state->tree, i);
        const struct pair *pair = g_ptr_array_index(state->attributes, row->first);
        if (row->depth > hidden)
            continue;
        hidden = G_MAXINT;
        if (row->group) {
            if (!add_group(state, row, i))
                hidden = row->depth;
        } else if (!g_strv_contains(apart, pair->key)) {
            g_autofree char *fold = g_strdup_printf("value\x1f%s", pair->key);
            span_add_value(state, pair, row->label, 3 + 2 * row->depth, column, fold, now_ms);
        }
    }
}

void span_add_attributes(struct span_state *state, int64_t now_ms)
{
    char count[24];
    guint shown = state->attributes ? state->attributes->len : 0;
    g_autofree char *heading =
        shown ? g_strdup_printf("Attributes  %s", quantity_count(shown, count, sizeof count))
              : g_strdup("Attributes");
    doc_heading(&state->doc, heading);
    if (state->failed)
        doc_field(&state->doc, 0, "", ROLE_FAILURE, state->failed)->inert = true;
    else if (!state->attributes)
        doc_add(&state->doc, ROLE_MUTED, "loading…")->inert = true;
    else if (!shown)
        doc_add(&state->doc, ROLE_MUTED, "it has none")->inert = true;
    else
        add_tree(state, now_ms);
}

/* --- web vitals --- */

static const struct pair *pair_of_vital(const struct span_state *state,
                                        const struct web_vital *vital, double *value)
{
    for (guint i = 0; state->attributes && i < state->attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        char *end;
        if (web_vital_of(pair->key) != vital)
            continue;
        *value = g_ascii_strtod(pair->value, &end);
        if (end != pair->value && !*end && isfinite(*value))
            return pair;
    }
    return NULL;
}

static void add_vital(struct span_state *state, const struct web_vital *vital,
                      const struct pair *pair, double value)
{
    static const enum role roles[] = {ROLE_GOOD, ROLE_LEVEL_WARNING, ROLE_LEVEL_ERROR, ROLE_MUTED};
    char shown[24], good[24];
    guint index;
    enum vital_rating rating = web_vital_rate(vital, value);
    struct doc_line *line = doc_addf(&state->doc, ROLE_TEXT, "%-5s", vital->name);
    doc_piecef(line, roles[rating], "%-7s %-17s",
               quantity_text(value, vital->unit, shown, sizeof shown),
               web_vital_rating_text(rating));
    doc_piecef(line, ROLE_MUTED, " (good <= %s)  %s",
               quantity_text(vital->good, vital->unit, good, sizeof good), vital->words);
    g_ptr_array_find(state->attributes, pair, &index);
    doc_link(line, SPAN_LINK_ATTRIBUTE, index);
}

void span_add_vitals(struct span_state *state)
{
    bool any = false;
    double value;
    for (size_t i = 0; web_vital_at(i); i++) {
        const struct pair *pair = pair_of_vital(state, web_vital_at(i), &value);
        if (!pair)
            continue;
        if (!any)
            doc_heading(&state->doc, "Web vitals  of this load; a site is rated by the 75th "
                                     "percentile of all");
        any = true;
        add_vital(state, web_vital_at(i), pair, value);
    }
}
