/* SPDX-License-Identifier: Apache-2.0
 *
 * Completion of queries: Sentry's own fields from the table, the others and their values from the
 * API. What was asked is kept for minutes by its request, which names scope, kind and field; one
 * question at a time is out, after a pause of typing.
 */
#include "views/desk_state.h"

#include "api/query/breakdown.h"
#include "base/quantity.h"
#include "views/query_word.h"

#include <string.h>

#define PAUSE_MS   150
#define FRESH_US   (180 * G_USEC_PER_SEC)
#define FAILED_US  (10 * G_USEC_PER_SEC) /* a failure is not asked again sooner */
#define KNOWN_MOST 100                   /* answers kept */
#define OFFER_MOST 200

/* One answer. */
struct known {
    GPtrArray *names; /* of struct name *; NULL when it failed */
    gint64 at_us;
    bool whole; /* there is nothing beyond it */
};

struct completion {
    GHashTable *known; /* request_key() -> struct known * */
    guint timer;
    uint64_t ask;
    struct request *next; /* asked after the pause; NULL = nothing */
    char *asking;         /* key of what is asked, or will be */
};

static void known_free(void *data)
{
    struct known *known = data;
    if (known->names)
        g_ptr_array_unref(known->names);
    g_free(known);
}

static struct completion *completion_of(struct desk *desk)
{
    if (!desk->completion) {
        desk->completion = g_new0(struct completion, 1);
        desk->completion->known =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, known_free);
    }
    return desk->completion;
}

void desk_complete_stop(struct desk *desk)
{
    struct completion *completion = desk->completion;
    if (!completion)
        return;
    if (completion->timer)
        g_source_remove(completion->timer);
    completion->timer = 0;
    desk_unask(desk, &completion->ask);
    g_clear_pointer(&completion->next, request_free);
    g_clear_pointer(&completion->asking, g_free);
}

void desk_complete_free(struct desk *desk)
{
    if (!desk->completion)
        return;
    g_hash_table_unref(desk->completion->known);
    g_clear_pointer(&desk->completion->next, request_free);
    g_free(desk->completion->asking);
    g_clear_pointer(&desk->completion, g_free);
}

bool desk_complete_waits(const struct desk *desk)
{
    return desk->completion && desk->completion->timer;
}

/* --- what is asked --- */

/* Fields that have another's values. */
static const char *asked_as(const char *key)
{
    return strcmp(key, "firstRelease") && strcmp(key, "lastRelease") ? key : "release";
}

/* The fields, or the values of one, those that hold `part` when it is not NULL. NULL: the API has
 * none. */
static struct request *request_for(const struct desk *desk, enum query_kind kind,
                                   const struct query_word *word, const char *part)
{
    const char *dataset = query_dataset(kind);
    const struct query_key *row = query_key_find(kind, word->key);
    bool values = word->piece == PIECE_VALUE;
    if (word->piece == PIECE_NONE || (values && (word->compares || !*word->key)) ||
        (values && row && row->kind != VALUES_ASKED))
        return NULL;
    struct request *request =
        values ? request_new(dataset ? ENDPOINT_ATTRIBUTE_VALUES : ENDPOINT_TAG_VALUES,
                             asked_as(word->key), NULL)
               : request_new(dataset ? ENDPOINT_ATTRIBUTES : ENDPOINT_TAGS, NULL);
    request_add(request, "dataset", dataset ? dataset : "events");
    static const char *const types[] = {"string", "number", "boolean"};
    for (size_t i = 0; dataset && i < (values ? 1 : G_N_ELEMENTS(types)); i++)
        request_add(request, "attributeType", types[i]);
    if (part)
        request_add(request, dataset ? "substringMatch" : "query", part);
    scope_apply(&desk->scope, request);
    return request;
}

static const struct known *known_of(struct desk *desk, const struct request *request)
{
    struct completion *completion = completion_of(desk);
    g_autofree char *key = request_key(request);
    const struct known *known = g_hash_table_lookup(completion->known, key);
    gint64 good_us = known && known->names ? FRESH_US : FAILED_US;
    return known && known->at_us + good_us > g_get_monotonic_time() ? known : NULL;
}

static gboolean ask_next(void *data);

/* Asks for `request` (taken) after the pause; what was to be asked, or is out, is dropped unless it
 * is the same. */
