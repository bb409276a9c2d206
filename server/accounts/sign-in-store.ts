/** Sign-ins in the database, as express-session keeps them: each expires, and all of an account's can be ended at once. */
import {createHash} from "node:crypto";
import {Store} from "express-session";
import type {SessionData} from "express-session";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {OwnerId} from "../store/schema.ts";

declare module "express-session" {
  interface SessionData {
    passport?: {user?: OwnerId};
  }
}

export class SignInStore extends Store {
  readonly #database: Database;
  readonly #effects: Effects;
  readonly #lifetimeMs: number;

  constructor(database: Database, effects: Effects, lifetimeMs: number) {
    super();
    this.#database = database;
    this.#effects = effects;
    this.#lifetimeMs = lifetimeMs;
  }

  override get(id: string, callback: (error: unknown, session?: SessionData | null) => void): void {
    answer(callback, () => {
      const query = this.#database.shared.selectFrom("sign_ins").selectAll().where("id_digest", "=", digestOf(id));
      const row = this.#database.first(query);
      return row && row.expires_at > this.#effects.clock() ? (JSON.parse(row.data) as SessionData) : null;
    });
  }

  override set(id: string, session: SessionData, callback: (error?: unknown) => void = () => undefined): void {
    answer(callback, () => {
      const values = {account: session.passport?.user ?? null, data: JSON.stringify(session), expires_at: this.#expiry()};
      this.#database.change(
        this.#database.shared
          .insertInto("sign_ins")
          .values({id_digest: digestOf(id), ...values})
          .onConflict((conflict) => conflict.column("id_digest").doUpdateSet(values)),
      );
    });
  }

  override touch(id: string, _session: SessionData, callback: (error?: unknown) => void = () => undefined): void {
    answer(callback, () => {
      const expiresAt = this.#expiry();
      // A sign-in in use is moved on at most once in a twentieth of its life, so that reading writes nothing.
      const old = expiresAt - this.#lifetimeMs / 20;
      const update = this.#database.shared.updateTable("sign_ins").set({expires_at: expiresAt});
      this.#database.change(update.where("id_digest", "=", digestOf(id)).where("expires_at", "<", old));
    });
  }

  override destroy(id: string, callback: (error?: unknown) => void = () => undefined): void {
    answer(callback, () => {
      this.#database.change(this.#database.shared.deleteFrom("sign_ins").where("id_digest", "=", digestOf(id)));
    });
  }

  /** Whether the session is there, not expired, and the account's. */
  isSignedIn(id: string, account: OwnerId): boolean {
    const query = this.#database.shared.selectFrom("sign_ins").select("expires_at");
    const row = this.#database.first(query.where("id_digest", "=", digestOf(id)).where("account", "=", account));
    return row !== undefined && row.expires_at > this.#effects.clock();
  }

  /** Ends every sign-in of the account; gives their number. */
  endAll(account: OwnerId): number {
    return this.#database.change(this.#database.shared.deleteFrom("sign_ins").where("account", "=", account));
  }

  deleteExpired(): number {
    return this.#database.change(this.#database.shared.deleteFrom("sign_ins").where("expires_at", "<=", this.#effects.clock()));
  }

  #expiry(): number {
    return this.#effects.clock() + this.#lifetimeMs;
  }
}

function digestOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

function answer<Value>(callback: (error: unknown, value?: Value) => void, work: () => Value): void {
  let value: Value;
  try {
    value = work();
  } catch (error) {
    callback(error);
    return;
  }
  callback(null, value);
}
