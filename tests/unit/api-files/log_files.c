/* SPDX-License-Identifier: Apache-2.0
 *
 * Log files as a source of rows, against the lines that were written to them.
 */
#include "api/files/log_files.h"

#include "api/model/row_source.h"
#include "api/query/query.h"
#include "base/clock.h"
#include "tests/support/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define WAIT_US (20 * G_USEC_PER_SEC) /* longer than anything takes */

struct fixture {
    char *folder;
    struct log_files *files;
    GMutex lock;
    GCond came;
    bool any;
    GPtrArray *segments; /* references */
    GString *said;
};

static void came(void *data)
{
    struct fixture *fixture = data;
    g_mutex_lock(&fixture->lock);
    fixture->any = true;
    g_cond_signal(&fixture->came);
    g_mutex_unlock(&fixture->lock);
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = g_dir_make_tmp("vigil-XXXXXX", NULL);
    fixture->segments = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    fixture->said = g_string_new(NULL);
}

static char *path_in(const struct fixture *fixture, const char *name)
{
    return g_build_filename(fixture->folder, name, NULL);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    log_files_close(fixture->files);
    g_ptr_array_unref(fixture->segments);
    g_string_free(fixture->said, TRUE);
    folder_remove(fixture->folder);
    g_free(fixture->folder);
}

static void append(const struct fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = path_in(fixture, name);
    int file = g_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    g_assert_cmpint(write(file, text, strlen(text)), ==, (ssize_t)strlen(text));
    close(file);
}

/* Lines numbered [from, to), one a millisecond. */
static void append_lines(const struct fixture *fixture, const char *name, int from, int to)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char time[40];
    for (int n = from; n < to; n++)
        g_string_append_printf(
            text, "{\"time\":\"%s\",\"level\":\"%s\",\"msg\":\"line %d\"}\n",
            clock_format_iso(INT64_C(1790000000000000000) + n * NS_PER_MS, 3, time, sizeof time),
            n % 5 ? "info" : "error", n);
    append(fixture, name, text->str);
}

static void open_with(struct fixture *fixture, struct log_files_options options, ...)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    va_list names;
    va_start(names, options);
    for (const char *name; (name = va_arg(names, const char *));)
        g_ptr_array_add(paths, strcmp(name, "-") ? path_in(fixture, name) : g_strdup(name));
    va_end(names);
    g_ptr_array_add(paths, NULL);
    options.paths = (const char *const *)paths->pdata;
    options.came = came;
    options.data = fixture;
    fixture->files = log_files_open(&options, &error);
    g_assert_no_error(error);
}

static void take(struct fixture *fixture)
{
    struct log_event event;
    while (log_files_next(fixture->files, &event)) {
        if (event.change == LOG_SAID)
            g_string_append_printf(fixture->said, "%s\n", event.text);
        else if (event.change == LOG_DROPPED)
            g_assert_true(g_ptr_array_remove(fixture->segments, event.segment));
        else if (!g_ptr_array_find(fixture->segments, event.segment, NULL))
            g_ptr_array_add(fixture->segments, segment_ref(event.segment));
        log_event_clear(&event);
    }
}

static size_t count(const struct fixture *fixture)
{
    size_t rows = 0;
    for (guint i = 0; i < fixture->segments->len; i++)
        rows += segment_rows(fixture->segments->pdata[i]);
    return rows;
}

/* Waits until `done`, told of everything that comes. */
static void until(struct fixture *fixture, bool (*done)(struct fixture *fixture, size_t wanted),
                  size_t wanted)
{
    gint64 end = g_get_monotonic_time() + WAIT_US;
    for (;;) {
        take(fixture);
        if (done(fixture, wanted))
            return;
        g_mutex_lock(&fixture->lock);
        while (!fixture->any && g_get_monotonic_time() < end)
            g_cond_wait_until(&fixture->came, &fixture->lock, end);
        fixture->any = false;
        g_mutex_unlock(&fixture->lock);
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
}

static bool has_rows(struct fixture *fixture, size_t wanted)
{
    return count(fixture) == wanted;
}

static bool has_said(struct fixture *fixture, size_t wanted)
{
    return fixture->said->len > 0 && count(fixture) == wanted;
}

static gint by_time(const void *a, const void *b)
{
    int64_t x = (*(struct item *const *)a)->time_ns, y = (*(struct item *const *)b)->time_ns;
    return (x > y) - (x < y);
}

/* All rows in order of time. */
static GPtrArray *rows_of(const struct fixture *fixture)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
    for (guint i = 0; i < fixture->segments->len; i++)
        for (size_t row = 0; row < segment_rows(fixture->segments->pdata[i]); row++)
            g_ptr_array_add(rows, segment_item(fixture->segments->pdata[i], row));
    g_ptr_array_sort(rows, by_time);
    return rows;
}

