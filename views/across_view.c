/* SPDX-License-Identifier: Apache-2.0
 *
 * A deploy: every signal before it against after it, those that moved since first.
 */
#include "views/across_state.h"
#include "views/differs.h"
#include "views/matcher.h"
#include "views/views.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

#define BESIDE_MS (10 * 60 * INT64_C(1000)) /* other deploys so near may have done it, too */
#define AROUND_MS (3600 * INT64_C(1000))    /* held on each side of a deploy out of the range */

static void row_free(void *data)
{
    struct across_row *row = data;
    signal_free(row->signal);
    g_free(row->mix);
    g_free(row);
}

const struct across_row *across_row_at(const struct across_state *state, size_t row)
{
    return state->rows && row < state->rows->len ? state->rows->pdata[row] : NULL;
}

static const struct across_row *here(const struct view *view)
{
    const struct across_state *state = view->state;
    return across_row_at(state, state->list.cursor);
}

const struct onset *across_onset(const struct across_row *row)
{
    if (row->across.verdict == ACROSS_MOVED && !row->mix)
        return &row->across.onset;
    return row->mix                                ? &row->mix_onset
           : row->across.verdict == ACROSS_EARLIER ? &row->across.onset
                                                   : NULL;
}

bool across_in_range(const struct view *view)
{
    const struct across_state *state = view->state;
    const struct scope *scope = desk_scope(view->desk);
    int64_t start, end;
    scope_range(scope, &start, &end);
    return state->at_ms >= start + ACROSS_LEAST_BEFORE * scope_interval_ms(scope) &&
           state->at_ms < end;
}

/* --- the deploy --- */

static int64_t time_of(const struct deploy *deploy)
{
    return deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
}

static const struct deploy *newest_of(const struct view *view)
{
    const GPtrArray *deploys = desk_deploys(view->desk);
    const struct target *opened = &view->opened;
    const struct deploy *best = NULL;
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *one = deploys->pdata[i];
        bool fits = !g_strcmp0(one->release, opened->release) &&
                    (!opened->service || !g_strcmp0(one->project, opened->service));
        if (fits && (!best || time_of(one) > time_of(best)))
            best = one;
    }
    return best;
}

/* What else was deployed around then; and when the service was deployed next. */
static void look_around(struct view *view)
{
    struct across_state *state = view->state;
    const GPtrArray *deploys = desk_deploys(view->desk);
    g_autoptr(GString) beside = g_string_new(NULL);
    state->until_ms = 0;
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *one = deploys->pdata[i];
        int64_t at = time_of(one), apart = at - state->at_ms;
        bool same = !g_strcmp0(one->project, state->deploy->project);
        if (same && apart > 0 && (!state->until_ms || at < state->until_ms))
            state->until_ms = at;
        if (!g_strcmp0(one->release, state->deploy->release) || ABS(apart) > BESIDE_MS)
            continue;
        g_autofree char *ago = body_ago(ABS(apart));
        g_string_append_printf(beside, "%s%s %s %s", beside->len ? ", " : "", one->release, ago,
                               apart < 0 ? "before" : "after");
    }
    target_set(&state->beside, beside->len ? beside->str : NULL);
}

static void find_deploy(struct view *view)
{
    struct across_state *state = view->state;
    const struct deploy *found = newest_of(view);
    g_clear_pointer(&state->deploy, deploy_free);
    state->at_ms = 0;
    if (!found)
        return;
    state->deploy = deploy_copy(found);
    state->at_ms = time_of(found);
    look_around(view);
}

/* --- comparing, on a thread --- */

struct job {
    GPtrArray *rows; /* of struct across_row * */
    int64_t at_ms, until_ms;
};

static void job_free(void *data)
{
    struct job *job = data;
    g_ptr_array_unref(job->rows);
    g_free(job);
}

static int rank_of(const struct across_row *row)
{
    static const int ranks[] = {
        [ACROSS_MOVED] = 0, [ACROSS_EARLIER] = 1, [ACROSS_SAME] = 2, [ACROSS_UNKNOWN] = 3};
    return row->mix ? 0 : ranks[row->across.verdict];
}

