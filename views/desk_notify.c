/* SPDX-License-Identifier: Apache-2.0
 *
 * Notices and watches of the desk. What the first whole lead of a range has was there before and is
 * not told; later leads are looked through for what is new. Watches are polled as long as they are
 * there and are seen in the header; they are told outside the screen only with notices on.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "views/notify.h"
#include "views/watch.h"

#include <string.h>

#define RECENT_MS \
    (15 * MS_PER_MINUTE) /* what happened before is no news, however late it is known */
#define WATCH_MOST 20

struct notices {
    struct notify *notify;
    guint timer;
    uint64_t wall;      /* the wall whose leads were looked at */
    bool begun;         /* and the first of them */
    GPtrArray *watches; /* of struct watch * */
    GHashTable *firing; /* of char *: the monitors that fired when they were last looked at */
};

static GHashTable *names_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void desk_notices_init(struct desk *desk)
{
    struct notices *notices = desk->notices = g_new0(struct notices, 1);
    notices->notify = notify_new();
    notices->watches = g_ptr_array_new_with_free_func((GDestroyNotify)watch_free);
    notices->firing = names_new();
}

void desk_notices_free(struct desk *desk)
{
    struct notices *notices = desk->notices;
    if (notices->timer)
        g_source_remove(notices->timer);
    notify_free(notices->notify);
    g_ptr_array_unref(notices->watches);
    g_hash_table_unref(notices->firing);
    g_free(notices);
}

/* --- telling --- */

static gboolean tell_later(void *data);

static void tell(struct desk *desk)
{
    struct notices *notices = desk->notices;
    int64_t now_ms = g_get_monotonic_time() / 1000;
    g_autofree char *text = notify_take(notices->notify, now_ms);
    if (text && desk->notify && desk->screen) {
        screen_notify(desk->screen, text);
        desk_redraw(desk);
    }
    int64_t due_ms = notify_due_ms(notices->notify);
    if (due_ms && !notices->timer)
        notices->timer = g_timeout_add((guint)MAX(due_ms - now_ms, 1), tell_later, desk);
}

static gboolean tell_later(void *data)
{
    struct desk *desk = data;
    desk->notices->timer = 0;
    tell(desk);
    return G_SOURCE_REMOVE;
}

static void event(struct desk *desk, enum notify_kind kind, const char *id, const char *text,
                  bool quiet)
{
    notify_event(desk->notices->notify, kind, id, text, quiet || !desk->notify,
                 g_get_monotonic_time() / 1000);
}

/* --- the lead --- */

static void note_change(struct desk *desk, const struct change *change, bool quiet)
{
    static const enum notify_kind kinds[] = {[CHANGE_SIGNAL] = NOTIFY_ONSET,
                                             [CHANGE_NEW_ISSUE] = NOTIFY_NEW,
                                             [CHANGE_REGRESSED_ISSUE] = NOTIFY_REGRESSED};
    const char *id = change->kind == CHANGE_SIGNAL ? change->signal_id : change->issue_id;
    if (change->kind == CHANGE_DEPLOY || !id)
        return;
    bool named = !change->service || strstr(change->text, change->service);
    g_autofree char *text =
        g_strdup_printf("%s%s%s", named ? "" : change->service, named ? "" : " ", change->text);
    bool past = change->time_ms < clock_now_ms() - RECENT_MS;
    event(desk, kinds[change->kind], id, text, quiet || past);
}

void desk_notify_lead(struct desk *desk)
{
    struct notices *notices = desk->notices;
    const struct lead *lead = desk->shared.lead;
    if (!lead || desk->scope.held)
        return;
    bool first = !notices->begun || notices->wall != desk->wall.generation;
    notices->begun = true;
    notices->wall = desk->wall.generation;
    for (guint i = 0; i < lead->changes->len; i++)
        note_change(desk, lead->changes->pdata[i], first);
    tell(desk);
}

/* --- what is firing --- */

static void note_firing(struct desk *desk, const struct monitor *monitor, const char *id,
                        bool first)
{
    const char *name = monitor->name ? monitor->name : "(no name)";
    bool past = monitor->since_ms && monitor->since_ms < clock_now_ms() - RECENT_MS;
    g_autofree char *text = g_strdup_printf(
        "%s%s%s %s %s", monitor->project ? monitor->project : "", monitor->project ? " " : "",
        monitor_kind_name(monitor->kind), name, monitor_words(monitor));
    event(desk, NOTIFY_FIRING, id, text, first || past);
}

