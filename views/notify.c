/* SPDX-License-Identifier: Apache-2.0 */
#include "views/notify.h"

#include <string.h>

struct notify {
    GHashTable *known; /* "kind:id" -> int64_t *: when it was last the case */
    guint waiting[NOTIFY_KIND_COUNT];
    char *only;      /* the text, as long as one waits */
    bool told;       /* there was a line */
    int64_t last_ms; /* when */
};

struct notify *notify_new(void)
{
    struct notify *notify = g_new0(struct notify, 1);
    notify->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return notify;
}

void notify_free(struct notify *notify)
{
    if (!notify)
        return;
    g_hash_table_unref(notify->known);
    g_free(notify->only);
    g_free(notify);
}

static guint count(const struct notify *notify)
{
    guint all = 0;
    for (int kind = 0; kind < NOTIFY_KIND_COUNT; kind++)
        all += notify->waiting[kind];
    return all;
}

static gboolean is_past(void *key, void *value, void *now_ms)
{
    (void)key;
    return *(const int64_t *)now_ms - *(const int64_t *)value > NOTIFY_PAST_MS;
}

bool notify_event(struct notify *notify, enum notify_kind kind, const char *id, const char *text,
                  bool quiet, int64_t now_ms)
{
    g_hash_table_foreach_remove(notify->known, is_past, &now_ms);
    g_autofree char *key = g_strdup_printf("%d:%s", (int)kind, id);
    int64_t *seen = g_hash_table_lookup(notify->known, key);
    if (seen) {
        *seen = now_ms;
        return false;
    }
    g_hash_table_insert(notify->known, g_steal_pointer(&key), g_memdup2(&now_ms, sizeof now_ms));
    if (quiet)
        return false;
    notify->waiting[kind]++;
    g_free(notify->only);
    notify->only = count(notify) == 1 ? g_strdup(text) : NULL;
    return true;
}

void notify_over(struct notify *notify, enum notify_kind kind, const char *id)
{
    g_autofree char *key = g_strdup_printf("%d:%s", (int)kind, id);
    g_hash_table_remove(notify->known, key);
}

int64_t notify_due_ms(const struct notify *notify)
{
    if (!count(notify))
        return 0;
    return notify->told ? notify->last_ms + NOTIFY_GAP_MS : 1;
}

static char *line(const struct notify *notify)
{
    static const char *const words[NOTIFY_KIND_COUNT][2] = {
        [NOTIFY_NEW] = {"new issue",     "new issues"   },
        [NOTIFY_REGRESSED] = {"regression",    "regressions"  },
        [NOTIFY_ONSET] = {"signal moved",  "signals moved"},
        [NOTIFY_WATCH] = {"watch",         "watches"      },
        [NOTIFY_FIRING] = {"monitor fires", "monitors fire"},
    };
    if (notify->only)
        return g_strdup(notify->only);
    GString *out = g_string_new(NULL);
    for (int kind = 0; kind < NOTIFY_KIND_COUNT; kind++) {
        guint n = notify->waiting[kind];
        if (n)
            g_string_append_printf(out, "%s%u %s", out->len ? ", " : "", n, words[kind][n > 1]);
    }
    return g_string_free(out, FALSE);
}

char *notify_take(struct notify *notify, int64_t now_ms)
{
    int64_t due = notify_due_ms(notify);
    if (!due || now_ms < due)
        return NULL;
    char *text = line(notify);
    memset(notify->waiting, 0, sizeof notify->waiting);
    g_clear_pointer(&notify->only, g_free);
    notify->told = true;
    notify->last_ms = now_ms;
    return text;
}
