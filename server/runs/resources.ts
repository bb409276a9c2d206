/** The answers about runs as schemas, for the OpenAPI document. */
import {z} from "zod";
import type {RunComparisonDetail, RunDetail, RunSummary} from "#notebooks";

const time = z.iso.datetime().describe("ISO 8601, UTC");
const count = z.int().min(0);

const fields = {
  id: z.string(),
  notebook: z.string().nullable().describe("The notebook that it is a run of."),
  title: z.string(),
  name: z.string().nullable().describe("The name that a person gave this version."),
  startedBy: z.enum(["person", "opening", "schedule", "template", "api"]),
  starter: z.string().nullable().describe("Id of the schedule, template or key that started it."),
  parameters: z.record(z.string(), z.json()),
  seed: z.number(),
  now: z.number().describe("Milliseconds since 1970 that the run takes for now."),
  status: z.enum(["started", "succeeded", "failed", "cancelled", "interrupted"]),
  message: z.string().nullable().describe("Why it did not succeed, in words."),
  startedAt: time,
  finishedAt: time.nullable(),
  root: z.string().nullable(),
  cells: z.strictObject({total: count, executed: count, reused: count, failed: count}),
  computeMs: z.number().describe("Sum of the durations of the cells that were executed."),
};

export const runSchema: z.ZodType<RunSummary> = (z.strictObject(fields) as z.ZodType<RunSummary>).meta({id: "Run"});

/** The document, the record and the results are those of the notebook's socket, and are not described again. */
const content = z.object({
  format: z.literal("recto-kept-run/1"),
  notebook: z.object({title: z.string()}).loose(),
  inputs: z.record(z.string(), z.json()),
  record: z.object({format: z.literal("recto-run/1"), root: z.string()}).loose(),
  results: z.record(z.string(), z.object({status: z.string()}).loose()),
});

export const runDetailSchema: z.ZodType<RunDetail> = (z.strictObject({...fields, content: content.nullable()}) as unknown as z.ZodType<RunDetail>).meta({id: "RunDetail"});

const change = z.object({type: z.string()}).loose().describe("How the value differs, in its own terms.");
const comparison = z.strictObject({
  before: runSchema,
  after: runSchema,
  changed: z.boolean(),
  headline: z.string().describe("The most important change in a sentence."),
  settings: z.array(
    z.strictObject({
      what: z.enum(["parameter", "input", "data", "seed", "now", "kernel"]),
      name: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
  cells: z.array(
    z.strictObject({
      id: z.number(),
      change: z.enum(["same", "changed", "added", "removed"]),
      sourceChanged: z.boolean(),
      status: z.strictObject({from: z.string().nullable(), to: z.string().nullable()}),
      values: z.array(z.strictObject({name: z.string(), change})),
      displays: z.array(z.strictObject({index: count, change})),
    }),
  ),
});

export const comparisonSchema: z.ZodType<RunComparisonDetail> = (comparison as unknown as z.ZodType<RunComparisonDetail>).meta({id: "RunComparison"});
