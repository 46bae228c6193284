/* SPDX-License-Identifier: Apache-2.0 */
#include "views/signal_before.h"

#include "views/body.h"

#include <string.h>

struct question {
    const char *service;
    int64_t onset_ms, interval_ms;
};

/* Whether something at `at` came before, no more than `within`, and no earlier than what is known.
 */
static bool comes_before(const struct question *question, int64_t at, int64_t within, int64_t best)
{
    return at > 0 && at < question->onset_ms + question->interval_ms &&
           at >= question->onset_ms - within && at > best;
}

static bool is_own(const struct question *question, const char *project)
{
    return question->service && project && !strcmp(question->service, project);
}

static struct signal_before changed(const struct question *question, const GPtrArray *deploys,
                                    const GPtrArray *flags, bool own, int64_t within)
{
    struct signal_before found = {.own = own};
    int64_t best = 0;
    for (guint i = 0; deploys && i < deploys->len; i++) {
        const struct deploy *deploy = deploys->pdata[i];
        int64_t at = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
        if (is_own(question, deploy->project) == own && comes_before(question, at, within, best)) {
            found.deploy = deploy;
            best = at;
        }
    }
    for (guint i = 0; flags && i < flags->len; i++) {
        const struct flag_change *flag = flags->pdata[i];
        if (is_own(question, flag->project) == own &&
            comes_before(question, flag->time_ms, within, best)) {
            found.flag = flag;
            found.deploy = NULL;
            best = flag->time_ms;
        }
    }
    found.ago_ms = MAX(question->onset_ms - best, 0);
    found.in_bucket = best >= question->onset_ms;
    return found;
}

static struct signal_before new_issue(const struct question *question, const GPtrArray *issues)
{
    struct signal_before found = {.own = true};
    int64_t best = 0;
    for (guint i = 0; issues && i < issues->len; i++) {
        const struct issue *issue = issues->pdata[i];
        if (is_own(question, issue->project) &&
            comes_before(question, issue->first_seen_ms, BEFORE_OWN_MS, best)) {
            found.issue = issue;
            best = issue->first_seen_ms;
        }
    }
    found.ago_ms = MAX(question->onset_ms - best, 0);
    found.in_bucket = best >= question->onset_ms;
    return found;
}

struct signal_before signal_before_find(const char *service, const struct onset *onset,
                                        int64_t interval_ms, const GPtrArray *deploys,
                                        const GPtrArray *flags, const GPtrArray *issues)
{
    struct signal_before found = {0};
    if (!onset || onset->kind == ONSET_NONE)
        return found;
    const struct question question = {service, onset->time_ms, interval_ms};
    found = changed(&question, deploys, flags, true, BEFORE_OWN_MS);
    if (!signal_before_any(&found))
        found = changed(&question, deploys, flags, false, BEFORE_OTHER_MS);
    if (!signal_before_any(&found))
        found = new_issue(&question, issues);
    if (!signal_before_any(&found))
        found = changed(&question, deploys, NULL, true, BEFORE_WEEK_MS);
    return signal_before_any(&found) ? found : (struct signal_before){0};
}

bool signal_before_any(const struct signal_before *before)
{
    return before->deploy || before->flag || before->issue;
}

/* "3.1.0", "inventory 3.1.0" of another service, "flag ranking_v2.table", "CHECKOUT-1". Newly
 * allocated; NULL when nothing came before. */
static char *name_of(const struct signal_before *before)
{
    if (before->deploy) {
        const char *version = release_short(before->deploy->release);
        const char *project = before->deploy->project;
        bool alone = before->own || !project;
        return g_strdup_printf("%s%s%s", alone ? "" : project, alone ? "" : " ",
                               version ? version : "(no version)");
    }
    if (before->flag)
        return g_strdup_printf("flag %s", before->flag->key ? before->flag->key : "(no name)");
    if (before->issue)
        return g_strdup(before->issue->short_id ? before->issue->short_id : "a new issue");
    return NULL;
}

char *signal_before_text(const struct signal_before *before)
{
    g_autofree char *name = name_of(before);
    if (!name)
        return NULL;
    if (before->in_bucket)
        return g_strdup_printf("with %s", name);
    g_autofree char *ago = body_ago(before->ago_ms);
    return g_strdup_printf("%s after %s", ago, name);
}
