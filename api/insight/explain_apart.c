/* SPDX-License-Identifier: Apache-2.0
 *
 * Attributes as causes: the one value that the worse spans have and the others lack, the value of
 * which there are more than before, and within which of several a metric's mix moved.
 */
#include "api/insight/explain_internal.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define SLOWER     1.5 /* times the p95 before: from here on some are told to be slow */
#define FAILS_MORE 0.1 /* share of the spans */
#define LEAST_MS   5.0
#define MOST_TOLD  2 /* candidates of each sort; each key has one */

struct explain_apart *explain_apart_new(const char *base)
{
    struct explain_apart *apart = g_new0(struct explain_apart, 1);
    apart->base = g_strdup(base);
    apart->rows = g_ptr_array_new_with_free_func((GDestroyNotify)explain_row_free);
    apart->shifts = g_ptr_array_new_with_free_func((GDestroyNotify)mix_shift_free);
    return apart;
}

void explain_apart_free(struct explain_apart *apart)
{
    if (!apart) {
        return;
    }
    g_free(apart->base);
    g_free(apart->worse);
    g_free(apart->worse_words);
    differs_free(apart->within);
    differs_free(apart->across);
    g_ptr_array_unref(apart->rows);
    g_ptr_array_unref(apart->shifts);
    g_free(apart);
}

/* --- which attributes --- */

/* Whether a value of that attribute may be a cause. */
static bool may_be_cause(const char *key)
{
    /* Hosts and versions are candidates by other ways; the rest is what a worse span says of being
     * worse, and how it came to be recorded. */
    static const char *const begins[] = {
        "host.",       "server.", "service.",   "release",     "sdk.",          "code.",
        "process.",    "os.",     "container.", "k8s.pod.",    "error",         "exception.",
        "otel.",       "thread.", "sentry.",    "span.",       "telemetry.",    "trace",
        "transaction", "segment", "profile",    "normalized_", "gen_ai.usage.", "dist"};
    static const char *const whole[] = {"name",        "id",         "is_transaction",
                                        "project",     "project.id", "project_id",
                                        "server_name", "platform",   "kind",
                                        "timestamp",   "received",   "http.response_content_length",
                                        "url",         "url.full",   "parent_span",
                                        "status",      "version",    NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(begins); i++) {
        if (g_str_has_prefix(key, begins[i])) {
            return false;
        }
    }
    return !strstr(key, "status") && !g_strv_contains(whole, key);
}

static bool is_number(const char *text)
{
    char *end = NULL;
    g_ascii_strtod(text, &end);
    return end != text && *end == '\0';
}

/* Its value comes more often inside, by enough, and may be a cause. With a negative `least` it may
 * come less often as well. */
static bool comes_into_question(const struct differs_row *row, double least)
{
    double bound = least < 0 ? fabs(row->bound) : row->bound;
    return row->form == DIFFERS_IS && bound >= fabs(least) && !is_number(row->value) &&
           may_be_cause(row->key);
}

/* The values that come into question, at most `most`: of struct differs_row *, borrowed. Keys that
 * say the same stand with the first of them, which may be one that is no cause. */
static GPtrArray *in_question(const struct differs *differs, double least, guint most)
{
    GPtrArray *values = g_ptr_array_new();
    for (guint i = 0; differs && i < differs->rows->len && values->len < most; i++) {
        const struct differs_row *row = differs->rows->pdata[i];
        const struct differs_row *found = comes_into_question(row, least) ? row : NULL;
        for (guint k = 0; !found && k < row->same->len; k++) {
            const struct differs_row *same = row->same->pdata[k];
            found = comes_into_question(same, least) ? same : NULL;
        }
        if (found) {
            g_ptr_array_add(values, (struct differs_row *)found);
        }
    }
    return values;
}

static void add_keys(GPtrArray *keys, const struct differs *differs, double least, guint most)
{
    g_autoptr(GPtrArray) values = in_question(differs, least, MOST_TOLD);
    for (guint i = 0; i < values->len && keys->len < most; i++) {
        const struct differs_row *row = values->pdata[i];
        if (!g_ptr_array_find_with_equal_func(keys, row->key, g_str_equal, NULL)) {
            g_ptr_array_add(keys, row->key);
        }
    }
}

