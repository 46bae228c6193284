/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/tape.h"

#include "api/wire/json.h"
#include "api/wire/tape_number.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define LONG_NUMBER  300 /* bytes from which on a number without exponent could pass a double */
#define BYTES_A_NODE 16  /* of text, at least, mostly */
#define LARGE_ROOM   (32 << 20) /* bytes, of which a large page more or less is not much */

struct reader {
    const char *text;
    size_t size, at;
    size_t name; /* of the member whose value comes next; 0 = it is none */
    bool name_escaped;
    struct tape_node *nodes;
    uint32_t count, room;
    uint32_t *open; /* the containers that are not ended */
    uint32_t depth, depth_room, depth_most;
    enum wire_error code;
    const char *wrong;
};

static bool refuse(struct reader *reader, enum wire_error code, const char *wrong)
{
    reader->code = code;
    reader->wrong = wrong;
    return false;
}

/* NUL behind the end, which no rule of JSON lets through. */
static inline char peek(const struct reader *reader)
{
    return reader->at < reader->size ? reader->text[reader->at] : '\0';
}

static inline char skip_blanks(struct reader *reader)
{
    char c = peek(reader);
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        reader->at++;
        c = peek(reader);
    }
    return c;
}

/* Room for many nodes is asked for in large pages, where the system has them: the first touch of
 * each small one costs as much as reading what goes into it. What is not touched is no memory. */
static void make_room(struct reader *reader, size_t room)
{
    reader->room = (uint32_t)room;
    reader->nodes = g_renew(struct tape_node, reader->nodes, room);
#ifdef MADV_HUGEPAGE
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = ((uintptr_t)reader->nodes + page - 1) & ~(page - 1);
    uintptr_t end = (uintptr_t)(reader->nodes + room) & ~(page - 1);
    if (end > from && end - from >= LARGE_ROOM)
        madvise((void *)from, end - from, MADV_HUGEPAGE);
#endif
}

static inline struct tape_node *add_node(struct reader *reader, enum tape_type type)
{
    if (reader->count == reader->room)
        make_room(reader, reader->room + reader->room / 4 + 64);
    struct tape_node *node = &reader->nodes[reader->count++];
    *node = (struct tape_node){.at = (uint32_t)reader->at & (TAPE_BYTES_MOST - 1),
                               .type = type,
                               .name = (uint32_t)reader->name & (TAPE_BYTES_MOST - 1),
                               .name_escaped = reader->name_escaped};
    return node;
}

/* --- texts --- */

/* A quote, a backslash, a control, or no ASCII. */
static inline bool is_special(unsigned char byte)
{
    return byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80;
}

#ifdef __SSE2__
typedef __m128i word;

/* Of the bytes in a word a bit for each special one. As signed bytes what is no ASCII is negative,
 * and so below the blank, as controls are. */
static inline uint64_t special_bytes(const char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    return (uint64_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), low));
}

static inline size_t first_special(uint64_t special)
{
    return (size_t)__builtin_ctzll(special);
}
#else
typedef uint64_t word;

/* In a word the high bit of each special byte; exact up to the first one. */
static inline uint64_t special_bytes(const char *at)
{
    const uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    bytes = GUINT64_FROM_LE(bytes);
    uint64_t quote = bytes ^ (ones * '"'), slash = bytes ^ (ones * '\\');
    return ((quote - ones) | (slash - ones) | (bytes - ones * 0x20) | bytes) & high;
}

static inline size_t first_special(uint64_t special)
{
    return (size_t)__builtin_ctzll(special) / 8;
}
#endif

/* Moves on to the first byte that needs a look, or the end. */
static inline void skip_plain(struct reader *reader)
{
    const char *text = reader->text;
    size_t at = reader->at, size = reader->size;
    uint64_t special = 0;
    while (at + sizeof(word) <= size && !(special = special_bytes(text + at)))
        at += sizeof(word);
    if (special)
        at += first_special(special);
    else
        while (at < size && !is_special((unsigned char)text[at]))
            at++;
    reader->at = at;
}

/* Steps over one well-formed sequence of several bytes (Unicode 15, table 3-7). */
static bool skip_utf8(struct reader *reader)
{
    const unsigned char *at = (const unsigned char *)reader->text + reader->at;
    unsigned char lead = at[0];
    size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (length == 0 || length > reader->size - reader->at)
        return refuse(reader, WIRE_ERROR_ENCODING, "a text is not UTF-8");
    for (size_t i = 1; i < length; i++) {
        if (at[i] < least || at[i] > most)
            return refuse(reader, WIRE_ERROR_ENCODING, "a text is not UTF-8");
        least = 0x80;
        most = 0xbf;
    }
    reader->at += length;
    return true;
}

