/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of the wall on the screen and as text.
 */
#include "views/signal_rows.h"

#include "views/chart_marks.h"
#include "views/signal_unlike.h"
#include "views/skeleton.h"

#include "api/wire/json.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"

#include <math.h>
#include <string.h>

#define MARK_COL  1
#define FIRST_COL 2
#define LABEL_COL 3

/* From the widest on; the last is for what is narrower than all. */
static const struct {
    int cols;
    struct signal_columns columns;
} widths[] = {
    {190,
     {.time = 10,
      .latest = 9,
      .figures = 15,
      .usual = 20,
      .least = 8,
      .spark = 40,
      .most = 8,
      .before = 30}                                                                            },
    {150,
     {.time = 10, .latest = 9, .figures = 15, .least = 8, .spark = 40, .most = 8, .before = 24}},
    {116,
     {.time = 7, .latest = 9, .figures = 14, .least = 7, .spark = 20, .most = 7, .before = 20} },
    {96,  {.time = 7, .latest = 9, .figures = 15, .least = 7, .spark = 20, .most = 7}          },
    {76,  {.latest = 9, .figures = 13, .spark = 20}                                            },
    {56,  {.latest = 9, .figures = 13, .spark = 10}                                            },
    {50,  {.latest = 7, .figures = 13, .spark = 10}                                            },
    {44,  {.latest = 7, .spark = 6}                                                            },
    {34,  {.latest = 7}                                                                        },
    {0,   {0}                                                                                  },
};

void signal_columns_fit(struct signal_columns *columns, int cols)
{
    size_t at = 0;
    while (cols < widths[at].cols)
        at++;
    *columns = widths[at < G_N_ELEMENTS(widths) ? at : G_N_ELEMENTS(widths) - 1].columns;
    int rest = cols - LABEL_COL - columns->time - columns->latest - columns->figures -
               columns->usual - columns->least - columns->most - columns->before;
    columns->label = MAX(rest - (columns->spark ? columns->spark + 1 : 0), 4);
}

static int spark_col(const struct signal_columns *columns)
{
    return LABEL_COL + columns->label + columns->latest + columns->figures + columns->usual +
           columns->time + columns->least;
}

void signal_columns_skeleton(const struct signal_columns *columns, struct surface *surface, int top)
{
    int latest = LABEL_COL + columns->label, figures = latest + columns->latest;
    const struct bone bones[] = {
        {1,                                                   1,                    false},
        {LABEL_COL,                                           columns->label - 1,   true },
        {latest + 1,                                          columns->latest - 2,  false},
        {figures,                                             columns->figures - 1, true },
        {figures + columns->figures,                          columns->usual - 1,   true },
        {figures + columns->figures + columns->usual,         columns->time - 1,    false},
        {spark_col(columns) - columns->least,                 columns->least - 1,   false},
        {spark_col(columns),                                  columns->spark,       false},
        {spark_col(columns) + columns->spark + 1,             columns->most - 1,    false},
        {spark_col(columns) + columns->spark + columns->most, columns->before - 1,  true },
    };
    skeleton_draw(surface, top, bones, G_N_ELEMENTS(bones));
}

/* True when the name says the service already. */
static bool says_service(const struct signal *signal)
{
    return !signal->service || g_str_has_prefix(signal->name ? signal->name : "", signal->service);
}

/* The service goes before the name where both fit. Where they do not, a name that no other row has
 * stands alone; else the service keeps a few letters, always the first ones. */
static int draw_label(struct surface *surface, int row, int width, const struct signal_row *item,
                      const struct signal *signal)
{
    int used = 0;
    g_autofree char *label = signal_label(signal);
    g_autofree char *safe = text_safe(label);
    bool fits = says_service(signal) || text_width(signal->service) + 1 + text_width(safe) <= width;
    if (!says_service(signal) && (fits || (!item->alone && width >= 12))) {
        int service = fits ? -1 : MAX(width - text_width(safe) - 1, 5);
        used = surface_text_cut(surface, row, LABEL_COL, service, role_for_name(signal->service),
                                CUT_END, signal->service) +
               1;
    }
    return used + surface_text_cut(surface, row, LABEL_COL + used, width - used,
                                   item->first ? ROLE_TITLE_FOCUS : ROLE_TEXT,
                                   used && !fits ? CUT_END : CUT_MIDDLE, safe);
}

