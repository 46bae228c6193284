/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/release.h"

#include <math.h>
#include <string.h>

static void free_all(char *const *owned, size_t count)
{
    for (size_t i = 0; i < count; i++)
        g_free(owned[i]);
}

struct release *release_new(void)
{
    struct release *release = g_new0(struct release, 1);
    release->commit_count = -1;
    release->new_issues = -1;
    release->health = (struct release_health){.crash_free_sessions = (double)NAN,
                                              .crash_free_users = (double)NAN,
                                              .adoption = (double)NAN,
                                              .sessions = -1,
                                              .users = -1};
    return release;
}

void release_free(struct release *release)
{
    if (!release)
        return;
    g_free(release->version);
    g_free(release->short_version);
    g_clear_pointer(&release->projects, g_ptr_array_unref);
    g_clear_pointer(&release->deploys, g_ptr_array_unref);
    deploy_free(release->last_deploy);
    g_free(release);
}

const char *release_short(const char *version)
{
    const char *at = version ? strrchr(version, '@') : NULL;
    return at && at[1] ? at + 1 : version;
}

struct commit *commit_new(void)
{
    return g_new0(struct commit, 1);
}

static void *copy_file(const void *data, void *unused)
{
    (void)unused;
    const struct commit_file *file = data;
    return commit_file_new(file->path, file->type);
}

struct commit *commit_copy(const struct commit *commit)
{
    struct commit *copy = commit_new();
    *copy = (struct commit){
        .id = g_strdup(commit->id),
        .message = g_strdup(commit->message),
        .author = g_strdup(commit->author),
        .email = g_strdup(commit->email),
        .repository = g_strdup(commit->repository),
        .time_ms = commit->time_ms,
        .reason = g_strdup(commit->reason),
        .patch = g_strdup(commit->patch),
    };
    if (commit->files) {
        copy->files = g_ptr_array_copy(commit->files, copy_file, NULL);
        g_ptr_array_set_free_func(copy->files, (GDestroyNotify)commit_file_free);
    }
    return copy;
}

void commit_free(struct commit *commit)
{
    if (!commit)
        return;
    char *owned[] = {commit->id,         commit->message, commit->author, commit->email,
                     commit->repository, commit->reason,  commit->patch};
    free_all(owned, G_N_ELEMENTS(owned));
    g_clear_pointer(&commit->files, g_ptr_array_unref);
    g_free(commit);
}

struct commit_file *commit_file_new(const char *path, char type)
{
    struct commit_file *file = g_new(struct commit_file, 1);
    *file = (struct commit_file){.path = g_strdup(path), .type = type};
    return file;
}

void commit_file_free(struct commit_file *file)
{
    if (!file)
        return;
    g_free(file->path);
    g_free(file);
}

struct deploy *deploy_new(void)
{
    return g_new0(struct deploy, 1);
}

struct deploy *deploy_copy(const struct deploy *deploy)
{
    struct deploy *copy = deploy_new();
    *copy = *deploy;
    copy->release = g_strdup(deploy->release);
    copy->project = g_strdup(deploy->project);
    copy->environment = g_strdup(deploy->environment);
    copy->name = g_strdup(deploy->name);
    return copy;
}

void deploy_free(struct deploy *deploy)
{
    if (!deploy)
        return;
    char *owned[] = {deploy->release, deploy->project, deploy->environment, deploy->name};
    free_all(owned, G_N_ELEMENTS(owned));
    g_free(deploy);
}

bool release_is_key(const char *key)
{
    return strcmp(key, "release") == 0 || strcmp(key, "service.version") == 0;
}
