/* SPDX-License-Identifier: Apache-2.0
 *
 * The repository of inventory. The eighteen commits of 3.1.0 are meant well, all of them; one drops
 * the index that check_stock lives on, because a reporting replica said that nobody used it.
 */
#include "api/demo/repository.h"

#define RELEASE "inventory@3.1.0"
#define HOURS   60.0
#define DAYS    (24 * HOURS)
#define EDITS   (const struct edit[])

#define SERVICE_PY                                                                    \
    "\"\"\"What is on the shelves, for whoever is about to sell it.\"\"\"\n"          \
    "import logging\n"                                                                \
    "\n"                                                                              \
    "from inventory.stock import queries\n"                                           \
    "from inventory.stock.models import Availability\n"                               \
    "\n"                                                                              \
    "log = logging.getLogger(__name__)\n"                                             \
    "\n"                                                                              \
    "\n"                                                                              \
    "def check_stock(db, sku, warehouse_id, wanted):\n"                               \
    "    \"\"\"Can `wanted` pieces of `sku` be sold from this warehouse now?\"\"\"\n" \
    "    rows = queries.stock_of(db, sku, warehouse_id)\n"                            \
    "    free = sum(row.on_hand - row.reserved for row in rows)\n"                    \
    "    log.debug(\"check_stock sku=%s free=%d wanted=%d\", sku, free, wanted)\n"    \
    "    return Availability(sku=sku, free=free, enough=free >= wanted)\n"
#define QUERIES_PY                                                                              \
    "\"\"\"The SQL of the stock tables. Every statement here is meant to use an index.\"\"\"\n" \
    "\n"                                                                                        \
    "STOCK_OF = \"\"\"\n"                                                                       \
    "    SELECT id, on_hand, reserved FROM stock\n"                                             \
    "    WHERE sku = $1 AND warehouse_id = $2\n"                                                \
    "\"\"\"\n"                                                                                  \
    "\n"                                                                                        \
    "PRODUCT = \"SELECT id, name, price FROM products WHERE id = $1\"\n"                        \
    "\n"                                                                                        \
    "\n"                                                                                        \
    "def stock_of(db, sku, warehouse_id):\n"                                                    \
    "    return db.fetch(STOCK_OF, sku, warehouse_id)\n"                                        \
    "\n"                                                                                        \
    "\n"                                                                                        \
    "def product(db, product_id):\n"                                                            \
    "    return db.fetch_one(PRODUCT, product_id)\n"
#define MODELS_PY                         \
    "from dataclasses import dataclass\n" \
    "\n"                                  \
    "\n"                                  \
    "@dataclass(frozen=True)\n"           \
    "class Availability:\n"               \
    "    sku: str\n"                      \
    "    free: int\n"                     \
    "    enough: bool\n"                  \
    "\n"                                  \
    "\n"                                  \
    "@dataclass\n"                        \
    "class StockRow:\n"                   \
    "    id: int\n"                       \
    "    on_hand: int\n"                  \
    "    reserved: int\n"                 \
    "\n"                                  \
    "    def stock_level(self):\n"        \
    "        return self.on_hand - self.reserved\n"
#define EXPORT_PY                                                          \
    "\"\"\"Stock levels for the merchandisers, as CSV.\"\"\"\n"            \
    "import csv\n"                                                         \
    "\n"                                                                   \
    "ALL = \"SELECT sku, warehouse_id, on_hand FROM stock ORDER BY id\"\n" \
    "\n"                                                                   \
    "\n"                                                                   \
    "def export(db, out):\n"                                               \
    "    writer = csv.writer(out)\n"                                       \
    "    writer.writerows(db.fetch(ALL))\n"
