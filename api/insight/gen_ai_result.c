/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/gen_ai_result.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define MOST_DEPTH 32 /* what lies deeper is taken for something */

/* What one value is to the one that holds it. */
enum sense {
    SENSE_BROKEN, /* no JSON, or cut */
    SENSE_VOID,   /* null, "", [], {}, or only such */
    SENSE_SCALAR, /* a number or a boolean: something alone, nothing beside an empty list */
    SENSE_SOME,
    SENSE_FAILED,
};

struct scan {
    const char *at;
    int depth;
};

/* Members that hold what was found; where one is empty, what stands beside it only describes. */
static const char *const holders[] = {"results", "result", "items",   "data",    "documents",
                                      "hits",    "rows",   "records", "matches", "content",
                                      "output",  "text",   "value",   "values",  NULL};

/* Sentences that tools say for nothing, in lower case, without the full stop. */
static const char *const sentences[] = {"no results",
                                        "no results found",
                                        "no result",
                                        "no matches",
                                        "no matches found",
                                        "no documents found",
                                        "nothing found",
                                        "not found",
                                        "none",
                                        "null",
                                        "undefined",
                                        "n/a",
                                        "empty",
                                        NULL};

static enum sense scan_value(struct scan *scan);

static void skip_blanks(struct scan *scan)
{
    scan->at += strspn(scan->at, " \t\r\n");
}

static bool is_sentence(const char *text, size_t length)
{
    while (length && g_ascii_isspace(*text)) {
        text++;
        length--;
    }
    while (length && (g_ascii_isspace(text[length - 1]) || strchr(".!", text[length - 1])))
        length--;
    for (size_t i = 0; sentences[i]; i++)
        if (strlen(sentences[i]) == length && !g_ascii_strncasecmp(text, sentences[i], length))
            return true;
    return length == 0;
}

/* From the quote on; its content without the quotes. False when it does not end. */
static bool scan_text(struct scan *scan, const char **text, size_t *length)
{
    const char *from = ++scan->at;
    while (*scan->at && *scan->at != '"')
        scan->at += scan->at[0] == '\\' && scan->at[1] ? 2 : 1;
    if (!*scan->at)
        return false;
    *text = from;
    *length = (size_t)(scan->at++ - from);
    return true;
}

static enum sense scan_list(struct scan *scan)
{
    enum sense all = SENSE_VOID;
    scan->at++;
    for (skip_blanks(scan); *scan->at != ']'; skip_blanks(scan)) {
        enum sense one = scan_value(scan);
        if (one == SENSE_BROKEN)
            return one;
        all = one == SENSE_VOID ? all : SENSE_SOME;
        skip_blanks(scan);
        if (*scan->at == ',')
            scan->at++;
        else if (*scan->at != ']')
            return SENSE_BROKEN;
    }
    scan->at++;
    return all;
}

struct members {
    bool void_holder, full_holder, some, failed;
};

static bool named(const char *key, size_t length, const char *name)
{
    return strlen(name) == length && !strncmp(key, name, length);
}

static void take_member(struct members *members, const char *key, size_t length, enum sense sense,
                        bool yes)
{
    bool holder = false;
    for (size_t i = 0; holders[i] && !holder; i++)
        holder = named(key, length, holders[i]);
    members->failed |= named(key, length, "isError") && yes;
    members->failed |=
        named(key, length, "error") && (sense == SENSE_SOME || sense == SENSE_FAILED || yes);
    members->void_holder |= holder && sense == SENSE_VOID;
    members->full_holder |= holder && sense != SENSE_VOID;
    members->some |= sense != SENSE_VOID;
}

static enum sense scan_members(struct scan *scan)
{
    struct members members = {0};
    scan->at++;
    for (skip_blanks(scan); *scan->at != '}'; skip_blanks(scan)) {
        const char *key;
        size_t length;
        if (*scan->at != '"' || !scan_text(scan, &key, &length))
            return SENSE_BROKEN;
        skip_blanks(scan);
        if (*scan->at++ != ':')
            return SENSE_BROKEN;
        skip_blanks(scan);
        bool yes = *scan->at == 't';
        enum sense sense = scan_value(scan);
        if (sense == SENSE_BROKEN)
            return sense;
        take_member(&members, key, length, sense, yes);
        skip_blanks(scan);
        if (*scan->at == ',')
            scan->at++;
        else if (*scan->at != '}')
            return SENSE_BROKEN;
    }
    scan->at++;
    if (members.failed)
        return SENSE_FAILED;
    bool nothing = members.void_holder && !members.full_holder;
    return nothing || !members.some ? SENSE_VOID : SENSE_SOME;
}

static enum sense scan_word(struct scan *scan)
{
    size_t length = strcspn(scan->at, " \t\r\n,]}");
    const char *word = scan->at;
    scan->at += length;
    if (named(word, length, "null"))
        return SENSE_VOID;
    if (named(word, length, "true") || named(word, length, "false"))
        return SENSE_SCALAR;
    return length && strspn(word, "+-.0123456789eE") >= length ? SENSE_SCALAR : SENSE_BROKEN;
}

static enum sense scan_value(struct scan *scan)
{
    const char *text;
    size_t length;
    enum sense sense;
    skip_blanks(scan);
    if (*scan->at == '"')
        return !scan_text(scan, &text, &length) ? SENSE_BROKEN
               : is_sentence(text, length)      ? SENSE_VOID
                                                : SENSE_SOME;
    if (*scan->at != '[' && *scan->at != '{')
        return scan_word(scan);
    if (++scan->depth > MOST_DEPTH)
        return SENSE_BROKEN;
    sense = *scan->at == '[' ? scan_list(scan) : scan_members(scan);
    scan->depth--;
    return sense;
}

enum gen_ai_result gen_ai_result_of(const char *text)
{
    if (!text)
        return GEN_AI_RESULT_UNTOLD;
    if (is_sentence(text, strlen(text)))
        return GEN_AI_RESULT_EMPTY;
    struct scan scan = {.at = text};
    enum sense sense = scan_value(&scan);
    skip_blanks(&scan);
    if (*scan.at)
        return GEN_AI_RESULT_SOME;
    return sense == SENSE_VOID     ? GEN_AI_RESULT_EMPTY
           : sense == SENSE_FAILED ? GEN_AI_RESULT_FAILED
                                   : GEN_AI_RESULT_SOME;
}
