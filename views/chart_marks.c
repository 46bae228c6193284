/* SPDX-License-Identifier: Apache-2.0 */
#include "views/chart_marks.h"

#include "api/model/flag_change.h"
#include "api/model/issue.h"
#include "api/model/monitor.h"
#include "api/model/release.h"
#include "tui/resample.h"
#include "tui/text.h"
#include "views/signal_text.h"
#include "views/signal_unlike.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *sign, *ascii;
    enum role role;
} looks[] = {
    [MOMENT_ONSET] = {NULL,  NULL, ROLE_CHANGED    },
    [MOMENT_DEPLOY] = {"▾", "d",  ROLE_DEPLOY     },
    [MOMENT_FLAG] = {"⚑", "f",  ROLE_CHANGED    },
    [MOMENT_FIRING] = {"✗", "x",  ROLE_FAILURE    },
    [MOMENT_WELL] = {"✓", "o",  ROLE_GOOD       },
    [MOMENT_FIRST_SEEN] = {"!",   "!",  ROLE_LEVEL_ERROR},
    [MOMENT_REGRESSED] = {"↺", "r",  ROLE_LEVEL_ERROR},
    [MOMENT_UNLIKE] = {"◇", "*",  ROLE_MUTED      },
};

struct finding {
    const struct moments_told *told;
    int64_t start_ms, end_ms;
    bool own; /* only what is of the line's own service, or only the rest */
    GPtrArray *found;
    size_t left_out;
};

static void moment_free(void *data)
{
    struct chart_moment *moment = data;
    g_free(moment->name);
    g_free(moment->words);
    g_free(moment);
}

/* Takes `name` and `words`. */
static void add(struct finding *finding, enum moment_kind kind, int64_t time_ms, char *name,
                char *words)
{
    if (finding->found->len == CHART_MARKS) {
        finding->left_out++;
        g_free(name);
        g_free(words);
        return;
    }
    struct chart_moment *moment = g_new0(struct chart_moment, 1);
    *moment = (struct chart_moment){.kind = kind,
                                    .time_ms = time_ms,
                                    .sign = looks[kind].sign,
                                    .ascii = looks[kind].ascii,
                                    .role = looks[kind].role,
                                    .name = name,
                                    .words = words};
    g_ptr_array_add(finding->found, moment);
}

static bool wanted(const struct finding *finding, const char *service, int64_t time_ms)
{
    bool own = finding->told->service && service && !strcmp(service, finding->told->service);
    return own == finding->own && time_ms >= finding->start_ms && time_ms < finding->end_ms;
}

/* Another service's things are named with it. */
static char *name_of(const struct finding *finding, const char *service, const char *name)
{
    name = name ? name : "?";
    return finding->own || !service ? g_strdup(name) : g_strdup_printf("%s %s", service, name);
}

static void add_deploys(struct finding *finding)
{
    const GPtrArray *deploys = finding->told->deploys;
    for (guint i = 0; deploys && i < deploys->len; i++) {
        const struct deploy *deploy = deploys->pdata[i];
        int64_t at = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
        if (!wanted(finding, deploy->project, at))
            continue;
        const char *version = deploy->release ? release_short(deploy->release) : "?";
        const char *project = deploy->project ? deploy->project : "";
        add(finding, MOMENT_DEPLOY, at, name_of(finding, deploy->project, version),
            g_strdup_printf("%s%s%s%s", deploy->inferred ? "first seen of " : "deploy of ", project,
                            *project ? " " : "", version));
    }
}

static void add_flags(struct finding *finding)
{
    const GPtrArray *flags = finding->told->flags;
    for (guint i = 0; flags && i < flags->len; i++) {
        const struct flag_change *flag = flags->pdata[i];
        if (!wanted(finding, flag->project, flag->time_ms))
            continue;
        const char *key = flag->key ? flag->key : "?";
        add(finding, MOMENT_FLAG, flag->time_ms, g_strdup(key),
            g_strdup_printf("flag %s%s%s", key, flag->value ? " is " : "",
                            flag->value ? flag->value : ""));
    }
}

static void add_monitor(struct finding *finding, const struct monitor *monitor,
                        enum moment_kind kind, int64_t at, const char *words)
{
    if (!at || !wanted(finding, monitor->project, at))
        return;
    const char *name = monitor->name ? monitor->name : "(no name)";
    add(finding, kind, at, g_strdup(name),
        g_strdup_printf("%s %s %s", monitor_kind_name(monitor->kind), name, words));
}

/* Now, or the last time. */
static void add_monitors(struct finding *finding)
{
    const GPtrArray *monitors = finding->told->monitors;
    for (guint i = 0; monitors && i < monitors->len; i++) {
        const struct monitor *monitor = monitors->pdata[i];
        if (monitor->muted || monitor->disabled || (!monitor->firing && !monitor->until_ms))
            continue;
        add_monitor(finding, monitor, MOMENT_FIRING, monitor->since_ms,
                    monitor->firing ? monitor_words(monitor) : "began to fire");
        add_monitor(finding, monitor, MOMENT_WELL, monitor->until_ms, "is well again");
    }
}

static void add_issues(struct finding *finding)
{
    const GPtrArray *issues = finding->told->issues;
    for (guint i = 0; issues && i < issues->len; i++) {
        const struct issue *issue = issues->pdata[i];
        if (!wanted(finding, issue->project, issue->first_seen_ms))
            continue;
        const char *id = issue->short_id ? issue->short_id : "an issue";
        add(finding, MOMENT_FIRST_SEEN, issue->first_seen_ms, g_strdup(id),
            g_strdup_printf("%s seen first", id));
    }
}

