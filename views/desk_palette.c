/* SPDX-License-Identifier: Apache-2.0
 *
 * The palette: every command by name, and what may be typed behind those that take an argument; and
 * the help, from the same tables.
 */
#include "views/desk_state.h"
#include "views/legend.h"

#include "views/commands.h"
#include "views/open.h"

#include <string.h>

#define USED_MOST 5 /* commands used last that stand first */

/* What an entry stands for. */
struct chosen {
    struct keymap_scope scope;
    const struct command *command;
    char *label;
    char *detail;
    char *argument; /* NULL: the command itself */
};

static void chosen_free(void *data)
{
    struct chosen *chosen = data;
    g_free(chosen->label);
    g_free(chosen->detail);
    g_free(chosen->argument);
    g_free(chosen);
}

/* --- entries --- */

static const char *kind_of(const struct keymap_scope *scope)
{
    bool common = strcmp(scope->name, "everywhere") == 0 || strcmp(scope->name, "typed") == 0;
    return common ? "command" : scope->name;
}

static void add_command(struct desk *desk, GPtrArray *entries, const struct keymap_scope *scope,
                        const struct command *command)
{
    struct chosen *chosen = g_new0(struct chosen, 1);
    const char *keys = keymap_keys(desk->keymap, scope->name, command);
    const struct argument *argument = command->argument;
    chosen->scope = *scope;
    chosen->command = command;
    chosen->label = g_strdup_printf("%s%s%s  %s", command->id, argument ? " " : "",
                                    argument ? argument->name : "", command->help);
    chosen->detail = g_strdup_printf("%s%s%s", kind_of(scope), keys ? "  " : "", keys ? keys : "");
    g_ptr_array_add(entries, chosen);
}

static void add_choices(GPtrArray *entries, const struct keymap_scope *scope,
                        const struct command *command)
{
    const struct argument *argument = command->argument;
    g_autoptr(GPtrArray) choices = argument_choices_new();
    if (argument->choices)
        argument->choices(scope->context, choices);
    for (guint i = 0; i < choices->len; i++) {
        const struct argument_choice *choice = choices->pdata[i];
        struct chosen *chosen = g_new0(struct chosen, 1);
        chosen->scope = *scope;
        chosen->command = command;
        chosen->label = g_strdup_printf("%s %s", command->id, choice->text);
        chosen->detail = g_strdup(choice->detail ? choice->detail : argument->kind);
        chosen->argument = g_strdup(choice->text);
        g_ptr_array_add(entries, chosen);
    }
}

/* --- arguments --- */

/* What stands behind the command's name and a space in `text`; NULL when it does not begin so. */
static const char *argument_in(const char *text, const struct command *command)
{
    size_t length = strlen(command->id);
    bool named = strncmp(text, command->id, length) == 0 && text[length] == ' ';
    return named ? text + length + 1 : NULL;
}

/* The command whose argument is being typed; false when it is none's. */
static bool find_asked(struct desk *desk, const char *text, struct keymap_scope *scope,
                       const struct command **command)
{
    struct keymap_scope scopes[DESK_SCOPES];
    size_t count = desk_scopes(desk, scopes);
    for (size_t s = 0; s < count; s++)
        for (const struct command *c = scopes[s].commands; c->id; c++)
            if (c->argument && keymap_has(desk->keymap, c) && argument_in(text, c)) {
                *scope = scopes[s];
                *command = c;
                return true;
            }
    return false;
}

/* --- what was used before comes first --- */

static char *name_of(const struct chosen *chosen)
{
    return g_strdup_printf("%s%s%s", chosen->command->id, chosen->argument ? " " : "",
                           chosen->argument ? chosen->argument : "");
}

static bool to_the_front(GPtrArray *entries, const char *name)
{
    for (guint i = 0; i < entries->len; i++) {
        g_autofree char *found = name_of(entries->pdata[i]);
        if (strcmp(found, name) != 0)
            continue;
        g_ptr_array_insert(entries, 0, g_ptr_array_steal_index(entries, i));
        return true;
    }
    return false;
}

