/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of the desk, shared by its parts (desk_*.c), the commands and the console's loop.
 * Its larger parts have pages of their own, which it includes. Views include none of them: they see
 * desk.h.
 */
#ifndef VIEWS_DESK_STATE_H
#define VIEWS_DESK_STATE_H

#include "tui/screen.h"
#include "views/console.h"
#include "views/desk.h"
#include "views/desk_act.h"
#include "views/desk_child.h"
#include "views/desk_mouse.h"
#include "views/desk_notify.h"
#include "views/desk_overlay.h"
#include "views/desk_saved.h"
#include "views/desk_theme.h"
#include "views/desk_wall.h"

#define PANE_LEAD   PANE_COUNT /* the focus is on the lead, above the panes */
#define DESK_KEYS   4          /* longest sequence of keys */
#define DESK_SCOPES 5          /* most tables that count at once */
#define REST_MS     120        /* the cursor rests this long before linked panes follow */
#define DWELL_MS    200        /* and this long before pivots are counted */
#define POPUP_MS    300        /* a prefix shows what may follow after this */
#define TRAIL_MOST  100
#define STACK_MOST  24

enum layout { LAYOUT_DECK, LAYOUT_WIDE, LAYOUT_TALL, LAYOUT_ONE, LAYOUT_COUNT };

/* "deck", "wide", "tall", "one". */
const char *layout_name(enum layout layout);
/* False, *layout as it was, when none is called so. */
bool layout_parse(const char *name, enum layout *layout);

struct rect {
    int row, col, rows, cols; /* rows 0 = not shown */
};

struct stack {
    GPtrArray *views; /* of struct view *, root first; never empty once the desk started */
    bool pinned;
    struct rect rect; /* of the pane with its title, at the last layout */
};

/* One pivot taken: what it opened, and what to give back when it is undone. */
struct step {
    struct target target;
    enum pane pane;
    struct view *view; /* NULL once closed */
    int focus_before;
    bool held;
    int64_t start_ms, end_ms, cursor_ms;
};

/* A row with a letter: what it is, and the view it was in. */
struct mark {
    struct target row, opened;
    const struct view_ops *ops; /* NULL on the lead */
    int pane;                   /* of enum pane, or PANE_LEAD */
};

/* Who gets the reply to a subscription: a view, or a part of the desk. */
struct ask {
    struct view *view;
    void (*handle)(struct desk *desk, struct reply *answer, void *data);
    void *data;
    GDestroyNotify free_data;
    int every_ms;
    bool answered;
};

/* Numbers beside the pivots, asked for after a dwell. */
struct counts {
    struct target target;
    guint timer;
    GArray *asked;      /* of uint64_t: subscriptions out */
    int64_t known[128]; /* by key; -1 = not known */
};

/* Whether the API can be reached: what a title says when its pane has not asked since. */
struct source {
    const char *away;    /* why nothing comes, in two words; NULL when it answers */
    int64_t retry_at_ms; /* the nearest next try; 0 = none */
    int64_t received_ms; /* newest good reply to anybody */
};

struct desk {
    struct client *client;
    struct log_source *files; /* in place of a server; NULL = none */
    struct screen *screen;    /* NULL in tests of parts */
    struct scope scope;
    struct stack panes[PANE_COUNT];
    int focus;              /* of enum pane, or PANE_LEAD */
    bool zoomed[2], wide;   /* zoomed: narrow, wide */
    enum layout layouts[2]; /* narrow, wide */
    int rows, cols;
    struct rect lead_rect;
    struct {
        struct view *view; /* of desk_beside.c; NULL = none */
        struct rect rect;
    } beside;
    GPtrArray *trail, *undone; /* of struct step * */

    struct keymap *keymap, *own_keymap; /* the first may be borrowed */
    struct user_commands *user;         /* borrowed; may be NULL */
    const struct command *running;      /* the command that runs, for tables made of data */
    struct key keys[DESK_KEYS];
    size_t key_count;
    guint popup_timer;
    bool popup;
    struct pointer pointer;
    struct tab tabs[PANE_COUNT];
    bool bare; /* without header, evidence and titles' lines */
    void (*letter)(struct desk *desk, struct key key); /* takes the next key as its argument */
    bool moved;   /* the last key moved the cursor and did nothing else */
    bool gliding; /* the frame shows only that */
    struct overlay overlay;
    char *message;
    bool failure;
    struct matcher *matcher;
    struct trial trial;
    struct inquiry inquiry;
    struct completion *completion; /* NULL until something was completed */
    struct history *history;       /* what was typed at prompts */
    struct mark marks[26];
    struct target left; /* of a comparison to come; kind NONE = not chosen */