void desk_notify_firing(struct desk *desk, bool first)
{
    struct notices *notices = desk->notices;
    const GPtrArray *monitors = desk->shared.firing.monitors;
    g_autoptr(GHashTable) was = notices->firing;
    GHashTableIter iter;
    void *id;
    notices->firing = names_new();
    for (guint i = 0; i < monitors->len; i++) {
        const struct monitor *monitor = monitors->pdata[i];
        if (!monitor->firing || monitor->muted || monitor->disabled)
            continue;
        char *key =
            g_strdup_printf("%d %s", (int)monitor->kind, monitor->id ? monitor->id : monitor->name);
        note_firing(desk, monitor, key, first);
        g_hash_table_add(notices->firing, key);
    }
    g_hash_table_iter_init(&iter, was);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        if (!g_hash_table_contains(notices->firing, id))
            notify_over(notices->notify, NOTIFY_FIRING, id);
    tell(desk);
}

bool desk_notify_switch(struct desk *desk)
{
    desk->notify = !desk->notify;
    desk_say(desk, false,
             desk->notify
                 ? "each new issue, regression, onset, watch, firing monitor rings the bell"
                 : "no notices");
    return true;
}

/* --- watches --- */

static void save_watches(struct desk *desk)
{
    struct state *state = desk_state(desk);
    g_auto(GStrv) names = state ? state_keys(state, STATE_WATCHES) : NULL;
    const GPtrArray *watches = desk->notices->watches;
    g_autoptr(GHashTable) now = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; state && i < watches->len; i++) {
        g_autofree char *text = watch_text(watches->pdata[i]);
        char *name = g_strdup_printf("%08x", g_str_hash(text));
        state_set(state, STATE_WATCHES, name, text);
        g_hash_table_add(now, name);
    }
    for (char **name = names; name && *name; name++)
        if (!g_hash_table_contains(now, *name))
            state_set(state, STATE_WATCHES, *name, NULL);
}

/* The watch that is polled under this number; NULL when it was taken away meanwhile. */
static struct watch *find_polled(const struct desk *desk, const struct watch *watch)
{
    const GPtrArray *watches = desk->notices->watches;
    for (guint i = 0; i < watches->len; i++)
        if (watches->pdata[i] == watch)
            return watches->pdata[i];
    return NULL;
}

static void fired(struct desk *desk, const struct watch *watch)
{
    char since[40];
    g_autofree char *text = watch_text(watch);
    g_autofree char *state =
        watch_state(watch, scope_time(&desk->scope, watch->since_ms, since, sizeof since));
    g_autofree char *line = g_strdup_printf("%s: %s", text, state);
    g_autofree char *id = g_strdup_printf("%s %" G_GINT64_FORMAT, text, watch->since_ms);
    desk_say(desk, true, "%s", line);
    event(desk, NOTIFY_WATCH, id, line, false);
    tell(desk);
}

static void counted(struct desk *desk, struct reply *answer, void *data)
{
    struct watch *watch = find_polled(desk, data);
    const struct rows *rows = answer->kind == REPLY_ROWS ? answer->object : NULL;
    double number;
    if (!watch)
        return;
    if (rows && rows->count > 0 && value_number(rows_get(rows, 0, "count()"), &number)) {
        if (watch_take(watch, (int64_t)number, clock_now_ms()))
            fired(desk, watch);
    } else if (answer->failure != FAILURE_NONE) {
        g_free(watch->error);
        watch->error = g_strdup(answer->error ? answer->error : "the request failed");
        watch->count = -1;
    }
}

static void poll(struct desk *desk, struct watch *watch)
{
    desk_unask(desk, &watch->ask);
    watch->ask = desk_ask_self(desk, watch_request(watch), watch_pace_ms(watch), false, counted,
                               watch, NULL);
}

void desk_watches_start(struct desk *desk)
{
    GPtrArray *watches = desk->notices->watches;
    struct state *state = desk_state(desk);
    g_auto(GStrv) names = state_keys(state, STATE_WATCHES);
    for (char **name = names; *name && watches->len < WATCH_MOST; name++) {
        g_autofree char *text = state_get(state, STATE_WATCHES, *name);
        struct watch *watch = text ? watch_parse(text, clock_now_ms(), NULL, NULL) : NULL;
        if (!watch)
            continue;
        g_ptr_array_add(watches, watch);
        poll(desk, watch);
    }
}

