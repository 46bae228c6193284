/* SPDX-License-Identifier: Apache-2.0
 *
 * Columns of a log view: attributes, and fields that stand in messages, right of the service. An
 * attribute that rows do not carry yet is asked for with them.
 */
#include "views/logs_state.h"

#include "api/model/attributes.h"
#include "tui/text.h"
#include "views/attribute_value.h"
#include "views/body.h"
#include "views/message_fields.h"
#include "views/views.h"

#include <string.h>

#define COLUMNS_MOST  10 /* servers answer 20 fields; every row takes nine of them */
#define WIDTH_LEAST   3
#define WIDTH_MOST    60
#define WIDTH_SEEN    22 /* wider only when the user says so */
#define MESSAGE_LEAST 24

void logs_columns_init(struct logs_columns *columns)
{
    columns->list = g_ptr_array_new();
    columns->asked = g_ptr_array_new_with_free_func(g_free);
}

void logs_columns_clear(struct logs_columns *columns)
{
    for (guint i = 0; i < columns->list->len; i++) {
        struct logs_column *column = columns->list->pdata[i];
        g_free(column->key);
        g_free(column);
    }
    g_ptr_array_unref(columns->list);
    g_ptr_array_unref(columns->asked);
    g_clear_pointer(&columns->names, g_ptr_array_unref);
    g_free(columns->changing);
}

static struct logs_column *column_at(const struct logs *logs, guint i)
{
    return logs->columns.list->pdata[i];
}

struct logs_column *logs_column_find(const struct logs *logs, const char *key)
{
    for (guint i = 0; i < logs->columns.list->len; i++)
        if (!strcmp(column_at(logs, i)->key, key))
            return column_at(logs, i);
    return NULL;
}

static struct logs_column *column_add(struct logs *logs, const char *key)
{
    struct logs_column *column = g_new0(struct logs_column, 1);
    column->key = g_strdup(key);
    g_ptr_array_add(logs->columns.list, column);
    return column;
}

/* --- what is asked for --- */

static bool is_asked(const struct logs *logs, const char *key)
{
    for (const char *const *field = log_rows_fields(); *field; field++)
        if (!strcmp(*field, key))
            return true;
    for (guint i = 0; i < logs->columns.asked->len; i++)
        if (!strcmp(logs->columns.asked->pdata[i], key))
            return true;
    return false;
}

/* True when rows must be asked for anew to have every column that is shown. */
static bool want_shown(struct logs *logs)
{
    bool new = false;
    for (guint i = 0; i < logs->columns.list->len; i++) {
        const struct logs_column *column = column_at(logs, i);
        if (!column->shown || message_key(column->key) || is_asked(logs, column->key))
            continue;
        g_ptr_array_add(logs->columns.asked, g_strdup(column->key));
        new = true;
    }
    for (guint i = logs->columns.asked->len; i-- > 0 && logs->columns.asked->len > COLUMNS_MOST;) {
        const struct logs_column *column = logs_column_find(logs, logs->columns.asked->pdata[i]);
        if (!column || !column->shown)
            g_ptr_array_remove_index(logs->columns.asked, i);
    }
    if (new)
        log_rows_keep(logs->rows, logs->columns.asked);
    return new && !logs->source;
}

void logs_columns_ask(const struct logs *logs, struct request *request)
{
    for (guint i = 0; i < logs->columns.asked->len; i++)
        request_add(request, "field", logs->columns.asked->pdata[i]);
}

/* --- kept --- */

static void remember(struct view *view)
{
    const struct logs *logs = view->state;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < logs->columns.list->len; i++) {
        const struct logs_column *column = column_at(logs, i);
        g_autofree char *key = g_uri_escape_string(column->key, NULL, TRUE);
        if (!column->shown && !column->width)
            continue;
        g_string_append_printf(text, "%s%s%s", text->len ? " " : "", column->shown ? "" : "-", key);
        if (column->width)
            g_string_append_printf(text, ":%d", column->width);
    }
    desk_remember(view, "columns", text->len ? text->str : NULL);
}

