/* SPDX-License-Identifier: Apache-2.0
 *
 * Where rows begin to come much faster than they did, and where they stayed away for longer than
 * their rate lets one expect: both against the mean of what came before. Counts of rows are taken
 * as those of a Poisson process, of which a silence of seven expected rows is one in a thousand.
 */
#ifndef VIEWS_LOGS_BURST_H
#define VIEWS_LOGS_BURST_H

#include <glib.h>

enum burst_kind { BURST_FASTER, BURST_PAUSE };

struct burst {
    enum burst_kind kind;
    size_t from, to; /* windows of the burst, or of the silence: [from, to) */
    double usual;    /* rows a window before */
};

/* Of `count` windows of the same width; of struct burst, in order. */
GArray *bursts_find(const guint *counts, size_t count);

#endif
