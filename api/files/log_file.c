/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/log_files_internal.h"

#include "api/files/file_name.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_CHUNK  (64u << 10) /* the newest rows are there at once */
#define CHUNK_MOST   (8u << 20)
#define GROW_ROOM    (256u << 20) /* address space behind the end, into which a file may grow */
#define FORGET_BYTES (1u << 20)   /* larger stretches give their memory back once indexed */
#define PROBE_BYTES  (64u << 10)
#define STREAM_BYTES (UINT64_C(1) << 30)
#define STREAM_SPAN  (4u << 20)   /* text of a stream goes in pieces of this size */
#define LINE_MOST    (16u << 20)  /* a line without an end is not waited for any longer */
#define SETTLE_US    (300 * 1000) /* a last line without an end is taken after that long */

/* --- opening --- */

G_GNUC_PRINTF(3, 4)
static void fail(GError **error, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, G_FILE_ERROR, code, text);
}

static int open_path(const char *path, struct stat *info, GError **error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0 || fstat(file, info) < 0) {
        fail(error, (int)g_file_error_from_errno(errno), "%s: %s", path, g_strerror(errno));
        if (file >= 0)
            close(file);
        return -1;
    }
    if (S_ISDIR(info->st_mode)) {
        fail(error, G_FILE_ERROR_ISDIR, "%s is a directory: name the files in it (%s/*.log)", path,
             path);
        close(file);
        return -1;
    }
    int flags = fcntl(file, F_GETFL);
    fcntl(file, F_SETFL, flags & ~O_NONBLOCK);
    return file;
}

static uint16_t service_of(struct log_files *all, const char *path)
{
    g_autofree char *name = file_service_name(path);
    return names_number(all->names, name, strlen(name));
}

static void growing_made(void *data, struct file_rows *rows);

static void begin_growing(struct log_file *file)
{
    file->growing = (struct line_index){.names = file->all->names,
                                        .file = file->number,
                                        .stamped = file->stamped,
                                        .arriving = true,
                                        .service_default = file->service,
                                        .loose_ns = file->changed_ns - (int64_t)file->opened_to,
                                        .capacity = FRAME_SEGMENT_ROWS,
                                        .span = file->spool ? STREAM_SPAN : 0,
                                        .made = growing_made,
                                        .data = file};
    file->growing.last_ns = file->changed_ns;
    line_index_begin(&file->growing, file->changed_ns);
}

/* Where the last whole line ends; all of it when the file has been left alone for a while. */
static uint64_t whole_lines(const struct log_file *file, uint64_t size)
{
    const char *end = memrchr(file->piece->bytes, '\n', size);
    bool still = clock_now_ns() - file->changed_ns > 2 * NS_PER_SECOND;
    return still ? size : end ? (uint64_t)(end - file->piece->bytes) + 1 : 0;
}

static bool map_file(struct log_file *file, uint64_t size, GError **error)
{
    GError *why = NULL;
    file->piece = text_piece_new(file->file, 0, size + GROW_ROOM, &why);
    if (!file->piece) {
        fail(error, why->code, "%s %s", file->path, why->message);
        g_error_free(why);
        return false;
    }
    file->at_tail = text_piece_ref(file->piece);
    const char *bytes = file->piece->bytes;
    enum line_format format;
    size_t probe = MIN(size, PROBE_BYTES);
    file->stamped = line_index_probe(bytes, bytes + probe, file->changed_ns, &format);
    if (!file->stamped && size > probe)
        file->stamped =
            line_index_probe(bytes + size - probe, bytes + size, file->changed_ns, &format);
    file->tail = file->head = file->opened_to = whole_lines(file, size);
    return true;
}

static void spool_came(void *data);

