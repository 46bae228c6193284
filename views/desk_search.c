/* SPDX-License-Identifier: Apache-2.0
 *
 * Search and filter: the prompts of / and &, what they would find while the pattern is typed, and
 * going from match to match. Rows are counted in slices between keys and frames; a pattern that is
 * wrong leaves what the last right one showed.
 */
#include "views/desk_state.h"

#include "base/quantity.h"
#include "views/doc.h"

#include <string.h>

#define SLICE_US 2000

/* --- the pattern being typed --- */

static void stop_counting(struct desk *desk)
{
    if (desk->trial.slice)
        g_source_remove(desk->trial.slice);
    desk->trial.slice = 0;
}

static void trial_begin(struct desk *desk, struct view *view, bool filters)
{
    desk->trial = (struct trial){.view = view, .filters = filters};
    if (filters && view->ops->try_filter)
        view->ops->try_filter(view, FILTER_BEGIN, NULL, false);
}

/* All is as it was before the prompt; what was accepted acts on that. */
static void trial_end(struct desk *desk)
{
    struct trial *trial = &desk->trial;
    stop_counting(desk);
    if (trial->filters && trial->view->ops->try_filter)
        trial->view->ops->try_filter(trial->view, FILTER_BACK, NULL, false);
    matcher_free(trial->matcher);
    *trial = (struct trial){0};
}

static bool is_counted(const struct view *view)
{
    return (view->ops->row_count && view->ops->row_matches) || view->ops->doc;
}

static size_t rows_of(const struct view *view)
{
    return view->ops->doc ? doc_count(view->ops->doc(view)) : view->ops->row_count(view);
}

static bool row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    return view->ops->doc ? doc_matches(view->ops->doc(view), row, matcher)
                          : view->ops->row_matches(view, row, matcher);
}

static gboolean count_slice(void *data)
{
    struct desk *desk = data;
    struct trial *trial = &desk->trial;
    const struct view *view = trial->view;
    gint64 until = g_get_monotonic_time() + SLICE_US;
    trial->rows = rows_of(view); /* rows may come meanwhile */
    for (; trial->row < trial->rows && g_get_monotonic_time() < until; trial->row++)
        trial->found += row_matches(view, trial->row, trial->matcher);
    if (trial->row < trial->rows)
        return G_SOURCE_CONTINUE;
    trial->slice = 0;
    desk_redraw(desk);
    return G_SOURCE_REMOVE;
}

static void start_counting(struct desk *desk)
{
    struct trial *trial = &desk->trial;
    stop_counting(desk);
    trial->row = trial->found = 0;
    if (trial->matcher && is_counted(trial->view))
        trial->slice = g_idle_add_full(G_PRIORITY_LOW, count_slice, desk, NULL);
}

static void try_pattern(struct desk *desk, struct matcher *matcher, bool hide)
{
    struct trial *trial = &desk->trial;
    const struct view_ops *ops = trial->view->ops;
    matcher_free(trial->matcher);
    trial->matcher = matcher;
    trial->hide = hide;
    if (!trial->filters || !ops->passing)
        start_counting(desk);
    if (!trial->filters)
        return;
    if (ops->try_filter && matcher)
        ops->try_filter(trial->view, FILTER_TRY, matcher, hide);
    else if (ops->try_filter)
        ops->try_filter(trial->view, FILTER_BACK, NULL, false);
}

/* The pattern in what was typed: `!` before that of a filter hides. */
static const char *pattern_of(const struct desk *desk, const char *text, bool *hide)
{
    *hide = desk->trial.filters && *text == '!';
    return text + *hide;
}

/* Compiles what was typed, or complains where it is wrong. */
static bool pattern_right(struct desk *desk, const char *text, struct matcher **matcher)
{
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    bool hide;
    const char *pattern = pattern_of(desk, text, &hide);
    *matcher = *pattern ? matcher_new(pattern, &offset, &error) : NULL;
    prompt_complain(desk->overlay.prompt, error ? error->message : NULL, offset + hide);
    return !error;
}

static void pattern_edited(struct desk *desk, const char *text)
{
    struct matcher *matcher;
    bool hide;
    if (!pattern_right(desk, text, &matcher))
        return;
    pattern_of(desk, text, &hide);
    try_pattern(desk, matcher, hide);
}

static bool is_right(struct desk *desk, const char *text)
{
    struct matcher *matcher;
    bool right = pattern_right(desk, text, &matcher);
    matcher_free(matcher);
    return right;
}

/* "12 of 340", "12+ of 340" while more are looked at, "… of 340" while none was found yet. */
static void note_found(struct desk *desk, size_t found, size_t of, bool all)
{
    char count[24], whole[24];
    g_autofree char *note = g_strdup_printf(
        "%s%s of %s rows", found || all ? quantity_count((int64_t)found, count, sizeof count) : "…",
        found && !all ? "+" : "", quantity_count((int64_t)of, whole, sizeof whole));
    prompt_note(desk->overlay.prompt, note);
}

static void note_count(struct desk *desk)
{
    struct trial *trial = &desk->trial;
    size_t shown = 0, held = 0;
    prompt_note(desk->overlay.prompt, NULL);
    if (!trial->matcher)
        return;
    if (trial->filters && trial->view->ops->passing) {
        bool all = trial->view->ops->passing(trial->view, &shown, &held);
        note_found(desk, shown, held, all);
    } else if (is_counted(trial->view)) {
        bool all = trial->row >= trial->rows && !trial->slice;
        size_t left = trial->row - MIN(trial->found, trial->row);
        note_found(desk, trial->hide ? left : trial->found, trial->rows, all);
    }
}

