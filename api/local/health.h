/* SPDX-License-Identifier: Apache-2.0
 *
 * What the intake did since the server was started, by kind of telemetry: taken (committed),
 * refused (unusable, with the last reason), repaired (values mended in what was taken), dropped
 * (repeated, or no room: the sender was told so). Safe from any thread.
 */
#ifndef API_LOCAL_HEALTH_H
#define API_LOCAL_HEALTH_H

#include <glib.h>
#include <stdint.h>

struct health;

enum health_count { HEALTH_TAKEN, HEALTH_REFUSED, HEALTH_REPAIRED, HEALTH_DROPPED, HEALTH_COUNTS };

struct health *health_new(void);
void health_free(struct health *health);

/* `kind` is the type of an envelope's item, or "error", "span", "log", "metric"; of kinds that no
 * one has heard of only the first hundred get a row of their own, the rest count as "other". */
void health_add(struct health *health, const char *kind, enum health_count which, uint64_t number);
void health_reason(struct health *health, const char *kind, const char *reason);
uint64_t health_get(struct health *health, const char *kind, enum health_count which);

/* {"status":"ok","uptime_seconds":..,"store_bytes":..,"kinds":{"error":{"taken":..,...},...}} */
char *health_json(struct health *health, int64_t store_bytes);

#endif
