/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers of a Sentry API that was never right in the head: of the right shape with hostile texts,
 * odd numbers and times, or of a wrong shape, cut, deep, huge, no JSON at all. The same seed and
 * request make the same body.
 */
#ifndef TESTS_MONKEY_BODIES_H
#define TESTS_MONKEY_BODIES_H

#include <glib.h>

/* The body to `url` ("http://host/api/0/..."); `sane` keeps to the right shape. */
GBytes *body_make(const char *url, guint32 seed, gboolean sane);

#endif
