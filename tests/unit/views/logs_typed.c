/* SPDX-License-Identifier: Apache-2.0
 *
 * A filter while it is typed: how long a frame waits for its first rows. The clock, the workers and
 * the keyboard are this file's (WAITS_WRAPS in the Makefile): a look at the rows takes what it is
 * given, finds nothing, and the next letter comes after so many of them.
 */
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/views.h"

#include "tests/support/filled_logs.h"

#define FRAME_US 6000 /* that a frame waits at most */

struct fixture {
    struct desk *desk;
    struct view *view;
};

/* What stands in place of time and of those who act in it. One a process, as the calls are. */
static struct {
    gint64 now_us;
    int looks, key_after; /* 0 = none comes */
} world;

gint64 __wrap_g_get_monotonic_time(void);
bool __wrap_desk_key_waits(const struct desk *desk);
bool __wrap_log_rows_work_for(struct log_rows *rows, size_t count, int64_t most_us);

gint64 __wrap_g_get_monotonic_time(void)
{
    return world.now_us;
}

bool __wrap_desk_key_waits(const struct desk *desk)
{
    (void)desk;
    return world.key_after && world.looks >= world.key_after;
}

bool __wrap_log_rows_work_for(struct log_rows *rows, size_t count, int64_t most_us)
{
    (void)rows;
    (void)count;
    world.looks++;
    world.now_us += most_us;
    return true;
}

static void set_up(struct fixture *fixture, gconstpointer key_after)
{
    world.now_us = 1000000;
    world.looks = 0;
    world.key_after = GPOINTER_TO_INT(key_after);
    fixture->desk = desk_new();
    fixture->view = logs_filled(fixture->desk, 300, "message", "message");
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_free(fixture->desk);
}

/* A letter was typed into the prompt, and its frame comes; returns how long that waited. */
static gint64 type_letter(struct fixture *fixture)
{
    struct logs *logs = fixture->view->state;
    g_autoptr(matcher) matcher = matcher_new("no such row", NULL, NULL);
    logs_try_filter(fixture->view, FILTER_BEGIN, NULL, false);
    logs_try_filter(fixture->view, FILTER_TRY, matcher, false);
    logs->unfinished = true; /* so few rows are done at once */
    gint64 before = world.now_us;
    logs_first_page(fixture->view);
    return world.now_us - before;
}

static void without_a_key_it_waits_its_time(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_cmpint(type_letter(fixture), ==, FRAME_US);
}

static void the_next_key_ends_the_wait(struct fixture *fixture, gconstpointer key_after)
{
    gint64 waited = type_letter(fixture);
    g_assert_cmpint(world.looks, ==, GPOINTER_TO_INT(key_after));
    g_assert_cmpint(waited, <=, FRAME_US / 2);
}

static void a_frame_of_the_same_filter_waits_no_more(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    type_letter(fixture);
    int looks = world.looks;
    logs_first_page(fixture->view);
    g_assert_cmpint(world.looks, ==, looks);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, key_after, test)                                                            \
    g_test_add("/logs typed/" name, struct fixture, GINT_TO_POINTER(key_after), set_up, test, \
               tear_down)
    ADD("a frame waits a while for the rows of a letter", 0, without_a_key_it_waits_its_time);
    ADD("a key that comes meanwhile ends that", 2, the_next_key_ends_the_wait);
    ADD("at once when it comes at once", 1, the_next_key_ends_the_wait);
    ADD("another frame of the same letter does not wait", 0,
        a_frame_of_the_same_filter_waits_no_more);
    return g_test_run();
}
