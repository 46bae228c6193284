/* SPDX-License-Identifier: Apache-2.0
 *
 * What the desk keeps for the next console with this server and organization. Its own things
 * (layouts, scope, history) are collected a while after a key and at the end; views tell theirs
 * when they change. Written on a thread while the console runs. What the command line says stands
 * above what was kept, and is not kept itself.
 */
#include "views/desk_state.h"

#include "api/query/query.h"
#include "base/clock.h"
#include "tui/themes.h"
#include "views/state_file.h"

#include <stdio.h>
#include <string.h>

#define COLLECT_MS 2000 /* after a key */
#define MARK_MOST  4096 /* bytes of a mark; what is longer holds for this session */

/* --- the desk's own things --- */

static char *layout_text(const struct desk *desk, bool wide)
{
    return g_strdup(layout_name(desk->layouts[wide]));
}

static void set_layout(struct desk *desk, bool wide, const char *text)
{
    layout_parse(text, &desk->layouts[wide]);
}

static char *narrow_layout(const struct desk *desk)
{
    return layout_text(desk, false);
}

static void set_narrow_layout(struct desk *desk, const char *text)
{
    set_layout(desk, false, text);
}

static char *wide_layout(const struct desk *desk)
{
    return layout_text(desk, true);
}

static void set_wide_layout(struct desk *desk, const char *text)
{
    set_layout(desk, true, text);
}

static char *narrow_zoom(const struct desk *desk)
{
    return g_strdup(desk->zoomed[false] ? "yes" : "no");
}

static void set_narrow_zoom(struct desk *desk, const char *text)
{
    desk->zoomed[false] = strcmp(text, "yes") == 0;
}

static char *wide_zoom(const struct desk *desk)
{
    return g_strdup(desk->zoomed[true] ? "yes" : "no");
}

static void set_wide_zoom(struct desk *desk, const char *text)
{
    desk->zoomed[true] = strcmp(text, "yes") == 0;
}

static char *theme(const struct desk *desk)
{
    return g_strdup(desk->looks.name ? desk->looks.name : THEME_AUTO);
}

static void set_theme(struct desk *desk, const char *text)
{
    desk_theme_restore(desk, text);
}

static char *background(const struct desk *desk)
{
    return g_strdup(desk->looks.light ? "light" : "dark");
}

static void set_background(struct desk *desk, const char *text)
{
    desk_theme_restore_background(desk, strcmp(text, "light") == 0);
}

static char *zone(const struct desk *desk)
{
    return g_strdup(desk->scope.utc ? "utc" : "local");
}

static void set_zone(struct desk *desk, const char *text)
{
    desk->scope.utc = strcmp(text, "utc") == 0;
}

/* Empty: all. */
static char *projects(const struct desk *desk)
{
    return g_strjoinv(",", (char **)desk->scope.projects->pdata);
}

static void set_projects(struct desk *desk, const char *text)
{
    g_auto(GStrv) slugs = g_strsplit(text, ",", -1);
    scope_set_projects(&desk->scope, (const char *const *)slugs);
}

static char *environment(const struct desk *desk)
{
    return g_strdup(desk->scope.environment ? desk->scope.environment : "");
}

static void set_environment(struct desk *desk, const char *text)
{
    target_set(&desk->scope.environment, *text ? text : NULL);
}

static char *period(const struct desk *desk)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "s", desk->scope.period_ms / 1000);
}

static void set_period(struct desk *desk, const char *text)
{
    period_parse(text, &desk->scope.period_ms);
}

