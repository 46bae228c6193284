/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_releases.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

const char *ask_version(const struct ask *ask)
{
    return ask_variable(ask, path_has_project(ask) ? 2 : 1);
}

static bool release_has_project(const struct release_record *release, const char *slug)
{
    for (guint i = 0; i < release->projects->len; i++)
        if (!strcmp(release->projects->pdata[i], slug))
            return true;
    return false;
}

const struct release_record *ask_release(const struct ask *ask)
{
    const struct release_record *release = store_release(ask->store, ask_version(ask));
    if (!release || !path_has_project(ask))
        return release;
    return release_has_project(release, ask_project(ask)->slug) ? release : NULL;
}

/* The last commit and the authors stand on disk: added where there are any. */
static void release_add_commits(struct ask *ask, json_t *body)
{
    if (json_get_int(body, "commitCount", 0) == 0)
        return;
    g_autoptr(GPtrArray) commits =
        store_release_commits(ask->store, json_get_string(body, "version"));
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    json_t *authors = json_object_get(body, "authors");
    store_read_lock(ask->store);
    for (guint i = 0; i < commits->len; i++) {
        struct commit *commit = commits->pdata[i];
        char *name = commit->email ? commit->email : commit->author;
        if (i == 0)
            json_object_set_new(body, "lastCommit", shape_commit(ask->store, commit));
        if (!name || !g_hash_table_add(known, name))
            continue;
        json_t *author = json_object();
        json_object_set_new(author, "name", answer_text(commit->author));
        json_object_set_new(author, "email", answer_text(commit->email));
        json_array_append_new(authors, author);
    }
    store_read_unlock(ask->store);
}

/* Versions that telemetry of the scope's environments names. */
static GHashTable *seen_versions(struct ask *ask, const struct scope *scope)
{
    GHashTable *versions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        struct table_request request = {
            .kind = (enum item_kind)kind,
            .fields = (const char *const[]){"release", "count()", NULL},
            .projects = scope->projects,
            .environments = scope->environments,
            .end_ns = INT64_MAX,
            .limit = 10000
        };
        g_autoptr(GPtrArray) segments = store_segments(ask->store, request.kind, 0, INT64_MAX);
        g_autoptr(table) table = table_query(segments, &request, NULL);
        for (size_t row = 0; table && row < table->rows; row++) {
            struct value version = table->values[row * table->columns];
            if (version.type == VALUE_STRING)
                g_hash_table_add(versions, g_strdup(version.string));
        }
    }
    return versions;
}

static bool release_in_environment(const struct release_record *release, const struct scope *scope,
                                   GHashTable *seen)
{
    if (!scope->environments || g_hash_table_contains(seen, release->version))
        return true;
    for (guint i = 0; i < release->deploys->len; i++) {
        const struct deploy *deploy = release->deploys->pdata[i];
        if (deploy->environment && g_strv_contains(scope->environments, deploy->environment))
            return true;
    }
    return false;
}

static bool release_in_scope(const struct release_record *release, const struct scope *scope,
                             GHashTable *seen)
{
    bool inside = !scope->projects;
    for (size_t i = 0; !inside && scope->projects[i]; i++)
        inside = release_has_project(release, scope->projects[i]);
    return inside && release_in_environment(release, scope, seen);
}

static int64_t release_date(const struct release_record *release)
{
    return release->released_ns ? release->released_ns : release->created_ns;
}

static int newest_first(const void *a, const void *b)
{
    const struct release_record *const *left = a, *const *right = b;
    int64_t first = release_date(*left), second = release_date(*right);
    if (first != second)
        return first > second ? -1 : 1;
    return (*left)->id > (*right)->id ? -1 : (*left)->id < (*right)->id;
}

static bool version_contains(const char *version, const char *query)
{
    if (!query)
        return true;
    g_autofree char *folded = g_utf8_casefold(version, -1);
    g_autofree char *wanted = g_utf8_casefold(query, -1);
    return strstr(folded, wanted) != NULL;
}

static GPtrArray *select_releases(struct ask *ask, const struct scope *scope)
{
    const char *status = ask_get(ask, "status");
    const char *query = ask_get(ask, "query");
    bool archived = status && !strcmp(status, "archived");
    g_autoptr(GHashTable) seen = scope->environments ? seen_versions(ask, scope) : NULL;
    GPtrArray *found = g_ptr_array_new();
    const GPtrArray *all = store_releases(ask->store);
    for (guint i = 0; i < all->len && !archived; i++) {
        struct release_record *release = all->pdata[i];
        if (version_contains(release->version, query) && release_in_scope(release, scope, seen))
            g_ptr_array_add(found, release);
    }
    g_ptr_array_sort(found, newest_first);
    return found;
}