GPtrArray *explain_apart_keys(const struct explain_apart *apart)
{
    GPtrArray *keys = g_ptr_array_new();
    add_keys(keys, apart->within, EXPLAIN_APART, MOST_TOLD);
    add_keys(keys, apart->across, -EXPLAIN_MORE, EXPLAIN_APART_KEYS);
    return keys;
}

void explain_apart_worse(struct explain_apart *apart, const struct explain_row *whole)
{
    static const char failing[] = "(has:span.status !span.status:[ok,cancelled,unknown,unset])";
    double before = fmax(whole->p95_ms[0], LEAST_MS), since = fmax(whole->p95_ms[1], LEAST_MS);
    double midway = round(sqrt(before * since));
    bool told = explain_row_told(whole), slow = told && since >= SLOWER * before;
    bool fails = told && whole->failed[1] - whole->failed[0] >= FAILS_MORE;
    char took[24];
    if (!slow && !fails) {
        return;
    }
    quantity_text(midway, "millisecond", took, sizeof took);
    apart->worse_words = !slow   ? g_strdup("that failed")
                         : fails ? g_strdup_printf("that took over %s or failed", took)
                                 : g_strdup_printf("that took over %s", took);
    g_autofree char *longer = g_strdup_printf("span.duration:>%.0fms", midway);
    apart->worse = !slow   ? g_strdup(failing)
                   : fails ? g_strdup_printf("(%s or %s)", longer, failing)
                           : g_steal_pointer(&longer);
}

/* --- what is known of a value --- */

static const struct explain_row *row_of(const struct explain_apart *apart,
                                        const struct differs_row *value)
{
    for (guint i = 0; i < apart->rows->len; i++) {
        const struct explain_row *row = apart->rows->pdata[i];
        if (!strcmp(row->key, value->key) && !strcmp(row->value, value->value)) {
            return row;
        }
    }
    return NULL;
}

struct tally {
    unsigned all, stood, moved;
};

static struct tally others_of(const struct explain_apart *apart, const struct differs_row *value)
{
    struct tally tally = {0};
    for (guint i = 0; i < apart->rows->len; i++) {
        const struct explain_row *row = apart->rows->pdata[i];
        if (!strcmp(row->key, value->key) && strcmp(row->value, value->value) != 0) {
            tally.all++;
            tally.stood += explain_row_stood(row);
            tally.moved += explain_row_moved(row);
        }
    }
    return tally;
}

static bool is_value(const struct differs_row *row, const struct differs_row *value)
{
    return row->form == DIFFERS_IS && !strcmp(row->key, value->key) &&
           !strcmp(row->value, value->value);
}

static const struct differs_row *same_value(const struct differs *differs,
                                            const struct differs_row *value)
{
    for (guint i = 0; differs && i < differs->rows->len; i++) {
        const struct differs_row *row = differs->rows->pdata[i];
        if (is_value(row, value)) {
            return row;
        }
        for (guint k = 0; k < row->same->len; k++) {
            if (is_value(row->same->pdata[k], value)) {
                return row->same->pdata[k];
            }
        }
    }
    return NULL;
}

struct percents {
    char inside[24], outside[24];
};

static struct percents percents_of(const struct differs_row *row)
{
    struct percents text = {0};
    quantity_text(row->shares.inside / fmax(row->shares.inside_rows, 1), "ratio", text.inside,
                  sizeof text.inside);
    quantity_text(row->shares.outside / fmax(row->shares.outside_rows, 1), "ratio", text.outside,
                  sizeof text.outside);
    return text;
}

