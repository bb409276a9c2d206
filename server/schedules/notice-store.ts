/** What schedules tell their owners: notices in the app, and web hooks that are to be called until they are answered. */
import type {Notice} from "#notebooks";
import {toIso} from "../effects.ts";
import type {Effects} from "../effects.ts";
import type {Database} from "../store/database.ts";
import type {DeliveryTable, NoticeTable, OwnerId} from "../store/schema.ts";

export type NewNotice = Pick<Notice, "schedule" | "run" | "before" | "kind" | "text">;

export interface Delivery {
  readonly id: string;
  readonly schedule: string;
  readonly address: string;
  /** The JSON that is sent, the same bytes at every attempt. */
  readonly body: string;
  readonly attempts: number;
}

export interface NoticeStore {
  /** Newest first. */
  list(owner: OwnerId, limit: number): Notice[];
  countUnseen(owner: OwnerId): number;
  add(owner: OwnerId, notice: NewNotice): void;
  /** Marks those as seen, or all of them. */
  setSeen(owner: OwnerId, ids: readonly string[] | null): void;
  /** Queues a web hook, to be called at once. */
  addDelivery(owner: OwnerId, delivery: Pick<Delivery, "schedule" | "address" | "body">): void;
  /** Those of every owner that are to be called. */
  dueDeliveries(at: number, most: number): {readonly owner: OwnerId; readonly id: string}[];
  /** Counts an attempt, writes when the next one is before this one is made, and gives what is to be sent; null when it is gone. */
  beginDelivery(owner: OwnerId, id: string, nextAt: (attempts: number) => number | null): Delivery | null;
  /** Forgets a web hook that was answered, or is given up. */
  endDelivery(owner: OwnerId, id: string): void;
}

/** Notices of an owner that are kept. */
const noticesKept = 200;

export function createNoticeStore(database: Database, effects: Pick<Effects, "clock" | "randomId">): NoticeStore {
  const {ownedBy, all, first, change} = database;

  /** Titles are those that the notebooks have now. */
  function toNotices(owner: OwnerId, rows: readonly NoticeTable[]): Notice[] {
    if (rows.length === 0) return [];
    const schedules = all(ownedBy(owner).selectFrom("schedules").select(["id", "notebook"]).where("id", "in", [...new Set(rows.map((row) => row.schedule))]));
    const notebookOf = new Map(schedules.map(({id, notebook}) => [id, notebook]));
    const titles = new Map(
      all(ownedBy(owner).selectFrom("notebooks").select(["id", "title"]).where("id", "in", [...new Set(notebookOf.values())])).map(({id, title}) => [id, title]),
    );
    return rows.map(({id, schedule, run, before, kind, text, at, seen}) => {
      const notebook = notebookOf.get(schedule) ?? "";
      return {id, schedule, notebook, title: titles.get(notebook) ?? "", run, before, kind, text, at: toIso(at), isSeen: seen === 1};
    });
  }

  return {
    list: (owner, limit) => toNotices(owner, all(ownedBy(owner).selectFrom("notices").selectAll().orderBy("at", "desc").orderBy("id").limit(limit))),
    countUnseen: (owner) => all(ownedBy(owner).selectFrom("notices").select("id").where("seen", "=", 0)).length,
    add(owner, notice) {
      const row: NoticeTable = {...notice, id: effects.randomId(), owner, at: effects.clock(), seen: 0};
      change(ownedBy(owner).insertInto("notices").values(row));
      const old = ownedBy(owner).selectFrom("notices").select("id").orderBy("at", "desc").orderBy("id").limit(1000).offset(noticesKept);
      change(ownedBy(owner).deleteFrom("notices").where("id", "in", old));
    },
    setSeen(owner, ids) {
      const query = ownedBy(owner).updateTable("notices").set({seen: 1});
      change(ids === null ? query : query.where("id", "in", [...ids]));
    },
    addDelivery(owner, {schedule, address, body}) {
      const row: DeliveryTable = {id: effects.randomId(), owner, schedule, address, body, attempts: 0, next_at: effects.clock()};
      change(ownedBy(owner).insertInto("deliveries").values(row));
    },
    dueDeliveries: (at, most) => database.findDueDeliveries(at, most),
    beginDelivery: (owner, id, nextAt) =>
      database.transaction(() => {
        const row = first(ownedBy(owner).selectFrom("deliveries").selectAll().where("id", "=", id));
        if (!row) return null;
        const attempts = row.attempts + 1;
        change(ownedBy(owner).updateTable("deliveries").set({attempts, next_at: nextAt(attempts)}).where("id", "=", id));
        return {id, schedule: row.schedule, address: row.address, body: row.body, attempts};
      }),
    endDelivery(owner, id) {
      change(ownedBy(owner).deleteFrom("deliveries").where("id", "=", id));
    },
  };
}
