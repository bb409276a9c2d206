/** Takes a log's lines one after the other, keeps only counts by window, and scores the windows at the end. */
import {toMilliseconds} from "./duration.ts";
import {type Evidence, type Label, bend, findEvidence, labels, ramps} from "./evidence.ts";
import {type LearnedState, learnedFactor, toMuted} from "./learn.ts";
import {toTemplate} from "./mine.ts";
import {mostLineCharacters} from "./log-pieces.ts";
import {TemplateMiner} from "./miner.ts";
import {findChanges} from "./pattern-changes.ts";
import {findSurprises} from "./pattern-counts.ts";
import {type LogLine, readLine, readRecord} from "./read-line.ts";
import type {Contribution, RiskScores, RiskWindow, ScoreOptions} from "./score-types.ts";
import {checkScoreOptions} from "./score-options.ts";
import {type Kind, findKind} from "./severity.ts";
import {speakingTemplates} from "./speaking-templates.ts";
import {expectTraffic} from "./expect-traffic.ts";
import {findUsual} from "./usual.ts";
import {WindowStats, latencyQuantile} from "./window-stats.ts";

interface Slot {
  readonly service: string | null;
  readonly key: string | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly firstLine: number;
  readonly stats: WindowStats;
}

interface Judged {
  readonly slot: Slot;
  readonly evidence: readonly (Evidence & {readonly service: string | null})[];
  readonly templates: readonly number[];
}

const mostPatterns = 20_000;
/** A service is named for the evidence of all lines together when its own is at least this share of it. */
const carriesService = 0.8;
const leastLabelled = 25;
/** What explains slow requests and failures gives the label before them. */
const causes = new Set<Label>(["Memory Pressure", "Disk Pressure", "Authentication Failures", "Dependency Timeout"]);

export class LogScorer {
  readonly #options: ScoreOptions;
  readonly #step: number;
  readonly #perWindow: {lines: number; step: number} | null;
  readonly #keyPattern: RegExp | null;
  readonly #learned: LearnedState;
  readonly #miner = new TemplateMiner(mostPatterns);
  /** By service, then by start, first line or key. */
  readonly #slots = new Map<string | null, Map<string | number | null, Slot>>();
  readonly #kinds: Kind[] = [];
  #lines = 0;
  #unparsed = 0;
  #time: number | null = null;

  constructor(options: ScoreOptions) {
    checkScoreOptions(options);
    this.#options = options;
    this.#learned = options.learned ?? {answers: [], muted: []};
    const {window = "5m", by = "service"} = options;
    this.#perWindow = typeof window === "object" ? {lines: window.lines, step: window.step ?? window.lines} : null;
    this.#step = typeof window === "object" ? 0 : toMilliseconds(window, "window");
    this.#keyPattern = by !== null && typeof by === "object" ? new RegExp(by.pattern, "g") : null;
  }

