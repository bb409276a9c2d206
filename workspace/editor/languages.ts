/** Which grammar a cell's kind is read with. */
import {html} from "@codemirror/lang-html";
import {javascript} from "@codemirror/lang-javascript";
import {markdown, markdownLanguage} from "@codemirror/lang-markdown";
import {PostgreSQL, sql} from "@codemirror/lang-sql";
import type {Language, LanguageSupport} from "@codemirror/language";
import type {CellKind} from "#notebooks";

const makers: {readonly [kind in CellKind]: () => LanguageSupport | null} = {
  typescript: () => javascript({typescript: true}),
  javascript: () => javascript(),
  markdown: () => markdown({base: markdownLanguage, addKeymap: true}),
  html: () => html({autoCloseTags: true}),
  sql: () => sql({dialect: PostgreSQL, upperCaseKeywords: true}),
  other: () => null,
};

const made = new Map<CellKind, LanguageSupport | null>();

export function languageSupport(kind: CellKind): LanguageSupport | null {
  let support = made.get(kind);
  if (support === undefined) {
    support = makers[kind]();
    made.set(kind, support);
  }
  return support;
}

export function languageOf(kind: CellKind): Language | null {
  return languageSupport(kind)?.language ?? null;
}
