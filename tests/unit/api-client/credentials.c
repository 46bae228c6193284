/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/credentials.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A home, a working directory two levels below it, and a config; the environment is empty. */
struct place {
    char *home, *work, *config, *before;
};

static void set_up(struct place *place, const void *unused)
{
    (void)unused;
    static const char *const NAMES[] = {"SENTRY_AUTH_TOKEN", "SENTRY_URL", "SENTRY_HOST",
                                        "SENTRY_ORG", "SENTRY_PROJECT"};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        g_unsetenv(NAMES[i]);
    place->home = g_strdup(g_get_home_dir());
    place->work = g_build_filename(place->home, "src", "shop", NULL);
    place->config = g_build_filename(place->home, "vigil-config", NULL);
    place->before = g_get_current_dir();
    g_assert_cmpint(g_mkdir_with_parents(place->work, 0700), ==, 0);
    g_assert_cmpint(chdir(place->work), ==, 0);
}

static void tear_down(struct place *place, const void *unused)
{
    (void)unused;
    static const char *const FILES[] = {".sentryclirc", "src/.sentryclirc",
                                        "src/shop/.sentryclirc"};
    for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
        g_autofree char *path = g_build_filename(place->home, FILES[i], NULL);
        g_unlink(path);
    }
    g_chmod(place->config, 0600);
    g_unlink(place->config);
    g_assert_cmpint(chdir(place->before), ==, 0);
    g_free(place->home);
    g_free(place->work);
    g_free(place->config);
    g_free(place->before);
}

static void write_file(const char *directory, const char *name, const char *text, int mode)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(g_chmod(path, mode), ==, 0);
}

static void write_config(const struct place *place, const char *text, int mode)
{
    write_file(place->home, "vigil-config", text, mode);
}

static struct credentials *find(const struct place *place, const char *url)
{
    g_autoptr(GError) error = NULL;
    struct credentials *found = credentials_find(url, NULL, NULL, place->config, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(found);
    return found;
}

static void nothing(struct place *place, const void *unused)
{
    (void)unused;
    struct credentials *found = find(place, NULL);
    g_assert_null(found->url);
    g_assert_null(found->token);
    g_assert_null(found->source);
    credentials_free(found);
}

static void environment(struct place *place, const void *unused)
{
    (void)unused;
    g_setenv("SENTRY_AUTH_TOKEN", "sntryu_env", TRUE);
    g_setenv("SENTRY_PROJECT", "acme/checkout", TRUE);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->url, ==, "https://sentry.io");
    g_assert_cmpstr(found->token, ==, "sntryu_env");
    g_assert_cmpstr(found->source, ==, "SENTRY_AUTH_TOKEN");
    g_assert_cmpstr(found->organization, ==, "acme");
    g_assert_cmpstr(found->project, ==, "checkout");
    credentials_free(found);
    g_setenv("SENTRY_URL", "https://sentry.example.com/", TRUE);
    found = find(place, NULL);
    g_assert_cmpstr(found->url, ==, "https://sentry.example.com");
    g_assert_cmpstr(found->token, ==, "sntryu_env");
    credentials_free(found);
}

static void another_host(struct place *place, const void *unused)
{
    (void)unused;
    static const char *const OTHERS[] = {
        "http://127.0.0.1:8969", "https://evil.example", "https://sentry.io.evil.com",
        "https://evilsentry.io", "http://sentry.io",     "https://sentry.io:8443",
    };
    g_setenv("SENTRY_AUTH_TOKEN", "sntryu_env", TRUE);
    write_config(place, "[sentry]\ntoken = sntryu_config\n", 0600);
    write_file(place->home, ".sentryclirc", "[auth]\ntoken=sntryu_home\n", 0600);
    for (size_t i = 0; i < G_N_ELEMENTS(OTHERS); i++) {
        struct credentials *found = find(place, OTHERS[i]);
        g_assert_cmpstr(found->url, ==, OTHERS[i]);
        g_assert_null(found->token);
        g_assert_nonnull(strstr(found->source, "SENTRY_AUTH_TOKEN"));
        g_assert_null(strstr(found->source, "sntryu"));
        credentials_free(found);
    }
}

static void hostile_directory(struct place *place, const void *unused)
{
    (void)unused;
    g_setenv("SENTRY_AUTH_TOKEN", "sntryu_env", TRUE);
    write_file(place->home, ".sentryclirc", "[auth]\ntoken=sntryu_home\n", 0600);
    write_file(place->work, ".sentryclirc", "[defaults]\nurl=https://evil.example\n", 0600);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->url, ==, "https://evil.example");
    g_assert_null(found->token);
    credentials_free(found);
}

