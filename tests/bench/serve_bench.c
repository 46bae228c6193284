/* SPDX-License-Identifier: Apache-2.0
 *
 * The local server (`vigil serve` of the environment's VIGIL) from outside: what it takes, what it
 * answers, and the memory that it has while nothing happens. Its peer is `sentry local serve` of
 * the npm package `sentry`: the program that SENTRY names, or `sentry` on the PATH.
 */
#include "tests/bench/load.h"
#include "tests/bench/process.h"
#include "tests/bench/report.h"
#include "tests/bench/spent.h"
#include "tests/bench/telemetry.h"
#include "tests/support/http.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONNECTIONS   8
#define EVENTS        10000
#define SPAN_REQUESTS 1954 /* a million spans */
#define SPANS         (SPAN_REQUESTS * TELEMETRY_SPANS)
#define PEER_PORT     18969
#define ROUNDS        9
/* After this a server at which nobody asks has let go of what it need not hold. */
#define REST_S 75

static double megabytes(GPid pid)
{
    return (double)process_private_bytes(pid) / 1e6;
}

static double rested(GPid pid)
{
    sleep(REST_S);
    return megabytes(pid);
}

/* --- the peer --- */

static GPid start_peer(const char *folder)
{
    const char *named = g_getenv("SENTRY");
    g_autofree char *program = named ? g_strdup(named) : g_find_program_in_path("sentry");
    g_autofree char *port = g_strdup_printf("%d", PEER_PORT);
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "HOME", folder, TRUE);
    /* What it tells of itself to others costs it more than what it takes. */
    environment = g_environ_setenv(environment, "SENTRY_CLI_NO_TELEMETRY", "1", TRUE);
    const char *const argv[] = {program, "local", "serve", "-p", port, "-q", NULL};
    GPid pid = 0;
    if (!program || !g_spawn_async(folder, (char **)argv, environment,
                                   G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                                       G_SPAWN_STDERR_TO_DEV_NULL,
                                   end_with_parent, GINT_TO_POINTER(getpid()), &pid, NULL))
        return 0;
    for (int tries = 0; tries < 100; tries++) {
        int fd = http_connect(PEER_PORT);
        if (fd >= 0) {
            close(fd);
            return pid;
        }
        g_usleep(100000);
    }
    return pid;
}

/* Envelopes a second and memory afterwards; NaN where it is not installed. */
static void measure_peer(double *rate, double *memory)
{
    g_autofree char *folder = serve_directory();
    GPid pid = start_peer(folder);
    *rate = *memory = (double)NAN;
    if (pid == 0)
        return;
    struct load load = {PEER_PORT, CONNECTIONS, EVENTS, telemetry_event, NULL};
    *rate = EVENTS / load_run(&load);
    *memory = megabytes(pid);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    g_autofree char *remove = g_strdup_printf("rm -rf '%s'", folder);
    if (!g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL))
        fprintf(stderr, "%s is left behind\n", folder);
}

/* --- intake --- */

static void measure_events(struct report *report, const struct serve *serve)
{
    double peer_rate, peer_memory;
    measure_peer(&peer_rate, &peer_memory);
    struct load load = {serve->port, CONNECTIONS, EVENTS, telemetry_event, NULL};
    struct usage before = process_usage(serve->pid);
    double rate = EVENTS / load_run(&load);
    double cpu_s = (process_usage(serve->pid).cpu_ms - before.cpu_ms) / 1e3;
    g_assert_cmpint(serve_health(serve, "error", "taken"), ==, EVENTS);
    report_add(report, &(struct figure){.name = "envelopes taken, one error each, committed",
                                        .unit = "/s",
                                        .value = rate,
                                        .peer = "sentry local",
                                        .peer_value = peer_rate,
                                        .goal = GOAL_AT_LEAST,
                                        .limit = 2,
                                        .n = EVENTS});
    report_add(report, &(struct figure){.name = "the same, for a second of its processor time",
                                        .unit = "/s",
                                        .value = EVENTS / cpu_s,
                                        .n = EVENTS});
    report_add(report, &(struct figure){.name = "private memory right after",
                                        .unit = "MB",
                                        .value = megabytes(serve->pid),
                                        .peer = "sentry local",
                                        .peer_value = peer_memory,
                                        .n = 1});
}

