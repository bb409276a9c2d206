import {describe, expect, it} from "vitest";
import {gzipSync} from "node:zlib";
import {fileURLToPath} from "node:url";
import {look, lookAtCsv, toUtf16} from "./testing/fixtures.ts";
import {inspect} from "./inspect.ts";
import {readData} from "./read-data.ts";

const csvOf = (parsing: {format: string}) => parsing as Extract<Awaited<ReturnType<typeof inspect>>["parsing"], {format: "csv"}>;

describe("the shape of a CSV", () => {
  it("a file of 0 bytes is a table without columns, and says that it is empty", async () => {
    const found = await lookAtCsv("");
    expect(found).toMatchObject({rows: 0, columns: [], badRowCount: 0, notes: ["the file is empty"]});
    expect(found.table).toEqual({rows: 0, columns: []});
  });

  it("one column needs no delimiter", async () => {
    const found = await lookAtCsv("price\n1.5\n2\n3\n");
    expect(found.types).toEqual(["price:number"]);
    expect(found.cells).toEqual([[1.5], [2], [3]]);
  });

  it("commas in a file of one column belong to its texts", async () => {
    const found = await lookAtCsv("remark\nyes, and no\nwell\none, two, three\nfour\n");
    expect(found.cells).toEqual([["yes, and no"], ["well"], ["one, two, three"], ["four"]]);
    expect(found.badRowCount).toBe(0);
  });

  it("fields in single quotes", async () => {
    const found = await lookAtCsv("a,b\n'x, y',1\n'it''s',2\n");
    expect(found.cells).toEqual([["x, y", 1], ["it's", 2]]);
  });

  it("a blank line in one column is a missing value, at the end it is nothing", async () => {
    const found = await lookAtCsv("price\n1\n\n\n3\n\n\n");
    expect(found.cells).toEqual([[1], [null], [null], [3]]);
  });

  it("words with spaces are no columns, numbers with spaces between them are", async () => {
    const words = await lookAtCsv("full name\nAda Lovelace\nAlan Turing\nGrace Hopper\n");
    const numbers = await look("x y z\n1 2 3\n4 5 6\n7 8 9\n", "points.dat");
    expect(words.types).toEqual(["full name:text"]);
    expect(numbers.cells).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
  });

  it("only a header is a table without rows", async () => {
    const found = await lookAtCsv("a,b,c\n");
    expect(found.rows).toBe(0);
    expect(found.columns.map(({name}) => name)).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["comma", "a,b\n1,2\n3,4\n", ","],
    ["semicolon", "a;b\n1;2\n3;4\n", ";"],
    ["tab", "a\tb\n1\t2\n3\t4\n", "\t"],
    ["bar", "a|b\n1|2\n3|4\n", "|"],
    ["declared by sep=", "sep=;\na;b\n1;2\n3;4\n", ";"],
  ])("finds the delimiter: %s", async (_, text, delimiter) => {
    const found = await lookAtCsv(text);
    expect(csvOf(found.parsing).delimiter).toBe(delimiter);
    expect(found.cells).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it.each([
    ["line feeds", "\n"],
    ["carriage returns with line feeds", "\r\n"],
    ["carriage returns alone", "\r"],
  ])("reads lines that end with %s", async (_, end) => {
    const found = await lookAtCsv(["name,n", '"a, b",1', '"said ""x""",2', "c,3"].join(end));
    expect(found.cells).toEqual([
      ["a, b", 1],
      ['said "x"', 2],
      ["c", 3],
    ]);
    expect(found.badRowCount).toBe(0);
  });

  it("a quoted field keeps its line ends, and lines are still counted right behind it", async () => {
    const found = await lookAtCsv('text,n\n"one\ntwo\nthree",1\nplain,2,9\n');
    expect(found.cells).toEqual([
      ["one\ntwo\nthree", 1],
      ["plain", 2],
    ]);
    expect(found.badRows).toEqual([{line: 5, reason: "3 fields where 2 are expected; those beyond are left out", text: "plain,2,9"}]);
  });

  it("ragged rows are kept and reported with their lines", async () => {
    const found = await lookAtCsv("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n");
    expect(found.cells).toEqual([
      [1, 2, 3],
      [4, 5, null],
      [6, 7, 8],
      [10, 11, 12],
    ]);
    expect(found.badRows.map(({line, text}) => [line, text])).toEqual([
      [3, "4,5"],
      [4, "6,7,8,9"],
    ]);
    expect(found.badRows[0]?.reason).toContain("2 fields where 3 are expected");
  });

  it("a quote never closed costs its own line and no other", async () => {
    const found = await lookAtCsv('a,b\n1,x\n2,"never\n3,y\n4,z\n');
    expect(found.cells).toEqual([
      [1, "x"],
      [2, '"never'],
      [3, "y"],
      [4, "z"],
    ]);
    expect(found.badRows).toHaveLength(1);
    expect(found.badRows[0]).toMatchObject({line: 3, text: '2,"never'});
  });

  it("a quote never closed before quoted rows costs its own line and no other", async () => {
    const found = await lookAtCsv('a,b\n1,"x"\n2,"never\n3,"y"\n4,"z"\n');
    expect(found.cells).toEqual([
      [1, "x"],
      [2, '"never'],
      [3, "y"],
      [4, "z"],
    ]);
    expect(found.badRows.map(({line}) => line)).toEqual([3]);
  });

  it("text behind a closing quote is kept and reported", async () => {
    const found = await lookAtCsv('a,b\n1,"x" y\n2,z\n');
    expect(found.cells).toEqual([
      [1, '"x" y'],
      [2, "z"],
    ]);
    expect(found.badRows).toEqual([{line: 2, reason: "text follows a closing quote; the field is kept with its quotes", text: '1,"x" y'}]);
  });

  it("a delimiter at the end of every line makes no column", async () => {
    const found = await lookAtCsv("a,b,\n1,2,\n3,4,\n");
    expect(found.types).toEqual(["a:number", "b:number"]);
    expect(found.badRowCount).toBe(0);
  });

  it("a delimiter at the end of the rows alone makes no column", async () => {
    const found = await lookAtCsv("a,b\n1,2,\n3,4,\n");
    expect(found.cells).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(found.badRowCount).toBe(0);
  });

  it("lines before the table are skipped, and a bad row keeps its line in the file", async () => {
    const found = await lookAtCsv("Report of March\nmade by hand\n\nday,amount,note\n2026-03-01,5,a\n2026-03-02,6,b\n2026-03-03,7\n");
    expect(csvOf(found.parsing).skipLines).toBe(3);
    expect(found.types).toEqual(["day:date(iso)", "amount:number", "note:text"]);
    expect(found.badRows.map(({line}) => line)).toEqual([7]);
    expect(found.notes[0]).toBe("3 lines before the table are skipped");
  });

  it("empty and repeated names are made whole and unique", async () => {
    const found = await lookAtCsv("id,,id,x,\n1,2,3,4,5\n6,7,8,9,10\n");
    expect(found.columns.map(({name}) => name)).toEqual(["id", "column_2", "id_2", "x", "column_5"]);
    expect(found.notes.join(" ")).toContain('names "id" more than once');
  });

  it("a first row of values is no header", async () => {
    const found = await lookAtCsv("2026-01-01,5\n2026-01-02,6\n");
    expect(csvOf(found.parsing).header).toBe(false);
    expect(found.rows).toBe(2);
    expect(found.types).toEqual(["column_1:date(iso)", "column_2:number"]);
  });

  it("years can be names", async () => {
    const found = await lookAtCsv("country,1990,1991\nFrance,58.2,58.5\nSpain,38.9,38.9\n");
    expect(found.columns.map(({name}) => name)).toEqual(["country", "1990", "1991"]);
  });

  it("10,000 columns work", async () => {
    const names = Array.from({length: 10_000}, (_, c) => `c${c}`);
    const rows = Array.from({length: 20}, (_, r) => names.map((_, c) => r * c).join(","));
    const found = await lookAtCsv([names.join(","), ...rows].join("\n"));
    expect(found.columns).toHaveLength(10_000);
    expect(found.cells[19]?.[9999]).toBe(19 * 9999);
    expect(found.badRowCount).toBe(0);
  });

  it("a NUL byte is kept in its field and noted", async () => {
    const found = await lookAtCsv(`name,n\na\0b,1\n${"plain,2\n".repeat(50)}`);
    expect(found.cells[0]).toEqual(["a\0b", 1]);
    expect(found.notes).toContain("the file holds 1 NUL byte, kept as they are");
  });
});

describe("encodings", () => {
  const text = "näme,wert\nÄpfel,1\nŒuvre,2\n";

  it.each([
    ["UTF-8 with a byte order mark", new TextEncoder().encode(`\uFEFF${text}`), "utf-8"],
    ["UTF-16 little-endian with a mark", toUtf16(text, false, true), "utf-16le"],
    ["UTF-16 big-endian with a mark", toUtf16(text, true, true), "utf-16be"],
    ["UTF-16 little-endian without a mark", toUtf16(text, false, false), "utf-16le"],
    ["UTF-16 big-endian without a mark", toUtf16(text, true, false), "utf-16be"],
  ])("reads %s", async (_, bytes, encoding) => {
    const found = await lookAtCsv(bytes);
    expect(csvOf(found.parsing).encoding).toBe(encoding);
    expect(found.types).toEqual(["näme:text", "wert:number"]);
    expect(found.cells).toEqual([
      ["Äpfel", 1],
      ["Œuvre", 2],
    ]);
  });

  it("reads windows-1252 and says so, even when the first such byte comes late", async () => {
    const early = "name,n\n" + "plain,1\n".repeat(300_000);
    const found = await lookAtCsv(Buffer.concat([Buffer.from(early), Buffer.from([0x8c, 0xe9, 0x2c, 0x32, 0x0a])]));
    expect(csvOf(found.parsing).encoding).toBe("windows-1252");
    expect(found.rows).toBe(300_001);
    const name = found.table.columns[0];
    expect(name?.type === "dictionary" && name.dictionary).toEqual(["plain", "Œé"]);
    expect(found.notes[0]).toContain("windows-1252");
  });

  it("a character that two chunks share is read whole", async () => {
    const filler = "é".repeat((1 << 19) - 4);
    const found = await lookAtCsv(`a,b\n${filler},éé\nx,y\n`);
    expect(found.cells[0]).toEqual([filler, "éé"]);
  });

  it("a few ill-formed bytes in UTF-8 become the replacement character, with a note", async () => {
    const found = await lookAtCsv(Buffer.concat([Buffer.from(`name,n\n${"é,1\n".repeat(30)}`), Buffer.from([0xff, 0x2c, 0x32, 0x0a])]));
    expect(found.cells[30]).toEqual(["\uFFFD", 2]);
    expect(found.notes[0]).toContain("1 byte sequence is no UTF-8");
  });

  it("reads through gzip, and digests the file's own bytes", async () => {
    const bytes = gzipSync("a,b\n1,2\n");
    const found = await look(bytes, "table.csv.gz");
    expect(csvOf(found.parsing).compression).toBe("gzip");
    expect(found.cells).toEqual([[1, 2]]);
  });

  it("a gzip file that is cut off is refused as damaged", async () => {
    const bytes = gzipSync("a,b\n1,2\n".repeat(1000));
    await expect(lookAtCsv(bytes.subarray(0, bytes.length - 20))).rejects.toMatchObject({name: "DataError", code: "damaged"});
  });
});

describe("types", () => {
  it("decimal commas with semicolons", async () => {
    const found = await lookAtCsv("a;b\n1,5;-0,25\n2,75;3\n");
    expect(found.cells).toEqual([
      [1.5, -0.25],
      [2.75, 3],
    ]);
    expect(csvOf(found.parsing)).toMatchObject({decimalMark: ",", thousandsMark: ""});
  });

  it("one column of decimal commas", async () => {
    const found = await lookAtCsv("wert\n1,5\n2,5\n-3,25\n4\n");
    expect(found.cells).toEqual([[1.5], [2.5], [-3.25], [4]]);
  });

  it.each([
    ["comma", '"1,234","1,234,567.5"', [1234, 1_234_567.5], ","],
    ["point with a decimal comma", '"1.234.567,5","12.345.678"', [1_234_567.5, 12_345_678], "."],
    ["space", "1 234,12 345 678", [1234, 12_345_678], " "],
    ["apostrophe", "1'234,12'345'678.25", [1234, 12_345_678.25], "'"],
  ])("thousands marks: %s", async (_, row, values, mark) => {
    const found = await lookAtCsv(`a,b\n${row}\n${row}\n`);
    expect(csvOf(found.parsing).thousandsMark).toBe(mark);
    expect(found.cells[1]).toEqual(values);
  });

  it("digits with leading zeros stay text", async () => {
    const found = await lookAtCsv("zip,n\n01234,1\n98101,2\n");
    expect(found.types).toEqual(["zip:text", "n:number"]);
    expect(found.cells[0]).toEqual(["01234", 1]);
    expect(found.notes[0]).toContain("begin with 0");
  });

  it("integers beyond 2^53 are big integers, exactly", async () => {
    const found = await lookAtCsv("id,n\n9007199254740993,1\n-9223372036854775808,2\n5,3\n");
    expect(found.types).toEqual(["id:bigint", "n:number"]);
    expect(found.cells.map(([id]) => id)).toEqual([{$bigint: "9007199254740993"}, {$bigint: "-9223372036854775808"}, {$bigint: "5"}]);
  });

  it("a large integer that comes late makes the column one of big integers", async () => {
    const found = await lookAtCsv(`id\n${Array.from({length: 6000}, (_, i) => i).join("\n")}\n9007199254740993\n`);
    expect(found.types).toEqual(["id:bigint"]);
    const {columns} = found.table;
    expect(columns[0]?.type === "bigint" && columns[0].values[6000]).toBe(9007199254740993n);
  });

  it("large integers among fractions are rounded as numbers", async () => {
    const found = await lookAtCsv("x\n9007199254740993\n0.5\n");
    expect(found.types).toEqual(["x:number"]);
    expect(found.cells).toEqual([[9007199254740992], [0.5]]);
  });

  it("integers beyond 64 bits stay text", async () => {
    const found = await lookAtCsv("id\n99999999999999999999\n88888888888888888888\n");
    expect(found.types).toEqual(["id:text"]);
  });

  it("reads every way to write a number as JavaScript does", async () => {
    const texts = [
      "0",
      "-0",
      "+5",
      "1e3",
      "1E-7",
      ".5",
      "5.",
      "123456789012345.678",
      "0.1",
      "1.7976931348623157e308",
      "4.9e-324",
      "3.141592653589793238",
      "inf",
      "-Infinity",
    ];
    const found = await lookAtCsv(`x\n${texts.join("\n")}\n`, {columns: [{name: "x", type: "number"}]});
    const column = found.table.columns[0];
    expect(column?.type === "number" && [...column.values]).toEqual([...texts.slice(0, 12).map(Number), Infinity, -Infinity]);
    expect(found.badRowCount).toBe(0);
  });

  it("agrees with Number on 20,000 decimal texts", async () => {
    let state = 1;
    const next = () => (state = (state * 48_271) % 2_147_483_647);
    const texts = Array.from({length: 20_000}, () => ((next() - 1e9) / 10 ** (next() % 14)).toFixed(next() % 13));
    const found = await lookAtCsv(`x,y\n${texts.map((text) => `${text},1`).join("\n")}\n`);
    const column = found.table.columns[0];
    expect(column?.type === "number" && [...column.values]).toEqual(texts.map(Number));
  });

  it.each([["true,false"], ["TRUE,FALSE"], ["yes,no"], ["t,f"]])("truth values: %s", async (texts) => {
    const found = await lookAtCsv(`ok\n${texts.replace(",", "\n")}\n`);
    expect(found.types).toEqual(["ok:boolean"]);
    expect(found.cells).toEqual([[true], [false]]);
  });

  it.each([
    ["percentages", "p\n12%\n3.5%\n"],
    ["amounts with a currency", "p\n$5\n-£3.20\n"],
    ["parentheses", "p\n(47.77)\n2503.00\n"],
  ])("%s stay text, with a note", async (word, text) => {
    const found = await lookAtCsv(text);
    expect(found.types).toEqual(["p:text"]);
    expect(found.notes.join(" ")).toContain(word);
  });

  it("a value that does not fit makes the column text and names its line", async () => {
    const found = await lookAtCsv(`x\n${"1\n".repeat(7000)}oops\n2\n`);
    expect(found.types).toEqual(["x:text"]);
    expect(found.notes[0]).toContain('line 7002 holds "oops", which is not a number');
    expect(found.badRowCount).toBe(0);
  });

  it("with an explicit type, a value that does not fit is a bad row and its value missing", async () => {
    const found = await lookAtCsv("x,y\n1,a\noops,b\n3,c\n", {columns: [{name: "x", type: "number"}]});
    expect(found.cells).toEqual([
      [1, "a"],
      [null, "b"],
      [3, "c"],
    ]);
    expect(found.badRows).toEqual([{line: 3, reason: '"oops" in "x" is not a number, and is taken as missing', text: "oops,b"}]);
  });

  it("a row with several faults is one bad row with several reasons", async () => {
    const columns = [
      {name: "x", type: "number"},
      {name: "y", type: "number"},
    ] as const;
    const found = await lookAtCsv("x,y\n1,2\nq,r,s\n", {columns});
    expect(found.badRowCount).toBe(1);
    expect(found.badRows[0]?.reason.split("; ").length).toBeGreaterThanOrEqual(3);
  });

  it("few texts that repeat become a dictionary, many become bytes, whatever the size of the chunks", async () => {
    const few = await lookAtCsv(`k\n${"a\nb\nc\n".repeat(1000)}`);
    const many = await lookAtCsv(`k\n${Array.from({length: 5000}, (_, i) => `key-${i}`).join("\n")}\n`);
    expect(few.table.columns[0]).toMatchObject({type: "dictionary", dictionary: ["a", "b", "c"]});
    expect(many.table.columns[0]?.type).toBe("text");
    expect(many.cells[999]).toEqual(["key-999"]);
  });
});

describe("missing values", () => {
  it.each(["NA", "N/A", "null", "-", "nan", "None", "?", "."])("takes %s among numbers as missing", async (mark) => {
    const found = await lookAtCsv(`x,y\n1,a\n${mark},b\n,c\n4,d\n`);
    expect(found.types).toEqual(["x:number", "y:text"]);
    expect(found.cells.map(([x]) => x)).toEqual([1, null, null, 4]);
    expect(csvOf(found.parsing).missing).toEqual([mark]);
  });

  it("leaves NA alone where only texts stand", async () => {
    const found = await lookAtCsv("country,n\nNA,1\nDE,2\n");
    expect(csvOf(found.parsing).missing).toEqual([]);
    expect(found.cells[0]).toEqual(["NA", 1]);
  });

  it("a mark that first comes late is found", async () => {
    const found = await lookAtCsv(`x\n${"1\n".repeat(7000)}NA\n2\n`);
    expect(found.types).toEqual(["x:number"]);
    expect(found.columns[0]?.missing).toBe(1);
  });

  it("NaN is a value when it is no mark", async () => {
    const found = await lookAtCsv("x\n1\nNaN\n", {missing: [], columns: [{name: "x", type: "number"}]});
    expect(found.cells).toEqual([[1], [{$number: "NaN"}]]);
    expect(found.columns[0]?.missing).toBe(0);
  });

  it("a number can be a mark", async () => {
    const found = await lookAtCsv("x\n1\n-999\n3\n", {missing: ["-999"]});
    expect(found.cells).toEqual([[1], [null], [3]]);
  });
});

describe("corrections", () => {
  it("what is given is not guessed", async () => {
    const found = await lookAtCsv("a;b\n1;2\n", {delimiter: ",", header: false});
    expect(found.cells).toEqual([["a;b"], ["1;2"]]);
  });

  it("as many columns as the table has rename by position", async () => {
    const found = await lookAtCsv("a,b\n1,2\n", {columns: [{name: "first"}, {name: "second", type: "text"}]});
    expect(found.types).toEqual(["first:number", "second:text"]);
  });

  it("columns of an earlier way of reading are left aside with a note", async () => {
    const found = await lookAtCsv("a;b\n1;2\n", {delimiter: ";", columns: [{name: "a;b", type: "text"}]});
    expect(found.types).toEqual(["a:number", "b:number"]);
    expect(found.notes.join(" ")).toContain('"a;b"');
  });

  it.each([
    [{delimeter: ";"}, 'parsing has no field "delimeter"'],
    [{delimiter: "ab"}, "parsing.delimiter must be one ASCII character"],
    [{encoding: "latin1"}, "parsing.encoding must be one of"],
    [{columns: [{name: "a", type: "integer"}]}, 'the type of column "a" must be one of'],
    [{columns: [{name: "a", type: "date", dateFormat: "%Q"}]}, 'unknown directive "%Q"'],
  ])("refuses %j", async (parsing, message) => {
    await expect(lookAtCsv("a\n1\n", parsing as object)).rejects.toThrow(message);
  });
});

describe("formats", () => {
  it("a log file is text, one line counted for each line", async () => {
    const found = await inspect({bytes: Buffer.from("2026-01-01 a, b\n2026-01-02 c, d\nlast")}, {fileName: "server.log"});
    expect(found.parsing).toEqual({format: "text", encoding: "utf-8", compression: "none"});
    expect(found.rows).toBe(3);
  });

  it("a text's content is its UTF-8 bytes in memory of its own", async () => {
    const bytes = toUtf16("ein Gruß\nzwei\n", false, true);
    const {parsing} = await inspect({bytes}, {fileName: "note.txt"});
    const content = await readData({bytes}, parsing);
    expect(content).toMatchObject({type: "text", lines: 2});
    if (content.type !== "text") throw new Error("not a text");
    expect(new TextDecoder().decode(content.bytes)).toBe("ein Gruß\nzwei\n");
    expect(content.bytes.buffer.byteLength).toBe(content.bytes.length);
  });

  it("a text with carriage returns alone gets line feeds", async () => {
    const bytes = Buffer.from("one\rtwo\rthree");
    const content = await readData({bytes}, {format: "text", encoding: "utf-8", compression: "none"});
    expect(content).toMatchObject({lines: 3, bytes: new Uint8Array(Buffer.from("one\ntwo\nthree"))});
  });

  it("a table in a .txt file is found, prose is not", async () => {
    const table = await inspect({bytes: Buffer.from("a;b;c\n1;2;3\n4;5;6\n")}, {fileName: "data.txt"});
    const prose = await inspect({bytes: Buffer.from("Dear all, this is it.\nMore, and more, and more.\nBye\n")}, {fileName: "letter.txt"});
    expect([table.parsing.format, prose.parsing.format]).toEqual(["csv", "text"]);
    const series = await look("   1.5000000e+00\n   2.0e+00\n   -3e-1\n", "series.txt");
    expect(series.cells).toEqual([[1.5], [2], [-0.3]]);
  });

  it("a picture is refused", async () => {
    const bytes = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), Buffer.alloc(400, "\0\x01\x02\xff")]);
    await expect(inspect({bytes}, {fileName: "chart.png"})).rejects.toMatchObject({code: "not-recognised"});
  });
});

