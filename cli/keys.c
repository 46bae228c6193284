/* SPDX-License-Identifier: Apache-2.0
 *
 * Every key and command as text, Markdown or man source: the README and the man page are made from
 * this.
 */
#include "cli/bindings.h"
#include "cli/cli.h"
#include "tui/help.h"
#include "tui/text.h"
#include "views/commands.h"

#include <stdio.h>
#include <string.h>

#define KEYS_CELLS 16

/* Those of the program, or with what the config makes of them; complaints go to stderr. */
static char *all_keys(const struct config *config)
{
    struct keymap_scope scopes[SCOPES_MOST];
    struct bindings bindings;
    bindings_read(&bindings, config);
    for (guint i = 0; i < bindings.complaints->len; i++) {
        cli_fail("%s", (const char *)bindings.complaints->pdata[i]);
    }
    const struct command *own = bindings.commands ? user_commands_table(bindings.commands) : NULL;
    size_t count = all_scopes(NULL, own, scopes);
    char *text = help_text(bindings.keymap, scopes, count);
    bindings_clear(&bindings);
    return text;
}

/* One line of help_text(): a heading, or keys, id and help. */
struct format {
    const char *name;
    void (*heading)(const char *scope);
    void (*row)(const char *keys, const char *id, const char *help);
};

static void text_heading(const char *scope)
{
    printf("\n%s\n", scope);
}

static void text_row(const char *keys, const char *id, const char *help)
{
    /* printf counts bytes; arrows and the like are one cell and several bytes. */
    g_autofree char *first = *keys ? g_strdup(keys) : g_strconcat(":", id, NULL);
    printf("  %s%*s %-22s %s\n", first, MAX(KEYS_CELLS - text_width(first), 0), "", id, help);
}

static void markdown_heading(const char *scope)
{
    printf("\n**%s**\n\n| keys | |\n|---|---|\n", scope);
}

static void markdown_row(const char *keys, const char *id, const char *help)
{
    g_auto(GStrv) parts = g_strsplit(keys, "|", -1);
    g_autofree char *safe = g_strjoinv("\\|", parts);
    if (*keys) {
        printf("| `%s` | %s |\n", safe, help);
    } else {
        printf("| `:%s` | %s |\n", id, help);
    }
}

/* A backslash, and a dot or quote that begins a line, mean something to roff. */
static void roff_text(const char *text)
{
    for (; *text; text++) {
        fputs(*text == '\\' ? "\\e" : *text == '-' ? "\\-" : (char[]){*text, 0}, stdout);
    }
}

static void roff_heading(const char *scope)
{
    printf(".SS %s\n", scope);
}

static void roff_row(const char *keys, const char *id, const char *help)
{
    fputs(".TP\n.B \"", stdout);
    g_auto(GStrv) quotes = g_strsplit(*keys ? keys : id, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", quotes);
    roff_text(*keys ? "" : ":");
    roff_text(doubled);
    fputs("\"\n\\&", stdout);
    roff_text(help);
    putchar('\n');
}

static const struct format formats[] = {
    {"text",     text_heading,     text_row    },
    {"markdown", markdown_heading, markdown_row},
    {"roff",     roff_heading,     roff_row    },
};

static void print_as(const struct format *format, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) cells = g_strsplit(*line, "\t", 3);
        if (g_str_has_prefix(*line, "# ")) {
            format->heading(*line + 2);
        } else if (g_strv_length(cells) == 3) {
            format->row(cells[0], cells[1], cells[2]);
        }
    }
}

static const struct format *find_format(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (!strcmp(name ? name : "text", formats[i].name)) {
            return &formats[i];
        }
    }
    cli_fail("--format %s: expected text, markdown or roff", name);
    return NULL;
}

int cli_keys(int argc, char **argv)
{
    g_autofree char *name = NULL;
    g_autofree char *path = NULL;
    gboolean defaults = FALSE;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_STRING, &name, "text (default), markdown or roff", "NAME"},
        {"config",       0, 0, G_OPTION_ARG_FILENAME, &path,
         "Config file ($XDG_CONFIG_HOME/vigil/config)", "FILE"},
        {"defaults",   0, 0, G_OPTION_ARG_NONE, &defaults, "As they are without a config", NULL},
        {0 },
    };
    if (!cli_parse("vigil keys", NULL,
                   "Prints every key and command, by view, and what in the config is wrong.",
                   entries, &argc, &argv)) {
        return 2;
    }
    const struct format *format = find_format(name);
    g_autoptr(config) config = defaults ? NULL : config_read(path, &error);
    if (error) {
        cli_fail("%s", error->message);
    }
    if (!format || error) {
        return 2;
    }
    g_autofree char *text = all_keys(config);
    print_as(format, text);
    return 0;
}
