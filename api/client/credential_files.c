/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/credential_files.h"

#include "api/client/decode.h"
#include "api/client/request_path.h"
#include "base/small_file.h"

#include <string.h>

#define MAX_FILE_BYTES (1 << 20)

void credential_source_free(struct credential_source *source)
{
    if (!source)
        return;
    char *owned[] = {source->name,    source->url,   source->organization,
                     source->project, source->token, source->token_command};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_free(source);
}

/* With the mode of the same open file. NULL without an error if there is none. */
static char *read_file(const char *path, struct stat *info, GError **error)
{
    g_autoptr(GError) problem = NULL;
    char *text = small_file_read(path, MAX_FILE_BYTES, NULL, info, &problem);
    if (!text && !g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT) &&
        !g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_CREDENTIALS, "cannot read %s",
                    problem->message);
    return text;
}

static char *key_of(GKeyFile *keys, const char *key)
{
    char *value = g_key_file_get_string(keys, "sentry", key, NULL);
    if (value && !*g_strstrip(value))
        g_clear_pointer(&value, g_free);
    return value;
}

/* Others may not read a token, nor write a command that we run. */
static bool check_mode(const char *path, const struct stat *info,
                       const struct credential_source *source, GError **error)
{
    unsigned mode = info->st_mode & 0777;
    if (source->token && mode & 0077)
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_CREDENTIALS,
                    "%s holds a token and others may read it (mode %04o): chmod 600 %s", path, mode,
                    path);
    else if (source->token_command && mode & 0022)
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_CREDENTIALS,
                    "%s names a command and others may write to it (mode %04o): chmod 600 %s", path,
                    mode, path);
    else
        return true;
    return false;
}

struct credential_source *credential_config(const char *path, GError **error)
{
    struct stat info;
    g_autofree char *text = path ? read_file(path, &info, error) : NULL;
    if (!text)
        return NULL;
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GError) problem = NULL;
    if (!g_key_file_load_from_data(keys, text, strlen(text), G_KEY_FILE_NONE, &problem) &&
        !g_error_matches(problem, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_NOT_FOUND)) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_CREDENTIALS, "%s: %s", path,
                    problem->message);
        return NULL;
    }
    struct credential_source *source = g_new0(struct credential_source, 1);
    source->name = g_strdup(path);
    source->url = key_of(keys, "url");
    source->organization = key_of(keys, "organization");
    source->project = key_of(keys, "project");
    source->token = key_of(keys, "token");
    source->token_command = key_of(keys, "token_command");
    if (check_mode(path, &info, source, error))
        return source;
    credential_source_free(source);
    return NULL;
}

/* Which line of a .sentryclirc fills which part. */
static char **place_of(struct credential_source *source, const char *section, const char *key)
{
    const struct {
        const char *section, *key;
        char **place;
    } places[] = {
        {"defaults", "url",     &source->url         },
        {"defaults", "org",     &source->organization},
        {"defaults", "project", &source->project     },
        {"auth",     "token",   &source->token       },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_ascii_strcasecmp(section, places[i].section) == 0 &&
            g_ascii_strcasecmp(key, places[i].key) == 0)
            return places[i].place;
    return NULL;
}

static void take_line(struct credential_source *source, const char *section, char *line)
{
    char *equals = strchr(line, '=');
    if (!equals || *line == '#' || *line == ';')
        return;
    *equals = '\0';
    char **place = place_of(source, section, g_strstrip(line));
    char *value = g_strstrip(equals + 1);
    size_t length = strlen(value);
    if (length >= 2 && (*value == '"' || *value == '\'') && value[length - 1] == *value) {
        value[length - 1] = '\0';
        value++;
    }
    if (place && !*place && *value)
        *place = g_strdup(value);
}

/* sentry-cli's dialect: names in any case, # and ; begin comments, values may be quoted, a byte
 * order mark may stand first. It is not quite GKeyFile's. */
static struct credential_source *parse_rc(const char *name, const char *text)
{
    struct credential_source *source = g_new0(struct credential_source, 1);
    source->name = g_strdup(name);
    g_autofree char *section = g_strdup("");
    g_auto(GStrv) lines =
        g_strsplit(g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text, "\n", -1);
    for (char **line = lines; *line; line++) {
        char *content = g_strstrip(*line);
        size_t length = strlen(content);
        if (length >= 2 && *content == '[' && content[length - 1] == ']') {
            content[length - 1] = '\0';
            g_free(section);
            section = g_strdup(g_strstrip(content + 1));
        } else {
            take_line(source, section, content);
        }
    }
    return source;
}

static void add_rc(GPtrArray *sources, const char *directory, const char *name)
{
    struct stat info;
    g_autofree char *path = g_build_filename(directory, ".sentryclirc", NULL);
    g_autofree char *text = read_file(path, &info, NULL);
    if (text)
        g_ptr_array_add(sources, parse_rc(name ? name : path, text));
}

GPtrArray *credential_rc_files(void)
{
    GPtrArray *sources = g_ptr_array_new_with_free_func((GDestroyNotify)credential_source_free);
    const char *home = g_get_home_dir();
    bool home_seen = false;
    g_autofree char *directory = g_get_current_dir();
    while (true) {
        bool is_home = strcmp(directory, home) == 0;
        home_seen |= is_home;
        add_rc(sources, directory, is_home ? "~/.sentryclirc" : NULL);
        char *above = g_path_get_dirname(directory);
        bool top = strcmp(above, directory) == 0;
        g_free(directory);
        directory = above;
        if (top)
            break;
    }
    if (!home_seen)
        add_rc(sources, home, "~/.sentryclirc");
    return sources;
}

struct credential_source *credential_from_token(const char *token)
{
    if (!token || !g_str_has_prefix(token, "sntrys_"))
        return NULL;
    const char *start = token + strlen("sntrys_"), *end = strchr(start, '_');
    g_autofree char *encoded = end ? g_strndup(start, (gsize)(end - start)) : g_strdup(start);
    gsize size;
    g_autofree guchar *text = g_base64_decode(encoded, &size);
    json_t *claims = json_read((const char *)text, size, NULL, NULL);
    if (!json_is_object(claims)) {
        json_decref(claims);
        return NULL;
    }
    struct credential_source *source = g_new0(struct credential_source, 1);
    source->name = g_strdup("the token itself");
    source->url = decode_either(claims, "url", "region_url");
    source->organization = json_get_text(claims, "org");
    source->project = NULL;
    json_decref(claims);
    return source;
}
