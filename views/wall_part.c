/* SPDX-License-Identifier: Apache-2.0 */
#include "views/wall_part.h"

#include "api/insight/beginning.h"

#include <string.h>

struct wall_part *wall_part_of(GPtrArray *signals)
{
    struct wall_part *part = g_new0(struct wall_part, 1);
    part->references = 1;
    part->signals = signals;
    part->onsets = g_array_new(FALSE, FALSE, sizeof(struct onset));
    part->mixes = g_ptr_array_new();
    g_ptr_array_set_free_func(part->signals, (GDestroyNotify)signal_free);
    return part;
}

struct wall_part *wall_part_new(const struct request *request, const GPtrArray *timeseries)
{
    return wall_part_of(signals_from_reply(request, timeseries));
}

struct wall_part *wall_part_asked(const char *name, const struct request *request,
                                  const GPtrArray *timeseries)
{
    return wall_part_of(signals_asked(name, request, timeseries));
}

struct wall_part *wall_part_ref(struct wall_part *part)
{
    g_atomic_int_inc(&part->references);
    return part;
}

void wall_part_unref(struct wall_part *part)
{
    if (!part || !g_atomic_int_dec_and_test(&part->references))
        return;
    g_ptr_array_unref(part->signals);
    g_array_unref(part->onsets);
    for (guint i = 0; i < part->mixes->len; i++)
        if (part->mixes->pdata[i])
            mix_shift_free(part->mixes->pdata[i]);
    g_ptr_array_unref(part->mixes);
    g_free(part);
}

static struct mix_shift *mix_of(const struct wall_part *part)
{
    const struct signal *whole = part->signals->len ? part->signals->pdata[0] : NULL;
    if (!whole || whole->group_key || g_strcmp0(whole->metric_type, "counter") != 0)
        return NULL;
    g_autoptr(GPtrArray) groups = g_ptr_array_new();
    for (guint i = 1; i < part->signals->len; i++)
        if (((struct signal *)part->signals->pdata[i])->group_key)
            g_ptr_array_add(groups, part->signals->pdata[i]);
    return groups->len > 1 ? mix_shift_find(groups) : NULL;
}

static bool moved(const struct wall_part *part, guint index)
{
    return g_array_index(part->onsets, struct onset, index).kind != ONSET_NONE;
}

/* The whole speaks for its groups when most of them moved with it. It does not when only some did:
 * one host of many, one queue of many; its average would blur them. Of a release and the one before
 * only the newer counts. */
static bool splits(const struct wall_part *part, guint replaced)
{
    guint groups = part->signals->len ? part->signals->len - 1 : 0, moving = 0;
    const struct signal *whole = groups ? part->signals->pdata[0] : NULL;
    if (!whole || whole->group_key || whole->source != SIGNAL_METRIC || part->mixes->pdata[0])
        return false;
    if (!((const struct signal *)part->signals->pdata[1])->group_key)
        return false; /* several metrics, each whole */
    for (guint i = 1; i <= groups; i++)
        moving += moved(part, i);
    return moving && (moving * 2 <= groups - replaced || !moved(part, 0));
}

void wall_part_limit(struct wall_part *part, const struct limits *limits)
{
    for (guint i = 0; i < part->signals->len; i++)
        limits_apply(limits, part->signals->pdata[i]);
}

void wall_part_look(struct wall_part *part)
{
    for (guint i = 0; i < part->signals->len; i++) {
        struct signal *signal = part->signals->pdata[i];
        signal_forget_before_data(signal);
        struct onset onset = onset_find(&signal->series);
        g_array_append_val(part->onsets, onset);
        g_ptr_array_add(part->mixes, NULL);
    }
    if (part->mixes->len)
        part->mixes->pdata[0] = mix_of(part);
    guint replaced =
        onsets_forget_replaced(part->signals, (struct onset *)(void *)part->onsets->data);
    part->split = splits(part, replaced);
}

bool wall_part_shows(const struct wall_part *part, guint index)
{
    const struct signal *signal = part->signals->pdata[index];
    const struct signal *whole = part->signals->pdata[0];
    if (index == 0)
        return !part->split || !moved(part, 0);
    if (!signal->group_key || whole->group_key || signal->source != SIGNAL_METRIC)
        return true;
    return part->split && moved(part, index);
}

struct lead *wall_parts_lead(const GPtrArray *parts, const struct lead_input *rest)
{
    g_autoptr(GPtrArray) signals = g_ptr_array_new();
    g_autoptr(GPtrArray) mixes = g_ptr_array_new();
    g_autoptr(GArray) onsets = g_array_new(FALSE, FALSE, sizeof(struct onset));
    for (guint p = 0; p < parts->len; p++) {
        const struct wall_part *part = parts->pdata[p];
        for (guint i = 0; i < part->signals->len; i++) {
            if (!wall_part_shows(part, i))
                continue;
            g_ptr_array_add(signals, part->signals->pdata[i]);
            g_ptr_array_add(mixes, part->mixes->pdata[i]);
            g_array_append_val(onsets, g_array_index(part->onsets, struct onset, i));
        }
    }
    onsets_forget_beginnings(signals, (struct onset *)(void *)onsets->data);
    struct lead_input input = *rest;
    input.signals = signals;
    input.onsets = (const struct onset *)(const void *)onsets->data;
    input.mixes = (struct mix_shift *const *)mixes->pdata;
    return lead_find(&input);
}
