/* SPDX-License-Identifier: Apache-2.0 */
#include "views/attribute_value.h"

#include "api/insight/web_vitals.h"
#include "api/model/attributes.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/json_outline.h"
#include "views/sql_lines.h"

#include <math.h>
#include <string.h>

/* --- statuses --- */

/* Sorted. The reason phrases of RFC 9110 section 15, and of RFC 6585 and 4918. */
static const struct {
    int status;
    const char *name;
} http_names[] = {
    {100, "Continue"                       },
    {101, "Switching Protocols"            },
    {103, "Early Hints"                    },
    {200, "OK"                             },
    {201, "Created"                        },
    {202, "Accepted"                       },
    {203, "Non-Authoritative Information"  },
    {204, "No Content"                     },
    {205, "Reset Content"                  },
    {206, "Partial Content"                },
    {207, "Multi-Status"                   },
    {300, "Multiple Choices"               },
    {301, "Moved Permanently"              },
    {302, "Found"                          },
    {303, "See Other"                      },
    {304, "Not Modified"                   },
    {307, "Temporary Redirect"             },
    {308, "Permanent Redirect"             },
    {400, "Bad Request"                    },
    {401, "Unauthorized"                   },
    {402, "Payment Required"               },
    {403, "Forbidden"                      },
    {404, "Not Found"                      },
    {405, "Method Not Allowed"             },
    {406, "Not Acceptable"                 },
    {407, "Proxy Authentication Required"  },
    {408, "Request Timeout"                },
    {409, "Conflict"                       },
    {410, "Gone"                           },
    {411, "Length Required"                },
    {412, "Precondition Failed"            },
    {413, "Content Too Large"              },
    {414, "URI Too Long"                   },
    {415, "Unsupported Media Type"         },
    {416, "Range Not Satisfiable"          },
    {417, "Expectation Failed"             },
    {421, "Misdirected Request"            },
    {422, "Unprocessable Content"          },
    {423, "Locked"                         },
    {424, "Failed Dependency"              },
    {426, "Upgrade Required"               },
    {428, "Precondition Required"          },
    {429, "Too Many Requests"              },
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"  },
    {500, "Internal Server Error"          },
    {501, "Not Implemented"                },
    {502, "Bad Gateway"                    },
    {503, "Service Unavailable"            },
    {504, "Gateway Timeout"                },
    {505, "HTTP Version Not Supported"     },
    {507, "Insufficient Storage"           },
    {511, "Network Authentication Required"},
};

/* The names of RFC 9110; NULL when it has none. */
static const char *http_status_name(int status)
{
    for (size_t i = 0; i < G_N_ELEMENTS(http_names); i++)
        if (http_names[i].status == status)
            return http_names[i].name;
    return NULL;
}

/* The codes of google.rpc.Code. */
static const char *grpc_status_name(int status)
{
    static const char *const names[] = {"OK",
                                        "CANCELLED",
                                        "UNKNOWN",
                                        "INVALID_ARGUMENT",
                                        "DEADLINE_EXCEEDED",
                                        "NOT_FOUND",
                                        "ALREADY_EXISTS",
                                        "PERMISSION_DENIED",
                                        "RESOURCE_EXHAUSTED",
                                        "FAILED_PRECONDITION",
                                        "ABORTED",
                                        "OUT_OF_RANGE",
                                        "UNIMPLEMENTED",
                                        "INTERNAL",
                                        "UNAVAILABLE",
                                        "DATA_LOSS",
                                        "UNAUTHENTICATED"};
    return status >= 0 && status < (int)G_N_ELEMENTS(names) ? names[status] : NULL;
}

/* --- units --- */

/* The unit that the name promises: of the table of attributes, or by its end (duration_ms,
 * size_bytes); NULL when none. */
