/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/file_rows.h"

#include "api/files/line_read.h"
#include "api/files/otlp_line.h"

#include <string.h>

struct file_rows *file_rows_new(struct text_piece *piece, const char *base, struct names *names,
                                uint32_t file, int64_t reference_ns, uint32_t capacity)
{
    struct file_rows *rows = g_new0(struct file_rows, 1);
    rows->piece = text_piece_ref(piece);
    rows->base = base;
    rows->offset = piece->offset + (uint64_t)(base - piece->bytes);
    rows->names = names_ref(names);
    rows->file = file;
    rows->reference_ns = reference_ns;
    rows->capacity = capacity;
    /* Zeroed memory of this size is used as rows come. */
    rows->times = g_new0(int64_t, capacity);
    rows->notes = g_new0(struct row_note, capacity);
    return rows;
}

void file_rows_free(struct file_rows *rows)
{
    if (!rows)
        return;
    text_piece_unref(rows->piece);
    names_unref(rows->names);
    g_free(rows->times);
    g_free(rows->notes);
    g_free(rows);
}

void file_rows_add(struct file_rows *rows, int64_t time_ns, const struct row_note *note)
{
    uint32_t row = rows->count;
    rows->times[row] = time_ns;
    rows->notes[row] = *note;
    __atomic_store_n(&rows->count, row + 1, __ATOMIC_RELEASE);
}

void file_rows_end(struct file_rows *rows, const char *end)
{
    size_t length = MIN((size_t)(end - rows->base), UINT32_MAX);
    __atomic_store_n(&rows->end, (uint32_t)length, __ATOMIC_RELEASE);
}

void file_rows_seal(struct file_rows *rows)
{
    rows->capacity = MAX(rows->count, 1);
    rows->times = g_renew(int64_t, rows->times, rows->capacity);
    rows->notes = g_renew(struct row_note, rows->notes, rows->capacity);
}

/* --- as the source of a segment --- */

static struct part with_line_end(const struct file_rows *rows, size_t row)
{
    uint32_t count = __atomic_load_n(&rows->count, __ATOMIC_ACQUIRE);
    uint32_t start = rows->notes[row].start;
    uint32_t end = row + 1 < count ? rows->notes[row + 1].start
                                   : __atomic_load_n(&rows->end, __ATOMIC_ACQUIRE);
    return (struct part){rows->base + start, end > start ? end - start : 0};
}

static struct part text_of(const struct file_rows *rows, size_t row)
{
    struct part text = with_line_end(rows, row);
    while (text.length > 0 &&
           (text.at[text.length - 1] == '\n' || text.at[text.length - 1] == '\r'))
        text.length--;
    return text;
}

static const char *line(const void *data, size_t row, size_t *length)
{
    struct part text = text_of(data, row);
    *length = text.length;
    return text.at;
}

static const char *message(const void *data, size_t row, size_t *length)
{
    const struct file_rows *rows = data;
    const struct row_note *note = &rows->notes[row];
    if (note->flags & ROW_DECODE)
        return NULL;
    /* Where the row ends tells nothing more, and reading there costs as much as the message. */
    bool rest = note->flags & ROW_REST;
    struct part text = rest ? text_of(rows, row) : with_line_end(rows, row);
    size_t at = MIN(note->message_at, text.length);
    *length = rest ? text.length - at : MIN(note->message_length, text.length - at);
    return text.at + at;
}

static const char *severity(const void *data, size_t row)
{
    const struct file_rows *rows = data;
    enum level level = (enum level)rows->notes[row].level;
    return level == LEVEL_UNKNOWN ? NULL : level_name(level);
}

static const char *project(const void *data, size_t row)
{
    const struct file_rows *rows = data;
    return names_text(rows->names, rows->notes[row].service);
}

static bool tells_time(const void *data, size_t row)
{
    const struct file_rows *rows = data;
    return !(rows->notes[row].flags & ROW_GUESS);
}

static void id(const void *data, size_t row, char out[ROW_ID_BYTES])
{
    const struct file_rows *rows = data;
    g_snprintf(out, ROW_ID_BYTES, "%u:%" G_GUINT64_FORMAT, rows->file,
               rows->offset + rows->notes[row].start);
}

static size_t memory(const void *data)
{
    const struct file_rows *rows = data;
    return sizeof *rows + rows->capacity * (sizeof *rows->times + sizeof *rows->notes);
}

/* --- decoding --- */

struct wanted {
    const char *text; /* where the record begins */
    const char *key;
    struct item *out;
};

static bool take_record(void *data, const struct otlp_record *record)
{
    struct wanted *wanted = data;
    if (record->text != wanted->text)
        return record->text < wanted->text;
    otlp_attributes(record, wanted->key, wanted->out);
    return false;
}

/* What a record's resource says stands in front of it in its line. */
static void read_record(const struct file_rows *rows, struct part text, const char *key,
                        struct item *out)
{
    const char *from = rows->piece->bytes, *end = text.at + text.length;
    const char *newline = memrchr(from, '\n', (size_t)(text.at - from));
    const char *line_end = rows->base + rows->end;
    struct wanted wanted = {text.at, key, out};
    otlp_records(newline ? newline + 1 : from, MAX(line_end, end), take_record, &wanted);
}

static void read_row(const void *data, size_t row, const char *key, struct item *out)
{
    const struct file_rows *rows = data;
    struct line_clock clock;
    struct part text = text_of(rows, row);
    bool record = rows->notes[row].flags & ROW_RECORD;
    const char *level = severity(rows, row), *service = project(rows, row);
    line_clock_init(&clock, rows->reference_ns);
    if (text.length > LINE_BYTES_MOST && !key)
        item_set(out, "row.bytes", value_int((int64_t)text.length));
    text.length = MIN(text.length, LINE_BYTES_MOST);
    if (record && level && (!key || strcmp(key, "severity") == 0))
        item_set(out, "severity", value_string(level));
    if (record)
        read_record(rows, text, key, out);
    else
        line_attributes(&clock, text.at, text.at + text.length, key, out);
    out->time_ns = rows->times[row];
    if (!tells_time(rows, row) && (!key || strcmp(key, "row.time") == 0))
        item_set(
            out, "row.time",
            value_string("a guess by where the row stands: it tells no time that can be read"));
    if (service && (!key || strcmp(key, "project") == 0))
        item_set(out, "project", value_string(service));
}

static void free_rows(void *data)
{
    file_rows_free(data);
}

struct segment *file_rows_segment(struct file_rows *rows)
{
    static const struct row_source source = {
        .read = read_row,
        .message = message,
        .line = line,
        .severity = severity,
        .project = project,
        .tells_time = tells_time,
        .id = id,
        .memory = memory,
        .free = free_rows,
    };
    return segment_over(ITEM_LOG, &source, rows, rows->times, rows->count);
}
