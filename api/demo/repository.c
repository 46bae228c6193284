/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/repository.h"

#include "base/clock.h"
#include "late/git2.h"

#include <string.h>

struct maker {
    git_repository *git;
    git_index *index;
    git_oid parent;
    bool has_parent;
    struct repository *made;
};

static GQuark repository_error(void)
{
    return g_quark_from_static_string("demo-repository");
}

/* True if libgit2 was content; else says what it was doing, to what, and why it could not. */
static bool check(int result, const char *doing, const char *what, GError **error)
{
    if (result >= 0)
        return true;
    const git_error *why = git_error_last();
    g_set_error(error, repository_error(), result, "cannot %s %s: %s", doing, what,
                why && why->message ? why->message : "unknown error");
    return false;
}

static char *edited(const struct repository *made, const struct edit *edit, GError **error)
{
    const char *before = g_hash_table_lookup(made->files, edit->path);
    if (!edit->find)
        return g_strdup(edit->text);
    const char *at = before ? strstr(before, edit->find) : NULL;
    if (!at) {
        g_set_error(error, repository_error(), 1, "%s: no text to replace in %s", made->name,
                    edit->path);
        return NULL;
    }
    return g_strdup_printf("%.*s%s%s", (int)(at - before), before, edit->text,
                           at + strlen(edit->find));
}

/* A file edited twice by one commit is named once. */
static void note_file(struct commit *commit, const char *path, char type)
{
    for (guint i = 0; i < commit->files->len; i++) {
        const struct commit_file *known = commit->files->pdata[i];
        if (g_str_equal(known->path, path))
            return;
    }
    g_ptr_array_add(commit->files, commit_file_new(path, type));
}

static bool apply_edit(struct maker *maker, const struct edit *edit, struct commit *commit,
                       GError **error)
{
    bool existed = g_hash_table_contains(maker->made->files, edit->path);
    note_file(commit, edit->path, !edit->text ? 'D' : existed ? 'M' : 'A');
    if (!edit->text) {
        g_hash_table_remove(maker->made->files, edit->path);
        return check(git_index_remove(maker->index, edit->path, 0), "remove", edit->path, error);
    }
    char *text = edited(maker->made, edit, error);
    if (!text)
        return false;
    g_hash_table_insert(maker->made->files, g_strdup(edit->path), text);
    git_index_entry entry = {.path = edit->path, .mode = GIT_FILEMODE_BLOB};
    return check(git_index_add_from_buffer(maker->index, &entry, text, strlen(text)), "add",
                 edit->path, error);
}

static char *email_of(const char *author)
{
    g_autofree char *name = g_ascii_strdown(author, -1);
    return g_strconcat(g_strdelimit(name, " ", '.'), "@acme.example", NULL);
}

static bool write_commit(struct maker *maker, struct commit *commit, GError **error)
{
    git_oid tree_id, id;
    git_tree *tree = NULL;
    git_commit *parent = NULL;
    git_signature *who = NULL;
    const char *name = maker->made->name;
    bool done =
        check(git_index_write_tree(&tree_id, maker->index), "write a tree of", name, error) &&
        check(git_tree_lookup(&tree, maker->git, &tree_id), "read a tree of", name, error) &&
        check(git_signature_new(&who, commit->author, commit->email,
                                commit->time_ms / MS_PER_SECOND, 0),
              "sign a commit of", name, error) &&
        (!maker->has_parent || check(git_commit_lookup(&parent, maker->git, &maker->parent),
                                     "read a commit of", name, error)) &&
        check(git_commit_create(&id, maker->git, NULL, who, who, NULL, commit->message, tree,
                                parent ? 1 : 0, (const git_commit **)&parent),
              "write a commit of", name, error);
    git_signature_free(who);
    git_commit_free(parent);
    git_tree_free(tree);
    if (!done)
        return false;
    maker->parent = id;
    maker->has_parent = true;
    commit->id = g_strdup(git_oid_tostr_s(&id));
    return true;
}

