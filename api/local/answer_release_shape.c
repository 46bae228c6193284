/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"
#include "api/model/release.h"
#include "base/clock.h"

#include <string.h>

#define SHORT_HASH 12

/* "checkout@1.2.3" -> "1.2.3"; long hashes are cut to 12. Newly allocated. */
static char *shape_short_version(const char *version)
{
    const char *name = release_short(version);
    size_t length = strlen(name);
    if (length >= 32 && strspn(name, "0123456789abcdefABCDEF") == length)
        length = SHORT_HASH;
    return g_strndup(name, length);
}

static json_t *number_part(char **parts, size_t index)
{
    return json_integer(index < g_strv_length(parts) ? g_ascii_strtoll(parts[index], NULL, 10) : 0);
}

/* "major.minor.patch-pre+build"; null for what is no such version. */
static json_t *semantic_version(const char *raw)
{
    size_t digits = strspn(raw, "0123456789.");
    if (!g_ascii_isdigit(raw[0]) || (raw[digits] && !strchr("-+", raw[digits])))
        return json_null();
    g_autofree char *numbers = g_strndup(raw, digits);
    g_auto(GStrv) parts = g_strsplit(numbers, ".", -1);
    const char *build = strchr(raw, '+');
    g_autofree char *pre = NULL;
    if (raw[digits] == '-')
        pre = g_strndup(raw + digits + 1,
                        build ? (size_t)(build - raw) - digits - 1 : strlen(raw + digits + 1));
    json_t *body = json_object();
    json_object_set_new(body, "raw", answer_text(raw));
    json_object_set_new(body, "major", number_part(parts, 0));
    json_object_set_new(body, "minor", number_part(parts, 1));
    json_object_set_new(body, "patch", number_part(parts, 2));
    json_object_set_new(body, "pre", answer_text(pre));
    json_object_set_new(body, "buildCode", answer_text(build ? build + 1 : NULL));
    json_object_set_new(body, "components", json_integer(g_strv_length(parts)));
    return body;
}

static json_t *version_info(const char *version)
{
    const char *at = strrchr(version, '@');
    const char *raw = at && at[1] ? at + 1 : version;
    g_autofree char *brief = shape_short_version(version);
    size_t length = strlen(raw);
    bool hash = length >= 32 && strspn(raw, "0123456789abcdefABCDEF") == length;
    json_t *body = json_object();
    json_object_set_new(body, "package",
                        at ? answer_text_take(g_strndup(version, (size_t)(at - version)))
                           : json_null());
    json_object_set_new(body, "version", semantic_version(raw));
    json_object_set_new(body, "description", answer_text(brief));
    json_object_set_new(body, "buildHash", hash ? answer_text(raw) : json_null());
    return body;
}

json_t *shape_release_brief(struct store *store, const char *version)
{
    if (!version || !*version)
        return json_null();
    const struct release_record *release = store_release(store, version);
    json_t *body = json_object();
    json_object_set_new(body, "version", answer_text(version));
    json_object_set_new(body, "shortVersion", answer_text_take(shape_short_version(version)));
    json_object_set_new(body, "versionInfo", version_info(version));
    json_object_set_new(body, "dateCreated",
                        release ? answer_time_ns(release->created_ns, 6) : json_null());
    json_object_set_new(body, "dateReleased",
                        release ? answer_time_ns(release->released_ns, 6) : json_null());
    json_object_set_new(body, "ref", answer_text(release ? release->ref : NULL));
    json_object_set_new(body, "url", answer_text(release ? release->url : NULL));
    json_object_set_new(body, "commitCount", json_integer(release ? release->commit_count : 0));
    return body;
}

json_t *shape_deploy(const struct deploy *deploy)
{
    json_t *body = json_object();
    json_object_set_new(body, "id", answer_id(deploy->finished_ms));
    json_object_set_new(body, "environment", answer_text(deploy->environment));
    json_object_set_new(body, "name", answer_text(deploy->name));
    json_object_set_new(body, "url", json_null());
    json_object_set_new(body, "dateStarted", answer_time_ms(deploy->started_ms));
    json_object_set_new(body, "dateFinished", answer_time_ms(deploy->finished_ms));
    json_object_set_new(body, "version", answer_text(deploy->release));
    json_object_set_new(body, "project", answer_text(deploy->project));
    return body;
}

