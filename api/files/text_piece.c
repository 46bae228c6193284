/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/text_piece.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECES_MOST 4096

/* What the handler may look at: pieces by where they lie. A slot is free when `end` is 0. */
static struct guard {
    struct {
        _Atomic uintptr_t begin, end;
    } pieces[PIECES_MOST];
    _Atomic int used; /* slots below this were ever used */
    long page;
    struct sigaction before;
    GMutex lock;
} guard;

static bool is_ours(uintptr_t address)
{
    int used = atomic_load(&guard.used);
    for (int i = 0; i < used; i++)
        if (address >= atomic_load(&guard.pieces[i].begin) &&
            address < atomic_load(&guard.pieces[i].end))
            return true;
    return false;
}

/* mmap is a plain system call here. A fault that is not ours comes again for who was before. */
static void on_bus(int number, siginfo_t *info, void *context)
{
    uintptr_t address = (uintptr_t)info->si_addr;
    int saved = errno;
    (void)context;
    void *page = (void *)(address & ~((uintptr_t)guard.page - 1)); /* NOLINT: an address */
    if (info->si_code > 0 && is_ours(address) &&
        mmap(page, (size_t)guard.page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
            MAP_FAILED) {
        errno = saved;
        return;
    }
    sigaction(number, &guard.before, NULL);
    if (info->si_code <= 0)
        raise(number);
}

/* The screen may have put its own handler there since. */
static void install(void)
{
    struct sigaction now, ours = {.sa_sigaction = on_bus, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    guard.page = sysconf(_SC_PAGESIZE);
    if (sigaction(SIGBUS, NULL, &now) != 0 || now.sa_sigaction == on_bus)
        return;
    guard.before = now;
    sigemptyset(&ours.sa_mask);
    sigaction(SIGBUS, &ours, NULL);
}

static int guard_add(const char *bytes, size_t length)
{
    int slot = -1;
    g_mutex_lock(&guard.lock);
    install();
    for (int i = 0; i < PIECES_MOST && slot < 0; i++)
        if (atomic_load(&guard.pieces[i].end) == 0)
            slot = i;
    if (slot >= 0) {
        atomic_store(&guard.pieces[slot].begin, (uintptr_t)bytes);
        atomic_store(&guard.pieces[slot].end, (uintptr_t)bytes + length);
        if (slot >= atomic_load(&guard.used))
            atomic_store(&guard.used, slot + 1);
    }
    g_mutex_unlock(&guard.lock);
    return slot;
}

struct text_piece *text_piece_new(int file, uint64_t offset, size_t length, GError **error)
{
    uint64_t from = offset - offset % (uint64_t)sysconf(_SC_PAGESIZE);
    length += (size_t)(offset - from);
    char *bytes = mmap(NULL, length, PROT_READ, MAP_SHARED | MAP_NORESERVE, file, (off_t)from);
    if (bytes == MAP_FAILED) {
        g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "cannot be mapped: %s",
                    g_strerror(errno));
        return NULL;
    }
    int slot = guard_add(bytes, length);
    if (slot < 0) {
        munmap(bytes, length);
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_MFILE,
                    "more than %d files are open at a time", PIECES_MOST);
        return NULL;
    }
    struct text_piece *piece = g_new0(struct text_piece, 1);
    g_atomic_ref_count_init(&piece->references);
    piece->bytes = bytes;
    piece->offset = from;
    piece->length = length;
    piece->slot = slot;
    return piece;
}

struct text_piece *text_piece_ref(struct text_piece *piece)
{
    g_atomic_ref_count_inc(&piece->references);
    return piece;
}

void text_piece_unref(struct text_piece *piece)
{
    if (!piece || !g_atomic_ref_count_dec(&piece->references))
        return;
    /* First: once it is unmapped, its addresses may be anybody's. */
    atomic_store(&guard.pieces[piece->slot].end, 0);
    munmap((void *)piece->bytes, piece->length);
    g_free(piece);
}

void text_piece_want(const struct text_piece *piece, const char *from, const char *to)
{
#ifdef MADV_POPULATE_READ
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t first = (size_t)(from - piece->bytes) / page * page;
    madvise((void *)(piece->bytes + first), (size_t)(to - piece->bytes) - first,
            MADV_POPULATE_READ);
#else
    (void)piece;
    (void)from;
    (void)to;
#endif
}

void text_piece_forget(const struct text_piece *piece, const char *from, const char *to)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t first = (size_t)(from - piece->bytes + (ptrdiff_t)page - 1) / page * page;
    size_t last = (size_t)(to - piece->bytes) / page * page;
    if (first < last)
        madvise((void *)(piece->bytes + first), last - first, MADV_DONTNEED);
}
