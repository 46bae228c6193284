/* SPDX-License-Identifier: Apache-2.0 */
#include "views/needles.h"

#include <stdint.h>
#include <string.h>

#define LANES  16
#define BLOCKS 4
#define STRIDE (BLOCKS * LANES) /* places looked at in a step */

typedef uint8_t lanes __attribute__((vector_size(LANES)));
typedef uint64_t words __attribute__((vector_size(LANES)));

/* One byte of a needle, in every lane, and what makes a letter of the text small. */
struct probe {
    lanes byte, fold;
    size_t at;
};

struct needle {
    struct probe one, other;
    const char *text;
    size_t length;
};

struct needles {
    struct needle *all;
    size_t count;
    size_t window; /* bytes of the shortest: what begins later does not fit */
    bool caseless;
};

/* The later in this order, the rarer in logs; what is not here is rarer still. */
static int rarity(char c)
{
    static const char common[] = " etaoinrsld0cum1fpgh2.y=3b4w-56:v/789k_,\"()x'jqz";
    const char *at = strchr(common, g_ascii_tolower(c));
    return c && at ? (int)(at - common) : (int)sizeof common;
}

static struct probe probe_of(const char *text, size_t at, bool caseless)
{
    struct probe probe = {.at = at};
    probe.byte += (uint8_t)text[at];
    probe.fold += (uint8_t)(caseless && g_ascii_isalpha(text[at]) ? 0x20 : 0);
    return probe;
}

/* The two rarest of the first `window` bytes. */
static struct needle needle_of(const char *text, size_t window, bool caseless)
{
    size_t one = 0, other = 1;
    for (size_t at = 1; at < window; at++) {
        if (rarity(text[at]) > rarity(text[one])) {
            other = one;
            one = at;
        } else if (at > 1 && rarity(text[at]) > rarity(text[other])) {
            other = at;
        }
    }
    return (struct needle){probe_of(text, one, caseless), probe_of(text, other, caseless), text,
                           strlen(text)};
}

struct needles *needles_new(const GPtrArray *texts, bool caseless)
{
    struct needles *needles = g_new0(struct needles, 1);
    needles->all = g_aligned_alloc(texts->len, sizeof *needles->all, LANES);
    needles->count = texts->len;
    needles->caseless = caseless;
    needles->window = SIZE_MAX;
    for (guint i = 0; i < texts->len; i++)
        needles->window = MIN(needles->window, strlen(texts->pdata[i]));
    for (guint i = 0; i < texts->len; i++)
        needles->all[i] = needle_of(texts->pdata[i], needles->window, caseless);
    return needles;
}

void needles_free(struct needles *needles)
{
    if (!needles)
        return;
    g_aligned_free(needles->all);
    g_free(needles);
}

static bool begins(const struct needle *needle, bool caseless, const char *text)
{
    for (size_t at = 0; at < needle->length; at++)
        if ((caseless ? g_ascii_tolower(text[at]) : text[at]) != needle->text[at])
            return false;
    return true;
}

static bool is_at(const struct needles *needles, const char *text, size_t length)
{
    for (size_t i = 0; i < needles->count; i++)
        if (needles->all[i].length <= length && begins(&needles->all[i], needles->caseless, text))
            return true;
    return false;
}

static inline lanes agree(const struct probe *probe, const char *text)
{
    lanes bytes;
    memcpy(&bytes, text + probe->at, sizeof bytes);
    return (lanes)((bytes | probe->fold) == probe->byte);
}

/* Of `count` blocks from `text` on, the places where one may begin; false = none is. */
static inline bool find_likely(const struct needles *needles, const char *text, size_t count,
                               lanes *found)
{
    lanes any = {0};
    for (size_t block = 0; block < count; block++)
        found[block] = (lanes){0};
    for (size_t i = 0; i < needles->count; i++) {
        const struct probe one = needles->all[i].one, other = needles->all[i].other;
#pragma GCC unroll 4
        for (size_t block = 0; block < count; block++) {
            const char *at = text + block * LANES;
            found[block] |= agree(&one, at) & agree(&other, at);
            any |= found[block];
        }
    }
    words all = (words)any;
    return (all[0] | all[1]) != 0;
}

static const char *first_of(const struct needles *needles, const lanes *found, size_t count,
                            const char *text, size_t length)
{
    const uint8_t *places = (const uint8_t *)found;
    for (size_t at = 0; at < count * LANES; at++) {
        uint64_t eight = 1;
        if (at % sizeof eight == 0)
            memcpy(&eight, places + at, sizeof eight);
        if (eight == 0)
            at += sizeof eight - 1;
        else if (places[at] && is_at(needles, text + at, length - at))
            return text + at;
    }
    return NULL;
}

static inline lanes agree_few(const struct probe *probe, const char *text, size_t places)
{
    lanes bytes = {0};
    memcpy(&bytes, text + probe->at, places);
    return (lanes)((bytes | probe->fold) == probe->byte);
}

/* Fewer places than a block has. */
static const char *find_short(const struct needles *needles, const char *text, size_t length)
{
    lanes found = {0};
    if (length < needles->window)
        return NULL;
    size_t places = length - needles->window + 1;
    for (size_t i = 0; i < needles->count; i++)
        found |= agree_few(&needles->all[i].one, text, places) &
                 agree_few(&needles->all[i].other, text, places);
    for (size_t at = 0; at < places; at++)
        if (found[at] && is_at(needles, text + at, length - at))
            return text + at;
    return NULL;
}

/* The last block overlaps the one before it, so that it ends with the text. */
const char *needles_find(const struct needles *needles, const char *text, size_t length)
{
    if (length < needles->window + LANES - 1)
        return find_short(needles, text, length);
    size_t places = length - needles->window + 1, at = 0;
    const char *first = NULL;
    lanes found[BLOCKS];
    for (; at + STRIDE <= places && !first; at += STRIDE)
        if (find_likely(needles, text + at, BLOCKS, found))
            first = first_of(needles, found, BLOCKS, text + at, length - at);
    for (; at < places && !first; at += LANES) {
        size_t from = MIN(at, places - LANES);
        if (find_likely(needles, text + from, 1, found))
            first = first_of(needles, found, 1, text + from, length - from);
    }
    return first;
}

bool needles_ascii(const char *text, size_t length)
{
    lanes all = {0}, next;
    size_t at = 0;
    uint8_t rest = 0;
    for (; at + LANES <= length; at += LANES) {
        memcpy(&next, text + at, sizeof next);
        all |= next;
    }
    for (; at < length; at++)
        rest |= (uint8_t)text[at];
    words both = (words)all;
    return ((both[0] | both[1]) & UINT64_C(0x8080808080808080)) == 0 && rest < 0x80;
}
