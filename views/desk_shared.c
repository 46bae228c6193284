/* SPDX-License-Identifier: Apache-2.0
 *
 * What every view may look at besides the signals: the newest issues, the releases and their
 * deploys.
 */
#include "views/desk_state.h"

#include "base/clock.h"

#include <string.h>

#define ISSUES_MS   5000
#define RELEASES_MS 30000

void desk_shared_init(struct desk *desk)
{
    struct shared *shared = &desk->shared;
    shared->signals = g_ptr_array_new();
    shared->onsets = g_array_new(FALSE, FALSE, sizeof(struct onset));
    shared->mixes = g_ptr_array_new();
    shared->issues = g_ptr_array_new_with_free_func((GDestroyNotify)issue_free);
    shared->releases = g_ptr_array_new_with_free_func((GDestroyNotify)release_free);
    shared->deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
    shared->calls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    shared->usuals = desk_usuals_new();
    desk_peers_init(desk);
    desk_flags_init(desk);
    desk_firing_init(desk);
}

void desk_shared_free(struct desk *desk)
{
    struct shared *shared = &desk->shared;
    g_ptr_array_unref(shared->signals);
    g_array_unref(shared->onsets);
    g_ptr_array_unref(shared->mixes);
    g_ptr_array_unref(shared->issues);
    g_ptr_array_unref(shared->releases);
    g_ptr_array_unref(shared->deploys);
    g_hash_table_unref(shared->calls);
    g_hash_table_unref(shared->usuals);
    desk_peers_free(desk);
    desk_flags_free(desk);
    desk_firing_free(desk);
    g_free(shared->usual_key);
    g_clear_pointer(&shared->enriched, g_hash_table_unref);
    g_clear_pointer(&shared->clones, clones_unref);
    desk_patterns_free(desk);
    g_clear_pointer(&shared->lead, lead_free);
}

struct clones *desk_clones(struct desk *desk)
{
    if (!desk->shared.clones)
        desk->shared.clones = clones_new(desk->config, desk->repositories);
    return desk->shared.clones;
}

/* --- issues --- */

static struct request *issues_request(const char *query)
{
    struct request *request = request_new(ENDPOINT_ISSUES, NULL);
    request_add(request, "query", query);
    request_add(request, "sort", "date");
    request_add(request, "groupStatsPeriod", "auto");
    request_add(request, "limit", "100");
    return request;
}

static void issues_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    desk->shared.issues_known = true;
    desk->shared.issues_failed = answer->kind != REPLY_ISSUES || !answer->object;
    if (desk->shared.issues_failed) {
        desk_lead_update(desk);
        return;
    }
    GPtrArray *old = desk->shared.issues;
    desk->shared.issues = reply_take(answer);
    desk->shared.issues_cut = answer->next_cursor != NULL;
    desk->shared.issues_all = answer->total;
    desk_shared_changed(desk);
    g_ptr_array_unref(old);
    desk_lead_update(desk);
}

/* --- releases and deploys --- */

/* A release without a deploy stands where it was first seen, and says so. */
static void add_deploy(GPtrArray *deploys, const struct release *release, const char *project)
{
    const struct deploy *told = release->last_deploy;
    int64_t seen = release->released_ms ? release->released_ms : release->created_ms;
    if (!told && !seen)
        return;
    struct deploy *deploy = told ? deploy_copy(told) : deploy_new();
    if (!told) {
        deploy->inferred = true;
        deploy->finished_ms = seen;
    }
    if (!deploy->finished_ms)
        deploy->finished_ms = deploy->started_ms ? deploy->started_ms : seen;
    if (!deploy->release)
        deploy->release = g_strdup(release->version);
    if (!deploy->project)
        deploy->project = g_strdup(project);
    g_ptr_array_add(deploys, deploy);
}

static void releases_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    desk->shared.releases_known = true;
    desk->shared.releases_failed = answer->kind != REPLY_RELEASES || !answer->object;
    if (desk->shared.releases_failed) {
        desk_lead_update(desk);
        return;
    }
    struct shared *shared = &desk->shared;
    GPtrArray *old_releases = shared->releases, *old_deploys = shared->deploys;
    shared->releases = reply_take(answer);
    shared->deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
    for (guint i = 0; i < shared->releases->len; i++) {
        const struct release *release = shared->releases->pdata[i];
        for (guint p = 0; release->projects && p < release->projects->len; p++)
            add_deploy(shared->deploys, release, release->projects->pdata[p]);
    }
    desk_shared_changed(desk);
    g_ptr_array_unref(old_releases);
    g_ptr_array_unref(old_deploys);
    desk_lead_update(desk);
}

void desk_shared_start(struct desk *desk)
{
    if (!desk->started)
        return;
    desk_unask(desk, &desk->issues_ask);
    desk_unask(desk, &desk->releases_ask);
    desk->issues_ask = desk_ask_self(desk, issues_request("is:unresolved"), ISSUES_MS, false,
                                     issues_came, NULL, NULL);
    struct request *request = request_new(ENDPOINT_RELEASES, NULL);
    request_add(request, "per_page", "100");
    struct scope all = desk->scope; /* a deploy before the range may explain what is in it */
    all.held = false;
    all.release = NULL;
    all.period_ms = MAX(desk->scope.period_ms, 14 * 24 * 60 * MS_PER_MINUTE);
    scope_apply(&all, request);
    desk->releases_ask = desk_ask_self(desk, request, RELEASES_MS, true, releases_came, NULL, NULL);
    desk_flags_start(desk);
    desk_firing_start(desk);
}

void desk_shared_stop(struct desk *desk)
{
    desk_unask(desk, &desk->issues_ask);
    desk_unask(desk, &desk->releases_ask);
    desk_unask(desk, &desk->flags_ask);
    desk_firing_stop(desk);
    desk_unask(desk, &desk->usual_ask);
    desk_unask(desk, &desk->shared.patterns.ask);
    desk->shared.patterns.since_ms = 0;
}
