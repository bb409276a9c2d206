/** The routes of runs: those of a notebook, and each by its own address: look, name, cancel, delete, restore its version. */
import {Router} from "express";
import type {Request} from "express";
import {z} from "zod";
import type {Json, NewNotebookRun, RunChanges, RunSummary} from "#notebooks";
import {ownerOf} from "../accounts/sign-in.ts";
import {described} from "../http/described.ts";
import {Problem, notFound} from "../http/problem.ts";
import {isControlCharacter, validate} from "../http/validate.ts";
import type {LiveNotebooks} from "../notebooks/live-notebooks.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import {comparisonSchema, runDetailSchema, runSchema} from "./resources.ts";
import type {RunComparer} from "./comparer.ts";
import type {RunStore} from "./run-store.ts";
import type {Runner} from "./runner.ts";

interface Parts {
  readonly runs: RunStore;
  readonly runner: Runner;
  readonly comparer: Pick<RunComparer, "compare">;
  readonly notebooks: Pick<NotebookStore, "find">;
  readonly live: Pick<LiveNotebooks, "open" | "keepRun">;
}

const parameterName = z.string().min(1).max(200, "must have at most 200 characters");
const newRun = z.strictObject({
  parameters: z.record(parameterName, z.json("must be JSON")).optional(),
  seed: z.int("must be an integer").min(0, "must be 0 or more").max(2 ** 31 - 1, "must be less than 2³¹").optional(),
  timeLimitSeconds: z.number("must be a number").min(1, "must be 1 or more").max(86_400, "must be 86400 or less").optional(),
});
const changes = z.strictObject({
  name: z
    .string("must be text or null")
    .trim()
    .min(1, "must not be empty")
    .max(200, "must have at most 200 characters")
    .refine((text) => !isControlCharacter.test(text), "must not have control characters")
    .nullable(),
});
const query = z.strictObject({
  limit: z.coerce.number("must be a number").int("must be an integer").min(1, "must be 1 or more").max(500, "must be 500 or less").optional(),
  before: z.string().max(100, "must have at most 100 characters").optional(),
});

/** How long a notebook that is asked to keep its run may take to settle. */
const settleMs = 60_000;

/** Under `/notebooks`. */
export function notebookRunRoutes({runs, runner, notebooks, live}: Omit<Parts, "comparer">): Router {
  const router = Router();

  const find = (request: Request<{id: string}>): string => {
    if (!notebooks.find(ownerOf(request), request.params.id)) throw notFound("notebook");
    return request.params.id;
  };

  router.get("/:id/runs", described({summary: "The kept runs of a notebook, newest first", scope: "read", query, answer: z.array(runSchema)}), (request, response) => {
    const notebook = find(request);
    const {limit, before} = validate(query, request.query, "query");
    response.json(runs.list(ownerOf(request), {notebook, ...(limit !== undefined && {limit}), ...(before !== undefined && {before})}));
  });

  const running = {summary: "Run a notebook as it is stored", scope: "run", body: newRun, status: 202, answer: runSchema} as const;
  router.post("/:id/runs", described(running), (request, response) => {
    const notebook = find(request);
    const {parameters, seed, timeLimitSeconds} = validate(newRun, request.body ?? {}) as NewNotebookRun;
    const owner = ownerOf(request);
    const {id} = runner.start(owner, {
      notebook, ...(request.apiKey ? {startedBy: "api", starter: request.apiKey.id} : {startedBy: "person", starter: null}),
      ...(parameters && {parameters: parameters as {[name: string]: Json}}),
      ...(seed !== undefined && {seed}),
      ...(timeLimitSeconds !== undefined && {timeLimitMs: timeLimitSeconds * 1000}),
    });
    response.status(202).location(`/api/runs/${id}`).json(runs.find(owner, id));
  });

  const keeping = {summary: "Keep what the notebook shows as a run, where it is not kept yet", scope: "run", answer: runSchema} as const;
  router.post("/:id/runs/shown", described(keeping), async (request, response) => {
    response.json(await live.keepRun(ownerOf(request), find(request), settleMs));
  });

  return router;
}

/** Under `/runs`. */
export function runRoutes({runs, runner, comparer, live}: Omit<Parts, "notebooks">): Router {
  const router = Router();

  const find = (request: Request<{id: string}>): RunSummary => {
    const run = runs.find(ownerOf(request), request.params.id);
    if (!run) throw notFound("run");
    return run;
  };

  router.get("/:id", described({summary: "A run with everything that it showed", scope: "read", answer: runDetailSchema}), async (request, response) => {
    const {id} = find(request);
    const run = await runs.load(ownerOf(request), id);
    if (!run) throw notFound("run");
    response.json(run);
  });

  const comparing = {summary: "What changed from one run to another, in the values' own terms", scope: "read", answer: comparisonSchema} as const;
  router.get("/:id/comparison/:after", described(comparing), async (request: Request<{id: string; after: string}>, response) => {
    response.json(await comparer.compare(ownerOf(request), request.params.id, request.params.after));
  });

  router.patch("/:id", described({summary: "Name a version", scope: "write", body: changes, answer: runSchema}), (request, response) => {
    const {id} = find(request);
    const {name} = validate(changes, request.body) as RunChanges;
    runs.setName(ownerOf(request), id, name);
    response.json(find(request));
  });

  router.post("/:id/cancellation", described({summary: "Stop a run that waits or runs", scope: "run", status: 202, answer: runSchema}), (request, response) => {
    const {id} = find(request);
    runner.cancel(ownerOf(request), id);
    response.status(202).json(find(request));
  });

  router.delete("/:id", described({summary: "Delete a kept run", scope: "write", status: 204}), (request, response) => {
    const {id} = find(request);
    runner.cancel(ownerOf(request), id);
    runs.delete(ownerOf(request), id);
    response.status(204).end();
  });

  const restoring = {summary: "Bring the notebook back to the version of this run; the present one is kept first", scope: "write", status: 204} as const;
  router.post("/:id/restore", described(restoring), async (request, response) => {
    const owner = ownerOf(request);
    const run = await runs.load(owner, find(request).id);
    if (!run?.content) throw new Problem("not-settled", "the run never settled: it has no version to restore");
    const notebook = run.notebook === null ? null : await live.open(owner, run.notebook);
    if (!notebook) throw notFound("notebook");
    await notebook.restore(run.content);
    response.status(204).end();
  });

  return router;
}