describe("limits", () => {
  it("more bytes than the limit are refused with both named", async () => {
    await expect(look("a\n".repeat(600), "t.csv", {}, {maximumBytes: 1024})).rejects.toThrow("the file is larger than the limit of 1 KiB");
  });

  it("a small file that decompresses to more than the limit is refused", async () => {
    await expect(look(gzipSync(Buffer.alloc(5 << 20, "1\n")), "t.csv.gz", {}, {maximumBytes: 1 << 20})).rejects.toThrow(
      "decompresses to more than the limit of 1 MiB",
    );
  });

  it("more values or columns than the limit are refused", async () => {
    await expect(look("a,b\n" + "1,2\n".repeat(100), "t.csv", {}, {maximumValues: 100})).rejects.toThrow("more than 100 values");
    await expect(look("a,b,c\n1,2,3\n", "t.csv", {}, {maximumColumns: 2})).rejects.toThrow("3 columns, and the limit is 2");
  });

  it("a file without line ends is refused before it fills the memory", async () => {
    const bytes = Buffer.alloc(80 << 20, "x");
    await expect(readData({bytes}, csvParsing())).rejects.toMatchObject({code: "damaged"});
  });

  it("a cancelled reading is refused as cancelled", async () => {
    const controller = new AbortController();
    const reading = inspect(
      {path: fileURLToPath(import.meta.url)},
      {fileName: "x.csv", signal: controller.signal, onProgress: () => controller.abort()},
    );
    await expect(reading).rejects.toMatchObject({code: "cancelled"});
  });
});

function csvParsing() {
  return {
    format: "csv",
    encoding: "utf-8",
    compression: "none",
    delimiter: ",",
    quote: '"',
    header: true,
    skipLines: 0,
    decimalMark: ".",
    thousandsMark: "",
    missing: [],
    columns: [{name: "x", type: "text", dateFormat: null}],
  } as const;
}
