/** Messages from the socket: every one that a client can send is taken, and anything of another shape is refused in words. */
import {describe, expect, it} from "vitest";
import {toCell} from "./cell.ts";
import type {ClientMessage} from "./message.ts";
import {parseClientMessage} from "./parse-message.ts";

const operation = (operation: object) => ({type: "operation", id: 1, operation});
const request = (body: object) => ({type: "request", request: 1, body});

const messages = [
  {type: "resynchronise"},
  operation({type: "set-title", title: "x"}),
  operation({type: "set-run-mode", runMode: "manual"}),
  operation({type: "insert-cell", cell: toCell({id: 3, output: "x", attributes: [["a", "b"]]}), after: null}),
  operation({type: "delete-cell", id: 3}),
  operation({type: "move-cell", id: 3, after: 2}),
  operation({type: "edit-source", id: 3, version: 0, changes: [1, [2, "a", "b"], [0]], client: "c"}),
  operation({type: "set-cell", id: 3, changes: {kind: "sql", pinned: true, hidden: false, disabled: true, output: null}}),
  operation({type: "set-cell", id: 3, changes: {}}),
  operation({type: "set-data", name: "x", digest: null}),
  operation({type: "remove-data", name: "x"}),
  operation({type: "set-input", key: "3/0", value: {a: [1, null]}}),
  operation({type: "set-input", key: "3/0", value: null}),
  operation({type: "run", cells: "all"}),
  operation({type: "run", cells: "stale"}),
  operation({type: "run", cells: [1, 2]}),
  operation({type: "interrupt"}),
  operation({type: "restart"}),
  operation({type: "restart", seed: 0}),
  request({type: "page-table", cell: 1, display: 0, query: {offset: 0, limit: 20, sort: null, filter: ""}}),
  request({type: "page-table", cell: 1, display: 0, query: {offset: 0, limit: 20, sort: {column: "a", descending: true}, filter: "x"}}),
  request({type: "complete", cell: 1, source: "a", position: 1}),
  request({type: "hover", cell: 1, source: "a", position: 1}),
  request({type: "verify"}),
] as readonly ClientMessage[];

function refusal(given: unknown): string | null {
  const outcome = parseClientMessage(given);
  return "refused" in outcome ? outcome.message : null;
}

describe("a client's message", () => {
  it("is taken, as JSON or as the text of a frame", () => {
    for (const message of messages) {
      expect(parseClientMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
      expect(parseClientMessage(JSON.stringify(message))).toEqual(message);
    }
  });

  it("is refused with any field missing, of another type, or too many", () => {
    const junk = [undefined, null, true, -1, 1.5, "\ud800", [], [[]], {}, "__proto__"];
    const optional = new Set(["seed", "kind", "pinned", "hidden", "disabled", "output"]);
    let tried = 0;
    for (const message of messages) {
      for (const path of pathsOf(message)) {
        const {name, holder} = locate(structuredClone(message), path);
        if (!optional.has(name) || path.includes("cell")) {
          const without = structuredClone(message);
          delete locate(without, path).holder[name];
          expect(refusal(without), `${JSON.stringify(message)} without ${path.join(".")}`).not.toBeNull();
        }
        for (const value of junk) {
          const changed = structuredClone(message);
          locate(changed, path).holder[name] = value;
          const outcome = parseClientMessage(changed);
          if ("refused" in outcome) expect(outcome.message).toMatch(/^message/);
          else if (value !== undefined) expect(typeof locate(outcome, path).holder[name]).toBe(typeof value);
          tried += 1;
        }
        holder.unknown = 1;
      }
      expect(refusal({...message, unknown: 1})).toBe('message has the unknown field "unknown"');
    }
    expect(tried).toBeGreaterThan(500);
  });

  it("is refused in words that name the part", () => {
    expect(refusal("{")).toBe("the message is not JSON");
    expect(refusal(5)).toBe("message must be an object");
    expect(refusal({type: "hello"})).toBe("message.type must be one of operation, request, resynchronise");
    expect(refusal(operation({type: "delete-cell", id: "3"}))).toBe("message.operation.id must be an integer from 1");
    expect(refusal(operation({type: "insert-cell", cell: {id: 1}, after: null}))).toBe("message.operation.cell.attributes must be a list of pairs of texts");
    expect(refusal(operation({type: "cell-result", id: 1}))).toContain("message.operation.type must be one of set-title");
    expect(refusal(operation({type: "set-input", key: "1/0"}))).toBe("message.operation.value must be there");
    expect(refusal(operation({type: "edit-source", id: 1, version: 0, changes: [[1, 2]], client: ""}))).toBe("message.operation.changes must be changes of a text");
  });

  it("cannot bring fields through a prototype", () => {
    expect(refusal('{"type":"operation","id":1,"operation":{"__proto__":{"type":"interrupt"}}}')).toContain("message.operation.type must be");
  });
});

interface Holder {
  [name: string]: unknown;
}

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value) || path.at(-1) === "value") return path.length > 0 ? [path] : [];
  const inside = Object.entries(value).flatMap(([name, its]) => pathsOf(its, [...path, name]));
  return path.length > 0 ? [path, ...inside] : inside;
}

function locate(message: object, path: readonly string[]): {holder: Holder; name: string} {
  let holder = message as Holder;
  for (const name of path.slice(0, -1)) holder = holder[name] as Holder;
  return {holder, name: path.at(-1)!};
}
