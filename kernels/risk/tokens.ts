/** A log line as tokens with its obvious variables masked: numbers, addresses, paths, dates, anything with a digit. */

/** Stands in a template where lines differ. */
export const wildcard = "<*>";

const token = /[A-Za-z0-9_.$\-/\\@*#+%~<>]+|[^\sA-Za-z0-9]/g;
const dayOrMonth = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b(?=[ ,]+(?:\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))/g;
const parenthesised = / \([^\s()]*\)/g;
const joint = new Set([",", ":", ".", "/"]);

const isVariable = (text: string): boolean => /\d/.test(text) || (text.length > 1 && (text[0] === "/" || text[0] === "\\")) || /^(?:true|false|null|none)$/i.test(text);

/** The line's tokens; runs of variables, and variables joined by `, : . /`, become one wildcard. */
export function maskTokens(line: string): string[] {
  const key: string[] = [];
  const text = line.replace(dayOrMonth, "0").replace(parenthesised, " 0");
  for (const [found] of text.matchAll(token)) {
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
