/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_rows.h"

#include "api/model/text_hash.h"

#include <string.h>
#include <zstd.h>

/* The first byte says how the rest is kept. */
enum packing { PACKING_PLAIN = 1, PACKING_ZSTD = 2 };

#define WORTH_PACKING 256
#define LEVEL         1 /* of zstd */
#define UNPACK_MAX    (1u << 30)
#define FIRST_PLACES  1024 /* a power of two */
#define FIRST_BYTES   16384

/* --- writing --- */

struct packer {
    ZSTD_CCtx *context;
};

struct packer *packer_new(void)
{
    struct packer *packer = g_new(struct packer, 1);
    packer->context = ZSTD_createCCtx();
    g_assert(packer->context);
    return packer;
}

void packer_free(struct packer *packer)
{
    if (packer) {
        ZSTD_freeCCtx(packer->context);
        g_free(packer);
    }
}

/* A text that was written, and its number. */
struct known {
    const char *text; /* borrowed from the items; NULL = this place is free */
    uint32_t hash;
    uint32_t number;
};

struct writer {
    guint8 *bytes;
    size_t size, room;
    struct text_hash hash;
    struct known *places; /* by their hash; at most half of them are taken */
    uint32_t count, mask;
    GArray *before; /* of struct known: what stood last at each place of a row */
};

static void writer_init(struct writer *writer)
{
    *writer = (struct writer){.hash = text_hash_new(), .mask = FIRST_PLACES - 1};
    writer->places = g_new0(struct known, FIRST_PLACES);
    writer->before = g_array_new(FALSE, TRUE, sizeof(struct known));
}

static void writer_clear(struct writer *writer)
{
    g_free(writer->bytes);
    g_free(writer->places);
    g_array_unref(writer->before);
}

static void put_bytes(struct writer *writer, const void *bytes, size_t size)
{
    if (writer->room - writer->size < size) {
        writer->room = MAX(writer->room * 2, writer->size + size + FIRST_BYTES);
        writer->bytes = g_realloc(writer->bytes, writer->room);
    }
    memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

static void put_unsigned(struct writer *writer, uint64_t value)
{
    guint8 bytes[10];
    size_t count = 0;
    while (value >= 0x80) {
        bytes[count++] = (guint8)(value | 0x80);
        value >>= 7;
    }
    bytes[count++] = (guint8)value;
    put_bytes(writer, bytes, count);
}

/* Zigzag, so that small negative numbers are short. */
static void put_signed(struct writer *writer, int64_t value)
{
    put_unsigned(writer, ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0));
}

/* Where the text is, or would be. */
static struct known *place_of(struct known *places, uint32_t mask, const char *text, uint32_t hash)
{
    uint32_t at = hash & mask;
    while (places[at].text && (places[at].hash != hash || strcmp(places[at].text, text) != 0)) {
        at = (at + 1) & mask;
    }
    return &places[at];
}

static void more_places(struct writer *writer)
{
    uint32_t mask = writer->mask * 2 + 1;
    struct known *places = g_new0(struct known, (size_t)mask + 1);
    for (uint32_t i = 0; i <= writer->mask; i++) {
        const struct known *known = &writer->places[i];
        if (known->text) {
            *place_of(places, mask, known->text, known->hash) = *known;
        }
    }
    g_free(writer->places);
    writer->places = places;
    writer->mask = mask;
}

/* A text is the number of its first appearance; a new number is followed by the text. 0 = NULL. At
 * one place of many rows often stands the same: that is looked at first. */
