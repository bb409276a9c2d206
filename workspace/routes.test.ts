/** Addresses lead to pages. */
import {expect, test} from "vitest";
import {parseRoute, readPublishedAddress} from "./routes.ts";

test("an address names a page and the thing on it", () => {
  expect(parseRoute("/")).toEqual({page: "home"});
  expect(parseRoute("/notebooks/n1")).toEqual({page: "notebook", id: "n1"});
  expect(parseRoute("/notebooks/n1/runs")).toEqual({page: "runs", id: "n1"});
  expect(parseRoute("/notebooks/n1/schedules")).toEqual({page: "schedules", id: "n1"});
  expect(parseRoute("/schedules")).toEqual({page: "schedules", id: "all"});
  expect(parseRoute("/runs/r1")).toEqual({page: "run", id: "r1"});
  expect(parseRoute("/runs/r1/comparison/r2")).toEqual({page: "comparison", id: "r1", other: "r2"});
  expect(parseRoute("/data/a%20b")).toEqual({page: "data-set", id: "a b"});
});

test("an address that names nothing is unknown, not the home page", () => {
  for (const path of ["/notebooks", "/notebooks/", "/notebooks/a/b", "/notebooks/a/runs/b", "/runs/", "/runs/a/comparison", "/runs/a/comparison/", "/runs/a/other/b", "/elsewhere/x", "/notebooks/%E0%A4%A"]) expect(parseRoute(path)).toEqual({page: "unknown"});
});

test("who came from a published page to sign in goes back there, and nowhere else", () => {
  const root = "0a".repeat(32);
  for (const from of ["/p/sales-by-day", `/p/sales/${root}`]) expect(readPublishedAddress(`?from=${from}`)).toBe(from);
  for (const from of ["", "/", "//elsewhere.example/p/x", "https://elsewhere.example/p/x", "/p/../api", "/p/a//b", "/notebooks/n1"]) expect(readPublishedAddress(`?from=${from}`), from).toBeNull();
  expect(readPublishedAddress("")).toBeNull();
});
