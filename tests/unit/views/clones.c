/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the clone of a repository is looked for, and that whoever draws does not wait for it.
 */
#include "views/clones.h"
#include "views/desk_state.h"
#include "views/suspect_state.h"

#include "api/repo/repo.h"
#include "base/clock.h"
#include "views/views.h"

#include <glib/gstdio.h>
#include <string.h>

#define START G_GINT64_CONSTANT(1790000000000000000)

/* Who opens clones is told by a wrap (CLONES_WRAPS in the Makefile). */
static struct {
    GThread *drawing;
    int opened, opened_drawing;
} seen;

struct repo *__real_repo_open(const char *path, GError **error);
struct repo *__wrap_repo_open(const char *path, GError **error);

struct repo *__wrap_repo_open(const char *path, GError **error)
{
    seen.opened++;
    seen.opened_drawing += g_thread_self() == seen.drawing;
    return __real_repo_open(path, error);
}

/* --- a folder with a clone in it --- */

static void put(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static char *folder_of(const char *const *clones)
{
    char *folder = g_dir_make_tmp("vigil-clones-XXXXXX", NULL);
    for (; *clones; clones++) {
        g_autofree char *clone = g_build_filename(folder, *clones, NULL);
        put(clone, ".git/HEAD", "ref: refs/heads/main\n");
        put(clone, ".git/refs/none", "");
        put(clone, ".git/objects/none", "");
        put(clone, ".git/config",
            "[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n"
            "\turl = git@example.org:acme/inventory.git\n");
    }
    return folder;
}

static void remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        remove_all(child);
    }
    g_remove(path);
}

static void assert_found(struct clones *clones, const char *repository, const char *service,
                         const char *name)
{
    g_autofree char *looked = NULL, *path = clones_find(clones, repository, service, &looked);
    g_assert_nonnull(path);
    g_assert_null(looked);
    g_assert_true(g_str_has_suffix(path, name));
}

static void a_clone_goes_by_its_folder_and_its_remote(void)
{
    static const char *const names[] = {"stock", NULL};
    g_autofree char *folder = folder_of(names);
    char *folders[] = {folder, NULL};
    g_autoptr(clones) clones = clones_new(NULL, folders);
    assert_found(clones, "acme/stock", NULL, "/stock");
    assert_found(clones, NULL, "stock", "/stock");
    assert_found(clones, "acme/inventory", "payment", "/stock");
    assert_found(clones, "acme/unheard", "stock", "/stock");
    seen.opened = 0;
    assert_found(clones, "acme/inventory", NULL, "/stock");
    g_assert_cmpint(seen.opened, ==, 0); /* it is known by now */
    remove_all(folder);
}

static void the_config_comes_first(void)
{
    static const char *const names[] = {"payment", NULL};
    g_autofree char *folder = folder_of(names);
    char *folders[] = {folder, NULL};
    g_autoptr(GKeyFile) config = g_key_file_new();
    g_key_file_set_string(config, "repositories", "payment", "/srv/elsewhere");
    g_autoptr(clones) clones = clones_new(config, folders);
    assert_found(clones, NULL, "payment", "/srv/elsewhere");
    remove_all(folder);
}

static void assert_not_found(struct clones *clones, const char *folder)
{
    g_autofree char *looked = NULL;
    g_assert_null(clones_find(clones, "acme/unheard", "payment", &looked));
    g_assert_true(g_str_has_prefix(looked, "no clone of acme/unheard found; looked at "));
    g_assert_nonnull(strstr(looked, folder));
}

static void where_was_looked_is_said(void)
{
    static const char *const names[] = {"stock", NULL};
    g_autofree char *folder = folder_of(names);
    char *folders[] = {folder, NULL};
    g_autoptr(clones) clones = clones_new(NULL, folders);
    assert_not_found(clones, folder);
    seen.opened = 0;
    assert_not_found(clones, folder);
    g_assert_cmpint(seen.opened, ==, 0); /* that there is none is known, too */
    remove_all(folder);
}

