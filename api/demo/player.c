/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/player.h"

#include "api/demo/check_ins.h"
#include "api/demo/log_lines.h"
#include "api/demo/releases.h"
#include "api/demo/repository.h"
#include "api/demo/sessions.h"
#include "api/demo/stories.h"
#include "api/demo/writer.h"
#include "api/wire/json.h"

#include <string.h>

#define ISSUES_PATH "/api/0/organizations/local/issues/"

static bool make_repositories(struct world *world, const char *directory, GError **error)
{
    static const struct repository_script *const scripts[SERVICE_COUNT] = {
        [SERVICE_WEB] = &script_web,
        [SERVICE_CHECKOUT] = &script_checkout,
        [SERVICE_PAYMENT] = &script_payment,
        [SERVICE_INVENTORY] = &script_inventory,
        [SERVICE_RECOMMENDATIONS] = &script_recommendations,
        [SERVICE_AGENTS] = &script_agents,
    };
    bool done = true;
    repositories_begin();
    for (int i = 0; done && i < SERVICE_COUNT; i++) {
        world->repositories[i] = repository_make(scripts[i], directory, world->now_ns, error);
        done = world->repositories[i] != NULL;
    }
    repositories_end();
    return done;
}

struct world *player_world(uint64_t seed, int64_t now_ns, const char *directory, GError **error)
{
    static const struct activity *const stories[] = {
        story_index,   story_fallback, story_backlog, story_agents, story_blocklist,
        noise_traffic, noise_times,    noise_page,    noise_errors, noise_browser};
    struct world *world = world_new(seed, now_ns);
    if (!make_repositories(world, directory, error)) {
        player_world_free(world);
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(stories); i++)
        world_schedule(world, stories[i]);
    return world;
}

void player_flood(struct world *world, int rows_a_second)
{
    world->flood = rows_a_second;
    world_schedule(world, story_flood);
}

void player_world_free(struct world *world)
{
    for (int i = 0; world && i < SERVICE_COUNT; i++)
        repository_free(world->repositories[i]);
    if (world)
        log_lines_free(world->lines);
    world_free(world);
}

/* Errors that a server has not seen the like of, in order: their service and type are new. */
static GPtrArray *first_sights(struct world *world, const GPtrArray *records)
{
    GPtrArray *firsts = g_ptr_array_new();
    for (guint i = 0; i < records->len; i++) {
        struct emission *record = records->pdata[i];
        if (record->kind == EMISSION_EVENT &&
            g_hash_table_add(world->seen, g_strdup_printf("%d %s", record->service, record->text)))
            g_ptr_array_add(firsts, record);
    }
    return firsts;
}

/* Takes the requests; those behind one that fails are not sent. */
static bool send_take(struct sender *sender, const GPtrArray *requests, GError **error)
{
    bool done = true;
    for (guint i = 0; i < requests->len; i++) {
        if (done)
            done = sender->post(sender, requests->pdata[i], error);
        else
            outgoing_free(requests->pdata[i]);
    }
    return done;
}

static bool post(const struct world *world, struct sender *sender, const GPtrArray *records,
                 GError **error)
{
    g_autoptr(GPtrArray) requests = g_ptr_array_new();
    demo_records_write(world, records, requests);
    if (world->lines)
        log_lines_write(world->lines, records);
    return send_take(sender, requests, error);
}

/* A server numbers issues as they come, and requests overtake each other: so that a seed always
 * gives the same numbers, what begins an issue is sent before all else, each alone. */
static bool post_records(struct world *world, struct sender *sender, GPtrArray *records,
                         GError **error)
{
    g_autoptr(GPtrArray) firsts = first_sights(world, records);
    for (guint i = 0; i < firsts->len; i++) {
        g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func((GDestroyNotify)emission_free);
        guint at;
        g_ptr_array_find(records, firsts->pdata[i], &at);
        g_ptr_array_add(one, g_ptr_array_steal_index(records, at));
        if (!post(world, sender, one, error) || !sender->flush(sender, error))
            return false;
    }
    return post(world, sender, records, error);
}

/* What scheduled jobs and sessions have told since the last time. */
static bool post_health(struct world *world, struct sender *sender, int64_t until_ns,
                        GError **error)
{
    g_autoptr(GPtrArray) requests = g_ptr_array_new();
    int64_t from_ns = world->checked_ns ? world->checked_ns : world_before(world, HISTORY_MINUTES);
    check_ins_write(world, from_ns, until_ns, requests);
    sessions_write(world, from_ns, until_ns, requests);
    world->checked_ns = MAX(until_ns, from_ns);
    return send_take(sender, requests, error);
}

int64_t player_step_ns(const struct world *world, int64_t at_ns)
{
    bool flooded = world->flood > 0 && at_ns >= world->now_ns;
    return (flooded ? 1 : 5 * 60) * NS_PER_SECOND;
}

bool player_advance(struct world *world, struct sender *sender, int64_t until_ns, GError **error)
{
    world_advance(world, until_ns);
    g_autoptr(GPtrArray) due = world_collect(world, until_ns);
    return post_records(world, sender, due, error) && post_health(world, sender, until_ns, error);
}

/* Id of the issue of that type in an answer of the issues endpoint, or NULL. */
static char *issue_in(const char *answer)
{
    json_t *list = json_read(answer, strlen(answer), NULL, NULL);
    char *id = NULL;
    size_t i;
    json_t *issue;
    json_array_foreach(list, i, issue)
    {
        g_autofree char *title = json_get_text(issue, "title");
        if (!id && title && strstr(title, REGRESSION_TYPE))
            id = json_get_text(issue, "id");
    }
    json_decref(list);
    return id;
}

/* Errors of the days before, and one of them resolved as a person would. */
static bool past_and_resolved(struct world *world, struct sender *sender, GError **error)
{
    noise_past(world);
    g_autoptr(GPtrArray) due = world_collect(world, world_before(world, NOISE_RESOLVED_MINUTES));
    if (!post_records(world, sender, due, error))
        return false;
    g_autofree char *answer = sender->ask(
        sender,
        outgoing_new(TO_API, "GET", g_strdup(ISSUES_PATH "?query=&statsPeriod=24h"), NULL, NULL),
        error);
    if (!answer)
        return false;
    g_autofree char *id = issue_in(answer);
    if (!id)
        return true;
    GBytes *body = g_bytes_new_static("{\"status\":\"resolved\"}", 21);
    g_autofree char *done =
        sender->ask(sender,
                    outgoing_new(TO_API, "PUT", g_strconcat(ISSUES_PATH, id, "/", NULL),
                                 "application/json", body),
                    error);
    return done != NULL;
}

bool player_history(struct world *world, struct sender *sender, GError **error)
{
    if (!releases_post(world, sender, error) || !past_and_resolved(world, sender, error))
        return false;
    int64_t at = world_before(world, HISTORY_MINUTES);
    while (at < world->now_ns) {
        at = MIN(at + player_step_ns(world, at), world->now_ns);
        if (!player_advance(world, sender, at, error))
            return false;
    }
    return sender->flush(sender, error);
}