static struct cause *cause_of(struct explanation *explanation, enum cause_kind kind,
                              const struct explain_apart *apart, const struct differs_row *value,
                              char *what)
{
    struct cause *cause = cause_add(explanation, kind, 0, what);
    cause->service = g_strdup(explanation->origin);
    cause->base = g_strdup(apart->base);
    cause->key = g_strdup(value->key);
    cause->value = g_strdup(value->value);
    cause->lacks = value->bound < 0;
    cause->time_ms = explanation->origin_ms;
    return cause;
}

/* --- one value of several --- */

static void weigh_values(struct cause *cause, const struct explain_apart *apart,
                         const struct differs_row *value)
{
    const struct explain_row *row = row_of(apart, value);
    struct tally others = others_of(apart, value);
    if (others.stood && !others.moved) {
        cause_supports(cause, 0.3, "other values of %s that did not move: %u of %u", value->key,
                       others.stood, others.all);
    } else if (others.moved) {
        cause_against(cause, 0.5, "%u other values of %s moved as well", others.moved, value->key);
    }
    if (row && explain_row_told(row) && !explain_row_moved(row)) {
        g_autofree char *text = explain_row_text(row);
        cause_against(cause, 0.3, "it was so before as well: %s", text);
    }
}

static void add_slice(struct explanation *explanation, const struct explain_apart *apart,
                      const struct differs_row *value)
{
    const struct explain_row *row = row_of(apart, value);
    struct percents share = percents_of(value);
    g_autofree char *text = row ? explain_row_text(row) : NULL;
    bool only = others_of(apart, value).moved == 0;
    struct cause *cause =
        cause_of(explanation, CAUSE_PART, apart, value,
                 g_strdup_printf("%s %s:%s%s%s", only ? "only" : "mostly", value->key, value->value,
                                 text ? ": " : "", text ? text : ""));
    cause_supports(cause, 0.75 * value->bound,
                   "%s of the %.0f spans %s since then have it, %s of the other %.0f", share.inside,
                   value->shares.inside_rows, apart->worse_words, share.outside,
                   value->shares.outside_rows);
    weigh_values(cause, apart, value);
    for (guint i = 0; i < MIN(value->same->len, MOST_TOLD); i++) {
        const struct differs_row *same = value->same->pdata[i];
        if (same->form == DIFFERS_IS && may_be_cause(same->key)) {
            cause_supports(cause, 0, "the same spans have %s:%s", same->key, same->value);
        }
    }
}

static void say_slices(struct explanation *explanation, const struct explain_apart *apart,
                       guint told)
{
    const struct differs *within = apart->within;
    if (!within) {
        return;
    }
    char *text =
        within->looked_at[DIFFERS_OUTSIDE] > 0
            ? g_strdup_printf("attributes of the spans %s since then, against the others: %u; "
                              "values that could be a cause: %u",
                              apart->worse_words, within->keys, told)
            : g_strdup_printf("spans %s since then: all %.0f, so that no others can be held "
                              "against them",
                              apart->worse_words, within->looked_at[DIFFERS_INSIDE]);
    g_ptr_array_add(explanation->looked, text);
}

void explain_slices(struct explanation *explanation, const struct explain_input *input)
{
    const struct explain_apart *apart = input->apart;
    if (!apart) {
        return;
    }
    g_autoptr(GPtrArray) values = in_question(apart->within, EXPLAIN_APART, MOST_TOLD);
    for (guint i = 0; i < values->len; i++) {
        add_slice(explanation, apart, values->pdata[i]);
    }
    say_slices(explanation, apart, values->len);
}

/* --- more of one kind --- */

/* When the share moved; NULL = it is not told. */
static const struct mix_shift *shift_of(const struct explain_apart *apart,
                                        const struct differs_row *value)
{
    for (guint i = 0; i < apart->shifts->len; i++) {
        const struct mix_shift *shift = apart->shifts->pdata[i];
        if (!strcmp(shift->key, value->key)) {
            return shift;
        }
    }
    return NULL;
}

