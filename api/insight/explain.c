/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/explain_internal.h"

#define LIKELY 0.6

/* --- causes --- */

static void cause_free(struct cause *cause)
{
    g_free(cause->what);
    g_free(cause->service);
    g_free(cause->release);
    g_free(cause->signal_id);
    g_free(cause->span_id);
    g_free(cause->key);
    g_free(cause->value);
    g_free(cause->base);
    g_ptr_array_unref(cause->supports);
    g_ptr_array_unref(cause->speaks_against);
    g_free(cause);
}

struct cause *cause_add(struct explanation *explanation, enum cause_kind kind, double score,
                        char *what)
{
    struct cause *cause = g_new0(struct cause, 1);
    cause->kind = kind;
    cause->score = score;
    cause->what = what;
    cause->supports = g_ptr_array_new_with_free_func(g_free);
    cause->speaks_against = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(explanation->causes, cause);
    return cause;
}

void cause_supports(struct cause *cause, double sign, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(cause->supports, g_strdup_vprintf(format, arguments));
    va_end(arguments);
    cause->score = 1 - (1 - cause->score) * (1 - CLAMP(sign, 0.0, 1.0));
}

void cause_against(struct cause *cause, double factor, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(cause->speaks_against, g_strdup_vprintf(format, arguments));
    va_end(arguments);
    cause->score *= CLAMP(factor, 0.0, 1.0);
}

const char *cause_word(const struct cause *cause)
{
    return cause->score >= LIKELY          ? "likely"
           : cause->score >= EXPLAIN_LEAST ? "possible"
                                           : "unlikely";
}

/* The best first; of equals that which came last before the origin. */
static int by_score(const void *a, const void *b)
{
    const struct cause *x = *(struct cause *const *)a, *y = *(struct cause *const *)b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return (x->time_ms < y->time_ms) - (x->time_ms > y->time_ms);
}

/* --- the whole --- */

/* A host or a call that moved explains where; a deploy of the same service at the time, why. */
static void weigh_together(const struct explanation *explanation)
{
    const struct cause *part = NULL;
    for (guint i = 0; i < explanation->causes->len; i++) {
        const struct cause *cause = explanation->causes->pdata[i];
        if ((cause->kind == CAUSE_PART || cause->kind == CAUSE_CALL) &&
            (!part || cause->score > part->score)) {
            part = cause;
        }
    }
    for (guint i = 0; part && i < explanation->causes->len; i++) {
        struct cause *cause = explanation->causes->pdata[i];
        if (cause->kind == CAUSE_DEPLOY && cause->score < part->score) {
            cause_against(cause, 0.8, "it went to all of %s, and what moved is %s",
                          cause->service ? cause->service : "it",
                          part->kind == CAUSE_PART ? "one part of it" : "outside of it");
        }
    }
}

static void say_why_not(struct explanation *explanation, const struct explain_input *input)
{
    const struct cause *best = explanation->causes->len ? explanation->causes->pdata[0] : NULL;
    if (best && best->score >= EXPLAIN_LEAST) {
        return;
    }
    const char *origin = explanation->origin ? explanation->origin : "its service";
    if (!input->onset_ms) {
        explanation->why_not = g_strdup_printf("not found, because it is not known when it began: "
                                               "nothing of %s left its usual in this range",
                                               origin);
    } else {
        explanation->why_not =
            g_strdup_printf("not found, because no deploy of %s and no change of a flag came in "
                            "the hour before, and "
                            "no host of it and no call out of it moved alone%s%s",
                            origin, best ? "; the nearest is " : "", best ? best->what : "");
    }
}

struct explanation *explain_find(const struct explain_input *input)
{
    struct explanation *explanation = g_new0(struct explanation, 1);
    explanation->causes = g_ptr_array_new_with_free_func((GDestroyNotify)cause_free);
    explanation->looked = g_ptr_array_new_with_free_func(g_free);
    explain_chain(explanation, input);
    explain_parts(explanation, input);
    explain_deploys(explanation, input);
    explain_flags(explanation, input);
    explain_hosts(explanation, input);
    explain_outside(explanation, input);
    explain_place(explanation, input);
    explain_slices(explanation, input);
    explain_shares(explanation, input);
    explain_mix(explanation, input);
    weigh_together(explanation);
    explain_findings(explanation, input);
    explain_firing(explanation, input);
    g_ptr_array_sort(explanation->causes, by_score);
    say_why_not(explanation, input);
    return explanation;
}

void explanation_free(struct explanation *explanation)
{
    if (!explanation) {
        return;
    }
    g_ptr_array_unref(explanation->chain);
    g_ptr_array_unref(explanation->causes);
    g_ptr_array_unref(explanation->looked);
    g_free(explanation->place);
    g_free(explanation->place_op);
    g_free(explanation->place_call);
    g_free(explanation->why_not);
    g_free(explanation);
}

void explain_row_free(struct explain_row *row)
{
    g_free(row->key);
    g_free(row->value);
    g_free(row->operation);
    g_free(row);
}
