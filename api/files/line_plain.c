/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/line_parts_internal.h"

#include "base/clock.h"

#include <string.h>

#define LEVEL_TOKENS 6  /* words behind the stamp in which a level is looked for */
#define LEVEL_BYTES  96 /* and bytes */
#define HOST_BYTES   255

const char *skip_colour(const char *at, const char *end)
{
    while (end - at > 2 && at[0] == '\x1b' && at[1] == '[') {
        const char *m = at + 2;
        while (m < end && (g_ascii_isdigit(*m) || *m == ';'))
            m++;
        if (m >= end || *m != 'm')
            return at;
        at = m + 1;
    }
    return at;
}

static const char *skip_blanks(const char *at, const char *end)
{
    for (;;) {
        at = skip_colour(at, end);
        if (at >= end || (*at != ' ' && *at != '\t'))
            return at;
        at++;
    }
}

static const char *word_end(const char *at, const char *end)
{
    while (at < end && *at != ' ' && *at != '\t')
        at++;
    return at;
}

static void add(struct plain *plain, const char *key, const char *at, const char *end)
{
    bool none = end <= at || (end - at == 1 && *at == '-');
    if (none || plain->other_count == PART_OTHERS)
        return;
    plain->others[plain->other_count].key = key;
    plain->others[plain->other_count++].value = (struct part){at, (size_t)(end - at)};
}

/* --- levels in text --- */

static bool is_level_char(char c)
{
    return g_ascii_isalpha(c);
}

/* A level stands out: in capitals, in brackets, or first and followed by a colon. */
static enum level level_word(const char *at, const char *end, char before, bool first)
{
    enum level level = line_level(at, (size_t)(end - at));
    bool capitals = true;
    for (const char *c = at; c < end; c++)
        capitals = capitals && g_ascii_isupper(*c);
    if (capitals && (end - at > 1 || first))
        return level;
    return before == '[' || before == '<' || before == '=' || before == '|' || first
               ? (end - at > 2 ? level : LEVEL_UNKNOWN)
               : LEVEL_UNKNOWN;
}

/* Behind the level and what sets it off from the message. */
static const char *behind_level(const char *at, const char *end)
{
    at = skip_colour(at, end);
    while (at < end && strchr("]>:|", *at) && *at)
        at = skip_colour(at + 1, end);
    at = skip_blanks(at, end);
    if (end - at > 1 && (*at == '-' || *at == '|') && at[1] == ' ')
        at = skip_blanks(at + 1, end);
    return at;
}

/* Looks for a level from `at` on; false, and nothing is changed, when none is there. */
static bool find_level(struct plain *plain, const char *at, const char *end)
{
    const char *limit = MIN(end, at + LEVEL_BYTES);
    char before = '\0';
    for (int token = 0; at < limit && token < LEVEL_TOKENS;) {
        at = skip_colour(at, limit);
        if (at >= limit)
            return false;
        if (!is_level_char(*at)) {
            before = *at++;
            continue;
        }
        const char *word = at;
        while (at < end && is_level_char(*at))
            at++;
        enum level level = level_word(word, at, before, token == 0);
        if (level != LEVEL_UNKNOWN && (at == end || !(g_ascii_isalnum(*at) || *at == '_'))) {
            plain->level = level;
            plain->message = behind_level(at, end);
            return true;
        }
        if (before == '[' && at < limit && *at == ':') { /* Apache's [module:level] */
            at++;
            continue;
        }
        token++;
        at = word_end(at, limit);
        before = ' ';
    }
    return false;
}

/* --- syslog --- */

/* program[pid]: message, behind the host. */
static bool program(struct plain *plain, const char *at, const char *end)
{
    const char *name = at;
    while (at < end && at - name < 64 && (g_ascii_isalnum(*at) || strchr("-_./@()", *at)) && *at)
        at++;
    const char *name_end = at;
    if (at == name || at >= end || line_level(name, (size_t)(at - name)) != LEVEL_UNKNOWN)
        return false;
    if (*at == '[') {
        const char *pid = at + 1;
        while (at < end && *at != ']' && at - pid < 24)
            at++;
        if (at >= end || *at != ']')
            return false;
        add(plain, "process.pid", pid, at++);
    }
    if (at >= end || *at != ':')
        return false;
    plain->service = (struct part){name, (size_t)(name_end - name)};
    plain->message = skip_blanks(at + 1, end);
    return true;
}

static bool host_and_program(struct plain *plain, const char *at, const char *end)
{
    at = skip_blanks(at, end);
    const char *host = at, *host_end = word_end(at, end);
    if (host_end - host > HOST_BYTES || host_end >= end || !g_ascii_isalnum(*host) ||
        line_level(host, (size_t)(host_end - host)) != LEVEL_UNKNOWN ||
        memchr(host, ':', (size_t)(host_end - host)) ||
        memchr(host, '[', (size_t)(host_end - host)))
        return false;
    if (!program(plain, host_end + 1, end))
        return false;
    add(plain, "host.name", host, host_end);
    return true;
}

