/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of the desk, shared by its parts (desk_*.c), the commands and the console's loop.
 * Views do not include it: they see desk.h.
 */
#ifndef VIEWS_DESK_STATE_H
#define VIEWS_DESK_STATE_H

#include "api/insight/mix.h"
#include "tui/help.h"
#include "tui/letters.h"
#include "tui/palette.h"
#include "tui/prompt.h"
#include "tui/screen.h"
#include "views/console.h"
#include "views/desk.h"
#include "views/history.h"
#include "views/matcher.h"
#include "views/state.h"

#define PANE_LEAD   PANE_COUNT /* the focus is on the lead, above the panes */
#define DESK_KEYS   4          /* longest sequence of keys */
#define DESK_SCOPES 5          /* most tables that count at once */
#define REST_MS     120        /* the cursor rests this long before linked panes follow */
#define DWELL_MS    200        /* and this long before pivots are counted */
#define POPUP_MS    300        /* a prefix shows what may follow after this */
#define TRIAGE_MS   5000       /* an act of triage can be undone this long */
#define TRAIL_MOST  100
#define STACK_MOST  24

enum layout { LAYOUT_DECK, LAYOUT_WIDE, LAYOUT_TALL, LAYOUT_ONE, LAYOUT_COUNT };

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

/* What a prompt does. All but `accepted` may be NULL. */
struct prompt_ops {
    enum history_kind history;
    /* Enter: false, having complained, keeps the prompt open. */
    bool (*right)(struct desk *desk, const char *text);
    void (*accepted)(struct desk *desk, const char *text, const void *data);
    void (*edited)(struct desk *desk, const char *text);
    void (*moved)(struct desk *desk);  /* the cursor, without an edit */
    void (*tabbed)(struct desk *desk); /* Tab, and nothing is offered */
    void (*frame)(struct desk *desk);  /* before each frame: what is counted now */
    void (*closed)(struct desk *desk); /* accepted or not, before the prompt goes */
};

/* What floats above the deck; one at a time. */
enum overlay_kind { OVERLAY_NONE, OVERLAY_PROMPT, OVERLAY_PALETTE, OVERLAY_LETTERS, OVERLAY_HELP };
struct overlay {
    enum overlay_kind kind;
    struct prompt *prompt;
    struct palette *palette;
    struct letters *letters;
    struct help *help;
    void (*accepted)(struct desk *desk, const char *text, const void *data);
    const struct prompt_ops *asks; /* of a prompt */
    /* Of a palette: what is typed, or the entry under the cursor, is another; may be NULL. */
    void (*moved)(struct desk *desk, const char *text, const void *data);
    void (*given_up)(struct desk *desk, const void *subject); /* nothing was chosen; may be NULL */
    const void *subject; /* what a palette asks for; in `keep` */
    GPtrArray *keep;     /* what the entries' data points to, freed with the overlay; may be NULL */
};

/* How the console is coloured (desk_theme.c). */
struct looks {
    char *name;   /* of the theme; THEME_AUTO: dark or light, as the terminal is */
    char *folder; /* where the user's own themes lie; NULL = nowhere */
    struct theme theme;
    bool named;           /* by the command line or the config, which stand above what was saved */
    bool light;           /* the terminal's background is, as far as is known; worth keeping, too */
    bool asked, answered; /* the terminal, about its background */
    bool trying;          /* another theme is shown while one looks at the list */
};

/* The signals that one request gave, with what insight says of each. Immutable once made. */
struct wall_part {
    gint references;
    GPtrArray *signals; /* of struct signal * */
    GArray *onsets;     /* of struct onset, index by index */
    GPtrArray *mixes;   /* of struct mix_shift *, NULL where none */
    bool split;         /* the groups that moved are rows in place of the whole */
};

struct wall {
    GPtrArray *entries; /* of struct wall_entry * (desk_wall.c): those derived first */
    GPtrArray *old;     /* parts that views may still point into, until the next publishing */
    guint timer, publish_timer;
    uint64_t discovery;
    int64_t known_at_ms; /* when the metrics were last looked for */
    size_t derived, asked, answered, left_out;
    bool stopped;        /* Esc: nothing is asked before it is started again */
    uint64_t generation; /* answers to an older one are dropped */
    bool discovered;     /* it was answered which metrics there are, or that this failed */
    bool renewing;       /* since a reset, until its round is whole: the old signals stay */
};