  add(line: string | object): void {
    const text = (typeof line === "string" ? line : JSON.stringify(line)).slice(0, mostLineCharacters);
    const read = typeof line === "string" ? readLine(text, this.#options) : readRecord(line, this.#options);
    if (read.time === null) this.#unparsed += 1;
    else this.#time = read.time;
    const pattern = this.#miner.add(read.message);
    const kind = (this.#kinds[pattern] ??= findKind(this.#miner.patterns[pattern]!.key));
    for (const slot of this.#slotsOf(read, text)) slot.stats.add(read, pattern, kind, text);
    this.#lines += 1;
  }

  #slotsOf(line: LogLine, text: string): Slot[] {
    if (this.#keyPattern) {
      const keys = new Set([...text.matchAll(this.#keyPattern)].map((found) => found[1] ?? found[0]));
      return [...keys].map((key) => this.#slot(null, key, {key, start: this.#time, end: null, firstLine: this.#lines}));
    }
    if (this.#perWindow) {
      const {lines, step} = this.#perWindow;
      const found: Slot[] = [];
      for (let first = Math.floor(this.#lines / step) * step; first >= 0 && first > this.#lines - lines; first -= step)
        found.push(this.#slot(null, first, {key: null, start: this.#time, end: null, firstLine: first}));
      return found;
    }
    const start = this.#time === null ? null : Math.floor(this.#time / this.#step) * this.#step;
    const span = {key: null, start, end: start === null ? null : start + this.#step, firstLine: -1};
    const all = this.#slot(null, start, span);
    return this.#options.by === null || line.service === null ? [all] : [all, this.#slot(line.service, start, span)];
  }

  #slot(service: string | null, at: string | number | null, span: Omit<Slot, "stats" | "service">): Slot {
    let own = this.#slots.get(service);
    if (!own) this.#slots.set(service, (own = new Map()));
    let slot = own.get(at);
    if (!slot) own.set(at, (slot = {service, ...span, stats: new WindowStats()}));
    return slot;
  }

  finish(): RiskScores {
    const clusters = this.#miner.clusters();
    const templateOf = new Int32Array(this.#miner.patterns.length);
    clusters.forEach((members, template) => members.forEach(({id}) => (templateOf[id] = template)));
    const find = (pattern: number): number => templateOf[pattern]!;
    const isComplete = ({stats}: Slot): boolean => !this.#perWindow || stats.lines === this.#perWindow.lines;
    const all = [...(this.#slots.get(null)?.values() ?? [])].filter(isComplete);
    this.#mutePatterns();
    const judged = new Map([...this.#slots].map(([service, own]) => [service, this.#judge(this.#complete(service, [...own.values()].filter(isComplete), all), find, clusters.length)]));
    const services = [...judged.keys()].filter((service) => service !== null).sort();
    const strongest = this.#mergeServices(judged.get(null) ?? [], services.map((service) => judged.get(service)!));
    return {
      windows: strongest.map(toWindow),
      services: services.flatMap((service) => judged.get(service)!.map((of) => toWindow({...of, evidence: this.#weigh(of.evidence)}))),
      templates: clusters.map(toTemplate),
      changes: this.#keyPattern || this.#perWindow ? [] : findChanges((judged.get(null) ?? []).map(({slot}) => slot), find),
      lines: this.#lines,
      unparsed: this.#unparsed,
    };
  }

  #mutePatterns(): void {
    if (this.#learned.muted.length === 0) return;
    const isMuted = toMuted(this.#learned);
    for (const {id, tokens} of this.#miner.patterns)
      if (isMuted(tokens)) for (const own of this.#slots.values()) for (const {stats} of own.values()) stats.mute(id, this.#kinds[id]!);
  }

  /** The windows of a service in order, windows without a line included where the log as a whole goes on. */
  #complete(service: string | null, own: readonly Slot[], all: readonly Slot[]): Slot[] {
    if (this.#keyPattern || this.#perWindow) return own.toSorted((a, b) => a.firstLine - b.firstLine);
    const timed = own.filter(({start}) => start !== null);
    const starts = all.flatMap(({start}) => (start === null ? [] : [start]));
    const untimed = own.filter(({start}) => start === null);
    if (starts.length === 0) return untimed;
    const [first, last] = [starts.reduce((a, b) => Math.min(a, b)), starts.reduce((a, b) => Math.max(a, b))];
    const known = new Map(timed.map((slot) => [slot.start!, slot]));
    const most = 100_000;
    if ((last - first) / this.#step > most) return [...untimed, ...timed.toSorted((a, b) => a.start! - b.start!)];
    const complete: Slot[] = [];
    for (let start = first; start <= last; start += this.#step)
      complete.push(known.get(start) ?? {service, key: null, start, end: start + this.#step, firstLine: -1, stats: noLines});
    return [...untimed, ...complete];
  }

  #judge(slots: readonly Slot[], templateOf: (pattern: number) => number, templates: number): Judged[] {
    const {from, until} = this.#options.baseline ?? {};
    const [least, most] = [from === undefined ? -Infinity : new Date(from).getTime(), until === undefined ? Infinity : new Date(until).getTime()];
    const baseline = slots.filter(({start}) => start === null || (start >= least && start < most));
    const usual = findUsual((baseline.length > 0 ? baseline : slots).map(({stats}) => stats), templateOf);
    const isTimed = !this.#keyPattern && !this.#perWindow;
    const timed = isTimed ? slots.filter(({start}) => start !== null) : [];
    const traffic = expectTraffic(timed.map(({start, stats}) => ({start: start!, calm: stats.calm})), this.#step);
    const expected = new Map(timed.map((slot, i) => [slot, i === 0 || i === timed.length - 1 ? null : traffic[i]!]));
    const surprises = this.#keyPattern ? findSurprises(slots.map(({stats}) => stats), templateOf, templates) : [];
    return slots.map((slot, i) => {
      const evidence = findEvidence(slot.stats, usual, expected.get(slot) ?? null, templateOf);
      const surprise = surprises[i];
      if (surprise) {
        const strength = bend(surprise.total, ramps["Unusual Pattern Counts"]);
        if (strength > 0) evidence.push({label: "Unusual Pattern Counts", strength, text: `${surprise.templates.length} templates occur more or less often than in other sequences`});
      }
      const weighed = evidence.map((of) => ({...of, service: slot.service}));
      const surprising = surprise?.templates.map(({template}) => template) ?? [];
      const strongestFirst = weighed.toSorted((a, b) => b.strength - a.strength);
      return {slot, evidence: weighed, templates: speakingTemplates(slot.stats, {evidence: strongestFirst, usual, surprising, templateOf, minedPatterns: this.#miner.patterns})};
    });
  }

  /** Evidence as feedback weighs it. */
  #weigh(evidence: Judged["evidence"]): Judged["evidence"] {
    return evidence.map((of) => ({...of, strength: of.strength * learnedFactor(this.#learned, of.label, of.service)}));
  }

  #mergeServices(all: readonly Judged[], services: readonly (readonly Judged[])[]): Judged[] {
    const byStart = services.map((windows) => new Map(windows.map((window) => [window.slot.start, window])));
    return all.map((window) => {
      const strongest = new Map<Label, Judged["evidence"][number]>();
      const ofServices = byStart.flatMap((windows) => windows.get(window.slot.start)?.evidence ?? []);
      const ofAll = window.evidence.map((evidence) => {
        const carrying = ofServices.filter(({label, strength}) => label === evidence.label && strength >= carriesService * evidence.strength).sort((a, b) => b.strength - a.strength)[0];
        return carrying ? {...carrying, strength: Math.max(carrying.strength, evidence.strength)} : evidence;
      });
      for (const evidence of this.#weigh([...ofAll, ...ofServices]))
        if (!((strongest.get(evidence.label)?.strength ?? 0) >= evidence.strength)) strongest.set(evidence.label, evidence);
      const evidence = [...strongest.values()].sort((a, b) => b.strength - a.strength);
      const of = byStart.map((windows) => windows.get(window.slot.start)).find((other) => other && other.slot.service === evidence[0]?.service);
      return {slot: window.slot, evidence, templates: [...new Set([...(of?.templates ?? []), ...window.templates])].slice(0, 5)};
    });
  }
}

/** Of windows without a line, of which a long log has hundreds of thousands. */
const noLines = new WindowStats();
const none: readonly never[] = [];
const orNone = <T>(list: readonly T[]): readonly T[] => (list.length === 0 ? none : list);

function toWindow({slot, evidence, templates}: Judged): RiskWindow {
  const ordered = [...evidence].sort((a, b) => b.strength - a.strength || labels.indexOf(a.label) - labels.indexOf(b.label));
  const total = ordered.reduce((sum, {strength}) => sum + strength, 0);
  const score = 100 * (1 - Math.exp(-total));
  const contributions: Contribution[] = ordered.map(({label, service, strength, text}) => ({label, service, points: (score * strength) / total, text}));
  const {stats} = slot;
  return {
    start: slot.start, end: slot.end, firstLine: slot.firstLine, key: slot.key, service: slot.service,
    score,
    label: score >= leastLabelled ? (ordered.find(({label, strength}) => causes.has(label) && strength >= 1) ?? ordered[0]!).label : null,
    contributions: orNone(contributions),
    lines: stats.lines, failures: stats.failures, requests: stats.requests, failedRequests: stats.failedRequests,
    p50: latencyQuantile(stats, 0.5), p95: latencyQuantile(stats, 0.95), p99: latencyQuantile(stats, 0.99),
    deploy: stats.deploys > 0,
    templates: orNone(templates),
    examples: orNone(stats.worst.map(({text}) => text)),
  };
}
