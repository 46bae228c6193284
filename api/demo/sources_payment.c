/* SPDX-License-Identifier: Apache-2.0
 *
 * The repository of payment. Its release 2.8.1 went out minutes before the incident and is
 * innocent: a log line, a document, a dependency.
 */
#include "api/demo/repository.h"

#define RELEASE "payment@2.8.1"
#define HOURS   60.0
#define DAYS    (24 * HOURS)
#define EDITS   (const struct edit[])

#define CHARGE_TS                                                                     \
    "import { checkStock } from '../inventory/client';\n"                             \
    "import { score } from '../fraud/score';\n"                                       \
    "import { gateway } from '../gateway';\n"                                         \
    "import { log } from '../log';\n"                                                 \
    "\n"                                                                              \
    "export async function charge(order) {\n"                                         \
    "  const stock = await checkStock(order.sku, order.warehouse, order.quantity);\n" \
    "  if (!stock.enough) return { declined: 'out of stock' };\n"                     \
    "  const risk = await score(order);\n"                                            \
    "  log.info('charging', { order: order.id, risk });\n"                            \
    "  return gateway.charge(order);\n"                                               \
    "}\n"
#define INVENTORY_TS                                                                           \
    "import { call } from '../rpc';\n"                                                         \
    "import { log } from '../log';\n"                                                          \
    "\n"                                                                                       \
    "const TIMEOUT_MS = 30_000;\n"                                                             \
    "\n"                                                                                       \
    "export async function checkStock(sku: string, warehouse: number, wanted: number) {\n"     \
    "  for (let attempt = 1; attempt <= 3; attempt++) {\n"                                     \
    "    const answer = await call('inventory', 'check_stock', { sku, warehouse, wanted });\n" \
    "    if (answer) return answer;\n"                                                         \
    "    log.warn('inventory slow', { attempt });\n"                                           \
    "  }\n"                                                                                    \
    "  log.error('inventory check timed out', { attempt: 3, timeout_ms: TIMEOUT_MS });\n"      \
    "  throw new Error('504');\n"                                                              \
    "}\n"
#define SCORE_TS                                                                            \
    "import { get } from '../http';\n"                                                      \
    "\n"                                                                                    \
    "export class RateLimitError extends Error {}\n"                                        \
    "\n"                                                                                    \
    "/** Asks riskscore.example; an order without a score is charged all the same. */\n"    \
    "export async function score(order) {\n"                                                \
    "  const answer = await get(`https://api.riskscore.example/v2/score/${order.user}`);\n" \
    "  if (answer.status === 429) {\n"                                                      \
    "    throw new RateLimitError('Too many requests (api.riskscore.example)');\n"          \
    "  }\n"                                                                                 \
    "  return answer.json().score;\n"                                                       \
    "}\n"

static const struct script_commit commits[] = {
    {280 * DAYS, "Chidi Okafor", NULL,    "Payment: charge an order",
     EDITS{{"README.md", NULL, "# payment\n\nCharges orders. Asks inventory before it does.\n"},
           {"package.json", NULL, "{\n  \"name\": \"payment\",\n  \"version\": \"2.8.0\"\n}\n"},
           {"src/charge/charge.ts", NULL, CHARGE_TS},
           {"src/fraud/score.ts", NULL, SCORE_TS},
           {"src/inventory/client.ts", NULL, INVENTORY_TS},
           {0}}                                                                                                                      },
    {28 * HOURS, "Chidi Okafor", RELEASE,
     "Say which attempt was slow when inventory is asked again",                       EDITS{{"src/inventory/client.ts", "log.warn('inventory slow', { attempt });",
            "log.warn('inventory slow', { attempt, sku });"},
           {0}}                                                      },
    {25 * HOURS, "Sofia Brandt", RELEASE, "README: where the gateway's sandbox lives",
     EDITS{{"README.md", "before it does.\n",
            "before it does.\n\nThe sandbox of the gateway is cardgate.example/sandbox.\n"},
           {0}}                                                                                                                      },
    {70,         "Chidi Okafor", RELEASE, "Release 2.8.1",                             EDITS{{"package.json", "2.8.0", "2.8.1"}, {0}}},
    {0,          NULL,           NULL,    NULL,                                        NULL                                          },
};

const struct repository_script script_payment = {
    .name = "payment", .remote = "acme/payment", .commits = commits};