static void assert_lines(const struct fixture *fixture, int from, int to)
{
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    g_assert_cmpuint(rows->len, ==, to - from);
    for (int n = from; n < to; n++) {
        const struct item *item = rows->pdata[n - from];
        g_autofree char *message = g_strdup_printf("line %d", n);
        g_assert_cmpstr(item_get_string(item, "message"), ==, message);
        g_assert_cmpstr(item_get_string(item, "severity"), ==, n % 5 ? "info" : "error");
        g_assert_cmpint(item->time_ns, ==, INT64_C(1790000000000000000) + n * NS_PER_MS);
    }
}

static const char *message_at(const struct fixture *fixture, size_t segment, size_t row)
{
    const struct segment *of = fixture->segments->pdata[segment];
    return segment_value(of, row, segment_column(of, "message")).string;
}

/* --- what was there --- */

/* More than the first stretches, so that rows lie across their borders. */
static void every_row_is_indexed_once(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append_lines(fixture, "app.log", 0, 30000);
    open_with(fixture, (struct log_files_options){0}, "app.log", NULL);
    until(fixture, has_rows, 30000);
    g_assert_cmpuint(fixture->segments->len, >, 2);
    assert_lines(fixture, 0, 30000);
    g_assert_cmpstr(log_files_format(fixture->files), ==, "JSON lines");
}

static void traces_across_borders_stay_whole(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GString) text = g_string_new(NULL);
    for (int n = 0; n < 6000; n++) {
        g_string_append_printf(text, "2026-11-22 03:12:31,%03d ERROR boom %d\n", n % 1000, n);
        for (int line = 0; line < n % 7; line++)
            g_string_append_printf(text, "\tat com.acme.Class%d.run(Class%d.java:%d)\n", line, n,
                                   n);
    }
    append(fixture, "trace.log", text->str);
    open_with(fixture, (struct log_files_options){0}, "trace.log", NULL);
    until(fixture, has_rows, 6000);
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    for (guint i = 0; i < rows->len; i++) {
        const char *message = item_get_string(rows->pdata[i], "message");
        int n = (int)g_ascii_strtoll(message + strlen("boom "), NULL, 10), lines = 0;
        for (const char *at = message; (at = strchr(at, '\n')); at++)
            lines++;
        g_assert_cmpint(lines, ==, n % 7);
    }
}

static void several_files_name_their_rows(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append_lines(fixture, "web.log", 0, 10);
    append(fixture, "db.log", "2026-11-22T03:12:31Z INFO ready\n");
    open_with(fixture, (struct log_files_options){0}, "web.log", "db.log", NULL);
    until(fixture, has_rows, 11);
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    g_assert_cmpstr(item_get_string(rows->pdata[0], "project"), ==, "web");
    g_assert_cmpstr(item_get_string(rows->pdata[10], "project"), ==, "db");
    g_assert_cmpstr(log_files_title(fixture->files), ==, "web.log + 1 file");
    g_assert_cmpstr(log_files_format(fixture->files), ==, "JSON lines"); /* ten of eleven */
    append(fixture, "db.log", "2026-11-22T03:12:32Z INFO gone\n");
    until(fixture, has_rows, 12);
    g_assert_cmpstr(log_files_format(fixture->files), ==, "mixed formats");
}

