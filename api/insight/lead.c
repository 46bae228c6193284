/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/lead.h"

#include "api/model/release.h"
#include "base/quantity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOLD_MS          (60 * INT64_C(1000)) /* between an error that was reported and logged */
#define TEXT_MOST        60                   /* characters of a pattern */
#define TOGETHER_BUCKETS 2                    /* onsets this close began together */
#define SILENCE_WEIGHT   6.0                  /* that of a latency which grew to seven times */

static void change_free(struct change *change)
{
    g_free(change->service);
    g_free(change->text);
    g_free(change->signal_id);
    g_free(change->release);
    g_free(change->issue_id);
    g_free(change->short_id);
    g_free(change->query);
    g_free(change->monitor);
    g_free(change);
}

char *onset_text(const struct onset *onset, const struct mix_shift *mix, const char *unit)
{
    char before[24], after[24], slope[24];
    if (mix) {
        quantity_text(mix->onset.before, "ratio", before, sizeof before);
        quantity_text(mix->onset.after, "ratio", after, sizeof after);
        return mix->within_key
                   ? g_strdup_printf("%s %s→%s by %s:%s", mix->value, before, after,
                                     mix->within_key, mix->within_value)
                   : g_strdup_printf("%s %s→%s of %s", mix->value, before, after, mix->key);
    }
    quantity_text(onset->before, unit, before, sizeof before);
    quantity_text(onset->after, unit, after, sizeof after);
    if (onset->kind == ONSET_RAMP) {
        quantity_text(fabs(onset->slope), unit, slope, sizeof slope);
        return g_strdup_printf("%s→%s %c%s a minute", before, after, onset->slope < 0 ? '-' : '+',
                               slope);
    }
    if (onset->kind == ONSET_SILENCE) {
        return g_strdup_printf("%s→silence", before);
    }
    return g_strdup_printf("%s→%s", before, after);
}

/* The least level that a change is measured against: out of nothing, any change would be boundless.
 */
static double least_level(const struct signal *signal, const struct onset *onset)
{
    static const double least[] = {
        [SIGNAL_ERRORS] = 0.01, /* of requests */
        [SIGNAL_RATE] = 1,      /* a minute */
        [SIGNAL_LOGS] = 1,
        [SIGNAL_P95] = 1, /* ms */
    };
    double floor = (size_t)signal->source < G_N_ELEMENTS(least) ? least[signal->source] : 0;
    return fmax(fmax(floor, onset->spread), 1e-9);
}

static double factor_of(const struct signal *signal, const struct onset *onset)
{
    double least = least_level(signal, onset);
    double before = fmax(fabs(onset->before), least);
    double after = fmax(fabs(onset->after), least);
    return fmax(after / before, before / after);
}

static double weight_of(const struct signal *signal, const struct onset *onset)
{
    if (onset->kind == ONSET_SILENCE) {
        return SILENCE_WEIGHT;
    }
    double weight = log2(1 + factor_of(signal, onset));
    bool felt = signal->source == SIGNAL_ERRORS || signal->source == SIGNAL_P95;
    bool slow = onset->kind == ONSET_RAMP || onset->kind == ONSET_MIX;
    return weight * (felt ? 2 : 1) * (slow ? 0.5 : 1);
}

static void add_signals(struct lead *lead, const struct lead_input *input)
{
    for (guint i = 0; i < input->signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(input->signals, i);
        const struct mix_shift *mix = input->mixes ? input->mixes[i] : NULL;
        const struct onset *onset = mix ? &mix->onset : &input->onsets[i];
        lead->looked_at++;
        if (onset->kind == ONSET_NONE) {
            continue;
        }
        g_autofree char *figures = onset_text(onset, mix, signal->unit);
        struct change *change = g_new0(struct change, 1);
        change->kind = CHANGE_SIGNAL;
        change->time_ms = onset->time_ms;
        change->service = g_strdup(signal->service);
        change->signal_id = g_strdup(signal->id);
        change->onset = *onset;
        change->weight = weight_of(signal, onset);
        change->part = signal->group_key && !mix;
        change->text = g_strdup_printf("%s %s", signal->name, figures);
        g_ptr_array_add(lead->changes, change);
        lead->moved++;
    }
}

/* A release of which nobody told a deploy counts as a change when the service had another before
 * it, and once: SDKs of one service may name one version in two ways (web@1.0.0, 1.0.0). */
