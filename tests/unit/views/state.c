/* SPDX-License-Identifier: Apache-2.0 */
#include "views/state_file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct state *parsed(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct state *state = state_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    return state;
}

static void assert_text(const struct state *state, const char *group, const char *key,
                        const char *wanted)
{
    g_autofree char *text = state_get(state, group, key);
    g_assert_cmpstr(text, ==, wanted);
}

static void assert_list(const struct state *state, const char *wanted)
{
    g_auto(GStrv) items = state_list(state, STATE_HISTORY, "search");
    g_autofree char *joined = g_strjoinv(",", items);
    g_assert_cmpstr(joined, ==, wanted);
}

static void set_list(struct state *state, const char *joined)
{
    g_auto(GStrv) items = g_strsplit(joined, ",", -1);
    state_set_list(state, STATE_HISTORY, "search", (const char *const *)items);
}

static void what_was_set_comes_back(void)
{
    g_autoptr(state) state = state_new();
    const char *const hard[] = {"is:unresolved level:[error,fatal]",
                                " leading and trailing ",
                                "a;b\\;c\nd\te=f#g[h]",
                                "日本語 \"quoted\"",
                                "",
                                NULL};
    for (size_t i = 0; hard[i]; i++) {
        g_autofree char *key = g_strdup_printf("k%zu", i);
        state_set(state, "issues", key, hard[i]);
    }
    state_set_list(state, STATE_HISTORY, "search", hard);
    g_autofree char *text = state_text(state);
    g_autoptr(state) back = parsed(text);
    for (size_t i = 0; hard[i]; i++) {
        g_autofree char *key = g_strdup_printf("k%zu", i);
        assert_text(back, "issues", key, hard[i]);
    }
    g_auto(GStrv) items = state_list(back, STATE_HISTORY, "search");
    g_assert_cmpuint(g_strv_length(items), ==, G_N_ELEMENTS(hard) - 1);
    for (size_t i = 0; hard[i]; i++)
        g_assert_cmpstr(items[i], ==, hard[i]);
    g_assert_false(state_changed(back));
}

static void bytes_that_are_no_text_do_not_spoil_the_file(void)
{
    g_autoptr(state) state = state_new();
    state_set(state, "logs", "query", "caf\xe9 \xff");
    g_autofree char *text = state_text(state);
    g_autoptr(state) back = parsed(text);
    g_autofree char *query = state_get(back, "logs", "query");
    g_assert_true(g_str_has_prefix(query, "caf"));
}

static void only_a_change_counts_as_one(void)
{
    g_autoptr(state) state = parsed("[vigil]\nformat=1\n[screen]\nwide=deck\n");
    state_set(state, STATE_SCREEN, "wide", "deck");
    state_set(state, STATE_SCREEN, "narrow", NULL);
    g_assert_false(state_changed(state));
    state_set(state, STATE_SCREEN, "wide", "one");
    g_assert_true(state_changed(state));
    state_settle(state);
    g_assert_false(state_changed(state));
}

static void of_two_consoles_each_keeps_what_it_changed(void)
{
    const char *before = "[vigil]\nformat=1\n[screen]\nwide=deck\nnarrow=deck\n[marks]\na=1\nb=2\n";
    g_autoptr(state) one = parsed(before);
    g_autoptr(state) two = parsed(before);
    state_set(one, STATE_SCREEN, "wide", "one");
    state_set(one, STATE_MARKS, "a", NULL);
    state_set(two, STATE_SCREEN, "narrow", "tall");
    state_set(two, STATE_MARKS, "c", "3");
    g_autoptr(state) file = parsed(before);
    state_merge(file, one);
    state_merge(file, two);
    assert_text(file, STATE_SCREEN, "wide", "one");
    assert_text(file, STATE_SCREEN, "narrow", "tall");
    assert_text(file, STATE_MARKS, "a", NULL);
    assert_text(file, STATE_MARKS, "b", "2");
    assert_text(file, STATE_MARKS, "c", "3");
}

