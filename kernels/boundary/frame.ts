/** Messages as bytes on a stream: a length, whom it is for, the JSON text, and byte strings beside it. */

export interface Frame {
  /** `frameTarget`. */
  readonly target: number;
  readonly json: string;
  readonly attachments: readonly Uint8Array[];
}

/** A frame that came: its attachments lie in one buffer that belongs to nobody else. */
export interface ReceivedFrame extends Frame {
  readonly buffer: ArrayBuffer;
}

const headerBytes = 16;

/** Where attachments begin, so that typed arrays can be laid over them without copying. */
const alignment = 8;

function align(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** The parts of a frame in order, ready for one gathered write. Attachments are not copied. */
export function encodeFrame({target, json, attachments}: Frame): Uint8Array[] {
  const text = Buffer.from(json, "utf8");
  const tableStart = headerBytes + text.length;
  let length = align(tableStart + 4 * attachments.length);
  const bodyStart = length;
  for (const bytes of attachments) length += align(bytes.byteLength);
  const head = Buffer.alloc(bodyStart);
  head.writeUInt32LE(length, 0);
  head.writeUInt32LE(target, 4);
  head.writeUInt32LE(text.length, 8);
  head.writeUInt32LE(attachments.length, 12);
  head.set(text, headerBytes);
  attachments.forEach((bytes, index) => head.writeUInt32LE(bytes.byteLength, tableStart + 4 * index));
  const parts: Uint8Array[] = [head];
  for (const bytes of attachments) {
    parts.push(bytes);
    const padding = align(bytes.byteLength) - bytes.byteLength;
    if (padding > 0) parts.push(new Uint8Array(padding));
  }
  return parts;
}

/** Reads frames out of chunks as they come. Throws a RangeError when a frame is malformed or longer than `maximumBytes`. */
export class FrameReader {
  readonly #maximumBytes: number;
  readonly #accept: (frame: ReceivedFrame) => void;
  #header = Buffer.alloc(headerBytes);
  #headerFilled = 0;
  #body: Buffer<ArrayBuffer> | null = null;
  #bodyFilled = 0;

  constructor(maximumBytes: number, accept: (frame: ReceivedFrame) => void) {
    this.#maximumBytes = maximumBytes;
    this.#accept = accept;
  }

  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length) {
      if (!this.#body) {
        const taken = Math.min(headerBytes - this.#headerFilled, chunk.length - offset);
        chunk.copy(this.#header, this.#headerFilled, offset, offset + taken);
        this.#headerFilled += taken;
        offset += taken;
        if (this.#headerFilled < headerBytes) return;
        const length = this.#header.readUInt32LE(0) - headerBytes;
        if (length < 0 || length > this.#maximumBytes) throw new RangeError(`a frame is at most ${this.#maximumBytes} bytes, got ${length}`);
        // Not from the pool: attachments are laid over it, and may outlive it.
        this.#body = Buffer.from(new ArrayBuffer(length));
        this.#bodyFilled = 0;
      }
      const taken = Math.min(this.#body.length - this.#bodyFilled, chunk.length - offset);
      chunk.copy(this.#body, this.#bodyFilled, offset, offset + taken);
      this.#bodyFilled += taken;
      offset += taken;
      if (this.#bodyFilled === this.#body.length) this.#finish(this.#body);
    }
  }

  #finish(body: Buffer<ArrayBuffer>): void {
    const header = this.#header;
    this.#body = null;
    this.#headerFilled = 0;
    const textLength = header.readUInt32LE(8);
    const count = header.readUInt32LE(12);
    const tableStart = textLength;
    if (tableStart + 4 * count > body.length) throw new RangeError("a frame's parts are longer than the frame");
    const json = body.toString("utf8", 0, textLength);
    const attachments: Uint8Array[] = [];
    let offset = align(headerBytes + tableStart + 4 * count) - headerBytes;
    for (let index = 0; index < count; index++) {
      const length = body.readUInt32LE(tableStart + 4 * index);
      if (offset + length > body.length) throw new RangeError("a frame's parts are longer than the frame");
      attachments.push(new Uint8Array(body.buffer, body.byteOffset + offset, length));
      offset += align(length);
    }
    this.#accept({target: header.readUInt32LE(4), json, attachments, buffer: body.buffer});
  }
}
