/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/compress.h"

#include "api/wire/json.h"

#include <string.h>
#include <zlib.h>

#define CAP (1u << 20)

static GBytes *text_bytes(void)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 3000; i++) {
        g_string_append_printf(text, "line %d\n", i);
    }
    return g_string_free_to_bytes(text);
}

static void assert_comes_back(const char *encoding, GBytes *packed)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) wanted = text_bytes();
    g_autoptr(GBytes) body = body_decompress(encoding, packed, CAP, &error);
    g_assert_no_error(error);
    g_assert_true(g_bytes_equal(body, wanted));
}

static void assert_refused(const char *encoding, GBytes *packed, size_t cap, enum wire_error code)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(body_decompress(encoding, packed, cap, &error));
    g_assert_error(error, WIRE_ERROR, (gint)code);
}

static void gzip_and_zstd_come_back(void)
{
    g_autoptr(GBytes) text = text_bytes();
    g_autoptr(GBytes) gzip = body_compress("gzip", text, NULL);
    g_autoptr(GBytes) zstd = body_compress("zstd", text, NULL);
    assert_comes_back("gzip", gzip);
    assert_comes_back("GZIP", gzip);
    assert_comes_back("zstd", zstd);
}

static GBytes *deflate_bytes(int window)
{
    g_autoptr(GBytes) text = text_bytes();
    gsize size;
    const void *data = g_bytes_get_data(text, &size);
    Bytef *out = g_malloc(size);
    z_stream z = {
        .next_in = (Bytef *)data, .avail_in = (uInt)size, .next_out = out, .avail_out = (uInt)size};
    deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    g_assert_cmpint(deflate(&z, Z_FINISH), ==, Z_STREAM_END);
    gsize used = z.total_out;
    deflateEnd(&z);
    return g_bytes_new_take(out, used);
}

static void deflate_comes_with_and_without_its_header(void)
{
    g_autoptr(GBytes) zlib = deflate_bytes(15);
    g_autoptr(GBytes) raw = deflate_bytes(-15);
    assert_comes_back("deflate", zlib);
    assert_comes_back("deflate", raw);
}

static void no_encoding_passes(void)
{
    g_autoptr(GBytes) text = text_bytes();
    assert_comes_back(NULL, text);
    assert_comes_back("", text);
    assert_comes_back("identity", text);
}

static void encodings_come_off_from_the_last(void)
{
    g_autoptr(GBytes) text = text_bytes();
    g_autoptr(GBytes) zstd = body_compress("zstd", text, NULL);
    g_autoptr(GBytes) both = body_compress("gzip", zstd, NULL);
    assert_comes_back("zstd, gzip", both);
    assert_refused("gzip,gzip,gzip,gzip,gzip", both, CAP, WIRE_ERROR_ENCODING);
}

static void a_bomb_stops_at_the_cap(void)
{
    g_autoptr(GBytes) zeros = g_bytes_new_take(g_malloc0(64u << 20), 64u << 20);
    g_autoptr(GBytes) gzip = body_compress("gzip", zeros, NULL);
    g_autoptr(GBytes) zstd = body_compress("zstd", zeros, NULL);
    assert_refused("gzip", gzip, CAP, WIRE_ERROR_LIMIT);
    assert_refused("deflate", gzip, CAP, WIRE_ERROR_LIMIT);
    assert_refused("zstd", zstd, CAP, WIRE_ERROR_LIMIT);
    assert_refused(NULL, zeros, CAP, WIRE_ERROR_LIMIT);
}

static void truncation_and_garbage_are_refused(void)
{
    g_autoptr(GBytes) text = text_bytes();
    g_autoptr(GBytes) gzip = body_compress("gzip", text, NULL);
    g_autoptr(GBytes) zstd = body_compress("zstd", text, NULL);
    g_autoptr(GBytes) half_gzip = g_bytes_new_from_bytes(gzip, 0, g_bytes_get_size(gzip) / 2);
    g_autoptr(GBytes) half_zstd = g_bytes_new_from_bytes(zstd, 0, g_bytes_get_size(zstd) / 2);
    g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
    assert_refused("gzip", half_gzip, CAP, WIRE_ERROR_ENCODING);
    assert_refused("zstd", half_zstd, CAP, WIRE_ERROR_ENCODING);
    assert_refused("gzip", text, CAP, WIRE_ERROR_ENCODING);
    assert_refused("zstd", text, CAP, WIRE_ERROR_ENCODING);
    assert_refused("gzip", nothing, CAP, WIRE_ERROR_ENCODING);
    assert_refused("zstd", nothing, CAP, WIRE_ERROR_ENCODING);
    assert_refused("br", text, CAP, WIRE_ERROR_ENCODING);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/compress/gzip and zstd come back", gzip_and_zstd_come_back);
    g_test_add_func("/compress/deflate comes with and without its header",
                    deflate_comes_with_and_without_its_header);
    g_test_add_func("/compress/no encoding passes", no_encoding_passes);
    g_test_add_func("/compress/encodings come off from the last", encodings_come_off_from_the_last);
    g_test_add_func("/compress/a bomb stops at the cap", a_bomb_stops_at_the_cap);
    g_test_add_func("/compress/truncation and garbage are refused",
                    truncation_and_garbage_are_refused);
    return g_test_run();
}
