/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/monitors.h"

#include "api/wire/json.h"

#include <math.h>
#include <string.h>

#define MINUTE_MS    (60 * INT64_C(1000))
#define MOST_MINUTES (366 * 24 * 60)

struct monitors {
    GHashTable *by_key; /* "project\x1fslug\x1fenvironment" -> struct monitor_state *, of `list` */
    GHashTable *open;   /* "key\x1fid" -> struct check_in *, in progress; borrowed */
    GPtrArray *list;    /* of struct monitor_state * */
};

const char *check_in_status_name(enum check_in_status status)
{
    static const char *const names[] = {"in_progress", "ok", "error", "missed", "timeout"};
    return names[status];
}

static void check_in_free(void *data)
{
    struct check_in *one = data;
    g_free(one->id);
    g_free(one->trace_id);
    g_free(one);
}

static void state_free(void *data)
{
    struct monitor_state *state = data;
    g_free(state->project);
    g_free(state->slug);
    g_free(state->environment);
    g_free(state->schedule);
    g_free(state->timezone);
    cron_clear(&state->cron);
    g_ptr_array_unref(state->check_ins);
    g_free(state);
}

struct monitors *monitors_new(void)
{
    struct monitors *monitors = g_new0(struct monitors, 1);
    monitors->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    monitors->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    monitors->list = g_ptr_array_new_with_free_func(state_free);
    return monitors;
}

void monitors_free(struct monitors *monitors)
{
    if (!monitors) {
        return;
    }
    g_hash_table_unref(monitors->by_key);
    g_hash_table_unref(monitors->open);
    g_ptr_array_unref(monitors->list);
    g_free(monitors);
}

/* --- what came --- */

static struct monitor_state *state_of(struct monitors *monitors, const char *project,
                                      const char *slug, const char *environment, char **key)
{
    *key = g_strdup_printf("%s\x1f%s\x1f%s", project, slug, environment);
    struct monitor_state *state = g_hash_table_lookup(monitors->by_key, *key);
    if (state) {
        return state;
    }
    state = g_new0(struct monitor_state, 1);
    state->project = g_strdup(project);
    state->slug = g_strdup(slug);
    state->environment = g_strdup(environment);
    state->margin_ms = MINUTE_MS;
    state->runtime_ms = 30 * MINUTE_MS;
    state->failure_threshold = state->recovery_threshold = 1;
    state->check_ins = g_ptr_array_new_with_free_func(check_in_free);
    g_hash_table_insert(monitors->by_key, g_strdup(*key), state);
    g_ptr_array_add(monitors->list, state);
    return state;
}

static int64_t number_of(const json_t *config, const char *key, int64_t least, int64_t fallback)
{
    int64_t number = json_get_int(config, key, fallback);
    return number < least || number > MOST_MINUTES ? fallback : number;
}

/* The last that was told holds; one that cannot be read leaves the schedule as it was. */
static void configure(struct monitor_state *state, const json_t *config)
{
    const json_t *schedule = json_object_get(config, "schedule");
    const char *type = json_get_string(schedule, "type");
    const char *zone = json_get_string(config, "timezone");
    const char *line = json_get_string(schedule, "value");
    int64_t count = json_get_int(schedule, "value", 0);
    bool interval = type && !strcmp(type, "interval");
    struct cron cron;
    bool known = interval ? cron_interval(&cron, count, json_get_string(schedule, "unit"))
                          : cron_parse(&cron, line, zone);
    if (known) {
        cron_clear(&state->cron);
        state->cron = cron;
        g_free(state->schedule);
        state->schedule = g_strdup(interval ? json_get_string(schedule, "unit") : line);
        state->count = interval ? count : 0;
        g_free(state->timezone);
        state->timezone = g_strdup(zone);
    }
    state->margin_ms = number_of(config, "checkin_margin", 0, 1) * MINUTE_MS;
    state->runtime_ms = number_of(config, "max_runtime", 1, 30) * MINUTE_MS;
    state->failure_threshold = number_of(config, "failure_issue_threshold", 1, 1);
    state->recovery_threshold = number_of(config, "recovery_threshold", 1, 1);
}

