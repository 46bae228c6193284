/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_internal.h"
#include "base/clock.h"

#include <string.h>

/* Hostile senders could name a new environment with every row. */
#define MAX_ENVIRONMENTS 200
#define MAX_PROJECTS     1000
#define FIRST_ID         1000000

bool texts_add(GPtrArray *list, const char *text, guint most)
{
    for (guint i = list->len; i > 0; i--) {
        if (strcmp(list->pdata[i - 1], text) == 0) {
            return true;
        }
    }
    if (list->len < most) {
        g_ptr_array_add(list, g_strdup(text));
    }
    return false;
}

/* A project that is named by its number has that number; the others are counted from a million. */
static int64_t choose_id(const struct records *base, const struct changes *changes,
                         const char *slug)
{
    const struct records *changed = &changes->changed[RECORD_PROJECT];
    char *end;
    int64_t number = g_ascii_strtoll(slug, &end, 10);
    bool named = !*end && number > 0 && number < INT64_MAX / 2;
    if (named && !records_by_id(base, number) && !records_by_id(changed, number)) {
        return number;
    }
    return MAX(MAX(base->last_id, changed->last_id), FIRST_ID) + 1;
}

struct project *project_obtain(struct store *store, struct changes *changes, const char *slug,
                               int64_t now_ns)
{
    const struct records *base = &store->records[RECORD_PROJECT];
    struct project *project = changes_edit_key(changes, base, slug);
    if (!project && base->list->len < MAX_PROJECTS) {
        project = record_new(RECORD_PROJECT);
        project->slug = g_strdup(slug);
        project->id = choose_id(base, changes, slug);
        project->first_seen_ns = project->last_seen_ns = now_ns;
        changes_add_take(changes, base, project);
    }
    return project;
}

void project_apply(struct store *store, struct commit_work *work, const struct item *item,
                   const char *public_key)
{
    struct project *project = project_obtain(store, &work->changes, item->project, item->time_ns);
    if (!project) {
        return;
    }
    project->first_seen_ns = MIN(project->first_seen_ns, item->time_ns);
    project->last_seen_ns = MAX(project->last_seen_ns, item->time_ns);
    const char *platform = item_get_string(item, "platform");
    if (!project->platform && platform && strcmp(platform, "other") != 0) {
        project->platform = g_strdup(platform);
    }
    if (public_key && g_strcmp0(project->public_key, public_key) != 0) {
        g_free(project->public_key);
        project->public_key = g_strdup(public_key);
    }
    const char *environment = item_get_string(item, "environment");
    if (environment) {
        texts_add(project->environments, environment, MAX_ENVIRONMENTS);
    }
}

const GPtrArray *store_projects(struct store *store)
{
    return store->records[RECORD_PROJECT].list;
}

const struct project *store_project(struct store *store, const char *slug_or_id)
{
    const struct records *projects = &store->records[RECORD_PROJECT];
    const struct project *project = records_by_key(projects, slug_or_id);
    if (project) {
        return project;
    }
    char *end;
    int64_t id = g_ascii_strtoll(slug_or_id, &end, 10);
    return *end || end == slug_or_id ? NULL : records_by_id(projects, id);
}

static bool put_project(struct store *store, struct changes *changes, const void *context,
                        GError **error)
{
    if (!project_obtain(store, changes, context, clock_now_ns())) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FULL, "no more than %d projects are kept",
                    MAX_PROJECTS);
        return false;
    }
    return true;
}

bool store_project_put(struct store *store, const char *slug, GError **error)
{
    return store_change(store, put_project, slug, error);
}
