/* SPDX-License-Identifier: Apache-2.0
 *
 * vigil's config file, $XDG_CONFIG_HOME/vigil/config: a key file. Credentials in it ([sentry]) are
 * read by api/client/credentials.h; the rest is read here.
 *
 *   [sentry]        url, organization, project, environment, token, token_command
 *   [console]       since, theme, utc, read_only, mouse, notify, log_rows
 *   [keys]          view.command = keys          (everywhere.refresh = r)
 *   [commands]      keys name = program          (X logs = kubectl logs {pod})
 *   [prices]        model = US dollars per million tokens   (gpt-4o* = 2.5 10 1.25)
 *   [limits]        signal = what it must not reach         (worker.memory = 2048MB)
 *   [repositories]  name = path of a clone       (acme/inventory = ~/src/inventory)
 */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "base/autoptr.h"

#include <stdbool.h>

#define TOKEN_MOST_BYTES 4096 /* of the local server's token file */

/* Before anything asks for a folder: an XDG_*_HOME that is not absolute is no place (XDG Base
 * Directory Specification 0.8) and forgotten; else files would lie wherever one happens to be. */
void config_ignore_relative_folders(void);

struct config {
    char *path;
    GKeyFile *file; /* empty when there is no file */
};

/* Reads the file at `path` (NULL = the usual place). A missing file at the usual place is an empty
 * config; anything else that is wrong is an error that names the file and, for an unknown group or
 * key, what is known. */
struct config *config_read(const char *path, GError **error);
void config_free(struct config *config);
DEFINE_AUTOPTR(config, config_free);

/* Text of a key, or NULL; newly allocated. */
char *config_text(const struct config *config, const char *group, const char *key);
bool config_flag(const struct config *config, const char *group, const char *key);

/* Where it says so: "/home/ada/.config/vigil/config:12"; the path alone when the line is not found.
 * `key` NULL: the group's heading. Newly allocated. */
char *config_where(const struct config *config, const char *group, const char *key);

/* Where the local server keeps its data: $XDG_DATA_HOME/vigil; newly allocated. */
char *config_data_folder(void);

#endif
