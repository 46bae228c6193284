/* SPDX-License-Identifier: Apache-2.0
 *
 * The front door: which subcommand was asked for. Everything else is behind it, in cli/.
 */
#include "cli/cli.h"
#include "cli/config.h"

#include <locale.h>
#include <string.h>

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    config_ignore_relative_folders();
    for (const struct subcommand *command = subcommands; argc > 1 && command->name; command++) {
        if (!strcmp(argv[1], command->name)) {
            return command->run(argc - 1, argv + 1);
        }
    }
    return cli_console(argc, argv);
}
