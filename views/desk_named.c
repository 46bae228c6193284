/* SPDX-License-Identifier: Apache-2.0
 *
 * Queries by name: ":save NAME" keeps what the pane asks for, ":saved NAME" asks for it again, in
 * the pane where it was saved. Kept with the state as "VIEW QUERY". ":row NAME" keeps the question
 * behind a chart, logs or a pattern as a table's, or an equation over signals of the wall by their
 * names: either is a row of the wall.
 */
#include "views/desk_state.h"

#include "api/query/breakdown.h"
#include "base/clock.h"
#include "views/views.h"

#include <string.h>

#define EQUATION "equation" /* in place of a view: what follows is of signals by their names */

static const char *behind(const char *line, const char *name)
{
    size_t length = strlen(name);
    return line && !strncmp(line, name, length) && line[length] == ' ' ? line + length + 1 : NULL;
}

/* The question that a line asks, when it is of a table; else NULL. */
static const char *table_of(const char *line)
{
    return behind(line, breakdown_view.name);
}

static bool is_row(const char *line)
{
    return table_of(line) || behind(line, EQUATION);
}

/* Whether what a name stands for is a row of the wall is decided anew. */
static void renew_wall(struct desk *desk, const char *line)
{
    if (is_row(line))
        desk_wall_reset(desk);
}

GPtrArray *desk_saved_tables(struct desk *desk, const struct signal_scope *scope,
                             GPtrArray *requests)
{
    GPtrArray *tables = g_ptr_array_new_with_free_func(g_free);
    struct state *state = desk_state(desk);
    g_auto(GStrv) names = state ? state_keys(state, STATE_SAVED) : g_new0(char *, 1);
    for (char **name = names; *name && tables->len < DESK_SAVED_TABLES; name++) {
        g_autofree char *line = state_get(state, STATE_SAVED, *name);
        const char *text = table_of(line);
        g_autoptr(breakdown) table =
            text ? breakdown_parse(text, "spans", clock_now_ms() * NS_PER_MS, NULL, NULL) : NULL;
        if (!table)
            continue;
        g_ptr_array_add(requests, signals_asked_series(scope, table));
        g_ptr_array_add(tables, g_strdup(*name));
    }
    return tables;
}

GPtrArray *desk_saved_equations(struct desk *desk, GPtrArray *texts)
{
    GPtrArray *equations = g_ptr_array_new_with_free_func(g_free);
    struct state *state = desk_state(desk);
    g_auto(GStrv) names = state ? state_keys(state, STATE_SAVED) : g_new0(char *, 1);
    for (char **name = names; *name && equations->len < DESK_SAVED_TABLES; name++) {
        g_autofree char *line = state_get(state, STATE_SAVED, *name);
        const char *text = behind(line, EQUATION);
        if (!text)
            continue;
        g_ptr_array_add(texts, g_strdup(text));
        g_ptr_array_add(equations, g_strdup(*name));
    }
    return equations;
}

char *desk_unmade_words(struct desk *desk, const char *name)
{
    struct state *state = desk_state(desk);
    g_autofree char *line = state ? state_get(state, STATE_SAVED, name) : NULL;
    const char *text = behind(line, EQUATION);
    return g_strdup_printf(
        "%s is %s: none of these is a row of the metrics in this scope and range", name,
        text ? text : "forgotten");
}

/* Its chart, when its signals are known. */
static bool open_equation(struct desk *desk, const char *name)
{
    struct target target;
    g_autofree char *id = g_strdup_printf("formula/%s", name);
    if (!desk_find_signal(desk, id)) {
        g_autofree char *why = desk_unmade_words(desk, name);
        desk_say(desk, true, "%s", why);
        return false;
    }
    target_init(&target, TARGET_SIGNAL);
    target.signal_id = g_steal_pointer(&id);
    target_set(&target.name, name);
    bool opened = desk_open(desk, &target);
    target_clear(&target);
    return opened;
}

static bool open_table(struct desk *desk, const char *text)
{
    struct target target;
    target_init(&target, TARGET_TABLE);
    target_set(&target.query, text);
    bool opened = desk_open(desk, &target);
    target_clear(&target);
    return opened;
}

static bool take_save(void *context, const char *name)
{
    struct desk *desk = context;
    const struct view *view = desk_view(desk);
    struct view_query query = {.text = ""};
    if (!state_is_name(name)) {
        desk_say(desk, true, "%s: a name is of letters, digits, - _ and .", name);
        return false;
    }
    if (!view || !view->ops->query || !view->ops->set_query) {
        desk_say(desk, true, "nothing is asked for here that could be saved");
        return false;
    }
    if (!view->ops->query(view, &query))
        return false;
    g_autofree char *line = g_strdup_printf("%s %s", view->ops->name, query.text);
    state_set(desk_state(desk), STATE_SAVED, name, line);
    desk_say(desk, false, "saved as %s: :saved %s asks for it again%s", name, name,
             table_of(line) ? ", and it is a row of the metrics" : "");
    renew_wall(desk, line);
    return true;
}

