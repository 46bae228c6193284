/* SPDX-License-Identifier: Apache-2.0
 *
 * Clustering of log messages: how fast, and how right. Right is what the sixteen 2k sets of LogHub
 * (J. Zhu, S. He, P. He, J. Liu, M. R. Lyu: "Loghub: A Large Collection of System Log Datasets for
 * AI-driven Log Analytics", ISSRE 2023) say: grouping accuracy, the share of messages whose group
 * has exactly the messages of their true event (J. Zhu et al.: "Tools and Benchmarks for Automated
 * Log Parsing", ICSE-SEIP 2019). The sets are not here: LOGHUB_2K names a folder with their
 * <name>_2k.log_structured.csv files. Only the messages are given to what is measured.
 */
#include "api/insight/log_patterns.h"
#include "base/clock.h"
#include "tests/bench/spent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES 1000000
#define ROUNDS   5

static const char *const sets[] = {
    "HDFS",  "Hadoop", "Spark",   "Zookeeper", "BGL",    "HPC",       "Thunderbird", "Windows",
    "Linux", "Mac",    "Android", "HealthApp", "Apache", "Proxifier", "OpenSSH",     "OpenStack",
};

/* --- scoring --- */

static void one_more(GHashTable *counts, char *key)
{
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
    g_hash_table_insert(counts, key, GUINT_TO_POINTER(count + 1));
}

static guint count_of(GHashTable *counts, const char *key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
}

/* A message counts when as many share its group, its event, and both. */
static double grouping_accuracy(const GPtrArray *groups, const GPtrArray *events)
{
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint right = 0;
    for (guint i = 0; i < groups->len; i++) {
        const char *group = groups->pdata[i], *event = events->pdata[i];
        one_more(counts, g_strconcat("group ", group, NULL));
        one_more(counts, g_strconcat("event ", event, NULL));
        one_more(counts, g_strconcat("both ", group, " ", event, NULL));
    }
    for (guint i = 0; i < groups->len; i++) {
        g_autofree char *group = g_strconcat("group ", groups->pdata[i], NULL);
        g_autofree char *event = g_strconcat("event ", events->pdata[i], NULL);
        g_autofree char *both = g_strconcat("both ", groups->pdata[i], " ", events->pdata[i], NULL);
        guint shared = count_of(counts, both);
        right += shared == count_of(counts, group) && shared == count_of(counts, event);
    }
    return groups->len ? (double)right / groups->len : 0;
}

static GPtrArray *groups_of(const GPtrArray *messages)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    GPtrArray *groups = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < messages->len; i++) {
        struct log_line line = {.message = messages->pdata[i],
                                .length = strlen(messages->pdata[i]),
                                .time_ns = i * NS_PER_MS};
        const struct log_pattern *pattern = log_patterns_add(patterns, &line);
        g_ptr_array_add(groups, pattern ? g_strdup_printf("%u", pattern->id) : g_strdup("-"));
    }
    return groups;
}

/* A set of which the score is known: three of its ten messages stand in a group that is too wide
 * and two in one that is too narrow. */
static void check_scoring(void)
{
    static const char *const groups[] = {"a", "a", "a", "b", "c", "d", "d", "d", "d", "d"};
    static const char *const events[] = {"1", "1", "2", "3", "3", "4", "4", "4", "4", "4"};
    g_autoptr(GPtrArray) given = g_ptr_array_new(), truth = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        g_ptr_array_add(given, (void *)groups[i]);
        g_ptr_array_add(truth, (void *)events[i]);
    }
    double score = grouping_accuracy(given, truth);
    if (score < 0.499 || score > 0.501)
        g_error("the scoring is wrong: %f in place of 0.5", score);
}

/* --- the sets --- */

/* The fields of a record of comma-separated values; *at goes behind it. */
static GPtrArray *read_record(const char **at)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
    GString *field = g_string_new(NULL);
    bool quoted = false;
    for (; **at && (quoted || **at != '\n'); (*at)++) {
        char c = **at;
        if (c == '"' && quoted && (*at)[1] == '"')
            g_string_append_c(field, *(*at)++);
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted) {
            g_ptr_array_add(fields, g_strdup(field->str));
            g_string_truncate(field, 0);
        } else if (c != '\r')
            g_string_append_c(field, c);
    }
    *at += **at == '\n';
    g_ptr_array_add(fields, g_string_free(field, FALSE));
    return fields;
}

