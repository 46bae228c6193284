/* SPDX-License-Identifier: Apache-2.0
 *
 * A span's page and what stands beside the waterfall, on the loads of browsers that the demo plays.
 */
#include "tests/support/stage.h"

/* The latest trace that begins with the load of that page. */
static struct walk *load_of(int rows, int cols, const char *page)
{
    struct walk *walk = stage_first_screen(rows, cols);
    walk_press(walk, ":");
    walk_type(walk, "traces");
    walk_press(walk, "Enter");
    walk_expect(walk, "newest first");
    walk_press(walk, "\\ ;");
    walk_type(walk, "span.op:pageload transaction:");
    walk_type(walk, page);
    walk_press(walk, "Enter");
    walk_expect(walk, "span.op:pageload");
    walk_expect(walk, page);
    walk_press(walk, "Enter");
    g_autofree char *root = g_strdup_printf("pageload %s", page);
    walk_expect(walk, root);
    walk_press(walk, "g g");
    return walk;
}

static void find(struct walk *walk, const char *text)
{
    walk_press(walk, "/");
    walk_type(walk, text);
    walk_press(walk, "Enter");
}

static void web_vitals_stand_against_their_thresholds(void)
{
    struct walk *walk = load_of(44, 120, "/product/:sku");
    walk_press(walk, "Enter");
    walk_expect(walk, "Web vitals");
    walk_expect_beside(walk, " LCP ", "needs improvement (good <= 2.5s)");
    walk_expect_beside(walk, " TTFB ", "good");
    walk_expect_beside(walk, " CLS ", "(good <= 0.10)");
    walk_expect_beside(walk, "own time", "the rest in its children");
    walk_expect_beside(walk, "started", "into the trace");
    walk_quit(walk, "Q");
}

static void measurements_have_their_units(void)
{
    struct walk *walk = load_of(44, 120, "/shop");
    walk_press(walk, "Enter");
    walk_expect(walk, "Attributes");
    find(walk, "measurements  2");
    walk_expect_beside(walk, "connection.rtt", "75ms");
    walk_expect_beside(walk, "ttfb.requesttime", "214ms");
    walk_quit(walk, "Q");
}

static void groups_and_urls_unfold(void)
{
    struct walk *walk = load_of(44, 120, "/product/:sku");
    walk_press(walk, "Enter");
    walk_expect(walk, "Attributes");
    find(walk, "browser  7");
    walk_press(walk, "h");
    walk_expect_beside(walk, "browser  7", "name  version");
    walk_press(walk, "l");
    walk_expect_beside(walk, "version", "145.0");
    find(walk, "full.*https://shop");
    walk_press(walk, "l");
    walk_expect_beside(walk, "utm_campaign", "autumn boots");
    walk_expect_beside(walk, "host", "shop.example");
    walk_quit(walk, "Q");
}

static void a_search_finds_what_is_folded_away(void)
{
    struct walk *walk = load_of(44, 120, "/product/:sku");
    walk_press(walk, "Enter");
    walk_expect(walk, "Attributes");
    walk_press(walk, "_");
    walk_expect_gone(walk, "sentry.javascript");
    find(walk, "sentry.javascript");
    walk_expect_beside(walk, "sdk.name:", "sentry.javascript.node");
    walk_expect(walk, "version                     11.12.0");
    walk_quit(walk, "Q");
}

static void a_link_leads_to_the_trace_before(void)
{
    struct walk *walk = load_of(44, 120, "/cart");
    walk_press(walk, "Enter");
    walk_expect(walk, "Links  1");
    walk_expect_beside(walk, "another trace, span", "previous_trace");
    walk_press(walk, "K");
    walk_press(walk, "Enter");
    walk_expect(walk, "pageload /product/:sku");
    walk_press(walk, "Esc");
    walk_expect(walk, "Links  1");
    walk_quit(walk, "Q");
}

static void sql_is_laid_out_and_its_lists_counted(void)
{
    struct walk *walk = load_of(50, 120, "/cart");
    find(walk, "SELECT");
    walk_press(walk, "Enter");
    walk_expect(walk, "Query  postgresql");
    walk_expect(walk, "  LEFT JOIN (");
    walk_expect(walk, "GROUP BY sku");
    walk_expect(walk, "IN (11, 12, 14, 15, 17, … 6 more)");
    struct terminal_cell keyword = walk_cell(walk, "LEFT JOIN (");
    struct terminal_cell hole = walk_cell(walk, "$1");
    struct terminal_cell text = walk_cell(walk, "'open'");
    g_assert_cmpint(keyword.foreground, !=, hole.foreground);
    g_assert_cmpint(text.foreground, !=, keyword.foreground);
    walk_press(walk, "*");
    walk_expect(walk, "23, 27, 31)");
    walk_quit(walk, "Q");
}

