/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/report.h"

#include <math.h>
#include <stdio.h>

struct report {
    GString *table, *notes;
    guint missed;
};

struct report *report_new(void)
{
    struct report *report = g_new0(struct report, 1);
    report->table = g_string_new("| figure | vigil | peer | ratio | goal | | n |\n"
                                 "|---|--:|--:|--:|--:|---|--:|\n");
    report->notes = g_string_new(NULL);
    return report;
}

void report_free(struct report *report)
{
    g_string_free(report->table, TRUE);
    g_string_free(report->notes, TRUE);
    g_free(report);
}

/* Three significant digits, and no more than two behind the point. */
static char *number(double value, const char *unit)
{
    int digits = fabs(value) >= 100 || value == 0 ? 0 : fabs(value) >= 10 ? 1 : 2;
    return g_strdup_printf("%.*f %s", digits, value, unit);
}

static char *peer_text(const struct figure *figure)
{
    if (!figure->peer)
        return g_strdup("");
    if (isnan(figure->peer_value))
        return g_strdup_printf("%s: not installed", figure->peer);
    g_autofree char *value = number(figure->peer_value, figure->unit);
    return g_strdup_printf("%s %s", figure->peer, value);
}

static char *goal_text(const struct figure *figure)
{
    if (figure->goal == GOAL_RATIO)
        return g_strdup_printf("≤ %g × %s", figure->limit, figure->peer);
    if (figure->goal == GOAL_AT_LEAST)
        return g_strdup_printf("≥ %g × %s", figure->limit, figure->peer);
    if (figure->goal == GOAL_NO_LESS)
        return g_strdup_printf("≥ %.0f %s", figure->limit, figure->unit);
    if (figure->goal == GOAL_AT_MOST)
        return g_strdup_printf("≤ %g %s", figure->limit, figure->unit);
    return g_strdup("");
}

/* "" where there is nothing to hold it against. */
static const char *verdict(const struct figure *figure)
{
    bool ratio = figure->goal == GOAL_RATIO || figure->goal == GOAL_AT_LEAST;
    double limit = ratio ? figure->limit * figure->peer_value : figure->limit;
    if (figure->goal == GOAL_NONE || isnan(limit))
        return "";
    bool at_least = figure->goal == GOAL_AT_LEAST || figure->goal == GOAL_NO_LESS;
    bool met = at_least ? figure->value >= limit : figure->value <= limit;
    return met ? "ok" : "MISSED";
}

void report_add(struct report *report, const struct figure *figure)
{
    g_autofree char *value =
        isnan(figure->value) ? g_strdup("not measured") : number(figure->value, figure->unit);
    g_autofree char *peer = peer_text(figure);
    g_autofree char *goal = goal_text(figure);
    bool compared = figure->peer && figure->peer_value > 0 && !isnan(figure->value);
    g_autofree char *ratio =
        compared ? g_strdup_printf("%.2f", figure->value / figure->peer_value) : g_strdup("");
    const char *said = isnan(figure->value) ? "MISSED" : verdict(figure);
    report->missed += said[0] == 'M';
    g_string_append_printf(report->table, "| %s | %s | %s | %s | %s | %s | %u |\n", figure->name,
                           value, peer, ratio, goal, said, figure->n);
    printf("%-58s %14s  %-24s %6s  %-14s %s\n", figure->name, value, peer, ratio, goal, said);
    fflush(stdout);
}

void report_note(struct report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_string_append_printf(report->notes, "%s\n", text);
    printf("%s\n", text);
}

gboolean report_write(const struct report *report, const char *path, GError **error)
{
    g_autofree char *text = g_strdup_printf("%s\n%s", report->table->str, report->notes->str);
    return g_file_set_contents(path, text, -1, error);
}

guint report_missed(const struct report *report)
{
    return report->missed;
}
