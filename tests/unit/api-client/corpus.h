/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies that the Sentry API publishes, where the machine has them; and bodies as text.
 */
#ifndef TESTS_UNIT_API_CLIENT_CORPUS_H
#define TESTS_UNIT_API_CLIENT_CORPUS_H

#include "api/client/decode.h"

/* The bytes of sentry-api/<name>; NULL, and the test is skipped, when they are not there. */
static inline GBytes *corpus_body(const char *name)
{
    const char *root = g_getenv("VIGIL_CORPUS");
    g_autofree char *path =
        g_build_filename(root ? root : "../shared/corpus", "sentry-api", name, NULL);
    char *text;
    gsize size;
    if (!g_file_get_contents(path, &text, &size, NULL)) {
        g_test_skip("no corpus on this machine");
        return NULL;
    }
    return g_bytes_new_take(text, size);
}

static inline void *decode_bytes(const struct request *request, GBytes *body, GError **error)
{
    size_t size;
    const char *text = g_bytes_get_data(body, &size);
    return decode_page(request, text, size, error);
}

/* Decodes `text` as the answer to `request` (taken). */
static inline void *decode_string(struct request *request, const char *text, GError **error)
{
    g_autoptr(GBytes) body = g_bytes_new(text, strlen(text));
    void *object = decode_bytes(request, body, error);
    request_free(request);
    return object;
}

static inline struct trace *decode_trace_of(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct trace *trace =
        decode_string(request_new(ENDPOINT_TRACE, "7f3a01c2", NULL), text, &error);
    g_assert_no_error(error);
    return trace;
}

/* Decodes a file of the corpus as the answer to `request` (taken); NULL when there is none. */
static inline void *decode_corpus(struct request *request, const char *name)
{
    g_autoptr(GBytes) body = corpus_body(name);
    g_autoptr(GError) error = NULL;
    void *object = body ? decode_bytes(request, body, &error) : NULL;
    g_assert_no_error(error);
    g_assert_true(!body || object);
    request_free(request);
    return object;
}

#endif
