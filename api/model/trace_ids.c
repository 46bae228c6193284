/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/trace_ids.h"

#include "api/model/text_hash.h"
#include "api/model/trace.h"

#include <string.h>

struct slot {
    uint32_t hash;
    uint32_t place; /* in the spans + 1; 0 = free */
};

struct trace_ids {
    struct span **spans;
    struct slot *slots; /* at most half are taken */
    uint32_t mask;
    struct text_hash hash;
};

static uint32_t hash_of(const struct trace_ids *ids, const char *id)
{
    return text_hash_of(&ids->hash, id, strlen(id));
}

/* The slot of the id, or the free one where it belongs. */
static struct slot *slot_of(const struct trace_ids *ids, const char *id, uint32_t hash)
{
    uint32_t at = hash & ids->mask;
    for (; ids->slots[at].place; at = (at + 1) & ids->mask) {
        const struct slot *slot = &ids->slots[at];
        if (slot->hash == hash && strcmp(ids->spans[slot->place - 1]->id, id) == 0)
            break;
    }
    return &ids->slots[at];
}

struct trace_ids *trace_ids_new(struct span *const *spans, size_t count, bool *repeated)
{
    struct trace_ids *ids = g_new(struct trace_ids, 1);
    uint32_t room = 16;
    while (room < 2 * count)
        room *= 2;
    *ids = (struct trace_ids){
        .spans = g_memdup2(spans, count * sizeof *spans),
        .slots = g_new0(struct slot, room),
        .mask = room - 1,
        .hash = text_hash_new(),
    };
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const char *id = spans[i]->id;
        uint32_t hash = id ? hash_of(ids, id) : 0;
        struct slot *slot = id ? slot_of(ids, id, hash) : NULL;
        any |= slot && slot->place;
        if (slot && !slot->place)
            *slot = (struct slot){hash, (uint32_t)i + 1};
    }
    if (repeated)
        *repeated = any;
    return ids;
}

void trace_ids_free(struct trace_ids *ids)
{
    if (!ids)
        return;
    g_free(ids->spans);
    g_free(ids->slots);
    g_free(ids);
}

struct span *trace_ids_find(const struct trace_ids *ids, const char *id)
{
    if (!ids || !id)
        return NULL;
    uint32_t place = slot_of(ids, id, hash_of(ids, id))->place;
    return place ? ids->spans[place - 1] : NULL;
}
