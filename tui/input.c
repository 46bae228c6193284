/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/input.h"

#include "tui/csi.h"

#include <string.h>

#define ESCAPE          0x1b
#define INTERRUPT       0x03
#define CANCEL          0x18 /* CAN and SUB end any sequence */
#define SUBSTITUTE      0x1a
#define PASTE_END       "\x1b[201~"
#define MOUSE_BYTES     3    /* behind CSI M in the oldest protocol */
#define LATE_ESCAPE_MS  1000 /* so long may the rest of a sequence come behind its Esc */
#define KEEP_BYTES_FROM 4096
#define STRING_MOST     64 /* bytes of a control string that are kept: answers are short */

enum state {
    STATE_GROUND,
    STATE_STRING, /* in a control string, up to ST or BEL */
    STATE_CSI,    /* in a control sequence that is too long, up to its final byte */
    STATE_PASTE,
};

struct decoder {
    enum state state;
    GByteArray *bytes; /* not yet understood, from `at` on */
    size_t at;
    GString *paste;     /* of the paste that is coming in */
    GString *given;     /* of the paste that was given out */
    GString *string;    /* of the control string that is coming in, as far as it is kept */
    bool is_osc;        /* it is an operating system command */
    int64_t fed_ms;     /* when bytes last came */
    int64_t escaped_ms; /* when Esc was given out for want of more, until the next bytes; else -1 */
    bool mouse;         /* its reports are events */
    bool late;          /* the bytes may be the rest of a sequence whose Esc was given out */
};

/* What was understood of the bytes. */
struct step {
    size_t used;
    struct input input;
    bool more; /* nothing, before more bytes come */
};

static const struct step need_more = {.more = true};

struct decoder *decoder_new(void)
{
    struct decoder *decoder = g_new0(struct decoder, 1);

    decoder->bytes = g_byte_array_new();
    decoder->paste = g_string_new(NULL);
    decoder->given = g_string_new(NULL);
    decoder->string = g_string_new(NULL);
    decoder->escaped_ms = -1;
    return decoder;
}

void decoder_free(struct decoder *decoder)
{
    if (decoder) {
        g_byte_array_unref(decoder->bytes);
        g_string_free(decoder->paste, TRUE);
        g_string_free(decoder->given, TRUE);
        g_string_free(decoder->string, TRUE);
        g_free(decoder);
    }
}

void decoder_mouse(struct decoder *decoder, bool on)
{
    decoder->mouse = on;
}

static size_t waiting(const struct decoder *decoder)
{
    return decoder->bytes->len - decoder->at;
}

static const char *head(const struct decoder *decoder)
{
    return (const char *)decoder->bytes->data + decoder->at;
}

static void use(struct decoder *decoder, size_t count)
{
    decoder->at += count;
    if (decoder->at == decoder->bytes->len) {
        g_byte_array_set_size(decoder->bytes, 0);
        decoder->at = 0;
    } else if (decoder->at > KEEP_BYTES_FROM) {
        g_byte_array_remove_range(decoder->bytes, 0, (guint)decoder->at);
        decoder->at = 0;
    }
}

void decoder_drop(struct decoder *decoder)
{
    use(decoder, waiting(decoder));
    decoder->state = STATE_GROUND;
    decoder->late = false;
    decoder->escaped_ms = -1;
    g_string_truncate(decoder->paste, 0);
}

/* An unfinished sequence is forgotten when nothing comes for long; an unfinished paste never is,
 * since its rest would act, unless a lone ^C comes: who loses the end of a paste is not locked out.
 */
static void give_up_stalled(struct decoder *decoder, const char *bytes, size_t count)
{
    bool interrupted = count == 1 && bytes[0] == INTERRUPT;

    if (decoder->state != STATE_PASTE || interrupted) {
        g_string_truncate(decoder->paste, 0);
        decoder->state = STATE_GROUND;
        use(decoder, waiting(decoder));
    }
}

