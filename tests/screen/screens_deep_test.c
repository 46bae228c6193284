/* SPDX-License-Identifier: Apache-2.0
 *
 * The screens of traces, kept as files: their list and its plots, the waterfall, what differs,
 * agents, problems, the page of a span, at 80x24 and 120x36; chosen ones on other rungs.
 */
#include "tests/support/screens.h"

#include <stddef.h>

/* The same for the seed that the stage plays: a batch with idle gaps, two clocks that disagree,
 * spans that another links to, a parent that never came, a job that still runs. */
#define RECEIPT ": =open_11c9cb7ace70491d5648f41db1772cea Enter "
#define SEARCH  ": =open_747d3ec13d2d792fb6d705f004960ddb Enter "
#define WATCHED ": =open_9bcd853f95c69407b6297e6f6a6fa79b Enter "
#define VISIT   ": =open_7f918f36c50b0a45dd6839be8e1000d1 Enter "
#define REBUILD ": =open_b521ef944278d3693d8eff5658ab70e8 Enter "

static const struct screen_chain traces = {
    "traces",
    {
      {"3 : =traces Enter \\", "  100 of ", "traces"},
      {"o", "longest first", "traces-longest"},
      {"o o o S", "traces sampled", "scatter"},
      {"v h h h h h h h h", "samples", "scatter-region"},
      {"Esc D", "p50 ", "histogram"},
      {"Enter", "20.0s to 50.0s  newest", "histogram-bin"},
      {"Esc D ; =span.op:db_project:inventory_span.duration:>10s Enter", "newest first  28",
         "traces-search"},
      },
};

static const struct screen_chain rows = {
    "rows",
    {
      {"3 : =traces Enter \\ / =GET_/orders Enter Enter", "in 4 rows", "trace-run"},
      {"G Enter", "Enter first member", "trace-run-open"},
      {"g p g g", "N+1 Queries", "problems"},
      },
};

static const struct screen_chain times = {
    "times",
    {
      {"3 \\ " RECEIPT, "process receipts", "trace-gaps"},
      {"i", "process receipts", "trace-idle"},
      {"i I", "1 stretch of 440ms", "trace-uninstrumented"},
      {"I M", "process receipts", "trace-map"},
      {"M j j z z", "process receipts", "trace-zoomed"},
      {SEARCH, "-3.0ms", NULL},
      {"j j", "the clock of", "trace-skew"},
      {"C", "clocks corrected", "trace-clocks"},
      {VISIT, "missing parent 9c68", "trace-orphans"},
      {REBUILD, ">59m36s", "trace-running"},
      {WATCHED "g g", "process watched", NULL},
      {"K", "linked spans and traces", "links"},
      },
};

static const struct screen_chain differs = {
    "differs",
    {
      {"Enter Enter", "worst first", NULL},
      {"Enter \\", "healthy)", NULL},
      {"x", "longer than 20 healthy traces", "compare-peers"},
      {"o", "as the tre", "compare-tree"},
      },
};

static const struct screen_chain agents = {
    "agents",
    {
      {"4 / =verdict=adv Enter g t 3 \\", "Skeptic", "trace-agents"},
      {"g a", "3 agents", "agents"},
      {"G", "By model", "agents-totals"},
      {"g g w w w j Enter", "never make a claim", "call"},
      {"G", "I found no sources", "call-end"},
      {"Esc Esc / =Advocate Enter D", "left side: Advocate", NULL},
      {"/ =Skeptic Enter D", "less than Advocate", "compare-agents"},
      },
};

static const struct screen_chain span = {
    "span",
    {
      {"2 / =served Enter x", "source:fallback", "differs"},
      {"Esc 3 : =traces Enter \\ ; =span.op:pageload_transaction:/cart Enter", "/cart", NULL},
      {"Enter g g Enter", "Web vitals", "span-vitals"},
      {"Esc / =SELECT Enter Enter", "Query  postgresql", "span-sql"},
      {"Esc / =api.taxes Enter Enter", "Attributes", NULL},
      {"/ =postcode Enter", "postcode", "span-json"},
      {"Esc Esc Esc ; =has:span.events_span.op:cache.get Enter", "/product/:sku", NULL},
      {"Enter / =GET_similar Enter Enter", "Events  2", NULL},
      {"}", "Events  2", "span-events"},
      },
};

/* What other kinds of terminals are shown. */
static const struct screen_chain kinds = {
    "kinds",
    {
      {"4 / =verdict=adv Enter g t 3 \\ g a", "3 agents", "agents"},
      {": =traces Enter S", "traces sampled", "scatter"},
      {RECEIPT, "process receipts", "trace-gaps"},
      },
};

/* The waterfall with the details of a span beside it. */
static const struct screen_chain wide = {
    "wide",
    {
      {"4 / =verdict=adv Enter g t 3 \\", "Skeptic", "trace-agents"},
      {": =traces Enter / =GET_/orders Enter Enter", "in 4 rows", "trace-run"},
      {"G Enter", "Enter first member", "trace-run-open"},
      {RECEIPT, "process receipts", "trace-gaps"},
      {SEARCH "C", "clocks corrected", "trace-clocks"},
      },
};

int main(int argc, char **argv)
{
    static const struct screen_chain *const all[] = {&traces, &rows, &times, &differs,
                                                     &agents, &span, NULL};
    static const struct screen_chain *const chosen[] = {&kinds, NULL};
    static const struct screen_chain *const widest[] = {&wide, NULL};
    static const struct screen_show shows[] = {
        {"80x24",     all   },
        {"120x36",    all   },
        {"200x50",    widest},
        {"8-colours", chosen},
        {"no-colour", chosen},
        {"ascii",     chosen},
        {NULL,        NULL  },
    };
    return screens_main(argc, argv, shows);
}
