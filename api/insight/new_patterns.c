/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/new_patterns.h"

#include "base/clock.h"

void new_pattern_free(struct new_pattern *pattern)
{
    g_free(pattern->service);
    g_free(pattern->text);
    g_free(pattern->query);
    g_free(pattern);
}

static struct new_pattern *new_pattern_of(const struct log_pattern *pattern)
{
    struct new_pattern *out = g_new0(struct new_pattern, 1);
    out->service = g_strdup(pattern->service);
    g_autofree char *text = log_pattern_text(pattern);
    out->text = g_utf8_make_valid(text, -1);
    out->query = log_pattern_query(pattern);
    out->first_ms = pattern->first_ns / NS_PER_MS;
    out->count = pattern->count;
    return out;
}

static int by_count(const void *a, const void *b)
{
    const struct new_pattern *x = *(struct new_pattern *const *)a;
    const struct new_pattern *y = *(struct new_pattern *const *)b;
    return (x->count < y->count) - (x->count > y->count);
}

static int by_first(const void *a, const void *b)
{
    const struct new_pattern *x = *(struct new_pattern *const *)a;
    const struct new_pattern *y = *(struct new_pattern *const *)b;
    return (x->first_ms > y->first_ms) - (x->first_ms < y->first_ms);
}

GPtrArray *new_patterns_find(const struct log_line *lines, size_t count, int64_t since_ns)
{
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)new_pattern_free);
    g_autoptr(log_patterns) patterns = log_patterns_new();
    for (size_t i = 0; i < count; i++)
        log_patterns_add(patterns, &lines[i]);
    if (log_patterns_first_ns(patterns) >= since_ns)
        return found;
    for (size_t i = 0; i < log_patterns_count(patterns); i++) {
        const struct log_pattern *pattern = log_patterns_at(patterns, i);
        if (pattern->first_ns >= since_ns && pattern->count >= NEW_PATTERNS_LEAST)
            g_ptr_array_add(found, new_pattern_of(pattern));
    }
    g_ptr_array_sort(found, by_count);
    if (found->len > NEW_PATTERNS_MOST)
        g_ptr_array_set_size(found, NEW_PATTERNS_MOST);
    g_ptr_array_sort(found, by_first);
    return found;
}
