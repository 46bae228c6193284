/* SPDX-License-Identifier: Apache-2.0
 *
 * A large trace is read anew on another thread when a key wants it so: clocks corrected or not,
 * with its critical path. What is shown stays until then.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"

struct trace_reread {
    struct trace_prepared prepared; /* of it the trace, its reading and time alone */
    struct trace_read_mode mode;
    int main_root;
    void (*done)(struct view *view);
};

struct trace_read_mode trace_read_mode(const struct trace_state *state)
{
    return state->rereading
               ? state->rereading->mode
               : (struct trace_read_mode){state->reading.corrected, state->rows.critical != NULL};
}

static void read_anew(void *data)
{
    struct trace_reread *reread = data;
    struct trace_prepared *prepared = &reread->prepared;
    trace_reading_init(&prepared->reading, &prepared->time, prepared->trace, reread->main_root);
    if (reread->mode.corrected)
        trace_reading_correct(&prepared->reading, &prepared->time, true);
    if (prepared->wide)
        trace_reading_squeeze(&prepared->reading, &prepared->time, false);
    if (reread->mode.path)
        trace_reading_critical(&prepared->reading, &prepared->time);
}

/* The moments stay: logs were added to them, and they change with nothing of this. */
static void take(struct trace_state *state, struct trace_reread *reread)
{
    struct trace_prepared *prepared = &reread->prepared;
    struct trace_marks marks = state->reading.marks;
    const uint8_t *critical = prepared->reading.critical;
    state->reading.marks = prepared->reading.marks;
    prepared->reading.marks = marks;
    state->reading.corrected = prepared->reading.corrected;
    trace_reading_take(&state->reading, &state->time, &prepared->reading, &prepared->time);
    trace_rows_take_critical(&state->rows, g_memdup2(critical, state->trace->spans->len + 1));
}

/* Only the last that was begun counts; another trace may be shown by now. */
static void take_reread(struct view *view, void *data)
{
    struct trace_state *state = view->state;
    struct trace_reread *reread = data;
    if (state->rereading == reread) {
        state->rereading = NULL;
        take(state, reread);
        if (reread->done)
            reread->done(view);
    }
    trace_discard(view, &reread->prepared);
}

static void reread_free(void *data)
{
    struct trace_reread *reread = data;
    trace_prepared_clear(&reread->prepared);
    g_free(reread);
}

void trace_reread(struct view *view, struct trace_read_mode mode, void (*done)(struct view *view))
{
    struct trace_state *state = view->state;
    struct trace_reread *reread = g_new0(struct trace_reread, 1);
    reread->prepared.trace = trace_ref(state->trace);
    reread->prepared.wide = !state->time.squeezed;
    reread->mode = mode;
    reread->main_root = state->rows.main_root;
    reread->done = done;
    state->rereading = reread;
    desk_work(view, read_anew, take_reread, reread, reread_free);
}
