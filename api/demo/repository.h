/* SPDX-License-Identifier: Apache-2.0
 *
 * The git repositories of the demo: each is a script of commits with edits, made into a real clone
 * whose ids depend on nothing but the script and the time it is told.
 */
#ifndef API_DEMO_REPOSITORY_H
#define API_DEMO_REPOSITORY_H

#include "api/model/release.h"

#include <stdint.h>

struct edit {
    const char *path; /* NULL ends a list */
    const char *find; /* NULL: `text` is the whole file; else its first occurrence is replaced */
    const char *text; /* NULL and no `find`: the file is deleted */
};

struct script_commit {
    double minutes;      /* before now */
    const char *author;  /* "Ines Duarte" */
    const char *release; /* "inventory@3.1.0" it first shipped in; NULL = older history */
    const char *message; /* NULL ends a list */
    const struct edit *edits;
};

struct repository_script {
    const char *name;   /* "inventory" */
    const char *remote; /* "acme/inventory" */
    const struct script_commit *commits;
};

extern const struct repository_script script_inventory, script_checkout, script_payment,
    script_recommendations, script_web, script_agents;

struct repository {
    char *name, *remote;
    GPtrArray *commits;  /* of struct commit *, oldest first */
    GPtrArray *releases; /* of char *, beside `commits`; static; NULL = older history */
    GHashTable *files;   /* path to text, as of the last commit */
};

/* Around making several: the library is then set up once, which takes longer than a clone. */
void repositories_begin(void);
void repositories_end(void);

/* Makes the clone directory/name, over one that is there. */
struct repository *repository_make(const struct repository_script *script, const char *directory,
                                   int64_t now_ns, GError **error);
void repository_free(struct repository *repository);

/* Line (from 1) of the first line of `path` that contains `text`; 0 if there is none. */
int repository_line(const struct repository *repository, const char *path, const char *text);

#endif
