/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_issue_search.h"
#include "api/local/answer_json.h"

#include <string.h>

/* An issue, and where the search looks into events, one of them. Lists are the text of a JSON
 * array, of which a term may match any element. */
struct candidate {
    const struct issue_record *issue;
    int64_t now_ns;
    char *states;   /* what stands after is: */
    char *releases; /* every one it was seen in */
    char *environments;
    const struct segment *segment;
    size_t row;
};

static struct value text_or(const char *text, const char *fallback)
{
    return value_string(text ? text : fallback);
}

typedef struct value issue_key_fn(const struct candidate *candidate);

#define KEY(name, expression)                                         \
    static struct value key_##name(const struct candidate *candidate) \
    {                                                                 \
        const struct issue_record *issue = candidate->issue;          \
        return expression;                                            \
    }
KEY(status, value_string(issue->status))
KEY(title, value_string(issue->title))
KEY(culprit, value_string(issue->culprit))
KEY(level, value_string(level_name(issue->level)))
KEY(short_id, value_string(issue->short_id))
KEY(id, value_int(issue->id))
KEY(project, value_string(issue->project))
KEY(platform, value_string(issue->platform))
KEY(error_type, value_string(issue->metadata_type))
KEY(error_value, value_string(issue->metadata_value))
KEY(type, value_string(issue->type))
KEY(first_seen, value_int(issue->first_seen_ns))
KEY(last_seen, value_int(issue->last_seen_ns))
KEY(times_seen, value_int(issue->count))
KEY(users, value_int(issue->users))
KEY(first_release, value_string(issue->first_release))
KEY(last_release, value_string(issue->last_release))
KEY(priority, value_string(issue->priority))
KEY(unhandled, value_bool(issue->unhandled))
KEY(handled, value_bool(!issue->unhandled))
KEY(bookmarked, value_string(issue->bookmarked ? "me" : NULL))
#undef KEY

static struct value value_list(const char *array)
{
    return (struct value){.type = array ? VALUE_ARRAY : VALUE_NONE, .string = array};
}

static struct value key_is(const struct candidate *candidate)
{
    return value_list(candidate->states);
}

static struct value key_releases(const struct candidate *candidate)
{
    return value_list(candidate->releases);
}

static struct value key_environments(const struct candidate *candidate)
{
    return value_list(candidate->environments);
}

static struct value key_error(const struct candidate *candidate)
{
    (void)candidate;
    return value_string("error");
}

static struct value key_substatus(const struct candidate *candidate)
{
    return value_string(issue_substatus(candidate->issue, candidate->now_ns));
}

static struct value key_assigned(const struct candidate *candidate)
{
    const char *assignee = candidate->issue->assignee;
    if (assignee && !strcmp(assignee, "user:1"))
        return value_string("me");
    return text_or(assignee && *assignee ? assignee : NULL, "none");
}

static const struct {
    const char *key;
    issue_key_fn *value;
} issue_keys[] = {
    {"is",                    key_is           },
    {"release",               key_releases     },
    {"environment",           key_environments },
    {"status",                key_status       },
    {"substatus",             key_substatus    },
    {"title",                 key_title        },
    {"culprit",               key_culprit      },
    {"level",                 key_level        },
    {"issue",                 key_short_id     },
    {"issue.id",              key_id           },
    {"project",               key_project      },
    {"project.name",          key_project      },
    {"platform",              key_platform     },
    {"error.type",            key_error_type   },
    {"error.value",           key_error_value  },
    {"error.unhandled",       key_unhandled    },
    {"handled",               key_handled      },
    {"issue.category",        key_error        },
    {"issue.type",            key_error        },
    {"type",                  key_type         },
    {"event.type",            key_type         },
    {"issue.priority",        key_priority     },
    {"priority",              key_priority     },
    {"firstSeen",             key_first_seen   },
    {"age",                   key_first_seen   },
    {"lastSeen",              key_last_seen    },
    {"timesSeen",             key_times_seen   },
    {"userCount",             key_users        },
    {"firstRelease",          key_first_release},
    {"lastRelease",           key_last_release },
    {"bookmarks",             key_bookmarked   },
    {"assigned",              key_assigned     },
    {"assigned_or_suggested", key_assigned     },
};

