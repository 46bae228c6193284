/* SPDX-License-Identifier: Apache-2.0 */
#include "views/legend.h"

#include <glib.h>
#include <string.h>

/* clang-format off */
static const struct help_mark trace[] = {
    {"!",     "!",     "the span failed"},
    {"~",     "~",     "part of a performance problem: gp lists them"},
    {"▸12",   "+12",   "folded: so many spans are below it"},
    {"…3",    "~3",    "so many spans below it are left out by the filter"},
    {"×14",   "x14",   "a run of so many like siblings: Enter unfolds it"},
    {"↗",     "@link", "linked to another span or trace: K follows"},
    {"~+3ms", "~+3ms", "against all spans like it: healthy traces of this root have none"},
    {"█",     "#",     "the span itself works"},
    {"━",     "-",     "its children work"},
    {"░",     ".",     "off the critical path"},
    {"▒",     "=",     "of a run: members work"},
    {"┄",     "- :",   "of a run: no member works; of a parent that is missing: its children's time"},
    {"╍▷",    "~>",    "still running"},
    {"┃",     "|",     "took no time"},
    {"«",     "<",     "ended before it began"},
    {"│",     "|",     "here its caller ended"},
    {"╱",     "/",     "an idle gap, squeezed"},
    {"◀ ▶",   "< >",   "goes on beyond the edge"},
    {"?",     "?",     "not instrumented: no child tells what was done"},
    {"✗",     "X",     "a reported error"},
    {"×",     "x",     "an error log"},
    {"▴",     "^",     "a warning"},
    {"◆",     "*",     "an event of the span"},
    {"·",     ".",     "a log"},
};

static const struct help_mark traces[] = {
    {"!",     "!",     "its root failed, or errors were reported in it"},
    {"█",     "#",     "a service works: the whole trace, from its first span to its last"},
    {"─",     "-",     "none does"},
    {"…",     "?",     "asked for, and not told yet"},
    {"?",     "?",     "not told"},
};

static const struct help_mark signals[] = {
    {"▲ ▼",   "^ v",   "the signal left its usual; ↗ a ramp, ○ silence, ~ another mix"},
    {"△ ▽",   "A V",   "it left its usual for another level, which holds"},
    {"►",     ">",     "it moved first"},
    {"▾",     "d",     "a deploy"},
    {"⚑",     "f",     "a feature flag was changed"},
    {"✗ ✓",   "x o",   "a monitor began to fire; it is well again"},
};

static const struct help_mark chart[] = {
    {"▲ ▼",   "^ v",   "the line left its usual; ↗ a ramp, ○ silence, ~ another mix"},
    {"△ ▽",   "A V",   "it left its usual for another level, which holds"},
    {"▾",     "d",     "a deploy; of another service it is named with it"},
    {"⚑",     "f",     "a feature flag was changed"},
    {"✗",     "x",     "a monitor began to fire: a job, an uptime check, a detector"},
    {"✓",     "o",     "it is well again"},
    {"!",     "!",     "an issue was seen first"},
    {"↺",     "r",     "a resolved issue came back"},
    {"◇",     "*",     "a bucket unlike any before it, which is no onset"},
    {"━",     "=",     "its limit; ▲ or ▼ limit at an edge of the plot: it lies beyond"},
    {"░ …",   "~",     "still filling: the bucket is not whole yet"},
};
/* clang-format on */

static const struct {
    const char *view;
    const struct help_mark *marks;
    size_t count;
} tables[] = {
    {"trace",   trace,   G_N_ELEMENTS(trace)  },
    {"traces",  traces,  G_N_ELEMENTS(traces) },
    {"signals", signals, G_N_ELEMENTS(signals)},
    {"chart",   chart,   G_N_ELEMENTS(chart)  },
};

const struct help_mark *legend_of(const char *view, size_t *count)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        if (strcmp(tables[i].view, view) != 0)
            continue;
        *count = tables[i].count;
        return tables[i].marks;
    }
    return NULL;
}
