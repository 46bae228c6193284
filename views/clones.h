/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the clones of repositories are: [repositories] in the config, the folders given, the
 * working directory, and the clones right below those. They are looked for when first asked, and
 * what they are called is read out of them with libgit2, some milliseconds each: ask from a worker.
 * What was not found is looked for anew after a while, as it may have been cloned since.
 */
#ifndef VIEWS_CLONES_H
#define VIEWS_CLONES_H

#include "base/autoptr.h"

#include <glib.h>

struct clones;

/* Copies what it is given; both may be NULL. */
struct clones *clones_new(GKeyFile *config, char *const *folders);
struct clones *clones_ref(struct clones *clones);
void clones_unref(struct clones *clones);
DEFINE_AUTOPTR(clones, clones_unref);
/* The next who asks finds what there is by then. Does not wait. */
void clones_look_again(struct clones *clones);

/* The clone of a repository ("acme/inventory") or, without one, of a service; NULL when none is
 * found, *looked says where was looked (both newly allocated). On any thread. */
char *clones_find(struct clones *clones, const char *repository, const char *service,
                  char **looked);

#endif