/* The four hexadecimal digits at `at`; -1 when there are none. */
static int hex4(const struct reader *reader, size_t at)
{
    int code = 0;
    for (size_t i = at; i < at + 4; i++) {
        int digit = i < reader->size ? g_ascii_xdigit_value(reader->text[i]) : -1;
        if (digit < 0)
            return -1;
        code = code << 4 | digit;
    }
    return code;
}

static bool skip_unicode(struct reader *reader)
{
    int code = hex4(reader, reader->at + 2);
    if (code < 0)
        return refuse(reader, WIRE_ERROR_SYNTAX, "four hexadecimal digits are missing");
    if (code == 0)
        return refuse(reader, WIRE_ERROR_ENCODING, "a text has a NUL");
    reader->at += 6;
    if (code < 0xd800 || code > 0xdfff)
        return true;
    bool pair = code < 0xdc00 && reader->at + 1 < reader->size &&
                reader->text[reader->at] == '\\' && reader->text[reader->at + 1] == 'u';
    int low = pair ? hex4(reader, reader->at + 2) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return refuse(reader, WIRE_ERROR_ENCODING, "a surrogate stands alone");
    reader->at += 6;
    return true;
}

static bool skip_escape(struct reader *reader)
{
    static const bool simple[256] = {['"'] = true, ['\\'] = true, ['/'] = true, ['b'] = true,
                                     ['f'] = true, ['n'] = true,  ['r'] = true, ['t'] = true};
    char name = reader->at + 1 < reader->size ? reader->text[reader->at + 1] : '\0';
    if (name == 'u')
        return skip_unicode(reader);
    if (!simple[(unsigned char)name])
        return refuse(reader, WIRE_ERROR_SYNTAX, "a backslash is followed by none of \"\\/bfnrtu");
    reader->at += 2;
    return true;
}

/* One character that is not plain and does not end the text. */
static bool skip_special(struct reader *reader)
{
    unsigned char byte = (unsigned char)peek(reader);
    if (byte == '\\')
        return skip_escape(reader);
    if (byte >= 0x80)
        return skip_utf8(reader);
    return refuse(reader, WIRE_ERROR_SYNTAX,
                  reader->at < reader->size ? "a control character stands in a text"
                                            : "a text does not end");
}

/* From behind the first quote to the other one. */
static inline bool skip_text(struct reader *reader, bool *escaped)
{
    *escaped = false;
    skip_plain(reader);
    while (peek(reader) != '"') {
        *escaped |= peek(reader) == '\\';
        if (!skip_special(reader))
            return false;
        skip_plain(reader);
    }
    return true;
}

static inline bool read_text(struct reader *reader)
{
    bool escaped;
    reader->at++;
    struct tape_node *node = add_node(reader, TAPE_TEXT);
    size_t from = reader->at;
    if (!skip_text(reader, &escaped))
        return false;
    node->escaped = escaped;
    node->size = (uint32_t)(reader->at - from);
    reader->at++;
    return true;
}

/* --- numbers and words --- */

static inline size_t skip_digits(struct reader *reader)
{
    size_t from = reader->at;
    while (g_ascii_isdigit(peek(reader)))
        reader->at++;
    return reader->at - from;
}

/* Whether what has an exponent or many digits can be held. */
static bool check_number(struct reader *reader, const char *from, size_t size, bool whole)
{
    int64_t integer;
    if (whole ? tape_number_integer(from, size, &integer) : tape_number_finite(from, size))
        return true;
    return refuse(reader, WIRE_ERROR_SYNTAX,
                  whole ? "an integer has more than 64 bits" : "a number is too large");
}

static bool read_number(struct reader *reader)
{
    const size_t from = reader->at;
    struct tape_node *node = add_node(reader, TAPE_INTEGER);
    bool exponent = false;
    reader->at += peek(reader) == '-';
    bool zero = peek(reader) == '0';
    size_t digits = skip_digits(reader);
    if (digits == 0 || (zero && digits > 1))
        return refuse(reader, WIRE_ERROR_SYNTAX, "a value is missing");
    if (peek(reader) == '.') {
        node->type = TAPE_REAL;
        reader->at++;
        if (skip_digits(reader) == 0)
            return refuse(reader, WIRE_ERROR_SYNTAX, "no digit follows a decimal point");
    }
    if (peek(reader) == 'e' || peek(reader) == 'E') {
        exponent = true;
        node->type = TAPE_REAL;
        reader->at++;
        reader->at += peek(reader) == '+' || peek(reader) == '-';
        if (skip_digits(reader) == 0)
            return refuse(reader, WIRE_ERROR_SYNTAX, "an exponent has no digit");
    }
    node->size = (uint32_t)(reader->at - from);
    bool whole = node->type == TAPE_INTEGER;
    if (whole ? digits < 19 : !exponent && node->size < LONG_NUMBER)
        return true;
    return check_number(reader, reader->text + from, node->size, whole);
}

