/* SPDX-License-Identifier: Apache-2.0 */
#include "views/commands.h"

#include "views/views.h"

#include <string.h>

static const struct view_ops *const all[] = {
    &issues_view,  &issue_view,    &source_view, &signals_view, &chart_view,
    &samples_view, &trace_view,    &span_view,   &values_view,  &release_view,
    &commit_view,  &suspects_view, &logs_view,   &log_view};

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
    const struct command *tables[G_N_ELEMENTS(all) + 1] = {everywhere_commands()};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        tables[i + 1] = all[i]->commands;
    for (size_t t = 0; t < G_N_ELEMENTS(tables); t++) {
        g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
        for (const struct command *c = tables[t]; c && c->id; c++) {
            g_assert_true(g_hash_table_add(ids, (char *)c->id));
            g_assert_true(c->help && strlen(c->help) > 3);
            g_assert_nonnull(c->run);
        }
        each_sequence(tables[t], parses, NULL);
        each_sequence(tables[t], forbidden, NULL);
    }
}

static void no_conflict(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        each_sequence(everywhere_commands(), bound_once, keys);
        each_sequence(all[i]->commands, bound_once, keys);
    }
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    each_sequence(everywhere_commands(), bound_once, keys);
    each_sequence(lead_commands(), bound_once, keys);
}

static void read_only(void)
{
    g_autofree struct command *free_to_write = commands_for(false);
    g_autofree struct command *looking = commands_for(true);
    size_t writes = 0;
    for (const struct command *c = free_to_write; c->id; c++)
        writes += c->writes;
    g_assert_cmpuint(writes, ==, 6);
    for (const struct command *c = looking; c->id; c++)
        g_assert_false(c->writes);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/commands/every command has an id, help and keys that exist", well_formed);
    g_test_add_func("/commands/no pane takes a key that means something everywhere", no_conflict);
    g_test_add_func("/commands/a read-only session has no triage", read_only);
    return g_test_run();
}