void decoder_feed(struct decoder *decoder, const char *bytes, size_t count, int64_t now_ms)
{
    if (count == 0) {
        return;
    }
    int64_t patience = decoder->state == STATE_STRING ? INPUT_STRING_MS : INPUT_STALL_MS;
    if (now_ms - decoder->fed_ms > patience) {
        give_up_stalled(decoder, bytes, count);
    }
    if (waiting(decoder) == 0) {
        decoder->late = decoder->state == STATE_GROUND && decoder->escaped_ms >= 0 &&
                        now_ms - decoder->escaped_ms < LATE_ESCAPE_MS;
    }
    decoder->escaped_ms = -1;
    decoder->fed_ms = now_ms;
    g_byte_array_append(decoder->bytes, (const guint8 *)bytes, (guint)count);
}

static struct step swallow(size_t used)
{
    return (struct step){.used = used};
}

static struct step give_key(size_t used, struct key key)
{
    return (struct step){
        .used = used, .input = {.kind = INPUT_KEY, .key = key}
    };
}

/* One character; broken UTF-8 is dropped byte by byte. */
static struct step read_character(const char *bytes, size_t count)
{
    unsigned char byte = (unsigned char)bytes[0];

    if (byte < ' ' || byte == 0x7f) {
        return give_key(1, control_key(byte));
    }
    gunichar c = g_utf8_get_char_validated(bytes, (gssize)MIN(count, 6));
    if (c == (gunichar)-2) {
        return need_more;
    }
    if (c == (gunichar)-1 || (c >= 0x80 && c < 0xa0)) {
        return swallow(c == (gunichar)-1 ? 1 : 2);
    }
    return give_key((size_t)(g_utf8_next_char(bytes) - bytes), (struct key){c, 0});
}

static bool is_report(const struct csi *csi, char final)
{
    return csi->prefix == 0 && csi->final == final;
}

/* Behind "ESC [". */
static struct step read_csi(struct decoder *decoder, const char *bytes, size_t count)
{
    struct csi csi;
    struct key key;
    size_t length;

    if (count > 0 && bytes[0] == '[') { /* linux: F1 is ESC [ [ A */
        bool function = count > 1 && bytes[1] >= 'A' && bytes[1] <= 'E';
        return count < 2  ? need_more
               : function ? give_key(2, (struct key){KEY_CODE_F1 + (uint32_t)(bytes[1] - 'A'), 0})
                          : swallow(2);
    }
    enum csi_result result = csi_parse(bytes, count, &csi, &length);
    if (result == CSI_MORE) {
        return need_more;
    }
    if (result != CSI_WHOLE) {
        decoder->state = result == CSI_TOO_LONG ? STATE_CSI : STATE_GROUND;
        return swallow(length);
    }
    if (csi.final == 'M' && csi.prefix == 0 && length == 1) {
        return count < 1 + MOUSE_BYTES ? need_more : swallow(1 + MOUSE_BYTES);
    }
    if (csi.final == '~' && csi.prefix == 0 && csi.parameters[0] == 200) {
        decoder->state = STATE_PASTE;
        return swallow(length);
    }
    struct mouse mouse;
    if (decoder->mouse && mouse_read(&csi, &mouse)) {
        return (struct step){
            .used = length, .input = {.kind = INPUT_MOUSE, .mouse = mouse}
        };
    }
    struct step step = swallow(length);
    if (csi_key(&csi, &key)) {
        step = give_key(length, key);
    } else if (is_report(&csi, 'n') && csi.parameters[0] == 0) {
        step.input.kind = INPUT_READY;
    } else if (is_report(&csi, 'R') && csi.parameters[1] > 0) {
        step.input = (struct input){.kind = INPUT_CURSOR, .column = csi.parameters[1] - 1};
    }
    return step;
}

/* Behind "ESC O". Some send a modifier number first. */
static struct step read_ss3(const char *bytes, size_t count)
{
    bool modified = count > 0 && g_ascii_isdigit(bytes[0]);
    size_t at = modified ? 1 : 0;
    struct key key;

    if (count <= at) {
        return need_more;
    }
    if ((unsigned char)bytes[at] < ' ' || (unsigned char)bytes[at] >= 0x7f) {
        return at == 0 ? give_key(0, (struct key){'O', KEY_ALT}) : swallow(at);
    }
    return ss3_key(bytes[at], modified ? bytes[0] - '0' : 0, &key) ? give_key(at + 1, key)
                                                                   : swallow(at + 1);
}