static void draw_spark(struct surface *surface, int row, const struct signal_columns *columns,
                       const struct series *series, const struct onset *onset)
{
    if (!columns->spark || !series->count)
        return;
    bool moved = onset && onset->kind != ONSET_NONE && onset->bucket >= 0;
    chart_spark(surface, row, spark_col(columns), columns->spark, series->values, series->count,
                moved ? (size_t)onset->bucket : SIZE_MAX);
}

/* What the sparkline lies between. */
static void draw_bounds(struct surface *surface, int row, const struct signal_columns *columns,
                        const struct series *series, const char *unit)
{
    double least = (double)NAN, most = (double)NAN;
    if (!columns->least && !columns->most)
        return;
    for (size_t i = 0; i < series->count; i++) {
        least = fmin(least, series->values[i]); /* these pass over NAN */
        most = fmax(most, series->values[i]);
    }
    char text[24];
    if (columns->least && isfinite(least))
        surface_text_right(surface, row, spark_col(columns) - columns->least, columns->least - 1,
                           ROLE_MUTED, quantity_text(least, unit, text, sizeof text));
    if (columns->most && isfinite(most))
        surface_text(surface, row, spark_col(columns) + columns->spark + 1, columns->most - 1,
                     ROLE_MUTED, quantity_text(most, unit, text, sizeof text));
}

static void draw_usual(struct surface *surface, int row, const struct signal_columns *columns,
                       const struct signal *signal, const struct onset *onset)
{
    bool moved = onset && onset->kind != ONSET_NONE;
    struct usual usual =
        usual_of(&signal->series, moved ? onset->bucket : (gssize)signal->series.count);
    g_autoptr(GString) band = g_string_new(NULL);
    if (usual.samples >= USUAL_LEAST)
        signal_band(band, &usual, signal->unit);
    surface_text(surface, row, LABEL_COL + columns->label + columns->latest + columns->figures,
                 columns->usual - 1, ROLE_MUTED, band->str);
}

static void draw_before(struct surface *surface, int row, const struct signal_columns *columns,
                        const struct signal_before *before)
{
    g_autofree char *text = signal_before_text(before);
    if (text)
        surface_text(surface, row, spark_col(columns) + columns->spark + columns->most,
                     columns->before, before->issue ? ROLE_TEXT : ROLE_DEPLOY, text);
}

static void draw_figures(struct surface *surface, int row, const struct signal_columns *columns,
                         const struct signal *signal, const struct onset *onset)
{
    char latest[24];
    signal_now(signal, onset, columns->latest - 1, latest, sizeof latest);
    bool moved = onset && onset->kind != ONSET_NONE;
    int col = LABEL_COL + columns->label;
    if (columns->latest)
        surface_text_right(surface, row, col, columns->latest,
                           moved && onset->ongoing ? ROLE_CHANGED : ROLE_TEXT, latest);
    g_autofree char *figures = moved ? signal_figures(signal, onset, NULL) : NULL;
    g_autofree char *reach = moved ? signal_reach(signal, onset, columns->figures - 2) : NULL;
    if (columns->figures && figures)
        surface_text(surface, row, col + columns->latest + 1, columns->figures - 2,
                     reach ? ROLE_CHANGED : ROLE_MUTED, reach ? reach : figures);
}

/* Name and figures of a mix share the room of all columns before the sparkline. */
static void draw_mix(struct surface *surface, int row, const struct signal_columns *columns,
                     const struct signal_row *item, const struct signal *signal,
                     const struct mix_shift *mix)
{
    int width = columns->label + columns->latest + columns->figures - 1;
    g_autofree char *figures = signal_figures(signal, &mix->onset, mix);
    g_autofree char *safe = text_safe(figures);
    int label = CLAMP(width - text_width(safe) - 2, MIN(width / 2, 24), width);
    int used = draw_label(surface, row, label, item, signal);
    g_autofree char *text = signal_mix_text(mix, MAX(width - used - 2, 0));
    surface_text(surface, row, LABEL_COL + used + 2, width - used - 2, ROLE_CHANGED, text);
}

static void draw_time(struct surface *surface, int row, const struct signal_columns *columns,
                      int64_t time_ms, const struct scope *scope)
{
    if (!columns->time)
        return;
    char at[40];
    scope_time(scope, time_ms, at, sizeof at);
    if (columns->time < 10 && strlen(at) == 8)
        at[5] = '\0'; /* the minute is enough */
    surface_text(surface, row, spark_col(columns) - columns->least - columns->time,
                 columns->time - 1, ROLE_MUTED, at);
}

