/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/spool.h"

#include "base/quantity.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define READ_BYTES  (256u << 10)
#define HELD_UP_MS  5
#define PUNCH_BYTES (16u << 20) /* text is given back in steps of this size */

struct spool {
    int from, file, stop;
    enum spool_kind kind;
    uint64_t most_bytes;
    void (*came)(void *data);
    void *data;
    GThread *thread;
    unsigned char *in, *out;
    z_stream gzip;
    ZSTD_DStream *zstd;
    uint64_t look_again; /* at the room that is left, once so much is written */
    bool inside;         /* what is compressed has not come to its end */
    _Atomic uint64_t written, dropped, read, looked;
    atomic_bool ended;
    _Atomic(char *) trouble;
};

static void fail(struct spool *spool, const char *what)
{
    char *none = NULL, *text = g_strdup(what);
    if (!atomic_compare_exchange_strong(&spool->trouble, &none, text))
        g_free(text);
}

/* --- out --- */

/* The oldest text is given back in whole steps, each told a step before it goes; its place in the
 * file stays. */
static void give_back(struct spool *spool)
{
    uint64_t dropped = atomic_load(&spool->dropped);
    if (atomic_load(&spool->written) - dropped < spool->most_bytes + PUNCH_BYTES)
        return;
    if (dropped > 0 && fallocate(spool->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
                                 (off_t)dropped) != 0) {
        g_autofree char *why = g_strdup_printf("no room for more: %s", g_strerror(errno));
        fail(spool, why);
        return;
    }
    atomic_store(&spool->dropped, dropped + PUNCH_BYTES);
}

/* Others need room as well, and what is unpacked may be a thousand times what it came from. */
static bool has_room(struct spool *spool)
{
    struct statvfs disk;
    uint64_t written = atomic_load(&spool->written);
    if (written < spool->look_again || fstatvfs(spool->file, &disk) != 0)
        return true;
    spool->look_again = written + PUNCH_BYTES;
    uint64_t left = (uint64_t)disk.f_bavail * disk.f_frsize;
    uint64_t whole = (uint64_t)disk.f_blocks * disk.f_frsize;
    if (left >= MIN(SPOOL_SPARE_BYTES, whole / SPOOL_SPARE_PART))
        return true;
    char text[24];
    g_autofree char *why =
        g_strdup_printf("cannot keep more of it in %s: %s are left there (TMPDIR names another)",
                        g_get_tmp_dir(), quantity_text((double)left, "byte", text, sizeof text));
    fail(spool, why);
    return false;
}

static bool put(struct spool *spool, const unsigned char *bytes, size_t count)
{
    if (!has_room(spool))
        return false;
    while (count > 0) {
        ssize_t wrote = write(spool->file, bytes, count);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            g_autofree char *why =
                g_strdup_printf("cannot keep it in %s: %s", g_get_tmp_dir(), g_strerror(errno));
            fail(spool, why);
            return false;
        }
        bytes += wrote;
        count -= (size_t)wrote;
        atomic_fetch_add(&spool->written, (uint64_t)wrote);
    }
    give_back(spool);
    spool->came(spool->data);
    return !atomic_load(&spool->trouble);
}

/* --- what it is compressed with --- */

/* A file may be several, one behind the other (RFC 1952, 2.2). */
static bool put_gzip(struct spool *spool, size_t count)
{
    spool->gzip.next_in = spool->in;
    spool->gzip.avail_in = (uInt)count;
    while (spool->gzip.avail_in > 0) {
        spool->gzip.next_out = spool->out;
        spool->gzip.avail_out = READ_BYTES;
        int status = inflate(&spool->gzip, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
            fail(spool, "the gzip data is damaged from here on");
            return false;
        }
        if (!put(spool, spool->out, READ_BYTES - spool->gzip.avail_out))
            return false;
        spool->inside = status != Z_STREAM_END;
        if (!spool->inside)
            inflateReset(&spool->gzip);
    }
    return true;
}

static bool put_zstd(struct spool *spool, size_t count)
{
    ZSTD_inBuffer in = {spool->in, count, 0};
    while (in.pos < in.size) {
        ZSTD_outBuffer out = {spool->out, READ_BYTES, 0};
        size_t status = ZSTD_decompressStream(spool->zstd, &out, &in);
        if (ZSTD_isError(status)) {
            fail(spool, "the zstd data is damaged from here on");
            return false;
        }
        spool->inside = status != 0;
        if (!put(spool, spool->out, out.pos))
            return false;
    }
    return true;
}

static bool put_plain(struct spool *spool, size_t count)
{
    return put(spool, spool->in, count);
}

/* --- in --- */

/* Until most of what is kept was looked through. False when it is to stop. */
static bool wait_for_reader(struct spool *spool)
{
    struct pollfd stop = {spool->stop, POLLIN, 0};
    while (atomic_load(&spool->written) - atomic_load(&spool->looked) > spool->most_bytes / 2)
        if (poll(&stop, 1, HELD_UP_MS) > 0)
            return false;
    return true;
}

