/** How large a data set may be; beyond it reading stops with a message that names the limit. */
import {DataError} from "./data-error.ts";

export interface DataLimits {
  /** Bytes of the file, and again of what it decompresses to. */
  readonly maximumBytes: number;
  readonly maximumColumns: number;
  /** Rows times columns. */
  readonly maximumValues: number;
}

export const defaultLimits: DataLimits = {maximumBytes: 1 << 30, maximumColumns: 20_000, maximumValues: 200_000_000};

export function toLimits(given: Partial<DataLimits> = {}): DataLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in defaultLimits)) throw new TypeError(`unknown limit "${name}"; the limits are ${Object.keys(defaultLimits).join(", ")}`);
    if (!(typeof value === "number" && value > 0)) throw new RangeError(`limit ${name} must be a positive number, and is ${String(value)}`);
  }
  return {...defaultLimits, ...given};
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ["KiB", "MiB", "GiB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${units[unit] ?? ""}`;
}

export function refuseBytes(limits: DataLimits, decompressed: boolean): DataError {
  const what = decompressed ? "the file decompresses to more" : "the file is larger";
  return new DataError("too-large", `${what} than the limit of ${formatBytes(limits.maximumBytes)}; split it, or have the limit raised`);
}

export function checkShape(rows: number, columns: number, limits: DataLimits): void {
  if (columns > limits.maximumColumns)
    throw new DataError(
      "too-large",
      `the table has ${columns.toLocaleString("en-US")} columns, and the limit is ${limits.maximumColumns.toLocaleString("en-US")}`,
    );
  if (rows * columns > limits.maximumValues)
    throw new DataError(
      "too-large",
      `the table has more than ${limits.maximumValues.toLocaleString("en-US")} values (rows × columns), which is the limit; ` +
        "leave out columns or split the file",
    );
}
