/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes from a terminal, in any pieces: every key can be named, a paste is text, and the
 * decoder always takes a plain key again once it is quiet. The keys then go through a prompt and a
 * palette. */
#include "tui/input.h"
#include "tui/palette.h"
#include "tui/prompt.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct widgets {
    struct prompt *prompt;
    struct palette *palette;
};

static void take(struct decoder *decoder, int64_t now, struct widgets *widgets)
{
    for (;;) {
        struct input input = decoder_next(decoder, now);
        char name[32];
        if (input.kind == INPUT_NONE) {
            return;
        }
        if (input.kind == INPUT_PASTE) {
            g_assert_true(g_utf8_validate(input.paste, -1, NULL));
            prompt_paste(widgets->prompt, input.paste);
            palette_paste(widgets->palette, input.paste);
            continue;
        }
        if (input.kind == INPUT_BACKGROUND || input.kind == INPUT_READY ||
            input.kind == INPUT_CURSOR) {
            continue;
        }
        g_assert_cmpint(input.kind, ==, INPUT_KEY);
        key_format(input.key, name, sizeof name);
        g_assert_true(name[0] != '\0' && g_utf8_validate(name, -1, NULL));
        prompt_key(widgets->prompt, input.key);
        palette_key(widgets->palette, input.key);
    }
}

/* Whatever came before, a paste's end and a pause make the next key a key. */
static void check_recovers(struct decoder *decoder, int64_t now)
{
    decoder_feed(decoder, "\x1b[201~", 6, now += INPUT_STALL_MS + 1);
    while (decoder_next(decoder, now).kind != INPUT_NONE) {
    }
    now += 2 * INPUT_STALL_MS;
    while (decoder_next(decoder, now).kind != INPUT_NONE) {
    }
    decoder_feed(decoder, "j", 1, now);
    struct input input = decoder_next(decoder, now);
    g_assert_cmpint(input.kind, ==, INPUT_KEY);
    g_assert_cmpuint(input.key.code, ==, 'j');
}

static void draw(const struct widgets *widgets)
{
    struct grid *grid = grid_new(8, 40);
    struct surface surface = surface_of_grid(grid);
    int row, col;

    prompt_draw(widgets->prompt, &surface, &row, &col);
    prompt_draw_offered(widgets->prompt, &surface);
    palette_draw(widgets->palette, &surface, &row, &col);
    grid_free(grid);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct palette_entry entries[] = {
        {"Follow", "gt", "t"},
        {"Logs",   NULL, "l"}
    };
    static const struct prompt_candidate offers[] = {
        {"text:error", "12"},
        {"text:wide",  NULL}
    };
    struct widgets widgets = {prompt_new("/", "text"),
                              palette_new("Commands", entries, G_N_ELEMENTS(entries), true)};
    struct decoder *decoder = decoder_new();
    g_autoptr(GPtrArray) candidates = g_ptr_array_new();
    int64_t now = 1000;

    g_ptr_array_add(candidates, (void *)"level:error");
    g_ptr_array_add(candidates, (void *)"level:warning");
    prompt_history(widgets.prompt, candidates);
    prompt_offer(widgets.prompt, 0, offers, G_N_ELEMENTS(offers));
    for (size_t at = 0; at < size;) {
        size_t piece = MIN(1 + data[at] % 13u, size - at);
        decoder_feed(decoder, (const char *)data + at, piece, now);
        take(decoder, now, &widgets);
        now += data[at] % 5 == 0 ? INPUT_ESCAPE_MS : 1;
        take(decoder, now, &widgets);
        at += piece;
    }
    g_assert_true(g_utf8_validate(prompt_text(widgets.prompt), -1, NULL));
    draw(&widgets);
    check_recovers(decoder, now);
    decoder_free(decoder);
    prompt_free(widgets.prompt);
    palette_free(widgets.palette);
    return 0;
}
