/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/problem.h"

void problem_free(struct problem *problem)
{
    if (!problem)
        return;
    g_array_unref(problem->spans);
    g_free(problem->text);
    g_free(problem);
}

void problems_free(struct problems *problems)
{
    if (!problems)
        return;
    g_ptr_array_unref(problems->found);
    g_free(problems->of);
    g_free(problems);
}

const struct problem *problems_of_span(const struct problems *problems, int index)
{
    if (!problems || index < 0 || index >= problems->spans || !problems->of[index])
        return NULL;
    return problems->found->pdata[problems->of[index] - 1];
}

size_t problems_count(const struct problems *problems)
{
    return problems ? problems->found->len : 0;
}
