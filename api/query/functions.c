/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/fields.h"

#include "api/model/attributes.h"

#include <math.h>
#include <string.h>

/* How a function's arguments are read. */
enum shape {
    SHAPE_ROWS,      /* () or one column: rows, or rows that have it */
    SHAPE_COLUMN,    /* one column */
    SHAPE_QUANTILE,  /* a column and a number 0..1 */
    SHAPE_NONE,      /* () */
    SHAPE_CONDITION, /* a filter, or key,operator,value */
    SHAPE_RATE,      /* () or a metric */
};

struct function_row {
    const char *name;
    enum shape shape;
    enum outcome outcome;
    enum measure_kind measure;
    double number;    /* quantile or factor */
    const char *type; /* NULL = that of the column */
    const char *unit;
    bool zero_when_empty;
};

static const struct function_row functions[] = {
    {"count",         SHAPE_ROWS,      OUTCOME_COUNT,     MEASURE_COUNT,  0,    "integer",    NULL,       true },
    {"count_unique",  SHAPE_COLUMN,    OUTCOME_COUNT,     MEASURE_UNIQUE, 0,    "integer",    NULL,       true },
    {"count_if",      SHAPE_CONDITION, OUTCOME_COUNT,     MEASURE_COUNT,  0,    "integer",    NULL,       true },
    {"sum",           SHAPE_COLUMN,    OUTCOME_SUM,       MEASURE_SUM,    0,    NULL,         NULL,       true },
    {"avg",           SHAPE_COLUMN,    OUTCOME_AVERAGE,   MEASURE_SUM,    0,    NULL,         NULL,       false},
    {"min",           SHAPE_COLUMN,    OUTCOME_LEAST,     MEASURE_RANGE,  0,    NULL,         NULL,       false},
    {"max",           SHAPE_COLUMN,    OUTCOME_GREATEST,  MEASURE_RANGE,  0,    NULL,         NULL,       false},
    {"p50",           SHAPE_COLUMN,    OUTCOME_QUANTILE,  MEASURE_VALUES, 0.50, NULL,         NULL,       false},
    {"p75",           SHAPE_COLUMN,    OUTCOME_QUANTILE,  MEASURE_VALUES, 0.75, NULL,         NULL,       false},
    {"p90",           SHAPE_COLUMN,    OUTCOME_QUANTILE,  MEASURE_VALUES, 0.90, NULL,         NULL,       false},
    {"p95",           SHAPE_COLUMN,    OUTCOME_QUANTILE,  MEASURE_VALUES, 0.95, NULL,         NULL,       false},
    {"p99",           SHAPE_COLUMN,    OUTCOME_QUANTILE,  MEASURE_VALUES, 0.99, NULL,         NULL,       false},
    {"p100",          SHAPE_COLUMN,    OUTCOME_QUANTILE,  MEASURE_VALUES, 1.00, NULL,         NULL,       false},
    {"percentile",    SHAPE_QUANTILE,  OUTCOME_QUANTILE,  MEASURE_VALUES, 0,    NULL,         NULL,       false},
    {"any",           SHAPE_COLUMN,    OUTCOME_ANY,       MEASURE_ANY,    0,    NULL,         NULL,       false},
    {"last_seen",     SHAPE_NONE,      OUTCOME_LAST_TIME, MEASURE_TIMES,  0,    "date",       NULL,       false},
    {"failure_rate",  SHAPE_NONE,      OUTCOME_SHARE,     MEASURE_COUNT,  0,    "percentage", NULL,       false},
    {"failure_count", SHAPE_NONE,      OUTCOME_COUNT,     MEASURE_COUNT,  0,    "integer",    NULL,       true },
    {"per_second",    SHAPE_RATE,      OUTCOME_RATE,      MEASURE_COUNT,  1,    "rate",       "1/second", true },
    {"per_minute",    SHAPE_RATE,      OUTCOME_RATE,      MEASURE_COUNT,  60,   "rate",       "1/minute", true },
    {"eps",           SHAPE_RATE,      OUTCOME_RATE,      MEASURE_COUNT,  1,    "rate",       "1/second", true },
    {"epm",           SHAPE_RATE,      OUTCOME_RATE,      MEASURE_COUNT,  60,   "rate",       "1/minute", true },
    {"sum_if",        SHAPE_COLUMN,    OUTCOME_SUM,       MEASURE_SUM,    0,    NULL,         NULL,       true },
    {"avg_if",        SHAPE_COLUMN,    OUTCOME_AVERAGE,   MEASURE_SUM,    0,    NULL,         NULL,       false},
};

