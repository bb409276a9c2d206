/** The answers of the HTTP interface as schemas, for its OpenAPI document; tests hold them against what the server really answers. */
import {z} from "zod";
import {cardPictures, keyScopes, visibilities} from "#notebooks";
import type {
  Account, ApiKey, DataSetDetail, DataSetRows, DataSetSummary, ExampleSummary, HttpProblem, Inspection, MadeApiKey, NotebookSummary, RunSummary,
  Edition, EditionVerification, Publication, VerifyReport,
} from "#notebooks";
import {parsingSchema} from "../data-sets/parsing-schema.ts";

/** A schema that can hold nothing but a resource of this kind. */
const of = <Resource>(schema: z.ZodType<Resource>, id: string): z.ZodType<Resource> => schema.meta({id});

const id = z.string();
const time = z.iso.datetime().describe("ISO 8601, UTC");
const digest = z.string().regex(/^[0-9a-f]{64}$/).describe("SHA-256 in lower-case hexadecimal digits");
const count = z.int().min(0);

export const problemSchema = of<HttpProblem>(
  z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("For the person who asked: what is wrong, and what to do."),
    code: z.string().describe("For programs."),
    instance: z.string().describe("The request's id."),
    fields: z.record(z.string(), z.string()).optional(),
  }),
  "Problem",
);

export const accountSchema = of<Account>(z.strictObject({id, email: z.string(), name: z.string()}), "Account");

export const notebookSchema = of<NotebookSummary>(
  z.strictObject({
    id, title: z.string(), cells: count, createdAt: time, updatedAt: time,
    root: digest.nullable().describe("Root of the latest settled state, if there is one."),
    data: z.array(z.string()).describe("Names of the data sets that it reads."),
  }),
  "Notebook",
);

export const exampleSchema = of<ExampleSummary>(z.strictObject({id, title: z.string(), description: z.string(), picture: z.enum(cardPictures)}), "Example");

const dataSetFields = {
  id, name: z.string(), fileName: z.string(),
  format: z.enum(["csv", "json", "parquet", "arrow", "text"]),
  sizeBytes: count, rows: count, badRowCount: count, digest, createdAt: time,
  columns: z.array(z.strictObject({name: z.string(), type: z.string(), sparkline: z.array(z.number().nullable())})),
};

export const dataSetSchema = of<DataSetSummary>(z.strictObject(dataSetFields), "DataSet");

const columnType = z.enum(["number", "bigint", "boolean", "text", "date", "other"]);
const inspectionSchema = of<Inspection>(
  z.strictObject({
    parsing: parsingSchema,
    rows: count,
    badRowCount: count,
    badRows: z.array(z.strictObject({line: count, reason: z.string(), text: z.string()})),
    columns: z.array(
      z.strictObject({
        name: z.string(),
        type: columnType,
        missing: count,
        minimum: z.number().nullable(),
        maximum: z.number().nullable(),
        mean: z.number().nullable(),
        distinct: count,
        histogram: z.array(z.number()),
        frequent: z.array(z.strictObject({value: z.string(), count})),
        sparkline: z.array(z.number().nullable()),
      }),
    ),
    notes: z.array(z.string()),
    digest,
  }),
  "Inspection",
);

export const dataSetDetailSchema = of<DataSetDetail>(
  z.strictObject({...dataSetFields, inspection: inspectionSchema, usedBy: z.array(z.strictObject({id, title: z.string()}))}),
  "DataSetDetail",
);

export const dataRowsSchema = of<DataSetRows>(
  z.strictObject({
    columns: z.array(z.strictObject({name: z.string(), type: columnType})),
    page: z.strictObject({offset: count, rows: count, cells: z.array(z.array(z.json()))}),
  }),
  "DataRows",
);

const keyFields = {
  id, name: z.string(),
  ending: z.string().describe("The last characters of the token."),
  scopes: z.array(z.enum(keyScopes)),
  createdAt: time, expiresAt: time, usedAt: time.nullable(),
};
export const apiKeySchema = of<ApiKey>(z.strictObject(keyFields), "ApiKey");
export const madeApiKeySchema = of<MadeApiKey>(z.strictObject({...keyFields, token: z.string()}), "MadeApiKey");

export const runSchema = of<RunSummary>(
  z.strictObject({
    id,
    notebook: id.nullable(),
    title: z.string(),
    name: z.string().nullable().describe("The name that a person gave this version."),
    startedBy: z.enum(["person", "opening", "schedule", "template", "api"]),
    starter: id.nullable(),
    parameters: z.record(z.string(), z.json()) as z.ZodType<RunSummary["parameters"]>,
    seed: z.int(),
    now: z.number(),
    status: z.enum(["started", "succeeded", "failed", "cancelled", "interrupted"]),
    message: z.string().nullable().describe("Why it did not succeed, in words."),
    startedAt: time,
    finishedAt: time.nullable(),
    root: digest.nullable(),
    cells: z.strictObject({total: count, executed: count, reused: count, failed: count}),
    computeMs: z.number().min(0),
  }),
  "Run",
);

const kernel = z.strictObject({version: z.string(), engine: z.string()});
export const editionSchema = of<Edition>(
  z.strictObject({
    root: digest, title: z.string(), author: z.string(), publishedAt: time,
    address: z.string().describe("The address that never changes, from the server's root."),
    showsSource: z.boolean(),
    includesData: z.boolean(),
    data: z.array(z.strictObject({name: z.string(), digest, rows: count, now: z.enum(["same", "changed", "gone"])})),
    verified: z.strictObject({same: z.boolean(), at: time, kernel}).nullable(),
  }),
  "Edition",
);
export const publicationSchema = of<Publication>(
  z.strictObject({
    id, notebook: id, title: z.string(), slug: z.string(),
    address: z.string().describe("The address that follows the latest edition, from the server's root."),
    visibility: z.enum(visibilities),
    readers: z.array(z.string()),
    createdAt: time, updatedAt: time,
    editions: z.array(editionSchema),
  }),
  "Publication",
);

const cause = z.enum(["source", "parameter", "input", "data", "value", "display", "kernel", "record", "unfinished"]);
const recordedStatus = z.enum(["done", "failed", "blocked", "disabled", "unfinished"]).describe("What became of the cell in the record.");
const reportSchema = of<VerifyReport>(
  z.strictObject({
    same: z.boolean(),
    expectedRoot: z.string(),
    actualRoot: z.string(),
    kernel,
    cells: z.array(z.strictObject({id: z.int(), status: recordedStatus, same: z.boolean(), cause: cause.nullable(), message: z.string().nullable()})),
    firstDifference: z.strictObject({cell: z.int().nullable(), cause, message: z.string()}).nullable(),
    verifiedAt: z.number(),
    durationMs: z.number(),
  }),
  "VerifyReport",
);
export const verificationSchema = of<EditionVerification>(z.strictObject({report: reportSchema, isFresh: z.boolean()}), "Verification");