/* The list under the lock; what stands on disk is added for the rows of the page afterwards. */
static json_t *release_list(struct ask *ask)
{
    struct scope scope;
    json_t *failure = ask_scope(ask, NULL, &scope);
    if (failure)
        return failure;
    if (path_has_project(ask)) {
        g_free(scope.projects);
        scope.projects = g_new0(const char *, 2);
        scope.projects[0] = ask_project(ask)->slug;
    }
    g_autoptr(GPtrArray) found = select_releases(ask, &scope);
    json_t *list = json_array();
    for (guint i = 0; i < found->len; i++)
        json_array_append_new(list, shape_release(ask->store, found->pdata[i]));
    ask_scope_clear(&scope);
    return ask_page_of(ask, list);
}

json_t *answer_releases(struct ask *ask)
{
    store_read_lock(ask->store);
    json_t *list = release_list(ask);
    store_read_unlock(ask->store);
    size_t index;
    json_t *body;
    json_array_foreach(list, index, body)
    {
        release_add_commits(ask, body);
    }
    release_add_health(ask, list);
    return list;
}

json_t *release_body(struct ask *ask, const char *version)
{
    store_read_lock(ask->store);
    const struct release_record *release = store_release(ask->store, version);
    json_t *body = release ? shape_release(ask->store, release) : NULL;
    store_read_unlock(ask->store);
    if (!body)
        return ask_missing(ask);
    release_add_commits(ask, body);
    release_add_health(ask, body);
    return body;
}

bool release_is_there(struct ask *ask)
{
    store_read_lock(ask->store);
    bool there = ask_release(ask) != NULL;
    store_read_unlock(ask->store);
    return there;
}

json_t *answer_release(struct ask *ask)
{
    return release_is_there(ask) ? release_body(ask, ask_version(ask)) : ask_missing(ask);
}

json_t *answer_release_commits(struct ask *ask)
{
    if (!release_is_there(ask))
        return ask_missing(ask);
    const char *version = ask_version(ask);
    g_autoptr(GPtrArray) commits = store_release_commits(ask->store, version);
    json_t *list = json_array();
    store_read_lock(ask->store);
    for (guint i = 0; i < commits->len; i++) {
        json_t *body = shape_commit(ask->store, commits->pdata[i]);
        json_t *releases = json_array();
        json_array_append_new(releases, shape_release_brief(ask->store, version));
        json_object_set_new(body, "releases", releases);
        json_array_append_new(list, body);
    }
    store_read_unlock(ask->store);
    return ask_page_of(ask, list);
}

json_t *answer_release_files(struct ask *ask)
{
    if (!release_is_there(ask))
        return ask_missing(ask);
    g_autoptr(GPtrArray) commits = store_release_commits(ask->store, ask_version(ask));
    json_t *list = json_array();
    for (guint i = 0; i < commits->len; i++) {
        const struct commit *commit = commits->pdata[i];
        for (guint f = 0; commit->files && f < commit->files->len; f++) {
            const struct commit_file *file = commit->files->pdata[f];
            char type[2] = {file->type, '\0'};
            json_t *body = json_object();
            json_object_set_new(body, "id", answer_id((int64_t)json_array_size(list) + 1));
            json_object_set_new(body, "orgId", json_integer(ANSWER_ORGANIZATION_ID));
            json_object_set_new(body, "commitMessage", answer_text(commit->message));
            json_object_set_new(body, "commitId", answer_text(commit->id));
            json_object_set_new(body, "author", answer_text(commit->author));
            json_object_set_new(body, "filename", answer_text(file->path));
            json_object_set_new(body, "type", answer_text(type));
            json_object_set_new(body, "repoName", answer_text(commit->repository));
            json_array_append_new(list, body);
        }
    }
    return ask_page_of(ask, list);
}

json_t *answer_deploys(struct ask *ask)
{
    const struct release_record *release = ask_release(ask);
    if (!release)
        return ask_missing(ask);
    json_t *list = json_array();
    for (guint i = release->deploys->len; i-- > 0;)
        json_array_append_new(list, shape_deploy(release->deploys->pdata[i]));
    return ask_page_of(ask, list);
}
