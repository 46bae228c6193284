/* SPDX-License-Identifier: Apache-2.0
 *
 * Arguments of a command with placeholders: "kubectl logs {pod}". A placeholder is replaced inside
 * its argument, which is never split again, and no shell reads it. "{{pod}" and braces around
 * anything but a word are left as they are.
 */
#ifndef VIEWS_PLACEHOLDERS_H
#define VIEWS_PLACEHOLDERS_H

#include <glib.h>
#include <stdbool.h>

/* False, naming the first that is none. */
bool placeholders_check(const char *const *argv, GError **error);
/* argv with the values that `value_of` knows (newly allocated, NULL = unknown), free of control
 * characters; free with g_strfreev(). NULL with *error when one is not known, or when a value would
 * make its argument an option. */
char **placeholders_fill(const char *const *argv, char *(*value_of)(const char *name, void *data),
                         void *data, GError **error);

#endif
