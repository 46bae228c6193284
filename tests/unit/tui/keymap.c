/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/keymap.h"

#include <string.h>

static bool run(void *context)
{
    return context != NULL;
}

static const struct command log_rows[] = {
    {"z",                  "more", "Show more context", run, false},
    {"j", "shadow", "A pane's own j", run, false},
    {0              },
};
static const struct command common_rows[] = {
    {"j Down",                "next-row", "Move to the next row", run, false},
    {"g,g Home", "top", "Go to the top", run, false},
    {"g,l",                  "logs", "Show its logs", run, false},
    {"a,r",              "resolve", "Resolve the issue", run, true},
    {NULL,        "theme", "Choose a theme", run, false},
    {", A-x S-Tab ^D Space",                  "odd", "Odd keys", run, false},
    {0                  },
};
static const struct keymap_scope scopes[] = {
    {"logs",       log_rows,    NULL},
    {"everywhere", common_rows, NULL}
};

static void test_names(void)
{
    static const struct {
        const char *name, *formatted;
    } names[] = {
        {"j",        "j"       },
        {"J",        "J"       },
        {"Down",     "Down"    },
        {"^D",       "^D"      },
        {"^d",       "^D"      },
        {"C-d",      "^D"      },
        {"Enter",    "Enter"   },
        {"S-Tab",    "S-Tab"   },
        {"A-x",      "A-x"     },
        {"Space",    "Space"   },
        {"F1",       "F1"      },
        {"F12",      "F12"     },
        {"PgUp",     "PgUp"    },
        {"PageUp",   "PgUp"    },
        {"Esc",      "Esc"     },
        {"^\\",      "^\\"     },
        {"^",        "^"       },
        {"-",        "-"       },
        {"A--",      "A--"     },
        {"A-^D",     "A-^D"    },
        {"C-Left",   "C-Left"  },
        {"é",       "é"      },
        {"Comma",    "Comma"   },
        {"?",        "?"       },
        {"C-Space",  "C-Space" },
        {"S-Up",     "S-Up"    },
        {"A-S-C-F5", "A-S-C-F5"},
    };
    static const char *const bad[] = {"", "jj", "F0", "F13", "Strange", "S-j", "\xff", "^", "A-"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        struct key key, again;
        char out[32];
        g_assert_true(key_parse(names[i].name, &key));
        g_assert_cmpstr(key_format(key, out, sizeof out), ==, names[i].formatted);
        g_assert_true(key_parse(out, &again));
        g_assert_true(key_equal(key, again));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        struct key key;
        if (strcmp(bad[i], "^") != 0) {
            g_assert_false(key_parse(bad[i], &key));
        }
    }
    g_assert_false(key_parse(NULL, NULL));
}

static enum keymap_result find(struct keymap *keymap, const char *keys, const char **id)
{
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);
    const struct keymap_scope *scope = NULL;
    const struct command *command = NULL;
    struct key read[4];
    size_t count = 0;

    for (; names[count]; count++) {
        g_assert_true(key_parse(names[count], &read[count]));
    }
    enum keymap_result result = keymap_find(keymap, scopes, 2, read, count, &scope, &command);
    *id = command ? command->id : NULL;
    return result;
}

static void assert_found(struct keymap *keymap, const char *keys, const char *expected)
{
    const char *id;

    g_assert_cmpint(find(keymap, keys, &id), ==, KEYMAP_COMMAND);
    g_assert_cmpstr(id, ==, expected);
}

static void assert_result(struct keymap *keymap, const char *keys, enum keymap_result expected)
{
    const char *id;

    g_assert_cmpint(find(keymap, keys, &id), ==, expected);
}

static void test_finding(void)
{
    struct keymap *keymap = keymap_new();

    assert_found(keymap, "Down", "next-row");
    assert_found(keymap, "j", "shadow");
    assert_found(keymap, "g g", "top");
    assert_found(keymap, "Home", "top");
    assert_found(keymap, "g l", "logs");
    assert_found(keymap, "Comma", "odd");
    assert_found(keymap, "Space", "odd");
    assert_result(keymap, "g", KEYMAP_PREFIX);
    assert_result(keymap, "a", KEYMAP_PREFIX);
    assert_result(keymap, "x", KEYMAP_NONE);
    assert_result(keymap, "g x", KEYMAP_NONE);
    assert_result(keymap, "g g g", KEYMAP_NONE);
    keymap_free(keymap);
}

