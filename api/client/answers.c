/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/answers.h"

struct answers {
    size_t max_bytes, bytes;
    GHashTable *by_key; /* key -> link in `order` */
    GQueue order;       /* of struct answer, oldest first */
};

struct answers *answers_new(size_t max_bytes)
{
    struct answers *answers = g_new0(struct answers, 1);
    answers->max_bytes = max_bytes;
    answers->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    g_queue_init(&answers->order);
    return answers;
}

static void answer_free(struct answer *answer)
{
    if (!answer)
        return;
    g_free(answer->key);
    g_ptr_array_unref(answer->pages);
    g_free(answer->next_cursor);
    g_free(answer);
}

static void drop(struct answers *answers, GList *link)
{
    struct answer *answer = link->data;
    g_hash_table_remove(answers->by_key, answer->key);
    g_queue_delete_link(&answers->order, link);
    answers->bytes -= answer->bytes;
    answer_free(answer);
}

void answers_clear(struct answers *answers)
{
    while (answers->order.head)
        drop(answers, answers->order.head);
}

void answers_free(struct answers *answers)
{
    if (!answers)
        return;
    answers_clear(answers);
    g_hash_table_unref(answers->by_key);
    g_free(answers);
}

void answers_keep(struct answers *answers, struct answer *answer)
{
    GList *old = g_hash_table_lookup(answers->by_key, answer->key);
    if (old)
        drop(answers, old);
    if (answer->bytes > answers->max_bytes / 4) {
        answer_free(answer);
        return;
    }
    g_queue_push_tail(&answers->order, answer);
    g_hash_table_insert(answers->by_key, answer->key, answers->order.tail);
    answers->bytes += answer->bytes;
    while (answers->bytes > answers->max_bytes)
        drop(answers, answers->order.head);
}

const struct answer *answers_find(struct answers *answers, const char *key, int64_t since_us)
{
    GList *link = g_hash_table_lookup(answers->by_key, key);
    const struct answer *answer = link ? link->data : NULL;
    return answer && answer->at_us >= since_us ? answer : NULL;
}
