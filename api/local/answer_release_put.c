/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_releases.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

#define MOST_VERSION 250

/* {"field": ["why"]}, as Sentry's serializers refuse. */
static json_t *refuse(struct ask *ask, const char *field, const char *why)
{
    ask->status = 400;
    return json_pack("{s:[s]}", field, why);
}

static bool version_is_valid(const char *version)
{
    if (!version || !*version || strlen(version) > MOST_VERSION || !strcmp(version, ".") ||
        !strcmp(version, "..") || !g_ascii_strcasecmp(version, "latest"))
        return false;
    for (const char *byte = version; *byte; byte++)
        if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
            return false;
    return true;
}

static GPtrArray *files_read(const json_t *list)
{
    GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
    size_t index;
    json_t *sent;
    json_array_foreach(list, index, sent)
    {
        const char *path = json_get_string(sent, "path");
        const char *type = json_get_string(sent, "type");
        if (path)
            g_ptr_array_add(
                files, commit_file_new(path, type && strchr("AMD", *type) && *type ? *type : 'M'));
    }
    return files;
}

/* The commits of a body's `commits`, of struct commit *; NULL with the failure when one is wrong.
 */
static GPtrArray *commits_read(struct ask *ask, const json_t *list, json_t **failure)
{
    g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    size_t index;
    json_t *sent;
    json_array_foreach(list, index, sent)
    {
        g_autofree char *id = json_get_text(sent, "id");
        if (!id || !*id) {
            *failure = refuse(ask, "commits", "Every commit wants an id.");
            return NULL;
        }
        struct commit *commit = commit_new();
        commit->id = g_steal_pointer(&id);
        commit->message = json_get_text(sent, "message");
        commit->author = json_get_text(sent, "author_name");
        commit->email = json_get_text(sent, "author_email");
        commit->repository = json_get_text(sent, "repository");
        commit->time_ms = json_get_time_ns(sent, "timestamp") / NS_PER_MS;
        if (commit->time_ms == 0)
            commit->time_ms = ask->now_ns / NS_PER_MS;
        commit->files = files_read(json_object_get(sent, "patch_set"));
        g_ptr_array_add(commits, commit);
    }
    return g_steal_pointer(&commits);
}

/* A repository at a commit: all that is known of a release's commits when the client leaves it to
 * the server to fetch them. It stands as one commit, which a local clone can then show. */
static GPtrArray *commits_of_refs(struct ask *ask, const char *version, const json_t *refs)
{
    g_autoptr(GPtrArray) known = store_release_commits(ask->store, version);
    if (known->len || json_array_size(refs) == 0)
        return NULL;
    GPtrArray *commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    size_t index;
    json_t *ref;
    json_array_foreach(refs, index, ref)
    {
        const char *id = json_get_string(ref, "commit");
        if (!id || !*id)
            continue;
        struct commit *commit = commit_new();
        commit->id = g_strdup(id);
        commit->repository = json_get_text(ref, "repository");
        commit->time_ms = ask->now_ns / NS_PER_MS;
        g_ptr_array_add(commits, commit);
    }
    return commits;
}

static json_t *put_commits(struct ask *ask, const char *version, const json_t *sent)
{
    g_autoptr(GError) error = NULL;
    json_t *failure = NULL;
    const json_t *list = json_object_get(sent, "commits");
    g_autoptr(GPtrArray) commits =
        json_is_array(list) ? commits_read(ask, list, &failure)
                            : commits_of_refs(ask, version, json_object_get(sent, "refs"));
    if (!commits || (commits->len == 0 && !json_is_array(list)))
        return failure;
    if (!store_release_set_commits(ask->store, version, commits, &error))
        return ask_fail(ask, 500, "%s", error->message);
    return NULL;
}

/* The projects that a body names, and that of the path; made where they are not there. Slugs,
 * borrowed from the body and the path. */
static const char **read_projects(struct ask *ask, const json_t *sent, json_t **failure)
{
    g_autoptr(GPtrArray) slugs = g_ptr_array_new();
    size_t index;
    json_t *project;
    if (path_has_project(ask))
        g_ptr_array_add(slugs, (gpointer)ask_variable(ask, 1));
    json_array_foreach(json_object_get(sent, "projects"), index, project)
    {
        const char *slug =
            json_is_string(project) ? json_string_value(project) : json_get_string(project, "slug");
        if (slug && *slug)
            g_ptr_array_add(slugs, (gpointer)slug);
    }
    for (guint i = 0; i < slugs->len; i++) {
        g_autoptr(GError) error = NULL;
        store_read_lock(ask->store);
        const struct project *known = store_project(ask->store, slugs->pdata[i]);
        if (known)
            slugs->pdata[i] = (gpointer)g_intern_string(known->slug);
        store_read_unlock(ask->store);
        if (!known && !store_project_put(ask->store, slugs->pdata[i], &error)) {
            *failure = ask_fail(ask, 500, "%s", error->message);
            return NULL;
        }
    }
    g_ptr_array_add(slugs, NULL);
    return (const char **)g_ptr_array_free(g_steal_pointer(&slugs), FALSE);
}

