/* SPDX-License-Identifier: Apache-2.0
 *
 * What the axis of a chart has to know about units.
 */
#ifndef TUI_UNITS_H
#define TUI_UNITS_H

/* Seconds in one of a unit of time ("millisecond" gives 0.001); 0 for units that are no time. */
double unit_seconds(const char *name);

#endif
