/** The analyses that cells can call, by the names that they have there; to add a room, add a line. */

type AnyFunction = (...given: never[]) => unknown;
type Room = {readonly [name: string]: unknown};

/** What a call in a cell runs. */
export interface Analysis {
  readonly run: (given: readonly unknown[], help: AnalysisHelp) => unknown;
  /** Whether it draws from the run's seed when the cell gives none. */
  readonly isSeeded: (given: readonly unknown[]) => boolean;
}

export interface AnalysisHelp {
  readonly seed: number;
  onProgress(share: number | null, text: string): void;
}

const rooms: {readonly [name: string]: () => Promise<Room>} = {
  rnse: () => import("#kernels/rnse"),
  risk: () => import("#kernels/risk"),
  forecast: () => import("#kernels/forecast"),
  fl: () => import("#kernels/fl"),
};

/** Analyses that tell how far they are through the option `onProgress`, and which argument the options are. */
const progressOptions = new Map([["rnse", 1], ["rnse.resume", 2], ["forecast", 1], ["forecast.many", 1], ["risk.score", 1]]);

/** Analyses with an option `seed`, and which argument the options are. */
const seedOptions = new Map([["fl.simulate", 0]]);

function isAnalysis(value: unknown): value is AnyFunction {
  return typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value));
}

function findMember(room: Room, roomName: string, member: string): unknown {
  const own = Object.hasOwn(room, roomName) ? room[roomName] : undefined;
  if (member === "") return own;
  if (typeof own === "function" && Object.hasOwn(own, member)) return (own as unknown as Room)[member];
  return Object.hasOwn(room, member) ? room[member] : undefined;
}

/** Functions of other rooms that an analysis takes as options, since rooms import nothing of each other. */
const handedIn = new Map([["risk.forecast", async (): Promise<Room> => ({forecaster: (await import("#kernels/forecast")).forecast})]]);

/** Rejects with a TypeError that says what there is when there is no such analysis. */
export async function findAnalysis(name: string): Promise<Analysis> {
  const [roomName = "", member = "", ...rest] = name.split(".");
  const load = Object.hasOwn(rooms, roomName) ? rooms[roomName] : undefined;
  if (!load || rest.length > 0) throw new TypeError(`${name} is not an analysis`);
  const room = await load();
  const found = findMember(room, roomName, member);
  if (!isAnalysis(found)) {
    const names = Object.keys(room).filter((key) => isAnalysis(room[key])).map((key) => (key === roomName ? key : `${roomName}.${key}`));
    throw new TypeError(`${name} is not an analysis; there is ${names.join(", ")}`);
  }
  const given: Room = handedIn.has(name) ? await handedIn.get(name)!() : {};
  const call = found as (...given: readonly unknown[]) => unknown;
  return {
    run: (values, help) => call(...withHelp(name, values, help, given)),
    isSeeded: (given) => {
      const at = seedOptions.get(name);
      return at !== undefined && !hasOption(given[at], "seed");
    },
  };
}

function hasOption(options: unknown, name: string): boolean {
  return options !== null && typeof options === "object" && (options as Room)[name] !== undefined;
}

function withHelp(name: string, given: readonly unknown[], {seed, onProgress}: AnalysisHelp, functions: Room): readonly unknown[] {
  const values = [...given];
  const add = (at: number | undefined, option: Room): void => {
    if (at === undefined || at > values.length) return;
    const options = values[at];
    if (options === undefined || (options !== null && typeof options === "object")) values[at] = {...option, ...(options as Room | undefined)};
  };
  add(progressOptions.get(name), {onProgress});
  add(seedOptions.get(name), {seed});
  if (handedIn.has(name)) add(1, functions);
  return values;
}