/* A pipe that somebody left in a directory above: nobody ever writes to it. */
static void pipe_in_the_way(struct place *place, const void *unused)
{
    (void)unused;
    g_autofree char *path = g_build_filename(place->work, ".sentryclirc", NULL);
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    write_file(place->home, ".sentryclirc", "[auth]\ntoken=sntryu_home\n", 0600);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->token, ==, "sntryu_home");
    credentials_free(found);
}

static void regions(struct place *place, const void *unused)
{
    (void)unused;
    g_setenv("SENTRY_AUTH_TOKEN", "sntryu_env", TRUE);
    struct credentials *found = find(place, "https://de.sentry.io");
    g_assert_cmpstr(found->token, ==, "sntryu_env");
    credentials_free(found);
}

static void config(struct place *place, const void *unused)
{
    (void)unused;
    write_config(place,
                 "# mine\n[sentry]\nurl = https://sentry.example.com\norganization = acme\n"
                 "project = web\ntoken = sntryu_config\n[repositories]\nacme/web = ~/web\n",
                 0600);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->url, ==, "https://sentry.example.com");
    g_assert_cmpstr(found->organization, ==, "acme");
    g_assert_cmpstr(found->project, ==, "web");
    g_assert_cmpstr(found->token, ==, "sntryu_config");
    g_assert_cmpstr(found->source, ==, place->config);
    credentials_free(found);
    found = find(place, "http://127.0.0.1:8969");
    g_assert_null(found->token);
    g_assert_null(found->organization);
    credentials_free(found);
}

static void environment_first(struct place *place, const void *unused)
{
    (void)unused;
    g_setenv("SENTRY_AUTH_TOKEN", "sntryu_env", TRUE);
    write_config(place, "[sentry]\ntoken = sntryu_config\norganization = acme\n", 0600);
    write_file(place->home, ".sentryclirc", "[auth]\ntoken=sntryu_home\n", 0600);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->token, ==, "sntryu_env");
    g_assert_cmpstr(found->organization, ==, "acme");
    credentials_free(found);
    g_unsetenv("SENTRY_AUTH_TOKEN");
    found = find(place, NULL);
    g_assert_cmpstr(found->token, ==, "sntryu_config");
    credentials_free(found);
    g_unlink(place->config);
    found = find(place, NULL);
    g_assert_cmpstr(found->token, ==, "sntryu_home");
    g_assert_cmpstr(found->source, ==, "~/.sentryclirc");
    credentials_free(found);
}

static void open_config(struct place *place, const void *unused)
{
    (void)unused;
    static const int MODES[] = {0644, 0640, 0604, 0660};
    for (size_t i = 0; i < G_N_ELEMENTS(MODES); i++) {
        write_config(place, "[sentry]\ntoken = sntryu_secret\n", MODES[i]);
        g_autoptr(GError) error = NULL;
        g_assert_null(credentials_find(NULL, NULL, NULL, place->config, NULL, &error));
        g_assert_nonnull(strstr(error->message, "chmod 600"));
        g_assert_nonnull(strstr(error->message, place->config));
        g_assert_null(strstr(error->message, "sntryu_secret"));
    }
    write_config(place, "[sentry]\norganization = acme\n", 0644);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->organization, ==, "acme");
    credentials_free(found);
}

static void broken_config(struct place *place, const void *unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    write_config(place, "no group here\n", 0600);
    g_assert_null(credentials_find(NULL, NULL, NULL, place->config, NULL, &error));
    g_assert_nonnull(strstr(error->message, place->config));
    g_clear_error(&error);
    g_assert_null(credentials_find("ftp://x", NULL, NULL, NULL, NULL, &error));
    g_assert_nonnull(strstr(error->message, "ftp://x"));
    g_clear_error(&error);
    g_assert_null(credentials_find(NULL, NULL, NULL, place->home, NULL, &error));
    g_assert_nonnull(error);
}

/* A command that does not end, nor its output, must not take the memory there is. */
static void an_endless_command(struct place *place, const void *unused)
{
    (void)unused;
    write_config(place, "[sentry]\nurl=https://x.example\ntoken_command = yes\n", 0600);
    g_autoptr(GError) error = NULL;
    g_assert_null(credentials_find(NULL, NULL, NULL, place->config, NULL, &error));
    g_assert_nonnull(strstr(error->message, "token_command \"yes\" failed: it printed more"));
    g_clear_error(&error);
    write_config(place, "[sentry]\nurl=https://x.example\ntoken_command = ls /no-such-place\n",
                 0600);
    g_assert_null(credentials_find(NULL, NULL, NULL, place->config, NULL, &error));
    g_assert_nonnull(strstr(error->message, "no-such-place"));
    g_assert_nonnull(strstr(error->message, "code 2"));
}

