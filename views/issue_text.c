/* SPDX-License-Identifier: Apache-2.0 */
#include "views/issue_text.h"

#include "base/quantity.h"
#include "views/body.h"

#include <jansson.h>

void issue_evidence(GString *out, const struct issue *issue, int64_t now_ms)
{
    char text[24];
    g_string_append_printf(out, "%s", issue->short_id ? issue->short_id : issue->id);
    if (issue->culprit && *issue->culprit)
        g_string_append_printf(out, " in %s", issue->culprit);
    if (issue->count >= 0)
        g_string_append_printf(out, "  %" G_GINT64_FORMAT " event%s in this range", issue->count,
                               issue->count == 1 ? "" : "s");
    if (issue->users >= 0)
        g_string_append_printf(out, ", %" G_GINT64_FORMAT " user%s", issue->users,
                               issue->users == 1 ? "" : "s");
    if (issue->first_seen_ms > 0)
        g_string_append_printf(out, "  first seen %s ago",
                               quantity_age(now_ms - issue->first_seen_ms, text, sizeof text));
    if (issue->substatus)
        g_string_append_printf(out, "  %s", issue->substatus);
    if (issue->assignee)
        g_string_append_printf(out, "  %s has it", issue->assignee);
}

void issue_fields(GPtrArray *pairs, const struct issue *issue)
{
    const struct {
        const char *key, *value;
    } all[] = {
        {"project",        issue->project          },
        {"level",          level_name(issue->level)},
        {"error.type",     issue->exception_type   },
        {"substatus",      issue->substatus        },
        {"issue.priority", issue->priority         },
        {"firstRelease",   issue->first_release    },
        {"platform",       issue->platform         },
        {"assigned",       issue->assignee         }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (all[i].value && *all[i].value)
            g_ptr_array_add(pairs, pair_new(all[i].key, all[i].value));
}

char *issue_json(const struct issue *issue)
{
    json_t *object = json_pack("{s:s*, s:s*, s:s*, s:s*, s:s*, s:s*}", "id", issue->id, "shortId",
                               issue->short_id, "title", issue->title, "culprit", issue->culprit,
                               "project", issue->project, "level", level_name(issue->level));
    if (!object)
        return NULL;
    body_json_number(object, "count", issue->count);
    body_json_number(object, "userCount", issue->users);
    return body_json(object);
}
