/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/client.h"

#include "api/client/credentials.h"
#include "api/client/network.h"
#include "api/client/request_path.h"
#include "api/client/url.h"
#include "api/client/web_url.h"

#include <string.h>

/* What the UI thread knows of a subscription: enough to tell a late reply from a wanted one. */
struct interest {
    uint64_t id;
    uint64_t revision; /* of the request that it wants answered */
    struct request *request;
    int every_ms;
};

struct client {
    char *url, *organization;
    struct shared *shared;
    struct network *network;
    GHashTable *interests; /* id -> struct interest */
    uint64_t last_id;
    uint64_t issued; /* commands */
};

static void interest_free(void *data)
{
    struct interest *interest = data;
    request_free(interest->request);
    g_free(interest);
}

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
    client->interests = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, interest_free);
    return client;
}

void client_free(struct client *client)
{
    if (!client)
        return;
    network_stop(client->network);
    shared_unref(client->shared);
    g_hash_table_unref(client->interests);
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

static struct interest *find(const struct client *client, uint64_t id)
{
    return g_hash_table_lookup(client->interests, &id);
}

struct reply *client_next_reply(struct client *client, uint64_t *subscription)
{
    struct delivery *delivery;
    while ((delivery = mailbox_take(client->shared->replies))) {
        const struct interest *interest = find(client, delivery->id);
        if (interest && interest->revision == delivery->revision) {
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
    struct interest *interest = g_new0(struct interest, 1);
    interest->id = ++client->last_id;
    interest->request = request_copy(request);
    interest->every_ms = every_ms;
    g_hash_table_insert(client->interests, &interest->id, interest);
    send(client, &(struct command){.kind = COMMAND_SUBSCRIBE,
                                   .id = interest->id,
                                   .request = request,
                                   .every_ms = every_ms,
                                   .age_ms = age_ms});
    return interest->id;
}

void client_pace(struct client *client, uint64_t subscription, int every_ms, bool hidden)
{
    struct interest *interest = find(client, subscription);
    if (!interest)
        return;
    interest->every_ms = every_ms;
    send(client,
         &(struct command){
             .kind = COMMAND_PACE, .id = subscription, .every_ms = every_ms, .flag = hidden});
}

void client_refresh(struct client *client, uint64_t subscription)
{
    if (find(client, subscription))
        send(client, &(struct command){.kind = COMMAND_REFRESH, .id = subscription});
}

void client_replace(struct client *client, uint64_t subscription, struct request *request)
{
    struct interest *interest = find(client, subscription);
    if (!interest) {
        request_free(request);
        return;
    }
    bool slide = interest->every_ms > 0 && request_is_slide(interest->request, request);
    interest->revision += !slide;
    request_free(interest->request);
    interest->request = request_copy(request);
    send(client, &(struct command){.kind = COMMAND_REPLACE,
                                   .id = subscription,
                                   .revision = interest->revision,
                                   .request = request,
                                   .flag = slide});
}

void client_unsubscribe(struct client *client, uint64_t subscription)
{
    if (g_hash_table_remove(client->interests, &subscription))
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
