/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-local/answer_fixture.h"

static void put_check_in(struct fixture *fixture, const char *sent_at, const char *payload)
{
    g_autoptr(GError) error = NULL;
    struct batch *batch = batch_new();
    struct raw_item *raw = g_new0(struct raw_item, 1);
    raw->type = g_strdup("check_in");
    raw->project = g_strdup("shop");
    raw->header = sent_at ? g_strdup_printf("{\"sent_at\":\"%s\"}", sent_at) : g_strdup("{}");
    raw->payload = g_bytes_new(payload, strlen(payload));
    g_ptr_array_add(batch->raw, raw);
    g_assert_true(store_commit_take(fixture->store, batch, &error));
    g_assert_no_error(error);
}

/* Kept since 11:50, due each five minutes; now it is 12:00. */
static void a_missed_one_fires(void)
{
    struct fixture fixture = fixture_open();
    put_check_in(&fixture, "2026-11-22T11:50:02Z",
                 "{\"check_in_id\":\"a\",\"monitor_slug\":\"recount\",\"status\":\"ok\","
                 "\"environment\":\"production\",\"monitor_config\":{\"schedule\":{\"type\":"
                 "\"crontab\",\"value\":\"*/5 * * * *\"},\"checkin_margin\":1}}");
    struct reply reply = call(&fixture, METHOD_GET, NULL, "/organizations/local/monitors/");
    g_assert_cmpint(reply.status, ==, 200);
    g_assert_cmpuint(json_array_size(reply.json), ==, 1);
    const json_t *monitor = json_array_get(reply.json, 0);
    const json_t *here = json_array_get(json_object_get(monitor, "environments"), 0);
    g_assert_cmpstr(text_at(monitor, "slug"), ==, "recount");
    g_assert_cmpstr(text_at(monitor, "project/slug"), ==, "shop");
    g_assert_cmpstr(text_at(monitor, "config/schedule"), ==, "*/5 * * * *");
    g_assert_cmpstr(text_at(here, "name"), ==, "production");
    g_assert_cmpstr(text_at(here, "status"), ==, "missed_checkin");
    g_assert_cmpstr(text_at(here, "lastCheckIn"), ==, "2026-11-22T11:50:02.000Z");
    g_assert_cmpstr(text_at(here, "activeIncident/startingTimestamp"), ==,
                    "2026-11-22T11:55:00.000Z");
    reply_clear(&reply);
    reply = call(&fixture, METHOD_GET, NULL, "/organizations/local/monitors/recount/checkins/");
    g_assert_cmpuint(json_array_size(reply.json), ==, 2);
    g_assert_cmpstr(text_at(json_array_get(reply.json, 0), "status"), ==, "missed");
    g_assert_cmpstr(text_at(json_array_get(reply.json, 1), "status"), ==, "ok");
    reply_clear(&reply);
    reply = call(&fixture, METHOD_GET, NULL, "/organizations/local/monitors/another/");
    g_assert_cmpint(reply.status, ==, 404);
    reply_clear(&reply);
    fixture_close(&fixture);
}

/* SDKs that tell no time are taken at their arrival; a clock ahead of ours is not believed. */
static void the_time_is_that_of_sending(void)
{
    struct fixture fixture = fixture_open();
    put_check_in(&fixture, NULL, "{\"monitor_slug\":\"a\",\"status\":\"ok\"}");
    put_check_in(&fixture, "2036-11-22T11:50:02Z", "{\"monitor_slug\":\"b\",\"status\":\"error\"}");
    struct reply reply = call(&fixture, METHOD_GET, NULL, "/organizations/local/monitors/");
    g_assert_cmpuint(json_array_size(reply.json), ==, 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *here =
            json_array_get(json_object_get(json_array_get(reply.json, i), "environments"), 0);
        g_assert_cmpstr(text_at(here, "lastCheckIn"), ==, "2026-11-22T12:00:00.000Z");
    }
    reply_clear(&reply);
    fixture_close(&fixture);
}

/* What a job said last tells how it is. */
static void of_many_the_newest_count(void)
{
    struct fixture fixture = fixture_open();
    for (int i = 0; i < 4; i++) {
        g_autofree char *payload =
            g_strdup_printf("{\"monitor_slug\":\"job %d\",\"status\":\"ok\"}", i);
        put_check_in(&fixture, NULL, payload);
    }
    g_autoptr(GPtrArray) kept = store_check_ins(fixture.store, 0, 2);
    g_assert_cmpuint(kept->len, ==, 2);
    for (guint i = 0; i < kept->len; i++) {
        const struct stored_check_in *one = kept->pdata[i];
        gsize size;
        const char *payload = g_bytes_get_data(one->payload, &size);
        g_autofree char *slug = g_strdup_printf("job %u", 2 + i);
        g_assert_nonnull(g_strstr_len(payload, (gssize)size, slug));
    }
    fixture_close(&fixture);
}

static void nothing_else_is_watched(void)
{
    struct fixture fixture = fixture_open();
    static const char *const paths[] = {
        "/organizations/local/monitors/", "/organizations/local/detectors/",
        "/organizations/local/uptime/", "/organizations/local/incidents/",
        "/organizations/local/workflows/"};
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        struct reply reply = call(&fixture, METHOD_GET, NULL, paths[i]);
        g_assert_cmpint(reply.status, ==, 200);
        g_assert_true(json_is_array(reply.json));
        g_assert_cmpuint(json_array_size(reply.json), ==, 0);
        reply_clear(&reply);
    }
    fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answers/monitors/a missed check-in fires", a_missed_one_fires);
    g_test_add_func("/answers/monitors/the time is that of sending", the_time_is_that_of_sending);
    g_test_add_func("/answer/monitors/of many check-ins the newest count",
                    of_many_the_newest_count);
    g_test_add_func("/answers/monitors/nothing else is watched", nothing_else_is_watched);
    return g_test_run();
}
