/* SPDX-License-Identifier: Apache-2.0
 *
 * What the config says line by line: keys ([keys]), commands of the user's own ([commands]), prices
 * of models ([prices]), limits of signals ([limits]).
 */
#ifndef CLI_BINDINGS_H
#define CLI_BINDINGS_H

#include "api/insight/limits.h"
#include "api/insight/prices.h"
#include "cli/config.h"
#include "tui/keymap.h"
#include "views/user_commands.h"

struct bindings {
    struct keymap *keymap;
    struct user_commands *commands; /* NULL when there are none */
    struct prices *prices;          /* NULL when there are none */
    struct limits *limits;          /* NULL when there are none */
    GPtrArray *complaints;          /* of char *: "FILE:12: ..." on each line that was not taken */
};

/* Of the config, NULL = of none. What cannot be taken is left out, so that its default stays, and
 * complained of. */
void bindings_read(struct bindings *bindings, const struct config *config);
void bindings_clear(struct bindings *bindings);

#endif
