/* SPDX-License-Identifier: Apache-2.0
 *
 * vigil open on a file of a million rows, beside lnav on the same file: until the newest row is
 * shown, until all is indexed, what that takes of memory, a filter over all of it (counted beside
 * ripgrep and jq), and how long an appended row takes to the screen.
 */
#include "tests/bench/rig.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define BUSY_RUNS  20
#define RUNS       5
#define APPENDS    30
#define LINE_BYTES 380
#define INDEXED    "M rows"

static struct line *open_file(struct rig *rig, struct size size, const char *file)
{
    g_autofree char *home = rig_home(rig);
    g_autofree char *variable = g_strdup_printf("HOME=%s", home);
    const char *const environment[] = {variable, NULL};
    const char *const argv[] = {g_getenv("VIGIL"), "open", file, NULL};
    return line_start(&(struct line_options){
        .argv = argv, .environment = environment, .rows = size.rows, .cols = size.cols});
}

/* The rows of the million with more members, as real ones have: 380 bytes each. */
static void append_wide_line(const struct rows_clock *clock, gint64 row, GString *out)
{
    static const char more[] =
        ",\"host\":\"ip-10-0-3-17.eu-west-1.compute.internal\",\"pid\":4711,\"thread\":"
        "\"http-nio-8080-exec-12\",\"route\":\"/api/v2/carts/{cart}/items\",\"bytes\":18231,"
        "\"took_ms\":184.25,\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) "
        "Gecko/20100101\",\"pad\":\"";
    gsize from = out->len;
    rows_append_line(clock, row, out);
    g_string_truncate(out, out->len - 1);
    g_string_append(out, more);
    while (out->len - from < LINE_BYTES - 3)
        g_string_append_c(out, '.');
    g_string_append(out, "\"}\n");
}

static char *wide_file(struct rig *rig)
{
    struct rows_clock clock = source_clock(rig->source);
    char *path = g_strdup_printf("%s/wide.jsonl", rig->folder);
    g_autoptr(GString) lines = g_string_new(NULL);
    FILE *out = fopen(path, "w");
    for (gint64 row = 0; out && row < ROWS_PAST; row++) {
        append_wide_line(&clock, row, lines);
        if (lines->len > 1 << 20 || row + 1 == ROWS_PAST) {
            fwrite(lines->str, 1, lines->len, out);
            g_string_truncate(lines, 0);
        }
    }
    if (out)
        fclose(out);
    return path;
}

/* So that no program pays for the disk. */
static void warm(const char *file)
{
    static char bytes[1 << 20];
    FILE *in = fopen(file, "r");
    while (in && fread(bytes, 1, sizeof bytes, in) == sizeof bytes)
        continue;
    if (in)
        fclose(in);
}

/* What the newest row says, as both show it. */
static char *newest_message(struct rig *rig)
{
    struct rows_clock clock = source_clock(rig->source);
    g_autoptr(GString) text = g_string_new(NULL);
    rows_append_line(&clock, ROWS_PAST - 1, text);
    const char *message = strstr(text->str, "\"message\":\"");
    g_assert_nonnull(message);
    message += strlen("\"message\":\"");
    return g_strndup(message, MIN(strcspn(message, "\""), 30));
}

static void tell(struct rig *rig, struct size size, const char *what, const char *unit,
                 const struct sample *ours, const struct sample *peer, enum goal goal, double limit)
{
    g_autofree char *name = g_strdup_printf("%s, %dx%d", what, size.cols, size.rows);
    report_add(rig->report,
               &(struct figure){.name = name,
                                .unit = unit,
                                .value = sample_median(ours),
                                .peer = peer ? "lnav" : NULL,
                                .peer_value =
                                    peer && sample_count(peer) ? sample_median(peer) : (double)NAN,
                                .goal = goal,
                                .limit = limit,
                                .n = sample_count(ours)});
}

/* --- opening --- */

