/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/monkey/bodies.h"

#include "api/wire/endpoints.h"
#include "base/clock.h"

#include <string.h>

#define MOST_ROWS   20
#define MOST_SERIES 4
#define DEEPEST     6
#define HUGE_FACTOR 30

struct maker {
    GRand *random;
    GString *out;
    const char *query;
    gboolean sane;
    int depth;
    unsigned most; /* rows in a list */
};

/* A template is JSON with: $t any text  $w a word  $n a number  $c a count  $T a time  $S its
 * seconds  $M its ms  $i an issue's id  $x a trace's  $s a span's  $r a release  $l a level
 * $b true or false  $v anything  $(...$) a list of what is between  $K a span's children  $F the
 * fields that were asked for  $P points of a series  $Y the aggregate that was asked for */
#define SPAN                                                                                       \
    "{\"event_type\":\"span\",\"event_id\":$s,\"parent_span_id\":$s,\"op\":$w,\"description\":$t," \
    "\"name\":$t,\"transaction\":$t,\"start_timestamp\":$S,\"end_timestamp\":$S,\"duration\":$n,"  \
    "\"project_slug\":$w,\"is_transaction\":$b,\"additional_attributes\":{\"release\":$r,"         \
    "\"span.status\":$w,\"gen_ai.tool.call.result\":$t,\"gen_ai.usage.input_tokens\":$v,"          \
    "$t:$v},\"children\":$K,\"errors\":$({\"event_type\":\"error\","                               \
    "\"event_id\":$x,\"issue_id\":$i,\"title\":$t,\"level\":$l,\"start_timestamp\":$S}$),"         \
    "\"occurrences\":[]}"
#define ISSUE                                                                               \
    "{\"id\":$i,\"shortId\":$t,\"title\":$t,\"culprit\":$t,\"level\":$l,\"status\":"        \
    "\"unresolved\","                                                                       \
    "\"substatus\":\"new\",\"count\":$c,\"userCount\":$c,\"firstSeen\":$T,\"lastSeen\":$T," \
    "\"isUnhandled\":$b,\"priority\":\"high\",\"platform\":$w,\"metadata\":{\"type\":$t,"   \
    "\"value\":$t,\"filename\":$t,\"function\":$t},\"assignedTo\":{\"name\":$t,\"id\":$i}," \
    "\"project\":{\"id\":$i,\"slug\":$w,\"name\":$t},\"stats\":{\"24h\":$([$S,$c]$)},"      \
    "\"lifetime\":{\"count\":$c,\"userCount\":$c},\"firstRelease\":{\"version\":$r},"       \
    "\"lastRelease\":{\"version\":$r},\"permalink\":$t}"
#define FRAME                                                                                   \
    "{\"function\":$t,\"filename\":$t,\"absPath\":$t,\"module\":$t,\"lineNo\":$n,\"colNo\":$n," \
    "\"inApp\":$b,\"context\":$([$n,$t]$),\"vars\":{$t:$v,$t:$v}}"
#define THROWN                                                                            \
    "{\"type\":$t,\"value\":$t,\"module\":$t,\"mechanism\":{\"type\":$w,\"handled\":$b}," \
    "\"stacktrace\":{\"frames\":$(" FRAME "$)}}"
#define EVENT                                                                                \
    "{\"eventID\":$x,\"id\":$x,\"groupID\":$i,\"title\":$t,\"message\":$t,\"platform\":$w,"  \
    "\"dateCreated\":$T,\"dateReceived\":$T,\"projectID\":$i,\"projectSlug\":$w,"            \
    "\"release\":{\"version\":$r},\"user\":{\"id\":$t,\"email\":$t,\"username\":$t},"        \
    "\"tags\":$({\"key\":$w,\"value\":$t}$),\"contexts\":{\"trace\":{\"trace_id\":$x,"       \
    "\"span_id\":$s},$w:{$t:$v}},\"context\":{$t:$v},\"entries\":[{\"type\":\"exception\","  \
    "\"data\":{\"values\":$(" THROWN "$)}},{\"type\":\"breadcrumbs\",\"data\":{\"values\":"  \
    "$({\"timestamp\":$T,\"level\":$l,\"category\":$w,\"message\":$t,\"data\":{$t:$v}}$)}}," \
    "{\"type\":\"request\",\"data\":{\"method\":\"GET\",\"url\":$t,\"query\":$([$t,$t]$),"   \
    "\"headers\":$([$t,$t]$)}},{\"type\":\"threads\",\"data\":{\"values\":$({\"id\":$n,"     \
    "\"name\":$t,\"crashed\":$b,\"stacktrace\":{\"frames\":$(" FRAME "$)}}$)}},"             \
    "{\"type\":\"message\",\"data\":{\"formatted\":$t}}]}"
