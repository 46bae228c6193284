/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/flag_change.h"

struct flag_change *flag_change_new(void)
{
    return g_new0(struct flag_change, 1);
}

void flag_change_free(struct flag_change *change)
{
    if (!change)
        return;
    g_free(change->key);
    g_free(change->before);
    g_free(change->value);
    g_free(change->by);
    g_free(change->project);
    g_free(change);
}
