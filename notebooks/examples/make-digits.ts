/**
 * Makes `data/digits.csv` from the package mnist (MIT): 1,500 handwritten digits, small enough for a notebook.
 *
 * The first 150 pictures of each digit, digit by digit in turn. Each is cut from 28 × 28 to 14 × 14 pixels, the mean of two by two, in
 * sixteen shades written as letters, a for paper to p for ink, row by row. `node bin/engine.js notebooks/examples/make-digits.ts` writes the file.
 */
import {writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {pathToFileURL} from "node:url";

const perDigit = 150;
const side = 28;

export function makeDigits(): string {
  const require = createRequire(import.meta.url);
  const digits = Array.from({length: 10}, (_, digit) => (require(`mnist/src/digits/${digit}.json`) as {data: number[]}).data);
  const lines = Array.from({length: 10 * perDigit}, (_, i) => `${i % 10},${toLetters(digits[i % 10]!, Math.floor(i / 10) * side * side)}`);
  return `label,pixels\n${lines.join("\n")}\n`;
}

function toLetters(pixels: readonly number[], at: number): string {
  let letters = "";
  for (let row = 0; row < side; row += 2) {
    for (let column = 0; column < side; column += 2) {
      const corner = at + row * side + column;
      const ink = (pixels[corner]! + pixels[corner + 1]! + pixels[corner + side]! + pixels[corner + side + 1]!) / 4;
      letters += String.fromCharCode(97 + Math.round(15 * ink));
    }
  }
  return letters;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(join(import.meta.dirname, "data/digits.csv"), makeDigits());
