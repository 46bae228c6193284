/* SPDX-License-Identifier: Apache-2.0
 *
 * g_autoptr(name) for `struct name`, without a typedef: a type called `item` would make every local
 * variable of that name shadow it (-Wshadow). Uses the two names that g_autoptr() expands to.
 */
#ifndef BASE_AUTOPTR_H
#define BASE_AUTOPTR_H

#include <glib.h>

#define DEFINE_AUTOPTR(name, free_function)                               \
    typedef struct name *name##_autoptr;                                  \
    static inline void glib_autoptr_cleanup_##name(struct name **pointer) \
    {                                                                     \
        if (*pointer)                                                     \
            free_function(*pointer);                                      \
    }                                                                     \
    struct name /* so that the macro ends in a semicolon */

#endif
