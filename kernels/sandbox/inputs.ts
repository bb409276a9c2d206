/** The inputs of Observable Inputs as descriptions: drawn in the browser, their values made here from what the browser holds. */
import type {InputKind, InputValue, Json} from "#notebooks";

type Options = {readonly [name: string]: unknown};

/** An input that a cell made. `read` turns what the browser holds into the value that the cell sees. */
export class Input {
  readonly kind: InputKind;
  readonly argument: Json;
  readonly options: {readonly [name: string]: Json};
  /** What the browser holds before anybody touched it. */
  readonly initial: InputValue;
  readonly read: (held: InputValue) => unknown;

  constructor(kind: InputKind, argument: Json, options: {readonly [name: string]: Json}, initial: InputValue, read: (held: InputValue) => unknown) {
    this.kind = kind;
    this.argument = argument;
    this.options = options;
    this.initial = initial;
    this.read = read;
    Object.freeze(this);
  }

  get value(): unknown {
    return this.read(this.initial);
  }
}

/** A table shown by `Inputs.table`; its value is all of its rows. */
export class TableInput {
  readonly data: unknown;
  readonly columns: readonly string[] | null;

  constructor(data: unknown, columns: readonly string[] | null) {
    this.data = data;
    this.columns = columns;
    Object.freeze(this);
  }

  get value(): unknown {
    return this.data;
  }
}

/** Options that the browser's input takes as they are. */
const plainOptions: {readonly [kind: string]: readonly string[]} = {
  button: ["label", "disabled", "width"],
  choice: ["label", "disabled", "width", "size", "multiple"],
  range: ["label", "step", "disabled", "placeholder", "width", "transform"],
  number: ["label", "step", "disabled", "placeholder", "width"],
  search: ["label", "query", "placeholder", "spellcheck", "autocomplete", "autocapitalize", "datalist", "disabled", "required", "width"],
  text: [
    "label", "placeholder", "pattern", "spellcheck", "autocomplete", "autocapitalize", "min", "max", "minlength", "maxlength", "required", "datalist",
    "readonly", "disabled", "width", "submit", "rows", "resize", "monospace",
  ],
  color: ["label", "required", "datalist", "readonly", "disabled", "width", "submit"],
  date: ["label", "min", "max", "required", "readonly", "disabled", "width", "submit"],
  toggle: ["label", "disabled"],
  table: ["rows", "height", "maxHeight", "width", "maxWidth", "sort", "reverse", "align", "header", "layout", "multiple", "select", "required", "locale"],
};

function toJson(value: unknown, name: string): Json {
  if (typeof value === "function") throw new TypeError(`${name} cannot be a function, because the input is drawn in the browser`);
  if (value instanceof Date) return {$date: value.getTime()};
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map((item) => toJson(item, name));
  if (value instanceof Set) return Array.from(value, (item) => toJson(item, name));
  if (typeof value === "object") {
    const made: {[key: string]: Json} = {};
    for (const key of Object.keys(value)) made[key] = toJson((value as {[key: string]: unknown})[key], `${name}.${key}`);
    return made;
  }
  return String(value);
}

/** The options of a kind as JSON. `taken`: those that are handled here and not sent. */
function pickOptions(input: string, kind: string, options: Options, taken: readonly string[]): {[name: string]: Json} {
  const allowed = plainOptions[kind] ?? [];
  const made: {[name: string]: Json} = {};
  for (const name of Object.keys(options)) {
    if (taken.includes(name) || options[name] === undefined) continue;
    if (name === "validate" || name === "invert") throw new TypeError(`Inputs.${input}: ${name} cannot be given, because the input is drawn in the browser`);
    if (!allowed.includes(name)) throw new TypeError(`Inputs.${input} has no option ${name}; it has ${[...allowed, ...taken].join(", ")}`);
    made[name] = toJson(options[name], `Inputs.${input}: ${name}`);
  }
  return made;
}

function toOptions(input: string, options: unknown): Options {
  if (options === undefined) return {};
  if (options === null || typeof options !== "object") throw new TypeError(`Inputs.${input} takes its options as an object`);
  return options as Options;
}

function call(value: unknown, ...given: unknown[]): unknown {
  return (value as (...given: unknown[]) => unknown)(...given);
}

function formatLabel(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? value.toLocaleString("en-US", {maximumFractionDigits: 20}) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString().replace(/T00:00:00\.000Z$/, "");
  return String(value);
}

/** The rows, entries or members that a choice is among. */
function toList(data: unknown): readonly unknown[] {
  if (Array.isArray(data)) return data;
  if (data !== null && typeof data === "object" && Symbol.iterator in data) return Array.from(data as Iterable<unknown>);
  throw new TypeError("the choices of an input are an array, a map, or another iterable");
}

