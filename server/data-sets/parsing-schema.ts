/** A correction of the parsing as it comes from outside: the shape of `Parsing`, with unknown fields refused. */
import {z} from "zod";
import type {Parsing} from "#notebooks";

const text = (most: number) => z.string("must be text").max(most, `must have at most ${most} characters`);
const encoding = z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252"], "must be utf-8, utf-16le, utf-16be or windows-1252");
const compression = z.enum(["none", "gzip"], "must be none or gzip");
const columns = z
  .array(
    z.strictObject({
      name: text(1000).min(1, "must not be empty"),
      type: z.enum(["number", "bigint", "boolean", "text", "date"], "must be number, bigint, boolean, text or date"),
      dateFormat: text(100).nullable(),
    }),
  )
  .max(20_000, "must have at most 20000 columns");

const csv = z.strictObject({
  format: z.literal("csv"),
  encoding,
  compression,
  delimiter: text(1).min(1, "must be one character"),
  quote: text(1),
  header: z.boolean("must be true or false"),
  skipLines: z.int("must be an integer").min(0, "must be at least 0").max(1_000_000, "must be at most 1000000"),
  decimalMark: z.enum([".", ","], "must be a point or a comma"),
  thousandsMark: z.enum(["", ",", ".", " ", "'"], "must be empty, a comma, a point, a space or an apostrophe"),
  missing: z.array(text(100)).max(100, "must have at most 100 marks"),
  columns,
});

export const parsingSchema: z.ZodType<Parsing> = z.discriminatedUnion(
  "format",
  [
    csv,
    z.strictObject({format: z.literal("json"), shape: z.enum(["array", "lines"], "must be array or lines"), compression, columns}),
    z.strictObject({format: z.literal("parquet")}),
    z.strictObject({format: z.literal("arrow")}),
    z.strictObject({format: z.literal("text"), encoding, compression}),
  ],
  "must have a format: csv, json, parquet, arrow or text",
);
