/* SPDX-License-Identifier: Apache-2.0
 *
 * Choosing a key of log rows, for a column or to count its values: those that the server offers,
 * those of the row under the cursor, and those in the messages in sight.
 */
#include "views/logs_state.h"

#include "api/query/query.h"
#include "tui/palette.h"
#include "views/attribute_tree.h"
#include "views/body.h"
#include "views/log_source.h"
#include "views/message_fields.h"

#include <string.h>

#define ROWS_READ    60 /* whose messages are read for keys */
#define DETAIL_CHARS 40 /* of a value beside its key */
#define KEYS_MOST    500

#define LEFT         "further left"
#define RIGHT        "further right"
#define WIDER        "wider"
#define NARROWER     "narrower"
#define FITTING      "as wide as its values"
#define AWAY         "take it away"

/* --- what there is --- */

struct offers {
    GPtrArray *pairs;  /* of struct pair *: key, and what is said beside it */
    GHashTable *there; /* keys, borrowed */
};

static void offer(struct offers *offers, const char *key, const char *detail)
{
    if (offers->pairs->len >= KEYS_MOST || g_hash_table_contains(offers->there, key))
        return;
    g_autofree char *valid = detail ? g_utf8_make_valid(detail, -1) : NULL;
    if (valid && g_utf8_strlen(valid, -1) > DETAIL_CHARS)
        *g_utf8_offset_to_pointer(valid, DETAIL_CHARS) = '\0';
    struct pair *pair = pair_new(key, valid);
    g_ptr_array_add(offers->pairs, pair);
    g_hash_table_add(offers->there, pair->key);
}

/* Known in every row, and shown there already. */
static bool is_standing(const char *key)
{
    static const char *const standing[] = {
        "sentry.item_id", "timestamp_precise", "timestamp", "message", "sentry.body", "id", NULL};
    return g_strv_contains(standing, key);
}

static bool is_beside(const char *key)
{
    return !strcmp(key, "severity") || !strcmp(key, "project");
}

static void offer_shown(struct offers *offers, const struct logs *logs)
{
    int place = 0;
    for (guint i = 0; i < logs->columns.list->len; i++) {
        const struct logs_column *column = logs->columns.list->pdata[i];
        g_autofree char *detail = g_strdup_printf("column %d: move, widen, take away", ++place);
        if (column->shown)
            offer(offers, column->key, detail);
        place -= !column->shown;
    }
}

static void offer_item(struct offers *offers, const struct logs *logs, bool beside)
{
    if (logs->list.cursor >= log_rows_count(logs->rows))
        return;
    g_autoptr(item) item = log_row_item(logs->rows, logs->list.cursor);
    if (beside && item->project)
        offer(offers, "project", item->project);
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        g_autofree char *text = value_text(attribute->value);
        if (!is_standing(attribute->key) && (beside || !is_beside(attribute->key)))
            offer(offers, attribute->key, text);
    }
}

static void offer_message(struct offers *offers, const struct logs *logs, size_t row)
{
    g_autoptr(GPtrArray) fields = message_fields(log_row_text(logs->rows, row, "message"));
    for (guint i = 0; i < fields->len; i++) {
        const struct pair *pair = fields->pdata[i];
        g_autofree char *key = g_strconcat(MESSAGE_PREFIX, pair->key, NULL);
        offer(offers, key, pair->value);
    }
}

static void offer_messages(struct offers *offers, const struct logs *logs)
{
    size_t count = log_rows_count(logs->rows), from = logs_lines_top(logs);
    if (logs->list.cursor < count)
        offer_message(offers, logs, logs->list.cursor);
    for (size_t row = from; row < MIN(from + ROWS_READ, count); row++)
        offer_message(offers, logs, row);
}

static int by_use(const void *a, const void *b)
{
    const struct name *x = *(struct name *const *)a, *y = *(struct name *const *)b;
    int order = attribute_is_internal(x->id) - attribute_is_internal(y->id);
    return order ? order : strcmp(x->id, y->id);
}

static void offer_names(struct offers *offers, const struct logs *logs)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; logs->columns.names && i < logs->columns.names->len; i++) {
        struct name *name = logs->columns.names->pdata[i];
        if (name->id && *name->id && !is_standing(name->id) && !is_beside(name->id))
            g_ptr_array_add(names, name);
    }
    g_ptr_array_sort(names, by_use);
    for (guint i = 0; i < names->len; i++) {
        const struct name *name = names->pdata[i];
        offer(offers, name->id, name->extra);
    }
}

/* --- choosing --- */

static void change_picked(struct view *view, const char *text);

