/** The routes of a run's results as files: what there is, and each as CSV, JSON, Parquet or Excel. */
import {Router} from "express";
import type {Request, Response} from "express";
import {z} from "zod";
import {resultFormats} from "#notebooks";
import {ownerOf} from "../accounts/sign-in.ts";
import {described} from "../http/described.ts";
import {notFound} from "../http/problem.ts";
import {parseResultFile} from "./export-desk.ts";
import type {ExportDesk, ResultFile} from "./export-desk.ts";
import {resultTypes} from "./write-result.ts";

const column = z.strictObject({name: z.string(), type: z.enum(["number", "bigint", "boolean", "date", "text", "other"])});
const resultSchema = z
  .strictObject({
    cell: z.int(),
    name: z.string(),
    table: z.strictObject({rows: z.int(), columns: z.array(column)}).nullable(),
    formats: z.array(z.enum(resultFormats)),
    address: z.string(),
  })
  .meta({id: "RunResult"});

/** Under `/runs`. */
export function resultRoutes({exports}: {readonly exports: ExportDesk}): Router {
  const router = Router();

  const listing = {summary: "The values that a run kept and that can be had as files", scope: "read", answer: z.array(resultSchema)} as const;
  router.get("/:id/results", described(listing), async (request: Request<{id: string}>, response) => {
    response.json(await exports.list(ownerOf(request), request.params.id));
  });

  const writing = {summary: "A value of a run as a file; the name ends with .csv, .json, .parquet or .xlsx", scope: "read", answerType: "application/octet-stream"} as const;
  router.get("/:id/results/:cell/:file", described(writing), async (request: Request<{id: string; cell: string; file: string}>, response) => {
    const owner = ownerOf(request);
    const {id, cell, file} = request.params;
    const wanted = parseResultFile(file);
    if (!wanted || !/^[1-9]\d{0,9}$/.test(cell)) throw notFound("value of this run");
    sendResult(response, wanted, await exports.write(owner, id, Number(cell), wanted));
  });

  return router;
}

export function sendResult(response: Response, {name, format}: ResultFile, bytes: Uint8Array): void {
  response.attachment(`${name}.${format}`).type(resultTypes[format]).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
