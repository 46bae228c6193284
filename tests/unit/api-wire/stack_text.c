/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/stack_text.h"

#include <glib.h>
#include <string.h>

/* "charge@/srv/app/pay.go:34 ..." in the order of an event; a minus behind those of libraries. */
static void assert_frames(const char *text, const char *wanted)
{
    json_t *frames = stack_text_frames(text), *frame;
    size_t i;
    g_autoptr(GString) out = g_string_new(NULL);
    json_array_foreach(frames, i, frame)
    {
        g_string_append_printf(out, "%s%s@%s:%d%s", i ? " " : "",
                               json_string_value(json_object_get(frame, "function")),
                               json_string_value(json_object_get(frame, "filename")),
                               (int)json_integer_value(json_object_get(frame, "lineno")),
                               json_is_true(json_object_get(frame, "in_app")) ? "" : "-");
    }
    g_assert_cmpstr(out->str, ==, wanted);
    json_decref(frames);
}

static void a_go_trace_names_functions_above_their_places(void)
{
    assert_frames("goroutine 17 [running]:\n"
                  "runtime/debug.Stack()\n"
                  "\t/usr/local/go/src/runtime/debug/stack.go:24 +0x65\n"
                  "go.opentelemetry.io/otel/sdk/trace.recordStackTrace()\n"
                  "\t/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.16.0/trace/span.go:467 +0x2b\n"
                  "main.(*Cart).total(0xc000010000, {0x6f1a20, 0x2})\n"
                  "\t/srv/app/cart.go:12 +0x1d\n"
                  "net/http.HandlerFunc.ServeHTTP(...)\n"
                  "\t/usr/local/go/src/net/http/server.go:2122\n"
                  "created by net/http.(*Server).Serve in goroutine 1\n"
                  "\t/usr/local/go/src/net/http/server.go:3086 +0x5cb\n"
                  "\n"
                  "goroutine 1 [IO wait]:\n"
                  "main.main()\n"
                  "\t/srv/app/main.go:9 +0x11\n",
                  "net/http.(*Server).Serve@/usr/local/go/src/net/http/server.go:3086- "
                  "net/http.HandlerFunc.ServeHTTP@/usr/local/go/src/net/http/server.go:2122- "
                  "main.(*Cart).total@/srv/app/cart.go:12");
}

static void odd_go_traces_are_no_trouble(void)
{
    assert_frames("\t/srv/app/cart.go:12 +0x1d\n", "(null)@/srv/app/cart.go:12");
    assert_frames("main.f())))\n\t/srv/app/a.go:1\n)\n\t/srv/app/b.go:2",
                  ")@/srv/app/b.go:2 main.f())))@/srv/app/a.go:1");
}

static void other_languages_stay_as_they_were(void)
{
    assert_frames("Error: x\n    at charge (/srv/app/pay.js:34:15)\n", "charge@/srv/app/pay.js:34");
    assert_frames("  File \"/srv/app/pay.py\", line 34, in charge\n", "charge@/srv/app/pay.py:34");
    assert_frames("\tat com.acme.Cart.total(Cart.java:12)\n", "com.acme.Cart.total@Cart.java:12");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stack text/a Go trace names functions above their places",
                    a_go_trace_names_functions_above_their_places);
    g_test_add_func("/stack text/odd Go traces are no trouble", odd_go_traces_are_no_trouble);
    g_test_add_func("/stack text/other languages stay as they were",
                    other_languages_stay_as_they_were);
    return g_test_run();
}
