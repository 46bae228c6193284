/* SPDX-License-Identifier: Apache-2.0
 *
 * What happens once the user's cursor rests: linked panes follow, pivots are counted, and what an
 * issue or a signal does not carry itself (its trace) is found out.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "views/pivots.h"

#include <string.h>

/* --- linked panes --- */

void desk_follow_cancel(struct desk *desk)
{
    if (desk->follow_timer)
        g_source_remove(desk->follow_timer);
    if (desk->counts.timer)
        g_source_remove(desk->counts.timer);
    desk->follow_timer = desk->counts.timer = 0;
    desk->follow_from = NULL;
    for (guint i = 0; i < desk->counts.asked->len; i++) {
        uint64_t number = g_array_index(desk->counts.asked, uint64_t, i);
        desk_unask(desk, &number);
    }
    g_array_set_size(desk->counts.asked, 0);
    memset(desk->counts.known, 0xff, sizeof desk->counts.known);
}

void desk_follow_now(struct desk *desk)
{
    struct target target;
    target_init(&target, TARGET_NONE);
    if (desk_target(desk, &target)) {
        desk_enrich(desk, &target);
        desk_beside_follow(desk, &target);
        for (int pane = 0; pane < PANE_COUNT; pane++) {
            struct view *view = desk_top(desk, pane);
            if (pane != desk->focus && view && view->opened.kind == TARGET_NONE &&
                !desk->panes[pane].pinned && view->ops->follow)
                view->ops->follow(view, &target);
        }
    }
    target_clear(&desk->followed);
    desk->followed = target;
    desk_redraw(desk);
}

void desk_relink_logs(struct desk *desk)
{
    if (desk->panes[PANE_LOGS].pinned)
        return;
    desk_close_down_to(desk, PANE_LOGS, 0);
    struct view *root = desk_top(desk, PANE_LOGS);
    if (root && root->ops->follow && desk->focus == PANE_LOGS)
        root->ops->follow(root, NULL);
    desk_pace_panes(desk);
    desk_rest(desk);
}

/* A view whose rows are not there yet has nothing to follow; when they come, it has. */
bool desk_awaits_rows(const struct desk *desk)
{
    const struct view *view = desk_view(desk);
    struct target target;
    if (!view || !desk_view_waits(desk, view))
        return false;
    target_init(&target, TARGET_NONE);
    bool found = desk_target(desk, &target);
    target_clear(&target);
    return !found;
}

static gboolean dwelt(void *data);

static gboolean rested(void *data)
{
    struct desk *desk = data;
    if (desk_awaits_rows(desk))
        return G_SOURCE_CONTINUE;
    desk->follow_timer = 0;
    desk_follow_now(desk);
    desk->counts.timer = g_timeout_add(DWELL_MS - REST_MS, dwelt, desk);
    return G_SOURCE_REMOVE;
}

/* What was followed or counted may know more, having been enriched. Rows of logs that are followed
 * change with every poll: what matters is where the cursor rests. */
static bool is_another(const struct target *now, const struct target *before)
{
    const char *const named[][2] = {
        {now->issue_id,  before->issue_id },
        {now->signal_id, before->signal_id},
        {now->trace_id,  before->trace_id },
        {now->span_id,   before->span_id  },
        {now->commit,    before->commit   },
        {now->release,   before->release  },
        {now->key,       before->key      },
        {now->value,     before->value    }
    };
    bool other = now->kind != before->kind;
    for (size_t i = 0; i < G_N_ELEMENTS(named) && now->kind != TARGET_LOG; i++)
        other |= named[i][0] && g_strcmp0(named[i][0], named[i][1]) != 0;
    return other;
}

/* Rows that came may have put another under the cursor than was followed, and counted: the linked
 * panes show what belongs to the one before. Which one it is, is known once the panes are drawn. */
void desk_follow_check(struct desk *desk)
{
    struct target target;
    if (!desk->client || desk->follow_timer)
        return;
    target_init(&target, TARGET_NONE);
    if (desk_target(desk, &target) && is_another(&target, &desk->followed))
        desk_rest(desk);
    target_clear(&target);
}

void desk_rest(struct desk *desk)
{
    desk_follow_cancel(desk);
    desk->follow_from = desk_view(desk);
    desk->follow_timer = desk->client ? g_timeout_add(REST_MS, rested, desk) : 0;
    desk_redraw(desk);
}