function compare(a: unknown, b: unknown): number {
  const first = a as number;
  const second = b as number;
  return first < second ? -1 : first > second ? 1 : 0;
}

function toComparator(sort: unknown): ((a: unknown, b: unknown) => number) | null {
  if (sort === undefined || sort === false || sort === null) return null;
  if (sort === true || sort === "ascending") return compare;
  if (sort === "descending") return (a, b) => compare(b, a);
  if (typeof sort === "function") return (a, b) => Number(call(sort, a, b));
  throw new TypeError("sort is true, \"ascending\", \"descending\" or a function");
}

const maximumChoices = 10_000;

function choice(kind: "select" | "radio" | "checkbox", data: unknown, given: unknown): Input {
  const options = toOptions(kind, given);
  const isMap = data instanceof Map;
  const list = toList(data);
  if (list.length > maximumChoices) throw new RangeError(`Inputs.${kind} has at most ${maximumChoices} choices, got ${list.length}`);
  const {keyof = isMap ? (entry: [unknown]) => entry[0] : (item: unknown) => item} = options;
  const {valueof = isMap ? (entry: [unknown, unknown]) => entry[1] : (item: unknown) => item, format} = options;
  const keys = list.map((item, index) => call(keyof, item, index, list));
  const label = (index: number): string => formatLabel(format === undefined ? keys[index] : call(format, list[index], index, list));
  const comparator = toComparator(options["sort"]);
  let order = list.map((_, index) => index);
  if (comparator) order.sort((a, b) => comparator(keys[a], keys[b]));
  if (options["unique"] === true) {
    const seen = new Set<unknown>();
    order = order.filter((index) => {
      const key = keys[index] instanceof Date ? (keys[index] as Date).getTime() : keys[index];
      return !seen.has(key) && seen.add(key);
    });
  }
  const values = order.map((index) => call(valueof, list[index], index, list));
  const isMultiple = kind === "checkbox" || (kind === "select" && options["multiple"] !== undefined && options["multiple"] !== false && options["multiple"] !== 0);
  const findIndex = (value: unknown): number => values.findIndex((item) => Object.is(item, value) || (item instanceof Date && value instanceof Date && item.getTime() === value.getTime()));
  let chosen = options["value"];
  if (chosen === undefined && options["key"] !== undefined && isMap) chosen = isMultiple ? toList(options["key"]).map((key) => data.get(key) as unknown) : data.get(options["key"]);
  const disabled = options["disabled"];
  const sent = pickOptions(kind, "choice", options, ["keyof", "valueof", "format", "sort", "unique", "key", "value", "disabled"]);
  if (typeof disabled === "boolean") sent["disabled"] = disabled;
  else if (disabled !== undefined) sent["disabled"] = toList(disabled).map(findIndex).filter((index) => index >= 0);
  let initial: InputValue;
  if (isMultiple) initial = chosen === undefined ? [] : toList(chosen).map(findIndex).filter((index) => index >= 0);
  else {
    const index = chosen === undefined ? -1 : findIndex(chosen);
    initial = index >= 0 ? index : kind === "select" && values.length > 0 ? 0 : null;
  }
  const isIndex = (held: unknown): held is number => typeof held === "number" && Number.isInteger(held) && held >= 0 && held < values.length;
  const read = (held: InputValue): unknown => {
    if (isMultiple) return Array.isArray(held) ? held.filter(isIndex).map((index) => values[index]) : [];
    return isIndex(held) ? values[held] : null;
  };
  return new Input(kind, order.map(label), sent, initial, read);
}

const namedTransforms = new Map<unknown, string>([[Math.log, "log"], [Math.sqrt, "sqrt"], [Math.log10, "log10"], [Math.log2, "log2"]]);

function toExtent(input: string, extent: unknown): readonly [number, number] {
  if (extent === undefined) return [-Infinity, Infinity];
  if (!Array.isArray(extent)) throw new TypeError(`Inputs.${input} takes its extent as an array of two numbers`);
  const [low, high] = extent as [unknown, unknown];
  return [low === null || low === undefined ? -Infinity : Number(low), high === null || high === undefined ? Infinity : Number(high)];
}

