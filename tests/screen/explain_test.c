/* SPDX-License-Identifier: Apache-2.0
 *
 * gx: where something began and why, in the demo's incident.
 */
#include "tests/support/stage.h"

static void the_lead_is_explained_by_the_deploy_and_its_commit(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_press(walk, "g x");
    walk_expect(walk, "Explain signal check_stock p95");
    walk_expect(walk, "likely    deploy inventory 3.1.0");
    walk_expect(walk, "\"Drop unused indexes\"");
    walk_expect(walk, "unlikely  deploy payment 2.8.1");
    walk_quit(walk, "Q");
}

static void an_issue_is_explained_three_calls_down(void)
{
    struct walk *walk = stage_first_screen(50, 160);
    walk_press(walk, "1 g x");
    walk_expect(walk, "Explain issue CHECKOUT-1");
    walk_expect(walk, "which calls payment: POST /charge");
    walk_expect(walk, "which calls inventory: check_stock p95");
    walk_expect(walk, "which waits for SELECT id, on_hand");
    walk_expect(walk, "likely    deploy inventory 3.1.0");
    walk_expect(walk, "payment calls inventory, which moved with it: it waits");
    walk_quit(walk, "Q");
}

/* Its page asks inventory directly, past checkout and payment, which wait for it. */
static void a_product_page_is_explained_by_the_same_deploy(void)
{
    struct walk *walk = stage_first_screen(50, 160);
    stage_steps(walk, "4 / =GET_/product Enter g t 3");
    walk_expect_beside(walk, "3 Trace", "GET /product/:sku");
    walk_expect(walk, "get_product");
    walk_press(walk, "g x");
    walk_expect(walk, "Explain span GET /product/:sku");
    walk_expect(walk, "which calls inventory: check_stock p95");
    walk_expect(walk, "likely    deploy inventory 3.1.0");
    walk_quit(walk, "Q");
}

static void enter_leads_from_the_cause_to_its_release_and_esc_back(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_press(walk, "g x");
    walk_expect(walk, "likely    deploy inventory 3.1.0");
    walk_press(walk, "/");
    walk_type(walk, "deploy inventory");
    walk_press(walk, "Enter Enter");
    walk_expect(walk, "Release inventory@3.1.0");
    walk_expect(walk, "without a crash");
    walk_press(walk, "Esc");
    walk_expect(walk, "Explain signal check_stock");
    walk_quit(walk, "Q");
}

static void help_says_which_method_on_what_data(void)
{
    struct walk *walk = stage_first_screen(50, 160);
    walk_press(walk, "g x");
    walk_expect(walk, "likely    deploy inventory 3.1.0");
    walk_press(walk, "?");
    walk_expect(walk, "a caller that waits is not a mover");
    walk_expect(walk, "Looked at: deploys: 8");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
}

static void the_queue_is_explained_by_one_worker_of_four(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_press(walk, "2 g x");
    walk_expect(walk, "checkout: queue.depth");
    walk_expect(walk, "in it worker.memory worker-3");
    walk_expect(walk, "likely    worker.memory worker-3");
    walk_quit(walk, "Q");
}

static void a_mix_is_explained_by_the_flag_and_where_it_moved(void)
{
    struct walk *walk = stage_first_screen(50, 160);
    walk_press(walk, "2 /");
    walk_type(walk, "recommendations.served");
    walk_press(walk, "Enter g x");
    walk_expect(walk, "likely    flag ranking_v2.table");
    walk_expect(walk, "possible  only ranking_version:v2: share of source:personalised 97.9%→3.3%");
    walk_expect(walk, "attributes of the spans since then, against before: 31");
    walk_quit(walk, "Q");
}

static void a_debate_is_explained_by_searches_that_returned_nothing(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_press(walk, "4 /");
    walk_type(walk, "verdict=advocate");
    walk_press(walk, "Enter g x");
    walk_expect(walk, "likely    Skeptic: 3 of 3 web_search calls returned nothing");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/explain/the lead is explained by the deploy and its commit",
                    the_lead_is_explained_by_the_deploy_and_its_commit);
    g_test_add_func("/explain/an issue is explained three calls down",
                    an_issue_is_explained_three_calls_down);
    g_test_add_func("/explain/a product page is explained by the same deploy",
                    a_product_page_is_explained_by_the_same_deploy);
    g_test_add_func("/explain/Enter leads from the cause to its release, and Esc back",
                    enter_leads_from_the_cause_to_its_release_and_esc_back);
    g_test_add_func("/explain/help says which method, on what data",
                    help_says_which_method_on_what_data);
    g_test_add_func("/explain/the queue is explained by one worker of four",
                    the_queue_is_explained_by_one_worker_of_four);
    g_test_add_func("/explain/a mix is explained by the flag, and where it moved",
                    a_mix_is_explained_by_the_flag_and_where_it_moved);
    g_test_add_func("/explain/a debate is explained by searches that returned nothing",
                    a_debate_is_explained_by_searches_that_returned_nothing);
    return g_test_run();
}