static bool is_change_of_version(const GPtrArray *deploys, guint index)
{
    const struct deploy *deploy = g_ptr_array_index(deploys, index);
    bool another_before = false;
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *other = g_ptr_array_index(deploys, i);
        if (i == index || g_strcmp0(other->project, deploy->project)) {
            continue;
        }
        bool same = !g_strcmp0(release_short(other->release), release_short(deploy->release));
        bool earlier = other->finished_ms < deploy->finished_ms ||
                       (other->finished_ms == deploy->finished_ms && i < index);
        if (same && (earlier || !other->inferred)) {
            return false;
        }
        another_before |= earlier;
    }
    return another_before;
}

static void add_deploys(struct lead *lead, const struct lead_input *input)
{
    for (guint i = 0; i < input->deploys->len; i++) {
        const struct deploy *deploy = g_ptr_array_index(input->deploys, i);
        int64_t at = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
        if (at < input->start_ms || at > input->end_ms ||
            (deploy->inferred && !is_change_of_version(input->deploys, i))) {
            continue;
        }
        struct change *change = g_new0(struct change, 1);
        change->kind = CHANGE_DEPLOY;
        change->time_ms = at;
        change->service = g_strdup(deploy->project);
        change->release = g_strdup(deploy->release);
        change->text =
            g_strdup_printf("%s %s%s%s", deploy->inferred ? "first seen" : "deploy",
                            deploy->project ? deploy->project : "", deploy->project ? " " : "",
                            deploy->project ? release_short(deploy->release) : deploy->release);
        g_ptr_array_add(lead->changes, change);
        lead->deploys += !deploy->inferred;
    }
}

int64_t issue_came_back_ms(const struct issue *issue)
{
    int64_t began = 0;
    for (guint i = issue->stats ? issue->stats->len : 0; i-- > 0;) {
        const struct issue_stat *stat = &g_array_index(issue->stats, struct issue_stat, i);
        if (stat->count == 0 && began) {
            return began;
        }
        if (stat->count > 0) {
            began = stat->time_ms;
        }
    }
    return began;
}

static void add_issue(struct lead *lead, const struct issue *issue, bool fresh, int64_t time_ms)
{
    struct change *change = g_new0(struct change, 1);
    change->kind = fresh ? CHANGE_NEW_ISSUE : CHANGE_REGRESSED_ISSUE;
    change->time_ms = time_ms;
    change->service = g_strdup(issue->project);
    change->issue_id = g_strdup(issue->id);
    change->short_id = g_strdup(issue->short_id);
    change->text = g_strdup_printf("%s %s", fresh ? "NEW" : "REGRESSED", issue->short_id);
    g_ptr_array_add(lead->changes, change);
    lead->regressed += !fresh;
    lead->new_issues += fresh;
}

/* New in the range, or back in it: an issue that regressed when nobody can tell is left to the
 * issue list. */
static void add_issues(struct lead *lead, const struct lead_input *input)
{
    for (guint i = 0; i < input->issues->len; i++) {
        const struct issue *issue = g_ptr_array_index(input->issues, i);
        bool of_interest = issue->level >= LEVEL_ERROR || issue->level == LEVEL_UNKNOWN;
        bool fresh =
            issue->first_seen_ms >= input->start_ms && issue->first_seen_ms <= input->end_ms;
        bool regressed = g_strcmp0(issue->substatus, "regressed") == 0;
        int64_t time_ms = fresh ? issue->first_seen_ms : regressed ? issue_came_back_ms(issue) : 0;
        if (of_interest && time_ms >= input->start_ms && time_ms <= input->end_ms) {
            add_issue(lead, issue, fresh, time_ms);
        }
    }
}

/* A new issue of the service, first seen at about the same time, tells as much. */
static bool an_issue_tells(const struct lead *lead, const struct new_pattern *pattern)
{
    for (guint i = 0; i < lead->changes->len; i++) {
        const struct change *change = g_ptr_array_index(lead->changes, i);
        if (change->kind == CHANGE_NEW_ISSUE && !g_strcmp0(change->service, pattern->service) &&
            llabs(change->time_ms - pattern->first_ms) <= TOLD_MS) {
            return true;
        }
    }
    return false;
}