static void lists_of_two_consoles_are_united(void)
{
    const char *before = "[vigil]\nformat=1\n[history]\nsearch=a;b;c;\n";
    g_autoptr(state) one = parsed(before);
    g_autoptr(state) two = parsed(before);
    set_list(one, "a,b,c,d,e");
    set_list(two, "b,c,f,a"); /* a was typed again */
    g_autoptr(state) file = parsed(before);
    state_merge(file, one);
    state_merge(file, two);
    assert_list(file, "b,c,d,e,f,a");
}

static void a_list_keeps_its_newest(void)
{
    g_autoptr(state) state = state_new();
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < STATE_LIST_MOST + 7; i++)
        g_ptr_array_add(items, g_strdup_printf("item %d", i));
    g_ptr_array_add(items, NULL);
    state_set_list(state, STATE_HISTORY, "search", (const char *const *)items->pdata);
    g_auto(GStrv) kept = state_list(state, STATE_HISTORY, "search");
    g_assert_cmpuint(g_strv_length(kept), ==, STATE_LIST_MOST);
    g_assert_cmpstr(kept[0], ==, "item 7");
}

static void damage_is_told_from_a_later_format(void)
{
    static const struct {
        const char *text;
        enum state_error code;
    } CASES[] = {
        {"wide=deck\n",                         STATE_DAMAGED},
        {"[screen]\nwide=deck\n",               STATE_DAMAGED},
        {"[vigil]\nformat=soon\n",              STATE_DAMAGED},
        {"[vigil]\nformat=1\n[screen\n",        STATE_DAMAGED},
        {"[vigil]\nformat=1\nx=\xff\xfe\n",     STATE_DAMAGED},
        {"[vigil]\nformat=2\n[new]\nthing=1\n", STATE_NEWER  },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(state_parse(CASES[i].text, strlen(CASES[i].text), &error));
        g_assert_error(error, STATE_ERROR, (gint)CASES[i].code);
    }
}

/* --- the file --- */

static char *temporary(void)
{
    g_autofree char *folder = g_dir_make_tmp("vigil-state-XXXXXX", NULL);
    g_assert_nonnull(folder);
    return g_build_filename(folder, "vigil", "host+org.state", NULL);
}

static void clear_away(const char *path)
{
    g_autofree char *aside = g_strconcat(path, ".bad", NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *above = g_path_get_dirname(folder);
    g_unlink(path);
    g_unlink(aside);
    g_rmdir(folder);
    g_rmdir(above);
}

static void only_the_user_can_read_it(void)
{
    g_autofree char *path = temporary();
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(state) state = state_new();
    g_autoptr(GError) error = NULL;
    struct stat info;
    state_set(state, STATE_SCOPE, "period", "3h");
    g_assert_true(state_file_write(path, state, &error));
    g_assert_no_error(error);
    g_assert_cmpint(stat(path, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0600);
    g_assert_cmpint(stat(folder, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0700);
    g_autoptr(state) back = state_file_read(path, &error);
    g_assert_no_error(error);
    assert_text(back, STATE_SCOPE, "period", "3h");
    clear_away(path);
}

static void writing_unites_with_what_another_wrote(void)
{
    g_autofree char *path = temporary();
    g_autoptr(state) one = state_file_read(path, NULL);
    g_autoptr(state) two = state_file_read(path, NULL);
    state_set(one, STATE_SAVED, "slow", "issues slow");
    state_set(two, STATE_SAVED, "fast", "issues fast");
    g_assert_true(state_file_write(path, one, NULL));
    g_assert_true(state_file_write(path, two, NULL));
    g_autoptr(state) back = state_file_read(path, NULL);
    assert_text(back, STATE_SAVED, "slow", "issues slow");
    assert_text(back, STATE_SAVED, "fast", "issues fast");
    clear_away(path);
}

static void a_damaged_file_is_kept_beside(void)
{
    g_autofree char *path = temporary();
    g_autofree char *aside = g_strconcat(path, ".bad", NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *kept = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, "half a fi", -1, NULL));
    g_autoptr(state) state = state_file_read(path, &error);
    g_assert_error(error, STATE_ERROR, STATE_DAMAGED);
    g_assert_nonnull(strstr(error->message, path));
    g_assert_nonnull(strstr(error->message, ".bad"));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_get_contents(aside, &kept, NULL, NULL));
    g_assert_cmpstr(kept, ==, "half a fi");
    state_set(state, STATE_SCREEN, "wide", "one");
    g_assert_true(state_file_write(path, state, NULL));
    clear_away(path);
}

static void what_is_no_small_file_is_no_state(void)
{
    g_autofree char *path = temporary();
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *large = g_strnfill(STATE_FILE_MOST + 10, '#');
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, large, -1, NULL));
    g_autoptr(state) state = state_file_read(path, &error);
    g_assert_error(error, STATE_ERROR, STATE_DAMAGED);
    g_assert_false(state_changed(state));
    clear_away(path);
}

