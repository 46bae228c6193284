/* SPDX-License-Identifier: Apache-2.0
 *
 * The desk: the console's state, and what it does for views. It owns the panes and their stacks of
 * views, the scope, the trail, the shared data (signals, lead, issues, releases, deploys), the
 * client, the prompts and the evidence rows. One desk a console.
 */
#ifndef VIEWS_DESK_H
#define VIEWS_DESK_H

#include "api/client/client.h"
#include "api/insight/lead.h"
#include "api/insight/prices.h"
#include "api/insight/trace_peers.h"
#include "api/repo/repo.h"
#include "views/clones.h"
#include "views/view.h"

enum pane { PANE_ISSUES, PANE_METRICS, PANE_TRACE, PANE_LOGS, PANE_COUNT };

/* --- asking --- */
/* Takes `request`, applies the scope unless `unscoped`, subscribes it for `view`: replies come to
 * view->ops->reply. every_ms 0 = once. */
uint64_t desk_ask(struct view *view, struct request *request, int every_ms, bool unscoped);
void desk_forget(struct view *view, uint64_t subscription);
/* Runs `work` on a worker thread and `done` on the UI thread, unless the view was closed meanwhile;
 * then `free_data`, in any case. For git, and for what would hold up keys. */
void desk_work(struct view *view, void (*work)(void *data),
               void (*done)(struct view *view, void *data), void *data, GDestroyNotify free_data);
/* Frees `data` on another thread: what takes longer to let go of than a key may wait. */
void desk_discard(struct desk *desk, void *data, GDestroyNotify free_data);

/* --- going --- */
/* Opens the view that shows `target` (copied), in its pane, and remembers the step on the trail.
 * False, having said why, when nothing can. */
bool desk_open(struct desk *desk, const struct target *target);
/* Follows the pivot key ('t' 'T' 'l' 'm' 'i' 'c' 'r') from what the cursor is on. */
bool desk_pivot(struct desk *desk, char pivot);
/* The user's cursor moved: linked panes follow after 120 ms. Views call it from their move
 * commands. */
void desk_cursor_moved(struct view *view);
/* The view under this one, from which it was opened: it outlives this one. NULL at the root. */
struct view *desk_below(const struct view *view);
/* Closes the view, which is the focused one, as Esc would; it is gone then. */
void desk_leave(struct view *view);
void desk_hold(struct desk *desk, int64_t start_ms, int64_t end_ms);
void desk_set_cursor_time(struct desk *desk, int64_t time_ms);

/* --- saying --- */
/* One line in the first evidence row until the next key; `failure` in the colour of errors. */
void desk_say(struct desk *desk, bool failure, const char *format, ...) G_GNUC_PRINTF(3, 4);
void desk_redraw(struct desk *desk);
/* What a key asked for, and its own frame could not show yet, is there: the frame for it waits for
 * no other data, only for the line to the terminal. */
void desk_redraw_answer(struct desk *desk);
/* What a view's ready() waited for may be there: keys that were typed ahead of it act. */
void desk_ready(struct desk *desk);
/* The user has typed what is not read yet: who makes a frame wait should end that. */
bool desk_key_waits(const struct desk *desk);

struct palette_entry;
/* The user chooses from a list over the screen (labels and details are copied): `picked` gets the
 * label, unless it was given up or the view was closed meanwhile. */
void desk_pick(struct view *view, const char *title, const struct palette_entry *entries,
               size_t count, void (*picked)(struct view *view, const char *text));
/* The view asks what there is to choose from. Keys typed until desk_pick() are for that list,
 * unless desk_pick_none() tells that it does not come, or it takes long: then they are let go. */
void desk_pick_soon(struct view *view);
void desk_pick_none(struct view *view);
/* Another detail of one of its entries (copied), when that list is still open. */
void desk_pick_detail(struct view *view, const char *label, const char *detail);

/* The user types a text: `wrong` says what is wrong with it (newly allocated; NULL = nothing) and
 * where; `typed` gets what is right, unless it was given up or the view was closed meanwhile. */
void desk_type(struct view *view, const char *label, const char *text,
               char *(*wrong)(const struct view *view, const char *text, size_t *at),
               void (*typed)(struct view *view, const char *text));

/* Copies the text, and says where it is. */
void desk_copy_text(struct desk *desk, const char *text);

/* The prompt of `&` over a filter that is there, as it would be typed ("!pattern" hides): tried out
 * by the view's try_filter(), which leaves the old one out meanwhile, then its replace_filter(). */
void desk_edit_filter(struct view *view, const char *text);

