/* SPDX-License-Identifier: Apache-2.0
 *
 * A row of the issue stream: its columns, which are shed by what they say least when the pane is
 * narrow, the title last.
 */
#ifndef VIEWS_ISSUE_ROW_H
#define VIEWS_ISSUE_ROW_H

#include "api/model/issue.h"
#include "tui/surface.h"

enum issue_column {
    COLUMN_EVENTS,
    COLUMN_MARK,
    COLUMN_SPARK,
    COLUMN_LAST,
    COLUMN_USERS,
    COLUMN_AGE,
    COLUMN_CULPRIT,
    COLUMN_COUNT
};

struct issue_columns {
    int at[COLUMN_COUNT]; /* where each begins; -1 = shed */
    int title;            /* cells of the title */
};

struct issue_columns issue_columns_of(int cols);
void issue_columns_header(const struct issue_columns *columns, struct surface *surface);
/* The places of the columns, from line `top` on. */
void issue_columns_skeleton(const struct issue_columns *columns, struct surface *surface, int top);
void issue_row_draw(const struct issue_columns *columns, struct surface *surface, int row,
                    const struct issue *issue, int64_t now_ms);
/* "NEW", "REG", "ESC": what is new about it; NULL = nothing. */
const char *issue_row_news(const struct issue *issue);
/* The role of a level, for bars and letters. */
enum role level_role(enum level level);

#endif
