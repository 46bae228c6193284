/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/log_patterns.h"

#include "api/model/text_hash.h"
#include "base/clock.h"
#include "base/escape.h"

#include <string.h>

#define DEPTH      2
#define LIKE       0.75 /* of the tokens that are not masked must be the same */
#define LEAF_MOST  64
#define LONG       6 /* tokens that are not masked: of so many the second may be what differs */
#define KNOWN_BITS 13
#define BUCKET_NS  NS_PER_SECOND /* at first */

/* A pattern as it is compared: one hash a token. */
struct cluster {
    struct log_pattern pattern; /* first: what is handed out */
    uint32_t *hashes;
};

/* Masked texts that were seen, and what they became; the newest stands. */
struct known {
    uint64_t text;
    struct cluster *cluster;
};

struct log_patterns {
    struct text_hash hash;
    uint32_t anything;   /* hash of LOG_MASK_ANYTHING */
    GPtrArray *clusters; /* of struct cluster * */
    GHashTable *wide;    /* the same, of the first token alone */
    GHashTable *leaves;  /* uint64_t -> GPtrArray of struct cluster *, borrowed */
    struct known known[1 << KNOWN_BITS];
    int64_t trend_ns, bucket_ns, first_ns, last_ns;
    uint64_t rows, rest;
};

/* A message on its way. */
struct reading {
    struct log_masked masked;
    uint32_t hashes[LOG_MASK_TOKENS];
    unsigned literal; /* tokens that are more than a mask */
    uint64_t text, leaf, wide;
};

static void cluster_free(void *data)
{
    struct cluster *cluster = data;
    g_ptr_array_unref(cluster->pattern.tokens);
    g_free(cluster->pattern.service);
    g_free(cluster->pattern.example);
    g_free(cluster->hashes);
    g_free(cluster);
}

struct log_patterns *log_patterns_new(void)
{
    struct log_patterns *patterns = g_new0(struct log_patterns, 1);
    patterns->hash = text_hash_new();
    patterns->anything = text_hash_of(&patterns->hash, LOG_MASK_ANYTHING, 1);
    patterns->clusters = g_ptr_array_new_with_free_func(cluster_free);
    patterns->leaves = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                             (GDestroyNotify)g_ptr_array_unref);
    patterns->wide = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                           (GDestroyNotify)g_ptr_array_unref);
    patterns->first_ns = INT64_MAX;
    patterns->last_ns = INT64_MIN;
    return patterns;
}

void log_patterns_free(struct log_patterns *patterns)
{
    if (!patterns)
        return;
    g_hash_table_unref(patterns->leaves);
    g_hash_table_unref(patterns->wide);
    g_ptr_array_unref(patterns->clusters);
    g_free(patterns);
}

/* --- trends --- */

/* Both are whole buckets of both lengths, the new one being the old one or a multiple. */
static void rebucket(struct log_patterns *patterns, int64_t begin_ns, int64_t bucket_ns)
{
    int64_t times = bucket_ns / patterns->bucket_ns;
    int64_t ahead = patterns->trend_ns / patterns->bucket_ns - begin_ns / bucket_ns * times;
    for (guint i = 0; i < patterns->clusters->len; i++) {
        uint32_t *trend = ((struct cluster *)patterns->clusters->pdata[i])->pattern.trend;
        uint32_t moved[LOG_PATTERN_TREND] = {0};
        for (int64_t b = 0; b < LOG_PATTERN_TREND; b++)
            if (trend[b])
                moved[(ahead + b) / times] += trend[b];
        memcpy(trend, moved, sizeof moved);
    }
    patterns->trend_ns = begin_ns;
    patterns->bucket_ns = bucket_ns;
}

/* Where buckets of this length begin that reach from the first time to the last; what grows into
 * the past has the room that is left before it. */
static int64_t begin_of(const struct log_patterns *patterns, int64_t bucket_ns)
{
    int64_t first = patterns->first_ns / bucket_ns, last = patterns->last_ns / bucket_ns;
    bool past = patterns->first_ns < patterns->trend_ns;
    return (past ? MAX(MIN(first, last - LOG_PATTERN_TREND + 1), 0) : first) * bucket_ns;
}

/* The buckets reach over all that was seen; with each doubling so many rows more need none. */
static void reach(struct log_patterns *patterns, int64_t time_ns)
{
    if (patterns->rows == 0) {
        patterns->bucket_ns = BUCKET_NS;
        patterns->trend_ns = time_ns / BUCKET_NS * BUCKET_NS;
    }
    patterns->first_ns = MIN(patterns->first_ns, time_ns);
    patterns->last_ns = MAX(patterns->last_ns, time_ns);
    int64_t bucket_ns = patterns->bucket_ns;
    if (patterns->first_ns >= patterns->trend_ns &&
        (patterns->last_ns - patterns->trend_ns) / bucket_ns < LOG_PATTERN_TREND)
        return;
    while (patterns->last_ns / bucket_ns - patterns->first_ns / bucket_ns >= LOG_PATTERN_TREND)
        bucket_ns *= 2;
    rebucket(patterns, begin_of(patterns, bucket_ns), bucket_ns);
}