#define NAMES \
    "$({\"id\":$i,\"slug\":$w,\"name\":$t,\"key\":$w,\"value\":$t,\"count\":$c,\"email\":$t}$)"
#define COMMIT                                                                            \
    "{\"id\":$x,\"message\":$t,\"dateCreated\":$T,\"author\":{\"name\":$t,\"email\":$t}," \
    "\"repository\":{\"name\":$t},\"patchSet\":$({\"path\":$t,\"type\":\"M\"}$)}"
#define RELEASE                                                                                    \
    "{\"version\":$r,\"shortVersion\":$t,\"dateCreated\":$T,\"dateReleased\":$T,\"newGroups\":$c," \
    "\"commitCount\":$c,\"projects\":$({\"slug\":$w,\"name\":$t}$),\"lastDeploy\":{"               \
    "\"environment\":$w,\"dateFinished\":$T}}"

static const char *const templates[ENDPOINT_COUNT] = {
    [ENDPOINT_ORGANIZATIONS] = NAMES,
    [ENDPOINT_PROJECTS] = NAMES,
    [ENDPOINT_ENVIRONMENTS] = NAMES,
    [ENDPOINT_MEMBERS] =
        "$({\"id\":$i,\"name\":$t,\"email\":$t,\"user\":{\"id\":$i,\"name\":$t}}$)",
    [ENDPOINT_ISSUES] = "$(" ISSUE "$)",
    [ENDPOINT_ISSUE] = ISSUE,
    [ENDPOINT_SHORT_ID] = "{\"group\":" ISSUE ",\"groupId\":$i,\"shortId\":$t}",
    [ENDPOINT_ISSUE_EVENTS] = "$(" EVENT "$)",
    [ENDPOINT_ISSUE_EVENT] = EVENT,
    [ENDPOINT_PROJECT_EVENT] = EVENT,
    [ENDPOINT_EVENT_ID] = "{\"eventId\":$x,\"groupId\":$i,\"event\":" EVENT "}",
    [ENDPOINT_ISSUE_TAGS] = "$({\"key\":$w,\"name\":$t,\"totalValues\":$c,\"uniqueValues\":$c,"
                            "\"topValues\":$({\"value\":$t,\"name\":$t,\"count\":$c}$)}$)",
    [ENDPOINT_COMMITTERS] =
        "{\"committers\":$({\"author\":{\"name\":$t},\"commits\":$(" COMMIT "$)}$)}",
    [ENDPOINT_EVENTS] = "{\"data\":$($F$),\"meta\":{\"fields\":{},\"units\":{},"
                        "\"dataScanned\":\"partial\"}}",
    [ENDPOINT_TRACE_LOGS] = "{\"data\":$($F$),\"meta\":{}}",
    [ENDPOINT_TIMESERIES] =
        "{\"timeSeries\":$({\"yAxis\":$Y,\"groupBy\":$({\"key\":$w,\"value\":$w}"
        "$),\"values\":$P,\"meta\":{\"valueUnit\":\"millisecond\","
        "\"valueType\":\"duration\",\"interval\":$n,\"isOther\":$b}}$)}",
    [ENDPOINT_TRACE] = "$(" SPAN "$)",
    [ENDPOINT_TRACE_META] = "{\"logs\":$c,\"span_count\":$n,\"errorsCount\":$c}",
    [ENDPOINT_TRACES] =
        "{\"data\":$({\"trace\":$x,\"project\":$w,\"name\":$t,\"numSpans\":$c,\"numErrors\":$c,"
        "\"matchingSpans\":$c,\"duration\":$n,\"rootDuration\":$n,\"start\":$n,\"end\":$n,"
        "\"breakdowns\":$({\"project\":$w,\"start\":$n,\"end\":$n}$)}$),\"meta\":{}}",
    [ENDPOINT_TRACE_ITEM] = "{\"itemId\":$s,\"timestamp\":$T,\"attributes\":"
                            "$({\"name\":$t,\"type\":\"str\",\"value\":$v}$)}",
    [ENDPOINT_ATTRIBUTES] = NAMES,
    [ENDPOINT_ATTRIBUTE_VALUES] = NAMES,
    [ENDPOINT_STATS] = "{\"data\":[{\"attributeDistributions\":{\"data\":{\"region\":$({\"label\":$"
                       "t,\"value\":$n}$),"
                       "\"release\":$({\"label\":$w,\"value\":$c}$)}}}]}",
    [ENDPOINT_TAGS] = NAMES,
    [ENDPOINT_TAG_VALUES] = NAMES,
    [ENDPOINT_RELEASES] = "$(" RELEASE "$)",
    [ENDPOINT_RELEASE] = RELEASE,
    [ENDPOINT_RELEASE_COMMITS] = "$(" COMMIT "$)",
    [ENDPOINT_RELEASE_DEPLOYS] = "$({\"id\":$i,\"environment\":$w,\"name\":$t,"
                                 "\"dateStarted\":$T,\"dateFinished\":$T}$)",
};

