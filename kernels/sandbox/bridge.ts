/** The only ways out of the isolate: three callbacks of the kernel process, held here and given to nobody. */
import type {FromSandbox, SandboxRequest} from "#kernels/boundary";

export interface Bridge {
  /** Tells the parent; the bytes are copied. */
  post(json: string, ...attachments: Uint8Array[]): void;
  /** Asks the kernel process; the bytes are copied. */
  ask(json: string, bytes?: Uint8Array): void;
  /** SHA-256 of the parts one after the other, as lower-case hexadecimal, computed outside. */
  hash(...parts: Uint8Array[]): string;
  /** Shared with the kernel process: [0] the cell that computes, 0 for none. */
  readonly shared: Int32Array;
}

let bridge: Bridge | null = null;

export function connectBridge(to: Bridge): void {
  bridge = to;
}

function need(): Bridge {
  if (!bridge) throw new Error("the sandbox is not connected");
  return bridge;
}

const {stringify} = JSON;

export function post(message: FromSandbox, attachments: readonly Uint8Array[] = []): void {
  need().post(stringify(message), ...attachments);
}

export function ask(request: SandboxRequest, bytes?: Uint8Array): void {
  if (bytes) need().ask(stringify(request), bytes);
  else need().ask(stringify(request));
}

export function hashOutside(parts: readonly Uint8Array[]): string {
  return need().hash(...parts);
}

/** Names the cell that computes from now on, for the watch outside. */
export function markComputing(cell: number): void {
  if (bridge) bridge.shared[0] = cell;
}
