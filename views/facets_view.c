/* SPDX-License-Identifier: Apache-2.0
 *
 * The values of one key among the logs of the view below: how many rows have each, their share, and
 * where they are numbers, how they are spread. Says who counted: the server over the range, or
 * vigil over the rows that are loaded.
 */
#include "views/facets_state.h"

#include "api/query/query.h"
#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"
#include "views/attribute_value.h"
#include "views/body.h"
#include "views/log_source.h"
#include "views/logs_state.h"
#include "views/message_fields.h"
#include "views/views.h"

#include <math.h>
#include <string.h>

static const struct tally_row *row_at(const struct facets *facets, size_t row)
{
    return facets->rows && row < facets->rows->len
               ? &g_array_index(facets->rows, struct tally_row, row)
               : NULL;
}

static const struct tally_row *here(const struct view *view)
{
    const struct facets *facets = view->state;
    return row_at(facets, facets->list.cursor);
}

static bool facets_open(struct view *view, const struct target *target, GError **error)
{
    struct facets *facets = view->state;
    if (!target || !target->key)
        return body_refuse(error, "no key is named here");
    facets->key = g_strdup(target->key);
    facets_begin(view);
    return true;
}

static void facets_close(struct view *view)
{
    struct facets *facets = view->state;
    facets_stop(facets);
    g_clear_pointer(&facets->rows, g_array_unref);
    tally_free(facets->tally);
    g_free(facets->key);
    g_free(facets->query);
}

static void facets_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct facets *facets = view->state;
    if (body_answered(&facets->ask, subscription, reply) && reply->kind == REPLY_ROWS &&
        reply->object)
        facets_came(view, reply);
}

/* Begins on the value that one came from. */
static void facets_layout(struct view *view, int rows, int cols)
{
    (void)cols;
    struct facets *facets = view->state;
    bool head = facets->rows && facets->numbers;
    list_resize(&facets->list, facets->rows ? facets->rows->len : 0, MAX(rows - head, 1));
    for (guint i = 0; !facets->moved && facets->rows && i < facets->rows->len; i++)
        if (!facets->buckets && view->opened.value &&
            !g_strcmp0(row_at(facets, i)->value, view->opened.value))
            list_go(&facets->list, i);
    body_light(view, &facets->list);
}

/* --- words --- */

/* A number of the key in its unit. */
static char *number_text(const struct facets *facets, double number)
{
    const char *inside = message_key(facets->key);
    return attribute_number_text(inside ? inside : facets->key, number);
}

static char *row_text(const struct facets *facets, const struct tally_row *row)
{
    if (!row->value)
        return g_strdup("(not set)");
    if (!facets->buckets)
        return g_strdup(row->value);
    g_autofree char *low = number_text(facets, row->low), *high = number_text(facets, row->high);
    return g_strdup_printf("%s to %s", low, high);
}

static double most_of(const struct facets *facets)
{
    double most = 0;
    for (guint i = 0; facets->rows && i < facets->rows->len; i++)
        if (row_at(facets, i)->value || facets->rows->len == 1)
            most = fmax(most, row_at(facets, i)->count);
    return most;
}

/* --- drawing --- */

static void draw_row(const struct view *view, struct surface *surface, int y,
                     const struct tally_row *row, double most)
{
    const struct facets *facets = view->state;
    char count[24];
    int bar = surface->cols >= 50 ? surface->cols / 3 : 0;
    int name = MAX(surface->cols - 3 - bar - 17, 8);
    double total = tally_total(facets->tally);
    bool came_from = !facets->buckets && row->value && !g_strcmp0(row->value, view->opened.value);
    g_autofree char *text = row_text(facets, row);
    char share[24] = "";
    if (total > 0)
        quantity_text(row->count / total, "ratio", share, sizeof share);
    surface_text_cut(surface, y, 1, name, row->value ? ROLE_TEXT : ROLE_MUTED, CUT_MIDDLE, text);
    surface_text_right(surface, y, 1 + name, 8, came_from ? ROLE_CHANGED : ROLE_TEXT,
                       quantity_count((int64_t)row->count, count, sizeof count));
    surface_text_right(surface, y, 9 + name, 7, ROLE_MUTED, share);
    struct surface cells = surface_part(surface, y, 18 + name, 1, bar);
    if (bar && most > 0 && (row->value || row->count <= most))
        chart_bar(&cells, 0, 0, row->count / most * bar, ROLE_BAR);
}