static void figures_open(struct rig *rig, struct size size, const char *file)
{
    g_autofree char *newest = newest_message(rig);
    g_autoptr(sample) first = sample_new();
    g_autoptr(sample) indexed = sample_new();
    g_autoptr(sample) peak = sample_new();
    g_autoptr(sample) lnav = sample_new();
    g_autoptr(sample) lnav_peak = sample_new();
    for (int i = 0; i < RUNS; i++) {
        warm(file);
        struct line *line = open_file(rig, size, file);
        sample_add(first, line_until(line, newest, 30));
        sample_add(indexed, line_until(line, INDEXED, 60));
        sample_add(peak, (double)process_peak_bytes(line_pid(line)) / 1e6);
        line_free(line);
        if (!(line = rig_lnav(rig, size, file)))
            continue;
        sample_add(lnav, line_until(line, newest, 60));
        sample_add(lnav_peak, (double)process_peak_bytes(line_pid(line)) / 1e6);
        line_free(line);
    }
    tell(rig, size, "a file of a million rows: start to its newest row", "ms", first, lnav,
         GOAL_AT_MOST, 20);
    tell(rig, size, "a file of a million rows: start to all indexed", "ms", indexed, lnav,
         GOAL_RATIO, 0.25);
    tell(rig, size, "a file of a million rows: most memory at once", "MB", peak, lnav_peak,
         GOAL_RATIO, 1);
}

/* A key while the file is indexed: the help is asked for as soon as the newest row stands there. */
static void figures_busy_key(struct rig *rig, struct size size, const char *file)
{
    g_autofree char *newest = newest_message(rig);
    g_autoptr(sample) sample = sample_new();
    for (int i = 0; i < BUSY_RUNS; i++) {
        struct line *line = open_file(rig, size, file);
        line_until(line, newest, 30);
        line_send(line, "?");
        sample_add(sample, line_until(line, "Keys ", 10));
        line_free(line);
    }
    g_autofree char *name =
        g_strdup_printf("key while a file is indexed, p99, %dx%d", size.cols, size.rows);
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = "ms",
                                             .value = sample_p99(sample),
                                             .goal = GOAL_AT_MOST,
                                             .limit = 16,
                                             .n = sample_count(sample)});
}

/* --- filters --- */

static bool has_any(const char *text, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

/* Every row of the list has one of the words. Both have two lines above it and at most four below.
 */
static bool is_filtered(struct line *line, const char *const *words)
{
    g_autofree char *screen = line_screen(line);
    g_auto(GStrv) rows = g_strsplit(screen, "\n", -1);
    int count = (int)g_strv_length(rows), with = 0;
    for (int i = 2; i < count - 5; i++) {
        bool blank = strspn(rows[i], " \xe2\x94\x82") == strlen(rows[i]);
        if (!blank && !has_any(rows[i], words))
            return false;
        with += !blank;
    }
    return with > 0;
}

static double until_filtered(struct line *line, const char *const *words)
{
    gint64 from = g_get_monotonic_time();
    while (!is_filtered(line, words)) {
        if (g_get_monotonic_time() - from > 30 * G_USEC_PER_SEC) {
            g_autofree char *screen = line_screen(line);
            fprintf(stderr, "no filter was seen to be applied:\n%s\n", screen);
            return (double)NAN;
        }
        line_watch(line, 1);
    }
    return (double)(g_get_monotonic_time() - from) / 1000;
}

static void figures_filter(struct rig *rig, struct size size, const char *file)
{
    static const struct {
        const char *name, *pattern;
        const char *words[4]; /* one is in each row that passes */
        double limit;
    } filters[] = {
        {"a literal",               "deadlock", {"deadlock"},                        0.02},
        {"an alternation of three",
         "deadlock|refused|exceeded",           {"deadlock", "refused", "exceeded"},
         0.02                                                                            },
    };
    for (size_t f = 0; f < G_N_ELEMENTS(filters); f++) {
        g_autoptr(sample) ours = sample_new();
        g_autoptr(sample) lnav = sample_new();
        g_autofree char *ask = g_strdup_printf("&%s", filters[f].pattern);
        g_autofree char *ask_lnav = g_strdup_printf(":filter-in %s\r", filters[f].pattern);
        for (int i = 0; i < RUNS; i++) {
            struct line *line = open_file(rig, size, file);
            line_until(line, INDEXED, 60);
            line_watch(line, 500);
            line_send(line, ask);
            sample_add(ours, until_filtered(line, filters[f].words));
            line_free(line);
            if (!(line = rig_lnav(rig, size, file)))
                continue;
            g_autofree char *newest = newest_message(rig);
            line_until(line, newest, 60);
            line_watch(line, 500);
            line_send(line, ask_lnav);
            sample_add(lnav, until_filtered(line, filters[f].words));
            line_free(line);
        }
        g_autofree char *what = g_strdup_printf(
            "a file of a million rows: filtered by %s, first page", filters[f].name);
        tell(rig, size, what, "ms", ours, lnav, GOAL_RATIO, filters[f].limit);
    }
}

/* --- counting what passes, beside programs that read the whole file for it --- */

#define FOUND "100 of 1" /* one row in ten thousand has it */

static double program_takes(const char *const *argv)
{
    g_autofree char *path = g_find_program_in_path(argv[0]);
    gint64 from = g_get_monotonic_time();
    if (!path ||
        !g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                      NULL, NULL, NULL, NULL, NULL, NULL))
        return (double)NAN;
    return (double)(g_get_monotonic_time() - from) / 1000;
}

