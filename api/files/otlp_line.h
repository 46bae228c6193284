/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of OTLP in JSON, as the collector's file exporter writes them: one ExportLogsServiceRequest
 * a line (opentelemetry-proto, logs/v1), with many records in it.
 */
#ifndef API_FILES_OTLP_LINE_H
#define API_FILES_OTLP_LINE_H

#include "api/files/member.h"
#include "api/model/item.h"

/* One record of a line, from its brace to behind its other. */
struct otlp_record {
    const char *text, *end;
    const char *resource, *resource_end; /* the resource's attributes: an array; may be NULL */
    const char *scope;                   /* its name */
    size_t scope_length;
};

/* Calls `each` for every record, in order; it returns false to stop. */
void otlp_records(const char *text, const char *end,
                  bool (*each)(void *data, const struct otlp_record *record), void *data);
/* The text of an attribute of the resource; NULL when it has none. */
const char *otlp_resource_text(const struct otlp_record *record, const char *key, size_t *length);
/* Adds what the record and its resource say, as line_attributes() does. */
void otlp_attributes(const struct otlp_record *record, const char *key, struct item *out);

#endif