static void test_shown(void)
{
    struct keymap *keymap = keymap_new();

    g_assert_cmpstr(keymap_keys(keymap, "everywhere", &common_rows[0]), ==, "j ↓");
    g_assert_cmpstr(keymap_keys(keymap, "everywhere", &common_rows[1]), ==, "gg Home");
    g_assert_null(keymap_keys(keymap, "everywhere", &common_rows[4]));
    g_assert_cmpstr(keymap_keys(keymap, "everywhere", &common_rows[5]), ==, ", A-x S-Tab ^D Space");
    keymap_free(keymap);
}

static void test_overrides(void)
{
    struct keymap *keymap = keymap_new();

    assert_found(keymap, "g l", "logs");
    g_assert_true(keymap_bind(keymap, "everywhere", "logs", "L g,L", NULL, NULL));
    assert_found(keymap, "L", "logs");
    assert_found(keymap, "g L", "logs");
    assert_result(keymap, "g l", KEYMAP_NONE);
    g_assert_cmpstr(keymap_keys(keymap, "everywhere", &common_rows[2]), ==, "L gL");
    g_assert_true(keymap_bind(keymap, "everywhere", "logs", "", NULL, NULL));
    g_assert_null(keymap_keys(keymap, "everywhere", &common_rows[2]));
    g_assert_true(keymap_bind(keymap, "everywhere", "theme", "T", NULL, NULL));
    assert_found(keymap, "T", "theme");
    keymap_free(keymap);
}

static void assert_bind_fails(struct keymap *keymap, const char *keys, const char *message)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(keymap_bind(keymap, "everywhere", "top", keys, "config:3", &error));
    g_assert_cmpstr(error->message, ==, message);
}

static void test_bad_overrides(void)
{
    struct keymap *keymap = keymap_new();

    assert_bind_fails(keymap, "q Strange", "config:3: everywhere.top: no such key: \"Strange\"");
    assert_bind_fails(keymap, "a,b,c,d,e",
                      "config:3: everywhere.top: too many keys in \"a,b,c,d,e\"");
    assert_found(keymap, "g g", "top");
    keymap_free(keymap);
}

static void test_reserved(void)
{
    static const char *const reserved[] = {"^H", "^J", "^M", "^I", "^[",
                                           "^S", "^Q", "^Z", "^A", "^B"};
    struct keymap *keymap = keymap_new();

    for (size_t i = 0; i < G_N_ELEMENTS(reserved); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(keymap_bind(keymap, "everywhere", "top", reserved[i], NULL, &error));
        g_assert_nonnull(strstr(error->message, "the terminal needs the key"));
    }
    g_assert_true(keymap_bind(keymap, "everywhere", "top", "^D", NULL, NULL));
    keymap_free(keymap);
}

static void bind(struct keymap *keymap, const char *scope, const char *id, const char *keys,
                 const char *where)
{
    g_assert_true(keymap_bind(keymap, scope, id, keys, where, NULL));
}

/* What is complained of when the overrides are settled, a line each. */
static char *settle(struct keymap *keymap, const struct keymap_scope *tables, size_t count)
{
    g_autoptr(GPtrArray) complaints = g_ptr_array_new_with_free_func(g_free);
    GString *out = g_string_new(NULL);

    keymap_settle(keymap, tables, count, complaints);
    for (guint i = 0; i < complaints->len; i++) {
        g_string_append_printf(out, "%s\n", (const char *)complaints->pdata[i]);
    }
    return g_string_free(out, FALSE);
}

static const struct command pane_rows[] = {
    {"z",                  "more", "Show more context", run, false},
    {0},
};
static const struct command other_rows[] = {
    {"z",                     "zoom", "Another pane's own z", run, false},
    {0},
};
static const struct keymap_scope tables[] = {
    {"everywhere", common_rows, NULL, true },
    {"logs",       pane_rows,   NULL, false},
    {"trace",      other_rows,  NULL, false},
};

static void test_settled_defaults(void)
{
    static const struct command same[] = {
        {"j",    "a", "A", run, false},
        {"k j",   "b", "B", run, false},
        {"g", "c", "C", run, false},
        {"g,t",  "d", "D", run, false},
        {0  }
    };
    const struct keymap_scope clashing = {"s", same, NULL, true};
    struct keymap *keymap = keymap_new();

    g_autofree char *fine = settle(keymap, tables, G_N_ELEMENTS(tables));
    g_assert_cmpstr(fine, ==, "");
    g_autofree char *said = settle(keymap, &clashing, 1);
    g_assert_cmpstr(said, ==,
                    "s.b (k j): s.a (j) has these keys\ns.d (gt): s.c (g) has these keys\n");
    keymap_free(keymap);
}