static void count_in(struct line *line, const char *pattern, struct sample *sample)
{
    line_keys(line, "&", 200);
    line_send(line, pattern);
    double ms = line_until(line, FOUND, 30);
    sample_add(sample, ms < 0 ? (double)NAN : ms);
    line_keys(line, "\x1b", 300);
}

/* Case matters to neither, as the pattern has only small letters. jq takes so long that it runs
 * once. */
static void figures_counted(struct rig *rig, struct size size, const char *file)
{
    static const struct {
        const char *name, *pattern, *jq;
    } filters[] = {
        {"a literal",               "deadlock",                  "select(.message|test(\"deadlock\";\"i\"))"},
        {"an alternation of three", "deadlock|refused|exceeded", NULL                                       },
    };
    struct line *line = open_file(rig, size, file);
    line_until(line, INDEXED, 60);
    line_watch(line, 500);
    for (size_t f = 0; f < G_N_ELEMENTS(filters); f++) {
        const char *const rg[] = {"rg", "-S", "-c", filters[f].pattern, file, NULL};
        const char *const jq[] = {"jq", "-c", filters[f].jq, file, NULL};
        g_autoptr(sample) ours = sample_new();
        g_autoptr(sample) theirs = sample_new();
        g_autofree char *name = g_strdup_printf(
            "a file of a million rows: filtered by %s, until counted", filters[f].name);
        for (int i = 0; i < RUNS; i++) {
            count_in(line, filters[f].pattern, ours);
            sample_add(theirs, program_takes(rg));
        }
        struct figure figure = {.name = name,
                                .unit = "ms",
                                .value = sample_median(ours),
                                .peer = "ripgrep",
                                .peer_value = sample_median(theirs),
                                .goal = GOAL_RATIO,
                                .limit = 1,
                                .n = sample_count(ours)};
        report_add(rig->report, &figure);
        if (!filters[f].jq)
            continue;
        figure.peer = "jq";
        figure.peer_value = program_takes(jq);
        report_add(rig->report, &figure);
    }
    line_free(line);
}

/* --- following --- */

#define FLOW_STEP_MS 20
#define FLOW_STEP    100 /* rows: 5 000 a second */
#define FLOW_KEYS    80

