/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/bindings.h"

#include "views/commands.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static struct config *config_of(const char *text)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("vigil-keys-XXXXXX", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    struct config *config = config_read(path, NULL);
    g_assert_nonnull(config);
    return config;
}

static void config_done(struct config *config)
{
    g_unlink(config->path);
    config_free(config);
}

/* The complaints, a line each, with FILE for the path. */
static char *complaints_of(const struct bindings *bindings, const char *path)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < bindings->complaints->len; i++) {
        g_string_append_printf(out, "%s\n", (const char *)bindings->complaints->pdata[i]);
    }
    g_string_replace(out, path, "FILE", 0);
    return g_string_free(out, FALSE);
}

static const char *keys_of(const struct bindings *bindings, const char *id)
{
    for (const struct command *row = everywhere_commands(); row->id; row++) {
        if (strcmp(row->id, id) == 0) {
            return keymap_keys(bindings->keymap, "everywhere", row);
        }
    }
    g_error("no command is called %s", id);
}

static void what_cannot_be_taken_is_named_by_line(void)
{
    struct config *config = config_of("# my keys\n"
                                      "[keys]\n"
                                      "everywhere.refresh = R\n"
                                      "everywhere.pause=j\n"
                                      "  zone = ^H\n"
                                      "logs.nothing = x\n"
                                      "\n"
                                      "[commands]\n"
                                      "R again = true\n"
                                      "X = echo {pdo}\n");
    struct bindings bindings;
    bindings_read(&bindings, config);
    g_autofree char *said = complaints_of(&bindings, config->path);
    g_assert_nonnull(strstr(said, "FILE:10: X: there is no {pdo}, only {trace}"));
    g_assert_nonnull(strstr(said, "FILE:5: everywhere.zone: the terminal needs the key \"^H\""));
    g_assert_nonnull(strstr(said, "FILE:6: there is no command logs.nothing"));
    g_assert_nonnull(strstr(said, "FILE:4: everywhere.pause (j): everywhere.next-row (j ↓) has "
                                  "these keys; the default stays"));
    g_assert_nonnull(strstr(said, "FILE:3: everywhere.refresh (R): user.again (R) has these keys"));
    g_assert_cmpuint(bindings.complaints->len, ==, 5);
    g_assert_cmpstr(keys_of(&bindings, "refresh"), ==, "r");
    g_assert_cmpstr(keys_of(&bindings, "pause"), ==, "p");
    bindings_clear(&bindings);
    config_done(config);
}

static void what_is_right_holds(void)
{
    struct config *config = config_of("[keys]\n"
                                      "everywhere.refresh = ^R F5\n"
                                      "everywhere.zoom =\n"
                                      "everywhere.repaint = \\\n"
                                      "[commands]\n"
                                      "X pod-logs = kubectl logs {pod}\n");
    struct bindings bindings;
    bindings_read(&bindings, config);
    g_autofree char *said = complaints_of(&bindings, config->path);
    g_assert_cmpstr(said, ==, "");
    g_assert_cmpstr(keys_of(&bindings, "refresh"), ==, "^R F5");
    g_assert_null(keys_of(&bindings, "zoom"));
    g_assert_cmpstr(keys_of(&bindings, "repaint"), ==, "\\");
    const struct command *own = user_commands_table(bindings.commands);
    g_assert_cmpstr(own[0].id, ==, "pod-logs");
    g_assert_cmpstr(keymap_keys(bindings.keymap, "user", &own[0]), ==, "X");
    bindings_clear(&bindings);
    config_done(config);
}

static void prices_of_models_are_read(void)
{
    struct config *config = config_of("[prices]\n"
                                      "gpt-4o* = 2.5 10 1.25\n"
                                      "claude = cheap\n");
    struct bindings bindings;
    bindings_read(&bindings, config);
    struct gen_ai_tokens tokens = {1000000, 0, -1, -1, -1};
    g_assert_cmpfloat(prices_cost(bindings.prices, "gpt-4o-2024-08-06", &tokens), ==, 2.5);
    g_autofree char *said = complaints_of(&bindings, config->path);
    g_assert_nonnull(strstr(said, "FILE:3: the price of claude is \"cheap\""));
    g_assert_cmpuint(bindings.complaints->len, ==, 1);
    bindings_clear(&bindings);
    config_done(config);
}

static void no_config_is_the_defaults(void)
{
    struct bindings bindings;
    bindings_read(&bindings, NULL);
    g_assert_cmpuint(bindings.complaints->len, ==, 0);
    g_assert_null(bindings.commands);
    g_assert_null(bindings.prices);
    g_assert_cmpstr(keys_of(&bindings, "refresh"), ==, "r");
    bindings_clear(&bindings);
}

static void limits_of_signals_are_read(void)
{
    struct config *config = config_of("[limits]\n"
                                      "worker.memory = 2048MB\n"
                                      "check_stock p95 = soon\n");
    struct bindings bindings;
    bindings_read(&bindings, config);
    struct signal signal = {.name = (char *)"worker.memory worker-3",
                            .metric_name = (char *)"worker.memory",
                            .unit = (char *)"byte"};
    limits_apply(bindings.limits, &signal);
    g_assert_cmpfloat(signal.limit, ==, 2048e6);
    g_autofree char *complaints = complaints_of(&bindings, config->path);
    g_assert_cmpstr(complaints, ==,
                    "FILE:3: the limit of check_stock p95 is \"soon\"; expected a number and its "
                    "unit, such as 2048MB, 30s, 90% or 40\n");
    bindings_clear(&bindings);
    config_done(config);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bindings/what cannot be taken is named with file and line",
                    what_cannot_be_taken_is_named_by_line);
    g_test_add_func("/bindings/keys and commands of the config hold", what_is_right_holds);
    g_test_add_func("/bindings/limits of signals are read, and what is none is named",
                    limits_of_signals_are_read);
    g_test_add_func("/bindings/prices of models are read, and what is none is named",
                    prices_of_models_are_read);
    g_test_add_func("/bindings/no config is the defaults", no_config_is_the_defaults);
    return g_test_run();
}
