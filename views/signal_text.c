/* SPDX-License-Identifier: Apache-2.0 */
#include "views/signal_text.h"

#include "api/insight/lead.h"
#include "api/insight/limits.h"
#include "base/quantity.h"
#include "tui/text.h"

#include <math.h>
#include <string.h>

/* A spread is never 0, but a hair where all values are one. */
#define NO_BAND    1e-7
#define LEAST_NAME 4 /* cells: fewer letters name nothing */

static const struct {
    const char *mark, *ascii;
    enum role role;
} marks[] = {
    [ONSET_NONE] = {" ",   " ", ROLE_MUTED      },
      [ONSET_RISE] = {"▲", "^", ROLE_CHANGED    },
    [ONSET_DROP] = {"▼", "v", ROLE_CHANGED    },
      [ONSET_LEVEL_UP] = {"△", "A", ROLE_CHANGED    },
    [ONSET_LEVEL_DOWN] = {"▽", "V", ROLE_CHANGED    },
      [ONSET_SILENCE] = {"○", "o", ROLE_LEVEL_ERROR},
    [ONSET_RAMP] = {"↗", "/", ROLE_CHANGED    },
      [ONSET_MIX] = {"~",   "~", ROLE_CHANGED    },
};

static enum onset_kind kind_of(const struct onset *onset)
{
    return onset && (size_t)onset->kind < G_N_ELEMENTS(marks) ? onset->kind : ONSET_NONE;
}

const char *signal_mark(const struct onset *onset, bool ascii)
{
    return ascii ? marks[kind_of(onset)].ascii : marks[kind_of(onset)].mark;
}

enum role signal_mark_role(const struct onset *onset)
{
    return onset && onset->kind != ONSET_NONE && !onset->ongoing ? ROLE_MUTED
                                                                 : marks[kind_of(onset)].role;
}

char *signal_label(const struct signal *signal)
{
    return g_strdup(signal->name ? signal->name : "(no name)");
}

double signal_latest(const struct signal *signal)
{
    gssize last = series_last(&signal->series);
    return last >= 0 ? signal->series.values[last] : (double)NAN;
}

/* Its values are counts. */
static bool is_per_minute(const struct signal *signal)
{
    const char *aggregate = signal->aggregate ? signal->aggregate : "";
    return signal->source == SIGNAL_RATE || signal->source == SIGNAL_LOGS ||
           (signal->source == SIGNAL_METRIC && !g_strcmp0(signal->metric_type, "counter") &&
            (g_str_has_prefix(aggregate, "sum") || g_str_has_prefix(aggregate, "count")));
}

const char *signal_value(const struct signal *signal, double value, int cells, char *out,
                         size_t size)
{
    quantity_text(value, signal->unit, out, size);
    if (isfinite(value) && is_per_minute(signal) && (int)strlen(out) + 4 <= cells)
        g_strlcat(out, "/min", size);
    return out;
}

const char *signal_now(const struct signal *signal, const struct onset *onset, int cells, char *out,
                       size_t size)
{
    if (onset && onset->kind == ONSET_SILENCE && onset->ongoing && cells >= 6) {
        g_strlcpy(out, "silent", size); /* the newest value is not what it is now */
        return out;
    }
    return signal_value(signal, signal_latest(signal), cells, out, size);
}

/* The most that a value of this unit can be. */
static double most_of(const char *unit)
{
    return !g_strcmp0(unit, "ratio") ? 1 : !g_strcmp0(unit, "percent") ? 100 : (double)INFINITY;
}

void signal_band(GString *out, const struct usual *usual, const char *unit)
{
    char low[24], high[24];
    double most = most_of(unit);
    bool steady = usual->high - usual->low < NO_BAND;
    quantity_text(fmin(fmax(steady ? usual->median : usual->low, 0), most), unit, low, sizeof low);
    quantity_text(fmin(fmax(usual->high, 0), most), unit, high, sizeof high);
    bool one = steady || strcmp(low, high) == 0;
    g_string_append_printf(out, "%s%s%s", low, one ? "" : " to ", one ? "" : high);
}

void signal_usual(GString *out, const struct usual *usual, const char *unit)
{
    if (usual->samples < USUAL_LEAST) {
        g_string_append(out, "usual not known yet");
        return;
    }
    g_string_append(out, "usual ");
    signal_band(out, usual, unit);
    static const char *const seasons[] = {[SEASON_NONE] = "",
                                          [SEASON_DAY] = " at this time of day",
                                          [SEASON_WEEK] = " at this time of the week"};
    g_string_append(out, seasons[usual->season]);
}

char *signal_figures(const struct signal *signal, const struct onset *onset,
                     const struct mix_shift *mix)
{
    if (!onset || onset->kind == ONSET_NONE)
        return NULL;
    if (onset->kind == ONSET_MIX)
        return onset_text(onset, mix, signal->unit);
    char was[24];
    if (onset->kind == ONSET_RAMP)
        return g_strdup_printf("%c%s/min", onset->slope < 0 ? '-' : '+',
                               quantity_text(fabs(onset->slope), signal->unit, was, sizeof was));
    return g_strdup_printf("was %s", quantity_text(onset->before, signal->unit, was, sizeof was));
}

