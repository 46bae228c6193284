/* SPDX-License-Identifier: Apache-2.0
 *
 * A server that fails on purpose, to see what a console makes of that: for a stretch every call is
 * refused; for the next one rows come in small pages, and calls for older ones are refused. What
 * SDKs send is taken all the while. Pure.
 */
#ifndef API_LOCAL_OUTAGE_H
#define API_LOCAL_OUTAGE_H

#include "api/local/http_call.h"

#include <stdint.h>

#define OUTAGE_PAGE 50 /* rows of an answer while it recovers */

struct outage {
    int64_t from_ns;     /* every call is refused */
    int64_t recovers_ns; /* older rows are */
    int64_t ends_ns;     /* all 0 = there is none */
};

/* The refusal of a call at that time; NULL = it is to be answered, with what it asks for cut to a
 * small page while the server recovers. */
struct http_answer *outage_refuse(const struct outage *outage, struct http_call *call,
                                  int64_t now_ns);

#endif
