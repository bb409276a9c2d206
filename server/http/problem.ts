/** A refusal of a request, thrown by whoever notices and answered as an RFC 9457 problem in one place. */
import type {ErrorRequestHandler, Response} from "express";
import type {HttpProblem} from "#notebooks";
import type {Log} from "../log.ts";
import {problemCodes} from "./problem-codes.ts";
import type {ProblemCode} from "./problem-codes.ts";

interface ProblemDetails {
  readonly fields?: {readonly [field: string]: string};
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly fields: {readonly [field: string]: string} | undefined;
  readonly retryAfterSeconds: number | undefined;

  /** `detail` is for the person: what is wrong with this request, and what to do. */
  constructor(code: ProblemCode, detail: string, {fields, retryAfterSeconds, cause}: ProblemDetails = {}) {
    super(detail, {cause});
    this.name = "Problem";
    this.code = code;
    this.fields = fields;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What somebody else's thing and a thing that does not exist are answered with, alike. */
export function notFound(what: string): Problem {
  return new Problem("not-found", `there is no such ${what}`);
}

export function toHttpProblem(problem: Problem, requestId: string): HttpProblem {
  const {status, title} = problemCodes[problem.code];
  const {code, message: detail, fields} = problem;
  return {type: `/problems/${code}`, title, status, detail, code, instance: requestId, ...(fields && {fields})};
}

export function sendProblem(response: Response, problem: Problem, requestId: string): void {
  if (problem.retryAfterSeconds !== undefined) response.setHeader("Retry-After", String(problem.retryAfterSeconds));
  response.status(problemCodes[problem.code].status).type("application/problem+json");
  response.send(JSON.stringify(toHttpProblem(problem, requestId)));
}

/** Answers what routes throw: a `Problem` as it is, the body parser's errors by name, and everything else as `internal`, in the log only. */
export function answerProblems(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = toProblem(error);
    if (problem.code === "internal") log.error({err: error, requestId: request.id}, "request failed");
    if (response.headersSent) return next(error);
    sendProblem(response, problem, request.id);
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const {type, status} = (error ?? {}) as {type?: unknown; status?: unknown};
  if (type === "entity.too.large") return new Problem("too-large", "the body is larger than this address takes", {cause: error});
  if (type === "entity.parse.failed") return new Problem("invalid-json", "the body is not valid JSON", {cause: error});
  if (type === "encoding.unsupported" || type === "charset.unsupported")
    return new Problem("unsupported-media-type", "the body's encoding is not supported", {cause: error});
  if (type === "request.aborted" || type === "request.size.invalid")
    return new Problem("upload-cut", "the body ended before its announced length", {cause: error});
  if (status === 400) return new Problem("invalid-request", "the address or the body is malformed", {cause: error});
  return new Problem("internal", "the server could not answer; the log has the details under this request's id", {cause: error});
}
