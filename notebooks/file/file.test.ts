/** The file format: nothing is lost on the way through it, Notebook Kit reads what we write, and files that are nearly right are read. */
import {describe, expect, it} from "vitest";
import {deserialize, serialize, toNotebook as toKitNotebook} from "@observablehq/notebook-kit";
import {cellKinds, toCell, toNotebook} from "../index.ts";
import type {Cell, Notebook} from "../index.ts";
import {readNotebook, writeNotebook} from "./index.ts";
import type {EmbeddedData} from "./index.ts";

interface Dom {
  readonly window: {readonly DOMParser: new () => DOMParser; readonly document: Document};
}
const {JSDOM} = (await import("jsdom" as string)) as {readonly JSDOM: new () => Dom};
const {window} = new JSDOM();

const kitModes = {typescript: "ts", javascript: "js", markdown: "md", html: "html", sql: "sql", other: "tex"} as const;

function readAsKit(text: string) {
  return deserialize(text, {parser: new window.DOMParser()});
}

/** Numbers 0–1 from a seed (mulberry32). */
function toRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const scraps = [
  "</script>", "</script", "<\\/script>", "<\\\\/script >", "</SCRIPT\n", "</script/>", "<script>", "<script ", "<!--", "-->", "<!-->", "<\\!--",
  "]]>", "\r", "\r\n", "\n", "\n\n", "\0", "\\", "    ", "  ", "\t", "😀", "\ud83d", "\udc00", "é", "&amp;", "&lt;", "<", ">", "\"", "'", "`${x}`",
  "const x = 1;", "// note", "</notebook>", "<title>", "\u2028", "\u00a0", "\ufeff", "\f",
];

function toNasty(random: () => number, pieces: number): string {
  let text = "";
  for (let i = Math.floor(random() * pieces); i > 0; i--) text += scraps[Math.floor(random() * scraps.length)]!;
  return text;
}

function toNastyNotebook(seed: number): Notebook {
  const random = toRandom(seed);
  const one = <Choice>(choices: readonly Choice[]): Choice => choices[Math.floor(random() * choices.length)]!;
  const ids = Array.from({length: 1 + Math.floor(random() * 6)}, (_, i) => 1 + i * 3 + Math.floor(random() * 3));
  if (random() < 0.5) ids.reverse();
  return toNotebook({
    title: readNotebook(writeNotebook({notebook: toNotebook({title: toNasty(random, 8)})})).notebook.title,
    runMode: one(["automatic", "manual"]),
    data: random() < 0.5 ? [] : [{name: `a "set" ${toNasty(random, 2).toWellFormed()}x`, digest: null}, {name: "b", digest: "0f".repeat(32)}],
    attributes: random() < 0.5 ? [["theme", "air"]] : [["theme", "light-dark(air, ink)"], ["readonly", ""], ["data-x", `"'&<`]],
    cells: ids.map((id) => {
      const kind = one(cellKinds);
      const extra: [string, string][] = random() < 0.3 ? [["data-note", toNasty(random, 3).replace(/[\r\0]/g, "").toWellFormed()]] : [];
      return toCell({
        id,
        kind,
        source: toNasty(random, 14),
        pinned: random() < 0.5,
        hidden: random() < 0.5,
        disabled: random() < 0.3,
        output: random() < 0.3 ? one(["total", "π", "$rows", "_x1"]) : null,
        attributes: kind === "other" ? [["type", "application/x-tex"], ...extra] : extra,
      });
    }),
  });
}

