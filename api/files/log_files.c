/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/log_files_internal.h"
#include "base/background.h"

#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#define POLL_MS     1000 /* what inotify misses (network file systems) is found after that long */
#define NO_WATCH_MS 250  /* without inotify */
#define CALM_US     2000 /* between two looks at files that grow all the time */

/* --- telling --- */

static void push(struct log_files *files, const struct log_event *event)
{
    g_queue_push_tail(&files->events, g_memdup2(event, sizeof *event));
}

/* Calls came(), once. Without the lock. */
static void tell_came(struct log_files *files)
{
    g_mutex_lock(&files->lock);
    void (*came)(void *data) = files->options.came;
    bool tell = came && !files->told && !g_queue_is_empty(&files->events);
    files->told = files->told || tell;
    if (tell)
        came(files->options.data);
    g_mutex_unlock(&files->lock);
}

static struct held *held_of(struct log_file *file, struct segment *segment)
{
    for (guint i = file->held->len; i-- > 0;)
        if (((struct held *)file->held->pdata[i])->segment == segment)
            return file->held->pdata[i];
    struct held *held = g_new0(struct held, 1);
    const char *id = segment_id(segment, 0);
    held->segment = segment_ref(segment);
    held->from = g_ascii_strtoull(strchr(id, ':') + 1, NULL, 10);
    g_ptr_array_add(file->held, held);
    return held;
}

void log_files_tell_rows(struct log_file *file, struct segment *segment, size_t from, size_t to)
{
    struct log_files *files = file->all;
    if (to == from)
        return;
    held_of(file, segment)->rows = to;
    atomic_fetch_add(&files->rows, to - from);
    struct log_event *before = g_queue_peek_tail(&files->events);
    if (before && before->segment == segment && before->change == LOG_ROWS && before->to == from) {
        before->to = to;
        return;
    }
    push(files, &(struct log_event){
                    .change = LOG_ROWS, .segment = segment_ref(segment), .from = from, .to = to});
}

void log_files_say(struct log_files *files, bool trouble, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    push(files, &(struct log_event){.change = LOG_SAID,
                                    .text = g_strdup_vprintf(format, arguments),
                                    .trouble = trouble});
    va_end(arguments);
}

/* The segment that grows stays: the newest rows are of it. */
void log_files_drop(struct log_file *file, uint64_t offset)
{
    struct log_files *files = file->all;
    for (guint i = 0; i < file->held->len;) {
        struct held *held = file->held->pdata[i];
        bool stays = held->from >= offset || (held->segment == file->segment && !file->gone);
        if (stays) {
            i++;
            continue;
        }
        atomic_fetch_add(&files->dropped, file->spool ? held->rows : 0);
        push(files, &(struct log_event){.change = LOG_DROPPED, .segment = held->segment});
        g_free(held);
        g_ptr_array_remove_index(file->held, i);
    }
    if (file->gone)
        file->head = 0;
}

/* A segment grows in the thread that reads its columns: here. */
bool log_files_next(struct log_files *files, struct log_event *event)
{
    g_mutex_lock(&files->lock);
    struct log_event *next = g_queue_pop_head(&files->events);
    if (!next)
        files->told = false;
    g_mutex_unlock(&files->lock);
    if (!next)
        return false;
    *event = *next;
    g_free(next);
    if (event->change == LOG_ROWS && event->to > segment_rows(event->segment))
        segment_grow(event->segment, event->to);
    return true;
}

void log_event_clear(struct log_event *event)
{
    if (event->segment)
        segment_unref(event->segment);
    g_free(event->text);
    *event = (struct log_event){0};
}

/* --- workers --- */

/* Of the files that wait, the one that is furthest behind in time: so rows come newest first, also
 * of several files. One that nothing is known of comes before all. */
static struct log_file *next_file(struct log_files *files)
{
    struct log_file *best = NULL;
    for (guint i = 0; i < files->files->len; i++) {
        struct log_file *file = files->files->pdata[i];
        if (file->head > 0 && (!best || file->oldest_ns > best->oldest_ns))
            best = file;
    }
    return best;
}

static bool is_full(const struct log_files *files)
{
    return files->options.most_rows && atomic_load(&files->rows) >= files->options.most_rows;
}

