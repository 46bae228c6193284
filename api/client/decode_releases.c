/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"

#include <math.h>

static struct deploy *read_deploy(const json_t *entry)
{
    struct deploy *deploy = deploy_new();
    deploy->release = json_get_text(entry, "version");
    deploy->project = json_get_text(entry, "project");
    deploy->environment = json_get_text(entry, "environment");
    deploy->name = json_get_text(entry, "name");
    deploy->started_ms = decode_time_ms(entry, "dateStarted");
    deploy->finished_ms = decode_time_ms(entry, "dateFinished");
    return deploy;
}

static int64_t add_told(int64_t sum, int64_t number)
{
    return number < 0 ? sum : MAX(sum, 0) + number;
}

static double number_of(const json_t *entry, const char *key)
{
    const json_t *number = json_object_get(entry, key);
    return json_is_number(number) ? json_number_value(number) : (double)NAN;
}

static void read_health(struct release_health *health, const json_t *told)
{
    if (!json_is_object(told))
        return;
    health->crash_free_sessions =
        fmin(health->crash_free_sessions, number_of(told, "crashFreeSessions"));
    health->crash_free_users = fmin(health->crash_free_users, number_of(told, "crashFreeUsers"));
    health->adoption = fmax(health->adoption, number_of(told, "sessionsAdoption"));
    health->adoption = fmax(health->adoption, number_of(told, "adoption"));
    health->sessions = add_told(health->sessions, decode_count(told, "totalSessions24h"));
    health->users = add_told(health->users, decode_count(told, "totalUsers24h"));
}

static struct release *read_release(const json_t *entry)
{
    struct release *release = release_new();
    release->version = json_get_text(entry, "version");
    release->short_version = json_get_text(entry, "shortVersion");
    release->created_ms = decode_time_ms(entry, "dateCreated");
    release->released_ms = decode_time_ms(entry, "dateReleased");
    release->commit_count = decode_count(entry, "commitCount");
    release->new_issues = decode_count(entry, "newGroups");
    const json_t *projects = json_object_get(entry, "projects");
    if (!release->projects)
        release->projects = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < json_array_size(projects); i++) {
        const json_t *project = json_array_get(projects, i);
        read_health(&release->health, json_object_get(project, "healthData"));
        char *slug =
            json_is_string(project) ? decode_text(project) : decode_either(project, "slug", "name");
        if (slug)
            g_ptr_array_add(release->projects, slug);
    }
    const json_t *last = json_object_get(entry, "lastDeploy");
    if (json_is_object(last)) {
        release->last_deploy = read_deploy(last);
        if (!release->last_deploy->release)
            release->last_deploy->release = g_strdup(release->version);
        if (!release->last_deploy->project && release->projects->len == 1)
            release->last_deploy->project = g_strdup(release->projects->pdata[0]);
    }
    return release;
}

void *decode_releases(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    if (!json_is_array(root) && !decode_expect_object(root, error))
        return NULL;
    GPtrArray *releases = g_ptr_array_new_with_free_func((GDestroyNotify)release_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    size_t count = json_is_array(root) ? json_array_size(root) : 1;
    for (size_t i = 0; i < count; i++) {
        struct release *release =
            read_release(json_is_array(root) ? json_array_get(root, i) : root);
        if (release->version && !g_hash_table_contains(seen, release->version)) {
            g_hash_table_add(seen, release->version);
            g_ptr_array_add(releases, release);
        } else {
            release_free(release);
        }
    }
    return releases;
}

void *decode_deploys(const struct request *request, json_t *root, GError **error)
{
    bool single = json_is_object(root) && request->method != METHOD_GET;
    const json_t *list = single ? NULL : decode_expect_list(root, "deploys", error);
    if (!single && !list)
        return NULL;
    GPtrArray *deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
    size_t count = single ? 1 : json_array_size(list);
    for (size_t i = 0; i < count; i++) {
        const json_t *entry = single ? root : json_array_get(list, i);
        if (!json_is_object(entry))
            continue;
        struct deploy *deploy = read_deploy(entry);
        if (!deploy->release && request->variables->len)
            deploy->release = g_strdup(request->variables->pdata[0]);
        g_ptr_array_add(deploys, deploy);
    }
    return deploys;
}

static GPtrArray *read_files(const json_t *entry)
{
    const json_t *list = decode_list(json_object_get(entry, "patchSet"), NULL);
    if (!list)
        list = decode_list(json_object_get(entry, "patch_set"), NULL);
    if (!list)
        list = decode_list(json_object_get(entry, "files"), NULL);
    if (!list)
        return NULL;
    GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *file = json_array_get(list, i);
        g_autofree char *path = decode_either(file, "path", "filename");
        const char *type = json_string_value(json_object_get(file, "type"));
        if (path)
            g_ptr_array_add(files, commit_file_new(path, type && *type ? type[0] : 'M'));
    }
    return files;
}

static struct commit *read_commit(const json_t *entry, const json_t *author)
{
    struct commit *commit = commit_new();
    const json_t *own = json_object_get(entry, "author");
    author = json_object_size(own) ? own : author;
    commit->id = json_get_text(entry, "id");
    commit->message = json_get_text(entry, "message");
    commit->author = decode_either(author, "name", "username");
    commit->email = json_get_text(author, "email");
    commit->repository = decode_path_text(entry, "repository.name");
    if (!commit->repository)
        commit->repository = json_get_text(entry, "repository");
    commit->time_ms = decode_time_ms(entry, "dateCreated");
    commit->files = read_files(entry);
    commit->reason = decode_path_text(entry, "suspectCommitType");
    return commit;
}

static void add_commits(GPtrArray *commits, const json_t *list, const json_t *author)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct commit *commit = read_commit(json_array_get(list, i), author);
        if (commit->id)
            g_ptr_array_add(commits, commit);
        else
            commit_free(commit);
    }
}

/* Commits of a release, as a list; or suspects, by author under `committers`. */
void *decode_commits(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *list = decode_expect_list(root, "committers", error);
    if (!list)
        return NULL;
    GPtrArray *commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    if (json_is_array(root)) {
        add_commits(commits, list, NULL);
        return commits;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *committer = json_array_get(list, i);
        add_commits(commits, json_object_get(committer, "commits"),
                    json_object_get(committer, "author"));
    }
    return commits;
}
