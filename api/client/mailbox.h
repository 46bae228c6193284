/* SPDX-License-Identifier: Apache-2.0
 *
 * A queue between threads with a descriptor that is readable while something waits. Whoever frees
 * it sees to it that no thread still uses it.
 */
#ifndef API_CLIENT_MAILBOX_H
#define API_CLIENT_MAILBOX_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>

struct mailbox;

/* `item_free` frees what nobody took. NULL with an error when there is no descriptor to be had. */
struct mailbox *mailbox_new(GDestroyNotify item_free, GError **error);
void mailbox_free(struct mailbox *mailbox);
DEFINE_AUTOPTR(mailbox, mailbox_free);

int mailbox_fd(const struct mailbox *mailbox);
/* Hands over `item`. */
void mailbox_send(struct mailbox *mailbox, void *item);
/* Hands over `item` without making the descriptor readable: it waits until somebody takes. */
void mailbox_leave(struct mailbox *mailbox, void *item);
/* The oldest item, now the caller's; NULL when there is none, and then the descriptor is quiet. */
void *mailbox_take(struct mailbox *mailbox);
size_t mailbox_length(struct mailbox *mailbox);

#endif
