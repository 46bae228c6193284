/* SPDX-License-Identifier: Apache-2.0
 *
 * A day of the demo at high speed with its console held open: `soak HOURS SPEED` (24 600). The
 * clocks of both run faster together, and what is older than four hours goes. After half
 * the time as warm-up, neither may grow by more than the bounds below; descriptors and threads stay
 * as they were. Prints a row every twenty-fourth of the time.
 */
#include "tests/support/http.h"
#include "tests/support/terminal.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROWS             24
#define WARM             12 /* rows: the store's frames and the caches are full by then */
#define SERVER_MOST_MB   250
#define CONSOLE_MOST_MB  100
#define GROWTH_MOST      1.2 /* of the largest after the warm-up against that of its last row */
#define DESCRIPTORS_MOST 12  /* connections come and go */

struct usage {
    double megabytes;
    unsigned descriptors, threads;
};

struct program {
    const char *name;
    pid_t pid;
    double most_megabytes;
    struct usage warm, most;
};

static unsigned count_in(pid_t pid, const char *folder)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/%s", pid, folder);
    GDir *dir = g_dir_open(path, 0, NULL);
    unsigned count = 0;
    while (dir && g_dir_read_name(dir)) {
        count++;
    }
    if (dir) {
        g_dir_close(dir);
    }
    return count;
}

static struct usage usage_of(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/statm", pid);
    g_autofree char *text = NULL;
    long resident = 0;
    if (!g_file_get_contents(path, &text, NULL, NULL) || sscanf(text, "%*s %ld", &resident) != 1 ||
        resident == 0) {
        g_error("process %d is gone", pid);
    }
    return (struct usage){(double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6,
                          count_in(pid, "fd"), count_in(pid, "task")};
}

static void note(struct program *program, int row)
{
    struct usage now = usage_of(program->pid);
    printf("  %-7s %6.1f MB %4u descriptors %3u threads", program->name, now.megabytes,
           now.descriptors, now.threads);
    if (row == WARM) {
        program->warm = program->most = now;
    } else if (row > WARM) {
        program->most.megabytes = MAX(program->most.megabytes, now.megabytes);
        program->most.descriptors = MAX(program->most.descriptors, now.descriptors);
        program->most.threads = MAX(program->most.threads, now.threads);
    }
}

static bool holds(const struct program *program)
{
    const struct usage *warm = &program->warm, *most = &program->most;
    bool flat = most->megabytes <= MAX(warm->megabytes * GROWTH_MOST, warm->megabytes + 10) &&
                most->megabytes <= program->most_megabytes &&
                most->descriptors <= warm->descriptors + DESCRIPTORS_MOST &&
                most->threads <= warm->threads + 4;
    printf(
        "%s: %.1f MB warm, %.1f MB at most (bound %.0f), descriptors %u to %u, threads %u to %u: "
        "%s\n",
        program->name, warm->megabytes, most->megabytes, program->most_megabytes, warm->descriptors,
        most->descriptors, warm->threads, most->threads, flat ? "flat" : "GROWS");
    return flat;
}

static pid_t start_demo(char *url, char *token_file)
{
    const char *argv[] = {g_getenv("VIGIL"), "demo", "--no-console", "--retention", "4h", NULL};
    g_autoptr(GError) error = NULL;
    GPid pid;
    int out;
    if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                  end_with_parent, GINT_TO_POINTER(getpid()), &pid, NULL, &out,
                                  NULL, &error)) {
        g_error("%s", error->message);
    }
    FILE *lines = fdopen(out, "r"); /* stays open: the demo may have more to say */
    char line[2048] = "";
    if (!fgets(line, sizeof line, lines) ||
        sscanf(line, "listening %255s otlp %*s token-file %1023s", url, token_file) != 2) {
        g_error("the demo did not start: %s", line);
    }
    return pid;
}

static struct terminal *start_console(const char *url, const char *token_file)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *token = NULL;
    if (!g_file_get_contents(token_file, &token, NULL, &error)) {
        g_error("%s", error->message);
    }
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *with = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", g_strstrip(token));
    const char *environment[] = {at, with, "VIGIL_TEST_IDLE", NULL};
    const char *argv[] = {g_getenv("VIGIL"), "--url", url, "--org", "local", NULL};
    return terminal_start(&(struct terminal_options){
        .argv = argv, .environment = environment, .rows = 36, .cols = 120, .no_idle_marks = true});
}

/* As someone would who looks around while time goes by. */
static void look_around(struct terminal *terminal, unsigned turn)
{
    static const char *const keys[] = {"2",     "j",   "j", "Enter", "Esc", "1", "j",
                                       "Enter", "Esc", "4", "k",     "G",   "3", "j",
                                       "g",     "n",   "]", "\\",    "\\",  "r"};
    terminal_press(terminal, keys[turn % G_N_ELEMENTS(keys)]);
    terminal_count_from_here(terminal);
}

static bool watch(struct program *server, struct program *console, struct terminal *terminal,
                  double hours, double speed)
{
    gint64 start = g_get_monotonic_time();
    double whole_us = hours * 3600 / speed * 1e6;
    unsigned turn = 0;
    for (int row = 1; row <= ROWS; row++) {
        while ((double)(g_get_monotonic_time() - start) < whole_us * row / ROWS) {
            look_around(terminal, turn++);
            poll(NULL, 0, 100);
        }
        printf("%5.1f h", hours * row / ROWS);
        note(server, row);
        note(console, row);
        printf("\n");
        fflush(stdout);
    }
    bool flat = holds(server);
    return holds(console) && flat;
}

int main(int argc, char **argv)
{
    double hours = argc > 1 ? atof(argv[1]) : 24, speed = argc > 2 ? atof(argv[2]) : 600;
    char url[256], token_file[1024];
    g_autofree char *clock = g_strdup_printf("2026-11-22T03:12:31Z x%d since %" G_GINT64_FORMAT,
                                             (int)speed, g_get_real_time() * 1000);
    g_setenv("VIGIL_CLOCK", clock, TRUE);
    struct program server = {"server", start_demo(url, token_file), SERVER_MOST_MB, {0}, {0}};
    struct terminal *terminal = start_console(url, token_file);
    terminal_expect(terminal, -1, "LIVE");
    struct program console = {"console", terminal_pid(terminal), CONSOLE_MOST_MB, {0}, {0}};
    bool flat = watch(&server, &console, terminal, hours, speed);
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
    kill(server.pid, SIGTERM);
    waitpid(server.pid, NULL, 0);
    return flat ? 0 : 1;
}
