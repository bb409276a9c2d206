import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {sql} from "kysely";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase} from "./database.ts";
import type {Database} from "./database.ts";
import {migrations} from "./migrations.ts";
import type {DataSetTable, OwnerId} from "./schema.ts";

const folder = mkdtempSync(join(tmpdir(), "recto-database-"));
const [ada, bob] = ["ada", "bob"] as OwnerId[] as [OwnerId, OwnerId];
let database: Database;

const toRow = (owner: OwnerId, id: string): DataSetTable =>
  ({id, owner, name: id, file_name: "f", file: "0", size_bytes: 1, digest: `digest-${id}`, inspection: "{}", created_at: 0});

beforeAll(async () => {
  database = await openDatabase(join(folder, "test.sqlite"));
  for (const id of [ada, bob]) {
    database.change(database.shared.insertInto("accounts").values({id, email: id, name: id, password_hash: "", created_at: 0}));
    database.change(database.ownedBy(id).insertInto("data_sets").values(toRow(id, `${id}'s`)));
  }
});
afterAll(() => {
  database.close();
  rmSync(folder, {recursive: true, force: true});
});

const idsOf = (owner: OwnerId): string[] => database.all(database.ownedBy(owner).selectFrom("data_sets").select("id")).map(({id}) => id);

describe("an owner's queries", () => {
  it("read, change and delete that owner's rows only, whatever they ask for", () => {
    const {ownedBy, all, change} = database;
    expect(idsOf(ada)).toEqual(["ada's"]);
    expect(all(ownedBy(ada).selectFrom("data_sets").selectAll().where("id", "=", "bob's"))).toEqual([]);
    const or = ownedBy(ada).selectFrom("data_sets").select("id").where((where) => where.or([where("id", "=", "bob's"), where("owner", "=", bob)]));
    expect(all(or)).toEqual([]);
    expect(change(ownedBy(ada).updateTable("data_sets").set({file_name: "stolen"}))).toBe(1);
    expect(change(ownedBy(ada).deleteFrom("data_sets").where("id", "=", "bob's"))).toBe(0);
    expect(all(ownedBy(bob).selectFrom("data_sets").select("file_name"))).toEqual([{file_name: "f"}]);
  });

  it("read that owner's rows in a query inside a query too", () => {
    const inner = database.ownedBy(ada).selectFrom("notebooks").select("id");
    const query = database.ownedBy(ada).selectFrom("data_sets").select("id").where("id", "not in", inner);
    expect(database.all(query)).toEqual([{id: "ada's"}]);
    expect(query.compile().sql).toContain('from "notebooks" where "owner" = ?');
  });

  it("insert that owner's rows only", () => {
    expect(() => database.change(database.ownedBy(ada).insertInto("data_sets").values(toRow(bob, "planted")))).toThrow(TypeError);
    expect(() => database.change(database.ownedBy(ada).insertInto("data_sets").values([toRow(ada, "own"), toRow(bob, "planted")]))).toThrow(TypeError);
    expect(idsOf(bob)).toEqual(["bob's"]);
  });

  it("refuse to join, and to update by conflict, where another owner's row could come in", () => {
    const joined = database.ownedBy(ada).selectFrom("data_sets").innerJoin("notebooks", "notebooks.id", "data_sets.id").select("data_sets.id");
    expect(() => database.all(joined)).toThrow(/joins no tables/);
    const insert = database.ownedBy(ada).insertInto("data_sets").values(toRow(ada, "bob's"));
    expect(() => database.change(insert.onConflict((conflict) => conflict.column("id").doUpdateSet({owner: ada})))).toThrow(/conflict/);
  });

  it("cannot be made without an owner", () => {
    expect(() => database.ownedBy("" as OwnerId)).toThrow(/needs the owner's id/);
  });
});

describe("the database", () => {
  it("goes back on everything of a transaction that throws", () => {
    const work = (): void =>
      database.transaction(() => {
        database.change(database.ownedBy(ada).insertInto("data_sets").values(toRow(ada, "half")));
        throw new Error("on the way");
      });
    expect(work).toThrow("on the way");
    expect(idsOf(ada)).toEqual(["ada's"]);
  });

  it("has the tables of every migration, once opened again as well", async () => {
    const path = join(folder, "again.sqlite");
    (await openDatabase(path)).close();
    const again = await openDatabase(path);
    const names = await sql<{name: string}>`SELECT name FROM kysely_migration`.execute(again.shared);
    expect(names.rows.map(({name}) => name)).toEqual(Object.keys(migrations));
    again.close();
  });
});
