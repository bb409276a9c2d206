/** Which actions a few typed letters mean, the likeliest first. */
import type {PageAction} from "./actions.ts";

/** Actions whose title holds every typed word, or the typed letters in their order; beginnings of words come first, then letters that stand close together. */
export function rankActions(actions: readonly PageAction[], query: string): readonly PageAction[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return actions;
  return actions
    .map((action, index) => ({action, index, score: score(action.title.toLowerCase(), wanted)}))
    .filter((ranked) => ranked.score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({action}) => action);
}

function score(title: string, wanted: string): number {
  if (title.startsWith(wanted)) return 4;
  if (title.includes(` ${wanted}`)) return 3;
  if (wanted.split(/\s+/).every((word) => title.includes(word))) return 2;
  let at = 0;
  let start = 0;
  for (const [index, letter] of [...wanted].entries()) {
    at = title.indexOf(letter, at) + 1;
    if (at === 0) return 0;
    if (index === 0) start = at;
  }
  return 1 / (at - start + 1);
}