/* The command goes on only once somebody was told of it. */
static void let_go(const char *command)
{
    FILE *file = fopen(strchr(command, '/'), "w");
    g_assert_true(file && fputs("made\n", file) > 0 && fclose(file) == 0);
}

static void a_command_that_waits(struct place *place, const void *unused)
{
    g_autofree char *fifo = g_build_filename(place->home, "fifo", NULL);
    g_autofree char *config =
        g_strdup_printf("[sentry]\nurl=https://x.example\ntoken_command = head -n 1 %s\n", fifo);
    g_autoptr(GError) error = NULL;
    (void)unused;
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    write_config(place, config, 0600);
    struct credentials *found = credentials_find(NULL, NULL, NULL, place->config, let_go, &error);
    unlink(fifo);
    g_assert_no_error(error);
    g_assert_cmpstr(found->token, ==, "made");
    credentials_free(found);
}

static void command(struct place *place, const void *unused)
{
    (void)unused;
    write_config(
        place,
        "[sentry]\nurl=https://x.example\ntoken_command = printf 'sntryu_%s\\\\nmore' made\n",
        0600);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->token, ==, "sntryu_made");
    g_assert_cmpstr(found->source, ==, "token_command");
    credentials_free(found);
    write_config(place, "[sentry]\nurl=https://x.example\ntoken_command = false\n", 0600);
    g_autoptr(GError) error = NULL;
    g_assert_null(credentials_find(NULL, NULL, NULL, place->config, NULL, &error));
    g_assert_nonnull(strstr(error->message, "token_command"));
    found = find(place, "https://other.example");
    g_assert_null(found->token);
    credentials_free(found);
    g_clear_error(&error);
    write_config(place, "[sentry]\ntoken_command = false\n", 0622);
    g_assert_null(credentials_find(NULL, NULL, NULL, place->config, NULL, &error));
    g_assert_nonnull(strstr(error->message, "chmod 600"));
}

static void without_a_shell(struct place *place, const void *unused)
{
    (void)unused;
    write_config(place,
                 "[sentry]\nurl=https://x.example\ntoken_command = echo a;touch$IFS/tmp/never\n",
                 0600);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->token, ==, "a;touch$IFS/tmp/never");
    credentials_free(found);
}

static void walks_up(struct place *place, const void *unused)
{
    (void)unused;
    g_autofree char *above = g_build_filename(place->home, "src", NULL);
    write_file(place->home, ".sentryclirc",
               "\xef\xbb\xbf# mine\r\n[AUTH]\r\nToken = "
               "\"sntryu_home\"\r\n[defaults]\nurl=https://x.example\n"
               "org=home-org\nproject=home-project\n",
               0644);
    write_file(above, ".sentryclirc", "[defaults]\norg = 'above-org'\n; project = no\n", 0644);
    write_file(place->work, ".sentryclirc", "[defaults]\nproject=near\n[other]\ntoken=no\n", 0644);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->url, ==, "https://x.example");
    g_assert_cmpstr(found->token, ==, "sntryu_home");
    g_assert_cmpstr(found->organization, ==, "above-org");
    g_assert_cmpstr(found->project, ==, "near");
    credentials_free(found);
}

static void names_of_another_place(struct place *place, const void *unused)
{
    (void)unused;
    write_file(place->home, ".sentryclirc",
               "[defaults]\nurl=https://x.example\norg=x-org\nproject=x-project\n", 0600);
    struct credentials *found = find(place, "http://localhost:8969");
    g_assert_null(found->organization);
    g_assert_null(found->project);
    credentials_free(found);
    g_autoptr(GError) error = NULL;
    found = credentials_find("https://x.example", "other", NULL, NULL, NULL, &error);
    g_assert_cmpstr(found->organization, ==, "other");
    g_assert_null(found->project);
    credentials_free(found);
}

static char *organization_token(const char *claims)
{
    g_autofree char *encoded = g_base64_encode((const guchar *)claims, strlen(claims));
    return g_strconcat("sntrys_", encoded, "_secretpart", NULL);
}

