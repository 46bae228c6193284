/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/config.h"

#include <string.h>

static const struct {
    const char *group;
    const char *keys[8]; /* none = any */
} known[] = {
    {"sentry",       {"url", "organization", "project", "environment", "token", "token_command"}},
    {"console",      {"since", "theme", "utc", "read_only"}                                     },
    {"keys",         {0}                                                                        },
    {"repositories", {0}                                                                        },
};

static bool refuse(GError **error, const char *path, const char *format, const char *name,
                   const char *list)
{
    g_autofree char *text = g_strdup_printf("%s: ", path);
    g_autofree char *what = g_strdup_printf("unknown %s \"%s\"; known: %s", format, name, list);
    g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, "%s%s", text, what);
    return false;
}

static bool check_keys(const struct config *config, size_t row, GError **error)
{
    const char *group = known[row].group;
    g_auto(GStrv) keys = g_key_file_get_keys(config->file, group, NULL, NULL);
    for (char **key = keys; known[row].keys[0] && key && *key; key++) {
        if (!g_strv_contains(known[row].keys, *key)) {
            g_autofree char *list = g_strjoinv(", ", (char **)known[row].keys);
            return refuse(error, config->path, "key", *key, list);
        }
    }
    return true;
}

static bool check_group(const struct config *config, const char *group, GError **error)
{
    for (size_t row = 0; row < G_N_ELEMENTS(known); row++) {
        if (!strcmp(group, known[row].group)) {
            return check_keys(config, row, error);
        }
    }
    return refuse(error, config->path, "group", group, "sentry, console, keys, repositories");
}

struct config *config_read(const char *path, GError **error)
{
    g_autoptr(config) config = g_new0(struct config, 1);
    g_autoptr(GError) problem = NULL;
    config->path =
        path ? g_strdup(path) : g_build_filename(g_get_user_config_dir(), "vigil", "config", NULL);
    config->file = g_key_file_new();
    if (!g_key_file_load_from_file(config->file, config->path, G_KEY_FILE_NONE, &problem)) {
        if (!path && g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
            return g_steal_pointer(&config);
        }
        g_set_error(error, problem->domain, problem->code, "%s: %s", config->path,
                    problem->message);
        return NULL;
    }
    g_auto(GStrv) groups = g_key_file_get_groups(config->file, NULL);
    for (char **group = groups; *group; group++) {
        if (!check_group(config, *group, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&config);
}

void config_free(struct config *config)
{
    if (config) {
        g_free(config->path);
        g_key_file_unref(config->file);
        g_free(config);
    }
}

char *config_text(const struct config *config, const char *group, const char *key)
{
    return g_key_file_get_string(config->file, group, key, NULL);
}

bool config_flag(const struct config *config, const char *group, const char *key)
{
    return g_key_file_get_boolean(config->file, group, key, NULL);
}

char *config_data_folder(void)
{
    return g_build_filename(g_get_user_data_dir(), "vigil", NULL);
}
