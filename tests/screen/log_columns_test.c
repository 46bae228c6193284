/* SPDX-License-Identifier: Apache-2.0
 *
 * Columns, values and surroundings of log rows, as one finds them in the demo's logs.
 */
#include "tests/support/stage.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* One console serves all. */
struct console {
    struct walk *walk;
};

/* The logs alone, on a row in the middle, no filter. */
static struct walk *at_logs(gconstpointer data)
{
    struct console *console = (struct console *)data;
    if (!console->walk) {
        console->walk =
            walk_start(36, 120, "demo", "--seed", "1", "--now", "2026-11-22T03:12:31Z", NULL);
        walk_expect(console->walk, "first mover: inventory");
        walk_press(console->walk, "4 \\");
    }
    walk_press(console->walk, "g n 4 G u");
    walk_expect_beside(console->walk, "4 Logs", "following");
    return console->walk;
}

static void choose(struct walk *walk, const char *key, const char *title, const char *text)
{
    walk_press(walk, key);
    walk_expect(walk, title);
    walk_type(walk, text);
    walk_press(walk, "Enter");
}

/* Only the rows in which the card network answers. */
static void only_settlements(struct walk *walk)
{
    walk_press(walk, "&");
    walk_type(walk, "card network");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "4 Logs", "only /card network/");
    walk_expect(walk, "card network answered");
}

static void take_away(struct walk *walk, const char *key)
{
    choose(walk, "|", "column: Enter", key);
    walk_expect(walk, "take it away");
    walk_type(walk, "away");
    walk_press(walk, "Enter");
}

static void an_attribute_becomes_a_column(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    choose(walk, "|", "column: Enter", "took_ms");
    walk_expect_row(walk, 4, "took_ms");
    walk_expect_row(walk, 4, "message");
    walk_press(walk, "&");
    walk_type(walk, "batch took");
    walk_press(walk, "Enter");
    walk_expect(walk, "ms batch took");
    take_away(walk, "took_ms");
    walk_expect_gone(walk, "took_ms message");
    walk_press(walk, "Esc");
}

/* The list comes from the server: what is typed before it is there is for it. */
static void what_is_typed_at_once_is_for_the_list(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    walk_type(walk, "|took_ms\r");
    walk_expect_row(walk, 4, "took_ms");
    g_assert_false(walk_sees(walk, "scope: Enter adds"));
    take_away(walk, "took_ms");
    walk_expect_gone(walk, "took_ms message");
    walk_press(walk, "Esc");
}

static void a_field_of_the_message_becomes_a_column(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    only_settlements(walk);
    choose(walk, "|", "column: Enter", "issuer.bank");
    walk_expect_row(walk, 4, "issuer.bank");
    walk_expect(walk, " card network answered {");
    choose(walk, "|", "column: Enter", "message.result");
    walk_expect_row(walk, 4, "issuer.bank");
    walk_expect_row(walk, 4, "result");
    choose(walk, "|", "column: Enter", "message.result");
    walk_type(walk, "left");
    walk_press(walk, "Enter Esc");
    walk_expect(walk, "result   issuer.bank");
    walk_resize(walk, 36, 60);
    walk_expect(walk, "without room");
    walk_resize(walk, 36, 120);
    walk_expect(walk, "result   issuer.bank");
    take_away(walk, "message.result");
    take_away(walk, "issuer.bank");
    walk_expect_gone(walk, "issuer.bank");
    walk_press(walk, "Esc");
}

static void the_server_counts_values(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    choose(walk, "B", "count the values of", "took_ms");
    walk_expect_beside(walk, "4 Values", "counted by the server");
    walk_expect(walk, "median");
    walk_expect(walk, " rows have none");
    walk_expect(walk, "10.0s to 20.0s");
    walk_press(walk, "G");
    walk_press(walk, "k Enter"); /* above the rows without it, or below the longest */
    walk_expect_beside(walk, "4 Logs", "asked: took_ms:>=");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "took_ms:>=");
}

static void what_messages_say_is_counted_here(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    only_settlements(walk);
    choose(walk, "B", "count the values of", "message.result");
    walk_expect_beside(walk, "4 Values", "rows loaded that pass");
    walk_expect(walk, "approved");
    walk_expect(walk, "what messages say is read here");
    walk_press(walk, "j Enter");
    walk_expect(walk, "only message.result: refused");
    choose(walk, "B", "count the values of", "issuer.bank");
    walk_expect(walk, "Nordbank");
    walk_expect_beside(walk, "4 Values", "1 value ");
    walk_expect_beside(walk, "Nordbank", "100%");
    walk_press(walk, "Esc");
    walk_expect_beside(walk, "4 Logs", "kept: only /");
    walk_press(walk, "Esc");
}

