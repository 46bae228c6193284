/* SPDX-License-Identifier: Apache-2.0
 *
 * A line of input under any keys, pastes, offers, history and complaints, drawn at any width: its
 * text stays whole UTF-8 without control characters, its cursor at a character of it.
 */
#include "tui/grid.h"
#include "tui/prompt.h"

#include <locale.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct prompt *prompt, int cols)
{
    const char *text = prompt_text(prompt);
    size_t cursor = prompt_cursor(prompt);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_cmpuint(cursor, <=, strlen(text));
    g_assert_true(((unsigned char)text[cursor] & 0xc0) != 0x80);
    for (const char *at = text; *at; at++)
        g_assert_true((unsigned char)*at >= 0x20 && *at != 0x7f);
    struct grid *grid = grid_new(6, cols);
    struct surface all = surface_of_grid(grid);
    struct surface above = surface_part(&all, 0, 0, 4, cols);
    struct surface line = surface_part(&all, 4, 0, 2, cols);
    int row = -1, col = -1;
    prompt_draw_offered(prompt, &above);
    prompt_draw(prompt, &line, &row, &col);
    g_assert_true(row < 6 && col < cols && (row < 0 || col >= 0));
    grid_free(grid);
}

static void offer(struct prompt *prompt, unsigned byte)
{
    static const struct prompt_candidate candidates[] = {
        {"level:error",   "12"  },
        {"level:warning", NULL  },
        {"日本語:x",   "wide"},
        {"",              ""    }
    };
    size_t cursor = prompt_cursor(prompt), from = byte % (cursor + 1);
    while (((unsigned char)prompt_text(prompt)[from] & 0xc0) == 0x80)
        from--;
    prompt_offer(prompt, from, candidates, byte % (G_N_ELEMENTS(candidates) + 1));
}

static struct key key_of(unsigned kind, unsigned byte)
{
    static const uint32_t odd[] = {0x301, 0x200d, 0x1f468, 0x202e, 0x65e5, 0x7f, 0x9b, 0, 0x110000};
    struct key key = {.code = byte, .modifiers = kind & 7};
    if (kind & 8)
        key.code = KEY_CODE_UP + byte % (KEY_CODE_F12 - KEY_CODE_UP + 1);
    else if (kind & 16)
        key.code = odd[byte % G_N_ELEMENTS(odd)];
    return key;
}

static void act(struct prompt *prompt, unsigned kind, unsigned byte, const char *rest)
{
    g_autofree char *some = g_strndup(rest, byte % 40);
    g_autofree char *valid = g_utf8_make_valid(some, -1);
    switch (kind >> 5) {
    case 0:
        prompt_paste(prompt, valid);
        break;
    case 1:
        offer(prompt, byte);
        break;
    case 2:
        prompt_complain(prompt, byte & 1 ? valid : NULL, byte);
        prompt_note(prompt, byte & 2 ? valid : NULL);
        break;
    default:
        prompt_key(prompt, key_of(kind, byte));
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GPtrArray) history = g_ptr_array_new();
    g_autofree char *text = g_strndup((const char *)data, size);
    setlocale(LC_ALL, "C.UTF-8");
    g_ptr_array_add(history, (char *)"is:unresolved");
    g_ptr_array_add(history, (char *)"日本 e\xcc\x81 👩‍👩‍👧");
    struct prompt *prompt = prompt_new("query ", "level:error");
    prompt_history(prompt, history);
    for (size_t i = 0; i + 1 < size && i < 2000; i += 2) {
        act(prompt, data[i], data[i + 1], text + MIN(i, strlen(text)));
        check(prompt, 1 + data[i + 1] % 100);
    }
    prompt_free(prompt);
    return 0;
}
