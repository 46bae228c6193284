/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a fuzz target without a fuzzer, so that targets cannot rot: replays
 * tests/fuzz/corpus/<name>, then a fixed number of mutations of what it read (flips, cuts, repeats,
 * splices from a seeded generator). Speaks TAP; a crash fails the run.
 */
#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUTATIONS 2000
#define LONGEST   4096

/* A fuzzer hands over a pointer that is never NULL, even to nothing. */
static void try_input(const GByteArray *bytes)
{
    static const uint8_t nothing[1];
    LLVMFuzzerTestOneInput(bytes->data ? bytes->data : nothing, bytes->len);
}

static GPtrArray *read_corpus(const char *program)
{
    GPtrArray *inputs = g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
    g_autofree char *name = g_path_get_basename(program);
    g_autofree char *folder = g_build_filename("tests", "fuzz", "corpus", name, NULL);
    g_ptr_array_add(inputs, g_byte_array_new());
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *file; dir && (file = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, file, NULL);
        char *text = NULL;
        size_t size = 0;
        if (g_file_get_contents(path, &text, &size, NULL)) {
            g_ptr_array_add(inputs, g_byte_array_new_take((guint8 *)text, size));
        }
    }
    return inputs;
}

static void mutate(GRand *random, GByteArray *bytes, const GByteArray *other)
{
    for (int n = g_rand_int_range(random, 1, 5); n > 0; n--) {
        guint at = bytes->len ? (guint)g_rand_int_range(random, 0, (gint32)bytes->len) : 0;
        guint8 byte = (guint8)g_rand_int_range(random, 0, 256);
        switch (g_rand_int_range(random, 0, 4)) {
        case 0:
            if (bytes->len) {
                bytes->data[at] = byte;
            }
            break;
        case 1:
            g_byte_array_set_size(bytes, at);
            break;
        case 2:
            g_byte_array_append(bytes, &byte, 1);
            break;
        default:
            if (other->len) {
                guint from = (guint)g_rand_int_range(random, 0, (gint32)other->len);
                g_byte_array_append(bytes, other->data + from, other->len - from);
            }
            break;
        }
    }
    if (bytes->len > LONGEST) {
        g_byte_array_set_size(bytes, LONGEST);
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    g_autoptr(GPtrArray) inputs = read_corpus(argv[0]);
    g_autoptr(GRand) random = g_rand_new_with_seed(20261122);
    for (guint i = 0; i < inputs->len; i++) {
        try_input(g_ptr_array_index(inputs, i));
    }
    for (int i = 0; i < MUTATIONS; i++) {
        const GByteArray *base =
            g_ptr_array_index(inputs, (guint)g_rand_int_range(random, 0, (gint32)inputs->len));
        const GByteArray *other =
            g_ptr_array_index(inputs, (guint)g_rand_int_range(random, 0, (gint32)inputs->len));
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        g_byte_array_append(bytes, base->data, base->len);
        mutate(random, bytes, other);
        try_input(bytes);
    }
    g_print("1..1\nok 1 /fuzz/%u inputs and %d mutations survive\n", inputs->len, MUTATIONS);
    return 0;
}
