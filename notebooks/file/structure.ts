/** Where the parts of a notebook's file lie in its text: found by an HTML parser, cut out of the text itself so that nothing is lost. */
import {Parser, TokenizerMode, defaultTreeAdapter, html} from "parse5";
import type {DefaultTreeAdapterMap, DefaultTreeAdapterTypes, Token} from "parse5";

type Element = DefaultTreeAdapterTypes.Element;

export const recordType = "application/vnd.recto.run+json";
export const dataType = "application/vnd.recto.data";

/** Offsets into the text, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ScriptPart {
  readonly whole: Span;
  readonly startTag: Span;
  readonly content: Span;
  /** False when the file ends within the element. */
  readonly isClosed: boolean;
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

export interface FileStructure {
  /** Null when the file has no `<notebook>`. */
  readonly notebook: {
    readonly startTag: Span;
    /** Where `</notebook>` lies; null when it is missing. */
    readonly endTag: Span | null;
    readonly attributes: ScriptPart["attributes"];
  } | null;
  readonly title: {readonly content: Span; readonly text: string} | null;
  /** Scripts inside the notebook: its cells. */
  readonly cells: readonly ScriptPart[];
  readonly records: readonly ScriptPart[];
  readonly data: readonly ScriptPart[];
}

/** Reads scripts up to the first end tag: `<!--<script>` in a cell does not swallow the cells behind it, as it would in HTML. */
class NotebookParser extends Parser<DefaultTreeAdapterMap> {
  override _switchToTextParsing(token: Token.TagToken, state: Parameters<Parser<DefaultTreeAdapterMap>["_switchToTextParsing"]>[1]): void {
    super._switchToTextParsing(token, state === TokenizerMode.SCRIPT_DATA ? TokenizerMode.RAWTEXT : state);
  }
}

/** The structure of a file. What we put behind the notebook can be very long, and is found without the parser where it lies as we write it. */
export function findStructure(text: string): FileStructure {
  const tail = findTail(text);
  if (tail === null) return parseStructure(text);
  const structure = parseStructure(text.slice(0, tail.from) + text.slice(tail.to));
  const {notebook, title, cells, records, data} = structure;
  const isBefore = (span: Span | undefined) => span === undefined || span.to <= tail.from;
  if (notebook?.endTag?.to !== tail.from || !isBefore(title?.content) || !isBefore(cells.at(-1)?.whole)) return parseStructure(text);
  const shift = (part: ScriptPart) => shiftPart(part, tail.from, tail.to - tail.from);
  return {...structure, records: [...tail.records, ...records.map(shift)], data: [...tail.data, ...data.map(shift)]};
}

interface Tail extends Span {
  readonly records: readonly ScriptPart[];
  readonly data: readonly ScriptPart[];
}

const tailTag = /\s*(<script type="(application\/vnd\.recto\.(?:run\+json|data))"(?: [a-z-]+=(?:"[^"&]*"|'[^'&]*'))*>)/y;

/** Records and data that follow the last `</notebook>` as we write them; null when there are none, or they are written in another way. */
function findTail(text: string): Tail | null {
  const from = text.lastIndexOf("</notebook>") + "</notebook>".length;
  const records: ScriptPart[] = [];
  const data: ScriptPart[] = [];
  let to = from;
  for (;;) {
    tailTag.lastIndex = to;
    const match = tailTag.exec(text);
    if (match === null) break;
    const [whole, tag, type] = match as unknown as readonly [string, string, string];
    const start = to + whole.length;
    const end = text.indexOf("</", start);
    if (end === -1 || !text.startsWith("</script>", end)) return null;
    const attributes = [...tag.matchAll(/ ([a-z-]+)=(?:"([^"]*)"|'([^']*)')/g)].map(([, name, double, single]) => [name!, double ?? single ?? ""] as const);
    const part = {
      whole: {from: start - tag.length, to: end + "</script>".length},
      startTag: {from: start - tag.length, to: start},
      content: {from: start, to: end},
      isClosed: true,
      attributes,
    };
    (type === recordType ? records : data).push(part);
    to = part.whole.to;
  }
  return to === from ? null : {from, to, records, data};
}

function shiftPart(part: ScriptPart, after: number, by: number): ScriptPart {
  const shift = ({from, to}: Span): Span => (from >= after ? {from: from + by, to: to + by} : {from, to});
  return {...part, whole: shift(part.whole), startTag: shift(part.startTag), content: shift(part.content)};
}

function parseStructure(text: string): FileStructure {
  const document = NotebookParser.parse(text, {
    sourceCodeLocationInfo: true,
    scriptingEnabled: false,
    treeAdapter: defaultTreeAdapter,
  }) as DefaultTreeAdapterTypes.Document;
  let notebook: FileStructure["notebook"] = null;
  let title: FileStructure["title"] = null;
  const cells: ScriptPart[] = [];
  const records: ScriptPart[] = [];
  const data: ScriptPart[] = [];
  for (const {element, isInNotebook} of elementsOf(document)) {
    const location = element.sourceCodeLocation;
    if (!location?.startTag || element.namespaceURI !== html.NS.HTML) continue;
    if (element.tagName === "notebook" && notebook === null) {
      const {startTag, endTag} = location;
      const attributes = attributesOf(element);
      notebook = {startTag: toSpan(startTag), endTag: endTag ? toSpan(endTag) : null, attributes};
    } else if (element.tagName === "title" && title === null) {
      const content = {from: location.startTag.endOffset, to: location.endTag?.startOffset ?? text.length};
      title = {content, text: element.childNodes.map((node) => (defaultTreeAdapter.isTextNode(node) ? node.value : "")).join("")};
    } else if (element.tagName === "script") {
      const script = {
        whole: {from: location.startOffset, to: location.endTag?.endOffset ?? text.length},
        startTag: toSpan(location.startTag),
        content: {from: location.startTag.endOffset, to: location.endTag?.startOffset ?? text.length},
        isClosed: location.endTag !== undefined,
        attributes: attributesOf(element),
      };
      const type = script.attributes.find(([name]) => name === "type")?.[1];
      if (type === recordType) records.push(script);
      else if (type === dataType) data.push(script);
      else if (isInNotebook) cells.push(script);
    }
  }
  return {notebook, title, cells, records, data};
}

/** Every element in document order, without recursion: files nest as deep as they like. */
function* elementsOf(document: DefaultTreeAdapterTypes.Document): Generator<{element: Element; isInNotebook: boolean}, void, undefined> {
  const waiting: {node: DefaultTreeAdapterTypes.Node; isInNotebook: boolean}[] = [{node: document, isInNotebook: false}];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const {node, isInNotebook} = next;
    const isElement = defaultTreeAdapter.isElementNode(node);
    if (isElement) yield {element: node, isInNotebook};
    if (!("childNodes" in node)) continue;
    const isInside = isInNotebook || (isElement && node.tagName === "notebook");
    for (const child of node.childNodes.toReversed()) waiting.push({node: child, isInNotebook: isInside});
  }
}

function attributesOf(element: Element): ScriptPart["attributes"] {
  return element.attrs.map(({name, value}) => [name, value] as const);
}

function toSpan({startOffset, endOffset}: Token.Location): Span {
  return {from: startOffset, to: endOffset};
}
