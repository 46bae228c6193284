/* SPDX-License-Identifier: Apache-2.0
 *
 * An error event's JSON in one form, from the many that SDKs send. What the store keeps and the
 * event answers are made from. The object is the SDK's own, with these keys brought into one form
 * (absent ones stay absent unless the line says "always"):
 *   event_id      always; 32 hex
 *   timestamp     always; seconds since the epoch as a number (microseconds kept)
 *   level         always; fatal error warning info debug
 *   platform      always; "other" when not told
 *   type          always; "error" with an exception, else "default"
 *   title         always; culprit: text, may be ""
 *   metadata      always; {type,value,filename,function} or {title}
 *   message       text: the formatted message ("" when there is none); logentry as sent
 *   exception     {"values": [...]}, innermost cause first; each value's stacktrace is
 *                 {"frames": [...]}, crash frame last
 *   threads       {"values": [...]}          breadcrumbs  {"values": [...]}, timestamps in seconds
 *   tags          always; [["key","value"], ...], sorted by key: those sent, and level,
 *                 environment, release, server_name, transaction, user, handled, mechanism, url,
 *                 browser.name, os.name, runtime.name, device where they are known
 *   user          object; id, email, username, ip_address as text
 *   request       object; headers and query_string as [["name","value"], ...]
 *   contexts, extra, sdk, modules, fingerprint, release, environment, dist, transaction,
 *   server_name, _meta   as sent
 */
#ifndef API_WIRE_EVENT_JSON_H
#define API_WIRE_EVENT_JSON_H

#include "api/model/item.h"
#include "api/wire/tape.h"

/* The row of the event that a tape holds: id, time, attributes, and its JSON in the form above as
 * the payload. `time_ns` is its time, already checked. *event is a tape over that payload, to be
 * freed before the row. NULL when it is no object, or longer than is read at once. */
struct item *event_json_item(const struct tape *sent, int64_t time_ns, struct tape **event,
                             GError **error);

#endif