static void recall_one(struct logs *logs, const char *word)
{
    bool shown = *word != '-';
    g_auto(GStrv) parts = g_strsplit(shown ? word : word + 1, ":", 2);
    g_autofree char *key = parts[0] ? g_uri_unescape_string(parts[0], NULL) : NULL;
    if (!key || !*key || logs_column_find(logs, key) || logs->columns.list->len >= 2 * COLUMNS_MOST)
        return;
    struct logs_column *column = column_add(logs, key);
    column->shown = shown;
    if (parts[1])
        column->width = (int)CLAMP(g_ascii_strtoll(parts[1], NULL, 10), 0, WIDTH_MOST);
}

/* Logs opened over logs show what these do. */
static void take_over(struct logs *logs, const struct logs *from)
{
    for (guint i = 0; i < from->columns.list->len; i++) {
        const struct logs_column *theirs = column_at(from, i);
        if (logs_column_find(logs, theirs->key))
            continue;
        struct logs_column *column = column_add(logs, theirs->key);
        column->shown = theirs->shown;
        column->width = theirs->width;
    }
    logs->lines.wrap = from->lines.wrap;
}

void logs_columns_recall(struct view *view)
{
    struct logs *logs = view->state;
    g_autofree char *text = desk_recall(view, "columns", false);
    g_auto(GStrv) words = text ? g_strsplit(text, " ", -1) : NULL;
    for (char **word = words; word && *word; word++)
        recall_one(logs, *word);
    const struct view *below = desk_below(view);
    if (below && below->ops == &logs_view)
        take_over(logs, below->state);
    want_shown(logs);
}

/* --- changing them --- */

static guint shown_count(const struct logs *logs)
{
    guint count = 0;
    for (guint i = 0; i < logs->columns.list->len; i++)
        count += column_at(logs, i)->shown;
    return count;
}

/* The name without what only requests need. Newly allocated. */
static char *title_of(const char *key)
{
    size_t length;
    const char *name = attribute_unwrap(message_key(key) ? message_key(key) : key, &length);
    return g_strndup(name, length);
}

void logs_column_show(struct view *view, const char *key)
{
    struct logs *logs = view->state;
    struct logs_column *column = logs_column_find(logs, key);
    if (shown_count(logs) >= COLUMNS_MOST) {
        desk_say(view->desk, false, "%d columns is as many as there may be: | takes one away",
                 COLUMNS_MOST);
        return;
    }
    column = column ? column : column_add(logs, key);
    g_ptr_array_remove(logs->columns.list, column);
    g_ptr_array_add(logs->columns.list, column);
    column->shown = true;
    remember(view);
    if (!want_shown(logs)) {
        desk_redraw(view->desk);
        return;
    }
    logs_keep_row(logs);
    logs_ask(view);
    desk_say(view->desk, false, "asking for the rows with %s", key);
}

void logs_column_hide(struct view *view, const char *key)
{
    struct logs_column *column = logs_column_find(view->state, key);
    if (column)
        column->shown = false;
    remember(view);
    desk_redraw(view->desk);
}

void logs_column_move(struct view *view, const char *key, int by)
{
    struct logs *logs = view->state;
    struct logs_column *column = logs_column_find(logs, key);
    guint at;
    if (!column || !g_ptr_array_find(logs->columns.list, column, &at))
        return;
    int to = (int)at + by; /* past those that are not shown */
    while (to >= 0 && to < (int)logs->columns.list->len && !column_at(logs, (guint)to)->shown)
        to += by;
    if (to < 0 || to >= (int)logs->columns.list->len)
        return;
    g_ptr_array_remove_index(logs->columns.list, at);
    g_ptr_array_insert(logs->columns.list, to, column);
    remember(view);
    desk_redraw(view->desk);
}

static int width_of(const struct logs_column *column)
{
    g_autofree char *title = title_of(column->key);
    int name = MIN(text_width(title), 14);
    return column->width ? column->width : CLAMP(column->seen, name, WIDTH_SEEN);
}

void logs_column_widen(struct view *view, const char *key, int by)
{
    struct logs_column *column = logs_column_find(view->state, key);
    if (column)
        column->width = by ? CLAMP(width_of(column) + by, WIDTH_LEAST, WIDTH_MOST) : 0;
    remember(view);
    desk_redraw(view->desk);
}

/* --- values --- */

char *logs_value(const struct logs *logs, size_t row, const char *key)
{
    const char *inside = message_key(key);
    if (inside)
        return message_field(log_row_text(logs->rows, row, "message"), inside);
    if (!strcmp(key, "project"))
        return g_strdup(log_row_project(logs->rows, row));
    return value_text(log_row_value(logs->rows, row, key));
}