static void flow(struct line *line, const struct rows_clock *clock, FILE *file, gint64 *row,
                 int steps)
{
    for (int step = 0; step < steps; step++) {
        g_autoptr(GString) lines = g_string_new(NULL);
        for (int n = 0; n < FLOW_STEP; n++)
            append_wide_line(clock, (*row)++, lines);
        fwrite(lines->str, 1, lines->len, file);
        fflush(file);
        if (step + 1 < steps)
            line_watch(line, FLOW_STEP_MS);
    }
}

/* The help is asked for just when rows came, in a file that is held and grows. */
static void figures_flowing_key(struct rig *rig, struct size size, const char *path)
{
    struct rows_clock clock = source_clock(rig->source);
    g_autoptr(sample) sample = sample_new();
    struct line *line = open_file(rig, size, path);
    FILE *file = fopen(path, "a");
    gint64 row = ROWS_PAST;
    line_until(line, INDEXED, 60);
    for (int n = 0; file && n < FLOW_KEYS; n++) {
        flow(line, &clock, file, &row, 4 + n % 3);
        line_send(line, "?");
        sample_add(sample, line_until(line, "Keys ", 10));
        line_send(line, "\x1b");
    }
    if (file)
        fclose(file);
    line_free(line);
    g_autofree char *name =
        g_strdup_printf("key while a file grows by 5 000 rows/s, p99, %dx%d", size.cols, size.rows);
    report_add(rig->report, &(struct figure){.name = name,
                                             .unit = "ms",
                                             .value = sample_p99(sample),
                                             .goal = GOAL_AT_MOST,
                                             .limit = 16,
                                             .n = sample_count(sample)});
}

/* A row with a mark of its own, on the line before anybody waits for it. */
static double append_to_paint(struct line *line, FILE *file, int n)
{
    g_autofree char *mark = g_strdup_printf("mark %d of the bench", n);
    fprintf(file,
            "{\"ts\":\"2027-01-01T00:00:%02d.000Z\",\"level\":\"info\",\"l\":\"I\",\"service\":"
            "\"web\",\"message\":\"%s\"}\n",
            n % 60, mark);
    gint64 wrote = g_get_monotonic_time();
    fflush(file);
    if (line_until(line, mark, 10) < 0)
        return (double)NAN;
    return (double)(g_get_monotonic_time() - wrote) / 1000;
}

static void follow(struct line *line, const char *path, struct sample *sample)
{
    FILE *file = fopen(path, "a");
    line_watch(line, 2000);
    for (int n = 0; n < APPENDS; n++) {
        sample_add(sample, append_to_paint(line, file, n));
        line_watch(line, 150 + 37 * (n % 5));
    }
    fclose(file);
}

static void figures_append(struct rig *rig, struct size size)
{
    struct rows_clock clock = source_clock(rig->source);
    g_autofree char *path = g_strdup_printf("%s/append.jsonl", rig->folder);
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autoptr(sample) ours = sample_new();
    g_autoptr(sample) lnav = sample_new();
    for (gint64 row = 0; row < 1000; row++) {
        rows_append_line(&clock, row, lines);
        g_string_append_c(lines, '\n');
    }
    g_file_set_contents(path, lines->str, -1, NULL);
    struct line *line = open_file(rig, size, path);
    follow(line, path, ours);
    line_free(line);
    g_file_set_contents(path, lines->str, -1, NULL);
    if ((line = rig_lnav(rig, size, path))) {
        follow(line, path, lnav);
        line_free(line);
    }
    g_unlink(path);
    tell(rig, size, "a row appended to a file, to the screen", "ms", ours, lnav, GOAL_AT_MOST, 5);
}

void figures_files(struct rig *rig)
{
    g_autofree char *file = wide_file(rig);
    for (size_t i = 0; i < SIZES; i++) {
        figures_open(rig, sizes[i], file);
        figures_busy_key(rig, sizes[i], file);
        figures_append(rig, sizes[i]);
    }
    figures_filter(rig, sizes[1], file);
    figures_counted(rig, sizes[1], file);
    figures_flowing_key(rig, sizes[1], file);
    g_unlink(file);
}
