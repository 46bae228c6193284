/* SPDX-License-Identifier: Apache-2.0
 *
 * The search for suspects: a few requests, then a look into the clones, then one judgement; judged
 * again when more is known.
 */
#include "views/body.h"
#include "views/suspect_state.h"

#include <string.h>

#define MAX_FRAMES        8 /* that are blamed */

#define SLOW_QUERIES      5
#define SLOW_BEFORE_MS    (60 * INT64_C(1000))
#define SLOW_AFTER_MS     (5 * 60 * INT64_C(1000))
#define SCORE_MOVED_FIRST 0.3 /* a sign like those of api/insight/suspect.c */

void suspect_place_free(void *data)
{
    struct place *place = data;
    g_free(place->path);
    g_free(place);
}

static void commits_take(GPtrArray *into, GPtrArray *from)
{
    for (guint i = 0; from && i < from->len; i++)
        g_ptr_array_add(into, commit_copy(g_ptr_array_index(from, i)));
}

static void side_init(struct side *side)
{
    side->files = g_ptr_array_new_with_free_func(g_free);
    side->texts = g_ptr_array_new_with_free_func(g_free);
    side->blamed = g_ptr_array_new_with_free_func(g_free);
    side->named = g_ptr_array_new_with_free_func(g_free);
    side->older = g_ptr_array_new_with_free_func(g_free);
    side->frames = g_ptr_array_new_with_free_func(suspect_place_free);
    side->commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
}

static void side_clear(struct side *side)
{
    g_ptr_array_unref(side->files);
    g_ptr_array_unref(side->texts);
    g_ptr_array_unref(side->blamed);
    g_ptr_array_unref(side->named);
    g_ptr_array_unref(side->older);
    g_ptr_array_unref(side->frames);
    g_ptr_array_unref(side->commits);
    g_clear_pointer(&side->deploy, deploy_free);
    g_free(side->service);
    g_free(side->deploy_why);
    g_free(side->clone_why);
    g_free(side->clone);
}

/* --- judging --- */

static bool waiting(const struct suspect_search *search)
{
    return search->own.commits_asked || search->mover.commits_asked || search->own.queries_asked ||
           search->mover.queries_asked || search->event_asked || search->named_asked ||
           search->working;
}

/* Says why nothing is suspected: the judge's reason, the deploy's and the clone's, as known. */
static char *explain(const struct side *side, const char *why)
{
    GString *out = g_string_new("none, because ");
    if (!side->deploy && side->deploy_why)
        g_string_append(out, side->deploy_why);
    else
        g_string_append(out, why ? why : "no commit of the release fits");
    if (!side->clone && side->clone_why)
        g_string_append_printf(out, "; %s", side->clone_why);
    return g_string_free(out, FALSE);
}

static GPtrArray *judge_side(const struct side *side, char **why)
{
    struct suspect_evidence evidence = {.service = side->service,
                                        .onset_ms = side->onset_ms,
                                        .files = side->files,
                                        .texts = side->texts,
                                        .blamed = side->blamed,
                                        .named = side->named,
                                        .older = side->older};
    return suspects_find(&evidence, side->deploy, side->commits, why);
}

/* Joins the first mover's candidates, each of which says whose it is and why it counts. */
static void add_mover(struct suspect_search *search)
{
    const struct side *mover = &search->mover;
    g_autofree char *why = NULL;
    g_autoptr(GPtrArray) found = judge_side(mover, &why);
    for (guint i = 0; i < found->len; i++) {
        struct suspect *suspect = g_ptr_array_index(found, i);
        suspect->score = 1 - (1 - suspect->score) * (1 - SCORE_MOVED_FIRST);
        char *reason =
            search->own.deploy
                ? g_strdup_printf("%s moved first", mover->service)
                : g_strdup_printf("%s moved first, and %s had no release before the onset",
                                  mover->service,
                                  search->own.service ? search->own.service : "this");
        g_ptr_array_insert(suspect->reasons, 0, reason);
    }
    suspects_merge(search->found, g_steal_pointer(&found));
}

