/* SPDX-License-Identifier: Apache-2.0 */
#include "views/query_check.h"

#include "api/query/query.h"

#include <string.h>

struct check {
    enum query_kind kind;
    char *wrong;
    size_t offset;
};

/* The first values of the table; the rest are seldom meant. */
static char *wanted_values(const struct query_key *known)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (int i = 0; i < 5 && known->values[i]; i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", known->values[i]);
    if (g_strv_length((char **)known->values) > 5)
        g_string_append(list, "…");
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static bool is_value(const struct query_key *known, const char *value, size_t length)
{
    for (const char *const *wanted = known->values; *wanted; wanted++)
        if (strlen(*wanted) == length && g_ascii_strncasecmp(*wanted, value, length) == 0)
            return true;
    return memchr(value, '*', length) != NULL;
}

/* The first value of a list, or the only one, that is none of those known; -1 = all are. */
static gssize first_unknown(const struct query_key *known, const char *value)
{
    bool list = *value == '[';
    const char *at = value + list;
    for (;;) {
        at += strspn(at, " \"");
        size_t length = list ? strcspn(at, " \",]") : strlen(at);
        if (!is_value(known, at, length))
            return at - value;
        at += length + strspn(at + length, " \"");
        if (*at != ',')
            return -1;
        at++;
    }
}

static bool check_term(const struct query_place *place, void *context)
{
    struct check *check = context;
    const struct query_key *known = query_key_find(check->kind, place->key);
    gssize unknown = known && known->kind == VALUES_ONLY ? first_unknown(known, place->value) : -1;
    if (unknown < 0)
        return true;
    g_autofree char *wanted = wanted_values(known);
    check->wrong = g_strdup_printf("%s: wants %s", place->key, wanted);
    check->offset = place->value_at + (size_t)unknown;
    return false;
}

char *query_wrong(enum query_kind kind, const char *text, int64_t now_ns, size_t *offset)
{
    g_autoptr(GError) error = NULL;
    struct check check = {.kind = kind};
    g_autoptr(query) query = query_parse(text, now_ns, offset, &error);
    if (!query)
        return g_strdup(error->message);
    if (kind == QUERY_ISSUES && query_has_boolean(query, offset))
        return g_strdup("issues are searched without AND and OR: key:[a,b] takes either value");
    query_each_place(query, check_term, &check);
    if (check.wrong)
        *offset = check.offset;
    return check.wrong;
}
