/* SPDX-License-Identifier: Apache-2.0
 *
 * Triage: an act on an issue is held for five seconds, in which it can be undone; then it is sent.
 * When the terminal goes away first, it is dropped.
 */
#include "views/desk_state.h"

#include <jansson.h>
#include <string.h>

#define TRIAGE_MS 5000 /* an act can be undone this long */

static void clear(struct triage *triage)
{
    if (triage->timer)
        g_source_remove(triage->timer);
    g_free(triage->issue_id);
    g_free(triage->short_id);
    g_free(triage->verb);
    g_free(triage->body);
    *triage = (struct triage){0};
}

static void sent(struct desk *desk, struct reply *answer, void *data)
{
    const char *what = data;
    if (answer->failure != FAILURE_NONE)
        desk_say(desk, true, "could not %s: %s", what,
                 answer->error ? answer->error : "the request failed");
    else
        desk_say(desk, false, "done: %s", what);
    desk_refresh(desk);
}

static gboolean send_now(void *data)
{
    struct desk *desk = data;
    struct triage *triage = &desk->triage;
    triage->timer = 0;
    struct request *request = request_new(ENDPOINT_ISSUE, triage->issue_id, NULL);
    request->method = METHOD_PUT;
    request->body = g_strdup(triage->body);
    desk_ask_self(desk, request, 0, true, sent,
                  g_strdup_printf("%s %s", triage->verb, triage->short_id), g_free);
    clear(triage);
    return G_SOURCE_REMOVE;
}

bool desk_triage(struct desk *desk, const char *verb, const char *body)
{
    struct target target;
    target_init(&target, TARGET_NONE);
    bool issue = desk_target(desk, &target) && (target.issue_id || target.short_id);
    if (!issue) {
        desk_say(desk, true, "%s what? the cursor is on no issue", verb);
    } else {
        if (desk->triage.timer) { /* one is held at a time: the earlier goes out now */
            g_source_remove(desk->triage.timer);
            send_now(desk);
        }
        struct triage *triage = &desk->triage;
        triage->issue_id = g_strdup(target.issue_id ? target.issue_id : target.short_id);
        triage->short_id = g_strdup(target.short_id ? target.short_id : target.issue_id);
        triage->verb = g_strdup(verb);
        triage->body = g_strdup(body);
        triage->timer = g_timeout_add(TRIAGE_MS, send_now, desk);
        desk_say(desk, false, "%s %s in 5 s; au undoes it", verb, triage->short_id);
    }
    target_clear(&target);
    return issue;
}

bool desk_triage_undo(struct desk *desk)
{
    if (!desk->triage.timer) {
        desk_say(desk, false, "nothing is held that could be undone");
        return false;
    }
    desk_say(desk, false, "undone: %s %s was not sent", desk->triage.verb, desk->triage.short_id);
    clear(&desk->triage);
    return true;
}

void desk_triage_drop(struct desk *desk)
{
    if (desk->triage.timer) {
        g_autofree char *what = g_strdup_printf("%s %s", desk->triage.verb, desk->triage.short_id);
        desk_saved_lost(desk, what);
    }
    clear(&desk->triage);
}

/* --- assignee and priority --- */

static void put_text(struct desk *desk, const char *verb, const char *key, const char *value)
{
    json_t *body = json_pack("{s:s}", key, value);
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    if (text)
        desk_triage(desk, verb, text);
    else
        desk_say(desk, true, "that is not text");
    free(text);
    json_decref(body);
}

static void priority_accepted(struct desk *desk, const char *text, const void *data)
{
    (void)text;
    g_autofree char *verb = g_strdup_printf("set priority %s of", (const char *)data);
    put_text(desk, verb, "priority", data);
}

bool desk_prioritise(struct desk *desk)
{
    static const struct palette_entry entries[] = {
        {"high",   NULL, "high"  },
        {"medium", NULL, "medium"},
        {"low",    NULL, "low"   }
    };
    desk_choose(desk, palette_new("priority", entries, G_N_ELEMENTS(entries), false), NULL,
                priority_accepted);
    return true;
}

static void assignee_accepted(struct desk *desk, const char *text, const void *data)
{
    const char *to = data ? data : text;
    g_autofree char *verb = g_strdup_printf("assign to %s:", *to ? to : "nobody");
    put_text(desk, verb, "assignedTo", to);
}

static void members_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    const GPtrArray *names = answer->kind == REPLY_NAMES ? answer->object : NULL;
    guint count = names ? names->len : 0;
    GPtrArray *keep = g_ptr_array_new_with_free_func(g_free);
    g_autofree struct palette_entry *entries = g_new0(struct palette_entry, count + 1);
    guint used = 0;
    for (guint i = 0; i < count; i++) {
        const struct name *name = names->pdata[i];
        const char *email = name->extra ? name->extra : name->name;
        if (!email)
            continue;
        char *who = g_strdup(email);
        g_ptr_array_add(keep, who);
        entries[used++] = (struct palette_entry){who, NULL, who};
    }
    desk_choose(desk,
                palette_new("assign to (or type a name; empty = nobody)", entries, used, true),
                keep, assignee_accepted);
}

bool desk_assign(struct desk *desk)
{
    desk_say(desk, false, "asking who there is");
    desk_ask_self(desk, request_new(ENDPOINT_MEMBERS, NULL), 0, true, members_came, NULL, NULL);
    return true;
}
