/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of a log view that take more than a line: long messages wrapped, and rows unfolded as JSON.
 */
#include "views/logs_state.h"

#include "tui/text.h"
#include "views/body.h"
#include "views/issue_row.h"
#include "views/json_lines.h"
#include "views/message_fields.h"

#include <jansson.h>
#include <string.h>

#define OPEN_MOST 200     /* rows unfolded at a time */
#define WRAP_MOST 12      /* lines of a wrapped message */
#define TEXT_MOST 0x20000 /* bytes that are laid out */

void logs_lines_clear(struct logs_lines *lines)
{
    g_clear_pointer(&lines->open, g_hash_table_unref);
}

bool logs_is_unfolded(const struct logs *logs, size_t row)
{
    return logs->lines.open && g_hash_table_size(logs->lines.open) > 0 &&
           g_hash_table_contains(logs->lines.open, log_row_id(logs->rows, row));
}

static bool any_higher(const struct logs *logs)
{
    return logs->lines.wrap || (logs->lines.open && g_hash_table_size(logs->lines.open) > 0);
}

bool logs_wrap(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    logs->lines.wrap = !logs->lines.wrap;
    logs->lines.top = logs->list.top;
    logs->sideways = 0;
    desk_remember(view, "wrap", logs->lines.wrap ? "on" : NULL);
    desk_say(view->desk, false,
             logs->lines.wrap ? "long messages are wrapped; = again: one line"
                              : "a message is one line; h and l move it");
    return true;
}

static void fold(struct view *view, const char *id)
{
    GHashTable *open = ((struct logs *)view->state)->lines.open;
    const struct logs_whole *whole = g_hash_table_lookup(open, id);
    if (whole && whole->ask)
        desk_forget(view, whole->ask);
    g_hash_table_remove(open, id);
}

static void fold_all(struct view *view)
{
    GHashTable *open = ((struct logs *)view->state)->lines.open;
    g_autoptr(GList) ids = g_hash_table_get_keys(open);
    for (GList *id = ids; id; id = id->next)
        fold(view, id->data);
}

bool logs_unfold(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    if (logs->list.cursor >= log_rows_count(logs->rows)) {
        desk_say(view->desk, false, "no row is under the cursor");
        return false;
    }
    if (!logs->lines.open)
        logs->lines.open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, logs_whole_free);
    if (!any_higher(logs))
        logs->lines.top = logs->list.top;
    const char *id = log_row_id(logs->rows, logs->list.cursor);
    if (logs_is_unfolded(logs, logs->list.cursor)) {
        fold(view, id);
        return true;
    }
    if (g_hash_table_size(logs->lines.open) >= OPEN_MOST)
        fold_all(view);
    g_hash_table_insert(logs->lines.open, g_strdup(id), logs_whole_new(view, logs->list.cursor));
    logs->list.at_end = false; /* what one reads stays */
    return true;
}

/* --- what a row is shown as --- */

/* What the row has, where its message is no JSON. */
static char *row_json(const struct logs *logs, size_t row)
{
    g_autoptr(item) item = log_row_item(logs->rows, row);
    g_autoptr(GPtrArray) inside = message_fields(log_row_text(logs->rows, row, "message"));
    json_t *object = json_object(), *fields = inside->len ? json_object() : NULL;
    if (item->project)
        json_object_set_new(object, "project", json_string(item->project));
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        g_autofree char *text = value_text(attribute->value);
        bool number = attribute->value.type == VALUE_INT;
        json_object_set_new(object, attribute->key,
                            number ? json_integer(attribute->value.integer) : json_string(text));
    }
    logs_whole_add(logs_whole_of(logs, row), object);
    for (guint i = 0; i < inside->len; i++) {
        const struct pair *pair = inside->pdata[i];
        json_object_set_new(fields, pair->key, json_string(pair->value));
    }
    if (fields)
        json_object_set_new(object, "message fields", fields);
    char *dump = json_dumps(object, JSON_COMPACT), *text = g_strdup(dump);
    free(dump);
    json_decref(object);
    return text;
}

static void add_json(GPtrArray *lines, const char *text)
{
    struct json_outline outline;
    if (!text || strlen(text) > TEXT_MOST || !json_outline_read(&outline, text)) {
        code_line_add(code_line_begin(lines, 0), ROLE_MUTED, "it is too long to be laid out here",
                      -1);
        return;
    }
    g_autoptr(GPtrArray) laid = json_lines(&outline, NULL, NULL);
    while (laid->len > 0)
        g_ptr_array_add(lines, g_ptr_array_steal_index(laid, 0));
    json_outline_clear(&outline);
}

