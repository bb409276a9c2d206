/** Every due time runs once: through restarts, crashes, clocks that jump and clocks that change; what fails is tried again, and at last left alone. */
import {afterAll, describe, expect, it} from "vitest";
import {toIso} from "../effects.ts";
import type {StoredTime} from "./schedule-store.ts";
import {Building, ada} from "./testing/schedule-room.ts";

const building = new Building();
afterAll(() => building.close());

const minute = 60_000;
const hour = 60 * minute;
const short = (at: number): string => toIso(at).slice(0, 16);
/** Times in the order in which they were due. */
const dues = (times: readonly StoredTime[]): string[] => times.toReversed().map(({due}) => short(due));

async function room(at: string, places = 2) {
  const {clock, open} = await building.room({at, places});
  return {clock, open, ...open()};
}

describe("a due time", () => {
  it("runs the notebook once, in the history as the schedule's, and the next one is told", async () => {
    const {schedules, runs, addNotebook, addSchedule, go, close} = await room("2026-03-02T05:30Z");
    const notebook = addNotebook("const a = 20;", "a + 22");
    const id = addSchedule(notebook, {cron: "0 6 * * *"});
    await go("2026-03-02T05:59Z");
    expect(schedules.times(ada, id, {limit: 10})).toEqual([]);
    await go("2026-03-02T06:00Z");
    await go("2026-03-02T06:01Z");
    const [time] = schedules.times(ada, id, {limit: 10});
    expect(time).toMatchObject({due: Date.parse("2026-03-02T06:00Z"), status: "succeeded", attempts: 1, missed: 0, isByHand: false, isChanged: null});
    expect(runs.list(ada, {notebook})).toMatchObject([{id: time!.run, startedBy: "schedule", starter: id, status: "succeeded", cells: {executed: 2}}]);
    expect(schedules.find(ada, id)?.nextAt).toBe(Date.parse("2026-03-03T06:00Z"));
    await go("2026-03-03T06:00Z");
    expect(runs.list(ada, {notebook})).toMatchObject([{cells: {executed: 0, reused: 2}}, {}]);
    expect(schedules.times(ada, id, {limit: 1})).toMatchObject([{isChanged: false}]);
    await close();
  });

  it("is not due before the start and after the end, and a schedule without more times has ended", async () => {
    const {schedules, addNotebook, addSchedule, go, close} = await room("2026-03-02T00:30Z");
    const [startsAt, endsAt] = [Date.parse("2026-03-02T02:00Z"), Date.parse("2026-03-02T03:00Z")];
    const id = addSchedule(addNotebook("1"), {cron: "0 * * * *", startsAt, endsAt});
    for (let at = Date.parse("2026-03-02T01:00Z"); at <= Date.parse("2026-03-02T06:00Z"); at += 10 * minute) await go(at);
    expect(dues(schedules.times(ada, id, {limit: 10}))).toEqual(["2026-03-02T02:00", "2026-03-02T03:00"]);
    expect(schedules.find(ada, id)).toMatchObject({status: "ended", nextAt: null});
    await close();
  });

  it.each([
    ["in spring, when 02:30 is skipped", "2026-03-28T00:00Z", 3, ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]],
    ["in autumn, when 02:30 comes twice", "2026-10-24T00:00Z", 3, ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]],
  ])("runs once a day through a clock change %s", async (_when, from, days, expected) => {
    const {schedules, addNotebook, addSchedule, go, close} = await room(from);
    const id = addSchedule(addNotebook("1"), {cron: "30 2 * * *", timeZone: "Europe/Berlin"});
    for (let at = Date.parse(from); at < Date.parse(from) + days * 24 * hour; at += 15 * minute) await go(at);
    expect(dues(schedules.times(ada, id, {limit: 50}))).toEqual(expected);
    await close();
  });

  it("that nobody was there for runs once, and says how many it makes up for", async () => {
    const {schedules, addNotebook, addSchedule, go, close} = await room("2026-03-02T05:30Z");
    const id = addSchedule(addNotebook("1"), {cron: "0 6 * * *"});
    await go("2026-03-05T09:12Z");
    expect(schedules.times(ada, id, {limit: 10})).toMatchObject([{due: Date.parse("2026-03-05T06:00Z"), missed: 3, status: "succeeded", message: null}]);
    expect(schedules.find(ada, id)?.nextAt).toBe(Date.parse("2026-03-06T06:00Z"));
    await close();
  });

  it("waits while the schedule is at the one before, which its time limit ends: no overlap of a schedule with itself", async () => {
    const {clock, schedules, scheduler, runs, addNotebook, addSchedule, go, close} = await room("2026-03-02T05:59Z");
    const notebook = addNotebook("await new Promise(() => {})");
    const id = addSchedule(notebook, {cron: "* * * * *", retries: 0, timeLimitSeconds: 1});
    clock.at = Date.parse("2026-03-02T06:00Z");
    await scheduler.advance();
    clock.at = Date.parse("2026-03-02T06:02:30Z");
    await scheduler.advance();
    expect(schedules.times(ada, id, {limit: 10})).toMatchObject([{status: "started"}]);
    expect(() => scheduler.runNow(ada, id)).toThrow(/is at another run/);
    await scheduler.settled();
    expect(schedules.times(ada, id, {limit: 10})).toMatchObject([{status: "failed", message: expect.stringContaining("the run was stopped after its time limit of 1 s") as string}]);
    await go("2026-03-02T06:02:31Z");
    expect(schedules.times(ada, id, {limit: 10})).toMatchObject([{due: Date.parse("2026-03-02T06:02Z"), missed: 1}, {due: Date.parse("2026-03-02T06:00Z")}]);
    expect(runs.list(ada, {notebook})).toHaveLength(2);
    await close();
  });
});