/* The structured data of RFC 5424: "-" or bracketed elements, in which \] does not end one. */
static const char *behind_structured(const char *at, const char *end)
{
    if (at < end && *at == '-')
        return at + 1;
    while (at < end && *at == '[') {
        for (at++; at < end && *at != ']'; at++)
            if (*at == '\\' && end - at > 1)
                at++;
        at = MIN(at + 1, end);
    }
    return at;
}

/* <34>1 2003-10-11T22:14:15.003Z host app procid msgid [sd] message, behind the version. */
static bool rfc5424(struct line_clock *clock, struct plain *plain, const char *at, const char *end)
{
    static const char *const keys[] = {"host.name", NULL, "process.pid", "syslog.msgid"};
    size_t used = line_time_read(clock, at, (size_t)(end - at), &plain->time_ns);
    if (!used && !(at < end && *at == '-'))
        return false;
    at = skip_blanks(at + (used ? used : 1), end);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *word = at;
        at = word_end(at, end);
        if (keys[i])
            add(plain, keys[i], word, at);
        else if (at - word > 1 || (at > word && *word != '-'))
            plain->service = (struct part){word, (size_t)(at - word)};
        at = skip_blanks(at, end);
    }
    plain->message = skip_blanks(behind_structured(at, end), end);
    if (end - plain->message >= 3 && memcmp(plain->message, "\xef\xbb\xbf", 3) == 0)
        plain->message += 3;
    return true;
}

/* <PRI> in front; returns behind it, `at` when there is none. */
static const char *priority(struct plain *plain, const char *at, const char *end)
{
    int number = 0;
    const char *digit = at + 1;
    if (at >= end || *at != '<')
        return at;
    for (; digit < end && g_ascii_isdigit(*digit) && digit - at < 5; digit++)
        number = number * 10 + *digit - '0';
    if (digit == at + 1 || digit >= end || *digit != '>' || number > 191)
        return at;
    plain->level = line_syslog_level(number & 7);
    return digit + 1;
}

/* --- access logs --- */

static const char *quoted(const char *at, const char *end, struct part *out)
{
    at = skip_blanks(at, end);
    if (at >= end || *at != '"')
        return NULL;
    const char *from = ++at;
    while (at < end && *at != '"')
        at += *at == '\\' && end - at > 1 ? 2 : 1;
    *out = (struct part){from, (size_t)(at - from)};
    return at < end ? at + 1 : end;
}

static void request_parts(struct plain *plain, struct part request)
{
    const char *at = request.at, *end = at + request.length;
    const char *method = word_end(at, end);
    const char *path = skip_blanks(method, end);
    add(plain, "http.request.method", at, method);
    add(plain, "url.path", path, word_end(path, end));
}

/* Behind the stamp: "GET / HTTP/1.0" 200 2326 "referer" "agent". */
static bool access_request(struct plain *plain, const char *at, const char *end)
{
    struct part request, part;
    const char *message = skip_blanks(at, end);
    at = quoted(at, end, &request);
    if (!at)
        return false;
    const char *status = skip_blanks(at, end), *status_end = word_end(status, end);
    if (status_end - status != 3 || !g_ascii_isdigit(*status))
        return false;
    const char *size = skip_blanks(status_end, end);
    plain->level = *status == '5' ? LEVEL_ERROR : *status == '4' ? LEVEL_WARNING : LEVEL_INFO;
    plain->message = message;
    request_parts(plain, request);
    add(plain, "http.response.status_code", status, status_end);
    at = word_end(size, end);
    add(plain, "http.response.body.size", size, at);
    if ((at = quoted(at, end, &part)))
        add(plain, "http.request.header.referer", part.at, part.at + part.length);
    if (at && quoted(at, end, &part))
        add(plain, "user_agent.original", part.at, part.at + part.length);
    return true;
}

/* host ident user [10/Oct/2000:13:55:36 -0700] ... */
static bool access_line(struct line_clock *clock, struct plain *plain, const char *text,
                        const char *end)
{
    const char *bracket = memchr(text, '[', (size_t)MIN(end - text, 400));
    int64_t time_ns;
    if (!bracket || bracket == text || bracket[-1] != ' ' || end - bracket < 22 ||
        bracket[3] != '/')
        return false;
    size_t used = line_time_read(clock, bracket + 1, (size_t)(end - bracket - 1), &time_ns);
    const char *at = bracket + 1 + used;
    if (!used || at >= end || *at != ']' || !access_request(plain, at + 1, end))
        return false;
    plain->time_ns = time_ns;
    add(plain, "client.address", text, word_end(text, bracket));
    const char *ident = skip_blanks(word_end(text, bracket), bracket);
    const char *user = skip_blanks(word_end(ident, bracket), bracket);
    add(plain, "user.name", user, word_end(user, bracket));
    return true;
}

