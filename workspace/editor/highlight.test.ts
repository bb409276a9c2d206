/** Code that is only shown has the same text, and colours where an editor has them. */
import {expect, test} from "vitest";
import {cellKinds} from "#notebooks";
import {highlightSource} from "./highlight.ts";

test("nothing of the text is lost in any kind of cell", () => {
  const source = 'const a = 1; // "x"\n\n# h *e* `c`\nSELECT * FROM t WHERE a = \'b\';\n<b class="x">y</b>\n';
  for (const kind of cellKinds) expect(highlightSource(source, kind).map(({text}) => text).join("")).toBe(source);
});

test("keywords, strings, comments and numbers have their classes", () => {
  const pieces = highlightSource('const a = "x" + 12; // why', "typescript");
  const classOf = (text: string) => pieces.find((piece) => piece.text === text)?.classes;
  expect([classOf("const"), classOf('"x"'), classOf("12"), classOf("// why")]).toEqual(["code-keyword", "code-string", "code-number", "code-comment"]);
});
