/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/sequence.h"

#include "tui/text.h"

#include <string.h>

/* The terminal, tmux and screen need these: ^H is Backspace, ^J and ^M Enter, ^I Tab, ^[ Esc; ^S
 * and ^Q stop and start; ^Z suspends; ^A and ^B are prefixes of multiplexers. */
static bool is_reserved(struct key key)
{
    return key.modifiers & KEY_CONTROL && key.code < 0x80 &&
           strchr("hjmisqzab[", (int)key.code) != NULL;
}

static bool fail(GError **error, const char *what, const char *word)
{
    g_autofree char *safe = text_safe(word);

    g_set_error(error, KEYMAP_ERROR, 0, "%s \"%s\"", what, safe);
    return false;
}

static bool parse_sequence(const char *word, struct sequence *sequence, GError **error)
{
    g_auto(GStrv) names = g_strsplit(word, ",", -1);

    if (strcmp(word, ",") == 0) {
        *sequence = (struct sequence){.keys = {{.code = ','}}, .count = 1};
        return true;
    }
    sequence->count = 0;
    for (int i = 0; names[i]; i++) {
        if (i == SEQUENCE_KEYS) {
            return fail(error, "too many keys in", word);
        }
        if (!key_parse(names[i], &sequence->keys[i])) {
            return fail(error, "no such key:", names[i]);
        }
        if (is_reserved(sequence->keys[i])) {
            return fail(error, "the terminal needs the key", names[i]);
        }
        sequence->count++;
    }
    return sequence->count > 0;
}

struct sequence *sequences_parse(const char *text, size_t *count, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    struct sequence *sequences = g_new0(struct sequence, g_strv_length(words) + 1);

    *count = 0;
    for (int i = 0; words[i]; i++) {
        if (words[i][0] == '\0') {
            continue;
        }
        if (!parse_sequence(words[i], &sequences[*count], error)) {
            break;
        }
        ++*count;
    }
    return sequences;
}

bool sequence_starts(const struct sequence *sequence, const struct key *keys, size_t count)
{
    if (count > sequence->count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!key_equal(sequence->keys[i], keys[i])) {
            return false;
        }
    }
    return true;
}

/* Characters stand side by side; names need a space between. */
void sequence_show(const struct sequence *sequence, GString *out)
{
    char key[32];

    for (size_t i = 0; i < sequence->count; i++) {
        key_show(sequence->keys[i], key, sizeof key);
        if (i > 0 && strlen(key) > 1) {
            g_string_append_c(out, ' ');
        }
        g_string_append(out, key);
    }
}
