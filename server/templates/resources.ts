/** What the interface answers of templates, as schemas for its OpenAPI document. */
import {z} from "zod";
import {cardPictures} from "#notebooks";
import type {TemplateOffer, TemplateRun, TemplateSummary} from "#notebooks";
import {notebookSchema, runSchema} from "../http/resources.ts";

const role = z.strictObject({
  name: z.string(), role: z.enum(["time", "value", "category", "text"]), title: z.string(), description: z.string(), isRequired: z.boolean(),
});
const parameter = z.strictObject({
  name: z.string(), title: z.string(), type: z.enum(["number", "text", "boolean", "choice"]), default: z.json(),
  minimum: z.number().optional(), maximum: z.number().optional(), step: z.number().optional(), choices: z.array(z.string()).optional(),
});
const chosenColumns = z.record(z.string(), z.string().nullable());

export const templateSchema: z.ZodType<TemplateSummary> = z
  .strictObject({
    id: z.string(), title: z.string(), description: z.string(), picture: z.enum(cardPictures), needs: z.enum(["table", "text", "nothing"]),
    columns: z.array(role), parameters: z.array(parameter), isOwn: z.boolean(), hasSample: z.boolean(),
  })
  .meta({id: "Template"}) as z.ZodType<TemplateSummary>;

export const templateOfferSchema: z.ZodType<TemplateOffer> = z
  .strictObject({
    template: templateSchema, columns: chosenColumns, candidates: z.record(z.string(), z.array(z.string())),
    lacks: z.string().nullable().describe("What the data set lacks for the template; null when it can be used."),
  })
  .meta({id: "TemplateOffer"});

export const templateRunSchema: z.ZodType<TemplateRun> = z
  .strictObject({notebook: notebookSchema, run: runSchema.nullable(), columns: chosenColumns})
  .meta({id: "TemplateRun"});
