/* SPDX-License-Identifier: Apache-2.0
 *
 * Which rows are shown: those that pass, and their context. A walk over what is known of them, from
 * the newest to the oldest, and upwards where rows come behind.
 */
#include "views/log_rows_internal.h"

#define LOOK_ROWS 64   /* between two looks at the clock */
#define SKIP_ROWS 4096 /* the same of those that are known to be left out */

bool log_rows_filtered(const struct log_rows *rows)
{
    return rows->filter != NULL;
}

void log_rows_restart(struct log_rows *rows)
{
    rows->changes++;
    runway_empty(&rows->shown);
    rows->context_shown = 0;
    rows->passed = false;
    rows->looked_from = rows->looked_to = runway_end(&rows->places);
}

/* --- the filter --- */

static void drop_filter(struct log_rows *rows)
{
    if (rows->filter)
        row_filter_cancel(rows->filter);
    g_clear_pointer(&rows->run, row_filter_run_free);
    g_clear_pointer(&rows->filter, row_filter_unref);
}

void log_rows_set_filter(struct log_rows *rows, struct row_filter *filter)
{
    drop_filter(rows);
    log_rows_forget_bits(rows);
    if (filter && rows->query)
        row_filter_select(filter, rows->query);
    if (filter && row_filter_is_empty(filter))
        g_clear_pointer(&filter, row_filter_unref);
    rows->filter = filter;
    rows->filter_number++;
    log_rows_restart(rows);
    if (!filter)
        return;
    rows->run = row_filter_run_new(filter);
    log_rows_ask_workers(rows);
}

struct row_filter *log_rows_filter_again(const struct log_rows *rows)
{
    if (!rows->filter)
        return NULL;
    struct row_filter *again = row_filter_again(rows->filter);
    if (rows->query)
        row_filter_select(again, rows->query);
    return again;
}

void log_rows_select(const struct log_rows *rows, struct row_filter *filter)
{
    if (rows->query)
        row_filter_select(filter, rows->query);
}

uint64_t log_rows_filter_number(const struct log_rows *rows)
{
    return rows->filter_number;
}

void log_rows_narrow(struct log_rows *rows, struct query *query)
{
    struct row_filter *again = row_filter_again(rows->filter);
    row_query_unref(rows->query);
    rows->query = query ? row_query_new(query) : NULL;
    log_rows_set_filter(rows, again);
}

size_t log_rows_costly(const struct log_rows *rows)
{
    return rows->filter ? row_filter_costly(rows->filter) : 0;
}

/* --- what is shown --- */

static int64_t shown_at(const struct log_rows *rows, int64_t at)
{
    return *(int64_t *)runway_at(&rows->shown, at);
}

static int64_t place_shown(const struct log_rows *rows, int64_t at)
{
    return shown_at(rows, at) >> 1;
}

static void show_above(struct log_rows *rows, int64_t place, bool context)
{
    *(int64_t *)runway_prepend(&rows->shown, 1) = place * 2 + context;
    rows->context_shown += context;
}

static void show_below(struct log_rows *rows, int64_t place, bool context)
{
    *(int64_t *)runway_append(&rows->shown, 1) = place * 2 + context;
    rows->context_shown += context;
}

static void note_pass(struct log_rows *rows, int64_t place)
{
    rows->pass_low = rows->passed ? MIN(rows->pass_low, place) : place;
    rows->pass_high = rows->passed ? MAX(rows->pass_high, place) : place;
    rows->passed = true;
}

/* Where rows of the context may begin or end that are not shown yet. */
static int64_t first_shown(const struct log_rows *rows)
{
    return runway_count(&rows->shown) ? place_shown(rows, runway_first(&rows->shown))
                                      : rows->looked_to;
}

static int64_t behind_shown(const struct log_rows *rows)
{
    return runway_count(&rows->shown) ? place_shown(rows, runway_end(&rows->shown) - 1) + 1
                                      : rows->looked_from;
}

/* The next row above those looked at. */
static void take_above(struct log_rows *rows, int64_t place, bool passes)
{
    int64_t context = (int64_t)rows->context;
    if (passes) {
        for (int64_t at = MIN(place + context, first_shown(rows) - 1); at > place; at--)
            show_above(rows, at, true);
        show_above(rows, place, false);
        note_pass(rows, place);
    } else if (rows->passed && rows->pass_low - place <= context) {
        show_above(rows, place, true);
    }
}

static void take_below(struct log_rows *rows, int64_t place, bool passes)
{
    int64_t context = (int64_t)rows->context;
    if (passes) {
        for (int64_t at = MAX(place - context, behind_shown(rows)); at < place; at++)
            show_below(rows, at, true);
        show_below(rows, place, false);
        note_pass(rows, place);
    } else if (rows->passed && place - rows->pass_high <= context) {
        show_below(rows, place, true);
    }
}

/* Of the rows still shown; there are at most as many of context at either end as it has rows. */
static void find_passes(struct log_rows *rows)
{
    int64_t low = runway_first(&rows->shown), high = runway_end(&rows->shown);
    while (low < high && shown_at(rows, low) % 2)
        low++;
    while (high > low && shown_at(rows, high - 1) % 2)
        high--;
    rows->passed = low < high;
    if (rows->passed) {
        rows->pass_low = place_shown(rows, low);
        rows->pass_high = place_shown(rows, high - 1);
    }
}