static void weigh_share_time(struct explanation *explanation, struct cause *cause,
                             const struct mix_shift *shift)
{
    if (!shift) {
        cause_supports(cause, 0.2, "so it was since it began, against before; not from when on");
        return;
    }
    int64_t before = explanation->origin_ms - shift->onset.time_ms;
    g_autofree char *when = explain_when(before);
    cause->time_ms = shift->onset.time_ms;
    cause_supports(cause, 0.4 * explain_nearness(before), "it moved %s", when);
}

/* More of what is slow makes the whole slower, though none of it became slower. */
static void weigh_share_worse(struct cause *cause, const struct explain_apart *apart,
                              const struct differs_row *value)
{
    const struct explain_row *row = row_of(apart, value);
    const struct differs_row *worse = same_value(apart->within, value);
    if (!apart->worse) {
        cause_against(cause, 0.7, "the spans are no slower than before, and fail no more");
    } else if (worse && worse->bound * value->bound > 0) {
        struct percents share = percents_of(worse);
        cause_supports(cause, 0.6 * fabs(worse->bound),
                       "%s of the spans %s since then have it, %s of the others", share.inside,
                       apart->worse_words, share.outside);
    } else if (apart->within) {
        cause_against(cause, 0.3, "the spans %s have it no %s often than the others",
                      apart->worse_words, value->bound > 0 ? "more" : "less");
    }
    if (row && explain_row_stood(row) && worse && worse->bound > 0) {
        g_autofree char *text = explain_row_text(row);
        cause_supports(cause, 0.3, "by itself it took as long before: %s", text);
    }
}

static void add_share(struct explanation *explanation, const struct explain_apart *apart,
                      const struct differs_row *value, const struct mix_shift *shift)
{
    struct percents share = percents_of(value);
    struct cause *cause =
        cause_of(explanation, CAUSE_SHARE, apart, value,
                 g_strdup_printf("share of %s:%s %s %s→%s", value->key, value->value,
                                 value->bound > 0 ? "rose" : "fell", share.outside, share.inside));
    weigh_share_time(explanation, cause, shift);
    weigh_share_worse(cause, apart, value);
}

void explain_shares(struct explanation *explanation, const struct explain_input *input)
{
    const struct explain_apart *apart = input->apart;
    unsigned late = 0;
    g_autoptr(GPtrArray) values =
        in_question(apart ? apart->across : NULL, -EXPLAIN_MORE, MOST_TOLD);
    for (guint i = 0; i < values->len; i++) {
        const struct mix_shift *shift = shift_of(apart, values->pdata[i]);
        if (shift && !explain_in_time(explanation, input, shift->onset.time_ms)) {
            late++;
        } else {
            add_share(explanation, apart, values->pdata[i], shift);
        }
    }
    if (apart && apart->across) {
        g_ptr_array_add(
            explanation->looked,
            g_strdup_printf("attributes of the spans since then, against before: %u; values whose "
                            "share moved then: %u; at another time: %u",
                            apart->across->keys, values->len - late, late));
    }
}

/* --- a metric's mix --- */

/* The mix of a metric moved within one value of another attribute: that is where to look. */
void explain_mix(struct explanation *explanation, const struct explain_input *input)
{
    const struct mix_shift *mix = input->mix;
    if (!mix || !mix->within_key || !explanation->chain->len) {
        return;
    }
    const struct explain_step *last = explanation->chain->pdata[explanation->chain->len - 1];
    char before[24], after[24];
    quantity_text(mix->onset.before, "ratio", before, sizeof before);
    quantity_text(mix->onset.after, "ratio", after, sizeof after);
    struct cause *cause =
        cause_add(explanation, CAUSE_PART, 0,
                  g_strdup_printf("only %s:%s: share of %s:%s %s→%s", mix->within_key,
                                  mix->within_value, mix->key, mix->value, before, after));
    cause->service = g_strdup(explanation->origin);
    cause->signal_id = g_strdup(last->signal_id);
    cause->time_ms = mix->onset.time_ms;
    cause_supports(cause, 0.4,
                   "of %zu shares looked at, within each value and in the whole, this one moved "
                   "most; by chance with a probability of at most %.2g",
                   mix->looked_at, fmax(mix->chance, 1e-4));
}