static int draw_spread(const struct facets *facets, struct surface *surface)
{
    const struct tally_spread *spread = &facets->spread;
    if (!facets->numbers)
        return 0;
    g_autofree char *low = number_text(facets, spread->low);
    g_autofree char *median = number_text(facets, spread->median);
    g_autofree char *high = number_text(facets, spread->high);
    char none[24], *without = NULL;
    double left = tally_total(facets->tally) - spread->count - tally_others(facets->tally);
    if (left > 0)
        without = quantity_count((int64_t)left, none, sizeof none);
    surface_printf(surface, 0, 1, surface->cols - 1, ROLE_MUTED,
                   "least %s   median %s   most %s   %s%s%s%s", low, median, high,
                   facets->more ? "of the values listed   " : "", without ? without : "",
                   without ? " rows have none   " : "",
                   facets->buckets     ? "o: single values"
                   : facets->as_values ? "o: how they are spread"
                                       : "");
    return 1;
}

static void facets_draw(const struct view *view, struct surface *surface)
{
    const struct facets *facets = view->state;
    if (!facets->rows && facets->count.tally) {
        surface_text(surface, surface->rows / 3, MAX(surface->cols / 2 - 5, 0), -1, ROLE_MUTED,
                     surface->ascii ? "counting..." : "counting…");
        return;
    }
    if (!facets->rows || !facets->rows->len) {
        body_message(view, surface, "no row here has it\nt widens the range");
        return;
    }
    int top = draw_spread(facets, surface);
    double most = most_of(facets);
    struct surface body = surface_part(surface, top, 0, surface->rows - top, surface->cols);
    for (int y = 0; y < body.rows; y++) {
        size_t place = list_row(&facets->list, y);
        const struct tally_row *row = row_at(facets, place);
        if (!row)
            break;
        draw_row(view, &body, y, row, most);
        body_cursor(view, &body, y, &facets->list, place);
    }
}

static bool some_are_left_out(const struct view *view)
{
    const struct view *below = facets_logs(view);
    const struct logs *logs = below ? below->state : NULL;
    return logs && log_rows_passing(logs->rows) < log_rows_held(logs->rows);
}

static void append_source(const struct view *view, GString *out)
{
    const struct facets *facets = view->state;
    char count[24];
    double rows = facets->tally ? tally_total(facets->tally) : 0;
    quantity_count((int64_t)rows, count, sizeof count);
    if (facets->count.tally && facets->count.rows)
        g_string_append_printf(out, "counting %d %%  ",
                               (int)(100 * facets->count.row / facets->count.rows));
    if (!facets->tally)
        return;
    if (facets->by == FACETS_HELD)
        g_string_append_printf(out, "of %s rows loaded%s  ", count,
                               some_are_left_out(view) ? " that pass" : "");
    else
        g_string_append_printf(out, "of %s%s rows, counted by the server  ",
                               facets->more ? "at least " : "", count);
    if (facets->because)
        g_string_append_printf(out, "(%s)  ", facets->because);
}

static void facets_status(const struct view *view, GString *out)
{
    const struct facets *facets = view->state;
    char count[24];
    g_string_append_printf(out, "%s  ", facets->key);
    if (facets->tally)
        g_string_append_printf(
            out, "%s value%s%s  ",
            quantity_count((int64_t)tally_different(facets->tally), count, sizeof count),
            tally_different(facets->tally) == 1 ? "" : "s",
            facets->more || tally_others(facets->tally) > 0 ? " and more" : "");
    append_source(view, out);
    if (facets->query && *facets->query)
        g_string_append(out, facets->query);
}

