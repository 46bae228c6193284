/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies of the Sentry API into model objects. Tolerant: unknown keys and values, nulls, absent
 * keys, numbers as text and text as numbers; what cannot be read is left as "not told". Only a body
 * of another shape altogether is an error. Pure; safe on any thread.
 */
#ifndef API_CLIENT_DECODE_H
#define API_CLIENT_DECODE_H

#include "api/client/request.h"
#include "api/wire/json.h"

enum reply_kind decode_kind(enum endpoint endpoint);

/* The JSON of one or more pages of the answer to one request. What can be large (traces, rows) is
 * read as tapes, which refer to the pages; all else by jansson, the pages joined into one. */
struct decoded_json;

/* `pages` of GBytes, which outlive what is read. Empty bodies (204, 202) give JSON null. NULL with
 * an error. */
struct decoded_json *decode_read(const struct request *request, const GPtrArray *pages,
                                 GError **error);
void decoded_json_free(struct decoded_json *json);
DEFINE_AUTOPTR(decoded_json, decoded_json_free);

/* An object of decode_kind(request->endpoint); NULL for REPLY_NONE and for null, which is no error.
 * May be called again for another object from the same JSON. */
void *decode_object(const struct request *request, const struct decoded_json *json, GError **error);

/* All of it for one page: for tests, and what is on hand. */
void *decode_page(const struct request *request, const char *text, size_t size, GError **error);

/* What is wrong, in one line for the user, from the body of an answer that is an error: detail as
 * text or object, message, errors by field, a bare string, HTML, nothing. Newly allocated. */
char *decode_error_text(long status, const char *body, size_t size);

/* The decoders, one a shape; of large bodies: decode_tape.h. `root` is not null. */
void *decode_names(const struct request *request, json_t *root, GError **error);
void *decode_issues(const struct request *request, json_t *root, GError **error);
void *decode_issue(const struct request *request, json_t *root, GError **error);
void *decode_tags(const struct request *request, json_t *root, GError **error);
void *decode_event(const struct request *request, json_t *root, GError **error);
void *decode_event_rows(const struct request *request, json_t *root, GError **error);
void *decode_timeseries(const struct request *request, json_t *root, GError **error);
void *decode_traces(const struct request *request, json_t *root, GError **error);
void *decode_trace_meta(const struct request *request, json_t *root, GError **error);
void *decode_attributes(const struct request *request, json_t *root, GError **error);
void *decode_distributions(const struct request *request, json_t *root, GError **error);
void *decode_releases(const struct request *request, json_t *root, GError **error);
void *decode_monitors(const struct request *request, json_t *root, GError **error);
void *decode_detectors(const struct request *request, json_t *root, GError **error);
void *decode_uptime(const struct request *request, json_t *root, GError **error);
void *decode_incidents(const struct request *request, json_t *root, GError **error);
void *decode_workflows(const struct request *request, json_t *root, GError **error);
void *decode_commits(const struct request *request, json_t *root, GError **error);
void *decode_deploys(const struct request *request, json_t *root, GError **error);

struct trace;
/* Fills trace->moments and trace->links from attributes of its spans, which are arranged and whose
 * names are words of the trace. */
void decode_moments(struct trace *trace);

/* For the decoders. */

/* `root` if it is an array, else the array under `key`, else NULL. */
json_t *decode_list(json_t *root, const char *key);
/* The array, or NULL with an error that names what was expected. */
json_t *decode_expect_list(json_t *root, const char *key, GError **error);
/* True if `root` is an object; else an error. */
bool decode_expect_object(const json_t *root, GError **error);
/* Text of any value: strings as they are, numbers, booleans, containers as JSON. NULL for null.
 * Newly allocated. */
char *decode_text(const json_t *value);
/* A value of an attribute; text in `chunk`. */
struct value decode_value(const json_t *value, GStringChunk *chunk);
/* The text at a path of keys "a.b"; NULL when absent or empty. Newly allocated. */
char *decode_path_text(const json_t *object, const char *path);
/* The first of two keys that has text. Newly allocated. */
char *decode_either(const json_t *object, const char *first, const char *second);
/* ms since the epoch; 0 when absent. */
int64_t decode_time_ms(const json_t *object, const char *key);
/* Counts that may be numbers, floats or text; -1 when absent. */
int64_t decode_count(const json_t *object, const char *key);

#endif