static const char *const words[] = {"web",
                                    "checkout",
                                    "payment",
                                    "inventory",
                                    "research-agents",
                                    "http",
                                    "db",
                                    "production",
                                    "p95",
                                    "tags[a,number]",
                                    "gen_ai.invoke_agent",
                                    "gen_ai.chat",
                                    "gen_ai.execute_tool"};

/* Already as JSON has them. */
static const char *const texts[] = {
    "",
    "TimeoutError: Payment charge exceeded 30s",
    "\\u001b[2J\\u001b]0;owned\\u0007\\u001bP+q\\u001b\\\\",
    "line\\nbreak\\ttab\\r\\u0000\\u0008\\u007f\\u009b31m",
    "\\u202egnorw\\u2066\\u200f\\ufeff",
    "日本語のとても長いメッセージです",
    ("👩‍👩‍👧‍👦🏳️‍🌈👍🏿e"
     "\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301"),
    "\\ud800",
    "\xff\xfe\xc0\xaf\xed\xa0\x80",
    "%s%n%99999d",
    "/srv/app/checkout/handlers/charge.py",
    "SELECT * FROM stock WHERE sku IN (?, ?, ?) ORDER BY 1",
    "\\\"\\\\/",
    "http://[::1]:99999/../../etc/passwd?a=b#c",
    "7f3a01c27f3a01c27f3a01c27f3a01c2",
    "{\\\"nested\\\": {\\\"json\\\": [1, 2, \\\"x\\\"]}}",
    "pump@1.2.3",
};

static const char *const numbers[] = {
    "0",      "1",      "-1",    "null",    "1e308",
    "-1e308", "1e-320", "0.001", "42.5",    "9007199254740993",
    "\"12\"", "3e4",    "99",    "-0.0",    "true",
    "30000",  "1e400",  "\"\"",  "\"NaN\"", "9223372036854775807"};

static guint32 pick(struct maker *maker, guint32 count)
{
    return (guint32)g_rand_int_range(maker->random, 0, (gint32)count);
}

static void put_text(struct maker *maker)
{
    const char *text = texts[pick(maker, G_N_ELEMENTS(texts))];
    guint32 times = pick(maker, 64) == 0 ? 1 + pick(maker, 200) : 1;
    g_string_append_c(maker->out, '"');
    for (guint32 i = 0; i < times; i++)
        g_string_append(maker->out, text);
    g_string_append_printf(maker->out, "%s\"", pick(maker, 2) ? words[pick(maker, 10)] : "");
}

static int64_t any_time_ms(struct maker *maker)
{
    int64_t now = clock_now_ms();
    if (!maker->sane && pick(maker, 40) == 0)
        return (int64_t)g_rand_double_range(maker->random, -9e15, 9e15);
    return now - (int64_t)g_rand_double_range(maker->random, -60000, 3.7e6);
}

static void put_time(struct maker *maker)
{
    char text[40];
    int64_t ms = any_time_ms(maker);
    if (!maker->sane && pick(maker, 20) == 0)
        g_string_append(maker->out, pick(maker, 2) ? "\"0001-01-01T00:00:00Z\"" : "null");
    else
        g_string_append_printf(
            maker->out, "\"%s\"",
            clock_format_iso(CLAMP(ms, -9000000000000, 9000000000000) * NS_PER_MS, 3, text,
                             sizeof text));
}

static void put_points(struct maker *maker)
{
    int64_t step = pick(maker, 8) ? 120000 : 1 + pick(maker, 100000);
    int64_t at = clock_now_ms() / step * step - 30 * step;
    guint32 count = pick(maker, 10) ? 31 : pick(maker, 300), jump = pick(maker, 31);
    double level = g_rand_double_range(maker->random, 0, 500);
    g_string_append_c(maker->out, '[');
    for (guint32 i = 0; i < count; i++) {
        g_string_append_printf(maker->out,
                               "%s{\"timestamp\":%" G_GINT64_FORMAT ",\"value\":", i ? "," : "",
                               at + (int64_t)i * step);
        if (pick(maker, 50) == 0)
            g_string_append(maker->out, numbers[pick(maker, G_N_ELEMENTS(numbers))]);
        else
            g_string_append_printf(maker->out, "%d", (int)(i < jump ? level : level * 20 + i));
        g_string_append_c(maker->out, '}');
    }
    g_string_append_c(maker->out, ']');
}

