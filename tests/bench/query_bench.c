/* SPDX-License-Identifier: Apache-2.0
 *
 * The evaluator over a million spans in memory, beside SQLite doing the same over the same rows in
 * memory in the same run. Prints `name <tab> median <tab> ms` (or rows/s, bytes); times are of the
 * processor.
 */
#include "api/query/aggregate.h"
#include "tests/bench/spent.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define ROWS   1000000
#define ROUNDS 7
#define START  INT64_C(1790000000000000000)

struct world {
    struct frame *frame;
    struct frame *logs; /* a million messages */
    GPtrArray *segments;
    GPtrArray *log_segments;
    sqlite3 *database;
};

typedef void job_fn(struct world *world);

static double measure(const char *name, job_fn *job, struct world *world, int rounds)
{
    double took[ROUNDS];
    for (int i = 0; i < rounds; i++) {
        double start = spent_ms();
        job(world);
        took[i] = spent_ms() - start;
    }
    qsort(took, (size_t)rounds, sizeof *took, by_size);
    printf("%s\t%.2f\tms\n", name, took[rounds / 2]);
    fflush(stdout);
    return took[rounds / 2];
}

static const char *const services[] = {"web",       "checkout",        "payment",
                                       "inventory", "recommendations", "research-agents"};

/* One span in the shape that SDKs send: ten attributes. */
static void fill(struct item *item, uint32_t n, GRand *random)
{
    char text[40];
    guint32 dice = g_rand_int(random);
    item->time_ns = START + (int64_t)n * 3600000;
    g_snprintf(text, sizeof text, "%016x", n);
    item->id = g_strdup(text);
    item->project = g_strdup(services[dice % 6]);
    g_snprintf(text, sizeof text, "%032x", n / 20);
    item_set(item, "trace", value_string(text));
    g_snprintf(text, sizeof text, "%016x", n - n % 20);
    item_set(item, "parent_span", value_string(text));
    item_set(item, "span.op", value_string(dice % 3 ? "db.query" : "http.server"));
    g_snprintf(text, sizeof text, "GET /api/resource/%u", dice / 6 % 40);
    item_set(item, "span.description", value_string(text));
    item_set(item, "transaction", value_string(text));
    item_set(item, "span.duration", value_double((double)(dice % 100000) / 7));
    item_set(item, "span.status", value_string(dice % 50 ? "ok" : "internal_error"));
    item_set(item, "release", value_string("3.1.0"));
    item_set(item, "environment", value_string("production"));
    item_set(item, "http.response.status_code", value_int(dice % 50 ? 200 : 500));
}

static void check(struct world *world, int status)
{
    if (status != SQLITE_OK && status != SQLITE_DONE && status != SQLITE_ROW)
        g_error("SQLite: %s", sqlite3_errmsg(world->database));
}

static void insert(sqlite3_stmt *statement, const struct item *item)
{
    sqlite3_bind_int64(statement, 1, item->time_ns);
    sqlite3_bind_text(statement, 2, item->project, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 3, item_get_string(item, "span.op"), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 4, item_get_string(item, "span.description"), -1,
                      SQLITE_TRANSIENT);
    sqlite3_bind_double(statement, 5, item_get(item, "span.duration").number);
    sqlite3_bind_text(statement, 6, item_get_string(item, "span.status"), -1, SQLITE_TRANSIENT);
    sqlite3_step(statement);
    sqlite3_reset(statement);
}

static void load(struct world *world)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    sqlite3_stmt *statement = NULL;
    double appending = 0;
    check(world, sqlite3_open(":memory:", &world->database));
    check(world, sqlite3_exec(world->database,
                              "create table spans(time, service, op, name, duration real, status);"
                              "begin",
                              NULL, NULL, NULL));
    check(world, sqlite3_prepare_v2(world->database, "insert into spans values(?,?,?,?,?,?)", -1,
                                    &statement, NULL));
    world->frame = frame_new(2 * ROWS);
    struct item *batch[1000];
    for (uint32_t n = 0; n < ROWS; n += G_N_ELEMENTS(batch)) {
        for (uint32_t i = 0; i < G_N_ELEMENTS(batch); i++) {
            batch[i] = item_new(ITEM_SPAN);
            fill(batch[i], n + i, random);
            insert(statement, batch[i]);
        }
        double start = spent_ms();
        for (size_t i = 0; i < G_N_ELEMENTS(batch); i++)
            frame_append(world->frame, batch[i]);
        appending += spent_ms() - start;
        for (size_t i = 0; i < G_N_ELEMENTS(batch); i++)
            item_free(batch[i]);
    }
    check(world, sqlite3_finalize(statement));
    check(world, sqlite3_exec(world->database, "commit", NULL, NULL, NULL));
    world->segments = frame_segments(world->frame);
    printf("append to a frame, 10 attributes\t%.0f\trows/s\n", ROWS / appending * 1000);
    printf("a row in a frame\t%.1f\tbytes\n", (double)frame_memory(world->frame) / ROWS);
}

