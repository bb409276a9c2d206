import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {toCell} from "#notebooks";
import type {NotebookState, NotebookSummary} from "#notebooks";
import type {Client, Page} from "../testing/client.ts";
import {startServer} from "../testing/server.ts";
import type {TestServer} from "../testing/server.ts";

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  client = await server.client().signUp("typist");
});
afterAll(() => server.close());

async function openTwo(): Promise<{id: string; first: Page; second: Page}> {
  const {id} = (await client.send<NotebookSummary>("POST", "/api/notebooks", {})).body;
  return {id, first: await client.open(id), second: await client.open(id)};
}

const documentOf = ({notebook, revision, inputs, nextCellId}: NotebookState) => ({notebook, revision, inputs, nextCellId});

describe("two tabs on a notebook", () => {
  it("that edit at once come to the same document, which is the stored one, and each is told who edited", async () => {
    const {id, first, second} = await openTwo();
    const type = async (page: Page, cell: number, letters: string): Promise<void> => {
      for (const letter of letters) {
        for (;;) {
          const length = page.state.notebook.cells.find((one) => one.id === cell)?.source.length ?? 0;
          const version = page.state.cells[cell]?.version ?? 0;
          const changes: (number | [number, ...string[]])[] = length === 0 ? [[0, letter]] : [length, [0, letter]];
          const answer = await page.operate({type: "edit-source", id: cell, version, changes, client: page.client});
          if (answer.type === "acknowledged") break;
          expect(answer.code).toBe("stale-version");
          await page.reaches(({cells}) => (cells[cell]?.version ?? 0) > version);
        }
      }
    };
    await Promise.all([
      type(first, 1, "abcdefghijklmnopqrst"),
      type(second, 1, "ABCDEFGHIJKLMNOPQRST"),
      first.operate({type: "insert-cell", cell: toCell({id: 2, source: "one"}), after: 1}),
      second.operate({type: "set-title", title: "Both"}),
    ]);
    const revision = Math.max(first.state.revision, second.state.revision);
    await Promise.all([first.reaches((state) => state.revision >= revision), second.reaches((state) => state.revision >= revision)]);
    expect(documentOf(first.state)).toEqual(documentOf(second.state));
    const source = first.state.notebook.cells[0]?.source ?? "";
    expect(source.replace(/[A-Z]/g, "")).toBe("abcdefghijklmnopqrst");
    expect(source.replace(/[a-z]/g, "")).toBe("ABCDEFGHIJKLMNOPQRST");
    const authors = first.messages.flatMap((message) => (message.type === "applied" ? [message.by] : []));
    expect(new Set(authors)).toEqual(new Set([first.client, second.client]));
    const third = await client.open(id);
    expect(documentOf(third.state)).toEqual(documentOf(first.state));
    for (const page of [first, second, third]) await page.close();
  });

  it("see each other's results and come to the same ones", async () => {
    const {first, second} = await openTwo();
    await first.write(1, "const doubled = 21 * 2; display(doubled)");
    await second.operate({type: "run", cells: "all"});
    const states = await Promise.all([first, second].map((page) => page.reaches(({proof}) => proof.root !== null)));
    expect(states[0]?.proof.root).toBe(states[1]?.proof.root);
    expect(states[0]?.cells).toEqual(states[1]?.cells);
    for (const page of [first, second]) await page.close();
  });

  it("are told how many people look", async () => {
    const {first, second} = await openTwo();
    const countOf = (page: Page): number => page.messages.findLast((message) => message.type === "people")?.connections ?? 0;
    await first.reaches(() => countOf(first) === 2);
    await second.close();
    await first.reaches(() => countOf(first) === 1);
    await first.close();
  });
});

describe("a message", () => {
  it("of the wrong shape is refused by its number, and nothing is changed", async () => {
    const {first, second} = await openTwo();
    const refused = first.until((message) => message.type === "refused");
    first.post({type: "operation", id: 77, operation: {type: "set-title", title: 5}});
    expect(await refused).toMatchObject({id: 77, code: "invalid", message: expect.stringContaining("title")});
    const failed = first.until((message) => message.type === "reply");
    first.post({type: "request", request: 78, body: {type: "verify", all: true}});
    expect(await failed).toMatchObject({request: 78, reply: {type: "failed", code: "invalid"}});
    expect(first.state.revision).toBe(0);
    for (const page of [first, second]) await page.close();
  });

  it("that is no message at all closes the socket", async () => {
    const {first, second} = await openTwo();
    first.socket.send("not JSON");
    expect(await first.closed).toBe(1007);
    await second.close();
  });

  it("larger than eight megabytes closes the socket", async () => {
    const {first, second} = await openTwo();
    first.post({type: "operation", id: 1, operation: {type: "set-title", title: "x".repeat(9_000_000)}});
    expect(await first.closed).toBe(1009);
    await second.close();
  });

  it("asking to resynchronise is answered with the whole state", async () => {
    const {first, second} = await openTwo();
    await first.operate({type: "set-title", title: "Again"});
    const welcome = second.until((message) => message.type === "welcome");
    second.post({type: "resynchronise"});
    expect(await welcome).toMatchObject({type: "welcome", client: second.client, readOnly: false, state: {notebook: {title: "Again"}, revision: 1}});
    for (const page of [first, second]) await page.close();
  });

  it("asking to verify is answered with a report in which every cell is the same", async () => {
    const {first, second} = await openTwo();
    await first.write(1, "const six = 6; display(six)");
    await first.operate({type: "run", cells: "all"});
    await first.reaches(({proof}) => proof.root !== null);
    const reply = first.until((message) => message.type === "reply");
    first.post({type: "request", request: 1, body: {type: "verify"}});
    expect(await reply).toMatchObject({reply: {type: "verify", report: {same: true, cells: [{id: 1, same: true}]}}});
    for (const page of [first, second]) await page.close();
  });
});
