/* SPDX-License-Identifier: Apache-2.0
 *
 * vigil with no subcommand: the console on whatever Sentry is configured.
 */
#include "api/client/credentials.h"
#include "base/small_file.h"
#include "cli/cli.h"
#include "cli/config.h"
#include "cli/open_console.h"
#include "cli/welcome.h"

#include <stdio.h>

struct arguments {
    char *url, *organization, *environment;
    char **projects;
    struct look look;
    gboolean no_state, version;
};

static void arguments_clear(struct arguments *arguments)
{
    g_free(arguments->url);
    g_free(arguments->organization);
    g_free(arguments->environment);
    look_clear(&arguments->look);
    g_strfreev(arguments->projects);
}

static bool parse(struct arguments *arguments, int *argc, char ***argv)
{
    const GOptionEntry entries[] = {
        {"url",                     0, 0, G_OPTION_ARG_STRING, &arguments->url, "Sentry, or a local server", "URL"},
        {"org",                        0, 0, G_OPTION_ARG_STRING, &arguments->organization, "Organization", "SLUG"},
        {"project",          0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->projects,
         "Limit to a project; may be repeated", "SLUG"},
        {"environment",                    0, 0, G_OPTION_ARG_STRING, &arguments->environment,
         "Limit to an environment", "NAME"},
        LOOK_OPTIONS(&arguments->look),
        {"no-state",                     0, 0, G_OPTION_ARG_NONE, &arguments->no_state,
         "Keep nothing for the next time, and use nothing of the last", NULL},
        {"version",                        0, 0, G_OPTION_ARG_NONE, &arguments->version, "Print the version", NULL},
        {0},
    };
    return cli_parse(
        "vigil", "[URL | SHORT-ID | TRACE-ID]",
        "From a metric spike to the trace, the logs and the suspect commit, in the terminal.\n"
        "Subcommands: serve, demo, open, keys, help (see vigil help).",
        entries, argc, argv);
}

static int open_with(const struct arguments *arguments, const struct config *config,
                     const struct credentials *credentials, const char *target)
{
    g_autofree char *environment = arguments->environment
                                       ? g_strdup(arguments->environment)
                                       : config_text(config, "sentry", "environment");
    const char *one_project[] = {credentials->project, NULL};
    struct open_console open = {
        .url = credentials->url,
        .organization = credentials->organization,
        .token = credentials->token,
        .projects = arguments->projects ? (const char *const *)arguments->projects : one_project,
        .environment = environment,
        .look = &arguments->look,
        .target = target,
        .config = config,
        .keep = !arguments->no_state,
        .given_projects = arguments->projects != NULL,
        .given_environment = arguments->environment != NULL,
    };
    return open_console(&open);
}

static bool is_local(const struct credentials *credentials)
{
    return g_str_has_prefix(credentials->url, "http://127.0.0.1:") ||
           g_str_has_prefix(credentials->url, "http://localhost:");
}

/* Where the local server keeps its token; newly allocated. */
static char *local_token_path(void)
{
    g_autofree char *data = config_data_folder();
    return g_build_filename(data, "token", NULL);
}

/* The local server's token lies in its data folder: whoever can read that may look at it. */
static void use_local_token(struct credentials *credentials)
{
    if (!is_local(credentials) || credentials->token) {
        return;
    }
    g_autofree char *path = local_token_path();
    if ((credentials->token = small_file_read(path, TOKEN_MOST_BYTES, NULL, NULL, NULL))) {
        g_strstrip(credentials->token);
        g_free(credentials->source);
        credentials->source = g_steal_pointer(&path);
    }
}

/* Without a token every pane would only say that it was refused: say here what is missing. */
static bool has_token(const struct credentials *credentials, const char *config)
{
    if (credentials->token) {
        return true;
    }
    if (is_local(credentials) && !credentials->source) {
        g_autofree char *path = local_token_path();
        cli_fail("no token for %s: vigil serve keeps its own in %s,\n"
                 "which cannot be read. Start vigil serve first; if it runs with --data or as "
                 "somebody else,\nset SENTRY_AUTH_TOKEN to the token in its token-file, and "
                 "SENTRY_URL=%s.",
                 credentials->url, path, credentials->url);
        return false;
    }
    cli_fail("no token for %s%s%s.\n"
             "Set SENTRY_AUTH_TOKEN, and SENTRY_URL=%s beside it unless that is sentry.io; or url "
             "and token below [sentry] in %s.",
             credentials->url, credentials->source ? ": " : "",
             credentials->source ? credentials->source : "", credentials->url, config);
    return false;
}

/* It may ask somebody, or never end. */
static void say_waits(const char *command)
{
    cli_fail("waiting for the token_command \"%s\"; Ctrl-C gives up", command);
}

static int run(const struct arguments *arguments, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(config) config = config_read(arguments->look.config, &error);
    if (!config) {
        cli_fail("%s", error->message);
        return 2;
    }
    struct credentials *credentials = credentials_find(
        arguments->url, arguments->organization,
        arguments->projects ? arguments->projects[0] : NULL, config->path, say_waits, &error);
    if (!credentials) {
        cli_fail("%s", error->message);
        return 2;
    }
    int status;
    if (!credentials->url) {
        status = welcome(config, &arguments->look, argv[0]);
    } else {
        use_local_token(credentials);
        status = has_token(credentials, config->path)
                     ? open_with(arguments, config, credentials, argc > 1 ? argv[1] : NULL)
                     : 2;
    }
    credentials_free(credentials);
    return status;
}

int cli_console(int argc, char **argv)
{
    struct arguments arguments = {0};
    int status = 2;
    if (!parse(&arguments, &argc, &argv)) {
        status = 2;
    } else if (arguments.version) {
        puts("vigil " VERSION);
        status = 0;
    } else if (argc > 2) {
        cli_fail("expected one URL, short id or trace id, not %d arguments. See --help.", argc - 1);
    } else {
        status = run(&arguments, argc, argv);
    }
    arguments_clear(&arguments);
    return status;
}
