/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/line_read.h"

#include "api/files/line_parts_internal.h"
#include "api/files/otlp_line.h"
#include "base/escape.h"

#include <string.h>

#define DEPTH_MOST 6    /* objects in objects whose members become attributes of their own */
#define KEYS_MOST  2000 /* attributes of a row */

const char *line_format_name(enum line_format format)
{
    static const char *const names[LINE_FORMAT_COUNT] = {
        [LINE_TEXT] = "text",
        [LINE_JSON] = "JSON lines",
        [LINE_LOGFMT] = "logfmt",
        [LINE_RECORDS] = "OTLP JSON",
    };
    return names[format];
}

/* --- what the index keeps --- */

struct finding {
    struct line_clock *clock;
    struct line_facts *facts;
    int ranks[LINE_ROLE_COUNT]; /* of what was found; 0 = nothing was */
};

static void take_time(struct finding *finding, const struct member *member)
{
    int64_t ns;
    if (line_time_whole(finding->clock, member->value, member->length, &ns))
        finding->facts->time_ns = ns;
}

static void take_level(struct finding *finding, const struct member *member)
{
    const char *end = member->value + member->length;
    const char *at = skip_colour(member->value, end);
    const char *word_end = memchr(at, '\x1b', (size_t)(end - at));
    enum level level = line_level(at, (size_t)((word_end ? word_end : end) - at));
    if (level != LEVEL_UNKNOWN)
        finding->facts->level = level;
}

static void take_severity(struct finding *finding, const struct member *member)
{
    enum level level = line_severity(member->value, member->length);
    if (level != LEVEL_UNKNOWN)
        finding->facts->level = level;
}

static void take_message(struct finding *finding, const struct member *member)
{
    finding->facts->message = (struct part){member->value, member->length};
    finding->facts->message_escaped = member->escaped || member->kind == MEMBER_ARRAY ||
                                      memchr(member->value, '\x1b', member->length);
}

static void take_service(struct finding *finding, const struct member *member)
{
    if (member->kind == MEMBER_TEXT || member->kind == MEMBER_WORD)
        finding->facts->service = (struct part){member->value, member->length};
}

static void find_in(struct finding *finding, struct members *members, const char *prefix,
                    size_t prefix_length);

/* {"service":{"name":"web"}}, {"fields":{"message":"..."}}: looked into one level deep. */
static void find_inside(struct finding *finding, const struct member *member)
{
    struct members inner;
    if (line_role_inside(member->key, member->key_length) &&
        members_json(&inner, member->value, member->value + member->length))
        find_in(finding, &inner, member->key, member->key_length);
}

static enum line_role role_of(const char *prefix, size_t prefix_length, const struct member *member,
                              int *rank)
{
    char both[64];
    if (!prefix)
        return line_role(member->key, member->key_length, rank);
    if (prefix_length + 1 + member->key_length > sizeof both)
        return ROLE_NONE;
    memcpy(both, prefix, prefix_length);
    both[prefix_length] = '.';
    memcpy(both + prefix_length + 1, member->key, member->key_length);
    return line_role(both, prefix_length + 1 + member->key_length, rank);
}

/* What is empty, or JSON's null, has no role: another member may. */
static bool says_something(const struct members *members, const struct member *member)
{
    bool null = member->kind == MEMBER_WORD && !members->is_logfmt && member->length == 4 &&
                memcmp(member->value, "null", 4) == 0;
    return member->length > 0 && !null;
}

/* Nothing that comes can count for more: the rest of the line need not be read. */
static bool is_complete(const struct finding *finding)
{
    return finding->ranks[ROLE_TIME] == 1 && finding->ranks[ROLE_LEVEL] == 1 &&
           finding->ranks[ROLE_MESSAGE] == 1 && finding->ranks[ROLE_SERVICE] == 1;
}

static void find_in(struct finding *finding, struct members *members, const char *prefix,
                    size_t prefix_length)
{
    static void (*const takers[LINE_ROLE_COUNT])(struct finding *, const struct member *) = {
        [ROLE_TIME] = take_time,         [ROLE_LEVEL] = take_level,
        [ROLE_SEVERITY] = take_severity, [ROLE_MESSAGE] = take_message,
        [ROLE_SERVICE] = take_service,
    };
    struct member member;
    while (!is_complete(finding) && members_next(members, &member)) {
        int rank = 0;
        bool object = member.kind == MEMBER_OBJECT;
        if (object && !prefix)
            find_inside(finding, &member);
        enum line_role role = object ? ROLE_NONE : role_of(prefix, prefix_length, &member, &rank);
        if (role == ROLE_RECORDS)
            finding->facts->format = LINE_RECORDS;
        if (!takers[role] || !says_something(members, &member) ||
            (finding->ranks[role] && finding->ranks[role] <= rank))
            continue;
        finding->ranks[role] = rank;
        takers[role](finding, &member);
    }
}

