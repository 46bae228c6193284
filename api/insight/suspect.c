/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/suspect.h"

#include "base/quantity.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_SHOWN_WORDS 3

/* How much each sign says on its own. */
#define SCORE_BLAMED    0.60
#define SCORE_NAMED     0.50
#define SCORE_FILE      0.50
#define SCORE_BASENAME  0.25
#define SCORE_SCHEMA    0.35
#define SCORE_WORDS     0.60 /* at most; reached as the shared words get rarer and more */
#define DAY_MS          (24 * 3600 * INT64_C(1000))
#define FRESH_MS        (14 * DAY_MS)
#define HALF_LIFE_MS    (30 * DAY_MS)
#define LEAST_FRESHNESS 0.05
#define NOT_RUN         0.1
#define WORDS_SCALE     4.0

static void sign(struct suspect *suspect, double score, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void sign(struct suspect *suspect, double score, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(suspect->reasons, g_strdup_vprintf(format, arguments));
    va_end(arguments);
    suspect->score = 1 - (1 - suspect->score) * (1 - score);
}

static bool contains_id(const GPtrArray *ids, const char *id)
{
    for (guint i = 0; ids && i < ids->len; i++) {
        const char *other = g_ptr_array_index(ids, i);
        size_t shorter = MIN(strlen(other), strlen(id));
        if (shorter >= 7 && !strncmp(other, id, shorter)) {
            return true;
        }
    }
    return false;
}

/* True when one path is the tail of the other: deployed code seldom lies where the repository has
 * it. */
static bool same_file(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    const char *longer = n >= m ? a : b;
    const char *shorter = n >= m ? b : a;
    while (*shorter == '/' || (*shorter == '.' && shorter[1] == '/')) {
        shorter++;
    }
    size_t tail = strlen(shorter), all = strlen(longer);
    if (tail == 0 || tail > all || strcmp(longer + all - tail, shorter)) {
        return false;
    }
    return tail == all || longer[all - tail - 1] == '/';
}

static void sign_files(struct suspect *suspect, const GPtrArray *evidence)
{
    const GPtrArray *files = suspect->commit->files;
    const char *near_miss = NULL;
    for (guint i = 0; evidence && files && i < files->len; i++) {
        const struct commit_file *file = g_ptr_array_index(files, i);
        g_autofree char *name = g_path_get_basename(file->path);
        for (guint j = 0; j < evidence->len; j++) {
            const char *path = g_ptr_array_index(evidence, j);
            g_autofree char *other = g_path_get_basename(path);
            if (same_file(file->path, path)) {
                sign(suspect, SCORE_FILE, "changes %s, which ran here", file->path);
                return;
            }
            if (!strcmp(name, other)) {
                near_miss = file->path;
            }
        }
    }
    if (near_miss) {
        sign(suspect, SCORE_BASENAME, "changes %s, called like a file that ran here", near_miss);
    }
}

static bool is_schema_change(const char *path)
{
    static const char *const marks[] = {"migration", "migrate",   "schema", "alembic",
                                        "flyway",    "liquibase", "/ddl/"};
    g_autofree char *lower = g_ascii_strdown(path, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (strstr(lower, marks[i])) {
            return true;
        }
    }
    return g_str_has_suffix(lower, ".sql");
}

static bool is_query(const char *text)
{
    static const char *const verbs[] = {"SELECT ", "UPDATE ", "DELETE ", "INSERT ", "WITH "};
    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
        if (!g_ascii_strncasecmp(text, verbs[i], strlen(verbs[i]))) {
            return true;
        }
    }
    return false;
}

static void sign_schema(struct suspect *suspect, const GPtrArray *texts)
{
    bool slow_query = false;
    for (guint i = 0; texts && i < texts->len; i++) {
        slow_query |= is_query(g_ptr_array_index(texts, i));
    }
    const GPtrArray *files = suspect->commit->files;
    for (guint i = 0; slow_query && files && i < files->len; i++) {
        const struct commit_file *file = g_ptr_array_index(files, i);
        if (is_schema_change(file->path)) {
            sign(suspect, SCORE_SCHEMA, "changes the schema (%s), and the time goes into a query",
                 file->path);
            return;
        }
    }
}

