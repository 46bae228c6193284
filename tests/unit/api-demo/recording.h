/* SPDX-License-Identifier: Apache-2.0
 *
 * A demo whose requests are kept instead of sent.
 */
#ifndef TESTS_UNIT_API_DEMO_RECORDING_H
#define TESTS_UNIT_API_DEMO_RECORDING_H

#include "api/demo/player.h"
#include "tests/support/folder.h"

#include <string.h>

#define RECORDING_NOW (INT64_C(1795312800) * NS_PER_SECOND)

struct recording {
    struct sender sender;
    GPtrArray *sent; /* of struct outgoing * */
    struct world *world;
    char *directory;
};

static inline bool recording_post(struct sender *sender, struct outgoing *outgoing, GError **error)
{
    (void)error;
    g_ptr_array_add(((struct recording *)sender)->sent, outgoing);
    return true;
}

static inline bool recording_flush(struct sender *sender, GError **error)
{
    (void)sender;
    (void)error;
    return true;
}

/* Answers as a server would that knows one issue. */
static inline char *recording_ask(struct sender *sender, struct outgoing *outgoing, GError **error)
{
    recording_post(sender, outgoing, error);
    return g_strdup("[{\"id\":\"41\",\"title\":\"ChunkLoadError: Loading part failed\"}]");
}

/* History, and `live_ns` after it in steps of a second. */
static inline struct recording *recording_of(uint64_t seed, int64_t now_ns, int64_t live_ns)
{
    g_autoptr(GError) error = NULL;
    struct recording *recording = g_new0(struct recording, 1);
    recording->sender =
        (struct sender){.post = recording_post, .flush = recording_flush, .ask = recording_ask};
    recording->sent = g_ptr_array_new();
    recording->directory = g_dir_make_tmp("vigil-demo-XXXXXX", &error);
    g_assert_no_error(error);
    recording->world = player_world(seed, now_ns, recording->directory, &error);
    g_assert_no_error(error);
    g_assert_true(player_history(recording->world, &recording->sender, &error));
    for (int64_t at = NS_PER_SECOND; at <= live_ns; at += NS_PER_SECOND)
        g_assert_true(player_advance(recording->world, &recording->sender, now_ns + at, &error));
    g_assert_no_error(error);
    return recording;
}

void outgoing_free(struct outgoing *outgoing);

static inline void recording_free(struct recording *recording)
{
    g_ptr_array_set_free_func(recording->sent, (GDestroyNotify)outgoing_free);
    g_ptr_array_unref(recording->sent);
    player_world_free(recording->world);
    folder_remove(recording->directory);
    g_free(recording->directory);
    g_free(recording);
}

#endif
