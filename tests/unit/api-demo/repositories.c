/* SPDX-License-Identifier: Apache-2.0
 *
 * The clones are real, and the errors' frames show their lines.
 */
#include "api/demo/repository.h"
#include "tests/unit/api-demo/recording.h"

#include <jansson.h>

static struct recording *recording;

static const struct commit *commit_saying(const struct repository *repository, const char *text)
{
    for (guint i = 0; i < repository->commits->len; i++) {
        const struct commit *commit = repository->commits->pdata[i];
        if (strstr(commit->message, text))
            return commit;
    }
    return NULL;
}

static char *git(const char *arguments)
{
    g_autofree char *command =
        g_strdup_printf("git -C %s/inventory %s", recording->directory, arguments);
    g_autoptr(GError) error = NULL;
    char *output = NULL, *problems = NULL;
    int status = 0;
    g_assert_true(g_spawn_command_line_sync(command, &output, &problems, &status, &error));
    g_assert_true(g_spawn_check_wait_status(status, &error));
    g_assert_no_error(error);
    g_free(problems);
    return output;
}

static void inventory_3_1_0_has_eighteen_commits_and_one_drops_the_index(void)
{
    const struct repository *repository = recording->world->repositories[SERVICE_INVENTORY];
    unsigned shipped = 0;
    for (guint i = 0; i < repository->releases->len; i++)
        shipped += g_strcmp0(repository->releases->pdata[i], "inventory@3.1.0") == 0;
    g_assert_cmpuint(shipped, ==, 18);
    const struct commit *commit = commit_saying(repository, "Drop unused indexes");
    g_assert_nonnull(commit);
    g_assert_cmpuint(commit->files->len, ==, 1);
    const struct commit_file *file = commit->files->pdata[0];
    g_assert_cmpstr(file->path, ==, "migrations/0047_drop_unused_indexes.sql");
    g_assert_cmpint(file->type, ==, 'A');
}

static void git_itself_shows_the_same_diff(void)
{
    g_autofree char *found = g_find_program_in_path("git");
    if (!found) {
        g_test_skip("no git");
        return;
    }
    const struct repository *repository = recording->world->repositories[SERVICE_INVENTORY];
    g_autofree char *command =
        g_strdup_printf("show %s", commit_saying(repository, "Drop unused indexes")->id);
    g_autofree char *diff = git(command), *status = git("status --short");
    g_autofree char *count = git("rev-list --count main"), *check = git("fsck --strict");
    g_assert_nonnull(check);
    g_assert_nonnull(strstr(diff, "+++ b/migrations/0047_drop_unused_indexes.sql"));
    g_assert_nonnull(strstr(diff, "stock_sku_warehouse_idx"));
    g_assert_cmpstr(status, ==, "");
    g_assert_cmpint(atoi(count), ==, (int)repository->commits->len);
}

static void the_index_that_is_dropped_is_the_one_that_the_query_needs(void)
{
    GHashTable *files = recording->world->repositories[SERVICE_INVENTORY]->files;
    const char *made = g_hash_table_lookup(files, "migrations/0008_stock_sku_warehouse_idx.sql");
    const char *dropped = g_hash_table_lookup(files, "migrations/0047_drop_unused_indexes.sql");
    const char *queries = g_hash_table_lookup(files, "inventory/stock/queries.py");
    g_assert_nonnull(strstr(made, "stock_sku_warehouse_idx ON stock (sku, warehouse_id)"));
    g_assert_nonnull(strstr(dropped, "stock_sku_warehouse_idx"));
    g_assert_nonnull(strstr(queries, "WHERE sku = $1 AND warehouse_id = $2"));
    for (int number = 1; number <= 47; number++) {
        g_autofree char *prefix = g_strdup_printf("migrations/%04d_", number);
        bool there = false;
        GHashTableIter iter;
        gpointer path;
        g_hash_table_iter_init(&iter, files);
        while (g_hash_table_iter_next(&iter, &path, NULL))
            there = there || g_str_has_prefix(path, prefix);
        g_assert_true(there);
    }
}

static void check_frame(const json_t *frame, const char *service, GHashTable *files)
{
    g_autofree char *root = g_strdup_printf("/srv/%s/", service);
    const char *filename = json_string_value(json_object_get(frame, "filename"));
    if (!json_is_true(json_object_get(frame, "in_app")) || !g_str_has_prefix(filename, root))
        return;
    const char *text = g_hash_table_lookup(files, filename + strlen(root));
    g_assert_nonnull(text);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    json_int_t line = json_integer_value(json_object_get(frame, "lineno"));
    g_assert_cmpint(line, >, 0);
    g_assert_cmpstr(json_string_value(json_object_get(frame, "context_line")), ==, lines[line - 1]);
}

