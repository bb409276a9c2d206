/** What running a published notebook again came to, in words and cell by cell. */
import type {VerifyReport} from "#notebooks";

export interface Sign {
  readonly cell: number;
  readonly same: boolean;
  readonly message: string | null;
}

export function describeVerdict({same, verifiedAt, kernel, firstDifference}: VerifyReport): {readonly word: string; readonly rest: string} {
  const options = {day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC"} as const;
  const when = `${new Date(verifiedAt).toLocaleString("en-GB", options)} UTC by kernel ${kernel.version} (${kernel.engine})`;
  if (same) return {word: "Verified", rest: `${when}: run again, and every cell came out the same.`};
  return {word: "Different", rest: `when it was run again ${when}: ${firstDifference?.message ?? "the roots are not the same"}.`};
}

export function toSigns({cells}: VerifyReport): readonly Sign[] {
  return cells.map(({id, same, message}) => ({cell: id, same, message}));
}