static bool start_spool(struct log_file *file, int from, enum spool_kind kind, GError **error)
{
    uint64_t most = file->all->options.stream_bytes;
    bool stream = kind == SPOOL_PLAIN;
    most = !stream ? UINT64_MAX / 2 : most ? most : STREAM_BYTES;
    file->spool = spool_start(from, kind, most, spool_came, file->all, error);
    if (!file->spool)
        return false;
    file->file = spool_file(file->spool);
    return true;
}

static bool read_how(struct log_file *file, int opened, struct stat *info, GError **error)
{
    unsigned char magic[16];
    const char *other = NULL;
    ssize_t got = S_ISREG(info->st_mode) ? pread(opened, magic, sizeof magic, 0) : 0;
    enum spool_kind kind = spool_kind_of(magic, (size_t)MAX(got, 0), &other);
    if (other) {
        fail(error, G_FILE_ERROR_INVAL, "%s is %s, which is not read", file->path, other);
        close(opened);
        return false;
    }
    /* Files of /proc and /sys say that they are empty, and have text; one that was just made may
     * have got its first since. */
    if (info->st_size == 0 && got > 0)
        fstat(opened, info);
    bool regular = S_ISREG(info->st_mode) && (info->st_size > 0 || got <= 0);
    if (!regular || kind != SPOOL_PLAIN)
        return start_spool(file, opened, kind, error);
    file->file = opened;
    file->device = info->st_dev;
    file->inode = info->st_ino;
    return map_file(file, (uint64_t)info->st_size, error);
}

struct log_file *log_file_open(struct log_files *all, const char *path, int input, GError **error)
{
    struct stat info = {0};
    bool standard = strcmp(path, "-") == 0;
    int opened = standard ? input : open_path(path, &info, error);
    if (opened < 0)
        return NULL;
    struct log_file *file = g_new0(struct log_file, 1);
    file->all = all;
    file->path = standard ? NULL : g_strdup(path);
    file->file = -1;
    file->held = g_ptr_array_new();
    file->next_chunk = FIRST_CHUNK;
    file->oldest_ns = INT64_MAX;
    file->changed_ns = standard
                           ? clock_now_ns()
                           : (int64_t)info.st_mtim.tv_sec * NS_PER_SECOND + info.st_mtim.tv_nsec;
    file->service = standard ? 0 : service_of(all, path);
    file->number = all->paths->len;
    bool opened_well = standard ? start_spool(file, opened, SPOOL_PLAIN, error)
                                : read_how(file, opened, &info, error);
    if (!opened_well) {
        log_file_free(file);
        return NULL;
    }
    g_ptr_array_add(all->paths, g_strdup(path));
    atomic_fetch_add(&all->bytes, file->head);
    begin_growing(file);
    return file;
}

void log_file_free(struct log_file *file)
{
    if (file->growing.rows && !file->segment)
        file_rows_free(file->growing.rows);
    if (file->segment)
        segment_unref(file->segment);
    for (guint i = 0; i < file->held->len; i++) {
        struct held *held = file->held->pdata[i];
        segment_unref(held->segment);
        g_free(held);
    }
    g_ptr_array_unref(file->held);
    text_piece_unref(file->piece);
    text_piece_unref(file->at_tail);
    if (file->spool)
        spool_free(file->spool);
    else if (file->file >= 0)
        close(file->file);
    g_free(file->path);
    g_free(file);
}

/* --- what was there --- */

/* Here, so that the lock is held for moments only: whoever draws waits for it. */
static void stretch_made(void *data, struct file_rows *rows)
{
    file_rows_seal(rows);
    g_ptr_array_add(data, file_rows_segment(rows));
}

static void note_formats(struct log_files *all, const struct line_index *index)
{
    for (int i = 0; i < LINE_FORMAT_COUNT; i++)
        atomic_fetch_add(&all->formats[i], index->formats[i]);
    atomic_fetch_add(&all->guessed, index->guessed);
}