static void load_logs(struct world *world)
{
    static const char *const shapes[] = {"cache miss for user", "GET /api/resource",
                                         "inventory check timed out, attempt",
                                         "payment accepted by the provider"};
    g_autoptr(GRand) random = g_rand_new_with_seed(2);
    world->logs = frame_new(2 * ROWS);
    for (uint32_t n = 0; n < ROWS; n++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        char text[80];
        g_snprintf(text, sizeof text, "%s %u in %u ms", shapes[g_rand_int(random) % 4], n, n % 977);
        item->time_ns = START + n;
        item_set(item, "message", value_string(n % 50000 ? text : "Deadlock found"));
        frame_append(world->logs, item);
    }
    world->log_segments = frame_segments(world->logs);
}

static void count_logs(struct world *world, const char *text)
{
    g_autoptr(query) query = query_parse(text, 0, NULL, NULL);
    uint64_t bits[FRAME_SEGMENT_ROWS / 64];
    size_t count = 0;
    for (guint i = 0; i < world->log_segments->len; i++) {
        const struct segment *segment = world->log_segments->pdata[i];
        count += query_select(query, segment, segment_rows(segment), bits);
    }
    if (count == 0)
        g_error("nothing found for %s", text);
}

static void rare_text(struct world *world)
{
    count_logs(world, "deadlock");
}

static void common_text(struct world *world)
{
    count_logs(world, "\"cache miss\"");
}

static void glob_text(struct world *world)
{
    count_logs(world, "message:payment*provider*ms");
}

static void ask(struct world *world, const char *const *fields, const char *query_text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(query) query = query_parse(query_text, 0, NULL, &error);
    struct table_request request = {
        .kind = ITEM_SPAN,
        .fields = fields,
        .query = query,
        .start_ns = START,
        .end_ns = INT64_MAX,
        .limit = 100,
    };
    g_autoptr(table) table = table_query(world->segments, &request, &error);
    if (!table)
        g_error("%s", error->message);
}

#define FIELDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void p95_by_text(struct world *world)
{
    ask(world, FIELDS("span.description", "p95(span.duration)"), "");
}

static void p95_by_two(struct world *world)
{
    ask(world, FIELDS("project", "span.op", "count()", "p95(span.duration)"), "");
}

static void filtered_count(struct world *world)
{
    ask(world, FIELDS("count()"), "span.duration:>10s span.op:db* !span.status:ok");
}

static void rows_of_trace(struct world *world)
{
    ask(world, FIELDS("id", "timestamp", "span.description"),
        "trace:0000000000000000000000000000c350");
}

static void newest_rows(struct world *world)
{
    ask(world, FIELDS("id", "timestamp", "span.duration"), "span.op:db.query");
}

static void free_text(struct world *world)
{
    ask(world, FIELDS("count()"), "RESOURCE/17");
}

static void over_time(struct world *world)
{
    g_autoptr(GError) error = NULL;
    struct timeseries_request request = {
        .kind = ITEM_SPAN,
        .y_axes = FIELDS("p95(span.duration)", "count()"),
        .group_by = FIELDS("project"),
        .top = 5,
        .start_ns = START,
        .end_ns = START + ROWS * INT64_C(3600000),
        .interval_ns = INT64_C(60000000000),
    };
    GPtrArray *all = timeseries_query(world->segments, &request, &error);
    if (!all)
        g_error("%s", error->message);
    g_ptr_array_unref(all);
}

/* The same percentile by rank in SQL: SQLite has no percentile of its own. */
static void sqlite_p95(struct world *world)
{
    static const char sql[] =
        "select name, max(duration) from (select name, duration, percent_rank() over "
        "(partition by name order by duration) as p from spans) where p <= 0.95 group by name";
    check(world, sqlite3_exec(world->database, sql, NULL, NULL, NULL));
}

static void sqlite_average(struct world *world)
{
    check(world, sqlite3_exec(world->database,
                              "select name, avg(duration), count(*) from spans group by name", NULL,
                              NULL, NULL));
}

static void sqlite_count(struct world *world)
{
    static const char sql[] = "select count(*) from spans where duration > 10000 and op glob 'db*' "
                              "and status <> 'ok'";
    check(world, sqlite3_exec(world->database, sql, NULL, NULL, NULL));
}

int main(void)
{
    struct world world = {0};
    load(&world);
    double ours = measure("p95 by a text column, 1M spans", p95_by_text, &world, ROUNDS);
    measure("count and p95 by two text columns", p95_by_two, &world, ROUNDS);
    measure("count with three conditions", filtered_count, &world, ROUNDS);
    measure("rows of one trace", rows_of_trace, &world, ROUNDS);
    measure("newest 100 rows of an op", newest_rows, &world, ROUNDS);
    measure("free text in the description", free_text, &world, ROUNDS);
    load_logs(&world);
    measure("rare text in 1M log messages", rare_text, &world, ROUNDS);
    measure("common text in 1M log messages", common_text, &world, ROUNDS);
    measure("glob on 1M log messages", glob_text, &world, ROUNDS);
    measure("p95 and count over 60 intervals, top 5 and other", over_time, &world, ROUNDS);
    double peer = measure("SQLite: p95 by a text column", sqlite_p95, &world, 1);
    measure("SQLite: average by a text column", sqlite_average, &world, 3);
    measure("SQLite: count with three conditions", sqlite_count, &world, 3);
    printf("p95 by a text column, of SQLite's time\t%.4f\tratio\n", ours / peer);
    g_ptr_array_unref(world.segments);
    frame_free(world.frame);
    g_ptr_array_unref(world.log_segments);
    frame_free(world.logs);
    sqlite3_close(world.database);
    return 0;
}