static void measure_spans(struct report *report, const struct serve *serve)
{
    struct telemetry_spans *spans = telemetry_spans_new(SPAN_REQUESTS);
    struct usage before = process_usage(serve->pid);
    struct load load = {serve->otlp_port, CONNECTIONS, SPAN_REQUESTS, telemetry_spans, spans};
    double seconds = load_run(&load);
    double cpu_s = (process_usage(serve->pid).cpu_ms - before.cpu_ms) / 1e3;
    telemetry_spans_free(spans);
    g_assert_cmpint(serve_health(serve, "span", "taken"), ==, SPANS);
    report_add(report, &(struct figure){.name = "spans taken (OTLP, 512 a request), committed",
                                        .unit = "/s",
                                        .value = SPANS / seconds,
                                        .goal = GOAL_NO_LESS,
                                        .limit = 80000,
                                        .n = SPANS});
    report_add(report, &(struct figure){.name = "the same, for a second of its processor time",
                                        .unit = "/s",
                                        .value = SPANS / cpu_s,
                                        .n = SPANS});
}

/* --- answers --- */

static double ask(const struct serve *serve, const char *path)
{
    gint64 start = g_get_monotonic_time();
    struct http_reply reply = serve_get(serve, path);
    double ms = (double)(g_get_monotonic_time() - start) / 1e3;
    if (reply.status != 200)
        g_error("%s was answered with %d", path, reply.status);
    http_reply_clear(&reply);
    return ms;
}

static void measure_question(struct report *report, const struct serve *serve, const char *name,
                             const char *path, double limit)
{
    double took[ROUNDS];
    g_autofree char *first = g_strdup_printf("%s, first", name);
    report_add(report,
               &(struct figure){.name = first, .unit = "ms", .value = ask(serve, path), .n = 1});
    for (int i = 0; i < ROUNDS; i++)
        took[i] = ask(serve, path);
    qsort(took, ROUNDS, sizeof *took, by_size);
    report_add(report, &(struct figure){.name = name,
                                        .unit = "ms",
                                        .value = took[ROUNDS / 2],
                                        .goal = limit > 0 ? GOAL_AT_MOST : GOAL_NONE,
                                        .limit = limit,
                                        .n = ROUNDS});
}

#define EVENTS_OF_SPANS "/organizations/local/events/?dataset=spans&statsPeriod=2h"

static void measure_questions(struct report *report, const struct serve *serve)
{
    measure_question(report, serve, "count and p95 by description, 1M spans, over HTTP",
                     EVENTS_OF_SPANS "&field=span.description&field=count()&field="
                                     "p95(span.duration)&sort=-count()&per_page=20",
                     35);
    measure_question(report, serve, "top ten values of an attribute, 1M spans",
                     EVENTS_OF_SPANS "&field=user.id&field=count()&sort=-count()&per_page=10", 35);
    measure_question(report, serve, "spans by status over two hours",
                     "/organizations/local/events-timeseries/?dataset=spans&statsPeriod=2h&"
                     "interval=1m&yAxis=count()&groupBy=span.status&topEvents=5",
                     35);
}

static void add_memory(struct report *report, const char *name, double value)
{
    report_add(
        report,
        &(struct figure){
            .name = name, .unit = "MB", .value = value, .goal = GOAL_AT_MOST, .limit = 15, .n = 1});
}

static struct serve start(char *data, double *ms)
{
    gint64 begun = g_get_monotonic_time();
    struct serve serve = serve_start(data, NULL);
    *ms = (double)(g_get_monotonic_time() - begun) / 1e3;
    return serve;
}

int main(void)
{
    struct report *report = report_new();
    g_autofree char *load = NULL;
    g_file_get_contents("/proc/loadavg", &load, NULL, NULL);
    report_note(report, "Load of the machine at the start: %.14s; %u processors.",
                load ? load : "?", g_get_num_processors());
    double ms;
    struct serve serve = start(serve_directory(), &ms);
    add_memory(report, "vigil serve, private memory, empty store", megabytes(serve.pid));
    measure_events(report, &serve);
    measure_spans(report, &serve);
    measure_questions(report, &serve);
    add_memory(report, "private memory, at rest after all that", rested(serve.pid));
    serve_stop(&serve);
    serve = start(serve.data, &ms);
    report_add(report, &(struct figure){.name = "start over that store, until it listens",
                                        .unit = "ms",
                                        .value = ms,
                                        .n = 1});
    sleep(3);
    add_memory(report, "private memory, started over that store", megabytes(serve.pid));
    measure_questions(report, &serve);
    add_memory(report, "the same, at rest after questions", rested(serve.pid));
    serve_clear(&serve);
    report_free(report);
    return 0;
}