char *signal_mix_text(const struct mix_shift *mix, int cells)
{
    char before[24], after[24];
    g_autofree char *whole = onset_text(&mix->onset, mix, "ratio");
    g_autofree char *safe = text_safe(whole);
    g_autofree char *value = text_safe(mix->value);
    quantity_text(mix->onset.before, "ratio", before, sizeof before);
    quantity_text(mix->onset.after, "ratio", after, sizeof after);
    g_autofree char *shares = g_strdup_printf("%s→%s", before, after);
    int room = cells - text_width(shares) - 1;
    if (text_width(safe) <= cells ||
        room > text_width(value) + 1) /* "…" stands behind the shares */
        return text_cut(safe, cells);
    if (room < LEAST_NAME)
        return text_cut(shares, cells);
    g_autofree char *name = text_cut_middle(value, room);
    return g_strdup_printf("%s %s", name, shares);
}

char *signal_sentence(const struct signal *signal, const struct onset *onset,
                      const struct mix_shift *mix)
{
    char after[24];
    g_autofree char *figures = signal_figures(signal, onset, mix);
    if (!onset || (onset->kind != ONSET_LEVEL_UP && onset->kind != ONSET_LEVEL_DOWN))
        return g_steal_pointer(&figures);
    quantity_text(onset->after, signal->unit, after, sizeof after);
    return g_strdup_printf("new level %s, %s", after, figures);
}

/* Of the end of the newest whole bucket; -1 where the limit is not reached. */
static int64_t ms_to_limit(const struct signal *signal, const struct onset *onset)
{
    const struct series *series = &signal->series;
    bool limited = signal->limit_from == LIMIT_STATED || signal->limit_from == LIMIT_OF_UNIT;
    int64_t at;
    if (!limited || !onset || !limit_reached_at(series, onset, signal->limit, &at))
        return -1;
    return at - series->start_ms - (series_last(series) + 1) * series->interval_ms;
}

char *signal_reach(const struct signal *signal, const struct onset *onset, int cells)
{
    int64_t ms = ms_to_limit(signal, onset);
    char limit[24], in[24];
    if (ms < 0)
        return NULL;
    quantity_text(signal->limit, signal->unit, limit, sizeof limit);
    quantity_age(ms, in, sizeof in);
    g_autofree char *text =
        ms == 0 ? g_strdup_printf("past %s", limit) : g_strdup_printf("%s in %s", limit, in);
    if (ms > 0 && text_width(text) > cells) {
        g_free(text);
        text = g_strdup_printf("%s→%s", in, limit);
    }
    return text_width(text) <= cells ? g_steal_pointer(&text) : NULL;
}

void signal_limit_words(GString *out, const struct signal *signal, const struct onset *onset,
                        const struct scope *scope)
{
    char limit[24], at_text[40], in[24];
    int64_t ms = ms_to_limit(signal, onset), at;
    if (signal->limit_from == LIMIT_MISFIT)
        g_string_append_printf(out,
                               "[limits] in the config states a limit for it in a unit that "
                               "is not its own (%s): it is left out.\n",
                               signal->unit ? signal->unit : "none");
    if (signal->limit_from != LIMIT_STATED && ms < 0)
        return;
    g_string_append_printf(out, "Its limit is %s (%s)",
                           quantity_text(signal->limit, signal->unit, limit, sizeof limit),
                           signal->limit_from == LIMIT_STATED
                               ? "as [limits] in the config or :limit says"
                               : "the most of a share");
    if (ms == 0)
        g_string_append(out, ", and the ramp is past it");
    else if (ms > 0 && limit_reached_at(&signal->series, onset, signal->limit, &at))
        g_string_append_printf(out,
                               ": going on at this slope it is there at %s, %s after the newest "
                               "whole bucket",
                               scope_time(scope, at, at_text, sizeof at_text),
                               quantity_age(ms, in, sizeof in));
    g_string_append(out, ".\n");
}

static bool names_host(const char *key)
{
    return strstr(key, "host") || strstr(key, "pod") || strstr(key, "instance") ||
           !strcmp(key, "server_address") || !strcmp(key, "server.address") ||
           !strcmp(key, "worker");
}

/* The value of a host-like group key. */
static char *host_of(const struct signal *signal)
{
    if (!signal->group_key || !signal->group_value)
        return NULL;
    g_auto(GStrv) keys = g_strsplit(signal->group_key, "\x1f", -1);
    g_auto(GStrv) values = g_strsplit(signal->group_value, "\x1f", -1);
    for (guint i = 0; keys[i] && values[i]; i++)
        if (names_host(keys[i]) && *values[i])
            return g_strdup(values[i]);
    return NULL;
}

void signal_target(const struct signal *signal, const struct onset *onset, struct target *out)
{
    out->kind = TARGET_SIGNAL;
    target_set(&out->signal_id, signal->id);
    target_set(&out->service, signal->service);
    target_set(&out->name, signal->metric_name ? signal->metric_name : signal->name);
    target_set(&out->query, signal->query);
    if (signal->group_key && !strcmp(signal->group_key, "transaction"))
        target_set(&out->transaction, signal->group_value);
    g_autofree char *host = host_of(signal);
    target_set(&out->host, host);
    if (onset && onset->kind != ONSET_NONE)
        out->time_ms = onset->time_ms;
    out->unusual = out->time_ms != 0;
}

void signal_sampling(GString *out, const struct sampling *sampling)
{
    char rate[24], unsure[24];
    if (sampling->rate > 0 && sampling->rate < 1)
        g_string_append_printf(out, "  %s sampled, extrapolated",
                               quantity_text(sampling->rate, "ratio", rate, sizeof rate));
    if (sampling->unsure >= 1)
        g_string_append(out, "  low confidence");
    else if (sampling->unsure > 0)
        g_string_append_printf(out, "  low confidence in %s",
                               quantity_text(sampling->unsure, "ratio", unsure, sizeof unsure));
    if (sampling->partial)
        g_string_append(out, "  partly read");
}
