/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store_releases.h"

#include "api/local/store_internal.h"
#include "base/clock.h"

#include <string.h>

#define MAX_RELEASES     5000
#define RELEASE_PROJECTS 1000

struct release_record *release_obtain(struct store *store, struct changes *changes,
                                      const char *version, int64_t created_ns)
{
    const struct records *base = &store->records[RECORD_RELEASE];
    struct release_record *release = changes_edit_key(changes, base, version);
    if (!release && base->list->len < MAX_RELEASES) {
        release = record_new(RECORD_RELEASE);
        release->version = g_strdup(version);
        release->created_ns = created_ns;
        changes_add_take(changes, base, release);
    }
    return release;
}

void release_apply(struct store *store, struct commit_work *work, const struct item *item)
{
    const char *version = item_get_string(item, "release");
    struct release_record *release =
        version && *version && strlen(version) <= 250
            ? release_obtain(store, &work->changes, version, item->time_ns)
            : NULL;
    if (!release) {
        return;
    }
    int64_t first = release->first_event_ns;
    release->first_event_ns = first ? MIN(first, item->time_ns) : item->time_ns;
    release->last_event_ns = MAX(release->last_event_ns, item->time_ns);
    texts_add(release->projects, item->project, RELEASE_PROJECTS);
}

const GPtrArray *store_releases(struct store *store)
{
    return store->records[RECORD_RELEASE].list;
}

const struct release_record *store_release(struct store *store, const char *version)
{
    return records_by_key(&store->records[RECORD_RELEASE], version);
}

static void replace_text(char **text, const char *with)
{
    if (with) {
        g_free(*text);
        *text = g_strdup(with);
    }
}

static bool put_release(struct store *store, struct changes *changes, const void *context,
                        GError **error)
{
    const struct release_change *change = context;
    int64_t created = change->created_ns ? change->created_ns : clock_now_ns();
    struct release_record *release = release_obtain(store, changes, change->version, created);
    if (!release) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FULL, "no more than %d releases are kept",
                    MAX_RELEASES);
        return false;
    }
    replace_text(&release->ref, change->ref);
    replace_text(&release->url, change->url);
    if (change->released_ns) {
        release->released_ns = change->released_ns;
    }
    if (change->created_ns) {
        release->created_ns = change->created_ns;
    }
    for (const char *const *slug = change->projects; slug && *slug; slug++) {
        texts_add(release->projects, *slug, RELEASE_PROJECTS);
        project_obtain(store, changes, *slug, created);
    }
    return true;
}

bool store_release_put(struct store *store, const struct release_change *change, GError **error)
{
    return store_change(store, put_release, change, error);
}

static bool add_deploy(struct store *store, struct changes *changes, const void *context,
                       GError **error)
{
    const struct deploy *deploy = context;
    struct release_record *release =
        release_obtain(store, changes, deploy->release, clock_now_ns());
    if (!release) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FULL, "no more than %d releases are kept",
                    MAX_RELEASES);
        return false;
    }
    guint at = release->deploys->len;
    while (at > 0 &&
           ((struct deploy *)release->deploys->pdata[at - 1])->finished_ms > deploy->finished_ms) {
        at--;
    }
    g_ptr_array_insert(release->deploys, (gint)at, deploy_copy(deploy));
    if (deploy->project) {
        texts_add(release->projects, deploy->project, RELEASE_PROJECTS);
        project_obtain(store, changes, deploy->project, clock_now_ns());
    }
    return true;
}

bool store_deploy_add(struct store *store, const struct deploy *deploy, GError **error)
{
    return store_change(store, add_deploy, deploy, error);
}
