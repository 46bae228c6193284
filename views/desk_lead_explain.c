/* SPDX-License-Identifier: Apache-2.0
 *
 * How the lead came about, and the change of it that is selected: by which method, of what data,
 * with which numbers.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "views/signal_rows.h"

static const char *const methods[] = {
    [CHANGE_DEPLOY] = "A deploy that the server was told of, or, of a release without one, when it "
                      "was first seen. It stands in the lead when it lies in the range; that it "
                      "came before need not make it the cause (:explain weighs it).",
    [CHANGE_NEW_ISSUE] = "An issue whose first event lies in the range, as the server grouped and "
                         "counted it.",
    [CHANGE_REGRESSED_ISSUE] = "An issue that was resolved and has events again: the server calls "
                               "it regressed. Its time is where the last run of buckets with "
                               "events begins in its own stats.",
    [CHANGE_NEW_PATTERN] = "Errors logged since the first mover's onset, clustered by what their "
                           "messages have in common (Drain), of which no row was logged in the "
                           "time before that was looked at; said at least twice.",
    [CHANGE_FIRING] = "Something that watches, as the server tells of it: since when it fires, or "
                      "that it fired in the range and is well again (:firing lists all).",
};

static void append_first_mover(GString *out, const struct lead *lead, const struct desk *desk)
{
    char at[40];
    g_string_append_printf(out, "Looked at: %zu signals, of which %zu moved.", lead->looked_at,
                           lead->moved);
    if (lead->first_mover < 0) {
        g_string_append(out, " None of them is the first mover: nothing moved in a burst.\n");
        return;
    }
    g_string_append_printf(
        out,
        " %zu of them since %s, in one burst (onsets no more than %d minutes apart). The first "
        "mover is the earliest of it; of those within two buckets the one deepest in the calls "
        "that traces showed, since a caller that waits is no mover (of two that fell silent the "
        "caller: whom nobody calls is silent too); then the one that changed by the largest "
        "factor.\n",
        lead->in_burst, scope_time(&desk->scope, lead->since_ms, at, sizeof at),
        (int)(LEAD_GAP_MS / MS_PER_MINUTE));
}

static void append_signal(GString *out, const struct desk *desk, const struct change *change)
{
    const GPtrArray *signals = desk_signals(desk);
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *signal = signals->pdata[i];
        if (g_strcmp0(signal->id, change->signal_id))
            continue;
        const struct mix_shift *mix = desk_mix(desk, i);
        bool of_mix = change->onset.kind == ONSET_MIX;
        struct signal_before before =
            signal_before_find(signal->service, &change->onset, signal->series.interval_ms,
                               desk_deploys(desk), desk_flags(desk), desk_issues(desk));
        signal_explain(out, signal, &change->onset, of_mix ? mix : NULL, &before, &desk->scope);
        return;
    }
    g_string_append(out, "Its signal is not in the range that is shown now.\n");
}

void desk_lead_explain(const struct desk *desk, GString *out)
{
    const struct lead *lead = desk_lead(desk);
    char at[40];
    if (!lead) {
        g_autofree char *waits = desk_lead_waits(desk);
        g_string_append_printf(out, "No lead yet%s%s.", waits ? ": waits for " : "",
                               waits ? waits : "");
        return;
    }
    const struct change *change =
        desk->shared.change < lead->changes->len ? lead->changes->pdata[desk->shared.change] : NULL;
    if (change && change->kind != CHANGE_SIGNAL) {
        scope_time(&desk->scope, change->time_ms, at, sizeof at);
        g_string_append_printf(out, "%s %s%s%s\n%s\n", at, change->service ? change->service : "",
                               change->service ? " " : "", change->text, methods[change->kind]);
    } else if (change) {
        append_signal(out, desk, change);
    }
    append_first_mover(out, lead, desk);
}