/* A span failed unless its status is one of these, or it has none (Sentry's rule). */
#define FAILED "has:span.status !span.status:[ok,cancelled,unknown,unset]"

static const struct {
    const char *unit;
    const char *type;
} unit_types[] = {
    {"nanosecond",  "duration"  },
    {"microsecond", "duration"  },
    {"millisecond", "duration"  },
    {"second",      "duration"  },
    {"minute",      "duration"  },
    {"hour",        "duration"  },
    {"day",         "duration"  },
    {"week",        "duration"  },
    {"bit",         "size"      },
    {"byte",        "size"      },
    {"kilobyte",    "size"      },
    {"kibibyte",    "size"      },
    {"megabyte",    "size"      },
    {"mebibyte",    "size"      },
    {"gigabyte",    "size"      },
    {"gibibyte",    "size"      },
    {"terabyte",    "size"      },
    {"tebibyte",    "size"      },
    {"ratio",       "percentage"},
    {"percent",     "percentage"},
};

/* Type and unit (static text) of numbers in `unit`. */
static void type_of_unit(const char *unit, struct function *function)
{
    function->type = "number";
    function->unit = NULL;
    for (size_t i = 0; unit && i < G_N_ELEMENTS(unit_types); i++) {
        if (g_ascii_strcasecmp(unit, unit_types[i].unit) != 0)
            continue;
        function->type = unit_types[i].type;
        function->unit = unit_types[i].unit;
    }
}

/* A function while its arguments are read. */
struct call {
    const struct function_row *row;
    char *inside; /* what stands between its parentheses */
    char *name;
    GPtrArray *arguments; /* of char *, trimmed */
    GString *filter;      /* made of the conditions so far; empty = none */
    const char *column;
    const char *metric_type;
    const char *metric_unit;
    double quantile;
};

static void call_clear(struct call *call)
{
    g_free(call->inside);
    g_free(call->name);
    g_clear_pointer(&call->arguments, g_ptr_array_unref);
    if (call->filter)
        g_string_free(call->filter, TRUE);
}

/* Splits at commas that are in no quotes, brackets or parentheses. */
static GPtrArray *split(const char *text)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    const char *start = text;
    char quote = 0;
    int open = 0;
    for (const char *at = text;; at++) {
        bool end = *at == '\0' || (*at == ',' && !quote && open <= 0);
        if (end) {
            g_ptr_array_add(parts, g_strstrip(g_strndup(start, (size_t)(at - start))));
            start = at + 1;
        }
        if (*at == '\0')
            return parts;
        if (quote && *at == '\\' && at[1])
            at++;
        else if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '"' || *at == '`')
            quote = *at;
        else
            open += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
    }
}

static const char *argument(const struct call *call, guint index)
{
    return index < call->arguments->len ? call->arguments->pdata[index] : "";
}

static void add_condition(struct call *call, const char *condition)
{
    if (call->filter->len > 0)
        g_string_append_c(call->filter, ' ');
    g_string_append_printf(call->filter, "(%s)", condition);
}

/* key:"value" with everything in the value that the parser would read as more than text undone. */
static void add_equals(struct call *call, const char *key, const char *prefix, const char *value)
{
    g_autofree char *name = query_key(key);
    g_autoptr(GString) text = g_string_new(prefix);
    g_string_append_printf(text, "%s:\"", name);
    for (; *value; value++) {
        if (strchr("\"\\*", *value))
            g_string_append_c(text, '\\');
        g_string_append_c(text, *value);
    }
    g_string_append_c(text, '"');
    add_condition(call, text->str);
}