static void a_range_of_what_messages_say_is_filtered_by(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    only_settlements(walk);
    choose(walk, "B", "count the values of", "message.amount_cents");
    walk_expect(walk, "median ");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "4 Logs", "only message.amount_cents from ");
    walk_expect(walk, "card network answered {");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "amount_cents from ");
}

static void values_are_counted_from_the_fields_of_a_row(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    walk_press(walk, "f");
    walk_expect(walk, "only rows with (B: values)");
    walk_press(walk, "j B"); /* the second of them */
    walk_expect_beside(walk, "4 Values", "severity");
    walk_expect(walk, "warn ");
    walk_press(walk, "Esc");
    walk_expect_beside(walk, "4 Logs", "following");
}

/* What was copied last; newly allocated. */
static char *copied(struct walk *walk)
{
    gsize size;
    g_autofree guchar *bytes = g_base64_decode(terminal_state(walk_terminal(walk)).copied, &size);
    return g_strndup((const char *)bytes, size);
}

static void a_row_unfolds_as_json(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    only_settlements(walk);
    walk_press(walk, "J");
    walk_expect(walk, "\"issuer\": {");
    walk_expect(walk, "\"amount_cents\": ");
    walk_press(walk, "J");
    walk_expect_gone(walk, "\"issuer\": {");
    walk_press(walk, "Esc");
    walk_press(walk, "&");
    walk_type(walk, "asking inventory");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "\xe2\x96\x8c", "asking inventory");
    walk_press(walk, "J");
    walk_expect(walk, "\"server.address\": \"payment-7b4d-"); /* asked for: no column has it */
    walk_expect(walk, "\"stock.sku\": \"SKU-");
    walk_expect_gone(walk, "as far as it is loaded");
    walk_press(walk, "y j");
    walk_expect(walk, "copied");
    g_autofree char *json = copied(walk);
    g_assert_nonnull(strstr(json, "\"stock.sku\": \"SKU-"));
    walk_press(walk, "J");
    walk_expect_gone(walk, "\"stock.sku\": ");
    walk_press(walk, "k y j"); /* another row, folded */
    walk_expect_gone(walk, "as far as it is loaded");
    g_autofree char *folded = copied(walk);
    g_assert_nonnull(strstr(folded, "\"stock.sku\": \"SKU-"));
    g_assert_cmpstr(folded, !=, json);
    walk_press(walk, "Esc");
}

static void long_messages_wrap(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    only_settlements(walk);
    walk_resize(walk, 24, 80);
    g_assert_false(walk_sees(walk, "\"amount_cents\":"));
    walk_press(walk, "=");
    walk_expect(walk, "long messages are wrapped");
    walk_expect(walk, "\"took_ms\":");
    walk_press(walk, "=");
    walk_expect_gone(walk, "\"took_ms\":");
    walk_resize(walk, 36, 120);
    walk_press(walk, "Esc");
}

static void rows_around_keep_the_row(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    only_settlements(walk);
    walk_press(walk, "k k S");
    walk_expect(walk, "the rows around this one");
    walk_expect(walk, "project payment");
    walk_type(walk, "service");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "4 Logs", "project:\"payment\"");
    walk_expect_beside(walk, "\xe2\x96\x8c", "card network answered");
    walk_expect(walk, "asking inventory for");
    walk_press(walk, "Esc");
    walk_expect_beside(walk, "4 Logs", "only /card network/");
    walk_press(walk, "Esc");
}

static void a_row_s_page_has_what_its_message_says(gconstpointer data)
{
    struct walk *walk = at_logs(data);
    only_settlements(walk);
    walk_press(walk, "o");
    walk_expect(walk, "JSON in the message");
    walk_expect(walk, "\"issuer\": {");
    walk_expect_beside(walk, "severity_number", "9");
    walk_press(walk, "/");
    walk_type(walk, "issuer.bank");
    walk_press(walk, "Enter");
    walk_press(walk, "Esc Esc");
    walk_expect_beside(walk, "4 Logs", "following");
}

