/* SPDX-License-Identifier: Apache-2.0 */
#include "views/suspects.h"

#include "views/body.h"

#include <string.h>

/* Attributes that name the code: OpenTelemetry's code.* in its old and new spelling, and Sentry's.
 */
static const char *const file_keys[] = {
    "code.file.path", "code.filepath", "code.file", "code.namespace", "code.function.name", NULL,
};

static const char *const text_keys[] = {
    "db.query.text",
    "db.statement",
    "db.collection.name",
    "db.sql.table",
    "http.route",
    "url.template",
    "code.function",
    "code.function.name",
    "code.namespace",
    "rpc.method",
    "messaging.destination.name",
    "messaging.destination",
    "span.description",
    "description",
    "name",
    "transaction",
    "exception.message",
    "error.message",
    NULL,
};

static bool named(const char *const *keys, const char *key)
{
    for (; *keys; keys++)
        if (!g_strcmp0(*keys, key))
            return true;
    return false;
}

static void add_text(GPtrArray *texts, const char *text)
{
    if (text && *text && !g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL))
        g_ptr_array_add(texts, g_strdup(text));
}

void suspects_files(const GPtrArray *attributes, GPtrArray *files)
{
    for (guint i = 0; attributes && i < attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(attributes, i);
        /* A function or namespace counts as a file only where it is written as a path. */
        if (pair->key && pair->value && named(file_keys, pair->key) &&
            (strchr(pair->value, '/') || strchr(pair->value, '.')))
            add_text(files, pair->value);
    }
}

static bool tells_flag(const char *key)
{
    return g_str_has_prefix(key, "feature_flag") || g_str_has_prefix(key, "flag.") ||
           strstr(key, "flags.");
}

void suspects_texts(const struct target *target, const GPtrArray *attributes, GPtrArray *texts)
{
    for (guint i = 0; attributes && i < attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(attributes, i);
        if (!pair->key || !pair->value)
            continue;
        if (named(text_keys, pair->key) || tells_flag(pair->key))
            add_text(texts, pair->value);
    }
    add_text(texts, target->text);
    add_text(texts, target->name);
    add_text(texts, target->transaction);
    add_text(texts, target->path);
    if (target->key)
        add_text(texts, target->value);
}

/* --- the onset --- */

static int64_t first_seen(const struct desk *desk, const char *issue_id)
{
    const GPtrArray *issues = desk_issues(desk);
    for (guint i = 0; issues && i < issues->len; i++) {
        const struct issue *issue = g_ptr_array_index(issues, i);
        if (!g_strcmp0(issue->id, issue_id))
            return issue->first_seen_ms;
    }
    return 0;
}

/* When a signal of `service` moved, if that was by `until_ms` as far as its buckets can tell and
 * is not over: noise that was over before the rest began is not where this change began. Else 0. */
static int64_t moved_by(struct desk *desk, size_t index, const char *service, int64_t until_ms)
{
    const struct signal *signal = g_ptr_array_index((GPtrArray *)desk_signals(desk), index);
    const struct onset *onset = desk_onset(desk, index);
    if (!onset || onset->kind == ONSET_NONE || !onset->ongoing ||
        g_strcmp0(signal->service, service))
        return 0;
    return until_ms && onset->time_ms > until_ms + signal->series.interval_ms ? 0 : onset->time_ms;
}

/* An issue begins with the move that came last before its first event: what moved long before it
 * had no part in it. */
static int64_t issue_onset(struct desk *desk, const struct target *target)
{
    int64_t seen = first_seen(desk, target->issue_id);
    if (!seen)
        seen = target->time_ms ? target->time_ms : target->start_ms;
    int64_t best = 0;
    for (guint i = 0; seen && i < desk_signals(desk)->len; i++)
        best = MAX(best, moved_by(desk, i, target->service, seen));
    return best ? best : seen;
}

