/* SPDX-License-Identifier: Apache-2.0 */
#include "views/release_text.h"

#include "base/quantity.h"

#include <math.h>

int64_t release_deployed_at(const struct release *release)
{
    const struct deploy *last = release->last_deploy;
    int64_t at = last ? last->finished_ms ? last->finished_ms : last->started_ms : 0;
    return at ? at : release->released_ms ? release->released_ms : release->created_ms;
}

const char *release_service(const struct release *release)
{
    const struct deploy *last = release->last_deploy;
    if (last && last->project)
        return last->project;
    return release->projects && release->projects->len ? release->projects->pdata[0] : NULL;
}

const struct deploy *release_deploy_before(const GPtrArray *deploys, const char *service,
                                           const char *version, int64_t at_ms)
{
    const struct deploy *before = NULL;
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *one = deploys->pdata[i];
        if (g_strcmp0(one->project, service) || !g_strcmp0(one->release, version) ||
            one->finished_ms >= at_ms)
            continue;
        if (!before || one->finished_ms > before->finished_ms)
            before = one;
    }
    return before;
}

const char *release_share(double percent, char *out, size_t size)
{
    return isfinite(percent) ? quantity_text(percent, "percent", out, size) : NULL;
}

bool release_crash_free_words(const struct release_health *health, GString *out)
{
    char share[24], count[24];
    const struct {
        double crash_free;
        int64_t count;
        const char *what;
    } kinds[] = {
        {health->crash_free_sessions, health->sessions, "sessions"},
        {health->crash_free_users,    health->users,    "users"   },
    };
    bool known = false;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (!release_share(kinds[i].crash_free, share, sizeof share))
            continue;
        g_string_append_printf(out, "%s%s of ", known ? ", " : "", share);
        if (kinds[i].count >= 0)
            g_string_append_printf(out, "%s ", quantity_count(kinds[i].count, count, sizeof count));
        g_string_append(out, kinds[i].what);
        known = true;
    }
    return known;
}

void release_ask_health(struct request *request, const struct scope *scope, int64_t period_ms)
{
    struct scope all = *scope;
    request_add(request, "health", "1");
    all.held = false;
    all.release = NULL;
    all.period_ms = MAX(all.period_ms, period_ms);
    scope_apply(&all, request);
}