static void facets_evidence(const struct view *view, GString *out)
{
    const struct facets *facets = view->state;
    const struct tally_row *row = here(view);
    char count[24], total[24];
    if (!row)
        return;
    g_autofree char *text = row_text(facets, row);
    g_string_append_printf(
        out, "%s %s: %s of %s rows", facets->key, text,
        quantity_count((int64_t)row->count, count, sizeof count),
        quantity_count((int64_t)tally_total(facets->tally), total, sizeof total));
}

/* --- narrowing --- */

/* The search for the rows of a range of numbers, or without a value. */
static char *terms_of(const struct facets *facets, const struct tally_row *row, bool out)
{
    g_autofree char *key = query_key(facets->key);
    char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];
    if (!row->value)
        return g_strdup_printf("%shas:%s", out ? "" : "!", key);
    g_ascii_formatd(low, sizeof low, "%.15g", row->low);
    g_ascii_formatd(high, sizeof high, "%.15g", row->high);
    return out ? g_strdup_printf("(%s:<%s OR %s:>=%s)", key, low, key, high)
               : g_strdup_printf("%s:>=%s %s:<%s", key, low, key, high);
}

/* What messages say no search can ask for: it is matched here. */
static bool match_below(struct view *view, struct view *below, const struct tally_row *row,
                        bool out)
{
    const char *inside = message_key(((struct facets *)view->state)->key);
    g_autofree char *pattern = row->value ? message_pattern_range(inside, row->low, row->high)
                                          : message_pattern_any(inside);
    g_autoptr(matcher) matcher = pattern ? matcher_new(pattern, NULL, NULL) : NULL;
    if (!matcher) {
        desk_say(view->desk, false, "no pattern finds these numbers: o lists single values");
        return false;
    }
    below->ops->filter(below, matcher, row->value ? out : !out);
    return true;
}

/* Of the view below, which it tells. False, having said why, when it cannot. */
static bool narrow_below(struct view *view, struct view *below, const struct tally_row *row,
                         bool out)
{
    struct facets *facets = view->state;
    struct logs *logs = below->state;
    if (row->value && !facets->buckets) {
        below->ops->narrow(below, facets->key, row->value, out);
        return true;
    }
    if (message_key(facets->key))
        return match_below(view, below, row, out);
    g_autofree char *terms = terms_of(facets, row, out);
    g_autofree char *text = query_both(logs->narrowed->str, terms);
    below->ops->set_query(below, text);
    return true;
}

static void facets_narrow(struct view *view, const char *key, const char *value, bool out)
{
    struct view *below = facets_logs(view);
    const struct tally_row *row = here(view);
    (void)key;
    (void)value;
    if (!below || !row)
        desk_say(view->desk, false, "no logs are below that could be narrowed");
    else if (narrow_below(view, below, row, out))
        facets_begin(view);
}

/* In the logs below; where one came from elsewhere, as logs of their own. */
static bool facets_enter(struct view *view, struct target *target)
{
    const struct facets *facets = view->state;
    const struct tally_row *row = here(view);
    struct view *below = desk_below(view);
    if (!row) {
        desk_say(view->desk, false, "nothing is under the cursor");
        return false;
    }
    g_autofree char *text = row_text(facets, row);
    g_autofree char *said = g_strdup_printf("only %s: %s; Esc clears it", facets->key, text);
    if (below && below->ops == &logs_view) {
        struct desk *desk = view->desk;
        if (!narrow_below(view, below, row, false))
            return false;
        desk_leave(view);
        desk_say(desk, false, "%s", said);
        return false;
    }
    g_autofree char *terms = row->value && !facets->buckets
                                 ? body_narrowed(facets->query, facets->key, row->value, false)
                                 : terms_of(facets, row, false);
    target->kind = TARGET_LOGS;
    target_set(&target->query, terms);
    return true;
}

static const char *facets_enter_word(const struct view *view)
{
    (void)view;
    return "only these logs";
}

