/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/health.h"

#include <string.h>

/* Kinds are the senders' words. */
static void a_kind_of_any_length_is_counted_on(void)
{
    struct health *health = health_new();
    g_autofree char *filler = g_strnfill(199, 'k');
    g_autofree char *kind = g_strconcat(filler, "é and more", NULL);
    health_add(health, kind, HEALTH_REFUSED, 2);
    health_add(health, kind, HEALTH_REFUSED, 3);
    health_reason(health, kind, "it is too long");
    g_assert_cmpuint(health_get(health, kind, HEALTH_REFUSED), ==, 5);
    g_autofree char *json = health_json(health, 0);
    g_assert_nonnull(strstr(json, "it is too long"));
    health_free(health);
}

static void kinds_past_the_bound_are_counted_as_one(void)
{
    struct health *health = health_new();
    for (int i = 0; i < 150; i++) {
        g_autofree char *kind = g_strdup_printf("kind %d", i);
        health_add(health, kind, HEALTH_TAKEN, 1);
    }
    g_assert_cmpuint(health_get(health, "kind 7", HEALTH_TAKEN), ==, 1);
    g_assert_cmpuint(health_get(health, "kind 149", HEALTH_TAKEN), ==, 0);
    g_assert_cmpuint(health_get(health, "other", HEALTH_TAKEN), ==, 50);
    health_free(health);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/health/a kind of any length is counted on",
                    a_kind_of_any_length_is_counted_on);
    g_test_add_func("/health/kinds past the bound are counted as one",
                    kinds_past_the_bound_are_counted_as_one);
    return g_test_run();
}