/* Once all that was asked for has come, so that candidates do not change places under the cursor.
 */
void suspect_search_judge(struct suspect_search *search)
{
    if (waiting(search))
        return;
    g_clear_pointer(&search->found, g_ptr_array_unref);
    g_clear_pointer(&search->why, g_free);
    g_clear_pointer(&search->limits, g_free);
    g_autofree char *why = NULL;
    search->found = judge_side(&search->own, &why);
    if (search->mover.service)
        add_mover(search);
    if (!search->found->len)
        search->why = explain(&search->own, why);
    search->changed(search->view);
}

/* --- the clone --- */

struct commit *suspect_find_commit(const GPtrArray *commits, const char *id)
{
    for (guint i = 0; i < commits->len; i++) {
        struct commit *commit = g_ptr_array_index(commits, i);
        if (!g_strcmp0(commit->id, id))
            return commit;
    }
    return NULL;
}

/* Looks in the clones for the files of the commits and blames the frames, once all is known. */
static void look_in_clones(struct suspect_search *search)
{
    if (waiting(search))
        return;
    suspect_look_in_clone(search, &search->own);
    if (search->mover.service)
        suspect_look_in_clone(search, &search->mover);
}

/* --- asking --- */

/* Asks for the commits of the release of the side's service that was deployed last. */
static void ask_release(struct suspect_search *search, struct side *side)
{
    g_clear_pointer(&side->deploy_why, g_free);
    const struct deploy *deploy =
        suspect_deploy(desk_deploys(search->view->desk), side->service, side->onset_ms,
                       SUSPECTS_WITHIN_MS, &side->deploy_why);
    if (!deploy)
        return;
    side->deploy = deploy_copy(deploy);
    struct request *request = request_new(ENDPOINT_RELEASE_COMMITS, deploy->release, NULL);
    request->pages = 3;
    side->commits_asked = desk_ask(search->view, request, 0, true);
}

/* The slowest queries of the service about the onset: what they touch tells its commits apart. */
static void ask_queries(struct suspect_search *search, struct side *side)
{
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", "spans");
    request_add(request, "field", "span.description");
    request_add(request, "field", "span.duration");
    g_autofree char *service = body_quote(side->service);
    request_addf(request, "query", "project:%s span.op:db*", service);
    request_add(request, "sort", "-span.duration");
    request_addf(request, "per_page", "%d", SLOW_QUERIES);
    side->queries_asked = body_ask_range(search->view, request, side->onset_ms - SLOW_BEFORE_MS,
                                         side->onset_ms + SLOW_AFTER_MS);
}

/* The service that moved first is suspected too where an issue lies in the burst that it began; of
 * what is no issue, where its own service had no release. */
static void ask_mover(struct suspect_search *search)
{
    struct desk *desk = search->view->desk;
    const struct lead *lead = desk_lead(desk);
    const struct change *change = suspects_mover(lead, &search->target);
    struct side *own = &search->own, *mover = &search->mover;
    if (!change || mover->service ||
        (search->target.issue_id ? !suspects_in_burst(lead, &search->target, own->onset_ms)
                                 : own->deploy != NULL))
        return;
    mover->service = g_strdup(change->service);
    mover->onset_ms = change->time_ms ? change->time_ms : own->onset_ms;
    const struct signal *signal =
        change->signal_id ? desk_find_signal(desk, change->signal_id) : NULL;
    if (signal && signal->name)
        g_ptr_array_add(mover->texts, g_strdup(signal->name));
    for (guint i = 0; !own->deploy && i < own->texts->len; i++)
        g_ptr_array_add(mover->texts, g_strdup(g_ptr_array_index(own->texts, i)));
    ask_release(search, mover);
    if (mover->deploy)
        ask_queries(search, mover);
}

/* A signal of durations has no text of its own that tells what takes so long. */
static bool is_of_time(const struct suspect_search *search)
{
    const struct target *target = &search->target;
    const struct signal *signal =
        target->signal_id ? desk_find_signal(search->view->desk, target->signal_id) : NULL;
    return signal && signal->unit && g_str_has_suffix(signal->unit, "second");
}

