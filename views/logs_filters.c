/* SPDX-License-Identifier: Apache-2.0
 *
 * The filters of a log view as a list: several patterns at once, each kept when it is switched off,
 * each turned into what the server is asked for where a search can say it, and back.
 */
#include "views/logs_counts.h"

#include "base/quantity.h"
#include "tui/palette.h"
#include "views/body.h"
#include "views/literals.h"
#include "views/message_fields.h"

#include <string.h>

/* --- the list --- */

static void filter_free(void *data)
{
    struct logs_filter *filter = data;
    matcher_free(filter->matcher);
    g_free(filter);
}

void logs_filters_init(struct logs_filters *filters)
{
    filters->list = g_ptr_array_new_with_free_func(filter_free);
}

void logs_filters_clear(struct logs_filters *filters)
{
    g_ptr_array_unref(filters->list);
    matcher_free(filters->trial.matcher);
}

/* One that is off makes room, else the oldest. */
static void make_room(struct logs_filters *filters)
{
    guint goes = 0;
    if (filters->list->len < LOGS_FILTERS_MOST)
        return;
    while (goes < filters->list->len && !((struct logs_filter *)filters->list->pdata[goes])->off)
        goes++;
    g_ptr_array_remove_index(filters->list, goes < filters->list->len ? goes : 0);
}

/* The filter that does the same; NULL = there is none. */
static struct logs_filter *find(const struct logs_filters *filters, const struct matcher *matcher,
                                bool hide)
{
    for (guint i = 0; i < filters->list->len; i++) {
        struct logs_filter *filter = filters->list->pdata[i];
        if (filter->hide == hide &&
            strcmp(matcher_pattern(filter->matcher), matcher_pattern(matcher)) == 0)
            return filter;
    }
    return NULL;
}

static void append(struct logs_filters *filters, const struct matcher *matcher, bool hide, bool off)
{
    make_room(filters);
    struct logs_filter *filter = g_new0(struct logs_filter, 1);
    *filter = (struct logs_filter){matcher_ref((struct matcher *)matcher), hide, off};
    g_ptr_array_add(filters->list, filter);
}

void logs_filters_add(struct logs_filters *filters, const struct matcher *matcher, bool hide)
{
    struct logs_filter *same = find(filters, matcher, hide);
    struct logs_filter *opposite = find(filters, matcher, !hide);
    if (opposite)
        opposite->off = true; /* nothing passes both */
    if (same)
        same->off = false;
    else
        append(filters, matcher, hide, false);
}

/* The one put on last; NULL = none is on. */
static struct logs_filter *last_on(const struct logs_filters *filters)
{
    for (guint i = filters->list->len; i-- > 0;)
        if (!((struct logs_filter *)filters->list->pdata[i])->off)
            return filters->list->pdata[i];
    return NULL;
}

bool logs_filters_any(const struct logs_filters *filters)
{
    return last_on(filters) != NULL || filters->trial.matcher;
}

void logs_filters_off(struct logs_filters *filters)
{
    for (guint i = 0; i < filters->list->len; i++)
        ((struct logs_filter *)filters->list->pdata[i])->off = true;
}

/* It is on, and none is tried in its place. */
static bool counts(const struct logs_filters *filters, const struct logs_filter *filter)
{
    return !filter->off && !(filters->trial.matcher && filters->edited == filter);
}

struct row_filter *logs_row_filter(const struct logs *logs)
{
    const struct logs_filters *filters = &logs->filters;
    struct row_filter *out = row_filter_new(logs->floor);
    for (guint i = 0; i < filters->list->len; i++) {
        const struct logs_filter *filter = filters->list->pdata[i];
        if (counts(filters, filter))
            row_filter_add(out, filter->matcher, filter->hide);
    }
    if (filters->trial.matcher)
        row_filter_add(out, filters->trial.matcher, filters->trial.hide);
    return out;
}