static bool is_no_unit(const char *unit)
{
    return *unit == '\0' || strcmp(unit, "-") == 0 || strcmp(unit, "none") == 0;
}

/* The metric that the arguments from `first` on name: name, type, unit; each may be left out. */
static void take_metric(struct call *call, guint first)
{
    const char *name = argument(call, first);
    const char *type = argument(call, first + 1);
    const char *unit = argument(call, first + 2);
    if (call->arguments->len <= first)
        return;
    if (*name)
        add_equals(call, "metric.name", "", name);
    if (*type && strcmp(type, "-") != 0)
        add_equals(call, "metric.type", "", type);
    if (*name && is_no_unit(unit) && call->arguments->len > first + 2)
        add_condition(call, "!has:metric.unit OR metric.unit:[none,\"-\"]");
    else if (!is_no_unit(unit))
        add_equals(call, "metric.unit", "", unit);
    call->metric_type = type;
    call->metric_unit = unit;
}

static bool fail(const struct call *call, GError **error, const char *what)
{
    g_set_error(error, QUERY_ERROR, QUERY_ERROR_FUNCTION, "%s(%s): %s", call->name, call->inside,
                what);
    return false;
}

/* count_if(key,equals,value) as the older form has it. */
static bool take_triple(struct call *call)
{
    static const struct {
        const char *name;
        const char *before;
        const char *op;
    } operators[] = {
        {"equals",          "",  ""  },
        {"notEquals",       "!", ""  },
        {"greater",         "",  ">" },
        {"greaterOrEquals", "",  ">="},
        {"less",            "",  "<" },
        {"lessOrEquals",    "",  "<="},
    };
    for (size_t i = 0; call->arguments->len == 3 && i < G_N_ELEMENTS(operators); i++) {
        if (strcmp(argument(call, 1), operators[i].name) != 0)
            continue;
        if (*operators[i].op == '\0') {
            add_equals(call, argument(call, 0), operators[i].before, argument(call, 2));
            return true;
        }
        g_autofree char *key = query_key(argument(call, 0));
        g_autofree char *condition =
            g_strdup_printf("%s:%s%s", key, operators[i].op, argument(call, 2));
        add_condition(call, condition);
        return true;
    }
    return false;
}

/* `filter` in back quotes as the first argument; it is taken out of the list. */
static bool take_back_quoted(struct call *call)
{
    const char *first = argument(call, 0);
    size_t length = strlen(first);
    if (length < 2 || first[0] != '`' || first[length - 1] != '`')
        return false;
    g_autofree char *filter = g_strndup(first + 1, length - 2);
    if (*filter)
        add_condition(call, filter);
    g_ptr_array_remove_index(call->arguments, 0);
    return true;
}

static bool take_condition(struct call *call, GError **error)
{
    if (*call->inside == '\0')
        return fail(call, error, "wants a condition, such as count_if(severity:error)");
    if (take_back_quoted(call)) {
        take_metric(call, 1);
        return true;
    }
    if (!take_triple(call))
        add_condition(call, call->inside);
    return true;
}

static bool take_column(struct call *call, GError **error)
{
    guint most = call->row->shape == SHAPE_QUANTILE ? 2 : 1;
    if (g_str_has_suffix(call->name, "_if") && !take_back_quoted(call))
        return fail(call, error, "wants a condition in back quotes, then a column");
    call->column = argument(call, 0);
    if (*call->column == '\0')
        return fail(call, error, "wants a column");
    bool metric = strcmp(call->column, "value") == 0 || strcmp(call->column, "metric.name") == 0;
    if (metric && call->arguments->len > most && call->row->shape != SHAPE_QUANTILE)
        take_metric(call, 1);
    else if (call->arguments->len > most)
        return fail(call, error, "has too many arguments");
    if (call->row->shape != SHAPE_QUANTILE)
        return true;
    struct operand number = operand_number(argument(call, 1), NULL);
    if (number.kind != OPERAND_NUMBER || number.number < 0 || number.number > 1)
        return fail(call, error, "wants a column and a number from 0 to 1");
    call->quantile = number.number;
    return true;
}

