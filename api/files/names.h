/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of services, each kept once and told by a number, so that a row needs two bytes for its
 * own. Any thread may ask; names live as long as the table.
 */
#ifndef API_FILES_NAMES_H
#define API_FILES_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names;

struct names *names_new(void);
struct names *names_ref(struct names *names);
void names_unref(struct names *names);

/* The number of the name, 1 or more; 0 when it is none, or there is no room for more. */
uint16_t names_number(struct names *names, const char *text, size_t length);
unsigned names_count(struct names *names);
const char *names_text(struct names *names, uint16_t number); /* NULL for 0 */

#endif