static char *words(const struct logs_filter *filter)
{
    const char *pattern = matcher_pattern(filter->matcher),
               *how = filter->hide ? "without" : "only";
    g_autofree char *said = message_pattern_said(pattern);
    return said ? g_strdup_printf("%s %s", how, said) : g_strdup_printf("%s /%s/", how, pattern);
}

void logs_filters_say(const struct logs *logs, GString *out)
{
    for (guint i = 0; i < logs->filters.list->len; i++) {
        const struct logs_filter *filter = logs->filters.list->pdata[i];
        g_autofree char *text = words(filter);
        if (counts(&logs->filters, filter))
            g_string_append_printf(out, "%s  ", text);
    }
    if (logs->filters.trial.matcher) {
        g_autofree char *text = words(&logs->filters.trial);
        g_string_append_printf(out, "%s  ", text);
    }
}

/* --- editing one --- */

static void edit(struct view *view, struct logs_filter *filter)
{
    struct logs *logs = view->state;
    g_autofree char *text =
        g_strdup_printf("%s%s", filter->hide ? "!" : "", matcher_pattern(filter->matcher));
    desk_edit_filter(view, text);
    logs->filters.edited = filter;
}

void logs_filters_replace(struct view *view, const struct matcher *matcher, bool hide)
{
    struct logs_filters *filters = &((struct logs *)view->state)->filters;
    struct logs_filter *filter = (struct logs_filter *)filters->edited;
    struct logs_filter *same = matcher ? find(filters, matcher, hide) : NULL;
    filters->edited = NULL;
    if (matcher && (!same || same == filter)) {
        matcher_free(filter->matcher);
        *filter = (struct logs_filter){matcher_ref((struct matcher *)matcher), hide, false};
    } else {
        g_ptr_array_remove(filters->list, filter);
    }
    if (matcher)
        logs_filters_add(filters, matcher, hide);
    logs_filters_changed(view);
}

/* --- kept for the next console: a line each, "/a/", "!/b/", "off /c/" --- */

/* As one text: of two consoles with the same file one's list is kept, not some of each. */
#define KEPT "patterns"

/* Where they stood before, a name each. */
static char *old_name(guint n)
{
    return n ? g_strdup_printf("pattern%u", n + 1) : g_strdup("pattern");
}

void logs_filters_remember(struct view *view)
{
    const GPtrArray *list = ((struct logs *)view->state)->filters.list;
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++) {
        const struct logs_filter *filter = list->pdata[i];
        g_string_append_printf(all, "%s%s%s/%s/", i ? "\n" : "", filter->off ? "off " : "",
                               filter->hide ? "!" : "", matcher_pattern(filter->matcher));
    }
    desk_remember(view, KEPT, list->len ? all->str : NULL);
    for (guint i = 0; i < LOGS_FILTERS_MOST; i++) {
        g_autofree char *name = old_name(i);
        desk_remember(view, name, NULL);
    }
}

static void recall_one(struct view *view, const char *text)
{
    struct logs_filters *filters = &((struct logs *)view->state)->filters;
    bool off = g_str_has_prefix(text, "off ");
    const char *from = text + (off ? strlen("off ") : 0);
    bool hide = *from == '!';
    from += hide;
    size_t length = strlen(from);
    bool whole = length > 2 && *from == '/' && from[length - 1] == '/';
    g_autofree char *pattern = whole ? g_strndup(from + 1, length - 2) : NULL;
    g_autoptr(matcher) matcher = pattern ? matcher_new(pattern, NULL, NULL) : NULL;
    if (!matcher)
        return;
    if (!find(filters, matcher, hide))
        append(filters, matcher, hide, off);
    if (!off)
        desk_tell_narrowed(view, text);
}

void logs_filters_recall(struct view *view)
{
    g_autofree char *all = desk_recall(view, KEPT, false);
    g_auto(GStrv) lines = g_strsplit(all ? all : "", "\n", LOGS_FILTERS_MOST);
    for (char **line = lines; *line; line++)
        recall_one(view, *line);
    for (guint i = 0; !all && i < LOGS_FILTERS_MOST; i++) {
        g_autofree char *name = old_name(i);
        g_autofree char *text = desk_recall(view, name, false);
        if (text)
            recall_one(view, text);
    }
}

