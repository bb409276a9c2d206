/** The routes of data sets: list, upload, inspection, correction, rows, bytes, delete. */
import {basename, dirname, parse} from "node:path";
import {Router} from "express";
import type {Request} from "express";
import {z} from "zod";
import type {DataSetDetail} from "#notebooks";
import {described} from "../http/described.ts";
import {Problem, notFound} from "../http/problem.ts";
import {dataRowsSchema, dataSetDetailSchema, dataSetSchema} from "../http/resources.ts";
import {isControlCharacter, validate} from "../http/validate.ts";
import {ownerOf} from "../accounts/sign-in.ts";
import type {NotebookStore} from "../notebooks/notebook-store.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import type {Reader} from "../reader/reader.ts";
import {toDataSetSummary, toReadable} from "./data-set-store.ts";
import type {DataSet, DataSetStore} from "./data-set-store.ts";
import {parsingSchema} from "./parsing-schema.ts";
import {receiveUpload} from "./upload.ts";

interface Parts {
  readonly dataSets: DataSetStore;
  readonly notebooks: NotebookStore;
  readonly files: Files;
  readonly reader: Reader;
  readonly uploadLimitBytes: number;
  /** A data set of the owner changed or went: open notebooks look again. */
  changed(owner: OwnerId, name: string): void;
}

const name = z
  .string("must be text")
  .trim()
  .min(1, "must not be empty")
  .max(100, "must have at most 100 characters")
  .refine((text) => !isControlCharacter.test(text), "must not have control characters");
const fileName = name.pipe(z.string().refine((text) => !/[/\\]/.test(text), "must be a name without folders"));
const uploadQuery = z.strictObject({name: name.optional(), file: fileName.optional()});
const changes = z.strictObject({name: name.optional(), parsing: parsingSchema.optional()});
const integer = (least: number, most: number, fallback: number) =>
  z.coerce.number(`must be a number`).int("must be an integer").min(least, `must be at least ${least}`).max(most, `must be at most ${most}`).default(fallback);
const rowsQuery = z.strictObject({offset: integer(0, Number.MAX_SAFE_INTEGER, 0), limit: integer(1, 1000, 100)});
const deleteQuery = z.strictObject({force: z.enum(["1"], "must be 1").optional()});

export function dataSetRoutes({dataSets, notebooks, files, reader, uploadLimitBytes, changed}: Parts): Router {
  const router = Router();

  const find = (request: Request<{id: string}>): DataSet => {
    const dataSet = dataSets.find(ownerOf(request), request.params.id);
    if (!dataSet) throw notFound("data set");
    return dataSet;
  };
  const toDetail = (owner: OwnerId, dataSet: DataSet): DataSetDetail => ({
    ...toDataSetSummary(dataSet),
    inspection: dataSet.inspection,
    usedBy: notebooks.listUsing(owner, dataSet.name, dataSet.inspection.digest),
  });

  router.get("/", described({summary: "The data sets, newest first", scope: "read", answer: z.array(dataSetSchema)}), (request, response) => {
    response.json(dataSets.list(ownerOf(request)).map(toDataSetSummary));
  });

  const uploading = {summary: "Upload a file: its bytes are the body", scope: "write", query: uploadQuery, bodyType: "application/octet-stream"} as const;
  router.post("/", described({...uploading, status: 201, answer: dataSetDetailSchema}), async (request, response) => {
    const owner = ownerOf(request);
    const query = validate(uploadQuery, request.query, "query");
    const givenFileName = query.file ?? query.name ?? "data";
    const {file, sizeBytes} = await receiveUpload(request, files, uploadLimitBytes);
    const inspection = await reader.inspect(files.path(file), givenFileName, null);
    const dataSet = dataSets.create(owner, {name: query.name ?? toName(givenFileName), fileName: givenFileName, file, sizeBytes, inspection});
    changed(owner, dataSet.name);
    response.status(201).location(`/api/data-sets/${dataSet.id}`).json(toDetail(owner, dataSet));
  });

  router.get("/:id", described({summary: "One data set and what was found in its file", scope: "read", answer: dataSetDetailSchema}), (request, response) => {
    response.json(toDetail(ownerOf(request), find(request)));
  });

  const changing = {summary: "Rename a data set, or read its file another way", scope: "write"} as const;
  router.patch("/:id", described({...changing, body: changes, answer: dataSetDetailSchema}), async (request, response) => {
    const owner = ownerOf(request);
    const before = find(request);
    const given = validate(changes, request.body);
    const inspection = given.parsing && (await reader.inspect(files.path(before.file), before.fileName, given.parsing));
    if (!dataSets.change(owner, before.id, {...(given.name !== undefined && {name: given.name}), ...(inspection && {inspection})})) {
      find(request);
      throw new Problem("name-taken", `there is another data set named ${JSON.stringify(given.name)}`, {fields: {name: "is taken"}});
    }
    const after = find(request);
    changed(owner, before.name);
    if (after.name !== before.name) changed(owner, after.name);
    response.json(toDetail(owner, after));
  });

  router.get("/:id/rows", described({summary: "A page of rows", scope: "read", query: rowsQuery, answer: dataRowsSchema}), async (request, response) => {
    const dataSet = find(request);
    const {offset, limit} = validate(rowsQuery, request.query, "query");
    response.json(await reader.rows(toReadable(dataSet, files), offset, limit));
  });

  router.get("/:id/file", described({summary: "The file as it was uploaded", scope: "read", answerType: "application/octet-stream"}), (request, response, next) => {
    const dataSet = find(request);
    response.attachment(dataSet.fileName).type("application/octet-stream");
    const path = files.path(dataSet.file);
    response.sendFile(basename(path), {root: dirname(path), cacheControl: false}, (error) => error && next(error));
  });

  router.delete("/:id", described({summary: "Delete a data set", scope: "write", query: deleteQuery, status: 204}), (request, response) => {
    const owner = ownerOf(request);
    const dataSet = find(request);
    const {force} = validate(deleteQuery, request.query, "query");
    const users = notebooks.listUsing(owner, dataSet.name, dataSet.inspection.digest);
    if (users.length > 0 && !force) {
      const titles = users.map(({title}) => JSON.stringify(title)).join(", ");
      throw new Problem("data-set-used", `${users.length === 1 ? "a notebook uses" : `${users.length} notebooks use`} this data set: ${titles}`);
    }
    dataSets.delete(owner, dataSet.id);
    changed(owner, dataSet.name);
    response.status(204).end();
  });

  return router;
}

/** A data set's name from its file's: without the endings of tables and compression. */
export function toName(givenFileName: string): string {
  const withoutGzip = givenFileName.replace(/\.gz$/i, "");
  return parse(withoutGzip).name.trim() || "data";
}