function numeric(kind: "range" | "number", extent: unknown, given: unknown): Input {
  const options = toOptions(kind, given);
  const [low, high] = toExtent(kind, extent);
  const [minimum, maximum] = low <= high ? [low, high] : [high, low];
  const sent = pickOptions(kind, kind, {...options, transform: undefined}, ["value", "format", "transform"]);
  if (options["format"] !== undefined) throw new TypeError(`Inputs.${kind}: format cannot be a function, because the input is drawn in the browser`);
  if (options["transform"] !== undefined) {
    const named = typeof options["transform"] === "string" ? options["transform"] : namedTransforms.get(options["transform"]);
    if (named === undefined) throw new TypeError("Inputs.range: transform is Math.log, Math.log10, Math.log2 or Math.sqrt, because the input is drawn in the browser");
    sent["transform"] = named;
  }
  const step = options["step"] === undefined ? null : Number(options["step"]);
  const coerce = (value: number): number => {
    if (Number.isNaN(value)) return value;
    let coerced = Math.max(minimum, Math.min(maximum, value));
    if (kind === "range" && step !== null && step > 0 && Number.isFinite(minimum)) {
      const digits = Math.max(0, ...[step, minimum].map((number) => (String(number).split(".")[1] ?? "").length));
      coerced = Number((minimum + Math.round((coerced - minimum) / step) * step).toFixed(Math.min(digits, 20)));
      if (coerced > maximum) coerced = Number((coerced - step).toFixed(Math.min(digits, 20)));
    }
    return coerced;
  };
  const asked = options["value"];
  const middle = kind === "range" && Number.isFinite(minimum) && Number.isFinite(maximum) ? coerce((minimum + maximum) / 2) : null;
  const initial = asked === undefined || asked === null ? middle : coerce(Number(asked));
  const bounds = [Number.isFinite(low) ? low : null, Number.isFinite(high) ? high : null];
  const read = (held: InputValue): unknown => (typeof held === "number" ? coerce(held) : kind === "number" && held === null ? undefined : (initial ?? undefined));
  return new Input(kind, extent === undefined ? null : bounds, sent, initial !== null && Number.isFinite(initial) ? initial : null, read);
}

function text(kind: "text" | "email" | "tel" | "url" | "password" | "textarea", given: unknown): Input {
  const options = toOptions(kind, given);
  const initial = options["value"] === undefined || options["value"] === null ? "" : String(options["value"]);
  return new Input(kind, null, pickOptions(kind, "text", options, ["value"]), initial, (held) => (typeof held === "string" ? held : initial));
}

function toDate(value: unknown): Date | null {
  if (value === undefined || value === null || value === "") return null;
  const date = value instanceof Date ? value : new Date(value as string | number);
  return Number.isNaN(date.getTime()) ? null : date;
}

function isHeldDate(held: InputValue): held is {readonly $date: number} {
  return held !== null && typeof held === "object" && typeof (held as {$date?: unknown}).$date === "number";
}

function date(kind: "date" | "datetime", given: unknown): Input {
  const options = toOptions(kind, given);
  const at = toDate(options["value"]);
  const bounds = {min: toDate(options["min"])?.toISOString(), max: toDate(options["max"])?.toISOString()};
  const initial: InputValue = at ? {$date: at.getTime()} : null;
  return new Input(kind, null, pickOptions(kind, "date", {...options, ...bounds}, ["value"]), initial, (held) => (isHeldDate(held) ? new Date(held.$date) : null));
}

function color(given: unknown): Input {
  const options = toOptions("color", given);
  const initial = typeof options["value"] === "string" ? options["value"] : "#000000";
  return new Input("color", null, pickOptions("color", "color", options, ["value"]), initial, (held) => (typeof held === "string" ? held : initial));
}

function toggle(given: unknown): Input {
  const options = toOptions("toggle", given);
  const values = options["values"];
  if (values !== undefined && !Array.isArray(values)) throw new TypeError("Inputs.toggle takes values as an array of two");
  const [on, off] = (values ?? [true, false]) as [unknown, unknown];
  const initial = values === undefined ? Boolean(options["value"]) : Object.is(options["value"], on);
  return new Input("toggle", null, pickOptions("toggle", "toggle", options, ["value", "values"]), initial, (held) => (held === true ? on : off));
}

const maximumClicks = 100_000;

function button(content: unknown, given: unknown): Input {
  const options = toOptions("button", given);
  if (Array.isArray(content)) throw new TypeError("Inputs.button takes one label here: make a button for each");
  const {value = 0, reduce = (before: unknown) => Number(before ?? 0) + 1} = options;
  if (typeof reduce !== "function") throw new TypeError("Inputs.button: reduce is not a function");
  const read = (held: InputValue): unknown => {
    let reduced: unknown = value;
    const clicks = typeof held === "number" ? Math.min(maximumClicks, Math.max(0, Math.floor(held))) : 0;
    for (let click = 0; click < clicks; click++) reduced = call(reduce, reduced);
    return reduced;
  };
  return new Input("button", formatLabel(content ?? "≡"), pickOptions("button", "button", options, ["value", "reduce", "required"]), 0, read);
}