static void put_text(struct writer *writer, const char *text, guint place)
{
    if (!text) {
        put_unsigned(writer, 0);
        return;
    }
    struct known *before = &g_array_index(writer->before, struct known, place);
    if (before->text && strcmp(before->text, text) == 0) {
        put_unsigned(writer, before->number);
        return;
    }
    size_t length = strlen(text);
    uint32_t hash = text_hash_of(&writer->hash, text, length);
    struct known *known = place_of(writer->places, writer->mask, text, hash);
    bool fresh = !known->text;
    if (fresh) {
        *known = (struct known){text, hash, ++writer->count};
    }
    *before = *known;
    put_unsigned(writer, known->number);
    if (fresh) {
        put_unsigned(writer, length);
        put_bytes(writer, text, length);
        if (writer->count > writer->mask / 2) {
            more_places(writer);
        }
    }
}

static void put_value(struct writer *writer, struct value value, guint place)
{
    guint8 type = (guint8)value.type;
    put_bytes(writer, &type, 1);
    switch (value.type) {
    case VALUE_STRING:
    case VALUE_ARRAY:
        put_text(writer, value.string, place);
        break;
    case VALUE_INT:
        put_signed(writer, value.integer);
        break;
    case VALUE_DOUBLE:
        put_bytes(writer, &value.number, sizeof value.number);
        break;
    case VALUE_BOOL:
        put_unsigned(writer, value.boolean);
        break;
    case VALUE_NONE:
        break;
    }
}

enum place { PLACE_ID, PLACE_PROJECT, PLACE_ATTRIBUTES };

static void put_item(struct writer *writer, const struct item *item, int64_t *time_ns)
{
    const guint count = item->attributes->len;
    if (writer->before->len < PLACE_ATTRIBUTES + 2 * count) {
        g_array_set_size(writer->before, PLACE_ATTRIBUTES + 2 * count);
    }
    put_signed(writer, (int64_t)((uint64_t)item->time_ns - (uint64_t)*time_ns));
    *time_ns = item->time_ns;
    put_text(writer, item->id, PLACE_ID);
    put_text(writer, item->project, PLACE_PROJECT);
    put_unsigned(writer, count);
    for (guint i = 0; i < count; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        put_text(writer, attribute->key, PLACE_ATTRIBUTES + 2 * i);
        put_value(writer, attribute->value, PLACE_ATTRIBUTES + 2 * i + 1);
    }
}

GBytes *bytes_pack(struct packer *packer, const void *data, size_t size)
{
    size_t bound = ZSTD_compressBound(size) + 1;
    guint8 *out = g_malloc(MAX(bound, size + 1));
    size_t packed = size >= WORTH_PACKING
                        ? ZSTD_compressCCtx(packer->context, out + 1, bound - 1, data, size, LEVEL)
                        : 0;
    if (size >= WORTH_PACKING && !ZSTD_isError(packed) && packed < size) {
        out[0] = PACKING_ZSTD;
        return g_bytes_new_take(g_realloc(out, packed + 1), packed + 1);
    }
    out[0] = PACKING_PLAIN;
    if (size > 0) {
        memcpy(out + 1, data, size);
    }
    return g_bytes_new_take(out, size + 1);
}

GBytes *rows_pack(struct packer *packer, const GPtrArray *items, enum item_kind kind)
{
    struct writer writer;
    writer_init(&writer);
    int64_t time_ns = 0;
    for (guint i = 0; i < items->len; i++) {
        const struct item *item = items->pdata[i];
        if (item->kind == kind) {
            put_item(&writer, item, &time_ns);
        }
    }
    GBytes *bytes = bytes_pack(packer, writer.bytes, writer.size);
    writer_clear(&writer);
    return bytes;
}

/* --- reading --- */

struct reader {
    const guint8 *at, *end;
    GPtrArray *texts; /* borrowed from `chunk` */
    GStringChunk *chunk;
    bool damaged;
};

