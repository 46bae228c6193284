/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/issue.h"

struct issue *issue_new(void)
{
    struct issue *issue = g_new0(struct issue, 1);
    issue->count = -1;
    issue->users = -1;
    return issue;
}

void issue_free(struct issue *issue)
{
    if (!issue)
        return;
    char *owned[] = {
        issue->id,        issue->short_id,      issue->title,
        issue->culprit,   issue->project,       issue->status,
        issue->substatus, issue->priority,      issue->assignee,
        issue->type,      issue->platform,      issue->permalink,
        issue->message,   issue->filename,      issue->exception_type,
        issue->function,  issue->first_release, issue->last_release,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_clear_pointer(&issue->stats, g_array_unref);
    g_clear_pointer(&issue->tags, g_ptr_array_unref);
    g_free(issue);
}

static void tag_value_clear(void *data)
{
    struct issue_tag_value *value = data;
    g_free(value->value);
}

struct issue_tag *issue_tag_new(void)
{
    struct issue_tag *tag = g_new0(struct issue_tag, 1);
    tag->values = g_array_new(FALSE, TRUE, sizeof(struct issue_tag_value));
    g_array_set_clear_func(tag->values, tag_value_clear);
    return tag;
}

void issue_tag_free(struct issue_tag *tag)
{
    if (!tag)
        return;
    g_free(tag->key);
    g_array_unref(tag->values);
    g_free(tag);
}

static const struct {
    const char *name;
    enum level level;
} level_words[] = {
    {"fatal",    LEVEL_FATAL  },
    {"critical", LEVEL_FATAL  },
    {"error",    LEVEL_ERROR  },
    {"warning",  LEVEL_WARNING},
    {"warn",     LEVEL_WARNING},
    {"info",     LEVEL_INFO   },
    {"log",      LEVEL_INFO   },
    {"debug",    LEVEL_DEBUG  },
    {"trace",    LEVEL_TRACE  },
};

enum level level_parse(const char *text)
{
    for (size_t i = 0; text && i < G_N_ELEMENTS(level_words); i++)
        if (g_ascii_strcasecmp(text, level_words[i].name) == 0)
            return level_words[i].level;
    return LEVEL_UNKNOWN;
}

static const char *const level_names[LEVEL_COUNT] = {
    [LEVEL_UNKNOWN] = "unknown", [LEVEL_TRACE] = "trace",     [LEVEL_DEBUG] = "debug",
    [LEVEL_INFO] = "info",       [LEVEL_WARNING] = "warning", [LEVEL_ERROR] = "error",
    [LEVEL_FATAL] = "fatal",
};

const char *level_name(enum level level)
{
    return level_names[(unsigned)level < LEVEL_COUNT ? level : LEVEL_UNKNOWN];
}

char level_letter(enum level level)
{
    static const char letters[LEVEL_COUNT + 1] = "?TDIWEF";
    return letters[(unsigned)level < LEVEL_COUNT ? level : LEVEL_UNKNOWN];
}
