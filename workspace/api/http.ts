/** Asking the server over HTTP: JSON in and out, problems (RFC 9457) as errors that say what went wrong in words. */
import type {HttpProblem} from "#notebooks";

/** The server refused, or could not be reached (status 0). */
export class HttpError extends Error {
  readonly problem: HttpProblem;

  constructor(problem: HttpProblem, options?: ErrorOptions) {
    super(problem.detail || problem.title, options);
    this.name = "HttpError";
    this.problem = problem;
  }
}

export async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = {method, headers: {accept: "application/json"}, credentials: "same-origin", signal: signal ?? null};
  if (body !== undefined) {
    init.headers = {...init.headers, "content-type": "application/json"};
    init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new HttpError(unreachable, {cause: error});
  }
  if (!response.ok) throw new HttpError(toProblem(response.status, response.statusText, await response.text()));
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

export const unreachable: HttpProblem = {
  type: "about:blank",
  title: "Not reachable",
  status: 0,
  detail: "The server does not answer. Check the connection and try again.",
  code: "unreachable",
  instance: "",
};

/** The problem in an answer, or one made from its status when the answer holds none (a proxy's page, an empty body). */
export function toProblem(status: number, statusText: string, body: string): HttpProblem {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "title" in parsed) {
      const {type, title, detail, code, instance, fields} = parsed as Partial<HttpProblem>;
      return {
        type: type ?? "about:blank",
        title: title ?? statusText,
        status,
        detail: detail ?? title ?? statusText,
        code: code ?? "unknown",
        instance: instance ?? "",
        ...(fields ? {fields} : {}),
      };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const detail = `The server answered ${status}${statusText ? ` ${statusText}` : ""}.`;
  return {type: "about:blank", title: statusText, status, detail, code: "unknown", instance: ""};
}

/** What to tell a person about any error. */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message;
  return String(error);
}