static json_t *patch_set(const struct commit *commit)
{
    json_t *list = json_array();
    for (guint i = 0; commit->files && i < commit->files->len; i++) {
        const struct commit_file *file = commit->files->pdata[i];
        char type[2] = {file->type, '\0'};
        json_t *entry = json_object();
        json_object_set_new(entry, "path", answer_text(file->path));
        json_object_set_new(entry, "type", answer_text(type));
        json_array_append_new(list, entry);
    }
    return list;
}

json_t *shape_commit(struct store *store, const struct commit *commit)
{
    json_t *body = json_object();
    json_t *author = json_object();
    if (commit->author)
        json_object_set_new(author, "name", answer_text(commit->author));
    if (commit->email)
        json_object_set_new(author, "email", answer_text(commit->email));
    json_t *repository = shape_repository(store, commit->repository);
    json_object_set_new(body, "id", answer_text(commit->id));
    json_object_set_new(body, "message", answer_text(commit->message));
    json_object_set_new(body, "dateCreated", answer_time_ms(commit->time_ms));
    json_object_set_new(body, "pullRequest", json_null());
    json_object_set_new(body, "suspectCommitType", json_string(""));
    json_object_set_new(body, "author", author);
    json_object_set_new(body, "repository", repository ? repository : json_object());
    json_object_set_new(body, "patchSet", patch_set(commit));
    return body;
}

/* Issues that began in the release; of one project, where it is named. */
static int64_t new_issues(struct store *store, const char *version, const char *project)
{
    int64_t count = 0;
    const GPtrArray *issues = store_issues(store);
    for (guint i = 0; i < issues->len; i++) {
        const struct issue_record *issue = issues->pdata[i];
        if (!g_strcmp0(issue->first_release, version) &&
            (!project || !strcmp(issue->project, project)))
            count++;
    }
    return count;
}

static json_t *release_projects(struct store *store, const struct release_record *release)
{
    json_t *list = json_array();
    for (guint i = 0; i < release->projects->len; i++) {
        const char *slug = release->projects->pdata[i];
        const struct project *project = store_project(store, slug);
        json_t *entry = json_object();
        json_t *platforms = json_array();
        if (project && project->platform)
            json_array_append_new(platforms, answer_text(project->platform));
        json_object_set_new(entry, "id", json_integer(project ? project->id : 0));
        json_object_set_new(entry, "slug", answer_text(slug));
        json_object_set_new(entry, "name", answer_text(slug));
        json_object_set_new(entry, "newGroups",
                            json_integer(new_issues(store, release->version, slug)));
        json_object_set_new(entry, "platform", answer_text(project ? project->platform : NULL));
        json_object_set_new(entry, "platforms", platforms);
        json_object_set_new(entry, "hasHealthData", json_false());
        json_array_append_new(list, entry);
    }
    return list;
}

json_t *shape_release(struct store *store, const struct release_record *release)
{
    json_t *body = shape_release_brief(store, release->version);
    guint deploys = release->deploys->len;
    json_object_set_new(body, "id", json_integer(release->id));
    json_object_set_new(body, "status", json_string("open"));
    json_object_set_new(body, "data", json_object());
    json_object_set_new(body, "newGroups", json_integer(new_issues(store, release->version, NULL)));
    json_object_set_new(body, "owner", json_null());
    json_object_set_new(body, "lastCommit", json_null());
    json_object_set_new(body, "deployCount", json_integer(deploys));
    json_object_set_new(body, "lastDeploy",
                        deploys ? shape_deploy(release->deploys->pdata[deploys - 1]) : json_null());
    json_object_set_new(body, "authors", json_array());
    json_object_set_new(body, "projects", release_projects(store, release));
    json_object_set_new(body, "firstEvent", answer_time_ns(release->first_event_ns, 6));
    json_object_set_new(body, "lastEvent", answer_time_ns(release->last_event_ns, 6));
    json_object_set_new(body, "currentProjectMeta", json_object());
    json_object_set_new(body, "userAgent", json_null());
    return body;
}