void desk_watches_rescope(struct desk *desk)
{
    for (guint i = 0; i < desk->notices->watches->len; i++)
        poll(desk, desk->notices->watches->pdata[i]);
}

static struct watch *find_text(const struct desk *desk, const char *wanted)
{
    for (guint i = 0; i < desk->notices->watches->len; i++) {
        g_autofree char *text = watch_text(desk->notices->watches->pdata[i]);
        if (strcmp(text, wanted) == 0)
            return desk->notices->watches->pdata[i];
    }
    return NULL;
}

static bool take_watch(void *context, const char *text)
{
    struct desk *desk = context;
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    struct watch *watch = watch_parse(text, clock_now_ms(), &offset, &error);
    if (!watch) {
        desk_say(desk, true, "%s, at character %zu of %s", error->message, offset + 1, text);
        return false;
    }
    g_autofree char *whole = watch_text(watch);
    if (find_text(desk, whole) || desk->notices->watches->len >= WATCH_MOST) {
        desk_say(desk, true,
                 find_text(desk, whole) ? "that is watched already"
                                        : "20 watches are the most: :unwatch one");
        watch_free(watch);
        return false;
    }
    g_ptr_array_add(desk->notices->watches, watch);
    poll(desk, watch);
    save_watches(desk);
    desk_say(desk, false, "watching %s", whole);
    return true;
}

static bool take_unwatch(void *context, const char *text)
{
    struct desk *desk = context;
    struct watch *watch = find_text(desk, text);
    if (!watch) {
        desk_say(desk, true, "%s is not watched", text);
        return false;
    }
    desk_unask(desk, &watch->ask);
    g_ptr_array_remove(desk->notices->watches, watch);
    save_watches(desk);
    desk_say(desk, false, "no longer watching %s", text);
    return true;
}

static void list_watches(void *context, GPtrArray *choices)
{
    const struct desk *desk = context;
    for (guint i = 0; i < desk->notices->watches->len; i++) {
        const struct watch *watch = desk->notices->watches->pdata[i];
        char since[40];
        g_autofree char *text = watch_text(watch);
        g_autofree char *state =
            watch_state(watch, scope_time(&desk->scope, watch->since_ms, since, sizeof since));
        argument_add(choices, text, state);
    }
}

static bool say_watch(void *context, const char *text)
{
    struct desk *desk = context;
    const struct watch *watch = find_text(desk, text);
    char since[40];
    g_autofree char *state =
        watch ? watch_state(watch, scope_time(&desk->scope, watch->since_ms, since, sizeof since))
              : g_strdup("it is not watched");
    desk_say(desk, watch && watch->firing, "%s: %s", text, state);
    return watch != NULL;
}

static bool check_watch(void *context, const char *text, size_t *offset, GError **error)
{
    struct watch *watch = watch_parse(text, clock_now_ms(), offset, error);
    (void)context;
    watch_free(watch);
    return watch != NULL;
}

const struct argument desk_watch_argument = {.name = "SEARCH > N for 5m",
                                             .kind = "watch",
                                             .take = take_watch,
                                             .check = check_watch,
                                             .free = true};
const struct argument desk_unwatch_argument = {
    .name = "WATCH", .kind = "watch", .take = take_unwatch, .choices = list_watches};
const struct argument desk_watches_argument = {
    .name = "WATCH", .kind = "watch", .take = say_watch, .choices = list_watches};

guint desk_watches(const struct desk *desk)
{
    return desk->notices->watches->len;
}

char *desk_watch_mark(const struct desk *desk, bool *firing)
{
    const GPtrArray *watches = desk->notices->watches;
    guint fire = 0;
    for (guint i = 0; i < watches->len; i++)
        fire += ((const struct watch *)watches->pdata[i])->firing;
    *firing = fire > 0;
    if (!watches->len)
        return NULL;
    if (fire)
        return g_strdup_printf("! %u of %u watches", fire, watches->len);
    return g_strdup_printf("%u watch%s", watches->len, watches->len == 1 ? "" : "es");
}
