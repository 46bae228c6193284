/* SPDX-License-Identifier: Apache-2.0
 *
 * What lies in the panes, and what the trail takes away again.
 */
#include "views/desk_state.h"

static void press(struct desk *desk, const char *name)
{
    struct key key;
    g_assert_true(key_parse(name, &key));
    desk_key(desk, key);
}

/* It would lie below the pane's own view, and the way back would leave the pane empty. */
static void nothing_opens_before_the_panes_have_their_views(void)
{
    struct desk *desk = desk_new();
    press(desk, "g");
    press(desk, "R");
    g_assert_null(desk_view(desk));
    g_assert_cmpuint(desk->trail->len, ==, 0);
    g_assert_cmpstr(desk->message, ==, "nothing opens before an organization is known");
    desk_free(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk panes/nothing opens before the panes have their views",
                    nothing_opens_before_the_panes_have_their_views);
    return g_test_run();
}
