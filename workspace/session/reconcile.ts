/** What to do with text typed while the connection was cut: the smallest difference between two texts, and which of ours the server already has. */
import {ChangeSet, Text} from "@codemirror/state";

/** The change from one text to the other as one replaced stretch: what is left between the longest common beginning and end. */
export function differenceOf(before: Text, after: Text): ChangeSet {
  const from = before.toString();
  const to = after.toString();
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from.charCodeAt(start) === to.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)) end++;
  if (start === from.length && from.length === to.length) return ChangeSet.empty(from.length);
  return ChangeSet.of({from: start, to: from.length - end, insert: after.slice(start, to.length - end)}, from.length);
}

/**
 * The changes that are still to be sent, made against the server's text. `base` is the last text both sides had; `sent` was on its way when the connection was cut,
 * `unsent` follows it. The server has `sent` when its text is nearer to what `sent` gives than to `base`. Versions do not tell: a server that was started again
 * counts from the beginning.
 */
export function reconcile(given: {readonly base: Text; readonly sent: ChangeSet | null; readonly unsent: ChangeSet | null; readonly theirs: Text}): ChangeSet {
  const {base, sent, unsent, theirs} = given;
  const afterSent = sent ? sent.apply(base) : base;
  const has = sent !== null && distance(afterSent, theirs) < distance(base, theirs);
  const start = has ? afterSent : base;
  const remaining = has ? (unsent ?? ChangeSet.empty(start.length)) : composeAll(sent, unsent, base.length);
  return remaining.map(differenceOf(start, theirs));
}

/** Units deleted and inserted on the way from one text to the other. */
function distance(before: Text, after: Text): number {
  let size = 0;
  differenceOf(before, after).iterChanges((fromA, toA, fromB, toB) => (size += toA - fromA + (toB - fromB)));
  return size;
}

function composeAll(first: ChangeSet | null, second: ChangeSet | null, length: number): ChangeSet {
  if (first && second) return first.compose(second);
  return first ?? second ?? ChangeSet.empty(length);
}