bool line_read_object(struct line_clock *clock, const char *text, const char *end,
                      struct line_facts *facts)
{
    struct finding finding = {.clock = clock, .facts = facts};
    struct members members;
    *facts = (struct line_facts){.format = LINE_JSON, .begins = true};
    if (!members_json(&members, text, end))
        return false;
    find_in(&finding, &members, NULL, 0);
    if (is_complete(&finding) || (size_t)(end - text) >= LINE_BYTES_MOST) /* may be cut */
        return true;
    return members.at > text && members.at <= end && members.at[-1] == '}';
}

static void read_logfmt(struct line_clock *clock, const char *text, const char *end,
                        struct line_facts *facts)
{
    struct finding finding = {.clock = clock, .facts = facts};
    struct members members;
    *facts = (struct line_facts){.format = LINE_LOGFMT, .begins = true};
    members_logfmt(&members, text, end);
    find_in(&finding, &members, NULL, 0);
}

static void read_text(struct line_clock *clock, const char *text, const char *end,
                      struct line_facts *facts)
{
    struct plain plain;
    plain_read(clock, text, end, &plain);
    *facts = (struct line_facts){
        .format = LINE_TEXT,
        .time_ns = plain.time_ns,
        .level = plain.level,
        .message = {plain.message, (size_t)(end - plain.message)},
        .service = plain.service,
        .begins = plain.time_ns > 0
    };
    facts->message_escaped = memchr(plain.message, '\x1b', facts->message.length) != NULL;
}

/* --- what containers write in front --- */

/* "web-1  | ", as docker compose shows logs; returns behind it. */
static const char *behind_compose(const char *text, const char *end, struct part *service)
{
    const char *limit = MIN(end, text + 64), *at = text;
    while (at < limit && (g_ascii_isalnum(*at) || *at == '-' || *at == '_' || *at == '.'))
        at++;
    const char *name_end = at;
    while (at < limit && *at == ' ')
        at++;
    if (at == name_end || name_end == text || end - at < 2 || at[0] != '|' || at[1] != ' ')
        return text;
    *service = (struct part){text, (size_t)(name_end - text)};
    return at + 2;
}

/* A text's message that is itself structured (CRI, syslog with JSON, compose). */
static bool read_inner(struct line_clock *clock, const char *end, struct line_facts *facts)
{
    struct line_facts inner;
    const char *at = facts->message.at;
    if (at >= end || *at != '{' || end[-1] != '}' || !line_read_object(clock, at, end, &inner) ||
        !inner.message.at)
        return false;
    inner.format = facts->format;
    inner.time_ns = inner.time_ns ? inner.time_ns : facts->time_ns;
    inner.level = inner.level ? inner.level : facts->level;
    inner.service = inner.service.at ? inner.service : facts->service;
    *facts = inner;
    return true;
}

/* Of a text whose message is logfmt: "2026-11-22T03:12:31Z level=error msg=...". */
static enum level inner_level(struct line_clock *clock, const char *at, const char *end)
{
    struct line_facts inner;
    if (at >= end || !g_ascii_isalnum(*at) || !line_is_logfmt(at, end))
        return LEVEL_UNKNOWN;
    read_logfmt(clock, at, end, &inner);
    return inner.level;
}

static void read_bare(struct line_clock *clock, const char *text, const char *end,
                      struct line_facts *facts)
{
    if (text < end && *text == '{' && line_read_object(clock, text, end, facts))
        return;
    if (text < end && g_ascii_isalnum(*text) && line_is_logfmt(text, end)) {
        read_logfmt(clock, text, end, facts);
        return;
    }
    read_text(clock, text, end, facts);
    if (facts->time_ns && !read_inner(clock, end, facts) && facts->level == LEVEL_UNKNOWN)
        facts->level = inner_level(clock, facts->message.at, end);
}