static GPtrArray *index_stretch(struct log_file *file, uint64_t from, uint64_t to)
{
    GPtrArray *made = g_ptr_array_new_with_free_func((GDestroyNotify)segment_unref);
    const char *bytes = file->piece->bytes;
    struct line_index index = {.piece = file->piece,
                               .names = file->all->names,
                               .file = file->number,
                               .stamped = file->stamped,
                               .service_default = file->service,
                               .loose_ns = file->changed_ns - (int64_t)file->opened_to,
                               .capacity = FRAME_SEGMENT_ROWS,
                               .made = stretch_made,
                               .data = made};
    line_index_begin(&index, file->changed_ns);
    text_piece_want(file->piece, bytes + from, bytes + to);
    line_index_stretch(&index, bytes + from, bytes + to, bytes + file->opened_to, from == 0);
    note_formats(file->all, &index);
    if (to - from >= FORGET_BYTES)
        text_piece_forget(file->piece, bytes + from, bytes + to);
    return made;
}

void log_file_index(struct log_file *file)
{
    struct log_files *all = file->all;
    uint64_t to = file->head, from = to > file->next_chunk ? to - file->next_chunk : 0;
    file->head = from;
    file->next_chunk = MIN(file->next_chunk * 4, CHUNK_MOST);
    file->working++;
    g_mutex_unlock(&all->lock);
    g_autoptr(GPtrArray) made = index_stretch(file, from, to);
    g_mutex_lock(&all->lock);
    file->working--;
    for (guint i = made->len; i-- > 0;) {
        struct segment *segment = made->pdata[i];
        file->oldest_ns = MIN(file->oldest_ns, segment_min_ns(segment));
        if (!file->gone)
            log_files_tell_rows(file, segment, 0, segment_rows(segment));
    }
    atomic_fetch_add(&all->indexed, to - from);
}

/* --- what comes --- */

static void spool_came(void *data)
{
    struct log_files *all = data;
    uint64_t one = 1;
    ssize_t ignored = write(all->wake, &one, sizeof one);
    (void)ignored;
}

/* Tells of the rows that came into the segment that grows. */
static void tell_growth(struct log_file *file, struct file_rows *rows)
{
    struct log_files *all = file->all;
    if (!rows || (file->segment && rows->count == file->told))
        return;
    if (!file->segment) {
        file->segment = file_rows_segment(rows);
        file->told = 0;
    }
    g_mutex_lock(&all->lock);
    log_files_tell_rows(file, file->segment, file->told, rows->count);
    g_mutex_unlock(&all->lock);
    file->told = rows->count;
}

/* The segment is full: the next rows begin another. */
static void growing_made(void *data, struct file_rows *rows)
{
    struct log_file *file = data;
    tell_growth(file, rows);
    segment_unref(file->segment);
    file->segment = NULL;
}

/* Text is mapped anew from where what is still growing begins, when the room behind is used. */
static bool make_room(struct log_file *file, uint64_t size)
{
    const struct text_piece *now = file->at_tail;
    if (now && size <= now->offset + now->length)
        return true;
    line_index_end(&file->growing);
    GError *error = NULL;
    struct text_piece *piece =
        text_piece_new(file->file, file->tail, (size_t)(size - file->tail) + GROW_ROOM, &error);
    if (!piece) {
        g_mutex_lock(&file->all->lock);
        log_files_say(file->all, true, "%s %s", file->path ? file->path : "standard input",
                      error->message);
        g_mutex_unlock(&file->all->lock);
        g_error_free(error);
        file->ended = true;
        return false;
    }
    text_piece_unref(file->at_tail);
    file->at_tail = piece;
    return true;
}

/* A last line without an end waits; when nothing more comes for a while it is taken as it is. */
static uint64_t line_to(struct log_file *file, const char *from, uint64_t size, bool ended)
{
    const char *end = memrchr(from, '\n', (size_t)(size - file->tail));
    uint64_t to = end ? file->tail + (uint64_t)(end + 1 - from) : file->tail;
    int64_t now_us = g_get_monotonic_time();
    if (to == size || ended || (!end && size - file->tail > LINE_MOST))
        return size;
    if (file->still_at != size) {
        file->still_at = size;
        file->still_since_us = now_us;
    }
    return now_us - file->still_since_us > SETTLE_US ? size : to;
}