static void ask_later(struct desk *desk, struct request *request, bool now)
{
    struct completion *completion = completion_of(desk);
    g_autofree char *key = request_key(request);
    if (g_strcmp0(key, completion->asking) == 0 && completion->ask) {
        request_free(request);
        return;
    }
    desk_complete_stop(desk);
    completion->next = request;
    completion->asking = g_steal_pointer(&key);
    if (now)
        ask_next(desk);
    else
        completion->timer = g_timeout_add(PAUSE_MS, ask_next, desk);
}

/* --- what is known --- */

static void take_answer(struct desk *desk, struct reply *answer, void *data)
{
    struct completion *completion = completion_of(desk);
    struct known *known = g_new0(struct known, 1);
    (void)data;
    known->at_us = g_get_monotonic_time();
    known->whole = !answer->next_cursor;
    if (answer->kind == REPLY_NAMES)
        known->names = reply_take(answer);
    if (g_hash_table_size(completion->known) >= KNOWN_MOST)
        g_hash_table_remove_all(completion->known);
    g_hash_table_insert(completion->known, g_steal_pointer(&completion->asking), known);
    desk_unask(desk, &completion->ask);
    if (desk->overlay.asks && desk->overlay.asks->moved)
        desk->overlay.asks->moved(desk);
}

static gboolean ask_next(void *data)
{
    struct desk *desk = data;
    struct completion *completion = desk->completion;
    if (completion->timer)
        g_source_remove(completion->timer);
    completion->timer = 0;
    completion->ask =
        desk_ask_self(desk, g_steal_pointer(&completion->next), 0, true, take_answer, NULL, NULL);
    return G_SOURCE_REMOVE;
}

/* --- offering --- */

struct offers {
    const struct query_word *word;
    bool colon;         /* one stands behind the cursor already */
    GHashTable *seen;   /* names offered */
    GPtrArray *best;    /* of struct offer *: begin with what was typed */
    GPtrArray *partial; /* a part of them does */
};

struct offer {
    char *text, *detail;
};

static void offer_free(void *data)
{
    struct offer *offer = data;
    g_free(offer->text);
    g_free(offer->detail);
    g_free(offer);
}

static char *written(const struct offers *offers, const char *name)
{
    if (offers->word->piece == PIECE_NAME && strchr(name, '('))
        return g_strdup(name); /* a function */
    if (offers->word->piece == PIECE_VALUE)
        return query_word_value(name);
    g_autofree char *key = query_word_key(name);
    bool colon = offers->word->piece == PIECE_KEY && !offers->colon;
    return g_strconcat(key, colon ? ":" : "", NULL);
}

static void add_offer(struct offers *offers, const char *name, char *detail)
{
    int fit = query_word_fit(offers->word->typed, name);
    GPtrArray *list = fit == 2 ? offers->best : offers->partial;
    if (fit == 0 || list->len >= OFFER_MOST || g_hash_table_contains(offers->seen, name)) {
        g_free(detail);
        return;
    }
    g_hash_table_add(offers->seen, g_strdup(name));
    struct offer *offer = g_new(struct offer, 1);
    *offer = (struct offer){written(offers, name), detail};
    g_ptr_array_add(list, offer);
}

static void add_table(struct offers *offers, enum query_kind kind)
{
    const struct query_word *word = offers->word;
    if (word->piece == PIECE_VALUE) {
        const struct query_key *row = query_key_find(kind, word->key);
        for (const char *const *value = row ? row->values : NULL; value && *value; value++)
            if (!word->compares || *value[0] == '>')
                add_offer(offers, *value + (word->compares ? 1 : 0), NULL);
        return;
    }
    for (const struct query_key *row = query_keys(kind); row->key; row++)
        if (word->piece == PIECE_KEY || strcmp(row->key, "has") != 0)
            add_offer(offers, row->key, g_strdup(row->about));
}

static void add_names(struct offers *offers, const struct known *known)
{
    char count[24];
    for (guint i = 0; known && known->names && i < known->names->len; i++) {
        const struct name *name = known->names->pdata[i];
        if (!name->id || !*name->id)
            continue;
        const char *detail =
            name->count >= 0 ? quantity_count(name->count, count, sizeof count) : name->extra;
        add_offer(offers, name->id, g_strdup(detail));
    }
}

