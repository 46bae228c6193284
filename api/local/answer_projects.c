/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"

#include <string.h>

json_t *shape_project_brief(struct store *store, const char *slug)
{
    const struct project *project = slug ? store_project(store, slug) : NULL;
    json_t *body = json_object();
    json_object_set_new(body, "id", project ? answer_id(project->id) : json_null());
    json_object_set_new(body, "name", answer_text(slug));
    json_object_set_new(body, "slug", answer_text(slug));
    json_object_set_new(body, "platform", answer_text(project ? project->platform : NULL));
    return body;
}

/* Adds the bit of `kind` to each project that has rows of it. */
static void add_presence(struct store *store, enum item_kind kind, GHashTable *presence)
{
    struct table_request request = {
        .kind = kind,
        .fields = (const char *const[]){"project", "count()", NULL},
        .end_ns = INT64_MAX,
        .limit = 10000
    };
    int64_t first, last;
    if (!store_time_range(store, kind, &first, &last))
        return;
    g_autoptr(GPtrArray) segments = store_segments(store, kind, first, INT64_MAX);
    g_autoptr(table) table = table_query(segments, &request, NULL);
    for (size_t row = 0; table && row < table->rows; row++) {
        struct value slug = table->values[row * table->columns];
        if (slug.type != VALUE_STRING)
            continue;
        guint kinds = GPOINTER_TO_UINT(g_hash_table_lookup(presence, slug.string));
        g_hash_table_insert(presence, g_strdup(slug.string),
                            GUINT_TO_POINTER(kinds | 1u << (unsigned)kind));
    }
}

GHashTable *project_presence(struct store *store)
{
    GHashTable *presence = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++)
        add_presence(store, (enum item_kind)kind, presence);
    return presence;
}

static json_t *has(GHashTable *presence, const struct project *project, enum item_kind kind)
{
    guint kinds = GPOINTER_TO_UINT(g_hash_table_lookup(presence, project->slug));
    return json_boolean(kinds & 1u << (unsigned)kind);
}

static json_t *latest_release(struct store *store, const char *slug)
{
    const GPtrArray *releases = store_releases(store);
    const struct release_record *latest = NULL;
    for (guint i = 0; i < releases->len; i++) {
        const struct release_record *release = g_ptr_array_index(releases, i);
        for (guint p = 0; p < release->projects->len; p++)
            if (!strcmp(g_ptr_array_index(release->projects, p), slug) &&
                (!latest || release->created_ns >= latest->created_ns))
                latest = release;
    }
    return latest ? json_pack("{s:o}", "version", answer_text(latest->version)) : json_null();
}

/* Things a project can have and that nobody sends to a local server, or not yet. */
static const char *const absent[] = {"hasSessions",          "hasProfiles", "hasReplays",
                                     "hasFeedbacks",         "hasMonitors", "hasNewFeedbacks",
                                     "hasMinifiedStackTrace"};

json_t *shape_project(struct store *store, const struct project *project, GHashTable *presence,
                      bool organization)
{
    json_t *body = shape_project_brief(store, project->slug);
    bool errors = json_is_true(has(presence, project, ITEM_EVENT));
    json_object_set_new(body, "dateCreated", answer_time_ns(project->first_seen_ns, 6));
    json_object_set_new(body, "firstEvent",
                        errors ? answer_time_ns(project->first_seen_ns, 6) : json_null());
    json_object_set_new(body, "firstTransactionEvent", has(presence, project, ITEM_SPAN));
    json_object_set_new(body, "hasLogs", has(presence, project, ITEM_LOG));
    json_object_set_new(body, "hasTraceMetrics", has(presence, project, ITEM_METRIC));
    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++)
        json_object_set_new(body, absent[i], json_false());
    json_object_set_new(body, "isBookmarked", json_false());
    json_object_set_new(body, "isMember", json_true());
    json_object_set_new(body, "isPublic", json_false());
    json_object_set_new(body, "hasAccess", json_true());
    json_object_set_new(body, "status", json_string("active"));
    json_object_set_new(body, "features", json_array());
    json_object_set_new(body, "access",
                        json_pack("[s,s,s]", "project:read", "event:read", "event:write"));
    json_object_set_new(body, "team", json_null());
    json_object_set_new(body, "teams", json_array());
    json_t *platforms = json_array();
    if (project->platform)
        json_array_append_new(platforms, answer_text(project->platform));
    json_object_set_new(body, "platforms", platforms);
    json_object_set_new(body, "latestRelease", latest_release(store, project->slug));
    if (organization)
        json_object_set_new(body, "organization",
                            json_pack("{s:o, s:s, s:s}", "id", answer_id(ANSWER_ORGANIZATION_ID),
                                      "slug", ANSWER_ORGANIZATION, "name", "Local"));
    return body;
}