static void *work(void *data)
{
    struct log_files *files = data;
    background_thread();
    g_mutex_lock(&files->lock);
    while (!files->stopping) {
        struct log_file *file = next_file(files);
        if (file && is_full(files)) {
            files->cut = true;
            file->head = 0;
        } else if (file) {
            log_file_index(file);
            g_mutex_unlock(&files->lock);
            tell_came(files);
            g_mutex_lock(&files->lock);
        } else {
            g_cond_wait(&files->more, &files->lock);
        }
    }
    g_mutex_unlock(&files->lock);
    return NULL;
}

/* --- the follower --- */

static void add_file(struct log_files *files, struct log_file *file)
{
    g_mutex_lock(&files->lock);
    g_ptr_array_add(files->files, file);
    g_cond_broadcast(&files->more);
    g_mutex_unlock(&files->lock);
}

/* The file itself is no longer looked at; its rows and its memory stay. */
static void retire(struct log_file *file)
{
    file->ended = true;
    if (!file->spool && file->file >= 0)
        close(file->file);
    file->file = -1;
}

static bool look(struct log_files *files)
{
    bool came = false, reading = false, unpacking = false;
    guint count = files->files->len;
    for (guint i = 0; i < count; i++) {
        struct log_file *file = files->files->pdata[i];
        if (file->ended)
            continue;
        came |= log_file_look(file);
        struct log_file *next = log_file_successor(file);
        if (next) {
            retire(file);
            add_file(files, next);
            came = true;
        }
        reading |= file->spool && !file->ended;
        unpacking |= file->path && file->spool && !file->ended;
    }
    atomic_store(&files->reading, reading);
    atomic_store(&files->unpacking, unpacking);
    tell_came(files);
    return came;
}

static void drain(int descriptor)
{
    char bytes[4096];
    if (read(descriptor, bytes, sizeof bytes) < 0)
        return;
}

static bool wait_for_change(struct log_files *files)
{
    struct pollfd ready[] = {
        {files->wake,   POLLIN, 0},
        {files->notify, POLLIN, 0}
    };
    int count = poll(ready, files->notify >= 0 ? 2 : 1, files->notify >= 0 ? POLL_MS : NO_WATCH_MS);
    for (int i = 0; count > 0 && i < 2; i++)
        if (ready[i].revents)
            drain(ready[i].fd);
    g_mutex_lock(&files->lock);
    bool stopping = files->stopping;
    g_mutex_unlock(&files->lock);
    return !stopping;
}

static void *follow(void *data)
{
    struct log_files *files = data;
    bool came = look(files);
    while (wait_for_change(files)) {
        if (came) /* more comes soon: a look for several lines */
            g_usleep(CALM_US);
        came = look(files);
    }
    return NULL;
}

/* The file, for what is written to it, and its folder, for what takes its name. */
static void watch(struct log_files *files, const struct log_file *file)
{
    if (files->notify < 0 || !file->path || file->spool)
        return;
    g_autofree char *folder = g_path_get_dirname(file->path);
    int one = inotify_add_watch(files->notify, file->path,
                                IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF);
    int two = inotify_add_watch(files->notify, folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO);
    if (one < 0 || two < 0) { /* too many watches: all is polled */
        close(files->notify);
        files->notify = -1;
    }
}

/* --- beginning and end --- */

static char *title_of(const char *const *paths)
{
    size_t count = g_strv_length((char **)paths);
    g_autofree char *first =
        strcmp(paths[0], "-") == 0 ? g_strdup("standard input") : g_path_get_basename(paths[0]);
    if (count == 1)
        return g_steal_pointer(&first);
    return g_strdup_printf("%s + %zu file%s", first, count - 1, count == 2 ? "" : "s");
}

static bool open_all(struct log_files *files, GError **error)
{
    const char *const *paths = files->options.paths;
    bool input = false;
    for (size_t i = 0; paths[i]; i++) {
        bool standard = strcmp(paths[i], "-") == 0;
        if (i == LOG_FILES_MOST || (standard && input)) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                        standard ? "standard input (-) is named twice"
                                 : "more than %d files are not opened at a time",
                        LOG_FILES_MOST);
            return false;
        }
        input = input || standard;
        struct log_file *file = log_file_open(files, paths[i], files->options.input, error);
        if (!file)
            return false;
        g_ptr_array_add(files->files, file);
        watch(files, file);
    }
    return true;
}