static void expand(struct maker *maker, const char *text, size_t length);

/* What comes between "$(" and its "$)", a number of times. Returns how long it is. */
static size_t put_list(struct maker *maker, const char *text)
{
    size_t end = 0;
    for (int open = 1; open > 0; end++)
        if (text[end] == '$' && text[end + 1] == '(')
            open++;
        else if (text[end] == '$' && text[end + 1] == ')')
            open--;
    end--;
    guint32 most = maker->depth == 0 ? maker->most : 4;
    guint32 count = pick(maker, most + 1);
    maker->depth++;
    g_string_append_c(maker->out, '[');
    for (guint32 i = 0; i < count; i++) {
        if (i)
            g_string_append_c(maker->out, ',');
        expand(maker, text, end);
    }
    g_string_append_c(maker->out, ']');
    maker->depth--;
    return end + 2;
}

static void put_children(struct maker *maker)
{
    guint32 count = maker->depth < DEEPEST ? pick(maker, 3) : 0;
    maker->depth++;
    g_string_append_c(maker->out, '[');
    for (guint32 i = 0; i < count; i++) {
        if (i)
            g_string_append_c(maker->out, ',');
        expand(maker, SPAN, strlen(SPAN));
    }
    g_string_append_c(maker->out, ']');
    maker->depth--;
}

static const char *kind_of_field(const char *field)
{
    static const struct {
        const char *part, *is;
    } kinds[] = {
        {"timestamp_precise", "$N"},
        {"timestamp",         "$T"},
        {"trace",             "$x"},
        {"span_id",           "$s"},
        {"severity",          "$l"},
        {"level",             "$l"},
        {"duration",          "$n"},
        {"count",             "$c"},
        {"p95",               "$n"},
        {"project",           "$w"},
        {"release",           "$r"},
        {"issue",             "$i"},
        {"id",                "$s"}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strstr(field, kinds[i].part))
            return kinds[i].is;
    return "$t";
}

/* The values of a query parameter, decoded. */
static GPtrArray *parameter(const char *query, const char *name)
{
    GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit(query, "&", -1);
    for (char **part = parts; *part; part++) {
        char *equals = strchr(*part, '=');
        if (!equals || strncmp(*part, name, strlen(name)) != 0 ||
            (size_t)(equals - *part) != strlen(name))
            continue;
        char *value = g_uri_unescape_string(equals + 1, NULL);
        g_ptr_array_add(values, value ? value : g_strdup("x"));
    }
    return values;
}

static void put_fields(struct maker *maker)
{
    g_autoptr(GPtrArray) fields = parameter(maker->query, "field");
    g_string_append_c(maker->out, '{');
    for (guint i = 0; i < fields->len; i++) {
        g_autofree char *plain = g_strescape(fields->pdata[i], NULL);
        if (!maker->sane && pick(maker, 30) == 0)
            continue;
        const char *kind = pick(maker, 60) ? kind_of_field(plain) : "$v";
        g_string_append_printf(
            maker->out, "%s\"%s\":", maker->out->str[maker->out->len - 1] == '{' ? "" : ",", plain);
        expand(maker, kind, 2);
    }
    g_string_append_c(maker->out, '}');
}

static void put_axis(struct maker *maker)
{
    g_autoptr(GPtrArray) axes = parameter(maker->query, "yAxis");
    g_autofree char *plain = g_strescape(axes->len ? axes->pdata[0] : "count()", NULL);
    g_string_append_printf(maker->out, "\"%s\"", plain);
}

static void put_anything(struct maker *maker)
{
    static const char *const any[] = {"$t", "$n", "$b", "null", "[]", "{}", "$c", "[[$t],{$t:$n}]"};
    const char *text = any[pick(maker, G_N_ELEMENTS(any))];
    expand(maker, text, strlen(text));
}

static void put_compound(struct maker *maker, char what)
{
    if (what == 'K')
        put_children(maker);
    else if (what == 'F')
        put_fields(maker);
    else if (what == 'P')
        put_points(maker);
    else if (what == 'Y')
        put_axis(maker);
    else
        put_anything(maker);
}