/* "dsn:<key>", "slug:<slug>", "id:<n>", or words that the slug contains. */
static bool project_matches(const struct project *project, const char *query)
{
    if (!query)
        return true;
    if (g_str_has_prefix(query, "dsn:"))
        return project->public_key && !strcmp(project->public_key, query + 4);
    if (g_str_has_prefix(query, "slug:"))
        return !strcmp(project->slug, query + 5);
    if (g_str_has_prefix(query, "id:"))
        return g_ascii_strtoll(query + 3, NULL, 10) == project->id;
    return strstr(project->slug, query) != NULL;
}

static json_t *project_list(struct ask *ask, bool organization)
{
    json_t *list = json_array();
    const char *query = ask_get(ask, "query");
    const GPtrArray *projects = store_projects(ask->store);
    g_autoptr(GHashTable) presence = project_presence(ask->store);
    for (guint i = 0; i < projects->len; i++) {
        const struct project *project = g_ptr_array_index(projects, i);
        if (project_matches(project, query))
            json_array_append_new(list, shape_project(ask->store, project, presence, organization));
    }
    return ask_page_of(ask, list);
}

json_t *answer_all_projects(struct ask *ask)
{
    return project_list(ask, true);
}

json_t *answer_projects(struct ask *ask)
{
    return project_list(ask, false);
}

json_t *answer_project(struct ask *ask)
{
    const struct project *project = ask_project(ask);
    g_autofree const char **collapse = ask_get_all(ask, "collapse");
    bool bare = collapse && g_strv_contains(collapse, "organization");
    g_autoptr(GHashTable) presence = project_presence(ask->store);
    return shape_project(ask->store, project, presence, !bare);
}

/* The DSN that an SDK may be given: the key last used, or the slug, which names the project. */
json_t *answer_project_keys(struct ask *ask)
{
    const struct project *project = ask_project(ask);
    const char *key = project->public_key ? project->public_key : project->slug;
    const char *base = ask->call->base_url ? ask->call->base_url : "";
    const char *host = strstr(base, "://");
    g_autofree char *dsn = host ? g_strdup_printf("%.*s%s@%s/%" PRId64, (int)(host + 3 - base),
                                                  base, key, host + 3, project->id)
                                : g_strdup("");
    json_t *item = json_object();
    json_object_set_new(item, "id", answer_text(key));
    json_object_set_new(item, "name", json_string("Default"));
    json_object_set_new(item, "label", json_string("Default"));
    json_object_set_new(item, "public", answer_text(key));
    json_object_set_new(item, "secret", json_string(""));
    json_object_set_new(item, "projectId", json_integer(project->id));
    json_object_set_new(item, "isActive", json_true());
    json_object_set_new(item, "rateLimit", json_null());
    json_object_set_new(item, "dsn", json_pack("{s:o}", "public", answer_text(dsn)));
    json_object_set_new(item, "dateCreated", answer_time_ns(project->first_seen_ns, 6));
    json_t *list = json_array();
    json_array_append_new(list, item);
    return ask_page_of(ask, list);
}

static void add_environments(GHashTable *known, json_t *list, const struct project *project,
                             bool hidden)
{
    for (guint i = 0; i < project->environments->len; i++) {
        char *name = g_ptr_array_index(project->environments, i);
        if (!g_hash_table_add(known, name))
            continue;
        json_t *item = json_object();
        json_object_set_new(item, "id", answer_id((int64_t)g_hash_table_size(known)));
        json_object_set_new(item, "name", answer_text(name));
        if (hidden)
            json_object_set_new(item, "isHidden", json_false());
        json_array_append_new(list, item);
    }
}

/* Nothing is hidden here. */
static bool wants_hidden(struct ask *ask)
{
    const char *visibility = ask_get(ask, "visibility");
    return visibility && !strcmp(visibility, "hidden");
}

json_t *answer_environments(struct ask *ask)
{
    struct scope scope;
    json_t *failure = ask_scope(ask, NULL, &scope);
    if (failure)
        return failure;
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    json_t *list = json_array();
    const GPtrArray *projects = store_projects(ask->store);
    for (guint i = 0; i < projects->len && !wants_hidden(ask); i++) {
        const struct project *project = g_ptr_array_index(projects, i);
        if (ask_scope_has_project(&scope, project->slug))
            add_environments(known, list, project, false);
    }
    ask_scope_clear(&scope);
    return list;
}

json_t *answer_project_environments(struct ask *ask)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    json_t *list = json_array();
    if (!wants_hidden(ask))
        add_environments(known, list, ask_project(ask), true);
    return list;
}
