/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/surface.h"
#include "views/desk_state.h"

#include <string.h>

#define COLS 120

typedef void preparation(struct desk *desk);

/* The band above the panes of a desk whose lead was made of nothing, and then prepared. */
static char *band_prepared(preparation *prepare, int cols)
{
    struct desk *desk = desk_new();
    struct lead_input nothing = {
        .signals = g_ptr_array_new(), .deploys = g_ptr_array_new(), .issues = g_ptr_array_new()};
    desk->wall.discovered = true;
    desk->wall.asked = desk->wall.answered = 1;
    desk->shared.issues_known = desk->shared.releases_known = true;
    desk->shared.lead = lead_find(&nothing);
    prepare(desk);
    g_autoptr(GString) out = g_string_new(NULL);
    struct grid *grid = grid_new(2, cols);
    struct surface surface = surface_of_grid(grid);
    desk->lead_rect = (struct rect){0, 0, 2, cols};
    desk_draw_lead(desk, &surface);
    for (int y = 0; y < 2; y++) {
        g_autofree char *row = grid_row_text(grid, y);
        g_string_append_printf(out, "%s\n", row);
    }
    grid_free(grid);
    g_ptr_array_unref((GPtrArray *)nothing.signals);
    g_ptr_array_unref((GPtrArray *)nothing.deploys);
    g_ptr_array_unref((GPtrArray *)nothing.issues);
    desk_free(desk);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void add_issues(struct desk *desk, guint issues, gint64 all)
{
    desk->shared.lead->looked_at = 12;
    for (guint i = 0; i < issues; i++)
        g_ptr_array_add(desk->shared.issues, issue_new());
    desk->shared.issues_cut = all < 0 || all > issues;
    desk->shared.issues_all = all;
}

static void all_of_three(struct desk *desk)
{
    add_issues(desk, 3, 3);
}

static void some_of_many(struct desk *desk)
{
    add_issues(desk, 100, 240);
}

static void some_of_untold(struct desk *desk)
{
    add_issues(desk, 100, -1);
}

static void says_of_how_many_issues_it_was_made(void)
{
    g_autofree char *whole = band_prepared(all_of_three, COLS);
    g_assert_nonnull(strstr(whole, "nothing moved"));
    g_assert_null(strstr(whole, "of the latest"));
    g_autofree char *cut = band_prepared(some_of_many, COLS);
    g_assert_nonnull(strstr(cut, "of the latest 100 issues (240 in all)"));
    g_autofree char *untold = band_prepared(some_of_untold, COLS);
    g_assert_nonnull(strstr(untold, "of the latest 100 issues"));
    g_assert_null(strstr(untold, "in all"));
}

/* Where there is no room, what was always said stays. */
static void a_narrow_band_keeps_the_signals(void)
{
    g_autofree char *narrow = band_prepared(some_of_many, 60);
    g_assert_null(strstr(narrow, "of the latest"));
    g_assert_nonnull(strstr(narrow, "signals"));
}

/* --- what is not a signal --- */

static void quiet(struct desk *desk)
{
    add_issues(desk, 3, 3);
    for (int kind = 0; kind < MONITOR_KINDS; kind++)
        desk->shared.firing.parts[kind] =
            g_ptr_array_new_with_free_func((GDestroyNotify)monitor_free);
    for (int i = 0; i < 2; i++) {
        struct monitor *monitor = monitor_new(i ? MONITOR_ALERT : MONITOR_CRON);
        g_ptr_array_add(desk->shared.firing.parts[monitor->kind], monitor);
        g_ptr_array_add(desk->shared.firing.monitors, monitor);
    }
}

static void one_fires(struct desk *desk)
{
    quiet(desk);
    desk->shared.lead->firing = 1;
}

static void nothing_answered(struct desk *desk)
{
    desk->shared.lead->looked_at = 12;
    desk->shared.issues_failed = desk->shared.releases_failed = true;
}

static void nothing_sent(struct desk *desk)
{
    desk->shared.lead->looked_at = 0;
}

static void quiet_says_what_was_looked_at(void)
{
    static const struct {
        preparation *prepare;
        const char *first, *second;
    } cases[] = {
        {quiet,            "12 of 12 signals",
         "of 3 unresolved issues no error is new or came back; no deploy; of 1 monitor none fires"},
        {one_fires,        "1 firing since before: :firing", "of 1 monitor 1 fires"               },
        {nothing_answered, "nothing moved",
         "issues are not known; deploys are not known; what else watches is not known"            },
        {nothing_sent,     "0 of 0 signals",                 "no signal came: nothing was sent"   },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = band_prepared(cases[i].prepare, COLS);
        g_assert_nonnull(strstr(text, cases[i].first));
        g_assert_nonnull(strstr(text, cases[i].second));
    }
}

/* --- who moved first --- */

static void an_app_wide_signal_moved(struct desk *desk)
{
    struct lead *lead = desk->shared.lead;
    struct change *change = g_new0(struct change, 1);
    change->kind = CHANGE_SIGNAL;
    change->text = g_strdup("queue.depth 10→900");
    g_ptr_array_add(lead->changes, change);
    lead->moved = lead->in_burst = 1;
    lead->first_mover = 0;
}

/* A metric that several services send is of none. */
static void a_first_mover_of_no_service_is_named(void)
{
    g_autofree char *text = band_prepared(an_app_wide_signal_moved, COLS);
    g_assert_nonnull(strstr(text, "first mover: queue.depth 10→900"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk band/the lead says of how many issues it was made",
                    says_of_how_many_issues_it_was_made);
    g_test_add_func("/desk band/a narrow band keeps the signals", a_narrow_band_keeps_the_signals);
    g_test_add_func("/desk band/a quiet one says what else was looked at",
                    quiet_says_what_was_looked_at);
    g_test_add_func("/desk band/a first mover of no service is named",
                    a_first_mover_of_no_service_is_named);
    return g_test_run();
}
