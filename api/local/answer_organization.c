/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"
#include "api/local/store_releases.h"
#include "base/clock.h"

#include <string.h>

/* What a local token may do. */
static const char *const scopes[] = {"org:read",   "project:read",     "project:write",
                                     "event:read", "event:write",      "member:read",
                                     "team:read",  "project:releases", NULL};

static json_t *texts(const char *const *list)
{
    json_t *array = json_array();
    for (size_t i = 0; list[i]; i++)
        json_array_append_new(array, json_string(list[i]));
    return array;
}

static json_t *user_body(void)
{
    json_t *email =
        json_pack("[{s:s, s:s, s:b}]", "id", "1", "email", SHAPE_USER_EMAIL, "is_verified", true);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:b, s:o}", "id", SHAPE_USER_ID,
                     "name", SHAPE_USER_NAME, "username", SHAPE_USER_EMAIL, "email",
                     SHAPE_USER_EMAIL, "avatarUrl", "", "isActive", true, "isStaff", false,
                     "isSuperuser", false, "has2fa", false, "emails", email);
}

json_t *answer_root(struct ask *ask)
{
    (void)ask;
    json_t *auth = json_object();
    json_object_set_new(auth, "scopes", texts(scopes));
    json_t *body = json_object();
    json_object_set_new(body, "version", json_string("0"));
    json_object_set_new(body, "auth", auth);
    json_object_set_new(body, "user", user_body());
    return body;
}

json_t *answer_user(struct ask *ask)
{
    (void)ask;
    return user_body();
}

json_t *answer_regions(struct ask *ask)
{
    return json_pack("{s:[{s:s, s:s}]}", "regions", "name", ANSWER_ORGANIZATION, "url",
                     ask->call->base_url ? ask->call->base_url : "");
}

/* No `links`: clients then keep to the address that they have, which is the only one. */
static json_t *organization(struct ask *ask)
{
    int64_t created = 0;
    const GPtrArray *projects = store_projects(ask->store);
    for (guint i = 0; i < projects->len; i++) {
        const struct project *project = g_ptr_array_index(projects, i);
        if (created == 0 || project->first_seen_ns < created)
            created = project->first_seen_ns;
    }
    json_t *body = json_object();
    json_object_set_new(body, "id", answer_id(ANSWER_ORGANIZATION_ID));
    json_object_set_new(body, "slug", json_string(ANSWER_ORGANIZATION));
    json_object_set_new(body, "name", json_string("Local"));
    json_object_set_new(body, "status", json_pack("{s:s, s:s}", "id", "active", "name", "active"));
    json_object_set_new(body, "dateCreated", answer_time_ns(created ? created : ask->now_ns, 6));
    json_object_set_new(body, "isEarlyAdopter", json_false());
    json_object_set_new(body, "require2FA", json_false());
    json_object_set_new(body, "avatar",
                        json_pack("{s:s, s:n}", "avatarType", "letter_avatar", "avatarUuid"));
    json_object_set_new(body, "features",
                        texts((const char *const[]){"visibility-explore-view", "ourlogs-enabled",
                                                    "tracemetrics-enabled", NULL}));
    json_object_set_new(body, "access", texts(scopes));
    json_object_set_new(body, "role", json_string("owner"));
    json_object_set_new(body, "orgRole", json_string("owner"));
    return body;
}

json_t *answer_organizations(struct ask *ask)
{
    json_t *list = json_array();
    const char *query = ask_get(ask, "query");
    if (!query || strstr(ANSWER_ORGANIZATION, query) || !strcmp(query, "slug:" ANSWER_ORGANIZATION))
        json_array_append_new(list, organization(ask));
    return ask_page_of(ask, list);
}

json_t *answer_organization(struct ask *ask)
{
    json_t *body = organization(ask);
    const char *detailed = ask_get(ask, "detailed");
    if (detailed && !strcmp(detailed, "0"))
        return body;
    json_t *projects = json_array();
    const GPtrArray *all = store_projects(ask->store);
    g_autoptr(GHashTable) presence = project_presence(ask->store);
    for (guint i = 0; i < all->len; i++)
        json_array_append_new(
            projects, shape_project(ask->store, g_ptr_array_index(all, i), presence, false));
    json_object_set_new(body, "teams", json_array());
    json_object_set_new(body, "projects", projects);
    return body;
}

/* The one member: whoever holds the token. */
json_t *answer_members(struct ask *ask)
{
    json_t *member =
        json_pack("{s:s, s:s, s:s, s:o, s:s, s:b, s:b, s:{}, s:o, s:s, s:n}", "id", "1", "email",
                  SHAPE_USER_EMAIL, "name", SHAPE_USER_NAME, "user", user_body(), "orgRole",
                  "owner", "pending", false, "expired", false, "flags", "dateCreated",
                  answer_time_ns(ask->now_ns, 6), "inviteStatus", "approved", "inviterName");
    json_t *list = json_array();
    json_array_append_new(list, member);
    return ask_page_of(ask, list);
}

json_t *answer_users(struct ask *ask)
{
    json_t *list = json_array();
    json_array_append_new(list, user_body());
    return ask_page_of(ask, list);
}

/* One machine has no teams. */
json_t *answer_teams(struct ask *ask)
{
    return ask_page_of(ask, json_array());
}

static json_t *repository(const struct repository *repository)
{
    const char *provider = repository->provider ? repository->provider : "git";
    json_t *body = json_object();
    json_object_set_new(body, "id", answer_id(repository->id));
    json_object_set_new(body, "name", answer_text(repository->name));
    json_object_set_new(body, "url", answer_text(repository->url));
    json_object_set_new(
        body, "provider",
        json_pack("{s:o, s:o}", "id", answer_text(provider), "name", answer_text(provider)));
    json_object_set_new(body, "status", json_string("active"));
    json_object_set_new(body, "dateCreated", answer_time_ns(repository->created_ns, 6));
    json_object_set_new(body, "integrationId", json_null());
    json_object_set_new(body, "externalSlug", json_null());
    json_object_set_new(body, "externalId", json_null());
    return body;
}

json_t *shape_repository(struct store *store, const char *name)
{
    const GPtrArray *all = store_repositories(store);
    for (guint i = 0; name && i < all->len; i++) {
        const struct repository *known = g_ptr_array_index(all, i);
        if (!strcmp(known->name, name))
            return repository(known);
    }
    return NULL;
}

json_t *answer_repositories(struct ask *ask)
{
    json_t *list = json_array();
    const char *query = ask_get(ask, "query");
    const GPtrArray *all = store_repositories(ask->store);
    for (guint i = 0; i < all->len; i++) {
        const struct repository *known = g_ptr_array_index(all, i);
        if (!query || strstr(known->name, query))
            json_array_append_new(list, repository(known));
    }
    return ask_page_of(ask, list);
}

json_t *answer_repository_put(struct ask *ask)
{
    json_t *failure = NULL;
    json_t *sent = ask_body(ask, &failure);
    if (!sent)
        return failure;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = json_get_text(sent, "name");
    g_autofree char *url = json_get_text(sent, "url");
    g_autofree char *provider = json_get_text(sent, "provider");
    json_decref(sent);
    if (!name || !*name) {
        ask->status = 400;
        return json_pack("{s:[s]}", "name", "This field is required.");
    }
    if (!store_repository_put(ask->store, name, provider, url, &error))
        return ask_fail_error(ask, error);
    ask->status = 201;
    store_read_lock(ask->store);
    json_t *body = shape_repository(ask->store, name);
    store_read_unlock(ask->store);
    return body ? body : ask_missing(ask);
}
