/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of event_json.h: an event while it is brought into one form. It was sent as a tape,
 * whose members are found once; what is kept as it came is copied from the text, and only what
 * changes is made.
 */
#ifndef API_WIRE_EVENT_DRAFT_H
#define API_WIRE_EVENT_DRAFT_H

#include "api/wire/tape.h"

/* The members that have a form, in the order in which those that were not sent are added. */
enum member {
    MEMBER_EVENT_ID,
    MEMBER_TIMESTAMP,
    MEMBER_RELEASE,
    MEMBER_ENVIRONMENT,
    MEMBER_DIST,
    MEMBER_SERVER_NAME,
    MEMBER_TRANSACTION,
    MEMBER_PLATFORM,
    MEMBER_LOGGER,
    MEMBER_LEVEL,
    MEMBER_LOGENTRY,
    MEMBER_MESSAGE,
    MEMBER_EXCEPTION,
    MEMBER_THREADS,
    MEMBER_BREADCRUMBS,
    MEMBER_REQUEST,
    MEMBER_USER,
    MEMBER_CONTEXTS,
    MEMBER_EXTRA,
    MEMBER_SDK,
    MEMBER_MODULES,
    MEMBER_FINGERPRINT,
    MEMBER_TYPE,
    MEMBER_TITLE,
    MEMBER_CULPRIT,
    MEMBER_METADATA,
    MEMBER_TAGS,
    MEMBER_COUNT
};

struct event_tag {
    const char *key, *value;
};

struct event_draft {
    const struct tape *tape;
    int64_t time_ns;
    uint32_t sent[MEMBER_COUNT];     /* the value of each; 0 = there is none, or none of use */
    const char *texts[MEMBER_COUNT]; /* of those that are texts; NULL = there is none */
    uint32_t exception;              /* the one that was thrown: the last; 0 = none */
    uint32_t frame;                  /* where it came from: its last in-app frame, else its last */
    bool handled;                    /* false when a mechanism says that nothing handled it */
    const char *user[4];             /* id, email, username, ip_address; NULL = not told */
    GArray *tags;                    /* of struct event_tag, sorted by key, none twice */
    GStringChunk *chunk;             /* for texts of its own */
};

/* A member that is a text; NULL for anything else. */
const char *draft_text(struct event_draft *draft, uint32_t object, const char *name);
/* A member that is a text, a number or a boolean, as text; NULL for anything else. */
const char *draft_loose(struct event_draft *draft, uint32_t object, const char *name);
/* A member of an object's member. */
uint32_t draft_inner(const struct event_draft *draft, uint32_t object, const char *name,
                     const char *inner);

/* A text of its own, as printf makes it. */
const char *draft_format(struct event_draft *draft, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* event_message.c: sets the message and the log entry. */
void draft_message(struct event_draft *draft);

/* event_title.c: sets type, title and culprit; then the tags, for which all else must be set. */
void draft_title(struct event_draft *draft);
void draft_tags(struct event_draft *draft);
void draft_write_metadata(struct event_draft *draft, GString *out);

/* event_values.c. Lists of objects that came as {"values": [...]}, as a bare list, or as one bare
 * object. Finds the exception and its frame; writes {"values": [...]}, or nothing and false. */
void draft_exception(struct event_draft *draft);
bool draft_write_stacks(struct event_draft *draft, uint32_t given, GString *out);
bool draft_write_breadcrumbs(struct event_draft *draft, uint32_t given, GString *out);

/* event_request.c: an object whose headers and query are lists of pairs. */
void draft_write_request(struct event_draft *draft, uint32_t request, GString *out);

/* Writes the name of a member behind a comma, unless it is the first in its container. */
void draft_write_name(const struct event_draft *draft, uint32_t index, GString *out);
void draft_write_key(const char *key, GString *out);
void draft_write_text(const char *text, GString *out);

#endif
