/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/surface.h"
#include "views/desk_state.h"

#include <string.h>

#define COLS 120

/* The band above the panes of a desk whose lead was made of `issues` of `all` issues. */
static char *band_of(guint issues, bool cut, gint64 all, int cols)
{
    struct desk *desk = desk_new();
    struct lead_input nothing = {
        .signals = g_ptr_array_new(), .deploys = g_ptr_array_new(), .issues = g_ptr_array_new()};
    for (guint i = 0; i < issues; i++)
        g_ptr_array_add(desk->shared.issues, issue_new());
    desk->shared.issues_cut = cut;
    desk->shared.issues_all = all;
    desk->wall.discovered = true;
    desk->wall.asked = desk->wall.answered = 1;
    desk->shared.issues_known = desk->shared.releases_known = true;
    desk->shared.lead = lead_find(&nothing);
    g_autoptr(GString) out = g_string_new(NULL);
    struct grid *grid = grid_new(2, cols);
    struct surface surface = surface_of_grid(grid);
    desk->lead_rect = (struct rect){0, 0, 2, cols};
    desk_draw_lead(desk, &surface);
    g_autofree char *row = grid_row_text(grid, 0);
    g_string_append(out, row);
    grid_free(grid);
    g_ptr_array_unref((GPtrArray *)nothing.signals);
    g_ptr_array_unref((GPtrArray *)nothing.deploys);
    g_ptr_array_unref((GPtrArray *)nothing.issues);
    desk_free(desk);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void says_of_how_many_issues_it_was_made(void)
{
    g_autofree char *whole = band_of(3, false, 3, COLS);
    g_assert_nonnull(strstr(whole, "nothing moved"));
    g_assert_null(strstr(whole, "issues"));
    g_autofree char *cut = band_of(100, true, 240, COLS);
    g_assert_nonnull(strstr(cut, "of the latest 100 issues (240 in all)"));
    g_autofree char *untold = band_of(100, true, -1, COLS);
    g_assert_nonnull(strstr(untold, "of the latest 100 issues"));
    g_assert_null(strstr(untold, "in all"));
}

/* Where there is no room, what was always said stays. */
static void a_narrow_band_keeps_the_signals(void)
{
    g_autofree char *narrow = band_of(100, true, 240, 60);
    g_assert_null(strstr(narrow, "issues"));
    g_assert_nonnull(strstr(narrow, "signals"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk band/the lead says of how many issues it was made",
                    says_of_how_many_issues_it_was_made);
    g_test_add_func("/desk band/a narrow band keeps the signals", a_narrow_band_keeps_the_signals);
    return g_test_run();
}
