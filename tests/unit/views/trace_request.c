/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_request.h"

#include <string.h>

static bool asks_near(int64_t near_ms, const char *seconds)
{
    struct request *request = trace_request("7f3a01c2000000000000000000000000", near_ms);
    g_autofree char *key = request_key(request);
    g_autofree char *near = g_strdup_printf("timestamp=%s", seconds);
    bool asks = strstr(key, near) != NULL;
    request_free(request);
    return asks;
}

static void a_time_before_all_time_is_not_asked_by(void)
{
    g_assert_true(asks_near(1790000000000, "1790000000"));
    g_assert_false(asks_near(0, ""));
    g_assert_false(asks_near(-9000000000000, ""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trace request/a time before all time is not asked by",
                    a_time_before_all_time_is_not_asked_by);
    return g_test_run();
}
