/* SPDX-License-Identifier: Apache-2.0
 *
 * The repository of checkout: orders, and the queue of those that workers fulfil. The error that
 * everybody sees is raised here, by code that nobody has touched for months.
 */
#include "api/demo/repository.h"

#define DAYS  (24 * 60.0)
#define EDITS (const struct edit[])

#define CLIENT_TS                                                                    \
    "import { TimeoutError } from '../errors';\n"                                    \
    "import { post } from '../http/client';\n"                                       \
    "import { Charge, Order } from '../types';\n"                                    \
    "\n"                                                                             \
    "const PAYMENT_TIMEOUT_S = 30;\n"                                                \
    "\n"                                                                             \
    "/** Asks payment to charge an order; payment asks inventory first. */\n"        \
    "export async function charge(order: Order): Promise<Charge> {\n"                \
    "  const answer = await post('http://payment/charge', order, {\n"                \
    "    timeout: PAYMENT_TIMEOUT_S * 1000,\n"                                       \
    "  });\n"                                                                        \
    "  if (answer.status === 504) {\n"                                               \
    "    throw new TimeoutError(`Payment charge exceeded ${PAYMENT_TIMEOUT_S}s`);\n" \
    "  }\n"                                                                          \
    "  return answer.json<Charge>();\n"                                              \
    "}\n"
#define ROUTE_TS                                                          \
    "import { Request, Response } from 'express';\n"                      \
    "\n"                                                                  \
    "import { orders } from '../db/orders';\n"                            \
    "import { charge } from '../payment/client';\n"                       \
    "import { publish } from '../queue/orders';\n"                        \
    "\n"                                                                  \
    "export async function placeOrder(req: Request, res: Response) {\n"   \
    "  const order = await orders.insert(req.body);\n"                    \
    "  const receipt = await charge(order);\n"                            \
    "  await publish('order.placed', { id: order.id });\n"                \
    "  res.status(201).json({ order: order.id, receipt: receipt.id });\n" \
    "}\n"                                                                 \
    "\n"                                                                  \
    "export async function listOrders(req: Request, res: Response) {\n"   \
    "  const list = await orders.of(req.user);\n"                         \
    "  for (const order of list) {\n"                                     \
    "    order.items = await orders.itemsOf(order.id);\n"                 \
    "  }\n"                                                               \
    "  res.json(list);\n"                                                 \
    "}\n"
#define SERVER_TS                                                        \
    "import express from 'express';\n"                                   \
    "\n"                                                                 \
    "import { listOrders, placeOrder } from './routes/checkout';\n"      \
    "\n"                                                                 \
    "export const app = express();\n"                                    \
    "const wrap = (f) => (req, res, next) => f(req, res).catch(next);\n" \
    "app.post('/checkout', wrap(placeOrder));\n"                         \
    "app.get('/orders', wrap(listOrders));\n"
#define WORKER_TS                                                  \
    "import { consume } from '../queue/orders';\n"                 \
    "import { render } from './invoice';\n"                        \
    "\n"                                                           \
    "const rendered = new Map<string, Buffer>();\n"                \
    "\n"                                                           \
    "export async function work() {\n"                             \
    "  for await (const batch of consume('order.placed', 50)) {\n" \
    "    for (const message of batch) {\n"                         \
    "      rendered.set(message.id, await render(message));\n"     \
    "    }\n"                                                      \
    "  }\n"                                                        \
    "}\n"

static const struct script_commit commits[] = {
    {300 * DAYS, "Lena Hofer",  NULL,              "Checkout: orders, charge, queue",
     EDITS{{"README.md", NULL, "# checkout\n\nTakes orders, has them charged, queues them.\n"},
           {"src/payment/client.ts", NULL, CLIENT_TS},
           {"src/routes/checkout.ts", NULL, ROUTE_TS},
           {"src/server.ts", NULL, SERVER_TS},
           {"src/errors.ts", NULL, "export class TimeoutError extends Error {}\n"},
           {0}}                                                                                       },
    {120 * DAYS, "Lena Hofer",  NULL,              "Worker that renders invoices",
     EDITS{{"src/worker/work.ts", NULL, WORKER_TS},
           {"src/worker/invoice.ts", NULL,
            "export const render = async (order) => Buffer.from(JSON.stringify(order));\n"},
           {0}}                                                                                       },
    {9 * DAYS,   "Omar Haddad", "checkout@4.19.2", "Name the timeout class in the public errors",
     EDITS{{"src/errors.ts", "extends Error {}", "extends Error {\n  name = 'TimeoutError';\n}"},
           {0}}                                                                                       },
    {8.7 * DAYS, "Lena Hofer",  "checkout@4.19.2", "README: how orders reach the workers",
     EDITS{{"README.md", "queues them.\n",
            "queues them.\n\nWorkers (`src/worker`) take 50 orders at a time.\n"},
           {0}}                                                                                       },
    {0,          NULL,          NULL,              NULL,                                          NULL},
};

const struct repository_script script_checkout = {
    .name = "checkout", .remote = "acme/checkout", .commits = commits};