struct shared {
    GPtrArray *signals; /* borrowed from the parts */
    GArray *onsets;     /* of struct onset */
    GPtrArray *mixes;   /* of const struct mix_shift *, borrowed */
    struct lead *lead;
    size_t change; /* the selected change of the lead */
    bool stepped;  /* by the user, not by what moved first */
    bool lead_busy, lead_stale;
    GPtrArray *issues, *releases, *deploys;
    GHashTable *calls;    /* "caller\x1f" "callee" -> itself */
    GHashTable *usuals;   /* service, op, name -> struct usual * */
    char *usual_key;      /* range for which usuals were asked */
    GHashTable *enriched; /* issue or signal id -> struct target *: its trace, event, release */
    GHashTable *clones;   /* name -> path of a clone */
    GPtrArray *folders;   /* of char *: where clones were looked for */
    bool traces_sought, calls_open; /* who calls whom is asked for; not answered yet */
    guint traces_open;
    bool issues_known, releases_known; /* answered for this range, if only by a failure */
    struct origin *origin;             /* of desk_origin.c; NULL = no first mover */
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

struct triage {
    guint timer;
    char *issue_id, *short_id, *verb, *body;
    int64_t due_ms;
};

/* What another program does with the terminal. */
enum child_way {
    CHILD_WAIT,       /* has it until Enter is pressed behind its end, so that one can read */
    CHILD_AT_ONCE,    /* has it until it ends */
    CHILD_BACKGROUND, /* how it ended is told */
    CHILD_QUIET,      /* the same, and only a failure is told */
};
struct child;
struct user_commands;

/* The mouse: off until it is switched on. */
struct pointer {
    bool on;
    int wheel, wheel_pane; /* turns not yet moved by, and where; one movement a burst */
    int row, col;          /* of the last press */
    gint64 pressed_us;
    int dragging; /* pane in which the button was pressed; -1 = none */
};
/* Where the name of a pane stands in the header; cols 0 = it does not. */
struct tab {
    int col, cols;
};

/* The pattern of / or & while it is typed. */
struct trial {
    struct view *view;
    struct matcher *matcher; /* the last right one; NULL = nothing typed */
    bool filters, hide;
    guint slice;             /* counting goes on */
    size_t row, rows, found; /* counted so far */
};

/* The query prompt; what completes it is known in `completion` (desk_complete.c). */
struct inquiry {
    struct view *view;
    guint timer; /* until what the text would give is counted */
    uint64_t count_ask;
};

struct desk {
    struct client *client;
    struct screen *screen; /* NULL in tests of parts */
    struct scope scope;
    struct stack panes[PANE_COUNT];
    int focus; /* of enum pane, or PANE_LEAD */
    int previewed;
    bool zoomed[2], wide;   /* zoomed: narrow, wide */
    enum layout layouts[2]; /* narrow, wide */
    int rows, cols;
    struct rect lead_rect;
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

    GHashTable *asks; /* uint64_t -> struct ask * */
    GThreadPool *pool;
    GPtrArray *jobs; /* of struct job *, running */
    guint follow_timer;
    struct view *follow_from;
    struct counts counts;
    struct triage triage;
    struct wall wall;
    struct shared shared;
    uint64_t issues_ask, releases_ask, usual_ask;
    guint shared_timer;
    char *pending_pivot; /* id whose trace is looked for, to open when it is known */
    char pending_key;
    struct view *pending_enter; /* Enter was pressed in it before its rows came */