static GHashTable *words_of_commit(const struct commit *commit)
{
    g_autoptr(GString) text = g_string_new(commit->message);
    for (guint i = 0; commit->files && i < commit->files->len; i++) {
        const struct commit_file *file = g_ptr_array_index(commit->files, i);
        g_string_append_printf(text, "\n%s", file->path);
    }
    if (commit->patch) {
        g_string_append_printf(text, "\n%s", commit->patch);
    }
    g_autoptr(GPtrArray) words = suspect_words(text->str);
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < words->len; i++) {
        g_hash_table_add(set, g_strdup(g_ptr_array_index(words, i)));
    }
    return set;
}

/* In how many of the release's commits each word stands. */
static GHashTable *document_counts(GHashTable *const *sets, size_t count)
{
    GHashTable *counts = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < count; i++) {
        GHashTableIter iter;
        gpointer word;
        g_hash_table_iter_init(&iter, sets[i]);
        while (g_hash_table_iter_next(&iter, &word, NULL)) {
            guint before = GPOINTER_TO_UINT(g_hash_table_lookup(counts, word));
            g_hash_table_insert(counts, word, GUINT_TO_POINTER(before + 1));
        }
    }
    return counts;
}

/* The service's own name stands everywhere and says nothing. */
static bool names_service(const char *word, const char *service)
{
    return service && !g_ascii_strcasecmp(word, service);
}

static void sign_words(struct suspect *suspect, GHashTable *set, GHashTable *counts, size_t commits,
                       const GPtrArray *wanted, const char *service)
{
    double rarity = 0;
    size_t shared = 0;
    g_autoptr(GString) shown = g_string_new(NULL);
    for (guint i = 0; i < wanted->len; i++) {
        const char *word = g_ptr_array_index(wanted, i);
        if (!g_hash_table_contains(set, word) || names_service(word, service)) {
            continue;
        }
        guint stands_in = GPOINTER_TO_UINT(g_hash_table_lookup(counts, word));
        rarity += log(1 + (double)commits / (double)MAX(stands_in, 1));
        if (shared++ < MOST_SHOWN_WORDS) {
            g_string_append_printf(shown, "%s%s", shown->len ? ", " : "", word);
        }
    }
    if (shared) {
        sign(suspect, SCORE_WORDS * (1 - exp(-rarity / WORDS_SCALE)),
             "mentions %s, as does what is slow or failing", shown->str);
    }
}

static bool does_not_run(const char *path)
{
    static const char *const parts[] = {"test", "tests", "spec",     "__tests__",
                                        "docs", "doc",   "testdata", "fixtures"};
    static const char *const ends[] = {".md",      ".rst",     ".txt",     "_test.go", "_test.py",
                                       ".test.ts", ".test.js", ".spec.ts", ".spec.js"};
    g_auto(GStrv) folders = g_strsplit(path, "/", -1);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (g_strv_length(folders) > 1 && g_strv_contains((const char *const *)folders, parts[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (g_str_has_suffix(path, ends[i])) {
            return true;
        }
    }
    return false;
}

/* Tests and documents do not run in production, however much they speak of what fails there. */
static void acquit_what_does_not_run(struct suspect *suspect)
{
    const GPtrArray *files = suspect->commit->files;
    for (guint i = 0; files && i < files->len; i++) {
        const struct commit_file *file = g_ptr_array_index(files, i);
        if (!does_not_run(file->path)) {
            return;
        }
    }
    if (files && files->len) {
        suspect->score *= NOT_RUN;
        g_ptr_array_add(suspect->reasons, g_strdup("but it changes only tests or documents"));
    }
}

/* What went wrong now seldom lay in wait for months: past two weeks a commit halves its score every
 * month. */
static void fade_with_age(struct suspect *suspect, int64_t onset_ms)
{
    int64_t age_ms = onset_ms - suspect->commit->time_ms;
    if (!onset_ms || !suspect->commit->time_ms || age_ms <= FRESH_MS) {
        return;
    }
    char age[24];
    double freshness = exp2(-(double)(age_ms - FRESH_MS) / (double)HALF_LIFE_MS);
    suspect->score *= fmax(freshness, LEAST_FRESHNESS);
    g_ptr_array_add(suspect->reasons, g_strdup_printf("but it is %s older than the onset",
                                                      quantity_age(age_ms, age, sizeof age)));
}

static void suspect_note_deploy(struct suspect *suspect, const struct suspect_evidence *evidence,
                                const struct deploy *deploy)
{
    if (!deploy || contains_id(evidence->older, suspect->commit->id)) {
        return;
    }
    suspect->deploy = deploy_copy(deploy);
    int64_t at = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
    if (at && evidence->onset_ms > at) {
        char age[24];
        suspect->before_ms = evidence->onset_ms - at;
        g_ptr_array_add(suspect->reasons,
                        g_strdup_printf("%s %s before the onset, in %s",
                                        deploy->inferred ? "first seen" : "deployed",
                                        quantity_age(suspect->before_ms, age, sizeof age),
                                        deploy->release));
    }
}

static int by_score(const void *a, const void *b)
{
    const struct suspect *x = *(struct suspect *const *)a;
    const struct suspect *y = *(struct suspect *const *)b;
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return (x->commit->time_ms < y->commit->time_ms) - (x->commit->time_ms > y->commit->time_ms);
}

static GPtrArray *wanted_words(const GPtrArray *texts)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; texts && i < texts->len; i++) {
        g_string_append_printf(joined, "%s\n", (const char *)g_ptr_array_index(texts, i));
    }
    return suspect_words(joined->str);
}

