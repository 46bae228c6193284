/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/serve.h"

#include "api/local/server.h"
#include "cli/amount.h"
#include "cli/cli.h"
#include "cli/config.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_PORT      8969 /* where SDKs look for Spotlight */
#define DEFAULT_OTLP_PORT 4318 /* OTLP/HTTP's own */

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

void serve_until_signal(void)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, false);
    g_unix_signal_add(SIGINT, quit, loop);
    g_unix_signal_add(SIGTERM, quit, loop);
    g_unix_signal_add(SIGHUP, quit, loop);
    g_main_loop_run(loop);
}

/* Only in the usual folder does the console find the token by itself. */
static void say_console(int port, const char *data)
{
    g_autofree char *usual = config_data_folder();
    if (strcmp(data, usual) == 0) {
        fprintf(stderr, "  Look at it     vigil --url http://127.0.0.1:%d\n", port);
    } else {
        g_autofree char *path = g_build_filename(data, "token", NULL);
        g_autofree char *quoted = g_shell_quote(path);
        fprintf(stderr,
                "  Look at it     SENTRY_URL=http://127.0.0.1:%d SENTRY_AUTH_TOKEN=$(cat %s) "
                "vigil\n",
                port, quoted);
    }
}

static void say_where(const struct server *server, const char *data)
{
    int port = server_port(server);
    printf("listening http://127.0.0.1:%d otlp http://127.0.0.1:%d token-file %s/token\n", port,
           server_otlp_port(server), data);
    fflush(stdout);
    fprintf(stderr,
            "\n  Sentry SDKs    SENTRY_DSN=http://my-service@127.0.0.1:%d/1\n"
            "  OpenTelemetry  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:%d "
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n",
            port, server_otlp_port(server));
    say_console(port, data);
    fprintf(stderr, "  Ctrl-C stops it; what it took is kept in %s.\n\n", data);
}

static bool read_amounts(const char *retention, const char *max_size,
                         struct server_options *options)
{
    if (!amount_parse_period(retention, &options->retention_ms)) {
        cli_fail("--retention %s: expected a period such as 24h or 7d", retention);
        return false;
    }
    if (!amount_parse_size(max_size, &options->max_bytes)) {
        cli_fail("--max-size %s: expected a size such as 500M or 2G", max_size);
        return false;
    }
    return true;
}

/* Another number would be taken as what is left of it in 16 bits. */
static bool is_port(const char *option, int port)
{
    if (port < 0 || port > UINT16_MAX) {
        cli_fail("%s %d: expected a port from 1 to 65535, or 0 for a free one", option, port);
        return false;
    }
    return true;
}

int cli_serve(int argc, char **argv)
{
    g_autofree char *data = NULL;
    g_autofree char *retention = NULL;
    g_autofree char *max_size = NULL;
    int port = DEFAULT_PORT, otlp_port = DEFAULT_OTLP_PORT;
    const GOptionEntry entries[] = {
        {"port",      0, 0, G_OPTION_ARG_INT, &port, "Sentry intake and API; 0 = a free port (8969)",
         "N"},
        {"otlp-port",          0, 0, G_OPTION_ARG_INT, &otlp_port, "OTLP/HTTP; 0 = a free port (4318)", "N"},
        {"data",      0, 0, G_OPTION_ARG_FILENAME, &data, "Folder of the store ($XDG_DATA_HOME/vigil)",
         "DIR"},
        {"retention",         0, 0, G_OPTION_ARG_STRING, &retention, "Keep telemetry this long (24h)",
         "PERIOD"},
        {"max-size", 0, 0, G_OPTION_ARG_STRING, &max_size, "Keep the store below this size (2G)",
         "SIZE"},
        {0         },
    };
    struct server_options options = {0};
    if (!cli_parse("vigil serve", NULL,
                   "Takes what Sentry and OpenTelemetry SDKs send, keeps it, and answers the "
                   "Sentry API on loopback.",
                   entries, &argc, &argv) ||
        !is_port("--port", port) || !is_port("--otlp-port", otlp_port) ||
        !read_amounts(retention ? retention : "24h", max_size ? max_size : "2G", &options)) {
        return 2;
    }
    if (!data) {
        data = config_data_folder();
    }
    options.port = port;
    options.otlp_port = otlp_port;
    options.data = data;
    g_autoptr(GError) error = NULL;
    struct server *server = server_start(&options, &error);
    if (!server) {
        cli_fail("%s", error->message);
        return 1;
    }
    say_where(server, data);
    serve_until_signal();
    server_stop(server);
    return 0;
}