/* What is done to the column that was chosen, whose key stands in the title. */
static void offer_changes(struct view *view, const char *key)
{
    static const char *const changes[] = {LEFT, RIGHT, WIDER, NARROWER, FITTING, AWAY};
    struct palette_entry entries[G_N_ELEMENTS(changes)];
    struct logs *logs = view->state;
    g_free(logs->columns.changing);
    logs->columns.changing = g_strdup(key);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++)
        entries[i] = (struct palette_entry){changes[i], NULL, NULL};
    desk_pick(view, key, entries, G_N_ELEMENTS(changes), change_picked);
}

static void change_picked(struct view *view, const char *text)
{
    struct logs *logs = view->state;
    g_autofree char *key = g_strdup(logs->columns.changing);
    if (!strcmp(text, AWAY)) {
        logs_column_hide(view, key);
        return;
    }
    if (!strcmp(text, LEFT) || !strcmp(text, RIGHT))
        logs_column_move(view, key, strcmp(text, LEFT) ? 1 : -1);
    else
        logs_column_widen(view, key, !strcmp(text, FITTING) ? 0 : !strcmp(text, WIDER) ? 4 : -4);
    offer_changes(view, key);
}

static void column_picked(struct view *view, const char *text)
{
    const struct logs_column *column = logs_column_find(view->state, text);
    if (column && column->shown)
        offer_changes(view, text);
    else
        logs_column_show(view, text);
}

void logs_count_values(struct view *view, const char *text)
{
    struct logs *logs = view->state;
    g_autofree char *query = query_both(logs->base, logs->narrowed->str);
    struct target target;
    target_init(&target, TARGET_FACETS);
    target_set(&target.key, text);
    target_set(&target.query, query);
    if (logs->list.cursor < log_rows_count(logs->rows)) {
        g_autofree char *value = logs_value(logs, logs->list.cursor, text);
        target_set(&target.value, value);
    }
    desk_open(view->desk, &target);
    target_clear(&target);
}

static void show_offers(struct view *view)
{
    struct logs *logs = view->state;
    bool facets = logs->columns.facets;
    struct offers offers = {g_ptr_array_new_with_free_func((GDestroyNotify)pair_free),
                            g_hash_table_new(g_str_hash, g_str_equal)};
    if (!facets)
        offer_shown(&offers, logs);
    offer_item(&offers, logs, facets);
    offer_messages(&offers, logs);
    offer_names(&offers, logs);
    g_autofree struct palette_entry *entries = g_new0(struct palette_entry, offers.pairs->len + 1);
    for (guint i = 0; i < offers.pairs->len; i++) {
        const struct pair *pair = offers.pairs->pdata[i];
        entries[i] = (struct palette_entry){pair->key, pair->value, NULL};
    }
    if (offers.pairs->len)
        desk_pick(view, facets ? "count the values of" : "column: Enter adds or changes it",
                  entries, offers.pairs->len, facets ? logs_count_values : column_picked);
    else {
        desk_pick_none(view);
        desk_say(view->desk, false, "no attribute is known here: no row is loaded");
    }
    g_hash_table_unref(offers.there);
    g_ptr_array_unref(offers.pairs);
}

/* The names are asked for each time: services come and go; a list that is there already is shown
 * when the answer does not come. */
static void choose(struct view *view, bool facets)
{
    static const char *const types[] = {"string", "number", "boolean"};
    struct logs *logs = view->state;
    logs->columns.facets = facets;
    if (logs->source) {
        show_offers(view);
        return;
    }
    struct request *request = request_new(ENDPOINT_ATTRIBUTES, NULL);
    request_add(request, "dataset", "logs");
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        request_add(request, "attributeType", types[i]);
    if (logs->columns.names_ask)
        desk_forget(view, logs->columns.names_ask);
    bool loading = view->loading;
    logs->columns.names_ask = desk_ask(view, request, 0, false);
    view->loading = loading;
    desk_pick_soon(view);
    desk_say(view->desk, false, "looking up which attributes there are");
}

bool logs_columns_reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct logs *logs = view->state;
    if (!logs->columns.names_ask || subscription != logs->columns.names_ask)
        return false;
    if (answer->kind == REPLY_NAMES && answer->object) {
        g_clear_pointer(&logs->columns.names, g_ptr_array_unref);
        logs->columns.names = reply_take(answer);
    }
    if (answer->retry_at_ms != 0)
        return true;
    logs->columns.names_ask = 0;
    if (!desk_focused(view)) {
        desk_pick_none(view);
        return true;
    }
    desk_say(view->desk, answer->failure != FAILURE_NONE,
             answer->failure != FAILURE_NONE ? "the attributes did not come: those of rows in sight"
                                             : "%u attributes",
             logs->columns.names ? logs->columns.names->len : 0);
    show_offers(view);
    return true;
}

bool logs_choose_columns(void *context)
{
    choose(context, false);
    return true;
}

bool logs_choose_facets(void *context)
{
    choose(context, true);
    return true;
}
