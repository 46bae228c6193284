/* SPDX-License-Identifier: Apache-2.0
 *
 * A server in the monkey's hand: answers late, out of order, wrongly or never, as the decisions
 * say.
 */
#ifndef TESTS_MONKEY_SERVER_H
#define TESTS_MONKEY_SERVER_H

#include "api/client/transport.h"
#include "tests/monkey/choice.h"

enum weather { WEATHER_FINE, WEATHER_CHANGEABLE, WEATHER_DOWN, WEATHER_LOCKED, WEATHER_BUSY };
#define WEATHER_COUNT 5

struct monkey_server;

struct monkey_server *monkey_server_new(struct choice *choice);
void monkey_server_free(struct monkey_server *server);
const struct transport *monkey_server_transport(struct monkey_server *server);
void monkey_server_set(struct monkey_server *server, enum weather weather);
/* Requests that wait for an answer. */
unsigned monkey_server_open(const struct monkey_server *server);

#endif
