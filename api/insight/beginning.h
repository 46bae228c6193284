/* SPDX-License-Identifier: Apache-2.0
 *
 * Where data begins. Before a service was first heard of, its counts are not 0 but unknown: a new
 * app, or a range wider than what the server kept, must not look like an onset. And where it ends
 * because something else goes on with it. Pure.
 */
#ifndef API_INSIGHT_BEGINNING_H
#define API_INSIGHT_BEGINNING_H

#include "api/insight/onset.h"

/* Makes the zeros at the start of a rate or a counter unknown (NAN): it is counted from the first
 * event on. Other signals are left: that there were no errors before the first one is worth
 * knowing. */
void signal_forget_before_data(struct signal *signal);

/* Takes back (ONSET_NONE) each onset that is only the beginning of its service's data: nothing
 * before it in the signal itself, and no signal of the service begins earlier; for a question of
 * the user's own over all services, no signal at all. `onsets`: one for
 * each of `signals` (of struct signal *). */
void onsets_forget_beginnings(const GPtrArray *signals, struct onset *onsets);

/* Takes back each silence of a group of a metric that another group of it took over from: one that
 * was first heard of when it ended, or up to ten minutes before, and still is. So it goes with
 * releases and pods at a deploy. Returns how many. */
guint onsets_forget_replaced(const GPtrArray *signals, struct onset *onsets);

#endif
