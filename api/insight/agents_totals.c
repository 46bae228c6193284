/* SPDX-License-Identifier: Apache-2.0
 *
 * The totals by agent, model and tool, and what is to be said first: silent failures.
 */
#include "api/insight/agents_internal.h"

#include <string.h>

#define REPEATS_MANY  3 /* the same asked so often is a loop */
#define MOST_FINDINGS 12

/* --- totals: before sums of what lies below are added to the nodes --- */

struct totals {
    GArray *rows;
    GHashTable *by_name; /* borrowed name -> index + 1 */
};

/* The line of a name; a new one begins with the node `index`. Borrowed until the next. */
static struct agent_total *total_of(struct totals *totals, const char *name, int index)
{
    int place = GPOINTER_TO_INT(g_hash_table_lookup(totals->by_name, name));
    if (!place) {
        struct agent_total total = {.name = name, .node = index};
        agent_sums_init(&total.sums);
        g_array_append_val(totals->rows, total);
        place = (int)totals->rows->len;
        g_hash_table_insert(totals->by_name, (gpointer)name, GINT_TO_POINTER(place));
    }
    return &g_array_index(totals->rows, struct agent_total, (size_t)place - 1);
}

static void add_time(struct agent_total *total, const struct agent_node *node)
{
    if (node->duration_us > 0 &&
        __builtin_add_overflow(total->duration_us, node->duration_us, &total->duration_us))
        total->duration_us = INT64_MAX;
}

static void add_to(struct totals *totals, const char *name, int index,
                   const struct agent_node *node)
{
    struct agent_total *total = total_of(totals, name, index);
    total->times++;
    add_time(total, node);
    agent_sums_add(&total->sums, &node->sums);
}

static int64_t weight(const struct agent_total *total)
{
    const struct gen_ai_tokens *tokens = &total->sums.tokens;
    return MAX(tokens->input, 0) / 2 + MAX(tokens->output, 0) / 2;
}

static int most_used_first(gconstpointer a, gconstpointer b)
{
    const struct agent_total *x = a, *y = b;
    if (weight(x) != weight(y))
        return weight(x) > weight(y) ? -1 : 1;
    if (x->times != y->times)
        return x->times > y->times ? -1 : 1;
    return x->node - y->node;
}

static bool is_call(const struct agent_node *node)
{
    return node->kind == AGENT_MODEL || node->kind == AGENT_TOOL;
}

/* An agent is what its runs are; what it asked of models and tools is added to it. Its time is that
 * of its runs, or of what it asked where it has none. */
static void total_by_agent(struct agents *agents, struct totals *totals)
{
    for (guint i = 0; i < agents->nodes->len; i++) {
        const struct agent_node *node = agents_node_at(agents, i);
        if (node->kind == AGENT_RUN)
            add_to(totals, node->agent, (int)i, node);
        else if (is_call(node))
            agent_sums_add(&total_of(totals, node->agent, (int)i)->sums, &node->sums);
    }
    for (guint i = 0; i < agents->nodes->len; i++) {
        const struct agent_node *node = agents_node_at(agents, i);
        struct agent_total *total = is_call(node) ? total_of(totals, node->agent, (int)i) : NULL;
        if (total && !total->times)
            add_time(total, node);
    }
}

static void total_by_name(struct agents *agents, struct totals *totals, enum agent_kind kind)
{
    for (guint i = 0; i < agents->nodes->len; i++) {
        const struct agent_node *node = agents_node_at(agents, i);
        bool model = kind == AGENT_MODEL && (node->sums.calls || node->counted);
        if (model)
            add_to(totals, node->model, (int)i, node);
        else if (kind == AGENT_TOOL && node->kind == AGENT_TOOL)
            add_to(totals, node->name, (int)i, node);
    }
}