static void lines_without_times_keep_their_order(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append(fixture, "plain.txt", "one\ntwo\nthree\n");
    open_with(fixture, (struct log_files_options){0}, "plain.txt", NULL);
    until(fixture, has_rows, 3);
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    g_assert_cmpstr(item_get_string(rows->pdata[0], "message"), ==, "one");
    g_assert_cmpstr(item_get_string(rows->pdata[2], "message"), ==, "three");
    g_assert_cmpuint(log_files_state(fixture->files).guessed, ==, 3);
}

static bool tells_time(const struct fixture *fixture, size_t row)
{
    return segment_tells_time(fixture->segments->pdata[0], row);
}

/* They stand where the file has them, and say that their time is a guess. */
static void a_broken_time_is_told(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append(fixture, "app.log",
           "{\"time\":\"2026-11-22T03:12:31Z\",\"msg\":\"whole\"}\n"
           "{\"time\":\"2026-99-22T03:12:32Z\",\"msg\":\"broken\"}\n"
           "{\"msg\":\"missing\"}\n");
    open_with(fixture, (struct log_files_options){0}, "app.log", NULL);
    until(fixture, has_rows, 3);
    append(fixture, "app.log", "{\"time\":\"soon\",\"msg\":\"broken later\"}\n");
    until(fixture, has_rows, 4);
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    const struct item *whole = rows->pdata[0], *broken = rows->pdata[1];
    g_assert_true(tells_time(fixture, 0));
    g_assert_null(item_get_string(whole, "row.time"));
    g_assert_cmpint(broken->time_ns, ==, whole->time_ns);
    g_assert_false(tells_time(fixture, 1) || tells_time(fixture, 2));
    for (guint row = 1; row < 4; row++)
        g_assert_true(g_str_has_prefix(item_get_string(rows->pdata[row], "row.time"), "a guess"));
    g_assert_cmpuint(log_files_state(fixture->files).guessed, ==, 3);
}

static void a_line_of_otlp_is_many_rows(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append(fixture, "otlp.jsonl",
           "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{"
           "\"stringValue\":\"pay\"}}]},\"scopeLogs\":[{\"scope\":{\"name\":\"s\"},\"logRecords\":["
           "{\"timeUnixNano\":\"1790000000000000000\",\"severityNumber\":17,\"body\":{"
           "\"stringValue\":\"\\u001b[31mfirst\\u001b[0m\"},\"traceId\":"
           "\"5b8efff798038103d269b633813fc60c\","
           "\"attributes\":[{\"key\":\"n\",\"value\":{\"intValue\":\"7\"}}]},"
           "{\"timeUnixNano\":\"1790000000100000000\",\"severityText\":\"WARN\",\"body\":{"
           "\"stringValue\":\"second\"}}]}]}]}\n");
    open_with(fixture, (struct log_files_options){0}, "otlp.jsonl", NULL);
    until(fixture, has_rows, 2);
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    g_assert_cmpstr(item_get_string(rows->pdata[0], "message"), ==, "first");
    g_assert_cmpstr(item_get_string(rows->pdata[0], "severity"), ==, "error");
    g_assert_cmpstr(item_get_string(rows->pdata[0], "trace"), ==,
                    "5b8efff798038103d269b633813fc60c");
    g_assert_cmpint(item_get(rows->pdata[0], "n").integer, ==, 7);
    g_assert_cmpstr(item_get_string(rows->pdata[1], "project"), ==, "pay");
    g_assert_cmpstr(item_get_string(rows->pdata[1], "severity"), ==, "warning");
}

/* The evaluator of api/query finds in files what it finds in frames. */
static void searches_are_answered(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append_lines(fixture, "app.log", 0, 1000);
    open_with(fixture, (struct log_files_options){0}, "app.log", NULL);
    until(fixture, has_rows, 1000);
    static const struct {
        const char *query;
        size_t rows;
    } known[] = {
        {"severity:error",     200 },
        {"line",               1000},
        {"project:app",        1000},
        {"severity:error 77",  2   },
        {"message:\"line 7\"", 1   },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autoptr(query) query = query_parse(known[i].query, 0, NULL, NULL);
        size_t found = 0;
        for (guint s = 0; s < fixture->segments->len; s++) {
            const struct segment *segment = fixture->segments->pdata[s];
            g_autofree uint64_t *bits = g_new(uint64_t, segment_rows(segment) / 64 + 1);
            found += query_select(query, segment, segment_rows(segment), bits);
        }
        g_assert_cmpuint(found, ==, known[i].rows);
    }
}

