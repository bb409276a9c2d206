/** The routes of templates: list, one, run one on a data set or a file, make one of a notebook, delete one's own. */
import {readFile} from "node:fs/promises";
import {Router, json} from "express";
import type {Request, Response} from "express";
import {z} from "zod";
import type {NewTemplateRun, TemplateRun} from "#notebooks";
import {ownerOf} from "../accounts/sign-in.ts";
import type {DataSet, DataSetStore} from "../data-sets/data-set-store.ts";
import {toName} from "../data-sets/routes.ts";
import {receiveUpload} from "../data-sets/upload.ts";
import {described} from "../http/described.ts";
import {Problem, notFound} from "../http/problem.ts";
import {isControlCharacter, validate} from "../http/validate.ts";
import type {Reader} from "../reader/reader.ts";
import type {RunStore} from "../runs/run-store.ts";
import type {Runner} from "../runs/runner.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {templateOfferSchema, templateRunSchema, templateSchema} from "./resources.ts";
import type {TemplateDesk} from "./template-desk.ts";

interface Parts {
  readonly desk: TemplateDesk;
  readonly dataSets: DataSetStore;
  readonly runs: Pick<RunStore, "find">;
  readonly runner: Pick<Runner, "start">;
  readonly files: Files;
  readonly reader: Reader;
  readonly uploadLimitBytes: number;
  /** A data set of the owner came: open notebooks look again. */
  changed(owner: OwnerId, name: string): void;
}

const bodyLimit = "256kb";
const words = (most: number) =>
  z.string("must be text").trim().min(1, "must not be empty").max(most, `must have at most ${most} characters`).refine((text) => !isControlCharacter.test(text), "must not have control characters");
const columnName = z.string("must be text").min(1, "must not be empty").max(1000, "must have at most 1000 characters");
const choices = {
  columns: z.record(z.string().max(100), columnName.nullable()).optional().describe("Columns by role; those that are not named are guessed."),
  parameters: z.record(z.string().max(100), z.json()).optional().describe("Parameters by name; those that are not named have their default."),
  title: words(300).optional(),
  run: z.boolean("must be true or false").optional().describe("False makes the notebook without running it."),
};
export const newTemplateRun = z.strictObject({
  dataSet: z.string("must be text").max(100).optional().describe("Id of a data set."),
  sample: z.boolean("must be true or false").optional().describe("True takes the template's own sample, which becomes a data set."),
  ...choices,
});
const newTemplate = z.strictObject({notebook: z.string("must be text").max(100), title: words(300).optional(), description: words(1000).optional()});
/** With a file as the body, what is chosen stands in the query, as JSON. */
const uploadQuery = z.strictObject({file: words(100), choices: z.string().max(20_000).optional().describe("What is chosen as JSON: `columns`, `parameters`, `title`, `run`.")});
const uploadChoices = z.strictObject(choices);

export function templateRoutes(parts: Parts): Router {
  const {desk, dataSets, runs, runner, files, reader, uploadLimitBytes, changed} = parts;
  const router = Router();

  router.get("/", described({summary: "The templates: those of Recto, then one's own", scope: "read", answer: z.array(templateSchema)}), (request, response) => {
    response.json(desk.list(ownerOf(request)));
  });

  const creating = {summary: "Make a template of a notebook", scope: "write"} as const;
  router.post("/", described({...creating, body: newTemplate, status: 201, answer: templateSchema}), (request, response) => {
    const {notebook, title, description} = validate(newTemplate, request.body ?? {});
    const made = desk.create(ownerOf(request), notebook, {title, description});
    response.status(201).location(`/api/templates/${made.id}`).json(made);
  });

  router.get("/:id", described({summary: "One template", scope: "read", answer: templateSchema}), (request: Request<{id: string}>, response: Response) => {
    response.json(desk.find(ownerOf(request), request.params.id));
  });

  router.delete("/:id", described({summary: "Delete a template of one's own", scope: "write", status: 204}), (request: Request<{id: string}>, response: Response) => {
    if (!desk.delete(ownerOf(request), request.params.id)) throw notFound("template");
    response.status(204).end();
  });

  /** The data set of a request: named in its body, or the body itself. */
  async function takeData(request: Request<{id: string}>, owner: OwnerId): Promise<{dataSet: DataSet | null; given: NewTemplateRun}> {
    if (request.is("application/json") || request.is("*/*") === null) {
      const given = validate(newTemplateRun, request.body ?? {}) as NewTemplateRun;
      if (given.sample === true) {
        if (given.dataSet !== undefined) throw new Problem("invalid-request", "a template runs on a data set or on its sample", {fields: {sample: "must be left out beside dataSet"}});
        const {path, fileName} = desk.sample(owner, request.params.id);
        const bytes = await readFile(path);
        return {dataSet: await keepFile(owner, fileName, await files.put(bytes), bytes.length), given};
      }
      const dataSet = given.dataSet === undefined ? null : dataSets.find(owner, given.dataSet);
      if (given.dataSet !== undefined && !dataSet) throw notFound("data set");
      return {dataSet, given};
    }
    const {file: fileName, choices: text} = validate(uploadQuery, request.query, "query");
    if (/[/\\]/.test(fileName)) throw new Problem("invalid-request", "the file's name has no folders", {fields: {file: "must be a name without folders"}});
    const given = validate(uploadChoices, text === undefined ? {} : readJson(text), "query") as NewTemplateRun;
    const {file, sizeBytes} = await receiveUpload(request, files, uploadLimitBytes);
    return {dataSet: await keepFile(owner, fileName, file, sizeBytes), given};
  }

  /** The data set of a file: the one that has its digest, or a new one. */
  async function keepFile(owner: OwnerId, fileName: string, file: string, sizeBytes: number): Promise<DataSet> {
    const inspection = await reader.inspect(files.path(file), fileName, null);
    const dataSet = dataSets.findByDigest(owner, inspection.digest) ?? dataSets.create(owner, {name: toName(fileName), fileName, file, sizeBytes, inspection});
    changed(owner, dataSet.name);
    return dataSet;
  }

  const running = {summary: "Make a notebook of a template and a data set, and run it", scope: "run"} as const;
  router.post("/:id/runs", json({limit: bodyLimit}), described({...running, body: newTemplateRun, status: 201, answer: templateRunSchema}), async (request: Request<{id: string}>, response: Response) => {
    const owner = ownerOf(request);
    const {id} = desk.find(owner, request.params.id);
    const {dataSet, given} = await takeData(request, owner);
    const {notebook, columns} = desk.make(owner, id, {...given, dataSet});
    const run = given.run === false ? null : runner.start(owner, {notebook: notebook.id, startedBy: "template", starter: id});
    const answer: TemplateRun = {notebook, columns, run: run && runs.find(owner, run.id)};
    response.status(201).location(run ? `/api/runs/${run.id}` : `/api/notebooks/${notebook.id}`).json(answer);
  });

  return router;
}

/** Under `/data-sets`: what can be made of a data set. */
export function offerRoutes({desk, dataSets}: Pick<Parts, "desk" | "dataSets">): Router {
  const router = Router();
  const offering = {summary: "The templates, with the columns guessed that they would take of a data set", scope: "read"} as const;
  router.get("/:id/templates", described({...offering, answer: z.array(templateOfferSchema)}), (request: Request<{id: string}>, response: Response) => {
    const owner = ownerOf(request);
    const dataSet = dataSets.find(owner, request.params.id);
    if (!dataSet) throw notFound("data set");
    response.json(desk.offers(owner, dataSet));
  });
  return router;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem("invalid-json", "choices: must be JSON", {cause: error});
  }
}
