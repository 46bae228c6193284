/* SPDX-License-Identifier: Apache-2.0 */
#include "views/runway.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t bytes_of(const struct runway *runway)
{
    return runway->room * runway->element;
}

void runway_init(struct runway *runway, size_t element, size_t most)
{
    /* Twice the most: elements move to the middle only after as many came as were moved. */
    *runway = (struct runway){.element = element, .room = 2 * most + 2};
    runway->bytes = mmap(NULL, bytes_of(runway), PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (runway->bytes == MAP_FAILED)
        g_error("no address space for %zu bytes", bytes_of(runway));
    runway_empty(runway);
}

void runway_clear(struct runway *runway)
{
    if (runway->bytes)
        munmap(runway->bytes, bytes_of(runway));
    *runway = (struct runway){0};
}

void runway_empty(struct runway *runway)
{
    madvise(runway->bytes, bytes_of(runway), MADV_DONTNEED);
    runway->first = runway->end = runway->room / 2;
    runway->origin = -(int64_t)runway->first;
}

/* Moves all to the middle of what `count` more will leave free; places stay. */
static void centre(struct runway *runway, size_t count, bool in_front)
{
    size_t held = runway_count(runway), rest = runway->room - held - count;
    size_t first = rest / 2 + (in_front ? count : 0);
    g_assert(held + count <= runway->room);
    memmove(runway->bytes + first * runway->element,
            runway->bytes + runway->first * runway->element, held * runway->element);
    runway->origin += (int64_t)runway->first - (int64_t)first;
    runway->first = first;
    runway->end = first + held;
}

void *runway_prepend(struct runway *runway, size_t count)
{
    if (runway->first < count)
        centre(runway, count, true);
    runway->first -= count;
    return runway->bytes + runway->first * runway->element;
}

void *runway_append(struct runway *runway, size_t count)
{
    if (runway->room - runway->end < count)
        centre(runway, count, false);
    runway->end += count;
    return runway->bytes + (runway->end - count) * runway->element;
}

/* Whole pages among the elements [from, to), counted from `bytes`, which are in use no more. */
static void give_back(struct runway *runway, size_t from, size_t to)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t first = (from * runway->element + page - 1) / page * page;
    size_t last = to * runway->element / page * page;
    if (first < last)
        madvise(runway->bytes + first, last - first, MADV_DONTNEED);
}

void runway_keep(struct runway *runway, int64_t first, int64_t end)
{
    g_assert(first >= runway_first(runway) && first <= end && end <= runway_end(runway));
    give_back(runway, runway->first, (size_t)(first - runway->origin));
    give_back(runway, (size_t)(end - runway->origin), runway->end);
    runway->first = (size_t)(first - runway->origin);
    runway->end = (size_t)(end - runway->origin);
}