/* After the issues. */
static void add_patterns(struct lead *lead, const struct lead_input *input)
{
    for (guint i = 0; input->patterns && i < input->patterns->len; i++) {
        const struct new_pattern *pattern = g_ptr_array_index(input->patterns, i);
        if (pattern->first_ms < input->start_ms || pattern->first_ms > input->end_ms ||
            an_issue_tells(lead, pattern)) {
            continue;
        }
        struct change *change = g_new0(struct change, 1);
        change->kind = CHANGE_NEW_PATTERN;
        change->time_ms = pattern->first_ms;
        change->service = g_strdup(pattern->service);
        change->query = g_strdup(pattern->query);
        bool cut = g_utf8_strlen(pattern->text, -1) > TEXT_MOST;
        g_autofree char *text =
            cut ? g_utf8_substring(pattern->text, 0, TEXT_MOST) : g_strdup(pattern->text);
        change->text = g_strdup_printf("NEW log %s%s%s%s", pattern->service ? pattern->service : "",
                                       pattern->service ? ": " : "", text, cut ? "…" : "");
        g_ptr_array_add(lead->changes, change);
        lead->new_patterns++;
    }
}

static bool is_told(const struct lead *lead, const struct monitor *monitor)
{
    for (guint i = 0; monitor->short_id && i < lead->changes->len; i++) {
        const struct change *change = g_ptr_array_index(lead->changes, i);
        if (!g_strcmp0(change->short_id, monitor->short_id)) {
            return true;
        }
    }
    return false;
}

/* What fires now is counted; a change is what began to in the range, and fires or has ended since.
 * After the issues: one that a monitor opened tells of it. */
static void add_firing(struct lead *lead, const struct lead_input *input)
{
    for (guint i = 0; input->monitors && i < input->monitors->len; i++) {
        const struct monitor *monitor = g_ptr_array_index(input->monitors, i);
        if (!monitor_fired_within(monitor, input->start_ms, input->end_ms)) {
            continue;
        }
        lead->firing += monitor->firing;
        if (monitor->since_ms < input->start_ms || monitor->since_ms > input->end_ms ||
            is_told(lead, monitor)) {
            continue;
        }
        struct change *change = g_new0(struct change, 1);
        change->kind = CHANGE_FIRING;
        change->time_ms = monitor->since_ms;
        change->service = g_strdup(monitor->project);
        change->monitor = g_strdup(monitor->name);
        change->text = g_strdup_printf("%s %s%s%s", monitor->firing ? "FIRING" : "FIRED",
                                       monitor->name ? monitor->name : "a monitor",
                                       monitor->firing ? " " : ", well again",
                                       monitor->firing ? monitor_words(monitor) : "");
        g_ptr_array_add(lead->changes, change);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct change *x = *(struct change *const *)a;
    const struct change *y = *(struct change *const *)b;
    if (x->time_ms != y->time_ms) {
        return x->time_ms < y->time_ms ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    return (x->weight < y->weight) - (x->weight > y->weight);
}

/* Whether `caller` calls `callee`, itself or through others; each is looked at once, as services
 * call each other in circles. */
static bool reaches(const GArray *calls, const char *caller, const char *callee)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) reached = g_ptr_array_new();

    g_hash_table_add(seen, (char *)caller);
    g_ptr_array_add(reached, (char *)caller);
    for (guint at = 0; at < reached->len; at++) {
        for (guint i = 0; i < calls->len; i++) {
            const struct call_edge *edge = &g_array_index(calls, struct call_edge, i);
            if (strcmp(edge->caller, reached->pdata[at]) != 0) {
                continue;
            }
            if (strcmp(edge->callee, callee) == 0) {
                return true;
            }
            if (g_hash_table_add(seen, (char *)edge->callee)) {
                g_ptr_array_add(reached, (char *)edge->callee);
            }
        }
    }
    return false;
}

static bool is_silence(const struct change *change)
{
    return change->kind == CHANGE_SIGNAL && change->onset.kind == ONSET_SILENCE;
}

/* True when `a` is the better first mover of two that began together. */
static bool moved_before(const struct lead_input *input, const struct change *a,
                         const struct change *b)
{
    if (input->calls && a->service && b->service && strcmp(a->service, b->service) != 0) {
        bool silent = is_silence(a) && is_silence(b); /* whom nobody calls is silent too */
        if (reaches(input->calls, b->service, a->service)) {
            return !silent;
        }
        if (reaches(input->calls, a->service, b->service)) {
            return silent;
        }
    }
    if (a->part != b->part && g_strcmp0(a->service, b->service) == 0) {
        return a->part;
    }
    return a->weight > b->weight;
}

struct burst {
    guint from, to; /* changes [from, to) */
    double weight;
};

