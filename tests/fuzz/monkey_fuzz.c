/* SPDX-License-Identifier: Apache-2.0
 *
 * The monkey (tests/monkey): the bytes are its decisions. In `make test` its own main lives through
 * seeds instead.
 */
#include "tests/monkey/monkey.h"

#include <stdbool.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool prepared;
    if (!prepared)
        monkey_prepare();
    prepared = true;
    monkey_run(data, size);
    return 0;
}
