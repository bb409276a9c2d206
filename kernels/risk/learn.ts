/**
 * Learning from feedback: what a person said of earlier scores moves later ones, and muted templates no longer speak for any.
 *
 * The evidence of a label (of a service, where one was named) is multiplied by (right + 2) / (wrong + 2), between 0.1 and 3: the ratio of a Beta estimate that begins
 * with two answers of each kind. The state is plain data; without feedback scores are as without a state.
 */
import {type Label, labels} from "./evidence.ts";
import type {RiskWindow} from "./score-types.ts";
import {isColumns, type LogColumns, toRecords} from "./table-rows.ts";
import {wildcard} from "./tokens.ts";

export type Feedback =
  /** Whether a window was scored rightly: counts for its label and the service of its strongest contribution with that label. */
  | {readonly window: Pick<RiskWindow, "label" | "contributions">; readonly accurate: boolean}
  /** Whether a label is right in general, or for one service. */
  | {readonly label: Label; readonly service?: string; readonly accurate: boolean}
  /** A template, as `mine` or `score` gave it, that is not to count as trouble any more, or again. */
  | {readonly mute: string}
  | {readonly unmute: string};

/** What was learned so far; plain data to keep. */
export interface LearnedState {
  readonly answers: readonly {readonly label: Label; readonly service: string | null; readonly right: number; readonly wrong: number}[];
  readonly muted: readonly string[];
}

const start: LearnedState = {answers: [], muted: []};
const prior = 2;
const bounds = {least: 0.1, most: 3} as const;

function checkLabel(label: unknown): Label {
  if (!labels.includes(label as Label)) throw new RangeError(`label is one of ${labels.join(", ")}, got ${JSON.stringify(label)}`);
  return label as Label;
}

function addAnswer({answers, muted}: LearnedState, label: Label, service: string | null, accurate: unknown): LearnedState {
  if (typeof accurate !== "boolean") throw new TypeError(`accurate is true or false, got ${String(accurate)}`);
  const known = answers.find((answer) => answer.label === label && answer.service === service) ?? {label, service, right: 0, wrong: 0};
  const next = accurate ? {...known, right: known.right + 1} : {...known, wrong: known.wrong + 1};
  return {answers: [...answers.filter((answer) => answer !== known), next], muted};
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

/** A row of a table has all columns: empty ones are as not there, and 1 and 0 are what a column of truth values holds. */
function learnOne(state: LearnedState, feedback: Feedback): LearnedState {
  if (feedback === null || typeof feedback !== "object") throw new TypeError(`feedback is an object, got ${String(feedback)}`);
  const {mute, unmute, window, label, service, accurate} = feedback as {readonly [name: string]: unknown};
  if (isGiven(mute) || isGiven(unmute) || ("mute" in feedback && !isGiven(label) && !isGiven(window))) {
    const template = isGiven(unmute) ? unmute : mute;
    if (typeof template !== "string" || template.trim() === "") throw new TypeError(`a template to mute is a text, got ${JSON.stringify(template)}`);
    const others = state.muted.filter((known) => known !== template);
    return {...state, muted: isGiven(unmute) ? others : [...others, template]};
  }
  const isRight = accurate === 1 ? true : accurate === 0 ? false : accurate;
  if (isGiven(window)) {
    const {label: found, contributions} = window as Pick<RiskWindow, "label" | "contributions">;
    if (found === null) throw new RangeError("feedback on a window needs one with a label");
    const of = contributions.find((contribution) => contribution.label === found);
    return addAnswer(state, checkLabel(found), of?.service ?? null, isRight);
  }
  if (isGiven(service) && typeof service !== "string") throw new TypeError(`service is a text, got ${JSON.stringify(service)}`);
  return addAnswer(state, checkLabel(label), isGiven(service) ? (service as string) : null, isRight);
}

/**
 * The state after feedback: one answer, several, or a table of them with the columns label, service, accurate, mute, unmute (those that are needed). `state` is what was
 * learned before, nothing when absent. The state given is not changed.
 */
export function learn(feedback: Feedback | readonly Feedback[] | LogColumns, state: LearnedState = start): LearnedState {
  const all = Array.isArray(feedback) ? (feedback as readonly Feedback[]) : isColumns(feedback) ? ([...toRecords(feedback)] as unknown as readonly Feedback[]) : [feedback as Feedback];
  return all.reduce(learnOne, checkLearned(state));
}

/** Throws a TypeError for anything else than a state that `learn` gave. */
export function checkLearned(state: LearnedState): LearnedState {
  if (state === null || typeof state !== "object" || !Array.isArray(state.answers) || !Array.isArray(state.muted)) throw new TypeError("the learned state is what learn gave: {answers, muted}");
  for (const {label, right, wrong} of state.answers) {
    checkLabel(label);
    if (!(right >= 0 && wrong >= 0)) throw new RangeError("right and wrong of a learned answer are counts from 0");
  }
  return state;
}

/** By what the evidence of a label in a service is multiplied: answers on the label for all services and on this service count together. */
export function learnedFactor({answers}: LearnedState, label: Label, service: string | null): number {
  let [right, wrong] = [0, 0];
  for (const answer of answers) {
    if (answer.label !== label || (answer.service !== null && answer.service !== service)) continue;
    right += answer.right;
    wrong += answer.wrong;
  }
  return Math.min(bounds.most, Math.max(bounds.least, (right + prior) / (wrong + prior)));
}

/** Whether a pattern belongs to a muted template: as many tokens, equal where the template has no wildcard. */
export function toMuted({muted}: LearnedState): (tokens: readonly string[]) => boolean {
  const templates = muted.map((template) => template.split(" "));
  return (tokens) => templates.some((template) => template.length === tokens.length && template.every((token, i) => token === wildcard || token === tokens[i]));
}