/* --- one that is made later --- */

static void clone_later(struct clones *clones, const char *folder)
{
    g_autofree char *looked = NULL, *later = g_build_filename(folder, "payment", NULL);
    g_assert_null(clones_find(clones, NULL, "payment", &looked));
    put(later, ".git/HEAD", "ref: refs/heads/main\n");
}

static void a_clone_that_is_made_later_is_found(void)
{
    static const char *const names[] = {"stock", NULL};
    g_autofree char *folder = folder_of(names);
    char *folders[] = {folder, NULL};
    g_autoptr(clones) clones = clones_new(NULL, folders);
    clock_freeze(START);
    clone_later(clones, folder);
    g_autofree char *looked = NULL;
    g_assert_null(clones_find(clones, NULL, "payment", &looked)); /* it is not looked each time */
    clock_freeze(START + 60 * NS_PER_SECOND);
    assert_found(clones, NULL, "payment", "/payment");
    remove_all(folder);
}

static void a_clone_that_is_made_later_is_found_at_once_when_asked_again(void)
{
    static const char *const names[] = {"stock", NULL};
    g_autofree char *folder = folder_of(names);
    char *folders[] = {folder, NULL};
    g_autoptr(clones) clones = clones_new(NULL, folders);
    clock_freeze(START);
    clone_later(clones, folder);
    clones_look_again(clones);
    assert_found(clones, NULL, "payment", "/payment");
    remove_all(folder);
}

/* --- a search --- */

static void judged(struct view *view)
{
    (void)view;
}

static void suspects_are_looked_for_beside_the_drawing(void)
{
    static const char *const names[] = {"stock", NULL};
    static const struct view_ops ops = {.name = "page", .title = "Page"};
    g_autofree char *folder = folder_of(names);
    struct desk *desk = desk_new();
    desk->repositories = g_new0(char *, 2);
    desk->repositories[0] = g_strdup(folder);
    struct view *view = desk_push(desk, &ops, PANE_TRACE, NULL, NULL);
    struct target target;
    target_init(&target, TARGET_SPAN);
    target_set(&target.service, "inventory");
    seen.opened = seen.opened_drawing = 0;
    seen.drawing = g_thread_self();
    struct suspect_search *search = suspect_search_new(view, &target, NULL, judged);
    while (!suspect_search_found(search))
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(seen.opened, >, 0);
    g_assert_cmpint(seen.opened_drawing, ==, 0);
    g_assert_nonnull(search->own.clone);
    g_assert_null(search->own.clone_why);
    suspect_search_free(search);
    target_clear(&target);
    desk_free(desk);
    remove_all(folder);
}