static void add_regressed(struct finding *finding)
{
    const GPtrArray *changes = finding->told->lead ? finding->told->lead->changes : NULL;
    for (guint i = 0; changes && i < changes->len; i++) {
        const struct change *change = changes->pdata[i];
        if (change->kind != CHANGE_REGRESSED_ISSUE ||
            !wanted(finding, change->service, change->time_ms))
            continue;
        const char *id = change->short_id ? change->short_id : "an issue";
        add(finding, MOMENT_REGRESSED, change->time_ms, g_strdup(id),
            g_strdup_printf("%s came back", id));
    }
}

static void add_onset(struct finding *finding)
{
    const struct onset *onset = finding->told->onset;
    if (!onset || onset->kind == ONSET_NONE || onset->time_ms < finding->start_ms ||
        onset->time_ms >= finding->end_ms)
        return;
    add(finding, MOMENT_ONSET, onset->time_ms, g_strdup(""), g_strdup("it left its usual"));
    struct chart_moment *moment = finding->found->pdata[finding->found->len - 1];
    moment->sign = signal_mark(onset, false);
    moment->ascii = signal_mark(onset, true);
}

static void add_unlike(struct finding *finding)
{
    const struct moments_told *told = finding->told;
    if (!told->line || !told->scope)
        return;
    g_autoptr(GArray) marks = signal_unlike(told->line, told->onset);
    for (guint i = 0; i < marks->len; i++) {
        const struct novelty_mark *mark = &g_array_index(marks, struct novelty_mark, i);
        GString *words = g_string_new(NULL);
        signal_unlike_words(words, told->line, mark, told->unit, told->scope);
        add(finding, MOMENT_UNLIKE,
            told->line->start_ms + (int64_t)mark->bucket * told->line->interval_ms, g_strdup(""),
            g_string_free(words, FALSE));
    }
}

/* At one time, the line's own onset stands before what may explain it. */
static int by_time(gconstpointer a, gconstpointer b)
{
    const struct chart_moment *x = *(struct chart_moment *const *)a;
    const struct chart_moment *y = *(struct chart_moment *const *)b;
    return x->time_ms != y->time_ms ? (x->time_ms > y->time_ms) - (x->time_ms < y->time_ms)
                                    : (int)x->kind - (int)y->kind;
}

GPtrArray *chart_moments(const struct moments_told *told, int64_t start_ms, int64_t end_ms,
                         size_t *left_out)
{
    struct finding finding = {
        told, start_ms, end_ms, true, g_ptr_array_new_with_free_func(moment_free), 0};
    add_onset(&finding);
    for (int pass = 0; pass < 2; pass++, finding.own = false) {
        add_deploys(&finding);
        add_flags(&finding);
        add_monitors(&finding);
        add_regressed(&finding);
        add_issues(&finding);
    }
    add_unlike(&finding);
    g_ptr_array_sort(finding.found, by_time);
    if (left_out)
        *left_out = finding.left_out;
    return finding.found;
}

double chart_part(const struct series *series, int64_t time_ms)
{
    double span = (double)series->interval_ms * (double)series->count;
    return span > 0 ? (double)(time_ms - series->start_ms) / span : -1;
}

static int column_of(const struct chart_moment *moment, const struct series *series, int cols)
{
    return resample_column(series->count, cols, chart_part(series, moment->time_ms));
}

/* The first column in which a bucket is still filling, which the ruler tells. */
static int whole_columns(const struct series *series, int cols)
{
    int whole = cols;
    while (whole > 0 && series->incomplete &&
           resample_range(series->count, cols, whole - 1).to + series->incomplete > series->count)
        whole--;
    return whole;
}

void chart_marks_fit(struct chart_marks *out, const GPtrArray *moments, const struct series *series,
                     double cursor, int cols, bool ascii)
{
    out->count = 0;
    if (cols <= 0)
        return;
    int whole_cols = whole_columns(series, cols);
    int cursor_col = isnan(cursor) ? -1 : resample_column(series->count, cols, cursor);
    for (guint i = 0; i < moments->len && i < CHART_MARKS; i++) {
        const struct chart_moment *moment = moments->pdata[i];
        const struct chart_moment *next = i + 1 < moments->len ? moments->pdata[i + 1] : NULL;
        double at = chart_part(series, moment->time_ms);
        int begin = column_of(moment, series, cols);
        int end = next ? MIN(column_of(next, series, cols), whole_cols) : whole_cols;
        int room = (cursor_col > begin ? MIN(cursor_col, end) : end) - begin;
        const char *sign = ascii ? moment->ascii : moment->sign;
        char *label = out->labels[out->count];
        bool whole = text_width(moment->name) + 1 <= room &&
                     strlen(moment->name) + strlen(sign) < CHART_MARK_LABEL;
        g_snprintf(label, CHART_MARK_LABEL, "%s%s", sign, whole ? moment->name : "");
        out->marks[out->count++] =
            (struct chart_mark){.at = at, .role = moment->role, .label = label};
    }
}

void chart_moments_words(const GPtrArray *moments, int64_t start_ms, int64_t end_ms, bool ascii,
                         GString *out)
{
    for (guint i = 0; i < moments->len; i++) {
        const struct chart_moment *moment = moments->pdata[i];
        if (moment->kind != MOMENT_ONSET && moment->time_ms >= start_ms && moment->time_ms < end_ms)
            g_string_append_printf(out, "  %s %s", ascii ? moment->ascii : moment->sign,
                                   moment->words);
    }
}