function isMatch(item: unknown, terms: readonly RegExp[], columns: readonly string[] | null): boolean {
  if (item === null || item === undefined) return false;
  const texts = typeof item === "object" ? (columns ?? Object.keys(item)).map((key) => String((item as {[key: string]: unknown})[key])) : [String(item)];
  return terms.every((term) => texts.some((text) => term.test(text)));
}

/** A word of the query begins a word of the text. */
function toTerms(query: string): RegExp[] {
  return query.split(/\s+/g).filter((word) => word !== "").map((word) => new RegExp(`(?:^.*?|[^\\p{L}-])${word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}`, "iu"));
}

function search(data: unknown, given: unknown): Input {
  const options = toOptions("search", given);
  const hasObjects = data !== null && typeof data === "object" && "objects" in data && typeof data.objects === "function";
  const list = hasObjects ? ((data as {objects: () => unknown[]}).objects()) : toList(data);
  const columns = options["columns"] === undefined ? null : toList(options["columns"]).map(String);
  const {filter, required = true} = options;
  const initial = options["query"] === undefined ? "" : String(options["query"]);
  const read = (held: InputValue): unknown => {
    const query = typeof held === "string" ? held : initial;
    if (query === "" && required === false) return [];
    const accepts = typeof filter === "function" ? (call(filter, query) as (item: unknown) => boolean) : null;
    const terms = toTerms(query);
    return list.filter((item) => (accepts ? accepts(item) : isMatch(item, terms, columns)));
  };
  return new Input("search", null, pickOptions("search", "search", options, ["columns", "filter", "query", "format", "locale"]), initial, read);
}

function isInput(value: unknown): value is Input | TableInput {
  return value instanceof Input || value instanceof TableInput;
}

/** Several inputs in one; the browser holds an array, or an object by their names. */
function form(inputs: unknown, given: unknown): Input {
  const options = toOptions("form", given);
  if (options["template"] !== undefined) throw new TypeError("Inputs.form: template cannot be given, because the form is drawn in the browser");
  const isList = Array.isArray(inputs);
  if (!isList && (inputs === null || typeof inputs !== "object")) throw new TypeError("Inputs.form takes an array or an object of inputs");
  const entries = Object.entries(inputs as {[name: string]: unknown}).map(([name, input]) => {
    if (!(input instanceof Input)) throw new TypeError(`Inputs.form: ${name} is not an input${isInput(input) ? " that a form can hold" : ""}`);
    return [name, input] as const;
  });
  const parts = entries.map(([name, {kind, argument, options: partOptions, initial}]) => ({name, kind, argument, options: partOptions, value: initial}));
  const initial: InputValue = isList ? entries.map(([, input]) => input.initial) : Object.fromEntries(entries.map(([name, input]) => [name, input.initial]));
  const read = (held: InputValue): unknown => {
    const given = (held !== null && typeof held === "object" ? held : initial) as {readonly [name: string]: InputValue | undefined};
    const values = entries.map(([name, input]) => [name, input.read(given[name] ?? input.initial)] as const);
    return isList ? values.map(([, value]) => value) : Object.fromEntries(values);
  };
  return new Input("form", parts, {isList}, initial, read);
}

function table(data: unknown, given: unknown): TableInput {
  const options = toOptions("table", given);
  pickOptions("table", "table", options, ["columns", "format", "value"]);
  return new TableInput(data, options["columns"] === undefined ? null : toList(options["columns"]).map(String));
}

/** What cells see as `Inputs`. */
export const Inputs = Object.freeze({
  button,
  checkbox: (data: unknown, options?: unknown) => choice("checkbox", data, options),
  color,
  date: (options?: unknown) => date("date", options),
  datetime: (options?: unknown) => date("datetime", options),
  email: (options?: unknown) => text("email", options),
  form,
  number: (extent?: unknown, options?: unknown) => (Array.isArray(extent) ? numeric("number", extent, options) : numeric("number", undefined, extent)),
  password: (options?: unknown) => text("password", options),
  radio: (data: unknown, options?: unknown) => choice("radio", data, options),
  range: (extent: unknown = [0, 1], options?: unknown) => numeric("range", extent, options),
  search,
  select: (data: unknown, options?: unknown) => choice("select", data, options),
  table,
  tel: (options?: unknown) => text("tel", options),
  text: (options?: unknown) => text("text", options),
  textarea: (options?: unknown) => text("textarea", options),
  toggle,
  url: (options?: unknown) => text("url", options),
});
