/** The data sets that came, by name; a cell that names one waits until it is here. */
import {post} from "./bridge.ts";

export interface HeldData {
  readonly digest: string;
  /** The table or text; made when it is first read. */
  readonly read: () => unknown;
}

const held = new Map<string, HeldData>();
const asked = new Set<string>();

export function findData(name: string): HeldData | null {
  return held.get(name) ?? null;
}

export function needData(name: string): void {
  if (asked.has(name)) return;
  asked.add(name);
  post({type: "data-needed", name});
}

export function holdData(name: string, data: HeldData): void {
  asked.delete(name);
  held.set(name, data);
}