/* f on an attribute: the spans that have the same. */
static void an_attribute_is_filtered_by(void)
{
    struct walk *walk = load_of(50, 120, "/cart");
    find(walk, "SELECT");
    walk_press(walk, "Enter");
    walk_expect(walk, "collection.name");
    find(walk, "collection.name");
    walk_press(walk, "f");
    walk_expect_beside(walk, "db.collection.name", " d ");
    walk_press(walk, "d");
    walk_expect_beside(walk, "2 Samples", "db.collection.name:\"carts\"");
    walk_expect(walk, "SELECT c.id");
    walk_press(walk, "Esc");
    walk_expect(walk, "Query  postgresql");
    walk_quit(walk, "Q");
}

static void json_bodies_are_laid_out(void)
{
    struct walk *walk = load_of(50, 120, "/cart");
    find(walk, "api.taxes");
    walk_press(walk, "Enter");
    walk_expect(walk, "Attributes");
    walk_expect_beside(walk, "\"postcode\"", "\"0155\"");
    struct terminal_cell key = walk_cell(walk, "\"postcode\"");
    struct terminal_cell value = walk_cell(walk, "\"0155\"");
    g_assert_cmpint(key.foreground, !=, value.foreground);
    find(walk, "currency");
    walk_press(walk, "y v");
    g_assert_true(g_str_has_prefix(terminal_state(walk_terminal(walk)).copied, "eyJjdXJyZW5jeSI6"));
    walk_quit(walk, "Q");
}

static void json_that_was_cut_says_where(void)
{
    struct walk *walk = load_of(50, 120, "/product/:sku");
    find(walk, "GET /api/similar");
    walk_press(walk, "Enter");
    walk_expect(walk, "Attributes");
    walk_expect(walk, "not whole: it ends at byte 94, where there should be the closing quote");
    walk_quit(walk, "Q");
}

/* One visit in four loses its connection to the cache: the stack trace is folded, its size told. */
static void an_exception_within_a_span_is_an_event(void)
{
    struct walk *walk = stage_first_screen(50, 120);
    walk_press(walk, ":");
    walk_type(walk, "traces");
    walk_press(walk, "Enter");
    walk_expect(walk, "newest first");
    walk_press(walk, "\\ ;");
    walk_type(walk, "has:span.events span.op:cache.get");
    walk_press(walk, "Enter");
    walk_expect(walk, "/product/:sku");
    walk_press(walk, "Enter");
    walk_expect(walk, "cache.get");
    find(walk, "GET similar");
    walk_press(walk, "Enter");
    walk_expect(walk, "Events  2");
    walk_expect_beside(walk, "exception  ConnectionResetError", "+");
    walk_expect_beside(walk, "exception.stacktrace", "445B");
    walk_expect_beside(walk, "attempt", "2");
    find(walk, "similar.py\\\", line 41");
    walk_expect(walk, "line 41, in similar");
    walk_quit(walk, "Q");
}

static void the_details_stand_beside_a_wide_waterfall_and_follow_it(void)
{
    struct walk *walk = stage_first_screen(50, 200);
    walk_press(walk, "3");
    walk_expect_gone(walk, "Attributes");
    walk_press(walk, "\\");
    walk_expect(walk, "Attributes");
    walk_expect_beside(walk, "function.name", "stock_of");
    walk_press(walk, "k");
    walk_expect_beside(walk, "function.name", "check_stock");
    walk_expect(walk, "own time");
    walk_press(walk, "Enter");
    walk_expect(walk, "Suspect commit");
    walk_press(walk, "Esc");
    walk_expect_beside(walk, "function.name", "check_stock");
    walk_resize(walk, 50, 150);
    walk_expect_gone(walk, "Attributes");
    walk_resize(walk, 50, 170);
    walk_expect(walk, "Attributes");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/span/web vitals stand against their thresholds",
                    web_vitals_stand_against_their_thresholds);
    g_test_add_func("/span/measurements have their units", measurements_have_their_units);
    g_test_add_func("/span/groups and URLs unfold", groups_and_urls_unfold);
    g_test_add_func("/span/a search finds what is folded away", a_search_finds_what_is_folded_away);
    g_test_add_func("/span/a link leads to the trace before", a_link_leads_to_the_trace_before);
    g_test_add_func("/span/SQL is laid out and its lists counted",
                    sql_is_laid_out_and_its_lists_counted);
    g_test_add_func("/span/an attribute is filtered by", an_attribute_is_filtered_by);
    g_test_add_func("/span/JSON bodies are laid out", json_bodies_are_laid_out);
    g_test_add_func("/span/JSON that was cut says where", json_that_was_cut_says_where);
    g_test_add_func("/span/an exception within a span is an event",
                    an_exception_within_a_span_is_an_event);
    g_test_add_func("/span/the details stand beside a wide waterfall and follow it",
                    the_details_stand_beside_a_wide_waterfall_and_follow_it);
    return g_test_run();
}