/* --- what comes --- */

static void rows_follow_as_they_are_written(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append_lines(fixture, "app.log", 0, 10);
    open_with(fixture, (struct log_files_options){0}, "app.log", NULL);
    until(fixture, has_rows, 10);
    for (int n = 10; n < 40; n++)
        append_lines(fixture, "app.log", n, n + 1);
    until(fixture, has_rows, 40);
    assert_lines(fixture, 0, 40);
}

static void a_line_in_two_writes_is_one_row(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append_lines(fixture, "app.log", 0, 1);
    open_with(fixture, (struct log_files_options){0}, "app.log", NULL);
    until(fixture, has_rows, 1);
    append(fixture, "app.log", "2026-11-22T03:12:31Z INFO half");
    append(fixture, "app.log", " and half\n\tat trace\n");
    append(fixture, "app.log", "2026-11-22T03:12:32Z INFO next\n");
    until(fixture, has_rows, 3);
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    g_assert_cmpstr(item_get_string(rows->pdata[1], "message"), ==, "half and half\n\tat trace");
}

static void a_file_that_was_cut_begins_anew(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *path = path_in(fixture, "app.log");
    append_lines(fixture, "app.log", 0, 20000);
    open_with(fixture, (struct log_files_options){0}, "app.log", NULL);
    until(fixture, has_rows, 20000);
    const struct segment *old = segment_ref(fixture->segments->pdata[0]);
    g_assert_cmpint(truncate(path, 0), ==, 0);
    append_lines(fixture, "app.log", 0, 3);
    until(fixture, has_said, 3);
    g_assert_nonnull(strstr(fixture->said->str, "app.log was cut"));
    assert_lines(fixture, 0, 3);
    /* Whoever still reads the rows that are gone finds other text, and goes on. */
    for (size_t row = 0; row < segment_rows(old); row += 100) {
        struct item *item = segment_item(old, row);
        g_assert_nonnull(item);
        item_free(item);
    }
    segment_unref((struct segment *)old);
}

static void a_renamed_file_keeps_its_rows(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *path = path_in(fixture, "app.log");
    g_autofree char *other = path_in(fixture, "app.log.1");
    append_lines(fixture, "app.log", 0, 100);
    open_with(fixture, (struct log_files_options){0}, "app.log", NULL);
    until(fixture, has_rows, 100);
    g_assert_cmpint(g_rename(path, other), ==, 0);
    append_lines(fixture, "app.log", 100, 110);
    until(fixture, has_said, 110);
    append_lines(fixture, "app.log", 110, 120);
    until(fixture, has_rows, 120);
    assert_lines(fixture, 0, 120);
    g_assert_nonnull(strstr(fixture->said->str, "is a new file now"));
}

/* --- streams --- */

static void write_all(int to, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t wrote = write(to, text, left);
        g_assert_cmpint(wrote, >, 0);
        text += wrote;
        left -= (size_t)wrote;
    }
}

static void a_pipe_is_read_as_it_comes(struct fixture *fixture, gconstpointer data)
{
    int ends[2];
    (void)data;
    g_assert_cmpint(pipe(ends), ==, 0);
    open_with(fixture, (struct log_files_options){.input = ends[0]}, "-", NULL);
    write_all(ends[1], "2026-11-22T03:12:31Z INFO first\n");
    until(fixture, has_rows, 1);
    write_all(ends[1], "2026-11-22T03:12:32Z INFO last, without an end");
    close(ends[1]);
    until(fixture, has_rows, 2);
    g_assert_cmpstr(message_at(fixture, 0, 1), ==, "last, without an end");
}

