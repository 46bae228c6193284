/* SPDX-License-Identifier: Apache-2.0
 *
 * Attributes as a tree: dotted names fold into groups (http, db, gen_ai, the user's own), a group
 * being what at least two names begin with. What SDKs say of themselves comes last. Pure.
 */
#ifndef VIEWS_ATTRIBUTE_TREE_H
#define VIEWS_ATTRIBUTE_TREE_H

#include <glib.h>
#include <stdbool.h>

#define ATTRIBUTE_TREE_DEPTH 6 /* groups below one another; names go on undivided below */

/* A group with `count` attributes from pair `first` on, or one attribute. */
struct attribute_row {
    char *path;  /* the name up to here: "gen_ai.usage" */
    char *label; /* the part of it that its group does not say */
    int depth;
    bool group;
    guint first, count;
};

/* True for what SDKs say of themselves: sentry, sdk, telemetry and all below them. */
bool attribute_is_internal(const char *path);
/* By name, what SDKs say of themselves last: the order that attribute_tree() wants. */
void attributes_sort(GPtrArray *pairs);
/* Of struct attribute_row *, groups before what is in them, freed with the array. `pairs` of struct
 * pair *, sorted by attributes_sort(). */
GPtrArray *attribute_tree(const GPtrArray *pairs);

#endif