/* --- context --- */

static bool set_context(struct view *view, bool more)
{
    static const size_t steps[] = {0, 1, 2, 3, 5, 10, 20, 50};
    struct logs *logs = view->state;
    size_t at = 0;
    while (at + 1 < G_N_ELEMENTS(steps) && steps[at] < logs->filters.context)
        at++;
    at = more ? MIN(at + 1, G_N_ELEMENTS(steps) - 1) : at - (at > 0);
    logs->filters.context = steps[at];
    logs_keep_row(logs);
    log_rows_set_context(logs->rows, steps[at]);
    logs->unfinished = log_rows_work(logs->rows, 0);
    logs_seek_anew(logs);
    if (steps[at] == 0)
        desk_say(view->desk, false, "only the rows that pass the filter");
    else
        desk_say(view->desk, false, "%zu row%s before and behind each that passes%s", steps[at],
                 steps[at] == 1 ? "" : "s",
                 log_rows_filtered(logs->rows) ? "; Z shows fewer" : ": there is no filter yet");
    desk_redraw(view->desk);
    return true;
}

bool logs_more_context(void *context)
{
    return set_context(context, true);
}

bool logs_less_context(void *context)
{
    return set_context(context, false);
}

/* --- turning one into the other --- */

static const char *without_flag(const char *pattern)
{
    bool flagged = g_str_has_prefix(pattern, "(?i)") || g_str_has_prefix(pattern, "(?-i)");
    return flagged ? strchr(pattern, ')') + 1 : pattern;
}

/* message:"*text*", the stars outside of what is quoted. */
static char *term_of(const char *text, bool hide)
{
    g_autofree char *quoted = body_quote(text);
    quoted[strlen(quoted) - 1] = '\0';
    return g_strdup_printf("%smessage:\"*%s*\"", hide ? "!" : "", quoted + 1);
}

/* The search that selects what the pattern matches, for words and a|b of them alone; NULL = there
 * is none. Searches are of any case. */
static char *search_of(const struct logs_filter *filter)
{
    struct literals *literals = literals_of(without_flag(matcher_pattern(filter->matcher)), false);
    if (!literals || !literals_are_all(literals)) {
        literals_free(literals);
        return NULL;
    }
    bool either = literals_count(literals) > 1 && !filter->hide;
    GString *out = g_string_new(either ? "(" : NULL);
    for (size_t n = 0; n < literals_count(literals); n++) {
        g_autofree char *term = term_of(literals_text(literals, n), filter->hide);
        g_string_append_printf(out, "%s%s", n == 0 ? "" : either ? " OR " : " ", term);
    }
    g_string_append(out, either ? ")" : "");
    literals_free(literals);
    return g_string_free(out, FALSE);
}

static void to_server(struct view *view, struct logs_filter *filter)
{
    struct logs *logs = view->state;
    g_autofree char *search = search_of(filter);
    g_autofree char *name = words(filter);
    if (!search) {
        desk_say(view->desk, true, "%s is no search: only plain words and a|b of them are", name);
        return;
    }
    g_autofree char *text = query_both(logs->narrowed->str, search);
    g_ptr_array_remove(logs->filters.list, filter);
    logs_filters_changed(view);
    logs_set_query(view, text);
    desk_say(view->desk, false, "%s is asked of the server now; ~ turns it back", name);
}

struct turning {
    GPtrArray *patterns; /* of char *: "a" or "!a" */
    bool other;          /* a term says something else */
};