#define SWEEPER_PY                                                                    \
    "\"\"\"Frees what was reserved and never bought.\"\"\"\n"                         \
    "import logging\n"                                                                \
    "\n"                                                                              \
    "log = logging.getLogger(__name__)\n"                                             \
    "EXPIRED = \"DELETE FROM reservations WHERE expires_at < now() RETURNING sku\"\n" \
    "\n"                                                                              \
    "\n"                                                                              \
    "def sweep(db):\n"                                                                \
    "    freed = db.fetch(EXPIRED)\n"                                                 \
    "    log.info(\"sweeper freed %d reservations\", len(freed))\n"                   \
    "    return len(freed)\n"
#define DB_PY                                                               \
    "import psycopg_pool\n"                                                 \
    "\n"                                                                    \
    "from inventory import settings\n"                                      \
    "\n"                                                                    \
    "\n"                                                                    \
    "def connect():\n"                                                      \
    "    return psycopg_pool.ConnectionPool(\n"                             \
    "        settings.DATABASE_URL, min_size=4, max_size=40, timeout=3.0\n" \
    "    )\n"
#define SETTINGS_PY                                                                  \
    "import os\n"                                                                    \
    "\n"                                                                             \
    "DATABASE_URL = os.environ.get(\"DATABASE_URL\", \"postgresql:///inventory\")\n" \
    "STATEMENT_TIMEOUT_MS = 60_000\n"                                                \
    "FLAGS = {\n"                                                                    \
    "    \"reserve_on_checkout\": True,\n"                                           \
    "}\n"
#define APP_PY                                 \
    "from inventory import db, warehouses\n"   \
    "from inventory.rpc import Server\n"       \
    "from inventory.stock import service\n"    \
    "\n"                                       \
    "\n"                                       \
    "def main():\n"                            \
    "    server = Server(pool=db.connect())\n" \
    "    server.expose(service.check_stock)\n" \
    "    server.expose(warehouses.nearest)\n"  \
    "    server.run(port=7070)\n"
#define WAREHOUSES_PY                                                                         \
    "def nearest(db, country):\n"                                                             \
    "    return db.fetch_one(\n"                                                              \
    "        \"SELECT id, code FROM warehouses WHERE country = $1 ORDER BY rank\", country\n" \
    "    )\n"
#define TEST_PY                                                           \
    "from inventory.stock import service\n"                               \
    "\n"                                                                  \
    "\n"                                                                  \
    "def test_enough_on_the_shelf(db):\n"                                 \
    "    db.stock(\"SKU-1001\", warehouse_id=1, on_hand=7, reserved=2)\n" \
    "    assert service.check_stock(db, \"SKU-1001\", 1, wanted=5).enough\n"
#define README_MD                                                                                 \
    "# inventory\n\nWhat is on the shelves. One RPC matters: `check_stock`, which payment asks\n" \
    "before every charge.\n"
#define OPERATIONS_MD                                                                           \
    "# Operations\n\nMigrations run after the new pods are up, one by one, without a lock on\n" \
    "`stock`. Indexes are dropped concurrently.\n"
#define CHANGELOG_MD "# Changelog\n\n## 3.0.4\n- Reservations expire after 15 minutes.\n"

static const struct edit first_files[] = {
    {"README.md",                   NULL, README_MD        },
    {"CHANGELOG.md",                NULL, CHANGELOG_MD     },
    {"pyproject.toml",              NULL,
     "[project]\nname = \"inventory\"\nversion = \"3.0.4\"\n"
     "dependencies = [\"psycopg[pool]==3.2.1\"]\n"         },
    {"docs/operations.md",          NULL, OPERATIONS_MD    },
    {"inventory/__init__.py",       NULL, ""               },
    {"inventory/app.py",            NULL, APP_PY           },
    {"inventory/db.py",             NULL, DB_PY            },
    {"inventory/rpc.py",            NULL,
     "class Server:\n    def __init__(self, pool):\n        self.pool = pool\n"
     "        self.methods = {}\n\n    def expose(self, function):\n"
     "        self.methods[function.__name__] = function\n"},
    {"inventory/settings.py",       NULL, SETTINGS_PY      },
    {"inventory/warehouses.py",     NULL, WAREHOUSES_PY    },
    {"inventory/stock/__init__.py", NULL, ""               },
    {"inventory/stock/export.py",   NULL, EXPORT_PY        },
    {"inventory/stock/models.py",   NULL, MODELS_PY        },
    {"inventory/stock/queries.py",  NULL, QUERIES_PY       },
    {"inventory/stock/service.py",  NULL, SERVICE_PY       },
    {"inventory/stock/sweeper.py",  NULL, SWEEPER_PY       },
    {"tests/test_check_stock.py",   NULL, TEST_PY          },
    {NULL,                          NULL, NULL             },
};

