/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/line_index.h"

#include "api/files/otlp_line.h"
#include "base/clock.h"

#include <string.h>

#define SPAN_MOST   (1u << 30) /* bytes under one segment: starts are counted in 32 bits */
#define PROBE_LINES 64

void line_index_begin(struct line_index *index, int64_t reference_ns)
{
    line_clock_init(&index->clock, reference_ns);
}

/* --- one row --- */

static uint64_t offset_of(const struct line_index *index, const char *at)
{
    return index->piece->offset + (uint64_t)(at - index->piece->bytes);
}

static uint16_t service_number(struct line_index *index, struct part service)
{
    if (service.length == 0)
        return index->service_default;
    if (service.length == index->service_length &&
        memcmp(service.at, index->service, service.length) == 0)
        return index->service_number;
    uint16_t number = names_number(index->names, service.at, service.length);
    if (service.length <= sizeof index->service) {
        memcpy(index->service, service.at, service.length);
        index->service_length = service.length;
        index->service_number = number;
    }
    return number;
}

/* The first rows may wait for a time: they have that of the first that says one. */
static void give_time(struct file_rows *rows, int64_t time_ns)
{
    for (uint32_t row = rows->count; row-- > 0 && rows->times[row] == 0;)
        rows->times[row] = time_ns;
}

/* Rows that tell no time are as old as they are here. */
static bool arrives(const struct line_index *index)
{
    return index->arriving && (!index->stamped || index->last_ns == 0);
}

static int64_t time_of(struct line_index *index, const struct line_facts *facts, const char *text)
{
    int64_t ns = facts->time_ns;
    if (ns > 0)
        return ns;
    if (arrives(index))
        return MAX(clock_now_ns(), index->last_ns + 1);
    if (index->stamped)
        return index->last_ns; /* 0: the next one's */
    return index->loose_ns + (int64_t)offset_of(index, text);
}

static void note_message(struct row_note *note, const struct line_facts *facts, const char *text,
                         const char *end)
{
    size_t at = facts->message.at ? (size_t)(facts->message.at - text) : 0;
    size_t length = facts->message.length;
    if (!facts->message.at || facts->format == LINE_TEXT)
        note->flags |= facts->message.at && facts->message.at + length < end ? 0 : ROW_REST;
    if (at > UINT16_MAX || facts->message_escaped ||
        (length > UINT16_MAX && !(note->flags & ROW_REST)))
        note->flags |= ROW_DECODE;
    note->message_at = (uint16_t)MIN(at, UINT16_MAX);
    note->message_length = (uint16_t)MIN(length, UINT16_MAX);
}

static void hand_out(struct line_index *index, const char *end)
{
    struct file_rows *rows = index->rows;
    if (!rows)
        return;
    file_rows_end(rows, end);
    give_time(rows, index->loose_ns + (int64_t)rows->offset); /* where no row says one */
    index->rows = NULL;
    index->made(index->data, rows);
}

static void add_row(struct line_index *index, const char *text, const char *end,
                    const struct line_facts *facts, unsigned flags)
{
    struct file_rows *rows = index->rows;
    size_t span = index->span ? index->span : SPAN_MOST;
    if (rows && (rows->count == rows->capacity || (size_t)(text - rows->base) > span)) {
        hand_out(index, text);
        rows = NULL;
    }
    if (!rows)
        rows = index->rows = file_rows_new(index->piece, text, index->names, index->file,
                                           index->clock.reference_ns, index->capacity);
    struct row_note note = {.start = (uint32_t)(text - rows->base),
                            .service = service_number(index, facts->service),
                            .level = (uint8_t)facts->level,
                            .flags = (uint8_t)flags};
    note_message(&note, facts, text, end);
    if (facts->time_ns <= 0 && !arrives(index))
        note.flags |= ROW_GUESS;
    int64_t time_ns = time_of(index, facts, text);
    if (time_ns > 0 && rows->count > 0 && rows->times[rows->count - 1] == 0)
        give_time(rows, time_ns);
    file_rows_add(rows, time_ns, &note);
    file_rows_end(rows, end);
    index->any = true;
    index->last = facts->format;
    index->last_loose = facts->time_ns == 0;
    index->last_ns = time_ns;
    index->formats[facts->format]++;
    index->guessed += facts->time_ns <= 0;
}

/* --- one line --- */

struct record_taking {
    struct line_index *index;
    bool any;
};

