/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the URL, organization and token come from, and which token may go to which host.
 *
 * Order for the token: SENTRY_AUTH_TOKEN; `token` beside `url` in vigil's config; token_command
 * there; the .sentryclirc files of the working directory, of those above it and of the home. A
 * token is only ever sent to the host that stands beside it: SENTRY_URL beside SENTRY_AUTH_TOKEN,
 * the url in the same file; without one, the host that the token itself names (sntrys_...), else
 * sentry.io. The URL is the option's, SENTRY_URL (or SENTRY_HOST), the config's, the closest
 * .sentryclirc's, or the home of the token. A config that holds a token and that others can read is
 * refused with its mode.
 */
#ifndef API_CLIENT_CREDENTIALS_H
#define API_CLIENT_CREDENTIALS_H

#include <glib.h>
#include <stdbool.h>

struct credentials {
    char *url;          /* scheme://host[:port] without /api/0; NULL = nothing configured */
    char *organization; /* or NULL */
    char *project;      /* or NULL */
    char *token;        /* or NULL */
    char *source;       /* where the token came from, for messages: "SENTRY_AUTH_TOKEN",
                           "~/.sentryclirc"; without a token, why those that there are were not used;
                           or NULL */
};

/* `url`, `organization`, `project`: from options, each or NULL. `config`: path of vigil's config,
 * may not exist. `waits`: told of a token_command that takes a while, as it may ask somebody, or
 * never end; NULL = nobody is. Fails when a file is unreadable, broken, or readable by others and
 * holds a token. */
struct credentials *credentials_find(const char *url, const char *organization, const char *project,
                                     const char *config, void (*waits)(const char *command),
                                     GError **error);
void credentials_free(struct credentials *credentials);

/* True when a token that belongs to `token_url` may be sent to `url`: same scheme, host and port;
 * sentry.io and its regions (us.sentry.io, de.sentry.io) count as one. http only for loopback. */
bool credentials_allow(const char *token_url, const char *url);

#endif
