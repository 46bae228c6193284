/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_internal.h"
#include "api/local/store_releases.h"
#include "api/wire/json.h"
#include "base/clock.h"

#include <sqlite3.h>
#include <string.h>

#define MAX_REPOSITORIES 1000

/* --- commits of a release: one document --- */

static void set_text(json_t *json, const char *key, const char *text)
{
    json_t *value = text ? json_string(text) : NULL;
    if (value) {
        json_object_set_new(json, key, value);
    }
}

static json_t *commit_to_json(const struct commit *commit)
{
    json_t *json = json_object();
    set_text(json, "id", commit->id);
    set_text(json, "message", commit->message);
    set_text(json, "author", commit->author);
    set_text(json, "email", commit->email);
    set_text(json, "repository", commit->repository);
    json_object_set_new(json, "time_ms", json_integer(commit->time_ms));
    json_t *files = json_array();
    for (guint i = 0; commit->files && i < commit->files->len; i++) {
        const struct commit_file *file = commit->files->pdata[i];
        char type[] = {file->type, '\0'};
        json_t *pair = json_pack("[ss]", file->path, type);
        if (pair) {
            json_array_append_new(files, pair);
        }
    }
    json_object_set_new(json, "files", files);
    return json;
}

static struct commit *commit_from_json(const json_t *json)
{
    struct commit *commit = commit_new();
    commit->id = g_strdup(json_get_string(json, "id"));
    commit->message = g_strdup(json_get_string(json, "message"));
    commit->author = g_strdup(json_get_string(json, "author"));
    commit->email = g_strdup(json_get_string(json, "email"));
    commit->repository = g_strdup(json_get_string(json, "repository"));
    commit->time_ms = json_get_int(json, "time_ms", 0);
    if (!commit->files) {
        commit->files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
    }
    size_t i;
    json_t *pair;
    json_array_foreach(json_object_get(json, "files"), i, pair)
    {
        const char *path = json_string_value(json_array_get(pair, 0));
        const char *type = json_string_value(json_array_get(pair, 1));
        if (path && type) {
            g_ptr_array_add(commit->files, commit_file_new(path, *type));
        }
    }
    return commit;
}

static struct repository *repository_obtain(struct store *store, struct changes *changes,
                                            const char *name)
{
    const struct records *base = &store->records[RECORD_REPOSITORY];
    struct repository *repository = changes_edit_key(changes, base, name);
    if (!repository && base->list->len < MAX_REPOSITORIES) {
        repository = record_new(RECORD_REPOSITORY);
        repository->name = g_strdup(name);
        repository->created_ns = clock_now_ns();
        changes_add_take(changes, base, repository);
    }
    return repository;
}

struct commits_change {
    const char *version;
    const GPtrArray *commits;
};

static bool set_commits(struct store *store, struct changes *changes, const void *context,
                        GError **error)
{
    const struct commits_change *change = context;
    struct release_record *release =
        release_obtain(store, changes, change->version, clock_now_ns());
    if (!release) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FULL, "no more releases are kept");
        return false;
    }
    json_t *list = json_array();
    for (guint i = 0; i < change->commits->len; i++) {
        const struct commit *commit = change->commits->pdata[i];
        json_array_append_new(list, commit_to_json(commit));
        if (commit->repository) {
            repository_obtain(store, changes, commit->repository);
        }
    }
    char *body = json_dumps(list, JSON_COMPACT);
    bool good = sql_run(store->write[WRITE_COMMITS], error, "tt", release->version, body);
    free(body);
    json_decref(list);
    release->commit_count = change->commits->len;
    return good;
}

bool store_release_set_commits(struct store *store, const char *version, const GPtrArray *commits,
                               GError **error)
{
    struct commits_change change = {version, commits};
    return store_change(store, set_commits, &change, error);
}

GPtrArray *store_release_commits(struct store *store, const char *version)
{
    GPtrArray *commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    g_mutex_lock(&store->reader_lock);
    sqlite3_stmt *row = store->read[READ_COMMITS];
    sql_bind(row, "t", version);
    json_t *list = NULL;
    if (sql_next(row, NULL)) {
        const char *body = (const char *)sqlite3_column_text(row, 0);
        list = json_read(body, strlen(body), NULL, NULL);
        sqlite3_reset(row);
    }
    g_mutex_unlock(&store->reader_lock);
    size_t i;
    json_t *json;
    json_array_foreach(list, i, json)
    {
        g_ptr_array_add(commits, commit_from_json(json));
    }
    json_decref(list);
    return commits;
}

/* --- repositories --- */

const GPtrArray *store_repositories(struct store *store)
{
    return store->records[RECORD_REPOSITORY].list;
}

static bool put_repository(struct store *store, struct changes *changes, const void *context,
                           GError **error)
{
    const struct repository *wanted = context;
    struct repository *repository = repository_obtain(store, changes, wanted->name);
    if (!repository) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FULL, "no more than %d repositories are kept",
                    MAX_REPOSITORIES);
        return false;
    }
    if (wanted->provider) {
        g_free(repository->provider);
        repository->provider = g_strdup(wanted->provider);
    }
    if (wanted->url) {
        g_free(repository->url);
        repository->url = g_strdup(wanted->url);
    }
    return true;
}

bool store_repository_put(struct store *store, const char *name, const char *provider,
                          const char *url, GError **error)
{
    const struct repository wanted = {
        .name = (char *)name,
        .provider = (char *)provider,
        .url = (char *)url,
    };
    return store_change(store, put_repository, &wanted, error);
}
