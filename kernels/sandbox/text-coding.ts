/** TextEncoder and TextDecoder for UTF-8, which an isolate lacks. */

const {fromCharCode} = String;

/** UTF-8 as the Encoding Standard writes it: lone surrogates become U+FFFD. */
export class TextEncoder {
  get encoding(): string {
    return "utf-8";
  }

  encode(text: string = ""): Uint8Array {
    const given = String(text);
    let bytes = new Uint8Array(given.length + (given.length >> 1) + 8);
    let length = 0;
    for (let index = 0; index < given.length; index++) {
      let code = given.charCodeAt(index);
      if (code >= 0xd800 && code <= 0xdfff) {
        const low = code < 0xdc00 && index + 1 < given.length ? given.charCodeAt(index + 1) : 0;
        if (low >= 0xdc00 && low <= 0xdfff) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          index++;
        } else code = 0xfffd;
      }
      if (length + 4 > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
      }
      if (code < 0x80) bytes[length++] = code;
      else if (code < 0x800) {
        bytes[length++] = 0xc0 | (code >> 6);
        bytes[length++] = 0x80 | (code & 63);
      } else if (code < 0x10000) {
        bytes[length++] = 0xe0 | (code >> 12);
        bytes[length++] = 0x80 | ((code >> 6) & 63);
        bytes[length++] = 0x80 | (code & 63);
      } else {
        bytes[length++] = 0xf0 | (code >> 18);
        bytes[length++] = 0x80 | ((code >> 12) & 63);
        bytes[length++] = 0x80 | ((code >> 6) & 63);
        bytes[length++] = 0x80 | (code & 63);
      }
    }
    return bytes.slice(0, length);
  }
}

function toBytes(input: ArrayBuffer | ArrayBufferView | undefined): Uint8Array {
  if (input === undefined) return new Uint8Array(0);
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw new TypeError("TextDecoder.decode takes an ArrayBuffer or a view of one");
}

/** UTF-8 alone; malformed bytes become U+FFFD, or throw when `fatal`. */
export class TextDecoder {
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  constructor(label: string = "utf-8", options: {fatal?: boolean; ignoreBOM?: boolean} = {}) {
    if (!/^\s*(utf-?8|unicode-1-1-utf-8)\s*$/i.test(label)) throw new RangeError(`TextDecoder knows utf-8 only, got ${label}`);
    this.fatal = options.fatal ?? false;
    this.ignoreBOM = options.ignoreBOM ?? false;
  }

  get encoding(): string {
    return "utf-8";
  }

  decode(input?: ArrayBuffer | ArrayBufferView): string {
    const bytes = toBytes(input);
    const start = !this.ignoreBOM && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    return decodeUtf8(bytes, start, bytes.length, this.fatal);
  }
}

const chunkUnits = 4096;

/** The text of `bytes[start … end]`. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number, fatal: boolean): string {
  let text = "";
  let units: number[] = [];
  let index = start;
  while (index < end) {
    const first = bytes[index++]!;
    let code = first;
    if (first >= 0x80) {
      const more = first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
      code = more === 1 ? first & 31 : more === 2 ? first & 15 : first & 7;
      let isGood = more > 0;
      for (let seen = 0; seen < more; seen++) {
        const next = index < end ? bytes[index]! : 0;
        const lowest = seen === 0 && first === 0xe0 ? 0xa0 : seen === 0 && first === 0xf0 ? 0x90 : 0x80;
        const highest = seen === 0 && first === 0xed ? 0x9f : seen === 0 && first === 0xf4 ? 0x8f : 0xbf;
        if (next < lowest || next > highest) {
          isGood = false;
          break;
        }
        code = (code << 6) | (next & 63);
        index++;
      }
      if (!isGood) {
        if (fatal) throw new TypeError("the encoded data was not valid for encoding utf-8");
        code = 0xfffd;
      }
    }
    if (code < 0x10000) units.push(code);
    else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 1023));
    if (units.length >= chunkUnits) {
      text += fromCharCode(...units);
      units = [];
    }
  }
  return units.length > 0 ? text + fromCharCode(...units) : text;
}
