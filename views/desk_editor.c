/* SPDX-License-Identifier: Apache-2.0
 *
 * The editor, on the file and line that the cursor stands for, in the clone of its service; from
 * rows without a file, on their JSON in a file that goes with the editor.
 */
#include "views/desk_state.h"

#include "api/repo/repo.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How editors that do not take +LINE FILE are told of a line. */
static const struct {
    const char *name, *option;
} colon_editors[] = {
    {"code",   "-g"},
    {"codium", "-g"},
    {"cursor", "-g"},
    {"subl",   NULL},
    {"hx",     NULL},
    {"helix",  NULL},
    {"zed",    NULL},
};

static const char *chosen_editor(void)
{
    static const char *const names[] = {"VISUAL", "EDITOR"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "vi";
}

static void add_place(GStrvBuilder *argv, const char *program, const char *file, int line)
{
    g_autofree char *name = g_path_get_basename(program);
    for (size_t i = 0; i < G_N_ELEMENTS(colon_editors); i++)
        if (strcmp(colon_editors[i].name, name) == 0) {
            g_autofree char *place = g_strdup_printf("%s:%d", file, MAX(line, 1));
            if (colon_editors[i].option)
                g_strv_builder_add(argv, colon_editors[i].option);
            g_strv_builder_add(argv, place);
            return;
        }
    g_autofree char *plus = g_strdup_printf("+%d", line);
    if (line > 0)
        g_strv_builder_add(argv, plus);
    g_strv_builder_add(argv, file);
}

char **editor_argv(const char *editor, const char *file, int line, GError **error)
{
    g_auto(GStrv) words = NULL;
    if (!g_shell_parse_argv(editor, NULL, &words, error)) {
        g_prefix_error(error, "VISUAL or EDITOR: ");
        return NULL;
    }
    g_autoptr(GStrvBuilder) argv = g_strv_builder_new();
    g_strv_builder_addv(argv, (const char **)words);
    add_place(argv, words[0], file, line);
    return g_strv_builder_end(argv);
}

static bool edit(struct desk *desk, const char *file, int line, const char *remove_file)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) argv = editor_argv(chosen_editor(), file, line, &error);
    if (!argv) {
        desk_say(desk, true, "%s", error->message);
        return false;
    }
    return desk_child(desk, (const char *const *)argv, CHILD_AT_ONCE, remove_file);
}

/* --- a file of a clone, which a worker looks for --- */

struct finding {
    struct clones *clones; /* a reference */
    struct target target;
    char *clone, *file, *looked; /* NULL = there is none */
};

static void finding_free(void *data)
{
    struct finding *finding = data;
    clones_unref(finding->clones);
    target_clear(&finding->target);
    g_free(finding->clone);
    g_free(finding->file);
    g_free(finding->looked);
    g_free(finding);
}

static void find(void *data)
{
    struct finding *finding = data;
    const struct target *target = &finding->target;
    finding->clone =
        clones_find(finding->clones, target->repository, target->service, &finding->looked);
    finding->file = finding->clone ? repo_file(finding->clone, target->path) : NULL;
}

static void found(struct desk *desk, void *data)
{
    const struct finding *finding = data;
    if (desk->child) /* the key was pressed twice, or another since */
        return;
    if (!finding->clone)
        desk_say(desk, true, "%s", finding->looked);
    else if (!finding->file)
        desk_say(desk, true, "%s is no file of the clone %s", finding->target.path, finding->clone);
    else
        edit(desk, finding->file, finding->target.line, NULL);
    desk_redraw(desk);
}

static void edit_source(struct desk *desk, const struct target *target)
{
    struct finding *finding = g_new0(struct finding, 1);
    finding->clones = clones_ref(desk_clones(desk));
    target_copy(&finding->target, target);
    desk_work_self(desk, find, found, finding, finding_free);
}

/* --- the JSON of a row --- */

static bool edit_json(struct desk *desk, const char *json)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("vigil-XXXXXX.json", &path, &error); /* 0600 */
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    bool written = file && fputs(json, file) >= 0 && fputc('\n', file) >= 0;
    if (file && fclose(file) != 0)
        written = false;
    if (!written) {
        desk_say(desk, true, "%s", error ? error->message : "the temporary file was not written");
        if (path)
            unlink(path);
        return false;
    }
    bool runs = edit(desk, path, 0, path);
    if (!runs)
        unlink(path);
    return runs;
}

bool desk_edit(struct desk *desk)
{
    struct view *view = desk_view(desk);
    struct target target;
    target_init(&target, TARGET_NONE);
    bool known = desk_target(desk, &target);
    bool done = known && target.path;
    if (done) {
        edit_source(desk, &target);
    } else {
        g_autofree char *json = view && view->ops->json ? view->ops->json(view) : NULL;
        if (json)
            done = edit_json(desk, json);
        else
            desk_say(desk, true, "this is no file, and has no JSON");
    }
    target_clear(&target);
    return done;
}