static void token_that_names_its_home(struct place *place, const void *unused)
{
    (void)unused;
    g_autofree char *token =
        organization_token("{\"iat\":1,\"url\":\"https://s.example\",\"region_url\":\"https://"
                           "r.example\",\"org\":\"acme\"}");
    g_setenv("SENTRY_AUTH_TOKEN", token, TRUE);
    struct credentials *found = find(place, NULL);
    g_assert_cmpstr(found->url, ==, "https://s.example");
    g_assert_cmpstr(found->organization, ==, "acme");
    g_assert_cmpstr(found->token, ==, token);
    credentials_free(found);
    found = find(place, "https://sentry.io");
    g_assert_null(found->token);
    g_assert_null(found->organization);
    credentials_free(found);
    g_setenv("SENTRY_AUTH_TOKEN", "sntrys_not-base64!_x", TRUE);
    found = find(place, NULL);
    g_assert_cmpstr(found->url, ==, "https://sentry.io");
    credentials_free(found);
}

static void allow(void)
{
    static const struct {
        const char *home, *url;
        bool allowed;
    } PAIRS[] = {
        {"https://sentry.io",      "https://sentry.io/api/0/",         true },
        {"https://sentry.io",      "https://us.sentry.io",             true },
        {"https://de.sentry.io",   "https://sentry.io",                true },
        {"https://sentry.io",      "https://SENTRY.IO:443/",           true },
        {"https://sentry.io",      "http://sentry.io",                 false},
        {"https://sentry.io",      "https://sentry.io:444",            false},
        {"https://sentry.io",      "https://notsentry.io",             false},
        {"https://sentry.io",      "https://sentry.io.evil.example",   false},
        {"https://sentry.io",      "https://evil.example/sentry.io",   false},
        {"https://sentry.io",      "https://sentry.io@evil.example/",  false},
        {"https://sentry.io",      "https://evil.example#@sentry.io",  false},
        {"https://sentry.io",      "https://evil.example\\@sentry.io", false},
        {"https://x.example",      "https://x.example/deep/path",      true },
        {"https://x.example",      "https://y.x.example",              false},
        {"https://x.example:9000", "https://x.example",                false},
        {"http://x.example",       "http://x.example",                 false},
        {"http://127.0.0.1:8969",  "http://127.0.0.1:8969/api/0/",     true },
        {"http://127.0.0.1:8969",  "http://127.0.0.1:9000",            false},
        {"http://127.0.0.1:8969",  "https://127.0.0.1:8969",           false},
        {"http://localhost:8969",  "http://localhost:8969",            true },
        {"http://[::1]:8969",      "http://[::1]:8969",                true },
        {NULL,                     "https://sentry.io",                false},
        {"https://sentry.io",      NULL,                               false},
        {"",                       "",                                 false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PAIRS); i++)
        if (credentials_allow(PAIRS[i].home, PAIRS[i].url) != PAIRS[i].allowed)
            g_error("%s -> %s", PAIRS[i].home, PAIRS[i].url);
}

#define ADD(name, function) \
    g_test_add("/credentials/" name, struct place, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_autofree char *home = g_dir_make_tmp("vigil-home-XXXXXX", NULL);
    g_setenv("HOME", home, TRUE);
    g_test_init(&argc, &argv, NULL);
    ADD("nothing configured is no error", nothing);
    ADD("the environment, with its url beside it", environment);
    ADD("a token never goes to another host", another_host);
    ADD("a directory's url gets no token of ours", hostile_directory);
    ADD("a pipe in the way is not waited for", pipe_in_the_way);
    ADD("the regions of sentry.io are one place", regions);
    ADD("the config, and only for its url", config);
    ADD("the environment before the config before sentry-cli's files", environment_first);
    ADD("a token that others can read is refused with chmod 600", open_config);
    ADD("a broken config is named", broken_config);
    ADD("a command gives the token, and runs only for its host", command);
    ADD("a command that prints without end is stopped", an_endless_command);
    ADD("of a command that takes a while somebody is told", a_command_that_waits);
    ADD("a command is run without a shell", without_a_shell);
    ADD("sentry-cli's files, the closest first, field by field", walks_up);
    ADD("the names of another place do not count", names_of_another_place);
    ADD("an organization token names its host and organization", token_that_names_its_home);
    g_test_add_func("/credentials/which token may go where", allow);
    int status = g_test_run();
    g_autofree char *work = g_build_filename(home, "src", "shop", NULL);
    g_autofree char *above = g_build_filename(home, "src", NULL);
    g_rmdir(work);
    g_rmdir(above);
    g_rmdir(home);
    return status;
}
