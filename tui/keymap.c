/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/keymap.h"

#include "tui/sequence.h"

#include <string.h>

G_DEFINE_QUARK(vigil - keymap - error, keymap_error)

/* What a command answers to, parsed once. */
struct binding {
    struct sequence *sequences;
    size_t count;
    char *shown; /* NULL when there is no key */
};

struct keymap {
    GHashTable *overrides; /* "scope.id" -> keys as written */
    GHashTable *bindings;  /* const struct command * -> struct binding */
    bool read_only;
};

static void binding_free(void *data)
{
    struct binding *binding = data;

    g_free(binding->sequences);
    g_free(binding->shown);
    g_free(binding);
}

static void choice_free(void *data)
{
    struct argument_choice *choice = data;

    g_free(choice->text);
    g_free(choice->detail);
    g_free(choice);
}

GPtrArray *argument_choices_new(void)
{
    return g_ptr_array_new_with_free_func(choice_free);
}

void argument_add(GPtrArray *choices, const char *text, const char *detail)
{
    struct argument_choice *choice = g_new(struct argument_choice, 1);

    *choice = (struct argument_choice){g_strdup(text), g_strdup(detail)};
    g_ptr_array_add(choices, choice);
}

struct keymap *keymap_new(void)
{
    struct keymap *keymap = g_new0(struct keymap, 1);

    keymap->overrides = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    keymap->bindings = g_hash_table_new_full(NULL, NULL, NULL, binding_free);
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    if (keymap) {
        g_hash_table_unref(keymap->overrides);
        g_hash_table_unref(keymap->bindings);
        g_free(keymap);
    }
}

void keymap_set_read_only(struct keymap *keymap, bool read_only)
{
    keymap->read_only = read_only;
}

bool keymap_has(const struct keymap *keymap, const struct command *command)
{
    return !(keymap->read_only && command->writes);
}

static char *show_sequences(const struct sequence *sequences, size_t count)
{
    GString *shown = g_string_new(NULL);

    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            g_string_append_c(shown, ' ');
        }
        sequence_show(&sequences[i], shown);
    }
    return g_string_free(shown, FALSE);
}

static const char *written_keys(const struct keymap *keymap, const char *scope,
                                const struct command *command)
{
    g_autofree char *name = g_strdup_printf("%s.%s", scope, command->id);
    const char *override = g_hash_table_lookup(keymap->overrides, name);

    return override ? override : command->keys;
}

static const struct binding *binding_of(struct keymap *keymap, const char *scope,
                                        const struct command *command)
{
    struct binding *binding = g_hash_table_lookup(keymap->bindings, command);

    if (!binding) {
        binding = g_new0(struct binding, 1);
        const char *keys = written_keys(keymap, scope, command);
        binding->sequences = sequences_parse(keys ? keys : "", &binding->count, NULL);
        if (binding->count > 0) {
            binding->shown = show_sequences(binding->sequences, binding->count);
        }
        g_hash_table_insert(keymap->bindings, (void *)command, binding);
    }
    return binding;
}

/* Two bindings of one scope clash when one sequence begins with the other. */
static bool clash(const struct sequence *a, size_t a_count, const struct sequence *b,
                  size_t b_count)
{
    for (size_t i = 0; i < a_count; i++) {
        for (size_t j = 0; j < b_count; j++) {
            if (sequence_starts(&a[i], b[j].keys, b[j].count) ||
                sequence_starts(&b[j], a[i].keys, a[i].count)) {
                return true;
            }
        }
    }
    return false;
}

/* The override of the same scope that has one of these keys; NULL when none does. */
static const char *find_clash(const struct keymap *keymap, const char *name, size_t scope_length,
                              const struct sequence *sequences, size_t count)
{
    GHashTableIter iter;
    void *other, *keys;

    g_hash_table_iter_init(&iter, keymap->overrides);
    while (g_hash_table_iter_next(&iter, &other, &keys)) {
        if (strcmp(other, name) == 0 || strncmp(other, name, scope_length) != 0) {
            continue;
        }
        size_t other_count;
        g_autofree struct sequence *others = sequences_parse(keys, &other_count, NULL);
        if (clash(sequences, count, others, other_count)) {
            return other;
        }
    }
    return NULL;
}

bool keymap_bind(struct keymap *keymap, const char *scope, const char *id, const char *keys,
                 GError **error)
{
    g_autofree char *name = g_strdup_printf("%s.%s", scope, id);
    size_t count;
    GError *reason = NULL;

    g_autofree struct sequence *sequences = sequences_parse(keys, &count, &reason);
    if (reason) {
        g_propagate_prefixed_error(error, reason, "%s: ", name);
        return false;
    }
    const char *taken = find_clash(keymap, name, strlen(scope) + 1, sequences, count);
    if (taken) {
        g_set_error(error, KEYMAP_ERROR, 0, "%s: \"%s\" is taken by %s", name, keys, taken);
        return false;
    }
    g_hash_table_insert(keymap->overrides, g_steal_pointer(&name), g_strdup(keys));
    g_hash_table_remove_all(keymap->bindings);
    return true;
}