static void total_by(struct agents *agents, GArray *rows, enum agent_kind kind)
{
    struct totals totals = {rows, g_hash_table_new(g_str_hash, g_str_equal)};
    if (kind == AGENT_RUN)
        total_by_agent(agents, &totals);
    else
        total_by_name(agents, &totals, kind);
    g_array_sort(rows, most_used_first);
    g_hash_table_unref(totals.by_name);
}

void agents_total(struct agents *agents)
{
    total_by(agents, agents->by_agent, AGENT_RUN);
    total_by(agents, agents->by_model, AGENT_MODEL);
    total_by(agents, agents->by_tool, AGENT_TOOL);
    for (guint i = 0; i < agents->by_agent->len; i++)
        agents->distinct += *g_array_index(agents->by_agent, struct agent_total, i).name != 0;
}

/* --- findings --- */

/* The calls of one name by one agent. */
struct group {
    const char *agent, *name;
    enum agent_kind kind;
    int64_t count, empty, failed;
    int first_empty, first_failed;
};

/* The calls of one name by all agents. */
struct tally {
    int64_t count, spoilt; /* empty or failed */
    int groups;
    const char *agents[2]; /* of the first two groups */
};

struct groups {
    GArray *rows;        /* of struct group */
    GHashTable *places;  /* kind, agent and name -> place in rows + 1 */
    GHashTable *tallies; /* kind and name -> struct tally * */
};

static struct tally *tally_of(const struct groups *groups, enum agent_kind kind, const char *name)
{
    g_autofree char *key = g_strdup_printf("%d\x1f%s", (int)kind, name);
    struct tally *tally = g_hash_table_lookup(groups->tallies, key);
    if (!tally) {
        tally = g_new0(struct tally, 1);
        g_hash_table_insert(groups->tallies, g_steal_pointer(&key), tally);
    }
    return tally;
}

static struct group *group_of(struct groups *groups, const struct agent_node *node)
{
    g_autofree char *key =
        g_strdup_printf("%d\x1f%s\x1f%s", (int)node->kind, node->agent, node->name);
    int place = GPOINTER_TO_INT(g_hash_table_lookup(groups->places, key));
    if (!place) {
        struct group group = {node->agent, node->name, node->kind, 0, 0, 0, -1, -1};
        g_array_append_val(groups->rows, group);
        place = (int)groups->rows->len;
        g_hash_table_insert(groups->places, g_steal_pointer(&key), GINT_TO_POINTER(place));
    }
    return &g_array_index(groups->rows, struct group, (size_t)place - 1);
}

static void gather(const struct agents *agents, struct groups *groups)
{
    for (guint i = 0; i < agents->nodes->len; i++) {
        const struct agent_node *node = agents_node_at(agents, i);
        if (!is_call(node))
            continue;
        struct group *group = group_of(groups, node);
        bool empty = node->outcome == GEN_AI_RESULT_EMPTY;
        if (empty && !group->empty)
            group->first_empty = (int)i;
        if (node->failed && !group->failed)
            group->first_failed = (int)i;
        group->count++;
        group->empty += empty;
        group->failed += node->failed;
    }
}

static void tally_up(struct groups *groups)
{
    for (guint i = 0; i < groups->rows->len; i++) {
        const struct group *group = &g_array_index(groups->rows, struct group, i);
        struct tally *tally = tally_of(groups, group->kind, group->name);
        tally->count += group->count;
        tally->spoilt += group->empty + group->failed;
        if (tally->groups < 2)
            tally->agents[tally->groups] = group->agent;
        tally->groups++;
    }
}

/* What the same tool gave the others, where that is the whole difference. */
static void append_others(const struct groups *groups, const struct group *group, GString *out)
{
    const struct tally *all = tally_of(groups, group->kind, group->name);
    if (all->groups < 2 || all->spoilt > group->empty + group->failed)
        return;
    const char *who = all->agents[!strcmp(all->agents[0], group->agent)];
    bool named = all->groups == 2 && *who;
    g_string_append_printf(out, "; %s%s %" G_GINT64_FORMAT " returned something",
                           named ? who : "the other agents'", named ? "'s" : "",
                           all->count - group->count);
}