struct log_files *log_files_open(const struct log_files_options *options, GError **error)
{
    struct log_files *files = g_new0(struct log_files, 1);
    files->options = *options;
    files->names = names_new();
    files->title = title_of(options->paths);
    files->files = g_ptr_array_new_with_free_func((GDestroyNotify)log_file_free);
    files->paths = g_ptr_array_new_with_free_func(g_free);
    g_mutex_init(&files->lock);
    g_cond_init(&files->more);
    g_queue_init(&files->events);
    files->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    files->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (!open_all(files, error)) {
        log_files_close(files);
        return NULL;
    }
    for (guint i = 0; i < files->files->len; i++) {
        const struct log_file *file = files->files->pdata[i];
        files->reading |= file->spool != NULL;
        files->unpacking |= file->spool && file->path;
    }
    files->worker_count = CLAMP(g_get_num_processors(), 1, WORKERS_MOST);
    for (unsigned i = 0; i < files->worker_count; i++)
        files->workers[i] = g_thread_new("index", work, files);
    files->follower = g_thread_new("follow", follow, files);
    return files;
}

void log_files_listen(struct log_files *files, void (*came)(void *data), void *data)
{
    g_mutex_lock(&files->lock);
    files->options.came = came;
    files->options.data = data;
    files->told = false;
    g_mutex_unlock(&files->lock);
    tell_came(files);
}

static void stop_threads(struct log_files *files)
{
    uint64_t one = 1;
    g_mutex_lock(&files->lock);
    files->stopping = true;
    g_cond_broadcast(&files->more);
    g_mutex_unlock(&files->lock);
    ssize_t ignored = write(files->wake, &one, sizeof one);
    (void)ignored;
    for (unsigned i = 0; i < files->worker_count; i++)
        g_thread_join(files->workers[i]);
    if (files->follower)
        g_thread_join(files->follower);
}

void log_files_close(struct log_files *files)
{
    struct log_event event;
    if (!files)
        return;
    stop_threads(files);
    while (log_files_next(files, &event))
        log_event_clear(&event);
    g_ptr_array_unref(files->files);
    g_ptr_array_unref(files->paths);
    names_unref(files->names);
    close(files->wake);
    if (files->notify >= 0)
        close(files->notify);
    g_mutex_clear(&files->lock);
    g_cond_clear(&files->more);
    g_free(files->title);
    g_free(files);
}

/* --- what is known --- */

struct log_files_state log_files_state(struct log_files *files)
{
    struct log_files_state state = {.bytes = atomic_load(&files->bytes),
                                    .indexed = atomic_load(&files->indexed),
                                    .guessed = atomic_load(&files->guessed),
                                    .dropped = atomic_load(&files->dropped),
                                    .reading = atomic_load(&files->reading),
                                    .services = names_count(files->names)};
    g_mutex_lock(&files->lock);
    state.cut = files->cut;
    state.incomplete = files->incomplete;
    state.busy = atomic_load(&files->unpacking) || !g_queue_is_empty(&files->events);
    for (guint i = 0; i < files->files->len; i++) {
        const struct log_file *file = files->files->pdata[i];
        state.indexing |= file->head > 0 || file->working > 0;
        state.files += !file->gone;
    }
    g_mutex_unlock(&files->lock);
    state.busy |= state.indexing;
    return state;
}

const char *log_files_title(const struct log_files *files)
{
    return files->title;
}

const char *log_files_format(struct log_files *files)
{
    int best = -1;
    size_t all = 0;
    for (int i = 0; i < LINE_FORMAT_COUNT; i++) {
        size_t rows = atomic_load(&files->formats[i]);
        all += rows;
        if (rows && (best < 0 || rows > atomic_load(&files->formats[best])))
            best = i;
    }
    if (best < 0)
        return NULL;
    bool nearly_all = atomic_load(&files->formats[best]) >= all - all / 10;
    return nearly_all ? line_format_name((enum line_format)best) : "mixed formats";
}

const char *log_files_path(const struct log_files *files, const char *id)
{
    char *rest;
    guint64 number = g_ascii_strtoull(id, &rest, 10);
    return *rest == ':' && rest > id && number < files->paths->len ? files->paths->pdata[number]
                                                                   : NULL;
}
