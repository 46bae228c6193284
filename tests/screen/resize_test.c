/* SPDX-License-Identifier: Apache-2.0
 *
 * The window is dragged through all sizes while data comes and keys are pressed. Seeded: SEED in
 * the environment replays one walk, WALKS makes more of them.
 */
#include "tests/support/golden.h"
#include "tests/support/planned.h"
#include "tests/support/stage.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_SEED 1
#define WALKS      3
#define SIZES      40 /* a walk */
#define ROWS_MOST  100
#define COLS_MOST  300

struct scene {
    struct stage *stage;
    char *grid;
};

static struct walk *console(const struct scene *scene, int rows, int cols)
{
    g_autofree char *grid = g_strdup_printf("VIGIL_TEST_GRID=%s", scene->grid);
    const char *environment[] = {grid, NULL};
    return stage_console(scene->stage, rows, cols, environment, NULL);
}

static unsigned number(const char *variable, unsigned otherwise)
{
    const char *text = g_getenv(variable);
    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

/* Every key but those that end it or leave the program. */
static void press_any(struct terminal *terminal, GRand *random)
{
    static const char *const keys[] = {
        "j", "k",   "G",   "g g", "Space", "b", "Enter", "Enter", "Esc", "Tab", "S-Tab", "1", "2",
        "3", "4",   "\\",  "[",   "]",     "t", "s",     "?",     ":",   "g",   "a",     "/", "f",
        "&", "g w", "g t", "g l", "B",     "h", "l",     "v",     "z",   "^L",  "Down",  "p", "!",
    };
    terminal_press(terminal, keys[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(keys))]);
}

/* Small sizes, where layouts change, come as often as large ones. */
static void resize_any(struct terminal *terminal, GRand *random)
{
    bool small = g_rand_boolean(random);
    terminal_resize(terminal, g_rand_int_range(random, 1, small ? 30 : ROWS_MOST + 1),
                    g_rand_int_range(random, 1, small ? 90 : COLS_MOST + 1));
}

/* The screen, and once more when all of it was painted again. */
static void assert_no_debris(struct walk *walk)
{
    g_autofree char *before = golden_text(walk_terminal(walk));
    walk_press(walk, "^L");
    g_autofree char *after = golden_text(walk_terminal(walk));
    if (g_strcmp0(before, after) != 0) {
        fprintf(stderr, "before:\n%s\nafter:\n%s\n", before, after);
        terminal_fail(walk_terminal(walk), "painted again, the screen is another");
    }
}

static void keys_and_sizes(const struct scene *scene, unsigned seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autofree char *when = g_strdup_printf("SEED=%u", seed);
    struct walk *walk = console(scene, 24, 80);
    struct terminal *terminal = walk_terminal(walk);
    for (int i = 0; i < SIZES && !terminal_failed(terminal); i++) {
        resize_any(terminal, random); /* from the first frame on: the data is not there yet */
        for (int keys = g_rand_int_range(random, 0, 6); keys > 0; keys--)
            press_any(terminal, random);
        if (g_rand_int_range(random, 0, 3) == 0)
            planned_check(terminal, scene->grid, when);
    }
    terminal_resize(terminal, 36, 120);
    planned_check(terminal, scene->grid, when);
    assert_no_debris(walk);
    stage_steps(walk, "Esc Esc Esc");
    walk_quit(walk, "Q");
}

static void any_size_any_key(gconstpointer data)
{
    unsigned seed = number("SEED", FIRST_SEED),
             walks = number("WALKS", g_getenv("SEED") ? 1 : WALKS);
    for (unsigned i = 0; i < walks && !g_test_failed(); i++) {
        g_test_message("SEED=%u", seed + i);
        keys_and_sizes(data, seed + i);
    }
}

static char *settled(const struct scene *scene, struct walk *walk)
{
    planned_check(walk_terminal(walk), scene->grid, "at the last size");
    walk_expect(walk, "first mover: inventory");
    walk_expect_gone(walk, "answers");
    walk_press(walk, "Esc"); /* the idle mark seen may be that of the size before */
    return golden_text(walk_terminal(walk));
}

/* Where one came from does not show. */
static void as_if_started_at_that_size(gconstpointer data)
{
    static const struct {
        int rows, cols;
    } sizes[] = {
        {36, 120},
        {50, 200},
        {30, 90 }
    };
    g_autoptr(GRand) random = g_rand_new_with_seed(number("SEED", FIRST_SEED));
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct walk *walk = console(data, 24, 80);
        for (int step = 0; step < SIZES; step++)
            resize_any(walk_terminal(walk), random);
        walk_resize(walk, sizes[i].rows, sizes[i].cols);
        g_autofree char *dragged = settled(data, walk);
        walk_quit(walk, "Q");
        walk = console(data, sizes[i].rows, sizes[i].cols);
        g_autofree char *started = settled(data, walk);
        walk_quit(walk, "Q");
        if (strcmp(dragged, started) != 0)
            g_error("dragged to the size:\n%s\nstarted at it:\n%s", dragged, started);
    }
}

/* Every size once, in steps that meet each layout; smaller than all of them, too. */
static void every_size_in_turn(gconstpointer data)
{
    const struct scene *scene = data;
    struct walk *walk = console(scene, 24, 80);
    walk_expect_gone(walk, "answers");
    for (int rows = 1; rows <= 61; rows += 4)
        for (int cols = rows % 8 == 1 ? 1 : 250; cols >= 1 && cols <= 250;
             cols += rows % 8 == 1 ? 31 : -31) {
            g_autofree char *when = g_strdup_printf("%dx%d", cols, rows);
            walk_resize(walk, rows, cols);
            planned_check(walk_terminal(walk), scene->grid, when);
        }
    walk_resize(walk, 24, 80);
    assert_no_debris(walk);
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setlocale(LC_CTYPE, "C.UTF-8");
    struct scene scene = {stage_start(), planned_file()};
    g_test_add_data_func("/resize/any size and any key, and no debris", &scene, any_size_any_key);
    g_test_add_data_func("/resize/the screen is as if started at that size", &scene,
                         as_if_started_at_that_size);
    g_test_add_data_func("/resize/every size in turn", &scene, every_size_in_turn);
    int failed = g_test_run();
    unlink(scene.grid);
    g_free(scene.grid);
    stage_free(scene.stage);
    return failed;
}
