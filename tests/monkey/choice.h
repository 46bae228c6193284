/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions, read from bytes: the same bytes make the same run. A fuzzer changes the bytes; a seed
 * makes them.
 */
#ifndef TESTS_MONKEY_CHOICE_H
#define TESTS_MONKEY_CHOICE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct choice {
    const uint8_t *data;
    size_t size, at;
};

static inline bool choice_left(const struct choice *choice)
{
    return choice->at < choice->size;
}

/* Behind the end every decision is 0. */
static inline unsigned choice_byte(struct choice *choice)
{
    return choice->at < choice->size ? choice->data[choice->at++] : 0;
}

static inline unsigned choice_word(struct choice *choice)
{
    unsigned high = choice_byte(choice);
    return high << 8 | choice_byte(choice);
}

/* 0 ... count - 1; `count` at most 65536. */
static inline unsigned choice_of(struct choice *choice, unsigned count)
{
    if (count < 2)
        return 0;
    return (count <= 256 ? choice_byte(choice) : choice_word(choice)) % count;
}

#endif