/* False at the end, or when it is to stop. */
static bool wait_for_more(struct spool *spool)
{
    struct pollfd ready[] = {
        {spool->from, POLLIN, 0},
        {spool->stop, POLLIN, 0}
    };
    while (poll(ready, 2, -1) < 0 && errno == EINTR)
        continue;
    return !ready[1].revents;
}

static void *run(void *data)
{
    static bool (*const puts[])(struct spool *, size_t) = {
        [SPOOL_PLAIN] = put_plain, [SPOOL_GZIP] = put_gzip, [SPOOL_ZSTD] = put_zstd};
    struct spool *spool = data;
    while (wait_for_reader(spool) && wait_for_more(spool)) {
        ssize_t count = read(spool->from, spool->in, READ_BYTES);
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count < 0) {
            g_autofree char *why = g_strdup_printf("cannot be read on: %s", g_strerror(errno));
            fail(spool, why);
        }
        if (count == 0 && spool->inside)
            fail(spool, "the compressed data ends early");
        if (count <= 0)
            break;
        atomic_fetch_add(&spool->read, (uint64_t)count);
        if (!puts[spool->kind](spool, (size_t)count))
            break;
    }
    atomic_store(&spool->ended, true);
    spool->came(spool->data);
    return NULL;
}

/* --- beginning and end --- */

static int nameless_file(void)
{
    int file = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        return file;
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "vigil-XXXXXX", NULL);
    file = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        unlink(path);
    else
        file = memfd_create("vigil", MFD_CLOEXEC);
    return file;
}

struct spool *spool_start(int from, enum spool_kind kind, uint64_t most_bytes,
                          void (*came)(void *data), void *data, GError **error)
{
    struct spool *spool = g_new0(struct spool, 1);
    spool->from = from;
    spool->file = nameless_file();
    spool->stop = eventfd(0, EFD_CLOEXEC);
    spool->kind = kind;
    spool->most_bytes = most_bytes;
    spool->came = came;
    spool->data = data;
    spool->in = g_malloc(READ_BYTES);
    spool->out = g_malloc(READ_BYTES);
    spool->zstd = ZSTD_createDStream();
    bool ready = inflateInit2(&spool->gzip, 15 + 16) == Z_OK && spool->zstd;
    if (spool->file < 0 || spool->stop < 0 || !ready) {
        g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
                    "no temporary file can be made in %s: %s", g_get_tmp_dir(), g_strerror(errno));
        spool_free(spool);
        return NULL;
    }
    spool->thread = g_thread_new("spool", run, spool);
    return spool;
}

void spool_free(struct spool *spool)
{
    uint64_t one = 1;
    if (!spool)
        return;
    if (spool->thread) {
        ssize_t ignored = write(spool->stop, &one, sizeof one);
        (void)ignored;
        g_thread_join(spool->thread);
    }
    if (spool->file >= 0)
        close(spool->file);
    if (spool->stop >= 0)
        close(spool->stop);
    close(spool->from);
    inflateEnd(&spool->gzip);
    ZSTD_freeDStream(spool->zstd);
    g_free(spool->in);
    g_free(spool->out);
    g_free(atomic_load(&spool->trouble));
    g_free(spool);
}

void spool_looked(struct spool *spool, uint64_t offset)
{
    atomic_store(&spool->looked, offset);
}

int spool_file(const struct spool *spool)
{
    return spool->file;
}

struct spool_state spool_state(struct spool *spool)
{
    bool ended = atomic_load(&spool->ended); /* first: then what is written is all */
    return (struct spool_state){.written = atomic_load(&spool->written),
                                .dropped = atomic_load(&spool->dropped),
                                .read = atomic_load(&spool->read),
                                .ended = ended,
                                .trouble = atomic_load(&spool->trouble)};
}

enum spool_kind spool_kind_of(const unsigned char *bytes, size_t length, const char **other)
{
    static const struct {
        const char *magic;
        size_t length;
        const char *name;
    } known[] = {
        {"\x1f\x8b",         2,  NULL                                                       },
        {"\x28\xb5\x2f\xfd", 4,  NULL                                                       },
        {"\xfd"
         "7zXZ",    5,  "xz (xz -dc FILE | vigil open -)"                          },
        {"BZh",              3,  "bzip2 (bzip2 -dc FILE | vigil open -)"                    },
        {"PK\x03\x04",       4,  "a zip archive (unzip -p FILE | vigil open -)"             },
        {"\xff\xfe",         2,  "UTF-16 (iconv -f UTF-16 FILE | vigil open -)"             },
        {"\xfe\xff",         2,  "UTF-16 (iconv -f UTF-16 FILE | vigil open -)"             },
        {"\x7f"
         "ELF",     4,  "a program"                                                },
        {"SQLite format 3",  15, "a SQLite database"                                        },
        {"LPKSHHRH",         8,  "a journal (journalctl -o json --file FILE | vigil open -)"},
    };
    *other = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (length >= known[i].length && memcmp(bytes, known[i].magic, known[i].length) == 0) {
            *other = known[i].name;
            return i == 0 ? SPOOL_GZIP : i == 1 ? SPOOL_ZSTD : SPOOL_PLAIN;
        }
    return SPOOL_PLAIN;
}
