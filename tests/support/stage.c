/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/stage.h"

#include "tests/support/http.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOMENT "2026-11-22T03:12:31Z still"

struct stage {
    GPid pid;
    char *url, *token;
    char *config; /* a file that names the clones */
};

/* [repositories] with each folder of `repositories`. */
static void write_config(struct stage *stage, const char *repositories)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GKeyFile) keys = g_key_file_new();
    GDir *dir = g_dir_open(repositories, 0, &error);
    g_assert_no_error(error);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(repositories, name, NULL);
        g_autofree char *git = g_build_filename(path, ".git", NULL);
        if (g_file_test(git, G_FILE_TEST_EXISTS))
            g_key_file_set_string(keys, "repositories", name, path);
    }
    g_dir_close(dir);
    close(g_file_open_tmp("vigil-config-XXXXXX", &stage->config, &error));
    g_assert_no_error(error);
    g_key_file_save_to_file(keys, stage->config, &error);
    g_assert_no_error(error);
}

/* "listening URL otlp URL token-file PATH repositories PATH" */
static void read_start(struct stage *stage, int out)
{
    FILE *lines = fdopen(out, "r");
    char line[2048] = "";
    bool told = fgets(line, sizeof line, lines) != NULL;
    fclose(lines);
    g_assert_true(told);
    g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", -1);
    g_assert_cmpuint(g_strv_length(words), ==, 8);
    g_autoptr(GError) error = NULL;
    g_file_get_contents(words[5], &stage->token, NULL, &error);
    g_assert_no_error(error);
    g_strstrip(stage->token);
    stage->url = g_strdup(words[1]);
    write_config(stage, words[7]);
}

struct stage *stage_start(void)
{
    struct stage *stage = g_new0(struct stage, 1);
    const char *const argv[] = {g_getenv("VIGIL"), "demo", "--seed", "1", "--no-console", NULL};
    g_autoptr(GError) error = NULL;
    int out;
    g_assert_nonnull(argv[0]);
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "VIGIL_CLOCK", MOMENT, TRUE);
    g_spawn_async_with_pipes(NULL, (char **)argv, environment, G_SPAWN_DO_NOT_REAP_CHILD,
                             end_with_parent, GINT_TO_POINTER(getpid()), &stage->pid, NULL, &out,
                             NULL, &error);
    g_assert_no_error(error);
    read_start(stage, out);
    return stage;
}

void stage_free(struct stage *stage)
{
    kill(stage->pid, SIGTERM);
    waitpid(stage->pid, NULL, 0);
    g_free(stage->url);
    g_free(stage->token);
    unlink(stage->config);
    g_free(stage->config);
    g_free(stage);
}

static struct stage *shared;

static void end_shared(void)
{
    stage_free(shared);
}

struct stage *stage_shared(void)
{
    if (!shared) {
        shared = stage_start();
        atexit(end_shared);
    }
    return shared;
}

struct walk *stage_first_screen(int rows, int cols)
{
    struct walk *walk = stage_console(stage_shared(), rows, cols, NULL, NULL);
    walk_expect(walk, "first mover: inventory");
    return walk;
}

static void append_all(GPtrArray *list, const char *const *more)
{
    while (more && *more)
        g_ptr_array_add(list, g_strdup(*more++));
}

struct walk *stage_console(struct stage *stage, int rows, int cols, const char *const *environment,
                           const char *const *arguments)
{
    g_autoptr(GPtrArray) variables = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(variables, g_strdup("VIGIL_CLOCK=" MOMENT));
    g_ptr_array_add(variables, g_strconcat("SENTRY_URL=", stage->url, NULL));
    g_ptr_array_add(variables, g_strconcat("SENTRY_AUTH_TOKEN=", stage->token, NULL));
    append_all(variables, environment);
    g_ptr_array_add(variables, NULL);
    g_ptr_array_add(argv, g_strdup("--url"));
    g_ptr_array_add(argv, g_strdup(stage->url));
    g_ptr_array_add(argv, g_strdup("--config"));
    g_ptr_array_add(argv, g_strdup(stage->config));
    append_all(argv, arguments);
    g_ptr_array_add(argv, NULL);
    return walk_start_with(rows, cols, (const char *const *)variables->pdata,
                           (const char *const *)argv->pdata);
}

void stage_steps(struct walk *walk, const char *steps)
{
    g_auto(GStrv) all = g_strsplit(steps, " ", -1);
    for (char **step = all; *step; step++) {
        if ((*step)[0] == '=' && (*step)[1])
            walk_type(walk, g_strdelimit(*step + 1, "_", ' '));
        else if (**step)
            walk_press(walk, *step);
    }
}