/* Those that moved by how far they did, the service's own first; the others by name. */
static int by_verdict(gconstpointer a, gconstpointer b)
{
    const struct across_row *x = *(struct across_row *const *)a,
                            *y = *(struct across_row *const *)b;
    if (rank_of(x) != rank_of(y))
        return rank_of(x) - rank_of(y);
    if (x->own != y->own)
        return x->own ? -1 : 1;
    const struct onset *left = across_onset(x), *right = across_onset(y);
    if (left && right && left->score != right->score)
        return left->score > right->score ? -1 : 1;
    int order = g_strcmp0(x->signal->service, y->signal->service);
    order = order ? order : g_strcmp0(x->signal->name, y->signal->name);
    return order ? order : g_strcmp0(x->signal->id, y->signal->id);
}

static void compare(void *data)
{
    struct job *job = data;
    for (guint i = 0; i < job->rows->len; i++) {
        struct across_row *row = job->rows->pdata[i];
        row->across = across_find(&row->signal->series, job->at_ms, job->until_ms);
    }
    g_ptr_array_sort(job->rows, by_verdict);
}

static void begin(struct view *view);

static void compared(struct view *view, void *data)
{
    struct across_state *state = view->state;
    struct job *job = data;
    state->busy = false;
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    state->rows = g_ptr_array_ref(job->rows);
    memset(state->counts, 0, sizeof state->counts);
    list_resize(&state->list, state->rows->len, MAX(state->list.height, 1));
    for (guint i = 0; i < state->rows->len; i++) {
        const struct across_row *row = state->rows->pdata[i];
        state->counts[row->mix ? ACROSS_MOVED : row->across.verdict]++;
        if (state->selected && !g_strcmp0(row->signal->id, state->selected))
            list_go(&state->list, i);
    }
    if (state->stale)
        begin(view);
    desk_redraw(view->desk);
}

static struct across_row *row_new(const struct view *view, size_t index)
{
    const struct across_state *state = view->state;
    const struct signal *signal = desk_signals(view->desk)->pdata[index];
    const struct mix_shift *mix = desk_mix(view->desk, index);
    struct across_row *row = g_new0(struct across_row, 1);
    row->signal = signal_copy(signal);
    row->own = !g_strcmp0(signal->service, state->deploy->project);
    if (mix && mix->onset.time_ms + signal->series.interval_ms > state->at_ms &&
        (!state->until_ms || mix->onset.time_ms < state->until_ms)) {
        row->mix = signal_figures(signal, &mix->onset, mix);
        row->mix_onset = mix->onset;
    }
    return row;
}

static void begin(struct view *view)
{
    struct across_state *state = view->state;
    state->stale = state->busy;
    if (state->busy)
        return;
    find_deploy(view);
    if (!state->deploy || !across_in_range(view)) {
        g_clear_pointer(&state->rows, g_ptr_array_unref); /* those of another range */
        return;
    }
    struct job *job = g_new0(struct job, 1);
    job->rows = g_ptr_array_new_with_free_func(row_free);
    job->at_ms = state->at_ms;
    job->until_ms = state->until_ms;
    for (size_t i = 0; i < desk_signals(view->desk)->len; i++)
        g_ptr_array_add(job->rows, row_new(view, i));
    state->busy = true;
    desk_work(view, compare, compared, job, job_free);
}

/* --- life --- */

static bool open_view(struct view *view, const struct target *target, GError **error)
{
    if (!target || !target->release)
        return body_refuse(error, "no deploy: no release is named here");
    begin(view);
    return true;
}

static void close_view(struct view *view)
{
    struct across_state *state = view->state;
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    g_clear_pointer(&state->deploy, deploy_free);
    g_free(state->selected);
    g_free(state->beside);
}

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct across_row *one = across_row_at(data, row);
    return one && rank_of(one) == 0 ? SCROLLBAR_CHANGE : SCROLLBAR_NONE;
}