GPtrArray *suspects_find(const struct suspect_evidence *evidence, const struct deploy *deploy,
                         const GPtrArray *commits, char **why)
{
    GPtrArray *suspects = g_ptr_array_new_with_free_func((GDestroyNotify)suspect_free);
    guint count = commits ? commits->len : 0;
    g_autofree GHashTable **sets = g_new0(GHashTable *, count + 1);
    g_autoptr(GPtrArray) wanted = wanted_words(evidence->texts);
    for (guint i = 0; i < count; i++) {
        sets[i] = words_of_commit(g_ptr_array_index(commits, i));
    }
    g_autoptr(GHashTable) counts = document_counts(sets, count);
    for (guint i = 0; i < count; i++) {
        struct suspect *suspect = g_new0(struct suspect, 1);
        suspect->commit = commit_copy(g_ptr_array_index(commits, i));
        suspect->reasons = g_ptr_array_new_with_free_func(g_free);
        if (contains_id(evidence->blamed, suspect->commit->id)) {
            sign(suspect, SCORE_BLAMED, "last changed a line of the stack trace (blame)");
        }
        if (contains_id(evidence->named, suspect->commit->id)) {
            sign(suspect, SCORE_NAMED, "named by the server");
        }
        sign_files(suspect, evidence->files);
        sign_schema(suspect, evidence->texts);
        sign_words(suspect, sets[i], counts, count, wanted, evidence->service);
        if (suspect->score > 0) {
            acquit_what_does_not_run(suspect);
            fade_with_age(suspect, evidence->onset_ms);
            suspect_note_deploy(suspect, evidence, deploy);
            g_ptr_array_add(suspects, suspect);
        } else {
            suspect_free(suspect);
        }
    }
    /* The counts borrow their words from the sets. */
    for (guint i = 0; i < count; i++) {
        g_hash_table_unref(sets[i]);
    }
    g_ptr_array_sort(suspects, by_score);
    *why = suspects->len ? NULL
           : count == 1
               ? g_strdup("the release's only commit does not touch what is slow or failing here")
           : count
               ? g_strdup_printf(
                     "none of the release's %u commits touches what is slow or failing here", count)
               : g_strdup("no commits are known for the release");
    return suspects;
}

void suspect_free(struct suspect *suspect)
{
    if (!suspect) {
        return;
    }
    commit_free(suspect->commit);
    deploy_free(suspect->deploy);
    g_ptr_array_unref(suspect->reasons);
    g_free(suspect);
}

static int64_t took_effect(const struct deploy *deploy)
{
    return deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
}

const struct deploy *suspect_deploy(const GPtrArray *deploys, const char *service, int64_t onset_ms,
                                    int64_t within_ms, char **why)
{
    const struct deploy *best = NULL, *latest = NULL;
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *deploy = g_ptr_array_index(deploys, i);
        if (g_strcmp0(deploy->project, service) || took_effect(deploy) > onset_ms) {
            continue;
        }
        if (!latest || took_effect(deploy) > took_effect(latest)) {
            latest = deploy;
        }
    }
    if (latest && onset_ms - took_effect(latest) <= within_ms) {
        best = latest;
    }
    char age[24], within[24];
    quantity_age(within_ms, within, sizeof within);
    *why = best ? NULL
           : latest
               ? g_strdup_printf(
                     "no release of %s in the %s before the onset (the last, %s, was %s earlier)",
                     service, within, latest->release,
                     quantity_age(onset_ms - took_effect(latest), age, sizeof age))
               : g_strdup_printf("no release of %s before the onset is known",
                                 service ? service : "the service");
    return best;
}
