/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/mailbox.h"

#include "api/client/request_path.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct mailbox {
    int fd;
    GMutex lock;
    GQueue items;
    GDestroyNotify item_free;
};

struct mailbox *mailbox_new(GDestroyNotify item_free, GError **error)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_REQUEST, "cannot make an eventfd: %s",
                    g_strerror(errno));
        return NULL;
    }
    struct mailbox *mailbox = g_new0(struct mailbox, 1);
    mailbox->fd = fd;
    mailbox->item_free = item_free;
    g_mutex_init(&mailbox->lock);
    g_queue_init(&mailbox->items);
    return mailbox;
}

void mailbox_free(struct mailbox *mailbox)
{
    if (!mailbox)
        return;
    g_queue_clear_full(&mailbox->items, mailbox->item_free);
    g_mutex_clear(&mailbox->lock);
    close(mailbox->fd);
    g_free(mailbox);
}

int mailbox_fd(const struct mailbox *mailbox)
{
    return mailbox->fd;
}

static void put(struct mailbox *mailbox, void *item, bool wake)
{
    g_mutex_lock(&mailbox->lock);
    g_queue_push_tail(&mailbox->items, item);
    if (wake)
        eventfd_write(mailbox->fd, 1);
    g_mutex_unlock(&mailbox->lock);
}

void mailbox_send(struct mailbox *mailbox, void *item)
{
    put(mailbox, item, true);
}

void mailbox_leave(struct mailbox *mailbox, void *item)
{
    put(mailbox, item, false);
}

void *mailbox_take(struct mailbox *mailbox)
{
    g_mutex_lock(&mailbox->lock);
    void *item = g_queue_pop_head(&mailbox->items);
    eventfd_t count;
    if (g_queue_is_empty(&mailbox->items))
        eventfd_read(mailbox->fd, &count);
    g_mutex_unlock(&mailbox->lock);
    return item;
}

size_t mailbox_length(struct mailbox *mailbox)
{
    g_mutex_lock(&mailbox->lock);
    size_t length = g_queue_get_length(&mailbox->items);
    g_mutex_unlock(&mailbox->lock);
    return length;
}