static bool read_word(struct reader *reader, const char *word, size_t length, enum tape_type type)
{
    if (reader->size - reader->at < length || memcmp(reader->text + reader->at, word, length) != 0)
        return refuse(reader, WIRE_ERROR_SYNTAX, "a value is missing");
    add_node(reader, type);
    reader->at += length;
    return true;
}

/* --- containers --- */

static bool open_container(struct reader *reader, enum tape_type type)
{
    if (reader->depth >= reader->depth_most)
        return refuse(reader, WIRE_ERROR_LIMIT, "it is nested deeper than");
    if (reader->depth == reader->depth_room) {
        reader->depth_room = reader->depth_room * 2 + 64;
        reader->open = g_renew(uint32_t, reader->open, reader->depth_room);
    }
    reader->open[reader->depth++] = reader->count;
    add_node(reader, type);
    reader->at++;
    return true;
}

static inline bool read_value(struct reader *reader)
{
    if (reader->count >= TAPE_NODES_MOST)
        return refuse(reader, WIRE_ERROR_LIMIT, "it has more values than are read at once");
    switch (peek(reader)) {
    case '"':
        return read_text(reader);
    case '{':
        return open_container(reader, TAPE_OBJECT);
    case '[':
        return open_container(reader, TAPE_ARRAY);
    case 't':
        return read_word(reader, "true", 4, TAPE_TRUE);
    case 'f':
        return read_word(reader, "false", 5, TAPE_FALSE);
    case 'n':
        return read_word(reader, "null", 4, TAPE_NULL);
    default:
        return read_number(reader);
    }
}

static inline bool read_member(struct reader *reader)
{
    if (peek(reader) != '"')
        return refuse(reader, WIRE_ERROR_SYNTAX, "a name in quotes is missing");
    reader->name = ++reader->at;
    if (!skip_text(reader, &reader->name_escaped))
        return false;
    reader->at++;
    if (skip_blanks(reader) != ':')
        return refuse(reader, WIRE_ERROR_SYNTAX, "a colon is missing");
    reader->at++;
    skip_blanks(reader);
    return read_value(reader);
}

/* One step in the innermost container: its end, or its next item or member. */
static inline bool step(struct reader *reader)
{
    uint32_t index = reader->open[reader->depth - 1];
    bool object = reader->nodes[index].type == TAPE_OBJECT, empty = reader->count == index + 1;
    char c = skip_blanks(reader);
    if (c == (object ? '}' : ']')) {
        reader->at++;
        reader->depth--;
        reader->nodes[index].size = reader->count;
        return true;
    }
    if (!empty) {
        if (c != ',')
            return refuse(reader, WIRE_ERROR_SYNTAX,
                          reader->at < reader->size ? "a comma is missing" : "it ends too early");
        reader->at++;
        skip_blanks(reader);
    }
    if (object)
        return read_member(reader);
    reader->name = 0;
    reader->name_escaped = false;
    return read_value(reader);
}

static bool read_document(struct reader *reader)
{
    if (reader->size >= TAPE_BYTES_MOST)
        return refuse(reader, WIRE_ERROR_LIMIT, "it is longer than is read at once");
    add_node(reader, TAPE_NULL);
    skip_blanks(reader);
    if (!read_value(reader))
        return false;
    while (reader->depth > 0)
        if (!step(reader))
            return false;
    skip_blanks(reader);
    return reader->at == reader->size ||
           refuse(reader, WIRE_ERROR_SYNTAX, "something follows the document");
}

static void tell(const struct reader *reader, GError **error)
{
    bool deep = reader->code == WIRE_ERROR_LIMIT && reader->depth == reader->depth_most;
    g_autofree char *most = deep ? g_strdup_printf(" %u", reader->depth_most) : g_strdup("");
    g_set_error(error, WIRE_ERROR, (int)reader->code, "%s at byte %zu: %s%s",
                reader->code == WIRE_ERROR_SYNTAX ? "not JSON," : "JSON", reader->at, reader->wrong,
                most);
}

struct tape *tape_read_within(const char *text, size_t size, uint32_t depth, GError **error)
{
    struct reader reader = {.text = text, .size = size, .depth_most = depth};
    /* Large pages had better not be moved: there it is room for all, else it grows as needed. */
    size_t room = MIN(size, TAPE_BYTES_MOST) / BYTES_A_NODE + 16;
    make_room(&reader, room * sizeof *reader.nodes >= LARGE_ROOM ? room : room / 2);
    bool read = read_document(&reader);
    g_free(reader.open);
    if (!read) {
        tell(&reader, error);
        g_free(reader.nodes);
        return NULL;
    }
    struct tape *tape = g_new(struct tape, 1);
    *tape = (struct tape){text, reader.nodes, reader.count, size};
    return tape;
}

struct tape *tape_read(const char *text, size_t size, GError **error)
{
    return tape_read_within(text, size, TAPE_DEPTH_MOST, error);
}

void tape_free(struct tape *tape)
{
    if (!tape)
        return;
    g_free(tape->nodes);
    g_free(tape);
}