describe("a clock that jumps", () => {
  it("a year ahead and back runs each time once, and leaves no schedule waiting for next year", async () => {
    const {clock, schedules, addNotebook, addSchedule, go, close} = await room("2026-03-02T05:59Z");
    const id = addSchedule(addNotebook("1"), {cron: "0 * * * *"});
    await go("2026-03-02T06:00Z");
    await go("2027-03-02T06:30Z");
    expect(schedules.times(ada, id, {limit: 1})).toMatchObject([{due: Date.parse("2027-03-02T06:00Z"), missed: 1000}]);
    await go("2026-03-02T06:10Z");
    expect(short(schedules.find(ada, id)!.nextAt!)).toBe("2026-03-02T07:00");
    await go("2026-03-02T07:00Z");
    clock.at -= hour;
    await go(clock.at);
    await go("2026-03-02T07:00Z");
    await go("2026-03-02T07:01Z");
    expect(dues(schedules.times(ada, id, {limit: 10}))).toEqual(["2026-03-02T06:00", "2026-03-02T07:00", "2027-03-02T06:00"]);
    await close();
  });

  it("back while no server runs leaves no schedule waiting either", async () => {
    const {clock, open, schedules, addNotebook, addSchedule, go, close} = await room("2026-03-02T05:59Z");
    const id = addSchedule(addNotebook("1"), {cron: "0 6 * * *"});
    await go("2031-01-01T08:00Z");
    expect(short(schedules.find(ada, id)!.nextAt!)).toBe("2031-01-02T06:00");
    await close();
    clock.at = Date.parse("2026-03-02T09:00Z");
    const again = open();
    again.scheduler.start();
    expect(short(again.schedules.find(ada, id)!.nextAt!)).toBe("2026-03-03T06:00");
    await again.scheduler.settled();
    await again.close();
  });
});

