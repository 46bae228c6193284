/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/compress.h"

#include "api/wire/json.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

#define CHUNK         65536
#define MAX_ENCODINGS 4

static void fail_data(const char *name, const char *why, GError **error)
{
    g_set_error(error, WIRE_ERROR, WIRE_ERROR_ENCODING, "the body is not good %s: %s", name, why);
}

/* Makes room for another chunk; false when the output would pass `max`. */
static bool grow(GByteArray *out, size_t used, size_t max, GError **error)
{
    if (used > max) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_LIMIT,
                    "the decompressed body is larger than %zu bytes", max);
        return false;
    }
    g_byte_array_set_size(out, (guint)(used + CHUNK));
    return true;
}

/* window bits: 15 + 32 takes gzip and zlib by their headers, -15 takes raw deflate. */
static GByteArray *inflate_all(GBytes *body, int window, size_t max, const char **why,
                               GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(body, &size);
    z_stream z = {.next_in = (Bytef *)data, .avail_in = (uInt)size};
    if (inflateInit2(&z, window) != Z_OK) {
        *why = "no memory";
        return NULL;
    }
    g_autoptr(GByteArray) out = g_byte_array_new();
    size_t used = 0;
    int status = Z_OK;
    while (status == Z_OK) {
        if (!grow(out, used, max, error)) {
            break;
        }
        z.next_out = out->data + used;
        z.avail_out = CHUNK;
        status = inflate(&z, Z_NO_FLUSH);
        used += CHUNK - z.avail_out;
        if (status == Z_STREAM_END && z.avail_in > 0 && window > 15) {
            status = inflateReset(&z); /* gzip allows members one after another */
        }
    }
    *why = status == Z_BUF_ERROR ? "it ends too early" : z.msg ? z.msg : "bad data";
    inflateEnd(&z);
    if (status != Z_STREAM_END || used > max) {
        return NULL;
    }
    g_byte_array_set_size(out, (guint)used);
    return g_steal_pointer(&out);
}

static GBytes *inflate_body(GBytes *body, bool gzip, size_t max, GError **error)
{
    const char *why = NULL;
    GError *limit = NULL;
    GByteArray *out = inflate_all(body, 15 + 32, max, &why, &limit);
    if (!out && !limit && !gzip) {
        /* "deflate" means zlib, but some senders leave its header away. */
        out = inflate_all(body, -15, max, &why, &limit);
    }
    if (!out) {
        if (limit) {
            g_propagate_error(error, limit);
        } else {
            fail_data(gzip ? "gzip" : "deflate", why, error);
        }
        return NULL;
    }
    return g_byte_array_free_to_bytes(out);
}

static GBytes *unzstd_body(GBytes *body, size_t max, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(body, &size);
    ZSTD_DStream *stream = ZSTD_createDStream();
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 25);
    ZSTD_inBuffer in = {data, size, 0};
    g_autoptr(GByteArray) out = g_byte_array_new();
    size_t used = 0, status = 1;
    while (!ZSTD_isError(status) && (in.pos < in.size || status != 0)) {
        if (!grow(out, used, max, error)) {
            ZSTD_freeDStream(stream);
            return NULL;
        }
        ZSTD_outBuffer chunk = {out->data + used, CHUNK, 0};
        size_t before = in.pos;
        status = ZSTD_decompressStream(stream, &chunk, &in);
        used += chunk.pos;
        if (!ZSTD_isError(status) && chunk.pos == 0 && in.pos == before) {
            break; /* it wants more than there is */
        }
    }
    ZSTD_freeDStream(stream);
    if (ZSTD_isError(status) || status != 0) {
        fail_data("zstd", ZSTD_isError(status) ? ZSTD_getErrorName(status) : "it ends too early",
                  error);
        return NULL;
    }
    g_byte_array_set_size(out, (guint)used);
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

static GBytes *decode_one(const char *name, GBytes *body, size_t max, GError **error)
{
    if (!*name || g_ascii_strcasecmp(name, "identity") == 0) {
        return g_bytes_ref(body);
    }
    if (g_ascii_strcasecmp(name, "gzip") == 0 || g_ascii_strcasecmp(name, "x-gzip") == 0) {
        return inflate_body(body, true, max, error);
    }
    if (g_ascii_strcasecmp(name, "deflate") == 0) {
        return inflate_body(body, false, max, error);
    }
    if (g_ascii_strcasecmp(name, "zstd") == 0) {
        return unzstd_body(body, max, error);
    }
    g_autofree char *shown = g_utf8_make_valid(name, -1);
    g_set_error(error, WIRE_ERROR, WIRE_ERROR_ENCODING,
                "Content-Encoding %.40s is not known (gzip, deflate, zstd are)", shown);
    return NULL;
}

GBytes *body_decompress(const char *encoding, GBytes *body, size_t max, GError **error)
{
    g_auto(GStrv) names = g_strsplit(encoding ? encoding : "", ",", MAX_ENCODINGS + 1);
    guint count = g_strv_length(names);
    if (count > MAX_ENCODINGS) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_ENCODING,
                    "more than %d encodings on top of each other", MAX_ENCODINGS);
        return NULL;
    }
    /* The last one named was put on last, so it comes off first. */
    GBytes *now = g_bytes_ref(body);
    while (now && count > 0) {
        GBytes *next = decode_one(g_strstrip(names[--count]), now, max, error);
        g_bytes_unref(now);
        now = next;
    }
    if (now && g_bytes_get_size(now) > max) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_LIMIT, "the body is larger than %zu bytes", max);
        g_clear_pointer(&now, g_bytes_unref);
    }
    return now;
}

static GBytes *gzip_body(const void *data, gsize size)
{
    z_stream z = {.next_in = (Bytef *)data, .avail_in = (uInt)size};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        return NULL;
    }
    gsize bound = deflateBound(&z, size);
    Bytef *out = g_malloc(bound);
    z.next_out = out;
    z.avail_out = (uInt)bound;
    int status = deflate(&z, Z_FINISH);
    gsize used = z.total_out;
    deflateEnd(&z);
    if (status != Z_STREAM_END) {
        g_free(out);
        return NULL;
    }
    return g_bytes_new_take(out, used);
}

static GBytes *zstd_body(const void *data, gsize size)
{
    size_t bound = ZSTD_compressBound(size);
    void *out = g_malloc(bound);
    size_t used = ZSTD_compress(out, bound, data, size, 1);
    if (ZSTD_isError(used)) {
        g_free(out);
        return NULL;
    }
    return g_bytes_new_take(out, used);
}

GBytes *body_compress(const char *encoding, GBytes *body, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(body, &size);
    GBytes *out = NULL;
    if (strcmp(encoding, "gzip") == 0) {
        out = gzip_body(data, size);
    } else if (strcmp(encoding, "zstd") == 0) {
        out = zstd_body(data, size);
    }
    if (!out) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_ENCODING, "cannot compress with %s", encoding);
    }
    return out;
}
