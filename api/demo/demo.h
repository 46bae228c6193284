/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo incident: a storefront of six services, a real git repository, an hour of healthy
 * traffic and an incident that is four minutes old and still growing, sent to an intake as Sentry
 * envelopes and OTLP. The same seed and time give the same bytes.
 */
#ifndef API_DEMO_DEMO_H
#define API_DEMO_DEMO_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct demo_options {
    const char *intake;    /* "http://127.0.0.1:8969" */
    const char *otlp;      /* "http://127.0.0.1:4318" */
    const char *token;     /* for releases, commits and deploys */
    const char *directory; /* where the git repositories are made */
    const char *logs;      /* a folder where logs are written to files, too; NULL = nowhere */
    uint64_t seed;
    int64_t now_ns; /* the incident began four minutes before this */
    double speed;   /* 1 = as time goes; 10 = ten times as fast */
    int flood;      /* rows of logs a second that one service writes besides; 0 = none */
};

struct demo;

/* Reaches nobody yet. */
struct demo *demo_new(const struct demo_options *options);
/* Makes the repositories, fills in the history (blocks; under 3 s), then plays live from a thread
 * of its own. */
bool demo_start(struct demo *demo, GError **error);
/* From any thread: a demo_start() that is under way fails at its next request. */
void demo_cancel(struct demo *demo);
/* Stops and frees, started or not. */
void demo_stop(struct demo *demo);

/* Directory of the clones, for the console's [repositories]. */
const char *demo_repositories(const struct demo *demo);

#endif