void desk_cursor_moved(struct view *view)
{
    if (desk_view(view->desk) == view)
        desk_rest(view->desk);
}

/* --- counts --- */

static void counted(struct desk *desk, struct reply *answer, void *data)
{
    int64_t found = answer->total;
    const struct rows *rows = answer->kind == REPLY_ROWS ? answer->object : NULL;
    double number;
    if (rows && rows->count == 1 && rows->fields->len == 1 &&
        value_number(rows_get(rows, 0, rows->fields->pdata[0]), &number))
        found = (int64_t)number;
    if (answer->failure == FAILURE_NONE)
        desk->counts.known[GPOINTER_TO_UINT(data) & 127] = found;
}

static void ask_counts(struct desk *desk)
{
    size_t count;
    const struct pivot *table = pivots(&count);
    const struct target *from = &desk->counts.target;
    for (size_t i = 0; i < count; i++) {
        bool counts = pivot_leads_from(&table[i], from->kind) && table[i].count;
        struct request *request = counts ? table[i].count(desk, from) : NULL;
        if (!request)
            continue;
        uint64_t number = desk_ask_self(desk, request, 0, false, counted,
                                        GUINT_TO_POINTER((guint)table[i].key), NULL);
        g_array_append_val(desk->counts.asked, number);
    }
}

static gboolean dwelt(void *data)
{
    struct desk *desk = data;
    desk->counts.timer = 0;
    target_clear(&desk->counts.target);
    if (!desk_target(desk, &desk->counts.target))
        return G_SOURCE_REMOVE;
    /* With the trace behind it they lead elsewhere: they are counted once it is known. */
    if (desk_enrich(desk, &desk->counts.target))
        ask_counts(desk);
    desk_redraw(desk);
    return G_SOURCE_REMOVE;
}

/* --- finding out --- */

static const char *enrich_key(const struct target *target)
{
    if (target->kind == TARGET_ISSUE)
        return target->issue_id ? target->issue_id : target->short_id;
    return target->kind == TARGET_SIGNAL ? target->signal_id : NULL;
}

static void copy_missing(char **to, const char *from)
{
    if (!*to && from)
        *to = g_strdup(from);
}

static void merge(struct target *target, const struct target *found)
{
    copy_missing(&target->trace_id, found->trace_id);
    copy_missing(&target->span_id, found->span_id);
    copy_missing(&target->event_id, found->event_id);
    copy_missing(&target->release, found->release);
    copy_missing(&target->service, found->service);
    copy_missing(&target->transaction, found->transaction);
    if (!target->time_ms)
        target->time_ms = found->time_ms;
}

static void set_cell(char **field, const struct rows *rows, const char *name)
{
    char *text = value_text(rows_get(rows, 0, name));
    if (text && *text && !*field)
        *field = g_steal_pointer(&text);
    g_free(text);
}

static void learn_rows(struct target *found, const struct rows *rows)
{
    if (rows->count == 0)
        return;
    set_cell(&found->trace_id, rows, "trace");
    set_cell(&found->span_id, rows, "span_id");
    set_cell(&found->span_id, rows, "id");
    set_cell(&found->service, rows, "project");
    set_cell(&found->release, rows, "release");
    g_autofree char *time = value_text(rows_get(rows, 0, "timestamp"));
    int64_t ns;
    if (time && clock_parse_iso(time, &ns))
        found->time_ms = ns / NS_PER_MS;
}

static void learn_event(struct target *found, const struct event *one)
{
    target_set(&found->trace_id, one->trace_id);
    target_set(&found->span_id, one->span_id);
    target_set(&found->event_id, one->id);
    target_set(&found->release, one->release);
    found->time_ms = one->time_ms;
}

