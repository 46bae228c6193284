/* SPDX-License-Identifier: Apache-2.0 */
#include "views/issue_row.h"

#include "base/quantity.h"
#include "tui/chart.h"
#include "views/skeleton.h"

#define TITLE_LEAST  26
#define TITLE_COLUMN 4

/* In the order in which they are given room; drawn in `place` order from the right edge. */
static const struct {
    const char *name;
    int width, place;
} kinds[COLUMN_COUNT] = {
    [COLUMN_EVENTS] = {"events", 6,  4},
      [COLUMN_LAST] = {"last",   4,  1},
    [COLUMN_MARK] = {"",       3,  6},
      [COLUMN_USERS] = {"users",  5,  3},
    [COLUMN_SPARK] = {"trend",  9,  0},
      [COLUMN_AGE] = {"age",    4,  2},
    [COLUMN_CULPRIT] = {"in",     28, 5},
};

struct issue_columns issue_columns_of(int cols)
{
    struct issue_columns out;
    int room = cols - TITLE_COLUMN - 1;
    bool kept[COLUMN_COUNT] = {false};
    for (int i = 0; i < COLUMN_COUNT; i++) {
        kept[i] = room - kinds[i].width - 1 >= TITLE_LEAST;
        if (kept[i])
            room -= kinds[i].width + 1;
    }
    int right = cols - 1;
    for (int place = 0; place < COLUMN_COUNT; place++)
        for (int i = 0; i < COLUMN_COUNT; i++) {
            if (kinds[i].place != place)
                continue;
            out.at[i] = kept[i] ? right - kinds[i].width : -1;
            if (kept[i])
                right -= kinds[i].width + 1;
        }
    out.title = room;
    return out;
}

static const char *mark_of(const struct issue *issue, enum role *role)
{
    static const struct {
        const char *substatus, *mark;
        enum role role;
    } marks[] = {
        {"new",        "NEW", ROLE_LEVEL_ERROR},
        {"regressed",  "REG", ROLE_LEVEL_ERROR},
        {"escalating", "ESC", ROLE_CHANGED    }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_strcmp0(issue->substatus, marks[i].substatus) == 0) {
            *role = marks[i].role;
            return marks[i].mark;
        }
    return NULL;
}

const char *issue_row_news(const struct issue *issue)
{
    enum role role;
    return mark_of(issue, &role);
}

enum role level_role(enum level level)
{
    static const enum role roles[LEVEL_COUNT] = {
        [LEVEL_UNKNOWN] = ROLE_MUTED,         [LEVEL_TRACE] = ROLE_LEVEL_DEBUG,
        [LEVEL_DEBUG] = ROLE_LEVEL_DEBUG,     [LEVEL_INFO] = ROLE_LEVEL_INFO,
        [LEVEL_WARNING] = ROLE_LEVEL_WARNING, [LEVEL_ERROR] = ROLE_LEVEL_ERROR,
        [LEVEL_FATAL] = ROLE_LEVEL_FATAL};
    return level < LEVEL_COUNT ? roles[level] : ROLE_MUTED;
}

static void draw_spark(struct surface *surface, int row, int col, const struct issue *issue)
{
    double values[256];
    guint count = issue->stats ? MIN(issue->stats->len, G_N_ELEMENTS(values)) : 0;
    for (guint i = 0; i < count; i++)
        values[i] = (double)g_array_index(issue->stats, struct issue_stat, i).count;
    if (count)
        chart_spark(surface, row, col, kinds[COLUMN_SPARK].width, values, count, count);
}

static void draw_age(struct surface *surface, int row, int col, int64_t time_ms, int64_t now)
{
    char text[24];
    if (col >= 0 && time_ms > 0)
        surface_text_right(surface, row, col, 4, ROLE_MUTED,
                           quantity_age(now - time_ms, text, sizeof text));
}

static void draw_count(struct surface *surface, int row, int col, int width, int64_t count)
{
    char text[24];
    if (col >= 0 && count >= 0)
        surface_text_right(surface, row, col, width, ROLE_TEXT,
                           quantity_count(count, text, sizeof text));
}

void issue_columns_skeleton(const struct issue_columns *columns, struct surface *surface, int top)
{
    struct bone bones[COLUMN_COUNT + 2] = {
        {1,            2,              false},
        {TITLE_COLUMN, columns->title, true }
    };
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (columns->at[i] >= 0)
            bones[i + 2] = (struct bone){columns->at[i], kinds[i].width, i == COLUMN_CULPRIT};
    skeleton_draw(surface, top, bones, G_N_ELEMENTS(bones));
}

void issue_row_draw(const struct issue_columns *columns, struct surface *surface, int row,
                    const struct issue *issue, int64_t now)
{
    const int *at = columns->at;
    enum role role = level_role(issue->level);
    surface_text(surface, row, 1, 1, role, surface->ascii ? "|" : "▌");
    surface_printf(surface, row, 2, 1, role, "%c", level_letter(issue->level));
    surface_text_cut(surface, row, TITLE_COLUMN, columns->title, ROLE_TEXT, CUT_END,
                     issue->title ? issue->title : "(no title)");
    if (at[COLUMN_CULPRIT] >= 0)
        surface_text_cut(surface, row, at[COLUMN_CULPRIT], kinds[COLUMN_CULPRIT].width, ROLE_MUTED,
                         CUT_MIDDLE, issue->culprit ? issue->culprit : "");
    draw_count(surface, row, at[COLUMN_EVENTS], kinds[COLUMN_EVENTS].width, issue->count);
    draw_count(surface, row, at[COLUMN_USERS], kinds[COLUMN_USERS].width, issue->users);
    draw_age(surface, row, at[COLUMN_LAST], issue->last_seen_ms, now);
    draw_age(surface, row, at[COLUMN_AGE], issue->first_seen_ms, now);
    enum role mark_role;
    const char *mark = mark_of(issue, &mark_role);
    if (at[COLUMN_MARK] >= 0 && mark)
        surface_text(surface, row, at[COLUMN_MARK], 3, mark_role, mark);
    if (at[COLUMN_SPARK] >= 0)
        draw_spark(surface, row, at[COLUMN_SPARK], issue);
}

void issue_columns_header(const struct issue_columns *columns, struct surface *surface)
{
    const int *at = columns->at;
    surface_text(surface, 0, TITLE_COLUMN, -1, ROLE_MUTED, "issue");
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (at[i] < 0)
            continue;
        if (i == COLUMN_CULPRIT || i == COLUMN_SPARK)
            surface_text(surface, 0, at[i], kinds[i].width, ROLE_MUTED, kinds[i].name);
        else
            surface_text_right(surface, 0, at[i], kinds[i].width, ROLE_MUTED, kinds[i].name);
    }
}
