/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/line.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

#define READ_BYTES 65536
#define KEYS_MS    10000
#define APART_MS   5 /* between frames; the parts of one come closer */

/* Bytes under way on a slow line. */
struct parcel {
    double due_ms;
    GBytes *bytes;
};

struct line {
    VTerm *vterm;
    VTermScreen *screen;
    GPid pid;
    int fd;
    bool closed;
    int delay_ms, bytes_per_second;
    double start_ms; /* of the last key */
    double free_ms;  /* when the slow line has sent what it was given */
    GQueue down, up; /* of struct parcel *: to the screen, to the program */
    struct burst burst;
};

static double now_ms(void)
{
    return (double)g_get_monotonic_time() / 1000;
}

static void parcel_free(void *data)
{
    struct parcel *parcel = data;
    g_bytes_unref(parcel->bytes);
    g_free(parcel);
}

static void post(GQueue *queue, double due_ms, const char *bytes, size_t count)
{
    struct parcel *parcel = g_new0(struct parcel, 1);
    parcel->due_ms = due_ms;
    parcel->bytes = g_bytes_new(bytes, count);
    g_queue_push_tail(queue, parcel);
}

static void write_all(struct line *line, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(line->fd, bytes, count);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd ready = {line->fd, POLLOUT, 0};
            poll(&ready, 1, 1000);
            if (ready.revents & POLLHUP)
                return; /* nobody will ever read it */
        } else if (written >= 0 || errno != EINTR) {
            return;
        }
    }
}

/* Towards the program: keys, and what the emulator answers. */
static void send_up(const char *bytes, size_t count, void *user)
{
    struct line *line = user;
    if (line->delay_ms)
        post(&line->up, now_ms() + line->delay_ms, bytes, count);
    else
        write_all(line, bytes, count);
}

/* --- start and end --- */

static void run_child(const struct line_options *options)
{
    static const char *const cleared[] = {"COLORTERM",     "NO_COLOR",        "TMUX",     "STY",
                                          "LINES",         "COLUMNS",         "LC_CTYPE", "LANG",
                                          "LESS",          "VIGIL_TEST_IDLE", "DISPLAY",  "SSH_TTY",
                                          "SSH_CONNECTION"};
    for (size_t i = 0; i < G_N_ELEMENTS(cleared); i++)
        unsetenv(cleared[i]);
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    for (size_t i = 0; options->environment && options->environment[i]; i++) {
        g_auto(GStrv) pair = g_strsplit(options->environment[i], "=", 2);
        setenv(pair[0], pair[1], 1);
    }
    execv(options->argv[0], (char *const *)options->argv);
    _exit(127);
}

struct line *line_start(const struct line_options *options)
{
    struct winsize size = {.ws_row = (unsigned short)options->rows,
                           .ws_col = (unsigned short)options->cols};
    struct line *line = g_new0(struct line, 1);
    line->delay_ms = options->delay_ms;
    line->bytes_per_second = options->bytes_per_second;
    line->vterm = vterm_new(options->rows, options->cols);
    vterm_set_utf8(line->vterm, 1);
    vterm_output_set_callback(line->vterm, send_up, line);
    line->screen = vterm_obtain_screen(line->vterm);
    vterm_screen_enable_altscreen(line->screen, 1);
    vterm_screen_reset(line->screen, 1);
    line->start_ms = now_ms();
    line->pid = forkpty(&line->fd, NULL, NULL, &size);
    if (line->pid < 0)
        g_error("cannot make a pseudo terminal: %s", g_strerror(errno));
    if (line->pid == 0)
        run_child(options);
    fcntl(line->fd, F_SETFL, O_NONBLOCK);
    fcntl(line->fd, F_SETFD, FD_CLOEXEC);
    return line;
}

void line_free(struct line *line)
{
    kill(line->pid, SIGKILL);
    waitpid(line->pid, NULL, 0);
    close(line->fd);
    g_queue_clear_full(&line->down, parcel_free);
    g_queue_clear_full(&line->up, parcel_free);
    vterm_free(line->vterm);
    g_free(line);
}

GPid line_pid(const struct line *line)
{
    return line->pid;
}

/* --- reading --- */

/* Bytes have reached the screen. The time is that of their arrival, not of the emulator. */
static void arrive(struct line *line, const char *bytes, size_t count)
{
    double at = now_ms() - line->start_ms;
    bool first = line->burst.bytes == 0;
    line->burst.first_ms = first ? at : line->burst.first_ms;
    if (first ||
        (line->burst.drawn_ms == line->burst.last_ms && at - line->burst.last_ms < APART_MS))
        line->burst.drawn_ms = at;
    line->burst.last_ms = at;
    line->burst.bytes += count;
    line->burst.reads++;
    vterm_input_write(line->vterm, bytes, count);
}