/* What is offered is not what stands there already. */
static void give(struct desk *desk, const struct offers *offers)
{
    const GPtrArray *list = offers->best->len ? offers->best : offers->partial;
    g_autofree struct prompt_candidate *candidates = g_new0(struct prompt_candidate, list->len + 1);
    size_t count = 0;
    for (guint i = 0; i < list->len; i++) {
        const struct offer *offer = list->pdata[i];
        candidates[count++] = (struct prompt_candidate){offer->text, offer->detail};
    }
    if (count == 1 && strcmp(candidates[0].text, offers->word->typed) == 0)
        count = 0;
    prompt_offer(desk->overlay.prompt, offers->word->from, candidates, count);
}

/* Functions first: what one aggregates by. */
static void add_functions(struct offers *offers)
{
    static const struct {
        const char *text, *about;
    } functions[] = {
        {"count()",         "rows"                      },
        {"p95(",            "of a number"               },
        {"p50(",            "of a number"               },
        {"p75(",            "of a number"               },
        {"p99(",            "of a number"               },
        {"avg(",            "of a number"               },
        {"sum(",            "of a number"               },
        {"min(",            "of a number"               },
        {"max(",            "of a number"               },
        {"count_unique(",   "different values"          },
        {"count_if(",       "rows that a search finds"  },
        {"failure_rate()",  "share of spans that failed"},
        {"failure_count()", "spans that failed"         },
        {"epm()",           "rows a minute"             },
        {"last_seen()",     "time of the last"          },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++)
        add_offer(offers, functions[i].text, g_strdup(functions[i].about));
}

static void offer_known(struct desk *desk, enum query_kind kind, const struct query_word *word,
                        bool aggregates, const struct known *all, const struct known *part)
{
    const char *text = prompt_text(desk->overlay.prompt);
    struct offers offers = {
        .word = word,
        .colon = text[prompt_cursor(desk->overlay.prompt)] == ':',
        .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .best = g_ptr_array_new_with_free_func(offer_free),
        .partial = g_ptr_array_new_with_free_func(offer_free),
    };
    if (aggregates)
        add_functions(&offers);
    if (word->piece != PIECE_NONE)
        add_table(&offers, kind);
    add_names(&offers, all);
    add_names(&offers, part);
    give(desk, &offers);
    g_hash_table_unref(offers.seen);
    g_ptr_array_unref(offers.best);
    g_ptr_array_unref(offers.partial);
}

/* The piece at the cursor: behind the `|` of a table it is an aggregate or a field. */
static struct query_word word_at(const char *text, size_t cursor, enum query_kind *kind,
                                 bool *aggregates)
{
    size_t from = 0;
    if (!query_dataset(*kind))
        return query_word_at(text, cursor);
    *kind = query_kind_of(breakdown_dataset(text, query_dataset(*kind)));
    enum breakdown_part part = breakdown_part_at(text, cursor, &from);
    if (part == BREAKDOWN_FILTER)
        return query_word_at(text, cursor);
    *aggregates = part == BREAKDOWN_AGGREGATE;
    return (struct query_word){
        .piece = part == BREAKDOWN_DATASET ? PIECE_NONE : PIECE_NAME,
        .from = from,
        .typed = g_strndup(text + from, cursor - from),
    };
}

void desk_complete(struct desk *desk, const struct view_query *query, bool now)
{
    struct prompt *prompt = desk->overlay.prompt;
    enum query_kind kind = query->kind;
    bool aggregates = false;
    struct query_word word =
        word_at(prompt_text(prompt), prompt_cursor(prompt), &kind, &aggregates);
    g_autoptr(request) whole = request_for(desk, kind, &word, NULL);
    const struct known *all = whole ? known_of(desk, whole) : NULL;
    bool beyond = all && all->names && !all->whole && *word.typed;
    g_autoptr(request) narrow = beyond ? request_for(desk, kind, &word, word.typed) : NULL;
    const struct known *part = narrow ? known_of(desk, narrow) : NULL;
    offer_known(desk, kind, &word, aggregates, all, part);
    if (whole && !all)
        ask_later(desk, g_steal_pointer(&whole), now);
    else if (narrow && !part)
        ask_later(desk, g_steal_pointer(&narrow), now);
    else
        desk_complete_stop(desk);
    query_word_clear(&word);
}