void line_read(struct line_clock *clock, const char *text, const char *end,
               struct line_facts *facts)
{
    struct part service = {0};
    while (end > text && end[-1] == '\r')
        end--;
    const char *behind = behind_compose(text, end, &service);
    read_bare(clock, behind, end, facts);
    if (behind == text)
        return;
    if (facts->service.length == 0)
        facts->service = service;
    facts->begins = true;
}

/* --- attributes --- */

struct taking {
    struct line_clock *clock;
    struct item *out;
    const char *key; /* only this; NULL = all */
    int ranks[LINE_ROLE_COUNT];
    GString *scratch, *plain, *name;
    bool is_logfmt;
};

static void put(struct taking *taking, const char *key, struct value value)
{
    if ((!taking->key || strcmp(taking->key, key) == 0) &&
        taking->out->attributes->len < KEYS_MOST && value.type != VALUE_NONE)
        item_set(taking->out, key, value);
}

void append_text(GString *out, const char *text, size_t length)
{
    size_t from = out->len;
    escape_append_none(out, text, MIN(length, LINE_TEXT_MOST));
    make_text_valid(out, from);
}

/* What is left out of a huge value is told. */
static void say_cut(GString *text, size_t length)
{
    if (length > LINE_TEXT_MOST)
        g_string_append_printf(text, " [cut: %zu bytes in all]", length);
}

/* A decoded text once more, where it has colours or was cut. */
static struct value shown_text(struct taking *taking, const struct member *member,
                               struct value value)
{
    bool coloured = value.type == VALUE_STRING && strchr(value.string, '\x1b');
    if (value.type != VALUE_STRING || !(coloured || member->length > LINE_TEXT_MOST))
        return value;
    g_string_truncate(taking->plain, 0);
    append_text(taking->plain, value.string, strlen(value.string));
    say_cut(taking->plain, member->length);
    return value_string(taking->plain->str);
}

/* journald writes what is no plain text as an array of its bytes. */
static bool read_bytes(struct taking *taking, const struct member *member)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    struct members elements = {.at = member->value + 1, .end = member->value + member->length};
    struct member element;
    while (bytes->len < LINE_TEXT_MOST && members_element(&elements, &element)) {
        int byte = 0;
        if (element.kind != MEMBER_NUMBER || element.length == 0 || element.length > 3)
            return false;
        for (size_t i = 0; i < element.length; i++)
            byte = byte * 10 + (g_ascii_isdigit(element.value[i]) ? element.value[i] - '0' : 256);
        if (byte > 255)
            return false;
        g_string_append_c(bytes, (char)(byte ? byte : ' '));
    }
    g_string_truncate(taking->plain, 0);
    append_text(taking->plain, bytes->str, bytes->len);
    return bytes->len > 0;
}

static struct value array_text(struct taking *taking, const struct member *member)
{
    if (!read_bytes(taking, member)) {
        g_string_truncate(taking->plain, 0);
        append_text(taking->plain, member->value, member->length);
        say_cut(taking->plain, member->length);
    }
    return value_string(taking->plain->str);
}

static void put_text(struct taking *taking, const char *key, struct part part)
{
    if (!part.at || (taking->key && strcmp(taking->key, key) != 0))
        return;
    g_string_truncate(taking->scratch, 0);
    append_text(taking->scratch, part.at, part.length);
    say_cut(taking->scratch, part.length);
    put(taking, key, value_string(taking->scratch->str));
}

static void take_members(struct taking *taking, struct members *members, int depth);

static void take_object(struct taking *taking, const struct member *member, int depth)
{
    struct members inner;
    size_t length = taking->name->len;
    if (!members_json(&inner, member->value, member->value + member->length))
        return;
    g_string_append_c(taking->name, '.');
    take_members(taking, &inner, depth + 1);
    g_string_truncate(taking->name, length);
}

/* Roles become the attributes that the console knows; the best of several is chosen before (the
 * ranks are those of the first pass). */
static void take_member(struct taking *taking, const struct member *member)
{
    int rank = 0;
    enum line_role role = line_role(taking->name->str, taking->name->len, &rank);
    const char *key = line_role_key(role);
    struct value value = member_value(member, taking->is_logfmt, taking->scratch, LINE_TEXT_MOST);
    value = shown_text(taking, member, value);
    if (role == ROLE_MESSAGE && member->kind == MEMBER_ARRAY)
        value = array_text(taking, member);
    bool best = key && taking->ranks[role] == rank && value.type != VALUE_NONE;
    if (best && role == ROLE_LEVEL)
        return; /* told by the line's facts */
    if (best)
        taking->ranks[role] = -1;
    put(taking, best ? key : taking->name->str, value);
}