/* count(column) counts the rows that have it. */
static bool add_has(struct call *call)
{
    g_autofree char *key = query_key(call->column);
    g_autofree char *condition = g_strconcat("has:", key, NULL);
    add_condition(call, condition);
    return true;
}

static bool take_arguments(struct call *call, GError **error)
{
    bool none = *call->inside == '\0';
    switch (call->row->shape) {
    case SHAPE_NONE:
        return none || fail(call, error, "takes no arguments");
    case SHAPE_CONDITION:
        return take_condition(call, error);
    case SHAPE_ROWS:
        return none || (take_column(call, error) && add_has(call));
    case SHAPE_RATE:
        return none || take_column(call, error);
    case SHAPE_COLUMN:
    case SHAPE_QUANTILE:
        break;
    }
    return take_column(call, error);
}

/* The measures that the function reads, and what its result is. */
static bool settle(struct plan *plan, struct call *call, struct function *function, GError **error)
{
    const struct function_row *row = call->row;
    enum measure_kind kind = row->measure;
    const char *base_filter = call->filter->len > 0 ? call->filter->str : NULL;
    g_autofree char *filter = g_strdup(base_filter);
    if (g_str_has_prefix(row->name, "failure"))
        filter = g_strdup(FAILED);
    *function = (struct function){
        .outcome = row->outcome,
        .quantile = row->shape == SHAPE_QUANTILE ? call->quantile : row->number,
        .factor = row->number,
        .type = row->type,
        .unit = row->unit,
        .zero_when_empty = row->zero_when_empty,
    };
    if (row->shape == SHAPE_RATE && g_strcmp0(call->metric_type, "counter") == 0) {
        kind = MEASURE_SUM;
        function->outcome = OUTCOME_SUM_RATE;
    }
    struct column_ref column =
        call->column ? column_ref_of(plan->kind, call->column) : (struct column_ref){0};
    if (column.field == FIELD_TIME && kind == MEASURE_RANGE) {
        kind = MEASURE_TIMES;
        function->outcome = row->outcome == OUTCOME_LEAST ? OUTCOME_FIRST_TIME : OUTCOME_LAST_TIME;
        function->type = "date";
    } else if (!row->type && row->outcome != OUTCOME_ANY) {
        type_of_unit(call->metric_unit ? call->metric_unit : attribute_unit(column.key), function);
    }
    const struct column_ref *read = kind == MEASURE_COUNT || kind == MEASURE_TIMES ? NULL : &column;
    gssize measure = plan_measure(plan, kind, read, filter, error);
    gssize base = measure < 0 ? -1 : plan_measure(plan, MEASURE_COUNT, NULL, base_filter, error);
    column_ref_clear(&column);
    function->measure = (size_t)measure;
    function->base = (size_t)base;
    return base >= 0;
}

gssize plan_function(struct plan *plan, const char *text, size_t length, GError **error)
{
    const char *open = memchr(text, '(', length);
    if (!open || text[length - 1] != ')') {
        g_set_error(error, QUERY_ERROR, QUERY_ERROR_FUNCTION, "%.*s is no function",
                    (int)MIN(length, 200), text);
        return -1;
    }
    struct call call = {
        .name = g_strndup(text, (size_t)(open - text)),
        .inside = g_strstrip(g_strndup(open + 1, (size_t)(text + length - open) - 2)),
        .filter = g_string_new(NULL),
    };
    call.arguments = split(call.inside);
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++)
        if (strcmp(functions[i].name, call.name) == 0)
            call.row = &functions[i];
    struct function function = {0};
    gssize place = -1;
    if (!call.row)
        g_set_error(error, QUERY_ERROR, QUERY_ERROR_FUNCTION, "%s() is not a known function",
                    call.name);
    else if (take_arguments(&call, error) && settle(plan, &call, &function, error)) {
        g_array_append_val(plan->functions, function);
        place = (gssize)plan->functions->len - 1;
    }
    call_clear(&call);
    return place;
}
