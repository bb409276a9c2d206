/** Errors on HTTP become words. */
import {expect, test} from "vitest";
import {HttpError, toProblem} from "./http.ts";

test("a problem's detail is the error's message", () => {
  const problem = toProblem(409, "Conflict", JSON.stringify({title: "Taken", detail: "a data set named sales exists", code: "name-taken"}));
  expect(problem).toMatchObject({status: 409, code: "name-taken"});
  expect(new HttpError(problem).message).toBe("a data set named sales exists");
});

test("the faults of a form are kept by field", () => {
  const body = JSON.stringify({title: "Invalid", detail: "check the form", fields: {email: "is not an address"}});
  expect(toProblem(422, "", body).fields).toEqual({email: "is not an address"});
});

test("an answer that is not a problem still says its status", () => {
  expect(toProblem(502, "Bad Gateway", "<html>").detail).toBe("The server answered 502 Bad Gateway.");
  expect(toProblem(413, "", "").detail).toBe("The server answered 413.");
});
