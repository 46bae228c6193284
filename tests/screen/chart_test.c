/* SPDX-License-Identifier: Apache-2.0
 *
 * What a chart shows beside its line: the distribution over time, an earlier period, every host.
 */
#include "tests/support/stage.h"

#include <string.h>

static struct walk *chart_of(gconstpointer stage, int rows, int cols, const char *const *options,
                             const char *name)
{
    struct walk *walk = stage_console((struct stage *)stage, rows, cols, options, NULL);
    walk_expect(walk, "inventory");
    walk_expect_gone(walk, "answers");
    walk_press(walk, "2 /");
    walk_type(walk, name);
    walk_press(walk, "Enter Enter");
    walk_expect(walk, "2 Chart");
    walk_press(walk, "\\");
    return walk;
}

/* The dropped index, as every request is counted: all are quick, then all are slow. */
static void the_distribution_leads_to_the_samples_of_a_cell(gconstpointer data)
{
    struct walk *walk = chart_of(data, 36, 120, NULL, "check_stock p95");
    walk_press(walk, "D");
    walk_expect(walk, " measured");
    walk_expect(walk, "<200ms ┤");
    walk_expect(walk, "30.0s ┤");
    walk_golden(walk, "chart-distribution");
    walk_press(walk, "k");
    walk_expect(walk, "from 30.0s on");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "2 Samples check_stock p95", "span.duration:>=30000  0");
    walk_expect(walk, "45.3s");
    walk_press(walk, "Esc");
    walk_expect(walk, "from 30.0s on");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "from 30.0s on");
    walk_press(walk, "D");
    walk_expect(walk, "  usual ");
    walk_quit(walk, "Q");
}

static void the_distribution_is_told_in_ascii(gconstpointer data)
{
    static const char *const ascii[] = {"VIGIL_ASCII=1", "LC_ALL=C", NULL};
    struct walk *walk = chart_of(data, 24, 80, ascii, "check_stock p95");
    walk_press(walk, "D");
    walk_expect(walk, " measured");
    walk_expect(walk, "<200ms +");
    walk_expect(walk, "#");
    walk_quit(walk, "Q");
}

static void a_count_has_no_distribution(gconstpointer data)
{
    struct walk *walk = chart_of(data, 36, 120, NULL, "recommendations.served");
    walk_press(walk, "D");
    walk_expect(walk, "it has no distribution");
    walk_quit(walk, "Q");
}

static void before_a_deploy_and_on_a_log_scale(gconstpointer data)
{
    struct walk *walk = chart_of(data, 36, 120, NULL, "check_stock p95");
    walk_press(walk, "c");
    walk_expect(walk, "before no data"); /* the demo begins an hour ago */
    walk_press(walk, "c L");
    walk_expect(walk, "log scale");
    walk_expect(walk, "before inventory@3.1.0 ");
    walk_expect(walk, "(x2");
    walk_golden(walk, "chart-before-deploy");
    walk_press(walk, "?");
    walk_expect(walk, "p95(span.duration) of spans where");
    walk_expect(walk, "neither side");
    walk_press(walk, "Esc");
    walk_press(walk, "c");
    walk_expect(walk, "  usual ");
    walk_quit(walk, "Q");
}

static void limit(struct walk *walk, const char *text)
{
    walk_press(walk, ":");
    walk_type(walk, "limit ");
    walk_type(walk, text);
    walk_press(walk, "Enter");
}

/* Where it lies within what is drawn it is a line; else the edge says where. */
static void its_limit_is_drawn(struct walk *walk)
{
    limit(walk, "30s");
    walk_expect(walk, "30s is no limit for it: it is measured in megabyte");
    limit(walk, "2 GB");
    walk_expect(walk, "the limit of worker.memory is 2.0GB");
    walk_expect(walk, "▲ limit 2.0GB");
    limit(walk, "800MB");
    walk_expect(walk, "800MB ┝━ limit ━");
    limit(walk, "config");
    walk_expect(walk, "worker.memory has no limit");
    walk_expect_gone(walk, " limit ━");
}

/* From the host that rises to all hosts of its metric. */
static void a_part_is_grouped_by_what_made_it(gconstpointer data)
{
    struct walk *walk = chart_of(data, 36, 120, NULL, "worker.memory");
    walk_press(walk, "A");
    walk_expect(walk, "the greatest");
    walk_type(walk, "max");
    walk_press(walk, "Enter");
    walk_press(walk, "B");
    walk_expect(walk, "all of the metric");
    walk_press(walk, "Enter");
    walk_expect(walk, "worker-1");
    walk_expect(walk, "max of buckets by host.name");
    walk_expect(walk, "at cursor");
    walk_expect_beside(walk, "worker-2", "MB");
    walk_golden(walk, "chart-hosts");
    its_limit_is_drawn(walk);
    walk_quit(walk, "Q");
}

