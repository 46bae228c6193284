/* SPDX-License-Identifier: Apache-2.0
 *
 * What is told outside the screen: each event once, several as one line ("3 new issues"), a line
 * every ten seconds at most. Pure: whoever drives it says what time it is.
 */
#ifndef VIEWS_NOTIFY_H
#define VIEWS_NOTIFY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define NOTIFY_GAP_MS 10000 /* between two lines */
#define NOTIFY_PAST_MS \
    (15 * 60 * 1000) /* an event gone for so long is a new one when it comes back */

enum notify_kind {
    NOTIFY_NEW,
    NOTIFY_REGRESSED,
    NOTIFY_ONSET,
    NOTIFY_WATCH,
    NOTIFY_FIRING,
    NOTIFY_KIND_COUNT
};

struct notify;

struct notify *notify_new(void);
void notify_free(struct notify *notify);

/* Something is the case. True when it was not known and waits to be told; false when it is known
 * already, or `quiet`: it is known from now on and not told. `text` is for when it comes alone. */
bool notify_event(struct notify *notify, enum notify_kind kind, const char *id, const char *text,
                  bool quiet, int64_t now_ms);

/* It is over: when it is the case again, that is told. */
void notify_over(struct notify *notify, enum notify_kind kind, const char *id);

/* The line to tell now, newly allocated; NULL when there is none, or it is too early. */
char *notify_take(struct notify *notify, int64_t now_ms);
/* When notify_take() will have one; 0 = nothing waits. */
int64_t notify_due_ms(const struct notify *notify);

#endif