static const struct edit first_migrations[] = {
    {"migrations/0001_create_products.sql",         NULL,
     "CREATE TABLE products (id bigserial PRIMARY KEY, name text NOT NULL, price bigint);\n"            },
    {"migrations/0002_create_warehouses.sql",       NULL,
     "CREATE TABLE warehouses (id bigserial PRIMARY KEY, code text, country text);\n"                   },
    {"migrations/0003_create_stock.sql",            NULL,
     "CREATE TABLE stock (id bigserial PRIMARY KEY, sku text NOT NULL, warehouse_id bigint,\n"
     "    on_hand int NOT NULL, reserved int NOT NULL DEFAULT 0);\n"                                    },
    {"migrations/0004_create_reservations.sql",     NULL,
     "CREATE TABLE reservations (id bigserial PRIMARY KEY, sku text, expires_at timestamptz);\n"        },
    {"migrations/0005_stock_warehouse_fk.sql",      NULL,
     "ALTER TABLE stock ADD FOREIGN KEY (warehouse_id) REFERENCES warehouses (id);\n"                   },
    {"migrations/0006_products_name_idx.sql",       NULL,
     "CREATE INDEX products_name_idx ON products (name);\n"                                             },
    {"migrations/0007_reservations_expiry_idx.sql", NULL,
     "CREATE INDEX reservations_expiry_idx ON reservations (expires_at);\n"                             },
    {"migrations/0008_stock_sku_warehouse_idx.sql", NULL,
     "-- check_stock asks by both.\n"
     "CREATE INDEX stock_sku_warehouse_idx ON stock (sku, warehouse_id);\n"                             },
    {"migrations/0009_warehouses_rank.sql",         NULL,
     "ALTER TABLE warehouses ADD rank int NOT NULL DEFAULT 100;\n"                                      },
    {"migrations/0010_create_stock_movements.sql",  NULL,
     "CREATE TABLE stock_movements (id bigserial PRIMARY KEY, stock_id bigint, delta int);\n"           },
    {"migrations/0011_movements_note.sql",          NULL, "ALTER TABLE stock_movements ADD note text;\n"},
    {"migrations/0012_movements_note_idx.sql",      NULL,
     "CREATE INDEX stock_movements_note_idx ON stock_movements (note);\n"                               },
    {"migrations/0013_products_brand.sql",          NULL, "ALTER TABLE products ADD brand text;\n"      },
    {"migrations/0014_products_brand_idx.sql",      NULL,
     "CREATE INDEX products_brand_idx ON products (brand);\n"                                           },
    {"migrations/0015_reservations_order.sql",      NULL,
     "ALTER TABLE reservations ADD order_id bigint;\n"                                                  },
    {"migrations/0016_reservations_order_idx.sql",  NULL,
     "CREATE INDEX reservations_order_idx ON reservations (order_id);\n"                                },
    {"migrations/0017_warehouses_old_code.sql",     NULL,
     "ALTER TABLE warehouses ADD old_code text;\n"                                                      },
    {"migrations/0018_warehouses_old_code_idx.sql", NULL,
     "CREATE INDEX warehouses_old_code_idx ON warehouses (old_code);\n"                                 },
    {"migrations/0019_products_weight.sql",         NULL, "ALTER TABLE products ADD weight_g int;\n"    },
    {"migrations/0020_products_volume.sql",         NULL, "ALTER TABLE products ADD volume_ml int;\n"   },
    {"migrations/0021_create_suppliers.sql",        NULL,
     "CREATE TABLE suppliers (id bigserial PRIMARY KEY, name text NOT NULL);\n"                         },
    {"migrations/0022_products_supplier.sql",       NULL,
     "ALTER TABLE products ADD supplier_id bigint REFERENCES suppliers (id);\n"                         },
    {"migrations/0023_reservations_legacy_ref.sql", NULL,
     "ALTER TABLE reservations ADD legacy_ref text;\n"                                                  },
    {NULL,                                          NULL, NULL                                          },
};

