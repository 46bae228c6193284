/* SPDX-License-Identifier: Apache-2.0
 *
 * What curses wrote, made plainer and shorter without a change of meaning: small passes over the
 * bytes of a frame, before the pen (pen.h) sees to the attributes.
 */
#ifndef TUI_SQUEEZE_H
#define TUI_SQUEEZE_H

#include <glib.h>

/* Cuts `part` out, wherever it stands; NULL and "" do nothing. */
void squeeze_cut(GString *bytes, const char *part);
/* Writes repeated characters (REP, which curses uses for ASCII) out: several terminals do not know
 * it under the names they give themselves, mosh among them. */
void squeeze_repeats(GString *bytes);
/* Ends scroll regions (DECSTBM) without naming the last of `rows`: a terminal that grows meanwhile
 * has its whole screen then. */
void squeeze_regions(GString *bytes, int rows);
/* Behind squeeze_regions(): scrolls a region by SU and SD (ECMA-48 8.3.147, 8.3.113) in place of
 * going to its edge and there over it; for terminals that have them. */
void squeeze_scrolls(GString *bytes);

#endif