static void test_settled_overrides(void)
{
    struct keymap *keymap = keymap_new();

    bind(keymap, "everywhere", "nothing", "x", "config:3");
    bind(keymap, "logs", "more", "j", "config:4");
    bind(keymap, "everywhere", "logs", "g", "config:5");
    bind(keymap, "everywhere", "theme", "T", "config:6");
    g_autofree char *said = settle(keymap, tables, G_N_ELEMENTS(tables));
    g_assert_cmpstr(
        said, ==,
        "config:3: there is no command everywhere.nothing; vigil keys lists them\n"
        "config:5: everywhere.logs (g): everywhere.top (gg Home) has these keys; the "
        "default stays\n"
        "config:4: logs.more (j): everywhere.next-row (j ↓) has these keys; the default "
        "stays\n");
    g_assert_cmpstr(keymap_keys(keymap, "everywhere", &common_rows[2]), ==, "gl");
    g_assert_cmpstr(keymap_keys(keymap, "logs", &pane_rows[0]), ==, "z");
    g_assert_cmpstr(keymap_keys(keymap, "everywhere", &common_rows[4]), ==, "T");
    keymap_free(keymap);
}

static void test_exchanged(void)
{
    struct keymap *keymap = keymap_new();

    bind(keymap, "everywhere", "next-row", "z", "config:1");
    bind(keymap, "logs", "more", "j", "config:2");
    bind(keymap, "trace", "zoom", "", "config:3");
    g_autofree char *said = settle(keymap, tables, G_N_ELEMENTS(tables));
    g_assert_cmpstr(said, ==, "");
    g_assert_cmpstr(keymap_keys(keymap, "logs", &pane_rows[0]), ==, "j");
    keymap_free(keymap);
}

/* A default that comes back may be what another override has taken. */
static void test_settled_chain(void)
{
    struct keymap *keymap = keymap_new();

    bind(keymap, "everywhere", "next-row", "z", "config:1");
    bind(keymap, "everywhere", "theme", "j", "config:2");
    g_autofree char *said = settle(keymap, tables, G_N_ELEMENTS(tables));
    g_assert_cmpstr(said, ==,
                    "config:1: everywhere.next-row (z): logs.more (z) has these keys; the default "
                    "stays\n"
                    "config:2: everywhere.theme (j): everywhere.next-row (j ↓) has these keys; it "
                    "gets none\n");
    g_assert_null(keymap_keys(keymap, "everywhere", &common_rows[4]));
    keymap_free(keymap);
}

static void test_read_only(void)
{
    struct keymap *keymap = keymap_new();
    struct key a = {'a', 0};
    struct key next;

    struct key x = {'x', 0};

    g_assert_true(keymap_may_follow(keymap, &scopes[1], &common_rows[3], &a, 1, &next));
    g_assert_cmpuint(next.code, ==, 'r');
    g_assert_false(keymap_left_out(keymap, scopes, 2, &a, 1));
    keymap_set_read_only(keymap, true);
    assert_result(keymap, "a", KEYMAP_NONE);
    assert_result(keymap, "a r", KEYMAP_NONE);
    g_assert_true(keymap_left_out(keymap, scopes, 2, &a, 1));
    g_assert_false(keymap_left_out(keymap, scopes, 2, &x, 1));
    g_assert_false(keymap_may_follow(keymap, &scopes[1], &common_rows[3], &a, 1, &next));
    assert_found(keymap, "g g", "top");
    keymap_free(keymap);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/keymap/names of keys are read and written", test_names);
    g_test_add_func("/keymap/the first scope wins, prefixes wait", test_finding);
    g_test_add_func("/keymap/keys are shown as people read them", test_shown);
    g_test_add_func("/keymap/overrides replace the defaults", test_overrides);
    g_test_add_func("/keymap/a bad override says why and changes nothing", test_bad_overrides);
    g_test_add_func("/keymap/keys that terminals need are not bound", test_reserved);
    g_test_add_func("/keymap/defaults that clash are told", test_settled_defaults);
    g_test_add_func("/keymap/an override that clashes or names nothing is told and taken back",
                    test_settled_overrides);
    g_test_add_func("/keymap/two commands can exchange their keys", test_exchanged);
    g_test_add_func("/keymap/a default that comes back ousts who took its keys",
                    test_settled_chain);
    g_test_add_func("/keymap/read only leaves out what writes", test_read_only);
    return g_test_run();
}