static bool turn_term(const struct query_place *place, void *context)
{
    struct turning *turning = context;
    g_autofree char *value = g_strdup(place->value);
    size_t length = strlen(value);
    bool message = place->key && strcmp(place->key, "message") == 0;
    bool within = length > 2 && value[0] == '*' && value[length - 1] == '*';
    turning->other |= (place->key && !(message && within)) || length == 0;
    if (message && within) {
        value[length - 1] = '\0';
        memmove(value, value + 1, length - 1);
    }
    turning->other |= strchr(value, '*') != NULL || strchr(value, '\\') != NULL;
    g_autofree char *escaped = g_regex_escape_string(value, -1);
    g_ptr_array_add(turning->patterns,
                    g_strdup_printf("%s(?i)%s", place->negated ? "!" : "", escaped));
    return true;
}

/* Any of several becomes one pattern; all of several, a pattern each. */
static bool add_turned(struct logs *logs, const struct turning *turning, bool any)
{
    g_autoptr(GString) one = g_string_new("(?i)");
    for (guint i = 0; i < turning->patterns->len; i++) {
        const char *text = turning->patterns->pdata[i];
        bool hide = *text == '!';
        if (any && hide)
            return false;
        g_string_append_printf(one, "%s%s", i ? "|" : "", text + hide + strlen("(?i)"));
        g_autoptr(matcher) matcher = any ? NULL : matcher_new(text + hide, NULL, NULL);
        if (matcher)
            logs_filters_add(&logs->filters, matcher, hide);
    }
    g_autoptr(matcher) matcher = any ? matcher_new(one->str, NULL, NULL) : NULL;
    if (matcher)
        logs_filters_add(&logs->filters, matcher, false);
    return true;
}

static bool has_and(const char *text)
{
    g_autofree char *upper = g_ascii_strup(text, -1);
    return strstr(upper, " AND ") != NULL;
}

static void to_here(struct view *view)
{
    struct logs *logs = view->state;
    g_autoptr(query) query = query_parse(logs->narrowed->str, 0, NULL, NULL);
    g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func(g_free);
    struct turning turning = {.patterns = patterns};
    if (query)
        query_each_place(query, turn_term, &turning);
    bool any = query && query_has_boolean(query, NULL);
    g_autofree char *was = g_strdup(logs->narrowed->str);
    /* With OR, terms beside it would be meant another way. */
    bool mixed = any && (has_and(was) || was[0] != '(' || strchr(was + 1, '('));
    if (!query || turning.other || mixed || !add_turned(logs, &turning, any)) {
        desk_say(view->desk, true, "%s stays a search: only words in messages become filters", was);
        return;
    }
    logs_filters_changed(view);
    logs_set_query(view, "");
    desk_say(view->desk, false, "%s is a filter of the rows held now; ~ turns it back", was);
}

bool logs_filters_turn(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    struct logs_filter *filter = last_on(&logs->filters);
    if (filter)
        to_server(view, filter);
    else if (logs->narrowed->len)
        to_here(view);
    else
        desk_say(view->desk, false, "no filter and no search to turn: & filters, ; searches");
    return true;
}

/* --- choosing --- */

enum act { ACT_SWITCH, ACT_DROP, ACT_EDIT, ACT_TURN, ACT_FLOOR, ACT_HERE };

struct choice {
    enum act act;
    guint filter;
    char *label, *detail;
};

static void choice_free(void *data)
{
    struct choice *choice = data;
    g_free(choice->label);
    g_free(choice->detail);
    g_free(choice);
}

static void offer(GPtrArray *choices, enum act act, guint filter, char *label, const char *detail)
{
    struct choice *choice = g_new0(struct choice, 1);
    *choice = (struct choice){act, filter, label, g_strdup(detail)};
    g_ptr_array_add(choices, choice);
}

