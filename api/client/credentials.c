/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/credentials.h"

#include "api/client/command_output.h"
#include "api/client/credential_files.h"
#include "api/client/request_path.h"
#include "api/client/url.h"

#include <string.h>

#define SENTRY_URL "https://sentry.io"

/* Same scheme, host and port; the regions of sentry.io are one place. */
static bool same_place(const char *a, const char *b)
{
    return a && b && (url_same_origin(a, b) || (url_is_sentry(a) && url_is_sentry(b)));
}

bool credentials_allow(const char *token_url, const char *url)
{
    return same_place(token_url, url) &&
           (g_ascii_strncasecmp(url, "https:", 6) == 0 || url_is_loopback(url));
}

void credentials_free(struct credentials *credentials)
{
    if (!credentials)
        return;
    g_free(credentials->url);
    g_free(credentials->organization);
    g_free(credentials->project);
    g_free(credentials->token);
    g_free(credentials->source);
    g_free(credentials);
}

static char *environment(const char *name)
{
    const char *value = g_getenv(name);
    return value && *value ? g_strdup(value) : NULL;
}

/* The environment as a source. SENTRY_PROJECT may be "organization/project". */
static struct credential_source *source_environment(void)
{
    struct credential_source *source = g_new0(struct credential_source, 1);
    source->name = g_strdup("SENTRY_AUTH_TOKEN");
    source->url = environment("SENTRY_HOST");
    if (!source->url)
        source->url = environment("SENTRY_URL");
    source->organization = environment("SENTRY_ORG");
    source->project = environment("SENTRY_PROJECT");
    source->token = environment("SENTRY_AUTH_TOKEN");
    const char *slash = source->project ? strchr(source->project, '/') : NULL;
    if (slash) {
        g_free(source->organization);
        source->organization = g_strndup(source->project, (gsize)(slash - source->project));
        memmove(source->project, slash + 1, strlen(slash));
    }
    return source;
}

/* What the command prints on its first line. Run without a shell. */
static char *run_command(const char *command, void (*waits)(const char *command), GError **error)
{
    const struct command_slow slow = {waits, command};
    g_auto(GStrv) argv = NULL;
    g_autofree char *output = NULL;
    g_autoptr(GError) problem = NULL;
    if (g_shell_parse_argv(command, NULL, &argv, &problem))
        output = command_output(argv, waits ? &slow : NULL, &problem);
    if (!output) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_CREDENTIALS,
                    "the token_command \"%s\" failed: %s", command, problem->message);
        return NULL;
    }
    output[strcspn(output, "\r\n")] = '\0';
    g_strstrip(output);
    if (!*output) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_CREDENTIALS,
                    "the token_command \"%s\" printed nothing", command);
        return NULL;
    }
    return g_steal_pointer(&output);
}

/* Where the source's token belongs: the url beside it; else what the token says of itself; else
 * sentry.io. */
static char *home_of(const struct credential_source *source)
{
    if (source->url)
        return url_normalise(source->url, NULL);
    struct credential_source *inside = credential_from_token(source->token);
    char *home = inside && inside->url ? url_normalise(inside->url, NULL) : NULL;
    credential_source_free(inside);
    return home ? home : g_strdup(SENTRY_URL);
}

/* Takes the token of `source` if it may go to the URL. What was passed over is noted, so that "no
 * token" can say why. Returns false on an error. */
static bool try_source(struct credentials *credentials, const struct credential_source *source,
                       GString *passed_over, void (*waits)(const char *command), GError **error)
{
    if (credentials->token || (!source->token && !source->token_command))
        return true;
    g_autofree char *home = home_of(source);
    if (!credentials_allow(home, credentials->url)) {
        bool plain = home && url_same_origin(home, credentials->url);
        g_string_append_printf(passed_over,
                               plain ? "%sthe token of %s is not sent over http to %s"
                                     : "%sthe token of %s belongs to %s",
                               passed_over->len ? "; " : "", source->name, home ? home : "no host");
        return true;
    }
    if (source->token) {
        credentials->token = g_strdup(source->token);
        credentials->source = g_strdup(source->name);
        return true;
    }
    credentials->token = run_command(source->token_command, waits, error);
    credentials->source = g_strdup("token_command");
    return credentials->token != NULL;
}

static void fill(char **place, const char *value)
{
    if (!*place && value && *value)
        *place = g_strdup(value);
}

/* The first source that names a URL; without one but with a token, the home of the token. Nothing
 * at all is no error: then nothing is configured. */
static bool find_url(struct credentials *credentials, const GPtrArray *sources, const char *url,
                     GError **error)
{
    g_autofree char *found = g_strdup(url);
    for (guint i = 0; i < sources->len; i++)
        fill(&found, ((const struct credential_source *)sources->pdata[i])->url);
    for (guint i = 0; !found && i < sources->len; i++) {
        const struct credential_source *source = sources->pdata[i];
        if (source->token || source->token_command)
            found = home_of(source);
    }
    if (!found)
        return true;
    credentials->url = url_normalise(found, error);
    return credentials->url != NULL;
}

/* The organization and project: of the first source that names them, and that does not speak of
 * another place; a project only with its own organization. */
static void find_names(struct credentials *credentials, const GPtrArray *sources)
{
    for (guint i = 0; i < sources->len; i++) {
        const struct credential_source *source = sources->pdata[i];
        g_autofree char *home = source->url ? url_normalise(source->url, NULL) : NULL;
        if (home && credentials->url && !same_place(home, credentials->url))
            continue;
        fill(&credentials->organization, source->organization);
        if (!source->organization || strcmp(source->organization, credentials->organization) == 0)
            fill(&credentials->project, source->project);
    }
}

/* An organization token names its organization. */
static void use_token_claims(struct credentials *credentials)
{
    struct credential_source *inside = credential_from_token(credentials->token);
    if (inside)
        fill(&credentials->organization, inside->organization);
    credential_source_free(inside);
}

/* The environment's, the config's and sentry-cli's files, in that order. NULL on an error. */
static GPtrArray *all_sources(const char *config, GError **error)
{
    g_autoptr(GPtrArray) sources =
        g_ptr_array_new_with_free_func((GDestroyNotify)credential_source_free);
    g_ptr_array_add(sources, source_environment());
    g_autoptr(GError) problem = NULL;
    struct credential_source *own = credential_config(config, &problem);
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    if (own)
        g_ptr_array_add(sources, own);
    g_ptr_array_extend_and_steal(sources, credential_rc_files());
    return g_steal_pointer(&sources);
}

struct credentials *credentials_find(const char *url, const char *organization, const char *project,
                                     const char *config, void (*waits)(const char *command),
                                     GError **error)
{
    g_autoptr(GPtrArray) sources = all_sources(config, error);
    if (!sources)
        return NULL;
    struct credentials *credentials = g_new0(struct credentials, 1);
    credentials->organization = g_strdup(organization);
    credentials->project = g_strdup(project);
    g_autoptr(GString) passed_over = g_string_new(NULL);
    bool fine = find_url(credentials, sources, url, error);
    find_names(credentials, sources);
    for (guint i = 0; fine && credentials->url && i < sources->len; i++)
        fine = try_source(credentials, sources->pdata[i], passed_over, waits, error);
    if (!fine) {
        credentials_free(credentials);
        return NULL;
    }
    use_token_claims(credentials);
    if (!credentials->token && passed_over->len)
        credentials->source = g_strdup(passed_over->str);
    return credentials;
}