/* What was typed behind a command that takes any text is an entry again. */
static void typed_to_the_front(struct desk *desk, GPtrArray *entries, const char *text)
{
    struct keymap_scope scope;
    const struct command *command;
    if (!find_asked(desk, text, &scope, &command) || !command->argument->free)
        return;
    struct chosen *chosen = g_new0(struct chosen, 1);
    chosen->scope = scope;
    chosen->command = command;
    chosen->label = g_strdup(text);
    chosen->detail = g_strdup(command->argument->kind);
    chosen->argument = g_strdup(argument_in(text, command));
    g_ptr_array_insert(entries, 0, chosen);
}

static void put_used_first(struct desk *desk, GPtrArray *entries)
{
    const GPtrArray *used = history_list(desk->history, HISTORY_PALETTE);
    for (guint i = used->len - MIN(used->len, USED_MOST); i < used->len; i++)
        if (!to_the_front(entries, used->pdata[i]))
            typed_to_the_front(desk, entries, used->pdata[i]);
}

static void note_used(struct desk *desk, const struct chosen *chosen, const char *text)
{
    struct keymap_scope scope;
    const struct command *command;
    g_autofree char *name = chosen ? name_of(chosen)
                            : find_asked(desk, text, &scope, &command)
                                ? g_strdup(text)
                                : g_strconcat("open ", text, NULL);
    history_add(desk->history, HISTORY_PALETTE, name);
}

/* --- */

/* All commands, then what can be chosen behind them. */
static GPtrArray *all_entries(struct desk *desk)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(chosen_free);
    struct keymap_scope scopes[DESK_SCOPES];
    size_t count = desk_scopes(desk, scopes);
    for (size_t s = 0; s < count; s++)
        for (const struct command *c = scopes[s].commands; c->id; c++)
            if (keymap_has(desk->keymap, c))
                add_command(desk, entries, &scopes[s], c);
    for (size_t s = 0; s < count; s++)
        for (const struct command *c = scopes[s].commands; c->id; c++)
            if (keymap_has(desk->keymap, c) && c->argument)
                add_choices(entries, &scopes[s], c);
    put_used_first(desk, entries);
    return entries;
}

/* --- taking --- */

static void take(struct desk *desk, const struct keymap_scope *scope, const struct command *command,
                 const char *text)
{
    g_autofree char *argument = g_strstrip(g_strdup(text));
    if (*argument)
        command->argument->take(scope->context, argument);
    else
        desk_say(desk, true, "%s: expected %s %s", command->id, command->id,
                 command->argument->name);
}

static const char *scope_with(const struct keymap_scope *scopes, size_t count, const char *id)
{
    for (size_t s = 0; s < count; s++)
        for (const struct command *c = scopes[s].commands; c->id; c++)
            if (strcmp(c->id, id) == 0)
                return scopes[s].name;
    return NULL;
}

/* Said when the name of another view's command was typed, of which the letters stand here and there
 * in `chosen`. */
static bool is_elsewhere(struct desk *desk, const char *text, const struct chosen *chosen)
{
    struct keymap_scope here[DESK_SCOPES], all[SCOPES_MOST];
    g_autofree char *id = g_strndup(text, strcspn(text, " "));
    size_t count = desk_scopes(desk, here);
    if (!*id || scope_with(here, count, id) || (chosen && strstr(chosen->label, id)))
        return false;
    count = all_scopes(NULL, NULL, all);
    const char *view = scope_with(all, count, id);
    if (view)
        desk_say(desk, true, "%s is a command of %s: it works there", id, view);
    return view != NULL;
}

static void accepted(struct desk *desk, const char *text, const void *data)
{
    const struct chosen *chosen = data;
    struct keymap_scope scope;
    const struct command *command;
    if (is_elsewhere(desk, text, chosen))
        return;
    note_used(desk, chosen, text);
    if (chosen && chosen->argument)
        take(desk, &chosen->scope, chosen->command, chosen->argument);
    else if (chosen)
        desk_run(desk, &chosen->scope, chosen->command);
    else if (find_asked(desk, text, &scope, &command))
        take(desk, &scope, command, argument_in(text, command));
    else
        open_text(desk, text);
}

static void given_up(struct desk *desk, const void *subject)
{
    const struct chosen *asked = subject;
    (void)desk;
    if (asked->command->argument->preview)
        asked->command->argument->preview(asked->scope.context, NULL);
}

static void show(struct desk *desk, const char *text);