static GPtrArray *choices_of(const struct logs *logs)
{
    GPtrArray *choices = g_ptr_array_new_with_free_func(choice_free);
    const GPtrArray *list = logs->filters.list;
    for (guint i = 0; i < list->len; i++) {
        const struct logs_filter *filter = list->pdata[i];
        g_autofree char *name = words(filter);
        offer(choices, ACT_SWITCH, i, g_strdup_printf("[%c] %s", filter->off ? ' ' : 'x', name),
              filter->off ? "switch on" : "switch off");
    }
    if (logs->floor > LEVEL_UNKNOWN)
        offer(choices, ACT_FLOOR, 0, g_strdup_printf("[x] %s and worse", level_name(logs->floor)),
              "switch off");
    for (guint i = 0; i < list->len; i++) {
        g_autofree char *name = words(list->pdata[i]);
        g_autofree char *search = search_of(list->pdata[i]);
        if (search)
            offer(choices, ACT_TURN, i, g_strdup_printf("ask the server: %s", name), search);
        offer(choices, ACT_EDIT, i, g_strdup_printf("edit %s", name), "");
        offer(choices, ACT_DROP, i, g_strdup_printf("drop %s", name), "");
    }
    if (logs->narrowed->len)
        offer(choices, ACT_HERE, 0, g_strdup_printf("filter here: %s", logs->narrowed->str),
              "asked of the server now");
    return choices;
}

static void act(struct view *view, const struct choice *choice)
{
    struct logs *logs = view->state;
    struct logs_filter *filter =
        choice->filter < logs->filters.list->len ? logs->filters.list->pdata[choice->filter] : NULL;
    if (choice->act == ACT_TURN) {
        to_server(view, filter);
    } else if (choice->act == ACT_HERE) {
        to_here(view);
    } else if (choice->act == ACT_EDIT) {
        edit(view, filter);
    } else {
        if (choice->act == ACT_SWITCH)
            filter->off = !filter->off;
        else if (choice->act == ACT_FLOOR)
            logs->floor = LEVEL_UNKNOWN;
        else
            g_ptr_array_remove_index(logs->filters.list, choice->filter);
        logs_filters_changed(view);
    }
}

static void picked(struct view *view, const char *text)
{
    g_autoptr(GPtrArray) choices = choices_of(view->state);
    for (guint i = 0; i < choices->len; i++) {
        const struct choice *choice = choices->pdata[i];
        if (strcmp(choice->label, text) != 0)
            continue;
        bool again = choice->act == ACT_SWITCH;
        act(view, choice);
        if (again)
            logs_filters_choose(view);
        return;
    }
}

/* Said beside each once it is known. */
static void count_each(struct view *view, const GPtrArray *choices)
{
    struct logs *logs = view->state;
    logs_counts_begin(logs);
    for (guint i = 0; i < choices->len; i++) {
        const struct choice *choice = choices->pdata[i];
        bool floor = choice->act == ACT_FLOOR;
        if (!floor && choice->act != ACT_SWITCH)
            continue;
        struct row_filter *one = row_filter_new(floor ? logs->floor : LEVEL_UNKNOWN);
        const struct logs_filter *filter =
            floor ? NULL : g_ptr_array_index(logs->filters.list, choice->filter);
        if (filter)
            row_filter_add(one, filter->matcher, filter->hide);
        logs_counts_add(logs, choice->label, one, filter && filter->off);
    }
    logs_counts_go(view);
}

bool logs_filters_choose(void *context)
{
    struct view *view = context;
    const struct logs *logs = view->state;
    g_autoptr(GPtrArray) choices = choices_of(logs);
    g_autofree struct palette_entry *entries = g_new0(struct palette_entry, choices->len + 1);
    char shown[24], held[24];
    g_autofree char *title =
        g_strdup_printf("Filters: %s of %s rows pass (each: of what the others let through)",
                        quantity_count((int64_t)log_rows_passing(logs->rows), shown, sizeof shown),
                        quantity_count((int64_t)log_rows_held(logs->rows), held, sizeof held));
    for (guint i = 0; i < choices->len; i++) {
        const struct choice *choice = choices->pdata[i];
        entries[i] = (struct palette_entry){.label = choice->label, .detail = choice->detail};
    }
    if (choices->len == 0) {
        desk_say(view->desk, false, "no filters: & keeps rows that match, &! hides them");
        return true;
    }
    desk_pick(view, title, entries, choices->len, picked);
    count_each(view, choices);
    return true;
}