static void a_place_that_cannot_be_written_is_named(void)
{
    g_autofree char *path = temporary();
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(state) state = state_new();
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(folder, "a file, not a folder", -1, NULL));
    state_set(state, STATE_SCREEN, "wide", "one");
    g_assert_false(state_file_write(path, state, &error));
    g_assert_nonnull(strstr(error->message, folder));
    g_unlink(folder);
    clear_away(path);
}

/* A link to itself stands for what cannot be read now and may be read later. */
static void a_file_that_cannot_be_read_is_not_replaced(void)
{
    g_autofree char *path = temporary();
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(state) state = state_new();
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_cmpint(symlink(path, path), ==, 0);
    state_set(state, STATE_SCREEN, "wide", "one");
    g_assert_false(state_file_write(path, state, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_SYMLINK));
    clear_away(path);
}

static void every_server_and_organization_has_a_file(void)
{
    static const char *const CASES[][3] = {
        {"https://sentry.io",         "acme",      "/vigil/sentry.io+acme.state"       },
        {"https://Sentry.Example/a/", "acme",      "/vigil/sentry.example+a+acme.state"},
        {"http://127.0.0.1:8969",     "local",     "/vigil/127.0.0.1:8969+local.state" },
        {"http://h",                  "../../etc", "/vigil/h+..%2F..%2Fetc.state"      },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *path = state_file_path(CASES[i][0], CASES[i][1]);
        g_assert_true(g_str_has_suffix(path, CASES[i][2]));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/state/what was set comes back", what_was_set_comes_back);
    g_test_add_func("/state/bytes that are no text do not spoil the file",
                    bytes_that_are_no_text_do_not_spoil_the_file);
    g_test_add_func("/state/only a change counts as one", only_a_change_counts_as_one);
    g_test_add_func("/state/of two consoles each keeps what it changed",
                    of_two_consoles_each_keeps_what_it_changed);
    g_test_add_func("/state/lists of two consoles are united", lists_of_two_consoles_are_united);
    g_test_add_func("/state/a list keeps its newest", a_list_keeps_its_newest);
    g_test_add_func("/state/damage is told from a later format",
                    damage_is_told_from_a_later_format);
    g_test_add_func("/state/only the user can read it", only_the_user_can_read_it);
    g_test_add_func("/state/writing unites with what another wrote",
                    writing_unites_with_what_another_wrote);
    g_test_add_func("/state/a damaged file is kept beside", a_damaged_file_is_kept_beside);
    g_test_add_func("/state/what is no small file is no state", what_is_no_small_file_is_no_state);
    g_test_add_func("/state/a place that cannot be written is named",
                    a_place_that_cannot_be_written_is_named);
    g_test_add_func("/state/a file that cannot be read is not replaced",
                    a_file_that_cannot_be_read_is_not_replaced);
    g_test_add_func("/state/every server and organization has a file",
                    every_server_and_organization_has_a_file);
    return g_test_run();
}
