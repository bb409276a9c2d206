/** Markdown and HTML that cells write: text for the browser's sanitizer, with values put in as text. */
import MarkdownIt from "markdown-it";

/** HTML that the cell's author wrote; values put into it were escaped. */
export class Markup {
  readonly html: string;
  readonly kind: "html" | "markdown";

  constructor(html: string, kind: "html" | "markdown") {
    this.html = html;
    this.kind = kind;
    Object.freeze(this);
  }

  toString(): string {
    return this.html;
  }
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function toHtml(value: unknown): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.html;
  if (typeof value === "object" && Symbol.iterator in value) return Array.from(value as Iterable<unknown>, toHtml).join("");
  if (typeof value === "function") return "";
  return escapeHtml(toText(value));
}

function toText(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  return String(value);
}

/** Strings and values in turn, as a template literal gives them; a single string is taken as it is. */
function interleave(strings: readonly string[] | string, values: readonly unknown[], write: (value: unknown) => string, isRaw: boolean): string {
  if (typeof strings === "string") return strings;
  const given = isRaw ? ((strings as unknown as TemplateStringsArray).raw ?? strings) : strings;
  let text = given[0] ?? "";
  for (let index = 1; index < given.length; index++) text += write(values[index - 1]) + given[index]!;
  return text;
}

export function html(strings: readonly string[] | string, ...values: readonly unknown[]): Markup {
  return new Markup(interleave(strings, values, toHtml, false), "html");
}

let markdown: {render(text: string): string} | null = null;

/** Text in Markdown is put in as it is, so that a value can bring Markdown; markup of `html` and `md` is put in as markup. */
export function md(strings: readonly string[] | string, ...values: readonly unknown[]): Markup {
  markdown ??= new MarkdownIt({html: true, linkify: false, typographer: false});
  const write = (value: unknown): string => {
    if (value === null || value === undefined || value === false) return "";
    if (value instanceof Markup || (typeof value === "object" && Symbol.iterator in value)) return toHtml(value);
    return toText(value);
  };
  return new Markup(markdown.render(interleave(strings, values, write, true)), "markdown");
}