void signal_row_draw(struct surface *surface, int row, const struct signal_columns *columns,
                     const struct signal_row *item, const struct signal *signal,
                     const struct onset *onset, const struct mix_shift *mix,
                     const struct signal_before *before, const struct scope *scope)
{
    surface_text(surface, row, MARK_COL, 1, signal_mark_role(onset),
                 signal_mark(onset, surface->ascii));
    if (item->first)
        surface_run(surface, row, FIRST_COL, 1, ROLE_ACCENT, "►", '>');
    if (mix) {
        draw_mix(surface, row, columns, item, signal, mix);
    } else {
        draw_label(surface, row, columns->label - 1, item, signal);
        draw_figures(surface, row, columns, signal, onset);
    }
    if (onset && onset->kind != ONSET_NONE)
        draw_time(surface, row, columns, onset->time_ms, scope);
    if (columns->usual && !mix)
        draw_usual(surface, row, columns, signal, onset);
    const struct series *series = mix ? &mix->share : &signal->series;
    draw_bounds(surface, row, columns, series, mix ? "ratio" : signal->unit);
    draw_spark(surface, row, columns, series, onset);
    if (columns->before && before)
        draw_before(surface, row, columns, before);
}

void signal_group_draw(struct surface *surface, int row, const struct signal_columns *columns,
                       const struct signal_group *group, const struct scope *scope)
{
    const char *mark = group->folded ? "▸" : "▾", *ascii = group->folded ? "+" : "-";
    surface_text(surface, row, MARK_COL, 1, ROLE_MUTED, surface->ascii ? ascii : mark);
    int width = columns->label + columns->latest + columns->figures - 1;
    int used = surface_text(surface, row, LABEL_COL, MAX(width - 20, 4), ROLE_TITLE, group->name);
    used += surface_printf(surface, row, LABEL_COL + used + 2, width - used - 2, ROLE_MUTED,
                           "%zu signals", group->signals);
    if (group->moved)
        surface_printf(surface, row, LABEL_COL + used + 2, width - used - 2, ROLE_CHANGED,
                       ", %zu moved", group->moved);
    if (group->since_ms)
        draw_time(surface, row, columns, group->since_ms, scope);
}

/* Names of the columns that do not tell themselves. */
static void draw_heads(struct surface *surface, int row, const struct signal_columns *columns)
{
    int col = spark_col(columns);
    if (columns->least)
        surface_text_right(surface, row, col - columns->least, columns->least - 1, ROLE_MUTED,
                           "min");
    if (columns->most)
        surface_text(surface, row, col + columns->spark + 1, columns->most - 1, ROLE_MUTED, "max");
    if (columns->before)
        surface_text(surface, row, col + columns->spark + columns->most, columns->before,
                     ROLE_MUTED, "came before");
    if (columns->usual)
        surface_text(surface, row, LABEL_COL + columns->label + columns->latest + columns->figures,
                     columns->usual - 1, ROLE_MUTED, "usual");
}

bool signal_ruler_draw(struct surface *surface, int row, const struct signal_columns *columns,
                       const struct series *series, const GPtrArray *moments)
{
    if (columns->spark < 10 || series->interval_ms <= 0 || !series->count)
        return false;
    int col = spark_col(columns);
    struct chart_mark marks[CHART_MARKS];
    size_t count = 0;
    bool only_deploys = true;
    for (guint i = 0; i < moments->len && count < CHART_MARKS; i++) {
        const struct chart_moment *moment = g_ptr_array_index(moments, i);
        only_deploys &= moment->kind == MOMENT_DEPLOY;
        marks[count++] =
            (struct chart_mark){.at = chart_part(series, moment->time_ms),
                                .role = moment->role,
                                .label = surface->ascii ? moment->ascii : moment->sign};
    }
    struct surface ruler = surface_part(surface, row, col - 1, 1, columns->spark + 1);
    chart_ruler_marks(&ruler, series->count, marks, count);
    if (columns->figures)
        surface_text_right(surface, row, col - 1 - columns->figures - columns->least,
                           columns->figures, ROLE_MUTED,
                           only_deploys ? "deploys" : "what happened");
    draw_heads(surface, row, columns);
    return true;
}

/* --- as text --- */

