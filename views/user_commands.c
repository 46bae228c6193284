/* SPDX-License-Identifier: Apache-2.0 */
#include "views/user_commands.h"

#include "base/clock.h"
#include "views/desk_state.h"
#include "views/placeholders.h"

#include <string.h>

struct user_command {
    char *id, *help;
    char **argv;
    enum child_way way;
};

struct user_commands {
    GPtrArray *rows; /* of struct user_command * */
    GArray *table;   /* of struct command, one a row */
};

static void row_free(void *data)
{
    struct user_command *row = data;
    g_free(row->id);
    g_free(row->help);
    g_strfreev(row->argv);
    g_free(row);
}

struct user_commands *user_commands_new(void)
{
    struct user_commands *commands = g_new0(struct user_commands, 1);
    commands->rows = g_ptr_array_new_with_free_func(row_free);
    commands->table = g_array_new(TRUE, TRUE, sizeof(struct command));
    g_array_set_size(commands->table, 0);
    return commands;
}

void user_commands_free(struct user_commands *commands)
{
    if (!commands)
        return;
    g_ptr_array_unref(commands->rows);
    g_array_unref(commands->table);
    g_free(commands);
}

const struct command *user_commands_table(const struct user_commands *commands)
{
    return (const struct command *)(const void *)commands->table->data;
}

/* --- values --- */

struct values {
    struct desk *desk;
    struct target target;
    GPtrArray *fields; /* of struct pair * */
};

static char *field_of(const GPtrArray *fields, const char *const *keys)
{
    for (const char *const *key = keys; *key; key++)
        for (guint i = 0; i < fields->len; i++) {
            const struct pair *pair = fields->pdata[i];
            if (strcmp(pair->key, *key) == 0 && pair->value && *pair->value)
                return g_strdup(pair->value);
        }
    return NULL;
}

static char *time_of(const struct values *values)
{
    const struct target *target = &values->target;
    int64_t at = target->time_ms ? target->time_ms : values->desk->scope.cursor_ms;
    char text[40];
    if (!at)
        return NULL;
    clock_format_iso(at * NS_PER_MS, 3, text, sizeof text);
    return g_strdup(text);
}

static char *value_of(const char *name, void *data)
{
    static const char *const pods[] = {"k8s.pod.name", "pod.name", "pod", NULL};
    static const char *const hosts[] = {"host.name", "server_name", "server.address",
                                        "host",      "hostname",    NULL};
    const struct values *values = data;
    const struct target *target = &values->target;
    const struct {
        const char *name, *value;
    } plain[] = {
        {"trace",   target->trace_id                                      },
        {"span",    target->span_id                                       },
        {"service", target->service                                       },
        {"project", target->service                                       },
        {"release", target->release                                       },
        {"issue",   target->short_id ? target->short_id : target->issue_id},
        {"host",    target->host                                          },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        if (strcmp(name, plain[i].name) == 0 && plain[i].value)
            return g_strdup(plain[i].value);
    if (strcmp(name, "pod") == 0)
        return field_of(values->fields, pods);
    if (strcmp(name, "host") == 0)
        return field_of(values->fields, hosts);
    if (strcmp(name, "time") == 0)
        return time_of(values);
    return strcmp(name, "url") == 0 ? desk_target_url(values->desk, target) : NULL;
}

static char **filled(struct desk *desk, const struct user_command *row, GError **error)
{
    struct values values = {.desk = desk};
    struct view *view = desk_view(desk);
    values.fields = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    target_init(&values.target, TARGET_NONE);
    if (desk_target(desk, &values.target))
        desk_enrich(desk, &values.target);
    if (view && view->ops->fields)
        view->ops->fields(view, values.fields);
    char **argv = placeholders_fill((const char *const *)row->argv, value_of, &values, error);
    g_ptr_array_unref(values.fields);
    target_clear(&values.target);
    return argv;
}

static bool run(void *context)
{
    struct desk *desk = context;
    const struct user_commands *commands = desk->user;
    const struct user_command *row =
        commands->rows->pdata[desk->running - user_commands_table(commands)];
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) argv = filled(desk, row, &error);
    if (!argv) {
        desk_say(desk, true, "%s: %s", row->id, error->message);
        return false;
    }
    return desk_child(desk, (const char *const *)argv, row->way, NULL);
}

/* --- reading --- */

static bool is_sequence(const char *word)
{
    g_auto(GStrv) names = g_strsplit(word, ",", -1);
    struct key key;
    for (char **name = names; *name; name++)
        if (!key_parse(*name, &key))
            return strcmp(word, ",") == 0;
    return *names != NULL;
}

static bool is_name(const char *word)
{
    return word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

static bool has_row(const struct user_commands *commands, const char *id)
{
    for (guint i = 0; i < commands->rows->len; i++)
        if (strcmp(((struct user_command *)commands->rows->pdata[i])->id, id) == 0)
            return true;
    return false;
}

/* Called as what it runs, where it has no name of its own. */
static char *name_for(const struct user_commands *commands, const char *program)
{
    g_autofree char *base = g_path_get_basename(program);
    char *id = g_strdup(base);
    for (unsigned n = 2; has_row(commands, id); n++) {
        g_free(id);
        id = g_strdup_printf("%s-%u", base, n);
    }
    return id;
}

/* "K pod-logs &": keys, a name, how it runs. */
static bool read_key(const char *key, struct user_command *row, char **keys, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(key, " \t", -1);
    g_autoptr(GString) sequences = g_string_new(NULL);
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        if (strcmp(*word, "&") == 0) {
            row->way = CHILD_BACKGROUND;
        } else if (strcmp(*word, "!") == 0) {
            row->way = CHILD_AT_ONCE;
        } else if (is_sequence(*word)) {
            g_string_append_printf(sequences, "%s%s", sequences->len ? " " : "", *word);
        } else if (!row->id && is_name(*word)) {
            row->id = g_strdup(*word);
        } else {
            g_set_error(error, KEYMAP_ERROR, 0, "%s: \"%s\" is neither a key nor a name", key,
                        *word);
            return false;
        }
    }
    *keys = g_strdup(sequences->str);
    return true;
}

static bool read_argv(const char *key, const char *value, struct user_command *row, GError **error)
{
    if (!g_shell_parse_argv(value, NULL, &row->argv, error) ||
        !placeholders_check((const char *const *)row->argv, error)) {
        g_prefix_error(error, "%s: ", key);
        return false;
    }
    size_t length = strcspn(row->argv[0], "{");
    if (row->argv[0][length]) {
        g_set_error(error, KEYMAP_ERROR, 0, "%s: what runs cannot come from a placeholder", key);
        return false;
    }
    return true;
}

bool user_commands_add(struct user_commands *commands, const char *key, const char *value,
                       char **id, char **keys, GError **error)
{
    struct user_command *row = g_new0(struct user_command, 1);
    g_autofree char *bound = NULL;
    if (!read_key(key, row, &bound, error) || !read_argv(key, value, row, error)) {
        row_free(row);
        return false;
    }
    if (row->id && has_row(commands, row->id)) {
        g_set_error(error, KEYMAP_ERROR, 0, "two commands are called %s", row->id);
        row_free(row);
        return false;
    }
    if (!row->id)
        row->id = name_for(commands, row->argv[0]);
    row->help = g_strdup(value);
    g_ptr_array_add(commands->rows, row);
    struct command command = {.id = row->id, .help = row->help, .run = run};
    g_array_append_val(commands->table, command);
    *id = g_strdup(row->id);
    *keys = g_steal_pointer(&bound);
    return true;
}