static const char *unit_of(const char *key)
{
    static const struct {
        const char *end, *unit;
    } ends[] = {
        {"_ms",           "millisecond"},
        {".ms",           "millisecond"},
        {"_millis",       "millisecond"},
        {"_milliseconds", "millisecond"},
        {"_us",           "microsecond"},
        {"_micros",       "microsecond"},
        {"_ns",           "nanosecond" },
        {"_nanos",        "nanosecond" },
        {"_seconds",      "second"     },
        {"_secs",         "second"     },
        {"_bytes",        "byte"       },
        {".bytes",        "byte"       },
        {"body.size",     "byte"       },
        {"_percent",      "percent"    },
    };
    const char *known = attribute_unit(key);
    if (known)
        return known;
    const struct web_vital *vital = web_vital_of(key);
    if (vital)
        return vital->unit;
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(key, ends[i].end))
            return ends[i].unit;
    return NULL;
}

/* --- forms --- */

static bool whole_number(const char *text, double *number)
{
    char *end;
    if (!g_ascii_isdigit(*text) && *text != '-' && *text != '+' && *text != '.')
        return false;
    *number = g_ascii_strtod(text, &end);
    return end != text && !*end && isfinite(*number);
}

static bool is_time_key(const char *key)
{
    static const char *const ends[] = {"timestamp", "timestamp_precise", "_at",   ".at",    "_time",
                                       ".time",     "_unix_nano",        "_date", "expires"};
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(key, ends[i]))
            return true;
    return false;
}

/* Numbers of plausible days only, in s, ms, us or ns by their size: a duration is no time. */
static int64_t number_time_ns(double number)
{
    static const double scales[] = {1e9, 1e6, 1e3, 1};
    const double least = 9.5e17 /* the year 2000 */, most = 4.2e18 /* 2103 */;
    for (size_t i = 0; i < G_N_ELEMENTS(scales); i++)
        if (number * scales[i] >= least && number * scales[i] <= most)
            return (int64_t)(number * scales[i]);
    return 0;
}

static bool show_time(const struct pair *pair, int64_t now_ms, struct attribute_shown *shown)
{
    double number;
    int64_t ns = 0;
    bool dated = strlen(pair->value) >= 16 && clock_parse_iso(pair->value, &ns);
    bool numeric = !dated && is_time_key(pair->key) && whole_number(pair->value, &number);
    if (numeric)
        ns = number_time_ns(number);
    if (ns <= 0 || ns > CLOCK_MOST_NS)
        return false;
    char time[40], age[24];
    int64_t ago = now_ms - ns / NS_PER_MS;
    quantity_age(ago, age, sizeof age);
    const char *behind = ago >= 1000 ? " ago" : "";
    shown->form = FORM_TIME;
    shown->text =
        numeric ? g_strdup(clock_format_iso(ns, 3, time, sizeof time)) : g_strdup(pair->value);
    shown->aside = numeric ? g_strdup_printf("%s%s, %s", age, behind, pair->value)
                           : g_strdup_printf("%s%s", age, behind);
    return true;
}

static bool show_status(const struct pair *pair, struct attribute_shown *shown)
{
    bool http = !strcmp(pair->key, "http.response.status_code");
    bool grpc = g_str_has_suffix(pair->key, "grpc.status_code");
    double number;
    if ((!http && !grpc) || !whole_number(pair->value, &number) || fabs(number) > 999)
        return false;
    int status = (int)number;
    bool failed = http ? status >= 500 : status != 0;
    shown->form = FORM_STATUS;
    shown->role = failed                  ? ROLE_LEVEL_ERROR
                  : http && status >= 400 ? ROLE_LEVEL_WARNING
                                          : ROLE_CODE_NUMBER;
    shown->text = g_strdup(pair->value);
    shown->aside = g_strdup(http ? http_status_name(status) : grpc_status_name(status));
    return true;
}

static bool show_number(const struct pair *pair, const char *told, struct attribute_shown *shown)
{
    char text[24];
    double number;
    const char *unit = told ? told : unit_of(pair->key);
    bool typed = pair->type == VALUE_INT || pair->type == VALUE_DOUBLE;
    if ((!typed && !unit) || !whole_number(pair->value, &number))
        return false;
    shown->form = FORM_NUMBER;
    shown->role = ROLE_CODE_NUMBER;
    shown->text = g_strdup(unit ? quantity_text(number, unit, text, sizeof text) : pair->value);
    if (unit && !g_str_has_prefix(shown->text, pair->value))
        shown->aside = g_strdup(pair->value);
    return true;
}

