/* SPDX-License-Identifier: Apache-2.0
 *
 * One row of telemetry on its way in: an error event, a span, a log or a metric sample, as a time,
 * an id and a flat list of typed attributes. It is what decoders make and frames and the store
 * take. An item owns all its text. Adding copies; the first value of a key stands.
 */
#ifndef API_MODEL_ITEM_H
#define API_MODEL_ITEM_H

#include "api/model/value.h"
#include "base/autoptr.h"

#include <glib.h>

enum item_kind { ITEM_EVENT, ITEM_SPAN, ITEM_LOG, ITEM_METRIC, ITEM_KIND_COUNT };

struct item {
    enum item_kind kind;
    int64_t time_ns;    /* span: its start; log, event, metric: its time. ns since the epoch */
    char *id;           /* event: 32 hex; span: 16 hex; log and metric: 32 hex, made if not given */
    char *project;      /* slug; may be NULL until the server names it */
    GArray *attributes; /* of struct attribute, in the order they came; no key twice */
    GHashTable *index;  /* key -> place + 1, once there are many; NULL before. For item.c */
    uint64_t marks[4];  /* a bit for each key of `marked` attributes. For item.c */
    guint marked;
    GStringChunk *text; /* owns every string of `attributes` */
    char *payload; /* the item's own JSON where it must be answered whole (events); else NULL */
};

struct item *item_new(enum item_kind kind);
void item_free(struct item *item);
DEFINE_AUTOPTR(item, item_free);

/* Copies `key` and the text of `value`. VALUE_NONE and a key that is already there are ignored. */
void item_set(struct item *item, const char *key, struct value value);

/* The same, but in place of the value that is there. */
void item_replace(struct item *item, const char *key, struct value value);

/* The value of `key`, or VALUE_NONE. Its text lives as long as the item. */
struct value item_get(const struct item *item, const char *key);

/* The text of a string attribute, or NULL. */
const char *item_get_string(const struct item *item, const char *key);

/* "error", "span", "log", "metric": for messages and counters. */
const char *item_kind_name(enum item_kind kind);

#endif
