/* SPDX-License-Identifier: Apache-2.0 */
#include "base/background.h"

#define BEHIND 5 /* nice values beyond the first thread's */

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>

/* Linux is nice by thread; that of the process is its first one's. */
void background_thread(void)
{
    int wanted = getpriority(PRIO_PROCESS, (id_t)getpid()) + BEHIND;
    if (getpriority(PRIO_PROCESS, 0) < wanted)
        setpriority(PRIO_PROCESS, 0, wanted);
}
#else
void background_thread(void)
{
}
#endif
