/**
 * Reads a log line of any usual format without being told which: its time, level, service, message and the numbers that matter.
 *
 * JSON and logfmt lines by the usual names of their fields; other lines by a time in their head, then level words, process ids, `[service]`, a logger
 * or a syslog program before a colon, and what is left is the message. Method: own rules over the headers of the LogHub systems (He et al. 2020).
 */
import {type Fields, pickPart, readJsonFields, readLogfmtFields, toFields} from "./line-fields.ts";
import {findTime, valueTime} from "./line-time.ts";
import {type Quantities, readQuantities} from "./quantities.ts";

export const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Level = (typeof levels)[number];

/** A line's parts; null where the line does not say. */
export interface LogLine extends Quantities {
  /** Milliseconds since 1970 in UTC; null when no time was found: such a line counts as unparsed. */
  readonly time: number | null;
  /** As written, or where none is written, by the words of the message. */
  readonly level: Level | null;
  readonly service: string | null;
  readonly message: string;
}

export interface ReadOptions {
  /** The year of times that are written without one (syslog). Default 2000. */
  readonly year?: number;
}

const levelNames: {readonly [name: string]: Level} = {
  trace: "trace", verbose: "trace", finest: "trace", debug: "debug", fine: "debug", info: "info", information: "info", notice: "info",
  warn: "warn", warning: "warn", error: "error", err: "error", severe: "error", failure: "error",
  fatal: "fatal", critical: "fatal", crit: "fatal", alert: "fatal", emerg: "fatal", emergency: "fatal", panic: "fatal",
};
const letters: {readonly [letter: string]: Level} = {V: "trace", D: "debug", I: "info", W: "warn", E: "error", F: "fatal"};
/** By tens, as pino writes it. */
const pinoLevels: {readonly [number: string]: Level} = {10: "trace", 20: "debug", 30: "info", 40: "warn", 50: "error", 60: "fatal"};

const levelToken = /^[[(<]?([A-Za-z]+)[\])>:]?$/;
const fatalWords = /\b(?:fatal|panic|emergency|out of memory|segfault)\b/i;
const errorWords = /\b(?:errors?|exceptions?|failed|failures?|fails|refused|denied|invalid|unable|cannot|aborted?|corrupt(?:ed)?)\b/i;
const warnWords = /\b(?:warn(?:ing)?s?|timeouts?|timed out|retry(?:ing)?|deprecated)\b/i;

const logger = /^([A-Za-z][\w.$/-]*(?:\([^)\s]*\))?)(?:\[\d*\])?: /;
const hostAndProgram = /^(\S+) ([A-Za-z][\w.$/-]*(?:\([^)\s]*\))?)(?:\[\d+\])?: /;
/** A second date or time behind the first, as clusters write them. */
const datesAgain = /^\d{4}[.-]\d{2}[.-]\d{2} \S+ (?:[A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:\d{2} )/;
/** A dotted logger before the identity of a request in brackets, as OpenStack writes it. */
const loggerAndRequest = /^([A-Za-z]\w*(?:\.\w+)+) \[(?:req-[^\]]*|-)\] /;
const bracketed = /^\[([^\]]*)\]\s*/;
/** `[thread:Class@line] - `, where a thread's name may hold brackets. */
const threadAndClass = /^\[.{0,120}?([A-Za-z][\w.$]*)@\d+\] - /;

function wordLevel(message: string): Level | null {
  if (fatalWords.test(message)) return "fatal";
  if (errorWords.test(message)) return "error";
  return warnWords.test(message) ? "warn" : null;
}

function namedLevel(value: unknown): Level | null {
  const text = String(value).toLowerCase();
  return levelNames[text] ?? pinoLevels[text] ?? null;
}

function fieldLine(fields: Fields, line: string, year: number): LogLine {
  const time = pickPart(fields, "time");
  const level = pickPart(fields, "level");
  const message = pickPart(fields, "message");
  const at = time ? valueTime(/^\d{9,16}(?:\.\d+)?$/.test(String(time.value)) ? Number(time.value) : time.value, year) : NaN;
  const text = message ? String(message.value) : line;
  const service = pickPart(fields, "service");
  const found = readQuantities(text);
  const named = [...fields].filter(([name, value]) => value !== null && name !== message?.name && name !== time?.name && /^(?:latency|duration|elapsed|took|response|request_?time|rt|status|code|http\.|heap|mem|rss|disk)/.test(name));
  const extra = named.length > 0 && message ? readQuantities(named.map(([name, value]) => `${name}=${String(value)}`).join(" ")) : found;
  return {
    time: Number.isFinite(at) ? at : null,
    level: (level && namedLevel(level.value)) ?? wordLevel(text),
    service: service ? String(service.value) : null,
    message: text,
    latency: found.latency ?? extra.latency,
    status: found.status ?? extra.status,
    memory: found.memory ?? extra.memory,
    memoryShare: found.memoryShare ?? extra.memoryShare,
    diskShare: found.diskShare ?? extra.diskShare,
  };
}

