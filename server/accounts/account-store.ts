/** Accounts in the database: made at sign-up, found at sign-in. */
import type {Account} from "#notebooks";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {OwnerId} from "../store/schema.ts";

export interface OwnAccount extends Account {
  readonly id: OwnerId;
}

export interface AccountStore {
  /** Null when the address has an account. */
  create(email: string, name: string, passwordHash: string): OwnAccount | null;
  find(id: OwnerId): OwnAccount | null;
  findByEmail(email: string): {readonly account: OwnAccount; readonly passwordHash: string} | null;
  /** Deletes the account with everything that is its own; false when there is none. */
  delete(id: OwnerId): boolean;
}

/** How addresses are compared: without surrounding space, in lower case. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

export function createAccountStore(database: Database, effects: Effects): AccountStore {
  const {shared} = database;
  return {
    create(email, name, passwordHash) {
      const account: OwnAccount = {id: effects.randomId() as OwnerId, email: normaliseEmail(email), name};
      const row = {...account, password_hash: passwordHash, created_at: effects.clock()};
      const inserted = database.change(shared.insertInto("accounts").values(row).onConflict((conflict) => conflict.column("email").doNothing()));
      return inserted === 1 ? account : null;
    },
    find: (id) => database.first(shared.selectFrom("accounts").select(["id", "email", "name"]).where("id", "=", id)) ?? null,
    findByEmail(email) {
      const row = database.first(shared.selectFrom("accounts").selectAll().where("email", "=", normaliseEmail(email)));
      if (!row) return null;
      return {account: {id: row.id, email: row.email, name: row.name}, passwordHash: row.password_hash};
    },
    delete: (id) => database.change(shared.deleteFrom("accounts").where("id", "=", id)) === 1,
  };
}
