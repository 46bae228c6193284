/* SPDX-License-Identifier: Apache-2.0
 *
 * Libraries that are loaded when they are first needed. libcurl, libgit2 and libmicrohttpd bring
 * some thirty others with them, TLS and Kerberos among them, whose symbols take the dynamic linker
 * longer than the console takes to its first frame; none of them draws. So the program is not
 * linked with them: each function it calls (late/<library>.names) is found in the library that it
 * was built with, by name, on the thread that calls first.
 *
 * "late/curl.h" (made from late/curl.names by scripts/late-header) stands in place of
 * <curl/curl.h>: the same declarations, and every name in the list a macro that looks into the
 * table here. Any thread may be first. Nothing is ever unloaded.
 */
#ifndef LATE_LATE_H
#define LATE_LATE_H

#include <glib.h>
#include <stdbool.h>

enum late { LATE_CURL, LATE_GIT2, LATE_MICROHTTPD, LATE_LIBRARIES };

/* Loads it, unless it is there already. False with an error that names the library and what to do:
 * ask before its first function where one can do without. */
bool late_open(enum late library, GError **error);

/* The table of its functions, in the order of its list; loads it. Without the library this ends the
 * program. */
const void *late_functions(enum late library);

/* Finds each of `names` (up to NULL) in the shared library `file`. Returns the addresses, newly
 * allocated, or NULL with an error. What the two above stand on; for tests. */
void **late_find(const char *file, const char *const *names, GError **error);

#endif
