/* SPDX-License-Identifier: Apache-2.0
 *
 * Lives of the monkey from seeds. VIGIL_MONKEY_SEED=n lives that one alone, VIGIL_MONKEY_LIVES=n so
 * many from the first on; VIGIL_MONKEY_TRACE=1 says each step. Speaks TAP.
 */
#include "tests/monkey/monkey.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#define LIVES     16
#define DECISIONS 3000

static unsigned live(guint32 seed)
{
    g_autofree uint8_t *decisions = g_malloc(DECISIONS);
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    for (size_t i = 0; i < DECISIONS; i++)
        decisions[i] = (uint8_t)g_rand_int_range(random, 0, 256);
    return monkey_run(decisions, DECISIONS);
}

int main(void)
{
    const char *only = g_getenv("VIGIL_MONKEY_SEED"), *lives = g_getenv("VIGIL_MONKEY_LIVES");
    guint32 first = only ? (guint32)strtoul(only, NULL, 10) : 1;
    guint32 count = only ? 1 : lives ? (guint32)strtoul(lives, NULL, 10) : LIVES;
    unsigned steps = 0;
    monkey_prepare();
    for (guint32 seed = first; seed < first + count; seed++) {
        fprintf(stderr, "# VIGIL_MONKEY_SEED=%u\n", seed);
        steps += live(seed);
    }
    monkey_done();
    printf("1..1\nok 1 /monkey/%u lives of %u steps leave the desk sound\n", count, steps);
    return 0;
}