static issue_key_fn *find_key(const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(issue_keys); i++)
        if (!strcmp(issue_keys[i].key, key))
            return issue_keys[i].value;
    return NULL;
}

/* What may stand after `is:`. */
static const char *const states[] = {"unresolved",
                                     "resolved",
                                     "ignored",
                                     "archived",
                                     "muted",
                                     "new",
                                     "ongoing",
                                     "escalating",
                                     "regressed",
                                     "assigned",
                                     "unassigned",
                                     "for_review",
                                     "bookmarked",
                                     "linked",
                                     "unlinked",
                                     "unhandled",
                                     "handled",
                                     "archived_forever",
                                     "archived_until_escalating",
                                     "archived_until_condition_met",
                                     NULL};

static bool issue_is(const struct candidate *candidate, const char *state)
{
    const struct issue_record *issue = candidate->issue;
    const char *substatus = issue_substatus(issue, candidate->now_ns);
    bool assigned = issue->assignee && *issue->assignee;
    if (!strcmp(state, "archived") || !strcmp(state, "muted"))
        return !strcmp(issue->status, "ignored");
    if (!strcmp(state, "assigned") || !strcmp(state, "unassigned"))
        return assigned == !strcmp(state, "assigned");
    if (!strcmp(state, "unhandled") || !strcmp(state, "handled"))
        return issue->unhandled == !strcmp(state, "unhandled");
    if (!strcmp(state, "for_review"))
        return !issue->reviewed && !strcmp(issue->status, "unresolved");
    if (!strcmp(state, "bookmarked"))
        return issue->bookmarked;
    if (!strcmp(state, "unlinked"))
        return true;
    return !strcmp(issue->status, state) || !g_strcmp0(substatus, state);
}

static struct value candidate_get(const void *thing, const char *key)
{
    const struct candidate *candidate = thing;
    if (!key)
        return value_string(candidate->issue->title);
    issue_key_fn *value = find_key(key);
    if (value)
        return value(candidate);
    if (!candidate->segment)
        return (struct value){0};
    return segment_value(candidate->segment, candidate->row,
                         segment_column(candidate->segment, key));
}

static char *list_text(json_t *list)
{
    char *dumped = json_dumps(list, JSON_COMPACT);
    char *text = g_strdup(dumped);
    free(dumped);
    json_decref(list);
    return text;
}

static char *texts(const GPtrArray *values)
{
    json_t *list = json_array();
    for (guint i = 0; values && i < values->len; i++)
        json_array_append_new(list, answer_text(values->pdata[i]));
    return json_array_size(list) ? list_text(list) : (json_decref(list), NULL);
}

static struct candidate candidate_of(const struct issue_record *issue, int64_t now_ns)
{
    struct candidate candidate = {.issue = issue, .now_ns = now_ns};
    json_t *list = json_array();
    for (size_t i = 0; states[i]; i++)
        if (issue_is(&candidate, states[i]))
            json_array_append_new(list, json_string(states[i]));
    candidate.states = list_text(list);
    candidate.releases = texts(issue->releases);
    candidate.environments = texts(issue->environments);
    return candidate;
}

static void candidate_clear(struct candidate *candidate)
{
    g_free(candidate->states);
    g_free(candidate->releases);
    g_free(candidate->environments);
}

/* What a search asks for: looked at before it runs. */
struct terms {
    bool of_events;
    char *wrong;
};

static bool look_at_term(const char *key, const char *operator, const char * value, bool negated,
                         void *context)
{
    struct terms *terms = context;
    (void)negated;
    if (!strcmp(key, "is")) {
        if (!strcmp(operator, ":") && value[0] != '[' && !g_strv_contains(states, value))
            terms->wrong = g_strdup_printf("is:%s is not known", value);
    } else if (!find_key(key)) {
        terms->of_events = true;
    }
    return !terms->wrong;
}

