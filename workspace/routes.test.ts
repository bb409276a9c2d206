/** Addresses lead to pages. */
import {expect, test} from "vitest";
import {parseRoute} from "./routes.ts";

test("an address names a page and the thing on it", () => {
  expect(parseRoute("/")).toEqual({page: "home"});
  expect(parseRoute("/notebooks/n1")).toEqual({page: "notebook", id: "n1"});
  expect(parseRoute("/data/a%20b")).toEqual({page: "data-set", id: "a b"});
});

test("an address that names nothing is unknown, not the home page", () => {
  for (const path of ["/notebooks", "/notebooks/", "/notebooks/a/b", "/elsewhere/x", "/notebooks/%E0%A4%A"]) expect(parseRoute(path)).toEqual({page: "unknown"});
});
