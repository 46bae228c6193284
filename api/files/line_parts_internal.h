/* SPDX-License-Identifier: Apache-2.0
 *
 * What the readers of lines share.
 */
#ifndef API_FILES_LINE_PARTS_INTERNAL_H
#define API_FILES_LINE_PARTS_INTERNAL_H

#include "api/files/line_read.h"
#include "api/files/member.h"

#define PART_OTHERS 12

/* A line of text in its parts. */
struct plain {
    int64_t time_ns; /* 0 = none */
    enum level level;
    const char *message; /* where it begins */
    struct part service;
    struct {
        const char *key;
        struct part value;
    } others[PART_OTHERS]; /* host, process id, ... */
    size_t other_count;
};
void plain_read(struct line_clock *clock, const char *text, const char *end, struct plain *plain);

/* Where what is coloured (ESC [ ... m) goes on. */
const char *skip_colour(const char *at, const char *end);

/* Makes what stands in `out` from `from` on whole: NUL would end it for everybody above, broken
 * UTF-8 would travel on. */
void make_text_valid(GString *out, size_t from);
/* Appends `length` bytes as text a screen may have: without ESC sequences, valid, no NUL. */
void append_text(GString *out, const char *text, size_t length);

#endif