    GHashTable *asks; /* uint64_t -> struct ask * */
    GThreadPool *pool;
    GPtrArray *jobs;       /* of struct job *, running */
    GAsyncQueue *finished; /* of struct job *: those whose results wait for the next tick */
    bool ticking;          /* the clock ticks: what nobody waits for may wait for it */
    guint follow_timer;
    struct view *follow_from;
    struct target followed; /* by the linked panes, last; kind NONE = nothing yet */
    struct counts counts;
    struct triage triage;
    struct wall wall;
    struct shared shared;
    uint64_t issues_ask, releases_ask, flags_ask, usual_ask;
    char *pending_pivot; /* id whose trace is looked for, to open when it is known */
    char pending_key;
    struct ahead *ahead;        /* of desk_ahead.c; NULL = no key ever waited */
    struct view *pending_enter; /* Enter was pressed in it before its rows came */

    bool read_only, paused, quit, started;
    bool led;                /* the lead once had something to show */
    bool touched;            /* a key was pressed */
    char *sole_organization; /* to be connected to, once the reply is done with */
    char *unstarted;         /* why it has no organization yet, in full; NULL = that is asked for */
    uint64_t organizations_asked;
    char *to_open; /* what to open once an organization is known */
    char *trouble; /* with the configuration; said once the panes are there */
    struct source source;
    struct debug *debug;     /* of desk_debug.c; NULL = not shown */
    struct notices *notices; /* of desk_notify.c */
    bool notify;             /* outside the screen */
    bool keep;               /* what is changed is kept for the next time */
    struct given given;      /* what the command line said: it stands above what was kept */
    char *url;
    struct saved *saved; /* of desk_saved.c; NULL until the desk starts */
    char *badge;
    struct looks looks;
    GKeyFile *config;
    size_t log_rows; /* that the config says; 0 = it does not */
    char **repositories;
    struct prices *prices; /* of models; NULL when none are known */
    struct limits *limits; /* of signals; NULL when none are stated */
    /* The loop's; `answer`: see desk_redraw_answer(). */
    void (*redraw)(void *context, bool answer);
    /* The loop's: the terminal's input is another program's, or ours again. */
    void (*lend)(void *context, bool lent);
    struct child *child; /* that has the terminal */
    GPtrArray *children; /* of struct child *, in the background */
    bool (*connect)(void *context, const char *organization, GError **error);
    void *context;
};

/* desk.c */
struct desk *desk_new(void);
void desk_free(struct desk *desk);
/* Opens the root views and starts asking; the client is there. */
void desk_start(struct desk *desk);
void desk_quit(struct desk *desk);
void desk_scope_changed(struct desk *desk);
void desk_go_live(struct desk *desk);
void desk_shared_changed(struct desk *desk);
void desk_pause(struct desk *desk, bool paused);
/* True when nothing is on its way: no dwell, no work, no request. */
bool desk_idle(const struct desk *desk);

/* desk_ask.c */
uint64_t desk_ask_self(struct desk *desk, struct request *ask, int every_ms, bool unscoped,
                       void (*handle)(struct desk *desk, struct reply *answer, void *data),
                       void *data, GDestroyNotify free_data);
void desk_unask(struct desk *desk, uint64_t *subscription);
void desk_forget_view(struct desk *desk, struct view *view);
void desk_reply(struct desk *desk, uint64_t subscription, struct reply *answer);
/* Hands out the replies that came, for a few milliseconds at most and not past a key: what was
 * typed is acted on first. True when some may be left. */
bool desk_take_replies(struct desk *desk);
/* How often the view's data is asked for; 0 = once. */
int desk_view_pace(const struct desk *desk, const struct view *view);
void desk_pace_panes(struct desk *desk);
void desk_refresh(struct desk *desk);
/* Gives up what the pane, or the lead, waits for. False = it waits for nothing. */
bool desk_stop_waiting(struct desk *desk);
/* Work of the desk itself; `done` runs on the UI thread. */
void desk_work_self(struct desk *desk, void (*work)(void *data),
                    void (*done)(struct desk *desk, void *data), void *data,
                    GDestroyNotify free_data);
/* The same for what nobody waits for: while the clock ticks, `done` runs in desk_tick(). */
void desk_work_calmly(struct desk *desk, void (*work)(void *data),
                      void (*done)(struct desk *desk, void *data), void *data,
                      GDestroyNotify free_data);
void desk_jobs_abandon(struct desk *desk);
/* A second is over: takes the results that waited for it. */
void desk_tick(struct desk *desk);

/* True while something that the view asked for, or had worked on, has not come. */
bool desk_view_waits(const struct desk *desk, const struct view *view);

/* desk_enter.c */
bool desk_enter(struct desk *desk);
/* Something came: does what Enter waited for. */
void desk_enter_pending(struct desk *desk);

