/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that may hold credentials say: vigil's config, and sentry-cli's .sentryclirc
 * files.
 */
#ifndef API_CLIENT_CREDENTIAL_FILES_H
#define API_CLIENT_CREDENTIAL_FILES_H

#include <glib.h>
#include <stdbool.h>

/* What one source says; each NULL when it does not. */
struct credential_source {
    char *name; /* for messages: "~/.sentryclirc" */
    char *url, *organization, *project, *token, *token_command;
};
void credential_source_free(struct credential_source *source);

/* vigil's config: group [sentry]. NULL without an error when there is no such file. */
struct credential_source *credential_config(const char *path, GError **error);

/* The .sentryclirc files that count, closest first: the working directory, those above it, the
 * home directory. Array of struct credential_source *. Files that cannot be read are left out. */
GPtrArray *credential_rc_files(void);

/* What an organization token ("sntrys_...") says of itself: where it belongs. NULL if it is of
 * another kind. */
struct credential_source *credential_from_token(const char *token);

#endif
