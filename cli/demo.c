/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo: a child process serves and plays the incident in a folder of its own, this one runs the
 * console on it. The child ends, and the folder goes, when the pipe to this process closes, however
 * it ended.
 */
#include "api/demo/demo.h"

#include "api/local/server.h"
#include "base/clock.h"
#include "cli/amount.h"
#include "cli/cli.h"
#include "cli/config.h"
#include "cli/open_console.h"
#include "cli/serve.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEMO_RETENTION_MS (24 * 3600 * INT64_C(1000))
#define DEMO_MAX_BYTES    (INT64_C(1) << 30)
#define OUTAGE_AFTER_NS   (30 * NS_PER_SECOND)
#define FLOOD_MOST        20000

struct arguments {
    gint64 seed;
    char *now, *logs;
    double speed;
    struct look look;
    char *retention, *outage;
    int64_t retention_ms, outage_ms; /* 0 = there is no outage */
    gint flood;                      /* rows a second; 0 = there is none */
    gboolean no_console;
};

static void remove_folder(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK)) {
            remove_folder(child);
        } else {
            g_unlink(child);
        }
    }
    g_rmdir(path);
}

static char *make_folder(GError **error)
{
    g_autofree char *data = config_data_folder();
    g_autofree char *path = g_build_filename(data, "demo-XXXXXX", NULL);
    if (g_mkdir_with_parents(data, 0700) || !g_mkdtemp_full(path, 0700)) {
        g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
                    "cannot make %s: %s (XDG_DATA_HOME names another place)", path,
                    g_strerror(errno));
        return NULL;
    }
    return g_steal_pointer(&path);
}

/* What the playing side needs, and what it tells when it is ready. */
struct stage {
    struct server *server;
    struct demo *demo;
    char *url, *otlp;
};

/* From half a minute on, and for as long again until it has recovered. */
static struct outage outage_of(int64_t length_ms)
{
    int64_t from_ns = clock_now_ns() + OUTAGE_AFTER_NS, length_ns = length_ms * NS_PER_MS;
    return length_ms > 0 ? (struct outage){from_ns, from_ns + length_ns, from_ns + 2 * length_ns}
                         : (struct outage){0};
}

static bool stage_set(struct stage *stage, const struct arguments *arguments, const char *folder,
                      GError **error)
{
    g_autofree char *store = g_build_filename(folder, "store", NULL);
    struct server_options options = {.data = store,
                                     .retention_ms = arguments->retention_ms,
                                     .max_bytes = DEMO_MAX_BYTES,
                                     .outage = outage_of(arguments->outage_ms)};
    stage->server = server_start(&options, error);
    if (!stage->server) {
        return false;
    }
    stage->url = g_strdup_printf("http://127.0.0.1:%d", server_port(stage->server));
    stage->otlp = g_strdup_printf("http://127.0.0.1:%d", server_otlp_port(stage->server));
    struct demo_options play = {.intake = stage->url,
                                .otlp = stage->otlp,
                                .token = server_token(stage->server),
                                .directory = folder,
                                .logs = arguments->logs,
                                .seed = (uint64_t)arguments->seed,
                                .now_ns = clock_now_ns(),
                                .speed = arguments->speed,
                                .flood = arguments->flood};
    stage->demo = demo_new(&play);
    return true;
}

static void stage_clear(struct stage *stage)
{
    demo_stop(stage->demo);
    if (stage->server) {
        server_stop(stage->server);
    }
    g_free(stage->url);
    g_free(stage->otlp);
}

/* --- the child --- */

/* Ends when the parent is gone; that may be before the history is in, which is of no use then. */
struct vigilance {
    int watch;
    struct demo *demo;
};

static void *wait_for_parent(void *data)
{
    const struct vigilance *vigilance = data;
    struct pollfd parent = {vigilance->watch, POLLIN, 0};
    while (poll(&parent, 1, -1) < 0 && errno == EINTR) {
    }
    demo_cancel(vigilance->demo);
    return NULL;
}

/* The terminal's signals are the console's business. */
static void ignore_terminal(void)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGTSTP, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

static G_GNUC_NORETURN void play(const struct arguments *arguments, const char *folder, int report,
                                 int watch)
{
    g_autoptr(GError) error = NULL;
    struct stage stage = {0};
    ignore_terminal();
    bool ready = stage_set(&stage, arguments, folder, &error);
    struct vigilance vigilance = {watch, stage.demo};
    GThread *parent = ready ? g_thread_new("vigil-parent", wait_for_parent, &vigilance) : NULL;
    ready = ready && demo_start(stage.demo, &error);
    dprintf(report, "%s\n%s\n%s\n", ready ? stage.url : "",
            ready ? server_token(stage.server) : error->message,
            ready ? demo_repositories(stage.demo) : "");
    close(report);
    if (parent) {
        g_thread_join(parent);
    }
    stage_clear(&stage);
    remove_folder(folder);
    _exit(0);
}

/* --- the console's side --- */

static char *read_all(int fd)
{
    GString *text = g_string_new(NULL);
    char buffer[512];
    for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR);) {
        g_string_append_len(text, buffer, MAX(n, 0));
    }
    return g_string_free(text, false);
}