/* --- klog, CRI --- */

/* I1122 03:12:31.123456    1234 file.go:12] message */
static bool klog_line(struct line_clock *clock, struct plain *plain, const char *text,
                      const char *end)
{
    if (end - text < 21 || !strchr("IWEF", *text) || !*text || !g_ascii_isdigit(text[1]) ||
        !g_ascii_isdigit(text[4]) || text[5] != ' ')
        return false;
    size_t used = line_time_read(clock, text + 1, (size_t)(end - text - 1), &plain->time_ns);
    const char *at = used ? skip_blanks(text + 1 + used, end) : end;
    const char *bracket = memchr(at, ']', (size_t)MIN(end - at, 200));
    if (!used || !bracket)
        return false;
    const char *pid_end = word_end(at, bracket);
    const char *place = skip_blanks(pid_end, bracket);
    add(plain, "thread.id", at, pid_end);
    add(plain, "code.file.path", place, bracket);
    plain->level = line_level(text, 1);
    plain->message = skip_blanks(bracket + 1, end);
    return true;
}

/* "stdout F ", which container runtimes write behind the stamp. */
static bool cri_line(struct plain *plain, const char *at, const char *end)
{
    bool is = end - at > 9 && (memcmp(at, " stdout ", 8) == 0 || memcmp(at, " stderr ", 8) == 0) &&
              (at[8] == 'F' || at[8] == 'P') && at[9] == ' ';
    if (!is)
        return false;
    add(plain, "log.iostream", at + 1, at + 7);
    plain->message = at + 10;
    find_level(plain, plain->message, end);
    return true;
}

/* --- the rest: a stamp, somewhere near the beginning --- */

/* The stamp at `at`, in brackets or not; returns behind it, NULL when there is none. */
static const char *stamp(struct line_clock *clock, struct plain *plain, const char *at,
                         const char *end)
{
    bool bracketed = at < end && *at == '[';
    const char *from = at + bracketed;
    if (from >= end)
        return NULL;
    size_t used = line_time_read(clock, from, (size_t)(end - from), &plain->time_ns);
    if (!used)
        return NULL;
    at = from + used;
    if (bracketed && at < end && *at == ']')
        at++;
    return at;
}

/* A level in front of the stamp: "INFO  2026-11-22 ...", "[ERROR] [2026-...]". */
static const char *level_first(struct line_clock *clock, struct plain *plain, const char *text,
                               const char *end)
{
    struct plain trial = *plain;
    if (!(g_ascii_isupper(*text) || *text == '[' || *text == '\x1b') ||
        !find_level(&trial, text, MIN(end, text + 24)))
        return NULL;
    const char *behind = stamp(clock, &trial, trial.message, end);
    if (behind)
        *plain = trial;
    return behind;
}

static void behind_stamp(struct plain *plain, const char *at, const char *end, bool levelled)
{
    plain->message = skip_blanks(at, end);
    if (levelled || cri_line(plain, at, end) || (plain->level && host_and_program(plain, at, end)))
        return;
    if (plain->level == LEVEL_UNKNOWN && host_and_program(plain, at, end)) {
        const char *message = plain->message;
        if (!find_level(plain, message, MIN(end, message + 12)))
            plain->message = message;
        return;
    }
    if (plain->level == LEVEL_UNKNOWN)
        find_level(plain, plain->message, end);
    if (end - plain->message > 1 && *plain->message == '-' && plain->message[1] == ' ')
        plain->message = skip_blanks(plain->message + 1, end);
}

void plain_read(struct line_clock *clock, const char *text, const char *end, struct plain *plain)
{
    *plain = (struct plain){.message = text};
    const char *at = skip_colour(text, end);
    if (at >= end || klog_line(clock, plain, at, end))
        return;
    const char *behind = priority(plain, at, end);
    if (behind > at && end - behind > 2 && g_ascii_isdigit(behind[0]) && behind[1] == ' ' &&
        rfc5424(clock, plain, behind + 2, end))
        return;
    plain->message = at = behind;
    if (at >= end)
        return;
    if (access_line(clock, plain, at, end))
        return;
    const char *after = stamp(clock, plain, at, end);
    if (after) {
        behind_stamp(plain, after, end, false);
    } else if ((after = level_first(clock, plain, at, end))) {
        behind_stamp(plain, after, end, true);
    } else {
        plain->message = at;
        find_level(plain, at, MIN(end, at + 24));
        plain->message = at;
    }
}