interface Header {
  level: Level | null;
  service: string | null;
  rest: string;
}

/** How many tokens after the time may still be header. */
const mostHeaderTokens = 8;

function takeLevel(text: string): {level: Level; before: readonly string[]; rest: string} | null {
  const before: string[] = [];
  let rest = text;
  for (let i = 0; i < mostHeaderTokens && rest !== ""; i += 1) {
    const end = rest.search(/\s|$/);
    const word = rest.slice(0, end);
    const name = levelToken.exec(word)?.[1];
    const known = name === undefined ? undefined : levelNames[name.toLowerCase()];
    const isMarked = name !== undefined && (name === name.toUpperCase() || word !== name || i === 0);
    if (known && isMarked) return {level: known, before, rest: rest.slice(end).trimStart()};
    const letter = letters[word];
    if (letter && before.length > 0 && before.every((token) => /^\d+$/.test(token))) return {level: letter, before, rest: rest.slice(end).trimStart()};
    if (/[:=]$/.test(word)) return null;
    before.push(word);
    rest = rest.slice(end).trimStart();
  }
  return null;
}

const lastWord = (tokens: readonly string[]): string | null => tokens.findLast((token) => /^[[(]?[A-Za-z][\w.$/-]*[\])]?$/.test(token))?.replace(/^[[(]|[\])]$/g, "") ?? null;

function readHeader(after: string): Header {
  const header: Header = {level: null, service: null, rest: after.replace(/^[\s\]|,:-]+/, "")};
  if (after[0] === "|") {
    const [service = "", second = "", ...more] = header.rest.split("|");
    return {level: null, service: service || null, rest: more.length > 0 ? more.join("|") : second};
  }
  header.rest = header.rest.replace(datesAgain, "");
  const found = takeLevel(header.rest);
  if (found) {
    header.level = found.level;
    header.service = lastWord(found.before);
    header.rest = found.rest.replace(/^[|:-]\s+/, "");
  } else header.rest = header.rest.replace(/^(?:\d+ )+(?=[A-Za-z])/, "");
  const request = loggerAndRequest.exec(header.rest);
  if (request) return {level: header.level, service: request[1]!, rest: header.rest.slice(request[0].length)};
  const thread = threadAndClass.exec(header.rest);
  if (thread) return {level: header.level, service: thread[1]!, rest: header.rest.slice(thread[0].length)};
  for (let bracket = bracketed.exec(header.rest); bracket; bracket = bracketed.exec(header.rest)) {
    const inner = bracket[1]!;
    if (header.service === null && /^[A-Za-z][\w.$/:-]*$/.test(inner)) header.service = inner;
    else if (!/^(?:client|pid|tid|\d|[\w-]+[-@:/]|req-)/.test(inner)) break;
    header.rest = header.rest.slice(bracket[0].length).replace(/^-\s+/, "");
  }
  const dotted = found?.before.length === 0 && header.service !== null ? logger.exec(header.rest) : null;
  if (dotted?.[1]!.includes(".")) return {level: header.level, service: dotted[1]!, rest: header.rest.slice(dotted[0].length)};
  const named = header.service !== null ? null : logger.exec(header.rest) ?? (found ? null : hostAndProgram.exec(header.rest));
  if (named) {
    header.service = named[2] ?? named[1]!;
    header.rest = header.rest.slice(named[0].length);
  }
  return header;
}

/** Reads a record (a row of a table, a parsed JSON line) by the usual names of its fields. */
export function readRecord(record: object, {year = 2000}: ReadOptions = {}): LogLine {
  return fieldLine(toFields(record), JSON.stringify(record), year);
}

/** Reads one line. Never fails: what says nothing is kept with `message` as the whole line. */
export function readLine(line: string, {year = 2000}: ReadOptions = {}): LogLine {
  const fields = readJsonFields(line) ?? readLogfmtFields(line);
  if (fields) return fieldLine(fields, line, year);
  const found = findTime(line, year);
  if (!found) return {time: null, level: wordLevel(line), service: null, message: line, ...readQuantities(line)};
  const isAccess = /^\S+ \S+ \S+ \[?$/.test(found.before);
  const header = isAccess ? {level: null, service: null, rest: found.after.replace(/^\]\s*/, "")} : readHeader(found.after);
  const numbers = readQuantities(header.rest);
  const level = header.level ?? (isAccess ? (numbers.status === null ? null : numbers.status >= 500 ? "error" : numbers.status >= 400 ? "warn" : "info") : wordLevel(header.rest));
  return {time: found.time, level, service: header.service, message: header.rest, ...numbers};
}
