/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/pace.h"

#include <glib.h>

#define WORTH_BYTES 256
#define SHARE       4    /* of the line: one part is for frames of data */
#define NEAR_MS     200  /* an answer within this is waited for, and no longer */
#define PATIENCE_MS 2000 /* then the question is taken for lost */
#define LONGEST_MS  5000 /* between two frames of data */
#define TRIES       2    /* without any answer, before the terminal is no longer asked */
#define CARRY_MOST  8192 /* bytes; a line may get worse */

bool pace_wants(struct pace *pace, size_t bytes)
{
    if (bytes < WORTH_BYTES) {
        return false;
    }
    pace->sent += bytes;
    return pace->sent >= pace->carries && pace->asked_ms == 0 && pace->silent < TRIES;
}

void pace_asked(struct pace *pace, size_t bytes, int64_t now_ms)
{
    pace->asked_ms = now_ms;
    pace->asked = bytes;
    pace->sent = 0;
}

void pace_answered(struct pace *pace, int64_t now_ms)
{
    int64_t took = now_ms - pace->asked_ms;

    pace->silent = 0;
    if (pace->asked_ms == 0) { /* it was given up before */
        return;
    }
    pace->carries = MIN(pace->asked * PACE_CARRY_MS / (size_t)MAX(took, 1), CARRY_MOST);
    pace->next_ms = took <= NEAR_MS ? 0 : pace->asked_ms + MIN(SHARE * took, LONGEST_MS);
    pace->asked_ms = 0;
}

int pace_wait_ms(struct pace *pace, int64_t now_ms)
{
    if (pace->asked_ms && now_ms - pace->asked_ms >= PATIENCE_MS) {
        pace->asked_ms = 0;
        pace->carries = 0;
        pace->silent++;
    }
    int64_t until = pace->asked_ms ? pace->asked_ms + PATIENCE_MS : pace->next_ms;
    return (int)MAX(until - now_ms, 0);
}