#define GIVEN(name) G_STRUCT_OFFSET(struct given, name)
static const struct {
    const char *group, *key;
    char *(*text)(const struct desk *desk);
    void (*set)(struct desk *desk, const char *text);
    size_t given; /* whether the command line said it */
} own[] = {
    {STATE_SCREEN, "narrow",      narrow_layout, set_narrow_layout, GIVEN(nothing)    },
    {STATE_SCREEN, "wide",        wide_layout,   set_wide_layout,   GIVEN(nothing)    },
    {STATE_SCREEN, "narrow-zoom", narrow_zoom,   set_narrow_zoom,   GIVEN(nothing)    },
    {STATE_SCREEN, "wide-zoom",   wide_zoom,     set_wide_zoom,     GIVEN(nothing)    },
    {STATE_SCREEN, "theme",       theme,         set_theme,         GIVEN(theme)      },
    {STATE_SCREEN, "background",  background,    set_background,    GIVEN(theme)      },
    {STATE_SCREEN, "zone",        zone,          set_zone,          GIVEN(utc)        },
    {STATE_SCOPE,  "projects",    projects,      set_projects,      GIVEN(projects)   },
    {STATE_SCOPE,  "environment", environment,   set_environment,   GIVEN(environment)},
    {STATE_SCOPE,  "period",      period,        set_period,        GIVEN(period)     },
};

struct saved {
    struct state *state;
    char *path;                      /* NULL = nothing is written */
    char *before[G_N_ELEMENTS(own)]; /* the desk's own at the start: only what differs is kept */
    unsigned history;                /* changes of it that were collected */
    GString *narrowed;               /* filters of last time, in words */
    char *trouble;                   /* with the file; said once */
    guint timer;
    struct writing *writing; /* a reference to what a thread writes; NULL = nothing */
    bool failed;             /* it cannot be written: not tried again */
};

static bool is_given(const struct desk *desk, size_t offset)
{
    return *(const bool *)((const char *)&desk->given + offset);
}

static void restore_own(struct desk *desk)
{
    struct saved *saved = desk->saved;
    for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
        g_autofree char *text = state_get(saved->state, own[i].group, own[i].key);
        if (text && !is_given(desk, own[i].given))
            own[i].set(desk, text);
        saved->before[i] = own[i].text(desk);
    }
}

static void collect_own(struct desk *desk)
{
    struct saved *saved = desk->saved;
    for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
        g_autofree char *text = own[i].text(desk);
        if (strcmp(text, saved->before[i]) == 0)
            continue;
        state_set(saved->state, own[i].group, own[i].key, text);
        g_free(saved->before[i]);
        saved->before[i] = g_steal_pointer(&text);
    }
}

/* --- history --- */

static void restore_history(struct desk *desk)
{
    for (int kind = 0; kind < HISTORY_KIND_COUNT; kind++) {
        g_auto(GStrv) texts =
            state_list(desk->saved->state, STATE_HISTORY, history_kind_name(kind));
        history_load(desk->history, kind, (const char *const *)texts);
    }
    desk->saved->history = history_changes(desk->history);
}

static void collect_history(struct desk *desk)
{
    struct saved *saved = desk->saved;
    if (saved->history == history_changes(desk->history))
        return;
    saved->history = history_changes(desk->history);
    for (int kind = 0; kind < HISTORY_KIND_COUNT; kind++) {
        g_auto(GStrv) texts = history_save(desk->history, kind);
        state_set_list(saved->state, STATE_HISTORY, history_kind_name(kind),
                       (const char *const *)texts);
    }
}

/* --- marks --- */

/* "PANE row opened": the row, and what the view with it was opened for. */
void desk_saved_mark(struct desk *desk, int letter)
{
    const struct mark *mark = &desk->marks[letter];
    char name[] = {(char)('a' + letter), '\0'};
    if (!desk->saved)
        return;
    g_autofree char *row = target_save(&mark->row);
    g_autofree char *opened = target_save(&mark->opened);
    g_autofree char *line = g_strdup_printf("%d %s %s", mark->pane, row, opened);
    bool keep = mark->row.kind != TARGET_NONE && strlen(line) <= MARK_MOST;
    state_set(desk->saved->state, STATE_MARKS, name, keep ? line : NULL);
}

static const struct view_ops *ops_of_mark(const struct desk *desk, const struct mark *mark)
{
    enum pane pane;
    if (mark->pane == PANE_LEAD)
        return NULL;
    if (mark->opened.kind != TARGET_NONE)
        return view_for_target(mark->opened.kind, &pane);
    const GPtrArray *views = desk->panes[mark->pane].views;
    return views->len ? ((const struct view *)views->pdata[0])->ops : NULL;
}