static const struct edit later_migrations[] = {
    {"migrations/0024_reservations_legacy_ref_idx.sql", NULL,
     "CREATE INDEX reservations_legacy_ref_idx ON reservations (legacy_ref);\n"                                 },
    {"migrations/0025_movements_reason.sql",            NULL,
     "ALTER TABLE stock_movements ADD reason text NOT NULL DEFAULT '';\n"                                       },
    {"migrations/0026_products_active.sql",             NULL,
     "ALTER TABLE products ADD active boolean NOT NULL DEFAULT true;\n"                                         },
    {"migrations/0027_stock_updated_at.sql",            NULL,
     "ALTER TABLE stock ADD updated_at timestamptz;\n"                                                          },
    {"migrations/0028_suppliers_country.sql",           NULL, "ALTER TABLE suppliers ADD country text;\n"       },
    {"migrations/0029_create_counts.sql",               NULL,
     "CREATE TABLE counts (id bigserial PRIMARY KEY, stock_id bigint, counted int);\n"                          },
    {"migrations/0030_counts_who.sql",                  NULL, "ALTER TABLE counts ADD counted_by text;\n"       },
    {"migrations/0031_counts_when.sql",                 NULL, "ALTER TABLE counts ADD counted_at timestamptz;\n"},
    {"migrations/0032_products_tax_class.sql",          NULL, "ALTER TABLE products ADD tax_class text;\n"      },
    {"migrations/0033_warehouses_timezone.sql",         NULL,
     "ALTER TABLE warehouses ADD timezone text;\n"                                                              },
    {"migrations/0034_stock_not_negative.sql",          NULL,
     "ALTER TABLE stock ADD CHECK (on_hand >= 0 AND reserved >= 0);\n"                                          },
    {"migrations/0035_suppliers_lead_days.sql",         NULL, "ALTER TABLE suppliers ADD lead_days int;\n"      },
    {"migrations/0036_create_transfers.sql",            NULL,
     "CREATE TABLE transfers (id bigserial PRIMARY KEY, from_id bigint, to_id bigint);\n"                       },
    {"migrations/0037_transfers_state.sql",             NULL, "ALTER TABLE transfers ADD state text;\n"         },
    {"migrations/0038_transfers_state_idx.sql",         NULL,
     "CREATE INDEX transfers_state_idx ON transfers (state) WHERE state <> 'done';\n"                           },
    {"migrations/0039_products_origin.sql",             NULL, "ALTER TABLE products ADD origin text;\n"         },
    {"migrations/0040_reservations_channel.sql",        NULL,
     "ALTER TABLE reservations ADD channel text;\n"                                                             },
    {"migrations/0041_movements_actor.sql",             NULL, "ALTER TABLE stock_movements ADD actor text;\n"   },
    {"migrations/0042_counts_unique.sql",               NULL,
     "ALTER TABLE counts ADD UNIQUE (stock_id, counted_at);\n"                                                  },
    {"migrations/0043_warehouses_closed.sql",           NULL, "ALTER TABLE warehouses ADD closed_at date;\n"    },
    {"migrations/0044_suppliers_email.sql",             NULL, "ALTER TABLE suppliers ADD email text;\n"         },
    {"migrations/0045_products_hazard.sql",             NULL, "ALTER TABLE products ADD hazard text;\n"         },
    {NULL,                                              NULL, NULL                                              },
};

