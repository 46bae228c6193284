/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/welcome.h"

#include "api/local/server.h"
#include "base/small_file.h"
#include "cli/cli.h"
#include "cli/config.h"
#include "cli/open_console.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LOCAL_PORT         8969
#define LOCAL_OTLP_PORT    4318
#define LOCAL_RETENTION_MS (24 * 3600 * INT64_C(1000))
#define LOCAL_MAX_BYTES    (INT64_C(2) << 30)

static const char offer[] =
    "vigil has nothing to look at yet.\n"
    "\n"
    "  1  The demo: a live incident, played on this machine  (vigil demo)\n"
    "  2  The local server, for your own app's telemetry     (vigil serve)\n"
    "  3  Connect to Sentry, hosted or your own              (vigil(1) says how)\n"
    "\n";

/* A line from the terminal without its newline; NULL at end of input. Newly allocated. */
static char *ask(const char *question, const char *fallback)
{
    char line[4096];
    printf(fallback ? "%s [%s] " : "%s ", question, fallback);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) {
        return NULL;
    }
    g_strstrip(line);
    return g_strdup(*line || !fallback ? line : fallback);
}

static char *ask_secret(const char *question)
{
    struct termios before, silent;
    if (tcgetattr(STDIN_FILENO, &before)) {
        return NULL;
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    char *answer = ask(question, NULL);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    putchar('\n');
    return answer;
}

/* The token is in it: readable by the user only, and never half written. */
static bool save(const struct config *config, const char *url, const char *organization,
                 const char *token)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_path_get_dirname(config->path);
    g_key_file_set_string(config->file, "sentry", "url", url);
    if (*organization) {
        g_key_file_set_string(config->file, "sentry", "organization", organization);
    }
    g_key_file_set_string(config->file, "sentry", "token", token);
    g_autofree char *text = g_key_file_to_data(config->file, NULL, NULL);
    if (g_mkdir_with_parents(folder, 0700)) {
        cli_fail("%s: %s", folder, g_strerror(errno));
        return false;
    }
    if (!g_file_set_contents_full(config->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                  &error)) {
        cli_fail("%s", error->message);
        return false;
    }
    printf("Saved in %s.\n", config->path);
    return true;
}

static int connect_to_sentry(const struct config *config, char *program)
{
    g_autofree char *url = ask("URL of Sentry?", "https://sentry.io");
    g_autofree char *organization =
        url ? ask("Organization (its slug; empty = ask the server)?", NULL) : NULL;
    puts("A token with the scopes org:read project:read event:read (event:write to resolve "
         "issues);\n"
         "in Sentry: Settings, Auth Tokens. It is kept in the config file, for this URL only.");
    g_autofree char *token = organization ? ask_secret("Token?") : NULL;
    if (!token || !*token) {
        cli_fail("no token given; nothing was saved");
        return 2;
    }
    if (!save(config, url, organization, token)) {
        return 1;
    }
    char *arguments[] = {program, NULL};
    return cli_console(1, arguments);
}

/* The server that already listens is used with its token; else one is started for as long as the
 * console is open. */
static int look_at_local(const struct config *config, const struct look *look)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *data = config_data_folder();
    g_autofree char *token_file = g_build_filename(data, "token", NULL);
    g_autofree char *token = NULL;
    struct server_options options = {.port = LOCAL_PORT,
                                     .otlp_port = LOCAL_OTLP_PORT,
                                     .data = data,
                                     .retention_ms = LOCAL_RETENTION_MS,
                                     .max_bytes = LOCAL_MAX_BYTES};
    struct server *server = server_start(&options, &error);
    if (server) {
        token = g_strdup(server_token(server));
    } else if ((token = small_file_read(token_file, TOKEN_MOST_BYTES, NULL, NULL, NULL))) {
        g_strstrip(token);
    } else {
        cli_fail("%s", error->message);
        return 1;
    }
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", LOCAL_PORT);
    struct open_console open = {.url = url,
                                .organization = "local",
                                .token = token,
                                .look = look,
                                .config = config,
                                .badge = "local"};
    int status = open_console(&open);
    if (server) {
        server_stop(server);
    }
    return status;
}

int welcome(const struct config *config, const struct look *look, char *program)
{
    fputs(offer, stdout);
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return 2;
    }
    g_autofree char *choice = ask("Which?", "1");
    char *arguments[] = {(char *)"demo", NULL};
    switch (choice ? *choice : 0) {
    case '1':
        return cli_demo(1, arguments);
    case '2':
        return look_at_local(config, look);
    case '3':
        return connect_to_sentry(config, program);
    default:
        cli_fail("nothing chosen");
        return 2;
    }
}