static bool take_record(void *data, const struct otlp_record *record)
{
    struct record_taking *taking = data;
    struct line_facts facts;
    size_t length = 0;
    line_read_object(&taking->index->clock, record->text, record->end, &facts);
    const char *service = otlp_resource_text(record, "service.name", &length);
    facts.format = LINE_RECORDS;
    if (service)
        facts.service = (struct part){service, length};
    if (!facts.message.at)
        facts.message_escaped = true; /* a body that is no text */
    add_row(taking->index, record->text, record->end, &facts, ROW_RECORD);
    taking->any = true;
    return true;
}

/* A line that begins no row goes on with the text before it; behind structured rows, and behind
 * rows without a stamp, only where it is indented. */
static bool goes_on(const struct line_index *index, const char *text, const char *end)
{
    if (!index->any || !index->stamped)
        return false;
    if (text == end)
        return true;
    bool text_before = index->last == LINE_TEXT;
    return text_before && (!index->last_loose || *text == ' ' || *text == '\t');
}

static void take_line(struct line_index *index, const char *text, const char *end,
                      const struct line_facts *facts)
{
    struct record_taking taking = {index, false};
    if (facts->format == LINE_RECORDS)
        otlp_records(text, end, take_record, &taking);
    if (!taking.any)
        add_row(index, text, end, facts, 0);
}

static const char *line_end(const char *text, const char *limit)
{
    const char *newline = memchr(text, '\n', (size_t)(limit - text));
    return newline ? newline : limit;
}

static const char *behind(const char *end, const char *limit)
{
    return end < limit ? end + 1 : limit;
}

/* --- stretches --- */

/* Where a line begins, at or behind `from`. */
static const char *line_start(const struct line_index *index, const char *from, const char *limit)
{
    if (from == index->piece->bytes || from[-1] == '\n')
        return from;
    return behind(line_end(from, limit), limit);
}

void line_index_stretch(struct line_index *index, const char *from, const char *to,
                        const char *limit, bool first)
{
    struct line_facts facts;
    const char *at = first ? from : line_start(index, from, limit);
    bool mine = first || !index->stamped; /* lines that begin no row are of the stretch before */
    while (at < limit) {
        const char *end = line_end(at, limit);
        bool blank = end == at || (end - at == 1 && *at == '\r');
        if (!blank)
            line_read(&index->clock, at, end, &facts);
        bool begins = !blank && (facts.begins || !index->stamped);
        if (at >= to && (begins || !index->stamped || !mine))
            break;
        mine = mine || begins;
        if (mine && !blank && (begins || !goes_on(index, at, end)))
            take_line(index, at, end, &facts);
        at = behind(end, limit);
        if (index->rows)
            file_rows_end(index->rows, at);
    }
    hand_out(index, index->rows ? index->rows->base + index->rows->end : at);
}

void line_index_more(struct line_index *index, const char *from, const char *to)
{
    struct line_facts facts;
    const char *at = from;
    if (index->rows && from[-1] != '\n') /* the rest of a line that was taken without its end */
        at = behind(line_end(from, to), to);
    if (at > from)
        file_rows_end(index->rows, at);
    while (at < to) {
        const char *end = line_end(at, to);
        bool blank = end == at || (end - at == 1 && *at == '\r');
        if (!blank)
            line_read(&index->clock, at, end, &facts);
        if (!blank && facts.time_ns)
            index->stamped = true;
        if (!blank && (facts.begins || !goes_on(index, at, end)))
            take_line(index, at, end, &facts);
        at = behind(end, to);
        if (index->rows)
            file_rows_end(index->rows, at);
    }
}

void line_index_end(struct line_index *index)
{
    if (index->rows)
        hand_out(index, index->rows->base + index->rows->end);
}

bool line_index_probe(const char *from, const char *to, int64_t reference_ns,
                      enum line_format *format)
{
    size_t formats[LINE_FORMAT_COUNT] = {0};
    struct line_clock clock;
    struct line_facts facts;
    bool stamped = false;
    line_clock_init(&clock, reference_ns);
    for (int line = 0; from < to && line < PROBE_LINES; line++) {
        const char *end = line_end(from, to);
        line_read(&clock, from, end, &facts);
        stamped = stamped || facts.time_ns > 0;
        formats[facts.format] += end > from;
        from = behind(end, to);
    }
    *format = LINE_TEXT;
    for (int i = 0; i < LINE_FORMAT_COUNT; i++)
        if (formats[i] > formats[*format])
            *format = (enum line_format)i;
    return stamped;
}
