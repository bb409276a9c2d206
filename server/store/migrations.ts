/** The steps that bring a database of any age to the present tables; a step that was released is never changed. */
import {sql} from "kysely";
import type {Kysely} from "kysely";
import type {Migration} from "kysely/migration";

async function run(database: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}

export const migrations: Readonly<Record<string, Migration>> = {
  "0001-accounts-notebooks-data-sets": {
    up: (database: Kysely<unknown>) =>
      run(database, [
        `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
        `CREATE TABLE accounts (
          id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password_hash TEXT NOT NULL, created_at INTEGER NOT NULL
        ) STRICT`,
        `CREATE TABLE sign_ins (
          id_digest TEXT PRIMARY KEY, account TEXT REFERENCES accounts ON DELETE CASCADE, data TEXT NOT NULL, expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID`,
        `CREATE INDEX sign_ins_account ON sign_ins (account)`,
        `CREATE TABLE notebooks (
          id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, title TEXT NOT NULL, cells INTEGER NOT NULL,
          data TEXT NOT NULL, read_data TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, revision INTEGER NOT NULL, seed INTEGER NOT NULL,
          now INTEGER, root TEXT, verified TEXT
        ) STRICT`,
        `CREATE INDEX notebooks_owner ON notebooks (owner, updated_at)`,
        `CREATE TABLE edits (
          notebook TEXT NOT NULL REFERENCES notebooks ON DELETE CASCADE, owner TEXT NOT NULL, revision INTEGER NOT NULL, edit TEXT NOT NULL,
          at INTEGER NOT NULL, by TEXT NOT NULL, PRIMARY KEY (notebook, revision)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE snapshots (
          notebook TEXT PRIMARY KEY REFERENCES notebooks ON DELETE CASCADE, owner TEXT NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL
        ) STRICT`,
        `CREATE TABLE originals (
          notebook TEXT PRIMARY KEY REFERENCES notebooks ON DELETE CASCADE, owner TEXT NOT NULL, text TEXT NOT NULL
        ) STRICT`,
        `CREATE TABLE stored_cells (
          notebook TEXT NOT NULL REFERENCES notebooks ON DELETE CASCADE, owner TEXT NOT NULL, cell INTEGER NOT NULL,
          source_digest TEXT NOT NULL, result TEXT NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (notebook, cell)
        ) STRICT`,
        `CREATE TABLE stored_values (
          notebook TEXT NOT NULL, owner TEXT NOT NULL, cell INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, bytes BLOB, file TEXT,
          PRIMARY KEY (notebook, cell, name), FOREIGN KEY (notebook, cell) REFERENCES stored_cells (notebook, cell) ON DELETE CASCADE
        ) STRICT`,
        `CREATE INDEX stored_values_file ON stored_values (file) WHERE file IS NOT NULL`,
        `CREATE TABLE data_sets (
          id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, name TEXT NOT NULL, file_name TEXT NOT NULL,
          file TEXT NOT NULL, size_bytes INTEGER NOT NULL, digest TEXT NOT NULL, inspection TEXT NOT NULL, created_at INTEGER NOT NULL,
          UNIQUE (owner, name)
        ) STRICT`,
        `CREATE INDEX data_sets_file ON data_sets (file)`,
      ]),
  },
  "0002-runs": {
    up: (database: Kysely<unknown>) =>
      run(database, [
        `CREATE TABLE runs (
          id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, notebook TEXT REFERENCES notebooks ON DELETE CASCADE,
          title TEXT NOT NULL, name TEXT, started_by TEXT NOT NULL, starter TEXT, parameters TEXT NOT NULL, seed INTEGER NOT NULL, now INTEGER NOT NULL,
          status TEXT NOT NULL, message TEXT, started_at INTEGER NOT NULL, finished_at INTEGER, root TEXT, counts TEXT NOT NULL,
          compute_ms REAL NOT NULL, file TEXT, reuse_key TEXT, data TEXT NOT NULL
        ) STRICT`,
        `CREATE INDEX runs_notebook ON runs (notebook, started_at)`,
        `CREATE INDEX runs_owner ON runs (owner, started_at)`,
        `CREATE INDEX runs_unfinished ON runs (status) WHERE status = 'started'`,
        `CREATE INDEX runs_reuse ON runs (reuse_key) WHERE reuse_key IS NOT NULL`,
        `CREATE INDEX runs_file ON runs (file) WHERE file IS NOT NULL`,
        `CREATE TABLE run_values (
          run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, owner TEXT NOT NULL, cell INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
          bytes BLOB, file TEXT, PRIMARY KEY (run, cell, name)
        ) STRICT`,
        `CREATE INDEX run_values_file ON run_values (file) WHERE file IS NOT NULL`,
      ]),
  },
  "0003-api-keys": {
    up: (database: Kysely<unknown>) =>
      run(database, [
        `CREATE TABLE api_keys (
          id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, name TEXT NOT NULL, digest TEXT NOT NULL UNIQUE,
          ending TEXT NOT NULL, scopes TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
        ) STRICT`,
        `CREATE INDEX api_keys_account ON api_keys (account, created_at)`,
      ]),
  },
  "0004-templates": {
    up: (database: Kysely<unknown>) =>
      run(database, [
        `CREATE TABLE templates (
          id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, manifest TEXT NOT NULL, notebook TEXT NOT NULL, created_at INTEGER NOT NULL
        ) STRICT`,
        `CREATE INDEX templates_owner ON templates (owner, created_at)`,
      ]),
  },
  "0005-publications": {
    up: (database: Kysely<unknown>) =>
      run(database, [
        `CREATE TABLE publications (
          id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, notebook TEXT NOT NULL UNIQUE REFERENCES notebooks ON DELETE CASCADE,
          slug TEXT NOT NULL UNIQUE, visibility TEXT NOT NULL, readers TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
        ) STRICT`,
        `CREATE INDEX publications_owner ON publications (owner, updated_at)`,
        `CREATE TABLE editions (
          id TEXT PRIMARY KEY, publication TEXT NOT NULL REFERENCES publications ON DELETE CASCADE, owner TEXT NOT NULL, root TEXT NOT NULL, run TEXT NOT NULL,
          title TEXT NOT NULL, author TEXT NOT NULL, description TEXT NOT NULL, shows_source INTEGER NOT NULL, includes_data INTEGER NOT NULL,
          kernel TEXT NOT NULL, data TEXT NOT NULL, content TEXT NOT NULL, page TEXT NOT NULL, download TEXT NOT NULL, picture TEXT, assets TEXT NOT NULL,
          published_at INTEGER NOT NULL, verified TEXT, UNIQUE (publication, root)
        ) STRICT`,
        `CREATE TABLE edition_files (
          edition TEXT NOT NULL REFERENCES editions ON DELETE CASCADE, owner TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (edition, file)
        ) STRICT, WITHOUT ROWID`,
        `CREATE INDEX edition_files_file ON edition_files (file)`,
        `CREATE TABLE withdrawn (slug TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
        // Also where the notebook or the account goes, and the publication with it.
        `CREATE TRIGGER publications_withdrawn AFTER DELETE ON publications BEGIN
          INSERT OR IGNORE INTO withdrawn (slug, at) VALUES (OLD.slug, unixepoch() * 1000);
        END`,
      ]),
  },
  "0006-schedules": {
    up: (database: Kysely<unknown>) =>
      run(database, [
        `CREATE TABLE schedules (
          id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, notebook TEXT NOT NULL REFERENCES notebooks ON DELETE CASCADE,
          settings TEXT NOT NULL, status TEXT NOT NULL, paused_because TEXT, next_at INTEGER, failures INTEGER NOT NULL, secret TEXT NOT NULL, created_at INTEGER NOT NULL
        ) STRICT`,
        `CREATE INDEX schedules_due ON schedules (next_at) WHERE next_at IS NOT NULL`,
        `CREATE INDEX schedules_owner ON schedules (owner, created_at)`,
        `CREATE INDEX schedules_notebook ON schedules (notebook)`,
        `CREATE TABLE scheduled_times (
          schedule TEXT NOT NULL REFERENCES schedules ON DELETE CASCADE, owner TEXT NOT NULL, due INTEGER NOT NULL, status TEXT NOT NULL, by_hand INTEGER NOT NULL,
          attempts INTEGER NOT NULL, interruptions INTEGER NOT NULL, retry_at INTEGER, run TEXT, message TEXT, changed INTEGER, missed INTEGER NOT NULL,
          finished_at INTEGER, PRIMARY KEY (schedule, due)
        ) STRICT, WITHOUT ROWID`,
        `CREATE INDEX scheduled_times_retry ON scheduled_times (retry_at) WHERE retry_at IS NOT NULL`,
        `CREATE INDEX scheduled_times_open ON scheduled_times (schedule) WHERE status IN ('started', 'retrying')`,
        `CREATE TABLE fetched_data (
          owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, name TEXT NOT NULL, digest TEXT NOT NULL, file_name TEXT NOT NULL, file TEXT NOT NULL,
          size_bytes INTEGER NOT NULL, inspection TEXT NOT NULL, fetched_at INTEGER NOT NULL, PRIMARY KEY (owner, name, digest)
        ) STRICT`,
        `CREATE INDEX fetched_data_digest ON fetched_data (owner, digest)`,
        `CREATE INDEX fetched_data_file ON fetched_data (file)`,
        `CREATE TABLE notices (
          id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, schedule TEXT NOT NULL REFERENCES schedules ON DELETE CASCADE,
          run TEXT, "before" TEXT, kind TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL, seen INTEGER NOT NULL
        ) STRICT`,
        `CREATE INDEX notices_owner ON notices (owner, at)`,
        `CREATE TABLE deliveries (
          id TEXT PRIMARY KEY, owner TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, schedule TEXT NOT NULL REFERENCES schedules ON DELETE CASCADE,
          address TEXT NOT NULL, body TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER
        ) STRICT`,
        `CREATE INDEX deliveries_due ON deliveries (next_at) WHERE next_at IS NOT NULL`,
      ]),
  },
  "0007-template-of-a-notebook": {
    up: (database: Kysely<unknown>) => run(database, [`ALTER TABLE notebooks ADD COLUMN template TEXT`]),
  },
};