/* What is wrong keeps the prompt open; what is right takes the place of the line. */
static void an_equation_of_what_is_asked_and_of_the_wall(gconstpointer data)
{
    struct walk *walk = chart_of(data, 36, 120, NULL, "check_stock p95");
    walk_press(walk, "= ^U");
    walk_type(walk, "A / p50(span.duration");
    walk_press(walk, "Enter");
    walk_expect(walk, "this ( is never closed");
    walk_type(walk, ")");
    walk_press(walk, "Enter");
    walk_expect(walk, "= A / p50(span.duration)");
    walk_expect(walk, "03:08:30  1"); /* all are slow alike: the two are nearly one */
    walk_press(walk, "= ^U");
    walk_type(walk, "A / \"nobody\"");
    walk_press(walk, "Enter");
    walk_expect(walk, "no signal of the wall is named so");
    walk_press(walk, "^U");
    walk_type(walk, "A / p50(value,queue.depth,gauge,message)");
    walk_press(walk, "Enter");
    walk_expect(walk, "this chart has no rows of queue.depth: another signal stands as");
    walk_press(walk, "^U");
    walk_type(walk, "A / \"inventory check_stock p95\" * 100");
    walk_press(walk, "Enter");
    walk_expect(walk, "03:08:30  100");
    walk_press(walk, "= ^U Enter");
    walk_expect_gone(walk, "* 100");
    walk_quit(walk, "Q");
}

static void samples_are_a_scatter_too(gconstpointer data)
{
    struct walk *walk = chart_of(data, 36, 120, NULL, "check_stock p95");
    walk_press(walk, "v h h h h h h");
    walk_press(walk, "Enter");
    walk_expect(walk, "worst first");
    walk_press(walk, "S");
    walk_expect(walk, "◆");
    walk_expect(walk, "┤");
    walk_expect(walk, "45.3s");
    walk_golden(walk, "samples-scatter");
    walk_press(walk, "S");
    walk_expect_gone(walk, "◆");
    walk_quit(walk, "Q");
}

/* Nothing moved, and the row and its chart say so; what happened in that bucket is in the trace
 * that its exemplar names. */
static void a_bucket_unlike_any_before_leads_to_its_exemplar(gconstpointer data)
{
    struct walk *walk = chart_of(data, 36, 120, NULL, "search.rank");
    walk_expect(walk, "nothing moved; 2.3s at 02:56:00 unlike any before");
    walk_expect(walk, "─◇─"); /* under the axis */
    walk_press(walk, "?");
    walk_expect(walk, "02:56:00  unlike any before: nearest 142ms at 02:32:30");
    walk_press(walk, "Esc .");
    walk_expect(walk, "◇ unlike any before: nearest 1");
    walk_press(walk, "Enter");
    walk_expect(walk, "with 2 exemplars");
    walk_press(walk, "j Enter");
    walk_expect(walk, "3 Trace");
    walk_expect_beside(walk, "rank results", "2.4s");
    walk_quit(walk, "Q");
}

static void its_mark_has_an_ascii_form(gconstpointer data)
{
    static const char *const ascii[] = {"VIGIL_ASCII=1", "LC_ALL=C", NULL};
    struct walk *walk = chart_of(data, 24, 80, ascii, "search.rank");
    walk_expect(walk, "-*-");
    walk_press(walk, ".");
    walk_expect(walk, "* unlike any before");
    walk_quit(walk, "Q");
}

static void add(struct stage *stage, const char *name, void (*test)(gconstpointer data))
{
    g_test_add_data_func(name, stage, test);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    struct stage *stage = stage_start();
    add(stage, "/chart/the distribution leads to the samples of a cell",
        the_distribution_leads_to_the_samples_of_a_cell);
    add(stage, "/chart/the distribution has an ASCII form", the_distribution_is_told_in_ascii);
    add(stage, "/chart/what only counts has no distribution", a_count_has_no_distribution);
    add(stage, "/chart/against the time before a deploy, on a logarithmic axis",
        before_a_deploy_and_on_a_log_scale);
    add(stage, "/chart/a part of a metric is grouped by what made it",
        a_part_is_grouped_by_what_made_it);
    add(stage, "/chart/an equation of what is asked and of the wall",
        an_equation_of_what_is_asked_and_of_the_wall);
    add(stage, "/chart/samples are a scatter, too", samples_are_a_scatter_too);
    add(stage, "/chart/a bucket unlike any before leads to its exemplar and the trace",
        a_bucket_unlike_any_before_leads_to_its_exemplar);
    add(stage, "/chart/the mark of such a bucket has an ASCII form", its_mark_has_an_ascii_form);
    int failed = g_test_run();
    stage_free(stage);
    return failed;
}