/* An app that stops falls silent with all of its signals, which say one thing. */
static bool is_said(const GPtrArray *changes, guint from, guint index)
{
    const struct change *change = g_ptr_array_index(changes, index);
    for (guint i = from; is_silence(change) && i < index; i++) {
        const struct change *other = g_ptr_array_index(changes, i);
        if (is_silence(other) && !g_strcmp0(other->service, change->service)) {
            return true;
        }
    }
    return false;
}

/* Signals whose onsets follow one another closely; deploys and issues in between do not part them.
 */
static struct burst heaviest_burst(const GPtrArray *changes)
{
    struct burst best = {0}, open = {0};
    int64_t last = INT64_MIN;
    for (guint i = 0; i < changes->len; i++) {
        const struct change *change = g_ptr_array_index(changes, i);
        if (change->kind != CHANGE_SIGNAL) {
            continue;
        }
        if (last == INT64_MIN || change->time_ms - last > LEAD_GAP_MS) {
            open = (struct burst){.from = i};
        }
        open.to = i + 1;
        open.weight += is_said(changes, open.from, i) ? 0 : change->weight;
        last = change->time_ms;
        if (open.weight > best.weight) {
            best = open;
        }
    }
    return best;
}

static int64_t interval_of(const struct lead_input *input)
{
    int64_t interval = 0;
    for (guint i = 0; i < input->signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(input->signals, i);
        interval = MAX(interval, signal->series.interval_ms);
    }
    return interval;
}

/* A slow burn among a burst is not what set it off, unless nothing else moved. */
static bool may_lead(const struct change *change, bool slow_too)
{
    bool slow = change->onset.kind == ONSET_RAMP || change->onset.kind == ONSET_MIX;
    return change->kind == CHANGE_SIGNAL && (slow_too || !slow);
}

static int first_mover_of(const struct lead *lead, const struct lead_input *input,
                          const struct burst *burst, bool slow_too)
{
    int best = -1;
    int64_t together = TOGETHER_BUCKETS * interval_of(input);
    int64_t earliest = 0;
    for (guint i = burst->from; i < burst->to; i++) {
        const struct change *change = g_ptr_array_index(lead->changes, i);
        if (!may_lead(change, slow_too)) {
            continue;
        }
        if (best < 0) {
            best = (int)i;
            earliest = change->time_ms;
        } else if (change->time_ms - earliest <= together &&
                   moved_before(input, change, g_ptr_array_index(lead->changes, (guint)best))) {
            best = (int)i;
        }
    }
    return best;
}

/* Brings the first mover before those that began together with it; a deploy in between stays
 * before it, since it may be why. */
static void put_first(struct lead *lead, guint from)
{
    void **changes = lead->changes->pdata;
    guint at = (guint)lead->first_mover;
    for (; at > from && ((struct change *)changes[at - 1])->kind != CHANGE_DEPLOY; at--) {
        void *mover = changes[at];
        changes[at] = changes[at - 1];
        changes[at - 1] = mover;
    }
    lead->first_mover = (int)at;
}

static void count_burst(struct lead *lead)
{
    for (guint i = 0; i < lead->changes->len; i++) {
        const struct change *change = g_ptr_array_index(lead->changes, i);
        lead->in_burst += change->kind == CHANGE_SIGNAL && change->time_ms >= lead->since_ms;
    }
}

static void find_first_mover(struct lead *lead, const struct lead_input *input)
{
    struct burst burst = heaviest_burst(lead->changes);
    lead->first_mover = -1;
    lead->burst = lead->changes->len;
    if (burst.to == burst.from) {
        return;
    }
    lead->burst = burst.from;
    const struct change *first = g_ptr_array_index(lead->changes, burst.from);
    lead->since_ms = first->time_ms;
    lead->first_mover = first_mover_of(lead, input, &burst, false);
    if (lead->first_mover < 0) {
        lead->first_mover = first_mover_of(lead, input, &burst, true);
    }
    put_first(lead, burst.from);
    count_burst(lead);
}

struct lead *lead_find(const struct lead_input *input)
{
    struct lead *lead = g_new0(struct lead, 1);
    lead->changes = g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
    add_signals(lead, input);
    add_deploys(lead, input);
    add_issues(lead, input);
    add_patterns(lead, input);
    add_firing(lead, input);
    g_ptr_array_sort(lead->changes, by_time);
    find_first_mover(lead, input);
    return lead;
}

void lead_free(struct lead *lead)
{
    if (lead) {
        g_ptr_array_unref(lead->changes);
        g_free(lead);
    }
}