/* Forty rows: status 500 on every tenth, the user in the message. */
static void values_of_files_are_counted_here(void)
{
    g_autofree char *path = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    close(g_file_open_tmp("vigil-XXXXXX.log", &path, NULL));
    for (int i = 0; i < 40; i++)
        g_string_append_printf(text,
                               "{\"time\":\"2026-11-22T03:00:%02dZ\",\"level\":\"info\",\"msg\":"
                               "\"done user=u%d\",\"status\":%d}\n",
                               i, i % 2, i % 10 ? 200 : 500);
    g_assert_true(g_file_set_contents(path, text->str, -1, NULL));
    struct walk *walk = walk_start(24, 80, "open", path, NULL);
    walk_expect(walk, "40 rows");
    choose(walk, "|", "column: Enter", "status");
    walk_expect(walk, "status message");
    choose(walk, "B", "count the values of", "status");
    walk_expect_beside(walk, " 500  ", "10.0%");
    walk_expect(walk, "of 40 rows loaded");
    walk_press(walk, "j Enter");
    walk_expect(walk, "only status: 500");
    choose(walk, "B", "count the values of", "message.user");
    walk_expect_beside(walk, "u0 ", "100%");
    walk_expect(walk, "of 4 rows loaded that pass");
    walk_quit(walk, "Q");
    g_unlink(path);
}

static struct walk *with_state(struct stage *stage, const char *folder)
{
    g_autofree char *state = g_strdup_printf("XDG_STATE_HOME=%s", folder);
    const char *const environment[] = {state, NULL};
    struct walk *walk = stage_console(stage, 36, 120, environment, NULL);
    walk_expect(walk, "first mover: inventory");
    walk_press(walk, "4 \\");
    return walk;
}

static void columns_are_there_again(void)
{
    struct stage *stage = stage_start();
    g_autofree char *folder = g_dir_make_tmp("vigil-state-XXXXXX", NULL);
    struct walk *walk = with_state(stage, folder);
    choose(walk, "|", "column: Enter", "took_ms");
    walk_expect(walk, "took_ms message");
    choose(walk, "|", "column: Enter", "took_ms");
    walk_expect(walk, "take it away");
    walk_type(walk, "wider");
    walk_press(walk, "Enter");
    walk_expect(walk, "take it away"); /* it stays for more of the same */
    walk_press(walk, "Esc");
    walk_expect(walk, "took_ms     message");
    walk_quit(walk, "Q");
    walk = with_state(stage, folder);
    walk_expect(walk, "took_ms     message");
    walk_quit(walk, "Q");
    stage_free(stage);
    const char *const arguments[] = {"rm", "-r", folder, NULL};
    g_assert_true(g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               NULL, NULL, NULL, NULL));
}

int main(int argc, char **argv)
{
    struct console console = {NULL};
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/log columns/an attribute becomes a column, and is taken away", &console,
                         an_attribute_becomes_a_column);
    g_test_add_data_func("/log columns/what is typed at once behind the key is for the list",
                         &console, what_is_typed_at_once_is_for_the_list);
    g_test_add_data_func("/log columns/a field of the message becomes a column, moved and shed",
                         &console, a_field_of_the_message_becomes_a_column);
    g_test_add_data_func("/log columns/the server counts the values of an attribute", &console,
                         the_server_counts_values);
    g_test_add_data_func("/log columns/what messages say is counted over the rows loaded", &console,
                         what_messages_say_is_counted_here);
    g_test_add_data_func("/log columns/a range of what messages say is filtered by", &console,
                         a_range_of_what_messages_say_is_filtered_by);
    g_test_add_data_func("/log columns/B counts the values of a field that f offers", &console,
                         values_are_counted_from_the_fields_of_a_row);
    g_test_add_data_func("/log columns/a row unfolds as JSON and folds again", &console,
                         a_row_unfolds_as_json);
    g_test_add_data_func("/log columns/long messages wrap", &console, long_messages_wrap);
    g_test_add_data_func("/log columns/rows around one keep it under the cursor", &console,
                         rows_around_keep_the_row);
    g_test_add_data_func("/log columns/a row's page has what its message says", &console,
                         a_row_s_page_has_what_its_message_says);
    g_test_add_func("/log columns/values of files are counted, with no server",
                    values_of_files_are_counted_here);
    g_test_add_func("/log columns/the next console has the columns and their widths",
                    columns_are_there_again);
    int status = g_test_run();
    if (console.walk)
        walk_quit(console.walk, "Q");
    return status;
}
