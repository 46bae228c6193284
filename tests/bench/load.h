/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests to a server on 127.0.0.1 as fast as it answers them: several connections that are kept,
 * each sends its next request when the last was answered. One thread makes, sends and reads, so
 * that what the sender costs is one processor at most, and is part of the figure.
 */
#ifndef TESTS_BENCH_LOAD_H
#define TESTS_BENCH_LOAD_H

#include <glib.h>

/* Appends the whole of request `number` (from 0), head and body, to `out`, which is empty. */
typedef void load_make_fn(void *context, guint number, GString *out);

/* The head of a POST with a body of `size` bytes. */
void load_head(GString *out, const char *path, const char *type, gsize size);

struct load {
    int port;
    guint connections;
    guint requests;
    load_make_fn *make;
    void *context;
};

/* Sends them all; returns the seconds from the first byte to the last answer. Ends the program with
 * what was wrong when an answer is none of 2xx, or none comes for a minute. */
double load_run(const struct load *load);

#endif
