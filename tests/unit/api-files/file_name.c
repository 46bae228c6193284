/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/file_name.h"

#include <glib.h>

static void assert_named(const char *path, const char *expected)
{
    g_autofree char *name = file_service_name(path);
    g_assert_cmpstr(name, ==, expected);
}

static void rotated_files_have_their_service_s_name(void)
{
    static const char *const paths[] = {"/var/log/checkout.log",
                                        "checkout.log.1",
                                        "checkout.log.12.gz",
                                        "checkout-2026-11-21.log.gz",
                                        "checkout.log-20261121",
                                        "checkout.log-20261121.zst",
                                        "checkout.2026-11-21.jsonl",
                                        "checkout_2026_11_21.txt",
                                        "checkout-2026-11-21T03.log",
                                        "checkout-2026-11-21T03-00-07.123.log.gz",
                                        "checkout-20261121-031200.log",
                                        "checkout.log.2026-11-21.3",
                                        "checkout.json.old",
                                        "checkout"};
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        assert_named(paths[i], "checkout");
}

static void numbers_of_the_name_itself_stay(void)
{
    assert_named("worker-3.log", "worker-3");
    assert_named("checkout-58c9-2.log", "checkout-58c9-2");
    assert_named("api-v1.2.log", "api-v1.2");
    assert_named("svc-2048.log", "svc-2048");
    assert_named("s3.log", "s3");
    assert_named("build-1234567890123.log", "build-1234567890123");
}

static void a_number_alone_gives_way_to_the_folder(void)
{
    assert_named("/var/log/pods/shop_web-7f_1/web/0.log", "web");
    assert_named("7.log", "7");
    assert_named(".log", ".log");
    assert_named("2026-11-21.log", "2026-11-21");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/file name/rotated files have their service's name",
                    rotated_files_have_their_service_s_name);
    g_test_add_func("/file name/numbers of the name itself stay", numbers_of_the_name_itself_stay);
    g_test_add_func("/file name/a number alone gives way to the folder",
                    a_number_alone_gives_way_to_the_folder);
    return g_test_run();
}