static void put(struct maker *maker, char what)
{
    static const char *const levels[] = {"fatal", "error", "warning", "info", "debug", "", "odd"};
    GString *out = maker->out;
    switch (what) {
    case 't':
        put_text(maker);
        break;
    case 'w':
        g_string_append_printf(out, "\"%s\"", words[pick(maker, G_N_ELEMENTS(words))]);
        break;
    case 'n':
        g_string_append(out,
                        pick(maker, 3) ? "30.25" : numbers[pick(maker, G_N_ELEMENTS(numbers))]);
        break;
    case 'c':
        g_string_append_printf(out, pick(maker, 2) ? "%u" : "\"%u\"", pick(maker, 100000));
        break;
    case 'T':
        put_time(maker);
        break;
    case 'S':
        g_string_append_printf(out, "%.3f", (double)any_time_ms(maker) / 1000);
        break;
    case 'M':
        g_string_append_printf(out, "%" G_GINT64_FORMAT, any_time_ms(maker));
        break;
    case 'N':
        g_string_append_printf(out, "\"%" G_GINT64_FORMAT "000000\"", any_time_ms(maker));
        break;
    case 'i':
        g_string_append_printf(out, "\"%u\"", 1 + pick(maker, 20));
        break;
    case 'x':
        g_string_append_printf(out, "\"%032x\"", 0x7f3a + pick(maker, 4));
        break;
    case 's':
        g_string_append_printf(out, "\"%016x\"", 1 + pick(maker, 30));
        break;
    case 'r':
        g_string_append_printf(out, "\"%s@1.2.%u\"", words[pick(maker, 4)], pick(maker, 3));
        break;
    case 'l':
        g_string_append_printf(out, "\"%s\"", levels[pick(maker, G_N_ELEMENTS(levels))]);
        break;
    case 'b':
        g_string_append(out, pick(maker, 2) ? "true" : "false");
        break;
    default:
        put_compound(maker, what);
        break;
    }
}

static void expand(struct maker *maker, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '$') {
            g_string_append_c(maker->out, text[i]);
        } else if (text[i + 1] == '(') {
            i += 1 + put_list(maker, text + i + 2);
        } else {
            gboolean other = !maker->sane && pick(maker, 100) == 0;
            put(maker, other ? 'v' : text[++i]);
            i += other;
        }
    }
}

static void put_nonsense(struct maker *maker)
{
    static const char *const bodies[] = {"",
                                         "null",
                                         "[]",
                                         "{}",
                                         "\"x\"",
                                         "12",
                                         "<html><title>502</title>",
                                         "[null]",
                                         "[[]]",
                                         "{\"data\":null}",
                                         "{\"data\":[1,\"x\",null]}",
                                         "{\"timeSeries\":{}}",
                                         "\xff\xfe",
                                         "{\"detail\":\"no\"}"};
    guint32 which = pick(maker, G_N_ELEMENTS(bodies) + 1);
    if (which < G_N_ELEMENTS(bodies)) {
        g_string_append(maker->out, bodies[which]);
        return;
    }
    for (int i = 0; i < 20000; i++) /* deeper than a parser may go */
        g_string_append_c(maker->out, '[');
}

GBytes *body_make(const char *url, guint32 seed, gboolean sane)
{
    const char *path = strstr(url, "/api/0");
    path = path ? path + strlen("/api/0") : url;
    const char *mark = strchr(path, '?');
    g_autofree char *alone = mark ? g_strndup(path, (gsize)(mark - path)) : g_strdup(path);
    g_autoptr(GPtrArray) variables = g_ptr_array_new_with_free_func(g_free);
    int endpoint = endpoint_match(alone, variables);
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    struct maker maker = {.random = random,
                          .out = g_string_new(NULL),
                          .query = mark ? mark + 1 : "",
                          .sane = sane,
                          .most = MOST_ROWS};
    if (endpoint == ENDPOINT_TIMESERIES)
        maker.most = MOST_SERIES;
    const char *template = endpoint >= 0 ? templates[endpoint] : NULL;
    if (!sane && pick(&maker, 12) == 0)
        template = NULL;
    if (!sane && pick(&maker, 60) == 0)
        maker.most *= HUGE_FACTOR;
    if (template)
        expand(&maker, template, strlen(template));
    else
        put_nonsense(&maker);
    if (!sane && pick(&maker, 20) == 0 && maker.out->len)
        g_string_truncate(maker.out, pick(&maker, (guint32)maker.out->len));
    return g_string_free_to_bytes(maker.out);
}
