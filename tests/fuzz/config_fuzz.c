/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as the config file, through every part that reads it: taken, or refused with one line
 * that names the file.
 */
#include "cli/config.h"
#include "tui/keymap.h"
#include "views/user_commands.h"

#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_commands(const struct config *config)
{
    g_autoptr(user_commands) commands = user_commands_new();
    struct keymap *keymap = keymap_new();
    g_auto(GStrv) names = g_key_file_get_keys(config->file, "commands", NULL, NULL);
    for (char **name = names; name && *name; name++) {
        g_autofree char *value = g_key_file_get_string(config->file, "commands", *name, NULL);
        g_autofree char *id = NULL;
        g_autofree char *keys = NULL;
        g_autoptr(GError) error = NULL;
        bool added = value && user_commands_add(commands, *name, value, &id, &keys, &error);
        g_assert_true(added ? id && keys && !error : !value || error);
        if (added)
            keymap_bind(keymap, "user", id, keys, config->path, NULL);
    }
    for (const struct command *row = user_commands_table(commands); row->id; row++)
        g_assert_nonnull(row->help);
    keymap_free(keymap);
}

static void read_all(const struct config *config)
{
    g_auto(GStrv) groups = g_key_file_get_groups(config->file, NULL);
    for (char **group = groups; *group; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(config->file, *group, NULL, NULL);
        for (char **key = keys; key && *key; key++) {
            g_free(config_text(config, *group, *key));
            config_flag(config, *group, *key);
            g_autofree char *where = config_where(config, *group, *key);
            g_assert_true(g_str_has_prefix(where, config->path));
        }
    }
    read_commands(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *path = g_strdup_printf("%s/vigil-config-%d", g_get_tmp_dir(), (int)getpid());
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents_full(path, (const char *)data, (gssize)size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_autoptr(config) config = config_read(path, &error);
    if (config)
        read_all(config);
    else
        g_assert_nonnull(strstr(error->message, path));
    unlink(path);
    return 0;
}
