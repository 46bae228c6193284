/* SPDX-License-Identifier: Apache-2.0
 *
 * The screens of the deck, kept as files: its four panes and what Enter opens in them, the layers
 * above, at 80x24 and 120x36; chosen ones on every other rung.
 */
#include "tests/support/screens.h"

#include <stddef.h>

static const struct screen_chain lead = {
    "lead",
    {
      {"", "inventory", "first"},
      {"g w ]", "inventory", NULL}, /* names an issue whose number is the order of arrival */
        {"Enter", "2 Chart", "chart"},
      {"v h h h", " to ", "chart-range"},
      {"Enter", "worst first", "samples"},
      {"Enter", "SELECT i", "trace"},
      {"Enter", "Suspect commit", "span"},
      {"Enter", "0047_drop_unused_indexes", "commit"},
      {"\\", "DROP INDEX", "commit-alone"},
      },
};

static const struct screen_chain issue = {
    "issue",
    {
      {"1 g g", "TimeoutError", "issues"},
      {"Enter", "Drop unused indexes", "issue"},
      {"\\", "Payment charge exceeded 30s", "issue-alone"},
      {"G", "Contexts", "issue-end"},
      {"\\ g g g c", "Suspects of", "suspects"},
      {"G Enter", "Release inventory@3.1.0", "release"},
      },
};

static const struct screen_chain source = {
    "source",
    {
      {"1 g g Enter", "Drop unused indexes", NULL},
      {"/ =client.ts Enter Enter", "throw new TimeoutError", "source"},
      {"Esc / =region Enter Enter", "of errors", "values-errors"},
      },
};

static const struct screen_chain trace = {
    "trace",
    {
      {"1 g g g t", "3 Trace", NULL},
      {"3 \\", "POST /api/checkout", "trace-alone"},
      {"c", "3 Trace", "trace-critical"},
      {"G Enter", "took", "span-plain"},
      },
};

static const struct screen_chain logs = {
    "logs",
    {
      {"4 G", "following", "logs"},
      {"\\", "following", "logs-alone"},
      {"!", "error and worse", "logs-errors"},
      {"Esc o", "Attributes", "log"},
      {"j j j Enter", "counted by the server", "values-logs"},
      {"Esc Esc D", "new since", "patterns"},
      {"Esc V", "4 Logs", "logs-strip"},
      {"V & =took Enter i", "rows pass", "logs-filters"},
      {"Esc Esc G k k S", "same host", "logs-surrounding"},
      },
};

static const struct screen_chain signals = {
    "signals",
    {
      {"2", "by onset", "signals"},
      {"\\", "by onset", "signals-alone"},
      {"o", "by prefix", "signals-prefix"},
      {"o o \\ / =served Enter Enter", "by source", "chart-mix"},
      {"B", "no groups", "group-by"},
      },
};

static const struct screen_chain above = {
    "above",
    {
      {"1 :", "next-row", "palette"},
      {"=log", "logs", "palette-typed"},
      {"Esc ?", "Next row", "help"},
      {"Esc g", "suspect commit", "prefix"},
      {"Esc /", "/", "search"},
      {"=Time", "Time", "search-typed"},
      {"Esc t", "the last hour", "ranges"},
      {"Esc s", "project: all", "scopes"},
      {"Esc f", "only rows", "fields"},
      {"Esc p", "PAUSED", "paused"},
      },
};

/* Where the wall has all its columns. */
/* What changed, and why: releases, a deploy's before and after, what fires, the explanation. */
static const struct screen_chain changes = {
    "changes",
    {
      {"g R \\", "1 Releases", "releases"},
      {"x", "Before and after", "across"},
      {"Esc Esc : =firing Enter", "1 firing of 4", "firing"},
      },
};

static const struct screen_chain causes = {
    "causes",
    {
      {"Enter : =explain Enter \\", "What moved", "explain"},
      {"Esc Esc 2 ; ^U =span.op:http.server_|_count(),_p95(span.duration)_group_by_project Enter",
         "2 Table", "table"},
      {"x", "What differs", NULL},
      },
};

static const struct screen_chain wide = {
    "wide",
    {
      {"2 \\", "by onset", "signals-alone"},
      {"o", "by prefix", "signals-prefix"},
      },
};

/* What every other kind of terminal is shown. */
static const struct screen_chain ladder = {
    "ladder",
    {
      {"", "inventory", "first"},
      {"1 g g Enter", "Issue CHECKOUT-1", "issue"},
      {"Esc g w Enter", "2 Chart", "chart"},
      {"Esc 1 g g g t", "3 Trace", "trace"},
      {"?", "Keys", "help"},
      },
};

/* Where there is no colour, or only ASCII. */
static const struct screen_chain explorer = {
    "explorer",
    {
      {"4 G \\", "following", "logs-alone"},
      {"D", "new since", "patterns"},
      {"Esc V", "4 Logs", "logs-strip"},
      {"V & =took Enter i", "rows pass", "logs-filters"},
      {"Esc Esc G k k S", "same host", "logs-surrounding"},
      {"Esc G o", "Attributes", "log"},
      {"j j j Enter", "counted by the server", "values-logs"},
      },
};

static const struct screen_chain too_small = {"small", {{"", "too small", "first"}}, "too small"};

int main(int argc, char **argv)
{
    static const struct screen_chain *const all[] = {&lead,    &issue, &source,  &trace,  &logs,
                                                     &signals, &above, &changes, &causes, NULL};
    static const struct screen_chain *const chosen[] = {&ladder, NULL};
    static const struct screen_chain *const large[] = {&ladder, &wide, NULL};
    static const struct screen_chain *const plain[] = {&ladder, &explorer, &wide, NULL};
    static const struct screen_chain *const none[] = {&too_small, NULL};
    static const struct screen_show shows[] = {
        {"80x24",      all   },
        {"120x36",     all   },
        {"200x50",     large },
        {"60x20",      chosen},
        {"40x12",      chosen},
        {"30x8",       none  },
        {"truecolour", chosen},
        {"light",      chosen},
        {"8-colours",  chosen},
        {"linux",      chosen},
        {"no-colour",  plain },
        {"vt100",      chosen},
        {"ascii",      plain },
        {NULL,         NULL  },
    };
    return screens_main(argc, argv, shows);
}
