/* SPDX-License-Identifier: Apache-2.0
 *
 * Text that is no file to map: standard input, and what is compressed (gzip, zstd). A thread reads
 * it into a file without a name in the folder for temporary files, which is then read like any log
 * file. A stream may be bounded: its oldest text is given back while it goes on.
 */
#ifndef API_FILES_SPOOL_H
#define API_FILES_SPOOL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* So much of the file system is left to others, or a part of it if that is less. */
#define SPOOL_SPARE_BYTES (UINT64_C(512) << 20)
#define SPOOL_SPARE_PART  20

enum spool_kind { SPOOL_PLAIN, SPOOL_GZIP, SPOOL_ZSTD };

struct spool;

struct spool_state {
    uint64_t written; /* bytes of text so far */
    uint64_t dropped; /* of them, from the beginning, that were given back */
    uint64_t read;    /* bytes of what it is read from */
    bool ended;
    const char *trouble; /* why it ended early; NULL = it did not. Lives as long as the spool */
};

/* Takes the descriptor `from`. `came` is called from the thread when there is more, and at the
 * end. */
struct spool *spool_start(int from, enum spool_kind kind, uint64_t most_bytes,
                          void (*came)(void *data), void *data, GError **error);
/* Stops reading at once, also a stream on which nothing comes. */
void spool_free(struct spool *spool);

/* What is before `offset` was looked through. Text is never given back before that: a stream that
 * comes faster than it is read is held up. */
void spool_looked(struct spool *spool, uint64_t offset);

int spool_file(const struct spool *spool);
struct spool_state spool_state(struct spool *spool);

/* What the first bytes of a file say it is; *other names what is not read ("xz", "UTF-16", ...). */
enum spool_kind spool_kind_of(const unsigned char *bytes, size_t length, const char **other);

#endif