/* What is wrong with the argument is told while it is typed. */
static void check_typed(struct desk *desk, const char *text)
{
    const struct chosen *asked = desk->overlay.subject;
    const struct argument *argument = asked->command->argument;
    const char *typed = argument_in(text, asked->command);
    g_autoptr(GError) error = NULL;
    size_t at = 0;
    if (!argument->check)
        return;
    if (typed && *typed)
        argument->check(asked->scope.context, typed, &at, &error);
    palette_complain(desk->overlay.palette, error ? (size_t)(typed - text) + at : 0,
                     error ? error->message : NULL);
}

/* Behind a command's name only its choices are left; before it every command is back. */
static void moved(struct desk *desk, const char *text, const void *data)
{
    const struct chosen *asked = desk->overlay.subject, *chosen = data;
    struct keymap_scope scope;
    const struct command *command = NULL;
    find_asked(desk, text, &scope, &command);
    if (command != (asked ? asked->command : NULL)) {
        g_autofree char *typed = g_strdup(text);
        show(desk, typed);
        return;
    }
    if (asked)
        check_typed(desk, text);
    if (!asked || !asked->command->argument->preview)
        return;
    const char *rest = chosen ? chosen->argument : argument_in(text, command);
    if (rest && *rest)
        asked->command->argument->preview(asked->scope.context, rest);
}

/* --- showing --- */

static struct palette *palette_of(const GPtrArray *entries, const char *title)
{
    g_autofree struct palette_entry *rows = g_new0(struct palette_entry, entries->len + 1);
    for (guint i = 0; i < entries->len; i++) {
        const struct chosen *chosen = entries->pdata[i];
        const char *name = chosen->argument ? NULL : chosen->command->id;
        rows[i] = (struct palette_entry){chosen->label, chosen->detail, chosen, name};
    }
    return palette_new(title, rows, entries->len, true);
}

static void show_choices(struct desk *desk, const struct keymap_scope *scope,
                         const struct command *command)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(chosen_free);
    add_choices(entries, scope, command);
    g_autofree char *title = g_strdup_printf("%s %s", command->id, command->argument->name);
    struct palette *palette = palette_of(entries, title);
    if (command->argument->free)
        palette_prefer_typed(palette);
    desk_choose(desk, palette, entries, accepted);
    struct chosen *asked = g_new0(struct chosen, 1);
    *asked = (struct chosen){.scope = *scope, .command = command};
    g_ptr_array_add(entries, asked);
    desk->overlay.subject = asked;
    desk->overlay.given_up = given_up;
}

static void show(struct desk *desk, const char *text)
{
    struct keymap_scope scope;
    const struct command *command;
    if (find_asked(desk, text, &scope, &command)) {
        show_choices(desk, &scope, command);
    } else {
        GPtrArray *entries = all_entries(desk);
        desk_choose(desk, palette_of(entries, "command, or a URL, short id or trace id to open"),
                    entries, accepted);
    }
    desk->overlay.moved = moved;
    palette_type(desk->overlay.palette, text);
    if (desk->overlay.subject)
        check_typed(desk, text);
}

void desk_palette(struct desk *desk, const char *command)
{
    g_autofree char *text = command ? g_strconcat(command, " ", NULL) : g_strdup("");
    show(desk, text);
}

/* The keys that count here come first, then those of the other views. */
void desk_help(struct desk *desk)
{
    struct keymap_scope shown[DESK_SCOPES + SCOPES_MOST], all[SCOPES_MOST];
    size_t here = desk_scopes(desk, shown), shown_count = here;
    size_t count = all_scopes(NULL, NULL, all);
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t j = 0; j < here; j++)
            known |= shown[j].commands == all[i].commands;
        if (!known)
            shown[shown_count++] = all[i];
    }
    desk_overlay_close(desk);
    desk->overlay.kind = OVERLAY_HELP;
    desk->overlay.help = help_new(desk->keymap, shown, shown_count);
    const struct view *view = desk->focus == PANE_LEAD ? NULL : desk_view(desk);
    const struct help_mark *marks = view ? legend_of(view->ops->name, &count) : NULL;
    if (marks)
        help_add_marks(desk->overlay.help, "marks", marks, count);
    g_autoptr(GString) explained = g_string_new(NULL);
    if (desk->focus == PANE_LEAD)
        desk_lead_explain(desk, explained);
    else if (view && view->ops->explain)
        view->ops->explain(view, explained);
    if (explained->len > 0)
        help_explain(desk->overlay.help, "under the cursor", explained->str);
}
