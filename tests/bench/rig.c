/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/rig.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REST_MS    60
#define LOAD_S     240
#define LINES_ONCE 20000

const struct size sizes[SIZES] = {
    {24, 80 },
    {50, 200}
};

char *rig_home(struct rig *rig)
{
    char *home = g_strdup_printf("%s/home-%u", rig->folder, ++rig->homes);
    g_mkdir_with_parents(home, 0700);
    return home;
}

/* --- the console --- */

static struct line *start(struct rig *rig, struct size size, const char *url, const char *with,
                          int delay_ms, int bytes_per_second)
{
    g_autofree char *home = rig_home(rig);
    g_autofree char *home_variable = g_strdup_printf("HOME=%s", home);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", with);
    g_autofree char *server = g_strdup_printf("SENTRY_URL=%s", url);
    const char *const environment[] = {home_variable, token, server, "SENTRY_ORG=local", NULL};
    const char *const argv[] = {g_getenv("VIGIL"), "--org", "local", NULL};
    const struct line_options options = {.argv = argv,
                                         .environment = environment,
                                         .rows = size.rows,
                                         .cols = size.cols,
                                         .delay_ms = delay_ms,
                                         .bytes_per_second = bytes_per_second};
    return line_start(&options);
}

static void wait_for_data(struct line *line)
{
    if (line_until(line, "first mover", 60) < 0) {
        g_autofree char *screen = line_screen(line);
        fprintf(stderr, "the console did not show the lead:\n%s\n", screen);
    }
    line_watch(line, 1500);
}

struct line *rig_console_at(struct rig *rig, struct size size, const char *url, const char *token)
{
    return start(rig, size, url, token, 0, 0);
}

struct line *rig_console(struct rig *rig, struct size size, bool many_logs)
{
    const char *url = many_logs ? source_url(rig->source) : source_demo_url(rig->source);
    struct line *line = start(rig, size, url, source_token(rig->source), 0, 0);
    wait_for_data(line);
    return line;
}

struct line *rig_console_shaped(struct rig *rig, struct size size)
{
    struct line *line =
        start(rig, size, source_url(rig->source), source_token(rig->source), 150, 8000);
    wait_for_data(line);
    return line;
}

void rig_zoom_logs(struct line *line)
{
    line_keys(line, "4", REST_MS);
    line_keys(line, "\\", REST_MS);
    line_keys(line, "u", 500);
}

struct line *rig_million(struct rig *rig, struct size size)
{
    struct line *line = rig_console(rig, size, true);
    rig_zoom_logs(line);
    line_keys(line, "L", REST_MS);
    if (line_until(line, "rows: the whole range", LOAD_S) < 0) {
        g_autofree char *screen = line_screen(line);
        fprintf(stderr, "the console did not load a million rows:\n%s\n", screen);
    }
    return line;
}

/* --- peers --- */

struct line *rig_peer(struct rig *rig, struct size size, const char *home, const char *const *argv)
{
    g_autofree char *path = g_find_program_in_path(argv[0]);
    g_autofree char *home_variable = g_strdup_printf("HOME=%s", home);
    g_autofree char *config = g_strdup_printf("XDG_CONFIG_HOME=%s/.config", home);
    const char *const environment[] = {home_variable, config, NULL};
    const char *full[16] = {path};
    (void)rig;
    if (!path)
        return NULL;
    for (size_t i = 1; argv[i] && i + 1 < G_N_ELEMENTS(full); i++)
        full[i] = argv[i];
    const struct line_options options = {
        .argv = full, .environment = environment, .rows = size.rows, .cols = size.cols};
    return line_start(&options);
}

/* The same columns as the console's rows: time, level, service, message. */
static const char lnav_format[] =
    "{\"vigil_bench\": {\"title\": \"bench\", \"json\": true, \"hide-extra\": true,\n"
    "  \"timestamp-field\": \"ts\", \"level-field\": \"level\", \"body-field\": \"message\",\n"
    "  \"timestamp-format\": [\"%Y-%m-%dT%H:%M:%S.%fZ\"],\n"
    "  \"line-format\": [\n"
    "    {\"field\": \"__timestamp__\", \"timestamp-format\": \"%H:%M:%S.%L\"}, \" \",\n"
    "    {\"field\": \"l\"}, \" \", {\"field\": \"service\", \"min-width\": 9}, \" \",\n"
    "    {\"field\": \"message\"}],\n"
    "  \"value\": {\"service\": {\"kind\": \"string\"}, \"l\": {\"kind\": \"string\"},\n"
    "    \"level\": {\"kind\": \"string\", \"hidden\": true},\n"
    "    \"message\": {\"kind\": \"string\"}, \"trace\": {\"kind\": \"string\", \"hidden\": "
    "true},\n"
    "    \"release\": {\"kind\": \"string\", \"hidden\": true}}}}\n";

struct line *rig_lnav(struct rig *rig, struct size size, const char *file)
{
    g_autofree char *home = rig_home(rig);
    const char *const roots[] = {".lnav", ".config/lnav"};
    for (size_t i = 0; i < G_N_ELEMENTS(roots); i++) {
        g_autofree char *folder = g_strdup_printf("%s/%s/formats/bench", home, roots[i]);
        g_autofree char *path = g_strdup_printf("%s/bench.json", folder);
        g_mkdir_with_parents(folder, 0700);
        g_file_set_contents(path, lnav_format, -1, NULL);
    }
    const char *const argv[] = {"lnav", file, NULL};
    return rig_peer(rig, size, home, argv);
}

char *rig_million_file(struct rig *rig)
{
    struct rows_clock clock = source_clock(rig->source);
    char *path = g_strdup_printf("%s/million.jsonl", rig->folder);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return path;
    FILE *out = fopen(path, "w");
    g_autoptr(GString) lines = g_string_new(NULL);
    for (gint64 row = 0; out && row < ROWS_PAST; row++) {
        rows_append_line(&clock, row, lines);
        g_string_append_c(lines, '\n');
        if (row % LINES_ONCE == LINES_ONCE - 1) {
            fwrite(lines->str, 1, lines->len, out);
            g_string_truncate(lines, 0);
        }
    }
    if (out)
        fclose(out);
    return path;
}
