/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/cumulative.h"

#include "base/clock.h"

#include <string.h>

#define COUNTS_WHOLE (600 * NS_PER_SECOND)

/* The last point of a series. */
struct series_state {
    char *key;
    int64_t start_ns, time_ns;
    double value; /* the total: of a sum its value, of a histogram its sum */
    double count; /* of a histogram its count */
    GList *link;  /* in `recent` */
};

struct cumulative {
    GMutex lock;
    GHashTable *series; /* key -> struct series_state * */
    GQueue recent;      /* of struct series_state *, the least recent first */
    size_t max_series;
};

/* What a series was before. */
struct before {
    char *key;
    bool known;
    int64_t start_ns, time_ns;
    double value, count;
};

struct cumulative_undo {
    GArray *list; /* of struct before, in the order they were made */
};

static void state_free(gpointer data)
{
    struct series_state *state = data;
    g_free(state->key);
    g_free(state);
}

struct cumulative *cumulative_new(size_t max_series)
{
    struct cumulative *cumulative = g_new0(struct cumulative, 1);
    g_mutex_init(&cumulative->lock);
    cumulative->series = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, state_free);
    g_queue_init(&cumulative->recent);
    cumulative->max_series = max_series;
    return cumulative;
}

void cumulative_free(struct cumulative *cumulative)
{
    if (!cumulative) {
        return;
    }
    g_queue_clear(&cumulative->recent);
    g_hash_table_unref(cumulative->series);
    g_mutex_clear(&cumulative->lock);
    g_free(cumulative);
}

static void before_clear(gpointer data)
{
    g_free(((struct before *)data)->key);
}

void cumulative_undo_free(struct cumulative_undo *undo)
{
    if (undo) {
        g_array_unref(undo->list);
        g_free(undo);
    }
}

/* Everything that names the series: the project, and each attribute that is no measurement. */
static char *series_key(const struct item *item)
{
    static const char *const measured[] = {"value",
                                           "metric.start",
                                           "metric.total",
                                           "trace",
                                           "metric.exemplars",
                                           "span_id",
                                           "vigil.timestamp_sent",
                                           NULL};
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_MD5);
    const char *project = item->project ? item->project : "";
    g_checksum_update(sum, (const guchar *)project, (gssize)strlen(project) + 1);
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        if (g_strv_contains(measured, attribute->key) ||
            g_str_has_prefix(attribute->key, "histogram.")) {
            continue;
        }
        g_autofree char *text = value_text(attribute->value);
        g_checksum_update(sum, (const guchar *)attribute->key, (gssize)strlen(attribute->key) + 1);
        g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
    }
    return g_strdup(g_checksum_get_string(sum));
}

static double number(const struct item *item, const char *key)
{
    double value = 0;
    value_number(item_get(item, key), &value);
    return value;
}

static void forget(struct cumulative *cumulative, struct series_state *state)
{
    g_queue_delete_link(&cumulative->recent, state->link);
    g_hash_table_remove(cumulative->series, state->key);
}

static void remember(struct cumulative *cumulative, const struct before *now)
{
    struct series_state *state = g_hash_table_lookup(cumulative->series, now->key);
    if (!state) {
        if (g_hash_table_size(cumulative->series) >= cumulative->max_series) {
            forget(cumulative, g_queue_peek_head(&cumulative->recent));
        }
        state = g_new0(struct series_state, 1);
        state->key = g_strdup(now->key);
        g_queue_push_tail(&cumulative->recent, state);
        state->link = g_queue_peek_tail_link(&cumulative->recent);
        g_hash_table_insert(cumulative->series, state->key, state);
    } else {
        g_queue_unlink(&cumulative->recent, state->link);
        g_queue_push_tail_link(&cumulative->recent, state->link);
    }
    state->start_ns = now->start_ns;
    state->time_ns = now->time_ns;
    state->value = now->value;
    state->count = now->count;
}

/* What the total grew by. */
static void set_growth(struct item *item, const struct before *last, const struct before *now,
                       bool histogram)
{
    double value = now->value, count = now->count;
    bool fell = histogram ? now->count < last->count : now->value < last->value;
    if (last->known && last->start_ns == now->start_ns && !fell) {
        value -= last->value;
        count -= last->count;
    } else if (!last->known && now->time_ns - now->start_ns > COUNTS_WHOLE) {
        value = count = 0;
    }
    if (histogram) {
        item_replace(item, "histogram.count", value_double(count));
        item_replace(item, "histogram.sum", value_double(value));
        item_replace(item, "value", value_double(count > 0 ? value / count : 0));
    } else {
        item_replace(item, "value", value_double(value));
    }
}

/* True if the point is new. */
static bool apply_one(struct cumulative *cumulative, struct item *item, GArray *undo)
{
    struct value total = item_get(item, "metric.total");
    struct value start = item_get(item, "metric.start");
    if (total.type != VALUE_DOUBLE || start.type != VALUE_INT) {
        return true;
    }
    bool histogram = item_get(item, "histogram.count").type != VALUE_NONE;
    bool monotonic = g_strcmp0(item_get_string(item, "metric.type"), "gauge") != 0;
    g_autofree char *key = series_key(item);
    const struct series_state *state = g_hash_table_lookup(cumulative->series, key);
    struct before last = {.key = key, .known = state != NULL};
    struct before now = {key,           true,         start.integer,
                         item->time_ns, total.number, number(item, "histogram.count")};
    if (state) {
        last =
            (struct before){key, true, state->start_ns, state->time_ns, state->value, state->count};
        if (now.start_ns < last.start_ns ||
            (now.start_ns == last.start_ns && now.time_ns <= last.time_ns)) {
            return false;
        }
    }
    if (monotonic) {
        set_growth(item, &last, &now, histogram);
    }
    remember(cumulative, &now);
    last.key = g_steal_pointer(&key);
    g_array_append_val(undo, last);
    /* A histogram to which nothing was added says nothing new. */
    return !histogram || number(item, "histogram.count") > 0;
}

size_t cumulative_apply(struct cumulative *cumulative, GPtrArray *items,
                        struct cumulative_undo **undo)
{
    struct cumulative_undo *list = g_new0(struct cumulative_undo, 1);
    list->list = g_array_new(FALSE, FALSE, sizeof(struct before));
    g_array_set_clear_func(list->list, before_clear);
    guint kept = 0, total = items->len;
    g_mutex_lock(&cumulative->lock);
    for (guint i = 0; i < total; i++) {
        struct item *item = items->pdata[i];
        if (item->kind == ITEM_METRIC && !apply_one(cumulative, item, list->list)) {
            item_free(item);
        } else {
            items->pdata[kept++] = item;
        }
    }
    g_mutex_unlock(&cumulative->lock);
    items->len = kept;
    *undo = list;
    return total - kept;
}

void cumulative_undo(struct cumulative *cumulative, struct cumulative_undo *undo)
{
    if (!undo) {
        return;
    }
    g_mutex_lock(&cumulative->lock);
    for (guint i = undo->list->len; i > 0; i--) {
        const struct before *before = &g_array_index(undo->list, struct before, i - 1);
        if (before->known) {
            remember(cumulative, before);
            continue;
        }
        struct series_state *state = g_hash_table_lookup(cumulative->series, before->key);
        if (state) {
            forget(cumulative, state);
        }
    }
    g_mutex_unlock(&cumulative->lock);
}
