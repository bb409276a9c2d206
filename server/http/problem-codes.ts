/** Every problem that the server answers with: its code, status and title. `docs/errors.md` lists the same, and a test compares both. */

export const problemCodes = {
  "invalid-request": {status: 400, title: "The request is not understood"},
  "invalid-json": {status: 400, title: "The body is not JSON"},
  "wrong-credentials": {status: 401, title: "Wrong e-mail address or password"},
  "not-signed-in": {status: 401, title: "Not signed in"},
  "wrong-key": {status: 401, title: "The API key is not in force"},
  "missing-scope": {status: 403, title: "The API key may not do this"},
  "wrong-origin": {status: 403, title: "The request comes from another site"},
  "wrong-host": {status: 421, title: "The server does not answer to this name"},
  "not-found": {status: 404, title: "Not found"},
  "email-taken": {status: 409, title: "There is an account with this e-mail address"},
  "name-taken": {status: 409, title: "The name is taken"},
  "data-set-used": {status: 409, title: "Notebooks use the data set"},
  "not-publishable": {status: 409, title: "The run cannot be published"},
  "not-exportable": {status: 422, title: "The result cannot be had in this format"},
  "not-settled": {status: 409, title: "The notebook is still running"},
  "schedule-running": {status: 409, title: "The schedule is at a run"},
  withdrawn: {status: 410, title: "Withdrawn"},
  "too-large": {status: 413, title: "Too large"},
  "unsupported-media-type": {status: 415, title: "The body is of another type than expected"},
  "unreadable-file": {status: 422, title: "The file cannot be read"},
  "upload-cut": {status: 400, title: "The upload ended early"},
  "too-many-attempts": {status: 429, title: "Too many attempts"},
  "shutting-down": {status: 503, title: "The server is stopping"},
  internal: {status: 500, title: "Something went wrong in the server"},
} as const satisfies Readonly<Record<string, {status: number; title: string}>>;

export type ProblemCode = keyof typeof problemCodes;