#define DROP_MESSAGE                                                                \
    "Drop unused indexes\n\n"                                                       \
    "pg_stat_user_indexes says idx_scan = 0 for these four since the replica was\n" \
    "set up in March. They cost 11 GB and slow every write down.\n"
#define DROP_SQL                                                                                 \
    "-- Indexes that nothing scans: idx_scan = 0 on the reporting replica since March.\n"        \
    "-- Frees 11 GB. Runs after the new pods are up.\n"                                          \
    "DROP INDEX CONCURRENTLY IF EXISTS reservations_legacy_ref_idx; -- reservations "            \
    "(legacy_ref)\n"                                                                             \
    "DROP INDEX CONCURRENTLY IF EXISTS stock_movements_note_idx;    -- stock_movements (note)\n" \
    "DROP INDEX CONCURRENTLY IF EXISTS stock_sku_warehouse_idx;     -- stock (sku, "             \
    "warehouse_id)\n"                                                                            \
    "DROP INDEX CONCURRENTLY IF EXISTS warehouses_old_code_idx;     -- warehouses (old_code)\n"

static const struct script_commit commits[] = {
    {210 * DAYS, "Ines Duarte",  NULL,    "Inventory: check_stock and the tables it reads",
     first_files                                                                                                                            },
    {209 * DAYS, "Ines Duarte",  NULL,    "Migrations up to legacy references",             first_migrations                                },
    {40 * DAYS,  "Tomasz Wilk",  NULL,    "Migrations: transfers, counts, suppliers",       later_migrations                                },
    {6.2 * DAYS, "Priya Nair",   RELEASE, "Log how many reservations a sweep looked at",
     EDITS{{"inventory/stock/sweeper.py", "freed %d reservations\", len(freed))",
            "freed %d reservations of %d\", len(freed), db.count(\"reservations\"))"},
           {0}}                                                                                                                             },
    {6.0 * DAYS, "Jonas Beck",   RELEASE, "README: run the tests against a local Postgres",
     EDITS{{"README.md", "before every charge.\n",
            "before every charge.\n\n## Tests\n\n    createdb inventory_test && pytest\n"},
           {0}}                                                                                                                             },
    {5.8 * DAYS, "Tomasz Wilk",  RELEASE, "Flag stock_export_v2, off by default",
     EDITS{{"inventory/settings.py", "\"reserve_on_checkout\": True,\n",
            "\"reserve_on_checkout\": True,\n    \"stock_export_v2\": False,\n"},
           {0}}                                                                                                                             },
    {5.1 * DAYS, "Priya Nair",   RELEASE, "Export stock levels in batches of 10 000 rows",
     EDITS{{"inventory/stock/export.py", "    writer.writerows(db.fetch(ALL))\n",
            "    for rows in db.batches(ALL, size=10_000):\n        writer.writerows(rows)\n"},
           {0}}                                                                                                                             },
    {4.9 * DAYS, "Jonas Beck",   RELEASE, "Type hints for warehouses",
     EDITS{{"inventory/warehouses.py", "def nearest(db, country):",
            "def nearest(db, country: str) -> tuple[int, str] | None:"},
           {0}}                                                                                                                             },
    {4.2 * DAYS, "Ines Duarte",  RELEASE, "Test check_stock with a sku that nobody sells",
     EDITS{{"tests/test_check_stock.py", "wanted=5).enough\n",
            "wanted=5).enough\n\n\ndef test_unknown_sku_is_not_enough(db):\n"
            "    assert not service.check_stock(db, \"SKU-0\", 1, wanted=1).enough\n"},
           {0}}                                                                                                                             },
    {4.0 * DAYS, "Tomasz Wilk",  RELEASE, "Wait 5 s for a connection before giving up",
     EDITS{{"inventory/db.py", "timeout=3.0", "timeout=5.0"}, {0}}                                                                          },
    {3.4 * DAYS, "Priya Nair",   RELEASE, "Remember where an export stopped",
     EDITS{{"migrations/0046_create_export_cursors.sql", NULL,
            "CREATE TABLE export_cursors (name text PRIMARY KEY, last_id bigint);\n"},
           {0}}                                                                                                                             },
    {3.1 * DAYS, "Jonas Beck",   RELEASE, "Docs: what the sweeper does and when",
     EDITS{{"docs/operations.md", "dropped concurrently.\n",
            "dropped concurrently.\n\nThe sweeper frees expired reservations every 30 s.\n"},
           {0}}                                                                                                                             },
    {2.6 * DAYS, "Ines Duarte",  RELEASE, "Rename StockRow.stock_level to free",
     EDITS{{"inventory/stock/models.py", "def stock_level(self):", "def free(self):"}, {0}}                                                 },
    {2.2 * DAYS, "Tomasz Wilk",  RELEASE, "psycopg 3.2.3",
     EDITS{{"pyproject.toml", "3.2.1", "3.2.3"}, {0}}                                                                                       },
    {1.9 * DAYS, "Marek Dvorak", RELEASE, DROP_MESSAGE,
     EDITS{{"migrations/0047_drop_unused_indexes.sql", NULL, DROP_SQL}, {0}}                                                                },
    {1.4 * DAYS, "Priya Nair",   RELEASE, "Free reservations 500 at a time",
     EDITS{{"inventory/stock/sweeper.py", "WHERE expires_at < now() RETURNING sku\"",
            "WHERE id IN (SELECT id FROM reservations\"\n"
            "EXPIRED += \" WHERE expires_at < now() LIMIT 500) RETURNING sku\""},
           {0}}                                                                                                                             },
    {1.2 * DAYS, "Jonas Beck",   RELEASE, "Answer /healthz before the pool is warm",
     EDITS{{"inventory/app.py", "    server.run(port=7070)\n",
            "    server.healthy()\n    server.run(port=7070)\n"},
           {"inventory/rpc.py", "        self.methods = {}\n",
            "        self.methods = {}\n        self.ready = False\n\n    def healthy(self):\n"
            "        self.ready = True\n"},
           {0}}                                                                                                                             },
    {9 * HOURS,  "Jonas Beck",   RELEASE, "Keep /healthz out of the access log",
     EDITS{{"inventory/settings.py", "STATEMENT_TIMEOUT_MS = 60_000\n",
            "STATEMENT_TIMEOUT_MS = 60_000\nQUIET_PATHS = (\"/healthz\",)\n"},
           {0}}                                                                                                                             },
    {4 * HOURS,  "Ines Duarte",  RELEASE, "Say in the log which warehouse was asked",
     EDITS{{"inventory/warehouses.py", "    return db.fetch_one(\n",
            "    log.debug(\"nearest warehouse of %s\", country)\n    return db.fetch_one(\n"},
           {"inventory/warehouses.py", "def nearest",
            "import logging\n\nlog = logging.getLogger(__name__)\n\n\ndef nearest"},
           {0}}                                                                                                                             },
    {95,         "Ines Duarte",  RELEASE, "Changelog for 3.1.0",
     EDITS{{"CHANGELOG.md", "# Changelog\n",
            "# Changelog\n\n## 3.1.0\n- Exports resume where they stopped.\n"
            "- Four unused indexes are gone.\n"},
           {0}}                                                                                                                             },
    {90,         "Ines Duarte",  RELEASE, "Release 3.1.0",                                  EDITS{{"pyproject.toml", "3.0.4", "3.1.0"}, {0}}},
    {0,          NULL,           NULL,    NULL,                                             NULL                                            },
};

const struct repository_script script_inventory = {
    .name = "inventory", .remote = "acme/inventory", .commits = commits};
