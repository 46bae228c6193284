/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys go before data: how many replies are handed out at once. The client, the keyboard and the
 * clock are this file's (REPLIES_WRAPS in the Makefile): each reply takes what it is given, and a
 * key comes after so many of them.
 */
#include "views/desk_state.h"

#define WAITING 20

/* What stands in place of time and of those who act in it. */
static struct {
    gint64 now_us, reply_us; /* now; what one takes */
    int taken, key_after;    /* -1 = none comes */
} world;

gint64 __wrap_g_get_monotonic_time(void);
bool __wrap_desk_key_waits(const struct desk *desk);
struct reply *__wrap_client_next_reply(struct client *client, uint64_t *subscription);

gint64 __wrap_g_get_monotonic_time(void)
{
    return world.now_us;
}

bool __wrap_desk_key_waits(const struct desk *desk)
{
    (void)desk;
    return world.key_after >= 0 && world.taken >= world.key_after;
}

/* They are nobody's: no view has asked for them. */
struct reply *__wrap_client_next_reply(struct client *client, uint64_t *subscription)
{
    (void)client;
    if (world.taken == WAITING)
        return NULL;
    *subscription = (uint64_t)++world.taken;
    world.now_us += world.reply_us;
    return g_new0(struct reply, 1);
}

/* Hands out what it does at once; true when some may be left. */
static bool take(int key_after, gint64 reply_us)
{
    struct desk *desk = desk_new();
    world.now_us = 1000000;
    world.reply_us = reply_us;
    world.key_after = key_after;
    world.taken = 0;
    desk->client = (struct client *)&world; /* asked through the wrap alone */
    bool more = desk_take_replies(desk);
    desk->client = NULL;
    desk_free(desk);
    return more;
}

static void all_that_came_are_taken(void)
{
    g_assert_false(take(-1, 10));
    g_assert_cmpint(world.taken, ==, WAITING);
}

static void a_key_goes_first(void)
{
    g_assert_true(take(3, 10));
    g_assert_cmpint(world.taken, ==, 3);
}

static void something_is_done_under_any_keys(void)
{
    g_assert_true(take(0, 10));
    g_assert_cmpint(world.taken, ==, 1);
}

static void dear_ones_are_taken_in_slices(void)
{
    g_assert_true(take(-1, 1500));
    g_assert_cmpint(world.taken, ==, 3); /* 4 ms are over */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk replies/all that came are taken at once", all_that_came_are_taken);
    g_test_add_func("/desk replies/but for a key, which goes first", a_key_goes_first);
    g_test_add_func("/desk replies/under any number of keys one is taken",
                    something_is_done_under_any_keys);
    g_test_add_func("/desk replies/what takes long is taken in slices",
                    dear_ones_are_taken_in_slices);
    return g_test_run();
}