/* Behind ESC: `count` bytes, at least one. */
static struct step read_escape(struct decoder *decoder, const char *bytes, size_t count)
{
    struct step step;

    switch (bytes[0]) {
    case '[':
        step = read_csi(decoder, bytes + 1, count - 1);
        break;
    case 'O':
        step = read_ss3(bytes + 1, count - 1);
        break;
    case ']':
    case 'P':
    case '_':
    case '^':
    case 'X':
        decoder->state = STATE_STRING;
        decoder->is_osc = bytes[0] == ']';
        g_string_truncate(decoder->string, 0);
        return swallow(1);
    case ESCAPE:
        return give_key(0, (struct key){KEY_CODE_ESCAPE, 0});
    default:
        step = read_character(bytes, count);
        step.input.key.modifiers |= KEY_ALT;
        return step;
    }
    step.used += step.more ? 0 : 1;
    return step;
}

/* Whether bytes without an Esc look like the rest of a sequence. */
static bool is_late_rest(const char *bytes, size_t count)
{
    if (count < 2) {
        return false;
    }
    switch (bytes[0]) {
    case '[':
        return bytes[1] > ' ' && bytes[1] < 0x7f;
    case 'O':
        return strchr("ABCDHFPQRS", bytes[1]) != NULL && bytes[1] != '\0';
    case ']':
        return g_ascii_isdigit(bytes[1]);
    case '_': /* what kitty says of pictures */
        return bytes[1] == 'G';
    case 'P':
        return g_ascii_isdigit(bytes[1]) || (bytes[1] != '\0' && strchr(">!+|=", bytes[1]));
    default:
        return false;
    }
}

static bool may_be_late_rest(const char *bytes, size_t count)
{
    return count == 1 && bytes[0] != '\0' && strchr("[O]P_", bytes[0]) != NULL;
}

static struct step read_ground(struct decoder *decoder, bool waited)
{
    const char *bytes = head(decoder);
    size_t count = waiting(decoder);

    if (decoder->late) {
        if (is_late_rest(bytes, count)) {
            return read_escape(decoder, bytes, count);
        }
        if (may_be_late_rest(bytes, count) && !waited) {
            return need_more;
        }
        decoder->late = false;
    }
    if (bytes[0] != ESCAPE) {
        return read_character(bytes, count);
    }
    if (count == 1) {
        return waited ? give_key(1, (struct key){KEY_CODE_ESCAPE, 0}) : need_more;
    }
    struct step step = read_escape(decoder, bytes + 1, count - 1);
    step.used += step.more ? 0 : 1;
    return step;
}

static void keep_string(struct decoder *decoder, const char *bytes, size_t count)
{
    size_t room = STRING_MOST - MIN(decoder->string->len, STRING_MOST);

    g_string_append_len(decoder->string, bytes, (gssize)MIN(count, room));
}

/* The control string is whole: it may be what the terminal was asked. */
static struct step end_string(struct decoder *decoder, size_t used)
{
    bool whole = decoder->string->len < STRING_MOST &&
                 !memchr(decoder->string->str, '\0', decoder->string->len);
    struct step step = swallow(used);

    decoder->state = STATE_GROUND;
    if (whole && decoder->is_osc) {
        step.input.background = background_of_reply(decoder->string->str);
    }
    if (step.input.background != BACKGROUND_UNKNOWN) {
        step.input.kind = INPUT_BACKGROUND;
    }
    return step;
}

static bool ends_string(char byte)
{
    return byte == '\a' || byte == CANCEL || byte == SUBSTITUTE || byte == ESCAPE;
}

/* Up to the end of the control string; ESC without \ begins something else. */
static struct step read_string(struct decoder *decoder)
{
    const char *bytes = head(decoder);
    size_t count = waiting(decoder);
    size_t length = 0;

    while (length < count && !ends_string(bytes[length])) {
        length++;
    }
    keep_string(decoder, bytes, length);
    if (length == count || (bytes[length] == ESCAPE && length + 1 == count)) {
        return swallow(length); /* an Esc may be the first half of ST */
    }
    if (bytes[length] == '\a') {
        return end_string(decoder, length + 1);
    }
    if (bytes[length] == ESCAPE && bytes[length + 1] == '\\') {
        return end_string(decoder, length + 2);
    }
    decoder->state = STATE_GROUND;
    return swallow(bytes[length] == ESCAPE ? length : length + 1);
}

