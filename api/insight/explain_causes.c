/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/explain_internal.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define HALVED_MS  (15 * 60.0 * 1000) /* nearness in time */
#define MINUTE_MS  (60 * INT64_C(1000))
#define SHORT_CUT  80 /* bytes of a log pattern */
#define LEAST_WORD 4  /* characters of a flag's value that a log may name */

double explain_nearness(int64_t before_ms)
{
    return exp2(-(double)MAX(before_ms, 0) / HALVED_MS);
}

char *explain_when(int64_t before_ms)
{
    char text[24];
    if (before_ms < MINUTE_MS && before_ms > -MINUTE_MS) {
        return g_strdup("in the minute in which it began");
    }
    quantity_age(llabs(before_ms), text, sizeof text);
    return g_strdup_printf("%s %s it began", text, before_ms > 0 ? "before" : "after");
}

bool explain_in_time(const struct explanation *explanation, const struct explain_input *input,
                     int64_t time_ms)
{
    return explanation->origin_ms &&
           time_ms <= explanation->origin_ms + MAX(input->interval_ms, 0) &&
           time_ms >= explanation->origin_ms - EXPLAIN_WITHIN_MS;
}

/* --- deploys --- */

static int64_t deployed_ms(const struct deploy *deploy)
{
    return deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
}

static void weigh_suspects(struct cause *cause, const struct explain_input *input,
                           const struct deploy *deploy)
{
    for (guint i = 0; input->suspects && i < input->suspects->len; i++) {
        const struct suspect *suspect = input->suspects->pdata[i];
        if (!suspect->deploy || g_strcmp0(suspect->deploy->release, deploy->release)) {
            continue;
        }
        const char *message = suspect->commit->message ? suspect->commit->message : "";
        cause_supports(
            cause, suspect->score / 2, "its commit %.7s \"%.*s\": %s",
            suspect->commit->id ? suspect->commit->id : "?", (int)strcspn(message, "\n"), message,
            suspect->reasons && suspect->reasons->len ? (const char *)suspect->reasons->pdata[0]
                                                      : "suspected");
        return;
    }
}

/* Another deploy of the service that also came in time and was not long before or after. */
static void weigh_others(struct cause *cause, const struct explain_input *input,
                         const struct deploy *deploy)
{
    for (guint i = 0; i < input->deploys->len; i++) {
        const struct deploy *other = input->deploys->pdata[i];
        int64_t apart = deployed_ms(other) - deployed_ms(deploy);
        if (other == deploy || g_strcmp0(other->release, deploy->release) == 0 ||
            g_strcmp0(other->project, deploy->project) || llabs(apart) > MINUTE_MS) {
            continue;
        }
        cause_against(cause, 0.9, "%s was deployed %d s %s it: times do not tell them apart",
                      other->release, (int)(llabs(apart) / 1000), apart > 0 ? "after" : "before");
    }
}

static void weigh_place(struct cause *cause, const struct explanation *explanation,
                        const struct deploy *deploy, int64_t before_ms)
{
    g_autofree char *when = explain_when(before_ms);
    double near = explain_nearness(before_ms);
    if (g_strcmp0(deploy->project, explanation->origin) == 0) {
        cause_supports(cause, 0.75 * near, "it was deployed %s", when);
        cause_supports(cause, 0.2 * near, "%s is where the chain ends", explanation->origin);
        return;
    }
    cause_supports(cause, 0.25 * near, "it was deployed %s", when);
    if (explain_on_chain(explanation, deploy->project)) {
        cause_against(cause, 0.5, "%s calls %s, which moved with it: it waits", deploy->project,
                      explanation->origin);
    } else {
        cause_against(cause, 0.4, "%s is not among what the chain goes through", deploy->project);
    }
}

void explain_deploys(struct explanation *explanation, const struct explain_input *input)
{
    unsigned late = 0, early = 0;
    for (guint i = 0; input->deploys && i < input->deploys->len; i++) {
        const struct deploy *deploy = input->deploys->pdata[i];
        int64_t at = deployed_ms(deploy);
        if (!explain_in_time(explanation, input, at)) {
            late += explanation->origin_ms && at > explanation->origin_ms;
            early += explanation->origin_ms && at <= explanation->origin_ms;
            continue;
        }
        struct cause *cause =
            cause_add(explanation, CAUSE_DEPLOY, 0,
                      g_strdup_printf("deploy %s %s", deploy->project ? deploy->project : "",
                                      deploy->release ? release_short(deploy->release) : ""));
        cause->service = g_strdup(deploy->project);
        cause->release = g_strdup(deploy->release);
        cause->time_ms = at;
        weigh_place(cause, explanation, deploy, explanation->origin_ms - at);
        weigh_suspects(cause, input, deploy);
        weigh_others(cause, input, deploy);
    }
    g_ptr_array_add(
        explanation->looked,
        g_strdup_printf("deploys: %u; %u of them came after it began, %u more than an hour before",
                        input->deploys ? input->deploys->len : 0, late, early));
}

/* --- flags --- */

static bool says(const char *text, const char *word)
{
    return text && word && strlen(word) >= LEAST_WORD && strcasestr(text, word);
}

/* Bytes of the text that are told: no character is cut. */
static int told_bytes(const char *text)
{
    size_t size = strnlen(text, SHORT_CUT);
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80) {
        size--;
    }
    return (int)size;
}

