/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/config.h"

#include "base/small_file.h"

#include <string.h>

#define MOST_BYTES (1 << 20)

static const struct {
    const char *group;
    const char *keys[8]; /* none = any */
} known[] = {
    {"sentry",       {"url", "organization", "project", "environment", "token", "token_command"}},
    {"console",      {"since", "theme", "utc", "read_only", "mouse", "notify", "log_rows"}      },
    {"keys",         {0}                                                                        },
    {"commands",     {0}                                                                        },
    {"prices",       {0}                                                                        },
    {"limits",       {0}                                                                        },
    {"repositories", {0}                                                                        },
};

void config_ignore_relative_folders(void)
{
    static const char *const names[] = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME",
                                        "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value && !g_path_is_absolute(value)) {
            g_unsetenv(names[i]);
        }
    }
}

/* The line of the file's text that says it; a line of a group that stands twice is its last. */
static unsigned line_of(const struct config *config, const char *group, const char *key)
{
    g_autofree char *text = small_file_read(config->path, MOST_BYTES, NULL, NULL, NULL);
    g_autofree char *heading = g_strdup_printf("[%s]", group);
    if (!text) {
        return 0;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    bool inside = false;
    unsigned found = 0;
    for (unsigned i = 0; lines[i]; i++) {
        char *line = g_strstrip(lines[i]);
        if (*line == '[') {
            inside = g_str_has_prefix(line, heading);
            found = inside && !key ? i + 1 : found;
        } else if (inside && key && g_str_has_prefix(line, key)) {
            const char *behind = line + strlen(key);
            found = behind[strspn(behind, " \t")] == '=' ? i + 1 : found;
        }
    }
    return found;
}

char *config_where(const struct config *config, const char *group, const char *key)
{
    unsigned line = line_of(config, group, key);
    return line ? g_strdup_printf("%s:%u", config->path, line) : g_strdup(config->path);
}

static bool refuse(GError **error, const char *where, const char *format, const char *name,
                   const char *list)
{
    g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                "%s: unknown %s \"%s\"; known: %s", where, format, name, list);
    return false;
}

static bool check_keys(const struct config *config, size_t row, GError **error)
{
    const char *group = known[row].group;
    g_auto(GStrv) keys = g_key_file_get_keys(config->file, group, NULL, NULL);
    for (char **key = keys; known[row].keys[0] && key && *key; key++) {
        if (!g_strv_contains(known[row].keys, *key)) {
            g_autofree char *list = g_strjoinv(", ", (char **)known[row].keys);
            g_autofree char *where = config_where(config, group, *key);
            return refuse(error, where, "key", *key, list);
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
    g_autoptr(GString) list = g_string_new(known[0].group);
    for (size_t row = 1; row < G_N_ELEMENTS(known); row++) {
        g_string_append_printf(list, ", %s", known[row].group);
    }
    g_autofree char *where = config_where(config, group, NULL);
    return refuse(error, where, "group", group, list->str);
}

/* No file at all is as good as an empty one where none was named. */
static bool load(struct config *config, bool named, GError **error)
{
    g_autoptr(GError) problem = NULL;
    size_t length = 0;
    g_autofree char *text = small_file_read(config->path, MOST_BYTES, &length, NULL, &problem);
    if (!text && !named && g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
        return true;
    }
    if (!text) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (!g_key_file_load_from_data(config->file, text, length, G_KEY_FILE_NONE, error)) {
        g_prefix_error(error, "%s: ", config->path);
        return false;
    }
    return true;
}

struct config *config_read(const char *path, GError **error)
{
    g_autoptr(config) config = g_new0(struct config, 1);
    config->path =
        path ? g_strdup(path) : g_build_filename(g_get_user_config_dir(), "vigil", "config", NULL);
    config->file = g_key_file_new();
    if (!load(config, path != NULL, error)) {
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