static json_t *put_release(struct ask *ask, const char *version, const json_t *sent)
{
    json_t *failure = NULL;
    g_autofree const char **projects = read_projects(ask, sent, &failure);
    if (!projects)
        return failure;
    const char *ref = json_get_string(sent, "ref");
    const json_t *refs = json_object_get(sent, "refs");
    struct release_change change = {.version = version,
                                    .ref = ref ? ref
                                               : json_get_string(json_array_get(refs, 0), "commit"),
                                    .url = json_get_string(sent, "url"),
                                    .projects = projects,
                                    .created_ns = json_get_time_ns(sent, "dateStarted"),
                                    .released_ns = json_get_time_ns(sent, "dateReleased")};
    g_autoptr(GError) error = NULL;
    if (!store_release_put(ask->store, &change, &error))
        return ask_fail(ask, 500, "%s", error->message);
    for (size_t i = 0; i < json_array_size(refs); i++) {
        const char *name = json_get_string(json_array_get(refs, i), "repository");
        if (name && *name && !store_repository_put(ask->store, name, NULL, NULL, &error))
            return ask_fail(ask, 500, "%s", error->message);
    }
    return put_commits(ask, version, sent);
}

json_t *answer_release_post(struct ask *ask)
{
    json_t *failure = NULL;
    json_t *sent = ask_body(ask, &failure);
    if (!sent)
        return failure;
    g_autofree char *version = json_get_text(sent, "version");
    if (!version_is_valid(version)) {
        json_decref(sent);
        return refuse(ask, "version",
                      version ? "Release version is not valid." : "This field is required.");
    }
    store_read_lock(ask->store);
    bool known = store_release(ask->store, version) != NULL;
    store_read_unlock(ask->store);
    failure = put_release(ask, version, sent);
    json_decref(sent);
    if (failure)
        return failure;
    ask->status = known ? 208 : 201;
    return release_body(ask, version);
}

json_t *answer_release_put(struct ask *ask)
{
    json_t *failure = NULL;
    if (!release_is_there(ask))
        return ask_missing(ask);
    json_t *sent = ask_body(ask, &failure);
    if (!sent)
        return failure;
    failure = put_release(ask, ask_version(ask), sent);
    json_decref(sent);
    return failure ? failure : release_body(ask, ask_version(ask));
}

json_t *answer_release_commits_post(struct ask *ask)
{
    json_t *failure = NULL;
    if (!release_is_there(ask))
        return ask_missing(ask);
    json_t *sent = ask_body(ask, &failure);
    if (!sent)
        return failure;
    failure = json_is_array(json_object_get(sent, "commits"))
                  ? put_commits(ask, ask_version(ask), sent)
                  : refuse(ask, "commits", "This field is required.");
    json_decref(sent);
    if (failure)
        return failure;
    ask->status = 201;
    return answer_release_commits(ask);
}

static struct deploy *read_deploy(struct ask *ask, const json_t *sent, const char *project)
{
    struct deploy *deploy = deploy_new();
    deploy->release = g_strdup(ask_version(ask));
    deploy->project = g_strdup(project);
    deploy->environment = json_get_text(sent, "environment");
    deploy->name = json_get_text(sent, "name");
    deploy->started_ms = json_get_time_ns(sent, "dateStarted") / NS_PER_MS;
    deploy->finished_ms = json_get_time_ns(sent, "dateFinished") / NS_PER_MS;
    if (deploy->finished_ms == 0)
        deploy->finished_ms = ask->now_ns / NS_PER_MS;
    return deploy;
}

/* Without projects in the body or the path a deploy is of the release's only project. */
static const char **deploy_projects(struct ask *ask, const json_t *sent, json_t **failure)
{
    const char **projects = read_projects(ask, sent, failure);
    if (!projects || projects[0])
        return projects;
    store_read_lock(ask->store);
    const struct release_record *release = ask_release(ask);
    const char *only = release && release->projects->len == 1
                           ? g_intern_string(release->projects->pdata[0])
                           : NULL;
    store_read_unlock(ask->store);
    g_free(projects);
    projects = g_new0(const char *, 2);
    projects[0] = only;
    return projects;
}

static json_t *add_deploys(struct ask *ask, const json_t *sent, const char *const *projects)
{
    json_t *body = NULL;
    for (size_t i = 0; i == 0 || projects[i]; i++) {
        g_autoptr(GError) error = NULL;
        struct deploy *deploy = read_deploy(ask, sent, projects[i]);
        json_decref(body);
        if (store_deploy_add(ask->store, deploy, &error)) {
            ask->status = 201;
            body = shape_deploy(deploy);
        } else {
            body = ask_fail(ask, 500, "%s", error->message);
        }
        deploy_free(deploy);
        if (ask->status != 201 || !projects[i])
            break;
    }
    return body;
}

json_t *answer_deploy_post(struct ask *ask)
{
    json_t *failure = NULL;
    if (!release_is_there(ask))
        return ask_missing(ask);
    json_t *sent = ask_body(ask, &failure);
    if (!sent)
        return failure;
    g_autofree char *environment = json_get_text(sent, "environment");
    json_t *body = NULL;
    if (!environment || !*environment) {
        body = refuse(ask, "environment", "This field is required.");
    } else {
        g_autofree const char **projects = deploy_projects(ask, sent, &failure);
        body = projects ? add_deploys(ask, sent, projects) : failure;
    }
    json_decref(sent);
    return body;
}
