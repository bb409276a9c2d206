/** A cell's source as the content of its script element, and back: indented by four spaces, with end tags and comments made harmless. */

/** The source of a script's content, as Notebook Kit reads it; `isEscaped` for cells that carry `data-recto-escaped`. */
export function toSource(content: string, isEscaped: boolean): string {
  const pattern = isEscaped ? /<\\(?=\\*(?:\/script|!--))/gi : /<\\(?=\\*\/script[\s>])/gi;
  const lines = content.replace(pattern, "<").split(/\r\n?|\n/);
  if (isBlank(lines.at(-1))) lines.pop();
  if (isBlank(lines[0])) lines.shift();
  return lines.map((line) => line.replace(/^ {4}/, "")).join("\n");
}

/** The content of a script for a source. `isEscaped` tells that Notebook Kit's escaping was not enough and ours was used. */
export function toContent(source: string): {readonly content: string; readonly isEscaped: boolean} {
  const lines = source.split("\n").map((line) => (line === "" ? "" : `    ${line}`));
  const indented = `\n${lines.join("\n")}\n  `;
  const content = indented.replace(/<(?=\\*\/script[\s>])/gi, "<\\");
  if (!/<\/script\//i.test(content) && !isSwallowing(content)) return {content, isEscaped: false};
  return {content: indented.replace(/<(?=\\*(?:\/script|!--))/gi, "<\\"), isEscaped: true};
}

/** Whether a parser would still be within `<!-- <script` at the end of the content, and so take the end tag for a part of it. */
function isSwallowing(content: string): boolean {
  let at = content.indexOf("<!--");
  while (at !== -1) {
    const end = content.indexOf("-->", at + 2);
    if (end === -1) return /<script[\s/>]/i.test(content.slice(at));
    at = content.indexOf("<!--", end + 3);
  }
  return false;
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || /^\s*$/.test(line);
}