/* --- finding --- */

static bool is_unmasked(const struct log_masked *masked, const struct log_token *token)
{
    return !memchr(masked->text + token->from, LOG_MASK, token->length);
}

static uint64_t mix(uint64_t hash, uint64_t more)
{
    return (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15) + (hash >> 29);
}

/* Hashes of few bits meet sooner or later: with the count in it, a key never leads to a pattern of
 * fewer tokens, whose hashes would be read past their end. */
static uint64_t with_count(uint64_t hash, unsigned count)
{
    G_STATIC_ASSERT(LOG_MASK_TOKENS < 1 << 7);
    return hash << 7 | count;
}

static void read_line(const struct log_patterns *patterns, const struct log_line *line,
                      struct reading *out)
{
    log_mask(line->message, line->length, &out->masked);
    out->text = out->leaf = out->wide = out->masked.count + 1;
    out->literal = 0;
    for (unsigned i = 0; i < out->masked.count; i++) {
        const struct log_token *token = &out->masked.tokens[i];
        out->hashes[i] =
            text_hash_of(&patterns->hash, out->masked.text + token->from, token->length);
        out->text = mix(out->text, out->hashes[i]);
        out->literal += out->hashes[i] != patterns->anything;
        if (i < DEPTH)
            out->leaf = mix(out->leaf,
                            is_unmasked(&out->masked, token) ? out->hashes[i] : patterns->anything);
        if (i == 0)
            out->wide = out->leaf;
    }
    out->leaf = with_count(out->leaf, out->masked.count);
    out->wide = with_count(out->wide, out->masked.count);
}

static struct known *known_of(struct log_patterns *patterns, uint64_t text)
{
    return &patterns->known[text >> (64 - KNOWN_BITS)];
}

/* How many tokens are the same, those that are nothing but a mask apart; *open counts places where
 * anything fits. */
static unsigned alike(const struct log_patterns *patterns, const struct cluster *cluster,
                      const struct reading *reading, unsigned *open)
{
    unsigned same = 0;
    *open = 0;
    for (unsigned i = 0; i < reading->masked.count; i++) {
        bool anything = cluster->hashes[i] == patterns->anything;
        *open += anything;
        same += !anything && cluster->hashes[i] == reading->hashes[i];
    }
    return same;
}

static struct cluster *best_of(const struct log_patterns *patterns, const GPtrArray *leaf,
                               const struct reading *reading)
{
    struct cluster *best = NULL;
    unsigned most = 0, most_open = 0;
    for (guint i = 0; leaf && i < leaf->len; i++) {
        unsigned open, same = alike(patterns, leaf->pdata[i], reading, &open);
        bool fits = same >= LIKE * reading->literal;
        if (!fits || (best && (same < most || (same == most && open <= most_open))))
            continue;
        best = leaf->pdata[i];
        most = same;
        most_open = open;
    }
    return best;
}

/* --- a pattern's life --- */

static struct cluster *cluster_new(struct log_patterns *patterns, const struct reading *reading)
{
    struct cluster *cluster = g_new0(struct cluster, 1);
    cluster->pattern.id = patterns->clusters->len;
    cluster->pattern.tokens = g_ptr_array_new_full(reading->masked.count, g_free);
    cluster->pattern.first_ns = INT64_MAX;
    cluster->pattern.last_ns = INT64_MIN;
    cluster->hashes = g_memdup2(reading->hashes, sizeof(uint32_t) * reading->masked.count);
    for (unsigned i = 0; i < reading->masked.count; i++) {
        const struct log_token *token = &reading->masked.tokens[i];
        g_ptr_array_add(cluster->pattern.tokens,
                        g_strndup(reading->masked.text + token->from, token->length));
    }
    g_ptr_array_add(patterns->clusters, cluster);
    return cluster;
}

static GPtrArray *leaf_of(GHashTable *leaves, uint64_t key)
{
    GPtrArray *leaf = g_hash_table_lookup(leaves, &key);
    if (!leaf) {
        leaf = g_ptr_array_new();
        g_hash_table_insert(leaves, g_memdup2(&key, sizeof key), leaf);
    }
    return leaf;
}

static struct cluster *add_cluster(struct log_patterns *patterns, const struct reading *reading)
{
    const GPtrArray *held = g_hash_table_lookup(patterns->leaves, &reading->leaf);
    if (patterns->clusters->len >= LOG_PATTERNS_MOST || (held && held->len >= LEAF_MOST))
        return NULL;
    struct cluster *cluster = cluster_new(patterns, reading);
    g_ptr_array_add(leaf_of(patterns->leaves, reading->leaf), cluster);
    GPtrArray *wide = leaf_of(patterns->wide, reading->wide);
    if (wide->len < LEAF_MOST)
        g_ptr_array_add(wide, cluster);
    return cluster;
}

