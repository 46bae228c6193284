/* SPDX-License-Identifier: Apache-2.0
 *
 * How many rows a log view holds: `:log-rows 5000000`, kept for the next console.
 */
#include "views/logs_held.h"
#include "views/logs_state.h"

#include "base/quantity.h"
#include "views/body.h"

#define ROWS_HELD       1000000
#define ROWS_HELD_LEAST 10000
#define ROWS_HELD_MOST  20000000
#define ROWS_TO_DROP    (2 * FRAME_SEGMENT_ROWS) /* held besides: a segment goes as a whole */
#define ROW_BYTES       300 /* as rows mostly take, where none are held to tell */

bool logs_held_parse(const char *text, size_t *count)
{
    char *end;
    guint64 number = g_ascii_strtoull(text, &end, 10);
    bool millions = *end == 'm' || *end == 'M';
    number = millions && number <= ROWS_HELD_MOST ? number * 1000000 : number;
    *count = (size_t)number;
    return g_ascii_isdigit(*text) && end[millions] == '\0' && number >= ROWS_HELD_LEAST &&
           number <= ROWS_HELD_MOST;
}

static size_t without_being_told(const struct view *view)
{
    size_t rows = desk_log_rows(view->desk);
    return rows ? rows : ROWS_HELD;
}

static bool check_held(void *context, const char *text, size_t *offset, GError **error)
{
    size_t count;
    (void)context;
    *offset = 0;
    if (logs_held_parse(text, &count))
        return true;
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "it takes " LOGS_HELD_WANTED);
    return false;
}

static bool take_held(void *context, const char *text)
{
    struct view *view = context;
    struct logs *logs = view->state;
    char rows[24], bytes[24];
    size_t count, held = log_rows_held(logs->rows);
    if (!logs_held_parse(text, &count)) {
        desk_say(view->desk, true, "%s is no number of rows: it takes %s", text, LOGS_HELD_WANTED);
        return false;
    }
    if (logs->source) {
        desk_say(view->desk, true, "rows of files are all held: their text stays in the files");
        return false;
    }
    double each = held > 1000 ? (double)log_rows_memory(logs->rows) / (double)held : ROW_BYTES;
    desk_remember(view, "rows", count == without_being_told(view) ? NULL : text);
    logs_drop_pages(logs);
    log_rows_set_most(logs->rows, count + ROWS_TO_DROP);
    logs_ask(view);
    desk_say(view->desk, false, "up to %s rows are held, about %s when there are as many; L loads",
             quantity_count((int64_t)count, rows, sizeof rows),
             quantity_text(each * (double)count, "byte", bytes, sizeof bytes));
    return true;
}

static void offer_held(void *context, GPtrArray *choices)
{
    (void)context;
    argument_add(choices, "1000000", "as it is without being told");
    argument_add(choices, "5000000", "five times the memory");
}

/* As the last console was told to, else as the config says. */
size_t logs_held_most(struct view *view)
{
    g_autofree char *text = desk_recall(view, "rows", false);
    size_t count;
    if (!text || !logs_held_parse(text, &count))
        count = without_being_told(view);
    return count + ROWS_TO_DROP;
}

const struct argument logs_held_argument = {.name = "ROWS",
                                            .kind = "rows held",
                                            .take = take_held,
                                            .check = check_held,
                                            .choices = offer_held,
                                            .free = true};