const char *keymap_keys(struct keymap *keymap, const char *scope, const struct command *command)
{
    return binding_of(keymap, scope, command)->shown;
}

/* How `keys` relate to a command. */
static enum keymap_result match(struct keymap *keymap, const struct keymap_scope *scope,
                                const struct command *command, const struct key *keys, size_t count)
{
    const struct binding *binding = binding_of(keymap, scope->name, command);
    enum keymap_result result = KEYMAP_NONE;

    for (size_t i = 0; i < binding->count; i++) {
        if (sequence_starts(&binding->sequences[i], keys, count)) {
            if (binding->sequences[i].count == count) {
                return KEYMAP_COMMAND;
            }
            result = KEYMAP_PREFIX;
        }
    }
    return result;
}

enum keymap_result keymap_find(struct keymap *keymap, const struct keymap_scope *scopes,
                               size_t scope_count, const struct key *keys, size_t count,
                               const struct keymap_scope **scope, const struct command **command)
{
    for (size_t i = 0; i < scope_count && count > 0; i++) {
        enum keymap_result best = KEYMAP_NONE;
        for (const struct command *row = scopes[i].commands; row && row->id; row++) {
            if (!keymap_has(keymap, row)) {
                continue;
            }
            enum keymap_result result = match(keymap, &scopes[i], row, keys, count);
            if (result == KEYMAP_COMMAND) {
                *scope = &scopes[i];
                *command = row;
                return KEYMAP_COMMAND;
            }
            best = MAX(best, result);
        }
        if (best == KEYMAP_PREFIX) {
            return KEYMAP_PREFIX;
        }
    }
    return KEYMAP_NONE;
}

bool keymap_may_follow(struct keymap *keymap, const struct keymap_scope *scope,
                       const struct command *command, const struct key *keys, size_t count,
                       struct key *next)
{
    const struct binding *binding = binding_of(keymap, scope->name, command);

    for (size_t i = 0; i < binding->count && keymap_has(keymap, command); i++) {
        const struct sequence *sequence = &binding->sequences[i];
        if (sequence->count > count && sequence_starts(sequence, keys, count)) {
            *next = sequence->keys[count];
            return true;
        }
    }
    return false;
}

static bool check_parses(const struct keymap *keymap, const struct keymap_scope *scope,
                         const struct command *command, GError **error)
{
    const char *keys = written_keys(keymap, scope->name, command);
    GError *reason = NULL;
    size_t count;

    g_free(sequences_parse(keys ? keys : "", &count, &reason));
    if (reason) {
        g_propagate_prefixed_error(error, reason, "%s.%s: ", scope->name, command->id);
        return false;
    }
    return true;
}

static bool check_scope(struct keymap *keymap, const struct keymap_scope *scope, GError **error)
{
    for (const struct command *a = scope->commands; a && a->id; a++) {
        if (!check_parses(keymap, scope, a, error)) {
            return false;
        }
        const struct binding *mine = binding_of(keymap, scope->name, a);
        for (const struct command *b = scope->commands; b != a; b++) {
            const struct binding *other = binding_of(keymap, scope->name, b);
            if (strcmp(a->id, b->id) == 0) {
                g_set_error(error, KEYMAP_ERROR, 0, "%s.%s stands twice", scope->name, a->id);
                return false;
            }
            if (clash(mine->sequences, mine->count, other->sequences, other->count)) {
                g_set_error(error, KEYMAP_ERROR, 0, "%s.%s (%s) and %s.%s (%s) have the same keys",
                            scope->name, a->id, mine->shown, scope->name, b->id, other->shown);
                return false;
            }
        }
    }
    return true;
}

static bool names_command(const char *name, const struct keymap_scope *scopes, size_t scope_count)
{
    for (size_t i = 0; i < scope_count; i++) {
        size_t length = strlen(scopes[i].name);
        if (strncmp(name, scopes[i].name, length) != 0 || name[length] != '.') {
            continue;
        }
        for (const struct command *row = scopes[i].commands; row && row->id; row++) {
            if (strcmp(row->id, name + length + 1) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool keymap_check(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count,
                  GError **error)
{
    GHashTableIter iter;
    void *name;

    g_hash_table_iter_init(&iter, keymap->overrides);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        if (!names_command(name, scopes, scope_count)) {
            g_set_error(error, KEYMAP_ERROR, 0, "no such command: %s", (const char *)name);
            return false;
        }
    }
    for (size_t i = 0; i < scope_count; i++) {
        if (!check_scope(keymap, &scopes[i], error)) {
            return false;
        }
    }
    return true;
}