/* The text of the page of a frame, once it was read, or not found. */
static char *page_text(struct view *view)
{
    while (view->loading)
        g_main_context_iteration(NULL, TRUE);
    g_autoptr(GString) text = g_string_new(NULL);
    struct grid *grid = grid_new(12, 100);
    struct surface surface = surface_of_grid(grid);
    source_view.layout(view, 12, 100);
    source_view.draw(view, &surface);
    for (int row = 0; row < 12; row++) {
        g_autofree char *line = grid_row_text(grid, row);
        g_string_append_printf(text, "%s\n", line);
    }
    grid_free(grid);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The page of a frame in cart.ts of web, whose clone is looked for in the folder. */
static struct view *open_page(struct desk *desk, const char *folder)
{
    struct target target;
    desk->repositories = g_new0(char *, 2);
    desk->repositories[0] = g_strdup(folder);
    target_init(&target, TARGET_FRAME);
    target_set(&target.service, "web");
    target_set(&target.path, "cart.ts");
    target.line = 1;
    struct view *view = desk_push(desk, &source_view, PANE_TRACE, &target, NULL);
    target_clear(&target);
    return view;
}

/* A frame's file is read beside the drawing; without a clone, r looks again. */
static void a_source_is_read_beside_the_drawing(void)
{
    static const char *const names[] = {"stock", NULL};
    g_autofree char *folder = folder_of(names);
    g_autofree char *later = g_build_filename(folder, "web", NULL);
    struct desk *desk = desk_new();
    clock_freeze(START);
    seen.opened = seen.opened_drawing = 0;
    seen.drawing = g_thread_self();
    struct view *view = open_page(desk, folder);
    g_autofree char *none = page_text(view);
    g_assert_nonnull(strstr(none, "no clone of web found"));
    put(later, ".git/HEAD", "ref: refs/heads/main\n");
    put(later, "cart.ts", "export const cart = [];\n");
    desk_refresh(desk);
    g_autofree char *found = page_text(view);
    g_assert_nonnull(strstr(found, "export const cart"));
    g_assert_cmpint(seen.opened, >, 0);
    g_assert_cmpint(seen.opened_drawing, ==, 0);
    desk_free(desk);
    remove_all(folder);
}

/* What could not be read may be by the time that the scope changes. */
static void a_source_that_was_no_text_is_read_anew(void)
{
    static const char *const names[] = {"web", NULL};
    g_autofree char *folder = folder_of(names);
    g_autofree char *path = g_build_filename(folder, "web", "cart.ts", NULL);
    struct desk *desk = desk_new();
    g_assert_true(g_file_set_contents(path, "\0", 1, NULL));
    struct view *view = open_page(desk, folder);
    g_autofree char *none = page_text(view);
    g_assert_nonnull(strstr(none, "is no source text"));
    g_assert_true(g_file_set_contents(path, "export const cart = [];\n", -1, NULL));
    source_view.scope_changed(view);
    g_autofree char *found = page_text(view);
    g_assert_nonnull(strstr(found, "export const cart"));
    desk_free(desk);
    remove_all(folder);
}

static guint started(struct desk *desk)
{
    g_assert_true(desk_edit(desk));
    while (desk->jobs->len > 0)
        g_main_context_iteration(NULL, TRUE);
    return desk->children->len;
}

/* As when its key is pressed again while the file is looked for. */
static void an_editor_takes_no_terminal_from_another(void)
{
    static const char *const names[] = {"web", NULL};
    g_autofree char *folder = folder_of(names);
    g_autofree char *clone = g_build_filename(folder, "web", NULL);
    int other;
    struct desk *desk = desk_new();
    put(clone, "cart.ts", "export const cart = [];\n");
    g_autofree char *text = page_text(open_page(desk, folder));
    desk->focus = PANE_TRACE;
    desk->child = (struct child *)(void *)&other;
    g_assert_cmpuint(started(desk), ==, 0);
    desk->child = NULL;
    g_assert_cmpuint(started(desk), ==, 1);
    desk_free(desk);
    remove_all(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("VISUAL", "true", TRUE); /* the editor */
    g_test_add_func("/clones/a clone goes by its folder and its remote",
                    a_clone_goes_by_its_folder_and_its_remote);
    g_test_add_func("/clones/the config comes first", the_config_comes_first);
    g_test_add_func("/clones/where was looked is said", where_was_looked_is_said);
    g_test_add_func("/clones/one that is made later is found after a while",
                    a_clone_that_is_made_later_is_found);
    g_test_add_func("/clones/one that is made later is found at once when asked again",
                    a_clone_that_is_made_later_is_found_at_once_when_asked_again);
    g_test_add_func("/clones/a source is read beside the drawing",
                    a_source_is_read_beside_the_drawing);
    g_test_add_func("/clones/a source that was no text is read anew",
                    a_source_that_was_no_text_is_read_anew);
    g_test_add_func("/clones/an editor takes no terminal from another program",
                    an_editor_takes_no_terminal_from_another);
    g_test_add_func("/clones/suspects are looked for beside the drawing",
                    suspects_are_looked_for_beside_the_drawing);
    return g_test_run();
}