    bool read_only, paused, quit, started;
    bool led;                /* the lead once had something to show */
    bool touched;            /* a key was pressed */
    char *sole_organization; /* to be connected to, once the reply is done with */
    char *to_open;           /* what to open once an organization is known */
    char *trouble;           /* with the configuration; said once the panes are there */
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
    char **repositories;
    void (*redraw)(void *context); /* the loop's */
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
void desk_scope_changed(struct desk *desk, const struct view *but);
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
void desk_jobs_abandon(struct desk *desk);

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

/* desk_draw.c, desk_band.c, desk_evidence.c */
void desk_draw(struct desk *desk, struct surface *surface, int *cursor_row, int *cursor_col);
/* Only the rows of the view in which keys move the cursor; all else stays on the surface as the
 * last frame left it. */
void desk_draw_moved(struct desk *desk, struct surface *surface);
void desk_draw_header(struct desk *desk, struct surface *surface);
void desk_draw_lead(const struct desk *desk, struct surface *surface);
void desk_draw_evidence(const struct desk *desk, struct surface *surface);
/* What the cursor is on, the lead included; false = nothing. Cleared by the caller. */
bool desk_target(const struct desk *desk, struct target *target);
bool desk_change_target(const struct desk *desk, size_t change, struct target *target);
/* The selected change, NULL when there is none. */
const struct change *desk_change(const struct desk *desk);

/* desk_notify.c */
void desk_notices_init(struct desk *desk);
void desk_notices_free(struct desk *desk);
/* The lead is another: what is new in it is told. */
void desk_notify_lead(struct desk *desk);
bool desk_notify_switch(struct desk *desk);
/* Those that were kept. */
void desk_watches_start(struct desk *desk);
void desk_watches_rescope(struct desk *desk);
guint desk_watches(const struct desk *desk);
/* "! 1 of 2 watches"; newly allocated, NULL when nothing is watched. */
char *desk_watch_mark(const struct desk *desk, bool *firing);
extern const struct argument desk_watch_argument, desk_unwatch_argument, desk_watches_argument;

/* desk_named.c: queries by name. */
extern const struct argument desk_save_argument, desk_saved_argument, desk_forget_argument;

/* desk_debug.c */
bool desk_debug_switch(struct desk *desk);
/* A frame went out. */
void desk_debug_frame(struct desk *desk, int64_t draw_us, const struct screen_cost *cost);
void desk_draw_debug(const struct desk *desk, struct surface *surface);

/* desk_title.c: of the terminal; newly allocated. */
char *desk_title(const struct desk *desk);

/* desk_keys.c */
void desk_key(struct desk *desk, struct key key);
void desk_paste(struct desk *desk, const char *text);
/* The tables whose keys count here, in order of precedence. Room for DESK_SCOPES. */
size_t desk_scopes(struct desk *desk, struct keymap_scope *scopes);
void desk_keys_reset(struct desk *desk);
/* Runs it, or asks for its argument. */
void desk_run(struct desk *desk, const struct keymap_scope *scope, const struct command *command);

/* desk_prompt.c */
void desk_prompt(struct desk *desk, const char *label, const char *text,
                 const struct prompt_ops *ops);
/* The open prompt's text is another: tells whoever opened it. */
void desk_prompt_edited(struct desk *desk);
void desk_choose(struct desk *desk, struct palette *palette, GPtrArray *keep,
                 void (*accepted)(struct desk *desk, const char *text, const void *data));
void desk_overlay_close(struct desk *desk);
bool desk_overlay_key(struct desk *desk, struct key key);
/* The palette's text or cursor moved: tells whoever opened it. */
void desk_palette_moved(struct desk *desk);

/* desk_fields.c */
void desk_narrow(struct desk *desk, bool out);
/* `/` in the fields that popped up: they are looked for by name. */
void desk_narrow_search(struct desk *desk);

/* desk_search.c */
void desk_search(struct desk *desk);
bool desk_search_for(struct desk *desk, const char *pattern);
bool desk_search_next(struct desk *desk, int direction);
void desk_keep(struct desk *desk, bool hide);
/* Marks what the pattern being typed finds in a pane's rows as they were drawn. */
void desk_search_mark(const struct desk *desk, const struct surface *body);

/* desk_query.c, desk_complete.c */
bool desk_query(struct desk *desk);
/* Offers what may stand where the prompt's cursor is, of what is known; asks for what is not after
 * a pause, or `now`. */
void desk_complete(struct desk *desk, const struct view_query *query, bool now);
/* Nothing is waited for any more; what is known is kept for minutes. */
void desk_complete_stop(struct desk *desk);
void desk_complete_free(struct desk *desk);
bool desk_complete_waits(const struct desk *desk); /* for the pause */

/* desk_palette.c */
/* Every command by name; with `command`, that one's name typed already. NULL = nothing typed. */
void desk_palette(struct desk *desk, const char *command);
void desk_help(struct desk *desk);

/* desk_theme.c */
/* The screen is there. `theme` NULL = auto: the terminal is asked. */
void desk_theme_start(struct desk *desk, const struct theme *theme, const char *folder);
/* The theme of the last session, unless one was named for this one. */
void desk_theme_restore(struct desk *desk, const char *name);
/* How the terminal was then, unless it is known how it is now. */
void desk_theme_restore_background(struct desk *desk, bool light);
/* The terminal has answered. */
void desk_theme_background(struct desk *desk, enum background background);
void desk_theme_free(struct desk *desk);
extern const struct argument desk_theme_argument; /* of ":theme NAME" */

/* desk_mouse.c */
void desk_mouse_switch(struct desk *desk, bool on);
void desk_mouse(struct desk *desk, const struct mouse *mouse);
/* Does what the wheel's turns of one burst come to. */
void desk_mouse_settle(struct desk *desk);

/* desk_child.c */
/* Runs argv without a shell; a lent terminal comes back when it ended, and how is told. `remove`: a
 * file that goes with it, may be NULL. False, having said why, when it does not start. */
bool desk_child(struct desk *desk, const char *const *argv, enum child_way way, const char *remove);
void desk_child_free(struct child *child); /* forgets it; it goes on */

/* desk_browser.c */
bool desk_browse(struct desk *desk);
/* What shows a page here: $BROWSER, else the desktop's. NULL: nothing does (ssh, no desktop). */
char **browser_argv(const char *url);

/* desk_editor.c */
/* Opens the file of what the cursor is on, or its JSON. */
bool desk_edit(struct desk *desk);
/* `editor` (of $VISUAL: a program and its arguments) on a line of a file; 0 = no line. */
char **editor_argv(const char *editor, const char *file, int line, GError **error);

/* desk_mark.c */
void desk_mark_set(struct desk *desk, struct key key);
void desk_mark_go(struct desk *desk, struct key key);
void desk_mark_clear(struct mark *mark);

/* desk_saved.c: what is kept for the next console. */
/* Before the views are opened: reads, and puts the desk's own things as they were. */
void desk_saved_open(struct desk *desk);
/* After: says what the user must know of it. */
void desk_saved_opened(struct desk *desk);
void desk_saved_close(struct desk *desk);
/* A key was pressed: what it changed is collected soon. */
void desk_saved_touch(struct desk *desk);
void desk_saved_mark(struct desk *desk, int letter);
/* Something was not done when the console ended: on stderr, or, where that is gone, next time. */
void desk_saved_lost(struct desk *desk, const char *what);
/* For what has names (queries, watches); NULL until the desk starts. */
struct state *desk_state(struct desk *desk);

/* desk_follow.c */
void desk_follow_cancel(struct desk *desk);
/* The cursor stands somewhere else now: after a rest linked panes follow and pivots are counted. */
void desk_rest(struct desk *desk);
void desk_follow_now(struct desk *desk);
/* Back at now: logs that were opened for something give way to those linked to the cursor. */
void desk_relink_logs(struct desk *desk);
void desk_counts_start(struct desk *desk);
/* Adds to `target` what was found out about its issue or signal; asks when it is not known. Returns
 * true when nothing is missing any more. */
bool desk_enrich(struct desk *desk, struct target *target);

/* desk_wall.c, desk_shared.c, desk_lead.c, desk_usual.c */
void desk_wall_start(struct desk *desk);
void desk_wall_stop(struct desk *desk);
/* Nothing more is asked or waited for until desk_wall_start(). */
void desk_wall_give_up(struct desk *desk);
void desk_wall_reset(struct desk *desk);
void desk_wall_init(struct desk *desk);
void desk_wall_free(struct desk *desk);
bool wall_part_shows(const struct wall_part *part, guint index);
GPtrArray *desk_wall_parts(const struct desk *desk); /* of struct wall_part *, new references */
struct wall_part *wall_part_ref(struct wall_part *part);
void wall_part_unref(struct wall_part *part);
/* Puts the wall's parts together as the signals that views see. */
void desk_wall_publish(struct desk *desk);
void desk_shared_start(struct desk *desk);
void desk_shared_stop(struct desk *desk);
void desk_shared_free(struct desk *desk);
void desk_shared_init(struct desk *desk);
/* Every request of the round was answered or has failed once. */
bool desk_wall_complete(const struct desk *desk);
void desk_lead_update(struct desk *desk);
/* What the lead waits for, newly allocated; NULL when it is final for this range. */
char *desk_lead_waits(const struct desk *desk);
void desk_learn_calls(struct desk *desk, const struct trace *found);
/* desk_origin.c: the lead, or what is known of its first mover, is another. */
void desk_origin_update(struct desk *desk);
void desk_origin_clear(struct desk *desk);
/* Its suspect commits; with its trace and logs when `whole`. Appended. */
void desk_origin_markdown(const struct desk *desk, GString *out, bool whole);
void desk_lead_step(struct desk *desk, int by);
struct request *desk_issues_request(const char *query);
void desk_usual_clear(struct desk *desk);

/* desk_copy.c, desk_triage.c, desk_clone.c, choosers.c, open.c */
bool desk_copy(struct desk *desk, char what);
void desk_copy_text(struct desk *desk, const char *text); /* and says where it is */
char *desk_target_url(const struct desk *desk, const struct target *target);
char *desk_evidence(const struct desk *desk); /* as Markdown */
bool desk_triage(struct desk *desk, const char *verb, const char *body);
bool desk_triage_undo(struct desk *desk);
void desk_triage_drop(struct desk *desk);
bool desk_assign(struct desk *desk);
bool desk_prioritise(struct desk *desk);
void desk_choose_scope(struct desk *desk);
void desk_choose_range(struct desk *desk);
void desk_choose_organization(struct desk *desk);
void desk_settle(struct desk *desk);
void desk_set_period(struct desk *desk, int64_t period_ms);

#endif
