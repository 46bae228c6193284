/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/grouping.h"

#include "api/wire/event_json.h"

#include <string.h>

/* The hash of an event as an SDK sends it. */
static char *hash(const char *event)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tape) sent = tape_read(event, strlen(event), &error);
    g_assert_no_error(error);
    g_autoptr(tape) tape = NULL;
    g_autoptr(item) item = event_json_item(sent, 1, &tape, &error);
    g_assert_no_error(error);
    g_assert_nonnull(item);
    char *out = grouping_hash(tape, NULL);
    struct grouping_memory *memory = grouping_memory_new();
    for (int i = 0; i < 2; i++) {
        g_autofree char *again = grouping_hash(tape, memory);
        g_assert_cmpstr(again, ==, out);
    }
    grouping_memory_free(memory);
    g_clear_pointer(&tape, tape_free);
    g_assert_cmpuint(strlen(out), ==, 32);
    return out;
}

static void assert_same(const char *a, const char *b)
{
    g_autofree char *left = hash(a);
    g_autofree char *right = hash(b);
    g_assert_cmpstr(left, ==, right);
}

static void assert_different(const char *a, const char *b)
{
    g_autofree char *left = hash(a);
    g_autofree char *right = hash(b);
    g_assert_cmpstr(left, !=, right);
}

#define ERROR(type, value, frames)                                          \
    "{\"exception\":{\"values\":[{\"type\":\"" type "\",\"value\":\"" value \
    "\",\"stacktrace\":{\"frames\":[" frames "]}}]}}"
#define FRAME(function, module, line, in_app)                                    \
    "{\"function\":\"" function "\",\"module\":\"" module "\",\"lineno\":" #line \
    ",\"in_app\":" #in_app "}"

static void the_value_and_the_lines_of_an_error_do_not_count(void)
{
    assert_same(ERROR("E", "order 7 failed", FRAME("pay", "shop", 10, true)),
                ERROR("E", "order 8 failed", FRAME("pay", "shop", 99, true)));
    assert_different(ERROR("E", "x", FRAME("pay", "shop", 1, true)),
                     ERROR("F", "x", FRAME("pay", "shop", 1, true)));
    assert_different(ERROR("E", "x", FRAME("pay", "shop", 1, true)),
                     ERROR("E", "x", FRAME("refund", "shop", 1, true)));
}

static void only_in_app_frames_count_where_there_are_some(void)
{
    assert_same(ERROR("E", "x", FRAME("pay", "shop", 1, true) "," FRAME("read", "net", 2, false)),
                ERROR("E", "x", FRAME("pay", "shop", 1, true) "," FRAME("recv", "os", 3, false)));
    assert_different(ERROR("E", "x", FRAME("read", "net", 2, false)),
                     ERROR("E", "x", FRAME("recv", "os", 3, false)));
}

static void the_line_counts_without_a_function(void)
{
    assert_different(ERROR("E", "x", FRAME("?", "app", 10, true)),
                     ERROR("E", "x", FRAME("?", "app", 11, true)));
    assert_same(ERROR("E", "x", FRAME("", "app", 10, true)),
                ERROR("E", "x", FRAME("<anonymous>", "app", 10, true)));
}

static void recursion_counts_once(void)
{
    assert_same(ERROR("E", "x", FRAME("walk", "m", 1, true)),
                ERROR("E", "x", FRAME("walk", "m", 1, true) "," FRAME("walk", "m", 2, true)));
}

static void a_build_hash_in_a_file_name_does_not_count(void)
{
#define FILE_FRAME(file) "{\"function\":\"f\",\"filename\":\"" file "\",\"in_app\":true}"
    assert_same(ERROR("E", "x", FILE_FRAME("/static/app.3f2a9c41.js?v=1")),
                ERROR("E", "x", FILE_FRAME("/static/app.77aa01bc.js?v=2")));
    assert_different(ERROR("E", "x", FILE_FRAME("/static/app.js")),
                     ERROR("E", "x", FILE_FRAME("/static/cart.js")));
}

static void without_frames_the_value_counts_without_its_parameters(void)
{
    assert_same(ERROR("E", "order 7 of ada@b.c", ""), ERROR("E", "order 812 of bob@x.y", ""));
    assert_different(ERROR("E", "order 7 failed", ""), ERROR("E", "refund 7 failed", ""));
}

static void messages_group_by_their_template(void)
{
    assert_same("{\"message\":\"user 7 logged in\"}", "{\"message\":\"user 8 logged in\"}");
    assert_same("{\"logentry\":{\"message\":\"user %s in\",\"params\":[\"ada\"]}}",
                "{\"logentry\":{\"message\":\"user %s in\",\"params\":[\"bob\"]}}");
    assert_different("{\"message\":\"user logged in\"}", "{\"message\":\"user logged out\"}");
    /* A message that brought a stack is still a message. */
    assert_same("{\"message\":\"cold\",\"exception\":{\"values\":[{\"value\":\"cold\"}]}}",
                "{\"message\":\"cold\"}");
}

