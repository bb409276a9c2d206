/** The picture that stands for a published page elsewhere: its title, its author and its first chart on a card of 1200 × 630. */
import {escapeText, sanitise} from "../page/sanitise.ts";
import {pageStyle} from "./page-style.ts";

export interface PictureParts {
  readonly title: string;
  readonly author: string;
  readonly day: string;
  readonly root: string;
  /** The first chart, as it was drawn for the page. */
  readonly svg: string;
}

const [width, height, margin] = [1200, 630, 60];
/** As many letters as fit beside each other at their size. */
const lettersOfTitle = 46;
const lettersOfAuthor = 60;

const light = new Map([...pageStyle.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]+),/g)].map(([, name = "", color = ""]) => [name, color]));
const colorOf = (name: string): string => light.get(name) ?? "#000";

/** SVG without variables, to be made pixels of. */
export function renderPicture({title, author, day, root, svg}: PictureParts): string {
  const chart = sanitise(svg, "chart").replace(/^<svg([^>]*)>/, (_, attributes: string) => {
    const kept = attributes.replace(/ (?:width|height|x|y)="[^"]*"/g, "");
    return `<svg${kept} x="${margin}" y="160" width="${width - 2 * margin}" height="390" preserveAspectRatio="xMidYMid meet">`;
  });
  const words = (x: number, y: number, size: number, color: string, text: string, more = ""): string =>
    `<text x="${x}" y="${y}" font-size="${size}" fill="${colorOf(color)}"${more}>${escapeText(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter Variable">`,
    `<rect width="${width}" height="${height}" fill="${colorOf("back")}"/>`,
    // The font has one weight where it is made pixels of: an outline makes it bold.
    words(margin, 90, 44, "text", shorten(title, lettersOfTitle), ` stroke="${colorOf("text")}" stroke-width="1.2"`),
    words(margin, 130, 22, "quiet", `${shorten(author, lettersOfAuthor)} · ${day}`),
    chart.replace(/var\(--([a-z0-9-]+)\)/g, (_, name: string) => colorOf(name)),
    `<line x1="${margin}" x2="${width - margin}" y1="572" y2="572" stroke="${colorOf("line")}"/>`,
    words(margin, 604, 20, "text", "Recto"),
    words(width - margin, 604, 18, "quiet", `root ${root.slice(0, 16)}`, ' text-anchor="end"'),
    "</svg>",
  ].join("\n");
}

function shorten(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join("").trimEnd()}…`;
}