describe("a schedule that always fails", () => {
  it("is tried again with back-off, tells its owner, and at last pauses itself and says so", async () => {
    const {clock, schedules, notices, runs, addNotebook, addSchedule, go, close} = await room("2026-03-02T05:59Z");
    const notebook = addNotebook('throw new Error("no sales today")');
    const id = addSchedule(notebook, {cron: "0 6 * * *", retries: 2, retryDelaySeconds: 60, pauseAfterFailures: 2});
    await go("2026-03-02T06:00:00Z");
    expect(schedules.times(ada, id, {limit: 1})).toMatchObject([{status: "retrying", attempts: 1, message: "cell 1: Error: no sales today"}]);
    await go("2026-03-02T06:00:59Z");
    expect(runs.list(ada, {notebook})).toHaveLength(1);
    await go("2026-03-02T06:01:00Z");
    await go("2026-03-02T06:02:59Z");
    expect(schedules.times(ada, id, {limit: 1})).toMatchObject([{status: "retrying", attempts: 2}]);
    await go("2026-03-02T06:03:00Z");
    const [time] = schedules.times(ada, id, {limit: 5});
    expect(time).toMatchObject({status: "failed", attempts: 3, finishedAt: clock.at});
    expect(notices.list(ada, 10)).toMatchObject([{kind: "failed", text: "cell 1: Error: no sales today (tried 3 times)", title: "Sales watch", run: time!.run, isSeen: false}]);
    expect(schedules.find(ada, id)).toMatchObject({status: "active", failures: 1});
    for (const at of ["06:00", "06:01", "06:03"]) await go(`2026-03-03T${at}Z`);
    expect(schedules.find(ada, id)).toMatchObject({
      status: "paused", nextAt: null, failures: 2, pausedBecause: "2 times in a row failed, the last one with: cell 1: Error: no sales today",
    });
    expect(notices.list(ada, 1).concat(notices.list(ada, 2)).map(({kind}) => kind)).toContain("paused");
    await go("2026-03-09T07:00Z");
    expect(schedules.times(ada, id, {limit: 10})).toHaveLength(2);
    await close();
  });
});

describe("a server that stops", () => {
  it("in good order in the middle of a run leaves it to the next one, which runs it once and as the same attempt", async () => {
    const {clock, open, schedules, scheduler, runs, addNotebook, addSchedule, close} = await room("2026-03-02T05:59Z");
    const notebook = addNotebook("let sum = 0; for (let i = 0; i < 1e9; i += 1) sum += i; display(sum)");
    const id = addSchedule(notebook, {cron: "0 6 * * *"});
    clock.at = Date.parse("2026-03-02T06:00Z");
    await scheduler.advance();
    await close();
    expect(schedules.times(ada, id, {limit: 10})).toMatchObject([{status: "retrying", attempts: 1, message: null}]);
    const again = open();
    again.scheduler.start();
    await again.go("2026-03-02T06:00:10Z");
    expect(again.schedules.times(ada, id, {limit: 10})).toMatchObject([{status: "succeeded", attempts: 1, interruptions: 0}]);
    expect(runs.list(ada, {notebook}).map(({status}) => status).toSorted()).toEqual(["interrupted", "succeeded"]);
    await again.close();
  });

  it("after a run was kept and before its time was settled runs it no second time", async () => {
    const {clock, open} = await building.room({at: "2026-03-02T06:00Z"});
    const before = open();
    const notebook = before.addNotebook("1 + 1");
    const id = before.addSchedule(notebook, {cron: "0 6 * * *"});
    const run = before.runner.start(ada, {notebook, startedBy: "schedule", starter: id});
    await run.finished;
    before.schedules.takeUp(ada, id, {due: clock.at, missed: 0, isByHand: false, nextAt: clock.at + 24 * hour});
    before.schedules.changeTime(ada, id, clock.at, {status: "started", run: run.id});
    await before.close();
    const again = open();
    again.scheduler.start();
    await again.go(clock.at);
    expect(again.schedules.times(ada, id, {limit: 10})).toMatchObject([{status: "succeeded", run: run.id, attempts: 1, interruptions: 1}]);
    expect(again.runs.list(ada, {notebook})).toHaveLength(1);
    await again.close();
  });

  it("again and again in the middle of the same time gives it up, in case it is what stops the server", async () => {
    const {clock, open, addNotebook, addSchedule, schedules, close} = await room("2026-03-02T06:00Z");
    const notebook = addNotebook("1 + 1");
    const id = addSchedule(notebook, {cron: "0 6 * * *", retries: 0});
    schedules.takeUp(ada, id, {due: clock.at, missed: 0, isByHand: false, nextAt: clock.at + 24 * hour});
    await close();
    for (let crash = 0; crash < 2; crash += 1) {
      const crashed = open();
      crashed.schedules.resumeStarted();
      crashed.schedules.takeUpAgain(ada, id, clock.at);
      await crashed.close();
    }
    const last = open();
    last.scheduler.start();
    await last.go(clock.at);
    expect(last.schedules.times(ada, id, {limit: 1})).toMatchObject([{status: "failed", message: "the server ended 3 times in the middle of it"}]);
    expect(last.runs.list(ada, {notebook})).toHaveLength(0);
    await last.close();
  });
});

