/** The types of the host's functions that a cell has besides the language itself. */

export interface CellConsole {
  /** Writes a line to the cell's console. */
  log(...values: readonly unknown[]): void;
  /** Writes a line to the cell's console. */
  info(...values: readonly unknown[]): void;
  /** Writes a warning to the cell's console. */
  warn(...values: readonly unknown[]): void;
  /** Writes an error to the cell's console; the cell goes on. */
  error(...values: readonly unknown[]): void;
  /** Writes a line to the cell's console. */
  debug(...values: readonly unknown[]): void;
}

/** The cell's own console. */
export declare const console: CellConsole;

export declare function setTimeout<Arguments extends readonly unknown[]>(
  callback: (...values: Arguments) => void,
  delayMs?: number,
  ...values: Arguments
): number;
export declare function clearTimeout(timer: number | undefined): void;
export declare function setInterval<Arguments extends readonly unknown[]>(
  callback: (...values: Arguments) => void,
  delayMs?: number,
  ...values: Arguments
): number;
export declare function clearInterval(timer: number | undefined): void;
export declare function queueMicrotask(callback: () => void): void;
/** A deep copy of a value made of data. */
export declare function structuredClone<Value>(value: Value): Value;

export declare class TextEncoder {
  readonly encoding: "utf-8";
  /** The text's UTF-8 bytes. */
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

export declare class TextDecoder {
  constructor(encoding?: string, options?: {readonly fatal?: boolean; readonly ignoreBOM?: boolean});
  readonly encoding: string;
  decode(bytes?: ArrayBuffer | ArrayBufferView, options?: {readonly stream?: boolean}): string;
}
