/* SPDX-License-Identifier: Apache-2.0
 *
 * The critical path: the spans that the end of a trace waited for. Walking back from the end of
 * each root, always the child that finished last before the point reached (Zhang et al., "CRISP:
 * Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022).
 */
#ifndef API_INSIGHT_CRITICAL_PATH_H
#define API_INSIGHT_CRITICAL_PATH_H

#include "api/model/trace.h"

/* Sets 1 for each span on the critical path of its root, 0 for the rest; `critical` has as many
 * places as there are spans. O(n log n). */
void critical_path_mark(const struct trace *trace, uint8_t *critical);

#endif
