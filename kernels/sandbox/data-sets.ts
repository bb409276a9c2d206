/** The data sets that came, by name; a cell that names one waits until it is here. */
import {post} from "./bridge.ts";

export interface HeldData {
  readonly digest: string;
  /** The table or the text, made when it is first read. Throws for a data set that was refused. */
  read(): unknown;
  /** Whether the session refused it. */
  readonly isRefused: boolean;
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

/** `make` is called when the data set is first read. */
export function holdData(name: string, digest: string, make: () => unknown): void {
  asked.delete(name);
  let made: {readonly value: unknown} | null = null;
  held.set(name, {digest, isRefused: false, read: () => (made ??= {value: make()}).value});
}

export function refuseData(name: string, message: string): void {
  asked.delete(name);
  held.set(name, {
    digest: "",
    isRefused: true,
    read() {
      throw new Error(message);
    },
  });
}