static void ask_commits(struct suspect_search *search)
{
    g_free(search->own.service);
    search->own.service = g_strdup(search->target.service);
    ask_release(search, &search->own);
    if (search->own.deploy && is_of_time(search))
        ask_queries(search, &search->own);
    ask_mover(search);
}

static void ask_event(struct suspect_search *search)
{
    const struct target *target = &search->target;
    if (target->issue_id)
        search->event_asked =
            desk_ask(search->view,
                     request_new(ENDPOINT_ISSUE_EVENT, target->issue_id,
                                 target->event_id ? target->event_id : "latest", NULL),
                     0, true);
    if (target->event_id && target->service)
        search->named_asked = desk_ask(
            search->view, request_new(ENDPOINT_COMMITTERS, target->service, target->event_id, NULL),
            0, true);
}

/* The in-app frames of an event, crash frame first: files for the words, places for blame. */
static void take_event(struct suspect_search *search, const struct event *event)
{
    for (guint e = event->exceptions->len; e-- > 0;) {
        const struct exception *exception = g_ptr_array_index(event->exceptions, e);
        for (guint f = exception->frames->len; f-- > 0;) {
            const struct stack_frame *frame = g_ptr_array_index(exception->frames, f);
            const char *path = frame->filename ? frame->filename : frame->abs_path;
            if (!frame->in_app || !path || search->own.frames->len >= MAX_FRAMES)
                continue;
            g_ptr_array_add(search->own.files, g_strdup(path));
            struct place *place = g_new0(struct place, 1);
            place->path = g_strdup(path);
            place->line = (int)CLAMP(frame->line, 0, G_MAXINT);
            g_ptr_array_add(search->own.frames, place);
        }
    }
}

/* What the error says: its words tell commits apart. */
static void add_words(struct suspect_search *search, const struct event *event)
{
    for (guint e = 0; e < event->exceptions->len; e++) {
        const struct exception *exception = g_ptr_array_index(event->exceptions, e);
        if (exception->type)
            g_ptr_array_add(search->own.texts, g_strdup(exception->type));
        if (exception->value)
            g_ptr_array_add(search->own.texts, g_strdup(exception->value));
    }
}

/* What an event adds to what is known: its service, and its id for the server's committers. */
static void take_names(struct suspect_search *search, const struct event *event)
{
    struct target *target = &search->target;
    if (!target->service)
        target_set(&target->service, event->project);
    add_words(search, event);
    if (target->event_id || !event->id || !event->project)
        return;
    target_set(&target->event_id, event->id);
    search->named_asked = desk_ask(
        search->view, request_new(ENDPOINT_COMMITTERS, event->project, event->id, NULL), 0, true);
}

static void on_commits(struct side *side, struct reply *reply)
{
    if (reply->failure != FAILURE_NONE && reply->failure != FAILURE_MISSING) {
        g_free(side->deploy_why);
        side->deploy_why =
            g_strdup_printf("the commits of %s could not be read: %s", side->deploy->release,
                            reply->error ? reply->error : "no answer");
    }
    if (reply->kind == REPLY_COMMITS)
        commits_take(side->commits, reply->object);
}

static void on_queries(struct side *side, struct reply *reply)
{
    const struct rows *rows = reply->kind == REPLY_ROWS ? reply->object : NULL;
    for (size_t row = 0; rows && row < rows->count; row++) {
        char *text = body_cell(rows, row, "span.description");
        if (text)
            g_ptr_array_add(side->texts, text);
    }
}

static void on_event(struct suspect_search *search, struct reply *reply)
{
    if (reply->kind != REPLY_EVENT || !reply->object)
        return;
    take_event(search, reply->object);
    take_names(search, reply->object);
    if (!search->own.deploy && !search->own.commits_asked)
        ask_commits(search);
}

/* The server's own suspects: their commits join the candidates. No answer is an answer: 404 says
 * that it knows of none. */
