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

/* Keys that the user chose for a command. */
struct override {
    char *keys;
    char *where; /* "FILE:12"; NULL when it stands in no file */
    unsigned order;
};

struct keymap {
    GHashTable *overrides; /* "scope.id" -> struct override */
    unsigned overridden;   /* how often; gives them their order */
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

static void override_free(void *data)
{
    struct override *override = data;

    g_free(override->keys);
    g_free(override->where);
    g_free(override);
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

    keymap->overrides = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, override_free);
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

static const struct override *override_of(const struct keymap *keymap, const char *scope,
                                          const struct command *command)
{
    g_autofree char *name = g_strdup_printf("%s.%s", scope, command->id);

    return g_hash_table_lookup(keymap->overrides, name);
}

static const struct binding *binding_of(struct keymap *keymap, const char *scope,
                                        const struct command *command)
{
    struct binding *binding = g_hash_table_lookup(keymap->bindings, command);

    if (!binding) {
        binding = g_new0(struct binding, 1);
        const struct override *override = override_of(keymap, scope, command);
        const char *keys = override ? override->keys : command->keys;
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

bool keymap_bind(struct keymap *keymap, const char *scope, const char *id, const char *keys,
                 const char *where, GError **error)
{
    g_autofree char *name = g_strdup_printf("%s.%s", scope, id);
    size_t count;
    GError *reason = NULL;

    g_free(sequences_parse(keys, &count, &reason));
    if (reason) {
        g_propagate_prefixed_error(error, reason, "%s%s%s: ", where ? where : "", where ? ": " : "",
                                   name);
        return false;
    }
    struct override *override = g_new(struct override, 1);
    *override = (struct override){g_strdup(keys), g_strdup(where), keymap->overridden++};
    g_hash_table_insert(keymap->overrides, g_steal_pointer(&name), override);
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

bool keymap_left_out(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count,
                     const struct key *keys, size_t count)
{
    for (size_t i = 0; i < scope_count; i++) {
        for (const struct command *row = scopes[i].commands; row && row->id; row++) {
            if (!keymap_has(keymap, row) &&
                match(keymap, &scopes[i], row, keys, count) != KEYMAP_NONE) {
                return true;
            }
        }
    }
    return false;
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

/* --- what cannot stand --- */

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

static void complain(GPtrArray *complaints, const struct override *override, char *what)
{
    bool placed = override && override->where;

    g_ptr_array_add(complaints, g_strdup_printf("%s%s%s", placed ? override->where : "",
                                                placed ? ": " : "", what));
    g_free(what);
}

static int by_order(const void *a, const void *b, void *overrides)
{
    const struct override *left = g_hash_table_lookup(overrides, *(const char *const *)a);
    const struct override *right = g_hash_table_lookup(overrides, *(const char *const *)b);

    return left->order < right->order ? -1 : 1;
}

static void drop_unknown(struct keymap *keymap, const struct keymap_scope *scopes, size_t count,
                         GPtrArray *complaints)
{
    guint length;
    g_autofree void **names = g_hash_table_get_keys_as_array(keymap->overrides, &length);

    g_qsort_with_data(names, (int)length, sizeof *names, by_order, keymap->overrides);
    for (guint i = 0; i < length; i++) {
        if (!names_command(names[i], scopes, count)) {
            complain(complaints, g_hash_table_lookup(keymap->overrides, names[i]),
                     g_strdup_printf("there is no command %s; vigil keys lists them",
                                     (const char *)names[i]));
            g_hash_table_remove(keymap->overrides, names[i]);
        }
    }
}

/* A command with the table it stands in. */
struct place {
    const struct keymap_scope *scope;
    const struct command *command;
};

/* Takes the later override of two commands with the same keys back; of none, only complains. */
static bool settle_clash(struct keymap *keymap, struct place a, struct place b,
                         GPtrArray *complaints)
{
    const struct override *first = override_of(keymap, a.scope->name, a.command);
    const struct override *second = override_of(keymap, b.scope->name, b.command);
    const struct binding *ours = binding_of(keymap, a.scope->name, a.command);
    const struct binding *others = binding_of(keymap, b.scope->name, b.command);

    if (a.command == b.command ||
        !clash(ours->sequences, ours->count, others->sequences, others->count)) {
        return false;
    }
    if (first && (!second || second->order < first->order)) {
        return settle_clash(keymap, b, a, complaints);
    }
    complain(complaints, second,
             g_strdup_printf("%s.%s (%s): %s.%s (%s) has these keys%s", b.scope->name,
                             b.command->id, others->shown, a.scope->name, a.command->id,
                             ours->shown,
                             !second           ? ""
                             : b.command->keys ? "; the default stays"
                                               : "; it gets none"));
    if (second) {
        g_autofree char *name = g_strdup_printf("%s.%s", b.scope->name, b.command->id);
        g_hash_table_remove(keymap->overrides, name);
        g_hash_table_remove_all(keymap->bindings);
    }
    return second != NULL;
}

/* True when an override was taken back, so that its default may clash now. */
static bool settle_scopes(struct keymap *keymap, const struct keymap_scope *a,
                          const struct keymap_scope *b, GPtrArray *complaints)
{
    for (const struct command *row = a->commands; row && row->id; row++) {
        for (const struct command *other = a == b ? row + 1 : b->commands; other && other->id;
             other++) {
            if (settle_clash(keymap, (struct place){a, row}, (struct place){b, other},
                             complaints)) {
                return true;
            }
        }
    }
    return false;
}

static bool settle_once(struct keymap *keymap, const struct keymap_scope *scopes, size_t count,
                        GPtrArray *complaints)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i; j < count; j++) {
            bool together = i == j || scopes[i].common || scopes[j].common;
            if (together && settle_scopes(keymap, &scopes[i], &scopes[j], complaints)) {
                return true;
            }
        }
    }
    return false;
}

void keymap_settle(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count,
                   GPtrArray *complaints)
{
    g_autoptr(GPtrArray) last = g_ptr_array_new_with_free_func(g_free);

    drop_unknown(keymap, scopes, scope_count, complaints);
    while (settle_once(keymap, scopes, scope_count, last)) {
        g_ptr_array_add(complaints, g_steal_pointer(&last->pdata[last->len - 1]));
        g_ptr_array_set_size(last, 0);
    }
    for (guint i = 0; i < last->len; i++) {
        g_ptr_array_add(complaints, g_steal_pointer(&last->pdata[i]));
    }
}
