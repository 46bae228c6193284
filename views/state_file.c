/* SPDX-License-Identifier: Apache-2.0 */
#include "views/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_TRIES 40
#define LOCK_US    25000

/* What names may hold; the rest is written as %XX. */
#define PLAIN ".:+"

char *state_file_path(const char *url, const char *organization)
{
    const char *scheme = strstr(url, "://");
    g_autofree char *host = g_ascii_strdown(scheme ? scheme + 3 : url, -1);
    g_strdelimit(host, "/", '+');
    while (g_str_has_suffix(host, "+"))
        host[strlen(host) - 1] = '\0';
    g_autofree char *both = g_strdup_printf("%s+%s", host, organization ? organization : "");
    g_autofree char *plain = g_uri_escape_string(both, PLAIN, FALSE);
    g_autofree char *name = g_strdup_printf("%.200s.state", plain);
    return g_build_filename(g_get_user_state_dir(), "vigil", name, NULL);
}

/* --- reading --- */

static bool fail(GError **error, const char *path, int number)
{
    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(number), "%s: %s", path,
                g_strerror(number));
    return false;
}

/* False with *error when there is a file that cannot be read, or is none; empty without a file. */
static bool read_all(const char *path, GString *out, GError **error)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT || fail(error, path, errno);
    bool fits = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= STATE_FILE_MOST;
    char bytes[4096];
    ssize_t count = 0;
    while (fits && out->len <= STATE_FILE_MOST && (count = read(fd, bytes, sizeof bytes)) > 0)
        g_string_append_len(out, bytes, count);
    int number = errno;
    close(fd);
    if (fits && count < 0)
        return fail(error, path, number);
    if (!fits || out->len > STATE_FILE_MOST)
        g_string_assign(out, "more than a state is"); /* damaged: no key file begins so */
    return true;
}

/* The damaged file makes room, and is kept for whoever wants to know. */
static void put_aside(const char *path, const GError *problem, GError **error)
{
    g_autofree char *aside = g_strconcat(path, ".bad", NULL);
    bool kept = g_rename(path, aside) == 0;
    g_set_error(error, problem->domain, problem->code, "%s cannot be used: %s; %s", path,
                problem->message, kept ? "it is kept as FILE.bad" : g_strerror(errno));
}

struct state *state_file_read(const char *path, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GError) problem = NULL;
    if (!read_all(path, text, error) || text->len == 0)
        return state_new();
    struct state *state = state_parse(text->str, text->len, &problem);
    if (state)
        return state;
    put_aside(path, problem, error);
    return state_new();
}

/* --- writing --- */

/* One writer at a time, by a lock on the folder: no file of its own is needed. Where locks do not
 * work, or somebody holds it for a second, it goes without. */
static int lock_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; fd >= 0 && i < LOCK_TRIES && flock(fd, LOCK_EX | LOCK_NB) < 0; i++) {
        if (errno != EWOULDBLOCK)
            break;
        g_usleep(LOCK_US);
    }
    return fd;
}

static bool make_folder(const char *folder, GError **error)
{
    return g_mkdir_with_parents(folder, 0700) == 0 || fail(error, folder, errno);
}

/* What is damaged was put aside; what could not be read is not replaced. */
static bool replace(const char *path, const struct state *changes, GError **error)
{
    GError *trouble = NULL;
    g_autoptr(state) now = state_file_read(path, &trouble);
    if (g_error_matches(trouble, STATE_ERROR, STATE_DAMAGED) ||
        g_error_matches(trouble, STATE_ERROR, STATE_NEWER))
        g_clear_error(&trouble);
    if (trouble) {
        g_propagate_error(error, trouble);
        return false;
    }
    state_merge(now, changes);
    g_autofree char *text = state_text(now);
    return g_file_set_contents_full(
        path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

bool state_file_write(const char *path, const struct state *state, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (!make_folder(folder, error))
        return false;
    int lock = lock_folder(folder);
    bool written = replace(path, state, error);
    if (lock >= 0)
        close(lock);
    return written;
}