static void restore_mark(struct desk *desk, struct mark *mark, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    bool whole = g_strv_length(words) == 3 && strlen(words[0]) == 1 && words[0][0] >= '0' &&
                 words[0][0] <= '0' + PANE_LEAD;
    desk_mark_clear(mark);
    if (!whole || !target_load(&mark->row, words[1]) || !target_load(&mark->opened, words[2])) {
        desk_mark_clear(mark);
        return;
    }
    mark->pane = words[0][0] - '0';
    mark->ops = ops_of_mark(desk, mark);
}

static void restore_marks(struct desk *desk)
{
    for (int i = 0; i < (int)G_N_ELEMENTS(desk->marks); i++) {
        char name[] = {(char)('a' + i), '\0'};
        g_autofree char *line = state_get(desk->saved->state, STATE_MARKS, name);
        if (line)
            restore_mark(desk, &desk->marks[i], line);
    }
}

/* --- what views keep --- */

static bool keeps(const struct view *view)
{
    return view->desk->saved && view->opened.kind == TARGET_NONE;
}

void desk_remember(struct view *view, const char *key, const char *text)
{
    if (keeps(view))
        state_set(view->desk->saved->state, view->ops->name, key, text);
}

void desk_tell_narrowed(struct view *view, const char *text)
{
    GString *narrowed = view->desk->saved->narrowed;
    g_string_append_printf(narrowed, "%s%s %s", narrowed->len ? ", " : "", view->ops->title, text);
}

static bool is_query(const char *text)
{
    g_autoptr(query) query = query_parse(text, clock_now_ms() * NS_PER_MS, NULL, NULL);
    return query != NULL;
}

char *desk_recall(struct view *view, const char *key, bool narrows)
{
    if (!keeps(view))
        return NULL;
    char *text = state_get(view->desk->saved->state, view->ops->name, key);
    if (text && strcmp(key, "query") == 0 && !is_query(text))
        g_clear_pointer(&text, g_free); /* somebody edited the file: not asked of the server */
    if (text && *text && narrows)
        desk_tell_narrowed(view, text);
    return text;
}

void desk_remember_pattern(struct view *view, const struct matcher *matcher, bool hide)
{
    g_autofree char *text =
        matcher ? g_strdup_printf("%s/%s/", hide ? "!" : "", matcher_pattern(matcher)) : NULL;
    desk_remember(view, "pattern", text);
}

struct matcher *desk_recall_pattern(struct view *view, bool *hide)
{
    g_autofree char *text =
        keeps(view) ? state_get(view->desk->saved->state, view->ops->name, "pattern") : NULL;
    if (!text)
        return NULL;
    *hide = *text == '!';
    const char *from = text + *hide;
    size_t length = strlen(from);
    g_autofree char *pattern =
        length > 2 && *from == '/' ? g_strndup(from + 1, length - 2) : g_strdup("");
    struct matcher *matcher = *pattern ? matcher_new(pattern, NULL, NULL) : NULL;
    if (matcher)
        desk_tell_narrowed(view, text);
    return matcher;
}

bool desk_clear_recalled(struct desk *desk)
{
    bool any = false;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        struct view *root = desk->panes[pane].views->len ? desk->panes[pane].views->pdata[0] : NULL;
        if (root && root->ops->unfilter)
            any |= root->ops->unfilter(root);
    }
    return any;
}

/* --- queries by name --- */

struct state *desk_state(struct desk *desk)
{
    return desk->saved ? desk->saved->state : NULL;
}

/* --- writing --- */

/* Shared with the thread that writes. One at a time, and the end does not wait for the thread to
 * begin: what was changed later is never written before. */
struct writing {
    char *path;
    struct state *changes;
    GMutex lock;
    bool done; /* and *error; with the lock held */
    GError *error;
};

static struct writing *writing_new(const char *path, const struct state *changes)
{
    struct writing *writing = g_atomic_rc_box_new0(struct writing);
    writing->path = g_strdup(path);
    writing->changes = state_copy(changes);
    g_mutex_init(&writing->lock);
    return writing;
}

static void writing_clear(void *data)
{
    struct writing *writing = data;
    g_free(writing->path);
    state_free(writing->changes);
    g_mutex_clear(&writing->lock);
    g_clear_error(&writing->error);
}