char *bytes_unpack(const void *data, size_t size, size_t *length)
{
    const guint8 *bytes = data;
    if (size == 0 || (bytes[0] != PACKING_PLAIN && bytes[0] != PACKING_ZSTD)) {
        return NULL;
    }
    bool plain = bytes[0] == PACKING_PLAIN;
    unsigned long long full = plain ? size - 1 : ZSTD_getFrameContentSize(bytes + 1, size - 1);
    if (full > UNPACK_MAX) {
        return NULL;
    }
    char *out = g_malloc((size_t)full + 1);
    if (plain) {
        memcpy(out, bytes + 1, (size_t)full);
    } else if (ZSTD_decompress(out, (size_t)full, bytes + 1, size - 1) != full) {
        g_free(out);
        return NULL;
    }
    out[full] = '\0';
    if (length) {
        *length = (size_t)full;
    }
    return out;
}

static uint64_t get_unsigned(struct reader *reader)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
        guint8 byte = *reader->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) {
            return value;
        }
    }
    reader->damaged = true;
    return 0;
}

static int64_t get_signed(struct reader *reader)
{
    uint64_t value = get_unsigned(reader);
    return (int64_t)((value >> 1) ^ (~(value & 1) + 1));
}

static const char *get_text(struct reader *reader)
{
    uint64_t number = get_unsigned(reader);
    if (number == 0) {
        return NULL;
    }
    if (number <= reader->texts->len) {
        return reader->texts->pdata[number - 1];
    }
    uint64_t length = get_unsigned(reader);
    if (number != reader->texts->len + 1 || length > (uint64_t)(reader->end - reader->at)) {
        reader->damaged = true;
        return NULL;
    }
    char *text = g_string_chunk_insert_len(reader->chunk, (const char *)reader->at, (gssize)length);
    reader->at += length;
    g_ptr_array_add(reader->texts, text);
    return text;
}

static struct value get_value(struct reader *reader)
{
    struct value value = {0};
    if (reader->at >= reader->end) {
        reader->damaged = true;
        return value;
    }
    value.type = *reader->at++;
    switch (value.type) {
    case VALUE_STRING:
    case VALUE_ARRAY:
        value.string = get_text(reader);
        reader->damaged |= !value.string;
        break;
    case VALUE_INT:
        value.integer = get_signed(reader);
        break;
    case VALUE_DOUBLE:
        if (reader->end - reader->at < (ptrdiff_t)sizeof value.number) {
            reader->damaged = true;
            break;
        }
        memcpy(&value.number, reader->at, sizeof value.number);
        reader->at += sizeof value.number;
        break;
    case VALUE_BOOL:
        value.boolean = get_unsigned(reader) != 0;
        break;
    default:
        reader->damaged = true;
    }
    return value;
}

/* The next row into `item`, which borrows its text from the reader. */
static bool get_item(struct reader *reader, struct item *item)
{
    item->time_ns = (int64_t)((uint64_t)item->time_ns + (uint64_t)get_signed(reader));
    item->id = (char *)get_text(reader);
    item->project = (char *)get_text(reader);
    g_array_set_size(item->attributes, 0);
    uint64_t count = get_unsigned(reader);
    for (uint64_t i = 0; i < count && !reader->damaged; i++) {
        const char *key = get_text(reader);
        struct attribute attribute = {.key = key, .value = get_value(reader)};
        reader->damaged |= !key;
        g_array_append_val(item->attributes, attribute);
    }
    return !reader->damaged;
}

bool rows_unpack(const void *data, size_t size, enum item_kind kind, rows_fn *each, void *context)
{
    size_t length;
    g_autofree char *plain = bytes_unpack(data, size, &length);
    if (!plain) {
        return false;
    }
    struct reader reader = {
        .at = (const guint8 *)plain,
        .end = (const guint8 *)plain + length,
        .texts = g_ptr_array_new(),
        .chunk = g_string_chunk_new(4096),
    };
    struct item *item = item_new(kind);
    while (reader.at < reader.end && get_item(&reader, item)) {
        each(item, context);
    }
    item->id = item->project = NULL;
    item_free(item);
    g_ptr_array_unref(reader.texts);
    g_string_chunk_free(reader.chunk);
    return !reader.damaged;
}
