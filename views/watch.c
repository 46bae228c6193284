/* SPDX-License-Identifier: Apache-2.0 */
#include "views/watch.h"

#include "api/query/query.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/scope.h"

#include <string.h>

#define USUAL_PERIOD_MS (5 * MS_PER_MINUTE)
#define LEAST_PERIOD_MS MS_PER_MINUTE
#define MOST_PERIOD_MS  (24 * 60 * MS_PER_MINUTE)
#define MOST_NUMBER     INT64_C(1000000000000)

static const char *const datasets[] = {"errors", "logs", "spans"};

static struct watch *fail(struct watch *watch, size_t at, size_t *offset, GError **error,
                          const char *text)
{
    watch_free(watch);
    if (offset)
        *offset = at;
    g_set_error_literal(error, QUERY_ERROR, QUERY_ERROR_SYNTAX, text);
    return NULL;
}

/* The last " > " or " < " that stands alone: comparisons in a search have no spaces around them. */
static const char *find_bound(const char *text)
{
    const char *found = NULL;
    for (const char *at = text; (at = strpbrk(at, "<>")) != NULL; at++) {
        bool before = at == text || at[-1] == ' ', after = at[1] == ' ' || at[1] == '\0';
        if (before && after)
            found = at;
    }
    return found;
}

static bool parse_number(const char **at, int64_t *number)
{
    if (!g_ascii_isdigit(**at))
        return false;
    char *rest;
    guint64 n = g_ascii_strtoull(*at, &rest, 10);
    bool whole = *rest == '\0' || *rest == ' ';
    *number = (int64_t)MIN(n, (guint64)MOST_NUMBER);
    *at = rest;
    return whole && n <= (guint64)MOST_NUMBER;
}

static const char *skip(const char *at)
{
    return at + strspn(at, " ");
}

/* " > 5 for 5m", from the sign on. NULL when it is so, else what is wrong, at *at. */
static const char *parse_bound(struct watch *watch, const char **at)
{
    watch->below = **at == '<';
    *at = skip(*at + 1);
    if (!parse_number(at, &watch->limit))
        return "a whole number is wanted here: > 5";
    *at = skip(*at);
    watch->period_ms = USUAL_PERIOD_MS;
    if (!**at)
        return NULL;
    if (strncmp(*at, "for ", 4) != 0)
        return "only \"for 5m\" may follow the number";
    *at = skip(*at + 4);
    g_autofree char *period = g_strchomp(g_strdup(*at));
    if (!period_parse(period, &watch->period_ms))
        return "a period is wanted here: 1m, 5m, 1h";
    if (watch->period_ms < LEAST_PERIOD_MS || watch->period_ms > MOST_PERIOD_MS)
        return "from 1m to 24h";
    return NULL;
}

static const char *take_dataset(struct watch *watch, const char *text)
{
    watch->dataset = g_strdup(datasets[0]);
    for (size_t i = 0; i < G_N_ELEMENTS(datasets); i++) {
        size_t length = strlen(datasets[i]);
        if (strncmp(text, datasets[i], length) == 0 && text[length] == ' ') {
            g_free(watch->dataset);
            watch->dataset = g_strdup(datasets[i]);
            return skip(text + length);
        }
    }
    return text;
}

struct watch *watch_parse(const char *text, int64_t now_ms, size_t *offset, GError **error)
{
    struct watch *watch = g_new0(struct watch, 1);
    watch->count = -1;
    const char *from = take_dataset(watch, skip(text)), *sign = find_bound(from);
    if (!sign)
        return fail(watch, strlen(text), offset, error,
                    "a bound is wanted behind the search: > 5 for 5m");
    watch->query = g_strchomp(g_strndup(from, (gsize)(sign - from)));
    const char *wrong = parse_bound(watch, &sign);
    if (wrong)
        return fail(watch, (size_t)(sign - text), offset, error, wrong);
    size_t at = 0;
    g_autoptr(query) query = query_parse(watch->query, now_ms * NS_PER_MS, &at, error);
    if (query)
        return watch;
    watch_free(watch);
    if (offset)
        *offset = (size_t)(from - text) + at;
    return NULL;
}

void watch_free(struct watch *watch)
{
    if (!watch)
        return;
    g_free(watch->dataset);
    g_free(watch->query);
    g_free(watch->error);
    g_free(watch);
}

static char *period_text(int64_t ms)
{
    if (ms % (60 * MS_PER_MINUTE) == 0)
        return g_strdup_printf("%dh", (int)(ms / (60 * MS_PER_MINUTE)));
    if (ms % MS_PER_MINUTE == 0)
        return g_strdup_printf("%dm", (int)(ms / MS_PER_MINUTE));
    return g_strdup_printf("%ds", (int)(ms / MS_PER_SECOND));
}

char *watch_text(const struct watch *watch)
{
    g_autofree char *period = period_text(watch->period_ms);
    return g_strdup_printf("%s %s%s%c %" G_GINT64_FORMAT " for %s", watch->dataset, watch->query,
                           *watch->query ? " " : "", watch->below ? '<' : '>', watch->limit,
                           period);
}

char *watch_state(const struct watch *watch, const char *since)
{
    char count[24];
    if (watch->error)
        return g_strdup(watch->error);
    if (watch->count < 0)
        return g_strdup("not answered yet");
    quantity_count(watch->count, count, sizeof count);
    return watch->firing ? g_strdup_printf("! %s now, since %s", count, since)
                         : g_strdup_printf("%s now", count);
}

int watch_pace_ms(const struct watch *watch)
{
    return (int)CLAMP(watch->period_ms / 5, MS_PER_MINUTE / 4, MS_PER_MINUTE);
}

struct request *watch_request(const struct watch *watch)
{
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    g_autofree char *period = period_text(watch->period_ms);
    request_add(request, "dataset", watch->dataset);
    request_add(request, "field", "count()");
    request_add(request, "query", watch->query);
    request_add(request, "statsPeriod", period);
    request->background = true;
    return request;
}

bool watch_take(struct watch *watch, int64_t count, int64_t now_ms)
{
    bool fires = watch->below ? count < watch->limit : count > watch->limit;
    bool news = fires && !watch->firing;
    watch->count = count;
    watch->firing = fires;
    if (news)
        watch->since_ms = now_ms;
    g_clear_pointer(&watch->error, g_free);
    return news;
}