static bool make_commit(struct maker *maker, const struct script_commit *step, int64_t now_ns,
                        GError **error)
{
    struct commit *commit = commit_new();
    commit->message = g_strdup(step->message);
    commit->author = g_strdup(step->author);
    commit->email = email_of(step->author);
    commit->repository = g_strdup(maker->made->remote);
    commit->time_ms = (now_ns / NS_PER_SECOND - (int64_t)(step->minutes * 60)) * MS_PER_SECOND;
    commit->files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
    bool done = true;
    for (const struct edit *edit = step->edits; done && edit->path; edit++)
        done = apply_edit(maker, edit, commit, error);
    if (!done || !write_commit(maker, commit, error)) {
        commit_free(commit);
        return false;
    }
    g_ptr_array_add(maker->made->commits, commit);
    g_ptr_array_add(maker->made->releases, (gpointer)step->release);
    return true;
}

/* Names the remote in the configuration, which is where its name is looked for. */
static bool name_remote(struct maker *maker, GError **error)
{
    const char *name = maker->made->name;
    git_config *config = NULL;
    g_autofree char *url = g_strdup_printf("https://git.acme.example/%s.git", maker->made->remote);
    bool done = check(git_repository_config(&config, maker->git), "open the configuration of", name,
                      error) &&
                check(git_config_set_string(config, "remote.origin.url", url), "name the remote of",
                      name, error) &&
                check(git_config_set_string(config, "remote.origin.fetch",
                                            "+refs/heads/*:refs/remotes/origin/*"),
                      "name the remote of", name, error);
    git_config_free(config);
    return done;
}

/* Points the branch at the last commit and writes the files. */
static bool finish(struct maker *maker, GError **error)
{
    const char *name = maker->made->name;
    git_reference *branch = NULL;
    git_checkout_options options;
    git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION);
    options.checkout_strategy = GIT_CHECKOUT_FORCE | GIT_CHECKOUT_REMOVE_UNTRACKED;
    bool done =
        check(git_reference_create(&branch, maker->git, "refs/heads/main", &maker->parent, 1, NULL),
              "set the branch of", name, error) &&
        check(git_checkout_head(maker->git, &options), "check out", name, error);
    git_reference_free(branch);
    return done && name_remote(maker, error);
}

static bool open_clone(struct maker *maker, const char *path, GError **error)
{
    git_repository_init_options options;
    git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
    options.flags = GIT_REPOSITORY_INIT_MKPATH;
    options.initial_head = "main";
    return check(git_repository_init_ext(&maker->git, path, &options), "make a repository at", path,
                 error) &&
           check(git_repository_index(&maker->index, maker->git), "open the index of", path,
                 error) &&
           check(git_index_clear(maker->index), "clear the index of", path, error);
}

static struct repository *repository_new(const struct repository_script *script)
{
    struct repository *made = g_new0(struct repository, 1);
    made->name = g_strdup(script->name);
    made->remote = g_strdup(script->remote);
    made->commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    made->releases = g_ptr_array_new();
    made->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return made;
}

void repositories_begin(void)
{
    git_libgit2_init();
}

void repositories_end(void)
{
    git_libgit2_shutdown();
}

struct repository *repository_make(const struct repository_script *script, const char *directory,
                                   int64_t now_ns, GError **error)
{
    if (!late_open(LATE_GIT2, error))
        return NULL;
    git_libgit2_init();
    g_autofree char *path = g_build_filename(directory, script->name, NULL);
    struct repository *made = repository_new(script);
    struct maker maker = {.made = made};
    bool done = open_clone(&maker, path, error);
    for (const struct script_commit *step = script->commits; done && step->message; step++)
        done = make_commit(&maker, step, now_ns, error);
    done = done && finish(&maker, error);
    git_index_free(maker.index);
    git_repository_free(maker.git);
    git_libgit2_shutdown();
    if (!done)
        g_clear_pointer(&made, repository_free);
    return made;
}

void repository_free(struct repository *repository)
{
    if (!repository)
        return;
    g_free(repository->name);
    g_free(repository->remote);
    g_ptr_array_unref(repository->commits);
    g_ptr_array_unref(repository->releases);
    g_hash_table_unref(repository->files);
    g_free(repository);
}

int repository_line(const struct repository *repository, const char *path, const char *text)
{
    const char *file = g_hash_table_lookup(repository->files, path);
    const char *at = file ? strstr(file, text) : NULL;
    if (!at)
        return 0;
    int line = 1;
    for (const char *c = file; c < at; c++)
        line += *c == '\n';
    return line;
}
