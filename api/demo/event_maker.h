/* SPDX-License-Identifier: Apache-2.0
 *
 * Making an error event: exceptions with frames whose source comes from the demo's repositories,
 * tags, breadcrumbs, request.
 */
#ifndef API_DEMO_EVENT_MAKER_H
#define API_DEMO_EVENT_MAKER_H

#include "api/demo/trace_maker.h"

/* A frame, from the outermost in. With a path in the service's repository and a text that the line
 * contains, the line's number and context are looked up; without a text it is not the app's. */
struct code_frame {
    const char *path; /* NULL ends a list */
    const char *function;
    const char *text;
    int line; /* for those without a text */
};

/* An event with one exception. The world's outbox owns it. */
struct emission *event_make(struct world *world, struct rng *rng, enum service service,
                            int64_t at_ns, const char *level, const char *type, const char *value,
                            const struct code_frame *frames);
/* Puts it into a trace, on the host and for the user of that span. */
void event_in(struct emission *event, const struct emission *span);
void event_transaction(struct emission *event, const char *name);
void event_tag(struct emission *event, const char *key, const char *value);
void event_breadcrumb(struct emission *event, int64_t at_ns, const char *category,
                      const char *level, const char *message);
void event_request(struct emission *event, const char *method, const char *url);

#endif