static void keep_shown(struct log_rows *rows, int64_t first, int64_t end)
{
    for (int64_t at = runway_first(&rows->shown); at < first; at++)
        rows->context_shown -= shown_at(rows, at) & 1;
    for (int64_t at = end; at < runway_end(&rows->shown); at++)
        rows->context_shown -= shown_at(rows, at) & 1;
    runway_keep(&rows->shown, first, end);
    find_passes(rows);
}

/* What is context of rows at the place goes with them. */
void log_rows_unlook_from(struct log_rows *rows, int64_t place)
{
    place -= (int64_t)rows->context;
    if (place <= rows->looked_from) {
        log_rows_restart(rows);
        return;
    }
    int64_t end = runway_end(&rows->shown), first = runway_first(&rows->shown);
    while (end > first && place_shown(rows, end - 1) >= place)
        end--;
    rows->looked_to = place;
    keep_shown(rows, first, end);
}

void log_rows_unlook_before(struct log_rows *rows, int64_t place)
{
    place += (int64_t)rows->context;
    if (place >= rows->looked_to) {
        log_rows_restart(rows);
        return;
    }
    int64_t end = runway_end(&rows->shown), first = runway_first(&rows->shown);
    while (first < end && place_shown(rows, first) < place)
        first++;
    rows->looked_from = place;
    keep_shown(rows, first, end);
}

void log_rows_set_context(struct log_rows *rows, size_t context)
{
    rows->context = context;
    log_rows_restart(rows);
}

/* --- the walk --- */

/* Looks at the next row: those that came behind, then those before. False = all are looked at, or
 * what comes next is not known yet. */
static bool look(struct log_rows *rows)
{
    bool behind = rows->looked_to < runway_end(&rows->places);
    if (!behind && rows->looked_from == runway_first(&rows->places))
        return false;
    int64_t at = behind ? rows->looked_to : rows->looked_from - 1;
    enum passing passing = log_rows_passing_at(rows, runway_at(&rows->places, at));
    rows->waits = passing == PASSING_LATER;
    if (rows->waits)
        return false;
    (behind ? take_below : take_above)(rows, at, passing == PASSING_YES);
    rows->looked_to += behind;
    rows->looked_from -= !behind;
    return true;
}

/* Known not to pass, and no context of a row below. */
static bool is_left_out(const struct log_rows *rows, int64_t at)
{
    const struct place *place = runway_at(&rows->places, at);
    const struct slot *slot = slot_at(rows, place->slot);
    size_t word = place->row / WORD_ROWS;
    return word < slot->words && slot->known[word / 64] >> word % 64 & 1 &&
           !(slot->passing[word] >> place->row % WORD_ROWS & 1) &&
           !(rows->passed && rows->pass_low - at <= (int64_t)rows->context);
}

/* Most rows are left out: past a run of them, when nothing came behind. */
static void skip_above(struct log_rows *rows)
{
    int64_t first = MAX(runway_first(&rows->places), rows->looked_from - SKIP_ROWS);
    if (rows->looked_to < runway_end(&rows->places))
        return;
    while (rows->looked_from > first && is_left_out(rows, rows->looked_from - 1))
        rows->looked_from--;
}

static bool walk(struct log_rows *rows, int64_t until)
{
    rows->waits = false;
    do {
        skip_above(rows);
        for (int i = 0; i < LOOK_ROWS; i++)
            if (!look(rows))
                return rows->waits;
    } while (g_get_monotonic_time() < until);
    return true;
}

bool log_rows_work(struct log_rows *rows, int64_t budget_us)
{
    int64_t until = g_get_monotonic_time() + budget_us;
    filter_hub_take(rows->hub, rows, 0);
    return log_rows_filtered(rows) && walk(rows, until);
}

bool log_rows_work_for(struct log_rows *rows, size_t count, int64_t most_us)
{
    int64_t until = g_get_monotonic_time() + most_us;
    bool more = log_rows_work(rows, most_us / 2);
    while (more && log_rows_count(rows) < count) {
        int64_t left = until - g_get_monotonic_time();
        if (left <= 0)
            break;
        if (rows->waits)
            filter_hub_take(rows->hub, rows, left);
        more = walk(rows, until);
    }
    return more;
}

bool log_rows_waits(const struct log_rows *rows)
{
    return rows->waits;
}

double log_rows_looked(const struct log_rows *rows)
{
    size_t held = runway_count(&rows->places);
    return held && rows->filter ? (double)(rows->looked_to - rows->looked_from) / (double)held : 1;
}

int64_t log_rows_looked_ns(const struct log_rows *rows)
{
    if (!rows->filter || rows->looked_from <= runway_first(&rows->places))
        return INT64_MIN;
    if (rows->looked_from >= rows->looked_to)
        return INT64_MAX;
    return place_time(rows, runway_at(&rows->places, rows->looked_from));
}