static bool in_scope(const struct issue_record *issue, const struct scope *scope)
{
    if (!ask_scope_has_project(scope, issue->project))
        return false;
    if (issue->last_seen_ns < scope->start_ns || issue->first_seen_ns >= scope->end_ns)
        return false;
    bool inside = !scope->environments;
    for (guint i = 0; !inside && issue->environments && i < issue->environments->len; i++)
        inside = g_strv_contains(scope->environments, g_ptr_array_index(issue->environments, i));
    return inside;
}

static void match_issues(struct ask *ask, const struct scope *scope, const struct query *query,
                         GPtrArray *found)
{
    const GPtrArray *issues = store_issues(ask->store);
    for (guint i = 0; i < issues->len; i++) {
        if (!in_scope(issues->pdata[i], scope))
            continue;
        struct candidate candidate = candidate_of(issues->pdata[i], ask->now_ns);
        if (query_matches(query, candidate_get, &candidate))
            g_ptr_array_add(found, issues->pdata[i]);
        candidate_clear(&candidate);
    }
}

/* Rows of events by the issue that they belong to. */
struct row {
    const struct segment *segment;
    size_t row;
};

static void gather_rows(const struct segment *segment, const struct scope *scope,
                        GHashTable *rows_of)
{
    int column = segment_column(segment, "issue.id");
    for (size_t row = 0; column >= 0 && row < segment_rows(segment); row++) {
        int64_t time_ns = segment_time_ns(segment, row);
        double id;
        if (time_ns < scope->start_ns || time_ns >= scope->end_ns ||
            !value_number(segment_value(segment, row, column), &id))
            continue;
        gpointer key = GSIZE_TO_POINTER((gsize)id);
        GArray *rows = g_hash_table_lookup(rows_of, key);
        if (!rows) {
            rows = g_array_new(FALSE, FALSE, sizeof(struct row));
            g_hash_table_insert(rows_of, key, rows);
        }
        struct row entry = {segment, row};
        g_array_append_val(rows, entry);
    }
}

static bool some_row_matches(const struct query *query, struct candidate *candidate,
                             const GArray *rows)
{
    for (guint i = 0; rows && i < rows->len; i++) {
        candidate->segment = g_array_index(rows, struct row, i).segment;
        candidate->row = g_array_index(rows, struct row, i).row;
        if (query_matches(query, candidate_get, candidate))
            return true;
    }
    return false;
}

static void match_events(struct ask *ask, const struct scope *scope, const struct query *query,
                         GPtrArray *found)
{
    g_autoptr(GHashTable) rows_of =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    g_autoptr(GPtrArray) segments =
        store_segments(ask->store, ITEM_EVENT, scope->start_ns, scope->end_ns);
    for (guint i = 0; i < segments->len; i++)
        gather_rows(segments->pdata[i], scope, rows_of);
    const GPtrArray *issues = store_issues(ask->store);
    for (guint i = 0; i < issues->len; i++) {
        struct issue_record *issue = issues->pdata[i];
        if (!in_scope(issue, scope))
            continue;
        struct candidate candidate = candidate_of(issue, ask->now_ns);
        if (some_row_matches(query, &candidate,
                             g_hash_table_lookup(rows_of, GSIZE_TO_POINTER((gsize)issue->id))))
            g_ptr_array_add(found, issue);
        candidate_clear(&candidate);
    }
}

GPtrArray *issue_search(struct ask *ask, const struct scope *scope, const char *text,
                        json_t **failure)
{
    g_autoptr(query) query = ask_query(ask, text, failure);
    if (!query)
        return NULL;
    struct terms terms = {0};
    query_each_term(query, look_at_term, &terms);
    if (terms.wrong) {
        *failure = ask_fail(ask, 400, "Invalid query: %s", terms.wrong);
        g_free(terms.wrong);
        return NULL;
    }
    GPtrArray *found = g_ptr_array_new();
    (terms.of_events ? match_events : match_issues)(ask, scope, query, found);
    return found;
}

const struct issue_record *issue_find(struct store *store, const char *name)
{
    gint64 id;
    if (g_ascii_string_to_signed(name, 10, 1, G_MAXINT64, &id, NULL))
        return store_issue(store, id);
    return store_issue_by_short_id(store, name);
}