/* The oldest rows go in steps; what is left is the newest, and it is told how many went. */
static void a_stream_is_bounded(struct fixture *fixture, gconstpointer data)
{
    int ends[2];
    (void)data;
    g_assert_cmpint(pipe(ends), ==, 0);
    open_with(fixture, (struct log_files_options){.input = ends[0], .stream_bytes = 1 << 20}, "-",
              NULL);
    g_autofree char *pad = g_strnfill(1000, 'x');
    for (int n = 0; n < 70000; n++) {
        g_autofree char *line = g_strdup_printf("2026-11-22T03:12:31Z INFO %d %s\n", n, pad);
        write_all(ends[1], line);
    }
    write_all(ends[1], "2026-11-22T03:12:33Z INFO the end\n");
    close(ends[1]);
    gint64 end = g_get_monotonic_time() + WAIT_US;
    while (log_files_state(fixture->files).reading || log_files_state(fixture->files).busy) {
        take(fixture);
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
    take(fixture);
    struct log_files_state state = log_files_state(fixture->files);
    g_assert_cmpuint(state.dropped, >, 0);
    g_assert_cmpuint(count(fixture) + state.dropped, ==, 70001);
    const struct segment *last = fixture->segments->pdata[fixture->segments->len - 1];
    g_assert_cmpstr(segment_value(last, segment_rows(last) - 1, 2).string, ==, "the end");
}

static void gzip_is_read(struct fixture *fixture, gconstpointer data)
{
    g_autofree char *path = path_in(fixture, "old.log.gz");
    (void)data;
    for (int member = 0; member < 2; member++) { /* as after cat a.gz b.gz */
        gzFile out = gzopen(path, member ? "ab" : "wb");
        gzprintf(out, "2026-11-22T03:12:3%dZ INFO member %d\n", member, member);
        gzclose(out);
    }
    open_with(fixture, (struct log_files_options){0}, "old.log.gz", NULL);
    until(fixture, has_rows, 2);
    g_assert_cmpstr(message_at(fixture, 0, 1), ==, "member 1");
    g_assert_cmpstr(segment_project(fixture->segments->pdata[0], 0), ==, "old");
}

static void zstd_is_read(struct fixture *fixture, gconstpointer data)
{
    g_autofree char *path = path_in(fixture, "old.zst");
    const char *text = "2026-11-22T03:12:31Z INFO packed\n";
    char packed[200];
    (void)data;
    size_t size = ZSTD_compress(packed, sizeof packed, text, strlen(text), 1);
    g_file_set_contents(path, packed, (gssize)size, NULL);
    open_with(fixture, (struct log_files_options){0}, "old.zst", NULL);
    until(fixture, has_rows, 1);
    g_assert_cmpstr(message_at(fixture, 0, 0), ==, "packed");
}

static void damaged_data_is_told(struct fixture *fixture, gconstpointer data)
{
    g_autofree char *path = path_in(fixture, "bad.gz");
    (void)data;
    g_file_set_contents(path, "\x1f\x8b\x08\x00 nothing of the kind", 24, NULL);
    open_with(fixture, (struct log_files_options){0}, "bad.gz", NULL);
    until(fixture, has_said, 0);
    g_assert_nonnull(strstr(fixture->said->str, "gzip data"));
    g_assert_true(log_files_state(fixture->files).incomplete);
}

/* --- what is no log --- */

static void assert_refused(const struct fixture *fixture, const char *name, const char *why)
{
    g_autofree char *path = path_in(fixture, name);
    const char *const paths[] = {path, NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(log_files_open(&(struct log_files_options){.paths = paths}, &error));
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, name));
    g_assert_nonnull(strstr(error->message, why));
}

static void what_cannot_be_read_is_named(struct fixture *fixture, gconstpointer data)
{
    g_autofree char *folder = path_in(fixture, "folder");
    (void)data;
    g_mkdir(folder, 0700);
    append(fixture, "a.xz",
           "\xfd"
           "7zXZ");
    assert_refused(fixture, "missing.log", "No such file");
    assert_refused(fixture, "folder", "is a directory");
    assert_refused(fixture, "a.xz", "xz -dc");
    g_rmdir(folder);
}

