/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/releases.h"

#include "api/demo/repository.h"

#include <jansson.h>
#include <string.h>

#define RELEASES_PATH    "/api/0/organizations/local/releases/"
#define DEPLOY_TAKES_NS  (70 * NS_PER_SECOND)
#define OLDER_DEPLOY_MIN (2.4 * 24 * 60)

static json_t *iso(int64_t ns)
{
    char text[40];
    return json_string(clock_format_iso(ns, 3, text, sizeof text));
}

static bool post_json(struct sender *sender, char *path_taken, json_t *body, GError **error)
{
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    GBytes *bytes = g_bytes_new_with_free_func(text, strlen(text), free, text);
    return sender->post(sender, outgoing_new(TO_API, "POST", path_taken, "application/json", bytes),
                        error);
}

static json_t *patch_set(const struct commit *commit)
{
    json_t *list = json_array();
    for (guint i = 0; i < commit->files->len; i++) {
        const struct commit_file *file = commit->files->pdata[i];
        const char type[] = {file->type, '\0'};
        json_array_append_new(list, json_pack("{s:s,s:s}", "path", file->path, "type", type));
    }
    return list;
}

/* Newest first, as Sentry's own tools send them. */
static json_t *commits_of(const struct repository *repository, const char *release)
{
    json_t *list = json_array();
    for (guint i = repository->commits->len; i-- > 0;) {
        const struct commit *commit = repository->commits->pdata[i];
        if (g_strcmp0(repository->releases->pdata[i], release) != 0)
            continue;
        json_array_append_new(
            list, json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:o}", "id", commit->id, "repository",
                            commit->repository, "message", commit->message, "author_name",
                            commit->author, "author_email", commit->email, "timestamp",
                            iso(commit->time_ms * NS_PER_MS), "patch_set", patch_set(commit)));
    }
    return list;
}

static bool post_release(const struct world *world, struct sender *sender, enum service service,
                         const char *version, int64_t deployed_ns, GError **error)
{
    const struct service_info *info = world_service(service);
    json_t *body = json_pack("{s:s,s:[s],s:o}", "version", version, "projects", info->name,
                             "dateReleased", iso(deployed_ns));
    if (world->repositories[service])
        json_object_set_new(body, "commits", commits_of(world->repositories[service], version));
    if (!post_json(sender, g_strdup(RELEASES_PATH), body, error) || !sender->flush(sender, error))
        return false;
    g_autofree char *escaped = g_uri_escape_string(version, NULL, false);
    json_t *deploy =
        json_pack("{s:s,s:s,s:o,s:o,s:[s]}", "environment", "production", "name",
                  strchr(version, '@') + 1, "dateStarted", iso(deployed_ns - DEPLOY_TAKES_NS),
                  "dateFinished", iso(deployed_ns), "projects", info->name);
    return post_json(sender, g_strconcat(RELEASES_PATH, escaped, "/deploys/", NULL), deploy, error);
}

bool releases_post(const struct world *world, struct sender *sender, GError **error)
{
    for (int service = 0; service < SERVICE_COUNT; service++) {
        const struct service_info *info = world_service(service);
        int64_t older = world_before(world, OLDER_DEPLOY_MIN + 190.0 * service);
        if (!post_release(world, sender, service, info->release, older, error))
            return false;
        if (info->next && !post_release(world, sender, service, info->next,
                                        world_before(world, info->deploy_minutes), error))
            return false;
    }
    return sender->flush(sender, error);
}
