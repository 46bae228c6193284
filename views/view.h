/* SPDX-License-Identifier: Apache-2.0
 *
 * A view: one operations table over a private state. Views live on the stacks of panes; the desk
 * (desk.h) owns panes, scope, trail, the shared data, and everything that crosses views. A view
 * never opens another by function call: it names a target and the desk opens it.
 *
 * draw() reads only. State changes in key commands, reply(), layout().
 */
#ifndef VIEWS_VIEW_H
#define VIEWS_VIEW_H

#include "api/client/request.h"
#include "tui/keymap.h"
#include "tui/surface.h"
#include "views/query_keys.h"
#include "views/scope.h"
#include "views/target.h"

struct desk;
struct doc;     /* lines of text, views/doc.h */
struct matcher; /* a compiled PCRE2 pattern, views/matcher.h */
struct view;

enum move_unit { MOVE_ROW, MOVE_HALF_PAGE, MOVE_PAGE, MOVE_TOP, MOVE_END, MOVE_SIDE, MOVE_SECTION };

/* What a view asks the server for. Strings borrowed, until the view changes. */
struct view_query {
    enum query_kind kind;
    const char *text;     /* the user's own terms; never NULL */
    const char *standard; /* stands for an empty text; NULL = everything */
    const char *fixed;    /* what it was opened for or follows: asked for together with the text */
    const char *about;    /* the same in words; NULL = none */
    int64_t start_ms, end_ms; /* a range of its own; 0 = the scope's */
};

/* While the pattern of `&` is typed. */
enum filter_step {
    FILTER_BEGIN, /* notes the filter and the cursor's row */
    FILTER_TRY,   /* shows what would be let through; says nothing */
    FILTER_BACK,  /* all as it was at FILTER_BEGIN */
};

struct key_hint {
    const char *key, *words; /* "x", "compare" */
};

struct view_ops {
    const char *name;               /* "issues": config scope, help heading */
    const char *title;              /* "Issues" */
    size_t state_size;              /* zeroed by the desk before open() */
    const struct command *commands; /* context: struct view *; ends with a NULL id; may be NULL */