describe("a file that is read and written", () => {
  it("is the same notebook again, for 1,000 generated notebooks with nasty sources", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const notebook = toNastyNotebook(seed);
      const text = writeNotebook({notebook});
      const read = readNotebook(text);
      expect(read.notebook, `seed ${seed}`).toEqual(notebook);
      expect(read.warnings, `seed ${seed}`).toEqual([]);
      expect(writeNotebook({notebook: read.notebook, original: text}), `seed ${seed}`).toBe(text);
      const encoded = new TextDecoder().decode(new TextEncoder().encode(text));
      expect(encoded, `seed ${seed}`).toBe(text);
    }
  });

  it("is the same notebook again after every change that is written into the old text", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const before = writeNotebook({notebook: toNastyNotebook(seed), record: {format: "recto-run/1", note: "</script>"}});
      const other = toNastyNotebook(seed + 5000);
      const text = writeNotebook({notebook: other, original: before});
      expect(readNotebook(text).notebook, `seed ${seed}`).toEqual(other);
      expect(readNotebook(text).record, `seed ${seed}`).toBeNull();
    }
  });

  it("is the same text again when Notebook Kit wrote it", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const {title, cells} = toNastyNotebook(seed);
      const kit = toKitNotebook({
        title,
        theme: seed % 2 ? "air" : {light: "air", dark: "ink"},
        readOnly: seed % 3 === 0,
        cells: cells.map((cell) => ({id: cell.id, mode: kitModes[cell.kind], value: cell.source, pinned: cell.pinned, hidden: cell.hidden})),
      } as Parameters<typeof toKitNotebook>[0]);
      const text = serialize(kit, {document: window.document});
      const {notebook, original} = readNotebook(text);
      expect(writeNotebook({notebook, original}), `seed ${seed}`).toBe(text);
    }
  });

  it("keeps byte for byte what it does not know, around the one cell that was edited", () => {
    const text =
      "\ufeff<!DOCTYPE html>\r\n<html lang=en><head><meta charset=utf-8><style>a > b {}</style></head>\r\n<body class='x'>\r\n" +
      "<notebook theme=air data-future='1 < 2'>\r\n  <title>One &amp; two</title>\r\n  <!-- before the first -->\r\n" +
      "  <script id=1 type=module since='2020-01-01'>\r\n    1 + 1\r\n  </script>\r\n  <hr>\r\n" +
      "  <script type=text/x-python id=2 PINNED>\r\n    print(1)\r\n  </script>\r\n  <!-- last -->\r\n</notebook>\r\n<footer>bye</footer></body></html>\r\n";
    const {notebook, original, warnings} = readNotebook(text);
    expect(warnings).toEqual([]);
    expect(writeNotebook({notebook, original})).toBe(text);
    expect(notebook.title).toBe("One & two");
    expect(notebook.attributes).toEqual([["theme", "air"], ["data-future", "1 < 2"]]);
    expect(notebook.cells[1]).toMatchObject({kind: "other", pinned: true, attributes: [["type", "text/x-python"]]});
    const cells = notebook.cells.map((cell) => (cell.id === 1 ? {...cell, source: "2 + 2"} : cell));
    const edited = writeNotebook({notebook: {...notebook, cells}, original});
    expect(edited).toBe(text.replace("\r\n    1 + 1\r\n  ", "\n    2 + 2\n  "));
  });

  it("keeps a comment that stood before a deleted cell, and lets comments travel with a moved one", () => {
    const text = writeNotebook({notebook: toNotebook({cells: [1, 2, 3].map((id) => toCell({id, source: `${id}`}))})})
      .replace("\n  <script id=\"2\"", "\n  <!-- about two -->\n  <script id=\"2\"");
    const {notebook} = readNotebook(text);
    const [one, two, three] = notebook.cells as readonly [Cell, Cell, Cell];
    const deleted = writeNotebook({notebook: {...notebook, cells: [one, three]}, original: text});
    expect(deleted).toContain("<!-- about two -->\n  <script id=\"3\"");
    const moved = writeNotebook({notebook: {...notebook, cells: [two, one, three]}, original: text});
    expect(moved).toContain("<!-- about two -->\n  <script id=\"2\"");
    expect(readNotebook(moved).notebook.cells.map(({id}) => id)).toEqual([2, 1, 3]);
  });
});

