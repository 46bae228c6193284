/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/tape_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever the bytes are, a tape and jansson agree, before and after they are mended. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tape_check_mended((const char *)data, size);
    return 0;
}