static guint column(const GPtrArray *head, const char *name)
{
    guint found = 0;
    while (found < head->len && strcmp(head->pdata[found], name) != 0)
        found++;
    return found;
}

static bool read_set(const char *folder, const char *name, GPtrArray *messages, GPtrArray *events)
{
    g_autofree char *path = g_strdup_printf("%s/%s_2k.log_structured.csv", folder, name);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return false;
    const char *at = text;
    g_autoptr(GPtrArray) head = read_record(&at);
    guint content = column(head, "Content"), event = column(head, "EventId");
    while (*at) {
        g_autoptr(GPtrArray) record = read_record(&at);
        if (content >= record->len || event >= record->len)
            continue;
        g_ptr_array_add(messages, g_strdup(record->pdata[content]));
        g_ptr_array_add(events, g_strdup(record->pdata[event]));
    }
    return messages->len > 0;
}

static void score_sets(const char *folder)
{
    double sum = 0;
    guint found = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(g_free);
        if (!read_set(folder, sets[i], messages, events)) {
            printf("grouping accuracy, %s\tno %s/%s_2k.log_structured.csv\n", sets[i], folder,
                   sets[i]);
            continue;
        }
        g_autoptr(GPtrArray) groups = groups_of(messages);
        double score = grouping_accuracy(groups, events);
        printf("grouping accuracy, %s\t%.3f\tof 1\n", sets[i], score);
        sum += score;
        found++;
    }
    if (found)
        printf("grouping accuracy, mean of %u sets\t%.3f\tof 1\n", found, sum / found);
}

/* --- speed --- */

/* Messages as services write them; `other` of a thousand are of no common statement. */
static GPtrArray *made_messages(guint32 other)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    GPtrArray *messages = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < MESSAGES; i++) {
        guint32 dice = g_rand_int(random);
        char *message = NULL;
        if (dice % 1000 < other)
            message = g_strdup_printf("w%x%x said %c%c and then %u", dice, i, 'a' + dice % 26,
                                      'a' + dice / 26 % 26, i);
        else if (dice % 3 == 0)
            message = g_strdup_printf("GET /api/resource/%u 200 in %u ms", dice % 977, i % 331);
        else if (dice % 3 == 1)
            message = g_strdup_printf("inventory check timed out attempt=%u timeout_ms=30000 "
                                      "order=%08x region=eu-west-%u",
                                      dice % 5, dice, dice % 3);
        else
            message = g_strdup_printf("payment %08x accepted by provider for user %u, "
                                      "amount %u.%02u EUR",
                                      dice, i % 7919, dice % 500, dice % 100);
        g_ptr_array_add(messages, message);
    }
    return messages;
}

static void measure(const char *name, guint32 other)
{
    g_autoptr(GPtrArray) messages = made_messages(other);
    double took[ROUNDS];
    size_t found = 0;
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(log_patterns) patterns = log_patterns_new();
        double start = spent_ms();
        for (guint i = 0; i < messages->len; i++) {
            struct log_line line = {.message = messages->pdata[i],
                                    .length = strlen(messages->pdata[i]),
                                    .time_ns = i * NS_PER_MS};
            log_patterns_add(patterns, &line);
        }
        took[round] = spent_ms() - start;
        found = log_patterns_count(patterns);
    }
    qsort(took, ROUNDS, sizeof *took, by_size);
    printf("messages clustered, %s: %zu patterns\t%.0f\tmessages/s\n", name, found,
           MESSAGES / took[ROUNDS / 2] * 1000);
}

int main(void)
{
    const char *folder = g_getenv("LOGHUB_2K");
    check_scoring();
    measure("three statements", 0);
    measure("one in a hundred alone", 10);
    if (folder)
        score_sets(folder);
    else
        printf("grouping accuracy\tset LOGHUB_2K to the folder of the 2k sets\n");
    return EXIT_SUCCESS;
}