describe("Notebook Kit", () => {
  it("reads our files to the same cells", () => {
    let compared = 0;
    for (let seed = 1; seed <= 500; seed++) {
      const notebook = toNastyNotebook(seed);
      const text = writeNotebook({notebook, record: {format: "recto-run/1"}, data: [toData("x", "a,b\n1,2\n")]});
      const kit = readAsKit(text);
      expect(kit.cells.map(({id, mode, pinned, hidden}) => ({id, mode, pinned, hidden})), `seed ${seed}`).toEqual(
        notebook.cells.map(({id, kind, pinned, hidden}) => ({id, mode: kitModes[kind], pinned, hidden})),
      );
      expect(kit.title, `seed ${seed}`).toBe(notebook.title);
      const page = new window.DOMParser().parseFromString(text, "text/html");
      for (const cell of notebook.cells) {
        if (page.getElementById(String(cell.id))?.hasAttribute("data-recto-escaped")) continue;
        expect(kit.cells.find(({id}) => id === cell.id)?.value, `seed ${seed}, cell ${cell.id}`).toBe(cell.source);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });

  it("reads every cell behind one that holds an open comment with a script in it", () => {
    const cells = [toCell({id: 1, source: 'const page = "<!--<script>";'}), toCell({id: 2, source: "2"})];
    const text = writeNotebook({notebook: toNotebook({cells})});
    expect(readAsKit(text).cells.map(({value}) => value)).toEqual(['const page = "<\\!--<script>";', "2"]);
    expect(readNotebook(text).notebook.cells).toEqual(cells);
  });
});

function toData(name: string, content: string): EmbeddedData {
  return {name, digest: "ab".repeat(32), fileName: `${name}.csv`, parsing: {format: "csv", quote: '"'}, bytes: new TextEncoder().encode(content)};
}

describe("the format", () => {
  it("is Notebook Kit's own text for a notebook without additions", () => {
    const cells = [toCell({id: 1, kind: "markdown", source: "# Hello\n\n</script> <b>"}), toCell({id: 2, source: "1 + 1", hidden: true})];
    const text = writeNotebook({notebook: toNotebook({title: "A < b & c", attributes: [["theme", "air"]], cells})});
    const kit = toKitNotebook({
      title: "A < b & c",
      cells: [{id: 1, mode: "md", value: cells[0]!.source}, {id: 2, mode: "ts", value: "1 + 1", hidden: true}],
    } as Parameters<typeof toKitNotebook>[0]);
    expect(text).toBe(serialize(kit, {document: window.document}));
  });

  it("puts the record and the data behind the notebook, and takes them out again", () => {
    const notebook = toNotebook({cells: [toCell({id: 1, source: "x"})], data: [{name: "x", digest: "ab".repeat(32)}]});
    const plain = writeNotebook({notebook});
    const record = {format: "recto-run/1", title: "</script><!--"};
    const data = [toData("x", "a,b\n1,2\n"), toData("y", "z".repeat(100_000))];
    const text = writeNotebook({notebook, record, data});
    expect(text.startsWith(plain.trimEnd())).toBe(true);
    expect(readNotebook(text)).toEqual({notebook, record, data, warnings: [], original: text});
    expect(writeNotebook({notebook, record, data, original: text})).toBe(text);
    expect(writeNotebook({notebook, original: text})).toBe(plain);
  });

  it("finds a record and data at the end of a file wherever else their words stand", () => {
    const record = {format: "recto-run/1"};
    const decoy = '</notebook>\n<script type="application/vnd.recto.run+json">{"format":"recto-run/1","decoy":1}</script>';
    const cells = [toCell({id: 1, source: decoy}), toCell({id: 2, source: "2"})];
    for (const title of ["Untitled", "x"]) {
      const text = writeNotebook({notebook: toNotebook({title, cells}), record, data: [toData("a & b", "1"), toData("c", "2")]});
      const more = `${text}<!-- more -->\n<notebook><script id="7">7</script><title>late</title>`;
      expect(readNotebook(text).record).toEqual(record);
      expect(readNotebook(text).data.map(({name}) => name)).toEqual(["a & b", "c"]);
      expect(readNotebook(text).notebook.cells).toEqual(cells);
      expect(readNotebook(more).notebook.cells.map(({source}) => source)).toEqual([decoy, "2", "7"]);
      expect(readNotebook(more).record).toEqual(record);
      const {notebook, data} = readNotebook(more);
      expect(writeNotebook({notebook, record, data, original: more})).toBe(more);
    }
    expect(readNotebook(`<notebook><script id=1>${decoy}`).record).toBeNull();
  });

  it("reads files that are nearly right, with warnings", () => {
    expect(readNotebook("")).toMatchObject({notebook: {title: "Untitled", cells: []}, warnings: ["the file has no <notebook> element"]});
    const open = readNotebook("<notebook><script id=7 type=module>\n    1\n  </script><script id=7>2</script><script id=zero>\n    3");
    expect(open.notebook.cells.map(({id, kind, source}) => [id, kind, source])).toEqual([[7, "javascript", "1"], [8, "javascript", "2"], [9, "javascript", "3"]]);
    expect(open.warnings).toEqual([
      "the <notebook> element is not closed",
      "cell 2 of the page has no id of its own and gets 8",
      "cell 3 of the page has no id of its own and gets 9",
      "cell 9 is not closed",
    ]);
    const text = writeNotebook({...open, record: {format: "recto-run/1"}});
    expect(readNotebook(text).notebook.cells.map(({source}) => source)).toEqual(["1", "2", "3"]);
    expect(readNotebook(text).record).toEqual({format: "recto-run/1"});
  });

  it("stay as they are, or take a change, however odd their HTML is", () => {
    const parts = [
      "<notebook>", "</notebook>", "<notebook theme=x>", "<title>", "</title>", "<script>", "<script id=1 type=module>", "</script>", "<!--", "-->", "text\n",
      "<svg>", "</svg>", "<template>", "</template>", "<table>", "<tr>", "<p>", "</p>", "<a>", "<b>", "</b>", "<div hidden>", "</div>", "<html>", "<body>",
      "<head>", "</body>", "</html>", "<style>", "</style>", "\r\n", "\0", "&amp;", "<script type='application/vnd.recto.run+json'>{}",
      "<script type='application/vnd.recto.data'>", "<textarea>", "<noscript>", "<plaintext>", "<select>", "<frameset>", "<math>", "<![CDATA[", "]]>", "x".repeat(320),
    ];
    const random = toRandom(1);
    let read = 0;
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({length: 1 + Math.floor(random() * 14)}, () => parts[Math.floor(random() * parts.length)]!).join("");
      const {notebook, record, data, warnings} = readNotebook(text);
      if (warnings.includes("the file has no <notebook> element")) continue;
      read += 1;
      expect(writeNotebook({notebook, record: record as object | null, data, original: text}), text).toBe(text);
      const changed = {...notebook, cells: [...notebook.cells, toCell({id: 999, source: "new"})]};
      const back = readNotebook(writeNotebook({notebook: changed, record: {format: "recto-run/1"}, original: text}));
      expect(back.notebook, text).toEqual(changed);
      expect(back.record, text).toEqual({format: "recto-run/1"});
    }
    expect(read).toBeGreaterThan(300);
  });

  it("does not unpack an embedded data set that is broken", () => {
    const {data, warnings} = readNotebook(
      `<notebook></notebook><script type="application/vnd.recto.data" data-name="x" data-digest="${"a".repeat(64)}" data-parsing="{}">AAAA</script>`,
    );
    expect(data).toEqual([]);
    expect(warnings).toEqual(['the embedded data set "x" cannot be unpacked: incorrect header check']);
  });

  it("reads a notebook nested 100,000 elements deep", () => {
    const text = `${"<div>".repeat(100_000)}<notebook><script id=1>1</script></notebook>`;
    expect(readNotebook(text).notebook.cells).toHaveLength(1);
  });
});
