/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_issue_search.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_shapes.h"

#include "api/insight/suspect.h"
#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

#define MOST_COMMITTERS 3

/* What the event says about the code that it came from; owned. */
struct traces_of_code {
    GPtrArray *files; /* of char *: in-app frames, the crash first */
    GPtrArray *texts;
};

static void add_text(GPtrArray *list, const char *text)
{
    if (text && *text)
        g_ptr_array_add(list, g_strdup(text));
}

static void read_exception(const json_t *exception, struct traces_of_code *code)
{
    const json_t *frames = json_get_path(exception, "stacktrace.frames");
    add_text(code->texts, json_get_string(exception, "value"));
    for (size_t i = json_array_size(frames); i-- > 0;) {
        const json_t *frame = json_array_get(frames, i);
        if (!json_get_bool(frame, "in_app", true))
            continue;
        add_text(code->files, json_get_string(frame, "filename"));
        add_text(code->files, json_get_string(frame, "abs_path"));
        add_text(code->texts, json_get_string(frame, "function"));
    }
}

static struct traces_of_code read_code(const json_t *payload)
{
    struct traces_of_code code = {g_ptr_array_new_with_free_func(g_free),
                                  g_ptr_array_new_with_free_func(g_free)};
    size_t index;
    json_t *exception;
    json_array_foreach(json_get_path(payload, "exception.values"), index, exception)
    {
        read_exception(exception, &code);
    }
    add_text(code.texts, json_get_string(payload, "culprit"));
    add_text(code.texts, json_get_string(payload, "message"));
    return code;
}

static json_t *author(const struct commit *commit)
{
    json_t *body = json_object();
    json_object_set_new(body, "name", answer_text(commit->author));
    json_object_set_new(body, "email", answer_text(commit->email));
    return body;
}

static json_t *committer(struct ask *ask, const struct suspect *suspect)
{
    store_read_lock(ask->store);
    json_t *commit = shape_commit(ask->store, suspect->commit);
    store_read_unlock(ask->store);
    json_object_set_new(commit, "suspectCommitType", json_string("via commit in release"));
    json_object_set_new(commit, "score", json_real(suspect->score));
    json_t *reasons = json_array();
    for (guint i = 0; i < suspect->reasons->len; i++)
        json_array_append_new(reasons, answer_text(suspect->reasons->pdata[i]));
    json_object_set_new(commit, "reasons", reasons);
    json_t *commits = json_array();
    json_array_append_new(commits, commit);
    json_t *body = json_object();
    json_object_set_new(body, "author", author(suspect->commit));
    json_object_set_new(body, "commits", commits);
    json_object_set_new(body, "group_owner_id", json_integer(0));
    return body;
}

/* The committers of one release, best first; empty when none of its commits explains the event. */
static json_t *committers_of(struct ask *ask, const char *version, const json_t *payload,
                             const struct stored_event *event)
{
    json_t *list = json_array();
    if (!version || !*version)
        return list;
    struct traces_of_code code = read_code(payload);
    struct suspect_evidence evidence = {.service = event->project,
                                        .onset_ms = event->time_ns / NS_PER_MS,
                                        .files = code.files,
                                        .texts = code.texts};
    g_autoptr(GPtrArray) commits = store_release_commits(ask->store, version);
    g_autofree char *why = NULL;
    GPtrArray *suspects = suspects_find(&evidence, NULL, commits, &why);
    for (guint i = 0; i < suspects->len && i < MOST_COMMITTERS; i++)
        json_array_append_new(list, committer(ask, suspects->pdata[i]));
    g_ptr_array_unref(suspects);
    g_ptr_array_unref(code.files);
    g_ptr_array_unref(code.texts);
    return list;
}

/* The release in which the issue was first seen. Owned. */
static char *first_release(struct ask *ask, int64_t issue_id)
{
    store_read_lock(ask->store);
    const struct issue_record *issue = store_issue(ask->store, issue_id);
    char *version = g_strdup(issue ? issue->first_release : NULL);
    store_read_unlock(ask->store);
    return version;
}

/* Commits of the release that the issue began in explain it better than those of the release that
 * the event happened to come from; both are asked. */
json_t *answer_committers(struct ask *ask)
{
    struct stored_event *event = ask_project_event(ask);
    if (!event)
        return ask_fail(ask, 404, "Event not found");
    json_t *payload =
        event->payload ? json_read(event->payload, strlen(event->payload), NULL, NULL) : NULL;
    g_autofree char *first = first_release(ask, event->issue_id);
    json_t *list = committers_of(ask, first, payload, event);
    const char *own = json_get_string(payload, "release");
    if (json_array_size(list) == 0 && g_strcmp0(own, first) != 0) {
        json_decref(list);
        list = committers_of(ask, own, payload, event);
    }
    json_decref(payload);
    stored_event_free(event);
    if (json_array_size(list) > 0)
        return json_pack("{s:o}", "committers", list);
    json_decref(list);
    return ask_fail(ask, 404, "No committers found");
}
