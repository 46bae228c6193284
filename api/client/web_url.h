/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages of Sentry's web interface.
 */
#ifndef API_CLIENT_WEB_URL_H
#define API_CLIENT_WEB_URL_H

/* As client_web_url(): `kind` is "issue", "trace", "release" or "event" (whose id may be
 * "ISSUE/EVENT"). NULL when there is no such page. Newly allocated. */
char *web_url(const char *url, const char *organization, const char *kind, const char *id);

#endif
