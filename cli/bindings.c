/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/bindings.h"

#include "views/commands.h"

#include <string.h>

static void complain(struct bindings *bindings, const GError *error)
{
    g_ptr_array_add(bindings->complaints, g_strdup(error->message));
}

static void read_override(struct bindings *bindings, const struct config *config, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *keys = g_key_file_get_value(config->file, "keys", name, NULL);
    g_autofree char *where = config_where(config, "keys", name);
    const char *dot = strchr(name, '.');
    g_autofree char *scope = dot ? g_strndup(name, (gsize)(dot - name)) : g_strdup("everywhere");
    if (!keymap_bind(bindings->keymap, scope, dot ? dot + 1 : name, keys, where, &error)) {
        complain(bindings, error);
    }
}

static void read_command(struct bindings *bindings, const struct config *config, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *value = g_key_file_get_value(config->file, "commands", name, NULL);
    g_autofree char *where = config_where(config, "commands", name);
    g_autofree char *id = NULL;
    g_autofree char *keys = NULL;
    if (!user_commands_add(bindings->commands, name, value, &id, &keys, &error)) {
        g_prefix_error(&error, "%s: ", where);
        complain(bindings, error);
    } else if (!keymap_bind(bindings->keymap, "user", id, keys, where, &error)) {
        complain(bindings, error);
    }
}

static struct prices *read_prices(struct bindings *bindings, const struct config *config)
{
    g_auto(GStrv) models = config ? g_key_file_get_keys(config->file, "prices", NULL, NULL) : NULL;
    struct prices *prices = models && *models ? prices_new() : NULL;
    for (char **model = models; model && *model; model++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *value = g_key_file_get_value(config->file, "prices", *model, NULL);
        if (!prices_add(prices, *model, value, &error)) {
            g_autofree char *where = config_where(config, "prices", *model);
            g_prefix_error(&error, "%s: ", where);
            complain(bindings, error);
        }
    }
    return prices;
}

static struct limits *read_limits(struct bindings *bindings, const struct config *config)
{
    g_auto(GStrv) names = config ? g_key_file_get_keys(config->file, "limits", NULL, NULL) : NULL;
    struct limits *limits = names && *names ? limits_new() : NULL;
    for (char **name = names; name && *name; name++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *value = g_key_file_get_value(config->file, "limits", *name, NULL);
        if (!limits_add(limits, *name, value, &error)) {
            g_autofree char *where = config_where(config, "limits", *name);
            g_prefix_error(&error, "%s: ", where);
            complain(bindings, error);
        }
    }
    return limits;
}

void bindings_read(struct bindings *bindings, const struct config *config)
{
    g_auto(GStrv) overrides = config ? g_key_file_get_keys(config->file, "keys", NULL, NULL) : NULL;
    g_auto(GStrv) commands =
        config ? g_key_file_get_keys(config->file, "commands", NULL, NULL) : NULL;
    struct keymap_scope scopes[SCOPES_MOST];
    *bindings = (struct bindings){.keymap = keymap_new(),
                                  .complaints = g_ptr_array_new_with_free_func(g_free)};
    bindings->prices = read_prices(bindings, config);
    bindings->limits = read_limits(bindings, config);
    if (!overrides && !commands) {
        return;
    }
    bindings->commands = commands ? user_commands_new() : NULL;
    for (char **name = commands; name && *name; name++) {
        read_command(bindings, config, *name);
    }
    for (char **name = overrides; name && *name; name++) {
        read_override(bindings, config, *name);
    }
    const struct command *own = commands ? user_commands_table(bindings->commands) : NULL;
    size_t count = all_scopes(NULL, own, scopes);
    keymap_settle(bindings->keymap, scopes, count, bindings->complaints);
}

void bindings_clear(struct bindings *bindings)
{
    keymap_free(bindings->keymap);
    user_commands_free(bindings->commands);
    prices_unref(bindings->prices);
    limits_unref(bindings->limits);
    g_clear_pointer(&bindings->complaints, g_ptr_array_unref);
    *bindings = (struct bindings){0};
}
