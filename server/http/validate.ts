/** What comes from outside is checked here: unknown fields are refused, and messages name the field. */
import {z} from "zod";
import {Problem} from "./problem.ts";

/** The value as the schema describes it; throws the problem `invalid-request` with one message a field. */
export function validate<Output>(schema: z.ZodType<Output>, value: unknown, what = "body"): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) {
    if (issue.code === "unrecognized_keys") for (const key of issue.keys) fields[[...issue.path, key].join(".")] ??= "unknown field";
    else fields[issue.path.join(".") || what] ??= lowerFirst(issue.message);
  }
  const list = Object.entries(fields).map(([field, message]) => `${field}: ${message}`);
  throw new Problem("invalid-request", `the ${what} is not as expected: ${list.join("; ")}`, {fields});
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export const isControlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
