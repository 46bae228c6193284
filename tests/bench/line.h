/* SPDX-License-Identifier: Apache-2.0
 *
 * A program at the other end of a line: a pseudo terminal with an emulator (libvterm) behind it,
 * and a clock on every byte. The line can be a slow one: keys arrive late, and what the program
 * writes leaves at a rate and arrives late, too. The program itself meets no resistance, as behind
 * a server that reads ahead.
 *
 * Times are in milliseconds of the monotonic clock, counted from the last key.
 */
#ifndef TESTS_BENCH_LINE_H
#define TESTS_BENCH_LINE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct line;

struct line_options {
    const char *const *argv;        /* ends with NULL; argv[0] is a path */
    const char *const *environment; /* "NAME=value"; ends with NULL; may be NULL */
    int rows, cols;
    int delay_ms;         /* one way; 0 = none */
    int bytes_per_second; /* 0 = as fast as it goes */
};

/* What came back after keys, or in a stretch of time. */
struct burst {
    double first_ms, last_ms; /* of its first and last byte; 0 without any */
    /* Of the last byte before a pause of 5 ms: what comes behind it is another frame, of data that
     * came meanwhile or of the rest after the key. */
    double drawn_ms;
    size_t bytes, reads;
};

/* The program sees TERM=xterm-256color, LC_ALL=C.UTF-8, TZ=UTC. Aborts when there is no pty. */
struct line *line_start(const struct line_options *options);
/* Kills the program and waits for its end. */
void line_free(struct line *line);
GPid line_pid(const struct line *line);

/* Sends keys, reading nothing. */
void line_send(struct line *line, const char *keys);
/* Sends keys and reads until nothing came for `rest_ms`; at most 10 s. */
struct burst line_keys(struct line *line, const char *keys, int rest_ms);
/* Reads for so long. */
struct burst line_watch(struct line *line, int ms);
/* Reads until the screen has the text; the time since the last key or, before any, the start.
 * Negative when it did not come in `seconds`, or the program ended. */
double line_until(struct line *line, const char *text, int seconds);
bool line_shows(const struct line *line, const char *text);
/* The screen with newlines, newly allocated. */
char *line_screen(const struct line *line);

#endif
