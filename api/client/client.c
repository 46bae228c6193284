/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/client.h"

#include "api/client/credentials.h"
#include "api/client/network.h"
#include "api/client/request_path.h"
#include "api/client/url.h"
#include "api/client/web_url.h"

#include <string.h>

struct client {
    char *url, *organization;
    struct shared *shared;
    struct network *network;
    GHashTable *wanted; /* of uint64_t *: subscriptions; a late reply to another is dropped */
    uint64_t last_id;
    uint64_t issued; /* commands */
};

/* A token goes out in a header, and never in the clear but to this machine. */
static bool check_token(const char *token, const char *url, GError **error)
{
    for (const char *at = token; at && *at; at++)
        if (!g_ascii_isgraph(*at)) {
            g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_CREDENTIALS,
                        "the token has blanks or line ends in it; copy it again");
            return false;
        }
    if (!token || credentials_allow(url, url))
        return true;
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_CREDENTIALS,
                "the token is not sent to %s without TLS; use https", url);
    return false;
}

struct client *client_new(const struct client_options *options, GError **error)
{
    if (!options->url) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_URL, "no server is configured");
        return NULL;
    }
    g_autofree char *url = url_normalise(options->url, error);
    const char *token = options->token && *options->token ? options->token : NULL;
    if (!url || !check_token(token, url, error))
        return NULL;
    struct shared *shared = shared_new(error);
    if (!shared)
        return NULL;
    struct client_options own = *options;
    own.url = url;
    own.token = token;
    struct network *network = network_start(&own, shared, error);
    if (!network) {
        shared_unref(shared);
        return NULL;
    }
    struct client *client = g_new0(struct client, 1);
    client->url = g_steal_pointer(&url);
    client->organization = g_strdup(options->organization);
    client->shared = shared;
    client->network = network;
    client->wanted = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return client;
}

void client_free(struct client *client)
{
    if (!client)
        return;
    network_stop(client->network);
    shared_unref(client->shared);
    g_hash_table_unref(client->wanted);
    g_free(client->url);
    g_free(client->organization);
    g_free(client);
}

void client_turn(struct client *client)
{
    while (network_turn(client->network))
        continue;
}

int client_fd(const struct client *client)
{
    return mailbox_fd(client->shared->replies);
}

static bool is_wanted(const struct client *client, uint64_t id)
{
    return g_hash_table_contains(client->wanted, &id);
}

struct reply *client_next_reply(struct client *client, uint64_t *subscription)
{
    struct delivery *delivery;
    while ((delivery = mailbox_take(client->shared->replies))) {
        if (is_wanted(client, delivery->id)) {
            *subscription = delivery->id;
            struct reply *reply = g_steal_pointer(&delivery->reply);
            delivery_free(delivery);
            return reply;
        }
        delivery_free(delivery);
    }
    return NULL;
}

void client_patient(struct client *client, bool patient)
{
    g_mutex_lock(&client->shared->lock);
    client->shared->patient = patient;
    g_mutex_unlock(&client->shared->lock);
}

static void send(struct client *client, const struct command *command)
{
    client->issued++;
    mailbox_send(client->shared->commands, g_memdup2(command, sizeof *command));
}

uint64_t client_subscribe(struct client *client, struct request *request, int every_ms, int age_ms)
{
    uint64_t id = ++client->last_id;
    g_hash_table_add(client->wanted, g_memdup2(&id, sizeof id));
    send(client, &(struct command){.kind = COMMAND_SUBSCRIBE,
                                   .id = id,
                                   .request = request,
                                   .every_ms = every_ms,
                                   .age_ms = age_ms});
    return id;
}

void client_pace(struct client *client, uint64_t subscription, int every_ms, bool hidden)
{
    if (is_wanted(client, subscription))
        send(client,
             &(struct command){
                 .kind = COMMAND_PACE, .id = subscription, .every_ms = every_ms, .flag = hidden});
}

void client_refresh(struct client *client, uint64_t subscription)
{
    if (is_wanted(client, subscription))
        send(client, &(struct command){.kind = COMMAND_REFRESH, .id = subscription});
}

void client_unsubscribe(struct client *client, uint64_t subscription)
{
    if (g_hash_table_remove(client->wanted, &subscription))
        send(client, &(struct command){.kind = COMMAND_UNSUBSCRIBE, .id = subscription});
}

void client_pause(struct client *client, bool paused)
{
    send(client, &(struct command){.kind = COMMAND_PAUSE, .flag = paused});
}

/* Commands on their way count as waiting, bodies on the pool as in flight: when all three are
 * nought, there is nothing to come. */
struct client_state client_state(const struct client *client)
{
    struct shared *shared = client->shared;
    g_mutex_lock(&shared->lock);
    struct client_state state = shared->state;
    state.waiting += client->issued - shared->handled;
    state.in_flight += shared->decoding;
    g_mutex_unlock(&shared->lock);
    state.unread = mailbox_length(shared->replies);
    return state;
}

char *client_web_url(const struct client *client, const char *kind, const char *id)
{
    return web_url(client->url, client->organization, kind, id);
}