static bool index_tail(struct log_file *file, uint64_t size, bool ended)
{
    if (file->tail >= size || !make_room(file, size))
        return false;
    const char *from = file->at_tail->bytes + (file->tail - file->at_tail->offset);
    uint64_t to = line_to(file, from, size, ended);
    if (to == file->tail)
        return false;
    file->growing.piece = file->at_tail;
    line_index_more(&file->growing, from, from + (to - file->tail));
    tell_growth(file, file->growing.rows);
    note_formats(file->all, &file->growing);
    memset(file->growing.formats, 0, sizeof file->growing.formats);
    file->growing.guessed = 0;
    atomic_fetch_add(&file->all->bytes, to - file->tail);
    atomic_fetch_add(&file->all->indexed, to - file->tail);
    if (to - file->tail >= FORGET_BYTES)
        text_piece_forget(file->at_tail, from, from + (to - file->tail));
    file->tail = to;
    return true;
}

static bool look_at_spool(struct log_file *file)
{
    struct spool_state state = spool_state(file->spool);
    struct log_files *all = file->all;
    bool came = index_tail(file, state.written, state.ended);
    spool_looked(file->spool, file->tail);
    g_mutex_lock(&all->lock);
    if (state.dropped > 0)
        log_files_drop(file, state.dropped);
    if (state.ended && !file->ended && file->tail == state.written) {
        file->ended = true;
        all->incomplete |= state.trouble != NULL;
        if (state.trouble)
            log_files_say(all, true, "%s: %s", file->path ? file->path : "standard input",
                          state.trouble);
    }
    g_mutex_unlock(&all->lock);
    return came;
}

bool log_file_look(struct log_file *file)
{
    struct stat info;
    if (file->ended)
        return false;
    if (file->spool)
        return look_at_spool(file);
    if (fstat(file->file, &info) < 0)
        return false;
    if (info.st_nlink == 0 && !file->said_gone && access(file->path, F_OK) != 0) {
        g_mutex_lock(&file->all->lock);
        log_files_say(file->all, false,
                      "%s was removed; its rows stay, and a new one is waited for", file->path);
        g_mutex_unlock(&file->all->lock);
        file->said_gone = true;
    }
    return (uint64_t)info.st_size >= file->tail && index_tail(file, (uint64_t)info.st_size, false);
}

/* --- another in its place --- */

static struct log_file *open_anew(struct log_file *file)
{
    struct log_file *next = log_file_open(file->all, file->path, -1, NULL);
    if (next && !next->spool) { /* what it has came since: nothing of it is old */
        next->growing.stamped = next->stamped || file->growing.stamped;
        next->growing.last_ns = file->growing.last_ns;
    }
    return next;
}

struct log_file *log_file_successor(struct log_file *file)
{
    struct stat held, named;
    struct log_files *all = file->all;
    if (file->spool || !file->path || fstat(file->file, &held) < 0 || stat(file->path, &named) < 0)
        return NULL;
    bool cut = held.st_size < (off_t)file->tail;
    bool other = named.st_dev != file->device || named.st_ino != file->inode;
    if (!cut && !other)
        return NULL;
    struct log_file *next = open_anew(file);
    if (!next)
        return NULL;
    g_mutex_lock(&all->lock);
    if (cut) {
        file->gone = true;
        log_files_drop(file, UINT64_MAX);
        log_files_say(all, false,
                      "%s was cut: its old rows are gone, it is followed from the start",
                      file->path);
    } else {
        log_files_say(all, false, "%s is a new file now; the rows of the old one stay", file->path);
    }
    g_mutex_unlock(&all->lock);
    return next;
}
