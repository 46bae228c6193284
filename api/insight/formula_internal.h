/* SPDX-License-Identifier: Apache-2.0
 *
 * What a formula is made of, for those who walk it.
 */
#ifndef API_INSIGHT_FORMULA_INTERNAL_H
#define API_INSIGHT_FORMULA_INTERNAL_H

#include "api/insight/formula.h"

#define FORMULA_STEPS 256 /* numbers, terms and operators, at most */

/* One step in postfix order. */
struct formula_step {
    char op; /* '+' '-' '*' '/' '~' (negation), 'n' a number, 't' a term */
    double number;
    size_t term;
};

struct formula {
    GPtrArray *terms; /* of char * */
    GArray *steps;    /* of struct formula_step */
};

#endif