/* --- knowing --- */
/* The trace `trace_id` when a view has it, as a new reference; NULL when none does. */
struct trace *desk_trace(const struct desk *desk, const char *trace_id);
const struct scope *desk_scope(const struct desk *desk);
/* Rows of logs that a view is to hold, as the config says; 0 = it does not. */
size_t desk_log_rows(const struct desk *desk);
int64_t desk_now_ms(const struct desk *desk);
/* All borrowed, valid until the next shared_changed. Never NULL; empty until known. */
const GPtrArray *desk_signals(const struct desk *desk); /* of struct signal *: rows of the wall */
/* Onsets and mix shifts of the signals, index by index; mix NULL where none. */
const struct onset *desk_onset(const struct desk *desk, size_t signal);
const struct mix_shift *desk_mix(const struct desk *desk, size_t signal);
const struct signal *desk_find_signal(const struct desk *desk, const char *signal_id);
const struct lead *desk_lead(const struct desk *desk);  /* NULL until the first answer */
const GPtrArray *desk_issues(const struct desk *desk);  /* of struct issue * */
const GPtrArray *desk_deploys(const struct desk *desk); /* of struct deploy * */
const GPtrArray *desk_flags(const struct desk *desk);   /* of struct flag_change * */
/* Who calls whom, as far as traces showed: appends struct call_edge, whose texts `names` owns. */
void desk_calls(const struct desk *desk, GArray *calls, GPtrArray *names);
/* What watches, of struct monitor *: those that fire first. */
const GPtrArray *desk_monitors(const struct desk *desk);
/* Whether that kind was answered for; else *why (borrowed) says why not, NULL = not yet. */
bool desk_monitors_known(const struct desk *desk, enum monitor_kind kind, const char **why);
size_t desk_signals_known(const struct desk *desk,
                          size_t *asked); /* how many answered, of how many */
/* Of those that did not, which failed and why: "metric a.b: HTTP 414"; appended. */
void desk_signals_failed(const struct desk *desk, GString *out);
/* Metrics that there are and were not asked for: those with the fewest values, past what the wall
 * asks for (wall_plan.h). */
size_t desk_signals_left_out(const struct desk *desk);
/* Names (char *) of saved equations that have no row, since none of their signals is here. */
const GPtrArray *desk_signals_unmade(const struct desk *desk);
/* Why: "NAME is EQUATION: none of these ..."; newly allocated. */
char *desk_unmade_words(struct desk *desk, const char *name);
/* Usual of spans like this (service, op, name), from the healthy range before the onset; samples 0
 * until known (it is asked for). */
struct usual desk_span_usual(struct desk *desk, const char *service, const char *operation,
                             const char *name);
/* How healthy traces of the same root are (the service and transaction of their root span), from
 * before the onset, but for the trace itself (NULL = none): it would be held against what it took.
 * Asked for once. Borrowed, for this call; NULL until known, or when none will come: then *why (may
 * be NULL) says why. */
struct trace_peers *desk_trace_peers(struct desk *desk, const char *service,
                                     const char *transaction, const char *trace_id,
                                     const char **why);
/* The left side of a comparison that waits for its right one (a trace, or a span and what is below
 * it); NULL when none was chosen. `target` is copied, NULL forgets it. */
const struct target *desk_left_side(const struct desk *desk);
void desk_set_left_side(struct desk *desk, const struct target *target);
/* Where clones of repositories are; borrowed. */
struct clones *desk_clones(struct desk *desk);
/* True while answers about signals are still to come, and waiting was not given up. */
bool desk_looking(const struct desk *desk);
struct client *desk_client(struct desk *desk);
/* What models cost, as the config says; NULL when it says nothing. */
struct prices *desk_prices(const struct desk *desk);
/* The files that the logs are read from; NULL when a server is asked. */
struct log_source *desk_files(const struct desk *desk);
/* True when the user's cursor is in this view: its cursor line is drawn in ROLE_SELECTED, those of
 * other panes in ROLE_SELECTED_IDLE. */
bool desk_focused(const struct view *view);
/* Limits the rows that signals, and so the lead, are made of; "" = all. Kept for the next console.
 */
void desk_limit_signals(struct desk *desk, const char *query);
bool desk_paused(const struct desk *desk);
/* True in a frame that only shows where keys moved the cursor: what costs more follows 50 ms after
 * the last of them. */
bool desk_gliding(const struct desk *desk);
/* For a view's own commands: this key did no more than move its cursor. */
void desk_glide(struct desk *desk);

/* --- kept for the next console, by the root views of panes; others keep nothing --- */
/* `text` NULL = as it is without being told. */
void desk_remember(struct view *view, const char *key, const char *text);
/* What was kept; newly allocated, or NULL. For open(). `narrows`: it leaves rows out, which the
 * user is told. */
char *desk_recall(struct view *view, const char *key, bool narrows);
/* The same for the pattern of `&`. */
void desk_remember_pattern(struct view *view, const struct matcher *matcher, bool hide);
struct matcher *desk_recall_pattern(struct view *view, bool *hide);
/* Tells of what was kept that it leaves rows out. */
void desk_tell_narrowed(struct view *view, const char *text);
/* Shows in every pane what filters leave out; false = nothing was left out. */
bool desk_clear_recalled(struct desk *desk);

/* --- tables (views/views.c, views/pivots.c) --- */
/* The view that shows a kind of target, and in which pane; NULL when none does. */
const struct view_ops *view_for_target(enum target_kind kind, enum pane *pane);

#endif
