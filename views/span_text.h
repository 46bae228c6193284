/* SPDX-License-Identifier: Apache-2.0
 *
 * What a span is called, alike in every view that names one.
 */
#ifndef VIEWS_SPAN_TEXT_H
#define VIEWS_SPAN_TEXT_H

#include "api/model/trace.h"

/* "http.client POST /charge" without an operation that says nothing; newly allocated. */
char *span_text(const struct span *span);
/* The operation where it says more than the name; "" otherwise. Borrowed. */
const char *span_operation(const struct span *span);

#endif
