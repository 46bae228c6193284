/* SPDX-License-Identifier: Apache-2.0
 *
 * Stack traces that come as text (OpenTelemetry's exception.stacktrace), as frames.
 */
#ifndef API_WIRE_STACK_TEXT_H
#define API_WIRE_STACK_TEXT_H

#include <jansson.h>

/* Frames in the order of an event (the crash last), from the text that JavaScript, Java, C#, Python
 * and Go print (of Go the first goroutine, without the frames that took the trace); lines of other
 * forms are passed over. An array, perhaps empty. */
json_t *stack_text_frames(const char *text);

#endif