describe("run now", () => {
  it("runs a paused schedule too, once and without trying again, and does not move its next time", async () => {
    const {clock, schedules, scheduler, addNotebook, addSchedule, go, close} = await room("2026-03-02T05:30:10Z");
    const id = addSchedule(addNotebook('throw new Error("still none")'), {cron: "0 6 * * *"});
    schedules.change(ada, id, {status: "paused", nextAt: null});
    scheduler.runNow(ada, id);
    await scheduler.settled();
    expect(schedules.times(ada, id, {limit: 10})).toMatchObject([{due: clock.at, isByHand: true, status: "failed", attempts: 1}]);
    expect(schedules.find(ada, id)).toMatchObject({status: "paused", nextAt: null, failures: 0});
    await go("2026-03-02T06:30Z");
    expect(schedules.times(ada, id, {limit: 10})).toHaveLength(1);
    await close();
  });

  it("can be stopped, and is stopped with its schedule when that is deleted", async () => {
    const {clock, schedules, scheduler, runs, addNotebook, addSchedule, close} = await room("2026-03-02T05:30:10Z");
    const notebook = addNotebook("await new Promise(() => {})");
    const id = addSchedule(notebook);
    const settle = async (): Promise<void> => {
      scheduler.runNow(ada, id);
      await scheduler.advance();
      scheduler.stop(ada, id);
    };
    await settle();
    await scheduler.settled();
    expect(schedules.times(ada, id, {limit: 10})).toMatchObject([{status: "cancelled", message: "the run was cancelled"}]);
    clock.at += 1000;
    await settle();
    schedules.delete(ada, id);
    await scheduler.settled();
    expect(schedules.times(ada, id, {limit: 10})).toEqual([]);
    expect(runs.list(ada, {notebook}).map(({status}) => status)).toEqual(["cancelled", "cancelled"]);
    await close();
  });
});

it("many schedules due at once start in the order in which they became due, no more at once than there are places", async () => {
  const {clock, schedules, scheduler, runner, runs, addNotebook, addSchedule, close} = await room("2026-03-02T05:50Z", 2);
  const late = Array.from({length: 5}, (_, index) => addSchedule(addNotebook(`${index}`), {cron: "0 6 * * *"}));
  const early = Array.from({length: 5}, (_, index) => addSchedule(addNotebook(`${index} + 100`), {cron: "59 5 * * *"}));
  const ended = new Set<string>();
  let most = 0;
  runner.listen(({type, run}) => {
    if (type === "finished") ended.add(run.id);
    const begun = runs.list(ada, {startedBy: "schedule"}).filter(({id, cells}) => !ended.has(id) && cells.executed > 0).length;
    most = Math.max(most, begun);
  });
  clock.at = Date.parse("2026-03-02T06:00:05Z");
  await scheduler.advance();
  const order = runs.list(ada, {startedBy: "schedule"});
  expect(order).toHaveLength(10);
  await scheduler.settled();
  const finished = [...ended].map((id) => order.find((run) => run.id === id)?.starter);
  expect(finished.slice(0, 4).every((id) => early.includes(id!))).toBe(true);
  expect(late.every((id) => schedules.times(ada, id, {limit: 1})[0]?.status === "succeeded")).toBe(true);
  expect(most).toBeLessThanOrEqual(2);
  await close();
});