void logs_columns_fields(const struct logs *logs, size_t row, GPtrArray *pairs)
{
    for (guint i = 0; i < logs->columns.list->len; i++) {
        const struct logs_column *column = column_at(logs, i);
        g_autofree char *value = column->shown ? logs_value(logs, row, column->key) : NULL;
        if (value && !message_key(column->key) && !pairs_find(pairs, column->key))
            g_ptr_array_add(pairs, pair_new(column->key, value));
    }
    g_autoptr(GPtrArray) inside = message_fields(log_row_text(logs->rows, row, "message"));
    for (guint i = 0; i < inside->len; i++) {
        const struct pair *pair = inside->pdata[i];
        g_autofree char *key = g_strconcat(MESSAGE_PREFIX, pair->key, NULL);
        g_ptr_array_add(pairs, pair_new(key, pair->value));
    }
}

/* What a cell shows: the value in its unit. NULL = absent. */
static char *cell_text(const struct logs *logs, size_t row, const char *key, enum role *role)
{
    g_autofree char *value = logs_value(logs, row, key);
    if (!value)
        return NULL;
    g_autofree char *name = title_of(key);
    struct pair pair = {.key = name, .value = value};
    struct attribute_shown shown = attribute_show(&pair, 0);
    bool plain = shown.form == FORM_TIME || shown.form == FORM_STATUS;
    char *text = g_strdup(plain ? value : shown.text);
    *role = shown.form == FORM_STATUS ? shown.role : ROLE_TEXT;
    attribute_shown_clear(&shown);
    return text;
}

/* --- drawing --- */

bool logs_columns_shown(const struct logs *logs)
{
    return shown_count(logs) > 0;
}

void logs_columns_measure(struct logs *logs, size_t from, size_t rows)
{
    size_t to = MIN(from + rows, log_rows_count(logs->rows));
    for (guint i = 0; i < logs->columns.list->len; i++) {
        struct logs_column *column = column_at(logs, i);
        for (size_t row = from;
             column->shown && !column->width && column->seen < WIDTH_SEEN && row < to; row++) {
            enum role role;
            g_autofree char *text = cell_text(logs, row, column->key, &role);
            g_autofree char *safe = text ? text_safe(text) : NULL;
            column->seen = MAX(column->seen, safe ? text_width(safe) : 0);
        }
    }
}

guint logs_columns_fit(const struct logs *logs, int cols, int *cells)
{
    guint fit = 0;
    *cells = 0;
    for (guint i = 0; i < logs->columns.list->len; i++) {
        const struct logs_column *column = column_at(logs, i);
        int more = column->shown ? width_of(column) + 1 : 0;
        if (*cells + more > cols - MESSAGE_LEAST)
            break;
        *cells += more;
        fit = i + 1;
    }
    return fit;
}

void logs_columns_draw(const struct logs *logs, struct surface *surface, int y, int col,
                       guint count, size_t row)
{
    for (guint i = 0; i < count; i++) {
        const struct logs_column *column = column_at(logs, i);
        enum role role = ROLE_MUTED;
        if (!column->shown)
            continue;
        g_autofree char *text = cell_text(logs, row, column->key, &role);
        int width = width_of(column);
        if (!text)
            surface_text(surface, y, col, width, ROLE_MUTED, surface->ascii ? "-" : "·");
        else if (g_ascii_isdigit(text[*text == '-']) && text_width(text) <= width)
            surface_text_right(surface, y, col, width, role, text);
        else
            surface_text_cut(surface, y, col, width, role, CUT_MIDDLE, text);
        col += width + 1;
    }
}

void logs_columns_head(const struct logs *logs, struct surface *surface, int col, guint count)
{
    guint left = 0;
    for (guint i = 0; i < logs->columns.list->len; i++) {
        const struct logs_column *column = column_at(logs, i);
        if (!column->shown)
            continue;
        left += i >= count;
        if (i >= count)
            continue;
        g_autofree char *title = title_of(column->key);
        surface_text_cut(surface, 0, col, width_of(column), ROLE_MUTED, CUT_MIDDLE, title);
        col += width_of(column) + 1;
    }
    int used = surface_text(surface, 0, col, surface->cols - col, ROLE_MUTED, "message");
    if (left)
        surface_printf(surface, 0, col + used + 2, surface->cols - col - used - 2, ROLE_MUTED,
                       "+%u without room", left);
}
