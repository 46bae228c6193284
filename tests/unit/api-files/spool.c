/* SPDX-License-Identifier: Apache-2.0
 *
 * A stream is kept only while the file system has room for others; how much it has is told by this
 * file (SPOOL_WRAPS in the Makefile).
 */
#include "api/files/spool.h"

#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define LINE "2026-11-22T03:12:31Z INFO order accepted\n"

static uint64_t left; /* bytes of a file system of 100 GB. One a process, as the call is. */

int __wrap_fstatvfs(int file, struct statvfs *disk);

int __wrap_fstatvfs(int file, struct statvfs *disk)
{
    (void)file;
    *disk = (struct statvfs){.f_frsize = 4096, .f_blocks = 25 << 20, .f_bavail = left / 4096};
    return 0;
}

static void came(void *data)
{
    (void)data;
}

/* A line through a pipe, until the spool has ended; to be freed. */
static struct spool *spooled(void)
{
    int ends[2];
    g_assert_cmpint(pipe(ends), ==, 0);
    g_assert_cmpint(write(ends[1], LINE, strlen(LINE)), ==, (gssize)strlen(LINE));
    close(ends[1]);
    struct spool *spool = spool_start(ends[0], SPOOL_PLAIN, 1 << 20, came, NULL, NULL);
    g_assert_nonnull(spool);
    while (!spool_state(spool).ended)
        g_usleep(1000);
    return spool;
}

static void where_there_is_room_it_is_kept(void)
{
    left = SPOOL_SPARE_BYTES;
    struct spool *spool = spooled();
    g_assert_cmpstr(spool_state(spool).trouble, ==, NULL);
    g_assert_cmpuint(spool_state(spool).written, ==, strlen(LINE));
    spool_free(spool);
}

static void the_last_room_is_left_to_others(void)
{
    left = SPOOL_SPARE_BYTES / 2;
    struct spool *spool = spooled();
    g_assert_nonnull(strstr(spool_state(spool).trouble, "268MB are left there"));
    g_assert_cmpuint(spool_state(spool).written, ==, 0);
    spool_free(spool);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spool/where there is room it is kept", where_there_is_room_it_is_kept);
    g_test_add_func("/spool/the last room is left to others", the_last_room_is_left_to_others);
    return g_test_run();
}