static bool is_url(const char *text)
{
    const char *colon = strstr(text, "://");
    if (!colon || colon == text || colon - text > 16)
        return false;
    for (const char *c = text; c < colon; c++)
        if (!g_ascii_isalnum(*c) && *c != '+' && *c != '-' && *c != '.')
            return false;
    return !strpbrk(text, " \t\n") && colon[3];
}

static enum attribute_form text_form(const struct pair *pair)
{
    if (json_looks_like(pair->value))
        return FORM_JSON;
    bool query = !strcmp(pair->key, "db.query.text");
    if (sql_looks_like(pair->value) && (query || strlen(pair->value) > 20))
        return FORM_SQL;
    return is_url(pair->value) ? FORM_URL : FORM_TEXT;
}

struct attribute_shown attribute_show(const struct pair *pair, int64_t now_ms)
{
    return attribute_show_in(pair, NULL, now_ms);
}

struct attribute_shown attribute_show_in(const struct pair *pair, const char *unit, int64_t now_ms)
{
    struct attribute_shown shown = {.role = ROLE_TEXT};
    if (pair->type == VALUE_BOOL) {
        shown.form = FORM_BOOL;
        shown.role = ROLE_CODE_KEYWORD;
        shown.text = g_strdup(pair->value);
        return shown;
    }
    if (show_status(pair, &shown) || show_time(pair, now_ms, &shown) ||
        show_number(pair, unit, &shown))
        return shown;
    shown.form = text_form(pair);
    shown.text = g_strdup(pair->value);
    return shown;
}

void attribute_shown_clear(struct attribute_shown *shown)
{
    g_clear_pointer(&shown->text, g_free);
    g_clear_pointer(&shown->aside, g_free);
}

/* --- URLs --- */

static void add_part(GPtrArray *parts, const char *key, const char *text, gsize length)
{
    g_autofree char *copy = g_strndup(text, length);
    if (*copy)
        g_ptr_array_add(parts, pair_new(key, copy));
}

/* %41 and + of a form; what is no such thing stays. */
static char *decoded(const char *text, gsize length)
{
    GString *out = g_string_sized_new(length);
    for (gsize i = 0; i < length; i++) {
        bool hex = text[i] == '%' && i + 2 < length && g_ascii_isxdigit(text[i + 1]) &&
                   g_ascii_isxdigit(text[i + 2]);
        int byte =
            hex ? g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2]) : 0;
        g_string_append_c(out, byte ? (char)byte : text[i] == '+' ? ' ' : text[i]);
        if (byte)
            i += 2;
    }
    return g_string_free(out, FALSE);
}

static void add_query(GPtrArray *parts, const char *query)
{
    gsize rest = strcspn(query, "#");
    while (rest) {
        gsize length = MIN(strcspn(query, "&"), rest);
        const char *equals = memchr(query, '=', length);
        gsize name = equals ? (gsize)(equals - query) : length;
        g_autofree char *key = decoded(query, name);
        g_autofree char *value = equals ? decoded(equals + 1, length - name - 1) : g_strdup("");
        if (length)
            g_ptr_array_add(parts, pair_new(key, value));
        length = MIN(length + 1, rest);
        query += length;
        rest -= length;
    }
}

GPtrArray *url_parts(const char *url)
{
    if (!is_url(url))
        return NULL;
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    const char *host = strstr(url, "://") + 3;
    const char *path = host + strcspn(host, "/?#");
    const char *query = path + strcspn(path, "?#");
    const char *fragment = strchr(query, '#');
    add_part(parts, "scheme", url, (gsize)(host - 3 - url));
    add_part(parts, "host", host, (gsize)(path - host));
    add_part(parts, "path", path, (gsize)(query - path));
    if (*query == '?')
        add_query(parts, query + 1);
    if (fragment)
        add_part(parts, "#", fragment + 1, strlen(fragment + 1));
    return parts;
}

char *attribute_number_text(const char *key, double number)
{
    char plain[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(plain, sizeof plain, "%.10g", number);
    struct pair pair = {.key = (char *)key, .value = plain};
    struct attribute_shown shown = attribute_show(&pair, 0);
    char *text = g_strdup(shown.form == FORM_NUMBER ? shown.text : plain);
    attribute_shown_clear(&shown);
    return text;
}