static bool status_of(const char *name, enum check_in_status *status)
{
    for (int i = CHECK_IN_PROGRESS; name && i <= CHECK_IN_ERROR; i++) {
        if (!strcmp(name, check_in_status_name((enum check_in_status)i))) {
            *status = (enum check_in_status)i;
            return true;
        }
    }
    return false;
}

static struct check_in *begin(struct monitor_state *state, const json_t *payload, int64_t time_ms)
{
    struct check_in *one = g_new0(struct check_in, 1);
    json_t *trace = json_get_path(payload, "contexts.trace");
    one->id = json_get_text(payload, "check_in_id");
    one->trace_id = json_get_text(trace, "trace_id");
    one->time_ms = time_ms;
    one->duration_s = (double)NAN;
    g_ptr_array_add(state->check_ins, one);
    return one;
}

static void take(struct monitors *monitors, const struct check_in_came *came, const json_t *payload)
{
    enum check_in_status status;
    const char *slug = json_get_string(payload, "monitor_slug");
    const char *environment = json_get_string(payload, "environment");
    if (!slug || !*slug || !status_of(json_get_string(payload, "status"), &status)) {
        return;
    }
    g_autofree char *key = NULL;
    struct monitor_state *state =
        state_of(monitors, came->project, slug, environment ? environment : "production", &key);
    const json_t *config = json_object_get(payload, "monitor_config");
    if (json_is_object(config)) {
        configure(state, config);
    }
    const char *id = json_get_string(payload, "check_in_id");
    char *opened = g_strdup_printf("%s\x1f%s", key, id ? id : "");
    struct check_in *one = id ? g_hash_table_lookup(monitors->open, opened) : NULL;
    double duration = json_get_double(payload, "duration", (double)NAN);
    if (!one) {
        one = begin(state, payload, came->time_ms);
        bool whole = status != CHECK_IN_PROGRESS && isfinite(duration) && duration >= 0;
        one->time_ms -= whole ? (int64_t)(MIN(duration, 1e9) * 1000) : 0; /* it tells of its end */
    }
    one->status = status;
    one->duration_s = duration;
    one->end_ms = status == CHECK_IN_PROGRESS ? 0 : came->time_ms;
    if (status == CHECK_IN_PROGRESS && id) {
        g_hash_table_insert(monitors->open, g_steal_pointer(&opened), one);
    } else {
        g_hash_table_remove(monitors->open, opened);
    }
    g_free(opened);
}

void monitors_add(struct monitors *monitors, const struct check_in_came *came)
{
    json_t *payload = json_read(came->payload, came->size, NULL, NULL);
    if (json_is_object(payload)) {
        take(monitors, came, payload);
    }
    json_decref(payload);
}

/* --- what did not --- */

static bool has_schedule(const struct monitor_state *state)
{
    return state->schedule != NULL;
}

static int64_t due_after(const struct monitor_state *state, int64_t time_ms)
{
    return has_schedule(state) ? cron_next(&state->cron, time_ms) : 0;
}

static void add_missed(GPtrArray *out, int64_t due_ms, int64_t margin_ms)
{
    struct check_in *one = g_new0(struct check_in, 1);
    one->status = CHECK_IN_MISSED;
    one->due_ms = due_ms;
    one->time_ms = due_ms + margin_ms;
    one->duration_s = (double)NAN;
    g_ptr_array_add(out, one);
}

/* Those due and not come by `until_ms`, after what was due or came last. Returns what is due next.
 */
static int64_t add_all_missed(const struct monitor_state *state, GPtrArray *out, int64_t due_ms,
                              int64_t until_ms)
{
    for (int i = 0; due_ms && due_ms + state->margin_ms < until_ms; i++) {
        if (i < MONITOR_MISSED_MOST) {
            add_missed(out, due_ms, state->margin_ms);
        } else if (state->cron.every_ms == 0 || i > 100000) {
            return due_after(state, until_ms);
        }
        due_ms = due_after(state, due_ms);
    }
    return due_ms;
}