static void append_before(GString *out, const struct signal *signal, const struct onset *onset,
                          struct desk *desk)
{
    struct signal_before before = signal_before(signal, onset, desk);
    g_autofree char *ago = body_ago(before.ago_ms);
    if (before.deploy)
        g_string_append_printf(out, "  %s deployed", before.deploy->release);
    else if (before.flag)
        g_string_append_printf(out, "  flag %s changed", before.flag->key);
    else if (before.issue)
        g_string_append_printf(out, "  %s new", before.issue->short_id);
    if (signal_before_any(&before) && before.in_bucket)
        g_string_append(out, " as it moved");
    else if (signal_before_any(&before))
        g_string_append_printf(out, " %s before", ago);
}

struct signal_before signal_before(const struct signal *signal, const struct onset *onset,
                                   struct desk *desk)
{
    return signal_before_find(signal->service, onset, signal->series.interval_ms,
                              desk_deploys(desk), desk_flags(desk), desk_issues(desk));
}

void signal_evidence(GString *out, const struct signal *signal, const struct onset *onset,
                     const struct mix_shift *mix, struct desk *desk)
{
    char latest[24], at[40];
    g_autofree char *label = signal_label(signal);
    if (!says_service(signal))
        g_string_append_printf(out, "%s ", signal->service);
    g_string_append_printf(out, "%s  ", label);
    g_string_append(out, signal_now(signal, onset, 23, latest, sizeof latest));
    if (onset && onset->kind != ONSET_NONE) {
        g_autofree char *figures = signal_sentence(signal, onset, mix);
        scope_time(desk_scope(desk), onset->time_ms, at, sizeof at);
        g_autofree char *reach = signal_reach(signal, onset, INT_MAX);
        bool past = reach && g_str_has_prefix(reach, "past");
        g_string_append_printf(out, "  %s%s%s  since %s%s", figures,
                               !reach ? ""
                               : past ? ", "
                                      : ", reaches ",
                               reach ? reach : "", at, onset->ongoing ? "" : ", over now");
        append_before(out, signal, onset, desk);
        return;
    }
    struct usual usual = usual_of(&signal->series, (gssize)signal->series.count);
    g_string_append(out, "  ");
    signal_usual(out, &usual, signal->unit);
    g_string_append(out, ", nothing moved");
    signal_unlike_last(out, "; ", &signal->series, NULL, signal->unit, desk_scope(desk));
}

#define TEXT_CELLS 60

void signal_markdown_series(GString *out, const struct series *series, const char *unit,
                            const struct scope *scope)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double cells[TEXT_CELLS], most = 0;
    for (size_t c = 0; c < TEXT_CELLS; c++) {
        cells[c] = (double)NAN;
        size_t end = MAX((c + 1) * series->count / TEXT_CELLS, c * series->count / TEXT_CELLS + 1);
        for (size_t i = c * series->count / TEXT_CELLS; i < MIN(end, series->count); i++)
            cells[c] = fmax(cells[c], series->values[i]); /* fmax passes over NAN */
        most = fmax(most, cells[c]);
    }
    char start[40], end[40], top[24];
    int64_t end_ms = series->start_ms + (int64_t)series->count * series->interval_ms;
    g_string_append_printf(out, "    %s ",
                           scope_time(scope, series->start_ms, start, sizeof start));
    for (size_t c = 0; c < TEXT_CELLS; c++)
        g_string_append(out, isnan(cells[c]) ? " "
                             : most <= 0     ? blocks[0]
                                             : blocks[CLAMP((int)(cells[c] / most * 7.999), 0, 7)]);
    g_string_append_printf(out, " %s  (top %s)\n", scope_time(scope, end_ms, end, sizeof end),
                           quantity_text(most, unit, top, sizeof top));
}

char *signal_json(const struct signal *signal, const struct onset *onset)
{
    json_t *values = json_array();
    for (size_t i = 0; i < signal->series.count; i++) {
        double value = signal->series.values[i];
        json_array_append_new(values, isfinite(value) ? json_real(value) : json_null());
    }
    json_t *object =
        json_pack("{s:s*, s:s*, s:s*, s:s*, s:s*, s:I, s:I, s:o}", "name", signal->name, "service",
                  signal->service, "unit", signal->unit, "aggregate", signal->aggregate, "query",
                  signal->query, "start", (json_int_t)signal->series.start_ms, "interval",
                  (json_int_t)signal->series.interval_ms, "values", values);
    if (object && onset && onset->kind != ONSET_NONE)
        json_object_set_new(object, "onset",
                            json_pack("{s:I, s:f, s:f, s:f}", "at", (json_int_t)onset->time_ms,
                                      "before", onset->before, "after", onset->after, "slope",
                                      onset->slope));
    return body_json(object);
}
