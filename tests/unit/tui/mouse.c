/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/input.h"

#include <string.h>

/* What the decoder makes of `bytes`: "press 4,9", "wheel 1 0,0", "key x". */
static char *read_all(const char *bytes, bool on, size_t piece)
{
    static const char *const kinds[] = {"press", "drag", "release", "wheel"};
    struct decoder *decoder = decoder_new();
    GString *out = g_string_new(NULL);

    decoder_mouse(decoder, on);
    for (size_t at = 0, count = strlen(bytes); at < count; at += piece) {
        decoder_feed(decoder, bytes + at, MIN(piece, count - at), 10);
        for (;;) {
            struct input input = decoder_next(decoder, 10);
            if (input.kind == INPUT_NONE) {
                break;
            }
            if (input.kind == INPUT_MOUSE) {
                g_string_append_printf(out, "%s %d %d,%d;", kinds[input.mouse.kind], input.mouse.by,
                                       input.mouse.row, input.mouse.col);
            } else {
                g_string_append_printf(out, "key %c;", (char)input.key.code);
            }
        }
    }
    decoder_free(decoder);
    return g_string_free(out, FALSE);
}

static void assert_read(const char *bytes, bool on, const char *expected)
{
    for (size_t piece = 1; piece <= strlen(bytes); piece++) {
        g_autofree char *got = read_all(bytes, on, piece);
        g_assert_cmpstr(got, ==, expected);
    }
}

static void test_events(void)
{
    assert_read("\x1b[<0;10;5M", true, "press 0 4,9;");
    assert_read("\x1b[<0;10;5m", true, "release 0 4,9;");
    assert_read("\x1b[<32;11;5M", true, "drag 0 4,10;");
    assert_read("\x1b[<64;1;1M\x1b[<65;1;1M", true, "wheel -1 0,0;wheel 1 0,0;");
    assert_read("\x1b[<16;1;1Mx", true, "press 0 0,0;key x;"); /* with Control held */
    assert_read("\x1b[<0;223;400Mx", true, "press 0 399,222;key x;");
}

static void test_others(void)
{
    assert_read("\x1b[<1;1;1Mx", true, "key x;");  /* middle */
    assert_read("\x1b[<2;1;1Mx", true, "key x;");  /* right */
    assert_read("\x1b[<66;1;1Mx", true, "key x;"); /* the wheel sideways */
    assert_read("\x1b[<35;1;1Mx", true, "key x;"); /* no button held */
    assert_read("\x1b[<0;0;1Mx\x1b[<0;1Mx\x1b[<0;1;99999999Mx\x1b[<;;Mx", true,
                "key x;key x;key x;key x;");
}

static void test_off(void)
{
    assert_read("\x1b[<0;10;5Mx\x1b[<65;1;1Mx", false, "key x;key x;");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mouse/presses, drags and turns of the wheel are read, whole or split",
                    test_events);
    g_test_add_func("/mouse/other buttons and impossible places are nothing", test_others);
    g_test_add_func("/mouse/reports are swallowed while it is off", test_off);
    return g_test_run();
}
