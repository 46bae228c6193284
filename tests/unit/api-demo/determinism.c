/* SPDX-License-Identifier: Apache-2.0
 *
 * The same seed and time give the same incident, commit ids included.
 */
#include "api/demo/player.h"
#include "api/demo/repository.h"
#include "tests/unit/api-demo/recording.h"

static char *play(uint64_t seed, int64_t now_ns)
{
    struct recording *recording = recording_of(seed, now_ns, 2 * 60 * NS_PER_SECOND);
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < recording->sent->len; i++) {
        const struct outgoing *outgoing = recording->sent->pdata[i];
        g_checksum_update(sum, (const guchar *)outgoing->path, -1);
        if (outgoing->body) {
            gsize size;
            const guchar *body = g_bytes_get_data(outgoing->body, &size);
            g_checksum_update(sum, body, (gssize)size);
        }
    }
    for (int service = 0; service < SERVICE_COUNT; service++) {
        const struct repository *repository = recording->world->repositories[service];
        for (guint i = 0; i < repository->commits->len; i++) {
            const struct commit *commit = repository->commits->pdata[i];
            g_checksum_update(sum, (const guchar *)commit->id, -1);
        }
    }
    char *digest = g_strdup(g_checksum_get_string(sum));
    g_checksum_free(sum);
    recording_free(recording);
    return digest;
}

static void the_same_seed_and_time_give_the_same_bytes(void)
{
    g_autofree char *first = play(7, RECORDING_NOW), *again = play(7, RECORDING_NOW);
    g_assert_cmpstr(first, ==, again);
}

static void another_seed_or_time_gives_other_bytes(void)
{
    g_autofree char *first = play(7, RECORDING_NOW), *seed = play(8, RECORDING_NOW);
    g_autofree char *later = play(7, RECORDING_NOW + 60 * NS_PER_SECOND);
    g_assert_cmpstr(first, !=, seed);
    g_assert_cmpstr(first, !=, later);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demo/the same seed and time give the same bytes and commits",
                    the_same_seed_and_time_give_the_same_bytes);
    g_test_add_func("/demo/another seed or time gives other bytes",
                    another_seed_or_time_gives_other_bytes);
    return g_test_run();
}