/* A pattern from which only the second token differs, as the name in "user alice signed in". */
static struct cluster *but_for_the_second(const struct log_patterns *patterns,
                                          const struct reading *reading)
{
    const GPtrArray *wide = g_hash_table_lookup(patterns->wide, &reading->wide);
    if (reading->literal < LONG)
        return NULL;
    for (guint i = 0; wide && i < wide->len; i++) {
        struct cluster *cluster = wide->pdata[i];
        unsigned open;
        if (cluster->hashes[1] != reading->hashes[1] &&
            alike(patterns, cluster, reading, &open) + 1 == reading->literal)
            return cluster;
    }
    return NULL;
}

/* What differs is left open. */
static void generalize(const struct log_patterns *patterns, struct cluster *cluster,
                       const struct reading *reading)
{
    for (unsigned i = 0; i < reading->masked.count; i++) {
        if (cluster->hashes[i] == reading->hashes[i] || cluster->hashes[i] == patterns->anything)
            continue;
        cluster->hashes[i] = patterns->anything;
        g_free(cluster->pattern.tokens->pdata[i]);
        cluster->pattern.tokens->pdata[i] = g_strdup(LOG_MASK_ANYTHING);
    }
}

static struct cluster *find(struct log_patterns *patterns, const struct reading *reading)
{
    struct known *known = known_of(patterns, reading->text);
    if (known->cluster && known->text == reading->text)
        return known->cluster;
    struct cluster *cluster =
        best_of(patterns, g_hash_table_lookup(patterns->leaves, &reading->leaf), reading);
    if (!cluster)
        cluster = but_for_the_second(patterns, reading);
    if (cluster)
        generalize(patterns, cluster, reading);
    else
        cluster = add_cluster(patterns, reading);
    if (cluster)
        *known = (struct known){reading->text, cluster};
    return cluster;
}

static char *example_of(const struct log_line *line)
{
    GString *out = g_string_new(NULL);
    size_t length = MIN(line->length, LOG_MASK_TEXT);
    escape_append_none(out, line->message, strnlen(line->message, length));
    return g_string_free(out, FALSE);
}

static void count(struct log_patterns *patterns, struct log_pattern *pattern,
                  const struct log_line *line, int64_t time_ns)
{
    pattern->count++;
    pattern->levels[line->level]++;
    pattern->first_ns = MIN(pattern->first_ns, time_ns);
    pattern->last_ns = MAX(pattern->last_ns, time_ns);
    pattern->trend[(time_ns - patterns->trend_ns) / patterns->bucket_ns]++;
    if (pattern->count == 1) {
        pattern->service = g_strdup(line->service);
        pattern->example = example_of(line);
    } else if (!pattern->services && g_strcmp0(pattern->service, line->service) != 0) {
        pattern->services = true;
    }
}

const struct log_pattern *log_patterns_add(struct log_patterns *patterns,
                                           const struct log_line *line)
{
    struct reading reading;
    int64_t time_ns = CLAMP(line->time_ns, 0, CLOCK_MOST_NS);
    read_line(patterns, line, &reading);
    reach(patterns, time_ns);
    patterns->rows++;
    struct cluster *cluster = find(patterns, &reading);
    if (!cluster) {
        patterns->rest++;
        return NULL;
    }
    cluster->pattern.cut |= reading.masked.cut;
    cluster->pattern.coloured |= reading.masked.coloured;
    count(patterns, &cluster->pattern, line, time_ns);
    return &cluster->pattern;
}

/* --- reading --- */

size_t log_patterns_count(const struct log_patterns *patterns)
{
    return patterns->clusters->len;
}

const struct log_pattern *log_patterns_at(const struct log_patterns *patterns, size_t index)
{
    const struct cluster *cluster = patterns->clusters->pdata[index];
    return &cluster->pattern;
}

uint64_t log_patterns_rows(const struct log_patterns *patterns)
{
    return patterns->rows;
}

uint64_t log_patterns_rest(const struct log_patterns *patterns)
{
    return patterns->rest;
}

int64_t log_patterns_first_ns(const struct log_patterns *patterns)
{
    return patterns->first_ns;
}

int64_t log_patterns_last_ns(const struct log_patterns *patterns)
{
    return patterns->last_ns;
}

int64_t log_patterns_trend_ns(const struct log_patterns *patterns, int64_t *bucket_ns)
{
    *bucket_ns = patterns->bucket_ns;
    return patterns->trend_ns;
}

enum level log_pattern_level(const struct log_pattern *pattern)
{
    enum level best = LEVEL_UNKNOWN;
    for (int level = 0; level < LEVEL_COUNT; level++)
        if (pattern->levels[level] >= pattern->levels[best])
            best = (enum level)level;
    return best;
}