static unsigned check_event(const char *service, GHashTable *files, const struct outgoing *outgoing)
{
    gsize size;
    const char *body = g_bytes_get_data(outgoing->body, &size);
    g_autofree char *text = g_strndup(body, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 4);
    if (!strstr(lines[1], "\"event\""))
        return 0;
    unsigned checked = 0;
    json_t *event = json_loads(lines[2], 0, NULL), *exception, *frame;
    size_t i, k;
    json_array_foreach(json_object_get(json_object_get(event, "exception"), "values"), i, exception)
    {
        json_t *frames = json_object_get(json_object_get(exception, "stacktrace"), "frames");
        json_array_foreach(frames, k, frame)
        {
            check_frame(frame, service, files);
            checked++;
        }
    }
    json_decref(event);
    return checked;
}

static void every_in_app_frame_shows_a_line_of_the_repository(void)
{
    unsigned checked = 0;
    for (guint i = 0; i < recording->sent->len; i++) {
        const struct outgoing *outgoing = recording->sent->pdata[i];
        for (int service = 0; outgoing->to == TO_INTAKE && service < SERVICE_COUNT; service++) {
            const char *name = world_service(service)->name;
            g_autofree char *key = g_strdup_printf("sentry_key=%s&", name);
            if (strstr(outgoing->path, key))
                checked +=
                    check_event(name, recording->world->repositories[service]->files, outgoing);
        }
    }
    g_assert_cmpuint(checked, >, 500);
}

static const struct outgoing *request_with(const char *path, const char *text)
{
    for (guint i = 0; i < recording->sent->len; i++) {
        const struct outgoing *outgoing = recording->sent->pdata[i];
        gsize size = 0;
        const char *body = outgoing->body ? g_bytes_get_data(outgoing->body, &size) : "";
        if (g_str_has_suffix(outgoing->path, path) && g_strstr_len(body, (gssize)size, text))
            return outgoing;
    }
    return NULL;
}

static json_t *body_of(const struct outgoing *outgoing)
{
    gsize size;
    const char *body = g_bytes_get_data(outgoing->body, &size);
    json_t *json = json_loadb(body, size, 0, NULL);
    g_assert_nonnull(json);
    return json;
}

static int64_t time_in(const json_t *object, const char *key)
{
    int64_t ns = 0;
    g_assert_true(clock_parse_iso(json_string_value(json_object_get(object, key)), &ns));
    return ns;
}

static void releases_and_deploys_say_what_went_out_and_when(void)
{
    const struct outgoing *posted = request_with("/releases/", "inventory@3.1.0");
    g_assert_nonnull(posted);
    g_assert_cmpint(posted->to, ==, TO_API);
    json_t *release = body_of(posted);
    g_assert_cmpuint(json_array_size(json_object_get(release, "commits")), ==, 18);
    json_t *newest = json_array_get(json_object_get(release, "commits"), 0);
    g_assert_cmpstr(json_string_value(json_object_get(newest, "message")), ==, "Release 3.1.0");
    g_assert_cmpstr(json_string_value(json_object_get(newest, "repository")), ==, "acme/inventory");
    json_decref(release);
    json_t *stock = body_of(request_with("/releases/inventory%403.1.0/deploys/", "3.1.0"));
    json_t *payment = body_of(request_with("/releases/payment%402.8.1/deploys/", "2.8.1"));
    int64_t onset = world_before(recording->world, STOCK_ONSET_MINUTES);
    g_assert_cmpint(onset - time_in(stock, "dateFinished"), ==, 120 * NS_PER_SECOND);
    g_assert_cmpint(time_in(payment, "dateFinished"), <, time_in(stock, "dateFinished"));
    json_decref(stock);
    json_decref(payment);
}

static void a_second_demo_in_the_same_folder_takes_it_over(void)
{
    g_autoptr(GError) error = NULL;
    struct world *again =
        player_world(7, RECORDING_NOW + 3600 * NS_PER_SECOND, recording->directory, &error);
    g_assert_no_error(error);
    const struct commit *before =
        recording->world->repositories[SERVICE_INVENTORY]->commits->pdata[0];
    const struct commit *after = again->repositories[SERVICE_INVENTORY]->commits->pdata[0];
    g_assert_cmpstr(before->id, !=, after->id);
    player_world_free(again);
}

static void a_folder_that_cannot_be_made_is_said(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(player_world(7, RECORDING_NOW, "/dev/null/demo", &error));
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, "/dev/null/demo/web"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    recording = recording_of(7, RECORDING_NOW, 0);
#define TEST(name, function) g_test_add_func("/demo/repositories/" name, function)
    TEST("inventory 3.1.0 has eighteen commits and one drops the index",
         inventory_3_1_0_has_eighteen_commits_and_one_drops_the_index);
    TEST("git itself shows the same diff", git_itself_shows_the_same_diff);
    TEST("the index that is dropped is the one that the query needs",
         the_index_that_is_dropped_is_the_one_that_the_query_needs);
    TEST("every in-app frame shows a line of the repository",
         every_in_app_frame_shows_a_line_of_the_repository);
    TEST("releases and deploys say what went out and when",
         releases_and_deploys_say_what_went_out_and_when);
    TEST("a second demo in the same folder takes it over",
         a_second_demo_in_the_same_folder_takes_it_over);
    TEST("a folder that cannot be made is said", a_folder_that_cannot_be_made_is_said);
    int result = g_test_run();
    recording_free(recording);
    return result;
}
