/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/web_url.h"

#include "api/client/url.h"

#include <string.h>

/* Pages below the organization. %s is the id, escaped. */
static const struct {
    const char *kind, *page;
} PAGES[] = {
    {"issue",   "issues/%s/"           },
    {"trace",   "performance/trace/%s/"},
    {"release", "releases/%s/"         },
    {"event",   "issues/?query=%s"     },
};

static char *page_of(const char *kind, const char *id)
{
    g_autofree char *escaped = g_uri_escape_string(id, NULL, false);
    const char *slash = strcmp(kind, "event") == 0 ? strchr(id, '/') : NULL;
    if (slash) {
        g_autofree char *issue = g_strndup(id, (gsize)(slash - id));
        g_autofree char *first = g_uri_escape_string(issue, NULL, false);
        g_autofree char *second = g_uri_escape_string(slash + 1, NULL, false);
        return g_strdup_printf("issues/%s/events/%s/", first, second);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(PAGES); i++)
        if (strcmp(PAGES[i].kind, kind) == 0) {
            g_auto(GStrv) parts = g_strsplit(PAGES[i].page, "%s", 2);
            return g_strconcat(parts[0], escaped, parts[1], NULL);
        }
    return NULL;
}

/* On sentry.io an organization has a host of its own; elsewhere it stands in the path. */
char *web_url(const char *url, const char *organization, const char *kind, const char *id)
{
    bool local = url_is_loopback(url) && (!organization || strcmp(organization, "local") == 0);
    g_autofree char *page = id && *id && organization && !local ? page_of(kind, id) : NULL;
    if (!page)
        return NULL;
    g_autofree char *escaped = g_uri_escape_string(organization, NULL, false);
    if (url_is_sentry(url))
        return g_strdup_printf("https://%s.sentry.io/%s", escaped, page);
    return g_strdup_printf("%s/organizations/%s/%s", url, escaped, page);
}
