/* SPDX-License-Identifier: Apache-2.0
 *
 * Records: what the store keeps whole in memory and as one JSON document each on disk: projects,
 * issues, releases, repositories. A table of fields describes each kind, so that copying, freeing,
 * writing and reading are written once. Changes are made to copies, which replace the originals
 * once they are on disk: a failed commit changes nothing.
 */
#ifndef API_LOCAL_STORE_RECORDS_H
#define API_LOCAL_STORE_RECORDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct json_t json_t;

/* Numbers are part of the store's format. */
enum record_kind {
    RECORD_PROJECT = 1,
    RECORD_ISSUE = 2,
    RECORD_RELEASE = 3,
    RECORD_REPOSITORY = 4,
    RECORD_KIND_END = 5,
};

/* All of one kind. Every record begins with its int64_t id, from 1. */
struct records {
    enum record_kind kind;
    GPtrArray *list;    /* by id; owns the records */
    GHashTable *by_id;  /* int64_t * in the record -> record */
    GHashTable *by_key; /* owned text -> record */
    int64_t last_id;
};

void records_init(struct records *records, enum record_kind kind);
void records_clear(struct records *records);
void *records_by_id(const struct records *records, int64_t id);
/* Key of a project: its slug; of an issue: project, newline, hash; of a release: its version; of a
 * repository: its name. */
void *records_by_key(const struct records *records, const char *key);
/* Adds, or replaces the one of the same id. */
void records_put_take(struct records *records, void *record);

void *record_new(enum record_kind kind);
void *record_copy(enum record_kind kind, const void *record);
void record_free(enum record_kind kind, void *record);
char *record_key(enum record_kind kind, const void *record);
/* Appends it as JSON, which record_from_json() reads. */
void record_write(enum record_kind kind, const void *record, GString *out);
void *record_from_json(enum record_kind kind, const json_t *json);

/* The copies that one commit makes, of every kind. */
struct changes {
    struct records changed[RECORD_KIND_END];
};
void changes_init(struct changes *changes);
void changes_clear(struct changes *changes);
/* The copy of a record, made at the first call; NULL when there is no such record. */
void *changes_edit(struct changes *changes, const struct records *base, int64_t id);
void *changes_edit_key(struct changes *changes, const struct records *base, const char *key);
/* Adds a record, with the next id unless it has one that is free. Its key fields must be set.
 * Borrowed. */
void *changes_add_take(struct changes *changes, const struct records *base, void *record);

#endif