static void found_out(struct desk *desk, struct reply *answer, void *data)
{
    const char *key = data;
    struct target *found = g_hash_table_lookup(desk->shared.enriched, key);
    if (!found)
        return;
    found->line = answer->failure == FAILURE_NONE || answer->retry_at_ms == 0; /* answered */
    if (answer->kind == REPLY_EVENT && answer->object)
        learn_event(found, answer->object);
    else if (answer->kind == REPLY_ROWS && answer->object)
        learn_rows(found, answer->object);
    desk_origin_update(desk);
    bool waited = desk->pending_pivot && strcmp(desk->pending_pivot, key) == 0;
    struct target target;
    target_init(&target, TARGET_NONE);
    if (desk_target(desk, &target) && g_strcmp0(enrich_key(&target), key) == 0) {
        if (waited)
            desk_pivot(desk, desk->pending_key);
        else
            desk_follow_now(desk);
        if (g_strcmp0(enrich_key(&desk->counts.target), key) == 0 && !desk->counts.timer)
            dwelt(desk); /* the pivots are those of its trace now */
    }
    if (waited)
        g_clear_pointer(&desk->pending_pivot, g_free);
    target_clear(&target);
}

static struct request *ask_about_signal(struct desk *desk, const struct target *target)
{
    const struct signal *signal = desk_find_signal(desk, target->signal_id);
    if (!signal)
        return NULL;
    bool spans = strcmp(signal->dataset, "spans") == 0, logs = strcmp(signal->dataset, "logs") == 0;
    const char *by = spans ? "span.duration" : logs ? "timestamp" : "value";
    const char *const fields[] = {
        spans ? "id" : "span_id", "trace", "project", "release", "timestamp", NULL};
    struct request *ask = request_rows(signal->dataset, fields);
    if (strcmp(by, "timestamp") != 0)
        request_add(ask, "field", by);
    request_addf(ask, "query", "%s%shas:trace", signal->query ? signal->query : "",
                 signal->query && *signal->query ? " " : "");
    request_addf(ask, "sort", "-%s", by);
    request_add(ask, "per_page", "1");
    int64_t start, end;
    scope_range(&desk->scope, &start, &end);
    if (target->time_ms > start && target->time_ms < end) {
        char text[40];
        int64_t from = target->time_ms * NS_PER_MS, to = end * NS_PER_MS;
        request_add(ask, "start", clock_format_iso(from, 3, text, sizeof text));
        request_add(ask, "end", clock_format_iso(to, 3, text, sizeof text));
    }
    return ask;
}

static void target_free(void *data)
{
    target_clear(data);
    g_free(data);
}

bool desk_enrich(struct desk *desk, struct target *target)
{
    const char *key = enrich_key(target);
    if (!key || target->trace_id)
        return true;
    if (!desk->shared.enriched)
        desk->shared.enriched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, target_free);
    struct target *found = g_hash_table_lookup(desk->shared.enriched, key);
    if (found) {
        merge(target, found);
        return found->line != 0;
    }
    struct request *ask = target->kind == TARGET_ISSUE
                              ? request_new(ENDPOINT_ISSUE_EVENT, key, "latest", NULL)
                              : ask_about_signal(desk, target);
    if (!ask)
        return true;
    found = g_new0(struct target, 1);
    target_init(found, target->kind);
    g_hash_table_insert(desk->shared.enriched, g_strdup(key), found);
    desk_ask_self(desk, ask, 0, target->kind == TARGET_ISSUE, found_out, g_strdup(key), g_free);
    return false;
}

/* --- pivots --- */

bool desk_pivot(struct desk *desk, char key)
{
    struct target from, to;
    target_init(&from, TARGET_NONE);
    target_init(&to, TARGET_NONE);
    g_autofree char *why = NULL;
    bool done = false;
    const struct pivot *pivot = NULL;
    if (!desk_target(desk, &from)) {
        desk_say(desk, true, "g%c leads from a row, and none is under the cursor yet", key);
    } else if (desk->files && key != 'l') {
        desk_say(desk, false,
                 "g%c asks a server, and these are files: gl leads to the rows of the same trace",
                 key);
    } else if (!(pivot = pivot_find(from.kind, key))) {
        g_autofree char *what = target_text(&from);
        desk_say(desk, true, "g%c leads nowhere from %s", key, what);
    } else if (!desk_enrich(desk, &from) && key != 'i' && key != 'm' && key != 'T') {
        g_free(desk->pending_pivot);
        desk->pending_pivot = g_strdup(enrich_key(&from));
        desk->pending_key = key;
        desk_say(desk, false, "finding the trace behind it");
    } else if (!pivot->resolve(desk, &from, &to, &why)) {
        desk_say(desk, true, "%s", why ? why : "that leads nowhere");
    } else {
        done = desk_open(desk, &to);
    }
    target_clear(&from);
    target_clear(&to);
    return done;
}