int64_t suspects_onset(struct desk *desk, const struct target *target)
{
    if (target->kind == TARGET_SIGNAL && target->time_ms)
        return target->time_ms;
    if (target->issue_id)
        return issue_onset(desk, target);
    int64_t best = 0;
    for (guint i = 0; i < desk_signals(desk)->len; i++) {
        int64_t moved = moved_by(desk, i, target->service, target->time_ms);
        if (moved && (!best || moved < best))
            best = moved;
    }
    if (best)
        return best;
    const struct lead *lead = desk_lead(desk);
    if (lead && lead->since_ms && (!target->time_ms || lead->since_ms <= target->time_ms))
        return lead->since_ms;
    return target->time_ms ? target->time_ms : target->start_ms;
}

/* --- who moved first --- */

const struct change *suspects_mover(const struct lead *lead, const struct target *target)
{
    if (!lead || lead->first_mover < 0)
        return NULL;
    const struct change *mover = g_ptr_array_index(lead->changes, (guint)lead->first_mover);
    return mover->service && g_strcmp0(mover->service, target->service) ? mover : NULL;
}

bool suspects_in_burst(const struct lead *lead, const struct target *target, int64_t onset_ms)
{
    const struct change *mover = suspects_mover(lead, target);
    if (!mover || mover->time_ms > onset_ms + LEAD_GAP_MS)
        return false;
    int64_t last = mover->time_ms;
    for (guint i = lead->burst; i < lead->changes->len; i++) {
        const struct change *change = g_ptr_array_index(lead->changes, i);
        if (change->time_ms > last + LEAD_GAP_MS)
            return false;
        last = MAX(last, change->time_ms);
        bool same_issue = change->issue_id && !g_strcmp0(change->issue_id, target->issue_id);
        bool same_service = change->kind == CHANGE_SIGNAL && target->service &&
                            !g_strcmp0(change->service, target->service);
        if (same_issue || (same_service && change->time_ms <= onset_ms + LEAD_GAP_MS))
            return true;
    }
    return false;
}

/* --- two services' suspects --- */

static int by_score(const void *a, const void *b)
{
    const struct suspect *x = *(struct suspect *const *)a;
    const struct suspect *y = *(struct suspect *const *)b;
    return (x->score < y->score) - (x->score > y->score);
}

void suspects_merge(GPtrArray *into, GPtrArray *from)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_ptr_array_extend_and_steal(into, from);
    g_ptr_array_sort(into, by_score);
    for (guint i = 0; i < into->len;) {
        const struct suspect *suspect = g_ptr_array_index(into, i);
        char *id = suspect->commit->id;
        if (id && g_hash_table_contains(seen, id)) {
            g_ptr_array_remove_index(into, i);
            continue;
        }
        if (id)
            g_hash_table_add(seen, id);
        i++;
    }
}

/* --- what is said of one --- */

char *suspects_before(const struct suspect *suspect)
{
    if (!suspect->deploy || suspect->before_ms <= 0)
        return NULL;
    g_autofree char *ago = body_ago(suspect->before_ms);
    return g_strdup_printf("deployed %s before the onset", ago);
}

char *suspects_subject(const struct commit *commit)
{
    const char *message = commit->message ? commit->message : "(no message)";
    return g_strndup(message, strcspn(message, "\r\n"));
}

void suspects_target(const struct suspect *suspect, const struct target *from, int64_t onset_ms,
                     struct target *out)
{
    out->kind = TARGET_COMMIT;
    target_set(&out->commit, suspect->commit->id);
    target_set(&out->repository, suspect->commit->repository);
    const struct deploy *deploy = suspect->deploy;
    target_set(&out->service, deploy && deploy->project ? deploy->project : from->service);
    target_set(&out->trace_id, from->trace_id);
    target_set(&out->span_id, from->span_id);
    target_set(&out->release, suspect->deploy ? suspect->deploy->release : from->release);
    g_autoptr(GString) reasons = g_string_new(NULL);
    for (guint i = 0; suspect->reasons && i < suspect->reasons->len; i++)
        g_string_append_printf(reasons, "%s%s", i ? "\n" : "",
                               (const char *)g_ptr_array_index(suspect->reasons, i));
    target_set(&out->text, reasons->len ? reasons->str : NULL);
    out->time_ms = onset_ms;
    out->start_ms = suspect->before_ms > 0 ? onset_ms - suspect->before_ms : 0;
    out->end_ms = onset_ms;
}
