/** Lines that name their parts: JSON objects and logfmt, as pairs of names and values. */

export type Fields = ReadonlyMap<string, unknown>;

const pair = /([A-Za-z_@][\w.@-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g;

const names = {
  time: ["time", "ts", "timestamp", "@timestamp", "t", "datetime", "date", "eventtime", "asctime"],
  level: ["level", "lvl", "severity", "loglevel", "log.level", "levelname", "priority", "severitytext"],
  service: ["service", "service.name", "app", "application", "logger", "component", "name", "module", "source", "program", "unit"],
  message: ["msg", "message", "text", "log", "body", "event", "error"],
} as const;

export type Part = keyof typeof names;

/** The first field that carries a part of a line, by the names that are usual for it. */
export function pickPart(fields: Fields, part: Part): {readonly name: string; readonly value: unknown} | null {
  for (const name of names[part]) {
    const value = fields.get(name);
    if (value !== undefined && value !== null && value !== "" && typeof value !== "object") return {name, value};
  }
  return null;
}

function flatten(object: object, prefix: string, into: Map<string, unknown>): void {
  for (const [key, value] of Object.entries(object)) {
    const name = `${prefix}${key}`.toLowerCase();
    if (value !== null && typeof value === "object" && !Array.isArray(value) && prefix === "") flatten(value as object, `${key}.`, into);
    else into.set(name, value);
  }
}

/** The fields of a line that is one JSON object, or null. */
export function readJsonFields(line: string): Fields | null {
  const text = line.trim();
  if (text[0] !== "{" || text[text.length - 1] !== "}") return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  return toFields(parsed as object);
}

/** The fields of an object by their names in small letters; those of an object inside by `outer.inner`. */
export function toFields(object: object): Fields {
  const fields = new Map<string, unknown>();
  flatten(object, "", fields);
  return fields;
}

/** The fields of a line in logfmt (`time=… level=… msg="…"`), or null when it names neither a level nor a message. */
export function readLogfmtFields(line: string): Fields | null {
  if (!/^\s*[A-Za-z_@][\w.@-]*=\S/.test(line)) return null;
  const fields = new Map<string, unknown>();
  for (const [, name, quoted, plain] of line.matchAll(pair)) fields.set(name!.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1"));
  return fields.size >= 2 && (pickPart(fields, "level") || pickPart(fields, "message")) ? fields : null;
}