/* Only as much is wrapped as is shown: a message may be long, and there are many in sight. */
static void add_wrapped(GPtrArray *lines, const char *message, enum role role, int cells)
{
    size_t most = (size_t)MAX(cells, 20) * (WRAP_MOST + 1) * 4;
    bool longer = strnlen(message, most) == most;
    g_autofree char *cut = g_strndup(message, most);
    g_autoptr(GPtrArray) texts = text_wrap(cut, MAX(cells, 20));
    for (guint i = 0; i < MIN(texts->len, WRAP_MOST); i++)
        code_line_add(code_line_begin(lines, 0), role, texts->pdata[i], -1);
    if (!longer && texts->len <= WRAP_MOST)
        return;
    g_autofree char *more =
        longer ? g_strdup("more lines: o shows all")
               : g_strdup_printf("%u more lines: o shows all", texts->len - WRAP_MOST);
    code_line_add(code_line_begin(lines, 0), ROLE_MUTED, more, -1);
}

static void keep_to(GPtrArray *lines, int most)
{
    guint left = lines->len > (guint)most ? lines->len - (guint)most + 1 : 0;
    if (!left)
        return;
    g_ptr_array_set_size(lines, most - 1);
    g_autofree char *more = g_strdup_printf("%u more lines: o shows all", left);
    code_line_add(code_line_begin(lines, 0), ROLE_MUTED, more, -1);
}

GPtrArray *logs_lines_of(const struct logs *logs, size_t row, int cells, int most)
{
    bool open = logs_is_unfolded(logs, row);
    const char *message = log_row_text(logs->rows, row, "message");
    bool longer = logs->lines.wrap && message &&
                  (strlen(message) > (size_t)MAX(cells, 1) || strchr(message, '\n'));
    if ((!open && !longer) || most < 3)
        return NULL;
    enum level level = log_row_level(logs->rows, row);
    enum role role = level >= LEVEL_WARNING ? level_role(level) : ROLE_TEXT;
    GPtrArray *lines = code_lines_new();
    if (longer && !open)
        add_wrapped(lines, message, role, cells);
    else
        code_line_add(code_line_begin(lines, 0), role, message ? message : "", -1);
    if (open) {
        const char *json = message_json(message);
        g_autofree char *own = json ? NULL : row_json(logs, row);
        add_json(lines, json ? json : own);
        g_autofree char *words = json ? NULL : logs_whole_words(logs_whole_of(logs, row));
        if (words)
            code_line_add(code_line_begin(lines, 0), ROLE_MUTED, words, -1);
    }
    keep_to(lines, most);
    return lines;
}

/* --- in the window --- */

size_t logs_lines_top(const struct logs *logs)
{
    return any_higher(logs) ? logs->lines.top : logs->list.top;
}

static int height_of(const struct view *view, const struct logs *logs, size_t row, int rows)
{
    int cells = logs_message_cells(view, logs, row, view->cols - 2);
    g_autoptr(GPtrArray) lines = logs_lines_of(logs, row, cells, rows);
    return lines ? (int)lines->len : 1;
}

/* The window moves no more than it must for the whole of the cursor's row to be in it. */
void logs_lines_layout(const struct view *view, struct logs *logs, int rows)
{
    size_t count = log_rows_count(logs->rows), cursor = logs->list.cursor, top = logs->lines.top;
    if (!any_higher(logs) || cursor >= count)
        return;
    top = CLAMP(top, cursor - MIN(cursor, (size_t)rows - 1), cursor);
    int used = 0;
    for (size_t row = top; row <= cursor; row++)
        used += height_of(view, logs, row, rows);
    for (; used > rows && top < cursor; top++)
        used -= height_of(view, logs, top, rows);
    size_t below = cursor + 1;
    for (; below < count && used < rows; below++)
        used += height_of(view, logs, below, rows);
    while (top > 0 && used < rows) { /* no line stays empty below the last */
        int more = height_of(view, logs, top - 1, rows);
        if (used + more > rows)
            break;
        used += more;
        top--;
    }
    logs->lines.top = top;
    logs->list.height = (int)MAX(below - top, 1);
    logs->list.top = top;
}