/* desk_panes.c */
struct view *desk_top(const struct desk *desk, int pane); /* NULL on the lead */
struct view *desk_view(const struct desk *desk);          /* the top view of the focused pane */
struct view *desk_push(struct desk *desk, const struct view_ops *ops, enum pane pane,
                       const struct target *target, GError **error);
/* A view that is on no stack and not opened yet; and its end, wherever it was. */
struct view *desk_view_new(struct desk *desk, const struct view_ops *ops, enum pane pane,
                           const struct target *target);
void desk_view_free(struct view *view);
void desk_focus(struct desk *desk, int pane);
bool desk_back(struct desk *desk);    /* ^O: undoes the last step */
bool desk_forward(struct desk *desk); /* ^P */
bool desk_escape(struct desk *desk);  /* Esc */
/* Closes the views above the one at `index`; their steps can be taken again. */
void desk_close_down_to(struct desk *desk, int pane, guint index);
void desk_stack_clear(struct desk *desk, struct stack *stack);
void step_free(struct step *step);
/* Where everything stands at this size. */
void desk_layout(struct desk *desk, int rows, int cols);
bool desk_fits(const struct desk *desk);      /* the terminal is large enough */
int desk_title_rows(const struct desk *desk); /* of a pane: 0 when bare */

/* desk_beside.c. Placed once the panes are: takes its room from the only one that is shown. */
void desk_beside_place(struct desk *desk);
void desk_beside_layout(struct desk *desk);
void desk_beside_follow(struct desk *desk, const struct target *target);
void desk_beside_shared_changed(struct desk *desk);
void desk_beside_draw(const struct desk *desk, struct surface *whole);
void desk_beside_close(struct desk *desk);

/* desk_draw.c, desk_band.c, desk_evidence.c */
void desk_draw(struct desk *desk, struct surface *surface, int *cursor_row, int *cursor_col);
/* Only the rows of the view in which keys move the cursor; all else stays on the surface as the
 * last frame left it. */
void desk_draw_moved(struct desk *desk, struct surface *surface);
void desk_draw_header(struct desk *desk, struct surface *surface);
void desk_draw_lead(const struct desk *desk, struct surface *surface);
/* Whether there are no panes yet, because it is not known of which organization. */
bool desk_unstarted(const struct desk *desk);
void desk_draw_evidence(const struct desk *desk, struct surface *surface);
/* What the cursor is on, the lead included; false = nothing. Cleared by the caller. */
bool desk_target(const struct desk *desk, struct target *target);
bool desk_change_target(const struct desk *desk, size_t change, struct target *target);
/* The selected change, NULL when there is none. */
const struct change *desk_change(const struct desk *desk);

/* desk_debug.c */
bool desk_debug_switch(struct desk *desk);
/* A frame went out. */
void desk_debug_frame(struct desk *desk, int64_t draw_us, const struct screen_cost *cost);
void desk_draw_debug(const struct desk *desk, struct surface *surface);

/* desk_title.c: of the terminal; newly allocated. */
char *desk_title(const struct desk *desk);

/* desk_keys.c */
void desk_key(struct desk *desk, struct key key);
/* The same whether what it acts on is there or not. */
void desk_key_now(struct desk *desk, struct key key);
/* desk_ahead.c: true when the key waits, and acts later. */
bool desk_ahead_take(struct desk *desk, struct key key);
bool desk_ahead_waits(const struct desk *desk);
void desk_ahead_forget(struct desk *desk); /* those that wait */
void desk_ahead_free(struct desk *desk);
void desk_paste(struct desk *desk, const char *text);
/* The tables whose keys count here, in order of precedence. Room for DESK_SCOPES. */
size_t desk_scopes(struct desk *desk, struct keymap_scope *scopes);
void desk_keys_reset(struct desk *desk);
/* Runs it, or asks for its argument. */
void desk_run(struct desk *desk, const struct keymap_scope *scope, const struct command *command);

/* desk_mark.c */
/* The next key is the letter to mark with, or to go to; what is marked is told. */
void desk_mark_ask(struct desk *desk);
void desk_mark_ask_go(struct desk *desk);
void desk_mark_clear(struct mark *mark);

/* desk_follow.c */
void desk_follow_cancel(struct desk *desk);
/* The cursor stands somewhere else now: after a rest linked panes follow and pivots are counted. */
void desk_rest(struct desk *desk);
/* Something came: if the cursor is on another now, linked panes follow it and counts are of it. */
void desk_follow_check(struct desk *desk);
void desk_follow_now(struct desk *desk);
/* The view with the focus has no row yet, and one may come. */
bool desk_awaits_rows(const struct desk *desk);
/* Back at now: logs that were opened for something give way to those linked to the cursor. */
void desk_relink_logs(struct desk *desk);
/* Adds to `target` what was found out about its issue or signal; asks when it is not known. Returns
 * true when nothing is missing any more. */
bool desk_enrich(struct desk *desk, struct target *target);

#endif
