/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/screens.h"

#include "tests/support/golden.h"
#include "tests/support/stage.h"

#include <string.h>

struct rung {
    const char *name;
    int rows, cols;
    const char *environment[3], *arguments[3];
};

static const struct rung rungs[] = {
    {"80x24",      24, 80,  {NULL},                     {NULL}              },
    {"120x36",     36, 120, {NULL},                     {NULL}              },
    {"200x50",     50, 200, {NULL},                     {NULL}              },
    {"60x20",      20, 60,  {NULL},                     {NULL}              },
    {"40x12",      12, 40,  {NULL},                     {NULL}              },
    {"30x8",       8,  30,  {NULL},                     {NULL}              },
    {"truecolour", 36, 120, {"COLORTERM=truecolor"},    {NULL}              },
    {"light",      36, 120, {"COLORTERM=truecolor"},    {"--theme", "light"}},
    {"8-colours",  24, 80,  {"TERM=xterm"},             {NULL}              },
    {"linux",      24, 80,  {"TERM=linux"},             {NULL}              },
    {"no-colour",  24, 80,  {"NO_COLOR=1"},             {NULL}              },
    {"vt100",      24, 80,  {"TERM=vt100", "LC_ALL=C"}, {NULL}              },
    {"ascii",      36, 120, {"LC_ALL=C"},               {NULL}              },
};

struct walked {
    const struct screen_chain *chain;
    const struct rung *rung;
    struct stage *stage;
};

static const struct rung *rung_called(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rungs); i++) {
        if (strcmp(rungs[i].name, name) == 0)
            return &rungs[i];
    }
    g_error("no rung is called %s", name);
}

/* Every answer is in and counted: from here on only keys change the screen. */
static struct walk *start(const struct walked *walked)
{
    const struct rung *rung = walked->rung;
    struct walk *walk =
        stage_console(walked->stage, rung->rows, rung->cols, rung->environment, rung->arguments);
    walk_expect(walk, walked->chain->ready ? walked->chain->ready : "inventory");
    walk_expect_gone(walk, "answers");
    return walk;
}

static void walk_chain(gconstpointer data)
{
    const struct walked *walked = data;
    struct walk *walk = start(walked);
    for (const struct screen_stop *stop = walked->chain->stops; stop->steps; stop++) {
        stage_steps(walk, stop->steps);
        walk_expect(walk, stop->seen);
        g_autofree char *name = g_strdup_printf("%s-%s", walked->rung->name, stop->name);
        if (stop->name)
            walk_golden(walk, name);
    }
    stage_steps(walk, "Esc Esc");
    walk_quit(walk, "Q");
}

static void add(GPtrArray *all, struct stage *stage, const struct rung *rung,
                const struct screen_chain *chain)
{
    struct walked *walked = g_new(struct walked, 1);
    g_autofree char *path = g_strdup_printf("/screens/%s/%s", rung->name, chain->name);
    *walked = (struct walked){chain, rung, stage};
    g_ptr_array_add(all, walked);
    g_test_add_data_func(path, walked, walk_chain);
}

int screens_main(int argc, char **argv, const struct screen_show *shows)
{
    g_test_init(&argc, &argv, NULL);
    struct stage *stage = stage_start();
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    for (const struct screen_show *show = shows; show->rung; show++) {
        for (const struct screen_chain *const *chain = show->chains; *chain; chain++)
            add(all, stage, rung_called(show->rung), *chain);
    }
    int failed = g_test_run();
    stage_free(stage);
    return failed;
}
