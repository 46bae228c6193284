/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"

/* Where the parts of a name stand in the answers of each endpoint; NULL = nowhere. `list`: the key
 * of the list where the answer is an object; without one, such an answer is the one name itself. */
struct places {
    const char *list, *id, *slug, *name, *extra, *count;
};

static const struct places DEFAULT = {NULL, "id", "slug", "name", "platform", NULL};

static const struct places PLACES[ENDPOINT_COUNT] = {
    [ENDPOINT_AUTH] = {NULL,      "id",      "username",      "name", "email",           NULL         },
    [ENDPOINT_REGIONS] = {"regions", "name",    "name",          "name", "url",             NULL         },
    [ENDPOINT_ORGANIZATIONS] = {NULL,      "id",      "slug",          "name", "links.regionUrl", NULL         },
    [ENDPOINT_ORGANIZATION] = {NULL,      "id",      "slug",          "name", "links.regionUrl", NULL         },
    [ENDPOINT_PROJECT_KEYS] = {NULL,      "id",      "public",        "name", "dsn.public",      NULL         },
    [ENDPOINT_ENVIRONMENTS] = {NULL,      "id",      "name",          "name", NULL,              NULL         },
    [ENDPOINT_PROJECT_ENVIRONMENTS] = {NULL,      "id",      "name",          "name", NULL,              NULL         },
 /* Issues are assigned to users, not to members; an invitation has no user yet. */
    [ENDPOINT_MEMBERS] = {NULL,      "user.id", "user.username", "name", "email",           NULL         },
    [ENDPOINT_REPOS] = {NULL,      "id",      "name",          "name", "url",             NULL         },
    [ENDPOINT_ATTRIBUTES] = {"data",    "key",     "key",           "name", "attributeType",   NULL         },
    [ENDPOINT_TAGS] = {NULL,      "key",     "key",           "name", NULL,              "totalValues"},
    [ENDPOINT_TAG_VALUES] = {NULL,      "value",   "value",         "name", NULL,              "count"      },
    [ENDPOINT_ATTRIBUTE_VALUES] = {"data",    "value",   "value",         "name", NULL,              "count"      },
};

static const struct places *places_of(enum endpoint endpoint)
{
    return PLACES[endpoint].id ? &PLACES[endpoint] : &DEFAULT;
}

static char *text_at(const json_t *entry, const char *path)
{
    return path ? decode_path_text(entry, path) : NULL;
}

static struct name *read_name(const struct places *places, const json_t *entry)
{
    struct name *name = g_new0(struct name, 1);
    name->id = text_at(entry, places->id);
    name->slug = text_at(entry, places->slug);
    name->name = text_at(entry, places->name);
    name->extra = text_at(entry, places->extra);
    name->count = places->count ? decode_count(entry, places->count) : -1;
    if (places->count && name->count < 0)
        name->count = decode_count(entry, "uniqueValues"); /* which of the two is told varies */
    if (!name->name)
        name->name = g_strdup(name->slug ? name->slug : name->id);
    if (!name->slug)
        name->slug = g_strdup(name->name);
    return name;
}

void *decode_names(const struct request *request, json_t *root, GError **error)
{
    const struct places *places = places_of(request->endpoint);
    json_t *list = places->list          ? decode_list(root, places->list)
                   : json_is_array(root) ? root
                                         : NULL;
    if (!list && !decode_expect_object(root, error))
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func((GDestroyNotify)name_free);
    size_t count = list ? json_array_size(list) : 1;
    for (size_t i = 0; i < count; i++) {
        const json_t *entry = list ? json_array_get(list, i) : root;
        struct name *name = read_name(places, entry);
        if (name->id || (name->slug && request->endpoint != ENDPOINT_MEMBERS))
            g_ptr_array_add(names, name);
        else
            name_free(name);
    }
    return names;
}
