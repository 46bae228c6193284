/* SPDX-License-Identifier: Apache-2.0
 *
 * vigil open: the console on log files and on what comes through a pipe, with no server.
 */
#include "api/files/log_files.h"
#include "cli/amount.h"
#include "cli/cli.h"
#include "cli/config.h"
#include "cli/open_console.h"
#include "views/log_rows.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct arguments {
    char *keep;
    struct look look;
};

static bool names_input(char **paths)
{
    return g_strv_contains((const char *const *)paths, "-");
}

/* What comes through the pipe is read from `*input`; keys come from the terminal itself. */
static bool take_input(int *input)
{
    if (isatty(STDIN_FILENO)) {
        cli_fail("- is standard input, which is the terminal: pipe something into it, as in "
                 "kubectl logs -f deploy/web | vigil open -");
        return false;
    }
    *input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (*input < 0 || terminal < 0 || dup2(terminal, STDIN_FILENO) < 0) {
        cli_fail("/dev/tty: %s. Keys come from the terminal, since standard input has the logs.",
                 g_strerror(errno));
        return false;
    }
    close(terminal);
    return true;
}

static int open_files(struct log_files *files, const struct look *look)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(config) config = config_read(look->config, &error);
    if (!config) {
        cli_fail("%s", error->message);
        return 2;
    }
    struct open_console open = {.look = look, .config = config, .files = files};
    return open_console(&open);
}

static int run(const struct arguments *arguments, char **paths)
{
    g_autoptr(GError) error = NULL;
    struct log_files_options options = {.paths = (const char *const *)paths};
    int64_t bytes = 0;
    if (arguments->keep && !amount_parse_size(arguments->keep, &bytes)) {
        cli_fail("--keep %s: expected a size such as 500M or 2G", arguments->keep);
        return 2;
    }
    options.stream_bytes = (uint64_t)bytes;
    options.most_rows = LOG_ROWS_OF_FILES;
    if (names_input(paths) && !take_input(&options.input)) {
        return 2;
    }
    struct log_files *files = log_files_open(&options, &error);
    if (!files) {
        cli_fail("%s", error->message);
        return 1;
    }
    int status = open_files(files, &arguments->look);
    log_files_close(files);
    return status;
}

int cli_open(int argc, char **argv)
{
    struct arguments arguments = {0};
    const GOptionEntry entries[] = {
        {"keep", 0, 0, G_OPTION_ARG_STRING, &arguments.keep,
         "Of a pipe keep this much text, the newest (1G)", "SIZE"},
        LOOK_OPTIONS(&arguments.look),
        {0    },
    };
    int status = 2;
    if (!cli_parse("vigil open", "FILE... | -",
                   "Opens JSON lines, logfmt and plain text, compressed too (gzip, zstd), and "
                   "follows what grows. - is standard input.",
                   entries, &argc, &argv)) {
        status = 2;
    } else if (argc < 2) {
        cli_fail("open what? vigil open FILE..., or - for standard input: "
                 "kubectl logs -f deploy/web | vigil open -");
    } else {
        status = run(&arguments, argv + 1);
    }
    look_clear(&arguments.look);
    g_free(arguments.keep);
    return status;
}