static void on_named(struct suspect_search *search, struct reply *reply)
{
    const GPtrArray *commits = reply->kind == REPLY_COMMITS ? reply->object : NULL;
    for (guint i = 0; commits && i < commits->len; i++) {
        const struct commit *commit = g_ptr_array_index(commits, i);
        if (!commit->id)
            continue;
        g_ptr_array_add(search->own.named, g_strdup(commit->id));
        if (!suspect_find_commit(search->own.commits, commit->id)) {
            g_ptr_array_add(search->own.older, g_strdup(commit->id));
            g_ptr_array_add(search->own.commits, commit_copy(commit));
        }
    }
}

bool suspect_search_reply(struct suspect_search *search, uint64_t subscription, struct reply *reply)
{
    if (!search)
        return false;
    if (body_answered(&search->own.commits_asked, subscription, reply))
        on_commits(&search->own, reply);
    else if (body_answered(&search->mover.commits_asked, subscription, reply))
        on_commits(&search->mover, reply);
    else if (body_answered(&search->own.queries_asked, subscription, reply))
        on_queries(&search->own, reply);
    else if (body_answered(&search->mover.queries_asked, subscription, reply))
        on_queries(&search->mover, reply);
    else if (body_answered(&search->event_asked, subscription, reply))
        on_event(search, reply);
    else if (body_answered(&search->named_asked, subscription, reply))
        on_named(search, reply);
    else
        return false;
    /* That the server knows of none is no failure of the view. */
    if (reply->failure == FAILURE_MISSING)
        g_clear_pointer(&search->view->error, g_free);
    look_in_clones(search);
    suspect_search_judge(search);
    return true;
}

/* --- beginning and end --- */

static void search_clear(void *data)
{
    struct suspect_search *search = data;
    target_clear(&search->target);
    side_clear(&search->own);
    side_clear(&search->mover);
    g_clear_pointer(&search->found, g_ptr_array_unref);
    g_free(search->why);
    g_free(search->limits);
}

struct suspect_search *suspect_search_new(struct view *view, const struct target *target,
                                          const GPtrArray *attributes,
                                          void (*changed)(struct view *view))
{
    struct suspect_search *search = g_atomic_rc_box_new0(struct suspect_search);
    search->view = view;
    search->changed = changed;
    target_init(&search->target, TARGET_NONE);
    target_copy(&search->target, target);
    side_init(&search->own);
    side_init(&search->mover);
    suspects_files(attributes, search->own.files);
    suspects_texts(target, attributes, search->own.texts);
    search->own.onset_ms = suspects_onset(view->desk, target);
    ask_event(search);
    if (search->target.service)
        ask_commits(search);
    if (!waiting(search)) {
        look_in_clones(search);
        suspect_search_judge(search);
    }
    return search;
}

void suspect_search_unref(struct suspect_search *search)
{
    g_atomic_rc_box_release_full(search, search_clear);
}

void suspect_search_free(struct suspect_search *search)
{
    if (!search)
        return;
    search->cancelled = true;
    uint64_t *asked[] = {&search->own.commits_asked,   &search->own.queries_asked,
                         &search->mover.commits_asked, &search->mover.queries_asked,
                         &search->event_asked,         &search->named_asked};
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
        if (*asked[i])
            desk_forget(search->view, *asked[i]);
    suspect_search_unref(search);
}

const GPtrArray *suspect_search_found(const struct suspect_search *search)
{
    return search ? search->found : NULL;
}

const char *suspect_search_limits(const struct suspect_search *search)
{
    return search ? search->limits : NULL;
}

const char *suspect_search_why(const struct suspect_search *search)
{
    return search ? search->why : NULL;
}

const struct deploy *suspect_search_deploy(const struct suspect_search *search)
{
    if (!search)
        return NULL;
    const struct suspect *first =
        search->found && search->found->len ? g_ptr_array_index(search->found, 0) : NULL;
    return first && first->deploy ? first->deploy
           : search->own.deploy   ? search->own.deploy
                                  : search->mover.deploy;
}

int64_t suspect_search_onset_ms(const struct suspect_search *search)
{
    return search ? search->own.onset_ms : 0;
}
