/* SPDX-License-Identifier: Apache-2.0 */
#include "views/placeholders.h"

#include <string.h>

static char *value_of(const char *name, void *data)
{
    (void)data;
    if (strcmp(name, "trace") == 0)
        return g_strdup("7f3a01c2");
    if (strcmp(name, "service") == 0)
        return g_strdup("a b; rm -rf $HOME `x` 'y'");
    if (strcmp(name, "release") == 0)
        return g_strdup("--upload-pack=evil");
    if (strcmp(name, "pod") == 0)
        return g_strdup("web\x1b[31m\n\xe2\x80\xae-1\xff");
    if (strcmp(name, "host") == 0)
        return g_strdup("\x07\x1b");
    return NULL;
}

/* The arguments, each between bars; or the complaint. */
static char *fill(const char *line)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_true(g_shell_parse_argv(line, NULL, &words, NULL));
    g_auto(GStrv) argv = placeholders_fill((const char *const *)words, value_of, NULL, &error);
    return argv ? g_strjoinv("|", argv) : g_strdup_printf("! %s", error->message);
}

static void assert_filled(const char *line, const char *expected)
{
    g_autofree char *got = fill(line);
    g_assert_cmpstr(got, ==, expected);
}

static void filled_inside_one_argument(void)
{
    assert_filled("show {trace}", "show|7f3a01c2");
    assert_filled("show --id={trace} x{trace}{trace}", "show|--id=7f3a01c2|x7f3a01c27f3a01c2");
    assert_filled("grep {service} f", "grep|a b; rm -rf $HOME `x` 'y'|f");
    assert_filled("grep '{service} {trace}'", "grep|a b; rm -rf $HOME `x` 'y' 7f3a01c2");
}

static void other_braces_stay(void)
{
    assert_filled("docker ps --format '{{.Names}}'", "docker|ps|--format|{{.Names}}");
    assert_filled("jq '{a: .b}' '{}' '{{trace}}' {", "jq|{a: .b}|{}|{{trace}}|{");
    const char *const fine[] = {"jq", "{.a}", "{{nope}}", "{trace}", NULL};
    g_assert_true(placeholders_check(fine, NULL));
}

static void unknown_names_are_told(void)
{
    const char *const argv[] = {"show", "{trace}", "{relase}", NULL};
    g_autoptr(GError) error = NULL;
    g_assert_false(placeholders_check(argv, &error));
    g_assert_true(g_str_has_prefix(error->message, "there is no {relase}, only {trace} {span}"));
}

static void what_the_cursor_does_not_give_is_told(void)
{
    assert_filled("show {trace} {url}", "! nothing under the cursor gives {url}");
    assert_filled("show {host}", "! nothing under the cursor gives {host}");
}

static void values_cannot_become_options(void)
{
    assert_filled("git log {release}",
                  "! {release} is \"--upload-pack=evil\" here, which would be taken for an option");
    assert_filled("git log --rev={release}", "git|log|--rev=--upload-pack=evil");
}

static void values_are_free_of_control(void)
{
    assert_filled("kubectl logs {pod}", "kubectl|logs|web[31m-1\xef\xbf\xbd");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/placeholders/a value stays inside its argument, whatever it holds",
                    filled_inside_one_argument);
    g_test_add_func("/placeholders/other braces are left alone", other_braces_stay);
    g_test_add_func("/placeholders/an unknown name is told with those known",
                    unknown_names_are_told);
    g_test_add_func("/placeholders/what the cursor does not give is told",
                    what_the_cursor_does_not_give_is_told);
    g_test_add_func("/placeholders/a value cannot become an option", values_cannot_become_options);
    g_test_add_func("/placeholders/control characters are left out", values_are_free_of_control);
    return g_test_run();
}