static void take_members(struct taking *taking, struct members *members, int depth)
{
    struct member member;
    size_t length = taking->name->len;
    while (members_next(members, &member) && taking->out->attributes->len < KEYS_MOST) {
        g_string_truncate(taking->name, length);
        member_unescape(taking->name, member.key, member.key_length, 256);
        if (member.kind == MEMBER_OBJECT && depth < DEPTH_MOST)
            take_object(taking, &member, depth);
        else
            take_member(taking, &member);
    }
    g_string_truncate(taking->name, length);
}

/* Which of several members of one role counts. */
static void rank_members(struct taking *taking, struct members members, int depth)
{
    struct member member;
    size_t length = taking->name->len;
    while (members_next(&members, &member)) {
        int rank = 0;
        struct members inner;
        g_string_truncate(taking->name, length);
        g_string_append_len(taking->name, member.key, (gssize)MIN(member.key_length, 256));
        if (member.kind == MEMBER_OBJECT && depth == 0 &&
            line_role_inside(member.key, member.key_length) &&
            members_json(&inner, member.value, member.value + member.length)) {
            g_string_append_c(taking->name, '.');
            rank_members(taking, inner, depth + 1);
            continue;
        }
        enum line_role role = line_role(taking->name->str, taking->name->len, &rank);
        if (says_something(&members, &member) &&
            (!taking->ranks[role] || rank < taking->ranks[role]))
            taking->ranks[role] = rank;
    }
    g_string_truncate(taking->name, length);
}

static void take_structured(struct taking *taking, struct members members)
{
    taking->is_logfmt = members.is_logfmt;
    rank_members(taking, members, 0);
    take_members(taking, &members, 0);
}

static void take_text(struct taking *taking, const char *text, const char *end,
                      const char *line_end)
{
    struct plain plain;
    struct members members;
    plain_read(taking->clock, text, line_end, &plain);
    for (size_t i = 0; i < plain.other_count; i++)
        put_text(taking, plain.others[i].key, plain.others[i].value);
    put_text(taking, "project", plain.service);
    struct line_facts facts = {
        .message = {plain.message, (size_t)(line_end - plain.message)},
          .time_ns = plain.time_ns
    };
    if (plain.time_ns && read_inner(taking->clock, line_end, &facts) &&
        members_json(&members, plain.message, line_end))
        take_structured(taking, members);
    else
        put_text(taking, "message", (struct part){plain.message, (size_t)(end - plain.message)});
}

static void take_line(struct taking *taking, const char *text, const char *end)
{
    struct members members;
    struct line_facts facts;
    struct part service = {0};
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    const char *line_end = newline ? newline : end;
    line_read(taking->clock, text, line_end, &facts);
    if (facts.level != LEVEL_UNKNOWN)
        put(taking, "severity", value_string(level_name(facts.level)));
    const char *behind = behind_compose(text, line_end, &service);
    if (*text != '{' && behind > text && facts.format != LINE_LOGFMT) {
        put_text(taking, "project", service);
        text = behind;
    }
    if (facts.format == LINE_JSON && members_json(&members, text, line_end)) {
        take_structured(taking, members);
        if (!facts.message.at)
            put_text(taking, "message", (struct part){text, (size_t)(line_end - text)});
    } else if (facts.format == LINE_LOGFMT) {
        members_logfmt(&members, text, line_end);
        take_structured(taking, members);
        if (!facts.message.at)
            put_text(taking, "message", (struct part){text, (size_t)(line_end - text)});
    } else {
        take_text(taking, text, end, line_end);
    }
}

void line_attributes(struct line_clock *clock, const char *text, const char *end, const char *key,
                     struct item *out)
{
    struct taking taking = {.clock = clock,
                            .out = out,
                            .key = key,
                            .scratch = g_string_new(NULL),
                            .plain = g_string_new(NULL),
                            .name = g_string_new(NULL)};
    while (end > text && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    if (text < end)
        take_line(&taking, text, end);
    g_string_free(taking.scratch, TRUE);
    g_string_free(taking.plain, TRUE);
    g_string_free(taking.name, TRUE);
}