/* Logs that were not there before and that name the flag or its new value. */
static void weigh_logs(struct cause *cause, const struct explain_input *input,
                       const struct flag_change *flag)
{
    for (guint i = 0; input->patterns && i < input->patterns->len; i++) {
        const struct new_pattern *pattern = input->patterns->pdata[i];
        if (says(pattern->text, flag->value) || says(pattern->text, flag->key)) {
            cause_supports(cause, 0.4, "logged since then, not before: \"%.*s\"",
                           told_bytes(pattern->text), pattern->text);
            return;
        }
    }
}

void explain_flags(struct explanation *explanation, const struct explain_input *input)
{
    unsigned others = 0;
    for (guint i = 0; input->flags && i < input->flags->len; i++) {
        const struct flag_change *flag = input->flags->pdata[i];
        if (!explain_in_time(explanation, input, flag->time_ms)) {
            others += explanation->origin_ms != 0;
            continue;
        }
        int64_t before = explanation->origin_ms - flag->time_ms;
        g_autofree char *when = explain_when(before);
        double near = explain_nearness(before);
        struct cause *cause =
            cause_add(explanation, CAUSE_FLAG, 0,
                      g_strdup_printf("flag %s %s→%s", flag->key, flag->before ? flag->before : "?",
                                      flag->value ? flag->value : "?"));
        cause->service = g_strdup(flag->project);
        cause->time_ms = flag->time_ms;
        bool own = g_strcmp0(flag->project, explanation->origin) == 0;
        cause_supports(cause, (own ? 0.75 : 0.25) * near, "it was changed %s%s%s", when,
                       flag->by ? ", by " : "", flag->by ? flag->by : "");
        if (!own) {
            cause_against(cause, 0.6, "it was told by %s, not by %s",
                          flag->project ? flag->project : "nobody", explanation->origin);
        }
        weigh_logs(cause, input, flag);
    }
    g_ptr_array_add(
        explanation->looked,
        g_strdup_printf("changes of flags: %u; %u of them came after it began, or more than "
                        "an hour before",
                        input->flags ? input->flags->len : 0, others));
}

/* --- one of several, and what else moved there --- */

/* A slow burn may have begun long before what it leads to. */
static bool began_before(const struct explanation *explanation, const struct explain_input *input,
                         const struct change *change)
{
    return change->time_ms <= explanation->origin_ms + explain_together_ms(input) &&
           change->time_ms >= explanation->origin_ms - EXPLAIN_WITHIN_MS;
}

void explain_parts(struct explanation *explanation, const struct explain_input *input)
{
    size_t moved = 0;
    for (guint i = 0; input->lead && i < input->lead->changes->len; i++) {
        const struct change *change = input->lead->changes->pdata[i];
        if (change->kind != CHANGE_SIGNAL || g_strcmp0(change->service, explanation->origin)) {
            continue;
        }
        moved++;
        if (!change->part || !began_before(explanation, input, change)) {
            continue;
        }
        g_autofree char *when = explain_when(explanation->origin_ms - change->time_ms);
        struct cause *cause =
            cause_add(explanation, CAUSE_PART, 0, g_strdup_printf("%s", change->text));
        cause->service = g_strdup(change->service);
        cause->signal_id = g_strdup(change->signal_id);
        cause->time_ms = change->time_ms;
        cause_supports(cause, 0.6 * explain_nearness(explanation->origin_ms - change->time_ms),
                       "it moved %s", when);
        cause_supports(cause, 0.2, "the others of its kind did not move: it is one of several");
    }
    g_ptr_array_add(explanation->looked,
                    g_strdup_printf("%zu signals, of which %zu moved; %zu of %s",
                                    input->lead ? input->lead->looked_at : 0,
                                    input->lead ? input->lead->moved : 0, moved,
                                    explanation->origin ? explanation->origin : "it"));
}

/* --- the trace --- */

void explain_findings(struct explanation *explanation, const struct explain_input *input)
{
    for (guint i = 0; input->findings && i < input->findings->len; i++) {
        const struct explain_finding *finding =
            &g_array_index(input->findings, struct explain_finding, i);
        struct cause *cause = cause_add(explanation, CAUSE_FINDING, 0, g_strdup(finding->text));
        cause->service = g_strdup(finding->service);
        cause->span_id = g_strdup(finding->span_id);
        cause_supports(cause, 0.6, "the trace shows it by itself");
    }
    if (input->findings) {
        g_ptr_array_add(explanation->looked,
                        g_strdup_printf("the trace: %u findings", input->findings->len));
    }
}

/* --- what fires --- */

/* A monitor says that something is wrong, not why: it is told beside the causes. Those of the
 * chain's services, as near to its beginning as a deploy may be. */
void explain_firing(struct explanation *explanation, const struct explain_input *input)
{
    const GPtrArray *changes = input->lead ? input->lead->changes : NULL;
    unsigned others = 0, told = 0;
    for (guint i = 0; changes && i < changes->len; i++) {
        const struct change *change = changes->pdata[i];
        if (change->kind != CHANGE_FIRING) {
            continue;
        }
        if (!explanation->origin_ms || !explain_on_chain(explanation, change->service) ||
            llabs(change->time_ms - explanation->origin_ms) > EXPLAIN_WITHIN_MS) {
            others++;
            continue;
        }
        g_autofree char *when = explain_when(explanation->origin_ms - change->time_ms);
        g_ptr_array_add(explanation->looked, g_strdup_printf("monitors of %s: %s, %s",
                                                             change->service, change->text, when));
        told++;
    }
    if (others) {
        g_ptr_array_add(explanation->looked,
                        g_strdup_printf("monitors that began to fire %s: %u",
                                        told ? "elsewhere"
                                             : "in this range, none of them of what "
                                               "the chain goes through",
                                        others));
    }
}
