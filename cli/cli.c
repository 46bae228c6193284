/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include "tui/text.h"

#include <stdarg.h>
#include <stdio.h>

/* clang-format off */
const struct subcommand subcommands[] = {
    {"serve", "[--port N] [--otlp-port N] [--data DIR]", "Take telemetry of Sentry and OpenTelemetry SDKs on this machine", cli_serve},
    {"demo",  "[--seed N] [--now TIME] [--speed X]",     "Open the console on a live demo incident", cli_demo},
    {"open",  "FILE... | -",                             "Open the console on log files, or on what comes through a pipe", cli_open},
    {"keys",  "",                                        "Print every key and command", cli_keys},
    {"help",  "",                                        "Print this page", cli_help},
    {0},
};
/* clang-format on */

void cli_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *safe = text_safe_lines(text);
    fprintf(stderr, "vigil: %s\n", safe);
}

bool cli_parse(const char *program, const char *parameters, const char *summary,
               const GOptionEntry *entries, int *argc, char ***argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(parameters);
    g_set_prgname(program);
    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, &error)) {
        cli_fail("%s. See --help.", error->message);
        return false;
    }
    if (!parameters && *argc > 1) {
        cli_fail("%s takes options only, not \"%s\". See --help.", program, (*argv)[1]);
        return false;
    }
    return true;
}

int cli_help(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("vigil: from a metric spike to the trace, the logs and the suspect commit, in the "
         "terminal.\n");
    puts("  vigil [OPTION...] [URL | SHORT-ID | TRACE-ID]");
    puts("      Open the console; on what the URL or id names, if one is given. --help lists the "
         "options.\n");
    for (const struct subcommand *command = subcommands; command->name; command++) {
        printf("  vigil %s %s\n      %s.\n", command->name, command->arguments, command->help);
    }
    puts("\nThe token comes from SENTRY_AUTH_TOKEN, ~/.sentryclirc or the config; see vigil(1).");
    return 0;
}
