/* SPDX-License-Identifier: Apache-2.0
 *
 * What is said of a signal, the same on the wall, over the chart and in the evidence.
 */
#ifndef VIEWS_SIGNAL_TEXT_H
#define VIEWS_SIGNAL_TEXT_H

#include "api/insight/mix.h"
#include "tui/theme.h"
#include "views/desk.h"

#define USUAL_LEAST 5 /* fewer values say nothing of what is usual */

/* The mark of an onset: ▲ rise, ▼ drop, △ ▽ a new level that holds, ↗ ramp, ○ silence, ~ mix, blank
 * for none. */
const char *signal_mark(const struct onset *onset, bool ascii);
enum role signal_mark_role(const struct onset *onset);
/* The name as a row shows it after its service ("worker.memory worker-3"). Newly allocated. */
char *signal_label(const struct signal *signal);
/* The newest whole bucket; NAN when there is none. */
double signal_latest(const struct signal *signal);
/* A value of the signal with its unit, "/min" of what is counted per minute, as far as `size` and
 * `cells` have room for it; into `out`, which it returns. */
const char *signal_value(const struct signal *signal, double value, int cells, char *out,
                         size_t size);
/* The same of what it is now: its newest value, or "silent" while it is. `onset` may be NULL. */
const char *signal_now(const struct signal *signal, const struct onset *onset, int cells, char *out,
                       size_t size);
/* "usual 0.1s to 0.3s", in bounds that the unit can have, "usual 2 to 5 at this time of day" or
 * "of the week";
 * appended. */
void signal_usual(GString *out, const struct usual *usual, const char *unit);
/* The band alone, "0.1s to 0.3s"; appended. */
void signal_band(GString *out, const struct usual *usual, const char *unit);
/* "  12% sampled, extrapolated  low confidence", as far as the server says so; appended. */
void signal_sampling(GString *out, const struct sampling *sampling);
/* The onset in figures ("45.0s  was 0.2s", "+42MB/min", "personalised 97.9%→3.3% by
 * ranking_version"), or NULL without one. Newly allocated. */
char *signal_figures(const struct signal *signal, const struct onset *onset,
                     const struct mix_shift *mix);
/* That of a shift of mix in so many cells: what is left out goes behind the shares first, then of
 * the value's name. Safe to draw. */
char *signal_mix_text(const struct mix_shift *mix, int cells);
/* The same with all that it says: "new level 240ms, was 120ms" of a level that holds. */
char *signal_sentence(const struct signal *signal, const struct onset *onset,
                      const struct mix_shift *mix);
/* When a ramp reaches the signal's limit: "2.0GB in 14m", in fewer cells "14m→2.0GB", counted from
 * the newest whole bucket; "past 2.0GB"; NULL where it does not or has no room. Newly allocated. */
char *signal_reach(const struct signal *signal, const struct onset *onset, int cells);
/* The limit, where it is from, and when it is reached, as sentences; appended. */
void signal_limit_words(GString *out, const struct signal *signal, const struct onset *onset,
                        const struct scope *scope);
/* Fills a target that leads to the signal's chart at its onset. */
void signal_target(const struct signal *signal, const struct onset *onset, struct target *out);

#endif