static void writing_unref(void *data)
{
    g_atomic_rc_box_release_full(data, writing_clear);
}

static void write_once(void *data)
{
    struct writing *writing = data;
    g_mutex_lock(&writing->lock);
    if (!writing->done)
        state_file_write(writing->path, writing->changes, &writing->error);
    writing->done = true;
    g_mutex_unlock(&writing->lock);
}

static void written(struct desk *desk, void *data)
{
    const struct writing *writing = data;
    g_clear_pointer(&desk->saved->writing, writing_unref);
    if (!writing->error)
        return;
    desk->saved->failed = true;
    desk_say(desk, true, "nothing is kept for the next time: %s", writing->error->message);
}

static void collect(struct desk *desk)
{
    collect_own(desk);
    collect_history(desk);
}

static gboolean collect_now(void *data)
{
    struct desk *desk = data;
    struct saved *saved = desk->saved;
    if (saved->writing)
        return G_SOURCE_CONTINUE;
    saved->timer = 0;
    collect(desk);
    if (!saved->path || saved->failed || !state_changed(saved->state))
        return G_SOURCE_REMOVE;
    saved->writing = writing_new(saved->path, saved->state);
    state_settle(saved->state);
    desk_work_self(desk, write_once, written, g_atomic_rc_box_acquire(saved->writing),
                   writing_unref);
    return G_SOURCE_REMOVE;
}

void desk_saved_touch(struct desk *desk)
{
    struct saved *saved = desk->saved;
    if (saved && saved->path && !saved->timer && !saved->failed)
        saved->timer = g_timeout_add(COLLECT_MS, collect_now, desk);
}

/* --- beginning and end --- */

void desk_saved_open(struct desk *desk)
{
    struct saved *saved = desk->saved = g_new0(struct saved, 1);
    g_autoptr(GError) error = NULL;
    saved->narrowed = g_string_new(NULL);
    if (desk->keep && desk->url)
        saved->path = state_file_path(desk->url, desk->scope.organization);
    saved->state = saved->path ? state_file_read(saved->path, &error) : state_new();
    if (error)
        saved->trouble = g_strdup(error->message);
    restore_own(desk);
    restore_history(desk);
}

/* What narrows the view is told before anything else: what it hides may be what one looks for. */
void desk_saved_opened(struct desk *desk)
{
    struct saved *saved = desk->saved;
    g_autofree char *lost = state_get(saved->state, STATE_SCREEN, "lost");
    restore_marks(desk);
    if (saved->trouble)
        desk_say(desk, true, "%s", saved->trouble);
    else if (lost)
        desk_say(desk, true, "not sent when the terminal went away: %s", lost);
    else if (saved->narrowed->len)
        desk_say(desk, false, "filters of last time: %s; gA clears them", saved->narrowed->str);
    state_set(saved->state, STATE_SCREEN, "lost", NULL);
}

void desk_saved_lost(struct desk *desk, const char *what)
{
    if (desk->saved && fprintf(stderr, "vigil: not sent: %s\n", what) < 0)
        state_set(desk->saved->state, STATE_SCREEN, "lost", what);
}

static void write_last(struct saved *saved)
{
    g_autoptr(GError) error = NULL;
    if (saved->writing) {
        write_once(saved->writing);
        error = g_steal_pointer(&saved->writing->error);
        g_clear_pointer(&saved->writing, writing_unref);
    }
    if (!error && saved->path && !saved->failed && state_changed(saved->state))
        state_file_write(saved->path, saved->state, &error);
    if (error)
        fprintf(stderr, "vigil: nothing is kept for the next time: %s\n", error->message);
}

void desk_saved_close(struct desk *desk)
{
    struct saved *saved = desk->saved;
    if (!saved)
        return;
    collect(desk);
    if (saved->timer)
        g_source_remove(saved->timer);
    write_last(saved);
    for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
        g_free(saved->before[i]);
    state_free(saved->state);
    g_free(saved->path);
    g_free(saved->trouble);
    g_string_free(saved->narrowed, TRUE);
    g_free(saved);
    desk->saved = NULL;
}
