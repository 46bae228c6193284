/* SPDX-License-Identifier: Apache-2.0
 *
 * What a tool's result amounts to. A tool that answers with nothing ends its span "ok": only the
 * text of the result tells. Pure; reads JSON by itself, in one pass, to a bounded depth.
 */
#ifndef API_INSIGHT_GEN_AI_RESULT_H
#define API_INSIGHT_GEN_AI_RESULT_H

enum gen_ai_result {
    GEN_AI_RESULT_UNTOLD, /* no result was recorded: nothing is known of it */
    GEN_AI_RESULT_SOME,
    GEN_AI_RESULT_EMPTY,  /* "", null, [], {}, {"results": [], "total": 0}, "no results" */
    GEN_AI_RESULT_FAILED, /* says itself that it failed: {"isError": true}, {"error": "..."} */
};

/* `text` NULL = not recorded. Text that is no JSON, or was cut, counts as something unless it is
 * one of the sentences that tools say for nothing. Numbers and booleans alone are answers: a count
 * of 0 is something. */
enum gen_ai_result gen_ai_result_of(const char *text);

#endif
