/* SPDX-License-Identifier: Apache-2.0
 *
 * Which events belong together. What an event is grouped by, the first that it has:
 *   1. the fingerprint that it brings; `{{ default }}` in it stands for what follows, and
 *      `{{ error.type }}`, `{{ error.value }}`, `{{ transaction }}`, `{{ level }}`,
 *      `{{ logger }}`, `{{ stack.function }}`, `{{ stack.module }}`, `{{ tags.x }}` for those
 *   2. the types of its exceptions, and the in-app frames of each (all, where none is in-app):
 *      module or file, and function; the line only of a frame without a function. Without any
 *      frame: type, and value without its parameters
 *   3. the frames of the thread that crashed
 *   4. the message: its template as sent, else the text without its parameters
 */
#ifndef API_LOCAL_GROUPING_H
#define API_LOCAL_GROUPING_H

#include "api/wire/tape.h"

/* Templates that were made of short texts: names of functions and files come with every event
 * again. Bounded; one thread at a time. */
struct grouping_memory;
struct grouping_memory *grouping_memory_new(void);
void grouping_memory_free(struct grouping_memory *memory);

/* 32 hex. `event` is in the form of api/wire/event_json.h; `memory` may be NULL. Owned. */
char *grouping_hash(const struct tape *event, struct grouping_memory *memory);

/* `text` with what varies taken out: quoted strings, e-mail and IP addresses, UUIDs, hexadecimal,
 * durations, dates, numbers. Only the first 4 kB count. Owned. */
char *grouping_template(const char *text);

#endif