static size_t long_csi_length(struct decoder *decoder)
{
    const char *bytes = head(decoder);
    size_t count = waiting(decoder);

    for (size_t i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte < 0x20 || byte >= 0x40) {
            decoder->state = STATE_GROUND;
            return byte >= 0x40 && byte < 0x7f ? i + 1 : i;
        }
    }
    return count;
}

static void add_paste(struct decoder *decoder, const char *bytes, size_t count)
{
    size_t room = INPUT_PASTE_MAX - MIN(decoder->paste->len, INPUT_PASTE_MAX);

    g_string_append_len(decoder->paste, bytes, (gssize)MIN(count, room));
}

/* CR is what terminals send for line ends; NUL cannot be told in a C string. */
static const char *finish_paste(struct decoder *decoder)
{
    GString *clean = g_string_sized_new(decoder->paste->len);

    for (size_t i = 0; i < decoder->paste->len; i++) {
        char c = decoder->paste->str[i];
        bool second = c == '\n' && i > 0 && decoder->paste->str[i - 1] == '\r';
        if (c != '\0' && !second) {
            g_string_append_c(clean, c == '\r' ? '\n' : c);
        }
    }
    g_string_free(decoder->given, TRUE);
    char *valid = g_utf8_make_valid(clean->str, (gssize)clean->len);
    decoder->given = g_string_new(valid);
    g_free(valid);
    g_string_free(clean, TRUE);
    g_string_truncate(decoder->paste, 0);
    return decoder->given->str;
}

static struct step read_paste(struct decoder *decoder)
{
    const char *bytes = head(decoder);
    size_t count = waiting(decoder);
    const char *end = memmem(bytes, count, PASTE_END, strlen(PASTE_END));

    if (end) {
        add_paste(decoder, bytes, (size_t)(end - bytes));
        decoder->state = STATE_GROUND;
        struct step step = swallow((size_t)(end - bytes) + strlen(PASTE_END));
        step.input = (struct input){.kind = INPUT_PASTE, .paste = finish_paste(decoder)};
        return step;
    }
    size_t keep = MIN(count, strlen(PASTE_END) - 1);
    while (keep > 0 && memcmp(bytes + count - keep, PASTE_END, keep) != 0) {
        keep--;
    }
    add_paste(decoder, bytes, count - keep);
    return swallow(count - keep);
}

static struct step read_step(struct decoder *decoder, bool waited)
{
    switch (decoder->state) {
    case STATE_STRING:
        return read_string(decoder);
    case STATE_CSI:
        return swallow(long_csi_length(decoder));
    case STATE_PASTE:
        return read_paste(decoder);
    case STATE_GROUND:
        break;
    }
    return read_ground(decoder, waited);
}

struct input decoder_next(struct decoder *decoder, int64_t now_ms)
{
    bool waited = now_ms - decoder->fed_ms >= INPUT_ESCAPE_MS;

    while (waiting(decoder) > 0) {
        bool alone = waiting(decoder) == 1;
        enum state before = decoder->state;
        struct step step = read_step(decoder, waited);
        use(decoder, step.used);
        if (step.used > 0) {
            decoder->late = false;
        }
        if (step.input.kind != INPUT_NONE) {
            if (alone && step.input.kind == INPUT_KEY && step.input.key.code == KEY_CODE_ESCAPE) {
                decoder->escaped_ms = now_ms;
            }
            return step.input;
        }
        if (step.more || (step.used == 0 && decoder->state == before)) {
            break;
        }
    }
    return (struct input){.kind = INPUT_NONE};
}

int decoder_timeout(const struct decoder *decoder, int64_t now_ms)
{
    if (decoder->state != STATE_GROUND || waiting(decoder) != 1) {
        return -1;
    }
    const char *bytes = head(decoder);
    if (bytes[0] != ESCAPE && !(decoder->late && may_be_late_rest(bytes, 1))) {
        return -1;
    }
    return (int)CLAMP(decoder->fed_ms + INPUT_ESCAPE_MS - now_ms, 0, INPUT_ESCAPE_MS);
}
