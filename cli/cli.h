/* SPDX-License-Identifier: Apache-2.0
 *
 * Subcommands of the program, one file each. `argv[0]` of each is the subcommand's name; each
 * returns the exit status: 0 fine, 1 failed (having said why on stderr), 2 called wrongly.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct subcommand {
    const char *name;
    const char *arguments; /* for the usage line */
    const char *help;      /* one line */
    int (*run)(int argc, char **argv);
};

/* The table; ends with a NULL name. */
extern const struct subcommand subcommands[];

int cli_console(int argc, char **argv); /* no subcommand: the console */
int cli_serve(int argc, char **argv);
int cli_demo(int argc, char **argv);
int cli_open(int argc, char **argv);
int cli_keys(int argc, char **argv);
int cli_help(int argc, char **argv);

/* Parses options (GOption entries; NULL-terminated) of `program` ("vigil demo"); `parameters` (may
 * be NULL) stand after them in the usage line. What is left of the arguments stays in *argv. False
 * = called wrongly, and said. */
bool cli_parse(const char *program, const char *parameters, const char *summary,
               const GOptionEntry *entries, int *argc, char ***argv);

/* "vigil: what", in one line on stderr. */
void cli_fail(const char *format, ...) G_GNUC_PRINTF(1, 2);

#endif
