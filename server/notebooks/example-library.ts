/** The examples that come with the program, as the maker of notebooks takes them. */
import {readFile} from "node:fs/promises";
import {exampleNotebooks} from "#notebooks/examples";
import {readNotebook, writeNotebook} from "#notebooks/file";
import type {ExampleLibrary} from "./maker.ts";

export function createExampleLibrary(): ExampleLibrary {
  const examples = exampleNotebooks();
  return {
    list: () => examples.map(({id, title, description, picture}) => ({id, title, description, picture})),
    async read(id) {
      const example = examples.find((one) => one.id === id);
      if (!example) return null;
      const {notebook} = readNotebook(example.text);
      const data = example.data.map(async ({name, fileName, path}) => ({name, fileName, bytes: await readFile(path), parsing: null}));
      return {notebook, record: null, original: writeNotebook({notebook, original: example.text}), data: await Promise.all(data)};
    },
  };
}