static void layout(struct view *view, int rows, int cols)
{
    struct across_state *state = view->state;
    (void)cols;
    list_resize(&state->list, state->rows ? state->rows->len : 0, MAX(rows - (rows >= 5), 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, ++state->drawn, mark_of);
}

/* --- moving --- */

static void note(struct view *view)
{
    struct across_state *state = view->state;
    const struct across_row *row = here(view);
    target_set(&state->selected, row ? row->signal->id : NULL);
    desk_cursor_moved(view);
}

/* Sections are the verdicts. */
static void to_section(struct across_state *state, int by)
{
    size_t row = state->list.cursor, count = state->rows ? state->rows->len : 0;
    while (row < count && (by > 0 ? row + 1 < count : row > 0)) {
        size_t next = by > 0 ? row + 1 : row - 1;
        bool other = rank_of(across_row_at(state, next)) != rank_of(across_row_at(state, row));
        row = next;
        if (other)
            break;
    }
    list_go(&state->list, row);
}

static void move(struct view *view, enum move_unit unit, int by)
{
    struct across_state *state = view->state;
    if (unit == MOVE_SECTION)
        to_section(state, by);
    else
        body_move(&state->list, unit, by);
    note(view);
}

static size_t row_count(const struct view *view)
{
    const struct across_state *state = view->state;
    return state->rows ? state->rows->len : 0;
}

static bool row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    g_autofree char *text = across_text(view, across_row_at(view->state, row));
    return matcher_matches(matcher, text);
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    struct across_state *state = view->state;
    bool found = body_search(view, &state->list, matcher, direction);
    note(view);
    return found;
}

/* --- leading on --- */

static bool target_here(const struct view *view, struct target *target)
{
    const struct across_row *row = here(view);
    if (!row)
        return false;
    signal_target(row->signal, across_onset(row), target);
    if (!target->time_ms)
        target->time_ms = ((const struct across_state *)view->state)->at_ms;
    return true;
}

static bool enter(struct view *view, struct target *target)
{
    struct across_state *state = view->state;
    if (target_here(view, target))
        return true;
    if (!state->deploy || across_in_range(view)) {
        desk_say(view->desk, false, "no signal is under the cursor");
        return false;
    }
    int64_t end = MIN(state->at_ms + AROUND_MS, desk_now_ms(view->desk));
    desk_hold(view->desk, state->at_ms - AROUND_MS, MAX(end, state->at_ms + 1));
    return false;
}

static const char *enter_word(const struct view *view)
{
    const struct across_state *state = view->state;
    if (here(view))
        return NULL;
    return state->deploy && !across_in_range(view) ? "look around the deploy" : "";
}

/* The rows of the signal since the deploy against those before. */
static bool differs(const struct view *view, struct target *target)
{
    const struct across_state *state = view->state;
    const struct across_row *row = here(view);
    if (!row)
        return false;
    return differs_of_signal(row->signal, state->at_ms,
                             state->until_ms ? state->until_ms : row->across.end_ms, target);
}

static const struct key_hint *hints(const struct view *view)
{
    static const struct key_hint rows[] = {
        {"x",  "what differs since"},
        {"?",  "explain"           },
        {NULL, NULL                }
    };
    return here(view) ? rows : &rows[2];
}

static void fields(const struct view *view, GPtrArray *pairs)
{
    const struct across_row *row = here(view);
    if (row && row->signal->service)
        g_ptr_array_add(pairs, pair_new("project", row->signal->service));
}

static char *line(const struct view *view)
{
    const struct across_row *row = here(view);
    return row ? across_text(view, row) : NULL;
}

static void markdown(const struct view *view, GString *out)
{
    const struct across_state *state = view->state;
    g_string_append(out, "Before against after ");
    across_status(view, out);
    g_string_append(out, "\n\n");
    for (size_t i = 0; i < row_count(view) && i < 20; i++) {
        const struct across_row *row = across_row_at(state, i);
        if (rank_of(row) > 0)
            break;
        g_autofree char *text = across_text(view, row);
        g_string_append_printf(out, "- %s\n", text);
    }
}

const struct view_ops across_view = {
    .name = "across",
    .title = "Before and after",
    .state_size = sizeof(struct across_state),
    .open = open_view,
    .close = close_view,
    .scope_changed = begin,
    .shared_changed = begin,
    .layout = layout,
    .draw = across_draw,
    .status = across_status,
    .target = target_here,
    .evidence = across_evidence,
    .explain = across_explain,
    .enter = enter,
    .enter_word = enter_word,
    .hints = hints,
    .move = move,
    .search = search,
    .row_count = row_count,
    .row_matches = row_matches,
    .fields = fields,
    .differs = differs,
    .markdown = markdown,
    .line = line,
};
