/* SPDX-License-Identifier: Apache-2.0
 *
 * The value of an attribute as a person reads it: sizes and durations in their unit, times as a
 * time with its age, statuses of HTTP and gRPC with their names, and what it is made of: JSON, SQL,
 * a URL. What was sent is never lost: where it is not the text itself, it stands beside it. Pure.
 */
#ifndef VIEWS_ATTRIBUTE_VALUE_H
#define VIEWS_ATTRIBUTE_VALUE_H

#include "api/model/event.h"
#include "tui/theme.h"

enum attribute_form {
    FORM_TEXT,
    FORM_NUMBER,
    FORM_BOOL,
    FORM_TIME,
    FORM_STATUS,
    FORM_JSON, /* text that begins as JSON does; it may be cut short */
    FORM_SQL,
    FORM_URL
};

struct attribute_shown {
    enum attribute_form form;
    enum role role;
    char *text;
    char *aside; /* what was sent, or what it means; NULL = nothing to add */
};

/* `now_ms` for ages. Cleared by the caller. */
struct attribute_shown attribute_show(const struct pair *pair, int64_t now_ms);
/* The same for a number of which is told in what unit it is; NULL = what its name promises. */
struct attribute_shown attribute_show_in(const struct pair *pair, const char *unit, int64_t now_ms);
void attribute_shown_clear(struct attribute_shown *shown);

/* A URL in its parts, of struct pair *: scheme, host, path, and each parameter of the query by its
 * name, decoded; freed with the array. NULL when it is no URL. */
GPtrArray *url_parts(const char *url);

/* "224ms": a number of the attribute `key` in its unit, plain where that is not known; newly
 * allocated. */
char *attribute_number_text(const char *key, double number);

#endif
