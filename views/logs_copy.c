/* SPDX-License-Identifier: Apache-2.0
 *
 * Log rows taken out: the one under the cursor, or a range of them.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/body.h"

#include <jansson.h>

#define COPY_ROWS_MOST     10000 /* what a chat, a ticket or a terminal takes is less */
#define EVIDENCE_ROWS      15
#define EVIDENCE_ROWS_MOST 100 /* of a range */

/* The rows that are meant; false when there is none. */
static bool rows_meant(const struct logs *logs, size_t *from, size_t *to)
{
    if (logs_range_rows(logs, from, to))
        return true;
    *from = logs->list.cursor;
    *to = *from + 1;
    return *from < log_rows_count(logs->rows);
}

static char *row_line(const struct view *view, size_t row)
{
    const struct logs *logs = view->state;
    struct log_gap gap;
    char time[40];
    if (log_row_gap(logs->rows, row, &gap)) {
        GString *said = g_string_new(NULL);
        logs_gap_say(view, &gap, said);
        return g_string_free(said, FALSE);
    }
    const char *project = log_row_project(logs->rows, row);
    g_autofree char *safe = text_safe(log_row_text(logs->rows, row, "message"));
    return g_strdup_printf(
        "%s %c %s %s", clock_format_iso(log_row_time_ns(logs->rows, row), 3, time, sizeof time),
        level_letter(log_row_level(logs->rows, row)), project ? project : "-", safe);
}

/* What was left out is told where it is missing. */
static void append_rest(GString *out, size_t rows)
{
    char count[24];
    if (rows)
        g_string_append_printf(out, "\n(%s rows more)",
                               quantity_count((int64_t)rows, count, sizeof count));
}

char *logs_line(const struct view *view)
{
    size_t from, to;
    if (!rows_meant(view->state, &from, &to))
        return NULL;
    GString *out = g_string_new(NULL);
    size_t end = MIN(to, from + COPY_ROWS_MOST);
    for (size_t row = from; row < end; row++) {
        g_autofree char *text = row_line(view, row);
        g_string_append_printf(out, "%s%s", row > from ? "\n" : "", text);
    }
    append_rest(out, to - end);
    return g_string_free(out, FALSE);
}

void logs_row_fields(const struct logs *logs, size_t row, GPtrArray *pairs)
{
    static const char *const keys[] = {"severity", "trace", "span_id", "release", "message"};
    const char *project = log_row_project(logs->rows, row);
    if (project && *project)
        g_ptr_array_add(pairs, pair_new("project", project));
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *value = log_row_text(logs->rows, row, keys[i]);
        if (value && *value)
            g_ptr_array_add(pairs, pair_new(keys[i], value));
    }
    logs_columns_fields(logs, row, pairs);
}

static json_t *row_object(const struct logs *logs, size_t row)
{
    char time[40];
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    logs_row_fields(logs, row, pairs);
    json_t *object = json_object();
    clock_format_iso(log_row_time_ns(logs->rows, row), 9, time, sizeof time);
    json_object_set_new(object, "timestamp", json_string(time));
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = pairs->pdata[i];
        json_object_set_new(object, pair->key, json_string(pair->value));
    }
    logs_whole_add(logs_whole_of(logs, row), object); /* copied as it is shown */
    return object;
}

static void append_json(const struct logs *logs, size_t row, size_t flags, GString *out)
{
    json_t *object = row_object(logs, row);
    char *text = json_dumps(object, flags);
    g_string_append(out, text ? text : "");
    free(text);
    json_decref(object);
}

char *logs_json(const struct view *view)
{
    const struct logs *logs = view->state;
    struct log_gap gap;
    size_t from, to;
    if (!rows_meant(logs, &from, &to))
        return NULL;
    bool one = to == from + 1;
    GString *out = g_string_new(NULL);
    for (size_t row = from; row < MIN(to, from + COPY_ROWS_MOST); row++) {
        if (log_row_gap(logs->rows, row, &gap))
            continue;
        append_json(logs, row, one ? JSON_INDENT(2) : JSON_COMPACT, out);
        g_string_append(out, one ? "" : "\n");
    }
    return g_string_free(out, FALSE);
}

/* --- all of a row --- */

void logs_copying_stop(struct view *view)
{
    struct logs_copying *copying = &((struct logs *)view->state)->copying;
    if (!copying->whole)
        return;
    desk_forget(view, copying->whole->ask);
    logs_whole_free(copying->whole);
    json_decref(copying->object);
    *copying = (struct logs_copying){0};
}

/* One row only; of a range what is loaded. */
void logs_json_copied(struct view *view)
{
    struct logs *logs = view->state;
    struct log_gap gap;
    size_t from, to;
    logs_copying_stop(view);
    if (!rows_meant(logs, &from, &to) || to != from + 1 || log_row_gap(logs->rows, from, &gap))
        return;
    const struct logs_whole *shown = logs_whole_of(logs, from);
    if (shown && shown->pairs)
        return;
    logs->copying.whole = logs_whole_new(view, from);
    logs->copying.object = row_object(logs, from);
    if (logs->copying.whole->ask)
        desk_say(view->desk, false, "copied as far as it is loaded; the rest is on its way");
    else
        logs_copying_stop(view);
}

bool logs_copying_reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct logs_copying *copying = &((struct logs *)view->state)->copying;
    if (!copying->whole || !logs_whole_take(copying->whole, subscription, answer))
        return false;
    if (copying->whole->pairs) {
        logs_whole_add(copying->whole, copying->object);
        char *text = json_dumps(copying->object, JSON_INDENT(2));
        desk_copy_text(view->desk, text);
        free(text);
    } else {
        g_autofree char *words = logs_whole_words(copying->whole);
        desk_say(view->desk, true, "copied %s", words ? words : "as far as it is loaded");
    }
    if (!copying->whole->ask)
        logs_copying_stop(view);
    return true;
}

void logs_markdown(const struct view *view, GString *out)
{
    const struct logs *logs = view->state;
    size_t count = log_rows_count(logs->rows), from, to;
    if (count == 0)
        return;
    if (!logs_range_rows(logs, &from, &to)) {
        from = logs->list.cursor > EVIDENCE_ROWS / 2 ? logs->list.cursor - EVIDENCE_ROWS / 2 : 0;
        to = MIN(from + EVIDENCE_ROWS, count);
    }
    size_t end = MIN(to, from + EVIDENCE_ROWS_MOST);
    for (size_t row = from; row < end; row++) {
        g_autofree char *text = row_line(view, row);
        g_string_append_printf(out, "    %s\n", text);
    }
    if (end < to)
        g_string_append_printf(out, "    (%zu rows more)\n", to - end);
}
