/* SPDX-License-Identifier: Apache-2.0 */
#include "views/body.h"

#include "api/query/query.h"
#include "base/clock.h"
#include "tui/text.h"
#include "views/skeleton.h"
#include "views/views.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAP_ROWS 8000 /* whose marks are read in a frame: less than a millisecond */

static void draw_middle(struct surface *surface, int row, enum role role, const char *text)
{
    g_autofree char *safe = text_safe(text);
    int width = MIN(text_width(safe), surface->cols - 2);
    if (width > 0)
        surface_text(surface, row, (surface->cols - width) / 2, width, role, safe);
}

void body_say(struct surface *surface, enum role role, const char *text)
{
    g_autoptr(GPtrArray) lines = text_wrap(text, MAX(surface->cols - 4, 10));
    int shown = MIN((int)lines->len, surface->rows);
    int top = (surface->rows - shown) / 3;
    for (int i = 0; i < shown; i++)
        draw_middle(surface, top + i, i ? ROLE_MUTED : role, g_ptr_array_index(lines, (guint)i));
}

bool body_waits(const struct view *view)
{
    return view->loading && !view->error && !view->stopped;
}

void body_message(const struct view *view, struct surface *surface, const char *empty)
{
    if (desk_files(view->desk) && view->ops != &logs_view) {
        body_say(surface, ROLE_TEXT,
                 "the logs are read from files: no server is asked\n"
                 "4 goes to the logs");
    } else if (view->error) {
        int64_t wait = view->retry_at_ms - desk_now_ms(view->desk);
        g_autofree char *in = wait > 0 ? body_ago(wait) : NULL;
        g_autofree char *text =
            g_strdup_printf("%s%s%s\n%s%s", view->away ? view->away : "", view->away ? "\n" : "",
                            view->error, in ? "next try in " : "r tries again", in ? in : "");
        body_say(surface, ROLE_FAILURE, text);
    } else if (view->stopped) {
        body_say(surface, ROLE_NOTICE, "stopped\nr asks again");
    } else if (view->loading) {
        skeleton_text(surface);
    } else {
        body_say(surface, ROLE_TEXT, empty);
    }
}

void body_cursor(const struct view *view, struct surface *surface, int y, const struct list *list,
                 size_t row)
{
    bool focused = desk_focused(view);
    if (view->beside)
        return;
    if (row == list->cursor)
        surface_text(surface, y, 0, 1, focused ? ROLE_ACCENT : ROLE_MUTED,
                     surface->ascii ? ">" : "▌");
    if (row == list->lit)
        surface_mark(surface, y, 1, surface->cols, focused ? ROLE_SELECTED : ROLE_SELECTED_IDLE);
}

void body_map(const struct view *view, struct scrollbar *bar, const struct list *list,
              uint64_t version, scrollbar_of of)
{
    if (!desk_gliding(view->desk) && scrollbar_needed(list) &&
        scrollbar_read(bar, list->count, version, MAP_ROWS, of, view->state))
        desk_redraw(view->desk);
}

struct surface body_rows(struct surface *surface, int top, const struct list *list,
                         const struct scrollbar *bar)
{
    if (!scrollbar_needed(list))
        return *surface;
    struct surface column = surface_part(surface, top, surface->cols - 1, surface->rows - top, 1);
    scrollbar_draw(bar, list, &column);
    return surface_part(surface, 0, 0, surface->rows, surface->cols - 2);
}

void body_light(const struct view *view, struct list *list)
{
    if (desk_gliding(view->desk))
        list_glide(list);
    else
        list_rest(list);
}

void body_move(struct list *list, enum move_unit unit, int by)
{
    switch (unit) {
    case MOVE_ROW:
        list_move(list, by);
        break;
    case MOVE_HALF_PAGE:
        list_page(list, 0.5 * by);
        break;
    case MOVE_PAGE:
        list_page(list, by);
        break;
    case MOVE_TOP:
        list_go(list, 0);
        break;
    case MOVE_END:
        if (list->count)
            list_go(list, list->count - 1);
        break;
    case MOVE_SIDE:
    case MOVE_SECTION:
        break;
    }
}

bool body_seek(const struct view *view, struct list *list, int direction, body_fits fits,
               const void *data)
{
    size_t count = view->ops->row_count(view);
    for (size_t step = 1; step <= count; step++) {
        size_t row = (list->cursor + (direction > 0 ? step : count - step)) % count;
        if (!fits(view, row, data))
            continue;
        list_go(list, row);
        return true;
    }
    return false;
}

static bool row_matches(const struct view *view, size_t row, const void *data)
{
    return view->ops->row_matches(view, row, data);
}

bool body_search(const struct view *view, struct list *list, const struct matcher *matcher,
                 int direction)
{
    return body_seek(view, list, direction, row_matches, matcher);
}

uint64_t body_ask_range(struct view *view, struct request *request, int64_t start_ms,
                        int64_t end_ms)
{
    /* A shallow copy: only the range differs, and it lives for this call. */
    struct scope scope = *desk_scope(view->desk);
    scope.held = true;
    scope.start_ms = start_ms;
    scope.end_ms = end_ms;
    scope_apply(&scope, request);
    return desk_ask(view, request, 0, true);
}

bool body_answered(uint64_t *subscription, uint64_t id, const struct reply *reply)
{
    if (!id || *subscription != id)
        return false;
    if (reply->failure == FAILURE_NONE || !reply->retry_at_ms)
        *subscription = 0;
    return true;
}

char *body_ago(int64_t ms)
{
    int64_t seconds = MAX(ms, 0) / MS_PER_SECOND;
    if (seconds < 120)
        return g_strdup_printf("%" G_GINT64_FORMAT "s", seconds);
    if (seconds < 7200)
        return g_strdup_printf("%" G_GINT64_FORMAT "m", seconds / 60);
    if (seconds < 10 * 3600 && seconds % 3600 >= 60)
        return g_strdup_printf("%" G_GINT64_FORMAT "h %" G_GINT64_FORMAT "m", seconds / 3600,
                               seconds % 3600 / 60);
    if (seconds < 172800)
        return g_strdup_printf("%" G_GINT64_FORMAT "h", seconds / 3600);
    return g_strdup_printf("%" G_GINT64_FORMAT "d", seconds / 86400);
}

char *body_quote(const char *text)
{
    GString *out = g_string_new("\"");
    for (const char *c = text ? text : ""; *c; c++) {
        if (*c == '"' || *c == '\\' || *c == '*')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *c);
    }
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

char *body_narrowed(const char *text, const char *key, const char *value, bool out)
{
    g_autofree char *quoted = body_quote(value), *name = query_key(key);
    g_autofree char *term = g_strdup_printf("%s%s:%s", out ? "!" : "", name, quoted);
    return query_both(text, term);
}

char *body_json(json_t *object)
{
    char *dump = object ? json_dumps(object, JSON_COMPACT) : NULL;
    char *text = g_strdup(dump);
    free(dump);
    json_decref(object);
    return text;
}

void body_json_number(struct json_t *object, const char *key, int64_t number)
{
    if (number >= 0)
        json_object_set_new(object, key, json_integer(number));
}

char *body_cell(const struct rows *rows, size_t row, const char *field)
{
    char *text = value_text(rows_get(rows, row, field));
    if (text && !*text)
        g_clear_pointer(&text, g_free);
    return text;
}

double body_cell_number(const struct rows *rows, size_t row, const char *field)
{
    double number = (double)NAN;
    value_number(rows_get(rows, row, field), &number);
    return number;
}

bool body_refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, g_quark_from_static_string("vigil-view"), 1, text);
    return false;
}