static int open_on(const struct arguments *arguments, const char *report)
{
    g_auto(GStrv) lines = g_strsplit(report, "\n", -1);
    if (g_strv_length(lines) < 3 || !*lines[0]) {
        cli_fail("the demo did not start: %s",
                 g_strv_length(lines) > 1 ? lines[1] : "its server ended");
        return 1;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(config) config = config_read(arguments->look.config, &error);
    if (!config) {
        cli_fail("%s", error->message);
        return 2;
    }
    /* What the incident's model costs, unless the user has a price for anything. */
    if (!g_key_file_has_group(config->file, "prices")) {
        g_key_file_set_string(config->file, "prices", "gemini-2.5-pro", "1.25 10 0.31");
    }
    /* What kills its workers, likewise. */
    if (!g_key_file_has_group(config->file, "limits")) {
        g_key_file_set_string(config->file, "limits", "worker.memory", "2048MB");
    }
    struct open_console open = {.url = lines[0],
                                .organization = "local",
                                .token = lines[1],
                                .repositories = lines[2],
                                .look = &arguments->look,
                                .config = config,
                                .badge = "demo"};
    return open_console(&open);
}

static int run_with_console(const struct arguments *arguments, const char *folder)
{
    int report[2], watch[2];
    g_autoptr(GError) error = NULL;
    if (!g_unix_open_pipe(report, FD_CLOEXEC, &error) ||
        !g_unix_open_pipe(watch, FD_CLOEXEC, &error)) {
        cli_fail("%s", error->message);
        return 1;
    }
    fputs("Playing the last hour into a server on this machine...\n", stderr);
    pid_t child = fork();
    if (child == 0) {
        close(report[0]);
        close(watch[1]);
        play(arguments, folder, report[1], watch[0]);
    }
    close(report[1]);
    close(watch[0]);
    if (child < 0) {
        cli_fail("fork: %s", g_strerror(errno));
        return 1;
    }
    g_autofree char *told = read_all(report[0]);
    close(report[0]);
    int status = open_on(arguments, told);
    close(watch[1]);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    return status;
}

static int run_without_console(const struct arguments *arguments, const char *folder)
{
    g_autoptr(GError) error = NULL;
    struct stage stage = {0};
    bool ready = stage_set(&stage, arguments, folder, &error) && demo_start(stage.demo, &error);
    if (ready) {
        printf("listening %s otlp %s token-file %s/store/token repositories %s\n", stage.url,
               stage.otlp, folder, demo_repositories(stage.demo));
        fflush(stdout);
        serve_until_signal();
    } else {
        cli_fail("the demo did not start: %s", error->message);
    }
    stage_clear(&stage);
    return ready ? 0 : 1;
}

static bool set_clock(const char *now)
{
    int64_t ns;
    if (now && !clock_parse_iso(now, &ns)) {
        cli_fail("--now %s: expected a time such as 2026-11-22T03:12:31Z", now);
        return false;
    }
    if (now) {
        clock_start_at(ns);
    }
    return true;
}

/* Reads the periods; says what is wrong. */
static bool check(struct arguments *arguments)
{
    if (!(arguments->speed > 0 && arguments->speed <= 1000)) {
        cli_fail("--speed: expected a number above 0, at most 1000");
        return false;
    }
    if (arguments->retention &&
        !amount_parse_period(arguments->retention, &arguments->retention_ms)) {
        cli_fail("--retention %s: expected a period such as 24h or 7d", arguments->retention);
        return false;
    }
    if (arguments->outage && !amount_parse_period(arguments->outage, &arguments->outage_ms)) {
        cli_fail("--outage %s: expected a period such as 40s", arguments->outage);
        return false;
    }
    if (arguments->flood < 0 || arguments->flood > FLOOD_MOST) {
        cli_fail("--flood: expected a number of rows a second, at most %d", FLOOD_MOST);
        return false;
    }
    return true;
}

int cli_demo(int argc, char **argv)
{
    struct arguments arguments = {.seed = 1, .speed = 1, .retention_ms = DEMO_RETENTION_MS};
    const GOptionEntry entries[] = {
        {"seed",           0, 0, G_OPTION_ARG_INT64, &arguments.seed,
         "The same seed and time give the same incident (1)", "N"},
        {"now",               0, 0, G_OPTION_ARG_STRING, &arguments.now,
         "Play as if it were this time (RFC 3339)", "TIME"},
        {"speed", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.speed,
         "Let time pass this much faster for the incident (1)", "X"},
        LOOK_OPTIONS(&arguments.look),
        {"retention",             0, 0, G_OPTION_ARG_STRING, &arguments.retention,
         "Keep telemetry this long (24h)", "PERIOD"},
        {"outage",            0, 0, G_OPTION_ARG_STRING, &arguments.outage,
         "Let the server answer nothing for so long, half a minute after it was started, and for "
         "as "
         "long again only the newest", "PERIOD"},
        {"flood",               0, 0, G_OPTION_ARG_INT, &arguments.flood,
         "Let one service write so many rows of logs a second besides", "N"},
        {"logs",  0, 0, G_OPTION_ARG_FILENAME, &arguments.logs,
         "Write the services' logs to files in this folder, too, for vigil open", "DIR"},
        {"no-console",          0, 0, G_OPTION_ARG_NONE, &arguments.no_console,
         "Only serve and play, and say where, until Ctrl-C", NULL},
        {0         },
    };
    if (!cli_parse("vigil demo", NULL,
                   "Opens the console on a live incident, played on this machine into a server of "
                   "its own.",
                   entries, &argc, &argv) ||
        !set_clock(arguments.now)) {
        return 2;
    }
    if (!check(&arguments)) {
        return 2;
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = make_folder(&error);
    if (!folder) {
        cli_fail("%s", error->message);
        return 1;
    }
    int status = arguments.no_console ? run_without_console(&arguments, folder)
                                      : run_with_console(&arguments, folder);
    remove_folder(folder);
    g_free(arguments.now);
    g_free(arguments.logs);
    look_clear(&arguments.look);
    g_free(arguments.retention);
    g_free(arguments.outage);
    return status;
}
