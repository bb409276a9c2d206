/** API keys in the database: of each only its digest, with what it may do and until when. */
import {createHash, randomBytes} from "node:crypto";
import type {ApiKey, KeyScope, MadeApiKey} from "#notebooks";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {ApiKeyTable, OwnerId} from "../store/schema.ts";

/** A key that is in force. */
export interface FoundKey {
  readonly id: string;
  readonly account: OwnerId;
  readonly scopes: readonly KeyScope[];
}

export interface KeyStore {
  /** Newest first, those that expired as well. */
  list(account: OwnerId): ApiKey[];
  /** Makes a key; its token is told here and never again. `lifetimeMs`: how long it is in force. */
  create(account: OwnerId, given: {readonly name: string; readonly scopes: readonly KeyScope[]; readonly lifetimeMs: number}): MadeApiKey;
  /** The key behind a token, if it is in force, and notes that it was used. */
  find(token: string): FoundKey | null;
  /** False when the account has no such key. */
  delete(account: OwnerId, id: string): boolean;
}

/** What every token begins with, so that a token that leaked is recognised. */
export const tokenPrefix = "recto_";
/** How exactly the time of the latest use is kept: a key in steady use writes once in this time. */
const usedStepMs = 60_000;

export function createKeyStore({shared, all, first, change}: Database, effects: Effects): KeyStore {
  const select = (account: OwnerId) => shared.selectFrom("api_keys").selectAll().where("account", "=", account);
  return {
    list: (account) => all(select(account).orderBy("created_at", "desc").orderBy("id")).map(toApiKey),
    create(account, {name, scopes, lifetimeMs}) {
      const token = tokenPrefix + randomBytes(32).toString("base64url");
      const now = effects.clock();
      const row: ApiKeyTable = {
        id: effects.randomId(), account, name,
        digest: digestOf(token),
        ending: token.slice(-4),
        scopes: JSON.stringify(scopes),
        created_at: now,
        expires_at: now + lifetimeMs,
        used_at: null,
      };
      change(shared.insertInto("api_keys").values(row));
      return {...toApiKey(row), token};
    },
    find(token) {
      if (!token.startsWith(tokenPrefix)) return null;
      const row = first(shared.selectFrom("api_keys").selectAll().where("digest", "=", digestOf(token)));
      const now = effects.clock();
      if (!row || row.expires_at <= now) return null;
      if (row.used_at === null || row.used_at <= now - usedStepMs) change(shared.updateTable("api_keys").set({used_at: now}).where("id", "=", row.id));
      return {id: row.id, account: row.account, scopes: JSON.parse(row.scopes) as KeyScope[]};
    },
    delete: (account, id) => change(shared.deleteFrom("api_keys").where("account", "=", account).where("id", "=", id)) === 1,
  };
}

/** The token holds 256 random bits, so that one round of SHA-256 keeps it. */
function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function toApiKey({id, name, ending, scopes, created_at: createdAt, expires_at: expiresAt, used_at: usedAt}: ApiKeyTable): ApiKey {
  return {
    id, name, ending,
    scopes: JSON.parse(scopes) as KeyScope[],
    createdAt: toIso(createdAt),
    expiresAt: toIso(expiresAt),
    usedAt: usedAt === null ? null : toIso(usedAt),
  };
}
