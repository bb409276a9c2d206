/** A log line as tokens with its obvious variables masked: numbers, addresses, paths, dates, names of users, quoted values, anything with a digit. */

/** Stands in a template where lines differ. */
export const wildcard = "<*>";

const token = /[A-Za-z0-9_.$\-/\\@*#+%~<>]+|[^\sA-Za-z0-9]/g;
const dayOrMonth = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b(?=[ ,]+(?:\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))/g;
const parenthesised = / \([^\s()]*\)/g;
/** A number with its unit is one value. */
const unit = /(\d) ?(?:[KMGT]i?B|B|secs?)\b/g;
const userName = /\b([Uu]ser|USER) (?=[A-Za-z])\w+/g;
/** What stands in quotes is a value, except a request of HTTP, whose method is a word of the message. */
const quoted = /"(?!(?:GET|POST|PUT|DELETE|HEAD|PATCH|OPTIONS) )[^"]*"/g;
/** A printed object such as `WorkSource{10113}`. */
const printedObject = /\b\w+\{[^{}\s]*\}/g;
const stars = /\*{2,}/g;
const joint = new Set([",", ":", ".", "/"]);

const literals = new Set(["true", "false", "null", "none"]);

function isVariable(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) return true;
  }
  if (text.length > 1 && (text[0] === "/" || text[0] === "\\")) return true;
  return (text.length === 4 || text.length === 5) && literals.has(text.toLowerCase());
}

/** The line's tokens; runs of variables, and variables joined by `, : . /`, become one wildcard. */
export function maskTokens(line: string): string[] {
  const key: string[] = [];
  let text = line.replace(dayOrMonth, "0");
  if (text.includes("B") || text.includes("sec")) text = text.replace(unit, "$1");
  if (text.includes("(")) text = text.replace(parenthesised, " 0");
  if (text.includes('"')) text = text.replace(quoted, '"0"');
  if (text.includes("{")) text = text.replace(printedObject, "0");
  if (text.includes("**")) text = text.replace(stars, "0");
  if (text.includes("ser ") || text.includes("USER ")) text = text.replace(userName, "$1 0");
  for (const found of text.match(token) ?? []) {
    if (!isVariable(found)) {
      key.push(found);
      continue;
    }
    const last = key[key.length - 1];
    if (last === wildcard) continue;
    if (last !== undefined && joint.has(last) && key[key.length - 2] === wildcard) key.pop();
    else key.push(wildcard);
  }
  return key;
}
