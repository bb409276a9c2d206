/** Naive rules to leave behind: counting words of trouble, level and burst, rarity of a template, robust z of a few rates. */
import {type RiskWindow, mine, readLine} from "#kernels/risk";

const keywords = /error|fail|exception|fatal|timeout|refused|denied|critical|panic/i;

/** How many lines of a window hold a word of trouble. */
export const countKeywords = (lines: readonly string[]): number => lines.filter((line) => keywords.test(line)).length;

/** The sum of levels (fatal 2, error 1) times the longest run of one level. */
export function levelTimesBurst(lines: readonly string[]): number {
  const levels = lines.map((line) => readLine(line).level);
  const sum = levels.reduce((total, level) => total + (level === "fatal" ? 2 : level === "error" ? 1 : 0), 0);
  let [longest, run] = [0, 0];
  levels.forEach((level, i) => {
    run = i > 0 && level === levels[i - 1] && (level === "fatal" || level === "error") ? run + 1 : 1;
    longest = Math.max(longest, run);
  });
  return sum * longest;
}

/** For each key, the greatest −ln of the share of lines that a template of its lines has. */
export function greatestRarity(lines: readonly string[], keyOf: (line: string) => string): Map<string, number> {
  const {groups, templates} = mine(lines.map((line) => readLine(line).message));
  const rarest = new Map<string, number>();
  lines.forEach((line, i) => {
    const rarity = -Math.log(templates[groups[i]!]!.count / lines.length);
    rarest.set(keyOf(line), Math.max(rarest.get(keyOf(line)) ?? 0, rarity));
  });
  return rarest;
}

function robustZ(values: readonly number[]): number[] {
  const middle = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1]!;
  const centre = middle(values);
  const spread = Math.max(1e-9, 1.4826 * middle(values.map((value) => Math.abs(value - centre))), 0.05 * Math.abs(centre));
  return values.map((value) => (value - centre) / spread);
}

/** The greatest robust z of failures by line, p95 and the lack of lines. */
export function greatestZ(windows: readonly RiskWindow[]): number[] {
  const columns = [windows.map(({failures, lines}) => failures / Math.max(1, lines)), windows.map(({p95}) => p95 ?? 0), windows.map(({lines}) => -lines)].map(robustZ);
  return windows.map((_, i) => Math.max(...columns.map((column) => column[i]!)));
}