static void take_output(struct line *line, const char *bytes, size_t count)
{
    if (!line->delay_ms && !line->bytes_per_second) {
        arrive(line, bytes, count);
        return;
    }
    double sent = MAX(now_ms(), line->free_ms);
    if (line->bytes_per_second)
        sent += (double)count * 1000 / line->bytes_per_second;
    line->free_ms = sent;
    post(&line->down, sent + line->delay_ms, bytes, count);
}

static double next_due(const struct line *line)
{
    const struct parcel *down = g_queue_peek_head((GQueue *)&line->down);
    const struct parcel *up = g_queue_peek_head((GQueue *)&line->up);
    double due = G_MAXDOUBLE;
    if (down)
        due = down->due_ms;
    if (up)
        due = MIN(due, up->due_ms);
    return due;
}

/* Hands over what has been under way long enough; true when something reached the screen. */
static bool deliver(struct line *line)
{
    bool arrived = false;
    for (struct parcel *parcel; (parcel = g_queue_peek_head(&line->up)) != NULL;) {
        if (parcel->due_ms > now_ms())
            break;
        gsize count;
        const char *bytes = g_bytes_get_data(parcel->bytes, &count);
        write_all(line, bytes, count);
        parcel_free(g_queue_pop_head(&line->up));
    }
    for (struct parcel *parcel; (parcel = g_queue_peek_head(&line->down)) != NULL;) {
        if (parcel->due_ms > now_ms())
            break;
        g_queue_pop_head(&line->down);
        gsize count;
        const char *bytes = g_bytes_get_data(parcel->bytes, &count);
        arrive(line, bytes, count);
        parcel_free(parcel);
        arrived = true;
    }
    return arrived;
}

/* Waits for bytes until `deadline_ms`; true when some reached the screen. */
static bool read_some(struct line *line, double deadline_ms)
{
    static char bytes[READ_BYTES];
    for (;;) {
        if (deliver(line))
            return true;
        double left = MIN(deadline_ms, next_due(line)) - now_ms();
        if (now_ms() >= deadline_ms || (line->closed && g_queue_is_empty(&line->down)))
            return false;
        struct timespec wait = {.tv_sec = (time_t)(MAX(left, 0) / 1000),
                                .tv_nsec = (long)(fmod(MAX(left, 0), 1000) * 1e6)};
        struct pollfd ready = {line->closed ? -1 : line->fd, POLLIN, 0};
        if (ppoll(&ready, 1, &wait, NULL) <= 0)
            continue;
        ssize_t count = read(line->fd, bytes, sizeof bytes);
        if (count > 0)
            take_output(line, bytes, (size_t)count);
        else
            line->closed = count == 0 || (errno != EAGAIN && errno != EINTR);
        if (count > 0 && g_queue_is_empty(&line->down))
            return true;
    }
}

/* What is counted from now on. */
static void begin(struct line *line)
{
    while (read_some(line, now_ms()))
        continue;
    line->burst = (struct burst){0};
    line->start_ms = now_ms();
}

void line_send(struct line *line, const char *keys)
{
    begin(line);
    send_up(keys, strlen(keys), line);
}

struct burst line_keys(struct line *line, const char *keys, int rest_ms)
{
    line_send(line, keys);
    double end = line->start_ms + KEYS_MS;
    double first = line->start_ms + 2 * line->delay_ms + rest_ms + 1000;
    while (now_ms() < end) {
        double quiet = line->burst.bytes ? line->start_ms + line->burst.last_ms + rest_ms : first;
        if (!read_some(line, MIN(quiet, end)) && now_ms() >= quiet)
            break;
    }
    return line->burst;
}

struct burst line_watch(struct line *line, int ms)
{
    begin(line);
    double end = line->start_ms + ms;
    while (now_ms() < end && (read_some(line, end) || !line->closed))
        continue;
    return line->burst;
}

/* --- the screen --- */

char *line_screen(const struct line *line)
{
    int rows, cols;
    vterm_get_size(line->vterm, &rows, &cols);
    GString *out = g_string_new(NULL);
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
            VTermScreenCell cell;
            if (!vterm_screen_get_cell(line->screen, (VTermPos){row, col}, &cell))
                continue;
            if (cell.chars[0] == 0)
                g_string_append_c(out, ' ');
            for (int i = 0;
                 i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] < 0x110000; i++)
                g_string_append_unichar(out, cell.chars[i]);
        }
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

bool line_shows(const struct line *line, const char *text)
{
    g_autofree char *screen = line_screen(line);
    return strstr(screen, text) != NULL;
}

double line_until(struct line *line, const char *text, int seconds)
{
    double end = now_ms() + seconds * 1000.0;
    for (;;) {
        if (line_shows(line, text))
            return line->burst.last_ms;
        if (!read_some(line, end))
            return -1;
    }
}