static int by_time(gconstpointer a, gconstpointer b)
{
    const struct check_in *x = *(struct check_in *const *)a, *y = *(struct check_in *const *)b;
    return x->time_ms < y->time_ms ? -1 : x->time_ms > y->time_ms;
}

/* What is due after one that came; `due_ms`, which was due before it, where it came too early for
 * that: on a crontab line it is still to come, and days need not be gone through again. */
static int64_t due_after_one(const struct monitor_state *state, const struct check_in *one,
                             int64_t due_ms)
{
    bool still = state->cron.every_ms == 0 && due_ms > one->time_ms;
    return still ? due_ms : due_after(state, one->time_ms);
}

/* Puts the missed ones between those that came. */
static void find_missed(struct monitor_state *state, int64_t now_ms)
{
    g_ptr_array_sort(state->check_ins, by_time);
    GPtrArray *all = g_ptr_array_new_with_free_func(check_in_free);
    int64_t due_ms = 0;
    for (guint i = 0; i < state->check_ins->len; i++) {
        struct check_in *one = state->check_ins->pdata[i];
        due_ms = add_all_missed(state, all, due_ms, one->time_ms);
        one->due_ms = due_ms && due_ms <= one->time_ms ? due_ms : 0;
        due_ms = due_after_one(state, one, due_ms);
        g_ptr_array_add(all, one);
    }
    state->next_ms = add_all_missed(state, all, due_ms, now_ms);
    g_ptr_array_set_free_func(state->check_ins, NULL);
    g_ptr_array_unref(state->check_ins);
    state->check_ins = all;
}

static void find_timeouts(struct monitor_state *state, int64_t now_ms)
{
    for (guint i = 0; i < state->check_ins->len; i++) {
        struct check_in *one = state->check_ins->pdata[i];
        if (one->status == CHECK_IN_PROGRESS && one->time_ms + state->runtime_ms < now_ms) {
            one->status = CHECK_IN_TIMEOUT;
            one->end_ms = one->time_ms + state->runtime_ms;
        }
    }
}

static void find_incident(struct monitor_state *state)
{
    int64_t failures = 0, good = 0, began_ms = 0;
    for (guint i = 0; i < state->check_ins->len; i++) {
        const struct check_in *one = state->check_ins->pdata[i];
        if (one->status == CHECK_IN_PROGRESS) {
            continue;
        }
        bool ok = one->status == CHECK_IN_OK;
        good = ok ? good + 1 : 0;
        began_ms = ok || failures ? began_ms : one->due_ms ? one->due_ms : one->time_ms;
        failures = ok ? 0 : failures + 1;
        if (!state->incident_ms && failures >= state->failure_threshold) {
            state->incident_ms = began_ms;
        } else if (state->incident_ms && good >= state->recovery_threshold) {
            state->resolved_since_ms = state->incident_ms;
            state->incident_ms = 0;
            state->resolved_ms = one->end_ms ? one->end_ms : one->time_ms;
        }
    }
}

static int by_name(gconstpointer a, gconstpointer b)
{
    const struct monitor_state *x = *(struct monitor_state *const *)a;
    const struct monitor_state *y = *(struct monitor_state *const *)b;
    int order = strcmp(x->project, y->project);
    order = order ? order : strcmp(x->slug, y->slug);
    return order ? order : strcmp(x->environment, y->environment);
}

const GPtrArray *monitors_judge(struct monitors *monitors, int64_t now_ms)
{
    g_hash_table_remove_all(monitors->open);
    for (guint i = 0; i < monitors->list->len; i++) {
        struct monitor_state *state = monitors->list->pdata[i];
        for (guint c = 0; c < state->check_ins->len; c++) {
            const struct check_in *one = state->check_ins->pdata[c];
            state->last_ms = MAX(state->last_ms, MAX(one->time_ms, one->end_ms));
            state->first_ms = state->first_ms ? MIN(state->first_ms, one->time_ms) : one->time_ms;
        }
        find_missed(state, now_ms);
        find_timeouts(state, now_ms);
        find_incident(state);
    }
    g_ptr_array_sort(monitors->list, by_name);
    return monitors->list;
}
