/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys and commands. A command is a row of a const table: default keys, an id, one line of help,
 * and what it runs. Help, hints, palette and the man page are made from these rows.
 */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A key: a Unicode character, or one of the named below, with modifiers. */
enum key_code {
    KEY_CODE_NONE = 0,
    KEY_CODE_NAMED = 0x110000, /* first above Unicode */
    KEY_CODE_UP,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_ENTER,
    KEY_CODE_ESCAPE,
    KEY_CODE_TAB,
    KEY_CODE_BACKTAB,
    KEY_CODE_BACKSPACE,
    KEY_CODE_DELETE,
    KEY_CODE_INSERT,
    KEY_CODE_F1,
    KEY_CODE_F12 = KEY_CODE_F1 + 11,
};
enum key_modifier { KEY_CONTROL = 1, KEY_ALT = 2, KEY_SHIFT = 4 };

struct key {
    uint32_t code;
    unsigned modifiers; /* control letters come as the lower-case letter with KEY_CONTROL */
};

/* "j", "^D", "Enter", "S-Tab", "A-x", "Space", "F1". */
bool key_parse(const char *name, struct key *key);
/* The name, as key_parse() takes it. */
char *key_format(struct key key, char *out, size_t size);
/* The same for people: arrows are arrows. */
char *key_show(struct key key, char *out, size_t size);
bool key_equal(struct key a, struct key b);

/* What may be typed behind a command's name in the palette: ":theme dark". Each function gets the
 * context of the table in which the command stands. */
struct argument {
    const char *name; /* as help writes it: "NAME" */
    const char *kind; /* what one of its choices is, at the right of the palette: "theme" */
    /* Takes what was chosen or typed: stripped, never empty. False having said why not. */
    bool (*take)(void *context, const char *text);
    /* Whether typed text may be taken; else the byte at which it is wrong, and why. May be NULL. */
    bool (*check)(void *context, const char *text, size_t *offset, GError **error);
    /* Adds by argument_add() what can be chosen; may be NULL. */
    void (*choices)(void *context, GPtrArray *choices);
    /* `text` is under the cursor of the palette; NULL: it was given up. May be NULL. */
    void (*preview)(void *context, const char *text);
    bool free; /* any text will do: what is typed counts before a choice that is like it */
};

struct argument_choice {
    char *text;
    char *detail; /* instead of the argument's kind; may be NULL */
};
/* A list for argument.choices; free with g_ptr_array_unref(). */
GPtrArray *argument_choices_new(void);
void argument_add(GPtrArray *choices, const char *text, const char *detail);

/* One command. `run` gets the context of the table it stands in. Returns false when there is
 * nothing to do, having said why. What a row leaves out is zero. */
struct command {
    const char *keys; /* default sequences, separated by spaces: "j Down"; a two-key sequence is
                         written "g,t". NULL = palette only */
    const char *id;   /* "next-row": config, palette, tests */
    const char *help; /* one line, imperative */
    bool (*run)(void *context);      /* NULL when it does nothing without its argument */
    bool writes;                     /* left out with --read-only */
    const struct argument *argument; /* NULL = it takes none */
};

/* Tables in order of precedence; the first match wins. A table ends with a NULL id. */
struct keymap_scope {
    const char *name; /* "logs", "everywhere": a heading in help */
    const struct command *commands;
    void *context;
    bool common; /* its keys hold beside those of every other table */
};

#define KEYMAP_ERROR keymap_error_quark()
GQuark keymap_error_quark(void);

struct keymap;
struct keymap *keymap_new(void);
void keymap_free(struct keymap *keymap);
/* With --read-only: commands that write are not found, listed or shown. */
void keymap_set_read_only(struct keymap *keymap, bool read_only);
/* False for a command that read-only leaves out. */
bool keymap_has(const struct keymap *keymap, const struct command *command);
/* Overrides from the config: [keys] everywhere.resolve = "a,r"; "" leaves the palette only. `where`
 * ("FILE:12", may be NULL) stands before what is said of it. Fails naming what is no key. */
bool keymap_bind(struct keymap *keymap, const char *scope, const char *id, const char *keys,
                 const char *where, GError **error);
/* After all overrides: takes back those that name no command, or whose keys are the same as, or the
 * beginning of, those of another command that can be meant in the same place; of two overrides the
 * later. Adds a sentence on each to `complaints` (of char *), and on defaults that clash. */
void keymap_settle(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count,
                   GPtrArray *complaints);
/* The keys of a command as shown: "j ↓"; NULL if it has none. Owned by the keymap. */
const char *keymap_keys(struct keymap *keymap, const char *scope, const struct command *command);

enum keymap_result { KEYMAP_NONE, KEYMAP_PREFIX, KEYMAP_COMMAND };
/* Looks up the sequence `keys` of `count` in `scopes`. PREFIX: a longer one begins with it (a
 * prefix that is also a whole command does not occur; the unit test checks). */
enum keymap_result keymap_find(struct keymap *keymap, const struct keymap_scope *scopes,
                               size_t scope_count, const struct key *keys, size_t count,
                               const struct keymap_scope **scope, const struct command **command);
/* Of keys that find nothing: whether they are, or begin, those of a command that read-only leaves
 * out. */
bool keymap_left_out(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count,
                     const struct key *keys, size_t count);

/* Whether a key may follow `keys` towards `command`; *next is that key. */
bool keymap_may_follow(struct keymap *keymap, const struct keymap_scope *scope,
                       const struct command *command, const struct key *keys, size_t count,
                       struct key *next);

#endif
