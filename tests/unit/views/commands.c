/* SPDX-License-Identifier: Apache-2.0 */
#include "views/commands.h"

#include <string.h>

/* Calls `each` for every key sequence of a table. */
static void each_sequence(const struct command *table,
                          void (*each)(const struct command *command, const char *sequence,
                                       void *data),
                          void *data)
{
    for (const struct command *c = table; c && c->id; c++) {
        g_auto(GStrv) sequences = g_strsplit(c->keys ? c->keys : "", " ", -1);
        for (char **sequence = sequences; *sequence; sequence++)
            if (**sequence)
                each(c, *sequence, data);
    }
}

static void parses(const struct command *command, const char *sequence, void *data)
{
    (void)data;
    g_auto(GStrv) names = g_strsplit(sequence, ",", -1);
    for (char **name = names; *name; name++) {
        struct key key;
        if (strcmp(sequence, ",") != 0 && !key_parse(*name, &key))
            g_error("%s: \"%s\" is no key", command->id, sequence);
    }
}

static void bound_once(const struct command *command, const char *sequence, void *data)
{
    if (!g_hash_table_add(data, g_strdup(sequence)))
        g_error("%s: \"%s\" is bound twice", command->id, sequence);
    /* A prefix that is also a whole command would never be reached, or hide the longer one. */
    const char *comma = strchr(sequence, ',');
    g_autofree char *prefix = comma ? g_strndup(sequence, (gsize)(comma - sequence)) : NULL;
    if (prefix && *prefix && g_hash_table_contains(data, prefix))
        g_error("%s: the prefix of \"%s\" is a command", command->id, sequence);
}

static void forbidden(const struct command *command, const char *sequence, void *data)
{
    static const char *const never[] = {"^H", "^J", "^M", "^I", "^S", "^Q", "^Z", "^A", "^B", "^["};
    (void)data;
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
        if (strcmp(sequence, never[i]) == 0)
            g_error("%s: %s belongs to the terminal", command->id, never[i]);
}

static void well_formed(void)
{
    struct keymap_scope scopes[SCOPES_MOST];
    size_t count = all_scopes(NULL, NULL, scopes);
    for (size_t t = 0; t < count; t++) {
        g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
        for (const struct command *c = scopes[t].commands; c->id; c++) {
            g_assert_true(g_hash_table_add(ids, (char *)c->id));
            g_assert_true(c->help && strlen(c->help) > 3);
            g_assert_true(c->run || c->argument);
            g_assert_true(!c->argument || (c->argument->take && c->argument->name));
        }
        each_sequence(scopes[t].commands, parses, NULL);
        each_sequence(scopes[t].commands, forbidden, NULL);
    }
}

static void no_conflict(void)
{
    struct keymap_scope scopes[SCOPES_MOST];
    size_t count = all_scopes(NULL, NULL, scopes);
    for (size_t i = 2; i < count; i++) {
        g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        each_sequence(everywhere_commands(), bound_once, keys);
        each_sequence(typed_commands(), bound_once, keys);
        each_sequence(scopes[i].commands, bound_once, keys);
    }
}

/* A name is typed without the view's: one that means two things in one place means one of them. */
static void named_once(void)
{
    struct keymap_scope scopes[SCOPES_MOST];
    size_t count = all_scopes(NULL, NULL, scopes);
    for (size_t i = 2; i < count; i++) {
        g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
        const struct command *const tables[] = {everywhere_commands(), typed_commands(),
                                                scopes[i].commands};
        for (size_t t = 0; t < G_N_ELEMENTS(tables); t++)
            for (const struct command *c = tables[t]; c->id; c++)
                if (!g_hash_table_add(names, (char *)c->id))
                    g_error("%s: two commands are called %s", scopes[i].name, c->id);
    }
}

static void read_only(void)
{
    g_autoptr(GString) writing = g_string_new(NULL);
    struct keymap *keymap = keymap_new();
    keymap_set_read_only(keymap, true);
    for (const struct command *c = everywhere_commands(); c->id; c++)
        if (!keymap_has(keymap, c))
            g_string_append_printf(writing, "%s ", c->id);
    keymap_free(keymap);
    g_assert_cmpstr(writing->str, ==, "resolve archive assign mark-reviewed priority undo ");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/commands/every command has an id, help and keys that exist", well_formed);
    g_test_add_func("/commands/no pane takes a key that means something everywhere", no_conflict);
    g_test_add_func("/commands/no two commands of a pane have one name", named_once);
    g_test_add_func("/commands/a read-only session has no triage", read_only);
    return g_test_run();
}