static void a_fingerprint_rules(void)
{
    assert_same("{\"message\":\"a\",\"fingerprint\":[\"x\",1]}",
                "{\"message\":\"b\",\"fingerprint\":[\"x\",1]}");
    assert_different("{\"message\":\"a\",\"fingerprint\":[\"{{ default }}\",\"x\"]}",
                     "{\"message\":\"b\",\"fingerprint\":[\"{{ default }}\",\"x\"]}");
    assert_different("{\"message\":\"a\",\"fingerprint\":[\"{{ default }}\",\"x\"]}",
                     "{\"message\":\"a\",\"fingerprint\":[\"{{default}}\",\"y\"]}");
    assert_same("{\"message\":\"a\",\"fingerprint\":[\"{{ default }}\"]}", "{\"message\":\"a\"}");
    assert_different("{\"transaction\":\"/a\",\"fingerprint\":[\"{{ transaction }}\"]}",
                     "{\"transaction\":\"/b\",\"fingerprint\":[\"{{ transaction }}\"]}");
    assert_same("{\"message\":\"a\",\"fingerprint\":[]}", "{\"message\":\"a\"}");
    assert_same("{\"message\":\"a\",\"fingerprint\":[{},null]}", "{\"message\":\"a\"}");
}

static void parameters_are_stripped(void)
{
    static const struct {
        const char *text, *template;
    } cases[] = {
        {"took 12.5ms",                             "took <duration>"                },
        {"took 30s",                                "took <duration>"                },
        {"order 7712 of 'ada'",                     "order <num> of <str>"           },
        {"can't open \"a b\"",                      "can't open <str>"               },
        {"from 10.1.2.3:8080",                      "from <ip>"                      },
        {"mail to a.b@c.example",                   "mail to <email>"                },
        {"id 6159415a-0000-4000-8000-000000000001", "id <uuid>"                      },
        {"ptr 0x7fff and deadbeef01",               "ptr <hex> and <hex>"            },
        {"at 2026-11-22T08:14:12Z",                 "at <date>"                      },
        {"delta -3 and 1e9",                        "delta <num> and <num>"          },
        {"ipv2 stays, item42 too",                  "ipv<num> stays, item<num> too"  },
        {"two  spaces\n and lines ",                "two spaces and lines"           },
        {"12 h, \"a\" of 'b' at c",                 "<duration>, <str> of <str> at c"},
        {"seven \u0663\u0664 and\u00A0more",        "seven <num> and more"           },
        {"\xff\xfe",                                "\xEF\xBF\xBD\xEF\xBF\xBD"       },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *template = grouping_template(cases[i].text);
        g_assert_cmpstr(template, ==, cases[i].template);
    }
}

static void what_is_remembered_is_bounded_and_changes_nothing(void)
{
    struct grouping_memory *memory = grouping_memory_new();
    for (int i = 0; i < 5000; i++) {
        g_autofree char *text =
            g_strdup_printf("{\"exception\":{\"values\":[{\"type\":\"E\",\"stacktrace\":{"
                            "\"frames\":[{\"function\":\"f%c%c%d\",\"module\":\"shop\"}]}}]}}",
                            'a' + i % 26, 'a' + i / 26 % 26, i);
        g_autoptr(tape) event = tape_read(text, strlen(text), NULL);
        g_autofree char *plain = grouping_hash(event, NULL);
        g_autofree char *remembered = grouping_hash(event, memory);
        g_assert_cmpstr(remembered, ==, plain);
    }
    grouping_memory_free(memory);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/grouping/the value and the lines of an error do not count",
                    the_value_and_the_lines_of_an_error_do_not_count);
    g_test_add_func("/grouping/only in-app frames count where there are some",
                    only_in_app_frames_count_where_there_are_some);
    g_test_add_func("/grouping/the line counts without a function",
                    the_line_counts_without_a_function);
    g_test_add_func("/grouping/recursion counts once", recursion_counts_once);
    g_test_add_func("/grouping/a build hash in a file name does not count",
                    a_build_hash_in_a_file_name_does_not_count);
    g_test_add_func("/grouping/without frames the value counts without its parameters",
                    without_frames_the_value_counts_without_its_parameters);
    g_test_add_func("/grouping/messages group by their template", messages_group_by_their_template);
    g_test_add_func("/grouping/a fingerprint rules", a_fingerprint_rules);
    g_test_add_func("/grouping/parameters are stripped", parameters_are_stripped);
    g_test_add_func("/grouping/what is remembered is bounded and changes nothing",
                    what_is_remembered_is_bounded_and_changes_nothing);
    return g_test_run();
}
