/* SPDX-License-Identifier: Apache-2.0
 *
 * Page after page of logs, where a moment may have more rows than a page.
 */
#include "views/logs_state.h"

void logs_paging_clear(struct logs_paging *paging)
{
    g_free(paging->cursor);
    *paging = (struct logs_paging){0};
}

void logs_paging_go_on(struct logs_paging *paging, struct request *request, int64_t from_ns)
{
    if (paging->from_ns != from_ns)
        logs_paging_clear(paging);
    if (paging->cursor)
        request_add(request, "cursor", paging->cursor);
    paging->from_ns = from_ns;
    paging->again = false;
}

/* A server that stays where it is has no more. */
void logs_paging_came(struct logs_paging *paging, const struct reply *answer, bool full)
{
    g_autofree char *before = g_steal_pointer(&paging->cursor);
    if (full && answer->next_cursor && g_strcmp0(before, answer->next_cursor) != 0)
        paging->cursor = g_strdup(answer->next_cursor);
}

bool logs_paging_taken(const struct logs *logs, struct logs_paging *paging, const struct rows *rows,
                       size_t added)
{
    paging->known = added ? 0 : paging->known + rows->count;
    if (paging->known > log_rows_held(logs->rows))
        g_clear_pointer(&paging->cursor, g_free);
    paging->again = added == 0 && paging->cursor;
    return added == 0 && !paging->cursor;
}
