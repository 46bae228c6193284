/* SPDX-License-Identifier: Apache-2.0 */
#include "views/views.h"

#include "views/desk.h"

const struct view_ops *const all_views[] = {
    &issues_view,   &issue_view,    &source_view,   &signals_view, &chart_view,    &samples_view,
    &trace_view,    &traces_view,   &compare_view,  &span_view,    &agents_view,   &call_view,
    &values_view,   &problems_view, &release_view,  &commit_view,  &suspects_view, &logs_view,
    &log_view,      &facets_view,   &patterns_view, &differs_view, &explain_view,  &breakdown_view,
    &releases_view, &across_view,   &firing_view,   NULL,
};

/* Which view shows a kind of target, and where; PANE_COUNT = in the pane where one is. */
static const struct {
    const struct view_ops *view;
    enum pane pane;
} table[TARGET_KIND_COUNT] = {
    [TARGET_LEAD] = {&chart_view,     PANE_METRICS},
    [TARGET_SIGNAL] = {&chart_view,     PANE_METRICS},
    [TARGET_RANGE] = {&samples_view,   PANE_METRICS},
    [TARGET_SAMPLE] = {&trace_view,     PANE_TRACE  },
    [TARGET_TRACE] = {&trace_view,     PANE_TRACE  },
    [TARGET_TRACES] = {&traces_view,    PANE_TRACE  },
    [TARGET_COMPARE] = {&compare_view,   PANE_TRACE  },
    [TARGET_SPAN] = {&span_view,      PANE_TRACE  },
    [TARGET_AGENTS] = {&agents_view,    PANE_TRACE  },
    [TARGET_CALL] = {&call_view,      PANE_TRACE  },
    [TARGET_LOGS] = {&logs_view,      PANE_LOGS   },
    [TARGET_LOG] = {&log_view,       PANE_LOGS   },
    [TARGET_ISSUE] = {&issue_view,     PANE_ISSUES },
    [TARGET_EVENT] = {&issue_view,     PANE_ISSUES },
    [TARGET_FRAME] = {&source_view,    PANE_COUNT  },
    [TARGET_RELEASE] = {&release_view,   PANE_COUNT  },
    [TARGET_COMMIT] = {&commit_view,    PANE_COUNT  },
    [TARGET_SIGNALS] = {&signals_view,   PANE_METRICS},
    [TARGET_SUSPECTS] = {&suspects_view,  PANE_COUNT  },
    [TARGET_ATTRIBUTE] = {&values_view,    PANE_COUNT  },
    [TARGET_DIFFERS] = {&differs_view,   PANE_COUNT  },
    [TARGET_EXPLAIN] = {&explain_view,   PANE_COUNT  },
    [TARGET_TABLE] = {&breakdown_view, PANE_METRICS},
    [TARGET_PATTERNS] = {&patterns_view,  PANE_LOGS   },
    [TARGET_FACETS] = {&facets_view,    PANE_LOGS   },
    [TARGET_RELEASES] = {&releases_view,  PANE_ISSUES },
    [TARGET_ACROSS] = {&across_view,    PANE_METRICS},
    [TARGET_FIRING] = {&firing_view,    PANE_ISSUES },
    [TARGET_PROBLEMS] = {&problems_view,  PANE_TRACE  },
};

const struct view_ops *view_for_target(enum target_kind kind, enum pane *pane)
{
    if (kind <= TARGET_NONE || kind >= TARGET_KIND_COUNT || !table[kind].view)
        return NULL;
    *pane = table[kind].pane;
    return table[kind].view;
}
