/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/notice.h"

#include "tui/abilities.h"
#include "tui/text.h"

#include <stdlib.h>
#include <string.h>

#define NOTICE_CELLS 160

static bool is_set(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

/* TMUX is left over from outside in a GNU screen that was started in tmux, and STY the other way
 * round: only a name of its own tells tmux then. */
struct notice_terminal notice_terminal(void)
{
    const char *term = getenv("TERM");
    bool inside = is_set("TMUX") && !is_set("STY");

    return (struct notice_terminal){
        .term = term ? term : "",
        .tmux = inside || (term && g_str_has_prefix(term, "tmux")),
        .vte = getenv("VTE_VERSION") != NULL,
    };
}

static bool is_one_of(const char *term, const char *const *names)
{
    for (; *names; names++) {
        if (g_str_has_prefix(term, *names)) {
            return true;
        }
    }
    return false;
}

/* The form that the terminal takes; NULL: only the bell. */
static const char *form_of(const struct notice_terminal *terminal)
{
    static const char *const urxvt[] = {"rxvt", "foot", "contour", NULL};

    if (!terminal->tmux && !term_has(terminal->term, ABILITY_WINDOW)) {
        return NULL;
    }
    if (terminal->vte || is_one_of(terminal->term, urxvt)) {
        return "\x1b]777;notify;vigil;%s\a";
    }
    return "\x1b]9;vigil: %s\a";
}

/* tmux hands on what stands in a DCS of its own, with every escape twice. */
static void append_through(GString *out, const char *sequence)
{
    g_string_append(out, "\x1bPtmux;");
    for (const char *at = sequence; *at; at++) {
        if (*at == '\x1b') {
            g_string_append_c(out, '\x1b');
        }
        g_string_append_c(out, *at);
    }
    g_string_append(out, "\x1b\\");
}

void notice_append(GString *out, const struct notice_terminal *terminal, const char *text)
{
    const char *form = form_of(terminal);

    g_string_append_c(out, '\a');
    if (!form) {
        return;
    }
    g_autofree char *safe = text_safe(text);
    g_autofree char *cut = text_cut(safe, NOTICE_CELLS);
    g_autoptr(GString) sequence = g_string_new(NULL);
    const char *hole = strstr(form, "%s");
    g_string_append_len(sequence, form, hole - form);
    g_string_append(sequence, cut);
    g_string_append(sequence, hole + 2);
    if (terminal->tmux) {
        append_through(out, sequence->str);
    } else {
        g_string_append_len(out, sequence->str, (gssize)sequence->len);
    }
}