/* --- marking what was drawn --- */

/* The text of a drawn row, and the cell of each of its bytes. */
static void read_row(const struct surface *body, int row, GString *text, GArray *cells)
{
    g_string_truncate(text, 0);
    g_array_set_size(cells, 0);
    for (int col = 0; col < body->cols; col++) {
        const char *cell = grid_text(body->grid, body->row + row, body->col + col);
        g_string_append(text, cell);
        for (size_t i = 0; i < strlen(cell); i++)
            g_array_append_val(cells, col);
    }
}

void desk_search_mark(const struct desk *desk, const struct surface *body)
{
    const struct matcher *matcher = desk->trial.matcher;
    if (!matcher || (desk->trial.filters && desk->trial.hide))
        return;
    struct surface surface = *body;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(int));
    for (int row = 0; row < body->rows; row++) {
        size_t from = 0, start, end;
        read_row(body, row, text, cells);
        while (matcher_find(matcher, text->str, from, &start, &end) && end > start) {
            int first = g_array_index(cells, int, start), last = g_array_index(cells, int, end - 1);
            surface_mark(&surface, row, first, last - first + 1, ROLE_MATCH);
            from = end;
        }
    }
}

/* --- search --- */

bool desk_search_next(struct desk *desk, int direction)
{
    struct view *view = desk_view(desk);
    if (!desk->matcher) {
        desk_say(desk, false, "nothing was searched for yet: / searches");
        return false;
    }
    if (!view || !view->ops->search) {
        desk_say(desk, false, "nothing to search here");
        return false;
    }
    if (!view->ops->search(view, desk->matcher, direction)) {
        desk_say(desk, true, "no %s match for %s", direction > 0 ? "further" : "earlier",
                 matcher_pattern(desk->matcher));
        return false;
    }
    desk_cursor_moved(view);
    return true;
}

static void search_accepted(struct desk *desk, const char *text, const void *data)
{
    (void)data;
    matcher_free(desk->matcher);
    desk->matcher = *text ? matcher_new(text, NULL, NULL) : NULL;
    if (desk->matcher)
        desk_search_next(desk, 1);
}

bool desk_search_for(struct desk *desk, const char *pattern)
{
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    struct matcher *matcher = matcher_new(pattern, &offset, &error);
    if (!matcher) {
        desk_say(desk, true, "%s, at character %zu of %s", error->message, offset + 1, pattern);
        return false;
    }
    history_add(desk->history, HISTORY_SEARCH, pattern);
    matcher_free(desk->matcher);
    desk->matcher = matcher;
    return desk_search_next(desk, 1);
}

void desk_search(struct desk *desk)
{
    static const struct prompt_ops ops = {
        .history = HISTORY_SEARCH,
        .right = is_right,
        .accepted = search_accepted,
        .edited = pattern_edited,
        .frame = note_count,
        .closed = trial_end,
    };
    struct view *view = desk_view(desk);
    if (!view || !view->ops->search) {
        desk_say(desk, false, "nothing to search here");
        return;
    }
    desk_prompt(desk, "/", "", &ops);
    trial_begin(desk, view, false);
}

/* --- filter --- */

static void accepted_by(struct view *view, const char *text,
                        void (*act)(struct view *view, const struct matcher *matcher, bool hide))
{
    bool hide = *text == '!';
    const char *pattern = text + hide;
    struct matcher *matcher = *pattern ? matcher_new(pattern, NULL, NULL) : NULL;
    act(view, matcher, hide);
    matcher_free(matcher);
    desk_cursor_moved(view);
}

static void filter_accepted(struct desk *desk, const char *text, const void *data)
{
    struct view *view = (struct view *)data;
    (void)desk;
    accepted_by(view, text, view->ops->filter);
}

static void edit_accepted(struct desk *desk, const char *text, const void *data)
{
    struct view *view = (struct view *)data;
    (void)desk;
    accepted_by(view, text, view->ops->replace_filter);
}

void desk_keep(struct desk *desk, bool hide)
{
    static const struct prompt_ops ops = {
        .history = HISTORY_FILTER,
        .right = is_right,
        .accepted = filter_accepted,
        .edited = pattern_edited,
        .frame = note_count,
        .closed = trial_end,
    };
    struct view *view = desk_view(desk);
    if (!view || !view->ops->filter) {
        desk_say(desk, false, "nothing to filter here");
        return;
    }
    desk_prompt(desk, hide ? "hide rows like " : "keep rows like (! hides) ", hide ? "!" : "",
                &ops);
    desk->overlay.subject = view;
    trial_begin(desk, view, true);
}

void desk_edit_filter(struct view *view, const char *text)
{
    static const struct prompt_ops ops = {
        .history = HISTORY_FILTER,
        .right = is_right,
        .accepted = edit_accepted,
        .edited = pattern_edited,
        .frame = note_count,
        .closed = trial_end,
    };
    desk_prompt(view->desk, "keep rows like (! hides) ", text, &ops);
    view->desk->overlay.subject = view;
    trial_begin(view->desk, view, true);
}