/* A row of 8 MB says what its first megabyte says, and how large it is. */
static void a_huge_row_is_read_in_part(struct fixture *fixture, gconstpointer data)
{
    g_autofree char *pad = g_strnfill(8 << 20, 'x');
    g_autofree char *line = g_strdup_printf(
        "{\"time\":\"2026-11-22T03:12:31Z\",\"msg\":\"huge\",\"pad\":\"%s\",\"last\":1}\n", pad);
    (void)data;
    append(fixture, "huge.log", line);
    open_with(fixture, (struct log_files_options){0}, "huge.log", NULL);
    until(fixture, has_rows, 1);
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    g_assert_cmpstr(item_get_string(rows->pdata[0], "message"), ==, "huge");
    g_assert_cmpint(item_get(rows->pdata[0], "row.bytes").integer, ==, (int64_t)strlen(line) - 1);
    g_assert_cmpint(item_get(rows->pdata[0], "last").type, ==, VALUE_NONE);
}

static void an_empty_file_waits(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    append(fixture, "empty.log", "");
    open_with(fixture, (struct log_files_options){0}, "empty.log", NULL);
    append_lines(fixture, "empty.log", 0, 2);
    until(fixture, has_rows, 2);
    assert_lines(fixture, 0, 2);
}

/* A line of 20 MB without an end, and bytes of every kind: rows, and bounded text. */
static void hostile_bytes_are_rows(struct fixture *fixture, gconstpointer data)
{
    g_autofree char *path = path_in(fixture, "bytes.log");
    size_t size = 20u << 20;
    g_autofree char *bytes = g_malloc(size);
    (void)data;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i * 131 + (i >> 8));
    for (size_t i = 1000; i < size; i++)
        bytes[i] = bytes[i] == '\n' ? '.' : bytes[i];
    g_file_set_contents(path, bytes, (gssize)size, NULL);
    open_with(fixture, (struct log_files_options){0}, "bytes.log", NULL);
    append(fixture, "bytes.log", "\n");
    gint64 end = g_get_monotonic_time() + WAIT_US;
    while (count(fixture) == 0 && g_get_monotonic_time() < end)
        take(fixture);
    g_assert_cmpuint(count(fixture), >, 0);
    g_autoptr(GPtrArray) rows = rows_of(fixture);
    for (guint i = 0; i < rows->len; i++) {
        const char *message = item_get_string(rows->pdata[i], "message");
        g_assert_true(!message || g_utf8_validate(message, -1, NULL));
        g_assert_true(!message || strlen(message) <= 4 * (64u << 10));
    }
}

#define TEST(name, function) \
    g_test_add("/log files/" name, struct fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_setenv("TZ", "UTC", TRUE);
    g_test_init(&argc, &argv, NULL);
    TEST("every row is indexed once", every_row_is_indexed_once);
    TEST("stack traces across borders of stretches stay whole", traces_across_borders_stay_whole);
    TEST("several files name their rows", several_files_name_their_rows);
    TEST("lines without times keep their order", lines_without_times_keep_their_order);
    TEST("a time that is broken or missing is told", a_broken_time_is_told);
    TEST("a line of OTLP is as many rows as it has records", a_line_of_otlp_is_many_rows);
    TEST("searches are answered as over frames", searches_are_answered);
    TEST("rows follow as they are written", rows_follow_as_they_are_written);
    TEST("a line in two writes is one row", a_line_in_two_writes_is_one_row);
    TEST("a file that was cut begins anew", a_file_that_was_cut_begins_anew);
    TEST("a renamed file keeps its rows, the new one is followed", a_renamed_file_keeps_its_rows);
    TEST("a pipe is read as it comes", a_pipe_is_read_as_it_comes);
    TEST("a stream is bounded: its oldest rows go", a_stream_is_bounded);
    TEST("gzip is read", gzip_is_read);
    TEST("zstd is read", zstd_is_read);
    TEST("damaged data is told", damaged_data_is_told);
    TEST("what cannot be read is named, with what to do", what_cannot_be_read_is_named);
    TEST("a huge row is read in part, and says so", a_huge_row_is_read_in_part);
    TEST("an empty file waits for rows", an_empty_file_waits);
    TEST("hostile bytes are rows of bounded text", hostile_bytes_are_rows);
    return g_test_run();
}