static void add_finding(struct agents *agents, enum agent_finding_kind kind, int node,
                        int64_t count, int64_t of, GString *text)
{
    struct agent_finding finding = {kind, node, count, of,
                                    g_string_chunk_insert(agents->text, text->str)};
    g_array_append_val(agents->findings, finding);
    g_string_free(text, TRUE);
}

static GString *begin(const char *agent)
{
    GString *out = g_string_new(agent);
    if (*agent)
        g_string_append(out, ": ");
    return out;
}

static void find_groups(struct agents *agents, const struct groups *groups)
{
    for (guint i = 0; i < groups->rows->len; i++) {
        const struct group *group = &g_array_index(groups->rows, struct group, i);
        const char *calls = group->count == 1 ? "call" : "calls";
        if (group->empty) {
            GString *text = begin(group->agent);
            g_string_append_printf(
                text, "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " %s %s returned nothing",
                group->empty, group->count, group->name, calls);
            if (group->empty == group->count)
                append_others(groups, group, text);
            add_finding(agents, FINDING_EMPTY, group->first_empty, group->empty, group->count,
                        text);
        }
        if (group->failed) {
            GString *text = begin(group->agent);
            g_string_append_printf(text,
                                   "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " %s %s failed",
                                   group->failed, group->count, group->name, calls);
            add_finding(agents, FINDING_FAILED, group->first_failed, group->failed, group->count,
                        text);
        }
    }
}

struct repeat {
    int first;
    int64_t count;
};

static void find_repeats(struct agents *agents)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    for (guint i = 0; i < agents->nodes->len; i++) {
        const struct agent_node *node = agents_node_at(agents, i);
        if (node->kind != AGENT_TOOL || !node->arguments || node->retry)
            continue;
        g_autofree char *key =
            g_strdup_printf("%s\x1f%s\x1f%x", node->agent, node->name, node->asked);
        struct repeat *repeat = g_hash_table_lookup(seen, key);
        if (!repeat) {
            repeat = g_new0(struct repeat, 1);
            repeat->first = (int)i;
            g_hash_table_insert(seen, g_steal_pointer(&key), repeat);
            g_ptr_array_add(order, repeat);
        }
        repeat->count++;
    }
    for (guint i = 0; i < order->len; i++) {
        const struct repeat *repeat = g_ptr_array_index(order, i);
        if (repeat->count < REPEATS_MANY)
            continue;
        const struct agent_node *node = agents_node_at(agents, (size_t)repeat->first);
        GString *text = begin(node->agent);
        g_string_append_printf(text, "%s asked the same %" G_GINT64_FORMAT " times", node->name,
                               repeat->count);
        add_finding(agents, FINDING_REPEATED, repeat->first, repeat->count, repeat->count, text);
    }
}

/* Where all of it came to nothing first, then by how often. */
static int worst_first(gconstpointer a, gconstpointer b)
{
    const struct agent_finding *x = a, *y = b;
    bool all_x = x->count == x->of && x->kind != FINDING_REPEATED;
    bool all_y = y->count == y->of && y->kind != FINDING_REPEATED;
    if (all_x != all_y)
        return all_x ? -1 : 1;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->node - y->node;
}

void agents_find(struct agents *agents)
{
    struct groups groups = {g_array_new(FALSE, FALSE, sizeof(struct group)),
                            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
    gather(agents, &groups);
    tally_up(&groups);
    find_groups(agents, &groups);
    find_repeats(agents);
    g_array_sort(agents->findings, worst_first);
    if (agents->findings->len > MOST_FINDINGS)
        g_array_set_size(agents->findings, MOST_FINDINGS);
    g_array_unref(groups.rows);
    g_hash_table_unref(groups.places);
    g_hash_table_unref(groups.tallies);
}
