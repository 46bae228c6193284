/* SPDX-License-Identifier: Apache-2.0
 *
 * Other programs: an editor, a command of the user's. The terminal is lent to one at a time, while
 * the console goes on receiving; or it runs in the background, without one. No shell is involved.
 */
#include "views/desk_state.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

struct child {
    struct desk *desk;
    char *name;
    enum child_way way;
    char *remove; /* a file that goes with it; may be NULL */
    GPid pid;
    int status;
    guint watch, enter; /* sources */
};

void desk_child_free(struct child *child)
{
    if (!child)
        return;
    if (child->watch)
        g_source_remove(child->watch);
    if (child->enter)
        g_source_remove(child->enter);
    if (child->remove)
        remove(child->remove);
    g_free(child->remove);
    g_free(child->name);
    g_free(child);
}

/* "kubectl ended with status 1". */
static char *ending(const struct child *child)
{
    int status = child->status;
    if (WIFSIGNALED(status))
        return g_strdup_printf("%s was ended by signal %d (%s)", child->name, WTERMSIG(status),
                               g_strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) == 0)
        return g_strdup_printf("%s ended well", child->name);
    return g_strdup_printf("%s ended with status %d", child->name, WEXITSTATUS(status));
}

static bool has_terminal(enum child_way way)
{
    return way == CHILD_WAIT || way == CHILD_AT_ONCE;
}

static bool ended_well(const struct child *child)
{
    return WIFEXITED(child->status) && WEXITSTATUS(child->status) == 0;
}

/* The terminal comes back. */
static void come_back(struct child *child)
{
    struct desk *desk = child->desk;
    g_autofree char *text = ending(child);
    screen_resume(desk->screen);
    desk->lend(desk->context, false);
    desk->child = NULL;
    desk_say(desk, !ended_well(child), "%s", text);
    desk_child_free(child);
    desk_redraw(desk);
}

/* The line that was asked for: its end is all that counts. */
static gboolean line_came(gint fd, GIOCondition condition, void *data)
{
    struct child *child = data;
    (void)fd;
    (void)condition;
    child->enter = 0;
    if (!screen_skip_line(child->desk->screen))
        desk_quit(child->desk);
    come_back(child);
    return G_SOURCE_REMOVE;
}

static void child_ended(GPid pid, gint status, void *data)
{
    struct child *child = data;
    child->watch = 0;
    child->status = status;
    g_spawn_close_pid(pid);
    g_autofree char *text = ending(child);
    if (!has_terminal(child->way)) {
        if (child->way == CHILD_BACKGROUND || !ended_well(child))
            desk_say(child->desk, !ended_well(child), "%s", text);
        g_ptr_array_remove(child->desk->children, child);
        return;
    }
    if (child->way == CHILD_AT_ONCE) {
        come_back(child);
        return;
    }
    g_autofree char *asking = g_strdup_printf("\n%s. Enter goes back to vigil. ", text);
    screen_tell(child->desk->screen, asking);
    child->enter = g_unix_fd_add(screen_fd(child->desk->screen), G_IO_IN | G_IO_HUP | G_IO_ERR,
                                 line_came, child);
}

static bool spawn(struct child *child, const char *const *argv, GError **error)
{
    GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD;
    if (has_terminal(child->way))
        flags |= G_SPAWN_CHILD_INHERITS_STDIN;
    else
        flags |= G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
    if (!g_spawn_async(NULL, (char **)argv, NULL, flags, NULL, NULL, &child->pid, error))
        return false;
    child->watch = g_child_watch_add(child->pid, child_ended, child);
    return true;
}

bool desk_child(struct desk *desk, const char *const *argv, enum child_way way,
                const char *remove_file)
{
    struct child *child = g_new0(struct child, 1);
    g_autoptr(GError) error = NULL;
    bool lent = has_terminal(way) && desk->screen;
    child->desk = desk;
    child->way = way;
    child->name = g_path_get_basename(argv[0]);
    child->remove = g_strdup(remove_file);
    if (lent) {
        desk->lend(desk->context, true);
        screen_suspend(desk->screen);
    }
    if (!spawn(child, argv, &error)) {
        if (lent) {
            screen_resume(desk->screen);
            desk->lend(desk->context, false);
        }
        desk_say(desk, true, "%s", error->message);
        desk_child_free(child);
        return false;
    }
    if (lent)
        desk->child = child;
    else
        g_ptr_array_add(desk->children, child);
    if (!lent)
        desk_say(desk, false, "%s runs in the background", child->name);
    return true;
}
