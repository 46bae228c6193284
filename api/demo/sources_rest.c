/* SPDX-License-Identifier: Apache-2.0
 *
 * The small repositories of recommendations, web and research-agents: what their stack traces and
 * spans name.
 */
#include "api/demo/repository.h"

#define DAYS  (24 * 60.0)
#define EDITS (const struct edit[])

#define RANKING_GO                                                                                \
    "package ranking\n"                                                                           \
    "\n"                                                                                          \
    "// Personalised reads what the nightly job has computed for a user. The flag\n"              \
    "// ranking_v2.table names the table of version 2.\n"                                         \
    "func (r *Ranking) Personalised(ctx context.Context, user string) ([]Item, error) {\n"        \
    "\ttable := r.flags.String(\"ranking_v2.table\", \"recommendations_v1\")\n"                   \
    "\trows, err := r.db.Query(ctx, \"SELECT item, score FROM \"+table+\" WHERE user_id = $1\", " \
    "user)\n"                                                                                     \
    "\tif err != nil {\n"                                                                         \
    "\t\treturn nil, err\n"                                                                       \
    "\t}\n"                                                                                       \
    "\tif len(rows) == 0 {\n"                                                                     \
    "\t\tr.log.Info(\"ranking_v2: \" + table + \" returned 0 rows, serving fallback\")\n"         \
    "\t\treturn r.Fallback(ctx)\n"                                                                \
    "\t}\n"                                                                                       \
    "\treturn items(rows), nil\n"                                                                 \
    "}\n"

static const struct script_commit recommendations[] = {
    {150 * DAYS, "Aiko Tanaka", NULL,                    "Recommendations: what a user may like",
     EDITS{{"README.md", NULL, "# recommendations\n\nWhat a user may like, or else what sells.\n"},
           {"ranking/ranking.go", NULL, RANKING_GO},
           {0}}                                                                                       },
    {12 * DAYS,  "Aiko Tanaka", "recommendations@1.9.3", "README: the flags of ranking",
     EDITS{{"README.md", "what sells.\n",
            "what sells.\n\n`ranking_v2.table`: the table that version 2 reads.\n"},
           {0}}                                                                                       },
    {0,          NULL,          NULL,                    NULL,                                    NULL},
};

const struct repository_script script_recommendations = {
    .name = "recommendations", .remote = "acme/recommendations", .commits = recommendations};

#define PRICE_TSX                                                        \
    "import { format } from '../money';\n"                               \
    "\n"                                                                 \
    "export function PriceTag({ offer, country }) {\n"                   \
    "  const local = offer.prices.find((p) => p.country === country);\n" \
    "  return <span className=\"price\">{format(local.price)}</span>;\n" \
    "}\n"
#define PAGE_TSX                                                             \
    "import { PriceTag } from '../parts/PriceTag';\n"                        \
    "\n"                                                                     \
    "export default function Product({ product, country }) {\n"              \
    "  return <main>{PriceTag({ offer: product.offer, country })}</main>;\n" \
    "}\n"
#define CHUNKS_TS                                                                  \
    "export async function loadPart(name: string) {\n"                             \
    "  const url = `/static/parts/${name}.js`;\n"                                  \
    "  const answer = await fetch(url);\n"                                         \
    "  if (!answer.ok) throw new ChunkLoadError(`Loading part ${name} failed`);\n" \
    "  return answer.text();\n"                                                    \
    "}\n"

static const struct script_commit web[] = {
    {200 * DAYS, "Noor Rahman", NULL,         "Web: the storefront",
     EDITS{{"README.md", NULL, "# web\n\nThe storefront.\n"},
           {"src/parts/PriceTag.tsx", NULL, PRICE_TSX},
           {"src/pages/product.tsx", NULL, PAGE_TSX},
           {"src/parts/load.ts", NULL, CHUNKS_TS},
           {0}}                                                                  },
    {3 * DAYS,   "Noor Rahman", "web@5.12.0", "README: preview deployments",
     EDITS{{"README.md", "The storefront.\n", "The storefront.\n\nEvery branch has a preview.\n"},
           {0}}                                                                  },
    {0,          NULL,          NULL,         NULL,                          NULL},
};

const struct repository_script script_web = {.name = "web", .remote = "acme/web", .commits = web};

#define REGIONS_TS                                                                       \
    "export class LlmNoRegionsToRunError extends Error {}\n"                             \
    "\n"                                                                                 \
    "const MAX_ERRORS = 5;\n"                                                            \
    "const errors = new Map<string, number>();\n"                                        \
    "\n"                                                                                 \
    "/** Counts what went wrong; never looks at how much went right. */\n"               \
    "export function failed(region: string) {\n"                                         \
    "  errors.set(region, (errors.get(region) ?? 0) + 1);\n"                             \
    "}\n"                                                                                \
    "\n"                                                                                 \
    "export function pickRegion(model: string, regions: string[]): string {\n"           \
    "  const left = regions.filter((r) => (errors.get(r) ?? 0) < MAX_ERRORS);\n"         \
    "  if (left.length === 0) throw new LlmNoRegionsToRunError(`No regions left to run " \
    "${model}`);\n"                                                                      \
    "  return left[0];\n"                                                                \
    "}\n"
#define DEBATE_TS                                                \
    "import { pickRegion } from '../llm/regions';\n"             \
    "import { chat } from '../llm/chat';\n"                      \
    "\n"                                                         \
    "export async function speak(agent, question) {\n"           \
    "  const region = pickRegion(agent.model, agent.regions);\n" \
    "  return chat(region, agent, question);\n"                  \
    "}\n"

static const struct script_commit agents[] = {
    {60 * DAYS, "Yusuf Demir", NULL,                    "Research agents: an advocate, a skeptic, a synthesizer",
     EDITS{{"README.md", NULL, "# research-agents\n\nTwo argue, one decides.\n"},
           {"src/llm/regions.ts", NULL, REGIONS_TS},
           {"src/agents/debate.ts", NULL, DEBATE_TS},
           {0}}                                                                                                       },
    {5 * DAYS,  "Yusuf Demir", "research-agents@0.7.0", "README: the three agents",
     EDITS{{"README.md", "one decides.\n", "one decides. All three may search the web.\n"}, {0}}                      },
    {0,         NULL,          NULL,                    NULL,                                                     NULL},
};

const struct repository_script script_agents = {
    .name = "research-agents", .remote = "acme/research-agents", .commits = agents};
