/* SPDX-License-Identifier: Apache-2.0
 *
 * A gate before a server on this machine: GET requests whose path holds a text are answered as a
 * server answers that has no such thing (404); all others are passed through. So a console meets a
 * server that lacks what `vigil serve` has.
 */
#ifndef TESTS_SUPPORT_GATE_H
#define TESTS_SUPPORT_GATE_H

struct gate;

/* `closed` is such a text, NULL = none; it must outlive the gate. */
struct gate *gate_open(int to_port, const char *closed);
/* Requests go on with `to` wherever they say `from`. Before any comes; both outlive the gate. */
void gate_replace(struct gate *gate, const char *from, const char *to);
/* Requests whose path and query, unescaped, hold `text` are answered by `answer`, from any thread:
 * the body (newly allocated) of a 200, or NULL for a 503. Before any comes; `text` outlives the
 * gate. */
void gate_answer(struct gate *gate, const char *text,
                 char *(*answer)(void *data, const char *request), void *data);
int gate_port(const struct gate *gate);
/* How many requests were turned away. */
int gate_refused(struct gate *gate);
/* Waits for what is being passed through. */
void gate_close(struct gate *gate);

#endif