    /* `target` is what it was opened for (NULL at the root of a pane). Subscribes what it needs.
     * False with *error: not opened. */
    bool (*open)(struct view *view, const struct target *target, GError **error);
    void (*close)(
        struct view *view); /* frees the state's contents; subscriptions end by themselves */
    /* The scope, range or the user's cursor (linked target, may be NULL) changed: ask again what
     * depends on it. */
    void (*scope_changed)(struct view *view);
    void (*follow)(struct view *view, const struct target *target);
    /* The shared data (signals, lead, issues, releases) changed. */
    void (*shared_changed)(struct view *view);
    /* The reply to a subscription of this view. The view may reply_take() from it; the desk frees
     * it. */
    void (*reply)(struct view *view, uint64_t subscription, struct reply *reply);
    /* Before each draw: the size; clamp scroll, build visible rows. */
    void (*layout)(struct view *view, int rows, int cols);
    void (*draw)(const struct view *view, struct surface *surface);
    /* What goes on the title line after the title: "is:unresolved  37". Appended. */
    void (*status)(const struct view *view, GString *out);
    /* What the cursor is on; false = nothing. `target` comes initialised and is cleared by the
     * caller. */
    bool (*target)(const struct view *view, struct target *target);
    /* The first evidence row: what is under the cursor against its usual. Appended. */
    void (*evidence)(const struct view *view, GString *out);
    /* What is under the cursor, explained, for the top of `?`: by which method, of what data, with
     * which numbers. Paragraphs, one a line; appended. Nothing appended, or NULL = nothing is. */
    void (*explain)(const struct view *view, GString *out);
    /* The mouse points at a cell of the body, its button held down there when `dragged`. False: the
     * row under it gets the cursor. NULL: always so. */
    bool (*point)(struct view *view, int row, int col, bool dragged);
    /* Where Enter leads; the desk opens it. Return false when the view did it itself, or has said
     * why not. NULL: target() is opened. */
    bool (*enter)(struct view *view, struct target *target);
    /* What Enter does, in a word, where it is not what the target tells. NULL = it is; "" = Enter
     * does nothing here. */
    const char *(*enter_word)(const struct view *view);
    /* Its own keys that one should not have to look up, for the row of hints after Enter; ended by
     * a NULL key. NULL: none. */
    const struct key_hint *(*hints)(const struct view *view);
    /* Movement: the same keys everywhere. `by` rows; pages count half pages when `unit` says so.
     * NULL: nothing moves. */
    void (*move)(struct view *view, enum move_unit unit, int by);
    /* `/`: jump to the next row whose text matches; the desk compiled `pattern` (PCRE2). direction
     * +1 or -1. False = no match. */
    bool (*search)(struct view *view, const struct matcher *matcher, int direction);
    /* `&` and `&!`: keep or hide matching rows; NULL clears. NULL member: the view has no filter.
     */
    void (*filter)(struct view *view, const struct matcher *matcher, bool hide);
    /* Goes with filter: one step of trying one out; the pattern is NULL but for FILTER_TRY. */
    void (*try_filter)(struct view *view, enum filter_step step, const struct matcher *matcher,
                       bool hide);
    /* What desk_edit_filter() was asked to edit is this now; NULL = nothing. */
    void (*replace_filter)(struct view *view, const struct matcher *matcher, bool hide);
    /* A key is about to act on the view: its rows and its cursor are as the next frame would show
     * them. False: they are not known yet, desk_ready() will tell. NULL: always. */
    bool (*ready)(struct view *view);
    /* Goes with filter: rows let through, of rows held; false while more are still looked at. */
    bool (*passing)(const struct view *view, size_t *shown, size_t *held);
    /* Goes with search: how many rows it looks through, and whether one matches. */
    size_t (*row_count)(const struct view *view);
    bool (*row_matches)(const struct view *view, size_t row, const struct matcher *matcher);
    /* Instead of these two, where the rows are the lines of a document. */
    const struct doc *(*doc)(const struct view *view);
    /* `;`: what is asked for; false, having said why, when nothing can be searched for now. NULL:
     * the view has no query. */
    bool (*query)(const struct view *view, struct view_query *out);
    /* Asks for another text; "" is the default. The text is right (query_wrong()). */
    void (*set_query)(struct view *view, const char *text);
    /* Esc, before anything closes: shows again what filters left out, the cursor on its row. False
     * = nothing is left out. */
    bool (*unfilter)(struct view *view);
    /* Puts the cursor on a row it had (a mark). False = it is gone. NULL: found by moving. */
    bool (*go_to)(struct view *view, const struct target *row);
    /* Fields of the row for `f` and `F` (key, value); appended as struct pair *. */
    void (*fields)(const struct view *view, GPtrArray *pairs);
    /* `f` and `F` on a field: adds key:value, or its negation, to what the view asks for. */
    void (*narrow)(struct view *view, const char *key, const char *value, bool out);
    /* `B` on one of the fields: opens the values of the key, counted. NULL = they cannot be. */
    void (*count_values)(struct view *view, const char *key);
    /* `!`: only errors and what leads to them, or everything again. */
    void (*only_errors)(struct view *view);
    /* ":row": what is asked for here as one line of api/query/breakdown.h, newly allocated; NULL,
     * having said why, when that cannot be. NULL: it never can. */
    char *(*question)(const struct view *view);
    /* `x`: what is to be compared, as a target; false, having said why, when nothing here is.
     * NULL: never. */
    bool (*differs)(const struct view *view, struct target *target);
    /* `.`: to the slowest or worst row at or below the cursor's. False = there is none. */
    bool (*worst)(struct view *view);
    /* For `e E w W`: next row of at least this level. */
    bool (*next_level)(struct view *view, enum level level, int direction);
    /* The view as Markdown lines for `ye`. Appended; nothing appended = left out. */
    void (*markdown)(const struct view *view, GString *out);
    /* The trace it has (borrowed), which other views show in their ways without asking for it
     * again; NULL = none yet. NULL member: it never has one. */
    struct trace *(*trace)(const struct view *view);
    /* The row as text and as JSON for `yy` and `yj`; newly allocated or NULL. */
    char *(*line)(const struct view *view);
    char *(*json)(const struct view *view);
    /* It was copied; what is not loaded yet may be asked for, and copied with it. May be NULL. */
    void (*json_copied)(struct view *view);
};

struct view {
    const struct view_ops *ops;
    struct desk *desk;
    void *state;
    int pane;             /* of enum pane in desk.h */
    struct target opened; /* kind NONE at the root */
    int rows, cols;       /* at the last layout */
    /* Freshness, kept by the desk for the pane's title: */
    int64_t received_ms; /* newest good reply; 0 = none yet */
    char *error;         /* the last failure, until the next good reply */
    const char *away;    /* the same in the few words that fit a title; NULL = there are none */
    int64_t retry_at_ms;
    bool beside;   /* shown beside another view for what its cursor is on: never has the focus */
    bool choosing; /* a list to choose from is on its way: desk_pick_soon() */
    bool loading;
    bool stopped; /* waiting was given up by Esc: nothing comes before it is asked again */
};

#endif