static bool facets_target(const struct view *view, struct target *target)
{
    const struct facets *facets = view->state;
    const struct tally_row *row = here(view);
    if (!row)
        return false;
    target->kind = TARGET_FACETS;
    target_set(&target->key, facets->key);
    target_set(&target->value, facets->buckets ? NULL : row->value);
    target_set(&target->query, facets->query);
    return true;
}

static void facets_fields(const struct view *view, GPtrArray *pairs)
{
    const struct facets *facets = view->state;
    const struct tally_row *row = here(view);
    g_autofree char *text = row ? row_text(facets, row) : NULL;
    if (row)
        g_ptr_array_add(pairs, pair_new(facets->key, text));
}

/* --- keys --- */

static bool switch_rows(void *context)
{
    struct facets *facets = ((struct view *)context)->state;
    facets->as_values = !facets->as_values;
    facets->moved = true;
    facets->list.cursor = facets->list.top = 0;
    facets_show(facets);
    return true;
}

static bool switch_source(void *context)
{
    struct view *view = context;
    struct facets *facets = view->state;
    const struct view *below = facets_logs(view);
    const struct logs *logs = below ? below->state : NULL;
    if (!logs || logs->source || message_key(facets->key)) {
        desk_say(view->desk, false,
                 !logs          ? "no logs are below: only the server can count"
                 : logs->source ? "there is no server: the rows are those of files"
                                : "no server knows what messages say");
        return false;
    }
    facets->chosen = true;
    facets->because = NULL;
    facets->by = facets->by == FACETS_HELD ? FACETS_SERVER : FACETS_HELD;
    facets_begin(view);
    if (facets->because)
        desk_say(view->desk, false, "counted by the server: %s", facets->because);
    return true;
}

static void facets_move(struct view *view, enum move_unit unit, int by)
{
    struct facets *facets = view->state;
    facets->moved = true;
    body_move(&facets->list, unit, by);
}

static size_t facets_row_count(const struct view *view)
{
    const struct facets *facets = view->state;
    return facets->rows ? facets->rows->len : 0;
}

static bool facets_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct facets *facets = view->state;
    g_autofree char *text = row_text(facets, row_at(facets, row));
    return matcher_matches(matcher, text);
}

static bool facets_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct facets *facets = view->state;
    facets->moved = true;
    return body_search(view, &facets->list, matcher, direction);
}

static char *facets_line(const struct view *view)
{
    const struct tally_row *row = here(view);
    g_autofree char *text = row ? row_text(view->state, row) : NULL;
    return row ? g_strdup_printf("%s  %.0f", text, row->count) : NULL;
}

static void facets_markdown(const struct view *view, GString *out)
{
    const struct facets *facets = view->state;
    g_autoptr(GString) source = g_string_new(NULL);
    append_source(view, source);
    g_string_append_printf(out, "Values of `%s` %s\n\n", facets->key, source->str);
    for (size_t i = 0; row_at(facets, i) && i < 10; i++) {
        g_autofree char *text = row_text(facets, row_at(facets, i));
        g_string_append_printf(out, "- %s: %.0f\n", text, row_at(facets, i)->count);
    }
}

static const struct command commands[] = {
    {"o",                                                 "values-or-spread", "Numbers as single values, or how they are spread", switch_rows,
     false},
    {"B", "who-counts", "Counted by the server, or over the rows that are loaded", switch_source,
     false},
    {0                                              },
};

const struct view_ops facets_view = {
    .name = "facets",
    .title = "Values",
    .state_size = sizeof(struct facets),
    .commands = commands,
    .open = facets_open,
    .close = facets_close,
    .scope_changed = facets_begin,
    .reply = facets_reply,
    .layout = facets_layout,
    .draw = facets_draw,
    .status = facets_status,
    .target = facets_target,
    .evidence = facets_evidence,
    .enter = facets_enter,
    .enter_word = facets_enter_word,
    .move = facets_move,
    .search = facets_search,
    .row_count = facets_row_count,
    .row_matches = facets_row_matches,
    .fields = facets_fields,
    .narrow = facets_narrow,
    .line = facets_line,
    .markdown = facets_markdown,
};
