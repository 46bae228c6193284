/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/arena.h"

#include <glib.h>
#include <stdalign.h>

#define SMALLEST_BLOCK 4096
#define LARGEST_BLOCK  (1 << 20)

struct arena {
    GPtrArray *blocks;
    char *at;
    size_t left; /* behind `at` in the last block */
    size_t
        next; /* size of the block to come: small arenas stay small, large ones have few blocks */
};

struct arena *arena_new(void)
{
    struct arena *arena = g_new0(struct arena, 1);
    arena->blocks = g_ptr_array_new_with_free_func(g_free);
    arena->next = SMALLEST_BLOCK;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    g_ptr_array_unref(arena->blocks);
    g_free(arena);
}

void *arena_take(struct arena *arena, size_t size)
{
    size_t whole = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (whole > arena->left) {
        arena->left = MAX(arena->next, whole);
        arena->at = g_malloc0(arena->left);
        g_ptr_array_add(arena->blocks, arena->at);
        arena->next = MIN(arena->next * 2, LARGEST_BLOCK);
    }
    void *taken = arena->at;
    arena->at += whole;
    arena->left -= whole;
    return taken;
}