static guint count_rows(struct state *state, const char *but)
{
    guint count = 0;
    g_auto(GStrv) names = state_keys(state, STATE_SAVED);
    for (char **name = names; *name; name++) {
        g_autofree char *line = state_get(state, STATE_SAVED, *name);
        count += is_row(line) && strcmp(*name, but);
    }
    return count;
}

static bool take_row(void *context, const char *name)
{
    struct desk *desk = context;
    struct state *state = desk_state(desk);
    const struct view *view = desk_view(desk);
    g_autoptr(GError) error = NULL;
    if (!state_is_name(name)) {
        desk_say(desk, true, "%s: a name is of letters, digits, - _ and .", name);
        return false;
    }
    if (!view || !view->ops->question) {
        desk_say(desk, true,
                 "here is nothing to count: a chart, a table, logs and a log pattern "
                 "can become rows of the metrics");
        return false;
    }
    if (count_rows(state, name) >= DESK_SAVED_TABLES) {
        desk_say(desk, true, "%d rows of the metrics are saved, the most there can be: :forget one",
                 DESK_SAVED_TABLES);
        return false;
    }
    g_autofree char *text = view->ops->question(view);
    bool equation = text && !breakdown_asked(text);
    g_autoptr(breakdown) table =
        text && !equation ? breakdown_parse(text, "spans", clock_now_ms() * NS_PER_MS, NULL, &error)
                          : NULL;
    if (error)
        desk_say(desk, true, "%s", error->message);
    if (!table && !equation)
        return false;
    g_autofree char *line =
        g_strdup_printf("%s %s", equation ? EQUATION : breakdown_view.name, text);
    state_set(state, STATE_SAVED, name, line);
    desk_say(desk, false, "%s is a row of the metrics: %s", name, text);
    renew_wall(desk, line);
    return true;
}

/* The view in which it is to be asked: where one is, or the root of another pane. */
static struct view *view_named(struct desk *desk, const char *name)
{
    struct view *here = desk_view(desk);
    if (here && strcmp(here->ops->name, name) == 0)
        return here;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        const GPtrArray *views = desk->panes[pane].views;
        struct view *root = views->len ? views->pdata[0] : NULL;
        if (!root || strcmp(root->ops->name, name) != 0)
            continue;
        desk_close_down_to(desk, pane, 0);
        desk_focus(desk, pane);
        return root;
    }
    return NULL;
}

static bool take_saved(void *context, const char *name)
{
    struct desk *desk = context;
    g_autofree char *line = state_get(desk_state(desk), STATE_SAVED, name);
    g_auto(GStrv) words = line ? g_strsplit(line, " ", 2) : NULL;
    if (!line || g_strv_length(words) != 2) {
        desk_say(desk, true, "no query is called %s", name);
        return false;
    }
    if (table_of(line))
        return open_table(desk, words[1]);
    if (is_row(line))
        return open_equation(desk, name);
    struct view *view = view_named(desk, words[0]);
    if (!view || !view->ops->set_query) {
        desk_say(desk, true, "%s is a query of %s: open them first", name, words[0]);
        return false;
    }
    view->ops->set_query(view, words[1]);
    desk_say(desk, false, "%s: %s", name, *words[1] ? words[1] : "everything");
    return true;
}

static bool take_forget(void *context, const char *name)
{
    struct desk *desk = context;
    g_autofree char *line = state_get(desk_state(desk), STATE_SAVED, name);
    if (!line) {
        desk_say(desk, true, "no query is called %s", name);
        return false;
    }
    state_set(desk_state(desk), STATE_SAVED, name, NULL);
    renew_wall(desk, line);
    desk_say(desk, false, "%s is forgotten; it was %s", name, line);
    return true;
}

static void list_saved(void *context, GPtrArray *choices)
{
    struct state *state = desk_state(context);
    g_auto(GStrv) names = state ? state_keys(state, STATE_SAVED) : g_new0(char *, 1);
    for (char **name = names; *name; name++) {
        g_autofree char *line = state_get(state, STATE_SAVED, *name);
        argument_add(choices, *name, line);
    }
}

const struct argument desk_save_argument = {
    .name = "NAME", .kind = "query", .take = take_save, .free = true};
const struct argument desk_row_argument = {
    .name = "NAME", .kind = "query", .take = take_row, .free = true};
const struct argument desk_saved_argument = {
    .name = "NAME", .kind = "query", .take = take_saved, .choices = list_saved};
const struct argument desk_forget_argument = {
    .name = "NAME", .kind = "query", .take = take_forget, .choices = list_saved};
