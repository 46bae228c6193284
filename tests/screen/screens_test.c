/* SPDX-License-Identifier: Apache-2.0
 *
 * Every view as it is on the screen, kept as files (tests/screen/golden): text, styles, legend.
 * One table of walks, each a chain of stops over the demo incident with its time standing still;
 * all views at 80x24 and 120x36, and chosen ones on every other rung.
 */
#include "tests/support/golden.h"
#include "tests/support/stage.h"

#include <string.h>

/* What is pressed from the stop before, what is then seen, and the screen's name. */
struct stop {
    const char *steps, *seen, *name;
};

struct chain {
    const char *name;
    struct stop stops[12]; /* up to one without steps */
};

static const struct chain chains[] = {
    {"lead",
     {
         {"", "inventory", "first"},
         {"g w ]", "deploy", "lead"},
         {"Enter", "2 Chart", "chart"},
         {"v h h h", " to ", "chart-range"},
         {"Enter", "worst first", "samples"},
         {"Enter", "SELECT id", "trace"},
         {"Enter", "Suspect commit", "span"},
         {"Enter", "0047_drop_unused_indexes", "commit"},
         {"\\", "DROP INDEX", "commit-alone"},
     }},
    {"issue",
     {
         {"1 g g", "TimeoutError", "issues"},
         {"Enter", "Drop unused indexes", "issue"},
         {"\\", "Payment charge exceeded 30s", "issue-alone"},
         {"G", "Contexts", "issue-end"},
         {"\\ g g g c", "Suspects of", "suspects"},
         {"G Enter", "Release inventory@3.1.0", "release"},
     }},
    {"source",
     {
         {"1 g g Enter", "Drop unused indexes", NULL},
         {"/ =client.ts Enter Enter", "throw new TimeoutError", "source"},
         {"Esc / =region Enter Enter", "of errors", "values-errors"},
     }},
    {"trace",
     {
         {"1 g g g t", "3 Trace", NULL},
         {"3 \\", "POST /api/checkout", "trace-alone"},
         {"c", "3 Trace", "trace-critical"},
         {"G Enter", "took", "span-plain"},
     }},
    {"logs",
     {
         {"4 G", "following", "logs"},
         {"\\", "following", "logs-alone"},
         {"!", "error and worse", "logs-errors"},
         {"Esc o", "Attributes", "log"},
         {"j j j Enter", "of logs", "values-logs"},
     }},
    {"signals",
     {
         {"2", "by onset", "signals"},
         {"\\", "by onset", "signals-alone"},
         {"\\ / =served Enter Enter", "by source", "chart-mix"},
         {"B", "no groups", "group-by"},
     }},
    {"above",
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
     }},
};

/* What every other kind of terminal is shown. */
static const struct chain ladder = {
    "ladder",
    {
      {"", "inventory", "first"},
      {"1 g g Enter", "Issue CHECKOUT-1", "issue"},
      {"Esc g w Enter", "2 Chart", "chart"},
      {"Esc 1 g g g t", "3 Trace", "trace"},
      {"?", "Keys", "help"},
      },
};

static const struct chain too_small = {"small", {{"", "too small", "first"}}};

struct rung {
    const char *name;
    int rows, cols;
    const char *environment[3], *arguments[3];
    const struct chain *only; /* NULL = all of them */
};

static const struct rung rungs[] = {
    {"80x24",      24, 80,  {NULL},                     {NULL},               NULL      },
    {"120x36",     36, 120, {NULL},                     {NULL},               NULL      },
    {"200x50",     50, 200, {NULL},                     {NULL},               &ladder   },
    {"60x20",      20, 60,  {NULL},                     {NULL},               &ladder   },
    {"40x12",      12, 40,  {NULL},                     {NULL},               &ladder   },
    {"30x8",       8,  30,  {NULL},                     {NULL},               &too_small},
    {"truecolour", 36, 120, {"COLORTERM=truecolor"},    {NULL},               &ladder   },
    {"light",      36, 120, {"COLORTERM=truecolor"},    {"--theme", "light"}, &ladder   },
    {"8-colours",  24, 80,  {"TERM=xterm"},             {NULL},               &ladder   },
    {"linux",      24, 80,  {"TERM=linux"},             {NULL},               &ladder   },
    {"no-colour",  24, 80,  {"NO_COLOR=1"},             {NULL},               &ladder   },
    {"vt100",      24, 80,  {"TERM=vt100", "LC_ALL=C"}, {NULL},               &ladder   },
    {"ascii",      36, 120, {"LC_ALL=C"},               {NULL},               &ladder   },
};

struct walked {
    const struct chain *chain;
    const struct rung *rung;
    struct stage *stage;
};

/* Every answer is in and counted: from here on only keys change the screen. */
static struct walk *start(const struct walked *walked)
{
    const struct rung *rung = walked->rung;
    struct walk *walk =
        stage_console(walked->stage, rung->rows, rung->cols, rung->environment, rung->arguments);
    walk_expect(walk, walked->chain == &too_small ? "too small" : "inventory");
    walk_expect_gone(walk, "answers");
    return walk;
}

static void walk_chain(gconstpointer data)
{
    const struct walked *walked = data;
    struct walk *walk = start(walked);
    for (const struct stop *stop = walked->chain->stops; stop->steps; stop++) {
        stage_steps(walk, stop->steps);
        walk_expect(walk, stop->seen);
        g_autofree char *name = g_strdup_printf("%s-%s", walked->rung->name, stop->name);
        if (stop->name)
            walk_golden(walk, name);
    }
    stage_steps(walk, "Esc Esc");
    walk_quit(walk, "Q");
}

static void add(GPtrArray *all, const struct rung *rung, const struct chain *chain,
                struct stage *stage)
{
    struct walked *walked = g_new(struct walked, 1);
    g_autofree char *path = g_strdup_printf("/screens/%s/%s", rung->name, chain->name);
    *walked = (struct walked){chain, rung, stage};
    g_ptr_array_add(all, walked);
    g_test_add_data_func(path, walked, walk_chain);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    struct stage *stage = stage_start();
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(rungs); i++) {
        for (size_t j = 0; !rungs[i].only && j < G_N_ELEMENTS(chains); j++)
            add(all, &rungs[i], &chains[j], stage);
        if (rungs[i].only)
            add(all, &rungs[i], rungs[i].only, stage);
    }
    int failed = g_test_run();
    stage_free(stage);
    return failed;
}
